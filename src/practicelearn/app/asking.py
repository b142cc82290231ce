"""Questions of the page, held against what a question may be before anything is done with them.

A page asks from a fixed list, in fixed words. Whatever else arrives is no question: it is told so,
and neither a file nor the study is touched for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from practicelearn.errors import PracticelearnError

__all__ = ["DEEPEST", "LARGEST", "LONGEST", "NoQuestionError", "question"]

LARGEST = 4_000_000
"""A question of more bytes is refused."""
LONGEST = 1_000_000
"""A text within a question may have so many characters."""
DEEPEST = 12
"""Lists and objects may stand in each other so deep."""

_MOST_ITEMS = 200_000
_LARGEST_NUMBER = 2**53  # beyond it, a browser's own numbers are not exact


class NoQuestionError(PracticelearnError):
    """What was sent is no question of the page."""


def question(body: bytes) -> tuple[str, dict[str, Any]]:
    """Return what a body asks, and with which words.

    Raises
    ------
    NoQuestionError
        It is no JSON, too deep, or not of the shape that a question has.
    """
    try:
        whole = json.loads(body, parse_constant=_no_number)
        _check_size(whole)
    except (ValueError, RecursionError) as error:
        raise NoQuestionError(f"Not a question: {error}.") from error
    if not isinstance(whole, dict) or not isinstance(whole.get("op"), str):
        raise NoQuestionError('Not a question: it needs an "op".')
    op, args = whole["op"], whole.get("args")
    args = {} if args is None else args
    if not isinstance(args, dict):
        raise NoQuestionError('Not a question: "args" is no object.')
    needed = _NEEDED.get(op)
    if needed is None:
        raise NoQuestionError(f'Not a question: nothing is called "{op[:40]}".')
    _check_fields(args, _FIELDS, "args")
    for name in needed:
        if args.get(name) is None:
            raise NoQuestionError(f'Not a question: "{op}" needs "{name}".')
    if op == "say" and not any(
        all(args.get(name) is not None for name in names) for names in _SAYINGS
    ):
        raise NoQuestionError('Not a question: "say" says nothing that is known.')
    return op, args


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _check_size(whole: Any) -> None:
    """Raise ValueError where something is too deep, too long, or cannot be written to a file."""
    waiting = [(whole, 1)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > _MOST_ITEMS:
            raise ValueError("it is nested too deep" if depth > DEEPEST else "it holds too much")
        if isinstance(value, dict):
            waiting += [(k, depth) for k in value]
            waiting += [(v, depth + 1) for v in value.values()]
        elif isinstance(value, list):
            waiting += [(v, depth + 1) for v in value]
        elif isinstance(value, str):
            if len(value) > LONGEST:
                raise ValueError(f"a text of it has more than {LONGEST:,} characters")
            value.encode()  # half a character can be written to no file
        elif isinstance(value, int | float) and not abs(value) <= _LARGEST_NUMBER:
            raise ValueError("a number of it is beyond all use")


def _check_fields(
    given: Mapping[str, Any], known: Mapping[str, Callable[[Any], bool]], where: str
) -> None:
    for name, value in given.items():
        check = known.get(name)
        if check is not None and not check(value):
            raise NoQuestionError(f'Not a question: "{name}" of {where} is of another kind.')


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _number(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _flag(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _names(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def _values(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict) and all(_text(v) or _names(v) for v in value.values())
    )


def _parts(value: Any) -> bool:
    return value is None or (
        isinstance(value, list)
        and all(
            isinstance(part, dict)
            and isinstance(part.get("turn_id"), str)
            and all(isinstance(part.get(k), int) and _number(part[k]) for k in ("start", "end"))
            and _text(part.get("quote"))
            for part in value
        )
    )


def _spoken(value: Any) -> bool:
    return value is None or (
        isinstance(value, list)
        and all(isinstance(s, dict) and _text(s.get("who")) and _text(s.get("text")) for s in value)
    )


def _places(value: Any) -> bool:
    return value is None or (
        isinstance(value, list)
        and all(
            isinstance(place, dict)
            and isinstance(place.get("session"), str)
            and all(_text(place.get(k)) for k in ("coding", "turn_id"))
            and all(_number(place.get(k)) for k in ("start", "end"))
            for place in value
        )
    )


def _events(value: Any) -> bool:
    if not isinstance(value, list):
        return value is None
    for event in value:
        if not isinstance(event, dict):
            return False
        payload = event.get("payload")
        if payload is not None and not isinstance(payload, dict):
            return False
        if not all(isinstance(event.get(k), str) for k in ("id", "kind")):
            return False
        _check_fields(payload or {}, _PAYLOAD, f'a "{event["kind"][:40]}"')
        if not _text(event.get("coding_id")):
            return False
    return True


_FIELDS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(
        ("session", "text_hash", "override", "key", "choice", "reason", "theme", "year",
         "group_type", "role", "question_id", "code", "cell", "summary", "after", "id",
         "statement", "coding", "words", "kind", "waive", "text", "coder", "frame", "labels",
         "person", "beside", "speaker", "group", "stance", "do", "batch", "to", "act", "edit",
         "into", "target", "version", "note"),
        _text,
    ),
    **dict.fromkeys(("quotable", "seen", "exact", "unread", "redo", "inline", "made"), _flag),
    **dict.fromkeys(("have", "turn", "turns"), _number),
    **dict.fromkeys(("now", "was"), _spoken),
    **dict.fromkeys(("names", "shown"), _names),
    "values": _values,
    "parts": _parts,
    "places": _places,
    "events": _events,
}  # fmt: skip
_PAYLOAD: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(
        ("code", "stance", "memo", "batch", "origin", "accepted_by", "question", "about", "name",
         "parent", "definition", "id", "target", "coding_id", "comment", "reply_to"),
        _text,
    ),
    **dict.fromkeys(("matters", "refer_on", "quotable"), _flag),
    **dict.fromkeys(("strength", "turn", "from", "to"), _number),
    "parts": _parts,
}  # fmt: skip
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "study": (),
    "session": ("session",),
    "act": ("session", "events"),
    "settle": ("session",),
    "take": ("session", "choice"),
    "read": (),
    "say": (),
    "find": ("session", "text"),
    "offers": ("session", "kind"),
    "next": (),
    "redact": ("session", "parts"),
    "correcting": ("session",),
    "correct": ("session", "turn", "now", "was", "reason"),
    "chart": (),
    "write": ("cell",),
    "starters": (),
    "begin": ("frame",),
    "stand": ("session",),
    "quit": (),
    "search": (),
    "bulk": ("do", "batch", "places"),
    "recall": ("batch",),
    "progress": (),
    "comments": ("session",),
    "export": ("to",),
    "frame": (),
    "looking": (),
    "edit": ("act",),
    "book": ("kind",),
}
_SAYINGS = (
    ("theme", "statement"), ("coding", "quotable"), ("coding", "words", "seen"), ("waive", "names"),
)  # fmt: skip
