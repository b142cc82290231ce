"""Which entries of an event hold people's free text: the only ones in which words may be replaced.

Ids, places, numbers and choices are never matched against words, whatever they spell. What stands
where words were that are gone from a study is known by its beginning.
"""

from __future__ import annotations

from typing import Final

from practicelearn.coding.log.schema import RESERVED, entries_without_text

__all__ = ["GONE", "ID_ENTRIES", "says_gone"]

ID_ENTRIES: Final = entries_without_text() | {RESERVED}
"""Entries of any kind of event that programs write; any other is taken for free text."""

GONE: Final = ("[withdrawn]", "[redacted")
"""How what stands in the place of words begins, where a person has taken them back."""


def says_gone(text: str) -> bool:
    """Return whether words were taken out of a text.

    Examples
    --------
    >>> says_gone("She lives in [redacted: place].")
    True
    """
    return any(mark in text for mark in GONE)
