"""Copies of sheets that arrive late, and hold who or what is gone from the study's own.

A copy is not read, and somebody may have filled in a row of it on a laptop that was away: all but
what is gone stays. A row of a purged session goes, and so does a cell that says what the sheet's
own said before words went out of it. A person who withdrew is known by the rows that stand for them
in each session: where a copy of the attendance has no such row yet, and holds as many people whom
no sheet knows, they are the ones. Whatever is less sure is named by its cell, and a person looks.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn.coding.log.texts import says_gone
from practicelearn.study.change import Change
from practicelearn.study.copies import copied_from, there
from practicelearn.study.purged import Purged
from practicelearn.study.sheets import filled, saved

__all__ = ["LateCell", "clean_copies", "late_cells"]

_SHEETS = ("sessions", "people", "attendance", "actions", "survey")
_PEOPLE = ("people", "attendance")
_KEYS = {
    "sessions": ("session_id",), "people": ("person_id",), "attendance": ("session_id", "person_id")
}  # fmt: skip
"""What names a row of a sheet: it may stand elsewhere in a copy. Other sheets' rows have a number
only."""
_NOTE = re.compile(r"\[withdrawn\]|\[redacted[^\]]*\]")
_SENTENCES = re.compile(r"[.!?;:]\s|\n")


class LateCell(NamedTuple):
    """A cell of a copied sheet: file, cell (``attendance!B7``), and what may stand there.

    ``now`` is what the cell is to say where that is sure; None where its row goes. Neither, where
    ``can_clean`` is false: somebody has to look.
    """

    place: str
    cell: str
    what: str
    can_clean: bool
    now: str | None = None


class _Row(NamedTuple):
    """A row: column to its cell and text; whether it has a name of its own."""

    cells: dict[str, tuple[str, str]]
    named: bool

    def says(self, column: str) -> str:
        return self.cells.get(column, ("", ""))[1]

    def at(self, column: str) -> str:
        return self.cells[column][0]


_Rows = dict[tuple[str, ...], _Row]
"""Sheet and name (or number) of a row to the row."""


def late_cells(folder: Path, gone: Purged) -> list[LateCell]:
    """Return the cells of copied sheets that may hold what was taken out of the study.

    Parameters
    ----------
    folder : Path
    gone : Purged
        What was purged from it.
    """
    copies = _copies(folder)
    if not copies:
        return []
    own = {stem: _read(folder / f"{stem}.xlsx", stem) or {} for stem in _SHEETS}
    out: list[LateCell] = []
    for place, (of, rows) in copies.items():
        for row in rows.values():
            if gone.sessions.get(row.says("session_id").casefold()):
                what = "a session of a round that was purged"
                out.append(LateCell(place, row.at("session_id"), what, can_clean=True))
        out += _words(place, own[of], rows)
    return sorted({*out, *_people(own, copies, gone)})


def clean_copies(change: Change, gone: Purged) -> None:
    """Take out of copied sheets what is sure to be gone."""
    by_place: dict[str, list[LateCell]] = {}
    for cell in late_cells(change.folder, gone):
        if cell.can_clean:
            by_place.setdefault(cell.place, []).append(cell)
    for place, cells in by_place.items():
        change.write(place, _cleaned(change.read(place) or b"", cells))


def _cleaned(content: bytes, cells: list[LateCell]) -> bytes:
    from openpyxl import load_workbook

    book: Any = load_workbook(io.BytesIO(content))
    rows = set()
    for late in cells:
        title, _, at = late.cell.rpartition("!")
        cell = book[title][at]
        if late.now is None:
            rows.add((title, cell.row))
        else:
            cell.value, cell.comment = late.now, None
    for title, n in sorted(rows, reverse=True):
        book[title].delete_rows(n)
    return saved(book)


def _words(place: str, own: _Rows, copy: _Rows) -> Iterator[LateCell]:
    """Cells of which the sheet's own say that words were taken out of them."""
    for name, row in own.items():
        for column, (_, text) in row.cells.items() if name in copy else ():
            at, was = copy[name].cells.get(column, ("", ""))
            if not says_gone(text) or not was or says_gone(was):
                continue
            sure = _said_before(text, was, named=row.named)
            what = "words that were taken out of this cell"
            yield LateCell(place, at, what, sure, text if sure else None)


def _said_before(text: str, was: str, *, named: bool) -> bool:
    """Whether a cell says what another did before words were taken out of it, and nothing else.

    Of more than one sentence nobody knows whether one of them was written since.

    Examples
    --------
    >>> _said_before("They said: [withdrawn].", "They said: No more.", named=False)
    True
    >>> _said_before("They said: [withdrawn].", "They said: No more. We asked.", named=False)
    False
    """
    pieces = _NOTE.split(text)
    if not named and not any(piece.strip() for piece in pieces):
        return False  # nothing but the row's number says that it is the same cell
    if not was.startswith(pieces[0]) or not was.endswith(pieces[-1]):
        return False
    at, end = len(pieces[0]), len(was) - len(pieces[-1])
    for piece in [*pieces[1:-1], None]:
        to = end if piece is None else was.find(piece, at + 1, end)
        if to <= at or _SENTENCES.search(was[at:to].strip()):
            return False
        at = to + len(piece or "")
    return True


def _people(
    own: Mapping[str, _Rows], copies: Mapping[str, tuple[str, _Rows]], gone: Purged
) -> Iterator[LateCell]:
    """Rows of people whom no sheet of the study's own holds any more."""
    known = {r.says("person_id") for stem in _PEOPLE for r in own[stem].values()}
    present = own["attendance"].values()
    left = [r for r in present if r.says("role").strip().lower() == "withdrawn"]
    if not left and not gone.rounds:
        return
    rows = [
        (place, of, row)
        for place, (of, found) in copies.items() if of in _PEOPLE
        for row in found.values() if row.says("person_id") not in {"", *known}
    ]  # fmt: skip
    sure = _surely_gone(left, copies, rows, gone)
    for place, _, row in rows:
        what = "a person whom no sheet holds any more"
        yield LateCell(place, row.at("person_id"), what, row.says("person_id") in sure)


def _surely_gone(
    left: list[_Row],
    copies: Mapping[str, tuple[str, _Rows]],
    unknown: list[tuple[str, str, _Row]],
    gone: Purged,
) -> set[str]:
    """Who of the unknown people has withdrawn, or was in purged sessions only."""
    present = [(place, row) for place, of, row in unknown if of == "attendance"]
    sessions: dict[str, set[str]] = {}
    for _, row in present:
        sessions.setdefault(row.says("person_id"), set()).add(row.says("session_id").casefold())
    sure = {who for who, own in sessions.items() if own <= gone.sessions.keys()}
    n_unknown = Counter((place, row.says("session_id")) for place, row in present)
    for place, row in present:
        session = row.says("session_id")
        stand_in = {r.says("person_id") for r in left if r.says("session_id") == session}
        held = {r.says("person_id") for r in copies[place][1].values()}
        # a copy made after they withdrew holds the rows that stand for them
        if 0 < n_unknown[place, session] <= len(stand_in - held):
            sure.add(row.says("person_id"))
    return sure


def _copies(folder: Path) -> dict[str, tuple[str, _Rows]]:
    """Place of each copied sheet to the sheet of which it is one, and its rows."""
    out = {}
    for path in sorted(folder.glob("*.xlsx")):
        of = copied_from(path.stem, {*_SHEETS, path.stem})
        rows = None if of is None else _read(path, of)
        if of is not None and rows is not None:
            out[path.name] = (of, rows)
    return out


def _read(path: Path, of: str) -> _Rows | None:
    """The rows of a workbook; None where there is none that can be read."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not there(path):
        return None
    try:
        book: Any = load_workbook(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException):
        return None  # verify names what cannot be read
    out: _Rows = {}
    for sheet in book.worksheets:
        heads: dict[int, str] = {}
        found: dict[int, dict[str, tuple[str, str]]] = {}
        for cell in filled(sheet):
            if not isinstance(cell.value, str) or not cell.value.strip():
                continue
            if cell.row == 1:
                heads[cell.column] = cell.value.strip().lower()
                continue
            column = heads.get(cell.column, cell.column_letter)
            where = f"{sheet.title}!{cell.coordinate}"
            found.setdefault(cell.row, {})[column] = (where, cell.value)
        for n, cells in found.items():
            keys = _KEYS.get(of, ())
            row = _Row(cells, named=bool(keys) and all(key in cells for key in keys))
            name = [row.says(key) for key in keys] if row.named else [str(n)]
            out[(sheet.title, *name)] = row
    return out
