"""SubRip (.srt), with the speaker as ``Name:``, ``[Name]`` or ``>> NAME:``, or with none.

The cues are those of WebVTT with a comma in their times. Times of the clock, as recorders with a
display write them, are counted from the first cue.
"""

from __future__ import annotations

import re

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.cue_openings import cue_opening
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.vtt import read_cues
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["CLOCK_S", "count_from_first", "read", "sniff"]

_CUE = re.compile(r"\s*\d+[ \t]*\r?\n[ \t]*\d{1,2}:\d{2}:\d{2}[.,]\d{1,3}[ \t]*-->", re.ASCII)
_ARROWS = re.compile(r"^\s*\d{1,2}:\d{2}:\d{2}[.,]\d{1,3}\s*-->", re.MULTILINE)
CLOCK_S = 5 * 3600
"""A first time later than this is taken for the time of day (seconds)."""


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are SubRip."""
    text = decode(head).text.lstrip("\ufeff")
    if text.startswith("WEBVTT"):
        return 0.0
    if _CUE.match(text):
        return 0.95
    return 0.8 if name.endswith(".srt") and _ARROWS.search(text) else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a SubRip file."""
    reading = read_cues(decode(raw).text, hints, format="srt", opening=cue_opening)
    count_from_first(reading, later_than_s=CLOCK_S)
    return reading


def count_from_first(reading: Reading, *, later_than_s: float) -> None:
    """Count times from the first one, where that is so late that it must be the time of day."""
    starts = [u.start_s for u in reading.units if u.start_s is not None]
    if not starts or starts[0] < later_than_s:
        return
    first = starts[0]
    for unit in reading.units:
        if unit.start_s is not None:
            unit.start_s = round(unit.start_s - first, 3)
        if unit.end_s is not None:
            unit.end_s = round(unit.end_s - first, 3)
    ends = [t for u in reading.units for t in (u.end_s, u.start_s) if t is not None]
    reading.meta["duration_s"] = max(ends)
    hour, minute = divmod(int(first) // 60, 60)
    message = (
        f"the times are those of the clock (the first is {hour:02}:{minute:02}:"
        f"{int(first) % 60:02}); they are counted from there"
    )
    reading.problems.append(Problem("note", None, message))
