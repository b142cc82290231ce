"""Words as a reader counts them: letters and digits, marks left out. Needs no language model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from practicelearn._tables import Mark

__all__ = ["LONGEST_TURN", "count_words", "pieces", "sentence_ends", "without_marks", "words"]

LONGEST_TURN = 1_000_000
"""Code points of the longest turn that is analysed: twenty hours of one person's talk."""
# A sentence ends at a stop and what closes it, or at a line's end. "Dr. Smith" is cut too: that
# costs a little text its neighbour, not its words.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def without_marks(text: str, marks: Iterable[Mark] = ()) -> str:
    """Return the text with every mark replaced by spaces, so that offsets stay as they are."""
    parts, done = [], 0
    for start, end in sorted((mark[0], mark[1]) for mark in marks):
        parts += [text[done:start], " " * (end - max(start, done))]
        done = max(done, end)
    return "".join([*parts, text[done:]]) if parts else text


def pieces(text: str, longest: int) -> list[tuple[int, str]]:
    """Return the text in pieces of at most so many code points, each with its offset.

    Cut where a sentence ends, so that each word keeps its neighbours; where none ends in the second
    half of a piece, after white space, so that no word is parted unless it alone is longer.

    Examples
    --------
    >>> pieces("one two three", 8)
    [(0, 'one two '), (8, 'three')]
    >>> pieces("We wait. So do I, and long.", 16)
    [(0, 'We wait. '), (9, 'So do I, and '), (22, 'long.')]
    """
    out, start = [], 0
    while len(text) - start > longest:
        window = text[start : start + longest]
        ends = [m.end() for m in _SENTENCE_END.finditer(window) if m.end() > longest // 2]
        last = max(window.rfind(" "), window.rfind("\n"), window.rfind("\t"))
        end = ends[-1] if ends else last + 1 or longest
        out.append((start, text[start : start + end]))
        start += end
    return [*out, (start, text[start:])]


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


def sentence_ends(text: str) -> list[int]:
    """Return where each sentence ends, the last at the text's end; white space goes before.

    Examples
    --------
    >>> sentence_ends("It went. Again! No")
    [9, 16, 18]
    """
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    return [*(e for e in ends if e < len(text)), len(text)] if text else []
