"""The balance of for and against as a contrast of its own: when it is refused, what it may say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from practicelearn.themes.inference import Difference
from practicelearn.themes.stances import balance_scores, stance_missing
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import (
    ALPHA,
    CANNOT_TELL,
    FEWEST_GROUPS,
    Heard,
    Verdict,
    by_luck,
    level_of,
    p_in_words,
    ruled_out,
)

__all__ = ["balance_id", "balance_refusal", "decide_balance", "theme_of", "with_balances"]

_MARK = "balance\x1f"


def balance_id(theme: str) -> str:
    """Return under which id a theme's balance stands among the scores."""
    return f"{_MARK}{theme}"


def theme_of(score_id: str) -> str:
    """Return the theme a score is of, be it a share or a balance."""
    return score_id.removeprefix(_MARK)


def with_balances(themes: Themes) -> Themes:
    """Return themes whose scores hold the declared balances as well."""
    if not themes.balance:
        return themes
    rows = balance_scores(themes, themes.balance)
    rows["theme_id"] = [balance_id(theme) for theme in rows["theme_id"]]
    return replace(themes, scores=pd.concat([themes.scores, rows], ignore_index=True))


def balance_refusal(themes: Themes, score_id: str, years: tuple[str, str]) -> str:
    """Return why a balance bears no verdict, beside what refuses any theme; or an empty string."""
    if themes.origin in ("keyword", "topic"):
        return "no test: stance is coded by people only"
    missing = stance_missing(themes, theme_of(score_id), years)
    return f"no test: {missing}" if missing else ""


def decide_balance(
    before: Heard, after: Heard, difference: Difference, p_adjusted: float, *, family: int,
    unit: str = "group",
) -> Verdict:  # fmt: skip
    """Return the verdict on a change of (for - against) / attendees.

    As :func:`practicelearn.themes.verdicts.decide`, with fewer words: what change of a balance
    would matter is not known, so none is "worthwhile" and none is shown to be too small.

    Notes
    -----
    It says what people spoke for and against, not that anybody changed their mind: people are not
    followed, and those who said nothing are not known.
    """
    for heard, when in ((before, "earlier"), (after, "later")):
        if np.ptp(heard.scores) < 1e-12:
            return Verdict(
                CANNOT_TELL,
                f"all {heard.scores.size} {unit}s of the {when} round have the same balance, so "
                "its spread is unknown",
            )
    sides = before.n_groups + after.n_groups
    if sides < FEWEST_GROUPS:
        return Verdict(CANNOT_TELL, f"only {sides} {unit}s in both rounds took a side")
    if not difference.se > 0:
        return Verdict(CANNOT_TELL, f"it moved alike in every {unit}, so its spread is unknown")
    low, high = difference.interval(level_of(family))
    if p_adjusted <= ALPHA:
        way = "for" if difference.value > 0 else "against"
        return Verdict(
            f"balance moved towards {way}",
            by_luck(f"{unit}s", p_in_words(p_adjusted)),
        )
    return Verdict(CANNOT_TELL, ruled_out(low, high))
