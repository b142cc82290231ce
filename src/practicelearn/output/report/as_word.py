"""A document as a Word file: real headings, header rows, text alternatives, en-GB."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import Any

from practicelearn._word import head_row, may_split, settle
from practicelearn.output.report.blocks import (
    Bullets,
    Cards,
    Cell,
    Contents,
    Document,
    Heading,
    KeyFigures,
    Link,
    Notice,
    OwnWords,
    Paragraph,
    Passages,
    Picture,
    Quote,
    Sides,
    Table,
)
from practicelearn.output.report.cards_as_word import write_cards
from practicelearn.output.report.word_parts import (
    mark_headings,
    write_contents,
    write_own_words,
)
from practicelearn.output.report.word_styles import size_of
from practicelearn.output.report.word_template import begin, text_height_cm, text_width_cm

__all__ = ["to_word"]

_LINE = "C9D1D6"
_PADDING_CM, _LETTER_CM, _BOLD = 0.45, 0.21, 1.2  # of a cell; of a letter, and a bold one
_WHOLE = 24  # lines of a table that stays on one page: about a third of it
_FIGURE = 12  # letters of the longest figure, such as an interval
_TABLE_PT = 9.5  # size of the letters that _LETTER_CM is measured on
_SMALLEST_PT = 7  # letters of a table that are still read on paper
_AN_ID, _A_DATE = 18, 10  # letters of the longest word that is never broken; of a date
# style, points, gap before and after: for a document of one page
_SMALL = (
    ("Normal", 10, 0, 3), ("Heading 1", 16, 0, 1), ("Heading 2", 12, 5, 1),
    ("Heading 3", 11, 5, 1),
    ("Subtitle", 9.5, 0, 2), ("Statement", 10.5, 4, 1), ("Note", 9.5, 0, 2), ("Quote", 10, 1, 1),
    ("Source", 9.5, 0, 3), ("List Bullet", 9.5, 0, 0.5), ("Caption", 9.5, 3, 2),
)  # fmt: skip


def to_word(document: Document, path: Path, *, template: str | Path | None = None) -> None:
    """Write the document as ``.docx``, in the styles of a template.

    Headings are Word's own styles and nest, every table repeats its header row, every picture
    carries a text alternative and is followed by its table, the language is British English.
    """
    from docx.shared import Pt

    word = begin(template)
    if document.one_page:
        _set_small(word, ours=template is None)
    settle(word, document.title)
    for notice in document.notices:
        _running_head(word, notice)
        _notice(word, Notice(notice))
    _heading(word, Heading(document.title, level=1))
    word.add_paragraph(document.subtitle, style="Subtitle")
    below_a_table = False
    for block, below in zip_longest(document.blocks, document.blocks[1:]):
        n = len(word.paragraphs) if below_a_table else 0
        if isinstance(block, Contents):
            write_contents(word, document)
        else:
            _WRITERS[type(block)](word, block)
        if below_a_table and not isinstance(block, Table | Picture | Sides | Heading):
            word.paragraphs[n].paragraph_format.space_before = Pt(10)
        below_a_table = isinstance(block, Table | Picture | Sides)
        if isinstance(block, Paragraph) and isinstance(below, Table | Sides):
            word.paragraphs[-1].paragraph_format.keep_with_next = True
    mark_headings(word, document)
    word.save(str(path))


def _running_head(word: Any, notice: str) -> None:
    """The notice's first word or words on every page: a printed page may be read alone."""
    for section in word.sections:
        heads = [section.header]
        if section.different_first_page_header_footer:
            heads.append(section.first_page_header)
        if word.settings.odd_and_even_pages_header_footer:
            heads.append(section.even_page_header)
        for head in heads:
            first = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
            if first.text or len(first._p) > 1:  # noqa: SLF001 - a logo is no text
                first = first.insert_paragraph_before()
            first.add_run(notice.split(".")[0], style="Notice Text")


def _set_small(word: Any, *, ours: bool) -> None:
    """Type, gaps and margins for a single sheet; 9.5 points is the least that prints well.

    A council's own page stays as it is: only type and gaps are set small.
    """
    from docx.shared import Cm, Pt

    if ours:
        section = word.sections[0]
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.2)
        section.header_distance = section.footer_distance = Cm(0.6)
        for paragraph in section.footer.paragraphs:
            for part in list(paragraph._p):  # noqa: SLF001 - one page needs no number
                paragraph._p.remove(part)  # noqa: SLF001 - see above
    for name, size, before, after in _SMALL:
        style = word.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        style.paragraph_format.line_spacing = 1.05


def _heading(word: Any, block: Heading) -> None:
    heading = word.add_heading(block.text, level=block.level)
    heading.paragraph_format.keep_with_next = True  # not every template says so


_STYLES = {"body": None, "lead": "Statement", "statement": "Statement", "note": "Note"}


def _paragraph(word: Any, block: Paragraph) -> None:
    # a link leads nowhere on paper: its words stay
    words = " ".join(w for w in (block.text, block.link.text if block.link else "") if w)
    paragraph = word.add_paragraph(words, style=_STYLES[block.style])
    if block.style in {"lead", "statement"}:
        paragraph.paragraph_format.keep_with_next = True  # what it rests on comes below it


def _notice(word: Any, block: Notice) -> None:
    word.add_paragraph(block.text, style="Notice")


def _figures(word: Any, block: KeyFigures) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    paragraph = word.add_paragraph()
    form = paragraph.paragraph_format  # large figures do not fit into every body text's lines
    form.line_spacing, form.first_line_indent = 1.1, Cm(0)
    form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for n, (figure, what) in enumerate(block.items):
        paragraph.add_run(f"{'     ' if n else ''}{figure}", style="Figure")
        paragraph.add_run(f" {what}", style="Figure Text")


def _bullets(word: Any, block: Bullets) -> None:
    from docx.oxml.ns import qn

    numbered = word.styles["List Bullet"].element.find(f".//{qn('w:numPr')}") is not None
    for item in block.items:
        word.add_paragraph(item if numbered else f"• {item}", style="List Bullet")


def _words(quote: Quote) -> str:
    return f"“{quote.words}”" if quote.verbatim else f"{quote.words} (a note, not the words used)"


def _quote(word: Any, block: Quote) -> None:
    from docx.shared import Pt

    if block.inline:
        paragraph = word.add_paragraph(f"{_words(block)} ", style="Quote")
        run = paragraph.add_run(block.source, style="Figure Text")
        run.font.size = Pt(size_of(word.styles["Quote"]))
        return
    word.add_paragraph(_words(block), style="Quote")
    word.add_paragraph(block.source, style="Source")


def _passages(word: Any, block: Passages) -> None:
    for quote in block.quotes:
        _quote(word, quote)


def _sides(word: Any, block: Sides) -> None:
    rows = [
        [_side(*side, n) for side in zip(block.quotes, block.instead, strict=True)]
        for n in range(max(1, *map(len, block.quotes)))
    ]
    _grid(word, block.titles, rows, equal=True)


def _side(quotes: Sequence[Quote], instead: str, n: int) -> Cell:
    if n < len(quotes):
        return (quotes[n],)
    return "" if n else instead


def _cell(cell: Cell) -> list[str]:
    """The paragraphs of a cell: a quote is one of its own."""
    if isinstance(cell, tuple):
        return [f"{_words(q)} {q.source}" for q in cell]
    return [cell.text if isinstance(cell, Link) else cell]


def _table(word: Any, block: Table) -> None:
    word.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
    _grid(word, block.header, block.rows, numeric=block.numeric, caption=block.caption)


def _grid(
    word: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    numeric: Sequence[bool] = (),
    caption: str = "",
    equal: bool = False,
) -> None:
    """A table with thin lines between rows; its header row is marked and repeats.

    ``equal``: columns of one width, and rows that may stand on two pages.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    table = word.add_table(rows=1 + len(rows), cols=len(header))
    sides = dict.fromkeys(("top", "bottom", "insideH"), (4, 0))
    table.autofit = False
    # python-docx has no call for borders, and their place among the others is laid down
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(_lines("tblBorders", sides, _LINE))  # noqa: SLF001 - see above
    head_row(table, caption)
    cells = [[_cell(c) for c in row] for row in [header, *rows]]
    text_size = size_of(word.styles["Table Text"])
    text_style = word.part.get_style_id("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    letter = _LETTER_CM * text_size / _TABLE_PT
    texts = [["\n".join(c) for c in row] for row in cells]
    smallest = min(1, _SMALLEST_PT / text_size)
    widths, shrunk = _widths(texts, text_width_cm(word), letter=letter, smallest=smallest)
    if equal:
        widths = [sum(widths) / len(widths)] * len(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    whole = not equal and _lines_in(cells, widths, letter * shrunk) <= _WHOLE
    for n, (row, values) in enumerate(zip(table.rows, cells, strict=True)):
        if n and _lines_in([values], widths, letter * shrunk) > _WHOLE:
            may_split(row)  # one that fills half a page would leave the other half empty
        with_next = n == 0 or (whole and n < len(rows))  # a header row never stands alone
        for k, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = Cm(widths[k])  # Word heeds the cells, other programs the columns
            for m, words in enumerate(value):
                paragraph = cell.add_paragraph() if m else cell.paragraphs[0]
                paragraph._p.style = text_style  # noqa: SLF001 - looked up once: it takes long
                paragraph.paragraph_format.keep_with_next = with_next or None
                if m:
                    paragraph.paragraph_format.space_before = Pt(5)
                if numeric and numeric[k]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                run = paragraph.add_run(words)
                run.bold = n == 0 or None
                if shrunk < 1:
                    run.font.size = Pt(text_size * shrunk)


def _lines_in(
    cells: Sequence[Sequence[Sequence[str]]], widths: Sequence[float], letter: float
) -> int:
    """About how many lines a table takes: of each row its longest cell."""
    return sum(
        max(
            sum(ceil(max(len(words), 1) * letter / max(width - _PADDING_CM, 0.1)) for words in cell)
            for cell, width in zip(row, widths, strict=True)
        )
        for row in cells
    )


def _widths(
    rows: Sequence[Sequence[str]], total: float, *, letter: float, smallest: float
) -> tuple[list[float], float]:
    """Width of each column in cm, and how much smaller the letters must be for that.

    No word and no figure is broken; long text shares what is left. Where there is no room, first
    figures such as "45 of 50" wrap, then names such as 2024-care-leavers, then the table is set
    smaller; only after that is the longest word cut.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    room = total - _PADDING_CM * len(columns)
    for needed in (_whole, _word, _piece):
        # the head is bold; it may always wrap
        letters = [max(_BOLD * _word(c[0]), *map(needed, c[1:]), 1) for c in columns]
        if letter * sum(letters) <= room:
            break
    shrunk = max(smallest, min(1.0, room / (letter * sum(letters))))
    least = [_PADDING_CM + letter * shrunk * n for n in letters]
    spare = total - sum(least)
    if spare < 0:
        return _cut(least, total), shrunk
    usual = [_PADDING_CM + letter * sum(map(len, c)) / len(c) for c in columns]
    # what is wide enough takes no room from others
    rest = [max(0.1, u - n) for u, n in zip(usual, least, strict=True)]
    return [n + spare * r / sum(rest) for n, r in zip(least, rest, strict=True)], shrunk


def _cut(least: Sequence[float], total: float) -> list[float]:
    """Widths that fill the page, where the widest columns alone give way."""
    narrow: list[float] = []
    for width in sorted(least):
        each = (total - sum(narrow)) / (len(least) - len(narrow))
        if width > each:
            break
        narrow.append(width)
    return [min(width, each) for width in least]


def _word(cell: str, *, longest: int = _AN_ID) -> float:
    """Letters of a cell's longest word; an id longer than any word breaks at its hyphens."""
    parts = (p for w in cell.split()
             for p in (re.split(r"(?<=[-–])", w) if len(w) > longest else [w]))  # fmt: skip
    return max(map(len, parts), default=0)


def _piece(cell: str) -> float:
    """Letters of a cell's longest word, where all but dates and rounds break at their hyphens."""
    return _word(cell, longest=_A_DATE)


def _whole(cell: str) -> float:
    """Letters of a cell that is to stay on one line because it holds a figure; else of its word."""
    return len(cell) if len(cell) <= _FIGURE else _word(cell)


def _lines(name: str, sides: dict[str, tuple[int, int]], colour: str) -> Any:
    """Borders as Word writes them: for each side its width in eighths of a point and its space."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement(f"w:{name}")
    for side, (size, space) in sides.items():
        line = OxmlElement(f"w:{side}")
        values = {"val": "single", "sz": str(size), "space": str(space), "color": colour}
        for attribute, value in values.items():
            line.set(qn(f"w:{attribute}"), value)
        borders.append(line)
    return borders


def _picture(word: Any, block: Picture) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm

    raw = io.BytesIO(block.image("png"))
    word.add_paragraph(block.title, style="Caption").paragraph_format.keep_with_next = True
    shape = word.add_picture(raw, width=Cm(min(16, text_width_cm(word))))
    highest = Cm(0.7 * text_height_cm(word))
    if shape.height > highest:
        shape.width, shape.height = int(shape.width * highest / shape.height), highest
    # a template's exact line height would clip it, and its indents push it off the page
    form = word.paragraphs[-1].paragraph_format
    form.line_spacing, form.left_indent, form.first_line_indent = 1.0, Cm(0), Cm(0)
    properties = next(shape._inline.iter(qn("wp:docPr")))  # noqa: SLF001 - no call for descr
    properties.set("descr", block.alt)
    _table(word, block.table)


_WRITERS: dict[type, Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Notice: _notice,
    KeyFigures: _figures,
    Bullets: _bullets,
    OwnWords: write_own_words,
    Quote: _quote,
    Passages: _passages,
    Sides: _sides,
    Table: _table,
    Picture: _picture,
    Cards: write_cards,
}
