"""What a printed sentence tells of a theme in a round, as the solver takes it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AGAINST",
    "FOR",
    "MIXED",
    "NOT_RAISED",
    "NO_STANCE",
    "RAISED",
    "Consensus",
    "Count",
    "Fact",
    "FewerThan5",
    "Groups",
    "NearlyAll",
    "Order",
    "PerCent",
    "Recurring",
    "Rounded",
    "categories_of",
]

FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED = (
    "for", "against", "mixed", "raised without stance", "not raised",
)  # fmt: skip
"""The five cells of a round's people; they add up to all of them."""
RAISED = "raised"
"""The first four cells together."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is printed of a theme in a round.

    Parameters
    ----------
    theme, round : str
    release : str
        The release in which it stands; which people it speaks of hangs on it.
    groups : frozenset of str or None
        The groups whose people it speaks of; None for the whole round.
    category : str
        Which people are counted: ``RAISED`` or one of the five cells.
    said : str
        The words as printed, for whoever has to mend them.
    """

    theme: str
    round: str
    release: str = "this report"
    groups: frozenset[str] | None = None
    category: str = RAISED
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Count(Fact):
    """Exactly so many people."""

    n: int


@dataclass(frozen=True, kw_only=True)
class FewerThan5(Fact):
    """One to four people."""


@dataclass(frozen=True, kw_only=True)
class NearlyAll(Fact):
    """All but one to four people."""


@dataclass(frozen=True, kw_only=True)
class Rounded(Fact):
    """A count rounded to 5: up to 2 more or fewer people."""

    n: int


@dataclass(frozen=True, kw_only=True)
class Groups(Fact):
    """In exactly so many groups somebody raised it."""

    n: int


@dataclass(frozen=True, kw_only=True)
class PerCent(Fact):
    """The mean over groups of the share of people who raised it, rounded to whole per cent."""

    per_cent: float


@dataclass(frozen=True, kw_only=True)
class Recurring(Fact):
    """It recurs: at least so many people and groups, and no group gives more than half."""

    people: int
    min_groups: int


@dataclass(frozen=True, kw_only=True)
class Order(Fact):
    """At least or at most so many people, by its place among rows sorted by size."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Consensus(Fact):
    """In exactly so many groups three quarters took one side and nobody another.

    ``agree``: the cell of that side.
    """

    n: int
    agree: str = FOR


def categories_of(facts: list[Fact]) -> tuple[str, ...]:
    """Return the cells that these facts tell apart: two, or all five."""
    if any(f.category not in (RAISED, NOT_RAISED) or isinstance(f, Consensus) for f in facts):
        return (FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED)
    return (RAISED, NOT_RAISED)
