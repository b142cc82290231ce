"""Sheets people edit, read as text: CSV in any usual encoding, and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._disk import sentence
from practicelearn._lock import MARK
from practicelearn._tables import called_here, near_match
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.language.forms import without_unseen
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.checks import ReadError

__all__ = ["column_name", "csv_rows", "file_key", "read_sheet", "yes_or_no"]

_TO_CALL = {
    "person_id": ' Call the column that says who each person is "person_id"; in a list of who was '
    'there, the one with their label in the transcript "speaker".',
    "session_id|file": ' Call the column with the transcript\'s file name "file".',
}
"""What to do where no column has a name like the one that is missing."""
_MOST_KEPT = 2**20
"""Bytes of a sheet, of eight of which the rows are kept."""
_YES = {"yes", "y", "true", "1", "ja", "x"}
_NO = {"no", "n", "false", "0"}


def read_sheet(
    path: str | Path,
    *,
    needs: Collection[str] = (),
    content: bytes | None = None,
    id_is: str = "session_id",
    title: str = "",
) -> pd.DataFrame:
    """Return a sheet with every cell as text, None where a cell is empty.

    Parameters
    ----------
    path : str or Path
        ``.csv`` (comma, semicolon or tab) or ``.xlsx`` (its first sheet).
    needs : collection of str
        Columns without which the sheet is of no use; of an entry such as ``"session_id|file"`` one
        is enough.
    content : bytes, optional
        What the file holds, where it is not to be read from disk.
    id_is : str
        Whose a column that is called only ``id`` is.
    title : str
        Which sheet of an Excel file; by default its first.

    Returns
    -------
    DataFrame
        Column names in lower case with usual other names put right (``round`` is ``year``); rows
        in their order, empty rows left out; ``attrs["rows"]`` holds each row's number in the file.

    Raises
    ------
    TableError
        A needed column is missing; the near match is named.
    PracticelearnError
        The file is not there, or damaged.
    """
    path = Path(path)
    try:
        raw = path.read_bytes() if content is None else content
    except OSError as error:
        raise PracticelearnError(sentence(error, path)) from error
    try:
        rows = _of_excel(path, raw, title) if path.suffix.lower() == ".xlsx" else csv_rows(raw)
    except ReadError as error:
        raise PracticelearnError(f"{path.name}: {error}.") from error
    numbered = [(n, row) for n, row in rows if any(cell.strip() for cell in row)]
    if not numbered:
        raise TableError(f"{path.name}: the sheet is empty; its first row must name the columns.")
    header = [column_name(cell) for cell in numbered[0][1]]
    if id_is not in header:
        header = [id_is if _bare(cell) == "id" else name
                  for name, cell in zip(header, numbered[0][1], strict=True)]  # fmt: skip
    for need in needs:
        if not set(need.split("|")) & set(header):
            heads = [" ".join(without_unseen(cell).split()) for cell in numbered[0][1]]
            found = ", ".join(head for head in heads if head)  # as their own sheet has them
            wanted = " or ".join(f'"{name}"' for name in need.split("|"))
            raise TableError(
                f"{path.name}: column {wanted} is missing; found {found}."
                f"{near_match(need.split('|')[0], header) or _TO_CALL.get(need, '')}"
            )
    width = len(header)
    body = [[*row, *[""] * width][:width] for _, row in numbered[1:]]
    sheet = pd.DataFrame(
        [[_unescaped(without_unseen(cell).strip()) or None for cell in row] for row in body],
        columns=header,
        dtype=object,
    )
    sheet = sheet.loc[:, [bool(name) and header.index(name) == n for n, name in enumerate(header)]]
    sheet.attrs["rows"] = [n for n, _ in numbered[1:]]
    return sheet


def file_key(name: str | Path) -> str:
    """Return the key by which a sheet's ``file`` finds a file: no folder, no suffix, no case."""
    return Path(str(name).replace("\\", "/")).stem.casefold()


def yes_or_no(cell: str | None) -> bool | None:
    """Return what a yes/no cell says; None for an empty one.

    Raises
    ------
    ValueError
        It says neither.
    """
    if not cell:
        return None
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise ValueError(cell)
    return word in _YES


def csv_rows(raw: bytes) -> Sequence[tuple[int, Sequence[str]]]:
    """Return the rows of a CSV file, each with its number; a title may stand above its table.

    Raises
    ------
    ReadError
        It is no table.
    """
    text = decode(raw).text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if set(line) & set(",;\t")), "")
    delimiter = max(",;\t", key=first.count)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(enumerate(found, start=1))
    except csv.Error as error:
        what = f"the table cannot be read ({error}); save it again as CSV"
        raise ReadError(what, found.line_num) from error


def _of_excel(path: Path, raw: bytes, title: str) -> Sequence[tuple[int, Sequence[str]]]:
    """The rows of a sheet; a study's own is asked for by every page, and changes seldom.

    Of no other is anything kept: a roster or a key holds real names, for one look-up.
    """
    own = len(raw) <= _MOST_KEPT and (path.parent / MARK).is_file()
    return _kept_xlsx(raw, title) if own else _xlsx(raw, title)


@lru_cache(maxsize=16)
def _kept_xlsx(raw: bytes, title: str) -> Sequence[tuple[int, Sequence[str]]]:
    return _xlsx(raw, title)


def _xlsx(raw: bytes, title: str = "") -> Sequence[tuple[int, Sequence[str]]]:
    book = Book(raw)
    if title and title not in book.titles:
        raise ReadError(f'it has no sheet "{title}"; it has {", ".join(book.titles)}')
    wanted = title or book.titles[0]
    return tuple((n, tuple(shown_cell(value) for value in row)) for n, row in book.rows(wanted))


def shown_cell(value: Any) -> str:
    """Return a cell of a workbook as text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # Excel knows no whole numbers
    return str(value)


def column_name(cell: str) -> str:
    """Return what a sheet's column is called here: in lower case, usual other names put right."""
    return called_here(without_unseen(cell))


def _bare(cell: str) -> str:
    return " ".join(without_unseen(cell).lower().split())


def _unescaped(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a cell as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell
