"""What a study keeps on people and what it forgets: history, one person, withdrawal, redaction."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd

from practicelearn.errors import StudyError
from practicelearn.study import history as records
from practicelearn.study import rights
from practicelearn.study.folder import open_study

__all__ = [
    "close_round",
    "find_passage",
    "held_on",
    "history",
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
    return rights.person(open_study(folder), person_id)


def withdraw(
    folder: str | Path, person_id: str, *, by: str, scope: Literal["words", "quotes"] = "words"
) -> list[str]:
    """Take a person's words out for good, or never quote them; return where some may be left."""
    return rights.withdraw(open_study(folder), person_id, by=by, scope=scope)


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


def redact(
    folder: str | Path, turn_id: str, words: str, *, kind: str, reason: str, by: str
) -> list[str]:
    """Take a passage out of a turn, and out of everything that repeats it, for good.

    Returns
    -------
    list of str
        Files in which some of the words may still stand.
    """
    start, end = find_passage(folder, turn_id, words)
    return rights.redact(open_study(folder), turn_id, start, end, kind=kind, reason=reason, by=by)


def purge_round(folder: str | Path, year: str, *, by: str) -> int:
    """Delete a round, and return how many sessions went."""
    return rights.purge(open_study(folder), year, by=by)


def close_round(folder: str | Path, year: str, key: str | Path, *, by: str) -> None:
    """Destroy the key of a round: nobody can say again who was who."""
    rights.close_round(open_study(folder), year, key, by=by)
