"""One turn corrected where it stands: everybody's codings move exactly, on record, or nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.errors import StudyError
from practicelearn.study.correct_turns import Attending, Spoken, correct_turns
from practicelearn.study.files import read_frozen
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.rights import redact, withdraw
from practicelearn.study.sheets import write_sheet
from practicelearn.study.verifying import verify_study
from practicelearn.transcripts.loader import read_transcript

SAID = """\
[00:00:01] F: How is the rotor at the moment?

[00:00:10] P1: Nobody listened to me. No. No.

[00:00:20] P2: No. My supervisor cancelled supervision again, and I went home late. Yes, me too.

[00:00:40] P1: The team keeps me going, we never said no.

[00:01:00] P2: And biscuits, honestly, every single day of the week.
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    place = tmp_path_factory.mktemp("turns")
    (place / "north.txt").write_text(SAID)
    corpus = read_transcript(place / "north.txt", source_kind="transcript")
    frame = CodingFrame("Invented", "1", date="2026-01-05", codes=(Code("heard", "Being heard"),))
    made = create_study(
        place / "study", replace(corpus, pseudonymised=True), frame, title="Invented"
    )
    rows = [
        ("north-f", "F", "facilitator"),
        ("north-1", "P1", "participant"),
        ("north-2", "P2", "participant"),
        ("north-3", None, "participant"),
    ]
    table = pd.DataFrame(rows, columns=["person_id", "speaker", "role"])
    write_sheet(
        table.assign(session_id="north", consent_quote="yes"), made.path / "attendance.xlsx"
    )
    people = pd.DataFrame({"person_id": [r[0] for r in rows], "pseudonym": [r[0] for r in rows]})
    write_sheet(people, made.path / "people.xlsx")
    return made.path


@pytest.fixture
def study(template, tmp_path):
    return open_study(shutil.copytree(template, tmp_path / "study"))


def code(study, coder, coding_id, n, words, name="heard"):
    rows, meta = read_frozen(study.path / "sessions", "north")
    start = rows[n - 1]["text"].index(words)
    part = {
        "turn_id": f"north:{n:05d}", "start": start, "end": start + len(words), "quote": words,
    }  # fmt: skip
    event = Event(
        "code", coder, "north", coding_id=coding_id, text_hash=meta["text_hash"],
        payload={"code": name, "parts": [part]},
    )  # fmt: skip
    return study.log(coder, "north").append(event)[0]


def read(study, coder, first, last):
    _, meta = read_frozen(study.path / "sessions", "north")
    payload = {"from": first, "to": last}
    event = Event("read", coder, "north", text_hash=meta["text_hash"], payload=payload)
    study.log(coder, "north").append(event)


def correct(study, first, *now, last=None, **more):
    told = {"by": "sam", "reason": "heard again"} | more
    return correct_turns(study, "north", first, last or first, [Spoken(*n) for n in now], **told)


def text(study, n):
    return open_study(study.path).corpus(["north"]).turns["text"].iloc[n - 1]


def quotes(study, coder):
    found = open_study(study.path).codings(coder)
    assert not found.issues["severity"].eq("error").any(), found.issues
    said = open_study(study.path).corpus().turns["text"]
    out = {}
    for row in found.spans.itertuples():
        assert said[row.turn_id][row.start : row.end] == row.quote
        out.setdefault(row.coding_id, []).append((int(row.turn_id[-5:]), row.quote))
    return out


def quiet(study):
    found = verify_study(open_study(study.path))
    assert found[found["severity"] != "note"].empty, found.to_string()


LATE = "No. My supervisor cancelled supervision again, and I went home late."


def test_a_misheard_word_moves_everybodys_codings_and_nobody_elses(study):
    code(study, "kim", "k-before", 1, "How is")
    code(study, "kim", "k-on", 1, "the rotor at the")
    code(study, "lee", "l-after", 1, "moment")
    code(study, "lee", "l-else", 5, "biscuits")
    read(study, "kim", 1, 5)
    found = correct(study, 1, ("F", "How is the rota at the moment?"))
    assert quotes(study, "kim") == {
        "k-before": [(1, "How is")],
        "k-on": [(1, "the rota at the")],
    }
    assert quotes(study, "lee") == {"l-after": [(1, "moment")], "l-else": [(5, "biscuits")]}
    assert found.lost.empty
    assert len(open_study(study.path).codings("kim").read) == 5
    assert open_study(study.path).corpus().sessions["text_hash"]["north"] == found.after
    quiet(study)
    correct(study, 1, ("F", "How is the rota, tell me, do you all still get one?"))
    read_ = open_study(study.path).codings("kim").read["turn_id"]
    assert "north:00001" not in set(read_), "most of it is new: it is to be read again"


def test_words_of_the_next_turn_are_never_taken_for_this_ones(study):
    # Laid side by side as a whole, the last "No." could be that of the next turn.
    code(study, "kim", "next", 3, "No.")
    correct(study, 2, ("P1", "Nobody listened to me. No."))
    assert quotes(study, "kim") == {"next": [(3, "No.")]}
    assert text(study, 3).startswith("No. My supervisor")
    correct(study, 2, ("P1", "Nobody listened to me. No. My supervisor neither."))
    assert quotes(study, "kim") == {"next": [(3, "No.")]}


def test_words_that_stand_elsewhere_too_do_not_draw_a_coding_there(study):
    correct(study, 5, ("P2", "Honestly, we never said no."))
    code(study, "kim", "k", 5, "we never said no")
    found = correct(study, 5, ("P2", "Honestly, somebody else keeps coming round."))
    assert found.codings[["change", "words_now"]].values.tolist() == [
        ["words changed", "somebody else keeps coming round"]
    ]
    found = correct(study, 5, ("P2", "Biscuits"))
    assert found.lost["coding_id"].tolist() == ["k"]
    issue = open_study(study.path).codings("kim").issues.set_index("severity").loc["error"]
    assert "could not be moved" in issue["message"]


def test_another_speaker_is_another_person_and_role_through_the_attendance_list(study):
    code(study, "kim", "k", 2, "Nobody listened to me")
    found = correct(study, 2, ("F", "Nobody listened to me. No. No."))
    row = open_study(study.path).corpus().turns.loc["north:00002"]
    assert (row["speaker"], row["person_id"], row["role"]) == ("F", "north-f", "facilitator")
    assert found.before == found.after, "no word was changed"
    assert quotes(study, "kim") == {"k": [(2, "Nobody listened to me")]}
    kinds = [e.kind for e in read_events(study.path.glob("coding/kim/*.jsonl"))[0]]
    assert kinds == ["code"], "nothing moved, so nothing is said of it"
    quiet(study)


def test_a_new_label_is_who_the_attendance_list_says(study):
    text_ = "Nobody listened to me. No. No."
    correct(study, 2, ("P3", text_))
    row = open_study(study.path).corpus().turns.loc["north:00002"]
    assert (row["speaker"], row["person_id"], row["role"]) == ("P3", None, "participant")
    correct(study, 2, ("P4", text_), attending=Attending("north-3"))
    again = open_study(study.path).corpus()
    assert again.turns.loc["north:00002", ["person_id", "role"]].tolist() == [
        "north-3", "participant",
    ]  # fmt: skip
    assert len(again.attendance) == 4, "who was there already is not counted twice"
    correct(study, 2, ("P9", text_), attending=Attending(None, "observer"))
    again = open_study(study.path).corpus()
    assert len(again.attendance) == 5, "somebody more was there"
    assert again.turns.loc["north:00002", "role"] == "observer"
    quiet(study)
    correct(study, 2, ("p1", text_))
    assert open_study(study.path).corpus().turns.loc["north:00002", "speaker"] == "P1"
    with pytest.raises(StudyError, match="without a label"):
        correct(study, 2, ("P7", text_), attending=Attending("north-2"))
    with pytest.raises(StudyError, match="exactly one is new"):
        correct(study, 2, ("P2", text_), attending=Attending("north-3"))


def test_a_turn_is_split_where_another_voice_begins_and_joined_again(study):
    code(study, "kim", "k-over", 3, "late. Yes, me")
    code(study, "lee", "l-after", 4, "The team keeps me going")
    read(study, "lee", 1, 5)
    correct(study, 3, ("P2", LATE), ("P1", "Yes, me too."))
    turns = open_study(study.path).corpus().turns
    assert turns["speaker"].tolist() == ["F", "P1", "P2", "P1", "P1", "P2"]
    assert turns["start_s"].isna().tolist() == [False] * 3 + [True] + [False] * 2
    assert quotes(study, "kim") == {"k-over": [(3, "late."), (4, "Yes, me")]}
    assert quotes(study, "lee") == {"l-after": [(5, "The team keeps me going")]}
    assert len(open_study(study.path).codings("lee").read) == 6
    quiet(study)
    correct(study, 3, ("P2", f"{LATE} Yes, me too."), last=4)
    turns = open_study(study.path).corpus().turns
    assert turns["start_s"].tolist() == [1, 10, 20, 40, 60]
    assert quotes(study, "lee") == {"l-after": [(4, "The team keeps me going")]}
    quiet(study)


def test_what_stays_keeps_its_place_in_the_file_that_was_read(study):
    correct(study, 3, ("P2", LATE.replace("again", "once more")), ("P1", "Yes, me too."))
    corpus = open_study(study.path).corpus()
    for row in corpus.source_map.itertuples():
        words = corpus.turns["text"][row.turn_id][row.start : row.end]
        assert SAID[row.source_start : row.source_end] == words
    placed = set(corpus.source_map["turn_id"])
    assert {"north:00003", "north:00004", "north:00006"} <= placed


def test_who_when_and_why_are_on_record_and_no_words(study):
    correct(study, 1, ("F", "How is the rota at the moment?"), reason="it is the duty list")
    row = open_study(study.path).decisions().set_index("kind").loc["correct"]
    assert (row["who"], row["reason"], row["turn"]) == ("sam", "it is the duty list", 1)
    assert (bool(row["words"]), bool(row["speaker"])) == (True, False)
    everything = b"".join(p.read_bytes() for p in study.path.rglob("*") if p.is_file())
    assert b"rotor" not in everything
    meta = json.loads((study.path / "sessions" / "north.json").read_text())
    assert [c["by"] for c in meta["corrections"]] == ["sam"]


def test_words_withdrawn_since_are_not_kept_by_a_correction_nor_brought_back(study):
    code(study, "kim", "k", 2, "Nobody listened to me")
    correct(
        study, 2, ("P1", "Nobody listened to us. No. No."), reason="Nobody listened to us, said"
    )
    withdraw(study, "north-1", by="sam")
    everything = b"".join(
        p.read_bytes() for p in study.path.rglob("*") if p.is_file() and p.suffix != ".xlsx"
    )
    assert b"Nobody listened" not in everything
    with pytest.raises(StudyError, match="were withdrawn"):
        correct(study, 2, ("P2", "Nobody listened to me."))
    with pytest.raises(StudyError, match="withdrawn"):
        correct(study, 3, ("Withdrawn 1", "No."))
    redact(study, "north:00003", 7, 17, kind="role", reason="one person", by="sam")
    said = text(study, 3)
    with pytest.raises(StudyError, match="bring them back"):
        correct(study, 3, ("P2", said.replace("[redacted: role]", "supervisor")))
    with pytest.raises(StudyError, match="redacted here"):
        correct(study, 3, ("F", said))
    with pytest.raises(StudyError, match="only written"):
        correct(study, 5, ("P2", "And [withdrawn]."))
    correct(study, 3, ("P2", said.replace("home", "back home")))
    quiet(study)


def test_what_does_not_fit_changes_nothing(study):
    before = {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()}
    for first, now, words in (
        (1, [("F", "How is the rotor at the moment?")], "nothing is different"),
        (1, [("F", "  ")], "needs words"),
        (9, [("F", "x")], "no turns 9"),
        (1, [("F: G", "x")], "without a colon"),
        (1, [("F", "x")] * 4, "at most 3"),
    ):
        with pytest.raises(StudyError, match=words):
            correct(study, first, *now)
    with pytest.raises(StudyError, match="say why"):
        correct(study, 1, ("F", "x"), reason=" ")
    with pytest.raises(StudyError, match="meanwhile"):
        correct(study, 1, ("F", "x"), text_hash="0" * 64)
    after = {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()}
    after.pop(study.path / ".lock", None)
    before.pop(study.path / ".lock", None)
    assert after == before


def test_only_shown_is_not_done(study):
    code(study, "kim", "k", 1, "rotor")
    found = correct(study, 1, ("F", "How is the rota at the moment?"), keep=False)
    assert found.codings["words_now"].tolist() == ["rota"]
    assert text(study, 1) == "How is the rotor at the moment?"


@pytest.mark.parametrize("known", [True, False])
def test_a_log_that_comes_late_is_read_where_its_words_stand_now(study, known):
    """Lee's laptop was off; whether or not Lee had coded before, nothing is astray."""
    if known:
        code(study, "lee", "l-first", 1, "at the moment")
    away = shutil.copytree(study.path, study.path.parent / "away")
    code(open_study(away), "lee", "l-late", 4, "The team keeps me going")
    code(open_study(away), "lee", "l-in", 3, "Yes, me too")
    read(open_study(away), "lee", 4, 5)
    correct(study, 3, ("P2", LATE), ("P1", "Yes, me too."))
    there = study.path / "coding" / "lee"
    there.mkdir(parents=True, exist_ok=True)
    name = "north (1).jsonl" if known else "north.jsonl"
    shutil.copy(Path(away) / "coding" / "lee" / "north.jsonl", there / name)
    assert {k: v for k, v in quotes(study, "lee").items() if k != "l-first"} == {
        "l-late": [(5, "The team keeps me going")], "l-in": [(4, "Yes, me too")],
    }  # fmt: skip
    got = open_study(study.path).codings("lee").read["turn_id"]
    assert sorted(int(t[-5:]) for t in got) == [5, 6]
    # What Lee does on the corrected text afterwards stays where it is put.
    code(open_study(study.path), "lee", "l-new", 5, "we never said no")
    assert quotes(study, "lee")["l-new"] == [(5, "we never said no")]
    assert EventLog(there / "north.jsonl")


def test_one_turn_on_the_command_line_is_shown_then_corrected(study, monkeypatch):
    from typer.testing import CliRunner

    from practicelearn.cli import app

    monkeypatch.setenv("COLUMNS", "200")

    def run(*more):
        return CliRunner().invoke(app, ["correct", str(study.path), "north", "--by", "sam", *more])

    def turns():
        return open_study(study.path).corpus().turns[["speaker", "text"]].to_numpy().tolist()

    before = turns()
    why = ("--reason", "P1 says the rest")
    split = ("--turn", "3", "--split", "Yes, me too", "--then", "P1")
    shown = run(*split, *why, "--show")
    assert shown.exit_code == 0, shown.output
    assert "4  P1: [3 words]" in shown.output
    assert "me too" not in shown.output, "speech is shown only when asked for"
    assert turns() == before
    assert run(*split, *why).exit_code == 0
    assert turns()[2:4] == [
        [before[2][0], before[2][1][: -len(" Yes, me too.")]],
        ["P1", "Yes, me too."],
    ]
    joined = run("--turn", "3", "--join", "--reason", "one voice", "--show-text")
    assert joined.exit_code == 0, joined.output
    assert "Yes, me too." in joined.output
    assert turns() == before
    heard = run(
        "--turn", "1", "--say", "How is the rota?", "--speaker", "P2", "--reason", "misheard"
    )
    assert heard.exit_code == 0, heard.output
    assert turns()[0] == ["P2", "How is the rota?"]
    named = run("--turn", "1", "--say", "How is Samira Begum?", "--reason", "misheard", "--show")
    assert "still look like names: 1; --show-text shows them" in named.output


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((), "--turn 12"),
        (("file.txt", "--turn", "2"), "--turn 12"),
        (("file.txt", "--split", "No"), "--split goes with --turn only"),
        (("--turn", "2", "--no-names", "--reason", "x"), "--no-names goes with a FILE only"),
        (("--turn", "2", "--say", "No."), "say why"),
        (("--turn", "2", "--split", "No.", "--reason", "x"), "Name a few words more"),
        (("--turn", "9", "--say", "No.", "--reason", "x"), "there is no turn 9; it has 5"),
        (("--turn", "5", "--join", "--reason", "x"), "there is no turn 6; it has 5"),
    ],
)
def test_what_does_not_go_together_is_refused_with_what_does(study, asked, told, monkeypatch):
    from typer.testing import CliRunner

    from practicelearn.cli import app

    monkeypatch.setenv("COLUMNS", "300")
    said = CliRunner().invoke(app, ["correct", str(study.path), "north", "--by", "sam", *asked])
    assert said.exit_code == 2
    assert told in " ".join(said.output.split())
