"""Padlet walls as CSV or Excel: a post a row, its subject above its body.

A post without a named author is nobody's: "Anonymous" is not one person. The decoded text is the
cells of the table, a line feed after each, so that a post stands in one piece.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from practicelearn.errors import PracticelearnError
from practicelearn.language.forms import without_unseen
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.checks import close_tiles
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.workbook import xlsx_parts
from practicelearn.transcripts.tiles import Part, Problem, Reading, Tiler, Unit

__all__ = ["book_parts", "read", "read_book", "sniff"]

_NAMES = {
    "author": {"author", "author name", "created by", "posted by", "padlet author", "by"},
    "subject": {"subject", "title", "post title", "post subject"},
    "body": {"body", "post body", "post", "content", "description", "text"},
    "section": {"section", "column", "shelf"},
    "comments": {"comments", "comment"},
}
_NOBODY = {"", "anonymous", "anonym", "guest", "unknown"}


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are a Padlet wall saved as CSV."""
    if head.startswith(b"PK"):
        return 0.0
    first = decode(head).text.lstrip("\ufeff").split("\n", 1)[0]
    rows = _rows(first)
    return 0.95 if rows and _columns(rows[0]) else 0.0


def read(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of a wall saved as CSV: one a post."""
    return _reading(_rows(decode(raw).text.lstrip("\ufeff")))


def read_book(raw: bytes, hints: Hints) -> Reading:
    """Return the units of the first session of an Excel file: see :func:`book_parts`."""
    return book_parts(raw, hints)[0].reading


def book_parts(raw: bytes, hints: Hints) -> list[Part]:
    """Return the sessions of an Excel file: a Padlet wall if its header is one, else its sheets."""
    if not hints.columns:
        book = Book(raw)
        for title in book.titles:
            first = book.rows(title, most=1)
            if first and _columns([_shown(v) for v in first[0][1]]):
                found = book.rows(title)
                rows = [[_shown(v) for v in row] for _, row in found]
                return [Part("", _reading(rows, [n for n, _ in found]))]
    return xlsx_parts(raw, hints)


def _columns(header: list[str]) -> dict[str, int] | None:
    """Which column is what; None unless it looks like Padlet: a body and a subject or section."""
    names = [without_unseen(h).strip().casefold() for h in header]
    found: dict[str, int] = {}
    for kind, known in _NAMES.items():
        for n, name in enumerate(names):
            if name in known and n not in found.values():
                found.setdefault(kind, n)
    return found if "body" in found and "author" in found and "subject" in found else None


def _reading(rows: list[list[str]], numbers: list[int] | None = None) -> Reading:
    columns = _columns(rows[0]) if rows else None
    if columns is None:
        raise PracticelearnError("it is no Padlet wall; expected columns Author, Subject and Body")
    text = "".join(cell + "\n" for row in rows for cell in row)
    tiler = Tiler(text)
    units: list[Unit] = []
    beside: list[str] = []
    at = 0
    for number, row in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        spans = []
        for cell in row:
            spans.append((at, at + len(cell)))
            at += len(cell) + 1
        if row is rows[0]:
            for span in spans:
                tiler.add(*tiler.trimmed(*span), "syntax")
            continue
        units.append(_post(tiler, spans, columns, number))
        for n, span in enumerate(spans):
            if n in columns.values() and n not in {columns.get("section"), columns.get("comments")}:
                continue
            a, b = tiler.trimmed(*span)
            tiler.add(a, b, "preamble")
            if b > a:
                label = rows[0][n].strip() if n < len(rows[0]) else "more"
                beside.append(f"row {number}, {label}: {text[a:b]}")
    found = [u for u in units if u.pieces]
    problems: list[Problem] = []
    nobody = sum(u.speaker is None for u in found)
    if nobody:
        verb = "names" if nobody == 1 else "name"
        message = f"{nobody} of {len(found)} posts {verb} no author: each is of an unknown person"
        problems.append(Problem("warning", None, message))
    if beside:
        message = "these cells of the posts are no turns; comments are not read as posts"
        problems.append(Problem("note", None, message, "\n".join(beside)))
    tiles, unclaimed = close_tiles(tiler)
    problems += unclaimed
    meta = {"source_kind": "chat"}
    return Reading("padlet", text, tiles, found, problems, joiner="\n", place="row", meta=meta)


def _post(tiler: Tiler, spans: list[tuple[int, int]], columns: dict[str, int], number: int) -> Unit:
    def cell(kind: str) -> tuple[int, int]:
        n = columns[kind]
        return spans[n] if n < len(spans) else (0, 0)

    a, b = tiler.trimmed(*cell("author"))
    tiler.add(a, b, "label")
    name = tiler.text[a:b]
    unit = Unit(name if name.casefold() not in _NOBODY else None, [], source_loc=f"row {number}")
    unit.pieces = tiler.speech(*cell("subject"))
    unit.pieces += tiler.speech(*cell("body"), before="\n")
    return unit


def _rows(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [row for row in rows if row]
    except csv.Error as error:
        raise PracticelearnError(
            f"row {rows.line_num} of the table cannot be read ({error}); save it again as CSV"
        ) from error


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
