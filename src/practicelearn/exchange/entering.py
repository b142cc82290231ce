"""A project as a study holds it: people in their sheets, sets in a column, the rest as memos.

What a study has no place for is written down in words, as a memo on what it speaks of, so that it
is read by people; the account then finds every one of them by reading the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn._tables import ATTENDANCE, PEOPLE, conform
from practicelearn.corpus import Corpus
from practicelearn.exchange.conventions import guid_of, slug
from practicelearn.exchange.people import PERSON
from practicelearn.exchange.project import CodedProject, column_of, table_of

__all__ = ["SETS", "as_study", "link_in_words", "set_in_words"]

SETS = "sets"
"""The column of the sessions sheet that names the sets a session is in, parted by semicolons."""
_ABOUT_PERSON = "description"


def as_study(project: CodedProject) -> CodedProject:
    """Return the project with all that stands beside its turns where a study keeps it.

    Parameters
    ----------
    project : CodedProject
        As it was read, names replaced already where that was asked for.

    Returns
    -------
    CodedProject
        Cases that are people have a row in ``corpus.people``, with their variables as columns, and
        one in ``corpus.attendance`` for each session; the sessions' column ``sets`` names their
        sets. Notes hold further: descriptions of variables, sets and cases of documents, sets of
        codes and links. ``losses`` says what became what.
    """
    losses: list[dict[str, Any]] = []
    corpus = _with_people(project, losses)
    corpus = _with_sets(project, corpus)
    notes = [*project.notes.to_dict("records"), *_said_beside(project)]
    _explain(project, losses)
    file = project.path.name if project.path is not None else project.name
    more = table_of("losses", [{"file": file, "severity": "note", **row} for row in losses])
    tables = [t for t in (project.losses, more) if len(t)]
    return replace(
        project,
        corpus=corpus,
        notes=table_of("notes", notes),
        losses=pd.concat(tables, ignore_index=True) if tables else project.losses,
    )


def _with_people(project: CodedProject, losses: list[dict[str, Any]]) -> Corpus:
    corpus = project.corpus
    cases = [c for c in project.cases.to_dict("records") if c["kind"] == PERSON]
    if not cases:
        return corpus
    said: dict[str, dict[str, str]] = {}
    for about, variable, value in project.values[["about", "variable", "value"]].itertuples(
        index=False
    ):
        if value not in {None, ""}:
            said.setdefault(str(about), {})[column_of(str(variable), PEOPLE)] = str(value)
    taken = {str(p) for p in corpus.people.index}
    claimed = set(zip(corpus.attendance["session_id"], corpus.attendance["speaker"], strict=True))
    people, present = [], []
    for case in cases:
        person = slug(str(case["name"] or ""), taken, empty="person")
        taken.add(person)
        row = {
            "person_id": person,
            "pseudonym": case["name"],
            **said.get(f"case:{case['guid']}", {}),
        }
        if case["description"]:
            row[_ABOUT_PERSON] = case["description"]
        people.append(row)
        for session, label in (case["speakers"] or {}).items():
            if label is not None and (session, label) in claimed:
                message = f"two people are said to be {label} in {session}: the first one is"
                losses.append({"what": "case", "severity": "warning", "message": message})
                label = None
            claimed.add((session, label))
            present.append({"session_id": session, "person_id": person, "speaker": label})
    return replace(
        corpus,
        people=_appended(corpus.people.reset_index(), people).pipe(
            lambda t: conform(t.set_index("person_id"), PEOPLE)
        ),
        attendance=conform(_appended(corpus.attendance, present), ATTENDANCE),
    )


def _appended(table: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    more = pd.DataFrame(rows, dtype=object)
    whole = more if table.empty else pd.concat([table.astype(object), more], ignore_index=True)
    return whole.where(whole.notna(), None)


def _with_sets(project: CodedProject, corpus: Corpus) -> Corpus:
    of: dict[str, list[str]] = {}
    for name, sessions in zip(project.sets["name"], project.sets["sessions"], strict=True):
        for session in sessions or ():
            of.setdefault(str(session), []).append(_plain(name))
    if not of:
        return corpus
    cells = ["; ".join(of[s]) if s in of else None for s in map(str, corpus.sessions.index)]
    column = pd.Series(cells, corpus.sessions.index, dtype=object)
    return replace(corpus, sessions=corpus.sessions.assign(**{SETS: column}))


def _plain(name: Any) -> str:
    return " ".join(str(name or "").replace(";", ",").split()) or "a set without a name"


def _said_beside(project: CodedProject) -> list[dict[str, Any]]:
    """What a study has no table for, as notes."""
    out = [
        _note(f"description of the variable {row['name']}", row["description"])
        for row in project.variables.to_dict("records")
        if row["description"]
    ]
    for row in project.sets.to_dict("records"):
        if row["description"]:
            out.append(_note(f"description of the set {_plain(row['name'])}", row["description"]))
        if not row["sessions"]:
            out.append(_note("", set_in_words(project, row)))
    for row in project.cases.to_dict("records"):
        if row["description"] and row["kind"] != PERSON:
            about = [f"session:{s}" for s in row["sessions"]] or ["project:"]
            out.append(
                _note(f"description of {row['name'] or 'a case'}", row["description"], about)
            )
    out += [
        _note("", link_in_words(project, row), [_end(row["origin"])])
        for row in project.links.to_dict("records")
        if not is_of_note(row)
    ]
    return out


def _note(name: str, text: str, about: list[str] | None = None) -> dict[str, Any]:
    guid = guid_of("note", f"beside {name} {text}")
    return {"guid": guid, "name": name or None, "text": text, "about": about or ["project:"]}


def set_in_words(project: CodedProject, row: Mapping[str, Any]) -> str:
    """Return a set that holds no session in words."""
    frame = project.frame
    codes = [frame[c].name if frame is not None and c in frame else c for c in row["codes"] or ()]
    named = {n["guid"]: n["name"] or "a note" for n in project.notes.to_dict("records")}
    held = [*codes, *(named.get(n, "a note") for n in row["notes"] or ())]
    return f"Set \u201c{_plain(row['name'])}\u201d: {', '.join(held) or 'nothing'}"


def link_in_words(project: CodedProject, row: Mapping[str, Any]) -> str:
    """Return a link between two things in words."""
    words = dict(zip(project.selections["guid"], project.selections["words"], strict=True))
    ends = []
    for end in ("origin", "target"):
        kind, _, thing = str(row[end] or "").partition(":")
        shown = words.get(thing) if kind == "selection" else None
        ends.append(f"\u201c{shown}\u201d" if shown else thing or "nothing")
    name = f" \u201c{row['name']}\u201d" if row["name"] else ""
    return f"Link{name}: {ends[0]} \u2192 {ends[1]}"


def is_of_note(row: Mapping[str, Any]) -> bool:
    """Whether a link ties a note to what it is about: then it is where the memo stands."""
    kinds = [str(row[end] or "").partition(":")[0] for end in ("origin", "target")]
    return kinds.count("note") == 1


def _end(end: Any) -> str:
    kind = str(end or "").partition(":")[0]
    return str(end) if kind in {"session", "code"} else "project:"


def _explain(project: CodedProject, losses: list[dict[str, Any]]) -> None:
    """Say of what the account will not find again where it is."""

    def lose(what: str, line: str, n: int, message: str, severity: str = "note") -> None:
        if n:
            losses.append(
                {"what": what, "severity": severity, "message": message, "account": line, "n": n}
            )

    n_documents = int((project.cases["kind"] != PERSON).sum())
    message = "cases that are documents: what is said of them stands in sessions.xlsx"
    lose("case", "people", n_documents, message)
    used = set(project.values.loc[project.values["value"].notna(), "variable"])
    unused = [v for v in project.variables["name"] if v not in used]
    lose("variable", "variables", len(unused), "variables of which nobody has a value")
