"""Names as people in a council say them; every name is invented."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import PracticelearnError
from practicelearn.pseudonyms import pseudonymise
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.roster import read_roster
from practicelearn.transcripts.loader import read_transcript

ROSTER = pd.DataFrame(
    {
        "name": [
            "Jo Larkin", "Sean O'Neill", "Amal Al-Sayed", "Will Marsh", "Mark Hope", "May Grace",
            "Grace Bell",
        ]
    }
)  # fmt: skip


def found(finder: Finder, text: str) -> list[str]:
    return [text[h.start : h.end] for h in finder.find([text])[0]]


@pytest.fixture(scope="module")
def listed() -> Finder:
    return Finder(read_roster(ROSTER), use_model=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # clubs, by what is done there and by what they call those who play
        ("He plays for Ashby Park Swifts on a Sunday.", ["Ashby Park Swifts"]),
        ("he trains with mossley judo club now.", ["mossley judo club"]),
        ("They took her on at Denholme Colts.", ["Denholme Colts"]),
        ("the lads at denholme colts rang us.", ["denholme colts"]),
        # streets and schools whose name is a cue word itself
        ("It's on Church Lane, by Park View.", ["Church Lane", "Park View"]),
        ("it's on church lane, behind the shops.", ["church lane"]),
        ("She was at Grange Park Infant School then.", ["Grange Park Infant School"]),
        ("A flat at 12 The Shambles came up.", ["12 The Shambles"]),
        ("a flat on the crescent came up.", ["the crescent"]),
        ("She left Larch School on Mill Lane.", ["Larch School", "Mill Lane"]),
        ("The Seven Hills Hub took it.", ["Seven Hills Hub"]),
        # homes
        ("Nan went into the Poplars in May.", ["Poplars"]),
        ("we did a review at the old vicarage.", ["old vicarage"]),
        ("he moved to beech grange.", ["beech grange"]),
        # villages and families in lower case
        ("they moved out to kirk haddlesey.", ["kirk haddlesey"]),
        ("it's a small place, upper cumberworth.", ["upper cumberworth"]),
        ("the maliks were lovely.", ["maliks"]),
        ("The O'Neills have moved again.", ["O'Neills"]),
        ("I took over Booth from somebody who left.", ["Booth"]),
        # somebody is spoken to by a name that is a word
        ("Grace, you were saying?", ["Grace"]),
        ("It's las 440918 on the front.", ["las 440918"]),
    ],
)
def test_what_a_council_worker_says_is_found(finder: Finder, text: str, expected: list[str]):
    assert found(finder, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He plays for fun, and he trains at the gym.",
        "The High Court sent it back to the Family Court.",
        "The boys and girls were out in the rain with the guides.",
        "She's in a home now, off the main road, near the old mill race.",
        "They play for the school and for each other.",
        "I'm from Edge of Care and we work round the clock.",
        "We spent 250000 on it, or 300000 with the van.",
        "It went over to Legal and back to Panel.",
        "The old rules were better than the new ones.",
        "Marks were given out in May, and mark my words, they may be again.",
    ],
)
def test_what_names_nobody_stays_as_written_and_in_lower_case(finder: Finder, text: str):
    assert found(finder, text) == []
    assert found(finder, text.lower()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JL chaired it, and JL's notes were good.", ["JL", "JL"]),
        ("I gave it to J.L. and she read it.", ["J.L"]),
        ("ask j.l. about it", ["j.l"]),
        ("O'Neill's team rang; so did Al-Sayed’s.", ["O'Neill", "Al-Sayed"]),
        ("The O’Neills came, and Al‑Sayed too.", ["O’Neills", "Al‑Sayed"]),
        ("Will said he will do it, and Mark will mark it.", ["Will", "Mark"]),
        ("May I ask May if she may come?", ["May"]),
        ("Mark my words, I hope Hope is well.", ["Hope"]),
        ("Grace, you were saying?", ["Grace"]),
        ("grace agreed with will.", ["grace", "will"]),
        ("e.g. at 9 a.m. in May", []),
    ],
)
def test_a_listed_name_is_told_from_the_word(listed: Finder, text: str, expected: list[str]):
    assert found(listed, text) == expected


def corpus_of(*texts: str) -> Corpus:
    rows = [
        {"turn_id": make_turn_id("a", n), "session_id": "a", "n": n, "speaker": "P1",
         "text": text, "marks": []}
        for n, text in enumerate(texts, start=1)
    ]  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    sessions = pd.DataFrame([{"session_id": "a", "year": "2025"}]).set_index("session_id")
    return Corpus(turns, sessions).with_turns(turns)


def test_every_form_becomes_one_replacement_and_a_second_run_changes_nothing(tmp_path: Path):
    corpus = corpus_of(
        "Sean O'Neill rang.", "O’Neill's team came.", "mrs o'neill was there, and [O'Neill left]."
    )  # fmt: skip
    safe = pseudonymise(corpus, roster=ROSTER, key_file=tmp_path / "key.csv", use_model=False)
    texts = safe.turns["text"].tolist()
    name = texts[0].split(" rang")[0]
    assert texts[:2] == [f"{name} rang.", f"{name}'s team came."]
    assert texts[2] == f"{name} was there, and [{name[1:-1]} left]."
    again = pseudonymise(safe, roster=ROSTER, key_file=tmp_path / "other.csv", use_model=False)
    assert again.turns["text"].tolist() == texts
    assert again.edits.empty


def test_empty_rows_of_a_roster_are_passed_over_and_duplicates_are_one_person(tmp_path: Path):
    path = tmp_path / "roster.csv"
    path.write_text("name,person_id\nJo Larkin,\n,\n\nJo Larkin,\n", encoding="utf-8")
    people = read_roster(path)
    assert {p.who for p in people} == {"person:jo larkin"}
    assert [h.who for h in Finder(people, use_model=False).find(["Ask Jo Larkin."])[0]] == [
        "person:jo larkin"
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_roster_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str):
    path = tmp_path / "roster.csv"
    path.write_bytes("name\nZoë Brânk\n".encode(encoding if encoding != "cp1252" else "latin-1"))
    assert [p.first for p in read_roster(path)] == [("Zoë",)]


def test_a_key_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PracticelearnError, match=r"key\.csv cannot be written \(No space left"):
        pseudonymise(
            corpus_of("Jo Larkin rang."), roster=ROSTER, key_file=tmp_path / "key.csv",
            use_model=False,
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_word_that_begins_a_sentence_is_no_surname(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        "P1: Owen Thanks for that.\n\nP2: Owen Hello.\n\nP1: Owen Okafor left.\n", "utf-8"
    )
    safe = pseudonymise(read_transcript(path), key_file=tmp_path / "x.key.csv")
    said = [re.sub(r"\d", "", text) for text in safe.turns["text"]]
    assert said == ["[Person ] Thanks for that.", "[Person ] Hello.", "[Person ] left."]
