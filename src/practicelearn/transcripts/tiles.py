"""Every character of a file has one owner.

A reader tiles its decoded text into speech, label, time, mark, preamble, issue and syntax, with no
gap and no overlap. Speech is collected in units: what the file stores as one piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from practicelearn.errors import PracticelearnError

__all__ = ["Kind", "Part", "Piece", "Problem", "Reading", "Tile", "Tiler", "Unit", "check_tiles"]

Kind = Literal["speech", "label", "time", "mark", "preamble", "issue", "syntax"]


class Tile(NamedTuple):
    """A stretch of the decoded text, end exclusive, and what it is."""

    start: int
    end: int
    kind: Kind


class Piece(NamedTuple):
    """Speech as it will stand in a turn, and where in the decoded text it comes from.

    ``text`` differs from the source where an entity such as ``&amp;`` was decoded. ``before`` is
    what stands between it and the piece before: a space, a line feed, or nothing.
    """

    text: str
    start: int
    end: int
    before: str = " "


@dataclass
class Unit:
    """What the file stores as one piece: a cue, a paragraph, a row. ``speaker`` None: no label."""

    speaker: str | None
    pieces: list[Piece] = field(default_factory=list)
    start_s: float | None = None
    end_s: float | None = None
    source_loc: str = ""


@dataclass(frozen=True)
class Problem:
    """Something a person should look at: severity (error, warning, note), place, advice, words."""

    severity: str
    line: int | None
    message: str
    text: str = ""


@dataclass
class Reading:
    """What a reader makes of a file."""

    format: str
    text: str
    tiles: list[Tile]
    units: list[Unit]
    problems: list[Problem] = field(default_factory=list)
    joiner: str = " "  # between units that merge into one turn
    place: str = "line"  # what a unit's place is counted in
    merge: bool = (
        True  # whether neighbours with the same label are one turn; each note stands alone
    )
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One of several transcripts in a file, and what it is called there."""

    name: str
    reading: Reading


class Tiler:
    """Collects tiles in any order and closes the gaps.

    White space that nobody claimed is syntax. Anything else nobody claimed is an oversight of the
    reader: it becomes an ``issue`` tile, and the words are listed, never dropped.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._tiles: list[Tile] = []

    def add(self, start: int, end: int, kind: Kind) -> None:
        """Claim a stretch of the text."""
        if end > start:
            self._tiles.append(Tile(start, end, kind))

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch without white space at its ends."""
        part = self.text[start:end]
        bare = part.strip()
        if len(bare) == len(part):
            return start, max(start, end)
        start += len(part) - len(part.lstrip())
        return start, start + len(bare)

    def speech(self, start: int, end: int, before: str = " ") -> list[Piece]:
        """Claim speech, without white space at its ends; return it as pieces (none if empty)."""
        start, end = self.trimmed(start, end)
        self.add(start, end, "speech")
        return [Piece(self.text[start:end], start, end, before)] if end > start else []

    def close(self) -> tuple[list[Tile], list[Tile]]:
        """Return all tiles in order, and those that nobody had claimed."""
        done: list[Tile] = []
        unclaimed: list[Tile] = []
        at = 0
        for tile in sorted(self._tiles):
            if tile.start < at:
                raise PracticelearnError(f"two readers' tiles overlap at character {tile.start}")
            if tile.start > at:
                self._gap(at, tile.start, done, unclaimed)
            done.append(tile)
            at = tile.end
        self._gap(at, len(self.text), done, unclaimed)
        return done, unclaimed

    def _gap(self, start: int, end: int, done: list[Tile], unclaimed: list[Tile]) -> None:
        if start == end:
            return
        if not self.text[start:end].strip("\ufeff \t\r\n\v\f\x00\u00a0\u200b\u2028\u2029\x85"):
            done.append(Tile(start, end, "syntax"))
        else:
            tile = Tile(start, end, "issue")
            done.append(tile)
            unclaimed.append(tile)


def check_tiles(text: str, tiles: Iterable[Tile]) -> None:
    """Raise unless the tiles cover the text without gap or overlap."""
    at = 0
    for tile in tiles:
        if tile.start != at or tile.end <= tile.start:
            raise PracticelearnError(f"the tiles of a file do not meet at character {at}")
        at = tile.end
    if at != len(text):
        raise PracticelearnError(f"the tiles of a file end at {at} of {len(text)} characters")
