"""The topic guide that lies beside transcripts, taken over into their study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn._cells import escape_table
from practicelearn.study.asked import GUIDE_SHEET
from practicelearn.study.folder import Study
from practicelearn.study.transaction import transaction
from practicelearn.talk.guide import read_guide
from practicelearn.transcripts.folder import gather

__all__ = ["guide_beside", "guide_file", "keep_guide"]


def guide_beside(transcripts: str | Path) -> pd.DataFrame | None:
    """Return the topic guide that lies in a folder of transcripts; None where there is none.

    Raises
    ------
    TableError
        ``guide.csv`` or ``guide.xlsx`` lacks a column, or a question stands twice.
    """
    file = gather(transcripts)[1].get("guide")
    return None if file is None else read_guide(file).reset_index()


def keep_guide(study: Study, guide: pd.DataFrame) -> str:
    """Write the guide into a study that has none, and say what was done.

    Parameters
    ----------
    study : Study
        A guide that it has already is left as it is: which wordings are new, a person knows.
    guide : DataFrame
        As :func:`guide_beside` returns it.

    Raises
    ------
    StudyError
        The folder cannot be written to. Nothing was changed.
    """
    kept = study.path / GUIDE_SHEET
    if kept.exists():
        return (
            "the guide beside the transcripts was not taken over: the study has one. Where a "
            f"wording is new, write it below the others in {kept}, with the version from which it "
            "holds"
        )
    with transaction(study.path) as change:
        change.write(GUIDE_SHEET, guide_file(guide))
    return f"{kept}: the topic guide, {len(guide)} questions"


def guide_file(guide: pd.DataFrame) -> bytes:
    """Return the guide as a file that Excel opens as it is meant."""
    # with a mark at the beginning, by which Excel knows the encoding
    text: str = escape_table(guide).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")
