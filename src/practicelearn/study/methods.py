"""What can be asked of a study and done to it, file by file."""

from __future__ import annotations

from practicelearn._late import Late

__all__ = ["StudyMethods"]


class StudyMethods:
    """Methods of a study, each a function of the file it names."""

    add_year = Late("study.rounds.add_year")
    begin_actions = Late("study.actions.begin_actions")
    close_year = Late("study.closing.close_year")
    comments = Late("study.history.comments")
    correct_session = Late("study.correct.correct_session")
    correct_turns = Late("study.correct_turns.correct_turns")
    decide_theme = Late("study.deciding.decide_theme")
    draft_crosswalk = Late("study.draft.draft_crosswalk")
    draft_frame = Late("study.draft.draft_frame")
    edit_frame = Late("study.draft.edit_frame")
    history = Late("study.history.history")
    keep_summaries = Late("study.summaries.keep_summaries")
    made_codes = Late("study.frames.made_codes")
    memos = Late("study.history.memos")
    person_record = Late("study.rights.person_record")
    plan = Late("study.plans.study_plan")
    preview_redaction = Late("study.rights.preview_redaction")
    preview_withdrawal = Late("study.rights.preview_withdrawal")
    purge_year = Late("study.purging.purge_year")
    record_plan = Late("study.plans.record_plan")
    record_scope = Late("study.scopes.record_scope")
    redact = Late("study.rights.redact")
    release_draft = Late("study.draft.release_draft")
    release_frame = Late("study.frames.release_frame")
    summaries = Late("study.summaries.summaries")
    themes = Late("study.deciding.study_themes")
    undo_edit = Late("study.draft.undo_edit")
    withdraw = Late("study.rights.withdraw")
    write_code_book = Late("study.code_book.write_code_book")
