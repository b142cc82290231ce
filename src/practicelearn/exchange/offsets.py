"""How a program counts characters, decided by evidence.

Positions in a REFI-QDA file are said to be code points. In practice they are UTF-16 units in one
program and code points in another; CR LF counts 2 in one and 1 in another; a byte order mark may be
counted. Each way of counting is tried: the right one lands on the borders of words and lines and on
the names some programs give their selections; a wrong one drifts into the middle of words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Borders",
    "Counted",
    "Counting",
    "Decision",
    "by_origin",
    "decide",
    "positions",
    "reason_for",
    "says",
    "ways_of_counting",
]

_Ints = NDArray[np.int64]
_NAMED = 3.0
_TRUST = 1.5  # how far another way must lead a program's known one, or the standard's, times root n
_CLOSE = 0.75  # a lead smaller than this, times the root of n selections, is no evidence
_THIN = 2.0  # and one smaller than this is none where it is not known how the program counts
_FEW_CLEAN = 0.5  # all at words one way, at most these the other: no chance, however few there are
_FEW = 2  # so few selections settle nothing by themselves
_CLEAN = 0.6  # selections at words: below this share of them no lead is evidence
_BEHIND = 2
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)\s*$")


@dataclass(frozen=True)
class Counting:
    """A way to count: unit, what CR LF counts, and whether a byte order mark counts."""

    unit: str = "code point"
    crlf: int = 2
    bom: bool = False

    def __str__(self) -> str:
        return f"{self.unit}s, CR LF as {self.crlf}" + (", mark counted" if self.bom else "")


@dataclass(frozen=True)
class Counted:
    """A source's text as decoded (line ends kept, mark removed) and the positions given for it."""

    text: str
    has_bom: bool
    starts: Sequence[int]
    ends: Sequence[int]
    names: Sequence[str | None]


@dataclass(frozen=True)
class Decision:
    """What was decided for one source: the counting, the ranges in code points, the evidence.

    ``ranges`` has a row a selection (start, end); -1 where the counting allows no such position. A
    range that ends at most two behind the text ends with it.
    ``rows`` holds one dict a counting that was tried. ``tied`` says that countings which differ on
    this source explain the project about equally well: a person should look.
    """

    counting: Counting
    ranges: _Ints
    rows: list[dict[str, Any]]
    tied: bool
    own_way: bool = False


def is_known(origin: str) -> bool:
    """Whether it is known how the program counts."""
    return any(name in origin.lower() for name in ("nvivo", "atlas", "maxqda"))


def by_origin(origin: str) -> Counting:
    """Return how a program is known to count, for where there is no evidence."""
    name = origin.lower()
    if "nvivo" in name:
        return Counting("UTF-16", 2)
    if "atlas" in name or "maxqda" in name:
        return Counting("code point", 1)
    return Counting("code point", 2)


def reason_for(counting: Counting, origin: str) -> str:
    """Return why a way of counting was taken where others fit about as well."""
    if counting != by_origin(origin):
        return "which fits best"
    return "as that program is known to count" if is_known(origin) else "as the standard says"


def positions(text: str, counting: Counting) -> _Ints:
    """Return the position of every code point, and of the end: shape ``(len(text) + 1,)``."""
    points = _points(text)
    width = np.ones(len(points), dtype=np.int64)
    if counting.unit == "UTF-16":
        width += points > 0xFFFF
    if counting.crlf == 1 and len(points) > 1:
        width[:-1][(points[:-1] == 13) & (points[1:] == 10)] = 0
    at = np.zeros(len(points) + 1, dtype=np.int64)
    np.cumsum(width, out=at[1:])
    return at + int(counting.bom)


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def decide(
    sources: Sequence[Counted], origin: str, *, stated: Counting | None = None
) -> list[Decision]:
    """Return for each source how its positions are to be read.

    Parameters
    ----------
    sources : sequence of Counted
    origin : str
        The program's own name: decides only where the evidence does not.
    stated : Counting, optional
        What the file itself says of how it counts: taken at its word.

    Returns
    -------
    list of Decision
        In the order of the sources. The evidence of all sources is added up: a program counts one
        way. A source whose own evidence clearly says otherwise is read its own way.
    """
    known = by_origin(origin)
    tried = [_tried(source) for source in sources]
    total: dict[Counting, float] = {}
    for found in tried:
        for counting, (_, row) in found.items():
            total[counting] = total.get(counting, 0.0) + float(row["score"])
    order = sorted(
        total, key=lambda c: (-total[c], c != known, c.bom, c.unit != known.unit, c.crlf)
    )
    if not order:
        return []
    if stated is not None:
        return [_stated(found, stated) for found in tried]
    pooled = order[0]
    if known in total:
        lead = total[pooled] - total[known]
        short = lead <= _TRUST * _n_apart(tried, pooled, known) ** 0.5
        one, other = _share_clean(tried, pooled, known)
        plain = not is_known(origin) and one == 1.0 and other <= _FEW_CLEAN
        pooled = known if short and not plain else pooled
    sure = is_known(origin) and pooled == known
    thin = _CLOSE if sure else _THIN
    equal = [
        c
        for c in order
        if (
            total[c] >= total[pooled] - thin * _n_apart(tried, c, pooled) ** 0.5
            or _fits_as_well(tried, c, pooled)
            or (not sure and _share_clean(tried, pooled, c)[0] < _CLEAN)
            or (not sure and 0 < _n_apart(tried, c, pooled) <= _FEW)
        )
        and (not c.bom or pooled.bom or not sure)  # no program is known that counts the mark
    ]
    return [_decision(found, pooled, equal, origin) for found in tried]


def ways_of_counting(source: Counted) -> list[tuple[_Ints, NDArray[np.bool_]]]:
    """Return the places of selections under each way of counting, and which of them are words."""
    return [(ranges, np.asarray(row["clean"])) for ranges, row in _tried(source).values()]


def _n_apart(
    tried: Sequence[dict[Counting, tuple[_Ints, dict[str, Any]]]], one: Counting, other: Counting
) -> int:
    """How many selections stand elsewhere under one way of counting than under another."""
    return sum(int((found[one][0] != found[other][0]).any(axis=1).sum()) for found in tried)


def _share_clean(
    tried: Sequence[dict[Counting, tuple[_Ints, dict[str, Any]]]], one: Counting, other: Counting
) -> tuple[float, float]:
    """Of the selections that differ, the share at words one way and the other; 1, 1 for none."""
    apart = [(found[one][0] != found[other][0]).any(axis=1) for found in tried]
    n = sum(int(a.sum()) for a in apart)

    def share(way: Counting) -> float:
        clean = (found[way][1]["clean"] for found in tried)
        return sum(int((a & c).sum()) for a, c in zip(apart, clean, strict=True)) / n

    return (share(one), share(other)) if n else (1.0, 1.0)


def _fits_as_well(
    tried: Sequence[dict[Counting, tuple[_Ints, dict[str, Any]]]], one: Counting, other: Counting
) -> bool:
    """Whether no selection speaks against a way of counting that fits another.

    Where words are repeated, both may land on whole words everywhere. That one begins more lines
    with them is likely, and no evidence.
    """

    def n(counting: Counting, what: str) -> int:
        return sum(int(found[counting][1][what]) for found in tried)

    return (
        n(one, "n_clean") >= n(other, "n_clean")
        and n(one, "n_named") >= n(other, "n_named")
        and n(one, "n_impossible") <= n(other, "n_impossible")
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k != "clean"}


def _stated(found: dict[Counting, tuple[_Ints, dict[str, Any]]], stated: Counting) -> Decision:
    rows = [
        {
            **_shown(row),
            "chosen": counting == stated,
            "why": "the file says so" if counting == stated else None,
        }
        for counting, (_, row) in found.items()
    ]
    return Decision(stated, found[stated][0], rows, False)


def _decision(
    found: dict[Counting, tuple[_Ints, dict[str, Any]]],
    pooled: Counting,
    equal: list[Counting],
    origin: str,
) -> Decision:
    best = max(
        found, key=lambda c: (float(found[c][1]["score"]), c == pooled, c == by_origin(origin))
    )
    n = len(found[pooled][0])
    margin = float(found[best][1]["score"]) - float(found[pooled][1]["score"])
    own_way = margin >= max(6.0, 0.5 * n)
    chosen = best if own_way else pooled
    ranges = found[chosen][0]
    tied = not own_way and any(not np.array_equal(found[c][0], ranges) for c in equal)
    same = all(np.array_equal(r, ranges) for r, _ in found.values())
    why = (
        "every way of counting gives the same places"
        if same
        else "this source's own evidence"
        if own_way
        else f"a tie: taken {reason_for(chosen, origin)}"
        if tied
        else "evidence of all sources"
    )
    rows = [
        {**_shown(row), "chosen": counting == chosen, "why": why if counting == chosen else None}
        for counting, (_, row) in found.items()
        if counting.bom == row["bom"] or counting == chosen  # a mark that is not there: said once
    ]
    return Decision(chosen, ranges, rows, tied, own_way)


def _tried(source: Counted) -> dict[Counting, tuple[_Ints, dict[str, Any]]]:
    borders = Borders(source.text)
    found = {}
    for unit, crlf, bom in itertools.product(("code point", "UTF-16"), (2, 1), (False, True)):
        if bom and not source.has_bom:
            continue
        counting = Counting(unit, crlf, bom)
        ranges = _ranges(source, counting)
        found[counting] = (ranges, _score(source, counting, ranges, borders))
    if source.has_bom:
        return found
    # a mark that is not there counts nothing: the same places, so that totals stay comparable
    return found | {Counting(c.unit, c.crlf, True): v for c, v in found.items()}


def _ranges(source: Counted, counting: Counting) -> _Ints:
    at = positions(source.text, counting)
    wanted = np.array([source.starts, source.ends], dtype=np.int64).T.reshape(-1, 2)
    wanted[_behind(at, wanted), 1] = at[-1]
    index = np.searchsorted(at, wanted, side="left").astype(np.int64)
    inside = index < len(at)
    exact = inside & (at[np.minimum(index, len(at) - 1)] == wanted)
    good = exact.all(axis=1) & (index[:, 1] >= index[:, 0])
    index[~good] = -1
    return index


def _behind(at: _Ints, wanted: _Ints) -> NDArray[np.bool_]:
    """Which ranges begin in the text and end just behind it: at a line end it no longer has."""
    last = int(at[-1])
    return np.asarray(
        (wanted[:, 0] < last) & (wanted[:, 1] > last) & (wanted[:, 1] <= last + _BEHIND)
    )


def _score(source: Counted, counting: Counting, ranges: _Ints, borders: Borders) -> dict[str, Any]:
    good = ranges[:, 0] >= 0
    start, end = np.where(good[:, None], ranges, 0).T
    starts_word, ends_word = borders.word_start[start], borders.word_end[end]
    wanted = np.array([source.starts, source.ends], dtype=np.int64).T.reshape(-1, 2)
    cut = _behind(positions(source.text, counting), wanted)  # the end of such a one says nothing
    clean = good & starts_word & (ends_word | borders.line_start[end])
    score = (
        starts_word.astype(float)
        + (starts_word & borders.line_start[start])
        + (ends_word | borders.line_start[end])
        + ((ends_word & borders.line_end[end]) | borders.line_start[end])
    )
    score = np.where(cut, starts_word.astype(float), score)
    score = np.where(good, score, -4.0)
    named = [
        bool(name) and ok and says(source.text, int(a), int(b), str(name))
        for name, ok, a, b in zip(source.names, good, start, end, strict=True)
    ]
    return {
        "unit": counting.unit,
        "crlf": counting.crlf,
        "bom": counting.bom,
        "n_selections": len(ranges),
        "n_clean": int(clean.sum()),
        "clean": clean | np.array(named, dtype=bool),  # selection by selection; no row shows it
        "n_named": sum(named),
        "n_impossible": int((~good).sum()),
        "score": float(score.sum() + _NAMED * sum(named)),
    }


class Borders:
    """Where words and lines begin and end: boolean arrays of shape ``(len(text) + 1,)``."""

    def __init__(self, text: str) -> None:
        points = _points(text)
        found, back = np.unique(points, return_inverse=True)
        chars = [chr(p) for p in found]  # few different ones: each is asked once
        word = np.array([c.isalnum() or c in "_'’" for c in chars], dtype=bool)[back]
        space = np.array([c.isspace() for c in chars], dtype=bool)[back]
        cr, lf = points == 13, points == 10
        no, yes = np.array([False]), np.array([True])
        before, after = np.concatenate([no, word]), np.concatenate([word, no])
        inside = before & after
        self.word_start = ~inside & ~np.concatenate([space, yes])
        self.word_end = ~inside & ~np.concatenate([yes, space])
        seam = np.concatenate([no, cr]) & np.concatenate([lf, no])
        self.line_start = (np.concatenate([yes, cr | lf])) & ~seam
        self.line_end = (np.concatenate([cr | lf, yes])) & ~seam


def says(text: str, start: int, end: int, name: str) -> bool:
    """Return whether a selection's name is how its words begin."""
    shown = "".join(_ELLIPSIS.sub("", name).split())
    if len(shown) < 4:
        return False
    words = "".join(text[start : min(end, start + 3 * len(name) + 40)].split())
    cut = _ELLIPSIS.search(name) is not None
    return words.startswith(shown) if cut or len(shown) >= 60 else words == shown
