"""A finished document of ours, HTML, Word or slides, as the pieces of text somebody reads in it."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from practicelearn._word_styles import StyleNames
from practicelearn.errors import PracticelearnError

__all__ = ["Piece", "pieces_of"]


@dataclass(frozen=True)
class Piece:
    """A paragraph, a bullet, a table's cell, a picture's words, with where it stands.

    Parameters
    ----------
    text : str
    kind : str
        heading, text, quote, source, caption, cell, alt, drawn (the words within a picture, line
        by line) or figure (one of the few at the beginning).
    section, part : str
        The headings of level 2 and 3 above it.
    caption, column, head : str
        Of a cell: its table's caption, its column's header, the first cell of its row. Of a
        figure: ``column`` is what it counts.
    """

    text: str
    kind: str = "text"
    section: str = ""
    part: str = ""
    caption: str = ""
    column: str = ""
    head: str = ""


def pieces_of(document: str | Path) -> list[Piece]:
    """Return every piece of a page, given as HTML, or of a file ending in .html, .docx or .pptx.

    Raises
    ------
    PracticelearnError
        The file is none of them.
    """
    if isinstance(document, str) and document.lstrip().startswith("<"):
        return _of_html(document)
    path = Path(document)
    if path.suffix == ".html":
        return _of_html(path.read_text(encoding="utf-8"))
    if path.suffix == ".docx":
        return list(_of_word(path))
    if path.suffix == ".pptx":
        return list(_of_slides(path))
    raise PracticelearnError(
        f"{path}: the disclosure test reads finished reports, .html, .docx or .pptx; make them "
        "with: report."
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self._open: list[str] = []
        self._classes: list[str] = []
        self._text = ""
        self._section = self._part = self._caption = self._what = ""
        self._columns: list[str] = []
        self._row: list[str] = []
        self._skip = 0
        self._theme = self._alt = ""
        self._lines: list[str] | None = None

    _TEXT = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "caption", "figcaption", "dt",
                       "dd", "summary", "th", "td", "title"})  # fmt: skip

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {k: v or "" for k, v in attrs}
        if tag == "style":
            self._skip += 1
        if tag == "img":
            self._picture(own)
            return
        if tag == "svg":
            self._lines, self._alt = [], own.get("aria-label", "")
        elif "aria-label" in own:  # what is said instead of what stands there, a caption as well
            self._found(_flat(own["aria-label"]), "text")
        if self._lines is not None:
            self._lines += [""] if tag == "text" else []
            return
        if tag in self._TEXT and not (tag == "p" and self._within_cell()):
            self._text = ""
        if tag == "tr":
            self._row = []
        if tag == "thead":
            self._columns = []
        if tag not in ("meta", "br", "img"):
            self._open.append(tag)
            self._classes.append(own.get("class", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._skip -= 1
        if self._lines is not None:
            if tag == "svg":
                words = "\n".join(filter(None, map(_flat, self._lines)))
                for text, kind in ((_flat(self._alt), "alt"), (words, "drawn")):
                    if text:
                        self._found(text, kind)
                self._lines = None
            return
        if tag in self._TEXT and not (tag == "p" and self._within_cell()):
            self._end(tag, _flat(self._text))
            self._text = ""
        while self._open and self._open.pop() != tag:
            self._classes.pop()
        if self._classes:
            self._classes.pop()

    def handle_data(self, data: str) -> None:
        if self._lines is not None:
            if self._lines:
                self._lines[-1] += data
        elif not self._skip:
            self._text += data

    def _found(self, text: str, kind: str) -> None:
        self.found.append(Piece(text, kind, **self._place))

    @property
    def _place(self) -> dict[str, str]:
        return {"section": self._section, "part": self._part or self._theme}

    def _within_cell(self) -> bool:
        return bool({"td", "th", "li"} & set(self._open))

    def _end(self, tag: str, text: str) -> None:
        if tag == "p" and self._classes and self._classes[-1] == "theme":
            self._theme = text  # a screen of the years page is about one theme, whatever follows
        place = self._place
        if tag in ("th", "td"):
            if "thead" in self._open:
                self._columns.append(text)
                return
            self._row.append(text)
            column = self._columns[len(self._row) - 1] if self._columns else ""
            self.found.append(
                Piece(text, "cell", caption=self._caption, column=column, head=self._row[0],
                      **place)
            )  # fmt: skip
            return
        if tag == "h2":
            self._section, self._part = text, ""
        elif tag in ("h3", "h4", "h5"):
            self._part = text
        elif tag == "caption":
            self._caption = text
        elif tag == "dt":
            self._what = text
            return
        if tag == "dd":
            self.found.append(Piece(text, "figure", column=self._what, **place))
            return
        kind = "heading" if tag[0] == "h" else "caption" if "caption" in tag else "text"
        if "blockquote" in self._open:
            kind = "source" if self._classes and self._classes[-1] == "source" else "quote"
        if text:
            self.found.append(Piece(text, kind, **place))

    def _picture(self, own: dict[str, str]) -> None:
        self._found(own.get("alt", ""), "alt")
        _, _, raw = own.get("src", "").partition("base64,")
        drawn = base64.b64decode(raw).decode("utf-8", "replace") if raw else ""
        lines = re.findall(r"<!--(.*?)-->", drawn, re.DOTALL)  # matplotlib's text, line by line
        if lines:
            words = "\n".join(_flat(html.unescape(line)) for line in lines)
            self._found(words, "drawn")


def _of_html(page: str) -> list[Piece]:
    parser = _Page()
    parser.feed(page)
    return parser.found


_WORD_KINDS = {"Quote": "quote", "Source": "source", "Caption": "caption"}


def _of_word(path: Path) -> Iterator[Piece]:
    import docx
    from docx.oxml.ns import qn
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    word = docx.Document(str(path))
    names = StyleNames(word)
    for page in word.sections:
        for edge in (page.header, page.footer):
            for line in edge.paragraphs:
                if line.text.strip():
                    yield Piece(_flat(line.text), "text", "page")
    section = part = caption = ""
    for item in word.element.body.iterchildren():
        if item.tag == qn("w:tbl"):
            yield from _word_table(Table(item, word), section, part, caption)
        elif item.tag == qn("w:p"):
            line = Paragraph(item, word)
            style, text = names.of_paragraph(line), _flat(line.text)
            if style == "Heading 2":
                section, part = text, ""
            elif style.startswith("Heading") and style != "Heading 1":
                part = text
            elif style == "Caption":
                caption = text
            for shape in item.iter(qn("wp:docPr")):
                yield Piece(shape.get("descr") or "", "alt", section, part)
            yield from _word_line(line, names, section, part)


def _word_line(line: Any, names: StyleNames, section: str, part: str) -> Iterator[Piece]:
    style, text = names.of_paragraph(line), _flat(line.text)
    if style != "Quote" and any(names.of_run(run) == "Figure" for run in line.runs):
        yield from _key_figures(line, names, section, part)
    elif text:
        kind = "heading" if style.startswith("Heading") else _WORD_KINDS.get(style, "text")
        yield Piece(text, kind, section, part)


def _key_figures(paragraph: Any, names: StyleNames, section: str, part: str) -> Iterator[Piece]:
    figure = ""
    for run in paragraph.runs:
        if names.of_run(run) == "Figure":
            figure = run.text.strip()
        else:
            yield Piece(figure, "figure", section, part, column=run.text.strip())


def _word_table(table: Any, section: str, part: str, caption: str) -> Iterator[Piece]:
    rows = [[_flat(cell.text) for cell in row.cells] for row in table.rows]
    for row in rows[1:]:
        for column, text in zip(rows[0], row, strict=True):
            yield Piece(text, "cell", section, part, caption, column, row[0])


def _of_slides(path: Path) -> Iterator[Piece]:
    """Each slide's title, words, tables and pictures, and what its notes page says.

    Of a notes page the first line is the theme it tells of.
    """
    import pptx

    deck = pptx.Presentation(str(path))
    for slide in deck.slides:
        title = slide.shapes.title
        section = "" if title is None else _flat(title.text_frame.text)
        for shape in slide.shapes:
            yield from _of_shape(shape, section)
        if slide.has_notes_slide:
            lines = [_flat(p.text) for p in slide.notes_slide.notes_text_frame.paragraphs]
            for line in filter(None, lines):
                yield Piece(line, "text", section, lines[0])


def _of_shape(shape: Any, section: str) -> Iterator[Piece]:
    for part in getattr(shape, "shapes", ()):  # a group
        yield from _of_shape(part, section)
    said = shape._element.xpath(".//p:cNvPr")[0].get("descr")  # noqa: SLF001 - no call for it
    if said and not shape.has_table:
        yield Piece(_flat(said), "alt", section)
    if shape.has_table:
        rows = [[_flat(cell.text_frame.text) for cell in row.cells] for row in shape.table.rows]
        for row in rows[1:]:
            for column, text in zip(rows[0], row, strict=True):
                yield Piece(text, "cell", section, "", said or "", column, row[0])
    if shape.has_text_frame:
        for line in shape.text_frame.paragraphs:
            text = _flat(line.text)
            if text:
                yield Piece(text, _kind_on_a_slide(shape, text), section)


def _kind_on_a_slide(shape: Any, text: str) -> str:
    if shape.is_placeholder and "TITLE" in str(shape.placeholder_format.type).split("(")[0].split():
        return "heading"
    return "quote" if text.endswith("(a note, not the words used)") else "text"


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
