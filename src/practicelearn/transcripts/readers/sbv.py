"""YouTube's .sbv: ``0:00:03.000,0:00:07.000``, the words below, a blank line."""

from __future__ import annotations

import re

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.readers.cue_openings import cue_opening
from practicelearn.transcripts.readers.cues import Cue
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.vtt import read_cues
from practicelearn.transcripts.tiles import Problem, Reading, Tiler

__all__ = ["read", "sniff"]

_TIME = re.compile(
    r"[ \t\ufeff]*(\d{1,2}:\d{2}:\d{2}\.\d{1,3}),(\d{1,2}:\d{2}:\d{2}\.\d{1,3})[ \t]*\r?$",
    re.MULTILINE,
)


_MIDDLE = re.compile(r"\.\d{1,3},\d{1,2}:\d{2}:")  # what is looked for at once in any file


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are captions of this kind."""
    text = decode(head).text
    if not _MIDDLE.search(text) or not _TIME.search(text):
        return 0.0
    return 0.95 if _TIME.match(text) or name.endswith(".sbv") else 0.5


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a file, one a caption."""
    text = decode(raw).text
    return read_cues(text, hints, format="sbv", opening=cue_opening, cut=_cut)


def _cut(text: str, tiler: Tiler, problems: list[Problem]) -> list[Cue]:
    cues: list[Cue] = []
    front: list[str] = []
    for number, (a, b) in enumerate(line_starts(text), 1):
        if not text[a:b].strip("\ufeff \t\r"):
            continue
        match = _TIME.match(text, a, b)
        if match is not None:
            tiler.add(*tiler.trimmed(a, b), "time")
            cues.append(Cue(number, start_s=seconds(match[1]), end_s=seconds(match[2])))
        elif cues:
            cues[-1].lines.append((a, b))
        else:
            tiler.add(*tiler.trimmed(a, b), "preamble")
            front.append(text[a:b].strip())
    if front:
        message = "this stands before the first cue and is no turn"
        problems.append(Problem("note", 1, message, "\n".join(front)))
    return cues
