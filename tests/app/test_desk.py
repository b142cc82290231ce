import json
import os
import shutil
import sys

import pytest
from app_helpers import Hand

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import write_yaml_frame
from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.coding.replayed import codes_made
from practicelearn.errors import CodingError
from practicelearn.study.folder import open_study
from practicelearn.study.history import memos


def spans(study):
    return study.codings().spans.set_index("coding_id")


def test_a_coding_is_in_the_coders_log_before_it_is_acknowledged(study, hand):
    answer = hand.code("heard", 2, "Nobody listened to me", "c1")
    assert answer["ok"]
    lines = (study.path / "coding" / "kim" / "north.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["id"] == answer["written"][0]["id"]
    assert spans(study).loc["c1", "quote"] == "Nobody listened to me"


@pytest.mark.parametrize(
    "quote", ["👩🏽‍⚕️ We said", "café\u0301s shut", "العمل كثير", "nobody wrote"]
)
def test_offsets_are_code_points_of_the_frozen_text(study, hand, quote):
    n = 4 if quote in hand.desk.shelf.session("north").turns["text"].iloc[3] else 2
    assert hand.code("heard", n, quote, "c1")["ok"]
    row = spans(study).loc["c1"]
    text = study.corpus().turns["text"][row["turn_id"]]
    assert text[row["start"] : row["end"]] == quote
    assert len(study.codings().issues) == 0


def test_words_that_are_not_at_their_place_are_refused(study, hand):
    part = {"turn_id": "north:00002", "start": 1, "end": 22, "quote": "Nobody listened to me"}
    answer = hand.act(
        {"kind": "code", "coding_id": "c1", "payload": {"code": "heard", "parts": [part]}}
    )
    assert answer["error"] == "refused"
    assert not (study.path / "coding").exists()


def elsewhere(turn_id, start, end):
    parts = [{"turn_id": turn_id, "start": start, "end": end}]
    return {"kind": "code", "coding_id": "c", "payload": {"code": "heard", "parts": parts}}


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "code", "coding_id": "c", "payload": {"code": "nothing", "parts": []}},
        elsewhere("south:00001", 0, 2),
        elsewhere("north:00001", 5, 500),
        elsewhere("north:00001", 3, 3),
        {"kind": "change", "coding_id": "gone", "payload": {"memo": "x"}},
        {"kind": "read", "payload": {"from": 1, "to": 99}},
        {"kind": "undo", "payload": {"target": "0000000000000000"}},
        {"kind": "quotable", "payload": {"coding_id": "gone", "quotable": True}},
        {"kind": "purge", "payload": {}},
        {"kind": "new_code", "payload": {"id": "heard", "name": "Again"}},
        {"kind": "read", "id": "../../x", "payload": {"from": 1, "to": 2}},
    ],
)
def test_what_does_not_fit_is_refused_and_not_written(study, hand, event):
    answer = hand.act(event)
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert not list(study.path.rglob("*.jsonl"))


@pytest.mark.parametrize(
    "payload",
    [{"strength": True}, {"strength": 4}, {"stance": "so"}, {"memo": ["x"]}, {"matters": 1},
     {"parts": [7]}, {"parts": {}}, {"code": ["heard"]}, [1]],
)  # fmt: skip
def test_the_page_writes_nothing_that_could_not_be_played_back(study, hand, payload):
    hand.code("peers", 6, "The team", "c1")
    answer = hand.act({"kind": "change", "coding_id": "c1", "payload": payload})
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert len(read_events(study.path.rglob("*.jsonl"))[0]) == 1


def test_sending_again_writes_nothing_twice(study, kim):
    event = {"id": "ab" * 8, "kind": "read", "payload": {"from": 1, "to": 3}}
    asked = {"session": "north", "have": 0, "events": [event]}
    first, second = kim.ask("act", asked), kim.ask("act", asked)
    assert first["ok"] and second["ok"]
    events, _ = read_events([study.path / "coding" / "kim" / "north.jsonl"])
    assert len(events) == 1


def test_stance_marks_and_memo_come_back_from_the_log(study, hand):
    hand.code("peers", 6, "The team", "c1")
    for payload in (
        {"stance": "for"},
        {"matters": True},
        {"refer_on": True},
        {"memo": "as in 2024"},
    ):
        assert hand.act({"kind": "change", "coding_id": "c1", "payload": payload})["ok"]
    row = spans(study).loc["c1"]
    assert (row["stance"], row["memo"]) == ("for", "as in 2024")
    assert bool(row["matters"]) and bool(row["refer_on"])


def test_a_quotable_mark_is_a_decision_and_can_be_undone(study, hand):
    hand.code("peers", 6, "The team", "c1")
    hand.act({"kind": "quotable", "payload": {"coding_id": "c1", "quotable": True}})
    assert study.decisions()[["kind", "who", "coding_id"]].values.tolist() == [
        ["quotable", "kim", "c1"]
    ]
    flag = hand.desk.log("north").events()[-1]
    hand.act({"kind": "undo", "payload": {"target": flag.id}})
    assert study.decisions().empty


def test_undo_and_redo_have_no_end(study, hand):
    ids = [hand.code("peers", 6, "The team", f"c{n}")["written"][0]["id"] for n in range(5)]
    undone = [
        hand.act({"kind": "undo", "payload": {"target": i}})["written"][0]["id"] for i in ids[::-1]
    ]
    assert study.codings().spans.empty
    for undo in undone[::-1]:
        assert hand.act({"kind": "undo", "payload": {"target": undo}})["ok"]
    assert set(spans(study).index) == {f"c{n}" for n in range(5)}


def test_what_is_done_in_another_session_leaves_this_one_s_redo(study, hand):
    [done] = hand.code("peers", 6, "The team", "c1")["written"]
    [undo] = hand.act({"kind": "undo", "payload": {"target": done["id"]}})["written"]
    there = Hand(hand.desk, "south")
    turn, text = next(iter(hand.desk.shelf.session("south").turns["text"].items()))
    assert there.code("heard", int(turn[-5:]), text[:8], "c2")["ok"]
    assert hand.act({"kind": "undo", "payload": {"target": undo["id"]}})["ok"]
    assert set(spans(study).index) == {"c1", "c2"}


def test_a_new_code_lives_in_its_makers_log_and_can_be_used_at_once(study, hand):
    made = {
        "id": "biscuits",
        "name": "Biscuits",
        "definition": "Small comforts.",
        "parent": "peers",
    }
    assert hand.act({"kind": "new_code", "payload": made})["ok"]
    assert hand.code("biscuits", 6, "the biscuits", "c1")["ok"]
    again = Desk(study, "kim")
    assert [c["id"] for c in again.ask("study")["codes"]][-1] == "biscuits"
    assert [c.name for c, _ in codes_made(again.log("north").events())] == ["Biscuits"]
    assert "biscuits" not in [c["id"] for c in Desk(study, "lee").ask("study")["codes"]]


def test_a_coder_sees_nothing_of_another(study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1", memo="secret note")
    hand.read()
    lee = Desk(study, "lee")
    seen = json.dumps([lee.ask("study"), lee.ask("session", {"session": "north"})])
    assert "secret note" not in seen
    assert "c1" not in seen
    assert lee.ask("study")["sessions"][0]["counts"] == {}


def test_two_windows_never_write_over_each_other(study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1")
    other = Hand(Desk(study, "kim"))
    other.act({"kind": "change", "coding_id": "c1", "payload": {"memo": "from the other window"}})
    late = hand.act({"kind": "change", "coding_id": "c1", "payload": {"memo": "mine"}}, have=1)
    assert late["error"] == "stale"
    assert late["events"][-1]["payload"]["memo"] == "from the other window"
    assert spans(study).loc["c1", "memo"] == "from the other window"
    fresh = {"kind": "read", "payload": {"from": 1, "to": 2}}
    refreshed = hand.act(fresh, have=1)
    assert refreshed["refreshed"]
    assert len(refreshed["events"]) == 3


def test_what_another_program_writes_at_the_same_moment_is_not_overlooked(study, hand):
    elsewhere = Hand(Desk(study, "kim"))  # a notebook beside the browser, say
    hand.code("heard", 2, "Nobody listened to me", "a1")
    mine = hand.desk.log("north")._log
    write = mine.append

    def late(*events):
        elsewhere.code("peers", 6, "The team", "b1")
        return write(*events)

    mine.append = late
    hand.code("heard", 3, "third time", "a2")
    mine.append = write
    known = [e.coding_id for e in hand.desk.log("north").events()]
    assert sorted(known) == ["a1", "a2", "b1"]
    answer = hand.act({"kind": "memo", "payload": {"about": "session", "memo": "x"}}, have=2)
    assert answer["refreshed"]


def test_a_clock_set_back_meanwhile_takes_no_mark_away(study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1")
    this = {"who": "kim", "session_id": "north"}
    marked = {"coding_id": "c1", "quotable": True}
    flag = Event(kind="quotable", payload=marked, at="2001-01-01T00:00:00+00:00", **this)
    undo = Event(kind="undo", payload={"target": flag.id}, at="2000-01-01T00:00:00+00:00", **this)
    log = EventLog(study.path / "decisions" / "kim.jsonl")
    log.append(flag)

    def kinds():
        return [e.kind for e in Desk(study, "kim").log("north").events()]

    assert kinds() == ["code", "quotable"]
    log.append(undo)
    assert kinds() == ["code", "quotable", "undo"]


def test_a_conflicted_copy_is_read_too(study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1")
    log = study.path / "coding" / "kim" / "north.jsonl"
    log.rename(log.with_name("north (conflicted copy).jsonl"))
    assert len(Desk(study, "kim").log("north").events()) == 1


def test_a_damaged_line_is_said_and_the_rest_is_kept(study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1")
    log = study.path / "coding" / "kim" / "north.jsonl"
    log.write_bytes(log.read_bytes() + b'{"v": 1, "id": "torn')
    answer = Desk(study, "kim").ask("session", {"session": "north"})
    assert len(answer["events"]) == 1
    assert "line 2 is damaged" in answer["notices"][0]


def test_a_question_set_carries_forward_and_is_the_corpus_s_own(study, hand):
    (study.path / "guide.csv").write_text(
        "question_id,wording\nq1,How is it?\nq2,What helps?\n", encoding="utf-8"
    )
    for turn, question in ((1, "q1"), (5, "q2"), (6, None)):
        payload = {"turn": turn, "question": question}
        answer = hand.act({"kind": "question", "payload": payload})
    assert answer["asked"] == ["q1", "q1", "q1", "q1", "q2", None]
    turns = study.corpus(["north"]).turns
    assert turns["question_id"].fillna("").tolist() == ["q1", "q1", "q1", "q1", "q2", ""]
    assert Desk(study, "lee").ask("session", {"session": "north"})["asked"] == answer["asked"]
    last = hand.desk.log("north").events()[-1]
    hand.act({"kind": "undo", "payload": {"target": last.id}})
    assert study.corpus(["north"]).turns["question_id"].iloc[-1] == "q2"
    refused = hand.act({"kind": "question", "payload": {"turn": 1, "question": "q9"}})
    assert 'no question "q9"' in refused["what"]


def test_a_memo_on_the_study_is_there_in_every_session_and_can_be_taken_back(study, hand):
    south = Hand(hand.desk, "south")
    note = {"kind": "memo", "payload": {"about": "study", "memo": "managers came up everywhere"}}
    assert hand.act(note)["ok"]
    assert memos(study)[["about", "text"]].values.tolist() == [
        ["study", "managers came up everywhere"]
    ]
    (event,) = south.desk.log("south").events()
    assert south.act({"kind": "undo", "payload": {"target": event.id}})["ok"]
    assert memos(study).empty
    assert len(hand.desk.log("north").events()) == 2


@pytest.mark.parametrize(
    ("text", "exact", "found"),
    [
        ("listen", False, ["listened"]),
        ("supervisor", False, ["supervisor"]),
        ("visor c", True, ["visor c"]),
        ("BISCUITS", True, ["biscuits"]),
        ("العمل", True, ["العمل"]),
        ("nothing of the kind", False, []),
    ],
)
def test_words_are_found_in_every_form_or_as_written(kim, text, exact, found):
    answer = kim.ask("find", {"session": "north", "text": text, "exact": exact})
    assert [hit["quote"] for hit in answer["hits"]] == found


def test_a_redacted_passage_is_gone_for_this_coder_and_every_other(study, hand):
    lee = Hand(Desk(study, "lee"))
    hand.code("peers", 6, "The team and the biscuits", "c1", memo="the biscuits again")
    lee.code("peers", 6, "the biscuits, honestly", "d1")
    text = study.corpus().turns["text"]["north:00006"]
    start = text.index("the biscuits")
    part = {"turn_id": "north:00006", "start": start, "end": start + len("the biscuits")}
    asked = {"session": "north", "parts": [part], "kind": "brand"}
    refused = hand.desk.ask("redact", {**asked, "reason": "they said the biscuits"})
    assert "without the words" in refused["what"]
    left = hand.desk.ask("redact", {**asked, "reason": "could point to a shop"})["left"]
    assert left == ["sessions/south.csv"], "said in another session too: a person looks at it"
    turn = hand.desk.ask("session", {"session": "north"})["turns"][5]["text"]
    assert turn == text.replace("the biscuits", "[redacted: brand]")
    quotes = spans(study)["quote"].tolist()
    assert quotes == ["The team and [redacted: brand]", "[redacted: brand], honestly"]
    assert not [p for p in study.path.rglob("*.jsonl") if "biscuits" in p.read_text()]
    assert hand.code("peers", 6, "The team", "c2")["ok"], "coding goes on"
    assert hand.desk.ask("session", {"session": "north"})["notices"] == []


@pytest.fixture
def cued(study):
    """The same study with a cue in its frame."""
    (old,) = (study.path / "frame").glob("*.yaml")
    old.unlink()
    cued = CodingFrame("f", "2", (Code("supervision", "Supervision", cues=("supervision",)),))
    write_yaml_frame(cued, study.path / "frame" / "2.yaml")
    return Hand(Desk(study, "kim"))


def offered(hand, kind="keyword"):
    return hand.desk.ask("offers", {"session": "north", "kind": kind})


def test_an_offer_that_is_taken_says_where_it_came_from_and_one_declined_is_remembered(study, cued):
    (offer,) = offered(cued)["offers"]
    assert (offer["code"], offer["quote"]) == ("supervision", "supervision")
    parts = [{k: offer[k] for k in ("turn_id", "start", "end", "quote")}]
    no = {"code": "supervision", "parts": parts, "origin": "keyword"}
    assert cued.act({"kind": "refuse", "payload": no})["ok"]
    assert study.codings().spans.empty, "a refusal is no coding"
    yes = {**no, "accepted_by": "kim"}
    assert cued.act({"kind": "code", "coding_id": "c1", "payload": yes})["ok"]
    assert spans(study).loc["c1", ["origin", "accepted_by"]].tolist() == ["keyword", "kim"]
    assert offered(cued)["offers"] == [], "what is coded already is not offered"
    for wrong in ({"accepted_by": "lee"}, {"origin": "human"}):
        payload = {**yes, **wrong}
        answer = cued.act({"kind": "code", "coding_id": "c2", "payload": payload})
        assert answer["error"] == "refused"


def test_nothing_is_offered_or_taken_while_a_second_coder_is_still_reading(study, cued):
    (offer,) = offered(cued)["offers"]
    lee = Hand(Desk(study, "lee"))
    lee.read(1, 3)
    cued.read()
    assert "coded by two people" in offered(cued)["what"]
    parts = [{k: offer[k] for k in ("turn_id", "start", "end", "quote")}]
    taken = {"code": "supervision", "parts": parts, "origin": "keyword", "accepted_by": "kim"}
    fresh = Hand(Desk(study, "kim"))
    answer = fresh.act({"kind": "code", "coding_id": "c1", "payload": taken})
    assert "coded by two people" in answer["what"]
    lee.read()
    assert len(offered(cued)["offers"]) == 1


def test_suggestions_need_coding_to_learn_from_and_say_so(cued):
    answer = offered(cued, "suggested")
    assert answer["error"] == "refused"
    assert "too little" in answer["what"] or "learn" in answer["what"]


@pytest.mark.slow
def test_what_was_learned_from_the_coding_so_far_is_offered_and_taken_as_a_suggestion(tmp_path):
    leave = shutil.ignore_patterns("originals", ".cache", "lee", "2025-west.jsonl")
    shutil.copytree(prac.sample_path(), tmp_path / "s", ignore=leave)
    west = Hand(Desk(open_study(tmp_path / "s"), "kim"), session="2025-west")
    asked = {"session": "2025-west", "kind": "suggested"}
    rows = west.desk.ask("offers", asked)["offers"]
    assert rows, "twenty-three sessions are enough to learn from"
    texts = west.desk.shelf.session("2025-west").turns["text"]
    for row in rows:
        assert texts[row["turn_id"]][row["start"] : row["end"]] == row["quote"]
        assert (row["origin"], row["code"] in west.desk.codes()) == ("suggested", True)
    first = {k: rows[0][k] for k in ("turn_id", "start", "end", "quote")}
    taken = {"code": rows[0]["code"], "parts": [first], "origin": "suggested", "accepted_by": "kim"}
    assert west.act({"kind": "code", "coding_id": "c1", "payload": taken})["ok"]
    made = west.desk.study.codings().of(origin="suggested").spans
    assert made[["origin", "accepted_by"]].values.tolist() == [["suggested", "kim"]]
    again = west.desk.ask("offers", asked)["offers"]
    assert len(again) == len(rows) - 1, "what was taken is not offered again"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder root cannot write to"
)
def test_a_read_only_folder_is_said_and_worth_trying_again(study, hand):
    study.path.chmod(0o500)
    try:
        answer = hand.read()
    finally:
        study.path.chmod(0o700)
    assert answer["error"] == "unwritten"
    assert "nothing was written" in answer["what"]


def test_a_transcript_that_is_gone_is_named_and_what_was_done_goes_in_when_it_is_back(study, hand):
    hand.read()
    file = study.path / "sessions" / "north.csv"
    file.rename(study.path / "away.csv")
    answer = hand.act({"kind": "memo", "payload": {"about": "session", "memo": "x"}})
    assert (answer["ok"], answer["error"]) == (False, "unwritten")
    assert "north.csv" in answer["what"]
    (study.path / "away.csv").rename(file)
    assert hand.act({"kind": "memo", "payload": {"about": "session", "memo": "x"}})["ok"]


def test_where_a_folder_cannot_be_made_nothing_is_acknowledged(study, hand):
    (study.path / "coding").write_text("a file in the way")
    answer = hand.read()
    assert answer["error"] == "unwritten"


@pytest.mark.parametrize("name", ["../kim", "Kim", "_agreed", "keyword", "", "kim lee"])
def test_a_name_that_is_no_folder_is_refused(study, name):
    with pytest.raises(CodingError, match="coder's name"):
        Desk(study, name)


def test_the_page_is_sent_no_person_and_no_place_in_the_file(kim):
    turn = kim.ask("session", {"session": "north"})["turns"][1]
    assert set(turn) == {"id", "n", "who", "role", "text"}
