"""Excel files that hold nothing but text, as this program writes them: read quickly.

A cell whose value needs a number format, a formula or fonts to be understood is none of these:
then nothing is returned, and :mod:`practicelearn.transcripts.readers.books` reads the file with
openpyxl, of which the loading alone takes longer than all sheets of a study.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.packages import Package

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["PlainBook"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = f"{_OFFICE}/worksheet"
_TARGETS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BOOK, _RELATIONS, _STRINGS = (
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
)  # fmt: skip
_TEXT = f"{_MAIN}t"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LARGEST = 8 * 2**20
"""A part of more bytes is read by openpyxl row by row: as a whole it would take too much memory."""

Rows = list[tuple[int, list[Any]]]


class _NotPlainError(Exception):
    """There is something in it that is more than text."""


@dataclass(frozen=True)
class PlainBook:
    """The sheets of an Excel file whose list of sheets says nothing out of the ordinary.

    Parameters
    ----------
    package : Package
        Checked: without XML entities, and of a size that is read.
    titles : list of str
    hidden : set of str
        Those that Excel does not show.
    parts : dict of str
        Title to the part that holds the sheet.
    """

    package: Package
    titles: list[str]
    hidden: set[str]
    parts: dict[str, str]

    @classmethod
    def of(cls, package: Package) -> PlainBook | None:
        """Return the book, or None where openpyxl must find its sheets."""
        try:
            return cls(package, *_sheets(package))
        except (_NotPlainError, ReadError, KeyError, SyntaxError, ValueError):
            return None

    def rows(self, title: str, *, most: int | None, most_cells: int) -> Rows | None:
        """Return the rows of a sheet that hold something, each with its number.

        None where a cell is no text, or the sheet holds more than ``most_cells``: openpyxl knows.
        """
        try:
            raw = self.package.read(self.parts[title])
            return _rows(raw, self._strings(raw), most, most_cells)
        except (_NotPlainError, ReadError, LookupError, SyntaxError, ValueError):
            return None

    def _strings(self, raw: bytes) -> list[str]:
        """Words that cells name by their number."""
        if b't="s"' not in raw and b"t='s'" not in raw:
            return []
        every = _parsed(self.package.read(_STRINGS))
        # as openpyxl does: Excel writes _x005F_ for an underscore that would begin an escape
        return [_text_in(own).replace("x005F_", "") for own in every.iterfind(f"{_MAIN}si")]


def _sheets(package: Package) -> tuple[list[str], set[str], dict[str, str]]:
    if not all(name in package for name in ("[Content_Types].xml", _BOOK, _RELATIONS)):
        raise _NotPlainError
    targets = {}
    for own in _parsed(package.read(_RELATIONS)).iterfind(_TARGETS):
        targets[own.get("Id")] = own.get("Target", "") if own.get("Type") == _SHEET else ""
    titles, hidden, parts = [], set(), {}
    for sheet in _parsed(package.read(_BOOK)).iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        title, target = sheet.attrib["name"], targets[sheet.attrib[f"{{{_OFFICE}}}id"]]
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        if not target or ".." in part or part not in package or title in parts:
            raise _NotPlainError
        titles.append(title)
        parts[title] = part
        if sheet.get("state", "visible") != "visible":
            hidden.add(title)
    if not titles:
        raise _NotPlainError
    return titles, hidden, parts


def _rows(raw: bytes, strings: list[str], most: int | None, most_cells: int) -> Rows:
    found = _parsed(raw).find(f"{_MAIN}sheetData")
    out: Rows = []
    last = cells = 0
    for row in found if found is not None else ():
        number = int(row.get("r", last + 1))
        if row.tag != f"{_MAIN}row" or not last < number <= _LAST_ROW:
            raise _NotPlainError
        last = number
        values: list[Any] = []
        for column, value in _cells(row, strings):
            values += [None] * (column - len(values) - 1)
            values.append(value)
        if all(value is None for value in values):
            continue
        cells += len(values)
        if cells > most_cells:
            raise _NotPlainError
        out.append((number, values))
        if len(out) == most:
            break
    return out


def _cells(row: Element, strings: list[str]) -> Iterator[tuple[int, str | None]]:
    """Each cell's column, from 1, and its words; None where it is empty."""
    last = 0
    for cell in row:
        name = cell.get("r")
        column = _column(name) if name else last + 1
        if cell.tag != f"{_MAIN}c" or not last < column <= _LAST_COLUMN:
            raise _NotPlainError
        last = column
        kind, inside = cell.get("t", "n"), list(cell)
        if not inside:
            yield column, None
        elif len(inside) != 1:
            raise _NotPlainError
        elif kind == "inlineStr" and inside[0].tag == f"{_MAIN}is":
            yield column, _text_in(inside[0])
        elif kind == "s" and inside[0].tag == f"{_MAIN}v" and (inside[0].text or "").isdecimal():
            yield column, strings[int(inside[0].text or "")]
        else:
            raise _NotPlainError


def _text_in(element: Element) -> str:
    """The words of a string of one piece."""
    if len(element) != 1 or element[0].tag != _TEXT or len(element[0]):
        raise _NotPlainError
    return element[0].text or ""


def _column(name: str) -> int:
    """The number of a cell's column, from 1: 28 of AB7."""
    n = 0
    for letter in name.rstrip("0123456789"):
        if not "A" <= letter <= "Z":
            raise _NotPlainError
        n = 26 * n + ord(letter) - 64
    return n


def _parsed(raw: bytes) -> Element:
    if len(raw) > _LARGEST:
        raise _NotPlainError
    # the package holds no entity: that was looked for in every part of it
    from xml.etree import ElementTree as ET

    try:
        return ET.fromstring(raw)
    except LookupError as error:  # it names letters that nobody knows: "UTF-x"
        raise _NotPlainError from error
