"""Captions whose cues were made lines of a page: a time, then ``<v P1>words</v>`` or ``P1: words``.

So Taguette shows a ``.vtt`` or ``.srt`` that was imported into it.
"""

from __future__ import annotations

import re

from practicelearn.transcripts.decode import line_starts
from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.tiles import Kind, Reading, Tiler, Unit

__all__ = ["read_flat_captions"]

_CUE = re.compile(
    r"[ \t]*(?P<time>\d{1,3}:\d{2}(?::\d{2})?[.,]\d{3})[ \t]+"
    r"(?:<v(?:\.[^ >]*)?[ \t]+(?P<voice>[^>\n]+)>|(?P<label>[^\W_][\w .'’-]{0,39}?)[ \t]*:(?=\s))?"
    r"[ \t]*(?P<words>.*?)[ \t]*(?:</v>)?[ \t\r]*$"
)
_MOST_LINES = 0.8  # so many of the lines begin with a time


def read_flat_captions(text: str) -> Reading | None:
    """Return the units of such a text, None where it is none.

    A line without a time goes on with the one above it.
    """
    lines = [(a, b) for a, b in line_starts(text) if text[a:b].strip()]
    cues = [_CUE.match(text[a:b]) for a, b in lines]
    if not cues or cues[0] is None or sum(c is not None for c in cues) < _MOST_LINES * len(cues):
        return None
    tiler = Tiler(text)
    units: list[Unit] = []
    for number, ((start, end), cue) in enumerate(zip(lines, cues, strict=True), start=1):
        if cue is None:
            units[-1].pieces += tiler.speech(start, end)
            continue
        at = start
        for name in ("time", "voice", "label"):
            if cue[name] is not None:
                kind: Kind = "time" if name == "time" else "label"
                a, b = (start + n for n in cue.span(name))
                tiler.add(*tiler.trimmed(at, a), "syntax")
                tiler.add(a, b, kind)
                at = b
        first, last = (start + n for n in cue.span("words"))
        tiler.add(*tiler.trimmed(at, first), "syntax")
        tiler.add(*tiler.trimmed(last, end), "syntax")
        label = (cue["voice"] or cue["label"] or "").strip() or None
        clock = seconds(cue["time"].replace(",", "."))
        units.append(Unit(label, tiler.speech(first, last), clock, None, f"line {number}"))
    tiles, _ = tiler.close()
    kept = [unit for unit in units if unit.pieces or unit.speaker]
    return Reading("captions", text, tiles, kept, joiner=" ")
