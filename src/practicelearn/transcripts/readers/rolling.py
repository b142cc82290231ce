"""Captions that roll up the screen, as YouTube makes them: lines shown again are told from speech.

Each caption shows the line before once more above the new one, and between two of them a caption of
a hundredth of a second shows the new line alone. Only where such moments are many is a line taken
for a repeat, and only one that is the line before it letter by letter: "yes", said twice, stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from practicelearn.errors import counted
from practicelearn.transcripts.readers.cues import Cue
from practicelearn.transcripts.tiles import Problem, Tiler

__all__ = ["without_repeats"]

_TAG = re.compile(r"<[^<>\n]*>")
_MOMENT_S = 0.05
_FEWEST = 2
_SHARE = 0.25


def without_repeats(
    text: str, cues: Sequence[Cue], tiler: Tiler
) -> tuple[list[Cue], list[Problem]]:
    """Return the cues without lines that were only shown again; these are claimed and listed.

    Notes
    -----
    A repeat is the first line of a caption, the same as the last line of the one before, where the
    caption has a further line or lasts a moment.
    """
    few = max(_FEWEST, _SHARE * len(cues))
    if sum(map(_is_moment, cues)) < few:  # nearly every file: its words are not looked at
        return list(cues), []
    shown = [[(line, _plain(text, line)) for line in cue.lines] for cue in cues]
    shown = [[(line, words) for line, words in lines if words] for lines in shown]
    again = [
        bool(n and shown[n] and shown[n - 1] and shown[n][0][1] == shown[n - 1][-1][1])
        for n in range(len(cues))
    ]
    moments = [
        same and len(lines) == 1 and _is_moment(cue)
        for cue, lines, same in zip(cues, shown, again, strict=True)
    ]
    if sum(moments) < few:
        return list(cues), []
    kept: list[Cue] = []
    repeats: list[str] = []
    for cue, lines, same, moment in zip(cues, shown, again, moments, strict=True):
        if same and (moment or len(lines) > 1):
            line, words = lines[0]
            tiler.add(*tiler.trimmed(*line), "syntax")
            repeats.append(words)
            cue.lines.remove(line)
        if not moment:
            kept.append(cue)
    n = sum(len(words.split()) for words in repeats)
    message = (
        f"these are rolling captions, which show each line again: {counted(n, 'word')} of "
        "lines shown before, letter by letter, not read again and kept here. Better export the "
        "transcript instead"
    )
    return kept, [Problem("warning", None, message, "\n".join(repeats))]


def _is_moment(cue: Cue) -> bool:
    return (
        cue.start_s is not None and cue.end_s is not None and cue.end_s - cue.start_s <= _MOMENT_S
    )


def _plain(text: str, line: tuple[int, int]) -> str:
    return " ".join(_TAG.sub("", text[slice(*line)]).split())
