"""Where the talk of a transcript begins and ends among its lines, and times at lines' ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from practicelearn.transcripts.labels import Opening, seconds

__all__ = ["NO_END", "after_summary", "end_of_talk", "end_stamps"]

_ZERO = re.compile(r"\s*[\[(]?0{1,2}:00(?::00)?[\])]?\s*$")
_MEET_END = re.compile(r"Transcription ended after|Diese bearbeitbare|This editable transcript")
_RULE = re.compile(r"\s*[-_=*—–]{5,}\s*$")
_END_STAMP = re.compile(r"#(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})(?:-(?P<tenth>\d))?#\s*$")
NO_END = 1 << 60


def after_summary(text: str, lines: Sequence[tuple[int, int]], blocks: Collection[int]) -> int:
    """Return the first line of the talk, by the lines that hold nothing but a time.

    What Google Meet puts before the first time is a summary by a machine, not speech.
    """
    if not blocks:
        return 0
    first = min(blocks)
    starts_at_zero = bool(_ZERO.match(text[slice(*lines[first])]))
    ended = any(_MEET_END.search(text[a:b]) for a, b in lines[first:])
    return first if starts_at_zero or ended else 0


def end_of_talk(
    text: str,
    lines: Sequence[tuple[int, int]],
    openings: Sequence[Opening | None],
    labels: Collection[str],
) -> int:
    """Return the line from which on nobody speaks: a ruled line behind all labels."""
    opened = [n for n, o in enumerate(openings) if o is not None and o.label in labels]
    if not opened:
        return NO_END
    for n in range(opened[-1] + 1, len(lines)):
        if _RULE.match(text[slice(*lines[n])]):
            return n
    return NO_END


def end_stamps(text: str, lines: Sequence[tuple[int, int]]) -> dict[int, tuple[int, float]]:
    """Return the time at each line's end, and where it stands: ``#00:01:02-3#`` (f4, MAXQDA)."""
    if "#" not in text:
        return {}
    out = {}
    for n, (a, b) in enumerate(lines):
        match = _END_STAMP.search(text, a, b)
        if match:
            out[n] = (match.start(), seconds(match["time"]) + int(match["tenth"] or 0) / 10)
    return out if len(out) > 1 else {}
