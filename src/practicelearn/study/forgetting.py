"""A person goes from the sheets of a study, and that they have gone goes on record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from practicelearn.coding.log.events import Event, EventLog
from practicelearn.study.files import write_sheet
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["Forgotten", "drop_rows", "forget", "sheet_of"]


class Forgotten(NamedTuple):
    """Who goes, what label stands in their place, and what goes on record of it."""

    person_id: str
    placeholder: str
    by: str
    n_turns: int
    n_sessions: int


def forget(folder: Path, who: Forgotten) -> None:
    """Take a person out of the sheets; a placeholder keeps the row, so that its label has one.

    May be done twice: what was stopped half-way is done again.
    """
    drop_rows(folder / "people.xlsx", "person_id", [who.person_id])
    path = folder / "attendance.xlsx"
    sheet = sheet_of(path)
    own = sheet["person_id"] == who.person_id
    for name in sheet.columns:
        if name != "session_id":
            sheet.loc[own, name] = None
    sheet.loc[own, "person_id"] = who.placeholder.lower().replace(" ", "-")
    sheet.loc[own, "role"] = "withdrawn"
    sheet.loc[own, "speaker"] = who.placeholder
    sheet.loc[own, "consent_quote"] = "no"
    write_sheet(sheet, path)
    payload = {"scope": "words", "n_turns": who.n_turns, "n_sessions": who.n_sessions}
    log = EventLog(folder / "decisions" / f"{who.by}.jsonl")
    log.append(Event(kind="withdraw", who=who.by, payload=payload))


def sheet_of(path: Path) -> pd.DataFrame:
    """Return a sheet, or an empty table where there is none."""
    return read_sheet(path) if path.exists() else pd.DataFrame()


def drop_rows(path: Path, column: str, values: Sequence[str]) -> None:
    """Write a sheet again without the rows that hold one of the values."""
    sheet = sheet_of(path)
    if column in sheet.columns:
        write_sheet(sheet[~sheet[column].isin(list(values))], path)
