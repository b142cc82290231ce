"""Web pages: noScribe's default output, Word's "web page" under the name .doc, oTranscribe's .otr.

The decoded text is that of the paragraphs, a line feed after each; tags are no part of it. What a
page's head, scripts and styles hold is no text. Names and times in it are read as in plain text.
"""

from __future__ import annotations

import email
import json
import re
from html.parser import HTMLParser

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.paragraphs import Paragraph, Rows, read_paragraphs
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["read", "read_otr", "sniff", "sniff_otr"]

_HTML = re.compile(
    r"\s*(?:<!DOCTYPE html\b|<html\b|<head\b|<body\b|<\?xml[^>]*>\s*<(?:!DOCTYPE )?html\b)",
    re.IGNORECASE,
)
_MHTML = re.compile(rb"(?im)^content-type:\s*(?:multipart/related|text/html)")
_BLOCKS = frozenset({
    "p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section",
    "article", "ul", "ol", "dt", "dd", "pre", "body", "td", "th",
})  # fmt: skip
_SKIPPED = frozenset({"head", "script", "style", "title", "noscript", "template"})
_SPACES = re.compile(r"[ \t\r\n\f]+")


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are a web page, also one that a mail or Word archive holds."""
    if head[:4] in {b"PK\x03\x04", b"%PDF"}:
        return 0.0
    text = decode(head).text.lstrip("\ufeff")
    if _HTML.match(text):
        return 0.9
    if head[:12].lower() == b"mime-version" and _MHTML.search(head):
        return 0.9
    return 0.5 if name.endswith((".html", ".htm")) and "</" in text else 0.0


def sniff_otr(head: bytes, name: str) -> float:
    """Return how surely the bytes are a file of oTranscribe."""
    text = decode(head).text.lstrip("\ufeff \r\n\t")
    if not text.startswith("{"):
        return 0.0
    sure = name.endswith(".otr") or '"media-time"' in text or "timestamp" in text[:4000]
    return 0.97 if re.match(r'\{\s*"text"\s*:\s*"\s*(?:<|\\u003c)', text) and sure else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a web page."""
    return _read(_page(raw), hints, format="html")


def read_otr(raw: bytes, hints: Hints) -> Reading:
    """Return the units of oTranscribe's own file: a web page inside JSON."""
    try:
        page = json.loads(decode(raw).text.lstrip("\ufeff"))["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReadError(f"it is no file of oTranscribe, or damaged ({error})") from error
    return _read(str(page), hints, format="otr")


def _page(raw: bytes) -> str:
    """The page, out of the archive that Word's "single file web page" is."""
    if raw[:12].lower() != b"mime-version":
        return decode(raw).text
    for part in email.message_from_bytes(raw).walk():
        if part.get_content_type() == "text/html":
            held = part.get_payload(decode=True)
            if isinstance(held, bytes):
                charset = part.get_content_charset()
                return held.decode(charset, "replace") if charset else decode(held).text
    raise ReadError("it is a web archive without a page in it; save it again as plain text")


def _read(page: str, hints: Hints, *, format: str) -> Reading:
    walk = _Walk()
    walk.feed(page)
    walk.close()
    walk.end_paragraph()
    if not any(p.text.strip() for p in walk.paragraphs):
        raise ReadError("it is a web page without text; copy what it shows into a text file")
    reading = read_paragraphs(walk.paragraphs, walk.tables, hints, format=format)
    if walk.comments:
        message = "comments in the page are no turns, and kept here"
        reading.problems.append(Problem("note", None, message, "\n".join(walk.comments)))
    return reading


class _Walk(HTMLParser):
    """Goes through a page: paragraphs as they come, tables also as rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Rows] = []
        self.comments: list[str] = []
        self._parts: list[str] = []
        self._skipping: list[str] = []
        self._heading = False
        self._rows: list[Rows] = []
        self._cell_from: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping.append(tag)
        elif tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self.end_paragraph()
            self._heading = tag[0] == "h" and tag[1:].isdigit()
            if tag == "table":
                self._rows.append([])
            elif tag == "tr" and self._rows:
                self._rows[-1].append([])
            elif tag in {"td", "th"}:
                self._cell_from.append(len(self.paragraphs))
        elif tag == "span" and dict(attrs).get("class") == "timestamp":
            self._parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED and self._skipping:
            self._skipping.pop()
        elif tag in _BLOCKS:
            self.end_paragraph()
            if tag in {"td", "th"} and self._cell_from:
                first = self._cell_from.pop()
                words = "\n".join(p.text for p in self.paragraphs[first:]).strip()
                if self._rows and self._rows[-1]:
                    self._rows[-1][-1].append(words)
            elif tag == "table" and self._rows:
                rows = [row for row in self._rows.pop() if row]
                if rows:
                    self.tables.append(rows)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._parts.append(_SPACES.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        words = data.strip()
        if words and not words.startswith(("[if", "<![", "StartFragment", "EndFragment")):
            self.comments.append(words)

    def end_paragraph(self) -> None:
        lines = "".join(self._parts).split("\n")
        self._parts = []
        text = "\n".join(line.strip(" ") for line in lines).strip("\n")
        if text:
            self.paragraphs.append(Paragraph(text, heading=self._heading))
        self._heading = False
