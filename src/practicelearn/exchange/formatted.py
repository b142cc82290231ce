"""Selections of a source of which only formatted text is there: placed where that is sure.

Positions count in a plain text that is not in the project. What it looked like is tried: paragraphs
parted by a line feed, a line end of Windows, or a blank line, each counted in every known way. A
selection is placed where its own quoted words stand once and are as long as it is; or where a way
of counting puts all selections of the source on words and on what names quote, and where so many of
them stand elsewhere under each other way that it is no chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from practicelearn.exchange.offsets import Borders, Counted, says, ways_of_counting

__all__ = ["places_in"]

_PARAGRAPHS = ("\n", "\r\n", "\n\n")
_BY_CHANCE = 1e-4
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_FEWEST_LETTERS = 6
_Range = tuple[int, int]


@dataclass(frozen=True)
class _Plain:
    """A text as a program may have written it; ``origin`` leads each place back to ours."""

    text: str
    origin: NDArray[np.int64]


def places_in(
    text: str, starts: Sequence[int], ends: Sequence[int], names: Sequence[str | None]
) -> list[_Range | None]:
    """Return where each selection stands in a formatted text, None where that is not sure.

    Parameters
    ----------
    text : str
        As the reader of formatted files gives it, a blank line between paragraphs.
    starts, ends : sequence of int
        Positions in the plain text that is missing.
    names : sequence of str or None
        Names of selections; some programs quote the first words there.
    """
    ways = [
        way for parted in _PARAGRAPHS for way in _ways(_plain(text, parted), starts, ends, names)
    ]
    found: list[_Range | None] = []
    for n, name in enumerate(names):
        by_words = _by_words(text, name, ends[n] - starts[n]) if name else None
        own = {tuple(way.ranges[n].tolist()) for way in ways if _is_sure(way, ways, n)}
        found.append(by_words or (own.pop() if len(own) == 1 else None))
    return found


@dataclass(frozen=True)
class _Way:
    """Where one way of counting puts every selection, in our text.

    ``fits`` says whether all of them are words, and those that names quote; ``chance`` how likely
    one is to be so by chance.
    """

    ranges: NDArray[np.int64]
    fits: bool
    chance: float

    def by_chance(self, n: int) -> bool:
        """Whether so many selections on words may be chance."""
        return self.chance**n >= _BY_CHANCE


def _is_sure(way: _Way, ways: Sequence[_Way], n: int) -> bool:
    """Whether a way fits, and enough speaks against each that puts the nth selection elsewhere."""
    if not way.fits or way.by_chance(len({tuple(pair) for pair in way.ranges.tolist()})):
        return False
    for other in ways:
        apart = (other.ranges != way.ranges).any(axis=1)
        if apart[n] and way.by_chance(len({tuple(p) for p in way.ranges[apart].tolist()})):
            return False
    return True


def _plain(text: str, parted: str) -> _Plain:
    """The text with its paragraphs parted in another way."""
    out: list[str] = []
    origin: list[int] = []
    at = 0
    for end in re.finditer("\n\n?", text):
        out.append(text[at : end.start()])
        origin += range(at, end.start())
        mark = parted if len(end[0]) > 1 else parted[: 1 + (parted == "\r\n")]
        out.append(mark)
        origin += [end.start()] * len(mark)
        at = end.end()
    out.append(text[at:])
    return _Plain("".join(out), np.array([*origin, *range(at, len(text) + 1)], dtype=np.int64))


def _ways(
    plain: _Plain, starts: Sequence[int], ends: Sequence[int], names: Sequence[str | None]
) -> list[_Way]:
    """Every way of counting in one plain text."""
    borders = Borders(plain.text)
    chance = float(borders.word_start.mean() * (borders.word_end | borders.line_start).mean())
    found = []
    for ranges, clean in ways_of_counting(Counted(plain.text, False, starts, ends, names)):
        quoted = all(
            says(plain.text, int(a), int(b), name)
            for (a, b), name in zip(ranges, names, strict=True)
            if name and _stands(plain.text, name)
        )
        own = np.where(ranges >= 0, plain.origin[ranges], -1)
        found.append(_Way(own, bool(len(own) and clean.all() and quoted), chance))
    return found


def _stands(text: str, name: str) -> bool:
    """Whether a name quotes the text: a title that a person gave does not."""
    shown = _ELLIPSIS.sub("", name).strip()
    return len(shown) >= _FEWEST_LETTERS and _searched(shown).search(text) is not None


def _searched(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _by_words(text: str, name: str, length: int) -> _Range | None:
    """Where the words stand that a name quotes, all of them or, cut short, the first."""
    shown = _ELLIPSIS.sub("", name).strip()
    if len(shown) < _FEWEST_LETTERS:
        return None
    found = list(_searched(shown).finditer(text))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    n_ends = text.count("\n", start, end)
    if abs(end - start - length) <= n_ends:  # a line end may count one or two
        return start, end
    last = start + length
    whole = _ELLIPSIS.search(name) is not None and length > end - start and last <= len(text)
    if whole and "\n" not in text[start:last] and text[start:last].isascii():
        return (start, last) if Borders(text).word_end[last] else None
    return None
