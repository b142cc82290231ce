"""The study: the folder on disk."""

from practicelearn.study.folder import Study, create_study, open_study
from practicelearn.study.settings import StudySettings

__all__ = ["Study", "StudySettings", "create_study", "open_study"]
