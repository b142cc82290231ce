"""What columns of people's own sheets are called here, and which one somebody means."""

from __future__ import annotations

from collections.abc import Iterable

from practicelearn._arguments import near_match

__all__ = ["called_here", "near_column"]

_OTHER_NAMES = {
    "session": "session_id", "id": "session_id", "session id": "session_id", "filename": "file",
    "file name": "file", "transcript": "file", "round": "year", "wave": "year",
    "focus group": "group",
    "person": "person_id", "participant": "person_id", "participant_id": "person_id",
    "participant id": "person_id", "person id": "person_id", "respondent": "person_id",
    "respondent id": "person_id", "interviewee": "person_id", "kind of group": "group_type",
    "type of group": "group_type", "group kind": "group_type",
    "label": "speaker", "speaker label": "speaker", "peer": "is_peer", "job": "job_role",
    "came? yes/no": "came", "came?": "came", "held? yes/no": "held", "held?": "held",
    "why not": "reason", "if not, why": "reason", "label in the transcript": "speaker",
    "person id (not the name)": "person_id", "peer? yes/no": "is_peer",
    "manages somebody here? yes/no": "line_manages_someone_present",
    "quote? yes/no": "consent_quote",
    "consent": "consent_quote", "may be quoted": "consent_quote",
}  # fmt: skip


def called_here(head: str) -> str:
    """Return what a sheet's column is called here: in lower case, usual other names put right.

    Examples
    --------
    >>> called_here("Kind of group"), called_here("Years in post")
    ('group_type', 'years_in_post')
    """
    name = " ".join(head.lower().split())
    return _OTHER_NAMES.get(name, name.replace(" ", "_").replace("-", "_"))


def near_column(said: str, columns: Iterable[object]) -> str:
    """Return the near match among columns; a head of the reader's own sheet is known by it.

    Examples
    --------
    >>> near_column("Kind of group", ["group", "group_type", "site"])
    ' Did you mean "group_type"?'
    """
    known = [str(column) for column in columns]
    here = called_here(str(said))
    return near_match(here if here in known else str(said), known)
