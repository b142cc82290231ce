"""Figures of a comparison as readers get them: none that goes against the verdict beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from practicelearn.output.report.figures import coarse, from_rounded

ROWS = pd.DataFrame({
    "theme_id": ["pay", "desks"], "year_before": "2024", "year_after": "2025",
    "verdict": ["heard more", "heard more"], "low": 0.01, "high": 0.3,
    # within strata what was tested went up by 10 points, whatever the two means did
    "before": [0.44, 0.40], "after": [0.42, 0.52], "difference": 0.1,
})  # fmt: skip
FIGURES = ["before", "after", "difference"]


def shown(table: pd.DataFrame) -> pd.DataFrame:
    hide = np.zeros(len(table), dtype=bool)
    return coarse(table, hide, before="before", after="after", intervals=(("low", "high"),))


def test_two_shares_that_fall_never_stand_beside_heard_more() -> None:
    told = shown(ROWS)
    assert told.loc[0, [*FIGURES, "low", "high"]].isna().all()
    assert told.loc[1, FIGURES].tolist() == pytest.approx([0.40, 0.52, 0.12])


def test_nor_do_those_of_rounded_counts() -> None:
    shares = {("desks", "2024"): 0.5, ("desks", "2025"): 0.4}
    told = from_rounded(
        shown(ROWS), shares, theme="theme_id", before="before", after="after",
        further=["low", "high"],
    )  # fmt: skip
    assert told.loc[1, FIGURES].isna().all()
