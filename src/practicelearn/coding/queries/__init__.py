"""Questions asked of codings; every answer is a plain table with its denominators."""

from __future__ import annotations

from practicelearn.coding.queries.cases import case_codes

__all__ = ["case_codes"]
