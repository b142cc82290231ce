"""What kind of source a file is, and what follows for its words.

A transcript's words are the speaker's; those of notes and flip charts are the note-taker's. The
kind comes from the caller, else from the sessions sheet, else from an unmistakable word in the
file's name; that last is a guess and is said to be one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError

__all__ = ["KINDS", "NOTE_KINDS", "as_paraphrase", "guessed_kind", "kind_of_source"]

KINDS = ("transcript", "notes", "flip chart", "chat", "written")
NOTE_KINDS = ("notes", "flip chart")
_OTHER_NAMES = {
    "note": "notes", "field notes": "notes", "minutes": "notes", "flipchart": "flip chart",
    "flipcharts": "flip chart", "flip charts": "flip chart", "post-its": "flip chart",
    "post its": "flip chart", "postits": "flip chart", "post-it": "flip chart",
    "sticky notes": "flip chart", "transcripts": "transcript", "recording": "transcript",
    "padlet": "chat", "teams chat": "chat", "written answers": "written",
}  # fmt: skip
_IN_NAME = (
    ("flip chart", re.compile(r"flip[ _-]?charts?|post[ _-]?its?|sticky[ _-]?notes?|whiteboard")),
    ("notes", re.compile(r"(?<![a-z])(?:field|handwritten|written|typed)?[ _-]?notes?(?![a-z])")),
)
_NOT_NOTES = re.compile(r"note[ _-]?tak|transcript")
_QUOTED = re.compile(r"[\"“”«][^\"“”«»]+[\"”»][.,!?]?|[‘'][^‘]+[’'][.,!?]?")


def kind_of_source(word: str) -> str:
    """Return the kind a word means, in the form tables use.

    Raises
    ------
    PracticelearnError
        It is none of transcript, notes, flip chart, chat, written.

    Examples
    --------
    >>> kind_of_source("Flipchart"), kind_of_source("post-its")
    ('flip chart', 'flip chart')
    """
    plain = " ".join(word.lower().replace("_", " ").split())
    kind = _OTHER_NAMES.get(plain, plain)
    if kind not in KINDS:
        raise PracticelearnError(
            f'source_kind: "{word}" is none of {", ".join(KINDS)}.{near_match(plain, KINDS)}'
        )
    return kind


def guessed_kind(name: str) -> str | None:
    """Return the kind a file's name states, or None.

    Examples
    --------
    >>> [guessed_kind(name) for name in ("North flip-chart.docx", "FG3_notes.txt", "FG3.txt")]
    ['flip chart', 'notes', None]
    """
    stem = Path(name).stem.lower()
    if _NOT_NOTES.search(stem):
        return None
    return next((kind for kind, pattern in _IN_NAME if pattern.search(stem)), None)


def as_paraphrase(turns: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Return turns in which the words of notes are no quotes.

    ``verbatim`` becomes False for turns of notes and flip charts, but for those that stand wholly
    in quotation marks: there somebody wrote down the very words.
    """
    notes = sessions.index[sessions["source_kind"].isin(NOTE_KINDS)]
    own = turns["session_id"].isin(notes)
    if not own.any():
        return turns
    quoted = turns["text"].map(lambda words: bool(_QUOTED.fullmatch(words.strip())))
    verbatim = turns["verbatim"].astype("boolean")
    return turns.assign(verbatim=verbatim.mask(own, quoted))
