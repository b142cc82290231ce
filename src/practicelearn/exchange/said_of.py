"""What a person says of how documents inside a project are to be read: the sheet files have too."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from practicelearn.transcripts.label_checks import FixLabels
from practicelearn.transcripts.read_as import ReadAs
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.sheets.listed import listed_ways, way_of

__all__ = ["SaidOf"]


@dataclass(frozen=True)
class SaidOf:
    """How documents are read: rows of a sessions sheet, each for a document or a pattern of names.

    Parameters
    ----------
    ways : list of (str, ReadAs)
    """

    ways: list[tuple[str, ReadAs]] = field(default_factory=list)

    @classmethod
    def in_sheet(cls, sheet: str | Path | None) -> SaidOf:
        """Return what a sessions sheet says.

        Its columns: ``file``, ``fix_labels``, ``unlabelled``, ``labels_look_like``.

        Raises
        ------
        TableError
            The sheet names no files.
        """
        return cls(listed_ways(None if sheet is None else Path(sheet)))

    def hints(self, file: str, session_id: str) -> tuple[Hints, FixLabels]:
        """Return what the readers are told of a document, and which labels are corrected."""
        way = way_of(file, session_id, self.ways)
        fix = way.corrections()
        whose = way.whose_without_label() if way.unlabelled else "exception"
        hints = Hints(
            unlabelled=whose, fix_labels=fix is True, labels_like=way.labels_look_like,
            columns=way.columns(),
        )  # fmt: skip
        return hints, fix
