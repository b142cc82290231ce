"""What a table promises: its columns, their kinds, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = ["Column", "Kind", "Mark", "Table"]

Kind = Literal["text", "int", "float", "bool", "list", "any"]


class Mark(NamedTuple):
    """A stretch of a turn's text that is not speech, such as ``[laughter]``.

    ``start`` and ``end`` are code points of the turn's text, end exclusive. ``kind`` is one of
    inaudible, unclear, laughter, crosstalk, pause, silence, nonverbal, gesture, redaction,
    timestamp, comment.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Column:
    """One column: its name, the kind of its values, what it means; ``required`` in every table."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """The contract of one public table; ``index`` is the name of its index, or None."""

    name: str
    index: str | None
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in their documented order."""
        return [column.name for column in self.columns]
