"""Word files, read from their XML so that tables, insertions and content controls are kept.

Deleted text of tracked changes is never read back: its place and length are recorded. The decoded
text of a Word file is its paragraphs with a blank line between them, table cells with a tab.
Comments are kept as issues, and as a table by :func:`~practicelearn.transcripts.comments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from practicelearn.errors import counted
from practicelearn.transcripts.readers.bold import look_for_bold
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.looks import read_looks
from practicelearn.transcripts.readers.packed_xml import main_part, packed_part, safe_xml
from practicelearn.transcripts.readers.paragraphs import (
    SEPARATOR,
    Paragraph,
    Rows,
    joined,
    read_paragraphs,
    rows_of,
)
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["read", "sniff"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{_W}del", f"{_W}moveFrom"}
_P, _R, _T, _TBL = f"{_W}p", f"{_W}r", f"{_W}t", f"{_W}tbl"
_PARAGRAPH_STYLE, _RUN_STYLE, _COLOUR = f"{_W}pStyle", f"{_W}rStyle", f"{_W}color"
_VALUE = f"{_W}val"
_RANGES = {f"{_W}commentRangeStart", f"{_W}commentRangeEnd"}
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# in a paragraph with none of these, colours and words are simply what comes along
_INTRICATE = {
    *_GONE, *_RANGES, _FALLBACK, f"{_W}txbxContent", f"{_W}ruby", f"{_W}rPrChange", f"{_W}pPrChange"
}  # fmt: skip
_LOOKED_AT = (_P, _R, _T, _PARAGRAPH_STYLE, _RUN_STYLE, _COLOUR, *_CHARACTERS, *_INTRICATE)
_HEADING = re.compile(r"(?i)(?:heading|title|subtitle|berschrift|titre)\w*")
_HEX = re.compile(r"[0-9A-Fa-f]{6}$")
_NEARLY_BLACK = 60


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are a Word file."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    return 0.9 if b"word/" in head or name.endswith(".docx") else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a Word file: see :func:`~.paragraphs.read_paragraphs`."""
    root = safe_xml(packed_part(raw, main_part(raw)))
    named = _Styles(raw)
    body = root.find(f"{_W}body")
    walk = _Walk(named, _simple_paragraphs(body, named) if body is not None else {})
    for child in body if body is not None else []:
        walk.block(child, walk.paragraphs, walk.tables)
    reading = read_paragraphs(walk.paragraphs, walk.tables, hints, format="docx")
    if not any(unit.speaker for unit in reading.units) and look_for_bold(body, walk.paragraphs):
        reading = read_paragraphs(walk.paragraphs, walk.tables, hints, format="docx")
    if not any(unit.speaker for unit in reading.units):
        looks = read_looks(body, walk.paragraphs, named.names, hints, format="docx")
        reading = looks if looks is not None else reading
    comments = _comments(raw, walk, reading.text)
    reading.problems = walk.problems + reading.problems + [_said(c) for c in comments]
    if comments:
        reading.meta["comments"] = comments
    return reading


class _Styles:
    """Colour and heading of the named styles, those they are based on included.

    Word writes some two hundred of them into a file in which no paragraph may name one: they are
    looked at when one is asked for.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    @cached_property
    def _elements(self) -> list[Any]:
        part = packed_part(self._raw, "word/styles.xml", missing=b"")
        return list(safe_xml(part).iter(f"{_W}style")) if part else []

    @cached_property
    def names(self) -> dict[str, str]:
        """What a style is called, by its id."""
        found = {}
        for style in self._elements:
            name = style.find(f"{_W}name")
            if name is not None:
                found[style.get(f"{_W}styleId") or ""] = name.get(f"{_W}val") or ""
        return found

    @cached_property
    def _own(self) -> dict[str, tuple[str | None, str | None, bool]]:
        own = {}
        for style in self._elements:
            based, name = style.find(f"{_W}basedOn"), style.find(f"{_W}name")
            heading = name is not None and bool(_HEADING.match(name.get(f"{_W}val") or ""))
            own[style.get(f"{_W}styleId") or ""] = (
                based.get(f"{_W}val") if based is not None else None,
                _colour(style.find(f"{_W}rPr")),
                heading,
            )
        return own

    def colour(self, style: str | None) -> str | None:
        if style is None:
            return None
        for _ in range(12):  # a chain of styles may run in a circle
            if style not in self._own:
                return None
            based, colour, _ = self._own[style]
            if colour is not None:
                return colour
            style = based
        return None

    def heading(self, style: str | None) -> bool:
        if style is None:
            return False
        return self._own[style][2] if style in self._own else bool(_HEADING.match(style))


def _simple_paragraphs(  # noqa: C901 -- one branch an element of a paragraph
    body: Any, styles: _Styles
) -> dict[Any, Paragraph]:
    """The paragraphs of runs and words alone, which most are, found in one pass of the parser.

    One loop and no call an element: a file has tens of thousands. ``paragraph`` is None behind
    whatever is more than runs and words.
    """
    out: dict[Any, Paragraph] = {}
    paragraph: Any = None
    run: Any = None
    style: str | None = None
    run_style: str | None = None
    colour: str | None = None
    plain = "auto"
    parts: list[tuple[str, str]] = []
    for element in body.iter(*_LOOKED_AT):
        tag = element.tag
        if tag == _P:
            if paragraph is not None:
                out[paragraph] = _of_parts(parts, style, styles)
            paragraph, run, style, plain, parts = element, None, None, "auto", []
        elif paragraph is None:
            continue
        elif tag == _R:
            run, colour, run_style = element, None, None
        elif tag == _T or tag in _CHARACTERS:
            words = element.text if tag == _T else _CHARACTERS[tag]
            if element.getparent() is not run:
                paragraph = None
            elif words:
                of_style = styles.colour(run_style) if run_style and not colour else None
                parts.append((words, colour or of_style or plain))
        elif tag == _COLOUR:
            colour = colour or _shade(element.get(_VALUE))
        elif tag == _RUN_STYLE:
            run_style = element.get(_VALUE)
        elif tag == _PARAGRAPH_STYLE and run is None:
            style = element.get(_VALUE)
            plain = styles.colour(style) or "auto"
        else:
            paragraph = None
    if paragraph is not None:
        out[paragraph] = _of_parts(parts, style, styles)
    return out


def _of_parts(parts: Sequence[tuple[str, str]], style: str | None, styles: _Styles) -> Paragraph:
    """A paragraph of words and their colours."""
    spans: list[tuple[int, int, str]] = []
    at = 0
    for words, colour in parts:
        end = at + len(words)
        spans.append((at, end, colour))
        at = end
    heading = style is not None and styles.heading(style)
    return Paragraph("".join([words for words, _ in parts]), spans, heading)


@dataclass
class _Place:
    """A place in the document: a paragraph, counted from 0, and an offset in its text."""

    paragraph: int
    offset: int


@dataclass
class _Walk:
    """Goes through the body in order: paragraphs as they come, tables also as rows."""

    styles: _Styles
    simple: Mapping[Any, Paragraph]
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    opened: dict[str, _Place] = field(default_factory=dict)
    closed: dict[str, _Place] = field(default_factory=dict)

    def block(self, element: Any, into: list[Paragraph], tables: list[Rows]) -> None:
        if element.tag == _P:
            simple = self.simple.get(element)
            if simple is not None:
                into.append(simple)
                return
            boxes: list[Paragraph] = []
            into.append(self._paragraph(element, boxes, len(into)))
            into.extend(boxes)
        elif element.tag == _TBL:
            cells = (_own(row, f"{_W}tc") for row in _own(element, f"{_W}tr"))
            tables.append(rows_of(cells, self.block, into))
        elif element.tag in _RANGES:
            self._range(element, _Place(len(into), 0))
        elif element.tag not in _GONE and isinstance(element.tag, str):
            for child in element:
                self.block(child, into, tables)

    def _paragraph(  # noqa: C901 -- one branch an element of a paragraph
        self, element: Any, boxes: list[Paragraph], index: int
    ) -> Paragraph:
        """The words of a paragraph; text boxes go to ``boxes``, deletions are listed by length."""
        style = _value(element.find(f"{_W}pPr"), "pStyle")
        plain = self.styles.colour(style) or "auto"
        parts: list[str] = []
        spans: list[tuple[int, int, str]] = []
        length = 0

        def add(words: str, colour: str) -> None:
            nonlocal length
            if words:
                spans.append((length, length + len(words), colour))
            parts.append(words)
            length += len(words)

        def walk(inside: Any, colour: str) -> None:
            for child in inside:
                tag = child.tag
                if tag in _GONE:
                    self._deleted(child, index + 1)
                elif tag == _T:
                    add(child.text or "", colour)
                elif tag in _CHARACTERS:
                    add(_CHARACTERS[tag], colour)
                elif tag == f"{_W}txbxContent":
                    for p in child.iter(f"{_W}p"):
                        boxes.append(self._paragraph(p, boxes, index))
                elif tag in _RANGES:
                    self._range(child, _Place(index, length))
                elif tag == f"{_W}commentReference":  # one without a range stands at a point
                    for ranges in (self.opened, self.closed):
                        ranges.setdefault(child.get(f"{_W}id") or "", _Place(index, length))
                elif tag == _R:
                    walk(child, self._run_colour(child, plain))
                elif isinstance(tag, str) and tag not in {_FALLBACK, f"{_W}pPr", f"{_W}rPr"}:
                    walk(child, colour)

        walk(element, plain)
        return Paragraph("".join(parts), spans, self.styles.heading(style))

    def _run_colour(self, run: Any, plain: str) -> str:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return plain
        return _colour(properties) or self.styles.colour(_value(properties, "rStyle")) or plain

    def _deleted(self, element: Any, number: int) -> None:
        length = sum(len(t.text or "") for t in element.iter(f"{_W}delText", f"{_W}t"))
        if length:
            message = f"{counted(length, 'character')} deleted here in tracked changes, not read"
            self.problems.append(Problem("note", number, message))

    def _range(self, element: Any, place: _Place) -> None:
        start = element.tag == f"{_W}commentRangeStart"
        ranges = self.opened if start else self.closed
        ranges.setdefault(element.get(f"{_W}id") or "", place)


def _own(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row, but not those of a table inside it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag != f"{_W}tbl" and isinstance(child.tag, str) and child.tag not in _GONE:
            yield from _own(child, tag)


def _value(properties: Any, name: str) -> str | None:
    element = properties.find(f"{_W}{name}") if properties is not None else None
    return element.get(f"{_W}val") if element is not None else None


def _colour(properties: Any) -> str | None:
    """The colour named here, ``auto`` for black; None when none is."""
    return _shade(_value(properties, "color"))


def _shade(value: str | None) -> str | None:
    if value is None:
        return None
    if not _HEX.match(value) or max(bytes.fromhex(value)) < _NEARLY_BLACK:
        return "auto"
    return value.upper()


def _comments(raw: bytes, walk: _Walk, decoded: str) -> list[dict[str, Any]]:
    """The comments, with the stretch of the decoded text each is about."""
    part = packed_part(raw, "word/comments.xml", missing=b"")
    if not part:
        return []
    parent_of, done = _threads(packed_part(raw, "word/commentsExtended.xml", missing=b""))
    starts = [0]
    for p in walk.paragraphs:
        starts.append(starts[-1] + len(p.text) + len(SEPARATOR))
    text = joined(walk.paragraphs)[0]
    shown = starts if text == decoded else _in_cells(walk.paragraphs, decoded)

    def offset(place: _Place, starts: list[int], text: str) -> int:
        return min(len(text), starts[min(place.paragraph, len(starts) - 1)] + place.offset)

    found, by_paragraph = [], {}
    for element in safe_xml(part).iter(f"{_W}comment"):
        paragraphs = list(element.iter(f"{_W}p"))
        words = "\n".join(
            "".join(t.text or "" for t in p.iter(f"{_W}t")) for p in paragraphs
        ).strip()
        key = element.get(f"{_W}id") or ""
        for p in paragraphs:
            by_paragraph[p.get(f"{_W14}paraId")] = key
        opened, closed = walk.opened.get(key), walk.closed.get(key)
        quote, start, end = "", None, None
        if opened is not None:
            last = closed or opened
            quote = text[offset(opened, starts, text) : offset(last, starts, text)].strip()
            if shown is not None:
                start, end = (offset(p, shown, decoded) for p in (opened, last))
        found.append(
            {
                "comment_id": key,
                "parent_id": None,
                "paragraph": opened.paragraph + 1 if opened else None,
                "start": start,
                "end": end,
                "quote": quote,
                "author": element.get(f"{_W}author"),
                "at": element.get(f"{_W}date"),
                "text": words,
                "paragraph_ids": [p.get(f"{_W14}paraId") for p in paragraphs],
            }
        )
    for comment in found:
        ids = comment.pop("paragraph_ids")
        comment["resolved"] = bool(done & set(ids))
        for own in ids:
            if own is not None and own in parent_of:
                comment["parent_id"] = by_paragraph.get(parent_of[own])
    return found


def _threads(part: bytes) -> tuple[dict[str, str], set[str]]:
    """Which paragraph of the comments answers which, and which are marked as resolved."""
    if not part:
        return {}, set()
    found = list(safe_xml(part).iter(f"{_W15}commentEx"))
    pairs = ((a.get(f"{_W15}paraId"), a.get(f"{_W15}paraIdParent")) for a in found)
    done = {a.get(f"{_W15}paraId") or "" for a in found if a.get(f"{_W15}done") in {"1", "true"}}
    return {own: parent for own, parent in pairs if own and parent}, done


def _said(comment: dict[str, Any]) -> Problem:
    # the author is a name: it goes with the words, which consoles mask
    by = f"{comment['author']}: " if comment["author"] else ""
    on = f" on {counted(len(comment['quote']), 'character')}" if comment["quote"] else ""
    message = f"a Word comment{on}; it is no turn and is kept here"
    return Problem("note", comment["paragraph"], message, by + comment["text"])


def _in_cells(paragraphs: Sequence[Paragraph], decoded: str) -> list[int] | None:
    """Where each paragraph begins in the text of a table; None if one is not as it was."""
    starts, at = [], 0
    for p in paragraphs:
        found = decoded.find(p.text, at)
        if found < 0:
            return None
        starts.append(found)
        at = found + len(p.text)
    return [*starts, len(decoded)]
