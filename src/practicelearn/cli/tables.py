"""Tables in a window: words fold, numbers stay whole, and what is too wide is told row by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Line", "cells_of", "lay_out", "visible"]

_GAP = "  "
_NARROW = 16
"""Columns: narrower than this a column of words is not made while there is another way."""
_NUMBER = re.compile(r"[-+−]?[\d.,]+ ?%?")
_CONTROL = {n: repr(chr(n))[1:-1] for n in [*range(32), *range(127, 160)] if chr(n) not in "\n\t"}


@dataclass(frozen=True)
class Line:
    """A line of a table, and whether it is a heading."""

    text: str
    heading: bool = False


def visible(text: str) -> str:
    """Text whose control characters are written out, so that they move no cursor."""
    return text.translate(_CONTROL)


def cells_of(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """The heads and the cells as they are printed: what is missing is empty, a list has ``;``."""
    heads = [visible(str(name).replace("_", " ")) for name in table.columns]
    return heads, [[_cell(value) for value in row] for row in table.itertuples(index=False)]


def lay_out(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[Line]:
    """Lay a table out.

    Parameters
    ----------
    heads, rows : sequences of text
        As of ``cells_of``.
    width : int, optional
        Columns of the window. None where nothing is shown in a window: then a row is a line, with
        a tab between cells.

    Returns
    -------
    list of Line
        The table with its columns folded, or each row as lines of ``name: value``, whichever takes
        fewer lines. No line is wider than the window, save for a word that is.
    """
    if width is None:
        return [
            Line("\t".join(" ".join(c.split()) for c in row), heading=n == 0)
            for n, row in enumerate([heads, *rows])
        ]
    widths = _widths(heads, rows, width)
    if widths is None:
        return _told(heads, rows, width)
    columns = _in_columns(heads, rows, widths)
    if all(len(lines) == 1 for lines in columns[1:]):
        return [line for lines in columns for line in lines]
    told = _told(heads, rows, width)
    spaced = [*columns[0]]
    for n, lines in enumerate(columns[1:]):
        spaced += [Line(""), *lines] if n else lines
    return min(spaced, told, key=len)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Widths of the columns, or None where the window is narrower than they need."""
    natural, least = [], []
    for n, head in enumerate(heads):
        cells = [row[n] for row in rows]
        whole = max([_wide(cell) for cell in cells], default=0)
        words = max([_wide(w) for w in head.split()], default=0)
        natural.append(max(whole, _wide(head)))
        if n == 0 or _is_numbers(cells):
            least.append(
                max(whole, words)
            )  # what a row is called by is typed again, so it is whole
        else:
            longest = max([_wide(w) for cell in cells for w in _words(cell, width)], default=0)
            least.append(max(longest, words, min(whole, _NARROW)))
    room = width - len(_GAP) * (len(heads) - 1)
    if sum(least) > room:
        return None
    widths = least
    while wanting := [n for n, own in enumerate(widths) if own < natural[n]]:
        left = room - sum(widths)
        if left <= 0:
            break
        each = max(1, left // len(wanting))
        for n in wanting[:left]:
            widths[n] = min(natural[n], widths[n] + each)
    return widths


def _in_columns(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> list[list[Line]]:
    """The lines of the head, with a rule below, then those of each row."""
    right = [_is_numbers([row[n] for row in rows]) for n in range(len(heads))]

    def lines(cells: Sequence[str]) -> list[str]:
        folded = [fold(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
        deep = max(map(len, folded), default=1)
        return [
            _GAP.join(
                _padded(cell[k] if k < len(cell) else "", wide, right=to_right)
                for cell, wide, to_right in zip(folded, widths, right, strict=True)
            ).rstrip()
            for k in range(deep)
        ]

    head = [Line(text, heading=True) for text in lines(heads)]
    rule = Line(_GAP.join("─" * wide for wide in widths))
    return [[*head, rule], *([Line(text) for text in lines(row)] for row in rows)]


def _told(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Line]:
    """A row after the other, a line ``name: value`` a cell that is not empty."""
    lines = []
    for n, row in enumerate(rows):
        if n:
            lines.append(Line(""))
        for k, (head, cell) in enumerate(zip(heads, row, strict=True)):
            if not cell and k:
                continue
            folded = fold(f"{head}: {cell}", width - 2 * (k > 0), later=4)
            lines += [Line("  " * (k > 0) + text, heading=not k) for text in folded]
    return lines


def fold(text: str, width: int, *, later: int = 0) -> list[str]:
    """Lines of whole words, the later ones set in; only what is wider than a line is as it is."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph, width):
            joined = f"{line} {word}" if line.strip() else f"{line}{word}"
            if line.strip() and _wide(joined) > width:
                lines.append(line)
                joined = " " * min(later, max(0, width - _wide(word))) + word
            line = joined
        lines.append(line)
    return lines


def _words(text: str, width: int) -> list[str]:
    """Its words; scripts that write none between blanks may part anywhere."""
    words = []
    for word in text.split():
        if _wide(word) <= max(width, 1) or _wide(word) == len(word):
            words.append(word)
            continue
        part = ""
        for sign in word:
            if part and _wide(part + sign) > width:
                words.append(part)
                part = ""
            part += sign
        words.append(part)
    return words


def _wide(text: str) -> int:
    """How many columns of a window it takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) in {"Cf", "Mn", "Me"}
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def _padded(text: str, width: int, *, right: bool) -> str:
    room = " " * max(0, width - _wide(text))
    return room + text if right else text + room


def _is_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_NUMBER.fullmatch(cell) for cell in filled)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(visible(str(v)) for v in value)
    from pandas import isna

    if isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else visible(str(value)).strip()
