"""Headlines as if they had been planned before anybody coded: for tests and for the validity study.

Real studies plan in their own folder, where it goes on record: ``study.record_plan``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from practicelearn.themes.plan import Plan, PlannedHeadline
from practicelearn.themes.themes import Themes

__all__ = ["planned"]


def planned(
    themes: Themes, headline: Sequence[str], balance: Sequence[str] = (), **design: Any
) -> Themes:
    """Return themes with these headlines planned for every round, long before.

    ``design``: of the plans; without it they leave unit and smallest change open.
    """
    given = {"unit": "", "smallest_worthwhile": math.nan, **design}
    heads = tuple(PlannedHeadline(t, balance=t in balance) for t in dict.fromkeys(headline))
    plans = [
        Plan(round=year, headlines=heads, at="2000-01-01", by="somebody", **given)
        for year in dict.fromkeys(map(str, themes.scores["year"].dropna()))
    ]
    if not plans:
        return themes.declare(headline, balance=balance)
    return themes.declare(plan=replace(plans[-1], earlier=tuple(plans[:-1])))
