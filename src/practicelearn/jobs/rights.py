"""What a study keeps on people and what it forgets: history, one person, withdrawal, redaction."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

import pandas as pd

from practicelearn.errors import StudyError
from practicelearn.jobs.steps import Steps
from practicelearn.study import closing, rights
from practicelearn.study import history as records
from practicelearn.study.folder import open_study
from practicelearn.study.purging import purge_with_traces
from practicelearn.study.retention import RECORDING
from practicelearn.study.written import outputs_elsewhere

Preview = rights.Preview

__all__ = [
    "RECORDING",
    "Preview",
    "close_round",
    "find_passage",
    "held_on",
    "history",
    "preview_redaction",
    "preview_withdrawal",
    "purge_round",
    "redact",
    "withdraw",
]


def history(
    folder: str | Path, *, coder: str | None = None, session_id: str | None = None
) -> pd.DataFrame:
    """Return who did what when; what was taken back is marked."""
    return records.history(open_study(folder), coder=coder, session_id=session_id)


def held_on(folder: str | Path, person_id: str) -> rights.PersonRecord:
    """Return all that a study holds on one person."""
    return rights.person_record(open_study(folder), person_id)


def preview_withdrawal(folder: str | Path, person_id: str) -> rights.Preview:
    """Return what a withdrawal would change, before anything is written."""
    return rights.preview_withdrawal(open_study(folder), person_id)


def withdraw(
    folder: str | Path,
    person_id: str,
    *,
    by: str,
    scope: Literal["words", "quotes"] = "words",
    leave: Collection[str] = (),
    steps: Steps | None = None,
) -> list[str]:
    """Take a person's words out for good, or never quote them.

    ``leave`` names texts of the team that stay, by their place in the preview. Returns where some
    of the words may still stand.
    """
    _begin(steps, "taking the words out")
    study = open_study(folder)
    left = rights.withdraw(study, person_id, by=by, scope=scope, leave=leave)
    return [*left, *outputs_elsewhere(study)]


def find_passage(folder: str | Path, turn_id: str, words: str) -> tuple[int, int]:
    """Return where a passage stands in a turn, start and end in code points.

    Raises
    ------
    StudyError
        It does not stand there, or more than once.
    """
    corpus = open_study(folder).corpus([turn_id.rsplit(":", 1)[0]])
    text = str(corpus.turns["text"].get(turn_id, ""))
    if text.count(words) != 1:
        raise StudyError(
            f"{turn_id}: the passage stands there {text.count(words)} times, not once."
        )
    start = text.index(words)
    return start, start + len(words)


def preview_redaction(folder: str | Path, turn_id: str, words: str) -> rights.Preview:
    """Return what a redaction would change, before anything is written."""
    start, end = find_passage(folder, turn_id, words)
    return rights.preview_redaction(open_study(folder), turn_id, start, end)


def redact(
    folder: str | Path,
    turn_id: str,
    words: str,
    *,
    kind: str,
    reason: str,
    by: str,
    leave: Collection[str] = (),
    steps: Steps | None = None,
) -> list[str]:
    """Take a passage out of a turn, and out of everything that repeats it, for good.

    Returns
    -------
    list of str
        Where some of the words may still stand.
    """
    _begin(steps, "taking the passage out")
    start, end = find_passage(folder, turn_id, words)
    study = open_study(folder)
    left = rights.redact(study, turn_id, start, end, kind=kind, reason=reason, by=by, leave=leave)
    return [*left, *outputs_elsewhere(study)]


def purge_round(
    folder: str | Path, year: str, *, by: str, steps: Steps | None = None
) -> tuple[int, list[str]]:
    """Delete a round; return how many sessions went, and documents that may still hold it."""
    _begin(steps, "deleting the round")
    study = open_study(folder)
    n_sessions, left = purge_with_traces(study, year, by=by)
    return n_sessions, [*left, *outputs_elsewhere(study)]


def close_round(folder: str | Path, year: str, key: str | Path, *, by: str) -> str:
    """Destroy the key of a round: nobody can say again who was who. Returns what was done."""
    return closing.close_year(open_study(folder), year, key, by=by)


def _begin(steps: Steps | None, what: str) -> None:
    """From here on it cannot be stopped: a study is rewritten whole or not at all."""
    if steps is not None:
        steps(0, 1, what)
        steps.commit()
