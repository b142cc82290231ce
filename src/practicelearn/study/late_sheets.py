"""Copies of sheets that arrive late, and hold who or what is gone from the study's own.

A copy of a sheet is nobody's to rewrite: somebody may have filled in a row on a laptop that was
away. So each cell is named, and a person brings together what differs and deletes the copy. Who has
left is known by the row that stands for them: where somebody withdrew, a person id that no sheet
holds any more may be theirs.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn.coding.log.texts import says_gone
from practicelearn.study.files import filled
from practicelearn.study.listing import copied_from, there

__all__ = ["LateCell", "late_cells"]

_SHEETS = ("sessions", "people", "attendance", "actions", "survey")
_PEOPLE = ("people", "attendance")


class LateCell(NamedTuple):
    """A cell of a copied sheet: file, cell (``attendance!B7``), and what may stand there."""

    place: str
    cell: str
    what: str


class _Sheet(NamedTuple):
    """What a workbook says: (title, coordinate) to text; cell to person id; every role."""

    cells: dict[tuple[str, str], str]
    ids: dict[str, str]
    roles: set[str]


def late_cells(folder: Path) -> list[LateCell]:
    """Return the cells of copied sheets that may hold what was taken out of the study."""
    own = {stem: _read(folder / f"{stem}.xlsx") for stem in _SHEETS}
    present = own["attendance"]
    left = present is not None and "withdrawn" in present.roles
    known = {name for stem in _PEOPLE if (sheet := own[stem]) for name in sheet.ids.values()}
    out: list[LateCell] = []
    for path in sorted(folder.glob("*.xlsx")):
        of = copied_from(path.stem, {*_SHEETS, path.stem})
        copy = _read(path) if of is not None else None
        if of is None or copy is None:
            continue
        if left and of in _PEOPLE:
            out += [
                LateCell(path.name, cell, "a person whom no sheet holds any more")
                for cell, name in copy.ids.items()
                if name not in known
            ]
        out += _words(path.name, own[of], copy)
    return out


def _words(place: str, own: _Sheet | None, copy: _Sheet) -> Iterator[LateCell]:
    """Cells of which the sheet's own say that words were taken out of them."""
    for (title, at), text in own.cells.items() if own is not None else ():
        was = copy.cells.get((title, at))
        if says_gone(text) and was is not None and not says_gone(was):
            yield LateCell(place, f"{title}!{at}", "words that were taken out of this cell")


def _read(path: Path) -> _Sheet | None:
    """The cells of a workbook; None where there is none that can be read."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not there(path):
        return None
    try:
        book: Any = load_workbook(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException):
        return None  # verify names what cannot be read
    cells, ids, roles = {}, {}, set()
    for sheet in book.worksheets:
        heads: dict[int, str] = {}
        for cell in filled(sheet):
            if not isinstance(cell.value, str) or not cell.value.strip():
                continue
            if cell.row == 1:
                heads[cell.column] = cell.value.strip().lower()
                continue
            cells[(sheet.title, cell.coordinate)] = cell.value
            name = heads.get(cell.column)
            if name == "person_id":
                ids[f"{sheet.title}!{cell.coordinate}"] = cell.value
            elif name == "role":
                roles.add(cell.value.strip().lower())
    return _Sheet(cells, ids, roles)
