"""The page for directors as slides: its own words in the same order, with a council's look.

What is projected is seen by the managers talked about, so slides hold what the page holds and
nothing else; their notes pages hold what the report prints, and nothing the report hides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn._word import settle_slides
from practicelearn.output.report.blocks import Cell, Document, Link, Picture, Table
from practicelearn.output.report.fitting import height_of
from practicelearn.output.report.slide_parts import Line, Slide, Told, slides_of
from practicelearn.output.report.slides_template import Layouts, begin_slides

__all__ = ["to_slides"]

CONTINUED = ", continued"
_SIZES = (28.0, 26.0, 24.0, 22.0, 20.0)
_TITLE_SIZES = (40.0, 36.0, 32.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
# of the slide's type size; nothing projected is under 14 points, 28 px at 1920 × 1080
_SCALE = {"statement": 1.15, "quote": 1.0, "source": 0.7, "note": 0.75, "body": 1.0, "bullet": 1.0}
_BEFORE = {"source": 0.1, "note": 0.3, "quote": 0.7}  # gap above, of the slide's type size
_TABLE_SIZE = 15.0
_MOST_BULLETS = 5
_EMU, _LEADING, _WARN = 12_700, 1.2, "8A1F11"


def to_slides(
    document: Document,
    path: Path,
    *,
    template: str | Path | None = None,
    notes: Mapping[str, Told] | None = None,
    pictures: Sequence[Picture] = (),
) -> None:
    """Write a document as ``.pptx``.

    Each slide has a title of its own, fills placeholders of the template by what they are for,
    and holds no more than has room: what is longer goes on to a next slide. Every picture carries
    a text alternative, the language is British English.

    Parameters
    ----------
    document : Document
        Of one page: see :func:`~practicelearn.output.report.slide_parts.slides_of`.
    path : Path
    template : str or Path, optional
        A council's own ``.pptx``.
    notes : mapping, optional
        Statement to what the report prints of it.
    pictures : sequence of Picture
        Of the report: one a slide.
    """
    deck, layouts, ours = begin_slides(template)
    settle_slides(deck, document.title)
    for slide in slides_of(document, notes, pictures):
        for own in _with_room(slide, layouts):
            _write(deck, layouts, own, document.notices, ours=ours)
    deck.save(str(path))


# --- what has room on one slide --------------------------------------------------------------


def _with_room(slide: Slide, layouts: Layouts) -> Iterator[Slide]:
    """The slide, or as many as its words need."""
    if slide.first or isinstance(slide.shown, Picture):
        yield slide
        return
    room = _room(_box_of(layouts.words))
    if isinstance(slide.shown, Table):
        parts: list[Slide] = [replace(slide, shown=t) for t in _tables(slide.shown, room)]
    else:
        parts = _evenly(slide, room)
    for n, part in enumerate(parts):
        yield part if not n else replace(part, title=f"{part.title}{CONTINUED}", notes=None)


def _evenly(slide: Slide, room: tuple[float, float]) -> list[Slide]:
    """As few slides as the smallest type needs, or one more; all of one size, which is larger."""
    fewest = len(_paged(slide.lines, room, _SIZES[-1]))
    most = fewest if fewest == 1 else fewest + 1
    sizes = (s for s in _SIZES if len(_paged(slide.lines, room, s)) <= most)
    size = next(sizes, _SIZES[-1])
    pages = _paged(slide.lines, room, size)
    n_bullets = sum(line.kind == "bullet" for line in slide.lines)
    each, more = divmod(n_bullets, len(pages))
    level = [each + (k < more) for k in range(len(pages))]  # no slide with one line left over
    shared = _paged(slide.lines, room, size, most=level)
    if n_bullets and len(shared) == len(pages):
        pages = shared
    return [replace(slide, lines=own, size=size) for own in pages]


def _paged(
    lines: Sequence[Line], room: tuple[float, float], size: float, *, most: Sequence[int] = ()
) -> list[tuple[Line, ...]]:
    """Lines by slide: a quote keeps its source. ``most``: bullets on each slide, at most."""
    pages: list[list[Line]] = [[]]
    for unit in _units(lines, room, size):
        own = pages[-1]
        limit = most[len(pages) - 1] if len(pages) <= len(most) else _MOST_BULLETS
        full = unit[0].kind == "bullet" and sum(x.kind == "bullet" for x in own) >= limit
        if own and (full or _height([*own, *unit], room[0], size) > room[1]):
            pages.append([])
        pages[-1] += unit
    return [tuple(page) for page in pages if page]


def _units(lines: Sequence[Line], room: tuple[float, float], size: float) -> Iterator[list[Line]]:
    """What is not parted: a line, a quote with its source. A line too long for a slide is."""
    unit: list[Line] = []
    for line in lines:
        if unit and line.kind != "source":
            yield from _broken(unit, room, size)
            unit = []
        unit.append(line)
    if unit:
        yield from _broken(unit, room, size)


def _broken(unit: list[Line], room: tuple[float, float], size: float) -> Iterator[list[Line]]:
    first, rest = unit[0], unit[1:]
    width, height = room
    while _height([first, *rest], width, size) > height and len(first.words) > 1:
        n = len(first.words) - 1
        while n > 1 and _height([_begun(first, n)], width, size) > height:
            n = n * 9 // 10
        gap = first.words.rfind(" ", n // 2, n + 1)
        n = gap if gap > 0 else n  # a word is broken only where it is longer than half a slide
        yield [_begun(first, n)]
        first = Line(f"… {first.words[n:].strip()}", first.kind)
    yield [first, *rest]


def _begun(line: Line, n: int) -> Line:
    return Line(f"{line.words[:n].strip()} …", line.kind)


def _height(lines: Sequence[Line], width: float, size: float) -> float:
    total = 0.0
    for n, line in enumerate(lines):
        own = _SCALE[line.kind] * size
        inner = width - size if line.kind == "bullet" else width
        total += height_of(line.words, inner, own, leading=_LEADING)
        total += _BEFORE.get(line.kind, 0.4) * size if n else 0.0
    return total


def _box_of(layout: Any) -> Any:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    kinds = (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)
    return next(p for p in layout.placeholders if p.placeholder_format.type in kinds)


def _room(box: Any) -> tuple[float, float]:
    """Width and height for words in a box, in points: less its inner margins, and some air."""
    return (box.width / _EMU - 20, 0.96 * (box.height / _EMU - 8))


# --- one slide -------------------------------------------------------------------------------


def _write(
    deck: Any, layouts: Layouts, slide: Slide, notices: Sequence[str], *, ours: bool
) -> None:
    layout = layouts.first if slide.first else layouts.words
    made = deck.slides.add_slide(layout)
    _set_title(made, slide.title)
    box = _box_of(made)
    if slide.shown is None:
        notice = [Line(words, "note") for words in notices if slide.first]
        _fill(box, [*notice, *slide.lines], slide.size, soft=ours)
    else:
        place = (box.left, box.top, box.width, box.height)
        box._element.getparent().remove(box._element)  # noqa: SLF001 - no call removes a shape
        if isinstance(slide.shown, Table):
            _add_table(made, slide.shown, place)
        else:
            _add_picture(made, slide.shown, place)
    _without_empty(made)
    if notices:
        _add_mark(made, notices[0].split(".")[0])
    if slide.notes is not None:
        frame = made.notes_slide.notes_text_frame
        frame.text = "\n".join([slide.notes.name, *slide.notes.lines])
        _set_language(frame)


def _set_title(made: Any, words: str) -> None:
    from pptx.util import Pt

    title = made.shapes.title
    width, height = _room(title)
    size = next((s for s in _TITLE_SIZES if height_of(words, width, s, bold=True) <= height),
                _TITLE_SIZES[-1])  # fmt: skip
    own = _own_size(made)
    title.text_frame.text = words
    for line in title.text_frame.paragraphs:
        line.font.size = Pt(min(size, own))
    _set_language(title.text_frame)


def _own_size(made: Any) -> float:
    """What a title is at most: larger on the first slide."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    first = any(p.placeholder_format.type == KIND.SUBTITLE for p in made.placeholders)
    return 40.0 if first else 28.0


def _fill(box: Any, lines: Sequence[Line], size: float, *, soft: bool) -> None:
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Pt

    frame = box.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not n else frame.add_paragraph()
        paragraph.text = line.words
        paragraph.font.size = Pt(round(_SCALE[line.kind] * size))
        paragraph.space_before = Pt(_BEFORE.get(line.kind, 0.4) * size if n else 0)
        paragraph.space_after, paragraph.line_spacing = Pt(0), 1.0
        if line.kind in {"statement", "quote"}:
            paragraph.font.name = "+mj-lt"  # the theme's own font for headings
        if line.kind != "bullet":
            _without_bullet(paragraph)
        if soft and line.kind in {"source", "note"}:
            _set_soft(paragraph)
    _set_language(frame)


def _without_bullet(paragraph: Any) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-pptx has no call for bullets
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.insert_element_before(
        parse_xml(f"<a:buNone {nsdecls('a')}/>"), "a:tabLst", "a:defRPr", "a:extLst"
    )


def _set_soft(paragraph: Any) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR

    paragraph.font.color.theme_color = MSO_THEME_COLOR.TEXT_2


def _set_language(frame: Any) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", "en-GB")  # noqa: SLF001 - font.language_id is LCID


def _without_empty(made: Any) -> None:
    """Placeholders that nothing was put into would ask for a click."""
    for shape in list(made.placeholders):
        if shape.has_text_frame and not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)  # noqa: SLF001 - no call removes one


def _add_mark(made: Any, words: str) -> None:
    """DRAFT on every slide: one may be shown alone."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    left = made.shapes.title.left
    box = made.shapes.add_textbox(left, Pt(6), Pt(28 + 11 * len(words)), Pt(24))
    box.name = "Draft"
    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor(255, 255, 255)  # a council's slides may be of any colour
    box.text_frame.word_wrap = False
    line = box.text_frame.paragraphs[0]
    line.text = words
    line.font.size, line.font.bold = Pt(14), True
    line.font.color.rgb = RGBColor.from_string(_WARN)
    _set_language(box.text_frame)


def _add_picture(made: Any, picture: Picture, place: tuple[int, int, int, int]) -> None:
    left, top, width, height = place
    shape = made.shapes.add_picture(io.BytesIO(picture.image("png")), left, top)
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = round(scale * shape.width), round(scale * shape.height)
    shape.left = left + (width - shape.width) // 2
    properties = shape._element.nvPicPr.cNvPr  # noqa: SLF001 - no call for a text alternative
    properties.set("descr", picture.alt)
    properties.set("title", picture.title)


# --- tables ----------------------------------------------------------------------------------


def _tables(table: Table, room: tuple[float, float]) -> list[Table]:
    """A table by slide: as many rows as have room below the header."""
    widths = _widths(table, room[0])
    head = _row_height(table.header, widths)
    parts: list[list[Sequence[Cell]]] = [[]]
    used = head
    for row in table.rows:
        own = _row_height([_words(cell) for cell in row], widths)
        if parts[-1] and used + own > room[1]:
            parts.append([])
            used = head
        parts[-1].append(row)
        used += own
    return [replace(table, rows=rows) for rows in parts]


def _words(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return "\n".join(f"“{q.words}” {q.source}" for q in cell)
    return cell.text if isinstance(cell, Link) else cell


def _widths(table: Table, total: float) -> list[float]:
    rows = [list(table.header), *([_words(c) for c in row] for row in table.rows)]
    lengths = [min(60, max(map(len, column))) + 4 for column in zip(*rows, strict=True)]
    return [total * n / sum(lengths) for n in lengths]


def _row_height(cells: Sequence[str], widths: Sequence[float]) -> float:
    return 9 + max(
        height_of(words, width - 16, _TABLE_SIZE, leading=_LEADING, bold=True)
        for words, width in zip(cells, widths, strict=True)
    )


def _add_table(made: Any, table: Table, place: tuple[int, int, int, int]) -> None:
    from pptx.util import Pt

    left, top, width, _ = place
    widths = _widths(table, width / _EMU)
    rows = [list(table.header), *([_words(c) for c in row] for row in table.rows)]
    heights = [_row_height(row, widths) for row in rows]
    frame = made.shapes.add_table(len(rows), len(widths), left, top, width, Pt(sum(heights)))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)  # noqa: SLF001 - no call
    grid = frame.table
    for column, own in zip(grid.columns, widths, strict=True):
        column.width = Pt(own)
    for n, row in enumerate(rows):
        grid.rows[n].height = Pt(heights[n])
        for k, words in enumerate(row):
            text = grid.cell(n, k).text_frame
            text.text = words
            for paragraph in text.paragraphs:
                paragraph.font.size = Pt(_TABLE_SIZE)
            _set_language(text)
