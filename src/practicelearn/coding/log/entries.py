"""What an event may hold: entries of a payload, by what they are, and kinds that list them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

__all__ = ["FORMAT", "MOST", "MOST_TURNS", "Entry", "Kind"]

FORMAT: Final = 1
"""The format of a new study, and of the events in it."""

Of = Literal[
    "id", "text", "number", "flag", "choice", "ids", "texts", "parts", "moves", "rows", "counts",
    "rules", "kept",
]  # fmt: skip
Log = Literal["coding", "settled", "decisions"]

MOST = 2**53  # what every reader of JSON holds exactly
MOST_TURNS = 1_000_000
_LONGEST = 2**31
_TURN_ID = re.compile(r"[^:]+:[0-9]{1,7}")


@dataclass(frozen=True)
class Entry:
    """One entry of a payload.

    Parameters
    ----------
    of : str
        ``id`` (text that points at something), ``text`` (people's own words), ``number``, ``flag``,
        ``choice``, ``ids`` and ``texts`` (lists), ``parts`` (passages), ``moves``, ``rows`` and
        ``counts`` (of numbers), ``rules``, ``kept`` (names, figures and flags in any order: what a
        release told, without anybody's words).
    needed : bool
        Whether an event of the kind must hold it.
    written : bool
        Whether one that is written now must hold it; older ones may lack it.
    null : bool
        Whether it may be null: nothing, or no longer anything.
    choices : tuple of str
        Of a choice.
    least, most : int
        Of a number.
    """

    of: Of
    needed: bool = False
    written: bool = False
    null: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = MOST

    def fits(self, value: Any) -> bool:
        """Whether a value can stand here."""
        if value is None:
            return self.null
        if self.of in _SIMPLE:
            return isinstance(value, str)
        if self.of == "number":
            return type(value) is int and self.least <= value <= self.most
        if self.of == "choice":
            return isinstance(value, str) and value in self.choices
        return _FITS[self.of](value)

    @property
    def expected(self) -> str:
        """What must stand here, in words."""
        if self.of == "choice":
            return f"one of {', '.join(self.choices)}"
        if self.of == "number":
            most = "" if self.most == MOST else f" to {self.most:,}"
            return f"a whole number from {self.least}{most}"
        return _EXPECTED[self.of]


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    Parameters
    ----------
    log : {"coding", "settled", "decisions"}
        Where events of it stand.
    entries : mapping
        What its payload may hold, by name.
    coding, session : bool
        Whether it must name a coding, or a session.
    since : int
        The format in which it came. One of a later format than the study's is never written.
    """

    log: Log
    entries: Mapping[str, Entry]
    coding: bool = False
    session: bool = False
    since: int = FORMAT

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Names of the entries that it must hold."""
        return tuple(name for name, entry in self.entries.items() if entry.needed)


def _is_id(value: Any) -> bool:
    return isinstance(value, str)


def _is_ids(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _LONGEST


def _is_part(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("quote"), str)
        and _is_count(value.get("start"))
        and _is_count(value.get("end"))
        and value["start"] <= value["end"]
        and isinstance(value.get("turn_id"), str)
        and _TURN_ID.fullmatch(value["turn_id"]) is not None
    )


def _is_parts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_part, value))


def _is_move(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("was"), list | tuple):
        return False
    was = value["was"]
    return (
        len(was) == 3
        and isinstance(was[0], str)
        and all(map(_is_count, was[1:]))
        and _is_parts(value.get("is"))
    )


def _is_moves(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_move, value))


def _is_rows(value: Any) -> bool:
    """Rows of three to five whole numbers, such as turns and where they went."""
    return isinstance(value, list | tuple) and all(
        isinstance(row, list | tuple)
        and 3 <= len(row) <= 5
        and all(type(n) is int and 0 <= n <= MOST_TURNS for n in row)
        for row in value
    )


def _is_counts(value: Any) -> bool:
    """Theme, round and three figures a row."""
    return isinstance(value, list | tuple) and all(
        isinstance(row, list | tuple)
        and len(row) == 5
        and all(isinstance(name, str) for name in row[:2])
        and all(map(_is_count, row[2:]))
        for row in value
    )


def _is_rules(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(v, str | int | float | None) or _is_ids(v) for v in value.values()
    )


def _is_kept(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(k, str) and _is_kept(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_kept, value))
    return isinstance(value, str | int | float)


_SIMPLE = frozenset({"id", "text"})
_FITS: dict[str, Callable[[Any], bool]] = {
    "id": _is_id,
    "text": _is_id,
    "flag": lambda value: isinstance(value, bool),
    "ids": _is_ids,
    "texts": _is_ids,
    "parts": _is_parts,
    "moves": _is_moves,
    "rows": _is_rows,
    "counts": _is_counts,
    "rules": _is_rules,
    "kept": _is_kept,
}
_EXPECTED = {
    "id": "the id of something, as text",
    "text": "text",
    "flag": "true or false",
    "ids": "a list of ids",
    "texts": "a list of texts",
    "parts": (
        "a list of passages, each with turn_id (such as north:00012), quote (text), start and end "
        "(whole numbers)"
    ),
    "moves": "a list of what moved: was (turn_id, start, end) and is (passages)",
    "rows": "rows of three to five whole numbers",
    "counts": "rows of theme, round and three whole numbers",
    "rules": "names and figures",
    "kept": "names, figures, true and false",
}
