"""What leaves a study beside its turns: people as cases, sets, memos as notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from practicelearn._tables import PEOPLE
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.exchange.carried import ORIGIN
from practicelearn.exchange.conventions import guid_of
from practicelearn.exchange.entering import SETS
from practicelearn.exchange.people import PERSON
from practicelearn.exchange.project import CodedProject, table_of
from practicelearn.study.folder import Study
from practicelearn.study.history import memos
from practicelearn.study.recordings import without_recordings

__all__ = ["project_of"]


def project_of(
    study: Study, corpus: Corpus, codings: Codings, *, coder: str | None = None
) -> CodedProject:
    """Return a study as a project to be written for another program.

    Parameters
    ----------
    study : Study
    corpus, codings
        What leaves.
    coder : str, optional
        Only this person's memos.

    Returns
    -------
    CodedProject
        ``notes`` are the memos on sessions, codes and the study (those on codings are the codings'
        own); ``cases`` the people, with their columns as ``variables`` and ``values``; ``sets`` the
        names in the sessions' column ``sets``.
    """
    people = corpus.people
    columns = [c for c in people.columns if c not in PEOPLE.names and people[c].notna().any()]
    name_of = {c: f"{c} of the person" if c in corpus.sessions.columns else str(c) for c in columns}
    frame: CodingFrame | None = codings.frame
    return CodedProject(
        corpus=without_recordings(corpus),
        frame=frame,
        codings=codings,
        name=study.settings.title,
        origin=ORIGIN,
        cases=table_of("cases", _cases(corpus)),
        variables=table_of(
            "variables",
            [{"guid": guid_of("variable", f"person {c}"), "name": name_of[c], "type": "Text"}
             for c in columns],
        ),
        values=table_of(
            "values",
            [{"about": f"case:{_guid(person)}", "variable": name_of[c], "value": str(row[c])}
             for person, row in people.iterrows() for c in columns if _said(row[c])],
        ),
        sets=table_of("sets", _sets(corpus)),
        notes=table_of("notes", _notes(study, corpus, frame, coder)),
    )  # fmt: skip


def _guid(person: Any) -> str:
    return guid_of("case", f"person {person}")


def _said(value: Any) -> bool:
    return value is not None and not pd.isna(value) and str(value) != ""


def _cases(corpus: Corpus) -> Iterator[dict[str, Any]]:
    there = corpus.attendance
    for person, row in corpus.people.iterrows():
        own = there[there["person_id"] == person]
        name = row.get("pseudonym")
        yield {
            "guid": _guid(person), "name": str(name) if _said(name) else str(person),
            "codes": [], "sessions": list(dict.fromkeys(own["session_id"])), "selections": [],
            "kind": PERSON, "speakers": dict(zip(own["session_id"], own["speaker"], strict=True)),
        }  # fmt: skip


def _sets(corpus: Corpus) -> list[dict[str, Any]]:
    members: dict[str, list[str]] = {}
    for session, cell in corpus.sessions.get(SETS, pd.Series(dtype=object)).items():
        for name in str(cell).split("; ") if _said(cell) else ():
            members.setdefault(name, []).append(str(session))
    return [
        {"guid": guid_of("set", f"named {name}"), "name": name, "codes": [], "sessions": sessions,
         "notes": []}
        for name, sessions in members.items()
    ]  # fmt: skip


def _notes(
    study: Study, corpus: Corpus, frame: CodingFrame | None, coder: str | None
) -> Iterator[dict[str, Any]]:
    for row in memos(study).to_dict("records"):
        if row["about"] == "span" or (coder is not None and row["who"] != coder):
            continue
        about = "project:"
        if row["about"] == "session" and row["session_id"] in corpus.sessions.index:
            about = f"session:{row['session_id']}"
        elif row["about"] == "code" and frame is not None and row["code"] in frame:
            about = f"code:{row['code']}"
        yield {
            "guid": guid_of("note", f"memo {row['who']} {about} {row['at']}"),
            "name": f"memo of {row['who']}", "text": row["text"], "coder": row["who"],
            "at": row["at"], "about": [about],
        }  # fmt: skip
