"""The columns of every public table, in one place.

A table is a pandas DataFrame with documented columns. Kinds are checked, not dtypes, so that
pandas 2.3 (object text) and pandas 3 (str text) behave alike. Missing text is None or NaN and is
asked for with :func:`pandas.isna`.
"""

from __future__ import annotations

from practicelearn._arguments import near_match
from practicelearn._tables.checks import (
    check_table,
    conform,
    empty_table,
    optional_import,
)
from practicelearn._tables.coding import (
    CUE_ACCURACY,
    NEXT_TO_CODE,
    OFFERS,
    READ,
    READING_USED,
    RECORD,
    SPANS,
    SUGGESTION_EVALUATION,
    SUGGESTION_PRECISION,
)
from practicelearn._tables.contract import Column, Mark, Table
from practicelearn._tables.corpus import (
    ATTENDANCE,
    AWAY,
    COMMENTS,
    EDITS,
    ISSUES,
    NOT_HELD,
    PEOPLE,
    SESSIONS,
    SOURCE_MAP,
    TURNS,
)
from practicelearn._tables.cycle import ACTIONS, RECHECKS, RECOMMENDATIONS, STATUSES, SURVEY
from practicelearn._tables.frame import AGAINST_HAND, FRAME_CHECK, SEED_WORDS, SEEDED
from practicelearn._tables.heads import called_here, near_column
from practicelearn._tables.in_cell import in_cell
from practicelearn._tables.talk import GUIDE, QUESTIONS
from practicelearn._tables.themes import COMPARISON, EVIDENCE, OTHERWISE, SCORES, THEMES

__all__ = [
    "ACTIONS",
    "AGAINST_HAND",
    "ATTENDANCE",
    "AWAY",
    "COMMENTS",
    "COMPARISON",
    "CUE_ACCURACY",
    "EDITS",
    "EVIDENCE",
    "FRAME_CHECK",
    "GUIDE",
    "ISSUES",
    "NEXT_TO_CODE",
    "NOT_HELD",
    "OFFERS",
    "OTHERWISE",
    "PEOPLE",
    "QUESTIONS",
    "READ",
    "READING_USED",
    "RECHECKS",
    "RECOMMENDATIONS",
    "RECORD",
    "SCORES",
    "SEEDED",
    "SEED_WORDS",
    "SESSIONS",
    "SOURCE_MAP",
    "SPANS",
    "STATUSES",
    "SUGGESTION_EVALUATION",
    "SUGGESTION_PRECISION",
    "SURVEY",
    "THEMES",
    "TURNS",
    "Column",
    "Mark",
    "Table",
    "called_here",
    "check_table",
    "conform",
    "empty_table",
    "in_cell",
    "near_column",
    "near_match",
    "optional_import",
]
