"""The few pieces every page of the home is made of: escaped words, links, forms, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

__all__ = [
    "address_of", "attributes", "button", "choice", "drop_field", "field", "form", "hidden",
    "link", "radio", "rows", "table", "words",
]  # fmt: skip


def words(text: Any) -> str:
    """Return words as they may stand in a page, in an attribute as well."""
    return escape("" if text is None else str(text), quote=True)


def attributes(given: Mapping[str, Any]) -> str:
    """Return attributes of a tag, each after a blank; True stands alone, None and False not at all.

    Examples
    --------
    >>> attributes({"name": "title", "required": True, "value": None})
    ' name="title" required'
    """
    out = []
    for name, value in given.items():
        plain = name.rstrip("_").replace("_", "-")
        if value is True:
            out.append(f" {plain}")
        elif value is not None and value is not False:
            out.append(f' {plain}="{words(value)}"')
    return "".join(out)


def link(text: str, address: str, **more: Any) -> str:
    """Return a link to another page of the home."""
    return f"<a{attributes({'href': address, **more})}>{words(text)}</a>"


def button(text: str, *, main: bool = False, grave: bool = False, **more: Any) -> str:
    """Return a button that sends its form; ``main`` for the one of a page that goes on."""
    look = "main" if main else "grave" if grave else more.pop("class_", None)
    return f"<button{attributes({'type': 'submit', 'class': look, **more})}>{words(text)}</button>"


def hidden(**values: Any) -> str:
    """Return what a form sends along unseen."""
    return "".join(
        f"<input{attributes({'type': 'hidden', 'name': name, 'value': value})}>"
        for name, value in values.items()
    )


def form(address: str, *body: str, about: str | None = None, **more: Any) -> str:
    """Return a form. ``about`` is the state of what it was filled in from (``state_of``).

    A form that says what it is about is refused, with a sentence, once that has changed.
    """
    seen = hidden(about=about) if about is not None else ""
    given = attributes({"method": "post", "action": address, **more})
    return f"<form{given}>{seen}{''.join(body)}</form>"


def field(label: str, name: str, value: Any = "", *, hint: str = "", **more: Any) -> str:
    """Return a line to type into, with its label above it and what it is for beneath."""
    id_ = more.pop("id", f"f-{name}")  # of its own where a page has several forms
    told = f'<small id="{id_}-hint">{words(hint)}</small>' if hint else ""
    given = {"type": "text", "id": id_, "name": name, "value": value,
             "aria-describedby": f"{id_}-hint" if hint else None, **more}  # fmt: skip
    return (
        f'<p class="field"><label for="{id_}">{words(label)}</label>'
        f"<input{attributes(given)}>{told}</p>"
    )


def radio(name: str, value: str, told: str, *, chosen: bool) -> str:
    """Return one of several that can be chosen, with what it means."""
    given = {"type": "radio", "name": name, "value": value, "checked": chosen}
    return f'<label class="check"><input{attributes(given)}> <span>{words(told)}</span></label>'


def drop_field(told: str, **more: Any) -> str:
    """Return where files are dropped or chosen, and what says which; the form is of class drop."""
    given = {"type": "file", "name": "files", "id": "f-files", **more}
    return (
        f'<p><label for="f-files">{words(told)}</label></p><p><input{attributes(given)}></p>'
        '<p class="chosen" role="status"></p>'
    )


def choice(name: str, options: Sequence[tuple[str, str]], value: str = "", **more: Any) -> str:
    """Return a list to choose one of: (what is sent, what is read)."""
    inner = "".join(
        f"<option{attributes({'value': sent, 'selected': sent == value})}>{words(read)}</option>"
        for sent, read in options
    )
    return f"<select{attributes({'name': name, **more})}>{inner}</select>"


def table(caption: str, heads: Sequence[str], body: Iterable[Sequence[str]], **more: Any) -> str:
    """Return a table; cells are HTML already, the first of each row is its heading."""
    head = "".join(f'<th scope="col">{words(h)}</th>' if h else "<td></td>" for h in heads)
    given = attributes(more)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{words(caption)}">'
        f'<table{given}><caption class="unseen">{words(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{rows(body)}</tbody></table></div>"
    )


def rows(body: Iterable[Sequence[str]]) -> str:
    """Return rows of a table."""
    return "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in body
    )


def address_of(*parts: str) -> str:
    """Return an address of parts, each of them safe in it."""
    return "/" + "/".join(quote(part, safe="") for part in parts)
