"""Sizes that are about to be told: read from their own row, or counted in their own table.

How many groups, codes or answers there are, how large a comparison's groups were, how wide an
interval is, what a survey's score was. None of these claims holds a number: each holds where the
number stands, so that one the table does not bear cannot be made. What cannot be, such as 9 of 8,
is refused; the gate alone puts them into words (``practicelearn.output.gate``).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from practicelearn.themes.sources import ClaimError, Row, Rows

__all__ = [
    "Answers",
    "Bounds",
    "Difference",
    "Minutes",
    "Part",
    "Score",
    "Share",
    "Sizes",
    "Tally",
    "refuse_reading",
]


@dataclass(frozen=True)
class Tally:
    """So many there are.

    Parameters
    ----------
    source : Rows or Row
        The rows that are counted, or the row in which the count stands.
    column : str
        Where it stands in a row.
    """

    source: Rows | Row
    column: str = "n"

    def __post_init__(self) -> None:
        """Refuse fewer than none."""
        if self.n < 0:
            raise ClaimError(f"{self.source}: {self.n} of anything cannot be told.")

    @classmethod
    def of(cls, things: Collection[Any], table: str) -> Tally:
        """Return how many rows, or things in a list, there are."""
        return cls(Rows.of(table, things))

    @classmethod
    def different(cls, values: Iterable[Any], table: str) -> Tally:
        """Return how many different values there are; missing ones are none."""
        return cls(Rows.different(table, values))

    @property
    def n(self) -> int:
        """How many."""
        return self.source.number(self.column)


@dataclass(frozen=True)
class Part:
    """So many of those there are.

    Parameters
    ----------
    source : Rows or Row
        All rows with those that are counted, or the row in which both counts stand.
    columns : tuple of str
        Where the part and the whole stand in a row.
    """

    source: Rows | Row
    columns: tuple[str, str] = ("n", "of")

    def __post_init__(self) -> None:
        """Refuse more than there are."""
        if not 0 <= self.n <= self.of:
            raise ClaimError(
                f"{self.source}: {self.n} of {self.of} was to be told, and cannot be. Make the "
                "report anew from tables of one and the same themes."
            )

    @classmethod
    def where(cls, yes: Iterable[Any], table: str) -> Part:
        """Return of how many rows it is true, and how many there are."""
        return cls(Rows.where(table, yes))

    @property
    def n(self) -> int:
        """The part."""
        return self.source.number(self.columns[0])

    @property
    def of(self) -> int:
        """The whole."""
        return self.source.number(self.columns[1])


@dataclass(frozen=True)
class Share:
    """A share of a whole, 0 to 1, as it stands in a row."""

    source: Row
    column: str

    def __post_init__(self) -> None:
        """Refuse what is no share of anything."""
        if not 0 <= self.value <= 1:
            raise ClaimError(f"{self.source}: {self.value:g} under {self.column} is no share.")

    @property
    def value(self) -> float:
        """The share."""
        return self.source.figure(self.column)


@dataclass(frozen=True)
class Difference:
    """A difference of two shares, -1 to 1, as it stands in a row."""

    source: Row
    column: str

    def __post_init__(self) -> None:
        """Refuse what no two shares can differ by."""
        if not -1 <= self.value <= 1:
            raise ClaimError(
                f"{self.source}: no two shares differ by {self.value:g}, as under {self.column}."
            )

    @property
    def value(self) -> float:
        """The difference."""
        return self.source.figure(self.column)


@dataclass(frozen=True)
class Bounds:
    """An interval of a comparison.

    Parameters
    ----------
    source : Row
    ends : tuple of str
        Where its low and its high end stand: differences of shares, -1 to 1; both empty where
        there is none.
    level : str
        Where its level stands, 0 to 1; "" where it is not told.
    """

    source: Row
    ends: tuple[str, str] = ("low", "high")
    level: str = ""

    def __post_init__(self) -> None:
        """Refuse ends that are crossed or beyond what shares can differ by, and one end alone."""
        if self.source.lacks(*self.ends) and not all(map(self.source.lacks, self.ends)):
            raise ClaimError(f"{self.source}: one end of an interval cannot be told alone.")
        if not self.known:
            return
        if not -1 <= self.low <= self.high <= 1:
            raise ClaimError(
                f"{self.source}: an interval from {self.low} to {self.high} cannot be told."
            )
        if self.level and not 0 < self.source.figure(self.level) < 1:
            at = self.source.figure(self.level)
            raise ClaimError(f"{self.source}: an interval of level {at} cannot be told.")

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return not self.source.lacks(*self.ends)

    @property
    def low(self) -> float:
        """Its low end."""
        return self.source.figure(self.ends[0])

    @property
    def high(self) -> float:
        """Its high end."""
        return self.source.figure(self.ends[1])


@dataclass(frozen=True)
class Sizes:
    """How many units a round of a comparison had, and how large and how long a unit was.

    Parameters
    ----------
    source : Row
        Of COMPARISON.
    when : str
        ``before`` or ``after``.
    """

    source: Row
    when: str

    def __post_init__(self) -> None:
        """Refuse fewer than none; where no unit counts, ``size`` is that of all groups held."""
        if self.n < 0 or self.size < 0:
            raise ClaimError(
                f"{self.source}: {self.n} {self.unit}s of {self.size:g} people cannot be told."
            )

    @classmethod
    def told_by(cls, row: Any, when: str) -> Sizes:
        """Return the claim that a row of COMPARISON bears of its round ``before`` or ``after``."""
        return cls(Row.told("comparison", row, "theme_id", "year_before", "year_after"), when)

    @property
    def n(self) -> int:
        """Units."""
        return self.source.number(f"n_{self.when}")

    @property
    def unit(self) -> str:
        """What was counted: groups, teams."""
        return str(self.source.cells["unit"])

    @property
    def size(self) -> float:
        """People a unit; NaN where they are not known."""
        return float(self.source.cells[f"size_{self.when}"])

    @property
    def words(self) -> float:
        """Words of participants a unit."""
        return float(self.source.cells[f"words_{self.when}"])

    @property
    def minutes(self) -> float:
        """Minutes a unit; NaN unless both rounds have them."""
        if self.source.lacks("minutes_before", "minutes_after"):
            return math.nan
        return self.source.figure(f"minutes_{self.when}")


@dataclass(frozen=True)
class Minutes:
    """How long groups took, in minutes.

    Parameters
    ----------
    each : tuple of float
        One a group of which it is known.
    """

    each: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse no time at all, and no group."""
        if not self.each or min(self.each) < 0:
            raise ClaimError(f"groups of {list(self.each)} minutes cannot be told.")

    @classmethod
    def of(cls, minutes: pd.Series) -> Minutes:
        """Return the claim that these groups' minutes bear."""
        return cls(tuple(map(float, minutes)))

    @property
    def least(self) -> float:
        """The shortest."""
        return min(self.each)

    @property
    def most(self) -> float:
        """The longest."""
        return max(self.each)

    @property
    def mean(self) -> float:
        """The mean; of like values the sum may miss them by a hair."""
        return min(max(sum(self.each) / len(self.each), self.least), self.most)


@dataclass(frozen=True)
class Score:
    """A survey's score with its band, as they stand in a row; missing where too few answered."""

    source: Row

    def __post_init__(self) -> None:
        """Refuse a score that is none, and a band it does not lie in."""
        if not self.known:
            return
        low, high = _BANDS.get(self.band, (math.nan, math.nan))
        if not low <= math.floor(self.score + 0.5) <= high:
            raise ClaimError(
                f"{self.source}: a survey's score of {self.score:g} is not “{self.band}”."
            )

    @property
    def known(self) -> bool:
        """Whether enough answered."""
        return not self.source.lacks("score")

    @property
    def score(self) -> float:
        """0 to 100."""
        return self.source.figure("score")

    @property
    def band(self) -> str:
        """Low, moderate or high."""
        return str(self.source.cells["band"])


_BANDS = {"low": (0, 50), "moderate": (51, 74), "high": (75, 100)}


@dataclass(frozen=True)
class Answers:
    """How many of a round's replies gave which answer.

    Parameters
    ----------
    given : tuple of str
        One a reply.
    known : tuple of str
        The answers that are counted.
    """

    given: tuple[str, ...]
    known: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse an answer that is none: it would go uncounted."""
        other = [a for a in self.given if a not in self.known]
        if other:
            raise ClaimError(
                f"replies: “{other[0]}” is no answer that is counted; expected one of "
                f"{', '.join(self.known)}. Look at what was recorded."
            )

    @classmethod
    def told_by(cls, answers: Sequence[str], known: Sequence[str]) -> Answers:
        """Return the claim that these replies bear."""
        return cls(tuple(map(str, answers)), tuple(known))

    @property
    def counts(self) -> Mapping[str, int]:
        """Answer to how many gave it."""
        return {answer: self.given.count(answer) for answer in self.known}


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
