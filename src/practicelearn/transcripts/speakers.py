"""Whose label it is: person through the attendance list only, role from the sheet or the label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.transcripts.folder import session_slug
from practicelearn.transcripts.roles import declared_role, role_of_label

__all__ = ["declared_attendance", "person_of_label", "with_people"]


def declared_attendance(
    session_id: str, labels: Iterable[str], roles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the rows of attendance that a file's header amounts to; none without a clear role.

    Parameters
    ----------
    session_id : str
    labels : iterable of str
        Who speaks, in order. Whom the header lists without a word said may have been elsewhere.
    roles : mapping of str to str
        Label -> role as the header has it.

    Notes
    -----
    The header goes before the label: where a header declares roles, ``P1`` is a code.
    """
    declared = {label: declared_role(role) for label, role in roles.items()}
    if not any(declared.values()):
        return []
    rows: list[dict[str, Any]] = []
    used: set[str] = set()
    for label in dict.fromkeys(labels):
        of_label = role_of_label(label)
        role = declared.get(label) or of_label
        source = "file" if declared.get(label) else "label" if of_label else "unknown"
        rows.append(
            {
                "session_id": session_id,
                "person_id": person_of_label(session_id, label, used),
                "speaker": label,
                "role": role or "unknown",
                "role_source": source,
            }
        )
    return rows


def person_of_label(session_id: str, label: str, used: set[str]) -> str:
    """Return an id for whoever a label of a session stands for; it is added to ``used``.

    Examples
    --------
    >>> person_of_label("2025-north", "Kay", set())
    '2025-north.kay'
    """
    person = base = f"{session_id}.{session_slug(label.replace('.', ' '))}"
    n = 1
    while person in used:
        n += 1
        person = f"{base}-{n}"
    used.add(person)
    return person


def with_people(
    turns: pd.DataFrame, attendance: pd.DataFrame
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return turns with ``person_id`` and ``role``, and the issues of labels that do not fit.

    Parameters
    ----------
    turns : DataFrame
        Table TURNS.
    attendance : DataFrame
        Table ATTENDANCE; may be empty.

    Notes
    -----
    A label joins a person only within its session and only through the attendance list, without
    regard to case. The role comes from the list (a sheet, or what the file itself declares), else
    from an explicit label, else is unknown.
    """
    named = attendance[attendance["speaker"].notna()]
    keys = [
        (s, _key(label)) for s, label in zip(named["session_id"], named["speaker"], strict=True)
    ]
    person = dict(zip(keys, named["person_id"], strict=True))
    role = dict(zip(keys, named["role"], strict=True))
    own = [
        (sid, _key(label)) if isinstance(label, str) else None
        for sid, label in zip(turns["session_id"], turns["speaker"], strict=True)
    ]
    by_label = {
        label: role_of_label(label) or "unknown" for label in turns["speaker"].dropna().unique()
    }
    roles = []
    for key, label in zip(own, turns["speaker"], strict=True):
        listed = role.get(key) if key else None
        roles.append(listed if isinstance(listed, str) else by_label.get(label, "unknown"))
    out = turns.assign(
        person_id=pd.Series([person.get(k) if k else None for k in own], turns.index, dtype=object),
        role=pd.Series(roles, turns.index, dtype=object),
    )
    return out, _misfits(out, attendance, set(keys))


def _misfits(
    turns: pd.DataFrame, attendance: pd.DataFrame, listed: set[tuple[str, str]]
) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = []
    for sid, part in turns.groupby("session_id", sort=False):
        labels = list(part["speaker"].dropna().unique())
        known = attendance.loc[attendance["session_id"] == sid, "speaker"].dropna()
        if sid in set(attendance["session_id"]):
            for label in labels:
                if (sid, _key(label)) not in listed:
                    message = (
                        f'the label "{label}" is not in the attendance list, so what it says '
                        "belongs to nobody on it; add a row, or correct the label."
                        f"{near_match(label, known)}"
                    )
                    issues.append(_issue(sid, "warning", message))
            said = {_key(label) for label in labels}
            for label in known:
                if _key(label) not in said:
                    message = (
                        f'the attendance list names the label "{label}", which the transcript '
                        "does not have; leave it empty if the person said nothing."
                        f"{near_match(label, labels)}"
                    )
                    issues.append(_issue(sid, "note", message))
        led = set(part["role"]) | set(attendance.loc[attendance["session_id"] == sid, "role"])
        if labels and "facilitator" not in led:
            message = (
                "nobody is known to have led this group, so the facilitator's words count as a "
                "participant's; give the role in the attendance list, or label them Facilitator"
            )
            issues.append(_issue(sid, "note", message))
    return issues


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()


def _issue(session_id: Any, severity: str, message: str) -> dict[str, Any]:
    return {"session_id": session_id, "severity": severity, "message": message}
