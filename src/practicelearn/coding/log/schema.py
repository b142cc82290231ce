"""The schema of events: what can be written and read, and what of it is people's free text.

One list of kinds (``kinds.py``) for all who ask: what is written is held against it
(``Study.record``, ``EventLog``, the coding page), what is read is held against it again, and words
are sought and replaced in the entries that it calls text, and in no other. A log is only ever
appended to, so one event that cannot be played back would close a study for good: its line is
listed instead, and the rest is kept. What a later version writes is no damage: it is kept, and does
not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from practicelearn._tables import near_match
from practicelearn.coding.log.entries import FORMAT, MOST, Entry, Kind
from practicelearn.coding.log.kinds import KINDS, TURN

__all__ = ["RESERVED", "entries_without_text", "is_later", "newest_format", "unfit", "unwritable"]

RESERVED: Final = "lost"
"""What playing back moves puts into a payload; it stands in no log."""


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
    if not (1 <= values["v"] <= MOST and 0 <= values["seq"] <= MOST):
        return f'"v" and "seq" must be whole numbers up to {MOST}'
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
    for entry, wanted in entries.items():
        if wanted.written and entry not in (values.get("payload") or {}):
            return f'"{entry}" is missing: {wanted.expected}'
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
    if entries.get("to") is TURN and payload["from"] > payload["to"]:
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


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _id_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


_USUAL: dict[str, type] = {
    **dict.fromkeys(
        ("id", "who", "kind", "at", "device", "parent", "session_id", "coding_id", "text_hash",
         "frame_version"), str,
    ),
    "v": int, "seq": int, "payload": dict,
}  # fmt: skip
_FIELDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("id", "who", "kind", "at", "device"), _is_text),
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
