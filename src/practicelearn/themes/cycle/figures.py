"""Outside figures: a caseload, an audit, vacancies, a survey's score, with baseline and target."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from practicelearn.themes.verdicts import CANNOT_TELL

__all__ = ["MET", "NEARER", "UNCHANGED", "recheck_figure"]

MET, NEARER, FURTHER, UNCHANGED = (
    "target met", "nearer to the target", "further from the target", "unchanged",
)  # fmt: skip
_CAUTION = "a figure from outside the groups: how far it moves by itself is not known"


def recheck_figure(action: Any, after: str, survey: pd.DataFrame | None) -> dict[str, Any]:
    """Return what became of an outside figure: columns of RECHECKS.

    Parameters
    ----------
    action : row of ACTIONS
        Of kind ``figure`` or ``survey``. A survey's scores are looked up by standard and round;
        what the action sheet says comes first.
    after : str
        The later round.
    survey : DataFrame or None
        As ``read_survey`` returns it.

    Notes
    -----
    The figure is compared with its baseline and its target and with nothing else: there is no
    interval, and no test.
    """
    before, now = float(action.baseline), float(action.result)
    if action.kind == "survey":
        before = _known(before, _score(survey, action.measure, action.year))
        now = _known(now, _score(survey, action.measure, after))
    row = {"before": before, "after": now, "difference": now - before, "cautions": [_CAUTION]}
    if math.isnan(now):
        return row | _said("not re-asked", f"no result has been written for {after}", "not read")
    if math.isnan(before):
        return row | _said(CANNOT_TELL, "there is no baseline to hold it against", "not read")
    moved = "unchanged" if now == before else "higher" if now > before else "lower"
    why = f"from {before:g} to {now:g}"
    target = float(action.target)
    if math.isnan(target):
        row |= _said(moved, why, "not read")
        return row | {"reading_why": "no target was set, so nothing says what would be better"}
    return row | _said(moved, why, _towards(before, now, target))


def _towards(before: float, now: float, target: float) -> str:
    falling = target < before
    if (now <= target) if falling else (now >= target):
        return MET
    if now == before:
        return UNCHANGED
    return NEARER if abs(target - now) < abs(target - before) else FURTHER


def _said(verdict: str, why: str, reading: str) -> dict[str, Any]:
    return {"verdict": verdict, "why": why, "reading": reading, "reading_why": why}


def _score(survey: pd.DataFrame | None, standard: str, year: str) -> float:
    if survey is None or survey.empty:
        return math.nan
    own = survey[
        (survey["standard"].str.casefold() == standard.casefold()) & (survey["year"] == year)
    ]
    return float(own["score"].iloc[0]) if len(own) else math.nan


def _known(first: float, second: float) -> float:
    return second if math.isnan(first) else first
