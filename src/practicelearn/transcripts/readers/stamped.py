"""Texts whose times have a rule of their own: f4 and MAXQDA end stamps, Zoom's saved captions.

f4 and MAXQDA put ``#00:01:02-3#`` (tenths after the dash; older: ``[0:01:02]``) at the *end* of a
paragraph: what was said ends there, and started at the stamp before. Zoom's saved captions carry
the time of day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.srt import CLOCK_S, count_from_first
from practicelearn.transcripts.readers.text import read_lines
from practicelearn.transcripts.tiles import Problem, Reading, Tile, Unit

__all__ = ["read_captions", "read_end_stamps", "sniff_captions", "sniff_end_stamps"]

_HASH = re.compile(
    r"#(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})(?:[-.,](?P<part>\d{1,3}))?#(?=[ \t]*\r?$)", re.M
)
_SQUARE = re.compile(
    r"(?<=\S)[ \t]*\[(?P<time>\d{1,2}:\d{2}:\d{2})(?:[-.,](?P<part>\d{1,3}))?\](?=[ \t]*\r?$)", re.M
)
_CLOCK_IN = re.compile(r"\d:\d\d")
_BROKEN = re.compile(r"#[\d:.,x-][^#\s]{3,14}#?(?=[ \t]*\r?$)", re.M)
_FULL_LINE = re.compile(r"^.*\S.*$", re.M)
_CAPTION = re.compile(r"^\s*\[[^\]\n:]{1,60}\][ \t]+\d{1,2}:\d{2}:\d{2}[ \t]*\r?$", re.M)
_NO_CAPTION = re.compile(r"^\s*\[(?P<name>[^\]\n:]{1,60})\][ \t]+\S*\d\S*[ \t]*\r?$", re.MULTILINE)
# before an end stamp stands what was said, not only a label: "Kay [00:01:02]" is Otter's shape
_SENTENCE = re.compile(r"(?:[.?!…,;\"”'’)\]–—-]|:\s+\S.*)$")
_SHARE = 0.4


class _Stamp(NamedTuple):
    start: int
    end: int
    at_s: float


def sniff_end_stamps(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are text with times at the end of its paragraphs."""
    text = decode(head).text
    return 0.6 if "-->" not in text and _CLOCK_IN.search(text) and _stamps(text) else 0.0


def sniff_captions(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are captions saved in Zoom."""
    return 0.6 if len(_CAPTION.findall(decode(head).text)) > 1 else 0.0


def read_captions(raw: bytes, hints: Hints) -> Reading:
    """Return the units of Zoom's saved captions; times are counted from the first caption."""
    text = decode(raw).text
    reading = read_lines(text, hints, format="zoom-captions")
    reading.joiner = " "
    count_from_first(reading, later_than_s=CLOCK_S)
    last = 0.0
    for unit in reading.units:
        if unit.start_s is not None and unit.start_s < last:
            message = "this caption is earlier than the one above it; are they in their order?"
            reading.problems.append(Problem("note", unit.number, message))
        last = unit.start_s if unit.start_s is not None else last
    for match in _NO_CAPTION.finditer(text):
        if not _CAPTION.match(match[0]):
            message = (
                "this looks like the head of a caption but its time cannot be read; "
                "what follows is kept with the caption above"
            )
            a = match.start() + len(match[0]) - len(match[0].lstrip())
            line = text.count("\n", 0, a) + 1
            reading.problems.append(Problem("warning", line, message, match[0].strip()))
    return reading


def read_end_stamps(raw: bytes, hints: Hints) -> Reading:
    """Return the units of text with times at the end of its paragraphs.

    Notes
    -----
    A unit starts at the last stamp before it, the first at zero.
    """
    text = decode(raw).text
    stamps = _stamps(text)
    # blanked out, a stamp neither reads as a label nor as speech, and all offsets stay
    blank = list(text)
    for stamp in stamps:
        blank[stamp.start : stamp.end] = " " * (stamp.end - stamp.start)
    reading = read_lines("".join(blank), hints, format="f4")
    reading.text = text
    reading.tiles = _with_stamps(reading.tiles, stamps)
    _time(reading.units, stamps)
    reading.problems += _doubts(text, stamps)
    if stamps:
        reading.meta["duration_s"] = max(s.at_s for s in stamps)
    return reading


def _stamps(text: str) -> list[_Stamp]:
    """The stamps of a text, if so many of its paragraphs end with one that it is its rule."""
    full = len(_FULL_LINE.findall(text))
    for pattern, fewest in ((_HASH, 1), (_SQUARE, 3)):
        found = list(pattern.finditer(text))
        if pattern is _SQUARE:
            found = [m for m in found if _SENTENCE.search(_before(text, m.start()))]
        if len(found) >= max(fewest, _SHARE * full if pattern is _SQUARE else 1):
            return [_stamp(m) for m in found]
    return []


def _before(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at].rstrip()


def _stamp(match: re.Match[str]) -> _Stamp:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    part = f".{match['part']}" if match["part"] else ""
    return _Stamp(start, match.end(), seconds(match["time"] + part))


def _with_stamps(tiles: Iterable[Tile], stamps: list[_Stamp]) -> list[Tile]:
    """The tiles, with each stamp cut out of the blank it was read as."""
    out: list[Tile] = []
    waiting = list(reversed(stamps))
    for tile in tiles:
        at = tile.start
        while waiting and waiting[-1].start < tile.end:
            stamp = waiting.pop()
            if stamp.start > at:
                out.append(Tile(at, stamp.start, tile.kind))
            out.append(Tile(stamp.start, stamp.end, "time"))
            at = stamp.end
        if tile.end > at:
            out.append(Tile(at, tile.end, tile.kind))
    return out


def _time(units: list[Unit], stamps: list[_Stamp]) -> None:
    waiting = list(reversed(stamps))
    last = 0.0
    for n, unit in enumerate(units):
        following = units[n + 1] if n + 1 < len(units) else None
        until = following.pieces[0].start if following is not None and following.pieces else None
        unit.start_s = last if unit.start_s is None else unit.start_s
        while waiting and (until is None or waiting[-1].start < until):
            unit.end_s = last = waiting.pop().at_s


def _doubts(text: str, stamps: list[_Stamp]) -> list[Problem]:
    known = {s.start for s in stamps}
    out: list[Problem] = []
    for match in _BROKEN.finditer(text):
        if match.start() not in known:
            message = "this looks like a time but cannot be read; it is kept in the text"
            line = text.count("\n", 0, match.start()) + 1
            out.append(Problem("warning", line, message, match[0]))
    for before, after in pairwise(stamps):
        if after.at_s < before.at_s:
            message = "this time is earlier than the one above it; are the paragraphs in order?"
            line = text.count("\n", 0, after.start) + 1
            out.append(Problem("note", line, message, text[after.start : after.end]))
    return out
