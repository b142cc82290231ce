"""Whose label it is: person through the attendance list only, role from the sheet or the label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.transcripts.roles import role_of_label

__all__ = ["with_people"]


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
    regard to case. The role comes from the list, else from an explicit label, else is unknown.
    """
    named = attendance[attendance["speaker"].notna()]
    listed = {
        (sid, _key(label)): (person, role if isinstance(role, str) else None)
        for sid, label, person, role in zip(
            named["session_id"], named["speaker"], named["person_id"], named["role"], strict=True
        )
    }
    pairs = list(zip(turns["session_id"].tolist(), turns["speaker"].tolist(), strict=True))
    who = {pair: _who(*pair, listed) for pair in dict.fromkeys(pairs)}
    out = turns.assign(
        person_id=pd.Series([who[pair][0] for pair in pairs], turns.index, dtype=object),
        role=pd.Series([who[pair][1] for pair in pairs], turns.index, dtype=object),
    )
    return out, _misfits(who, attendance, set(listed))


def _who(
    session_id: str, label: str | None, listed: Mapping[tuple[str, str], tuple[Any, str | None]]
) -> tuple[Any, str]:
    """The person a label stands for, or None, and the role."""
    if not isinstance(label, str):
        return None, "unknown"
    person, role = listed.get((session_id, _key(label)), (None, None))
    return person, role if role is not None else role_of_label(label) or "unknown"


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
