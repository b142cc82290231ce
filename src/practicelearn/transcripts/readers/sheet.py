"""Tables: CSV and XLSX, one row a turn or a sentence; and the tables of Word files.

Which column is what: :mod:`.columns`. A row without a speaker is an unlabelled unit. Words come out
of every cell, as a turn or as an issue: those of a cell that was torn by an unquoted line break or
comma go on with the speech they were torn from.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from practicelearn.errors import TableError, counted
from practicelearn.language.forms import without_unseen
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.readers.checks import close_tiles, in_seconds
from practicelearn.transcripts.readers.columns import TEXT_NAMES, Columns, find_columns, plain_name
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.tiles import Piece, Problem, Reading, Tiler, Unit

__all__ = ["NO_SPEECH", "cells_of", "read_csv", "read_rows", "sniff_csv"]

_TIME = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,6})?|^\d+(?:\.\d+)?$")
_ENTITY = re.compile(r'&#?\w{2,8};|""')
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_UNITS_OF_TIME = re.compile(r"(?i)\b(?:am|pm|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms)\b")
_LOOKED_AT = 30
_DELIMITERS = (",", ";", "\t")
_HALF = 0.5

Span = tuple[int, int]


def sniff_csv(head: bytes, name: str) -> float:
    """Return how surely the bytes are a table: several columns, one of them named for speech."""
    if b"\x00\x00" in head[:200] or head.startswith(b"PK"):
        return 0.0
    text = decode(head).text.lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = _delimiter(first)
    names = without_unseen(first).split(delimiter) if delimiter else []
    named = {plain_name(c.strip().strip('"')) for c in names}
    is_table = name.endswith((".csv", ".tsv"))
    known = named & TEXT_NAMES
    if (
        known
        and len(named) > 1
        and (is_table or known & {"text", "sentence", "utterance", "words"})
    ):
        return 0.8
    return 0.3 if is_table and (delimiter or _best_delimiter(text)) else 0.0


def read_csv(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a CSV file, with the place of every word in the decoded text."""
    text = decode(raw).text
    cells = cells_of(text)
    reading = _from_cells(text, cells, hints, format="csv", place="row", by_content=True)
    if reading is None:
        raise TableError(NO_SPEECH.format(columns=_found(text, cells)))
    return reading


NO_SPEECH = (
    "no column of speech was found; the columns are {columns}. Say in the sessions sheet, or on "
    "the command line, which one holds what people said"
)


def cells_of(text: str) -> list[list[Span]]:
    """Return where the content of each cell of a CSV file starts and ends, a list a row."""
    return _scan(text, _best_delimiter(text) or ",")


def read_rows(
    rows: Sequence[Sequence[str]],
    hints: Hints,
    *,
    format: str,
    separator: str,
    place: str,
    by_content: bool = False,
    numbers: Sequence[int] | None = None,
) -> Reading | None:
    """Return the units of rows of cells; None when no column holds speech.

    The decoded text of a packed table is its cells with ``separator`` between them and a line feed
    after each row. ``by_content``: whether speech may be known by what stands in a column, where
    none is named for it. ``numbers``: which row of the file each one is; by default they count
    from 1.
    """
    parts: list[str] = []
    cells: list[list[Span]] = []
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
        by_content=by_content,
        numbers=numbers,
        packed=True,
    )


def _from_cells(
    text: str,
    cells: list[list[Span]],
    hints: Hints,
    *,
    format: str,
    place: str,
    by_content: bool,
    numbers: Sequence[int] | None = None,
    packed: bool = False,
) -> Reading | None:
    counted = zip(numbers or range(1, len(cells) + 1), cells, strict=True)
    rows = [(number, row) for number, row in counted if any(b > a for a, b in row)]
    shown = [[text[a:b] for a, b in row] for _, row in rows]
    columns = find_columns(shown, hints.columns, by_content=by_content)
    if columns is None:
        return None
    table = _Table(text, columns, place, packed=packed)
    if columns.header is not None:
        table.head(rows[: columns.header + 1])
    body = rows[columns.header + 1 if columns.header is not None else 0 :]
    table.steady_times(body)
    for number, row in body:
        table.take(number, row)
    return table.reading(format, keep=hints.rows == "keep")


class _Table:
    """Goes down the rows; keeps units, and what stands beside them."""

    def __init__(self, text: str, columns: Columns, place: str, *, packed: bool) -> None:
        self.text = text
        self.tiler = Tiler(text)
        self.columns = columns
        self.place = place
        self.packed = packed
        self.units: list[Unit] = []
        self.problems: list[Problem] = []
        self.names: dict[int, str] = {}
        self.beside: dict[int, list[tuple[int, str]]] = {}
        self.wordless: list[tuple[int, str]] = []
        self.timed = False
        self.width = 0

    def head(self, rows: Sequence[tuple[int, list[Span]]]) -> None:
        """Claim the row that names the columns, and what stands above it."""
        above = [self.text[a:b].strip() for _, row in rows[:-1] for a, b in row if b > a]
        for _, row in rows[:-1]:
            for span in row:
                self.tiler.add(*self.tiler.trimmed(*span), "preamble")
        number, header = rows[-1]
        for n, span in enumerate(header):
            self.tiler.add(*self.tiler.trimmed(*span), "syntax")
            self.names[n] = self.text[slice(*span)].strip()
        self.width = len(header)
        if any(above):
            message = "this stands above the table and is no turn"
            self.problems.append(
                Problem("note", rows[0][0], message, "\n".join(filter(None, above)))
            )
        if not self.columns.by_name:
            said = ", ".join(f'"{self.names[n]}"' for n in self.columns.text if n in self.names)
            message = (
                f"no column is named for speech; by what stands in it, {said} was taken for it. "
                "Check who is said to speak"
            )
            words = " | ".join(self.names.values())
            self.problems.append(Problem("warning", number, message, words))

    def steady_times(self, rows: Sequence[tuple[int, list[Span]]]) -> None:
        """Note whether the column of times holds times: what does not, was torn from speech."""
        n = self.columns.others.get("start")
        if n is None or self.packed:
            return
        full = [self.text[slice(*row[n])] for _, row in rows if n < len(row)]
        full = [c for c in full if c.strip()]
        self.timed = sum(bool(_TIME.search(c.strip())) for c in full) >= _HALF * len(full) > 0

    def take(self, number: int, row: list[Span]) -> None:
        if self._is_torn(row):
            self._go_on(number, row)
            return
        speaker, label = self._label(row)
        start_s, end_s = self._times(number, row)
        where = f"{self.place} {number}"
        filled = False
        for n in self.columns.text:
            pieces = self._speech(row, n)
            if not pieces:
                continue
            filled = True
            unit = Unit(speaker, pieces, start_s, end_s, where)
            if self.columns.wide == "speakers":
                unit.speaker = self.names.get(n) or None
            elif self.columns.wide == "questions":
                unit.source_loc = f"{where} (under: {self.names.get(n)})"
            self.units.append(unit)
        if not filled and label:
            self.wordless.append((number, label))
        owned = self.columns.owned() - {self.columns.others.get("session")}
        last = self.columns.text[-1]
        for n, span in enumerate(row):
            if n in owned or (self._overflows(row) and n > last):
                continue
            a, b = self.tiler.trimmed(*span)
            if b <= a:
                continue
            self.tiler.add(a, b, "preamble")
            self.beside.setdefault(n, []).append((number, self.text[a:b]))

    def _label(self, row: list[Span]) -> tuple[str | None, str]:
        """The speaker, without a colon that was typed after the name."""
        a, b = self.tiler.trimmed(*_cell(row, self.columns.others.get("speaker")))
        words = self.text[a:b]
        bare = words.rstrip(": \t") or words
        self.tiler.add(a, a + len(bare), "label")
        self.tiler.add(a + len(bare), b, "syntax")
        return html.unescape(bare).strip() or None, bare

    def _times(self, number: int, row: list[Span]) -> tuple[float | None, float | None]:
        times: list[float | None] = []
        for kind in ("start", "end"):
            if kind not in self.columns.others:
                times += [None] * (1 + (kind == "end") - len(times))
                continue
            span = self.tiler.trimmed(*_cell(row, self.columns.others.get(kind)))
            words = self.text[slice(*span)]
            found = [seconds(m[0]) for m in _TIME.finditer(words)]
            rest = _UNITS_OF_TIME.sub(" ", _TIME.sub(" ", words))
            strange = bool(_LETTERS.search(rest))
            self.tiler.add(*span, "issue" if strange and not found else "time")
            if strange:
                message = "these words stand where a time belongs; they are no turn, and kept here"
                self.problems.append(Problem("warning", number, message, words))
            # NVivo: both ends in one cell
            times += found[:1] if times or len(found) < 2 else found[:2]
            times += [None] * (1 + (kind == "end") - len(times))
        return times[0], times[1]

    def _speech(self, row: list[Span], n: int) -> list[Piece]:
        """The words of a cell, and those an unquoted comma parted from it."""
        spans = [_cell(row, n)]
        if n == self.columns.text[-1] and self._overflows(row):
            spans = self._whole(row[n:])
        pieces: list[Piece] = []
        for span in spans:
            pieces += _pieces(
                self.text, self.tiler, self.tiler.trimmed(*span), doubled=not self.packed
            )
        return pieces

    def _overflows(self, row: list[Span]) -> bool:
        """Whether a row has more cells than the header, whose last column is speech."""
        return not self.packed and 0 < self.width < len(row) and (
            self.columns.text[-1] == self.width - 1
        )  # fmt: skip

    def _whole(self, row: list[Span]) -> list[Span]:
        """A stretch of cells as one, where none of them is quoted."""
        quoted = any(self.text[a - 1 : a] == '"' for a, _ in row)
        return list(row) if quoted else [(row[0][0], row[-1][1])]

    def _is_torn(self, row: list[Span]) -> bool:
        """Whether a row is the rest of the one above: a line break in a cell without quotes."""
        if self.packed or not self.units:
            return False
        if len(row) <= self.columns.text[-1] and len(row) < self.width:
            return True
        n = self.columns.others.get("start")
        words = self.text[slice(*_cell(row, n))].strip()
        return self.timed and bool(_LETTERS.search(words)) and not _TIME.search(words)

    def _go_on(self, number: int, row: list[Span]) -> None:
        unit = self.units[-1]
        words = []
        for span in self._whole(row):
            a, b = self.tiler.trimmed(*span)
            unit.pieces += _pieces(self.text, self.tiler, (a, b), doubled=True)
            words.append(self.text[a:b])
        message = (
            "a line break stands in the cell above without quotation marks round it; these words "
            "go on with it. Check whose they are"
        )
        self.problems.append(Problem("warning", number, message, " ".join(words)))

    def reading(self, format: str, *, keep: bool) -> Reading:
        self._say_speakers()
        if self.beside:
            self.problems.append(_beside(self.beside, self.names, self.place))
        if self.wordless:
            n = len(self.wordless)
            message = f"{counted(n, 'row', 'name')} a speaker and no words"
            words = "\n".join(f"{self.place} {m}: {label}" for m, label in self.wordless)
            self.problems.append(Problem("note", self.wordless[0][0], message, words))
        self.problems += in_seconds(self.units)
        _quotes_and_delimiters(self.tiler)
        tiles, unclaimed = close_tiles(self.tiler)
        self.problems += unclaimed
        merge = not keep and self.columns.wide != "questions"
        return Reading(
            format, self.text, tiles, self.units, self.problems, place=self.place, merge=merge
        )

    def _say_speakers(self) -> None:
        unlabelled = sum(u.speaker is None for u in self.units)
        if unlabelled:
            message = (
                f"{unlabelled} of {counted(len(self.units), 'row')} "
                f"{'names' if unlabelled == 1 else 'name'} no speaker: turns of an unknown speaker"
            )
            self.problems.append(Problem("warning", None, message))
        if self.columns.wide:
            listed = ", ".join(f'"{self.names.get(n)}"' for n in self.columns.text)
            what = (
                "each is taken for the speech of whom it names"
                if self.columns.wide == "speakers"
                else "each cell is a turn of the row's speaker, its column named in its place"
            )
            message = f"{len(self.columns.text)} columns hold speech ({listed}); {what}"
            self.problems.append(Problem("warning", None, message))


def _cell(row: list[Span], n: int | None) -> Span:
    return row[n] if n is not None and n < len(row) else (0, 0)


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
    stops = re.compile(rf"\r\n|[{re.escape(delimiter)}\r\n]")
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


def _found(text: str, cells: list[list[Span]]) -> str:
    """The names of the columns, or what stands in their stead, for a person who looks for one."""
    first = next((row for row in cells if any(b > a for a, b in row)), [])
    return ", ".join(f'"{text[a:b].strip()[:40]}"' for a, b in first if b > a) or "empty"


def _delimiter(line: str) -> str | None:
    counts = {d: line.count(d) for d in _DELIMITERS}
    best = max(counts, key=lambda d: counts[d])
    return best if counts[best] else None


def _best_delimiter(text: str) -> str | None:
    """What parts the cells: in the row that names them, else in the first that has any."""
    lines = text.lstrip("\ufeff").split("\n", _LOOKED_AT)[:_LOOKED_AT]
    full = [line for line in lines if line.strip()]
    for line in full:
        for delimiter in _DELIMITERS:
            names = {plain_name(c.strip().strip('"')) for c in line.split(delimiter)}
            if len(names) > 1 and names & TEXT_NAMES:
                return delimiter
    return next((found for line in full if (found := _delimiter(line))), None)
