"""Which cases of a project are people, and which only say something of a document.

Programs have one kind of case for both. A case is a person where its name is a speaker's label,
where it stands on parts of a document, or where it shares whole documents with another case; a case
that has them to itself, or bears the name of one, says something of them. What is said of a person
is never said of the session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from practicelearn.exchange.conventions import slug
from practicelearn.language.forms import name_form

__all__ = ["DOCUMENT", "PERSON", "Heard", "said_of_sessions", "tell_people"]

PERSON, DOCUMENT = "person", "document"


@dataclass(frozen=True)
class Heard:
    """What is known of the sessions that cases speak of.

    Parameters
    ----------
    labels : mapping
        Session to its speakers' labels.
    names : mapping
        Session to the name of its document.
    stretches : mapping
        Identifier of a selection to the (session, label or None) of each turn it stands in.
    """

    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    stretches: Mapping[str, Sequence[tuple[str, str | None]]] = field(default_factory=dict)


def tell_people(cases: Sequence[Mapping[str, Any]], heard: Heard) -> list[dict[str, Any]]:
    """Return the cases with ``kind`` and ``speakers``.

    ``speakers`` maps each session in which a person was to the label that is theirs there: their
    own name, or the only one in whose turns their parts stand; else None.
    """
    shared = Counter(s for case in cases for s in set(case["sessions"]) if case["name"])
    return [_told(dict(case), heard, shared) for case in cases]


def said_of_sessions(
    cases: Sequence[Mapping[str, Any]], values: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[tuple[str, str, list[str]]]]:
    """Return the values that documents have by their cases, and where these contradict.

    Parameters
    ----------
    cases : sequence of mappings
        With ``kind``.
    values : sequence of mappings
        about, variable, value: of cases, and what documents say of themselves.

    Returns
    -------
    list of dict
        about ``session:ID``, variable, value; nothing for a variable of which a session has two.
    list of (session, variable, values)
        The contradictions.
    """
    documents = {f"case:{c['guid']}": c["sessions"] for c in cases if c["kind"] == DOCUMENT}
    found: dict[tuple[str, str], list[str]] = {}
    for row in values:
        kind, _, thing = str(row["about"]).partition(":")
        sessions = documents.get(str(row["about"]), ()) if kind == "case" else [thing]
        for session in sessions:
            found.setdefault((session, row["variable"]), []).append(row["value"])
    made: list[dict[str, Any]] = []
    twice = []
    for (session, variable), said in found.items():
        different = list(dict.fromkeys(str(v) for v in said if v not in {None, ""}))
        if len(different) < 2:
            about, value = f"session:{session}", different[0] if different else None
            made.append({"about": about, "variable": variable, "value": value})
        else:
            twice.append((session, variable, different))
    return made, twice


def _sessions(case: Mapping[str, Any], heard: Heard) -> list[str]:
    """The sessions a case has, whole or in part."""
    parts = [s for guid in case["selections"] or () for s, _ in heard.stretches.get(guid, ())]
    return list(dict.fromkeys([*case["sessions"], *parts]))


def _told(case: dict[str, Any], heard: Heard, shared: Mapping[str, int]) -> dict[str, Any]:
    sessions = _sessions(case, heard)
    name = _plain(case["name"])
    named = {
        s: label for s in sessions for label in heard.labels.get(s, ()) if _plain(label) == name
    }
    bears_its_name = any(slug(name) == slug(_plain(heard.names.get(s, s))) for s in sessions)
    alone = all(shared[s] < 2 for s in sessions)
    parts = bool(case["selections"])
    if not name or (not named and not parts and sessions and (bears_its_name or alone)):
        return case | {"kind": DOCUMENT, "speakers": {}}
    labels: dict[str, set[str | None]] = {}
    for guid in case["selections"] or ():
        for session, label in heard.stretches.get(guid, ()):
            labels.setdefault(session, set()).add(label)
    speakers: dict[str, str | None] = dict.fromkeys(sessions)
    speakers |= {s: next(iter(own)) if len(own) == 1 else None for s, own in labels.items()}
    speakers |= named
    return case | {"kind": PERSON, "speakers": speakers}


def _plain(name: Any) -> str:
    return name_form(str(name or ""))
