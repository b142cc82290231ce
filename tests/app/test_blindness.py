"""Until both have finished a session, no answer of the page tells of the other's coding of it.

Every answer is asked for with Lee's work in the folder and without it: they must be the same, but
for whether Lee has begun or finished. So nothing of it can show, in words, figures or order.
"""

import json
import shutil

import pytest
from app_helpers import Hand

from practicelearn.app.asking import _NEEDED
from practicelearn.app.desk import Desk
from practicelearn.app.frame_looking import FrameLooking
from practicelearn.coding.log.events import Event
from practicelearn.study.folder import open_study

SECRET = "zebra"
WORDS = {"session": "north", "text": "third", "kind": "keyword", "code": "heard", "coder": "lee"}

pytestmark = pytest.mark.usefixtures("unhurried")


def code_all_of_it(desk, session, letter):
    hand = Hand(desk, session)
    made = {"id": f"{SECRET}-{letter}", "name": f"{SECRET} code", "definition": SECRET}
    hand.act({"kind": "new_code", "payload": made})
    hand.code("heard", 3, "cancelled supervision", f"{letter}1", memo=SECRET, stance="against")
    hand.code(f"{SECRET}-{letter}", 2, "Nobody listened to me", f"{letter}2", refer_on=True)
    part = {"turn_id": f"{session}:00003", "start": 0, "end": 2}
    hand.act({"kind": "comment", "payload": {"parts": [part], "comment": f"{SECRET}?"}})
    hand.act({"kind": "memo", "payload": {"about": "session", "memo": SECRET}})
    hand.act({"kind": "quotable", "payload": {"coding_id": f"{letter}1", "quotable": True}})


def asked():
    """Every question that only looks, in every way it is asked."""
    yield "study", {}
    yield "session", {"session": "north"}
    yield "find", {"session": "north", "text": "third"}
    yield "comments", {"session": "north"}
    yield "progress", {}
    yield "next", {}
    yield "chart", {}
    yield "chart", {"year": "*", "cell": json.dumps(["2025-26", "north", "heard"])}
    yield "read", {}
    yield "read", {"theme": "heard"}
    for coder in ("", "*", "lee", "_agreed"):
        for code in ("*", f"{SECRET}-l"):
            yield "search", {"code": code, "coder": coder}
            yield "search", {"code": code, "coder": coder, "text": "supervision"}
            yield "search", {"code": code, "coder": coder, "stance": "against", "beside": "peers"}
    for more in ({"text": "third"}, {"speaker": "P1"}, {"role": "facilitator"}, {"unread": True}):
        yield "search", more
    yield "export", {"to": "xlsx", "text": "third", "inline": True}
    yield "starters", {}
    yield "frame", {}
    yield "book", {"kind": "qdc", "inline": True}
    yield "looking", {"act": "begin"}
    yield "correcting", {"session": "north"}
    yield "settle", {"session": "north"}


def told(study, who="kim"):
    """All answers, one after the other; how far others are is looked at apart."""
    desk = Desk(open_study(study.path), who)
    desk.looking = FrameLooking(desk.study, who, begin=lambda look: look())
    out = {}
    for op, args in asked():
        answer = desk.ask(op, args)
        if op == "progress":
            for row in answer["rows"]:
                row["cells"] = row["cells"][:1]
        if op == "looking":
            assert answer["state"] == "done", answer
            answer.pop("said")  # at which time it was
        if op == "export":
            answer.pop("content", None)
        if op == "settle":
            assert answer["locked"], answer
            assert all(set(c) == {"coder", "n_read"} for c in answer["coders"])
            answer = {}
        out[json.dumps([op, args])] = json.dumps(answer, sort_keys=True)
    return out


@pytest.fixture
def half(study, kim):
    """Kim has read half of the north; Lee and Mia, whose folders are there, have done nothing."""
    hand = Hand(kim)
    hand.code("peers", 6, "The team", "k1")
    hand.read(1, 3)
    for name in ("lee", "mia"):
        Hand(Desk(study, name), "south").read(1, 1)
    return study


def test_no_question_is_left_out():
    writes = {"act", "take", "say", "write", "redact", "bulk", "recall", "begin", "stand", "quit",
              "correct", "edit"}  # fmt: skip
    # offers are refused as long as one of two has not finished
    assert {op for op, _ in asked()} == set(_NEEDED) - writes - {"offers"}


def test_every_answer_is_the_same_with_and_without_the_others_work(half, tmp_path):
    shutil.copytree(half.path, tmp_path / "with")
    with_lee = open_study(tmp_path / "with")
    code_all_of_it(Desk(with_lee, "lee"), "north", "l")
    Hand(Desk(with_lee, "lee")).read()
    code_all_of_it(Desk(with_lee, "mia"), "north", "m")
    without, now = told(half), told(with_lee)
    wrong = [question for question, answer in now.items() if answer != without[question]]
    assert wrong == []


def test_what_two_others_settled_is_not_shown_to_somebody_who_still_codes(half, tmp_path):
    shutil.copytree(half.path, tmp_path / "with")
    settled = open_study(tmp_path / "with")
    payload = {"code": "heard", "parts": [
        {"turn_id": "north:00003", "start": 14, "end": 23, "quote": "cancelled"}]}  # fmt: skip
    code = Event("code", "lee", "north", coding_id="s1", payload=payload)
    read = Event("read", "lee", "north", payload={"from": 1, "to": 6})
    settled.log("lee", "north", settled=True).append(code, read)
    before, now = told(half), told(settled)
    mine = {q for q in now if json.loads(q)[0] in {"search", "progress", "comments", "export"}}
    assert [q for q in mine if now[q] != before[q]] == []


def test_of_others_there_is_only_whether_they_have_begun_or_finished(half):
    lee = Hand(Desk(half, "lee"))

    def cell(who="kim", of=1):
        rows = Desk(half, who).ask("progress")["rows"]
        return next(row for row in rows if row["id"] == "north")["cells"][of]

    assert cell() == {"state": "none", "said": "not begun"}
    lee.code("heard", 3, "third time", "l1")
    assert cell() == {"state": "some", "said": "started"}
    lee.read()
    assert cell() == {"state": "all", "said": "finished"}
    assert cell("lee", 0) == {"state": "all", "said": "read, 1 coding"}
    assert cell("lee", 1) == {"state": "some", "said": "started"}
    Hand(Desk(half, "kim")).read()
    assert cell() == {"state": "all", "said": "read, 1 coding"}


def test_both_have_finished_and_both_see(half):
    code_all_of_it(Desk(half, "lee"), "north", "l")
    Hand(Desk(half, "lee")).read()
    Hand(Desk(half, "kim")).read()
    answer = Desk(half, "kim").ask("search", {"code": "heard", "coder": "lee"})
    (hit,) = answer["columns"][0]["sessions"][0]["hits"]
    assert (hit["coding"], hit["by"], hit["mine"]) == ("l1", "lee", False)
    progress = Desk(half, "kim").ask("progress")["rows"]
    assert [row["left"] for row in progress] == ["3 differences open", ""]
    assert progress[0]["settle"]
