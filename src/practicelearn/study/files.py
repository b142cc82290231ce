"""A study's frozen sessions and sheets, to disk and back."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._journal import write_synced
from practicelearn._shared_out import each
from practicelearn._sheets import fit_rows, grow, lay_out, settle_book
from practicelearn._tables import ISSUES, SOURCE_MAP, conform, empty_table
from practicelearn._tables.parts import rows_by
from practicelearn.corpus import Corpus, hash_of_texts, text_hash
from practicelearn.errors import StudyError
from practicelearn.study.thawed import (
    FROZEN,
    FrozenTurns,
    JoinedTurns,
    frozen_turns,
)
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
    "freeze",
    "frozen_rows",
    "issues_of_reading",
    "read_frozen",
    "rows_hash",
    "saved",
    "session_files",
    "sheet_file",
    "sheet_tables",
    "thaw",
    "write_sheet",
    "write_whole",
]

FORMAT = 1

_META = ("source_kind", "duration_s", "file", "format")
_ISSUE = ("severity", "source_loc", "message", "text")
_IN_FILE = re.compile(r"[a-z]+ \d+")


def freeze(corpus: Corpus) -> dict[str, bytes]:
    """Return the files of frozen sessions, by their place in a study.

    Each session is a table of strings (``.csv``) and what belongs to it (``.json``).

    Person and role are not frozen: they come from the attendance sheet each time, so that a
    corrected sheet needs no new transcript.
    """
    out: dict[str, bytes] = {}
    maps = dict(
        list(corpus.source_map.groupby(corpus.source_map["turn_id"].str.rsplit(":", n=1).str[0]))
    )
    turns_of = rows_by(corpus.turns, "session_id")
    issues_of = rows_by(corpus.issues, "session_id")
    for sid in corpus.sessions.index:
        meta = corpus.sessions.loc[sid, list(_META)]
        own = maps.get(sid, empty_table(SOURCE_MAP))
        whole = {
            "format_version": FORMAT,
            "session_id": sid,
            "text_hash": "",
            **{k: None if pd.isna(v) else v for k, v in meta.items()},
            "source_map": own.to_numpy().tolist(),
            "issues": _of_reading(issues_of(sid), meta["file"]),
        }
        out |= session_files(str(sid), frozen_rows(turns_of(sid)), whole)
    return out


def issues_of_reading(corpus: Corpus, session_id: str) -> list[list[str | None]]:
    """Return what could not be understood of a transcript: severity, source_loc, message, text.

    What the sheets leave open is left out: it is found anew each time, in the sheets of that day.
    """
    own = corpus.issues[corpus.issues["session_id"] == session_id]
    return _of_reading(own, corpus.sessions.loc[session_id, "file"])


def _of_reading(own: pd.DataFrame, file: str | None) -> list[list[str | None]]:
    places = own["source_loc"].astype(object)
    of_file = [isinstance(p, str) and (p == file or bool(_IN_FILE.fullmatch(p))) for p in places]
    rows = own.loc[of_file, list(_ISSUE)].to_numpy(dtype=object).tolist()
    return [[None if pd.isna(cell) else str(cell) for cell in row] for row in rows]


def frozen_rows(turns: pd.DataFrame) -> list[dict[str, str]]:
    """Return turns as rows of strings, as they are written to disk."""
    return [
        {"turn_id": str(turn_id), **{name: _cell(row[name]) for name in FROZEN[1:]}}
        for turn_id, row in zip(turns.index, turns.to_dict("records"), strict=True)
    ]


def read_frozen(folder: Path, session_id: str) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return a frozen session as it is on disk: rows of strings, and what belongs to it."""
    places = (folder / f"{session_id}.json", folder / f"{session_id}.csv")
    meta, rows = _meta(places[0], _content(places[0])), _rows(places[1], _content(places[1]))
    return [dict(zip(FROZEN, row, strict=True)) for row in rows[1:]], meta


def rows_hash(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the hash of a session's text from its rows on disk."""
    return text_hash(pd.DataFrame(rows, columns=list(FROZEN), dtype=object).set_index("turn_id"))


def session_files(
    session_id: str, rows: Sequence[Mapping[str, str]], meta: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return the two files of a frozen session, with the hash of its text, by their place."""
    whole = {**meta, "text_hash": rows_hash(rows)}
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(FROZEN)
    writer.writerows([row[name] for name in FROZEN] for row in rows)
    return {
        f"sessions/{session_id}.csv": table.getvalue().encode(),
        f"sessions/{session_id}.json": json.dumps(whole, ensure_ascii=False).encode(),
    }


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file whole: after a power cut it is the old one or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write_synced(draft, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def thaw(folder: Path, session_ids: Sequence[str]) -> Corpus:
    """Return frozen sessions as a corpus without sheets.

    Raises
    ------
    StudyError
        A file is missing or damaged, of a newer format, or its text no longer fits its hash.
    """
    joined = JoinedTurns()
    sessions, issues = [], []
    tasks = (
        (folder, sid, _content(folder / f"{sid}.csv"), _content(folder / f"{sid}.json"))
        for sid in session_ids
    )
    for turns, about, own_issues in each(_thawed, tasks, n=len(session_ids)):
        joined.add(turns)
        del turns
        sessions.append(about)
        issues += own_issues
    return Corpus(
        turns=joined.turns(),
        # of one session without a length the column would else be one of texts
        sessions=pd.DataFrame(sessions, columns=["session_id", "text_hash", *_META])
        .set_index("session_id")
        .astype({"duration_s": "float64"}),
        source_map=joined.source_map(),
        issues=conform(pd.DataFrame(issues, columns=["session_id", *_ISSUE]), ISSUES),
    )


def _content(path: Path) -> bytes | OSError:
    try:
        return path.read_bytes()
    except OSError as error:
        return error


def _thawed(
    folder: Path, session_id: str, table: bytes | OSError, about: bytes | OSError
) -> tuple[FrozenTurns, dict[str, Any], list[Any]]:
    """Return a frozen session of the content of its two files: turns, its row, issues.

    A task of its own: the files need not lie where it is done.
    """
    meta = _meta(folder / f"{session_id}.json", about)
    try:
        rows = _rows(folder / f"{session_id}.csv", table)
        turns = frozen_turns(session_id, rows[1:], meta.get("source_map", []))
        issues = [[session_id, *row] for row in meta.get("issues", [])]
        recorded = meta["text_hash"]
        if meta["session_id"] != session_id:
            raise ValueError("another session's")
    except (ValueError, TypeError, KeyError, csv.Error) as error:
        raise StudyError(
            f"{folder / session_id}.csv or .json is damaged ({type(error).__name__}). Bring it "
            "back from the synced folder's history or a backup."
        ) from error
    if hash_of_texts(turns.cells["turn_id"], turns.cells["text"]) != recorded:
        raise StudyError(
            f"{folder / f'{session_id}.csv'}: the text has been changed since it was frozen. "
            "Codings point into the frozen text; put the file back as it was."
        )
    return turns, {k: meta.get(k) for k in ("session_id", "text_hash", *_META)}, issues


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
        if column_name(name) not in heads and any(_cell(value) for value in table[name]):
            heads[column_name(name)] = max(heads.values(), default=0) + 1
            sheet.cell(head, heads[column_name(name)], name)
    last = max((c.row for c in filled(sheet) if c.value is not None), default=head)
    for n, row in enumerate(table.to_dict("records"), start=last + 1):
        for name, value in row.items():
            if column_name(str(name)) in heads:
                cell = _write(sheet, n, heads[column_name(str(name))], _cell(value))
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
            _write(sheet, row, n, _cell(value))
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


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return json.dumps([list(mark) for mark in value], ensure_ascii=False) if value else ""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _meta(path: Path, content: bytes | OSError) -> dict[str, Any]:
    try:
        meta: dict[str, Any] = json.loads(_there(content).decode())
    except FileNotFoundError:
        raise StudyError(
            f"{path} is missing: every frozen session has a .csv and a .json."
        ) from None
    except ValueError as error:
        raise StudyError(f"{path} is damaged: {error}.") from error
    if not isinstance(meta, dict):
        raise StudyError(f"{path} is damaged: it describes no session.")
    if meta.get("format_version", FORMAT) > FORMAT:
        raise StudyError(
            f"{path}: format {meta['format_version']} is newer than this version of practicelearn."
        )
    return meta


def _there(content: bytes | OSError) -> bytes:
    if isinstance(content, OSError):
        raise content
    return content


def _rows(path: Path, content: bytes | OSError) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(_there(content).decode(), newline="")))
    if not rows or tuple(rows[0]) != FROZEN:
        raise StudyError(f"{path} is damaged: the first row must be {', '.join(FROZEN)}.")
    return rows
