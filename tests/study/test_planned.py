"""Who did not come, and what was not held, in a study: kept, listed, taken back, purged."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.pseudonyms.replace import pseudonymise
from practicelearn.study.sheets import appended_sheet
from practicelearn.transcripts.loader import read_transcripts

TALK = "F: How is it?\nP1: Fine.\nP2: No.\nP1: Well.\nF: Why?\nP2: It is late.\n"
SESSIONS = [
    "session_id,file,year,group,held,reason",
    "n,north,2025-26,north,,",
    "o,old,2024-25,old,,",
    "night,,2025-26,night,no,nobody to lead it but Wilhelmina Quenby",
]
ATTENDANCE = [
    "session_id,person_id,speaker,role,came,reason,year",
    *(
        f"{s},{s}{p},{p},{r},,,"
        for s in "no"
        for p, r in (("P1", ""), ("P2", ""), ("F", "facilitator"))
    ),
    "n,n-p9,,,no,at a funeral with Wilhelmina Quenby,",
    "night,n-p8,,,no,on duty that night,",
    ",n-p7,,,no,wished to be left in peace,2025-26",
]


@pytest.fixture
def corpus(tmp_path: Path) -> prac.Corpus:
    folder = tmp_path / "talk"
    folder.mkdir()
    for name in ("north", "old"):
        (folder / f"{name}.txt").write_text(TALK)
    (folder / "sessions.csv").write_text("\n".join(SESSIONS))
    (folder / "attendance.csv").write_text("\n".join(ATTENDANCE))
    people = [
        "person_id,pseudonym,length_of_service",
        *(f"n-p{k},P{k},0-2 years" for k in (7, 8, 9)),
    ]
    (folder / "people.csv").write_text("\n".join(people))
    return read_transcripts(folder)


@pytest.fixture
def study(corpus: prac.Corpus, tmp_path: Path) -> prac.Study:
    frame = prac.open_study(prac.sample_path()).frame()
    return prac.create_study(tmp_path / "study", corpus, frame, title="North")


def every_word(folder: Path) -> str:
    sheets = [pd.read_excel(p, dtype=str).to_csv() for p in folder.glob("*.xlsx")]
    others = [p.read_bytes().decode("utf-8", "replace") for p in folder.rglob("*") if p.is_file()]
    return "\n".join([*sheets, *others])


def test_a_study_gives_back_what_its_sheets_hold(corpus, study):
    again = study.corpus()
    assert again.away["reason"].tolist() == corpus.away["reason"].tolist()
    assert again.not_held["reason"].tolist() == corpus.not_held["reason"].tolist()
    assert len(again.attendance) == 6 and len(again.sessions) == 2
    assert again.people.loc["n-p9", "length_of_service"] == "0-2 years"


def test_what_is_held_on_somebody_who_did_not_come_is_listed_and_can_be_taken_back(study):
    held = study.person_record("n-p9")
    assert held.away["reason"].tolist() == ["at a funeral with Wilhelmina Quenby"]
    assert "invited and away 1 time," in repr(held)
    study.withdraw("n-p9", by="sam")
    left = every_word(study.path)
    assert "funeral" not in left and "n-p9" not in left
    assert "on duty that night" in left
    assert len(study.corpus().attendance) == 6


def test_a_redaction_reaches_a_reason(tmp_path, corpus):
    why = corpus.away["reason"].where(corpus.away.index != 0, "said: I said how it really is here")
    turns = corpus.turns.copy()
    turns.loc["n:00006", "text"] = "I said how it really is here"
    changed = replace(corpus, away=corpus.away.assign(reason=why)).with_turns(turns)
    frame = prac.open_study(prac.sample_path()).frame()
    study = prac.create_study(tmp_path / "other", changed, frame, title="North")
    study.redact("n:00006", 0, 28, kind="name", reason="somebody else", by="sam")
    assert "how it really is" not in every_word(study.path)


def test_a_round_that_is_purged_takes_them_with_it(study):
    study.purge_year("2025-26", by="sam")
    left = every_word(study.path)
    for word in ("funeral", "duty that night", "left in peace", "nobody to lead", "n-p7", "n-p8"):
        assert word not in left
    assert len(study.corpus().attendance) == 3


def test_names_in_reasons_are_replaced(corpus, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("name,pseudonym\nWilhelmina Quenby,Anna\n")
    safe = pseudonymise(corpus, roster=roster, key_file=tmp_path / "key.csv")
    found = prac.names_left(corpus, roster=roster)

    said = " ".join([*safe.away["reason"].dropna(), *safe.not_held["reason"].dropna()])
    assert "Wilhelmina" not in said and "Quenby" not in said and "funeral" in said
    assert {"away.reason", "not_held.reason"} <= set(found["place"])


def test_whoever_did_not_come_changes_no_figure_of_a_study(tmp_path):
    """Every table of the sample stays as it was, but for the two of those who did not come."""
    folder = tmp_path / "sample"
    shutil.copytree(prac.sample_path(), folder)
    before = prac.open_study(folder).corpus()
    rows = {
        "sessions": {"session_id": "2025-fostering", "year": "2025-26", "held": "no"},
        "attendance": {"session_id": "2025-north", "person_id": "gone", "came": "no",
                       "role": "participant", "team": "Fostering team", "reason": "off sick"},
        "people": {"person_id": "gone", "pseudonym": "P9", "length_of_service": "0-2 years"},
    }  # fmt: skip
    for name, row in rows.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(appended_sheet(path.read_bytes(), pd.DataFrame([row]), name))
    after = prac.open_study(folder).corpus()
    for name in ("turns", "sessions", "attendance", "issues"):
        pd.testing.assert_frame_equal(
            getattr(before, name), getattr(after, name), check_dtype=False
        )
    assert (len(after.away), len(after.not_held)) == (1, 1)
    for count in (prac.talk_share, prac.talk_balance):
        pd.testing.assert_frame_equal(count(before), count(after))
    assert repr(before) == repr(after)
