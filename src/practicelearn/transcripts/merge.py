"""From units to turns: neighbours with the same label are one turn, an unlabelled unit never is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from practicelearn.language.forms import without_unseen
from practicelearn.transcripts.tiles import Piece, Reading, Unit

__all__ = ["Turn", "merge_units"]

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\u2028\u2029]")
_RUNS = re.compile(r"\s+|\S+")


@dataclass(slots=True)
class Turn:
    """What one person said without another label in between.

    ``origins`` are rows of (start, end, source_start, source_end): which code points of ``text``
    come from which code points of the decoded file.
    """

    speaker: str | None
    start_s: float | None
    end_s: float | None
    source_loc: str
    text: str = ""
    origins: list[tuple[int, int, int, int]] = field(default_factory=list)
    overlap: bool | None = None


def merge_units(reading: Reading) -> list[Turn]:
    """Return the turns of a reading, in order.

    Notes
    -----
    The text of a turn is NFC with line feeds only, without characters that nobody sees (soft
    hyphens, zero-width spaces, marks of direction). A unit without a label stays a turn of its own:
    unknown is not "the same person". ``overlap`` says that a turn starts before the turn before it
    has ended; it is missing where the file has no times. A label without words is a turn without
    words: it parts what stands before it from what stands after.
    """
    parts: list[list[Unit]] = []
    before: str | None = None
    merges = reading.merge
    for unit in reading.units:
        speaker = unit.speaker
        if speaker is None and not unit.pieces:
            continue
        if merges and speaker is not None and speaker == before:
            parts[-1].append(unit)
        else:
            parts.append([unit])
            before = speaker
    turns: list[Turn] = []
    for units in parts:
        first = units[0]
        end_s = first.end_s
        for unit in units[1:]:
            end_s = _later(end_s, unit.end_s)
        words, origins = _joined(units, reading.joiner)
        turns.append(Turn(first.speaker, first.start_s, end_s, first.source_loc, words, origins))
    _flag_overlaps(turns)
    return turns


def _joined(units: list[Unit], joiner: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """The text of a turn, and where it comes from."""
    if len(units) == 1 and len(units[0].pieces) == 1:
        words, start, end, _ = units[0].pieces[0]
        if words.isascii() and words.isprintable():  # most turns are no more than this
            return words, [(0, len(words), start, end)]
    parts: list[str] = []
    origins: list[tuple[int, int, int, int]] = []
    length = 0
    for unit in units:
        for n, piece in enumerate(unit.pieces):
            words, start, end, before = piece
            if words.isascii() and words.isprintable():  # nothing to compose, no line end
                normal = [(words, start, end)] if words else []
            else:
                normal = [row for row in _normal(piece) if row[0]]
            if not normal:
                continue
            if length:
                parts.append(before if n else joiner)
                length += len(parts[-1])
            for words, start, end in normal:
                parts.append(words)
                origins.append((length, length + len(words), start, end))
                length += len(words)
    text = "".join(parts)
    if text.isascii() or unicodedata.is_normalized("NFC", text) or not origins:
        return text, origins
    # characters combine over the seam of two pieces: place by the whole turn
    whole = unicodedata.normalize("NFC", text)
    return whole, [(0, len(whole), origins[0][2], origins[-1][3])]


def _normal(piece: Piece) -> Iterable[tuple[str, int, int]]:
    """The piece in NFC with line feeds only; word by word where that changes its length."""
    words, start, end, _ = piece
    normal = _clean(words)
    if len(normal) == len(words) or len(words) != end - start:
        return [(normal, start, end)]
    return [
        (_clean(run[0]), start + run.start(), start + run.end()) for run in _RUNS.finditer(words)
    ]


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", without_unseen(_LINE_ENDS.sub("\n", text)))


def _later(a: float | None, b: float | None) -> float | None:
    return max(a, b) if a is not None and b is not None else (a if b is None else b)


def _flag_overlaps(turns: list[Turn]) -> None:
    ended: float | None = None
    for turn in turns:
        if turn.start_s is not None and ended is not None:
            turn.overlap = turn.start_s < ended
        until = turn.end_s
        if until is not None and (ended is None or until > ended):
            ended = until
