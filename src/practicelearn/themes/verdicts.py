"""From numbers to words: the verdict on a difference between years, in a fixed order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from practicelearn.themes.inference import Array, Difference

__all__ = ["Verdict", "could_have_missed", "decide"]

CANNOT_TELL = "cannot tell"
NOT_TESTED = "not tested"


@dataclass(frozen=True)
class Verdict:
    """What a difference amounts to, and why, both in words."""

    verdict: str
    why: str


def could_have_missed(n_groups: int) -> float:
    """Return the largest share of such groups that could raise a theme none of these raised.

    1 - .05^(1/G): with it, the chance that none of G groups raises the theme is 5 %.

    Examples
    --------
    >>> round(could_have_missed(8), 2)
    0.31
    """
    return float(1 - 0.05 ** (1 / n_groups))


def decide(
    before: Array,
    after: Array,
    difference: Difference,
    p_adjusted: float,
    smallest_worthwhile: float,
) -> Verdict:
    """Return the verdict on a tested difference.

    Parameters
    ----------
    before, after : array, shape (n_units,)
        Scores, 0 to 1.
    difference : Difference
        Later minus earlier, from the same scores.
    p_adjusted : float
        Family-wise p.
    smallest_worthwhile : float
        Smallest change that would matter; NaN where none is known, and then no verdict speaks of
        a worthwhile amount.

    Notes
    -----
    In this order: (1) one year has no spread, or fewer than three groups in all raised the theme:
    cannot tell, unless p <= .05; (2) the 90% interval lies inside the smallest worthwhile change:
    no worthwhile change; (3) p <= .05: heard more or heard less, "by a worthwhile amount" only
    when the whole 95% interval lies beyond the smallest worthwhile change; (4) cannot tell. "Heard
    less" may be fatigue or fear: it is no improvement by itself.
    """
    thin = _too_thin(before, after)
    if thin and not p_adjusted <= 0.05:
        return Verdict(CANNOT_TELL, thin)
    low_90, high_90 = difference.interval(0.90)
    if -smallest_worthwhile < low_90 and high_90 < smallest_worthwhile:
        return Verdict(
            "no worthwhile change",
            f"the 90% interval lies within {100 * smallest_worthwhile:.0f} percentage points "
            "either way",
        )
    if p_adjusted <= 0.05:
        return _heard(difference, p_adjusted, smallest_worthwhile)
    return Verdict(CANNOT_TELL, _undecided(difference, p_adjusted))


def _undecided(difference: Difference, p: float) -> str:
    """Why the test does not decide; an interval beside nought is of this theme alone."""
    low, high = difference.interval()
    fits = f"every change from {_signed(low)} to {_signed(high)} percentage points fits"
    if low <= 0 <= high:
        return f"{fits} what was heard"
    way = "more" if difference.value > 0 else "less"
    return (
        f"it looks like {way}, but not surely enough: taken alone, {fits} what was heard; with all "
        "headline themes tested together, the luck of the groups alone makes one of them differ "
        f"as clearly in {math.ceil(1000 * p)} of 1,000 such studies (p {p:.3f}), and only up to 50 "
        "count as a finding"
    )


def _heard(difference: Difference, p: float, smallest_worthwhile: float) -> Verdict:
    low, high = difference.interval()
    more = difference.value > 0
    beyond = low > smallest_worthwhile if more else high < -smallest_worthwhile
    word = "heard more" if more else "heard less"
    chance = "less than 1 in 1,000" if p < 0.001 else f"{p:.3f}"
    return Verdict(
        f"{word} by a worthwhile amount" if beyond else word,
        f"such a difference by the luck of the groups alone has the chance {chance}",
    )


def _too_thin(before: Array, after: Array) -> str:
    if not before.any() and not after.any():
        bounds = " and ".join(f"{could_have_missed(s.size):.0%}" for s in (before, after))
        return (
            f"nobody raised it in either round; with {before.size} and {after.size} groups, up to "
            f"{bounds} of such groups could still do so"
        )
    for scores, when in ((before, "earlier"), (after, "later")):
        if np.ptp(scores) == 0:
            if scores[0] == 0:
                bound = could_have_missed(scores.size)
                return (
                    f"nobody raised it in the {when} round; with {scores.size} groups, up to "
                    f"{bound:.0%} of such groups could still do so"
                )
            return f"all groups of the {when} round have the same score, so its spread is unknown"
    raised = int((before > 0).sum() + (after > 0).sum())
    if raised < 3:
        return f"only {raised} groups in both rounds raised it"
    return ""


def _signed(value: float) -> str:
    return f"{100 * value:+.0f}".replace("-", "−")
