"""Sizes that are about to be told: counted in their own table, nowhere else.

How many groups, codes or answers there are, how large a comparison's groups were, how wide an
interval is, what a survey's score was. As the claims of ``practicelearn.themes.claims``: what the
table does not bear cannot be made, and the gate alone puts it into words.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from practicelearn.themes.claims import ClaimError

__all__ = ["Answers", "Bounds", "Minutes", "Part", "Score", "Sizes", "Tally", "refuse_reading"]


@dataclass(frozen=True)
class Tally:
    """So many there are.

    Parameters
    ----------
    n : int
    """

    n: int

    def __post_init__(self) -> None:
        """Refuse fewer than none."""
        if self.n < 0:
            raise ClaimError(f"{self.n} of anything cannot be told.")

    @classmethod
    def of(cls, things: Collection[Any]) -> Tally:
        """Return how many rows, or things in a list, there are."""
        return cls(len(things))

    @classmethod
    def different(cls, values: Iterable[Any]) -> Tally:
        """Return how many different values there are; missing ones are none."""
        return cls(len({v for v in values if not pd.isna(v)}))


@dataclass(frozen=True)
class Part:
    """So many of those there are.

    Parameters
    ----------
    n, of : int
    """

    n: int
    of: int

    def __post_init__(self) -> None:
        """Refuse more than there are."""
        if not 0 <= self.n <= self.of:
            raise ClaimError(
                f"{self.n} of {self.of} was to be told, and cannot be. Make the report anew from "
                "tables of one and the same themes."
            )

    @classmethod
    def where(cls, yes: Iterable[Any]) -> Part:
        """Return of how many it is true, and how many there are."""
        every = [bool(v) for v in yes]
        return cls(sum(every), len(every))


@dataclass(frozen=True)
class Bounds:
    """An interval of a comparison.

    Parameters
    ----------
    low, high : float
        Differences of shares, -1 to 1; NaN where there is none.
    level : float
        0 to 1; NaN where there is none.
    """

    low: float
    high: float
    level: float = math.nan

    def __post_init__(self) -> None:
        """Refuse ends that are crossed or beyond what shares can differ by, and one end alone."""
        ends = [not pd.isna(end) for end in (self.low, self.high)]
        told = all(ends) and -1 <= self.low <= self.high <= 1
        if any(ends) and not told:
            raise ClaimError(f"an interval from {self.low} to {self.high} cannot be told.")
        if not pd.isna(self.level) and not 0 < self.level < 1:
            raise ClaimError(f"an interval of level {self.level} cannot be told.")

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return not pd.isna(self.low)


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How many units a round had, and how large and how long a unit was.

    Parameters
    ----------
    n : int
        Units.
    unit : str
    size : float
        People a unit.
    words, minutes : float
        A unit; minutes are missing where not both rounds have them.
    """

    n: int
    unit: str
    size: float
    words: float
    minutes: float

    def __post_init__(self) -> None:
        """Refuse fewer than none; where no unit counts, ``size`` is that of all groups held."""
        if self.n < 0 or self.size < 0:
            raise ClaimError(f"{self.n} {self.unit}s of {self.size:g} people cannot be told.")

    @classmethod
    def told_by(cls, row: Mapping[str, Any], when: str) -> Sizes:
        """Return the claim that a row of COMPARISON bears of its round ``before`` or ``after``."""
        both = not any(pd.isna(row[f"minutes_{w}"]) for w in ("before", "after"))
        return cls(
            n=int(row[f"n_{when}"]), unit=str(row["unit"]), size=float(row[f"size_{when}"]),
            words=float(row[f"words_{when}"]),
            minutes=float(row[f"minutes_{when}"]) if both else math.nan,
        )  # fmt: skip


@dataclass(frozen=True)
class Minutes:
    """How long groups took: the shortest, the longest and their mean, in minutes."""

    least: float
    most: float
    mean: float

    def __post_init__(self) -> None:
        """Refuse a mean that lies outside, and no time at all."""
        if not 0 <= self.least <= self.mean <= self.most:
            raise ClaimError(
                f"a mean of {self.mean:g} minutes between {self.least:g} and {self.most:g} cannot "
                "be told."
            )

    @classmethod
    def of(cls, minutes: pd.Series) -> Minutes:
        """Return the claim that these groups' minutes bear."""
        mean = float(minutes.mean())  # of like values it may miss them by a hair
        least, most = float(minutes.min()), float(minutes.max())
        return cls(least, most, min(max(mean, least), most))


@dataclass(frozen=True)
class Score:
    """A survey's score with its band; NaN where too few answered."""

    score: float
    band: str | None

    def __post_init__(self) -> None:
        """Refuse a score that is none, and a band it does not lie in."""
        if pd.isna(self.score):
            return
        low, high = _BANDS.get(str(self.band), (math.nan, math.nan))
        if not low <= math.floor(self.score + 0.5) <= high:
            raise ClaimError(f"a survey's score of {self.score:g} is not “{self.band}”.")


_BANDS = {"low": (0, 50), "moderate": (51, 74), "high": (75, 100)}


@dataclass(frozen=True)
class Answers:
    """How many of a round's replies gave which answer.

    Parameters
    ----------
    counts : mapping
        Answer to how many.
    """

    counts: Mapping[str, int]

    @classmethod
    def told_by(cls, answers: Sequence[str], known: Sequence[str]) -> Answers:
        """Return the claim that these replies bear.

        Raises
        ------
        ClaimError
            One gives an answer that is none: it would go uncounted.
        """
        other = [str(a) for a in answers if a not in known]
        if other:
            raise ClaimError(
                f"replies: “{other[0]}” is no answer that is counted; expected one of "
                f"{', '.join(known)}. Look at what was recorded."
            )
        return cls({answer: sum(a == answer for a in answers) for answer in known})


def refuse_reading(row: Any) -> None:
    """Raise unless what a recheck is said to have become goes with its own figures.

    Parameters
    ----------
    row : row of RECHECKS
        Figures that are kept from readers are missing, and bear nothing.

    Raises
    ------
    ClaimError
        "Higher" of a figure that fell, "nearer to the target" of one that went away from it,
        "heard more" of a share that fell.
    """
    before, after, target = (float(v) for v in (row.before, row.after, row.target))
    moved = float(row.difference)
    verdict, reading = str(row.verdict), str(row.reading)
    up = verdict.startswith(("heard more", "higher"))
    down = verdict.startswith(("heard less", "lower"))
    # a readers' share is rounded, so a change that is none there goes either way
    wrong = (up and moved < 0) or (down and moved > 0)
    nearer = abs(after - target) < abs(before - target)
    met = after <= target if target < before else after >= target
    for said, holds in (
        ("nearer to the target", nearer and not met), ("target met", met),
        ("further from the target", not nearer and not met),
    ):  # fmt: skip
        known = not any(map(math.isnan, (before, after, target)))
        wrong |= known and reading == said and not holds
    if wrong:
        raise ClaimError(
            f"rechecks ({row.name}): “{verdict}; {reading}” was to be told of {before:g} to "
            f"{after:g}. Make the rechecks anew from the same sheet and themes."
        )
