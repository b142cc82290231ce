"""A Word file that says no more of itself than it should: its title, its language, this day.

python-docx begins every file with the dates and the paper of its own template, of 2013 and
American; a council's file names whoever wrote it, and the folder of their computer. Slides are
settled here too: python-pptx begins with its author's small picture, printer and program.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

__all__ = [
    "head_row",
    "is_a4",
    "may_split",
    "plain_document",
    "say_language",
    "settle",
    "settle_slides",
]

LANGUAGE = "en-GB"
_A4_CM = (21.0, 29.7)
_BARE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    'openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office '
    "{}</Application></Properties>"
)


def plain_document(title: str) -> Any:
    """Return an empty Word document on A4, in British English, with this title."""
    import docx

    word = docx.Document()
    is_a4(word)
    settle(word, title)
    return word


def is_a4(word: Any, *, across: bool = False) -> None:
    """Put every page of a document on A4, upright or across."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    width, height = reversed(_A4_CM) if across else _A4_CM
    for section in word.sections:
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(width), Cm(height)


def settle(word: Any, title: str) -> None:
    """Put right what a document says of itself: title, language and dates; nobody's name.

    Parameters
    ----------
    word : Document
        Of python-docx. Names of authors, companies and files, and the small picture of its first
        page, come from the file it was begun with: they go.
    title : str
    """
    _say_no_more(word, title, "Word")
    say_language(word)


def settle_slides(deck: Any, title: str) -> None:
    """Put right what slides say of themselves, as :func:`settle` does; and no printer of anybody's.

    Parameters
    ----------
    deck : Presentation
        Of python-pptx.
    title : str
    """
    _say_no_more(deck, title, "PowerPoint")
    for rel_id, rel in list(deck.part.rels.items()):
        if rel.reltype.endswith("/printerSettings"):
            deck.part.rels.pop(rel_id)


def _say_no_more(file: Any, title: str, program: str) -> None:
    """Title, language and this day; nobody's name, company, small picture or own properties."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
    said = file.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category",
                 "content_status", "identifier", "version"):  # fmt: skip
        setattr(said, name, "")
    said.title, said.language, said.revision = title, LANGUAGE, 1
    said.created = said.modified = now
    rels = file.part.package.rels if hasattr(file.part.package, "rels") else (
        file.part.package._rels  # noqa: SLF001 - python-pptx has no call for it
    )  # fmt: skip
    for rel_id, rel in list(rels.items()):
        kind = rel.reltype.rsplit("/", 1)[-1]
        if kind in {"thumbnail", "custom-properties"}:
            rels.pop(rel_id)
        elif kind == "extended-properties":
            bare = _BARE.format(program).encode()
            rel.target_part._blob = bare  # noqa: SLF001 - neither package has a call for it


def say_language(word: Any) -> None:
    """Mark every style, and what has none, as British English, for spelling and reading aloud."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    styles = word.styles.element
    normal = word.styles.default(1).element.get_or_add_rPr()
    if normal.find(qn("w:lang")) is None:
        normal.append(OxmlElement("w:lang"))
    for element in styles.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)


def head_row(table: Any, caption: str = "") -> None:
    """Mark a table's first row as its head, which repeats on each page; no row is split."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for n, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no call for this
        properties.append(OxmlElement("w:cantSplit"))
        if n == 0:
            properties.append(OxmlElement("w:tblHeader"))
    if caption:
        said = OxmlElement("w:tblCaption")
        said.set(qn("w:val"), caption)
        table._tbl.tblPr.append(said)  # noqa: SLF001 - nor for this


def may_split(row: Any) -> None:
    """Let a row of a table go on on the next page."""
    from docx.oxml.ns import qn

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no call for this
    for whole in properties.findall(qn("w:cantSplit")):
        properties.remove(whole)
