"""How a person said a file is to be read: what its labels look like, which column is what.

Said on the command line, in the sessions sheet for one file, or for many with a pattern such as
``*.txt`` in the column ``file``. It is kept in the sessions table, and so in the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.label_checks import FixLabels

__all__ = ["WAYS", "ReadAs"]

WAYS = (
    "labels_look_like", "speech_column", "speaker_column", "session_column", "unlabelled",
    "fix_labels", "rows", "split_words",
)  # fmt: skip
"""Columns of the sessions sheet, and names of the arguments, that say how a file is read."""

_UNLABELLED = {
    "goes on": "continue", "go on": "continue", "continue": "continue", "continues": "continue",
    "same": "continue", "nobody": "unknown", "unknown": "unknown", "exception": "exception",
    "": "exception",
}  # fmt: skip
_ALL = {"yes", "all", "true", "x"}
_NONE = {"", "no", "none", "false"}
_KINDS = {"speech_column": "text", "speaker_column": "speaker", "session_column": "session"}


@dataclass(frozen=True)
class ReadAs:
    """What a person said, as they said it; an empty word says nothing."""

    labels_look_like: str = ""
    speech_column: str = ""
    speaker_column: str = ""
    session_column: str = ""
    unlabelled: str = ""
    fix_labels: str = ""
    rows: str = ""
    split_words: str = ""

    @classmethod
    def of(cls, said: Mapping[Any, Any]) -> ReadAs:
        """Return what a row of the sessions sheet, or the options of a command, say."""
        return cls(**{way: str(said[way]) for way in WAYS if said.get(way)})

    def over(self, other: ReadAs) -> ReadAs:
        """Return what is said here, and where nothing is, what ``other`` says."""
        return ReadAs(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))

    def cells(self) -> dict[str, str]:
        """Return what was said, by its column."""
        return {way: getattr(self, way) for way in WAYS if getattr(self, way)}

    def columns(self) -> dict[str, str]:
        """Return kind of column -> its name."""
        return {kind: name for way, kind in _KINDS.items() if (name := getattr(self, way))}

    def whose_without_label(self) -> str:
        """Return whose words without a label are: continue, unknown, or exception.

        Raises
        ------
        PracticelearnError
            It says something else.
        """
        word = " ".join(self.unlabelled.lower().replace("-", " ").replace("_", " ").split())
        if word not in _UNLABELLED:
            raise PracticelearnError(
                f'unlabelled: "{self.unlabelled}" is neither "goes on" (with the speaker above) '
                f'nor "nobody".{near_match(word, ["goes on", "nobody"])}'
            )
        return _UNLABELLED[word]

    def corrections(self) -> FixLabels:
        """Return which labels are corrected: all that look like slips, or ``Particpant = …``.

        Raises
        ------
        PracticelearnError
            It is neither "all" nor pairs with an equals sign.
        """
        if self.fix_labels.strip().lower() in _NONE:
            return False
        if self.fix_labels.strip().lower() in _ALL:
            return True
        pairs = [part.partition("=") for part in self.fix_labels.split(";") if part.strip()]
        if not all(equals and a.strip() and b.strip() for a, equals, b in pairs):
            raise PracticelearnError(
                f'fix_labels: "{self.fix_labels}" is neither "all" nor pairs such as '
                '"Particpant = Participant; RA: = RA"'
            )
        return {a.strip(): b.strip() for a, _, b in pairs}

    def keeps_rows(self) -> bool:
        """Whether each row of a table stays a turn of its own."""
        return self.rows.strip().lower() in {"keep", "kept", "stay"}

    def splits_words(self) -> bool:
        """Whether a segment is parted where its words change speaker.

        Raises
        ------
        PracticelearnError
            It is neither "yes" nor "no".
        """
        word = self.split_words.strip().lower()
        if word not in {*_ALL, *_NONE}:
            raise PracticelearnError(f'split_words: "{self.split_words}" is neither "yes" nor "no"')
        return word in _ALL
