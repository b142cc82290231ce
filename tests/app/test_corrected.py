"""A transcript is corrected: what the page shows of it, and what a window left open may write."""

from __future__ import annotations

import re

import pytest
from app_browser import Tab
from app_helpers import SAID, Hand
from playwright.sync_api import expect

from practicelearn.app.desk import Desk
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.study.correct import correct_session
from practicelearn.study.correct_turns import Spoken, correct_turns
from practicelearn.study.folder import open_study
from practicelearn.study.rights import redact

NEW = (("P3", "Can we begin, everybody? I have to go at four."),)
TEAM = "The team and the biscuits, honestly"


def correct(study, *, first=NEW, last="Nothing at all."):
    """A turn was missing at the beginning, and the last one was heard wrongly."""
    said = [*first, *((who, text) for who, _, text in SAID[:-1]), ("P2", last)]
    file = study.path.parent / "corrected.txt"
    file.write_text("\n\n".join(f"{who}: {text}" for who, text in said), encoding="utf-8")
    return correct_session(study, "north", file, by="sam", no_names=True)


def session(desk, name="north"):
    return desk.ask("session", {"session": name})


def two_parts(hand):
    parts = []
    for n, words in ((3, "It was the third time"), (6, TEAM)):
        start = SAID[n - 1][2].index(words)
        turn = f"north:{n:05d}"
        parts.append({"turn_id": turn, "start": start, "end": start + len(words), "quote": words})
    payload = {"code": "heard", "parts": parts}
    return hand.act({"kind": "code", "coding_id": "both", "payload": payload})


def test_a_coding_whose_words_are_gone_is_listed_until_a_person_lets_it_go(study, kim, hand):
    hand.code("peers", 6, TEAM, "gone")
    assert session(kim)["lost"] == []
    correct(study)
    lost = {"id": "gone", "code": "Peer support", "quote": TEAM, "parts": []}
    assert session(kim)["lost"] == [lost]
    assert hand.act({"kind": "remove", "coding_id": "gone"})["ok"]
    assert session(kim)["lost"] == []
    target = session(kim)["events"][-1]["id"]
    assert hand.act({"kind": "undo", "payload": {"target": target}})["ok"]
    assert session(kim)["lost"] == [lost]


def test_lost_words_that_were_referred_on_are_not_said_again(study, kim, hand):
    hand.code("peers", 6, TEAM, "gone", refer_on=True)
    correct(study)
    assert session(kim)["lost"][0]["quote"] == REFERRED_ON


def test_what_is_left_of_a_coding_stands_and_the_rest_is_listed(study, kim, hand):
    two_parts(hand)
    correct(study)
    (lost,) = session(kim)["lost"]
    assert (lost["id"], lost["quote"]) == ("both", TEAM)
    assert [(p["turn_id"], p["quote"]) for p in lost["parts"]] == [
        ("north:00004", "It was the third time")
    ]
    change = {"kind": "change", "coding_id": "both", "payload": {"parts": lost["parts"]}}
    assert hand.act(change)["ok"]
    assert session(kim)["lost"] == []
    assert study.codings().spans["quote"].tolist() == ["It was the third time"]


def test_words_that_an_extent_had_only_before_are_not_missed(study, kim, hand):
    two_parts(hand)
    start = SAID[2][2].index("It was")
    part = {"turn_id": "north:00003", "start": start, "end": start + 6, "quote": "It was"}
    hand.act({"kind": "change", "coding_id": "both", "payload": {"parts": [part]}})
    correct(study)
    assert session(kim)["lost"] == []
    assert study.codings().spans["quote"].tolist() == ["It was"]


def test_what_an_open_window_does_on_the_earlier_text_moves_with_it(study, kim, hand):
    study.path.joinpath("guide.csv").write_text("question_id,wording\nhelp,Anything that helps?\n")
    hand.read(1, 2)
    old = session(kim)["text_hash"]
    correct(study)
    late = Earlier(kim, old)
    part = {"turn_id": "north:00003", "start": 3, "end": 13, "quote": "supervisor"}
    answer = late.act(
        {"kind": "read", "payload": {"from": 3, "to": 5}},
        {"kind": "question", "payload": {"turn": 5, "question": "help"}},
        {"kind": "code", "coding_id": "late", "payload": {"code": "heard", "parts": [part]}},
    )
    assert (answer["ok"], answer["refreshed"], answer["corrected"]) == (True, True, True)
    (span,) = study.codings().spans.to_dict("records")
    assert (span["turn_id"], span["start"], span["quote"]) == ("north:00004", 3, "supervisor")
    read = sorted(int(t[-5:]) for t in study.codings().read["turn_id"])
    assert read == [2, 3, 4, 5, 6], "one turn further on, for one was put before them"
    assert session(kim)["asked"] == [None] * 5 + ["help", "help"]


def test_a_window_of_a_coder_who_had_done_nothing_yet_finds_the_way_too(study, kim):
    old = session(kim)["text_hash"]
    correct(study)
    late = Earlier(kim, old)
    assert late.act({"kind": "read", "payload": {"from": 5, "to": 6}})["ok"]
    assert late.act({"kind": "read", "payload": {"from": 1, "to": 1}}, number=9)["ok"]
    assert sorted(int(t[-5:]) for t in study.codings().read["turn_id"]) == [2, 6]
    assert len(session(kim)["events"]) == 2, "the way is written down once"


def test_an_open_window_takes_nothing_back_before_it_has_seen_the_corrected_text(study, kim, hand):
    hand.code("heard", 2, "Nobody listened", "c1")
    old = session(kim)["text_hash"]
    correct(study)
    answer = Earlier(kim, old).act({"kind": "remove", "coding_id": "c1"})
    assert (answer["error"], answer["corrected"]) == ("stale", True)
    assert len(study.codings()) == 1


@pytest.mark.parametrize("part", [{"quote": "supervisors"}, {"quote": None}, {"start": -1}])
def test_late_words_must_fill_their_place(study, kim, hand, part):
    hand.read(1, 2)
    old = session(kim)["text_hash"]
    correct(study)
    part = {"turn_id": "north:00003", "start": 3, "end": 13, "quote": "supervisor", **part}
    payload = {"code": "heard", "parts": [part]}
    answer = Earlier(kim, old).act({"kind": "code", "coding_id": "late", "payload": payload})
    assert "corrected meanwhile" in answer["what"]
    assert study.codings().spans.empty


def test_from_a_text_that_no_correction_leads_on_from_nothing_is_written(study, kim, hand):
    hand.read(1, 1)
    read = {"kind": "read", "payload": {"from": 3, "to": 5}}
    answer = Earlier(kim, "0" * 64).act(read)
    assert (answer["error"], answer["corrected"]) == ("stale", True)
    assert "repeat the last action" in answer["what"]
    assert len(study.codings().read) == 1


def test_words_redacted_since_never_come_back_from_a_window_left_open(study, kim, hand):
    hand.read(1, 2)
    old = session(kim)["text_hash"]
    correct(study)
    redact(study, "north:00004", 3, 13, kind="role", reason="points at one person", by="sam")
    part = {"turn_id": "north:00003", "start": 3, "end": 13, "quote": "supervisor"}
    payload = {"code": "heard", "parts": [part]}
    late = Earlier(Desk(open_study(study.path), "kim"), old)
    answer = late.act({"kind": "code", "coding_id": "late", "payload": payload})
    assert (answer["error"], answer["corrected"]) == ("stale", True)
    texts = [p.read_text("utf-8") for p in (study.path / "coding").rglob("*.jsonl")]
    assert not any("supervisor" in text for text in texts)


def test_the_session_list_counts_the_turns_of_the_corrected_text(study, kim):
    correct(study)
    rows = {row["id"]: row["n_turns"] for row in kim.ask("study")["sessions"]}
    assert rows == {"north": 7, "south": 6}


class Earlier(Hand):
    """A window that still shows a text with this hash."""

    def __init__(self, desk, text_hash):
        super().__init__(desk)
        self.text_hash = text_hash

    def act(self, *events, number=1):
        known = len(self.desk.log(self.session).events())
        stamped = [{"id": f"{n:016x}", **e} for n, e in enumerate(events, start=number)]
        asked = {"session": "north", "have": known, "events": stamped, "text_hash": self.text_hash}
        return self.desk.ask("act", asked)


@pytest.mark.browser
def test_the_page_lists_lost_words_and_lets_them_go_by_one_key(tab: Tab):
    tab.caret(6, "biscuits")
    tab.press("w", "4", "Escape")
    tab.caret(3, "cancelled")
    tab.press("w", "1")
    assert len(tab.quotes()) == 2
    correct(tab.study)
    tab.page.reload()
    tab.sees(".notice", "1 passage could not be found again.*Peer support: “biscuits”")
    tab.counts(".notice li", 1)
    tab.page.get_by_role("button", name="Do not list them again").press("Enter")
    tab.sees(".notice", "no longer listed")
    tab.saved()
    tab.page.reload()
    tab.counts(".turn", 7)
    tab.counts(".notice", 0)
    assert tab.quotes() == [("heard", "cancelled")]


@pytest.mark.browser
def test_a_window_left_open_over_a_correction_writes_in_the_right_turns(tab: Tab):
    tab.caret(2, "Nobody")
    tab.press("w", "1", "Escape")
    tab.saved()
    correct(tab.study)
    tab.counts(".turn", 6)
    tab.caret(3, "cancelled")
    tab.press("w", "2")
    tab.counts(".turn", 7)
    tab.sees(".turn >> nth=0", "Can we begin")
    tab.saved()
    spans = tab.study.codings().spans
    assert dict(zip(spans["quote"], spans["turn_id"], strict=True)) == {
        "Nobody": "north:00003", "cancelled": "north:00004",
    }  # fmt: skip
    # Another speaker changes no word, and is seen all the same; the caret stays at its words.
    text = tab.study.corpus(["north"]).turns["text"].iloc[4]
    told = {"by": "sam", "reason": "another voice"}
    correct_turns(tab.study, "north", 5, 5, [Spoken("P2", text)], **told)
    tab.caret(6, "Anything")
    tab.press("Enter")
    expect(tab.page.locator(".turn").nth(4)).to_have_attribute("data-head", re.compile("^P2"))
    tab.saved()
    assert tab.page.evaluate("practicelearn.show.text.selection().caret.turn") == 6
    assert sorted(int(t[-5:]) for t in tab.study.codings().read["turn_id"]) == [1, 2, 3, 4, 5, 6]
