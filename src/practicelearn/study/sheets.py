"""The sheets that people edit in a study: written as text, and changed cell by cell.

Whatever a person has laid out, coloured or written beside stays where it is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._sheets import fit_rows, grow, lay_out, settle_book
from practicelearn.corpus import Corpus
from practicelearn.study.files import cell_text, write_whole
from practicelearn.transcripts.dates import long_date
from practicelearn.transcripts.sheets.files import column_name
from practicelearn.transcripts.sheets.meanings import CHOICES, MEANINGS
from practicelearn.transcripts.sheets.planned import CAME, HELD

__all__ = [
    "appended_sheet",
    "cells_written",
    "edited_sheet",
    "fill_sheet",
    "filled",
    "marked_rows",
    "saved",
    "sheet_file",
    "sheet_tables",
    "write_sheet",
]


def sheet_tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Return what people edit of a corpus: file name to the table of its sheet."""
    left_out = ["text_hash", "duration_s", "format"]
    held = corpus.sessions.drop(columns=left_out).reset_index()
    sessions = _with_planned(held, corpus.not_held, HELD)
    sessions["date"] = sessions["date"].map(long_date, na_action="ignore")
    return {
        "sessions.xlsx": sessions,
        "people.xlsx": corpus.people.reset_index(),
        "attendance.xlsx": _with_planned(
            corpus.attendance.drop(columns="role_source"), corpus.away, CAME
        ),
    }


def _with_planned(sheet: pd.DataFrame, missed: pd.DataFrame, column: str) -> pd.DataFrame:
    """A sheet with what did not come about below, marked so in a column of its own."""
    if missed.empty:
        return sheet
    both = [sheet.assign(**{column: "yes"}), missed.assign(**{column: "no"})]
    return pd.concat([part.astype(object) for part in both], ignore_index=True)


def appended_sheet(before: bytes | None, table: pd.DataFrame, title: str) -> bytes:
    """Return a sheet with rows below those of ``before``, under its own headings.

    What stands there is left alone. A column the sheet does not have is added at its right.
    """
    if before is None:
        return sheet_file(table, title)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(before))
    sheet = book.worksheets[0]
    head = min((c.row for c in filled(sheet) if c.value is not None), default=1)
    heads = {column_name(str(c.value)): c.column for c in sheet[head] if c.value is not None}
    for name in table.columns:
        if column_name(name) not in heads and any(cell_text(value) for value in table[name]):
            heads[column_name(name)] = max(heads.values(), default=0) + 1
            sheet.cell(head, heads[column_name(name)], name)
    last = max((c.row for c in filled(sheet) if c.value is not None), default=head)
    for n, row in enumerate(table.to_dict("records"), start=last + 1):
        for name, value in row.items():
            if column_name(str(name)) in heads:
                cell = _write(sheet, n, heads[column_name(str(name))], cell_text(value))
                cell.alignment = copy(sheet.cell(last, cell.column).alignment)
    fit_rows(sheet, first=last + 1)
    return saved(book)


def marked_rows(before: bytes, column: str, title: str, cells: Mapping[int, str]) -> bytes:
    """Return a sheet with one column's cell written in some rows; everything else stays.

    Parameters
    ----------
    before : bytes
    column, title : str
        Of the column, as ``read_sheet`` names it, and as it is called where it is added.
    cells : mapping
        Number of a row in the file to what stands there.
    """
    return cells_written(before, {column: cells}, titles={column: title})


def cells_written(
    before: bytes,
    cells: Mapping[str, Mapping[int, str]],
    *,
    titles: Mapping[str, str] | None = None,
    title: str | None = None,
) -> bytes:
    """Return a sheet with some cells written; everything else in the workbook stays.

    Parameters
    ----------
    before : bytes
    cells : mapping
        Column, as ``read_sheet`` names it, to number of a row in the file to what stands there.
    titles : mapping of str to str, optional
        What a column is called where it is added, if not as it is named.
    title : str, optional
        Of the sheet in the workbook; by default the first.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(before))
    sheet = book.worksheets[0] if title is None else book[title]
    head = min((c.row for c in filled(sheet) if c.value is not None), default=1)
    names = {column_name(str(c.value)): c.column for c in sheet[head] if c.value is not None}
    for column, own in cells.items():
        place = names.get(column)
        if place is None:
            place = names[column] = max(names.values(), default=0) + 1
            sheet.cell(head, place, (titles or {}).get(column, column))
        for n, text in own.items():
            _write(sheet, n, place, text)
    return saved(book)


def edited_sheet(before: bytes, edit: Callable[[dict[str, str]], dict[str, str] | None]) -> bytes:
    """Return a sheet with some rows changed or gone; everything else in the workbook stays.

    Parameters
    ----------
    before : bytes
    edit : callable
        Takes a row, columns named as ``read_sheet`` names them, an empty cell as an empty text.
        Returns the cells to change, none of them to leave the row as it is, or None to take it out.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(before))
    sheet = book.worksheets[0]
    names = {c.column: column_name(str(c.value)) for c in sheet[1] if c.value is not None}
    place_of = {name: column for column, name in names.items()}
    gone = []
    for n in sorted({cell.row for cell in filled(sheet)} - {1}):
        row = {name: _said(sheet.cell(n, column).value) for column, name in names.items()}
        if not any(row.values()):
            continue
        now = edit(row)
        if now is None:
            gone.append(n)
            continue
        for name, text in now.items():
            if name in place_of:
                _write(sheet, n, place_of[name], text)
    for n in reversed(gone):
        sheet.delete_rows(n)
    return saved(book)


def filled(sheet: Any) -> list[Any]:
    """Return the cells of a sheet that exist, row by row.

    One far cell would otherwise make a sheet of seventeen thousand million.
    """
    cells = sheet._cells  # noqa: SLF001 -- openpyxl has no public way to the cells alone
    return [cells[place] for place in sorted(cells)]


def _said(value: Any) -> str:
    text = "" if value is None else str(value)
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _write(sheet: Any, row: int, column: int, text: str) -> Any:
    """A cell as text; one that would start a formula is escaped with an apostrophe."""
    cell = sheet.cell(row, column, f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text)
    cell.number_format = "@"
    return cell


def write_sheet(table: pd.DataFrame, path: Path, **how: Any) -> None:
    """Write a table as a sheet of text columns, whole or not at all; ``how`` as for lay_out."""
    write_whole(path, sheet_file(table, path.stem, **how))


def sheet_file(table: pd.DataFrame, title: str, **how: Any) -> bytes:
    """Return a workbook of one sheet, every cell as text; what would start a formula is escaped.

    Text columns keep Excel from turning a round such as 2024-25 into a date. It is laid out to
    read and to print; ``how`` as for :func:`practicelearn._sheets.lay_out`.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = title
    fill_sheet(book.active, table)
    usual: dict[str, Any] = {"keep": 1, "hints": MEANINGS, "choices": CHOICES}
    lay_out(book.active, **usual | how)
    return saved(book)


def fill_sheet(sheet: Any, table: pd.DataFrame, *, head: int = 1) -> None:
    """Write a table into a sheet from row ``head`` on, every cell as text."""
    from openpyxl.utils import get_column_letter

    for n, name in enumerate(table.columns, start=1):
        sheet.cell(head, n, name)
        for row, value in enumerate(table.iloc[:, n - 1], start=head + 1):
            _write(sheet, row, n, cell_text(value))
        # rows that are added later are text too
        sheet.column_dimensions[get_column_letter(n)].number_format = "@"


def saved(book: Any) -> bytes:
    """Return a workbook as the content of its file, in which it names nobody as its author."""
    for sheet in book.worksheets:
        grow(sheet)
    settle_book(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
