"""Word files, read from their XML so that tables, insertions and content controls are kept.

Deleted text of tracked changes is never read back: its place and length are recorded. The decoded
text of a Word file is its paragraphs with a blank line between them, table cells with a tab.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.readers.sheet import read_rows
from practicelearn.transcripts.readers.text import Hints, read_lines
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["LARGEST", "read", "safe_xml", "sniff"]

LARGEST = 200 * 1024 * 1024
"""A part of a packed file larger than this, unpacked, is refused (bytes)."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{_W}del", f"{_W}moveFrom"}
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are a Word file."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    return 0.9 if b"word/" in head or name.endswith(".docx") else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a Word file: a table with a speech column, else labelled paragraphs."""
    root = safe_xml(_part(raw, "word/document.xml"))
    body = root.find(f"{_W}body")
    problems: list[Problem] = []
    tables: list[list[list[str]]] = []
    paragraphs: list[str] = []
    for child in body if body is not None else []:
        _collect(child, paragraphs, tables, problems)
    for rows in tables:
        reading = read_rows(rows, hints, format="docx", separator="\t", place="row", must_fit=True)
        if reading is not None:
            words = [p for p in paragraphs if p.strip() and p not in _flat(rows)]
            if words:
                message = "this stands outside of the table and is no turn"
                problems.append(Problem("note", None, message, "\n".join(words)))
            reading.problems = problems + reading.problems
            return reading
    text = "\n\n".join(paragraphs)
    numbers = [n for n, words in enumerate(paragraphs, 1) for _ in range(words.count("\n") + 2)]
    reading = read_lines(text, hints, format="docx", place="paragraph", numbers=numbers[:-1] or [1])
    reading.problems = problems + reading.problems
    return reading


def safe_xml(raw: bytes) -> Any:
    """Return the root of an XML part; entities are not expanded and nothing is loaded."""
    from lxml import etree

    if b"<!DOCTYPE" in raw[:2048] or b"<!ENTITY" in raw[:4096]:
        raise PracticelearnError(
            "the file declares XML entities, which no transcript needs; refused"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise PracticelearnError(
            f"its XML is damaged ({error.msg}); save it again from Word"
        ) from error


def _part(raw: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = packed.getinfo(name).file_size
            if size > LARGEST:
                most = LARGEST >> 20
                raise PracticelearnError(f"it unpacks to {size >> 20} MB; at most {most} are read")
            return packed.read(name)
    except KeyError:
        raise PracticelearnError(f"it holds no {name}; save it again as .docx") from None
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise PracticelearnError(f"it is damaged ({error}); save it again from Word") from error


def _collect(
    element: Any, paragraphs: list[str], tables: list[list[list[str]]], problems: list[Problem]
) -> None:
    """Go through the body in order: paragraphs as they come, tables also as rows."""
    if element.tag == f"{_W}p":
        boxes: list[str] = []
        paragraphs.append(_text(element, boxes, problems, len(paragraphs) + 1))
        paragraphs.extend(boxes)
    elif element.tag == f"{_W}tbl":
        rows = []
        for row in element.iter(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.iter(f"{_W}tc"):
                inner: list[str] = []
                for child in cell:
                    _collect(child, inner, [], problems)
                cells.append("\n".join(inner).strip())
                paragraphs.extend(inner)
            rows.append(cells)
        tables.append(rows)
    elif element.tag not in _GONE and isinstance(element.tag, str):
        for child in element:
            _collect(child, paragraphs, tables, problems)


def _text(element: Any, boxes: list[str], problems: list[Problem], number: int) -> str:
    """The words of a paragraph; text boxes go to ``boxes``, deletions are listed by length."""
    parts: list[str] = []
    for child in element:
        if child.tag in _GONE:
            length = sum(len(t.text or "") for t in child.iter(f"{_W}delText", f"{_W}t"))
            if length:
                message = f"{length} characters deleted here in tracked changes are not read"
                problems.append(Problem("note", number, message))
        elif child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag == f"{_W}txbxContent":
            boxes.extend(_text(p, boxes, problems, number) for p in child.iter(f"{_W}p"))
        elif isinstance(child.tag, str) and child.tag not in {_FALLBACK, f"{_W}pPr", f"{_W}rPr"}:
            parts.append(_text(child, boxes, problems, number))
    return "".join(parts)


def _flat(rows: list[list[str]]) -> set[str]:
    return {part for row in rows for cell in row for part in [cell, *cell.split("\n")]}
