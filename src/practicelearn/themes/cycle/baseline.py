"""Chosen because it was bad: a fair baseline, and whether a declared direction was taken.

What people complain of most this year is partly bad luck of the groups, so next year it looks
better by itself. An action aimed at a theme for its level is therefore read from a baseline that is
drawn towards the mean of all themes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from practicelearn.themes.verdicts import (
    CANNOT_TELL,
    LESS_THAN_MATTERS,
    NO_CHANGE,
    NO_VERDICT,
    Verdict,
)

__all__ = ["MIN_THEMES", "Change", "read_direction"]

MIN_THEMES = 4
"""With fewer themes nobody can say what level a theme would fall back to."""

_NOT_READ = (CANNOT_TELL, NO_VERDICT, "heard in ")
"""Verdicts that say nothing of how many people: neither improved nor worse follows from them."""


@dataclass(frozen=True)
class Change:
    """A difference between two rounds as ``compare_years`` gives it, shares between -1 and 1."""

    low: float
    high: float
    inner_low: float
    inner_high: float
    p_adjusted: float
    verdict: str
    why: str


def read_direction(
    change: Change, direction: Literal["less", "more"], *, shift: float, smallest_worthwhile: float
) -> Verdict:
    """Return whether a change went the way an action declared: the second reading.

    Parameters
    ----------
    change : Change
        Of the share of people who spoke against it (``less``) or for it (``more``).
    direction : {"less", "more"}
        What would be better.
    shift : float
        The earlier mean minus the baseline that counts; 0 where the theme was not chosen for its
        level.
    smallest_worthwhile : float
        As declared.

    Notes
    -----
    "No worthwhile change" needs that verdict on these voices, from the baseline that counts too.
    Both must hold for "improved" or "worse": the family-wise p is at most .05, and the interval
    from the baseline that counts leaves out 0. It is "by a worthwhile amount" only when
    that interval lies wholly beyond the smallest worthwhile change.
    """
    low, high = _moved(change.low, shift), _moved(change.high, shift)
    inner_low, inner_high = _moved(change.inner_low, shift), _moved(change.inner_high, shift)
    if change.verdict.startswith(_NOT_READ) or math.isnan(low):
        return Verdict(CANNOT_TELL, change.why or "no interval can be given")
    if change.verdict == NO_CHANGE or change.verdict.endswith(LESS_THAN_MATTERS):
        if -smallest_worthwhile < inner_low and inner_high < smallest_worthwhile:
            return Verdict(NO_CHANGE, change.why)
        return Verdict(CANNOT_TELL, "the fair baseline leaves it open")
    if not (change.p_adjusted <= 0.05 and (high < 0 or low > 0)):
        why = "the interval holds no change as well"
        if shift:
            why += ", once the baseline allows for a theme that was chosen because many raised it"
        return Verdict(CANNOT_TELL, why)
    better = (high < 0) == (direction == "less")
    beyond = high < -smallest_worthwhile or low > smallest_worthwhile
    word = "improved" if better else "worse"
    return Verdict(
        f"{word} by a worthwhile amount" if beyond else word,
        "fewer people spoke against it" if direction == "less" and better
        else "more people spoke against it" if direction == "less"
        else "more people spoke for it" if better
        else "fewer people spoke for it",
    )  # fmt: skip


def _moved(end: float, shift: float) -> float:
    return min(1.0, max(-1.0, end + shift)) if not math.isnan(end) else end
