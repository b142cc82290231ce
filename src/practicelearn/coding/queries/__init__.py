"""Questions asked of codings; every answer is a plain table with its denominators."""

from __future__ import annotations

from practicelearn.coding.queries.cases import case_codes
from practicelearn.coding.queries.context import keyword_in_context
from practicelearn.coding.queries.counts import code_counts
from practicelearn.coding.queries.logic import find_turns
from practicelearn.coding.queries.pairs import code_cooccurrence
from practicelearn.coding.queries.passages import coded_quotes

__all__ = [
    "case_codes",
    "code_cooccurrence",
    "code_counts",
    "coded_quotes",
    "find_turns",
    "keyword_in_context",
]
