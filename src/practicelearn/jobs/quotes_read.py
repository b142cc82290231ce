"""Which quotes of a report a person has read: in these very words, and in no others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from practicelearn.coding.log.events import Event

__all__ = ["as_read", "quotable_now", "read_by", "words_mark"]


def words_mark(words: str) -> str:
    """Return a mark of a quote's words: once they change, nobody has read them."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def as_read(coding: str, words: str, *, seen: bool = True) -> dict[str, Any]:
    """Return what goes on record when somebody has read a quote, or takes that back."""
    return {"coding_id": coding, "words": words_mark(words), "seen": seen}


def read_by(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """Return (coding id, mark of its words) to the person who read it last."""
    out: dict[tuple[str, str], str] = {}
    for e in events:
        if e.kind == "seen":
            key = (str(e.payload.get("coding_id")), str(e.payload.get("words")))
            if e.payload.get("seen", True):
                out[key] = e.who
            else:
                out.pop(key, None)
    return out


def quotable_now(events: Iterable[Event]) -> dict[str, bool]:
    """Return coding id to whether a person said last that it may be quoted."""
    return {
        str(e.payload["coding_id"]): bool(e.payload.get("quotable", True))
        for e in events
        if e.kind == "quotable"
    }
