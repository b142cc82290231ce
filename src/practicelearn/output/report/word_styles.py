"""Styles lent to a council's Word file, in its fonts, size and colours; and the file emptied."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["empty", "lend", "size_of"]

_OUR_SIZE, _WORDS_OWN = 11.0, 10.0  # points of our body text, and of Word's where a file says none
_PARAGRAPH, _CHARACTER = 1, 2
_KEEPS_COLOUR = {"Notice", "Notice Text"}  # a warning is red in every council
_GONE = ("image", "hyperlink", "comments", "commentsExtended", "commentsIds", "commentsExtensible",
         "people", "glossaryDocument", "customXml", "chart", "oleObject", "package")  # fmt: skip


def lend(own: Any, word: Any, names: Sequence[str]) -> None:
    """Copy styles of ours into a council's document.

    Only their build is ours: what is bold, indented, kept together, and how large beside the body
    text. The font is the council's, headings take that of its own headings, and colours are its.

    Parameters
    ----------
    own, word : Document
        Ours, and the one that lacks the styles.
    names : sequence of str
    """
    body = word.styles.default(_PARAGRAPH)
    scale = size_of(body) / _OUR_SIZE
    there = [style.name for style in word.styles]
    for name in names:
        element = copy.deepcopy(own.styles[name].element)
        _attach(element, word)
        _as_the_council(element, scale, colour=name in _KEEPS_COLOUR)
        if own.styles[name].type == _PARAGRAPH:
            _own_build(element, bullet=name == "List Bullet")
        heading = _heading_above(word, there, name) if name.startswith("Heading") else None
        if heading is not None:
            _dress(element, heading)
        word.styles.element.append(element)
    _colour_bar(word, _heading_above(word, there, "Heading 2"), names)


def size_of(style: Any) -> float:
    """Return the size of a style's letters in points, whichever of its forebears gives it."""
    from docx.oxml.ns import qn

    above = style
    while above is not None:
        if above.font.size is not None:
            return float(above.font.size.pt)
        above = above.base_style
    root = style.element.getparent()
    found = root.find(f"{qn('w:docDefaults')}//{qn('w:sz')}")
    return _WORDS_OWN if found is None else float(found.get(qn("w:val"))) / 2


def empty(word: Any) -> None:
    """Take a document's words and pictures out; page, header, footer and styles stay.

    So does the header of an earlier section, where the last one goes on with it. What names the
    people and folders behind the file goes too.
    """
    from docx.oxml.ns import qn

    body = word.element.body
    sections = list(body.iter(qn("w:sectPr")))
    for earlier in reversed(sections[:-1]):
        _adopt(earlier, sections[-1])
    for element in [e for e in body if e.tag != qn("w:sectPr")]:
        body.remove(element)
    for kept in sections[-1:]:
        for columns in kept.findall(qn("w:cols")):
            kept.remove(columns)  # a report is set in one
    rels = word.part.rels
    for rel_id in [i for i, r in rels.items() if r.reltype.rsplit("/", 1)[-1] in _GONE]:
        del rels[rel_id]
    settings = word.settings.element
    for tag in ("w:attachedTemplate", "w:docVars", "w:trackRevisions", "w:documentProtection"):
        for element in settings.findall(qn(tag)):
            settings.remove(element)
    of_settings = word.part._settings_part.rels  # noqa: SLF001 - python-docx has no call for it
    for rel_id in [i for i, r in of_settings.items() if r.reltype.endswith("/attachedTemplate")]:
        del of_settings[rel_id]


def _adopt(earlier: Any, last: Any) -> None:
    """Give the last section the headers and footers it goes on with from an earlier one."""
    from docx.oxml.ns import qn

    for tag in ("w:footerReference", "w:headerReference"):
        have = {e.get(qn("w:type")) for e in last.findall(qn(tag))}
        for reference in earlier.findall(qn(tag)):
            if reference.get(qn("w:type")) not in have:
                last.insert(0, copy.deepcopy(reference))


def _heading_above(word: Any, names: Sequence[str], name: str) -> Any:
    """The council's own heading right above a level, else the one right below it."""
    level = int(name[-1])
    levels = [k for k in [*range(level - 1, 0, -1), *range(level + 1, 10)]
              if f"Heading {k}" in names]  # fmt: skip
    return word.styles[f"Heading {levels[0]}"].element if levels else None


def _attach(element: Any, word: Any) -> None:
    """Base a copied style on the council's body text, under an id that is still free."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    ids = {e.get(qn("w:styleId")) for e in word.styles.element if e.get(qn("w:styleId"))}
    if element.get(qn("w:styleId")) in ids:
        element.set(qn("w:styleId"), f"{element.get(qn('w:styleId'))}Report")
    for tag in ("w:basedOn", "w:next", "w:link"):
        for reference in element.findall(qn(tag)):
            element.remove(reference)
    base = OxmlElement("w:basedOn")
    kind = _PARAGRAPH if element.get(qn("w:type")) == "paragraph" else _CHARACTER
    default = word.styles.default(kind)
    if default is not None:
        base.set(qn("w:val"), default.style_id)
        element.find(qn("w:name")).addnext(base)
    for numbering in list(element.iter(qn("w:numPr"))):
        numbering.getparent().remove(numbering)  # it counts by the numbers of another file


def _as_the_council(element: Any, scale: float, *, colour: bool) -> None:
    """Leave a copied style no font and no colour of ours; its size goes with the body text."""
    from docx.oxml.ns import qn

    for own in list(element.iter(qn("w:rFonts"))):
        own.getparent().remove(own)
    for own in [] if colour else list(element.iter(qn("w:color"))):
        own.getparent().remove(own)
    for tag in ("w:sz", "w:szCs"):
        for size in element.iter(qn(tag)):
            size.set(qn("w:val"), str(round(float(size.get(qn("w:val"))) * scale)))


def _own_build(element: Any, *, bullet: bool) -> None:
    """Keep body text's first-line indent and fixed line height out of a style that is built else.

    A bullet that lost its numbering hangs in front of its lines.
    """
    from docx.oxml.ns import qn

    form = element.get_or_add_pPr()
    indent = form.get_or_add_ind()
    if bullet:
        indent.set(qn("w:left"), "284")  # half a centimetre, in twentieths of a point
        indent.set(qn("w:hanging"), "170")
    elif indent.get(qn("w:hanging")) is None:
        indent.set(qn("w:firstLine"), "0")
    spacing = form.get_or_add_spacing()
    if spacing.get(qn("w:line")) is None:
        spacing.set(qn("w:line"), "276")  # in 240ths of a line
        spacing.set(qn("w:lineRule"), "auto")


def _dress(element: Any, heading: Any) -> None:
    """Give a copied heading the font and colour of one that the council has styled."""
    from docx.oxml.ns import qn

    looks = heading.find(qn("w:rPr"))
    mine = element.get_or_add_rPr()
    for n, own in enumerate(_parts(looks, "w:rFonts", "w:color")):
        if own.tag == qn("w:rFonts"):
            mine.insert(0, copy.deepcopy(own))
        else:
            size = mine.find(qn("w:sz"))
            at = len(mine) if size is None else list(mine).index(size)
            mine.insert(max(at, n), copy.deepcopy(own))


def _parts(looks: Any, *tags: str) -> Iterator[Any]:
    from docx.oxml.ns import qn

    for tag in tags:
        found = None if looks is None else looks.find(qn(tag))
        if found is not None:
            yield found


def _colour_bar(word: Any, heading: Any, names: Sequence[str]) -> None:
    """Draw the line beside a quote in the colour of the council's headings."""
    from docx.oxml.ns import qn

    if "Quote" not in names:
        return
    colour = next(
        iter(_parts(None if heading is None else heading.find(qn("w:rPr")), "w:color")), None
    )
    for line in word.styles["Quote"].element.iter(qn("w:left")):
        value = "auto" if colour is None else colour.get(qn("w:val"), "auto")
        line.set(qn("w:color"), value)
