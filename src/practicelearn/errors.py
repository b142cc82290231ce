"""What goes wrong, said so that a person can act: what, where, found, expected, next step."""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "CodingError",
    "FrameError",
    "PracticelearnError",
    "StudyError",
    "TableError",
    "TranscriptError",
]


class PracticelearnError(Exception):
    """The parent of every error this library raises on purpose."""


class TranscriptError(PracticelearnError):
    """A file cannot be read as a transcript.

    Parameters
    ----------
    file : str or Path
        The file as the caller named it.
    line : int or None
        Line (text), paragraph (Word) or row (tables), from 1; None when the whole file is meant.
    what : str
        What was found, what was expected, what to do next.
    snippet : str
        At most 80 characters of the place. It may hold speech: consoles mask it.
    """

    def __init__(self, file: str | Path, line: int | None, what: str, snippet: str = "") -> None:
        self.file = Path(file)
        self.line = line
        self.what = what
        self.snippet = snippet[:80]
        where = f"{self.file.name}, line {line}" if line else self.file.name
        super().__init__(f"{where}: {what}" + (f" [{self.snippet}]" if snippet else ""))


class TableError(PracticelearnError, ValueError):
    """A table lacks a column, or a column holds the wrong kind of value."""


class FrameError(PracticelearnError, ValueError):
    """A coding frame contradicts itself (two codes of one id, a parent that is not there)."""


class CodingError(PracticelearnError, ValueError):
    """A coding does not fit the text it points at."""


class StudyError(PracticelearnError):
    """A study folder is missing, damaged, or of a newer format than this version reads."""
