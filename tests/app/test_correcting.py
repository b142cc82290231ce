"""Correct this turn, as the page asks for it: preview, blindness, other windows, names."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from app_helpers import SAID, Hand

from practicelearn.app.desk import Desk
from practicelearn.study.folder import open_study
from practicelearn.study.sheets import write_sheet

THIRD = SAID[2][2]


@pytest.fixture
def lee(study):
    """Lee's hand, at a desk that was opened before anything was corrected."""
    return Hand(Desk(study, "lee"))


def asked(n, *now, was=None, turns=1, **more):
    said = [{"who": who, "text": text} for who, _, text in SAID[n - 1 : n - 1 + turns]]
    return {
        "session": "north", "turn": n, "turns": turns, "was": was or said,
        "now": [{"who": who, "text": text} for who, text in now], "reason": "heard again", **more,
    }  # fmt: skip


def correct(desk, n, *now, **more):
    return desk.ask("correct", asked(n, *now, **more))


def present(study, *rows):
    table = pd.DataFrame(rows, columns=["person_id", "speaker", "role"])
    write_sheet(table.assign(session_id="north"), study.path / "attendance.xlsx")
    return Desk(open_study(study.path), "kim")


def test_the_preview_shows_ones_own_codings_and_only_counts_the_others(kim, hand, lee):
    hand.code("supervision", 3, "cancelled supervision", "own")
    hand.code("heard", 3, "the third time", "same")
    hand.code("peers", 2, "Nobody", "elsewhere")
    lee.code("peers", 3, "My supervisor cancelled", "secret")
    found = kim.ask("correcting", asked(3, ("P2", THIRD.replace("cancelled", "postponed"))))
    assert found["own"] == [
        {"code": "supervision", "change": "words changed", "quote": "cancelled supervision",
         "now": "postponed supervision"},
    ]  # fmt: skip
    assert found["n_own"] == {"same words": 1, "words changed": 1, "shortened": 0, "lost": 0}
    assert found["n_others"] == {"same words": 0, "words changed": 1, "shortened": 0, "lost": 0}
    told = json.dumps(found)
    assert "secret" not in told and "lee" not in told and "peers" not in told
    assert kim.ask("session", {"session": "north"})["turns"][2]["text"] == THIRD, "nothing is done"


def test_what_would_be_lost_or_shortened_is_said_before(kim, hand, lee):
    lee.code("peers", 3, "My supervisor", "gone")
    parts = [
        {"turn_id": "north:00003", "start": 0, "end": 13, "quote": "My supervisor"},
        {"turn_id": "north:00005", "start": 0, "end": 8, "quote": "Anything"},
    ]
    hand.act({"kind": "code", "coding_id": "two", "payload": {"code": "heard", "parts": parts}})
    found = kim.ask("correcting", asked(3, ("P2", "Biscuits")))
    assert [(o["change"], o["now"]) for o in found["own"]] == [("shortened", "Anything")]
    assert found["n_others"]["lost"] == 1


def test_a_correction_is_made_and_seen_by_everybody_who_is_at_work(study, kim, hand, lee):
    lee.code("supervision", 3, "cancelled supervision", "l")
    old = lee.desk.ask("session", {"session": "north"})
    assert correct(kim, 2, ("P1", "Nobody listened to us."), ("P2", "We said it twice."))["ok"]
    # Lee's window still shows the earlier text; what is queued there was done on it.
    part = {"turn_id": "north:00006", "start": 16, "end": 20, "quote": "team"}
    text = SAID[5][2]
    part |= {"start": text.index("team"), "end": text.index("team") + 4}
    coding = {"coding_id": "q", "payload": {"code": "peers", "parts": [part]}}
    events = [
        {"id": "a" * 16, "kind": "code", **coding},
        {"id": "b" * 16, "kind": "read", "payload": {"from": 4, "to": 6}},
    ]  # fmt: skip
    sent = {"session": "north", "have": 1, "events": events}
    answer = lee.desk.ask("act", {**sent, "text_hash": old["text_hash"], "labels": old["labels"]})
    assert (answer["ok"], answer["corrected"]) == (True, True)
    again = open_study(study.path)
    spans = again.codings("lee").spans.set_index("coding_id")
    said = again.corpus(["north"]).turns["text"]
    assert spans["turn_id"].to_dict() == {"l": "north:00004", "q": "north:00007"}
    for row in spans.itertuples():
        assert said[row.turn_id][row.start : row.end] == row.quote
    read = again.codings("lee").read["turn_id"]
    assert sorted(int(t[-5:]) for t in read) == [5, 6, 7]


def test_another_speaker_is_seen_by_a_window_though_no_word_is_another(study, kim, lee):
    old = lee.desk.ask("session", {"session": "north"})
    assert correct(kim, 3, ("P1", THIRD))["ok"]
    read = {"id": "a" * 16, "kind": "read", "payload": {"from": 1, "to": 2}}
    sent = {"session": "north", "have": 0, "events": [read], "text_hash": old["text_hash"]}
    answer = lee.desk.ask("act", {**sent, "labels": old["labels"]})
    assert (answer["ok"], answer["corrected"]) == (True, True)
    new = lee.desk.ask("session", {"session": "north"})
    assert (new["turns"][2]["who"], new["text_hash"]) == ("P1", old["text_hash"])
    again = {**sent, "labels": new["labels"], "have": 1}
    again["events"] = [{**read, "id": "b" * 16}]
    assert "corrected" not in lee.desk.ask("act", again)


def test_two_who_correct_the_same_turn_do_not_undo_each_other(kim, lee):
    assert correct(kim, 3, ("P2", "My supervisor moved it."))["ok"]
    answer = correct(lee.desk, 3, ("P1", THIRD))
    assert (answer["error"], "meanwhile" in answer["what"]) == ("refused", True)
    assert kim.ask("session", {"session": "north"})["turns"][2]["text"] == "My supervisor moved it."


def test_what_looks_like_a_name_is_said_before_it_is_written(kim):
    found = kim.ask("correcting", asked(3, ("P2", THIRD + " Priya Sharma said so.")))
    assert any("Priya" in name for name in found["names"])
    assert kim.ask("correcting", asked(3, ("P2", THIRD + " Really.")))["names"] == []
    assert kim.ask("correcting", asked(3, ("Priya", THIRD)))["names"] == ["Priya"]


def test_a_label_is_chosen_or_said_to_be_somebody_on_the_list(study):
    rows = [("n1", "P1", "participant"), ("n2", "P2", "participant"), ("nf", "F", "facilitator"),
            ("n3", None, "participant")]  # fmt: skip
    desk = present(study, *rows)
    choice = desk.ask("correcting", {"session": "north"})
    assert [row["label"] for row in choice["labels"]] == ["F", "P1", "P2"]
    assert choice["free"] == [{"id": "n3", "role": "participant"}]
    found = desk.ask("correcting", asked(3, ("P9", THIRD)))
    assert found["nobody"] == ["P9"], "nobody, until the list says who"
    assert correct(desk, 3, ("P3", THIRD), person="n3")["ok"]
    row = open_study(study.path).corpus(["north"]).turns.loc["north:00003"]
    assert (row["person_id"], row["role"]) == ("n3", "participant")
    was = [{"who": "P2", "text": SAID[5][2]}]
    found = desk.ask("correcting", asked(6, ("P3", SAID[5][2]), was=was))
    assert found["silent"] == ["P2"], "P2 stays on the list, and said nothing"


@pytest.mark.parametrize(
    "wrong",
    [{"turn": 99}, {"turn": None}, {"reason": ""}, {"role": "boss"}, {"now": [{"text": ""}]},
     {"turns": 9}, {"session": "../x"}],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_written(study, kim, wrong):
    before = (study.path / "sessions" / "north.csv").read_bytes()
    answer = kim.ask("correct", {**asked(3, ("P9", "Nothing.")), **wrong})
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert (study.path / "sessions" / "north.csv").read_bytes() == before
    assert not list(study.path.glob("decisions/*"))
