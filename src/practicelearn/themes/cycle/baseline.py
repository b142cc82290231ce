"""Chosen because it was bad: a fair baseline, and whether the balance moved the declared way.

What people complain of most this year is partly bad luck of the groups, so next year it looks
better by itself. An action aimed at a theme for its level is therefore read from a baseline that is
drawn towards the mean of all themes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from practicelearn.themes.verdicts import ALPHA, CANNOT_TELL, NO_VERDICT, Verdict

__all__ = ["AGAINST", "FOR", "MIN_THEMES", "Change", "read_balance"]

MIN_THEMES = 4
"""With fewer themes nobody can say what level a theme would fall back to."""

FOR, AGAINST = "spoke well of it", "spoke critically of it"
"""A person for it and a person against it, in words: it is the subject, not a sentence on it."""

_BETTER = (f"fewer people {AGAINST}", f"more people {FOR}")
_WORSE = (f"more people {AGAINST}", f"fewer people {FOR}")


@dataclass(frozen=True)
class Change:
    """A difference of balances between two rounds as ``compare_balance`` gives it, -2 to 2."""

    low: float
    high: float
    p_adjusted: float
    verdict: str
    why: str


def read_balance(change: Change, *, shift: float, sides: str = "") -> Verdict:
    """Return whether what is heard is better or worse: the second reading.

    Parameters
    ----------
    change : Change
        Of the balance (for - against) / attendees: more of it is better, whether an action asks
        for less criticism or for more praise.
    shift : float
        The earlier mean minus the baseline that counts; 0 where the theme was not chosen for its
        level.
    sides : str
        Which side were fewer or more people, where the counts say so.

    Notes
    -----
    Both must hold for "improved" or "worse": the family-wise p is at most .05, and the interval
    from the baseline that counts leaves out 0. What change of a balance would matter is not known,
    so neither is ever "by a worthwhile amount", and no change is ever called too small.
    """
    low, high = change.low + shift, change.high + shift
    if change.verdict.startswith(NO_VERDICT):  # nobody planned it before: it is for exploring
        return Verdict(CANNOT_TELL, change.why)
    if not change.p_adjusted <= ALPHA or math.isnan(low):
        return Verdict(CANNOT_TELL, change.why or "no interval can be given")
    if change.verdict.startswith(CANNOT_TELL):
        return Verdict(CANNOT_TELL, change.why)
    if low <= 0 <= high:
        why = "the interval holds no change as well"
        if shift:
            why += ", once the baseline allows for a theme that was chosen because many raised it"
        return Verdict(CANNOT_TELL, why)
    better = low > 0
    said = sides if sides in (_BETTER if better else _WORSE) else (
        f"set against each other, more {FOR if better else AGAINST} than before"
    )  # fmt: skip
    return Verdict("improved" if better else "worse", said)
