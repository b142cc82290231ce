"""What an Excel file does not show at once: comments on cells, hidden rows and columns.

Somebody hid a row to leave it out, or only filtered a list and forgot: the file does not say which.
So what is hidden is read like the rest, and named with its size. Comments are no turns; they are
kept with what is said of the file. openpyxl tells neither to those who read a large file in parts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from practicelearn.errors import counted
from practicelearn.transcripts.readers.packages import Package
from practicelearn.transcripts.readers.xml_text import local, parse_xml
from practicelearn.transcripts.tiles import Problem

__all__ = ["Unseen", "hidden_problems", "out_of_sight"]

_BOOK = "xl/workbook.xml"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\b(r|min|max)\s*=\s*[\"'](\d+)[\"']")
_CELL = re.compile(r"\$?([A-Z]+)\$?(\d+)")
_COPY = "[Threaded comment]"  # what Excel writes for its older versions beside the real one
_COMMENT = "a comment on a cell; it is no turn and is kept here"
_NAMED = 5
_WIDEST = 16_384


class Unseen(NamedTuple):
    """Of one sheet: numbers of its hidden rows and columns (from 1), and its comments by row."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    comments: tuple[tuple[int, str], ...] = ()


def out_of_sight(raw: bytes) -> dict[str, Unseen]:
    """Return what is not seen at once, by the sheet's title; sheets that hide nothing are left out.

    Raises
    ------
    ReadError
        A part of the file is damaged.
    """
    package = Package(raw, "save it again from Excel")
    if _BOOK not in package:
        return {}
    targets = {key: target for key, _, target in _relations(package, _BOOK)}
    people = _people(package)
    found = {}
    for sheet in parse_xml(package.read(_BOOK)).iter():
        if local(sheet) != "sheet":
            continue
        own = {key.rsplit("}", 1)[-1]: value for key, value in sheet.attrib.items()}
        part = targets.get(own.get("id", ""), "")
        if part not in package:
            continue
        unseen = Unseen(*_hidden(package.read(part)), tuple(_comments(package, part, people)))
        if any(unseen):
            found[own.get("name", "")] = unseen
    return found


def hidden_problems(
    unseen: Unseen, rows: Sequence[Sequence[str]], numbers: Sequence[int]
) -> Iterator[Problem]:
    """Yield what a person should know of a sheet that is read.

    Parameters
    ----------
    unseen : Unseen
    rows : sequence of sequences of str
        The sheet's rows that hold something.
    numbers : sequence of int
        The number of each in the file.
    """
    hidden = {n: row for n, row in zip(numbers, rows, strict=True) if n in unseen.rows}
    if hidden:
        words = sum(len(cell.split()) for row in hidden.values() for cell in row)
        yield _said("row", list(map(str, hidden)), words, "read")
    columns = {n: [row[n - 1] for row in rows if len(row) >= n] for n in sorted(unseen.columns)}
    columns = {n: cells for n, cells in columns.items() if any(c.strip() for c in cells)}
    if columns:
        words = sum(len(cell.split()) for cells in columns.values() for cell in cells)
        yield _said("column", list(map(_letters, columns)), words, "looked at")
    for row, text in unseen.comments:
        yield Problem("note", row, _COMMENT, text)


def _said(noun: str, names: Sequence[str], words: int, done: str) -> Problem:
    n = len(names)
    some = ", ".join(names[:_NAMED]) + (" and more" if n > _NAMED else "")
    what = f"{counted(n, noun)} ({some}; {counted(words, 'word')})"
    verb = "is" if n == 1 else "are"
    message = (
        f"{what} {verb} hidden in Excel and {verb} {done} like the rest; what was to be "
        "left out, delete in a copy"
    )
    return Problem("warning", None, message)


def _hidden(part: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of the hidden rows and columns; told without taking the whole sheet apart again."""
    if not _HIDDEN.search(part):
        return frozenset(), frozenset()
    rows, columns = set(), set()
    for match in filter(lambda m: _HIDDEN.search(m[1]), _ROW.finditer(part)):
        rows |= {int(number) for key, number in _NUMBER.findall(match[1]) if key == b"r"}
    for match in filter(lambda m: _HIDDEN.search(m[1]), _COLUMN.finditer(part)):
        at = {key: int(number) for key, number in _NUMBER.findall(match[1])}
        first, last = at.get(b"min", 1), at.get(b"max", 0)
        columns |= set(range(first, min(last, _WIDEST) + 1))
    return frozenset(rows), frozenset(columns)


def _comments(package: Package, part: str, people: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The row and the words of each comment of a sheet: Excel's notes, and its threads."""
    for _, kind, target in _relations(package, part):
        if target not in package or not kind.endswith(("/comments", "/threadedComment")):
            continue
        root = parse_xml(package.read(target))
        authors = [e.text or "" for e in root.iter() if local(e) == "author"]
        for element in root.iter():
            cell = _CELL.fullmatch(element.get("ref") or "")
            if local(element) not in {"comment", "threadedComment"} or cell is None:
                continue
            words = "".join(e.text or "" for e in element.iter() if local(e) in {"t", "text"})
            number = element.get("authorId") or ""
            by = people.get(element.get("personId") or "", "")
            if number.isdigit() and int(number) < len(authors):
                by = authors[int(number)]
            if words.strip() and not by.startswith("tc=") and not words.startswith(_COPY):
                named = by and not words.startswith(f"{by}:")
                yield int(cell[2]), f"{by}: {words.strip()}" if named else words.strip()


def _people(package: Package) -> dict[str, str]:
    """Who wrote in threads: Excel keeps their names in a part of its own."""
    return {
        element.get("id") or "": element.get("displayName") or ""
        for name in package.names()
        if name.casefold().startswith("xl/persons/") and name.casefold().endswith(".xml")
        for element in parse_xml(package.read(name)).iter()
        if local(element) == "person"
    }


def _relations(package: Package, part: str) -> list[tuple[str, str, str]]:
    """What a part refers to: rows of (id, kind, path in the package)."""
    folder, name = posixpath.split(part)
    own = f"{folder}/_rels/{name}.rels"
    if own not in package:
        return []
    return [
        (
            e.get("Id") or "",
            e.get("Type") or "",
            posixpath.normpath(posixpath.join("/", folder, e.get("Target") or "")).lstrip("/"),
        )
        for e in parse_xml(package.read(own)).iter()
        if local(e) == "Relationship"
    ]


def _letters(column: int) -> str:
    """A column's letters.

    Examples
    --------
    >>> [_letters(n) for n in (1, 26, 27)]
    ['A', 'Z', 'AA']
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
