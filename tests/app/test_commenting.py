"""Comments between coders: the writer's own until both have finished, and gone with the words."""

import io
import zipfile
from dataclasses import replace

import pytest
from app_helpers import SAID, Hand, corpus_of

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.coding.log.events import read_events
from practicelearn.study.correct import correct_session
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.names import study_texts
from practicelearn.study.purging import purge_year
from practicelearn.study.rights import redact, withdraw


def part(desk, n, quote, session="north"):
    turn = f"{session}:{n:05d}"
    start = desk.shelf.session(session).turns["text"][turn].index(quote)
    return {"turn_id": turn, "start": start, "end": start + len(quote), "quote": quote}


def say(hand, n, quote, comment, reply_to=None):
    payload = {"parts": [part(hand.desk, n, quote, hand.session)], "comment": comment}
    if reply_to:
        payload["reply_to"] = reply_to
    answer = hand.act({"kind": "comment", "payload": payload})
    assert answer["ok"], answer
    return answer["written"][0]["id"]


def seen(desk, session="north"):
    return [
        (c["who"], c["comment"]) for c in desk.ask("comments", {"session": session})["comments"]
    ]


@pytest.fixture
def lee(study):
    return Hand(Desk(study, "lee"))


def test_a_comment_is_an_event_of_its_writers_log_and_nothing_stops_counting(study, hand):
    said = say(hand, 3, "cancelled supervision", "Is this Supervision or Workload?")
    events, faults = read_events([study.path / "coding" / "kim" / "north.jsonl"])
    assert (faults, [e.kind for e in events], events[0].id) == ([], ["comment"], said)
    codings = study.codings()
    assert (codings.uncounted, len(codings.spans), len(codings.issues)) == ((), 0, 0)
    assert seen(hand.desk) == [("kim", "Is this Supervision or Workload?")]
    hand.act({"kind": "undo", "payload": {"target": said}})
    assert seen(hand.desk) == []


def test_others_see_it_once_both_have_finished_the_session(study, hand, lee):
    first = say(hand, 3, "cancelled supervision", "Or Workload?")
    reply = say(lee, 3, "third time", "I am not sure either.")
    hand.read()
    assert seen(lee.desk) == [("lee", "I am not sure either.")]
    assert seen(hand.desk) == [("kim", "Or Workload?")], "Lee has not finished"
    lee.read(1, 5)
    assert len(seen(lee.desk)) == len(seen(hand.desk)) == 1
    lee.read(6, 6)
    assert seen(lee.desk) == seen(hand.desk) == [
        ("kim", "Or Workload?"), ("lee", "I am not sure either."),
    ]  # fmt: skip
    say(lee, 3, "third time", "Let us ask Sam.", reply_to=first)
    assert [c["reply_to"] for c in hand.desk.ask("comments", {"session": "north"})["comments"]] == [
        None, None, first,
    ]  # fmt: skip
    hand.act({"kind": "unread", "payload": {"from": 2, "to": 2}})
    assert len(seen(lee.desk)) == 2, "Kim reads again: blind again"
    assert reply not in str(hand.desk.ask("comments", {"session": "north"}))


@pytest.mark.parametrize(
    "payload", [{"comment": " "}, {"comment": "x", "parts": []}, {"code": "x"}]
)
def test_a_comment_without_words_is_refused(study, hand, payload):
    whole = {"parts": [part(hand.desk, 3, "third time")], "comment": "x"}
    if "code" in payload:
        whole.pop("comment")
    answer = hand.act({"kind": "comment", "payload": {**whole, **payload}})
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert not list(study.path.rglob("*.jsonl"))


def test_comments_stand_beside_the_difference_in_settle(study, hand, lee):
    hand.code("heard", 3, "cancelled supervision", "k1")
    say(hand, 3, "cancelled supervision", "Or Workload?")
    hand.read()
    assert "Or Workload?" not in str(lee.desk.ask("settle", {"session": "north"}))
    lee.read()
    answer = lee.desk.ask("settle", {"session": "north"})
    assert [c["comment"] for c in answer["comments"]] == ["Or Workload?"]


def everything(folder):
    """Every text of every file, archives unpacked."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(raw)):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                yield from (
                    archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
                )
        else:
            yield raw.decode("utf-8", "replace")


def holds(folder, words):
    return any(words.casefold() in text.casefold() for text in everything(folder))


def test_words_go_from_comments_as_from_memos_and_a_copy_that_comes_late_is_shown_without(
    study, hand
):
    say(hand, 2, "Nobody listened to me", "“Nobody listened to me”: said twice, about the rota")
    log = study.path / "coding" / "kim" / "north.jsonl"
    before = log.read_bytes()
    redact(study, "north:00002", 0, 21, kind="quote", reason="asked for", by="sam")
    redact(study, "south:00002", 0, 21, kind="quote", reason="asked for", by="sam")
    assert not holds(study.path, "Nobody listened to me")
    (now,) = Desk(open_study(study.path), "kim").ask("comments", {"session": "north"})["comments"]
    assert now["comment"] == "“[redacted: quote]”: said twice, about the rota"
    assert now["parts"][0]["quote"] == "[redacted: quote]"
    log.with_name("north (conflicted copy).jsonl").write_bytes(before)
    late = Desk(open_study(study.path), "kim").ask("comments", {"session": "north"})
    assert "listened" not in str(late)


def test_a_person_who_withdraws_takes_their_words_out_of_comments(tmp_path):
    said = (("P1", "participant", "My manager reads the list of cases aloud to all of us."),
            ("P2", "participant", "It helps to hear how the others do it, I find."))  # fmt: skip
    corpus = corpus_of(north=said)
    rows = [{"session_id": "north", "person_id": f"a{n}", "speaker": f"P{n}", "role": "participant"}
            for n in (1, 2)]  # fmt: skip
    attendance = (
        prac.Corpus(turns=corpus.turns)
        .attendance.reindex(range(2))
        .assign(**{k: [r[k] for r in rows] for k in rows[0]})
    )
    made = create_study(
        tmp_path / "study", replace(corpus, attendance=attendance), title="Invented"
    )
    hand = Hand(Desk(made, "kim"))
    say(
        hand, 1, "reads the list of cases", "“reads the list of cases aloud to all of us”, see 2024"
    )
    withdraw(open_study(made.path), "a1", by="sam")
    assert not holds(made.path, "list of cases")
    (now,) = Desk(open_study(made.path), "kim").ask("comments", {"session": "north"})["comments"]
    assert now["parts"][0]["quote"] == "[withdrawn]"
    assert now["comment"].endswith(", see 2024")


def test_a_round_that_is_purged_takes_its_comments_along(study, hand):
    say(hand, 3, "third time", "Remember the heron on the canal")
    assert holds(study.path, "heron")
    purge_year(study, "2025-26", by="sam")
    assert not holds(study.path, "heron")


def test_a_comment_moves_with_its_words_when_the_transcript_is_corrected(study, hand):
    say(hand, 3, "third time", "Which ones?")
    said = [(who, text.replace("My supervisor", "My own supervisor")) for who, _, text in SAID]
    file = study.path.parent / "corrected.txt"
    file.write_text("\n\n".join(f"{who}: {text}" for who, text in said), encoding="utf-8")
    correct_session(study, "north", file, by="sam", no_names=True)
    (now,) = Desk(open_study(study.path), "kim").ask("comments", {"session": "north"})["comments"]
    start = "My own supervisor cancelled supervision again. It was the third time.".index("third")
    assert (now["parts"][0]["start"], now["parts"][0]["quote"]) == (start, "third time")


def test_names_in_comments_are_listed_and_comments_leave_with_no_export(study, hand, tmp_path):
    hand.code("heard", 3, "third time", "k1")
    say(hand, 3, "third time", "Ask Siobhan Adeyemi about it")
    sought = {text.text for text in study_texts(study) if text.place == "coding.comment.comment"}
    assert sought == {"Ask Siobhan Adeyemi about it"}, "names are looked for in it"
    hand.read()
    spans, read = study.codings().spans, study.codings().read
    assert "Siobhan" not in spans.to_csv() + read.to_csv()
    assert "Siobhan" not in str(hand.desk.ask("search", {"code": "heard"}))
    found = study.comments()
    assert found[["who", "session_id", "turn_id", "quote", "comment"]].values.tolist() == [
        ["kim", "north", "north:00003", "third time", "Ask Siobhan Adeyemi about it"]
    ]


def test_a_study_without_comments_has_none(sample):
    assert open_study(sample).comments().empty
