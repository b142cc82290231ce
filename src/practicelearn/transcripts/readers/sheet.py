"""Tables: CSV and XLSX, one row a turn or a sentence; and the tables of Word files.

Columns are guessed by name and content and can be named by the caller. A row without a speaker is
an unlabelled unit.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.language.forms import without_unseen
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.notes import is_notes, read_note_rows
from practicelearn.transcripts.tiles import Piece, Problem, Reading, Tiler, Unit

__all__ = ["read_csv", "read_rows", "read_xlsx", "sniff_csv", "sniff_xlsx"]

_NAMES = {
    "text": (
        "text", "sentence", "utterance", "content", "words", "speech", "comment", "transcript",
        "turn text", "message", "caption",
    ),
    "speaker": ("speaker", "participant", "name", "who", "label", "person", "speaker name", "role"),
    "start": ("start", "start time", "begin", "timestamp", "time", "timespan", "start_s", "from"),
    "end": ("end", "end time", "stop", "end_s", "to"),
}  # fmt: skip
_TIME = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?|^\d+(?:\.\d+)?$")
_ENTITY = re.compile(r'&#?\w{2,8};|""')


def sniff_csv(head: bytes, name: str) -> float:
    """Return how surely the bytes are a table: several columns, one of them named for speech."""
    if b"\x00\x00" in head[:200] or head.startswith(b"PK"):
        return 0.0
    first = decode(head).text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = _delimiter(first)
    names = without_unseen(first).split(delimiter) if delimiter else []
    named = {c.strip().strip('"').lower() for c in names}
    if named & set(_NAMES["text"]) and len(named) > 1:
        return 0.8
    return 0.3 if delimiter and name.endswith((".csv", ".tsv")) else 0.0


def sniff_xlsx(head: bytes, name: str) -> float:
    """Return how surely the bytes are an Excel file."""
    return (
        0.9
        if head.startswith(b"PK\x03\x04") and (b"xl/" in head or name.endswith(".xlsx"))
        else 0.0
    )


def read_csv(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a CSV file, with the place of every word in the decoded text."""
    text = decode(raw).text
    delimiter = _delimiter(text.lstrip("\ufeff").split("\n", 1)[0]) or ","
    cells = _scan(text, delimiter)
    reading = _from_cells(text, cells, hints, format="csv", place="row", must_fit=False)
    if reading is None:
        raise TableError("no column of speech was found")
    return reading


def read_xlsx(raw: bytes, hints: Hints) -> Reading:
    """Return the units of the first sheet of an Excel file that has a column of speech."""
    book = Book(raw)
    for title in book.titles:
        found = book.rows(title)
        rows = [[_shown(v) for v in row] for _, row in found]
        numbers = [n for n, _ in found]
        if is_notes(hints):
            reading = read_note_rows(rows, hints, format="xlsx", numbers=numbers)
        else:
            reading = read_rows(
                rows,
                hints,
                format="xlsx",
                separator="\t",
                place="row",
                must_fit=True,
                numbers=numbers,
            )
        if reading is not None:
            return reading
    raise TableError(
        "no column of speech was found in any sheet. Name one with columns={'text': 'your column'}"
    )


def read_rows(
    rows: Sequence[Sequence[str]],
    hints: Hints,
    *,
    format: str,
    separator: str,
    place: str,
    must_fit: bool,
    numbers: Sequence[int] | None = None,
) -> Reading | None:
    """Return the units of rows of cells; None when no column holds speech.

    The decoded text of a packed table is its cells with ``separator`` between them and a line feed
    after each row. ``numbers``: which row of the file each one is; by default they count from 1.
    """
    parts: list[str] = []
    cells: list[list[tuple[int, int]]] = []
    at = 0
    for row in rows:
        spans = []
        for cell in row:
            spans.append((at, at + len(cell)))
            parts += [cell, separator]
            at += len(cell) + len(separator)
        parts.append("\n")
        at += 1
        cells.append(spans)
    return _from_cells(
        "".join(parts),
        cells,
        hints,
        format=format,
        place=place,
        must_fit=must_fit,
        numbers=numbers,
    )


def _from_cells(
    text: str,
    cells: list[list[tuple[int, int]]],
    hints: Hints,
    *,
    format: str,
    place: str,
    must_fit: bool,
    numbers: Sequence[int] | None = None,
) -> Reading | None:
    rows = [row for row in cells if any(b > a for a, b in row)]
    if not rows:
        return None
    columns = _columns(text, rows, hints, must_fit)
    if columns is None:
        return None
    tiler = Tiler(text)
    headed = columns.pop("header", 1)
    units, problems = [], []
    owned = set(columns.values())
    beside: dict[int, list[tuple[int, str]]] = {}
    for number, row in zip(numbers or range(1, len(cells) + 1), cells, strict=True):
        if headed and row is rows[0]:
            for span in row:
                tiler.add(*tiler.trimmed(*span), "syntax")
            continue
        unit = _unit(text, tiler, row, columns, f"{place} {number}", format)
        for n, span in enumerate(row):
            a, b = tiler.trimmed(*span)
            if n not in owned and b > a:
                tiler.add(a, b, "preamble")
                beside.setdefault(n, []).append((number, text[a:b]))
        if unit.pieces:
            units.append(unit)
    unlabelled = sum(u.speaker is None for u in units)
    if unlabelled:
        message = f"{unlabelled} of {len(units)} rows name no speaker: turns of an unknown speaker"
        problems.append(Problem("warning", None, message))
    if beside:
        names = {n: text[slice(*span)].strip() for n, span in enumerate(rows[0])} if headed else {}
        problems.append(_beside(beside, names, place))
    _quotes_and_delimiters(tiler)
    tiles, unclaimed = tiler.close()
    problems += [
        Problem("warning", None, "these words have no owner", text[t.start : t.end])
        for t in unclaimed
    ]
    return Reading(format, text, tiles, units, problems, place=place)


def _beside(cells: dict[int, list[tuple[int, str]]], names: dict[int, str], place: str) -> Problem:
    """What to know of columns that are neither speech, speaker nor time."""
    named = {n: names.get(n) or f"column {n + 1}" for n in sorted(cells)}
    listed = ", ".join(f'"{name}"' for name in named.values())
    one = len(named) == 1
    message = (
        f"{listed} {'is no column' if one else 'are no columns'} of speech, speaker or time; "
        f"{'its' if one else 'their'} cells are no turns, and kept here"
    )
    kept = [
        f"{name}, {place} {number}: {cell}"
        for n, name in named.items()
        for number, cell in cells[n]
    ]
    return Problem("note", None, message, "\n".join(kept))


def _columns(
    text: str, rows: list[list[tuple[int, int]]], hints: Hints, must_fit: bool
) -> dict[str, int] | None:
    """Which column is what: as named by the caller, by its header, else by its content."""
    header = [without_unseen(text[a:b]).strip().lower() for a, b in rows[0]]
    found: dict[str, int] = {}
    for kind, name in hints.columns.items():
        if kind not in _NAMES:
            raise TableError(
                f'columns: "{kind}" is not one of {", ".join(_NAMES)}.{near_match(kind, _NAMES)}'
            )
        if name.lower() not in header:
            listed = ", ".join(header)
            raise TableError(f'no column "{name}"; found {listed}.{near_match(name, header)}')
        found[kind] = header.index(name.lower())
    for kind, names in _NAMES.items():
        for name in names:
            if kind not in found and name in header and header.index(name) not in found.values():
                found[kind] = header.index(name)
    if "text" in found:
        return found
    if must_fit:
        return None
    return _by_content(text, rows)


def _by_content(text: str, rows: list[list[tuple[int, int]]]) -> dict[str, int] | None:
    """Guess the columns of a table without a header.

    The column with most words is speech, a short recurring one names speakers.
    """
    width = max(map(len, rows))
    if width < 2:
        return {"text": 0, "header": 0}
    words = [0] * width
    values: list[set[str]] = [set() for _ in range(width)]
    for row in rows[:500]:
        for n, (a, b) in enumerate(row):
            words[n] += len(text[a:b].split())
            values[n].add(text[a:b].strip())
    speech = max(range(width), key=words.__getitem__)
    others = [n for n in range(width) if n != speech and words[n]]
    short = [
        n
        for n in others
        if words[n] <= 3 * len(rows[:500]) and len(values[n]) <= max(2, len(rows) // 2)
    ]
    found = {"text": speech, "header": 0}
    if short:
        found["speaker"] = min(short, key=lambda n: len(values[n]))
    return found


def _unit(
    text: str,
    tiler: Tiler,
    row: list[tuple[int, int]],
    columns: dict[str, int],
    place: str,
    format: str,
) -> Unit:
    def cell(kind: str) -> tuple[int, int]:
        n = columns.get(kind, -1)
        return row[n] if 0 <= n < len(row) else (0, 0)

    a, b = tiler.trimmed(*cell("speaker"))
    tiler.add(a, b, "label")
    speaker = html.unescape(text[a:b]).strip() or None
    times: list[float | None] = []
    for kind in ("start", "end"):
        span = tiler.trimmed(*cell(kind))
        tiler.add(*span, "time")
        found = [seconds(m[0]) for m in _TIME.finditer(text[slice(*span)])]
        times += found[:1] if times or len(found) < 2 else found[:2]  # NVivo: both ends in one cell
        times += [None] * (1 + (kind == "end") - len(times))
    unit = Unit(speaker, [], times[0], times[1], place)
    unit.pieces = _pieces(text, tiler, tiler.trimmed(*cell("text")), doubled=format == "csv")
    return unit


def _pieces(text: str, tiler: Tiler, span: tuple[int, int], *, doubled: bool) -> list[Piece]:
    """Speech of a cell; entities, and in CSV doubled quotes, are decoded."""
    tiler.add(*span, "speech")
    at, stop = span
    pieces: list[Piece] = []
    for match in _ENTITY.finditer(text, at, stop):
        decoded = '"' if match[0] == '""' else html.unescape(match[0])
        if decoded == match[0] or (match[0] == '""' and not doubled):
            continue
        if match.start() > at:
            pieces.append(Piece(text[at : match.start()], at, match.start(), "" if pieces else " "))
        pieces.append(Piece(decoded, match.start(), match.end(), "" if pieces else " "))
        at = match.end()
    if stop > at:
        pieces.append(Piece(text[at:stop], at, stop, "" if pieces else " "))
    return pieces


def _quotes_and_delimiters(tiler: Tiler) -> None:
    """Claim what is left of a CSV row: quotation marks and delimiters."""
    for tile in tiler.close()[1]:
        if not tiler.text[tile.start : tile.end].strip('\ufeff",;\t\r\n '):
            tiler.add(tile.start, tile.end, "syntax")


def _scan(text: str, delimiter: str) -> list[list[tuple[int, int]]]:
    """Start and end of every cell's content; quoted cells may hold line ends."""
    rows: list[list[tuple[int, int]]] = []
    row: list[tuple[int, int]] = []
    at = 1 if text.startswith("\ufeff") else 0
    stops = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    while at <= len(text):
        if text.startswith('"', at):
            end = _closing_quote(text, at + 1)
            row.append((at + 1, end))
            after = stops.search(text, end)
        else:
            after = stops.search(text, at)
            row.append((at, after.start() if after else len(text)))
        if after is None:
            break
        at = after.end()
        if after[0] != delimiter:
            rows.append(row)
            row = []
    rows.append(row)
    return rows


def _closing_quote(text: str, at: int) -> int:
    while True:
        end = text.find('"', at)
        if end < 0:
            return len(text)
        if not text.startswith('"', end + 1):
            return end
        at = end + 2


def _delimiter(line: str) -> str | None:
    counts = {d: line.count(d) for d in (",", ";", "\t")}
    best = max(counts, key=lambda d: counts[d])
    return best if counts[best] else None


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
