"""A REFI-QDA code book as a coding frame, and back: the part ``.qdpx`` and ``.qdc`` share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.exchange.conventions import (
    describe,
    fields_of,
    guid_of,
    legal,
    slug,
)
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.refi_xml import CodeRow

__all__ = ["MOST_LEVELS", "add_codes", "codes_of", "names_once", "renamed"]

MOST_LEVELS = 60
"""More levels than any coding frame has: deeper ones are not written (readers refuse 256)."""

_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_PALETTE = ("#4363d8", "#3cb44b", "#e6194b", "#f58231", "#911eb4", "#008080", "#9a6324", "#808000")


def codes_of(
    rows: Sequence[CodeRow],
    *,
    origin: str = "",
    known: Mapping[str, str] | None = None,
) -> tuple[tuple[Code, ...], dict[str, str], list[tuple[str, str, str]]]:
    """Return codes, identifier to code id, and what a person should know.

    Parameters
    ----------
    rows : sequence of CodeRow
        Parents before children.
    origin : str
        The program. From ATLAS.ti, ``Group::code`` beside a code ``Group`` becomes its child; from
        Taguette, ``group.code`` beside ``group``.
    known : mapping, optional
        Identifier to code id, where ids are known already.

    Returns
    -------
    codes, ids, losses
        Losses are (severity, message, text).
    """
    ids: dict[str, str] = {}
    codes: list[Code] = []
    losses: list[tuple[str, str, str]] = []
    by_name = {row.name: row for row in rows}
    taken: set[str] = set((known or {}).values())
    for row in rows:
        if row.guid in ids:
            losses.append(
                (
                    "warning",
                    f"two codes share one identifier; codings go to the first (line {row.line})",
                    row.name,
                )
            )
            continue
        fields = fields_of(row.description)
        name, parent = row.name, row.parent
        group, rest = _parted(row.name, origin.lower())
        if parent is None and rest and group in by_name:
            name, parent = rest, by_name[group].guid
        wanted = fields.pop("id", "") or slug(row.name if "taguette" in origin.lower() else name)
        code_id = (known or {}).get(row.guid) or slug_or(wanted, taken)
        taken.add(code_id)
        ids[row.guid] = code_id
        colour = row.colour if row.colour and _COLOUR.fullmatch(row.colour.strip()) else None
        if row.colour and colour is None:
            losses.append(
                ("note", f'the colour "{row.colour[:30]}" is no colour and is left out', name)
            )
        codes.append(Code(code_id, name or code_id, parent, colour=colour, **fields))
    placed = [_with_parent(code, ids) for code in codes]
    return tuple(placed), ids, losses


def _parted(name: str, origin: str) -> tuple[str, str]:
    """The group and the rest of a name, where a program writes levels into names."""
    if "atlas" in origin:
        group, _, rest = name.partition("::")
    elif "taguette" in origin:
        group, _, rest = name.rpartition(".")
    else:
        return "", ""
    return group, rest


def slug_or(wanted: str, taken: set[str]) -> str:
    """Return the id as wanted if it is free, else numbered."""
    found, n = wanted, 2
    while found in taken:
        found, n = f"{wanted}-{n}", n + 1
    return found


def add_codes(
    book: Any,
    frame: CodingFrame,
    *,
    guids: Mapping[str, str],
    shown: Callable[[str], str],
    codable: Mapping[str, bool] | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
    colour_all: bool = False,
    namespace: str,
) -> None:
    """Add ``<Codes>`` with every code of a frame, children within their parents.

    Raises
    ------
    ExchangeError
        The frame is nested deeper than :data:`MOST_LEVELS`.
    """
    from lxml import etree

    if not len(frame):
        return
    top = etree.SubElement(book, f"{{{namespace}}}Codes")
    below: dict[str | None, list[Code]] = {}
    for code in frame.codes:
        below.setdefault(code.parent, []).append(code)
    stack = [(code, top, 1) for code in reversed(below.get(None, []))]
    number = {code.id: n for n, code in enumerate(frame.codes)}
    while stack:
        code, parent, level = stack.pop()
        if level > MOST_LEVELS:
            raise ExchangeError(
                frame.name, None, f'code "{code.id}" stands more than {MOST_LEVELS} levels deep'
            )
        element = etree.SubElement(parent, f"{{{namespace}}}Code")
        element.set("guid", shown(guids.get(f"code:{code.id}") or guid_of("code", code.id)))
        element.set("name", legal(code.name))
        element.set("isCodable", str((codable or {}).get(code.id, True)).lower())
        colour = code.colour if code.colour and _COLOUR.fullmatch(code.colour) else None
        if colour is None and colour_all:
            colour = _PALETTE[number[code.id] % len(_PALETTE)]
        if colour:
            element.set("color", colour)
        description = describe(code)
        if description:
            etree.SubElement(element, f"{{{namespace}}}Description").text = legal(description)
        for guid in (notes or {}).get(code.id, ()):
            etree.SubElement(element, f"{{{namespace}}}NoteRef").set("targetGUID", shown(guid))
        stack += [(child, element, level + 1) for child in reversed(below.get(code.id, []))]


def _with_parent(code: Code, ids: Mapping[str, str]) -> Code:
    return replace(code, parent=ids.get(code.parent)) if code.parent else code


def names_once(frame: CodingFrame) -> dict[str, str]:
    """Return code id to another name, for codes whose name an earlier one has."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for code in frame.codes:
        name, n = code.name, 1
        while name in taken:
            above = frame[code.parent].name if code.parent and n == 1 else str(n + 1)
            name, n = f"{code.name} ({above})", n + 1
        taken.add(name)
        if name != code.name:
            found[code.id] = name
    return found


def renamed(frame: CodingFrame, names: Mapping[str, str]) -> CodingFrame:
    """Return the frame with other names for some codes."""
    codes = (replace(c, name=names[c.id]) if c.id in names else c for c in frame.codes)
    return replace(frame, codes=tuple(codes)) if names else frame
