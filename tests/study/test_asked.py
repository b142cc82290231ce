"""What was asked is found when a round comes in, when a study is read, and by whoever corrects."""

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.coding.log.events import Event, EventLog
from practicelearn.coding.log.kinds import KINDS
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.jobs.beginning import add_transcripts, begin_study
from practicelearn.study.files import read_frozen

TALK = """F: Let us begin. How has supervision been this year?

P1: It is moved whenever duty is short, and nobody says so.

P2: Mine too, every single month since the spring.

F: And what gets in the way of good work?

P1: There are not enough desks, I write visits up in the car.

P2: The laptops are slow as well, and they freeze.
"""
GUIDE = (
    "question_id,wording,prompts,version,codes\n"
    "q1,How has supervision been?,,1,supervision\n"
    "q2,What gets in the way of good work?,,1,desks tools\n"
)


def files(folder, *names, guide=GUIDE):
    folder.mkdir()
    for name in names:
        (folder / f"{name}.txt").write_text(TALK, encoding="utf-8")
    rows = "".join(f"{n},2025-26\n" for n in names)
    (folder / "sessions.csv").write_text(f"session_id,year\n{rows}", encoding="utf-8")
    if guide:
        (folder / "guide.csv").write_text(guide, encoding="utf-8")
    return folder


def questions(study, session="north"):
    turns = study.corpus().turns
    own = turns[turns["session_id"] == session]["question_id"]
    return [None if pd.isna(q) else q for q in own]


ASKED = ["q1", "q1", "q1", "q2", "q2", "q2"]


def test_a_guide_beside_the_transcripts_is_matched_and_frozen(tmp_path):
    begun = begin_study(tmp_path / "s", files(tmp_path / "in", "north"), no_names=True)
    assert questions(begun.study) == ASKED
    rows, _ = read_frozen(begun.study.path / "sessions", "north")
    assert [row["question_id"] for row in rows] == ASKED


def test_a_further_round_is_matched_with_the_studys_guide(tmp_path):
    begun = begin_study(tmp_path / "s", files(tmp_path / "in", "north"), no_names=True)
    later = tmp_path / "later"
    later.mkdir()
    (later / "south.txt").write_text(TALK, encoding="utf-8")
    add_transcripts(begun.study.path, "2026-27", [later], by="sam", no_names=True)
    assert questions(prac.open_study(begun.study.path), "south") == ASKED


def test_a_guide_that_came_later_holds_for_what_is_frozen_already(tmp_path):
    made = begin_study(tmp_path / "s", files(tmp_path / "in", "north", guide=""), no_names=True)
    assert questions(made.study) == [None] * 6
    (made.study.path / "guide.csv").write_text(GUIDE, encoding="utf-8")
    study = prac.open_study(made.study.path)
    assert questions(study) == ASKED
    assert study.corpus().issues.empty


def test_what_a_person_sets_stands_over_what_was_found(tmp_path):
    study = begin_study(tmp_path / "s", files(tmp_path / "in", "north"), no_names=True).study
    set_here = Event(
        kind="question", who="sam", session_id="north", payload={"turn": 3, "question": "q2"}
    )
    EventLog(study.path / "decisions" / "sam.jsonl").append(set_here)
    assert questions(study) == ["q1", "q1", "q2", "q2", "q2", "q2"]


def test_a_question_with_a_line_a_version_is_matched_by_the_one_that_was_used(tmp_path):
    both = GUIDE + "q1,Who looks after you?,,2,supervision\n"
    folder = files(tmp_path / "in", "north", guide="")
    study = begin_study(tmp_path / "s", folder, no_names=True).study
    (study.path / "guide.csv").write_text(both, encoding="utf-8")
    assert questions(study)[:3] == [None, None, None]  # the newest wording was not asked
    sheet = pd.read_excel(study.path / "sessions.xlsx", dtype=str)
    sheet.assign(guide_version="1").to_excel(study.path / "sessions.xlsx", index=False)
    assert questions(prac.open_study(study.path)) == ASKED


def test_a_guide_with_other_ids_is_an_issue_and_is_refused_where_it_would_count(tmp_path):
    study = begin_study(tmp_path / "s", files(tmp_path / "in", "north"), no_names=True).study
    other = GUIDE.replace("q1", "A1").replace("q2", "A2")
    (study.path / "guide.csv").write_text(other, encoding="utf-8")
    study = prac.open_study(study.path)
    said = study.corpus().issues["message"].tolist()
    assert any("answers the questions q1, q2, which guide.csv does not hold" in m for m in said)
    corpus = study.corpus()
    words = corpus.turns.loc["north:00002", "text"]
    codings = prac.Codings(
        spans=pd.DataFrame([{"coding_id": "a", "part": 1, "turn_id": "north:00002", "start": 0,
                             "end": len(words), "quote": words, "code": "supervision",
                             "coder": "kim", "origin": "human"}]),
        read=pd.DataFrame({"coder": "kim", "turn_id": corpus.turns.index, "frame_version": "1"}),
    )  # fmt: skip
    themes = prac.find_themes(codings, corpus)
    with pytest.raises(PracticelearnError, match="not the guide they were matched with"):
        themes.mentions(study.guide())


def test_where_nobody_knows_what_was_asked_nothing_came_up_by_itself(tmp_path):
    study = begin_study(
        tmp_path / "s", files(tmp_path / "in", "north", guide=""), no_names=True
    ).study
    corpus = study.corpus()
    words = corpus.turns.loc["north:00002", "text"]
    codings = prac.Codings(
        spans=pd.DataFrame([{"coding_id": "a", "part": 1, "turn_id": "north:00002", "start": 0,
                             "end": len(words), "quote": words, "code": "supervision",
                             "coder": "kim", "origin": "human"}]),
        read=pd.DataFrame({"coder": "kim", "turn_id": corpus.turns.index, "frame_version": "1"}),
    )  # fmt: skip
    guide = pd.DataFrame(
        {"question_id": ["z1"], "wording": ["Something else entirely?"], "codes": ["supervision"]}
    )
    found = prac.find_themes(codings, corpus).mentions(guide)
    assert found["how"].tolist() == ["not known"]
    row = prac.find_themes(codings, corpus).mentions_by_year(guide).iloc[0]
    assert (row["n_groups"], row["n_groups_known"], row["n_groups_spontaneous"]) == (1, 0, 0)


RECORDS = {"mend", "redact", "upgrade"}  # what the program notes of its own changes


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    """A study that refuses everything."""
    at = tmp_path_factory.mktemp("unchanged")
    return begin_study(at / "s", files(at / "in", "north"), no_names=True).study


@pytest.mark.parametrize(
    "kind", sorted({k for k, v in KINDS.items() if v.log == "decisions"} - RECORDS)
)
def test_a_decision_with_a_field_missing_is_refused_when_it_is_recorded(kind, unchanged):
    with pytest.raises(StudyError, match="was not written"):
        unchanged.record("sam", kind, payload={})
    assert unchanged.decisions().empty


def test_a_guide_that_cannot_be_read_is_an_issue_and_stops_no_study(tmp_path):
    study = begin_study(tmp_path / "s", files(tmp_path / "in", "north"), no_names=True).study
    (study.path / "guide.csv").write_text("ours", encoding="utf-8")
    issues = prac.open_study(study.path).corpus().issues
    assert issues["source_loc"].tolist() == ["guide.csv"]
    assert "the topic guide cannot be read" in issues["message"].iloc[0]
