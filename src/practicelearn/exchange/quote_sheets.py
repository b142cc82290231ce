"""Sheets of a table as rows of text: every sheet of a workbook, and a CSV with titles above it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practicelearn._cells import unescape_cell
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.exchange.packed import file_bytes
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.sheets.files import shown_cell

__all__ = ["Sheet", "read_sheets"]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title (empty for a CSV), and its rows that hold something.

    ``rows`` are (number in the file, cells); each cell is text, empty where nothing stands.
    """

    title: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    hidden: bool = False

    def below(self, head: int) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below one, given by its place in ``rows``."""
        yield from self.rows[head + 1 :]


def read_sheets(path: Path) -> list[Sheet]:
    """Return every sheet that holds something; hidden ones say so.

    Raises
    ------
    TableError
        Nothing stands in it.
    PracticelearnError
        The file is not there, or damaged.
    """
    raw = file_bytes(path)
    try:
        sheets = _of_book(raw) if path.suffix.lower() == ".xlsx" else [_of_csv(raw)]
    except ReadError as error:
        raise PracticelearnError(f"{path.name}: {error}.") from error
    sheets = [sheet for sheet in sheets if sheet.rows]
    if all(sheet.hidden for sheet in sheets):
        raise TableError(f"{path.name}: the sheet is empty; its first row must name the columns.")
    return sheets


def _of_book(raw: bytes) -> list[Sheet]:
    book = Book(raw)
    shown = [title for title in book.titles if title not in book.hidden] or book.titles[:1]
    return [Sheet(t, _filled(book.rows(t)), hidden=t not in shown) for t in book.titles]


def _of_csv(raw: bytes) -> Sheet:
    text = decode(raw).text.removeprefix("\ufeff")
    lines = text.split("\n", 20)[:20]
    # titles may stand above the heads: the line with the most of one of them decides
    delimiter = max(",;\t", key=lambda d: max(line.count(d) for line in lines))
    if lines[0].count(delimiter) == 0:
        delimiter = max(",;\t", key=lambda d: (lines[0].count(d), delimiter == d))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return Sheet("", _filled(list(enumerate(reader, start=1))))
    except csv.Error as error:
        what = f"the table cannot be read ({error}); save it again as CSV"
        raise ReadError(what, reader.line_num) from error


def _filled(rows: list[tuple[int, list[Any]]]) -> list[tuple[int, list[str]]]:
    shown = [(n, [_shown(cell) for cell in row]) for n, row in rows]
    return [(n, row) for n, row in shown if any(row)]


def _shown(value: Any) -> str:
    return str(unescape_cell(shown_cell(value).strip()))
