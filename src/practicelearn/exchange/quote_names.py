"""The names of codes that a cell of a table holds."""

from __future__ import annotations

import re

from practicelearn.exchange.assemble import CodeNames, levels_of
from practicelearn.exchange.quote_layout import CodeColumn
from practicelearn.language.forms import name_form

__all__ = ["key_of", "names_in"]

_LINES = re.compile(r"\s*[;|\n]\s*")
_DRESS = re.compile(
    r"^[\u25cf\u25cb\u2022\u25e6\u25aa]\s*|\s*\{\d+-\d+\}$"
)  # as ATLAS.ti dresses codes


def names_in(codes: CodeNames, column: CodeColumn, cell: str) -> list[tuple[str, list[str]]]:
    """Return what stands in a cell, each with the names it holds: "A, B" may be two.

    A column that is a code says its own name.
    """
    if column.code is not None:
        return [(cell, [cell])]
    wholes = filter(None, (_DRESS.sub("", name) for name in _LINES.split(cell)))
    return [(whole, codes.parted(whole)) for whole in wholes]


def key_of(name: str) -> tuple[str, ...]:
    """Return a name or path of a code for comparing."""
    return tuple(name_form(level) for level in levels_of(name))
