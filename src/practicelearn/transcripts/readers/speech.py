"""Speech with codes in it: puts a unit's words together and keeps the space between them right."""

from __future__ import annotations

import re

from practicelearn.transcripts.tiles import Kind, Piece, Tiler, Unit

__all__ = ["Pen", "bracketed"]

_DOUBLE = re.compile(r"\(\(([^()\n]{1,80})\)\)")


class Pen:
    """Writes into a unit: words as they stand, words that stand for a code, codes left out.

    Two pieces are parted by a space where there is white space between them in the file.
    """

    def __init__(self, tiler: Tiler, unit: Unit) -> None:
        self.tiler = tiler
        self.unit = unit
        self.spaced = True

    def plain(self, start: int, end: int) -> None:
        """Write words as they stand."""
        a, b = self.tiler.trimmed(start, end)
        self.spaced = self.spaced or a > start
        if b > a:
            self.tiler.add(a, b, "speech")
            self._write(self.tiler.text[a:b], a, b)
            self.spaced = b < end

    def instead(self, start: int, end: int, words: str, kind: Kind = "speech") -> None:
        """Write words that stand for a code, such as ``[laughs]`` for ``&=laughs``."""
        self.tiler.add(start, end, kind)
        if words:
            self._write(words, start, end)

    def leave(self, start: int, end: int, kind: Kind = "syntax") -> None:
        """Leave a code out."""
        self.tiler.add(start, end, kind)

    def _write(self, words: str, start: int, end: int) -> None:
        self.unit.pieces.append(Piece(words, start, end, " " if self.spaced else ""))
        self.spaced = False


def bracketed(pen: Pen, start: int, end: int) -> None:
    """Write plain words in which ``((laughs))`` becomes ``[laughs]``."""
    at = start
    for match in _DOUBLE.finditer(pen.tiler.text, start, end):
        pen.plain(at, match.start())
        pen.instead(match.start(), match.end(), f"[{match[1].strip()}]")
        at = match.end()
    pen.plain(at, end)
