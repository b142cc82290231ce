"""Questions asked of codings; every answer is a plain table with its denominators."""

from __future__ import annotations

from practicelearn.coding.queries.cases import case_codes
from practicelearn.coding.queries.context import keyword_in_context
from practicelearn.coding.queries.counts import code_counts
from practicelearn.coding.queries.logic import find_turns
from practicelearn.coding.queries.matrix import FrameworkMatrix, framework_matrix
from practicelearn.coding.queries.matrix_files import read_summaries
from practicelearn.coding.queries.pairs import code_cooccurrence
from practicelearn.coding.queries.passages import coded_quotes
from practicelearn.coding.queries.progress import coding_progress

__all__ = [
    "FrameworkMatrix",
    "case_codes",
    "code_cooccurrence",
    "code_counts",
    "coded_quotes",
    "coding_progress",
    "find_turns",
    "framework_matrix",
    "keyword_in_context",
    "read_summaries",
]
