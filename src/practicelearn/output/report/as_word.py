"""A document as a Word file: real headings, header rows, text alternatives, en-GB."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from practicelearn.output.report.blocks import (
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Link,
    Notice,
    Paragraph,
    Passages,
    Picture,
    Quote,
    Sides,
    Table,
)

__all__ = ["to_word"]

_INK, _SOFT, _WARN, _LINE = "1D2B36", "51606B", "8A1F11", "C9D1D6"
_BODY, _DISPLAY = "Calibri", "Cambria"
# style, points, gap before and after: for a document of one page
_SMALL = (
    ("Normal", 10, 0, 3), ("Heading 1", 16, 0, 1), ("Heading 2", 12, 7, 1),
    ("Heading 3", 11, 6, 1),
    ("Subtitle", 9.5, 0, 2), ("Statement", 10.5, 4, 1), ("Note", 9.5, 0, 2), ("Quote", 10, 1, 1),
    ("Source", 9.5, 0, 3), ("List Bullet", 9.5, 0, 1), ("Caption", 9.5, 3, 2),
)  # fmt: skip


def to_word(document: Document, path: Path) -> None:
    """Write the document as ``.docx``.

    Headings are Word's own styles and nest, every table repeats its header row, every picture
    carries a text alternative and is followed by its table, the language is British English.
    """
    import docx
    from docx.shared import Pt

    word = docx.Document()
    _style(word)
    if document.one_page:
        _set_small(word)
    else:
        _page_numbers(word)
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
    for block in document.blocks:
        n = len(word.paragraphs) if below_a_table else 0
        _WRITERS[type(block)](word, block)
        if below_a_table and not isinstance(block, Table | Picture | Sides | Heading):
            word.paragraphs[n].paragraph_format.space_before = Pt(10)
        below_a_table = isinstance(block, Table | Picture | Sides)
    word.save(str(path))


def _running_head(word: Any, notice: str) -> None:
    """The notice's first word or words on every page: a printed page may be read alone."""
    paragraph = word.sections[0].header.paragraphs[0]
    _colour(paragraph.add_run(notice.split(".")[0]), _WARN, bold=True)


def _page_numbers(word: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no call for fields


def _style(word: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm

    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), "en-GB")
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    _font(word.styles["Normal"], _BODY, 11, space=(0, 7))
    word.styles["Normal"].paragraph_format.line_spacing = 1.2
    for level, size, before in ((1, 26, 0), (2, 17, 22), (3, 13.5, 14), (4, 11.5, 10), (5, 11, 8)):
        _font(word.styles[f"Heading {level}"], _DISPLAY, size, space=(before, 4))
    _font(word.styles["Subtitle"], _BODY, 12, colour=_SOFT, space=(0, 14))
    _font(word.styles["Caption"], _BODY, 10, space=(8, 4))
    word.styles["Caption"].font.bold = True
    _font(word.styles["Quote"], _DISPLAY, 11.5, space=(2, 0))
    word.styles["Quote"].font.italic = False
    for name, base, size, colour in (
        ("Source", _BODY, 9, _SOFT), ("Statement", _DISPLAY, 14, _INK), ("Note", _BODY, 10, _SOFT),
    ):  # fmt: skip
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        _font(style, base, size, colour=colour, space=(0, 7))
    for name in ("Quote", "Source"):
        word.styles[name].paragraph_format.left_indent = Cm(0.8)
    quote = word.styles["Quote"]
    quote.paragraph_format.keep_with_next = True
    quote.element.get_or_add_pPr().append(_lines("pBdr", {"left": (12, 8)}, "0B4F86"))
    subtitle = word.styles["Subtitle"]
    subtitle.font.italic = False
    for spacing in subtitle.element.rPr.findall(qn("w:spacing")):
        subtitle.element.rPr.remove(spacing)  # Word's own subtitle is letter-spaced


def _set_small(word: Any) -> None:
    """Type, gaps and margins for a single sheet; 9.5 points is the least that prints well."""
    from docx.shared import Cm, Pt

    section = word.sections[0]
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.4)
    section.header_distance = section.footer_distance = Cm(0.7)
    for name, size, before, after in _SMALL:
        style = word.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        style.paragraph_format.line_spacing = 1.05


def _font(
    style: Any, name: str, size: float, *, colour: str = _INK, space: tuple[float, float]
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, space)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)  # a theme font would win over the name


def _colour(run: Any, colour: str, *, bold: bool = False) -> None:
    from docx.shared import RGBColor

    run.bold = bold
    run.font.color.rgb = RGBColor.from_string(colour)


def _heading(word: Any, block: Heading) -> None:
    word.add_heading(block.text, level=block.level)


_STYLES = {"body": None, "lead": "Statement", "statement": "Statement", "note": "Note"}


def _paragraph(word: Any, block: Paragraph) -> None:
    # a link leads nowhere on paper: its words stay
    words = " ".join(w for w in (block.text, block.link.text if block.link else "") if w)
    word.add_paragraph(words, style=_STYLES[block.style])


def _notice(word: Any, block: Notice) -> None:
    _colour(word.add_paragraph().add_run(block.text), _WARN, bold=True)


def _figures(word: Any, block: KeyFigures) -> None:
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    for n, (figure, what) in enumerate(block.items):
        run = paragraph.add_run(f"{'     ' if n else ''}{figure}")
        run.font.name, run.font.size, run.bold = _DISPLAY, Pt(18), True
        _colour(paragraph.add_run(f" {what}"), _SOFT)


def _bullets(word: Any, block: Bullets) -> None:
    for item in block.items:
        word.add_paragraph(item, style="List Bullet")


def _words(quote: Quote) -> str:
    return f"“{quote.words}”" if quote.verbatim else f"{quote.words} (a note, not the words used)"


def _quote(word: Any, block: Quote) -> None:
    if block.inline:
        run = word.add_paragraph(f"{_words(block)} ", style="Quote").add_run(block.source)
        run.font.name = _BODY
        _colour(run, _SOFT)
        return
    word.add_paragraph(_words(block), style="Quote")
    word.add_paragraph(block.source, style="Source")


def _passages(word: Any, block: Passages) -> None:
    for quote in block.quotes:
        _quote(word, quote)


def _sides(word: Any, block: Sides) -> None:
    rows = [
        [_side(quotes, n) for quotes in block.quotes] for n in range(max(map(len, block.quotes)))
    ]
    _grid(word, block.titles, rows or [["No passage.", "No passage."]])


def _side(quotes: Sequence[Quote], n: int) -> str:
    return f"{_words(quotes[n])}\n{quotes[n].source}" if n < len(quotes) else ""


def _table(word: Any, block: Table) -> None:
    word.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
    rows = [[c.text if isinstance(c, Link) else c for c in row] for row in block.rows]
    _grid(word, block.header, rows, numeric=block.numeric)


def _grid(
    word: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numeric: Sequence[bool] = (),
) -> None:
    """A table with thin lines between rows; its header row is marked and repeats."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = word.add_table(rows=1 + len(rows), cols=len(header))
    sides = dict.fromkeys(("top", "bottom", "insideH"), (4, 0))
    # python-docx has no calls for borders, header rows and rows that stay whole
    table._tbl.tblPr.append(_lines("tblBorders", sides, _LINE))  # noqa: SLF001
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    table.autofit = False
    widths = _widths([header, *rows])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for n, (row, values) in enumerate(zip(table.rows, [header, *rows], strict=True)):
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001
        for k, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = Cm(widths[k])  # Word heeds the cells, other programs the columns
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.line_spacing = 1.05
            if numeric and numeric[k]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(value)
            run.font.size, run.bold = Pt(9.5), n == 0 or None


def _widths(rows: Sequence[Sequence[str]], total: float = 16.0) -> list[float]:
    """Width of each column in cm: room for its longest word, then in proportion to its text."""
    need = []
    for column in zip(*rows, strict=True):
        longest_word = max(len(word) for cell in column for word in [*cell.split(), ""])
        need.append(max(longest_word + 2, min(max(map(len, column)), 24)))
    return [total * n / sum(need) for n in need]


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
    shape = word.add_picture(raw, width=Cm(16))
    properties = next(shape._inline.iter(qn("wp:docPr")))  # noqa: SLF001 - no call for descr
    properties.set("descr", block.alt)
    _table(word, block.table)


_WRITERS: dict[type, Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Notice: _notice,
    KeyFigures: _figures,
    Bullets: _bullets,
    Quote: _quote,
    Passages: _passages,
    Sides: _sides,
    Table: _table,
    Picture: _picture,
}
