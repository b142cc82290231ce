"""The headline themes that a plan on record names, as a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn.study import open_study
from practicelearn.study.plans import study_plan

__all__ = ["headlines_of"]

_COLUMNS = ["round", "theme_id", "codes", "direction", "balance"]


def headlines_of(folder: str | Path, year: str | None = None) -> pd.DataFrame:
    """Return the headline themes of the plan on record, a row each; none without a plan."""
    plan = study_plan(open_study(folder), year)
    if plan is None:
        return pd.DataFrame(columns=_COLUMNS)
    rows = [
        {
            "round": plan.round,
            "theme_id": headline.theme_id,
            "codes": list(headline.codes),
            "direction": headline.direction or None,
            "balance": headline.balance,
        }
        for headline in plan.headlines
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)
