"""What in a quote points at a team, a place or a group: its name in the sheets, or its size."""

from __future__ import annotations

import re
from collections.abc import Sequence

from practicelearn.corpus import Corpus

__all__ = ["named_in", "sheet_names", "sizes_in"]

_SESSIONS, _ATTENDANCE = ("team", "site", "group"), ("team",)
_SHORTEST = 3


def sheet_names(corpus: Corpus) -> list[str]:
    """Return the teams, sites and groups of the sheets, as they are written there, sorted."""
    found = {str(v) for c in _SESSIONS for v in corpus.sessions[c].dropna()}
    found |= {str(v) for c in _ATTENDANCE for v in corpus.attendance[c].dropna()}
    return sorted(name.strip() for name in found if len(name.strip()) >= _SHORTEST)


def named_in(quote: str, names: Sequence[str]) -> list[str]:
    """Return the names that a quote holds as whole words, whatever their case, and their parts.

    Hyphens, underscores and blanks are alike, and so is a round at either end: the group
    ``north-2025`` is there where somebody says "north".

    Examples
    --------
    >>> named_in("the North Road desk, not the south", ["north-road", "South team", "duty"])
    ['north-road']
    """
    words = f" {_plain(quote)} "
    return [name for name in names if (own := _bare(name)) and f" {own} " in words]


def sizes_in(quote: str) -> list[str]:
    """Return where a quote says how many its speakers' people are, two to twelve.

    A team of six may be known by that. It is a hint for whoever releases; nothing is held back.

    Examples
    --------
    >>> sizes_in("We cook on a Thursday, the six of us, all 6 of us")
    ['six of us', '6 of us']
    >>> sizes_in("most of us, one of us, twenty-six of us")
    []
    """
    return [" ".join(hit[0].split()) for hit in _SIZE.finditer(quote)]


_SIZE = re.compile(
    r"(?<![\w-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|1[0-2])"
    r"\s+of\s+us\b",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _bare(name: str) -> str:
    """A name without the digits of a round around it; nothing where only digits are left."""
    words = _plain(name).split()
    while words and words[0].isdigit():
        words.pop(0)
    while words and words[-1].isdigit():
        words.pop()
    return " ".join(words)
