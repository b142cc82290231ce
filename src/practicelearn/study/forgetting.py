"""A person goes from the sheets of a study, and that they have gone goes on record."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from practicelearn.coding.log.events import Event
from practicelearn.study.change import Change
from practicelearn.study.sheets import edited_sheet
from practicelearn.transcripts.sheets.files import read_sheet
from practicelearn.transcripts.sheets.planned import stayed_away

__all__ = ["Forgotten", "drop_rows", "forget", "sheet_of"]


class Forgotten(NamedTuple):
    """Who goes, what label stands in their place, and what goes on record of it."""

    person_id: str
    placeholder: str
    by: str
    n_turns: int
    n_sessions: int


def forget(change: Change, who: Forgotten) -> None:
    """Take a person out of the sheets; a placeholder keeps the row, so that its label has one.

    A row that says that they did not come, and why, has no label: it goes whole.
    """
    drop_rows(change, "people.xlsx", "person_id", [who.person_id])
    present = change.read("attendance.xlsx")
    if present is not None:
        change.write("attendance.xlsx", edited_sheet(present, lambda row: _left(row, who)))
    payload = {"scope": "words", "n_turns": who.n_turns, "n_sessions": who.n_sessions}
    change.append(f"decisions/{who.by}.jsonl", Event(kind="withdraw", who=who.by, payload=payload))


def _left(row: dict[str, str], who: Forgotten) -> dict[str, str] | None:
    if row.get("person_id") != who.person_id:
        return {}
    if stayed_away(row)[0]:
        return None
    said = {
        "person_id": who.placeholder.lower().replace(" ", "-"),
        "role": "withdrawn",
        "speaker": who.placeholder,
        "consent_quote": "no",
    }
    return {name: said.get(name, "") for name in row if name != "session_id"}


def sheet_of(path: Path) -> pd.DataFrame:
    """Return a sheet, or an empty table where there is none."""
    return read_sheet(path) if path.exists() else pd.DataFrame()


def drop_rows(change: Change, place: str, column: str, values: Collection[str]) -> None:
    """Take the rows that hold one of the values out of a sheet."""
    before = change.read(place)
    if before is None:
        return
    dropped = False

    def edit(row: dict[str, str]) -> dict[str, str] | None:
        nonlocal dropped
        if row.get(column) not in values:
            return {}
        dropped = True
        return None

    after = edited_sheet(before, edit)
    if dropped:
        change.write(place, after)
