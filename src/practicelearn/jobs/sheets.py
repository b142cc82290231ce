"""The sheets of transcripts or of a study, corrected: the same files that Excel opens.

A cell is written where it stands; everything else in the workbook stays as a person made it. A
sheet that is open in Excel or LibreOffice is told, and never written: what is there on the screen
would be saved over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from practicelearn._disk import save_whole
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.study.folder import is_study
from practicelearn.study.sheets import appended_sheet, cells_written, edited_sheet, sheet_file
from practicelearn.study.transaction import transaction
from practicelearn.themes.cycle.sheet import COLUMNS
from practicelearn.transcripts.sheets.drafts import drafted
from practicelearn.transcripts.sheets.files import column_name, file_key, read_sheet
from practicelearn.transcripts.sheets.meanings import CHOICES, MEANINGS

__all__ = ["CHOICES", "MEANINGS", "SHEETS", "add_person", "change_sheets", "complete_sheets",
           "open_elsewhere", "read_sheets", "refuse_open", "remove_rows_of",
           "write_sheets"]  # fmt: skip

SHEETS = ("sessions", "people", "attendance")
_TITLES = {"actions": {column_name(title): title for title in COLUMNS}}
"""What a column is called where a sheet lacks it."""
_KEY = {
    "sessions": ("session_id",),
    "people": ("person_id",),
    "attendance": ("session_id", "speaker"),
}
Cells = Mapping[str, Mapping[str, Mapping[int, str]]]


def read_sheets(folder: str | Path, names: Iterable[str] = SHEETS) -> dict[str, pd.DataFrame]:
    """Return the sheets that lie in a folder, as ``read_sheet`` does, by name in small letters."""
    found = {name: _file(Path(folder), name) for name in names}
    return {name: read_sheet(path) for name, path in found.items() if path is not None}


def complete_sheets(folder: str | Path, corpus: Corpus) -> None:
    """Write what was heard into the sheets of a folder: new ones, or rows below those there are.

    Parameters
    ----------
    folder : str or Path
        Of transcripts. A sheet that came as CSV becomes an Excel file.
    corpus : Corpus
        As read from it, with its sheets.
    """
    folder = Path(folder)
    made: dict[str, bytes] = {}
    for name, table in drafted(corpus).items():
        path = _file(folder, name)
        if path is None:
            made[name] = sheet_file(table, name)
            continue
        known = read_sheet(path)
        new = table[~_keys(table, name).isin(set(_keys(known, name)))]
        if path.suffix.lower() != ".xlsx":
            made[name] = sheet_file(pd.concat([known, new]) if len(new) else known, name)
        elif len(new):
            made[name] = appended_sheet(path.read_bytes(), new, name)
    write_sheets(folder, made)


def change_sheets(folder: str | Path, cells: Cells) -> int:
    """Write cells of the sheets, and return how many were others than stood there.

    Parameters
    ----------
    folder : str or Path
        A study, or a folder of transcripts or of its documents.
    cells : mapping
        Sheet (one of ``SHEETS``, or ``actions``) to column to number of the row in the file
        (``attrs["rows"]``) to what it says.

    Raises
    ------
    StudyError
        A sheet is open in another program, or is no Excel file. Nothing was written.
    """
    folder = Path(folder)
    tables, changed, n = read_sheets(folder, cells), {}, 0
    for name, columns in cells.items():
        table = tables.get(name)
        if table is None:
            raise StudyError(f"{folder / name}.xlsx is not there any more. Nothing was written.")
        other = {c: now for c, rows in columns.items() if (now := _others(table, c, rows))}
        if other:
            n += sum(map(len, other.values()))
            before = _workbook(folder, name).read_bytes()
            changed[name] = cells_written(before, other, titles=_TITLES.get(name))
    write_sheets(folder, changed)
    return n


def add_person(folder: str | Path, session_id: str, *, role: str = "participant") -> str:
    """Add somebody who was there and said nothing to a session, and return their id.

    Raises
    ------
    StudyError
        As :func:`change_sheets`.
    """
    folder = Path(folder)
    tables = read_sheets(folder)
    used = {p for t in tables.values() if "person_id" in t for p in t["person_id"].dropna()}
    n = 1
    while (person := f"{session_id}-silent-{n}") in used:
        n += 1
    rows = {
        "people": {"person_id": person},
        "attendance": {"session_id": session_id, "person_id": person, "role": role},
    }
    made = {
        name: appended_sheet(
            _workbook(folder, name).read_bytes(), pd.DataFrame([row], dtype=object), name
        )
        for name, row in rows.items()
    }
    write_sheets(folder, made)
    return person


def remove_rows_of(folder: Path, file: str) -> None:
    """Take the rows of one transcript out of the sheets beside it; others' stay.

    Raises
    ------
    StudyError
        As :func:`change_sheets`.
    """
    tables = {n: t for n, t in read_sheets(folder).items() if n == "people" or "session_id" in t}
    if "sessions" not in tables or "file" not in tables["sessions"]:
        return
    own = tables["sessions"]["file"].map(lambda cell: bool(cell) and _is_of(cell, file, folder))
    sessions = set(tables["sessions"].loc[own, "session_id"].dropna())
    there = tables.get("attendance", pd.DataFrame(columns=["session_id", "person_id"]))
    here = there["session_id"].isin(sessions)
    gone = set(there.loc[here, "person_id"].dropna()) - set(there.loc[~here, "person_id"].dropna())
    made = {}
    for name, column, values in (
        ("sessions", "session_id", sessions),
        ("attendance", "session_id", sessions),
        ("people", "person_id", gone),
    ):
        if name in tables and values:
            made[name] = edited_sheet(
                _workbook(folder, name).read_bytes(), partial(_unless, column, frozenset(values))
            )
    write_sheets(folder, made)


def _is_of(cell: str, file: str, folder: Path) -> bool:
    """Whether a row names a file, or one of the groups that one file held: "List North.xlsx"."""
    key, named = file_key(file), file_key(cell)
    return named == key or (named.startswith(f"{key} ") and not (folder / cell).exists())


def _unless(column: str, values: frozenset[str], row: dict[str, str]) -> dict[str, str] | None:
    return None if row.get(column) in values else {}


def _file(folder: Path, name: str) -> Path | None:
    """A sheet by its name, however that is written."""
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    own = [p for p in inside if p.is_file() and p.stem.lower() == name]
    return next((p for suffix in (".xlsx", ".csv") for p in own if p.suffix.lower() == suffix),
                None)  # fmt: skip


def _workbook(folder: Path, name: str) -> Path:
    path = _file(folder, name)
    if path is None or path.suffix.lower() != ".xlsx":
        raise StudyError(
            f"{folder / name}.xlsx is not there. Save the sheet as an Excel workbook of this name. "
            "Nothing was written."
        )
    return path


def _keys(table: pd.DataFrame, name: str) -> pd.Series:
    """What tells a row from any other. A person without a label is told by their id."""
    given = table.reindex(columns=[*_KEY[name], "person_id"]).astype(object)
    given = given.where(given.notna(), "")
    told = given[list(_KEY[name])].astype(str).agg("\x1f".join, axis=1)
    if name != "attendance":
        return told
    return told.where(given["speaker"] != "", told + given["person_id"].astype(str))


def _others(table: pd.DataFrame, column: str, rows: Mapping[int, str]) -> dict[int, str]:
    """The cells of a column that are to say something else than they do."""
    own = table[column] if column in table else pd.Series([None] * len(table), dtype=object)
    now = dict(zip(table.attrs["rows"], own.where(own.notna(), ""), strict=True))
    return {n: text.strip() for n, text in rows.items() if n in now and text.strip() != now[n]}


def write_sheets(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write sheets whole, all of them or none, unless one is open elsewhere."""
    for name in made:
        refuse_open(folder, name)
    if is_study(folder):
        with transaction(folder) as change:
            for name, content in made.items():
                change.write(f"{name}.xlsx", content)
        return
    for name, content in made.items():
        path = _file(folder, name)
        target = path if path is not None and path.suffix.lower() == ".xlsx" else None
        save_whole(target or folder / f"{name}.xlsx", partial(_put, content=content))


def _put(path: Path, *, content: bytes) -> None:
    path.write_bytes(content)


def refuse_open(folder: Path, name: str) -> None:
    """Refuse to write a sheet that somebody has open.

    Raises
    ------
    StudyError
        It is open.
    """
    told = open_elsewhere(folder, name)
    if told:
        raise StudyError(told)


def open_elsewhere(folder: Path, name: str) -> str:
    """Return that a sheet is open in another program, and what to do, in sentences; or nothing.

    Excel and LibreOffice put a file of their own beside a workbook while they have it open.
    """
    path = _file(folder, name) or folder / f"{name}.xlsx"
    for beside in (f"~${path.name}", f".~lock.{path.name}#"):
        if (folder / beside).exists():
            return (
                f"{path.name} is open in Excel or LibreOffice, perhaps at another computer. Save "
                "and close it there, then do this again: nothing was written. If nobody has it "
                f"open, delete the file {beside} beside it."
            )
    return ""
