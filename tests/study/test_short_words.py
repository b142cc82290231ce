"""Words that go are taken whole, from people's free text, never from what programs write."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import cli
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.study.folder import Study, create_study, open_study
from practicelearn.study.going import Going

SAID = (
    ("P1", "Ann said that planning is what goes first when duty is short."),
    ("P2", "No."),
    ("P1", "None of us had a plan, and Ann’s desk was gone."),
    ("P3", "yes, mm"),
    ("P4", "The north team sits by the door. No desk, no."),
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A session called north, a code with a name's letters in it, a frame with an example."""
    turns = pd.DataFrame(
        [
            {"turn_id": f"north:{n:05d}", "session_id": "north", "n": n, "speaker": who,
             "person_id": who.lower(), "role": "participant", "text": text, "verbatim": True}
            for n, (who, text) in enumerate(SAID, 1)
        ]
    ).set_index("turn_id")  # fmt: skip
    present = pd.DataFrame(
        [{"session_id": "north", "person_id": p, "speaker": p.upper(), "role": "participant",
          "role_source": "sheet", "consent_quote": True} for p in ("p1", "p2", "p3", "p4")]
    )  # fmt: skip
    sessions = pd.DataFrame({"year": ["2025-26"], "group": ["north"]}, index=["north"])
    sessions.index.name = "session_id"
    frame = CodingFrame(
        "Invented", "2020-1",
        codes=(
            Code("workforce-planning", "Workforce planning", examples=("Ann had no plan",)),
            Code("no", "Saying no"),
        ),
    )  # fmt: skip
    corpus = Corpus(turns=turns, sessions=sessions, attendance=present, pseudonymised=True)
    made = create_study(tmp_path / "study", corpus.with_turns(corpus.turns), frame, title="Ann’s")
    for n, (code, start, end, memo) in enumerate(
        [
            ("workforce-planning", 0, 22, "Ann again: planning, and Anna too"),
            ("no", 0, 3, "nobody, no"),
            ("workforce-planning", 0, 24, "no plan at all"),
        ],
        1,
    ):
        quote = SAID[n - 1][1][start:end]
        part = {"turn_id": f"north:{n:05d}", "start": start, "end": end, "quote": quote}
        payload = {"code": code, "parts": [part], "stance": "none", "memo": memo}
        made.record("kim", "code", session_id="north", coding_id=f"c{n}", payload=payload)
    made.record("kim", "read", session_id="north", payload={"from": 1, "to": 5})
    statement = {"theme_id": "no", "statement": "Ann is asked to plan, and says no."}
    made.record("kim", "statement", payload=statement)
    return open_study(made.path)


def texts(study: Study) -> str:
    return "\n".join(
        p.read_text(encoding="utf-8", errors="replace")
        for p in sorted(study.path.rglob("*"))
        if p.suffix in {".csv", ".jsonl", ".yaml", ".json"}
    )


def test_a_name_that_is_redacted_leaves_every_id_and_every_other_word(study: Study) -> None:
    left = study.redact("north:00001", 0, 3, kind="name", reason="she is known", by="kim")
    after = open_study(study.path)
    spans = after.codings().spans.set_index("coding_id")
    assert spans["code"].tolist() == ["workforce-planning", "no", "workforce-planning"]
    assert list(after.frame()) == ["workforce-planning", "no"]
    assert spans.loc["c1", "quote"] == "[redacted: name] said that planning"
    assert spans.loc["c1", "memo"] == "[redacted: name] again: planning, and Anna too"
    assert after.frame()["workforce-planning"].examples == ("[redacted: name] had no plan",)
    said = after.decisions().query("kind == 'statement'")["statement"].tolist()
    assert said == ["[redacted: name] is asked to plan, and says no."]
    # somebody else's turn keeps the word, and a person is told where
    assert after.corpus().turns.loc["north:00003", "text"] == SAID[2][1]
    assert left == ["sessions/north.csv", "study.toml"]


def test_who_said_only_no_takes_nothing_with_them_but_their_own_turn(study: Study) -> None:
    before = study.codings().spans.set_index("coding_id")
    assert study.withdraw("p2", by="kim") == []
    after = open_study(study.path)
    spans = after.codings().spans.set_index("coding_id")
    assert list(spans.index) == list(before.index)
    assert spans.drop("c2").equals(before.drop("c2"))
    assert spans.loc["c2", ["code", "stance", "quote", "memo"]].tolist() == [
        "no", "none", "[withdrawn]", "nobody, no",
    ]  # fmt: skip
    turns = after.corpus().turns
    assert turns.loc["north:00002", "text"] == "[withdrawn]"
    assert turns.drop("north:00002")["text"].tolist() == [t for _, t in SAID if t != "No."]
    assert set(after.corpus().sessions.index) == {"north"}


def test_what_would_change_is_shown_first_and_a_text_of_the_team_can_be_left(
    study: Study,
) -> None:
    was = texts(study)
    found = study.preview_redaction("north:00001", 0, 3)
    assert texts(study) == was, "a preview writes nothing"
    assert (found.n_turns, found.n_codings) == (1, 1)
    assert sorted(found.texts["text"]) == [
        "Ann again: planning, and Anna too",
        "Ann had no plan",
        "Ann is asked to plan, and says no.",
    ]
    [place] = found.texts.loc[found.texts["text"].str.contains("asked"), "place"]
    left = study.redact("north:00001", 0, 3, kind="name", reason="known", by="kim", leave=[place])
    said = open_study(study.path).decisions().query("kind == 'statement'")["statement"].tolist()
    assert said == ["Ann is asked to plan, and says no."]
    assert "decisions/kim.jsonl" in left


def test_the_command_line_shows_places_and_words_only_when_asked(study: Study) -> None:
    words = ["redact", str(study.path), "north:00001", "Ann", "--kind", "name", "--reason", "known"]
    run = CliRunner()
    answer = run.invoke(cli.app, [*words, "--by", "kim"], input="n\n")
    assert "from 1 turn and from the quotes of 1 coding" in answer.output
    assert "asked to plan" not in answer.output
    shown = run.invoke(cli.app, [*words, "--by", "kim", "--show-text"], input="n\n")
    assert "asked to plan" in " ".join(shown.output.split())
    assert open_study(study.path).corpus().turns.loc["north:00001", "text"] == SAID[0][1]


def test_a_place_that_is_none_is_refused_before_anything_happens(study: Study) -> None:
    was = texts(study)
    with pytest.raises(prac.errors.StudyError, match="is no place"):
        study.redact("north:00001", 0, 3, kind="name", reason="k", by="kim", leave=["x"])
    assert texts(study) == was


@pytest.mark.parametrize("by", ["sam/kim", "..", "", " ", "a\\b", "con:"])
def test_a_name_that_no_file_can_bear_is_refused_before_anything_happens(
    study: Study, by: str
) -> None:
    was = texts(study)
    with pytest.raises(prac.errors.StudyError, match="cannot name a person"):
        study.withdraw("p1", by=by)
    with pytest.raises(prac.errors.StudyError, match="cannot name a person"):
        study.record(by, "statement", payload={"theme_id": "no", "statement": "x"})
    assert texts(study) == was


@given(st.text(alphabet="ab no’-.,\n", max_size=40), st.sampled_from(["a", "ab b", "no a", "b"]))
def test_what_is_left_of_a_text_repeats_nothing(text: str, passage: str) -> None:
    going = Going.of([passage])
    after = going.without(text, "[…]")
    assert not going.within(after)
    if not going.within(text):
        assert after == text


def test_events_are_read_as_json_afterwards(study: Study) -> None:
    study.redact("north:00001", 0, 3, kind="name", reason="known", by="kim")
    for log in study.path.rglob("*.jsonl"):
        for line in log.read_text(encoding="utf-8").splitlines():
            json.loads(line)


LONG = (
    ("P1", "My old manager shouted at reception until I cried in the car."),
    ("P1", "Supervision."),
    ("P2", "We met on the duty desk at the end of the month."),
)


@pytest.fixture
def talked(tmp_path: Path) -> Study:
    """Somebody's long sentence and a turn of one word, and what the team wrote beside it."""
    turns = pd.DataFrame(
        [
            {"turn_id": f"north:{n:05d}", "session_id": "north", "n": n, "speaker": who,
             "person_id": who.lower(), "role": "participant", "text": text, "verbatim": True}
            for n, (who, text) in enumerate(LONG, 1)
        ]
    ).set_index("turn_id")  # fmt: skip
    present = pd.DataFrame(
        [{"session_id": "north", "person_id": p, "speaker": p.upper(), "role": "participant",
          "role_source": "sheet", "consent_quote": True} for p in ("p1", "p2")]
    )  # fmt: skip
    sessions = pd.DataFrame({"year": ["2025-26"], "group": ["north"]}, index=["north"])
    sessions.index.name = "session_id"
    corpus = Corpus(turns=turns, sessions=sessions, attendance=present, pseudonymised=True)
    frame = CodingFrame("Invented", "1", codes=(Code("supervision", "Supervision"),))
    made = create_study(tmp_path / "study", corpus.with_turns(corpus.turns), frame, title="T")
    (made.path / "minutes.txt").write_text("The old manager shouted.", encoding="utf-8")
    (made.path / "rota.txt").write_text("In the car, until I see her.", encoding="utf-8")
    return open_study(made.path)


def test_a_few_words_of_a_long_sentence_are_listed_and_stay(talked: Study) -> None:
    texts = [
        "Somebody’s old manager was unkind.",
        "Some manager shouted at someone.",
        "Until I have read it, in the car.",
        "She said: shouted at reception until I cried.",
    ]
    events = [
        talked.record("kim", "statement", payload={"theme_id": "supervision", "statement": text})
        for text in texts
    ]
    found = talked.preview_withdrawal("p1")
    loose = found.loose.set_index("text")["place"]
    assert f"{events[1].id} statement" in loose[texts[1]]
    assert not {texts[0], texts[2], texts[3]} & set(loose.index)
    assert texts[3] in found.texts["text"].tolist()
    left = talked.withdraw("p1", by="sam")
    said = open_study(talked.path).decisions()["statement"].dropna().tolist()
    assert [text in said for text in texts] == [True, True, True, False]
    place = loose[texts[1]]
    assert f"{place} (only a few words in a row)" in left
    assert "minutes.txt (only a few words in a row)" in left
    assert not any(place.startswith("rota.txt") for place in left)


def test_a_turn_of_one_word_takes_no_word_of_the_team_s_with_it(talked: Study) -> None:
    found = talked.preview_withdrawal("p1")
    assert "Supervision" in found.loose["text"].tolist()
    left = talked.withdraw("p1", by="sam")
    again = open_study(talked.path)
    assert again.frame()["supervision"].name == "Supervision"
    assert again.corpus().turns["text"].tolist()[:2] == ["[withdrawn]", "[withdrawn]"]
    assert any(place.startswith("frame/") and "supervision name" in place for place in left)


def test_a_word_that_was_chosen_goes_everywhere(talked: Study) -> None:
    found = talked.preview_redaction("north:00002", 0, 11)
    assert "Supervision" in found.texts["text"].tolist()


def test_the_command_line_lists_what_shares_a_few_words(talked: Study) -> None:
    words = "manager shouted at"
    statement = {"theme_id": "supervision", "statement": f"Some {words} someone."}
    event = talked.record("kim", "statement", payload=statement)
    run = CliRunner()
    asked = run.invoke(cli.app, ["withdraw", str(talked.path), "p1", "--by", "sam"], input="n\n")
    assert "share only a few words in a row" in asked.output
    assert event.id in asked.output
    assert words not in asked.output


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ask Jose\u0301 now", "ask [name] now"),
        ("ask Jos\u00e9 now", "ask [name] now"),
        ("ask Jo\u00ads\u00e9\u200b now", "ask [name] now"),
        ("Jose\u0301\u2019s desk", "[name]\u2019s desk"),
        ("Josephine", "Josephine"),
        ("caf\u00e9 Jose\u0301phine", "caf\u00e9 Jose\u0301phine"),
    ],
)
def test_a_name_is_the_same_name_however_it_was_typed(text: str, left: str) -> None:
    assert Going.of(["Jos\u00e9"]).without(text, "[name]") == left
    assert Going.of(["Jose\u0301"]).without(text, "[name]") == left
