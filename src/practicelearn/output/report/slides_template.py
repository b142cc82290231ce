"""The look of slides: our own, made here, or a council's template with the layouts they need."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from practicelearn.errors import PracticelearnError

__all__ = ["Layouts", "begin_slides"]

_INK, _SOFT, _ACCENT = "1D2B36", "51606B", "0B4F86"
_BODY, _DISPLAY = "Calibri", "Cambria"
_WIDTH, _HEIGHT = 13.333, 7.5  # inches: 16 to 9


class Layouts:
    """The three layouts that slides need, found by what their placeholders are for.

    Parameters
    ----------
    deck : Presentation
        Its layouts' order and names differ from council to council.
    """

    def __init__(self, deck: Any) -> None:
        from pptx.enum.shapes import PP_PLACEHOLDER as KIND

        titles = {KIND.TITLE, KIND.CENTER_TITLE}
        words = {KIND.BODY, KIND.OBJECT}
        every = [(layout, [p.placeholder_format.type for p in layout.placeholders])
                 for layout in deck.slide_layouts]  # fmt: skip
        self.first = next(
            (one for one, kinds in every if titles & set(kinds) and KIND.SUBTITLE in kinds), None
        )
        # one for words and nothing else: a second one, or a picture's, would stand there empty
        self.words = next(
            (one for one, kinds in every
             if titles & set(kinds) and sum(k in words for k in kinds) == 1
             and not {KIND.PICTURE, KIND.SUBTITLE} & set(kinds) and _is_roomy(deck, one)), None,
        )  # fmt: skip

    @property
    def missing(self) -> list[str]:
        """What is not there, in words."""
        said = {
            "a title with a subtitle": self.first, "a title with one box for text": self.words,
        }  # fmt: skip
        return [what for what, layout in said.items() if layout is None]


def _is_roomy(deck: Any, layout: Any) -> bool:
    """Whether its box for words takes a good part of the slide: a caption beside a picture not."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    box = next(p for p in layout.placeholders if p.placeholder_format.type in
               (KIND.BODY, KIND.OBJECT))  # fmt: skip
    place = box._element.ph  # noqa: SLF001 - no call tells how words run
    if None in (box.width, box.height) or place.get("orient") == "vert":
        return False
    return bool(box.width * box.height > 0.3 * deck.slide_width * deck.slide_height)


def begin_slides(template: str | Path | None) -> tuple[Any, Layouts, bool]:
    """Return an empty presentation, its layouts, and whether its look is the library's own.

    Parameters
    ----------
    template : str or Path, optional
        A council's own ``.pptx``: its layouts, fonts and colours are taken, its slides are not.

    Raises
    ------
    PracticelearnError
        It is not there, or no presentation.

    Warns
    -----
    UserWarning
        It has no layout for a title slide, or none for a title and text: the library's own look
        is used instead.
    """
    if template is not None:
        deck = _open(Path(template))
        _empty(deck)
        layouts = Layouts(deck)
        if not layouts.missing:
            return deck, layouts, False
        lacks = " and none with ".join(layouts.missing)
        warnings.warn(
            f"{template}: this template has no layout with {lacks}. The library’s own look was "
            "used for the slides; to have the template’s, add such a layout in PowerPoint (View, "
            "Slide Master).",
            UserWarning,
            stacklevel=2,
        )
    deck = _ours()
    return deck, Layouts(deck), True


def _open(path: Path) -> Any:
    import pptx

    if not path.is_file():
        raise PracticelearnError(
            f"{path}: there is no such template for slides. Name a .pptx that is there, or leave "
            "it out for the library’s own look."
        )
    try:
        deck = pptx.Presentation(str(path))
        _ = deck.slide_layouts  # of its first master, if it has any
    except Exception as error:  # a damaged file fails in any way
        raise PracticelearnError(
            f"{path}: this is no presentation that can be a template. Save it in PowerPoint as "
            ".pptx (not .ppt or .potx)."
        ) from error
    return deck


def _empty(deck: Any) -> None:
    """Take a template's own slides out, and what is said of it."""
    from pptx.oxml.ns import qn

    ids = deck.slides._sldIdLst  # noqa: SLF001 - python-pptx has no call that removes a slide
    for own in list(ids):
        deck.part.drop_rel(own.get(qn("r:id")))
        ids.remove(own)
    presentation = deck.part._element  # noqa: SLF001 - sections name slides that are gone
    for extensions in presentation.findall(qn("p:extLst")):
        presentation.remove(extensions)


def _ours() -> Any:
    """Ink on white, one hairline, sentences in a serif: the look of the other documents."""
    import pptx
    from pptx.oxml.ns import qn
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    for master in deck.slide_masters:
        _set_theme(master)
        _set_master(master)
    title, content = deck.slide_layouts[0], deck.slide_layouts[1]
    keep = {title.part, content.part}
    for layout in list(deck.slide_layouts):
        if layout.part not in keep:
            deck.slide_layouts.remove(layout)
    _place(title, {"title": (0.8, 1.7, 11.73, 2.4), "subtitle": (0.8, 4.3, 11.73, 1.6)})
    title._element.set("showMasterSp", "0")  # noqa: SLF001 - the line below a title is not for it
    for shape in title.placeholders:
        for style in shape._element.iter(qn("a:lvl1pPr")):  # noqa: SLF001 - no call for its styles
            style.set("algn", "l")
    for placeholder in content.placeholders:
        _without_place(placeholder)
    return deck


def _set_theme(master: Any) -> None:
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    part = master.part.part_related_by(RT.THEME)
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    theme = etree.fromstring(part.blob)
    for path, value in (("dk1", _INK), ("dk2", _SOFT), ("accent1", _ACCENT)):
        for colour in theme.findall(f".//a:clrScheme/a:{path}", names):
            for old in list(colour):
                colour.remove(old)
            etree.SubElement(colour, f"{{{names['a']}}}srgbClr", val=value)
    for kind, font in (("majorFont", _DISPLAY), ("minorFont", _BODY)):
        for latin in theme.findall(f".//a:{kind}/a:latin", names):
            latin.set("typeface", font)
    part._blob = etree.tostring(  # noqa: SLF001 - a theme is kept as bytes
        theme, xml_declaration=True, encoding="UTF-8", standalone=True
    )


def _set_master(master: Any) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.oxml.ns import qn

    _place(master, {"title": (0.8, 0.5, 11.73, 1.1), "body": (0.8, 1.9, 11.73, 5.0)})
    styles = master._element.find(qn("p:txStyles"))  # noqa: SLF001 - no call for a master's styles
    heading = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    heading.set("algn", "l")
    heading.find(qn("a:defRPr")).set("b", "1")
    for shape in master.placeholders:
        if _kind(shape) == "title":
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            _add_rule(master, shape)


def _add_rule(master: Any, title: Any) -> None:
    """A line below the title."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    left, top, width = title.left, title.top + title.height + 45_720, title.width
    line = parse_xml(
        f"<p:cxnSp {nsdecls('p', 'a')}><p:nvCxnSpPr>"
        '<p:cNvPr id="90" name="Rule"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        '<a:ln w="25400"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln></p:spPr>'
        "</p:cxnSp>"
    )
    master.shapes._spTree.append(line)  # noqa: SLF001 - python-pptx draws on slides only


def _place(slide: Any, places: dict[str, tuple[float, float, float, float]]) -> None:
    from pptx.util import Inches

    for shape in slide.placeholders:
        own = places.get(_kind(shape))
        if own is not None:
            shape.left, shape.top, shape.width, shape.height = map(Inches, own)


def _kind(shape: Any) -> str:
    kind = str(shape.placeholder_format.type).split(" ")[0].lower()
    return "title" if kind == "center_title" else kind


def _without_place(placeholder: Any) -> None:
    """Where the master has it."""
    from pptx.oxml.ns import qn

    properties = placeholder._element.spPr  # noqa: SLF001 - no call takes a place away
    for place in properties.findall(qn("a:xfrm")):
        properties.remove(place)
