"""Paragraphs of packed documents (Word, OpenDocument, RTF), and how to tell who speaks in them.

In this order: a table with a column of speech; notes, where the caller says they are notes; labels
before the words; the colour of the words; nobody, with a warning. Never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from practicelearn.transcripts.readers.colours import read_colours
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.notes import is_notes, read_note_rows, read_notes
from practicelearn.transcripts.readers.sheet import read_rows
from practicelearn.transcripts.readers.text import read_lines
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["SEPARATOR", "Paragraph", "Rows", "joined", "read_paragraphs", "rows_of"]

SEPARATOR = "\n\n"
"""What stands between two paragraphs in the decoded text."""

Rows = list[list[str]]


@dataclass(slots=True)
class Paragraph:
    """The words of one paragraph.

    ``colours`` are rows of (start, end, colour): the colour of a stretch as six hexadecimal digits,
    or ``auto``. ``heading`` says that its style is that of a heading; ``bold`` is how many
    characters at its beginning are in bold, as far as that was looked at.
    """

    text: str
    colours: list[tuple[int, int, str]] = field(default_factory=list)
    heading: bool = False
    bold: int = 0


def joined(paragraphs: Sequence[Paragraph]) -> tuple[str, list[int]]:
    """Return the decoded text, and for each of its lines the number of its paragraph."""
    text = SEPARATOR.join(p.text for p in paragraphs)
    numbers = [n for n, p in enumerate(paragraphs, 1) for _ in range(p.text.count("\n") + 2)]
    return text, numbers[:-1] or [1]


def rows_of(
    cells_by_row: Iterable[Iterable[Any]],
    block: Callable[[Any, list[Paragraph], list[Rows]], None],
    into: list[Paragraph],
) -> Rows:
    """Return a table as words of its cells; ``block`` adds their paragraphs to ``into``."""
    rows: Rows = []
    for cells in cells_by_row:
        row = []
        for cell in cells:
            first = len(into)
            for child in cell:
                block(child, into, [])
            row.append("\n".join(p.text for p in into[first:]).strip())
        rows.append(row)
    return rows


def read_paragraphs(
    paragraphs: Sequence[Paragraph], tables: Sequence[Rows], hints: Hints, *, format: str
) -> Reading:
    """Return the units of a document.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        All of them in order, those in table cells included.
    tables : sequence of rows of cells
    hints : Hints
    format : str
        What to call the format.
    """
    for n, rows in enumerate(tables):
        if is_notes(hints):
            reading: Reading | None = read_note_rows(rows, hints, format=format)
        else:
            reading = read_rows(rows, hints, format=format, separator="\t", place="row")
            going_on = [more for more in tables[n + 1 :] if _goes_on(rows, more)]
            if reading is not None and going_on:
                rows = rows + [row for more in going_on for row in more if row != rows[0]]
                reading = read_rows(rows, hints, format=format, separator="\t", place="row")
        if reading is not None:
            reading.problems = _outside(paragraphs, rows) + reading.problems
            return reading
    text, numbers = joined(paragraphs)
    if is_notes(hints):
        headings = {n for n, p in enumerate(paragraphs, 1) if p.heading}
        return read_notes(
            text, hints, format=format, place="paragraph", numbers=numbers, headings=headings
        )
    if len({colour for p in paragraphs if not p.heading for _, _, colour in p.colours}) > 1:
        spans, at = [], 0
        for p in paragraphs:
            spans.append([] if p.heading else [(at + a, at + b, c) for a, b, c in p.colours])
            at += len(p.text) + len(SEPARATOR)
        coloured = read_colours(text, spans, hints, format=format)
        if coloured is not None:
            return coloured
    bold: dict[int, int] = {}
    if any(p.bold for p in paragraphs):
        begins = {number: n for n, number in reversed(list(enumerate(numbers)))}
        bold = {begins[n]: p.bold for n, p in enumerate(paragraphs, 1) if p.bold}
    return read_lines(text, hints, format=format, place="paragraph", numbers=numbers, bold=bold)


def _goes_on(rows: Rows, more: Rows) -> bool:
    """Whether a further table goes on with a table of speech: one that a page or a break cut."""
    return bool(more) and max(map(len, rows)) == max(map(len, more)) > 1


def _outside(paragraphs: Sequence[Paragraph], rows: Rows) -> list[Problem]:
    inside = {part for row in rows for cell in row for part in [cell, *cell.split("\n")]}
    words = [p.text for p in paragraphs if p.text.strip() and p.text not in inside]
    if not words:
        return []
    message = "this stands outside of the table and is no turn"
    return [Problem("note", None, message, "\n".join(words))]
