"""Rule 4: hide further figures of a theme, smallest first, until the solver finds nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from practicelearn.output.disclosure.audit import is_quiet
from practicelearn.output.disclosure.counted import CELLS, Counted
from practicelearn.output.disclosure.facts import (
    Count,
    Fact,
    FewerThan5,
    Groups,
    NearlyAll,
    PerCent,
    Recurring,
    Rounded,
)
from practicelearn.output.disclosure.rules import (
    FEW,
    NEARLY,
    QUIET,
    SILENT,
    SUBSET,
    drawn_for_and_against,
    rounded,
)

__all__ = ["Printed", "planned_facts", "until_quiet"]


@dataclass(frozen=True)
class Printed:
    """What is printed of a theme in a round.

    Parameters
    ----------
    why : str
        Why its people are hidden; "" shows them.
    share : bool
        Whether shares, and what is computed from them, are printed.
    for_and_against : bool
        Whether the five cells are.
    groups : bool
        Whether the exact number of groups stands beside the people.
    """

    why: str = ""
    share: bool = True
    for_and_against: bool = False
    groups: bool = True


def until_quiet(
    theme: str,
    year: str,
    counted: Counted,
    *,
    why: str,
    recurring: tuple[int, int] | None,
    rounding: int = 0,
) -> Printed:
    """Return what may be printed of a theme in a round.

    Parameters
    ----------
    theme, year : str
    counted : Counted
        Of this round.
    why : str
        As the other rules have it.
    recurring : (people, groups) or None
        What recurring means, where it recurs and the report says so.
    rounding : int
        To which counts are rounded; 0 for not at all.

    Notes
    -----
    Nothing else decides, so of the same people the solver is asked once while the program runs: a
    coding that makes nobody more or fewer makes nothing to be tried again.
    """
    key = (theme, year, why, recurring, rounding, *_decides(theme, counted))
    if key not in _KNOWN:
        while len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)), None)
        _KNOWN[key] = _until_quiet(theme, year, counted, why, recurring, rounding)
    return _KNOWN[key]


_KNOWN: dict[Hashable, Printed] = {}
_MOST_KNOWN = 1_000


def _decides(theme: str, counted: Counted) -> Iterator[Hashable]:
    """What of a round is looked at for a theme."""
    yield theme in counted.raised
    yield frozenset(counted.sizes.items())
    yield frozenset(counted.population.items())
    yield frozenset(counted.raised.get(theme, {}).items())
    yield frozenset(counted.cells.get(theme, {}).items())
    yield counted.noted.get(theme, frozenset())
    yield counted.read.get(theme, frozenset())


def _until_quiet(
    theme: str, year: str, counted: Counted, why: str, recurring: tuple[int, int] | None,
    rounding: int,
) -> Printed:  # fmt: skip
    parts = counted.parts(theme)
    shown = why == "" and not rounding
    draw = shown and parts is not None and drawn_for_and_against(parts)
    people = counted.as_population()
    tried = [
        Printed(why, shown, draw), Printed(why, shown), Printed(why, share=False),
        # how many people raised it tells a reader more than in how many groups they sat
        *([Printed(why, share=False, groups=False)] if not why else []),
        Printed(QUIET, share=False),
    ]  # fmt: skip
    for step in dict.fromkeys(tried):
        facts = planned_facts(
            theme, year, counted, printed=step, recurring=recurring, rounding=rounding
        )
        if is_quiet(theme, year, facts, people):
            return step
    return Printed(SILENT, share=False)


def planned_facts(
    theme: str,
    year: str,
    counted: Counted,
    *,
    printed: Printed,
    recurring: tuple[int, int] | None = None,
    rounding: int = 0,
) -> list[Fact]:
    """Return what a report tells of a theme and round if it is printed so."""
    why = printed.why
    own = counted.raised.get(theme, {})
    n = sum(k for k in own.values() if k is not None)
    sizes = counted.counted(theme)
    read = counted.read.get(theme, frozenset())
    n_groups = sum(bool(k) for k in own.values()) + len(counted.noted.get(theme, ()))
    of_people = frozenset(sizes) if set(sizes) != set(counted.sizes) else None
    of_groups = read if read != set(counted.sizes) else None
    facts: list[Fact] = []
    if why in ("", SUBSET) and printed.groups:
        facts.append(Groups(theme=theme, round=year, groups=of_groups, n=n_groups))
    if why == FEW:
        facts.append(FewerThan5(theme=theme, round=year, groups=of_people))
    if why == NEARLY:
        facts.append(NearlyAll(theme=theme, round=year, groups=of_people))
    if why == "" and sizes:
        if rounding:
            facts.append(Rounded(theme=theme, round=year, groups=of_people, n=rounded(n, rounding)))
        else:
            facts.append(Count(theme=theme, round=year, groups=of_people, n=n))
    if printed.share and sizes:
        share = sum((own[g] or 0) / max(size, 1) for g, size in sizes.items()) / len(sizes)
        facts.append(
            PerCent(theme=theme, round=year, groups=of_people, per_cent=round(100 * share))
        )
    if recurring is not None and why not in (FEW, SILENT):
        facts.append(
            Recurring(theme=theme, round=year, groups=of_people, people=recurring[0],
                      min_groups=recurring[1])
        )  # fmt: skip
    parts = counted.parts(theme)
    if printed.for_and_against and parts is not None:
        facts += [
            Count(theme=theme, round=year, groups=of_people, n=k, category=cell)
            for cell, k in zip(CELLS, parts, strict=True)
        ]
    return facts
