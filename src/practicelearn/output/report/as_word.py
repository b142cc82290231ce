"""A document as a Word file: real headings, header rows, text alternatives, en-GB."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import Any

from practicelearn.output.report.blocks import (
    Bullets,
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
from practicelearn.output.report.word_parts import (
    mark_headings,
    write_contents,
    write_own_words,
)
from practicelearn.output.report.word_template import begin, text_width_cm

__all__ = ["to_word"]

_LINE = "C9D1D6"
_PADDING_CM, _LETTER_CM = 0.5, 0.23  # of a table cell; a bold letter of a wide font
_WHOLE = 24  # lines of a table that stays on one page: about a third of it
_FIGURE = 12  # letters of the longest figure, such as an interval
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
    word.core_properties.title = document.title
    word.core_properties.author = "practicelearn"
    word.core_properties.comments = ""  # the template's own
    word.core_properties.language = "en-GB"
    for notice in document.notices:
        _running_head(word, notice)
        _notice(word, Notice(notice))
    word.add_heading(document.title, level=1)
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
    word.add_heading(block.text, level=block.level)


_STYLES = {"body": None, "lead": "Statement", "statement": "Statement", "note": "Note"}


def _paragraph(word: Any, block: Paragraph) -> None:
    # a link leads nowhere on paper: its words stay
    words = " ".join(w for w in (block.text, block.link.text if block.link else "") if w)
    word.add_paragraph(words, style=_STYLES[block.style])


def _notice(word: Any, block: Notice) -> None:
    word.add_paragraph(block.text, style="Notice")


def _figures(word: Any, block: KeyFigures) -> None:
    paragraph = word.add_paragraph()
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
    if block.inline:
        paragraph = word.add_paragraph(f"{_words(block)} ", style="Quote")
        run = paragraph.add_run(block.source, style="Figure Text")
        run.font.size = word.styles["Quote"].font.size
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
    _grid(word, block.header, block.rows, numeric=block.numeric)


def _grid(
    word: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    numeric: Sequence[bool] = (),
    equal: bool = False,
) -> None:
    """A table with thin lines between rows; its header row is marked and repeats.

    ``equal``: columns of one width, and rows that may stand on two pages.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = word.add_table(rows=1 + len(rows), cols=len(header))
    sides = dict.fromkeys(("top", "bottom", "insideH"), (4, 0))
    # python-docx has no calls for borders, header rows and rows that stay whole
    table._tbl.tblPr.append(_lines("tblBorders", sides, _LINE))  # noqa: SLF001 - python-docx has no call for this
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no call for this
    table.autofit = False
    cells = [[_cell(c) for c in row] for row in [header, *rows]]
    widths = _widths([["\n".join(c) for c in row] for row in cells], total=text_width_cm(word))
    if equal:
        widths = [sum(widths) / len(widths)] * len(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    whole = not equal and _lines_in(cells, widths) <= _WHOLE
    for n, (row, values) in enumerate(zip(table.rows, cells, strict=True)):
        with_next = n == 0 or (whole and n < len(rows))  # a header row never stands alone
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001 - nor for this
        for k, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = Cm(widths[k])  # Word heeds the cells, other programs the columns
            for m, words in enumerate(value):
                paragraph = cell.add_paragraph() if m else cell.paragraphs[0]
                paragraph.style = "Table Text"
                paragraph.paragraph_format.keep_with_next = with_next or None
                if m:
                    paragraph.paragraph_format.space_before = Pt(5)
                if numeric and numeric[k]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.add_run(words).bold = n == 0 or None


def _lines_in(cells: Sequence[Sequence[Sequence[str]]], widths: Sequence[float]) -> int:
    """About how many lines a table takes: of each row its longest cell."""
    return sum(
        max(
            sum(ceil(max(len(words), 1) * _LETTER_CM / (width - _PADDING_CM)) for words in cell)
            for cell, width in zip(row, widths, strict=True)
        )
        for row in cells
    )


def _widths(rows: Sequence[Sequence[str]], *, total: float) -> list[float]:
    """Width of each column in cm: no word and no figure is broken; long text shares the rest."""
    least, rest = [], []
    for column in zip(*rows, strict=True):
        word = max(len(word) for cell in column for word in [*cell.split(), ""])
        whole = max(map(len, column[1:]), default=0)
        least.append(_PADDING_CM + _LETTER_CM * max(word, whole if whole <= _FIGURE else 0))
        usual = _PADDING_CM + _LETTER_CM * sum(map(len, column)) / len(column)
        rest.append(max(0.1, usual - least[-1]))  # what is wide enough takes no room from others
    spare = total - sum(least)
    if spare < 0:
        return [total * n / sum(least) for n in least]
    return [n + spare * r / sum(rest) for n, r in zip(least, rest, strict=True)]


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
}
