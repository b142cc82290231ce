"""Groups as units where one facilitator, or one team, held several: what that does to errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from practicelearn.themes.contrast import Contrast

__all__ = ["LOOKS_CHANGED", "by_chance", "shared_leaders"]

LOOKS_CHANGED = {
    1.0: 0.05, 1.25: 0.06, 1.5: 0.076, 2.0: 0.09, 2.5: 0.109, 2.75: 0.124, 3.0: 0.135, 4.0: 0.195,
    4.25: 0.203, 6.0: 0.258, 6.25: 0.287,
}  # fmt: skip
"""How often a change is found where there is none, by how many groups a group's facilitator held.

Of 8 or 12 groups a round, mean over groups (sum of m² / G), the same in both rounds; four fifths of
what tells groups apart goes with who led (intraclass correlation of people of a group .10). 5,400
studies each: benchmarks/validity_power.py.
"""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip


def shared_leaders(contrast: Contrast) -> list[str]:
    """Return what must be said where groups are the units and somebody held several of them.

    A sentence for facilitators, and one for teams. Groups of which nobody is named count as held
    by somebody else each.
    """
    if contrast.unit != "group" or contrast.paired:
        return []
    return [said for who in ("facilitator", "team") if (said := _of(contrast, who))]


def by_chance(sizes: Sequence[int]) -> float:
    """Return how often a change is found where there is none.

    Parameters
    ----------
    sizes : sequence of int
        Groups that each facilitator held.

    Examples
    --------
    >>> round(by_chance([1] * 8), 3), round(by_chance([4, 4]), 3)
    (0.05, 0.195)
    """
    alike = sum(m * m for m in sizes) / sum(sizes)
    return float(np.interp(alike, list(LOOKS_CHANGED), list(LOOKS_CHANGED.values())))


def _of(contrast: Contrast, who: str) -> str:
    parts: list[str] = []
    chances: list[float] = []
    for year in (contrast.before, contrast.after):
        named = contrast.of_year(who, year)
        held = Counter(named.dropna())
        several = [m for m in held.values() if m > 1]
        chances.append(by_chance([*held.values(), *[1] * int(named.isna().sum())]))
        if several:
            noun = "" if parts else f" {who}{'s' if len(several) > 1 else ''}"
            groups = "" if parts else " groups"
            n, all_ = sum(several), len(named)
            of = f"all {_number(all_)}{groups}" if n == all_ else (
                f"{_number(n)} of the {_number(all_)}{groups}"
            )  # fmt: skip
            parts.append(f"{_number(len(several))}{noun} held {of} of {year}")
    if not parts:
        return ""
    years = round(1 / float(np.mean(chances)))
    return (
        f"{', '.join(parts)}; if groups of the same {who} are alike, chance alone may look like a "
        f"change in 1 of {years} such studies, not in 1 of 20"
    )


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)
