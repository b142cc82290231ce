"""The chart as its desk answers: cells, whose summaries are seen, and what is kept."""

import json

import pytest
from app_helpers import Hand

from practicelearn.app.desk import Desk

CELL = json.dumps(["2025-26", "north", "heard"])


@pytest.fixture
def coded(study, kim):
    """Kim has read and coded the north; of the south nobody has read anything."""
    k = Hand(kim)
    k.code("heard", 2, "Nobody listened to me", "k1")
    k.code("peers", 6, "The team", "k2", refer_on=True)
    k.read()
    return k


@pytest.fixture
def sam(study, coded):
    """Sam, who does not code."""
    return Desk(study, "sam")


def cells(answer):
    return {
        (r["group"], c["name"]): cell
        for r in answer["rows"]
        for c, cell in zip(answer["codes"], r["cells"], strict=True)
    }


def write(desk, text, after=None, cell=CELL, **more):
    return desk.ask("write", {"cell": cell, "summary": text, "after": after, **more})


def test_the_chart_tells_what_was_said_from_nothing_and_from_not_read(sam):
    answer = sam.ask("chart", {})
    found = {key: (c["kind"], c["found"]) for key, c in cells(answer).items()}
    assert found == {
        ("north", "Being heard"): ("some", "1 passage"),
        ("north", "Peer support"): ("some", "1 passage"),
        ("south", "Being heard"): ("unread", "not read"),
        ("south", "Peer support"): ("unread", "not read"),
    }
    asked = sam.ask("chart", {"code": "superv, heard"})
    assert cells(asked)["north", "Supervision"]["found"] == "read: nothing"
    assert [(c["above"], c["name"]) for c in asked["codes"]] == [
        ("", "Being heard"),
        ("", "Supervision"),
        ("Supervision", "Cancelled"),
    ]
    assert "2 codes not shown" in asked["hint"]


def test_a_cell_opens_to_its_quotes_in_context_and_what_was_referred_on_stays_hidden(sam):
    cell = sam.ask("chart", {"cell": CELL})["cell"]
    assert cell["title"] == "north, 2025-26: Being heard"
    (passage,) = cell["passages"]
    assert [t["n"] for t in passage["turns"]] == [1, 2, 3, 4]
    assert passage["turns"][1]["said"][1] == "Nobody listened to me"
    other = sam.ask("chart", {"cell": CELL.replace("heard", "peers")})["cell"]
    assert other["passages"][0]["turns"] == []
    unread = sam.ask("chart", {"cell": CELL.replace("north", "south")})["cell"]
    assert "turns were not read for this code" in unread["hint"]
    assert sam.ask("chart", {"cell": '["2025-26", "north", "gone"]'})["error"] == "refused"


def test_summaries_are_kept_with_their_history_and_sent_twice_written_once(sam, study):
    one = write(sam, "Nobody listens.", id="0123456789abcdef")
    assert one["said"] == "The summary is saved."
    assert cells(one)["north", "Being heard"]["texts"] == ["Nobody listens."]
    assert write(sam, "Nobody listens.", id="0123456789abcdef")["ok"]
    write(sam, "Nobody listens, twice.", after="0123456789abcdef")
    cell = sam.ask("chart", {"cell": CELL})["cell"]
    assert cell["mine"] == "Nobody listens, twice."
    assert [e.split(", ", 1)[1] for e in cell["earlier"]] == ["sam: Nobody listens."]
    assert len(study.summaries(earlier=True)) == 2


def test_the_later_of_two_windows_is_told_what_stands_there(sam):
    write(sam, "From one window.", id="0123456789abcdef")
    late = write(sam, "From the other.")
    assert late["error"] == "refused"
    assert "From one window." in late["what"]
    assert write(sam, "From the other.", after="0123456789abcdef")["ok"]


def test_two_peoples_summaries_stand_side_by_side_by_name(sam, study):
    write(sam, "Sam's.")
    pat = Desk(study, "pat")
    assert write(pat, "Pat's.")["ok"], "nobody writes over another's"
    assert cells(sam.ask("chart", {}))["north", "Being heard"]["texts"] == [
        "pat: Pat's.",
        "sam: Sam's.",
    ]
    assert pat.ask("chart", {"cell": CELL})["cell"]["others"] == [["sam", "Sam's."]]


def test_whoever_codes_sees_others_summaries_of_a_group_once_they_have_read_it(sam, study):
    write(sam, "Sam's.")
    lee = Hand(Desk(study, "lee"))
    lee.read(1, 2)
    cell = lee.desk.ask("chart", {"cell": CELL})["cell"]
    assert (cell["others"], cell["passages"]) == ([], [])
    assert "shown when you have read the whole group" in cell["hint"]
    assert cells(lee.desk.ask("chart", {"code": "heard"}))["north", "Being heard"]["texts"] == []
    lee.read()
    assert lee.desk.ask("chart", {"cell": CELL})["cell"]["others"] == [["sam", "Sam's."]]


def test_the_newest_round_is_shown_until_another_is_asked_for(sam):
    first, *others = sam.ask("chart", {})["filters"][0]["choices"]
    assert first == ["", "2025-26"]
    assert others == [["*", "all"]]
    assert sam.ask("chart", {"year": "2024-25"})["rows"] == []
    assert sam.ask("chart", {"group_type": "managers"})["rows"] == []
    assert sam.ask("chart", {"year": "*"})["rows"][0]["small"] == "2025-26"
