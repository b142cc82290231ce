"""Every character of a file has one owner.

A reader tiles its decoded text into speech, label, time, mark, preamble, issue and syntax, with no
gap and no overlap. Speech is collected in units: what the file stores as one piece. A file has tens
of thousands of tiles, so they are held as arrays, and checked as arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from practicelearn.errors import PracticelearnError
from practicelearn.language.forms import UNSEEN

__all__ = [
    "Kind",
    "Part",
    "Piece",
    "Problem",
    "Reading",
    "Tile",
    "Tiler",
    "Tiles",
    "Unit",
    "check_tiles",
]

Kind = Literal["speech", "label", "time", "mark", "preamble", "issue", "syntax"]

_KINDS: tuple[Kind, ...] = ("speech", "label", "time", "mark", "preamble", "issue", "syntax")
_CODE = {kind: code for code, kind in enumerate(_KINDS)}
_WHITE = " \t\r\n\v\f\x00\u00a0\u2028\u2029\x85\u200c\u200d" + UNSEEN
_INTS = np.int64


class Tile(NamedTuple):
    """A stretch of the decoded text, end exclusive, and what it is."""

    start: int
    end: int
    kind: Kind


class Tiles(Sequence[Tile]):
    """Tiles as arrays; one is made into a :class:`Tile` when it is asked for.

    Parameters
    ----------
    starts, ends : array of int, shape (n_tiles,)
    kinds : array of int8, shape (n_tiles,)
        Places in the list of kinds.
    """

    def __init__(
        self, starts: NDArray[np.int64], ends: NDArray[np.int64], kinds: NDArray[np.int8]
    ) -> None:
        self.starts = starts
        self.ends = ends
        self.kinds = kinds

    @classmethod
    def of(cls, tiles: Iterable[Tile]) -> Tiles:
        """Return tiles as arrays, in the order given."""
        if isinstance(tiles, Tiles):
            return tiles
        rows = list(tiles)
        return cls(
            np.array([t.start for t in rows], _INTS),
            np.array([t.end for t in rows], _INTS),
            np.array([_CODE[t.kind] for t in rows], np.int8),
        )

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Tile]:
        kinds = [_KINDS[code] for code in self.kinds.tolist()]
        return map(Tile, self.starts.tolist(), self.ends.tolist(), kinds)

    @overload
    def __getitem__(self, place: int) -> Tile: ...

    @overload
    def __getitem__(self, place: slice) -> Tiles: ...

    def __getitem__(self, place: int | slice) -> Tile | Tiles:
        if isinstance(place, slice):
            return Tiles(self.starts[place], self.ends[place], self.kinds[place])
        return Tile(int(self.starts[place]), int(self.ends[place]), _KINDS[int(self.kinds[place])])

    def of_kind(self, kind: Kind) -> Tiles:
        """Return the tiles of one kind."""
        own = self.kinds == _CODE[kind]
        return Tiles(self.starts[own], self.ends[own], self.kinds[own])


class Piece(NamedTuple):
    """Speech as it will stand in a turn, and where in the decoded text it comes from.

    ``text`` differs from the source where an entity such as ``&amp;`` was decoded. ``before`` is
    what stands between it and the piece before: a space, a line feed, or nothing.
    """

    text: str
    start: int
    end: int
    before: str = " "


@dataclass(slots=True)
class Unit:
    """What the file stores as one piece: a cue, a paragraph, a row. ``speaker`` None: no label."""

    speaker: str | None
    pieces: list[Piece] = field(default_factory=list)
    start_s: float | None = None
    end_s: float | None = None
    source_loc: str = ""

    @property
    def number(self) -> int | None:
        """The number of its place: of its line, paragraph or row; None where it has none."""
        last = self.source_loc.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else None


@dataclass(frozen=True, slots=True)
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
    tiles: Sequence[Tile]
    units: list[Unit]
    problems: list[Problem] = field(default_factory=list)
    joiner: str = " "  # between units that merge into one turn
    place: str = "line"  # what a unit's place is counted in
    # whether neighbours with the same label are one turn; each note stands alone
    merge: bool = True
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One of several transcripts in a file, and what it is called there.

    ``within`` says that the name is a sheet's or a session's, to be read after that of the file.
    """

    name: str
    reading: Reading
    within: bool = False


class Tiler:
    """Collects tiles in any order and closes the gaps.

    White space that nobody claimed is syntax. Anything else nobody claimed is an oversight of the
    reader: it becomes an ``issue`` tile, and the words are listed, never dropped.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kinds: list[Kind] = []
        self._many: list[Tiles] = []

    def add(self, start: int, end: int, kind: Kind) -> None:
        """Claim a stretch of the text."""
        if end > start:
            self._starts.append(start)
            self._ends.append(end)
            self._kinds.append(kind)

    def add_many(self, starts: ArrayLike, ends: ArrayLike, kind: Kind) -> None:
        """Claim stretches of one kind; those without a character are left out."""
        first, last = np.asarray(starts, _INTS), np.asarray(ends, _INTS)
        full = last > first
        kinds = np.full(int(full.sum()), _CODE[kind], np.int8)
        self._many.append(Tiles(first[full], last[full], kinds))

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch without white space at its ends."""
        part = self.text[start:end]
        bare = _bare(part)
        if len(bare) == len(part):
            return start, max(start, end)
        start += len(part) - len(_bare(part, left_only=True))
        return start, start + len(bare)

    def speech(self, start: int, end: int, before: str = " ") -> list[Piece]:
        """Claim speech, without white space at its ends; return it as pieces (none if empty)."""
        part = self.text[start:end]
        plain = part.isascii()  # most are, and this is done for every line of every file
        words = part.strip() if plain else _bare(part)
        if not words:
            return []
        if len(words) != len(part):
            start += len(part) - len(part.lstrip() if plain else _bare(part, left_only=True))
        end = start + len(words)
        self._starts.append(start)
        self._ends.append(end)
        self._kinds.append("speech")
        return [Piece(words, start, end, before)]

    def close(self) -> tuple[Tiles, Tiles]:
        """Return all tiles in order, and those that nobody had claimed."""
        claimed = self._claimed()
        # the gap before each tile, and the one behind the last
        starts = np.concatenate(([0], claimed.ends))
        ends = np.concatenate((claimed.starts, [len(self.text)]))
        if (starts > ends).any():
            place = int(claimed.starts[np.flatnonzero(starts > ends)[0]])
            raise PracticelearnError(f"two readers' tiles overlap at character {place}")
        gaps = ends > starts
        gap_kinds = np.full(int(gaps.sum()), _CODE["syntax"], np.int8)
        gap_kinds[self._worded(starts[gaps], ends[gaps])] = _CODE["issue"]
        gap = Tiles(starts[gaps], ends[gaps], gap_kinds)
        return _in_order([claimed, gap]), gap.of_kind("issue")

    def _claimed(self) -> Tiles:
        kinds = np.array(list(map(_CODE.__getitem__, self._kinds)), np.int8)
        one_by_one = Tiles(np.array(self._starts, _INTS), np.array(self._ends, _INTS), kinds)
        return _in_order([one_by_one, *self._many])

    def _worded(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[int]:
        """Which gaps hold more than white space."""
        words = [self.text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        if not "".join(words).strip(_WHITE):
            return []
        return [n for n, part in enumerate(words) if part.strip(_WHITE)]


def check_tiles(text: str, tiles: Iterable[Tile]) -> None:
    """Raise unless the tiles cover the text without gap or overlap."""
    held = Tiles.of(tiles)
    expected = np.concatenate(([0], held.ends))[:-1]
    wrong = (held.starts != expected) | (held.ends <= held.starts)
    if wrong.any():
        at = int(expected[np.flatnonzero(wrong)[0]])
        raise PracticelearnError(f"the tiles of a file do not meet at character {at}")
    end = int(held.ends[-1]) if len(held) else 0
    if end != len(text):
        raise PracticelearnError(f"the tiles of a file end at {end} of {len(text)} characters")


def _bare(part: str, *, left_only: bool = False) -> str:
    """Text without white space, and what nobody sees, at its ends or its beginning."""
    strip = str.lstrip if left_only else str.strip
    bare = strip(part)
    while not bare.isascii() and (shorter := strip(strip(bare, UNSEEN))) != bare:
        bare = shorter
    return bare


def _in_order(parts: list[Tiles]) -> Tiles:
    starts = np.concatenate([p.starts for p in parts])
    order = np.argsort(starts, kind="stable")
    ends = np.concatenate([p.ends for p in parts])
    kinds = np.concatenate([p.kinds for p in parts])
    return Tiles(starts[order], ends[order], kinds[order])
