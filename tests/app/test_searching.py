"""Search of all sessions: what is found, with which words around it, out of how much."""

import secrets

import pytest
from app_helpers import Hand

from practicelearn.app.desk import Desk
from practicelearn.app.seeking import Seeking
from practicelearn.app.sought import Asked
from practicelearn.coding.log.events import Event, live, read_events
from practicelearn.study.folder import open_study

pytestmark = pytest.mark.usefixtures("unhurried")


def found(desk, **asked):
    answer = desk.ask("search", asked)
    assert answer["ok"], answer
    return answer["columns"]


def places(column):
    return [(s["id"], h["n"], h["words"]) for s in column["sessions"] for h in s["hits"]]


def chosen(column):
    return [
        {"session": s["id"], "coding": h["coding"], "turn_id": h["turn"], "start": h["start"],
         "end": h["end"]}
        for s in column["sessions"] for h in s["hits"]
    ]  # fmt: skip


def batch():
    return f"over-{secrets.token_hex(8)}"


@pytest.fixture
def both(study, kim, hand):
    """Kim has coded both sessions and read the north; Lee has coded and read the north."""
    hand.code("heard", 2, "Nobody listened to me", "k1", stance="against")
    hand.code("peers", 6, "The team and the biscuits", "k2", stance="for")
    hand.read()
    south = Hand(kim, "south")
    south.code("heard", 3, "cancelled supervision", "k3", stance="against")
    lee = Hand(Desk(study, "lee"))
    lee.code("supervision", 3, "My supervisor cancelled supervision", "l1", memo="lee's own words")
    lee.read()
    return study


def test_words_are_found_in_every_form_in_all_sessions_with_words_around(kim):
    (column,) = found(kim, text="cancel")
    assert places(column) == [("north", 3, "cancelled"), ("south", 3, "cancelled")]
    assert column["said"] == "2 places, in 2 of 2 sessions"
    hit = column["sessions"][0]["hits"][0]
    assert (hit["before"], hit["after"]) == (
        "My supervisor ",
        " supervision again. It was the third time.",
    )
    assert (hit["turn"], hit["start"], hit["end"], hit["who"]) == ("north:00003", 14, 23, "P2")
    assert found(kim, text="cancel", exact=True)[0]["said"] == "2 places, in 2 of 2 sessions"
    assert places(found(kim, text="the third", exact=True, year="2025-26", group="south")[0]) == [
        ("south", 3, "the third")
    ]


def test_words_codes_speakers_and_unread_turns_are_asked_together(both, kim):
    assert places(found(kim, text="supervision", code="heard")[0]) == [("south", 3, "supervision")]
    assert places(found(kim, text="team", speaker="p2", role="participant")[0]) == [
        ("north", 6, "team"), ("north", 6, "team"), ("south", 6, "team"), ("south", 6, "team"),
    ]  # fmt: skip
    assert found(kim, text="team", role="facilitator")[0]["said"] == "0 places, in 0 of 2 sessions"
    (unread,) = found(kim, unread=True, role="facilitator")
    assert places(unread) == [
        ("south", 1, "What is it like at the moment?"), ("south", 5, "Anything that helps?"),
    ]  # fmt: skip
    assert unread["said"] == "2 turns not read, in 1 of 2 sessions"


def test_the_codes_on_a_place_are_listed_with_whose_they_are(both, kim):
    (column,) = found(kim, text="cancelled", group="north")
    assert column["sessions"][0]["hits"][0]["codes"] == [["supervision", "Supervision", "lee"]]


def test_passages_of_one_code_or_two_side_by_side_with_their_denominators(both, kim):
    heard, peers = found(kim, code="heard", beside="peers")
    assert [c["head"] for c in (heard, peers)] == ["Being heard", "Peer support"]
    assert [p[2] for p in places(heard)] == ["Nobody listened to me", "cancelled supervision"]
    assert heard["said"] == (
        "1 passage, in 1 of 1 session read whole; 1 more in 1 session not read to the end"
    )
    assert peers["said"].startswith("1 passage, in 1 of 1 session read whole")
    assert places(found(kim, code="*", stance="for")[0]) == [
        ("north", 6, "The team and the biscuits")
    ]
    assert found(kim, code="*", stance="for")[0]["said"].startswith("1 of 2 passages, in 1 of 1")
    assert places(found(kim, code="*", coder="lee")[0]) == [
        ("north", 3, "My supervisor cancelled supervision")
    ]


def test_nothing_asked_is_no_search(kim):
    answer = kim.ask("search", {})
    assert (answer["columns"], answer["hint"][:10]) == ([], "Type words")
    assert "at most 200" in kim.ask("search", {"text": "a" * 201})["what"]


def test_what_is_referred_on_is_listed_by_its_place_only(both, kim, hand):
    hand.act({"kind": "change", "coding_id": "k1", "payload": {"refer_on": True}})
    for asked in ({"code": "heard"}, {"text": "listened"}, {"text": "twice"}, {"speaker": "P1"}):
        said = str(found(kim, group="north", **asked))
        assert "listened" not in said, asked
        assert "[referred on]" in said, asked


def test_others_refer_on_and_what_leaves_the_study_has_no_word_of_it(both, kim):
    lee = Hand(Desk(both, "lee"), "south")
    lee.code("heard", 3, "It was the third time", "l2", refer_on=True)
    (column,) = found(kim, text="third", group="south")
    assert "'words': 'third'" in str(column), "to Kim nothing tells of Lee's mark"
    hit = kim.searching.columns(kim_asked(text="third", group="south"))[0].hits[0]
    left = kim.searching.shown(hit, leaving=True)
    assert left["hidden"] and "third" not in str(left)


def kim_asked(**asked):
    return Asked.of(asked)


def test_the_first_two_thousand_are_shown_and_time_is_limited(study, kim, monkeypatch):
    monkeypatch.setattr("practicelearn.app.seeking.LONGEST_S", 5.0)
    monkeypatch.setattr("practicelearn.app.seeking.MOST", 3)
    (column,) = found(kim, text="the")
    assert sum(len(s["hits"]) for s in column["sessions"]) == 3
    assert "narrow" in column["note"]
    now = iter(range(0, 1000, 4))
    seeking = Seeking(study.cache)
    sessions = {sid: kim.shelf.session(sid) for sid in ("north", "south")}
    slow = seeking.find(
        sessions, "biscuits", exact=False, keep=lambda _: True, clock=lambda: next(now)
    )
    assert slow.further
    assert slow.note.startswith("Looked through 1 of 2 sessions in 5 seconds; press Enter again")
    again = seeking.find(sessions, "biscuits", exact=False, keep=lambda _: True)
    assert [h["turn_id"] for h in again.hits] == ["north:00006", "south:00006"]


def test_a_code_goes_to_the_sentences_of_all_chosen_and_one_undo_takes_all_back(study, kim):
    (column,) = found(kim, text="third")
    name = batch()
    asked = {"do": "give", "code": "heard", "batch": name, "places": chosen(column)}
    answer = kim.ask("bulk", asked)
    assert answer["said"] == "Being heard: 2 passages in 2 sessions."
    spans = study.codings().spans
    assert spans["quote"].tolist() == ["It was the third time."] * 2
    assert kim.ask("bulk", asked)["ok"], "sent twice"
    assert len(study.codings().spans) == 2
    again = kim.ask("bulk", {**asked, "batch": batch()})
    assert "0 passages. 2 left as they are: there already." in again["said"]
    assert kim.ask("recall", {"batch": name})["said"] == "Undone: 2 codings in 2 sessions."
    assert study.codings().spans.empty
    assert "undone already" in kim.ask("recall", {"batch": name})["what"]
    assert kim.ask("recall", {"batch": name, "redo": True})["ok"]
    assert len(study.codings().spans) == 2
    assert kim.ask("recall", {"batch": name})["ok"]
    assert study.codings().spans.empty


def test_a_change_is_of_ones_own_only_and_keeps_memo_and_stance(both, kim, hand):
    hand.act({"kind": "change", "coding_id": "k1", "payload": {"memo": "as in 2024"}})
    mine, lees = found(kim, code="heard")[0], found(kim, code="*", coder="lee")[0]
    name = batch()
    asked = {"do": "change", "code": "cancelled", "batch": name}
    answer = kim.ask("bulk", {**asked, "places": [*chosen(mine), *chosen(lees)]})
    assert answer["said"] == (
        "Changed to Cancelled: 2 codings in 2 sessions. 1 left as they are: not yours, or of that "
        "code already."
    )
    spans = both.codings().spans.set_index("coding_id")
    assert spans.loc[["k1", "k3", "l1"], "code"].tolist() == [
        "cancelled",
        "cancelled",
        "supervision",
    ]
    assert (spans.loc["k1", "memo"], spans.loc["k1", "stance"]) == ("as in 2024", "against")
    events = live(read_events(both.path.glob("coding/kim/*.jsonl"))[0])
    changed = [(e.kind, e.payload) for e in events if e.payload.get("batch") == name]
    assert changed == [("change", {"code": "cancelled", "batch": name})] * 2
    kim.ask("recall", {"batch": name})
    assert open_study(both.path).codings().spans.set_index("coding_id").loc["k1", "code"] == "heard"


def test_a_removal_of_many_is_taken_back_by_one_undo(both, kim):
    before = both.codings().spans
    name = batch()
    asked = {"do": "remove", "batch": name, "places": chosen(found(kim, code="*")[0])}
    assert kim.ask("bulk", asked)["said"] == "Removed: 3 codings in 2 sessions."
    assert set(both.codings().spans["coding_id"]) == {"l1"}
    assert kim.ask("bulk", asked)["said"] == "Removed: 3 codings in 2 sessions.", "sent twice"
    kim.ask("recall", {"batch": name})
    assert both.codings().spans.equals(before)


@pytest.mark.parametrize(
    "wrong",
    [{"do": "drop"}, {"batch": "b1"}, {"places": []}, {"code": "no-such-code"},
     {"places": [{"session": "west", "turn_id": "west:00001", "start": 0, "end": 3}]},
     {"places": [{"session": "north", "turn_id": "north:00001", "start": 0, "end": 999}]}],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_nothing_is_written(study, kim, wrong):
    place = {"session": "north", "turn_id": "north:00001", "start": 0, "end": 4}
    asked = {"do": "give", "code": "heard", "batch": batch(), "places": [place]}
    answer = kim.ask("bulk", {**asked, **wrong})
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert not list(study.path.rglob("*.jsonl"))


def test_an_undo_in_the_page_of_one_event_of_it_leaves_the_rest_to_be_taken_back(study, kim, hand):
    name = batch()
    kim.ask(
        "bulk",
        {
            "do": "give",
            "code": "heard",
            "batch": name,
            "places": chosen(found(kim, text="third")[0]),
        },
    )
    (mine,) = [e for e in kim.log("north").events() if e.kind == "code"]
    hand.act({"kind": "undo", "payload": {"target": mine.id}})
    assert kim.ask("recall", {"batch": name})["said"] == "Undone: 1 coding in 1 session."
    assert isinstance(mine, Event)
