"""From units to turns: neighbours with the same label are one turn, an unlabelled unit never is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from practicelearn.transcripts.tiles import Piece, Reading, Unit

__all__ = ["Turn", "merge_units"]

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\u2028\u2029]")
_RUNS = re.compile(r"\s+|\S+")


@dataclass
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
    The text of a turn is NFC with line feeds only. A unit without a label stays a turn of its own:
    unknown is not "the same person". ``overlap`` says that a turn starts before the turn before it
    has ended; it is missing where the file has no times. A label without words is a turn without
    words: it parts what stands before it from what stands after.
    """
    turns: list[Turn] = []
    texts: list[_Text] = []
    for unit in reading.units:
        if not unit.pieces and unit.speaker is None:
            continue
        same = bool(turns) and unit.speaker is not None and unit.speaker == turns[-1].speaker
        if same and reading.merge:
            turns[-1].end_s = _later(turns[-1].end_s, unit.end_s)
        else:
            turns.append(Turn(unit.speaker, unit.start_s, unit.end_s, unit.source_loc))
            texts.append(_Text())
        texts[-1].add(unit, reading.joiner)
    for turn, text in zip(turns, texts, strict=True):
        turn.text, turn.origins = text.joined()
    _flag_overlaps(turns)
    return turns


class _Text:
    """The text of a turn in the making."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._origins: list[tuple[int, int, int, int]] = []
        self._length = 0

    def add(self, unit: Unit, joiner: str) -> None:
        for n, piece in enumerate(unit.pieces):
            if self._length:
                self._append(joiner if n == 0 else piece.before)
            for words, start, end in _normal(piece):
                at = self._length
                self._append(words)
                self._origins.append((at, self._length, start, end))

    def _append(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)

    def joined(self) -> tuple[str, list[tuple[int, int, int, int]]]:
        text = "".join(self._parts)
        normal = unicodedata.normalize("NFC", text)
        if (
            normal != text and self._origins
        ):  # characters combine over the seam of two pieces: place by the whole turn
            return normal, [(0, len(normal), self._origins[0][2], self._origins[-1][3])]
        return text, self._origins


def _normal(piece: Piece) -> Iterator[tuple[str, int, int]]:
    """The piece in NFC with line feeds only; word by word where that changes its length."""
    normal = _clean(piece.text)
    if len(normal) == len(piece.text) or len(piece.text) != piece.end - piece.start:
        yield normal, piece.start, piece.end
        return
    for run in _RUNS.finditer(piece.text):
        yield _clean(run[0]), piece.start + run.start(), piece.start + run.end()


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text  # nearly all talk: nothing to compose, no line ends
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))


def _later(a: float | None, b: float | None) -> float | None:
    return max(a, b) if a is not None and b is not None else (a if b is None else b)


def _flag_overlaps(turns: list[Turn]) -> None:
    ended: float | None = None
    for turn in turns:
        if turn.start_s is not None and ended is not None:
            turn.overlap = turn.start_s < ended
        ended = _later(ended, turn.end_s)
