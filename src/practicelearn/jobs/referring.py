"""Passages marked "refer on" of which nobody is told on record, and putting it there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from practicelearn.errors import StudyError
from practicelearn.study.folder import open_study
from practicelearn.study.referring import record_referral, still_to_refer
from practicelearn.transcripts.dates import iso_date, long_date

__all__ = ["Marked", "passages_to_refer", "record_told"]


@dataclass(frozen=True)
class Marked:
    """One passage, by however many people it was marked.

    Parameters
    ----------
    coding_id : str
        Of the first mark.
    session_id, round, speaker : str
    by : tuple of str
        Who marked it.
    parts : tuple of (str, str)
        Turn and words of each of its parts.
    """

    coding_id: str
    session_id: str
    round: str
    speaker: str
    by: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


def passages_to_refer(folder: str | Path) -> list[Marked]:
    """Return the passages that are marked "refer on" and of which nobody is told on record.

    Several people's marks in the same turns are one passage, as for the record.
    """
    study = open_study(folder)
    left = still_to_refer(study)
    if not left:
        return []
    spans = study.codings().spans
    corpus = study.corpus()
    out: list[Marked] = []
    for coding in left:
        own = spans[spans["coding_id"] == coding]
        turns = set(own["turn_id"])
        if any(turns & {turn for turn, _ in known.parts} for known in out):
            continue
        alike = spans[spans["turn_id"].isin(turns) & spans["coding_id"].isin(left)]
        first = str(own["turn_id"].iloc[0])
        session = first.rpartition(":")[0]
        said = corpus.turns["speaker"].get(first)
        year = corpus.sessions["year"].get(session)
        out.append(
            Marked(
                str(coding),
                session,
                year if isinstance(year, str) else "",
                said if isinstance(said, str) else "",
                tuple(dict.fromkeys(alike["coder"])),
                tuple(zip(own["turn_id"], own["quote"], strict=True)),
            )
        )
    return out


def record_told(
    folder: str | Path, coding_id: str, *, told: str, day: str, by: str, on: str | None = None
) -> None:
    """Put on record who was told of a passage, and when.

    Parameters
    ----------
    folder : str or Path
    coding_id : str
    told : str
        An office rather than a name.
    day : str
        As people write it, such as ``3/11/2025``.
    by : str
    on : str, optional
        ISO date of today; by default today.

    Raises
    ------
    StudyError
        No such passage is marked, nobody is said, or the day is none or still to come. Nothing was
        written.
    """
    try:
        read = iso_date(day.strip())
    except ValueError:
        read = None
    if read is None:
        raise StudyError(f'"{day}" is no date. Write when they were told, as 3/11/2025.')
    if read > (on or dt.date.today().isoformat()):
        raise StudyError(f"{long_date(read)} is still to come. Record it once they were told.")
    record_referral(open_study(folder), coding_id, told=told, day=read, by=by)
