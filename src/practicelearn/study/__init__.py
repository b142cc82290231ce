"""The study: the folder on disk."""

from practicelearn.study.folder import Study, StudySettings, create_study, open_study

__all__ = ["Study", "StudySettings", "create_study", "open_study"]
