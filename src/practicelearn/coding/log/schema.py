"""The schema of events: every kind, what it holds, and what of that is people's free text.

One list for all who ask: what is written is held against it (``Study.record``, ``EventLog``, the
coding page), what is read is held against it again, and words are sought and replaced in the
entries that it calls text, and in no other. A log is only ever appended to, so one event that
cannot be played back would close a study for good: its line is listed instead, and the rest is
kept. What a later version writes is no damage: it is kept, and does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

from practicelearn._tables import near_match

__all__ = [
    "FORMAT",
    "KINDS",
    "Entry",
    "Kind",
    "entries_without_text",
    "is_later",
    "newest_format",
    "unfit",
    "unwritable",
]

FORMAT: Final = 1
"""The format of a new study, and of the events in it."""

RESERVED: Final = "lost"
"""What playing back moves puts into a payload; it stands in no log."""

Of = Literal[
    "id", "text", "number", "flag", "choice", "ids", "texts", "parts", "moves", "rows", "counts",
    "rules", "kept",
]  # fmt: skip
Log = Literal["coding", "settled", "decisions"]

_MOST = 2**53  # what every reader of JSON holds exactly
_MOST_TURNS = 1_000_000
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
    null : bool
        Whether it may be null: nothing, or no longer anything.
    choices : tuple of str
        Of a choice.
    least, most : int
        Of a number.
    """

    of: Of
    needed: bool = False
    null: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = _MOST

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
            most = "" if self.most == _MOST else f" to {self.most:,}"
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


def is_later(values: Mapping[str, Any]) -> bool:
    """Return whether an event is of a kind or format that this version does not know."""
    return values["kind"] not in KINDS or values["v"] > newest_format()


def newest_format() -> int:
    """Return the newest format of studies that this version reads, and can upgrade to."""
    return max(kind.since for kind in KINDS.values())


def unfit(values: Mapping[str, Any]) -> str | None:
    """Return what is wrong with an event, in words; None where it can be played back.

    Parameters
    ----------
    values : mapping
        All its fields: v, id, seq, who, kind, at, session_id, coding_id, payload ...

    Returns
    -------
    str or None
        Holds no words of people. Of a later event only the fields are looked at that every event
        has; entries that are not known are left to later versions.

    Examples
    --------
    >>> event = {"v": 1, "id": "a1", "seq": 7, "who": "kim", "kind": "read", "session_id": "north"}
    >>> unfit({**event, "payload": {"from": 1, "to": 4}})
    >>> unfit({**event, "payload": {"from": "north:00001", "to": 4}})
    '"from" must be a whole number from 1 to 1,000,000; found text'
    """
    for name, value in values.items():
        if type(value) is _USUAL.get(name):
            continue  # nearly always: a study may hold a hundred thousand of them
        fits = _FIELDS.get(name)
        if fits is not None and not fits(value):
            return f'"{name}" must be {_FIELD_EXPECTED[name]}; found {_found(value)}'
    for name in _FIELDS_NEEDED:
        if name not in values:
            return f'"{name}" is missing'
    if not (1 <= values["v"] <= _MOST and 0 <= values["seq"] <= _MOST):
        return f'"v" and "seq" must be whole numbers up to {_MOST}'
    if not (values["id"] and values["who"] and values["kind"]):
        return '"id", "who" and "kind" must not be empty'
    kind = KINDS.get(values["kind"])
    if kind is None or (values["v"] > FORMAT and values["v"] > newest_format()):
        return None
    if kind.coding and not values.get("coding_id"):
        return f'"{values["kind"]}" needs the coding_id of its coding'
    if kind.session and not values.get("session_id"):
        return f'"{values["kind"]}" needs the session_id of its session'
    return _wrong_in(values.get("payload") or {}, kind)


def unwritable(values: Mapping[str, Any]) -> str | None:
    """Return why an event must not be written, in words; None where it may be.

    What is written now is known whole: a kind or an entry that is not in the schema is a slip.
    """
    name = values.get("kind")
    if isinstance(name, str) and name not in KINDS:
        return f'there is no kind of event "{name}".{near_match(name, KINDS)}'
    wrong = unfit(values)
    if wrong is not None:
        return wrong
    entries = KINDS[str(name)].entries
    for entry in values.get("payload") or {}:
        if entry not in entries:
            return f'"{name}" has no entry "{entry}".{near_match(entry, entries)}'
    return None


def entries_without_text() -> frozenset[str]:
    """Return the names of entries that hold no people's words, in whatever kind they stand."""
    everywhere = [item for kind in KINDS.values() for item in kind.entries.items()]
    texts = {name for name, entry in everywhere if entry.of in {"text", "texts"}}
    return frozenset({name for name, _ in everywhere} | _IN_PARTS) - texts


def _wrong_in(payload: Mapping[str, Any], kind: Kind) -> str | None:
    entries = kind.entries
    for name, value in payload.items():
        entry = entries.get(name)
        if entry is None:
            if name == RESERVED:
                return f'"{name}" is said by a correction only'
        elif not entry.fits(value):
            return f'"{name}" must be {entry.expected}; found {_found(value, entry)}'
    for name in kind.needed:
        if name not in payload:
            return f'"{name}" is missing: {entries[name].expected}'
    if entries.get("to") is _TURN and payload["from"] > payload["to"]:
        return '"from" must not be after "to"'
    return None


def _found(value: Any, entry: Entry | None = None) -> str:
    """A value in words that give nothing of it away, were it speech."""
    if value is None or isinstance(value, bool | int | float):
        shown = {None: "nothing", True: "true", False: "false"}
        return shown[value] if value is None or isinstance(value, bool) else f"{value!r:.20}"
    if isinstance(value, str):
        return f'"{value}"' if entry and entry.of == "choice" and len(value) < 20 else "text"
    return "a list" if isinstance(value, list | tuple) else "something else"


def _is_id(value: Any) -> bool:
    return isinstance(value, str)


def _id_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


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
        and all(type(n) is int and 0 <= n <= _MOST_TURNS for n in row)
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
_USUAL: dict[str, type] = {
    **dict.fromkeys(
        ("id", "who", "kind", "at", "device", "parent", "session_id", "coding_id", "text_hash",
         "frame_version"), str,
    ),
    "v": int, "seq": int, "payload": dict,
}  # fmt: skip
_FIELDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("id", "who", "kind", "at", "device"), _is_id),
    **dict.fromkeys(
        ("parent", "session_id", "coding_id", "text_hash", "frame_version"), _id_or_none
    ),
    **dict.fromkeys(("v", "seq"), lambda value: type(value) is int),
    "payload": lambda value: isinstance(value, dict),
}
_FIELD_EXPECTED = {
    **dict.fromkeys(_FIELDS, "text"),
    "v": "the number of a format, from 1",
    "seq": "a whole number from 0",
    "payload": "entries by name",
}
_FIELDS_NEEDED = ("v", "id", "seq", "who", "kind")
_IN_PARTS = {"turn_id", "start", "end"}

_STANCE = Entry("choice", null=True, choices=("for", "against", "mixed", "none"))
_ORIGIN = Entry("choice", choices=("human", "keyword", "suggested", "imported"))
_TURN = Entry("number", needed=True, least=1, most=_MOST_TURNS)
_ID, _IDS, _TEXT = Entry("id", needed=True), Entry("ids", needed=True), Entry("text", needed=True)
_N = Entry("number")
_OF_CODING = {
    "stance": _STANCE,
    "strength": Entry("number", null=True, most=3),
    "memo": Entry("text", null=True),
    "matters": Entry("flag", null=True),
    "refer_on": Entry("flag", null=True),
    "batch": Entry("id", null=True),
    "origin": _ORIGIN,
    "accepted_by": Entry("id", null=True),
    "item": Entry("id", null=True),
}
_PARTS = Entry("parts", needed=True)

KINDS: dict[str, Kind] = {
    "code": Kind("coding", {"code": _ID, "parts": _PARTS, **_OF_CODING}, coding=True, session=True),
    "change": Kind(
        "coding", {"code": Entry("id"), "parts": Entry("parts"), **_OF_CODING}, coding=True
    ),
    "remove": Kind("coding", {"batch": Entry("id", null=True)}, coding=True),
    "read": Kind("coding", {"from": _TURN, "to": _TURN}, session=True),
    "unread": Kind("coding", {"from": _TURN, "to": _TURN}, session=True),
    "memo": Kind(
        "coding",
        {
            "about": Entry("choice", null=True, choices=("session", "code", "study", "coding")),
            "code": Entry("id", null=True),
            "memo": Entry("text", null=True),
        },
    ),
    "new_code": Kind(
        "coding",
        {
            "id": _ID,
            "name": _TEXT,
            "definition": Entry("text"),
            "parent": Entry("id", null=True),
        },
    ),
    "refuse": Kind(
        "coding", {"code": _ID, "parts": _PARTS, "origin": replace(_ORIGIN, needed=True)}
    ),
    "undo": Kind("coding", {"target": _ID}),
    "move": Kind(
        "coding",
        {
            "from": _ID,
            "to": _ID,
            "turns": Entry("rows", needed=True),
            "first": Entry("rows", needed=True),
            "same": Entry("rows", needed=True),
            "moved": Entry("moves", needed=True),
        },
        session=True,
    ),
    "settle": Kind(
        "settled",
        {
            "item": _ID,
            "choice": _ID,
            "coder": Entry("id", null=True),
            "reason": Entry("text", null=True),
            "of": Entry("ids"),
        },
        session=True,
    ),
    "override": Kind("settled", {"reason": Entry("text"), "coders": Entry("ids")}, session=True),
    "question": Kind(
        "decisions",
        {"turn": _TURN, "question": Entry("id", needed=True, null=True)},
        session=True,
    ),
    "statement": Kind(
        "decisions",
        {
            "theme_id": _ID,
            "statement": _TEXT,
            "side": Entry("choice", null=True, choices=("well", "worry")),
        },
    ),
    "name": Kind("decisions", {"theme_id": _ID, "name": _TEXT}),
    "merge": Kind("decisions", {"themes": _IDS, "into": _ID}),
    "split": Kind(
        "decisions",
        {"theme_id": _ID, "codes": _IDS, "into": _ID, "name": Entry("text", null=True)},
    ),
    "drop": Kind("decisions", {"theme_id": _ID, "reason": Entry("text", null=True)}),
    "keep": Kind("decisions", {"theme_id": _ID, "reason": Entry("text", null=True)}),
    "declare": Kind("decisions", {"themes": Entry("ids")}),
    "quotable": Kind("decisions", {"coding_id": _ID, "quotable": Entry("flag")}),
    "seen": Kind(
        "decisions", {"coding_id": _ID, "words": Entry("id", needed=True), "seen": Entry("flag")}
    ),
    "waive": Kind("decisions", {"reason": _TEXT, "words": Entry("texts")}),
    "waive-export": Kind("decisions", {"reason": _TEXT, "words": Entry("texts", needed=True)}),
    "release": Kind(
        "decisions",
        {
            "hash": Entry("id"),
            "quotes": Entry("ids"),
            "counts": Entry("counts"),
            "rules": Entry("rules"),
            "printed": Entry("kept"),
            "facts": Entry("kept"),
        },
    ),
    "reply": Kind(
        "decisions",
        {
            "year": _ID,
            "theme_id": _ID,
            "answer": Entry("choice", needed=True, choices=("yes", "not quite", "missing")),
            "words": Entry("text", null=True),
            "row": Entry("id"),
        },
    ),
    "summary": Kind(
        "decisions",
        {
            "year": Entry("id", null=True),
            "group": Entry("id", null=True),
            "code": Entry("id", null=True),
            "summary": Entry("text", null=True),
        },
    ),
    "frame": Kind(
        "decisions",
        {"version": _ID, "before": Entry("id", null=True), "new_codes": Entry("ids")},
    ),
    "correct": Kind(
        "decisions",
        {
            "session_id": _ID,
            "from": Entry("id"),
            "to": Entry("id"),
            "at": Entry("id"),
            "n_moved": _N,
            "n_lost": _N,
        },
    ),
    "round": Kind("decisions", {"year": _ID, "n_sessions": _N}),
    "upgrade": Kind("decisions", {"from": _N, "to": _N}),
    "withdraw": Kind(
        "decisions",
        {
            "scope": Entry("choice", needed=True, choices=("words", "quotes")),
            "n_turns": _N,
            "n_sessions": _N,
        },
    ),
    "redact": Kind(
        "decisions", {"session_id": Entry("id"), "what": Entry("text"), "reason": Entry("text")}
    ),
    "purge": Kind("decisions", {"year": _ID, "n_sessions": _N}),
    "close-round": Kind("decisions", {"year": _ID}),
    "mend": Kind("decisions", {"what": Entry("ids")}),
}
"""Every kind of event that this version knows."""
