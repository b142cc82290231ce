"""The order of rounds: as it was listed, else by date, else by the calendar year a label names.

Never by spelling: "Round 10" is not before "Round 9", nor "Autumn 2024" before "Spring 2024". What
none of the three decides is refused, and the refusal says how to say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from practicelearn.errors import TableError

__all__ = ["calendar_years", "in_order", "misdated"]

Dates = Mapping[str, tuple[str, str]]
"""A round's first and last date, as ISO dates."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HOW = (
    'Say it once: in study.toml, such as rounds = ["{0}", "{1}"] (the earliest first); or '
    "give every session its date in the sessions sheet."
)


def in_order(
    labels: Iterable[str], *, listed: Sequence[str] = (), dates: Dates | None = None
) -> list[str]:
    """Return the labels, each once, the earliest round first.

    Parameters
    ----------
    labels : iterable of str
        Rounds; "" (no round is named) comes first.
    listed : sequence of str
        The order that people gave. Where there is one, nothing else decides.
    dates : mapping of str to (first, last), optional
        When each round's sessions were held.

    Raises
    ------
    TableError
        A label is not in the list; or there is no list and neither the dates (all of one round
        before all of the next) nor the calendar years that the labels name decide, or they
        contradict each other.

    Examples
    --------
    >>> in_order(["Round 10", "Round 9"], listed=["Round 9", "Round 10"])
    ['Round 9', 'Round 10']
    >>> in_order(["Autumn 2025", "Spring 2024"])
    ['Spring 2024', 'Autumn 2025']
    """
    distinct = list(dict.fromkeys(labels))
    unnamed = [label for label in distinct if label == ""]
    named = [label for label in distinct if label != ""]
    if listed:
        _check_listed(named, listed)
        return [*unnamed, *sorted(named, key=list(listed).index)]
    if len(named) < 2:
        return [*unnamed, *named]
    by_date, by_label = _by_date(named, dates or {}), _by_label(named)
    if by_date and by_label and by_date != by_label:
        raise TableError(
            f"the order of the rounds is not known: by the dates of their sessions it is "
            f"{_shown(by_date)}, by the years they name {_shown(by_label)}. Put right the dates, "
            f"or: {_HOW.format(*by_label)}"
        )
    found = by_date or by_label
    if found is None:
        raise TableError(
            f"the order of the rounds {_shown(sorted(named))} is not known: nothing lists them, "
            "their sessions have no dates that tell them apart, and they do not name different "
            f"calendar years. {_HOW.format(*named)}"
        )
    return [*unnamed, *found]


def misdated(
    sessions: Iterable[tuple[str, str, str]], order: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the sessions whose date lies outside their round, with what is wrong.

    A session is outside when it was held before every session of an earlier round, or after every
    session of a later one.

    Parameters
    ----------
    sessions : iterable of (session_id, round, ISO date)
        Those that have both.
    order : sequence of str
        The rounds, the earliest first.
    """
    dated = [s for s in sessions if s[1] in order]
    rank = {label: k for k, label in enumerate(order)}
    held: dict[str, list[str]] = {}
    for _, label, date in dated:
        held.setdefault(label, []).append(date)
    found = []
    for sid, label, date in dated:
        before = [r for r in held if rank[r] < rank[label] and date < min(held[r])]
        after = [r for r in held if rank[r] > rank[label] and date > max(held[r])]
        if not before and not after:
            continue
        other = max(before, key=rank.__getitem__) if before else min(after, key=rank.__getitem__)
        where = "before every session of the earlier" if before else "after all of the later"
        what = f'it is dated {date} and belongs to the round "{label}": that is {where} round '
        mend = f'"{other}". Put right the date, the round, or the order of rounds'
        found.append((sid, what + mend))
    return found


def calendar_years(labels: Iterable[str]) -> dict[str, int] | None:
    """Return the calendar year that each label names first; None where one names none, or two one.

    Examples
    --------
    >>> calendar_years(["2024-25", "2025-26"])
    {'2024-25': 2024, '2025-26': 2025}
    >>> calendar_years(["Round 9", "Round 10"]), calendar_years(["Spring 2024", "Autumn 2024"])
    (None, None)
    """
    named = {}
    for label in labels:
        year = _YEAR.search(label)
        if year is None:
            return None
        named[label] = int(year[0])
    return named if len(set(named.values())) == len(named) else None


def _by_label(named: list[str]) -> list[str] | None:
    years = calendar_years(named)
    return sorted(named, key=years.__getitem__) if years else None


def _by_date(named: list[str], dates: Dates) -> list[str] | None:
    """The order of dates; None where a round has none, or two rounds overlap."""
    if any(label not in dates for label in named):
        return None
    order = sorted(named, key=dates.__getitem__)
    apart = all(dates[a][1] < dates[b][0] for a, b in pairwise(order))
    return order if apart else None


def _check_listed(named: list[str], listed: Sequence[str]) -> None:
    missing = [label for label in named if label not in listed]
    if missing:
        raise TableError(
            f'the sessions name the round "{missing[0]}", which the list of rounds '
            f"({_shown(listed)}) lacks. Add it to rounds in study.toml, in its place, or "
            "put right the column year of the sessions sheet."
        )


def _shown(labels: Iterable[str]) -> str:
    return ", ".join(f'"{label}"' for label in labels)
