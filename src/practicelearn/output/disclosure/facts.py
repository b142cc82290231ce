"""What a printed sentence tells of a theme in a round, as the solver takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = [
    "AGAINST",
    "FOR",
    "MIXED",
    "NOT_RAISED",
    "NO_STANCE",
    "RAISED",
    "THIS",
    "Came",
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
    "TooFine",
    "as_rows",
    "categories_of",
    "from_rows",
    "in_category",
    "is_in",
]

FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED = (
    "for", "against", "mixed", "raised without stance", "not raised",
)  # fmt: skip
"""The five cells of a round's people; they add up to all of them."""
RAISED = "raised"
"""The first four cells together."""
THIS = "this report"
"""The release that is not yet one."""


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
    stands_of : int or None
        Out of how many people it is printed.
    """

    theme: str
    round: str
    release: str = THIS
    groups: frozenset[str] | None = None
    category: str = RAISED
    said: str = ""
    stands_of: int | None = None


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


@dataclass(frozen=True, kw_only=True)
class Came(Fact):
    """So many of those who were invited came: no theme's; judged by ``disclosure.answered``.

    Parameters
    ----------
    by, value : str
        Of whom: all, team, job_role or length_of_service, and which.
    words : str
        As printed.
    low, high : int, and int or None
        What the words leave open; None for as many as came in all.
    invited : int or None
        How many were invited, where that is printed.
    """

    by: str
    value: str = ""
    words: str = ""
    low: int = 0
    high: int | None = None
    invited: int | None = None

    def prints_as(self, other: Came) -> bool:
        """Whether a reader of either is told the same."""
        return (self.words, self.invited) == (other.words, other.invited)

    @property
    def key(self) -> tuple[str, str]:
        """Of whom."""
        return self.by, self.value


@dataclass(frozen=True, kw_only=True)
class TooFine(Fact):
    """A figure finer than readers may have: an interval to the point, a difference to the tenth."""


def categories_of(facts: list[Fact]) -> tuple[str, ...]:
    """Return the cells that these facts tell apart: two, or all five."""
    if any(f.category not in (RAISED, NOT_RAISED) or isinstance(f, Consensus) for f in facts):
        return (FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED)
    return (RAISED, NOT_RAISED)


_KINDS = {
    kind.__name__: kind
    for kind in (Count, FewerThan5, NearlyAll, Rounded, Groups, PerCent, Recurring, Order,
                 Consensus, TooFine, Came)
}  # fmt: skip


def as_rows(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Return facts as plain rows, to be kept with a release; no printed word is in them."""
    rows: list[dict[str, Any]] = []
    for fact in facts:
        row = {k: v for k, v in asdict(fact).items() if v is not None and k != "said"}
        if fact.groups is not None:
            row["groups"] = sorted(fact.groups)
        row["kind"] = type(fact).__name__
        if row not in rows:
            rows.append(row)
    return rows


def from_rows(rows: Iterable[Mapping[str, Any]], *, release: str) -> list[Fact]:
    """Return the facts of kept rows; those that a release told anew are its own.

    Rows of a kind that this version does not know are left out: a newer program kept them.
    """
    found: list[Fact] = []
    for row in rows:
        own = dict(row)
        kind = _KINDS.get(own.pop("kind", ""))
        if kind is None:
            continue
        if "groups" in own:
            own["groups"] = frozenset(own["groups"])
        if own.get("release", THIS) == THIS:
            own["release"] = release
        figures = [str(own[k]) for k in ("n", "per_cent", "people") if k in own]
        found.append(kind(**own, said=" ".join([kind.__name__, *figures])))
    return found


def is_in(cell: str, category: str) -> bool:
    """Return whether a cell is counted in a category: all but "not raised" are in "raised"."""
    return cell == category or (category == RAISED and cell != NOT_RAISED)


def in_category(own: Mapping[str, int], category: str) -> int:
    """Return the people in a category, where the truth may be told in finer cells.

    Examples
    --------
    >>> in_category({"for": 3, "mixed": 1, "not raised": 4}, "raised")
    4
    """
    return sum(n for name, n in own.items() if is_in(name, category))
