"""Whose label it is: person through the attendance list only, role from the sheet or the label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._tables import near_match
from practicelearn.transcripts.folder import session_slug
from practicelearn.transcripts.roles import declared_role, roles_of_labels

__all__ = ["PUT_RIGHT", "declared_attendance", "person_of_label", "with_people"]

PUT_RIGHT = "give each label its role in the attendance list"


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
    labels = list(dict.fromkeys(labels))
    stated = roles_of_labels(labels)
    declared = {label: declared_role(role) for label, role in roles.items()}
    if not any(declared.values()):
        return []
    rows: list[dict[str, Any]] = []
    used: set[str] = set()
    for label in labels:
        role, source = stated[label]
        if declared.get(label):
            role, source = str(declared[label]), "file"
        rows.append(
            {
                "session_id": session_id,
                "person_id": person_of_label(session_id, label, used),
                "speaker": label,
                "role": role,
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
    listed = {
        (sid, _key(label)): (person, role if isinstance(role, str) else None)
        for sid, label, person, role in zip(
            named["session_id"], named["speaker"], named["person_id"], named["role"], strict=True
        )
    }
    pair_of, pairs = _pairs(turns)
    of_session: dict[str, list[str]] = {}
    for sid, label in pairs:
        of_session.setdefault(sid, []).extend([label] if isinstance(label, str) else [])
    stated = {sid: roles_of_labels(labels) for sid, labels in of_session.items()}
    who = {pair: _who(*pair, listed, stated) for pair in pairs}
    people = np.array([person for person, _ in who.values()], dtype=object)
    roles = np.array([role for _, role in who.values()], dtype=object)
    out = turns.assign(
        person_id=pd.Series(people[pair_of], turns.index, dtype=object),
        role=pd.Series(roles[pair_of], turns.index, dtype=object),
    )
    return out, _misfits(who, attendance, set(listed))


def _pairs(
    turns: pd.DataFrame,
) -> tuple[npt.NDArray[np.intp], list[tuple[str, str | None]]]:
    """Return which pair of session and label each turn has, and the pairs as they first come."""
    of_session, sessions = pd.factorize(turns["session_id"])
    of_label, labels = pd.factorize(turns["speaker"])
    # a missing label is -1
    pair_of, kinds = pd.factorize(of_session * (len(labels) + 1) + of_label + 1)
    session, label = np.divmod(kinds, len(labels) + 1)
    names = [*labels, None]  # 0, less one, is the last
    return pair_of, [(sessions[s], names[n - 1]) for s, n in zip(session, label, strict=True)]


def _who(
    session_id: str,
    label: str | None,
    listed: Mapping[tuple[str, str], tuple[Any, str | None]],
    stated: Mapping[str, Mapping[str, tuple[str, str]]],
) -> tuple[Any, str]:
    """The person a label stands for, or None, and the role."""
    if not isinstance(label, str):
        return None, "unknown"
    person, role = listed.get((session_id, _key(label)), (None, None))
    return person, role if role is not None else stated[session_id][label][0]


def _misfits(
    who: Mapping[tuple[str, str | None], tuple[Any, str]],
    attendance: pd.DataFrame,
    listed: set[tuple[str, str]],
) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = []
    present = attendance.groupby("session_id", sort=False) if len(attendance) else ()
    lists = {sid: (own["speaker"].dropna(), set(own["role"])) for sid, own in present}
    told: dict[str, tuple[list[str], set[str]]] = {}
    for (sid, label), (_, role) in who.items():
        labels, roles = told.setdefault(sid, ([], set()))
        labels += [label] if isinstance(label, str) else []
        roles.add(role)
    for sid, (labels, roles) in told.items():
        known, listed_roles = lists.get(sid, ((), set()))
        if sid in lists:
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
        said_roles = roles - {"unknown"} if len(labels) < len(roles) else roles
        if len(labels) > 1 and said_roles == {"facilitator"}:
            message = "every label is taken for a facilitator, and nobody for a participant"
            issues.append(_issue(sid, "warning", f"{message}; {PUT_RIGHT}"))
        elif len(labels) > 1 and said_roles <= {"facilitator", "note-taker", "observer"}:
            message = "no label is taken for a participant"
            issues.append(_issue(sid, "warning", f"{message}; {PUT_RIGHT}"))
        if labels and "facilitator" not in roles | listed_roles:
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
