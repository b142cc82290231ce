"""How a line of a cue says who speaks: ``Name:``, ``[Name]``, ``(Name)``, ``>> NAME:``."""

from __future__ import annotations

import re

from practicelearn.transcripts.labels import Opening, find_opening
from practicelearn.transcripts.marks import find_marks

__all__ = ["cue_opening"]

_TURN = re.compile(
    r"\s*(?:(?:\{\\[^{}\n]*\}|</?[biu]>|<font[^<>\n]*>)\s*)*(?:(?:>>+|-(?=\s*[\[(\w]))\s*)?"
)
_BRACKETED = re.compile(
    r"\s*(?:\[(?P<square>[^\[\]:\n]{1,60})\]|\((?P<round>[^\[\]():\n]{1,60})\))\s*:?(?P<text>\s.*|)$"
)


def cue_opening(line: str) -> Opening | None:
    """Return the label a line of a cue opens with, after ``>>`` or a dash, in brackets or not.

    Examples
    --------
    >>> [cue_opening(x).label for x in (">> KAY: Yes.", "[Sam Other] No.", "- Kay: Well.")]
    ['KAY', 'Sam Other', 'Kay']
    """
    if line[:1].isalnum():
        return find_opening(line)
    turn = _TURN.match(line)
    skip = turn.end() if turn else 0
    rest = line[skip:]
    bracketed = _BRACKETED.match(rest)
    if bracketed and not find_marks(rest[: bracketed.start("text")]):
        group = "square" if bracketed["square"] else "round"
        a, b = bracketed.span(group)
        found = Opening(
            bracketed[group].strip(), (a, b), None, (b, b), bracketed.start("text"), False, False
        )
    else:
        plain = find_opening(rest)
        if plain is None:
            return None
        found = plain
    if not skip:
        return found
    return found._replace(
        label_span=(found.label_span[0] + skip, found.label_span[1] + skip),
        time_span=(found.time_span[0] + skip, found.time_span[1] + skip),
        text_at=found.text_at + skip,
    )
