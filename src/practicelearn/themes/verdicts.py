"""From numbers to words: the verdict on a difference between rounds, in a fixed order.

With K headline themes tested, I is Welch's interval at the level 1 - .05/K, so that all K hold
together, and J the narrower one at 1 - .10/K. How often each verdict is wrong:
``docs/validity.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from practicelearn._student_t import stdtr
from practicelearn.themes.inference import Array, Difference

__all__ = [
    "ALPHA",
    "CANNOT_TELL",
    "LESS_THAN_MATTERS",
    "NOT_TESTED",
    "NO_CHANGE",
    "NO_VERDICT",
    "WOBBLE",
    "Heard",
    "Verdict",
    "by_luck",
    "could_have_missed",
    "decide",
    "level_of",
    "p_in_words",
    "points_ruled_out",
    "ruled_out",
]

CANNOT_TELL = "cannot tell"
NOT_TESTED = "not tested"
NO_VERDICT = "no verdict"
NO_CHANGE = "no worthwhile change"
LESS_THAN_MATTERS = "by less than would matter"

WOBBLE = (
    "These are differences between two rounds’ conversations; whether they last, a third round "
    "shows."
)
"""For every report: two rounds cannot tell a lasting change from a year's weather."""

ALPHA = 0.05
FEWEST_GROUPS = 3
FEWEST_PEOPLE = 5
FEWEST_ATTENDEES = 3


@dataclass(frozen=True)
class Heard:
    """What a verdict needs to know of one round.

    Parameters
    ----------
    scores : array, shape (n_units,)
        Shares, 0 to 1.
    n_raised : float
        People who raised it, in all units; NaN where nobody counts people.
    attendees : float
        Mean attendees a group; NaN where not known.
    elsewhere : int
        Groups that raised it and have no share, such as those of which there are only notes.
    """

    scores: Array
    n_raised: float = math.nan
    attendees: float = math.nan
    elsewhere: int = 0

    @property
    def n_groups(self) -> int:
        """Units in which somebody raised it."""
        return int((self.scores != 0).sum())

    @property
    def silent(self) -> bool:
        """Whether nobody raised it in any unit, with a share or without one."""
        return not self.scores.any() and not self.elsewhere


@dataclass(frozen=True)
class Verdict:
    """What a difference amounts to, and why, both in words.

    ``level`` is that of the interval that bears the verdict, where it is not I's: J's, for "no
    worthwhile change".
    """

    verdict: str
    why: str
    level: float = field(default=math.nan)


def level_of(family: int, *, inner: bool = False) -> float:
    """Return the level of I, or of J (``inner``), with so many headline themes tested together.

    Examples
    --------
    >>> level_of(1), round(level_of(10), 3), round(level_of(10, inner=True), 2)
    (0.95, 0.995, 0.99)
    """
    return 1 - (2 if inner else 1) * ALPHA / max(1, family)


def could_have_missed(n_groups: int) -> float:
    """Return the largest share of such groups that could raise a theme none of these raised.

    1 - .05^(1/G): with it, the chance that none of G groups raises the theme is 5 %.

    Examples
    --------
    >>> round(could_have_missed(8), 2)
    0.31
    """
    return float(1 - 0.05 ** (1 / n_groups))


def p_in_words(p: float) -> str:
    """Return a chance as it is printed: never as nothing.

    Examples
    --------
    >>> p_in_words(0.0123), p_in_words(0.0004)
    ('0.012', 'less than 1 in 1,000')
    """
    return "less than 1 in 1,000" if p < 0.001 else f"{p:.3f}"


def ruled_out(low: float, high: float) -> str:
    """Return which changes an interval leaves out on both sides, in percentage points.

    Examples
    --------
    >>> ruled_out(-0.12, 0.436)
    'changes of more than 44 points are ruled out'
    """
    points = points_ruled_out(low, high)
    if points >= 100:
        return "no change is ruled out"
    return f"changes of more than {points} points are ruled out"


def points_ruled_out(low: float, high: float) -> int:
    """Return the X of "changes of more than X points are ruled out"; 100 where none is.

    Examples
    --------
    >>> points_ruled_out(-0.12, 0.436), points_ruled_out(math.nan, math.nan)
    (44, 100)
    """
    outermost = max(abs(low), abs(high))
    return 100 if math.isnan(outermost) else min(100, math.ceil(100 * outermost - 1e-9))


def decide(
    before: Heard,
    after: Heard,
    difference: Difference,
    p_adjusted: float,
    smallest_worthwhile: float,
    *,
    family: int = 1,
    doubled: tuple[Difference, Difference] | None = None,
    unit: str = "group",
) -> Verdict:
    """Return the verdict on a tested difference.

    Parameters
    ----------
    before, after : Heard
        The two rounds.
    difference : Difference
        Later minus earlier, from the same scores.
    p_adjusted : float
        Family-wise p.
    smallest_worthwhile : float
        Smallest change that would matter; NaN where none is known, and then no verdict speaks of
        a worthwhile amount.
    family : int
        K: tested headline themes, over all pairs of rounds.
    doubled : pair of Difference, optional
        Later minus twice the earlier, and earlier minus twice the later. Without them "no
        worthwhile change" is never said.
    unit : str
        What a score is of, in words.

    Notes
    -----
    In this order:

    1. A round's scores are all alike, or fewer than three units in all raised it: no verdict on
       shares, whatever p. If exactly one round is all zero, Fisher's exact test on the units that
       raised it, times K: "heard in more (fewer) groups". Else cannot tell, with the share of
       groups that could have been missed.
    2. p <= .05: heard more or less; "by a worthwhile amount" only if I lies wholly beyond the
       smallest worthwhile change and both rounds average three attendees a group.
    3. No worthwhile change: five people and three units raised it in each round; J lies inside the
       smallest worthwhile change; and a doubling and a halving are excluded, one-sided, at .05/K.
    4. Both 2 and 3: heard more or less, by less than would matter.
    5. Cannot tell, with the changes that I rules out.

    "Heard less" may be fatigue or fear: it is no improvement by itself.
    """
    thin = _too_thin(before, after, difference, unit)
    if thin:
        return _by_presence(before, after, family, unit) or Verdict(CANNOT_TELL, thin)
    found = p_adjusted <= ALPHA
    same = _same(before, after, difference, smallest_worthwhile, family, doubled)
    if found:
        said = _heard(before, after, difference, p_adjusted, smallest_worthwhile, family)
        if not same:
            return said
        verdict = f"{said.verdict}, {LESS_THAN_MATTERS}"
        return Verdict(verdict, f"{said.why}; {same}", level_of(family, inner=True))
    if same:
        return Verdict(NO_CHANGE, same, level_of(family, inner=True))
    return Verdict(CANNOT_TELL, _undecided(difference, p_adjusted, family))


def _too_thin(before: Heard, after: Heard, difference: Difference, unit: str) -> str:
    """Why shares bear no verdict, or an empty string."""
    if before.silent and after.silent:
        bounds = " and ".join(f"{could_have_missed(s.scores.size):.0%}" for s in (before, after))
        return (
            f"nobody raised it in either round; with {before.scores.size} and "
            f"{after.scores.size} {unit}s, up to {bounds} of such {unit}s could still do so"
        )
    for heard, when in ((before, "earlier"), (after, "later")):
        n = heard.scores.size
        bound = f"up to {could_have_missed(n):.0%} of such {unit}s could"
        if heard.silent:
            return f"nobody raised it in the {when} round; with {n} {unit}s, {bound} still do so"
        if not heard.scores.any():
            other = "1 other group" if heard.elsewhere == 1 else f"{heard.elsewhere} other groups"
            return (
                f"the {n} {unit}s of the {when} round that give a share of people are all at zero, "
                f"and {other} raised it; {bound} do so too"
            )
        if np.ptp(heard.scores) < 1e-12:
            return (
                f"all {n} {unit}s of the {when} round have the same score, so its spread is "
                f"unknown; {bound} differ"
            )
    raised = before.n_groups + after.n_groups
    if raised < FEWEST_GROUPS:
        return f"only {raised} {unit}s in both rounds raised it"
    if not difference.se > 0:
        return f"the difference is the same in every {unit}, so its spread is unknown"
    return ""


def _by_presence(before: Heard, after: Heard, family: int, unit: str) -> Verdict | None:
    """Heard in more units, or fewer: where exactly one round is silent, and Fisher finds it."""
    if before.silent == after.silent:
        return None
    table = [[h.n_groups, h.scores.size - h.n_groups] for h in (before, after)]
    from scipy.stats import fisher_exact  # of all tests the only one, and slow to load

    p = min(1.0, family * float(fisher_exact(table).pvalue))
    if not p <= ALPHA:
        return None
    word = "more" if before.silent else "fewer"
    return Verdict(
        f"heard in {word} {unit}s",
        f"somebody raised it in {before.n_groups} of {before.scores.size} {unit}s, then in "
        f"{after.n_groups} of {after.scores.size}; by the luck of the {unit}s alone that has the "
        f"chance {p_in_words(p)}",
    )


def _same(
    before: Heard,
    after: Heard,
    difference: Difference,
    smallest_worthwhile: float,
    family: int,
    doubled: tuple[Difference, Difference] | None,
) -> str:
    """Why the change is too small to matter; empty where that is not shown."""
    if doubled is None or any(
        not h.n_raised >= FEWEST_PEOPLE or h.n_groups < FEWEST_GROUPS for h in (before, after)
    ):
        return ""
    low, high = difference.interval(level_of(family, inner=True))
    if not (-smallest_worthwhile < low and high < smallest_worthwhile):
        return ""
    if not all(_below_nought(d) <= ALPHA / family for d in doubled):
        return ""
    level = f"{100 * level_of(family, inner=True):.3g}%"
    return (
        f"the {level} interval lies within {100 * smallest_worthwhile:.0f} percentage points "
        "either way, and neither a doubling nor a halving fits what was heard"
    )


def _below_nought(difference: Difference) -> float:
    """One-sided p of a value below 0; 1 where it has no spread."""
    return float(stdtr(difference.df, difference.t)) if difference.se > 0 else 1.0


def _heard(
    before: Heard,
    after: Heard,
    difference: Difference,
    p: float,
    smallest_worthwhile: float,
    family: int,
) -> Verdict:
    low, high = difference.interval(level_of(family))
    more = difference.value > 0
    beyond = low > smallest_worthwhile if more else high < -smallest_worthwhile
    enough = all(h.attendees >= FEWEST_ATTENDEES for h in (before, after))
    word = "heard more" if more else "heard less"
    why = by_luck("groups", p_in_words(p))
    if low <= 0 <= high:
        why += "; found by the test; the interval, made otherwise, just reaches no change"
    if beyond and not enough:
        why += f"; fewer than {FEWEST_ATTENDEES} people a group, so no amount is called worthwhile"
    return Verdict(f"{word} by a worthwhile amount" if beyond and enough else word, why)


def by_luck(what: str, chance: str, of: str = "difference") -> str:
    """Return what a p says, in words.

    Examples
    --------
    >>> by_luck("years", "0.012", "slope")
    'the luck of the years alone would bring such a slope with a chance of 0.012'
    """
    return f"the luck of the {what} alone would bring such a {of} with a chance of {chance}"


def _undecided(difference: Difference, p: float, family: int) -> str:
    """What the interval rules out; beside nought it is no finding, and that is said."""
    low, high = difference.interval(level_of(family))
    said = ruled_out(low, high)
    if low <= 0 <= high:
        return said
    way = "more" if difference.value > 0 else "less"
    return f"{said}; it looks like {way}, but the test does not find it (p {p_in_words(p)})"
