"""How large a quote stands on its card: as large as it fits, and never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from practicelearn.output.report.blocks import Quote

__all__ = ["PER_PAGE", "Size", "card_rows", "size_of"]

PER_PAGE = 8
_ROWS = PER_PAGE // 2


class Size(NamedTuple):
    """Points, and whether the card takes the whole width."""

    points: float
    wide: bool


_SIZES = (
    (190, Size(15, wide=False)), (270, Size(13, wide=False)), (370, Size(11.5, wide=False)),
    (590, Size(13, wide=True)), (800, Size(11.5, wide=True)),
)  # fmt: skip
"""Most letters a size has room for, on a quarter of a page's height."""


def size_of(words: str) -> Size:
    """Return the size of a card for so many words.

    Examples
    --------
    >>> size_of("It comes too late."), size_of("and then " * 50).wide
    (Size(points=15, wide=False), True)
    """
    return next((size for most, size in _SIZES if len(words) <= most), Size(9.5, wide=True))


def card_rows(quotes: Sequence[Quote]) -> list[list[list[Quote]]]:
    """Return pages of rows of one wide card or of two; wide ones come last."""
    usual = [q for q in quotes if not size_of(q.words).wide]
    wide = [q for q in quotes if size_of(q.words).wide]
    rows = [usual[k : k + 2] for k in range(0, len(usual), 2)] + [[q] for q in wide]
    return [rows[k : k + _ROWS] for k in range(0, len(rows), _ROWS)]
