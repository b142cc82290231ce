"""Everything that was done is on record, and any past moment can be looked at."""

from dataclasses import replace

import pytest

from practicelearn.coding.log.events import Event
from practicelearn.corpus import Corpus
from practicelearn.study.folder import create_study
from practicelearn.study.history import history, memos
from practicelearn.transcripts.loader import read_transcript


@pytest.fixture
def study(tmp_path):
    file = tmp_path / "north.txt"
    file.write_text(
        "F: How is it?\n\nP1: The rota is never right.\n\nF: Go on.\n\nP1: That is all.\n"
    )
    corpus: Corpus = read_transcript(file)
    return create_study(tmp_path / "study", replace(corpus, pseudonymised=True), title="Invented")


def act(study, kind, at, *, coding_id=None, **payload):
    log = study.log("kim", "north")
    event = Event(kind, "kim", "north", coding_id=coding_id, payload=payload, at=at)
    return log.append(event)[0]


def part(start, end, quote):
    return [{"turn_id": "north:00002", "start": start, "end": end, "quote": quote}]


def test_the_codings_as_they_stood_at_any_moment(study):
    act(study, "read", "2026-01-01T10:00", **{"from": 1, "to": 4})
    act(study, "code", "2026-01-01T11:00", coding_id="c1", code="rota", parts=part(4, 8, "rota"))
    act(study, "remove", "2026-01-02T09:00", coding_id="c1")
    assert len(study.codings()) == 0
    assert len(study.codings(at="2026-01-02")) == 1
    assert len(study.codings(at="2026-01-01T10:30")) == 0
    assert len(study.codings(at="2026-01-01T10:30").read) == 4


def test_history_shows_what_was_taken_back(study):
    act(study, "code", "2026-01-01T11:00", coding_id="c1", code="rota", parts=part(4, 8, "rota"))
    done = act(study, "remove", "2026-01-01T11:05", coding_id="c1")
    act(study, "undo", "2026-01-01T11:06", target=done.id)
    study.record("sam", "statement", payload={"theme_id": "rota", "statement": "It is wrong."})
    table = history(study)
    assert table["kind"].tolist() == ["code", "remove", "undo", "statement"]
    assert table["stands"].tolist() == [True, False, False, True]
    assert table.loc[0, "quote"] == "rota"
    assert len(history(study, coder="kim", session_id="north")) == 3
    assert len(study.codings()) == 1


def test_the_newest_memo_about_a_thing_stands(study):
    act(study, "code", "2026-01-01T11:00", coding_id="c1", code="rota", parts=part(4, 8, "rota"))
    act(study, "memo", "2026-01-01T12:00", coding_id="c1", memo="first thought")
    act(study, "memo", "2026-01-01T12:01", coding_id="c1", memo="second thought")
    act(study, "memo", "2026-01-01T12:02", code="rota", memo="is this one code or two?")
    act(study, "memo", "2026-01-01T12:03", memo="a quiet group")
    act(study, "memo", "2026-01-01T12:04", memo="")
    study.record("sam", "memo", payload={"memo": "Ask about duty next year."})
    table = memos(study)
    assert dict(zip(table["about"], table["text"], strict=True)) == {
        "span": "second thought",
        "code": "is this one code or two?",
        "study": "Ask about duty next year.",
    }


def test_of_several_who_settled_a_session_the_last_to_finish_counts(study):
    for who, at, words in (
        ("sam", "2026-02-02T10:00", (4, 8, "rota")),
        ("kim", "2026-02-01T10:00", (0, 8, "The rota")),
    ):
        log = study.log(who, "north", settled=True)
        payload = {"code": "rota", "parts": part(*words)}
        log.append(
            Event("code", who, "north", coding_id=who, payload=payload, at=at),
            Event("read", who, "north", payload={"from": 1, "to": 4}, at=at),
        )
    codings = study.codings()
    assert codings.spans[["coder", "quote"]].to_numpy().tolist() == [["_agreed", "rota"]]
    assert "what sam settled, who finished last, counts" in codings.issues["message"].iloc[0]
    assert study.codings(at="2026-02-02").spans["quote"].tolist() == ["The rota"]
