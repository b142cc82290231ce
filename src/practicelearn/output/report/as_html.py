"""A document as one HTML file: no script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import cache
from typing import Any

from practicelearn.output.report.blocks import Cards, Document, Picture
from practicelearn.output.report.card_sizes import card_rows, size_of

__all__ = ["html_in_pieces", "render", "to_html"]


def html_in_pieces(document: Document) -> Iterator[str]:
    """Yield what :func:`to_html` returns, piece by piece: an evidence file may fill the memory."""
    page = _template("document").stream(document=document, style=_stylesheet(document, "document"))
    page.enable_buffering(1_000)
    yield from page


def to_html(document: Document) -> str:
    """Return the document as one self-contained page in British English.

    Headings nest, tables have a caption and header cells, each picture has a text alternative and
    its table, and every word is escaped.
    """
    return render(document, "document")


def render(document: Document, template: str, **more: Any) -> str:
    """Return a document in one of our page templates, with the stylesheet of the same name."""
    page: str = _template(template).render(
        document=document, style=_stylesheet(document, template), **more
    )
    return page


def _template(name: str) -> Any:
    return _environment().get_template(f"{name}.html")


@cache
def _environment() -> Any:
    """Our page templates, compiled once."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("practicelearn.output.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.tests["block"] = lambda value, name: type(value).__name__ == name
    environment.filters["data_uri"] = _data_uri
    environment.filters["card_rows"] = card_rows
    environment.filters["card_size"] = size_of
    return environment


def _stylesheet(document: Document, name: str) -> Any:
    from importlib import resources

    from markupsafe import Markup

    folder = resources.files("practicelearn.output.report") / "templates"
    names = [f"{name}.css"]
    if any(isinstance(block, Cards) for block in document.blocks):
        names.append("cards.css")
    return Markup("\n".join((folder / n).read_text(encoding="utf-8") for n in names))


def _data_uri(picture: Picture) -> str:
    """The picture as SVG inside its own address.

    As an image of its own, its element ids cannot clash with those of another picture on the page.
    """
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.image('svg')).decode()}"
