"""What is kept of each round and until when: set here, and told when the day has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from practicelearn.errors import StudyError
from practicelearn.jobs.sheets import change_sheets
from practicelearn.study.folder import open_study
from practicelearn.study.kept_until import keep_until
from practicelearn.study.recordings import Recording, recordings_of
from practicelearn.transcripts.dates import iso_date

__all__ = ["KeptRound", "kept_recordings", "kept_rounds", "note_recordings", "set_days"]


@dataclass(frozen=True)
class KeptRound:
    """One round of a study.

    Parameters
    ----------
    year : str
    n_sessions, n_people : int
        What of it lies in the study; people as the attendance sheet has them.
    until : str
        ISO date of the last day on which it and its recordings may be kept, or "".
    is_due : bool
        Whether that day is over.
    closed : str
        ISO date on which it was closed, or "".
    """

    year: str
    n_sessions: int
    n_people: int
    until: str
    is_due: bool
    closed: str


def kept_rounds(folder: str | Path, *, on: str | None = None) -> list[KeptRound]:
    """Return the rounds that lie in a study, the earliest first.

    Parameters
    ----------
    folder : str or Path
    on : str, optional
        ISO date of today; by default today.
    """
    study, today = open_study(folder), on or dt.date.today().isoformat()
    corpus, days = study.corpus(), study.settings.delete_by
    closed = {
        str(e.payload["year"]): e.at[:10] for e in study.standing() if e.kind == "close-round"
    }
    out = []
    for year in corpus.year_labels:
        ids = corpus.sessions.index[corpus.sessions["year"] == year]
        there = corpus.attendance[corpus.attendance["session_id"].isin(ids)]
        until = days.get(year, "")
        out.append(
            KeptRound(year, len(ids), int(there["person_id"].nunique()), until,
                      bool(until) and until < today, closed.get(year, ""))
        )  # fmt: skip
    return out


def set_days(folder: str | Path, days: Mapping[str, str]) -> None:
    """Say until when rounds may be kept, each day as people write it; an empty one takes it away.

    Raises
    ------
    StudyError
        A day is none, or there is no such round. Nothing was changed.
    """
    read = {}
    for year, text in days.items():
        try:
            read[year] = iso_date(text.strip()) or ""
        except ValueError:
            raise StudyError(
                f'{year}: "{text}" is no date. Write it as 31/3/2030. Nothing was changed.'
            ) from None
    keep_until(open_study(folder), read)


def kept_recordings(folder: str | Path, *, on: dt.date | None = None) -> list[Recording]:
    """Return what is noted of the recording of each session; see ``recordings_of``."""
    study = open_study(folder)
    return recordings_of(study.corpus(), study.settings.delete_by, today=on or dt.date.today())


def note_recordings(folder: str | Path, cells: Mapping[str, Mapping[int, str]]) -> int:
    """Note where recordings lie, until when, and when they were deleted; see ``change_sheets``.

    Parameters
    ----------
    folder : str or Path
    cells : mapping
        One of ``study.recordings.COLUMNS`` to number of a row of the sessions sheet to what it
        says, each day as people write it.

    Raises
    ------
    StudyError
        A day is none, or the sheet is open elsewhere. Nothing was changed.
    """
    read: dict[str, dict[int, str]] = {}
    for column, own in cells.items():
        for row, text in own.items():
            day = text.strip()
            if day and column != "recording_at":
                try:
                    day = iso_date(day) or ""
                except ValueError:
                    raise StudyError(
                        f'"{day}" is no date. Write it as 31/3/2030. Nothing was changed.'
                    ) from None
            read.setdefault(column, {})[row] = day
    return change_sheets(folder, {"sessions": read})
