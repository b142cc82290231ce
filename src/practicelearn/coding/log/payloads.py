"""What an event must hold before it can be played back: checked when written, and when read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["unfit"]


def unfit(kind: str, payload: Mapping[str, Any]) -> str | None:
    r"""Return what is wrong with a payload, in words; None where it can be played back.

    A log is only ever appended to, so one event that cannot be played would close the study for
    good.

    Examples
    --------
    >>> unfit("read", {"from": 1, "to": 4})
    >>> unfit("read", {"from": "north:00001", "to": "north:00004"})
    '"from" must be a turn\'s number within its session, such as 1; found \'north:00001\''
    """
    check = _CHECKS.get(kind)
    return None if check is None else check(payload)


def _reading(payload: Mapping[str, Any]) -> str | None:
    for name in ("from", "to"):
        if type(payload.get(name)) is not int:
            return (
                f'"{name}" must be a turn\'s number within its session, such as 1; '
                f"found {payload.get(name)!r}"
            )
    return None


def _coding(payload: Mapping[str, Any]) -> str | None:
    if not isinstance(payload.get("code"), str):
        return f'"code" must be the id of a code; found {payload.get("code")!r}'
    return _parts(payload.get("parts"))


def _change(payload: Mapping[str, Any]) -> str | None:
    return _parts(payload["parts"]) if "parts" in payload else None


def _parts(parts: Any) -> str | None:
    if not isinstance(parts, list):
        return f'"parts" must be a list of passages; found {parts!r}'
    for part in parts:
        for name, needed in _PART.items():
            if not isinstance(part, dict) or type(part.get(name)) is not needed:
                return (
                    f'each of "parts" needs turn_id and quote (text), start and end (numbers); '
                    f'"{name}" is missing or of another kind'
                )
    return None


def _undo(payload: Mapping[str, Any]) -> str | None:
    if not isinstance(payload.get("target"), str):
        return f'"target" must be the id of the event taken back; found {payload.get("target")!r}'
    return None


def _new_code(payload: Mapping[str, Any]) -> str | None:
    for name in ("id", "name"):
        if not isinstance(payload.get(name), str):
            return f'"{name}" of a new code must be text; found {payload.get(name)!r}'
    return None


_PART = {"turn_id": str, "start": int, "end": int, "quote": str}
_CHECKS: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    "code": _coding,
    "change": _change,
    "read": _reading,
    "unread": _reading,
    "undo": _undo,
    "new_code": _new_code,
}
