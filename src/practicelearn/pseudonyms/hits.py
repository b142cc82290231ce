"""A hit: a stretch of text that gives somebody, or somewhere, away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["FILLER", "KINDS", "OURS", "Hit", "closed", "hidden", "settled"]

KINDS = {
    "nhs number": "NHS number",
    "national insurance number": "National Insurance number",
    "e-mail": "E-mail",
    "phone": "Phone",
    "postcode": "Postcode",
    "date of birth": "Date",
    "case": "Case",
    "number": "Number",
    "school": "School",
    "address": "Address",
    "team": "Team",
    "building": "Building",
    "person": "Person",
    "place": "Place",
}
"""Kind of a hit -> the word its replacement begins with. Earlier kinds win where hits meet."""

OURS = re.compile(
    rf"(?:(?:{'|'.join(map(re.escape, KINDS.values()))}|[A-Z][a-z -]{{0,40}}) \d+"
    r"(?: or [^\[\]]+)?|withdrawn)"
)
"""What stands in square brackets when we replaced it; for ``fullmatch``."""

FILLER = "\u2588"
"""Stands for each character of a bracket that is closed to every rule; no word, no space."""

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_BRACKET = re.compile(r"\[[^\[\]\n]{0,200}\]|\{[a-z]{2,30}\}")


class Hit(NamedTuple):
    """Code points ``start`` to ``end`` (exclusive), what they give away, and the rule that says so.

    ``who`` is the identity when the rule knows it (a person of the roster), else empty.
    """

    start: int
    end: int
    kind: str
    rule: str
    who: str = ""


def closed(text: str) -> list[tuple[int, int]]:
    """Return the stretches in brackets: marks, earlier redactions, our own replacements.

    Square brackets, and curly ones around one word such as ``{laugh}``.
    """
    found = _BRACKET.finditer(text) if "[" in text or "{" in text else ()
    return [m.span() for m in found]


def hidden(text: str) -> str:
    """Return the text with every square bracket filled, so that no rule sees into it.

    Examples
    --------
    >>> hidden("so [Sam] said").count(FILLER)
    5
    """
    for start, end in closed(text):
        text = text[:start] + FILLER * (end - start) + text[end:]
    return text


def settled(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits that do not overlap, in order; those that overlap become one.

    The union is taken: a name half replaced is a name given away. Kind and identity are those of
    the strongest rule: structured identifiers before cue words before names, then the longest.
    """
    out: list[Hit] = []
    for hit in sorted(hits):
        if out and hit.start < out[-1].end:
            out[-1] = _union(out[-1], hit)
        else:
            out.append(hit)
    return out


def _union(one: Hit, other: Hit) -> Hit:
    if one[:2] == other[:2] and "list of places" in {one.rule, other.rule} and not one.who:
        return one if one.rule == "list of places" else other
    first = min(one, other, key=lambda h: (_RANK.get(h.kind, 6), not h.who, h.start - h.end))
    start, end = min(one.start, other.start), max(one.end, other.end)
    # an identity holds only for its own words: "Kelly" of the roster is not "Kelly's Close"
    who = one.who or other.who if first.kind == "person" else ""
    return Hit(start, end, first.kind, first.rule, who)
