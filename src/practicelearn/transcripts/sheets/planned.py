"""What was planned and did not come about: groups that were not held, people who did not come.

They stand in the sheets beside those who came, and in tables of their own afterwards: whoever did
not come is no attendee, and must change no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practicelearn._cells import text_of
from practicelearn.corpus import Corpus
from practicelearn.transcripts.sheets.files import yes_or_no

__all__ = ["CAME", "HELD", "as_away", "as_not_held", "never_met", "stayed_away"]

HELD, CAME = "held", "came"
"""Columns of the sessions and of the attendance sheet; an empty cell is a yes."""

_ABSENT = frozenset({
    "did not come", "did not attend", "absent", "away", "apologies", "invited, did not come",
})  # fmt: skip
"""Words in the column ``role`` that say the same."""
_NOT_MET = frozenset({"not held", "cancelled", "canceled", "did not take place"})
_NO_COLUMN_OF_THEIRS = frozenset({CAME, "speaker", "role_source", "consent_quote", "file"})

Row = Mapping[Any, Any]


def never_met(row: Row, *, transcript: bool) -> tuple[bool, str]:
    """Return whether a row of the sessions sheet is of a group not held, and its fault.

    Examples
    --------
    >>> never_met({"group": "night", "year": "2025-26", "held": "no"}, transcript=False)
    (True, '')
    """
    said = _plain(row.get(HELD))
    if not said:
        return False, ""
    try:
        missed = said in _NOT_MET or yes_or_no(said) is False
    except ValueError:
        return False, f'{HELD}: "{row[HELD]}" is neither yes nor no; it is taken as not said'
    if missed and transcript:
        return True, (
            f"{HELD} says no, and there is a transcript: it counts as held. Empty the cell, or "
            "take the transcript out"
        )
    if missed and not row.get("year"):
        return True, "planned and not held, and in no round: fill in year, or nothing counts it"
    return missed, ""


def stayed_away(row: Row) -> tuple[bool, str]:
    """Return whether a row of the attendance sheet is of somebody who did not come, and its fault.

    Examples
    --------
    >>> stayed_away({"person_id": "p7", "came": "no", "reason": "off sick"})
    (True, '')
    >>> stayed_away({"person_id": "p7", "role": "did not come"})
    (True, '')
    """
    said = _plain(row.get(CAME))
    by_role = _plain(row.get("role")) in _ABSENT
    if not said:
        return by_role, ""
    try:
        return by_role or yes_or_no(said) is False, ""
    except ValueError:
        message = f'{CAME}: "{row[CAME]}" is neither yes nor no; the person is taken to have come'
        return by_role, message


def as_not_held(row: Row) -> dict[str, Any]:
    """Return the row of ``not_held``; a group without a name has its session's."""
    own = {str(k): v for k, v in row.items() if k not in {HELD, "file"}}
    return {**own, "group": own.get("group") or own.get("session_id")}


def as_away(
    row: Row, session_id: str | None, corpus: Corpus
) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the row of ``away`` (None where no round can be told), and what is wrong in it.

    Parameters
    ----------
    row : mapping
        Of the attendance sheet.
    session_id : str or None
        The session that was read, which it names.
    corpus : Corpus
        With the sessions, and the groups that were not held, as their sheet has them.
    """
    doubts = []
    if row.get("speaker"):
        doubts.append(
            f'"{row["person_id"]}" did not come, and has the label "{row["speaker"]}": the label '
            f"is left out. If they came, write yes in the column {CAME}"
        )
    year = row.get("year")
    if session_id is not None:
        year = corpus.sessions.loc[session_id, "year"]
    elif row.get("session_id"):
        planned = corpus.not_held
        own = planned[
            planned["session_id"].astype(str).str.casefold() == row["session_id"].casefold()
        ]
        if own.empty:
            what = "is no session that was read, and none that was planned and not held"
            return None, [*doubts, f'"{row["session_id"]}" {what}; the row is left out']
        session_id, year = str(own["session_id"].iloc[0]), own["year"].iloc[0]
    if session_id is None and not year:
        return None, [*doubts, "the row names neither a session nor a round; it is left out"]
    own_cells = {str(k): v for k, v in row.items() if k not in _NO_COLUMN_OF_THEIRS}
    if _plain(row.get("role")) in _ABSENT:
        own_cells["role"] = None  # which role they would have had is not said
    return {**own_cells, "session_id": session_id, "year": text_of(year)}, doubts


def _plain(cell: Any) -> str:
    return " ".join(str(cell).lower().split()) if isinstance(cell, str) else ""
