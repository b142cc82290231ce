"""A corrected transcript in the place of a frozen session."""

from __future__ import annotations

from pathlib import Path

from practicelearn.study.correct import Correction, correct_session
from practicelearn.study.folder import open_study

__all__ = ["correct_transcript"]


def correct_transcript(
    folder: str | Path,
    session_id: str,
    file: str | Path,
    *,
    by: str,
    key: str | Path | None = None,
    roster: str | Path | None = None,
    no_names: bool = False,
    keep: bool = True,
) -> Correction:
    """Correct a transcript; every coding moves to where its words now stand.

    Parameters are those of :meth:`Study.correct_session`; ``keep=False`` only shows what
    would happen.
    """
    return correct_session(
        open_study(folder), session_id, file, by=by, key_file=key, roster=roster,
        no_names=no_names, keep=keep,
    )  # fmt: skip
