"""A corrected transcript: codings go where their words stand, the log stays, losses are listed."""

import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from practicelearn.app.desk import Desk
from practicelearn.cli import app
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.errors import StudyError
from practicelearn.pseudonyms import pseudonymise
from practicelearn.study.correct import correct_session
from practicelearn.study.files import read_frozen
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.rights import redact, withdraw
from practicelearn.transcripts.loader import read_transcript

BEFORE = """\
F: How is the rotor at the moment?

P1: Nobody listened to me. We said it twice and the list was lost.

P2: My supervisor cancelled supervision again, and I went home late.

P1: The team keeps me going.

P2: And biscuits, honestly, every single day of the week.
"""
# Turn 2 is split, with a word put in between; a word of turn 3 changed; turn 4 is gone; turn 5 is
# joined to what P2 said before, and somebody speaks at the end.
AFTER = """\
F: How is the rota at the moment?

P1: Nobody listened to me.

F: Mm, go on.

P3: We said it twice and the list was lost.

P2: My supervisor postponed supervision again, and I went home late. And biscuits, honestly, every \
single day of the week.

F: Is there anything that we have not asked?
"""
CODED = {
    "c-same": ("heard", 2, "Nobody listened to me"),
    "c-split": ("heard", 2, "listened to me. We said it twice"),
    "c-changed": ("supervision", 3, "supervisor cancelled supervision again"),
    "c-gone": ("peers", 4, "The team keeps me going"),
    "c-merged": ("peers", 5, "biscuits, honestly"),
    "c-undone": ("peers", 5, "every single day of the week"),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    place = tmp_path_factory.mktemp("correct")
    (place / "north.txt").write_text(BEFORE)
    (place / "after.txt").write_text(AFTER)
    corpus = read_transcript(place / "north.txt", source_kind="transcript")
    made = create_study(place / "study", replace(corpus, pseudonymised=True), title="Invented")
    for sheet in made.path.glob("*.xlsx"):  # a study without sheets opens quickly
        sheet.unlink()
    for coding_id, (code, n, words) in CODED.items():
        code_words(made, "kim", coding_id, code, n, words)
    undone = code_words(made, "kim", "c-never", "peers", 4, "keeps me going")
    log(made).append(event(made, "undo", target=undone.id))
    log(made).append(event(made, "read", **{"from": 1, "to": 5}))
    return place


@pytest.fixture
def study(template, tmp_path):
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return open_study(tmp_path / "study")


def log(study, coder="kim"):
    return study.log(coder, "north")


def event(study, kind, coding_id=None, who="kim", **payload):
    text_hash = read_frozen(study.path / "sessions", "north")[1]["text_hash"]
    return Event(kind, who, "north", coding_id=coding_id, text_hash=text_hash, payload=payload)


def code_words(study, coder, coding_id, code, n, words):
    turn = f"north:{n:05d}"
    rows, _ = read_frozen(study.path / "sessions", "north")
    start = rows[n - 1]["text"].index(words)
    part = {"turn_id": turn, "start": start, "end": start + len(words), "quote": words}
    made = event(study, "code", coding_id, coder, code=code, parts=[part])
    return log(study, coder).append(made)[0]


def correct(study, text=None, **more):
    file = study.path.parent / "after.txt"
    if text is not None:
        file.write_text(text)
    return correct_session(study, "north", file, by="sam", no_names=True, **more)


def quotes(study, coder="kim", **more):
    codings = study.codings(coder, **more)
    text = study.corpus().turns["text"]
    out = {}
    for row in codings.spans.itertuples():
        assert text[row.turn_id][row.start : row.end] == row.quote
        out.setdefault(row.coding_id, []).append((int(row.turn_id[-5:]), row.quote))
    return out


def test_every_coding_goes_where_its_words_are_and_what_is_lost_is_listed(study):
    before = log(study).path.read_bytes()
    found = correct(study)
    again = open_study(study.path)
    assert quotes(again) == {
        "c-same": [(2, "Nobody listened to me")],
        "c-split": [(2, "listened to me."), (4, "We said it twice")],
        "c-changed": [(5, "supervisor postponed supervision again")],
        "c-merged": [(5, "biscuits, honestly")],
        "c-undone": [(5, "every single day of the week")],
    }
    assert found.lost["coding_id"].tolist() == ["c-gone"]
    issue = again.codings().issues.set_index("severity").loc["error"]
    assert issue["text"] == "The team keeps me going"
    assert "could not be moved" in issue["message"]
    assert found.codings["change"].value_counts().to_dict() == {
        "same words": 4, "words changed": 1, "lost": 1,
    }  # fmt: skip
    after = log(study).path.read_bytes()
    assert after.startswith(before), "a log is never rewritten"
    last = json.loads(after.splitlines()[-1])
    assert (last["kind"], last["who"], last["payload"]["from"]) == ("move", "sam", found.before)
    assert again.corpus().sessions["text_hash"].tolist() == [found.after]
    decision = again.decisions().iloc[-1]
    assert (decision["kind"], decision["n_moved"], decision["n_lost"]) == ("correct", 5, 1)


def test_what_is_new_is_unread_and_what_was_read_stays_read(study):
    found = correct(study)
    read = open_study(study.path).codings().read["turn_id"]
    assert sorted(int(t[-5:]) for t in read) == [1, 2, 4, 5]
    assert sorted(int(t[-5:]) for t in found.unread["turn_id"]) == [3, 6]


def test_undoing_reaches_back_over_a_correction(study):
    undone = code_words(study, "kim", "c-later", "peers", 5, "And biscuits")
    undo = log(study).append(event(study, "undo", target=undone.id))[0]
    correct(study)
    assert "c-later" not in quotes(study)
    log(study).append(event(study, "undo", target=undo.id))
    assert quotes(study)["c-later"] == [(5, "And biscuits")]


def test_a_past_moment_is_shown_on_the_corrected_text(study):
    events, _ = read_events([log(study).path])
    third = events[2].at
    correct(study)
    earlier = quotes(open_study(study.path), at=third + "z")
    assert set(earlier) <= {e.coding_id for e in events if e.at <= third}  # more in one millisecond
    assert earlier["c-same"] == [(2, "Nobody listened to me")]


def test_corrected_twice_and_back_again(study):
    correct(study)
    code_words(study, "kim", "c-new", "heard", 3, "Mm, go on")
    correct(study, BEFORE)
    now = quotes(open_study(study.path))
    assert now["c-split"] == [(2, "listened to me. We said it twice")] or now["c-split"] == [
        (2, "listened to me."),
        (2, "We said it twice"),
    ]
    assert now["c-changed"] == [(3, "supervisor cancelled supervision again")]
    assert "c-new" not in now
    assert "c-gone" not in now, "what was lost once is coded again by a person, not by chance"
    code_words(study, "kim", "c-last", "peers", 4, "keeps me going")
    assert quotes(open_study(study.path))["c-last"] == [(4, "keeps me going")]


def test_what_was_coded_meanwhile_on_the_earlier_text_moves_too(study):
    late = event(study, "code", "c-late", "kim", code="heard", parts=[
        {"turn_id": "north:00002", "start": 26, "end": 34, "quote": "said it "},
        {"turn_id": "north:00005", "start": 4, "end": 12, "quote": "biscuits"},
    ])  # fmt: skip
    reading = event(study, "read", **{"from": 1, "to": 5})
    correct(study)
    log(study).append(late, reading)
    assert quotes(study)["c-late"] == [(4, "said it "), (5, "biscuits")]
    assert len(study.codings().read) == 4


def test_settled_codings_and_every_coder_move(study):
    code_words(study, "lee", "l1", "heard", 2, "We said it twice")
    text_hash = study.corpus().sessions["text_hash"].iloc[0]
    part = {"turn_id": "north:00005", "start": 4, "end": 12, "quote": "biscuits"}
    study.log("kim", "north", settled=True).append(
        Event("code", "kim", "north", coding_id="s1", text_hash=text_hash,
              payload={"code": "peers", "parts": [part], "item": "c-merged+l1"})
    )  # fmt: skip
    study.record("kim", "quotable", payload={"coding_id": "c-merged", "quotable": True})
    correct(study)
    again = open_study(study.path)
    assert quotes(again, "lee") == {"l1": [(4, "We said it twice")]}
    assert quotes(again, SETTLED) == {"s1": [(5, "biscuits")]}
    flags = again.decisions().query("kind == 'quotable'")
    assert flags["coding_id"].tolist() == ["c-merged"], "flags name a coding, which keeps its id"


def test_the_coding_page_goes_on_and_a_correction_cannot_be_undone_there(study):
    correct(study)
    desk = Desk(open_study(study.path), "kim")
    answer = desk.ask("session", {"session": "north"})
    codings = [e for e in answer["events"] if e["kind"] == "code"]
    assert codings[1]["payload"]["parts"][1]["quote"] == "We said it twice"
    assert answer["notices"] == []
    unread = next(e["id"] for e in answer["events"] if e["kind"] == "unread")
    refused = desk.ask("act", {
        "session": "north", "have": len(answer["events"]),
        "events": [{"id": "a" * 16, "kind": "undo", "payload": {"target": unread}}],
    })  # fmt: skip
    assert "correction of the transcript" in refused["what"]


def test_decisions_about_a_turn_move_with_it(study):
    for turn in (3, 4):
        made = event(study, "question", turn=turn, question="q2")
        EventLog(study.path / "decisions" / "kim.jsonl").append(made)
    correct(study)
    questions = open_study(study.path).decisions().query("kind == 'question'")
    # turn 4 is gone: its question is asked where the talk goes on
    assert questions["turn"].tolist() == [5, 5]


def test_nothing_is_written_when_one_only_looks(study):
    was = {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()}
    found = correct(study, keep=False)
    assert len(found.lost) == 1
    assert {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()} == was


def test_what_is_to_be_referred_on_is_listed_by_place_only(study):
    for coding_id in ("c-gone", "c-changed"):
        log(study).append(event(study, "change", coding_id, refer_on=True))
    found = correct(study)
    shown = found.codings.set_index("coding_id")
    assert shown.loc["c-gone", "quote"] == "[referred on]"
    assert shown.loc["c-changed", ["quote", "words_now"]].tolist() == ["[referred on]"] * 2
    issues = open_study(study.path).codings().issues
    assert issues["text"].tolist() == ["[referred on]"]


def test_only_a_label_was_wrong(study):
    found = correct(study, BEFORE.replace("P1: The team", "P3: The team"))
    assert found.before == found.after
    again = open_study(study.path)
    assert again.corpus().turns.loc["north:00004", "speaker"] == "P3"
    assert len(quotes(again)) == len(CODED)
    assert found.turns.query("relabelled")["turn_id"].tolist() == ["north:00004"]


def test_names_get_the_replacements_they_had(tmp_path):
    said = "Q: And Sam Oduya?\n\nP1: Sam Oduya never said a word to the duty team.\n"
    (tmp_path / "north.txt").write_text(said)
    key = tmp_path / "key.csv"
    roster = pd.DataFrame({"name": ["Sam Oduya"], "person_id": ["p9"]})
    roster.to_csv(tmp_path / "roster.csv", index=False)
    names = {"key_file": key, "roster": tmp_path / "roster.csv"}
    corpus = pseudonymise(read_transcript(tmp_path / "north.txt"), **names)
    study = create_study(tmp_path / "study", corpus, title="Invented")
    sid = study.session_ids[0]
    (tmp_path / "after.txt").write_text(said.replace("a word", "one word"))
    with pytest.raises(StudyError, match="names were replaced"):
        correct_session(study, sid, tmp_path / "after.txt", by="kim")
    found = correct_session(study, sid, tmp_path / "after.txt", by="kim", **names)
    assert found.edits["replacement"].tolist() == ["one"]
    frozen = (study.path / "sessions" / f"{sid}.csv").read_text()
    assert "[Person 1] never said one word" in frozen
    assert not [p for p in study.path.rglob("*") if p.is_file() and b"Oduya" in p.read_bytes()]


def test_a_corrected_file_never_brings_back_what_was_taken_out(study):
    redact(study, "north:00003", 0, 13, kind="name", reason="invented", by="sam")
    with pytest.raises(StudyError, match="would bring them back"):
        correct(open_study(study.path))
    correct(open_study(study.path), AFTER.replace("My supervisor", "[redacted: name]"))
    assert quotes(open_study(study.path))["c-merged"] == [(5, "biscuits, honestly")]


def test_withdrawn_words_are_gone_from_what_was_coded_before_the_correction(study):
    sheet = {"session_id": ["north"] * 2, "person_id": ["p1", "p2"], "speaker": ["P1", "P2"]}
    pd.DataFrame(sheet).to_excel(study.path / "attendance.xlsx", index=False)
    correct(open_study(study.path))
    withdraw(open_study(study.path), "p2", by="sam")
    everything = b"".join(p.read_bytes() for p in study.path.rglob("*.jsonl"))
    for words in (b"cancelled supervision", b"postponed", b"biscuits", b"keeps me going"):
        assert words not in everything
    assert b"Nobody listened" in everything
    now = quotes(open_study(study.path))
    assert now["c-merged"] == now["c-changed"] == [(5, "[withdrawn]")]
    assert now["c-split"][1] == (4, "We said it twice")


def test_on_the_command_line(study, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    file = str(study.path.parent / "after.txt")
    said = ["correct", str(study.path), "north", file, "--by", "sam", "--no-names"]
    only = CliRunner().invoke(app, [*said, "--show"])
    assert only.exit_code == 0
    assert "c-gone" not in only.output
    assert "lost" in only.output
    assert "The team keeps" not in only.output, "speech is shown only when asked for"
    assert len(open_study(study.path).corpus().turns) == 5
    done = CliRunner().invoke(app, [*said, "--show-text"])
    assert done.exit_code == 0
    assert "The team keeps me going" in done.output
    assert len(open_study(study.path).corpus().turns) == 6
