"""Recordings of sessions: where each lies, until when, and whether it is deleted.

No recording lies in a study. What is noted of it stands in the sessions sheet, in columns of its
own, and never leaves with an export.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from practicelearn.corpus import Corpus
from practicelearn.transcripts.dates import iso_date

__all__ = ["COLUMNS", "Recording", "recordings_of", "without_recordings"]

COLUMNS: Final = ("recording_at", "recording_until", "recording_deleted")
"""Of the sessions sheet: where it lies, the last day it may be kept, the day it was deleted."""


@dataclass(frozen=True)
class Recording:
    """What is noted of the recording of one session.

    Parameters
    ----------
    session_id, year : str
    at : str
        Where it lies, as a person wrote it; "" where nothing is said.
    until : str
        ISO date of the last day on which it may be kept, its own or its round's; "" without one.
    own_until : str
        The same as it stands in the sheet, which may be no date.
    deleted : str
        When it was deleted, as it stands in the sheet; "" where it is not.
    is_due : bool
        Whether that day is over, and it is not deleted.
    """

    session_id: str
    year: str
    at: str
    until: str
    own_until: str
    deleted: str
    is_due: bool

    @property
    def is_kept(self) -> bool:
        """Whether one is noted that is not deleted."""
        return bool(self.at or self.own_until) and not self.deleted


def recordings_of(corpus: Corpus, delete_by: Mapping[str, str], *, today: date) -> list[Recording]:
    """Return what is noted of each session's recording, in the order of the sheet.

    Parameters
    ----------
    corpus : Corpus
    delete_by : mapping
        Round to the last day on which it may be kept, ISO: holds where a recording has no day of
        its own.
    today : date
    """
    table = corpus.sessions.reindex(columns=["year", *COLUMNS]).astype(object)
    table = table.where(table.notna(), "")
    out = []
    for session_id, row in zip(table.index, table.itertuples(index=False), strict=True):
        year, at, own, deleted = (str(cell).strip() for cell in row)
        until = _day(own) or str(delete_by.get(year, ""))
        found = Recording(str(session_id), year, at, until, own, deleted, is_due=False)
        due = found.is_kept and bool(until) and until < today.isoformat()
        out.append(replace(found, is_due=due))
    return out


def without_recordings(corpus: Corpus) -> Corpus:
    """Return a corpus that says nothing of recordings: where they lie is nobody else's."""
    own = [column for column in COLUMNS if column in corpus.sessions]
    return replace(corpus, sessions=corpus.sessions.drop(columns=own)) if own else corpus


def _day(said: str) -> str:
    try:
        return iso_date(said) or ""
    except ValueError:
        return ""
