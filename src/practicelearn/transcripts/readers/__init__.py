"""Readers: one module a family of formats, from bytes to tiles and units. They know no corpus.

The families are loaded when a transcript is read: a study that is frozen needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicelearn._late import late_names

if TYPE_CHECKING:
    from practicelearn.transcripts.readers.families import READERS, Reader, best_reader
    from practicelearn.transcripts.readers.hints import Hints

__all__ = ["READERS", "Hints", "Reader", "best_reader"]

_PLACES = {
    "READERS": "transcripts.readers.families.READERS",
    "Hints": "transcripts.readers.hints.Hints",
    "Reader": "transcripts.readers.families.Reader",
    "best_reader": "transcripts.readers.families.best_reader",
}

__getattr__, __dir__ = late_names(__name__, _PLACES)
