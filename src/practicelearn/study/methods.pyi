from practicelearn.study import actions as _actions
from practicelearn.study import closing as _closing
from practicelearn.study import code_book as _code_book
from practicelearn.study import correct as _correct
from practicelearn.study import correct_turns as _correct_turns
from practicelearn.study import deciding as _deciding
from practicelearn.study import draft as _draft
from practicelearn.study import frames as _frames
from practicelearn.study import history as _history
from practicelearn.study import plans as _plans
from practicelearn.study import purging as _purging
from practicelearn.study import rights as _rights
from practicelearn.study import rounds as _rounds
from practicelearn.study import scopes as _scopes
from practicelearn.study import summaries as _summaries

class StudyMethods:
    add_year = _rounds.add_year
    begin_actions = _actions.begin_actions
    close_year = _closing.close_year
    comments = _history.comments
    correct_session = _correct.correct_session
    correct_turns = _correct_turns.correct_turns
    decide_theme = _deciding.decide_theme
    draft_crosswalk = _draft.draft_crosswalk
    draft_frame = _draft.draft_frame
    edit_frame = _draft.edit_frame
    history = _history.history
    keep_summaries = _summaries.keep_summaries
    made_codes = _frames.made_codes
    memos = _history.memos
    person_record = _rights.person_record
    preview_redaction = _rights.preview_redaction
    preview_withdrawal = _rights.preview_withdrawal
    plan = _plans.study_plan
    purge_year = _purging.purge_year
    record_plan = _plans.record_plan
    record_scope = _scopes.record_scope
    redact = _rights.redact
    release_draft = _draft.release_draft
    release_frame = _frames.release_frame
    summaries = _summaries.summaries
    themes = _deciding.study_themes
    undo_edit = _draft.undo_edit
    withdraw = _rights.withdraw
    write_code_book = _code_book.write_code_book
