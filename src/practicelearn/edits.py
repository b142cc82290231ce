"""Where things are after replacing: texts, offsets, marks and the map to the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from practicelearn._tables import Mark

__all__ = [
    "Edit",
    "apply_edits",
    "merge_edits",
    "move_marks",
    "move_origins",
    "move_span",
    "place_before",
]


class Edit(NamedTuple):
    """Code points ``start`` to ``end`` (exclusive) of the text before became ``replacement``."""

    start: int
    end: int
    replacement: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with every edit made; edits are in order and do not overlap.

    Examples
    --------
    >>> apply_edits("so Sam said", [Edit(3, 6, "[Person 1]")])
    'so [Person 1] said'
    """
    out, at = [], 0
    for edit in edits:
        out += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*out, text[at:]])


def move_span(start: int, end: int, edits: Iterable[Edit]) -> tuple[int, int]:
    """Return where a span of the text before stands in the text after.

    A span that touches a replaced stretch grows to hold the whole replacement, so that no quote
    ends inside ``[Person 1]``.

    Examples
    --------
    >>> move_span(7, 11, [Edit(3, 6, "[Person 1]")]), move_span(4, 6, [Edit(3, 6, "[Person 1]")])
    ((14, 18), (3, 13))
    """
    own = list(edits)
    for edit in own:
        if edit.end > start and edit.start < end:
            start, end = min(start, edit.start), max(end, edit.end)

    def moved(place: int) -> int:
        return place + sum(len(e.replacement) - (e.end - e.start) for e in own if e.end <= place)

    return moved(start), moved(end)


def merge_edits(first: Sequence[Edit], then: Sequence[Edit]) -> list[Edit]:
    """Return one list of edits, in places of the first text, that does what both do in turn.

    The later ones must not reach into what the earlier ones wrote.
    """
    earlier = [Edit(*place_before(e.start, e.end, first), e.replacement) for e in then]
    return sorted([*first, *earlier])


def place_before(start: int, end: int, edits: Sequence[Edit]) -> tuple[int, int]:
    """Return where a span of the text after stood in the text before; it touches no replacement."""
    shift = 0
    for edit in edits:
        if edit.start + shift >= start:
            break
        shift += len(edit.replacement) - (edit.end - edit.start)
    return start - shift, end - shift


def move_marks(marks: Iterable[Mark], edits: Sequence[Edit]) -> list[Mark]:
    """Return a turn's marks in their new places, and one more for each replacement.

    A replacement is a mark of kind ``redaction``: it stays in the text and is no word that anybody
    said, so that no topic is made of *person*.
    """
    moved = [Mark(*move_span(mark[0], mark[1], edits), mark[2]) for mark in marks]
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if not any(mark.start <= start < mark.end for mark in moved):
            moved.append(Mark(start, start + len(edit.replacement), "redaction"))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return sorted(moved)


def move_origins(
    start: int, end: int, source_start: int, source_end: int, edits: Sequence[Edit]
) -> list[tuple[int, int, int, int]]:
    """Return a row of the source map, split around what was replaced.

    A replacement has no place in the source. Where a row's two lengths differ (a character was
    decomposed in the file), places inside it are not known: the row then keeps its whole stretch.
    """
    inside = [edit for edit in edits if edit.end > start and edit.start < end]
    if not inside or end - start != source_end - source_start:
        return [(*move_span(start, end, edits), source_start, source_end)]
    out, at = [], start
    for edit in [*inside, Edit(end, end, "")]:
        stop = min(edit.start, end)
        if stop > at:
            offset = source_start - start
            out.append((*move_span(at, stop, edits), at + offset, stop + offset))
        at = max(at, edit.end)
    return out
