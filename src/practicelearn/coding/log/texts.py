"""Which entries of an event hold people's free text: the only ones in which words may be replaced.

Ids, places, numbers and choices are never matched against words, whatever they spell.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ID_ENTRIES"]

ID_ENTRIES: Final = frozenset({
    "about", "accepted_by", "answer", "at", "batch", "before", "choice", "code", "codes", "coder",
    "coders", "coding_id", "counts", "file", "first", "format", "from", "group", "hash", "id",
    "into", "item", "lost", "matters", "moved", "n_lost", "n_moved", "n_sessions", "n_turns",
    "new_codes", "of", "origin", "parent", "parts", "question", "quotable", "quotes", "read",
    "refer_on", "row", "same", "scope", "seen", "session_id", "side", "stance", "strength",
    "target", "text_hash", "theme_id", "themes", "to", "turn", "turns", "version", "year",
})  # fmt: skip
"""Entries of any kind of event that programs write; any other is taken for free text."""
