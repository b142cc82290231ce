"""OpenDocument text (LibreOffice, Google Docs), read from its XML.

Deleted text of tracked changes is never read back, its length is recorded; annotations are comments
and kept as issues. Paragraphs are told apart as in Word files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from practicelearn.errors import counted
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.packed_xml import packed_part, safe_xml
from practicelearn.transcripts.readers.paragraphs import Paragraph, Rows, read_paragraphs, rows_of
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["read", "sniff"]

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _OFFICE, _TABLE = _OASIS % "text", _OASIS % "office", _OASIS % "table"
_STYLE, _FO = _OASIS % "style", _OASIS % "xsl-fo-compatible"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BLOCKS = {f"{_TEXT}p", f"{_TEXT}h"}
_MIMETYPE = b"application/vnd.oasis.opendocument.text"
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})$")
_MOST_SPACES = 10_000


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are an OpenDocument text."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    return 1.0 if _MIMETYPE in head[:200] or name.endswith(".odt") else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of an OpenDocument text: see :func:`~.paragraphs.read_paragraphs`."""
    root = safe_xml(packed_part(raw, "content.xml", program="LibreOffice"))
    walk = _Walk(_colours(root))
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    for child in body if body is not None else []:
        walk.block(child, walk.paragraphs, walk.tables)
    reading = read_paragraphs(walk.paragraphs, walk.tables, hints, format="odt")
    reading.problems = walk.problems + reading.problems
    return reading


def _colours(root: Any) -> dict[str, str]:
    """The colour each automatic style gives its words."""
    own: dict[str, str] = {}
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}text-properties")
        match = (
            _COLOUR.match(properties.get(f"{_FO}color") or "") if properties is not None else None
        )
        if match:
            dark = max(bytes.fromhex(match[1])) < 60
            own[style.get(f"{_STYLE}name") or ""] = "auto" if dark else match[1].upper()
    return own


@dataclass
class _Walk:
    """Goes through the body in order."""

    colours: dict[str, str]
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def block(self, element: Any, into: list[Paragraph], tables: list[Rows]) -> None:
        if element.tag in _BLOCKS:
            into.append(self._paragraph(element, into))
        elif element.tag == f"{_TABLE}table":
            own = element.iter(f"{_TABLE}table-row")
            cells = (row.findall(f"{_TABLE}table-cell") for row in own)
            tables.append(rows_of(cells, self.block, into))
        elif element.tag == f"{_TEXT}tracked-changes":
            self._deleted(element)
        elif isinstance(element.tag, str):
            for child in element:
                self.block(child, into, tables)

    def _paragraph(  # noqa: C901 -- one branch an element of a paragraph
        self, element: Any, into: list[Paragraph]
    ) -> Paragraph:
        parts: list[str] = []
        spans: list[tuple[int, int, str]] = []
        length = 0

        def add(words: str | None, colour: str) -> None:
            nonlocal length
            if words:
                spans.append((length, length + len(words), colour))
                parts.append(words)
                length += len(words)

        def plain(words: str | None) -> str:
            return re.sub(r"[ \t\r\n]+", " ", words or "")  # OpenDocument: white space collapses

        def walk(inside: Any, colour: str) -> None:
            add(plain(inside.text), colour)
            for child in inside:
                tag = child.tag
                if tag == f"{_TEXT}s":
                    n = child.get(f"{_TEXT}c") or "1"
                    add(" " * min(int(n) if n.isdigit() else 1, _MOST_SPACES), colour)
                elif tag == f"{_TEXT}tab":
                    add("\t", colour)
                elif tag == f"{_TEXT}line-break":
                    add("\n", colour)
                elif tag == f"{_OFFICE}annotation":
                    self._comment(child, len(into) + 1)
                elif tag == f"{_TEXT}note":
                    self._footnote(child, len(into) + 1)
                elif tag in _BLOCKS:  # of a text box
                    into.append(self._paragraph(child, into))
                elif isinstance(tag, str):
                    style = child.get(f"{_TEXT}style-name") or ""
                    walk(child, self.colours.get(style, colour))
                add(plain(child.tail), colour)

        walk(element, self.colours.get(element.get(f"{_TEXT}style-name") or "", "auto"))
        return Paragraph("".join(parts), spans, element.tag == f"{_TEXT}h")

    def _deleted(self, element: Any) -> None:
        for region in element.iter(f"{_TEXT}deletion"):
            blocks = (p for p in region if p.tag in _BLOCKS)
            length = sum(len("".join(p.itertext())) for p in blocks)
            if length:
                message = f"{counted(length, 'character')} deleted in tracked changes, not read"
                self.problems.append(Problem("note", None, message))

    def _comment(self, element: Any, number: int) -> None:
        author = element.findtext(f"{_DC}creator")
        words = "\n".join("".join(p.itertext()) for p in element.iter(f"{_TEXT}p"))
        by = f"{author}: " if author else ""
        message = "a comment; it is no turn and is kept here"
        self.problems.append(Problem("note", number, message, by + words))

    def _footnote(self, element: Any, number: int) -> None:
        body = element.find(f"{_TEXT}note-body")
        words = "".join(body.itertext()) if body is not None else ""
        self.problems.append(Problem("note", number, "this is a footnote and no turn", words))
