"""Excel files and tables with a session in each of several sheets or stretches of rows.

A workbook often holds a focus group a sheet, and a table of a whole study a column that names the
session of each row. Each is a session of its own; nothing is read of a sheet without speech, and
its words are kept and said to be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from practicelearn.errors import TableError, counted
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.columns import (
    WEAK_SESSION,
    Columns,
    find_columns,
    has_columns,
    plain_name,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.notes import is_notes, read_note_rows
from practicelearn.transcripts.readers.out_of_sight import Unseen, hidden_problems, out_of_sight
from practicelearn.transcripts.readers.sheet import NO_SPEECH, cells_of, read_csv, read_rows
from practicelearn.transcripts.tiles import Part, Problem, Reading

__all__ = ["csv_parts", "sniff_xlsx", "xlsx_parts"]

_HEADER_WITHIN = 15


@dataclass(frozen=True)
class _Sheet:
    title: str
    numbers: list[int]
    rows: list[list[str]]
    hidden: bool
    unseen: Unseen

    @property
    def size(self) -> str:
        words = sum(len(cell.split()) for row in self.rows for cell in row)
        return f"{counted(len(self.rows), 'row')}, {counted(words, 'word')}"

    @property
    def words(self) -> str:
        return "\n".join(" | ".join(filter(None, row)) for row in self.rows)


def sniff_xlsx(head: bytes, name: str) -> float:
    """Return how surely the bytes are an Excel file."""
    packed = head.startswith(b"PK\x03\x04") and (b"xl/" in head or name.endswith(".xlsx"))
    return 0.9 if packed else 0.0


def csv_parts(raw: bytes, hints: Hints) -> list[Part]:
    """Return the sessions of a CSV file: one, or one for each value of its column of sessions."""
    text = decode(raw).text
    rows = [[text[a:b].replace('""', '"') for a, b in row] for row in cells_of(text)]
    numbers = [n for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    columns = find_columns(rows, hints.columns)
    if columns is None or _sessions(rows, columns) is None:
        return [Part("", read_csv(raw, hints))]
    return _by_session(rows, numbers, columns, hints, format="csv")


def xlsx_parts(raw: bytes, hints: Hints) -> list[Part]:
    """Return the sessions of an Excel file: one for each sheet with speech, or of its stretches.

    Raises
    ------
    TableError
        No sheet has a column of speech; the columns that were found are named.
    """
    book = Book(raw)
    unseen = out_of_sight(raw)
    sheets = [_sheet(book, title, unseen.get(title, Unseen())) for title in book.titles]
    sheets = [sheet for sheet in sheets if sheet.rows]
    parts: list[Part] = []
    left: list[_Sheet] = []
    known = [sheet for sheet in sheets if has_columns(sheet.rows, hints.columns)]
    for by_content in (False, True):
        left = []
        for sheet in sheets:
            # where no sheet has what a person named, the first one says so
            own = hints if sheet in known or not known else replace(hints, columns={})
            found = _parts_of(sheet, own, by_content=by_content, alone=not parts)
            if found:
                found[0].reading.problems += _out_of_sight(sheet)
            parts += found
            left += [sheet] if not found else []
        if parts:
            break
    if not parts:
        found_columns = "; ".join(f'in "{s.title}": {_names(s.rows)}' for s in sheets) or "none"
        raise TableError(NO_SPEECH.format(columns=found_columns))
    if len(parts) > 1:
        _say_several(parts)
    for sheet in left:
        message = (
            f'the {"hidden " if sheet.hidden else ""}sheet "{sheet.title}" holds no column of '
            f"speech beside its speakers, and is not read: {sheet.size}, kept here"
        )
        parts[0].reading.problems.append(Problem("warning", None, message, sheet.words))
        parts[0].reading.problems += [
            Problem("note", None, f'sheet "{sheet.title}": {remark.message}', remark.text)
            for remark in hidden_problems(sheet.unseen, sheet.rows, sheet.numbers)
        ]
    return parts


def _out_of_sight(sheet: _Sheet) -> list[Problem]:
    """What of a sheet that is read Excel does not show."""
    out = list(hidden_problems(sheet.unseen, sheet.rows, sheet.numbers))
    if sheet.hidden:
        message = (
            f'the sheet "{sheet.title}" ({sheet.size}) is hidden in Excel and is read like the '
            "rest; if it was to be left out, delete it in a copy"
        )
        out.insert(0, Problem("warning", None, message))
    return out


def _parts_of(sheet: _Sheet, hints: Hints, *, by_content: bool, alone: bool) -> list[Part]:
    if is_notes(hints):
        notes = read_note_rows(sheet.rows, hints, format="xlsx", numbers=sheet.numbers)
        return [Part(sheet.title, notes, within=True)] if notes is not None and notes.units else []
    columns = find_columns(sheet.rows, hints.columns, by_content=by_content)
    named = alone or "text" in hints.columns
    if columns is None or (not named and "speaker" not in columns.others):
        return []  # a further sheet without speakers is a codebook or a list, not a talk
    if by_content and "speaker" not in columns.others:
        return []
    if _sessions(sheet.rows, columns) is not None:
        return _by_session(sheet.rows, sheet.numbers, columns, hints, format="xlsx")
    reading = _read(sheet.rows, sheet.numbers, hints, format="xlsx", by_content=by_content)
    return [Part(sheet.title, reading, within=True)] if reading is not None else []


def _read(
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    hints: Hints,
    *,
    format: str,
    by_content: bool = True,
) -> Reading | None:
    return read_rows(
        rows, hints, format=format, separator="\t", place="row", by_content=by_content,
        numbers=numbers,
    )  # fmt: skip


def _sessions(rows: Sequence[Sequence[str]], columns: Columns) -> list[str] | None:
    """The session of each row below the header; None where the table is one session.

    "Group" and "file" may be anything, so there rows of one value must stand together.
    """
    n = columns.others.get("session")
    if n is None or columns.header is None:
        return None
    values: list[str] = []
    for row in rows[columns.header + 1 :]:
        cell = row[n].strip() if n < len(row) else ""
        values.append(cell or (values[-1] if values else ""))
    names = set(values) - {""}
    if len(names) < 2:
        return None
    changes = sum(a != b for a, b in pairwise(values))
    weak = plain_name(rows[columns.header][n]) in WEAK_SESSION
    return None if weak and changes >= len(set(values)) else values


def _by_session(
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    columns: Columns,
    hints: Hints,
    *,
    format: str,
) -> list[Part]:
    """A part for each value of the column of sessions, in the order they come up."""
    sessions = _sessions(rows, columns) or []
    first = (columns.header or 0) + 1
    parts: list[Part] = []
    for name in dict.fromkeys(sessions):
        own = [n for n, value in enumerate(sessions, first) if value == name]
        header = list(range(first)) if not parts else [first - 1]
        kept = [*header, *own]
        reading = _read([rows[n] for n in kept], [numbers[n] for n in kept], hints, format=format)
        if reading is None or not reading.units:
            words = "\n".join(" | ".join(filter(None, rows[n])) for n in own)
            message = f'the rows of "{name}" hold no speech and are no session; they are kept here'
            if parts:
                parts[0].reading.problems.append(Problem("warning", None, message, words))
            continue
        parts.append(Part(name or "no session", reading, within=True))
    if parts:
        column = rows[first - 1][columns.others["session"]].strip()
        message = (
            f'the column "{column}" names {len(parts)} sessions; each is read as one of its own'
        )
        parts[0].reading.problems.insert(0, Problem("note", None, message))
    return parts


def _say_several(parts: Sequence[Part]) -> None:
    listed = ", ".join(
        f'"{part.name}" ({counted(len(part.reading.units), "row")})' for part in parts
    )
    message = (
        f"the file holds {len(parts)} sheets or stretches with speech, each a session of its own: "
        f"{listed}. If they are one meeting, put them into one sheet"
    )
    parts[0].reading.problems.insert(0, Problem("warning", None, message))


def _sheet(book: Book, title: str, unseen: Unseen) -> _Sheet:
    found = book.rows(title)
    rows = [["" if v is None else str(v) for v in row] for _, row in found]
    return _Sheet(title, [n for n, _ in found], rows, title in book.hidden, unseen)


def _names(rows: Sequence[Sequence[str]]) -> str:
    """The row that names the columns, as far as it can be told: the fullest of the first ones."""
    first = max(rows[:_HEADER_WITHIN], key=lambda row: sum(bool(c.strip()) for c in row))
    return ", ".join(f'"{cell.strip()[:40]}"' for cell in first if cell.strip())
