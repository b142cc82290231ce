"""A study held against itself, and mended where that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn.errors import StudyError
from practicelearn.jobs.steps import Steps
from practicelearn.study.folder import open_study
from practicelearn.study.mending import mend_study
from practicelearn.study.verifying import Finding, findings_table, verify_study

__all__ = ["is_wrong", "mend", "verify"]


def verify(folder: str | Path, *, steps: Steps | None = None) -> pd.DataFrame:
    """Return what is wrong in a study: severity, place, what, remedy; empty where nothing is.

    A study that cannot be opened is a finding too. ``steps`` is told that it is under way.
    """
    if steps is not None:
        steps(0, 1, "looking at every file, line and reference")
    try:
        study = open_study(folder)
    except StudyError as error:
        if not (Path(folder) / "study.toml").is_file():
            raise
        what = str(error).rstrip(".")
        return findings_table([Finding("error", "study.toml", what, "put the file right")])
    return verify_study(study)


def is_wrong(found: pd.DataFrame) -> bool:
    """Whether anything found is more than a note."""
    return bool((found["severity"] != "note").any())


def mend(folder: str | Path, *, by: str) -> list[str]:
    """Mend what can be mended without loss, and return what was done.

    Raises
    ------
    StudyError
        Nobody is named, or the study cannot be opened or written to.
    """
    if not by.strip():
        raise StudyError("say who mends, which goes on record: --by NAME. Nothing was changed.")
    return mend_study(open_study(folder), by=by)
