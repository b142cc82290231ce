"""Quote cards in Word: a table a page, to be cut along its lines."""

from __future__ import annotations

from typing import Any

from practicelearn.output.report.blocks import Cards, Quote
from practicelearn.output.report.card_sizes import PER_PAGE, card_rows, size_of

__all__ = ["write_cards"]

_MARGIN_CM, _HEAD_CM = 1.3, 0.5
_SPARE_CM = 0.2  # the paragraph that Word wants below a table
_CUT = "8A969D"


def write_cards(word: Any, block: Cards) -> None:
    """Add the cards on pages of their own, eight a page, and then the blank ones."""
    from docx.enum.section import WD_SECTION
    from docx.enum.text import WD_BREAK
    from docx.shared import Cm

    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    section.header_distance = section.footer_distance = Cm(_HEAD_CM)
    for edge in (section.header, section.footer):
        _emptied(edge)
    height = (section.page_height.cm - 2 * _MARGIN_CM - _SPARE_CM) / (PER_PAGE // 2)
    width = (section.page_width.cm - 2 * _MARGIN_CM) / 2
    pages = card_rows(block.quotes)
    blank = [Quote("", number) for number in block.blank]
    pages += [
        [blank[k : k + 2] for k in range(n, min(n + PER_PAGE, len(blank)), 2)]
        for n in range(0, len(blank), PER_PAGE)
    ]
    for n, page in enumerate(pages, start=1):
        last = _page(word, page, width, height)
        if n < len(pages) and len(page) < PER_PAGE // 2:  # what is full turns the page by itself
            last.add_run().add_break(WD_BREAK.PAGE)


def _emptied(edge: Any) -> None:
    """Without a logo or page number, which would be cut up; DRAFT stays on every page."""
    drafts = [p.text for p in edge.paragraphs if any(r.style.name == "Notice Text" for r in p.runs)]
    edge.is_linked_to_previous = False
    for paragraph in edge.paragraphs:
        for run in list(paragraph.runs):
            run._r.getparent().remove(run._r)  # noqa: SLF001 - python-docx has no call for this
    for text in drafts:
        edge.paragraphs[0].add_run(text.strip(), style="Notice Text")


def _page(word: Any, rows: list[list[Quote]], width: float, height: float) -> Any:
    """A table of cards; returns the paragraph below it."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm, Pt

    table = word.add_table(rows=len(rows), cols=2)
    table._tbl.tblPr.append(_cut_lines())  # noqa: SLF001 - python-docx has no call for borders
    table.autofit = False
    for row, cards in zip(table.rows, rows, strict=True):
        row.height = Cm(height)
        wide = size_of(cards[0].words).wide
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST if wide else WD_ROW_HEIGHT_RULE.EXACTLY
        for cell in row.cells:
            cell.width = Cm(width)
        cells = [row.cells[0].merge(row.cells[1])] if wide else row.cells
        for cell, card in zip(cells, cards, strict=False):
            _card(cell, card)
    last = word.add_paragraph()
    last.paragraph_format.space_before = last.paragraph_format.space_after = Pt(0)
    last.paragraph_format.line_spacing = Pt(1)
    return last


def _card(cell: Any, card: Quote) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    number = cell.paragraphs[0]
    number.style = "Source"
    number.paragraph_format.left_indent = Cm(0.3)
    number.paragraph_format.space_before = Pt(6)
    number.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    number.add_run(card.source if card.words else f"{card.source}, our own words")
    if not card.words:
        return
    words = cell.add_paragraph(style="Quote")
    words.paragraph_format.left_indent = words.paragraph_format.right_indent = Cm(0.3)
    words.paragraph_format.space_before = words.paragraph_format.space_after = Pt(3)
    words.paragraph_format.line_spacing = 1.15
    said = f"“{card.words}”" if card.verbatim else card.words
    run = words.add_run(said)
    run.font.size = Pt(size_of(card.words).points)
    run.italic = False
    _no_rule(words)


def _no_rule(paragraph: Any) -> None:
    """Take out the line that the style of a quote draws beside it: here one cuts along lines."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    left.set(qn("w:val"), "nil")
    borders.append(left)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - in the order of the schema
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _cut_lines() -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in {"val": "dashed", "sz": "4", "space": "0", "color": _CUT}.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders
