"""What somebody does while they speak, written into their label: "(reads) MODERATOR" is MODERATOR.

Only words that say how something is said count, and only beside a label that the file has by
itself, or that states a role: a name in brackets is a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from practicelearn.transcripts.roles import role_of_label
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["without_directions"]

_WORDS = (
    r"(?:reads?|reading)(?: (?:out|aloud|out loud|from [\w ]{1,30}|(?:the )?[\w ]{1,30}))?|"
    r"laugh(?:s|ing)?|chuckl(?:es|ing)|whisper(?:s|ing)?|shout(?:s|ing)?|sigh(?:s|ing)?|"
    r"interrupt(?:s|ing)|overlapping|off[ -]?mic|quietly|softly|loudly|"
    r"liest(?: vor)?|vorlesend|lacht|lachend"
)
_IN_BRACKETS = rf"(?:\((?:{_WORDS})\)|\[(?:{_WORDS})\])"
_BEFORE = re.compile(rf"(?P<how>{_IN_BRACKETS})\s*(?P<label>\S.*)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<label>.*\S)\s*,?\s*(?P<how>{_IN_BRACKETS})", re.IGNORECASE)


def without_directions(reading: Reading, asked: Collection[str] = ()) -> list[Problem]:
    """Give what is said so to the label alone, and return what was done, a note a label.

    Parameters
    ----------
    reading : Reading
        The labels of its units are changed.
    asked : collection of str
        Labels that a person says something else of: they stay.
    """
    labels = {unit.speaker for unit in reading.units if unit.speaker is not None}
    bare: dict[str, tuple[str, str]] = {}
    for label in labels - set(asked):
        if "(" not in label and "[" not in label:
            continue
        found = _BEFORE.fullmatch(label) or _BEHIND.fullmatch(label)
        if found is not None and (found["label"] in labels or role_of_label(found["label"])):
            bare[label] = found["label"], found["how"]
    n_of: dict[str, int] = {}
    line_of: dict[str, int | None] = {}
    for unit in reading.units:
        if unit.speaker in bare:
            label = unit.speaker
            n_of[label] = n_of.get(label, 0) + 1
            line_of.setdefault(label, unit.number)
            unit.speaker = bare[label][0]
    return [
        Problem(
            "note", line_of[label],
            f'the label "{label}" was read as "{bare[label][0]}", {_times(n)}: {bare[label][1]} '
            "says how it is said",
        )
        for label, n in n_of.items()
    ]  # fmt: skip


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"
