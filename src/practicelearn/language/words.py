"""Words as a reader counts them: letters and digits, marks left out. Needs no language model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from practicelearn._tables import Mark

__all__ = ["count_words", "without_marks", "words"]

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def without_marks(text: str, marks: Iterable[Mark] = ()) -> str:
    """Return the text with every mark replaced by spaces, so that offsets stay as they are."""
    for mark in marks:
        text = text[: mark[0]] + " " * (mark[1] - mark[0]) + text[mark[1] :]
    return text


def words(text: str, marks: Iterable[Mark] = ()) -> list[str]:
    """Return the words said, as written: ``don't`` and ``hot-desk`` are one each, marks none."""
    return _WORD.findall(without_marks(text, marks))


def count_words(text: str, marks: Iterable[Mark] = ()) -> int:
    """Return the number of words said.

    Examples
    --------
    >>> count_words("I don't hot-desk [laughter]", [Mark(16, 26, "laughter")])
    3
    """
    return len(words(text, marks))
