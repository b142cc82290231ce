"""A poster as HTML and as a Word file: one sheet of A4, its type as large as the words allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from practicelearn._word import settle
from practicelearn.output.report.as_html import render
from practicelearn.output.report.blocks import Document, Heading, Notice, Paragraph, Table
from practicelearn.output.report.poster_size import (
    SCALE,
    column_shares,
    poster_size,
)
from practicelearn.output.report.word_template import begin, text_width_cm

__all__ = ["to_poster_html", "to_poster_word"]

_SHEET = (510.0, 735.0)  # points: A4 less the margins of the page's style
_EMU = 12_700  # Word's own unit, to the point
_LINE, _INK = "C9D1D6", "1D2B36"


def to_poster_html(document: Document) -> str:
    """Return the poster as one self-contained page that prints on one sheet of A4."""
    return render(document, "poster", size=poster_size(document, *_SHEET), shares=column_shares)


def to_poster_word(document: Document, path: Path, *, template: str | Path | None = None) -> None:
    """Write the poster as ``.docx``, in the styles of a template and in its page."""
    word = begin(template)
    _set_page(word, ours=template is None)
    settle(word, f"{document.title}: {document.subtitle}")
    size = poster_size(document, *_room(word))
    _set_type(word, size, ours=template is None)
    for notice in document.notices:
        word.add_paragraph(notice, style="Notice")
    word.add_heading(document.title, level=1)
    word.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        if isinstance(block, Heading):
            _ruled(word.add_heading(block.text, level=block.level))
        elif isinstance(block, Paragraph):
            word.add_paragraph(block.text, style=_STYLES[block.style])
        elif isinstance(block, Notice):
            word.add_paragraph(block.text, style="Notice")
        elif isinstance(block, Table):
            _table(word, block, size)
    word.save(str(path))


_STYLES = {"body": None, "lead": "Statement", "statement": "Statement", "note": "Note"}


def _set_page(word: Any, *, ours: bool) -> None:
    """Narrow margins, also of a council's page; its header and footer stay where they are.

    Our own has no page number: there is one page.
    """
    from docx.shared import Cm

    section = word.sections[0]
    section.left_margin = min(section.left_margin, Cm(1.5))
    section.right_margin = min(section.right_margin, Cm(1.5))
    if not ours:
        return
    section.top_margin = section.bottom_margin = Cm(1.4)
    section.header_distance = section.footer_distance = Cm(0.5)
    for paragraph in section.footer.paragraphs:
        for part in list(paragraph._p):  # noqa: SLF001 - python-docx cannot empty a paragraph
            paragraph._p.remove(part)  # noqa: SLF001 - see above


def _room(word: Any) -> tuple[float, float]:
    """Width and height that the page leaves for words, in points.

    A header or footer with a logo may reach further than its margin.
    """
    page = word.sections[0]
    head = max(page.top_margin, page.header_distance + _height_of(page.header))
    foot = max(page.bottom_margin, page.footer_distance + _height_of(page.footer))
    height = (page.page_height - head - foot) / _EMU
    # Word ends each table with a line of its own; fonts differ in the height of a line
    return text_width_cm(word) / 2.54 * 72, 0.95 * height


def _height_of(edge: Any) -> int:
    """About how high a header or footer stands, in Word's own unit."""
    from docx.oxml.ns import qn

    pictures = [int(e.get("cy")) for e in edge._element.iter(qn("wp:extent"))]  # noqa: SLF001 - no call
    lines = sum(bool(p.text.strip()) for p in edge.paragraphs)
    return sum(pictures) + lines * 15 * _EMU


def _set_type(word: Any, size: float, *, ours: bool) -> None:
    """Type sizes and gaps, all of one scale; fonts and colours are the template's."""
    from docx.shared import Pt

    for name, (scale, before, after) in SCALE.items():
        style = word.styles[name]
        style.font.size = Pt(round(2 * scale * size) / 2)
        kept = style.paragraph_format
        kept.space_before, kept.space_after = Pt(before * size), Pt(after * size)
        kept.line_spacing = 1.0 if ours else kept.line_spacing and min(kept.line_spacing, 1.0)
        kept.page_break_before = False


def _ruled(heading: Any) -> None:
    """A line above a heading, as on the page in a browser."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = f'<w:top w:val="single" w:sz="20" w:space="3" w:color="{_INK}"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    properties = heading._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no call for borders
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def _table(word: Any, block: Table, size: float) -> None:
    """Thin lines between rows; the header row is marked as one."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls

    table = word.add_table(rows=1 + len(block.rows), cols=len(block.header))
    table.autofit = False
    line = f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>'
    gap = round(size * 20)  # between two columns, in Word's twentieths of a point
    edges = f'<w:left w:w="0" w:type="dxa"/><w:right w:w="{gap}" w:type="dxa"/>'
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no call for borders
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{line}</w:tblBorders>"))
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{edges}</w:tblCellMar>"))
    properties.append(
        parse_xml(f'<w:tblCaption {nsdecls("w")} w:val="{_escaped(block.caption)}"/>')
    )
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no call
    width = text_width_cm(word) * 360_000
    for k, share in enumerate(column_shares(block.header)):
        table.columns[k].width = round(share * width)
        for n, row in enumerate([block.header, *block.rows]):
            cell = table.cell(n, k)
            cell.width = round(share * width)  # Word heeds the cells, other programs the columns
            cell.paragraphs[0].style = "Table Text"
            cell.paragraphs[0].add_run(str(row[k])).bold = n == 0 or None


def _escaped(words: str) -> str:
    from xml.sax.saxutils import escape

    return escape(words, {'"': "&quot;"})
