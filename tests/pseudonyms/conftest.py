"""A small invented corpus in which names sit in every place they can."""

from __future__ import annotations

import pandas as pd
import pytest

from practicelearn._tables import Mark
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.language.names import Words
from practicelearn.language.pipeline import load_pipeline
from practicelearn.pseudonyms.find import Finder

SPOKEN = {
    "2024-kelly-marsh": [
        ("Facilitator", "Thanks, Kelly. What was Mr Okafor saying about Brackenfield Academy?"),
        ("Marsh, Kelly", "He rang me on 07700 900123. Kelly's phone, I mean. [Tomasz nods]"),
        ("P2", "so tomasz and kelly went to whitmore road on the monday"),
        ("SL", "The form had NHS number 943 476 5919 and [name removed] on it."),
    ],
    "2025-north": [
        ("P1", "Kelly Marsh left, and nobody has heard from Mrs Marsh since."),
        ("P2", "I think supervision is the first thing to go."),
    ],
}


def build(spoken: dict[str, list[tuple[str, str]]] = SPOKEN) -> Corpus:
    rows, marks = [], {"[Tomasz nods]": "gesture", "[name removed]": "redaction"}
    for sid, said in spoken.items():
        for n, (speaker, text) in enumerate(said, start=1):
            own = [
                Mark(text.index(m), text.index(m) + len(m), kind)
                for m, kind in marks.items()
                if m in text
            ]
            rows.append((make_turn_id(sid, n), sid, n, speaker, text, own))
    turns = pd.DataFrame(
        rows, columns=["turn_id", "session_id", "n", "speaker", "text", "marks"]
    ).set_index("turn_id")
    ids = list(spoken)
    sessions = pd.DataFrame(
        {
            "year": [sid[:4] for sid in ids],
            "file": [f"{sid}.docx" for sid in ids],
            "team": ["Duty", "Harbour Team"][: len(ids)],
            "remarks": ["Kelly Marsh brought cake", None][: len(ids)],
        },
        index=pd.Index(ids, name="session_id"),
    )
    people = pd.DataFrame(
        {"note": ["Tomasz Zielinski joined late"]}, index=pd.Index(["p-kelly"], name="person_id")
    )
    attendance = pd.DataFrame(
        {"session_id": [ids[0]], "person_id": ["p-kelly"], "speaker": ["Marsh, Kelly"]}
    )
    issues = pd.DataFrame(
        {
            "session_id": [ids[0]],
            "severity": ["warning"],
            "source_loc": [f"{ids[0]}.docx, line 3"],
            "message": ['the label "Marsh, Kelly" is not in the list'],
            "text": ["Tomasz: hello"],
        }
    )
    source = pd.DataFrame(
        [(tid, 0, len(text), 10, 10 + len(text)) for tid, *_, text, _ in rows],
        columns=["turn_id", "start", "end", "source_start", "source_end"],
    )
    return Corpus(turns, sessions, people, attendance, issues, source)


@pytest.fixture
def corpus() -> Corpus:
    return build()


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(load_pipeline())


@pytest.fixture(scope="session")
def finder() -> Finder:
    return Finder(use_model=False)
