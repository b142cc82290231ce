"""How large the type of a poster can be: one scale for Word and HTML, so that it fills one page."""

from __future__ import annotations

from collections.abc import Sequence

from practicelearn.output.report.blocks import Bullets, Document, Heading, Paragraph, Table
from practicelearn.output.report.fitting import height_of, largest

__all__ = ["SCALE", "SIZES", "column_shares", "poster_height", "poster_size"]

SIZES = (22.0, 20.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
"""Points of the words in a table; everything else is set by it."""

# style: type size and the gaps before and after, each as a multiple of the poster's size
SCALE = {
    "Heading 1": (2.6, 0.0, 0.1), "Subtitle": (0.85, 0.0, 0.5), "Heading 2": (1.25, 1.0, 0.3),
    "Statement": (1.3, 0.15, 0.25), "Table Text": (1.0, 0.18, 0.18), "Note": (0.8, 0.1, 0.1),
    "Normal": (1.0, 0.1, 0.2), "Notice": (0.85, 0.0, 0.3),
}  # fmt: skip
LEADING = 1.2
_GAP = 1.0  # between two columns
_SHARES = {3: (0.36, 0.38, 0.26), 2: (0.60, 0.40)}
_STYLES = {"statement": "Statement", "note": "Note", "body": "Normal", "lead": "Statement"}


def column_shares(header: Sequence[str]) -> tuple[float, ...]:
    """Return how a table's width is shared by its columns."""
    n = len(header)
    if header[-1] == "Why not":
        return (0.45, 0.55)
    return _SHARES.get(n, (1 / n,) * n)


def poster_size(document: Document, width: float, height: float) -> float:
    """Return the largest type size at which a poster fits a page's text area, in points.

    The least there is where none fits.
    """
    needed = {size: poster_height(document, width, size) for size in SIZES}
    return largest(SIZES, height, needed) or SIZES[-1]


def poster_height(document: Document, width: float, size: float) -> float:
    """Return how high a poster stands at a type size, in points."""
    total = sum(_styled("Notice", words, width, size) for words in document.notices)
    total += _styled("Heading 1", document.title, width, size, bold=True)
    total += _styled("Subtitle", document.subtitle, width, size)
    for block in document.blocks:
        if isinstance(block, Heading):
            total += _styled("Heading 2", block.text, width, size, bold=True)
        elif isinstance(block, Paragraph):
            total += _styled(_STYLES[block.style], block.text, width, size)
        elif isinstance(block, Bullets):
            total += sum(_styled("Normal", item, width - 2 * size, size) for item in block.items)
        elif isinstance(block, Table):
            total += _table(block, width, size)
    return total


def _styled(style: str, words: str, width: float, size: float, *, bold: bool = False) -> float:
    scale, before, after = SCALE[style]
    own = height_of(words, width, scale * size, leading=LEADING, bold=bold)
    return own + (before + after) * size


def _table(table: Table, width: float, size: float) -> float:
    shares = column_shares(table.header)
    total = 0.0
    for n, row in enumerate([table.header, *table.rows]):
        total += max(
            _styled("Table Text", str(cell), share * width - _GAP * size, size, bold=n == 0)
            for cell, share in zip(row, shares, strict=True)
        )
    return total
