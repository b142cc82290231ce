"""What a printed document says, as plain text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import docx
import openpyxl
from lxml import html

from practicelearn.output.disclosure.finished import pieces_of

__all__ = ["found_in", "people_said", "said_in", "table_in"]


def said_in(path: Path) -> str:
    """Return every word of a finished document or workbook, white space evened out."""
    written = path.stat()
    return _said_in(path, written.st_mtime_ns, written.st_size)


@cache
def _said_in(path: Path, _at: int, _size: int) -> str:
    """The words of a document as it was written then: many tests read it, once for them all."""
    if path.suffix == ".pptx":
        return _even("\n".join(piece.text for piece in pieces_of(path)))
    if path.suffix == ".xlsx":
        cells = (row for sheet in openpyxl.load_workbook(path) for row in sheet.values)
        return _even("\n".join(str(cell) for row in cells for cell in row if cell is not None))
    if path.suffix == ".docx":
        body = docx.Document(str(path)).element.body
        parts = [
            "".join(node.text or "" for node in p.iter() if node.tag.endswith("}t"))
            for p in body.iter()
            if p.tag.endswith("}p")
        ]
        return _even("\n".join(parts))
    page = html.document_fromstring(path.read_bytes())
    for node in page.xpath("//style | //script | //svg"):
        node.getparent().remove(node)
    return _even("\n".join(page.xpath("//text()")))


def table_in(path: Path, caption: str) -> list[dict[str, str]]:
    """Return the rows of the HTML table whose caption begins so, each by the heads of columns."""
    page = html.document_fromstring(path.read_bytes())
    for table in page.xpath("//table[caption]"):
        if _even(table.xpath("string(caption)")).startswith(caption):
            rows = [
                [_even(cell.text_content()).strip() for cell in row.xpath("./th|./td")]
                for row in table.xpath(".//tr")
            ]
            return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    raise AssertionError(f"{path.name}: no table “{caption}”")


def found_in(text: str, patterns: tuple[str, ...]) -> list[str]:
    """Return what of a text fits one of the patterns, with the words around it."""
    return [
        f"{pattern}: …{text[max(0, m.start() - 60) : m.end() + 60]}…"
        for pattern in patterns
        for m in re.finditer(pattern, text, re.IGNORECASE)
    ]


def people_said(text: str) -> set[str]:
    """Return every count of people out of others that a text gives, such as "22 of 29 people"."""
    return set(re.findall(r"(?:fewer than 5|nearly all|\d+) of \d+ people", text))


def _even(text: str) -> str:
    return re.sub(r"[\s\xa0]+", " ", text)
