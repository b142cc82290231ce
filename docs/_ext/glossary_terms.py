"""Each word of the glossary can be linked: ``[headline theme](glossary.md#headline-theme)``.

``glossary.md`` stays a page of tables, to be read where it lies; here the first cell of a row gets
a place of its own for each of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["place_of_word", "setup", "words_of"]

PAGE = "glossary"


def place_of_word(word: str) -> str:
    """The end of the address of a word: ``headline-theme``."""
    return re.sub(r"\W+", "-", word.casefold()).strip("-")


def words_of(cell: str) -> list[str]:
    """The words that a row is about: ``recommendation, action, recheck`` are three."""
    return [word.strip() for word in cell.split(",")]


def _rows(page: nodes.document) -> Iterator[nodes.entry]:
    """First cells of the tables that say what a word means."""
    for table in page.findall(nodes.table):
        for row in next(iter(table.findall(nodes.tbody))).findall(nodes.row):
            if len(row) > 2:
                yield row[0]


def _mark(app: Sphinx, page: nodes.document) -> None:
    if app.env.current_document.docname != PAGE:
        return
    for table in page.findall(nodes.table):
        table["classes"].append("stacks")  # on a telephone the cells stand below each other
    slugs = app.env.metadata[PAGE].setdefault("myst_slugs", {})
    for cell in _rows(page):
        for word in words_of(cell.astext()):
            place = place_of_word(word)
            mark = nodes.inline(ids=[place])
            cell[0].insert(0, mark)
            page.note_explicit_target(mark)
            slugs[place] = (cell.line or 0, place, word)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("doctree-read", _mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
