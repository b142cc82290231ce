"""``verify``: every way in which a study can be wrong is said with its place and what to do."""

import errno
import json
import shutil

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from practicelearn.app.desk import Desk
from practicelearn.cli import app
from practicelearn.coding.log.events import Event, EventLog
from practicelearn.jobs.verifying import mend, verify
from practicelearn.study import change
from practicelearn.study.folder import open_study
from practicelearn.study.frames import release_frame
from practicelearn.study.rights import redact, withdraw

KIM = "coding/kim/2024-north.jsonl"
COPY = "coding/kim/2024-north (conflicted copy 2026-02-01).jsonl"


@pytest.fixture
def study(tidy_study):
    return tidy_study


def run(*words: object):
    return CliRunner().invoke(app, [str(w) for w in words])


def put(study, place: str, **fields) -> None:
    """An event that no program would write, at the end of a log."""
    event = {"v": 1, "id": "odd", "seq": 90, "who": "kim", "kind": "memo", "at": "2026-02-01",
             "session_id": "2024-north", **fields}  # fmt: skip
    with (study.path / place).open("a", encoding="utf-8") as file:
        file.write(json.dumps(event) + "\n")


def snapshot(study) -> dict[str, bytes]:
    ours = (".lock", ".generation")
    return {
        p.relative_to(study.path).as_posix(): p.read_bytes()
        for p in sorted(study.path.rglob("*")) if p.is_file() and p.name not in ours
    }  # fmt: skip


def edit(study, place: str, old: str, new: str) -> None:
    path = study.path / place
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def rename(study, old: str, new: str) -> None:
    (study.path / old).rename(study.path / new)


PART = {"turn_id": "2024-north:00002", "start": 0, "end": 8, "quote": "The duty"}

WRONG = {
    "a changed text": (
        lambda s: edit(s, "sessions/2024-north.csv", "Monday", "Sunday"),
        "error", "sessions/2024-north.csv", "changed since it was frozen", "backup"),
    "a damaged table": (
        lambda s: edit(s, "sessions/2024-north.csv", "00002,2,", "00002,two,"),
        "error", "sessions/2024-north.csv", "is damaged", "backup"),
    "a damaged account": (
        lambda s: edit(s, "sessions/2024-north.json", "{", "["),
        "error", "sessions/2024-north.csv", "is damaged", "backup"),
    "another session's account": (
        lambda s: edit(s, "sessions/2024-north.json", '_id": "2024-north"', '_id": "x"'),
        "error", "sessions/2024-north.json", "belongs to another session", "backup"),
    "a missing session": (
        lambda s: (s.path / "sessions/2025-south.csv").unlink(),
        "error", "sessions/2025-south.csv", "missing", "backup"),
    "a missing version of the frame": (
        lambda s: (s.path / "frame/2024-1.yaml").unlink(),
        "error", "frame/2024-1.yaml", "it is not there", "backup"),
    "a damaged frame": (
        lambda s: (s.path / "frame/2024-1.yaml").write_text("codes: ["),
        "error", "frame/2024-1.yaml", "", "backup"),
    "a frame under another name": (
        lambda s: rename(s, "frame/2024-1.yaml", "frame/2024-2.yaml"),
        "warning", "frame/2024-2.yaml", "its name says another", "2024-1.yaml"),
    "a damaged line": (
        lambda s: (s.path / KIM).write_bytes((s.path / KIM).read_bytes() + b"\x00\xff\n"),
        "error", f"{KIM}, line 14", "no event", "--mend"),
    "a torn line": (
        lambda s: (s.path / KIM).write_bytes((s.path / KIM).read_bytes()[:-40]),
        "warning", f"{KIM}, line 13", "torn", "--mend"),
    "a line of a later version": (
        lambda s: put(s, KIM, v=2), "error", f"{KIM}, line 14", "newer", "install"),
    "an undo of nothing": (
        lambda s: put(s, KIM, kind="undo", payload={"target": "none"}),
        "warning", f"{KIM}, event odd", "not there", "look"),
    "a change of nothing": (
        lambda s: put(s, KIM, kind="change", coding_id="none"),
        "warning", f"{KIM}, event odd", "not there", "look"),
    "a code nobody knows": (
        lambda s: put(s, KIM, kind="code", coding_id="o", payload={"code": "x", "parts": [PART]}),
        "warning", f"{KIM}, event odd", '"x" is in no version', "release"),
    "words that moved": (
        lambda s: put(s, KIM, kind="code", coding_id="o",
                      payload={"code": "duty", "parts": [{**PART, "quote": "gone"}]}),
        "error", "2024-north:00002", "changed since kim coded it", "do not stand"),
    "somebody else's event": (
        lambda s: put(s, KIM, who="pat"),
        "warning", f"{KIM}, event odd", "lies in the folder of kim", "kim's"),
    "another session's event": (
        lambda s: put(s, KIM, session_id="2025-south"),
        "warning", f"{KIM}, event odd", "log of another", "lost"),
    "a flag on nothing": (
        lambda s: put(s, "decisions/kim.jsonl", kind="quotable", payload={"coding_id": "none"}),
        "warning", "decisions/kim.jsonl, event odd", "coding that is not there", "no effect"),
    "a theme nobody knows": (
        lambda s: put(s, "decisions/kim.jsonl", kind="drop", payload={"theme_id": "none"}),
        "warning", "decisions/kim.jsonl, event odd", "no code of any version", "no effect"),
    "a question at no turn": (
        lambda s: put(s, "decisions/kim.jsonl", kind="question",
                      payload={"turn": 99, "question": "q1"}),
        "warning", "decisions/kim.jsonl, event odd", "2024-north:00099", "no effect"),
    "a question nobody asked": (
        lambda s: put(s, "decisions/kim.jsonl", kind="question",
                      payload={"turn": 1, "question": "q77"}),
        "warning", "decisions/kim.jsonl, event odd", "no such question", "no effect"),
    "a headline of no code": (
        lambda s: edit(s, "study.toml", '["forms"]', '["farms"]'),
        "warning", "study.toml", '"farms"', "name another"),
    "a round that is not named": (
        lambda s: edit(s, "study.toml", '["2024-25", "2025-26"]', '["2024-25"]'),
        "warning", "study.toml", '"2025-26"', "add it"),
    "a setting that is not so": (
        lambda s: edit(s, "study.toml", "title", "titel"),
        "error", "study.toml", 'unknown setting "titel"', "put the file right"),
    "a sheet that is no workbook": (
        lambda s: (s.path / "attendance.xlsx").write_bytes(b"PK no"),
        "error", "", "attendance.xlsx", "backup"),
    "an empty journal": (
        lambda s: (s.path / ".rewriting.json").write_bytes(b""),
        "note", ".rewriting.json", "empty", "--mend"),
    "a journal of an earlier version": (
        lambda s: (s.path / ".rewriting.json").write_text("{}"),
        "error", ".rewriting.json", "stopped half-way", "repeat"),
}  # fmt: skip


def test_nothing_is_wrong_with_a_study_as_it_should_be(study, sample):
    for folder in (study.path, sample):
        assert verify(folder).empty
        said = run("verify", folder)
        assert said.exit_code == 0
        assert "Nothing is wrong" in said.output


@pytest.mark.parametrize("how", WRONG)
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(study, how):
    do, severity, place, what, remedy = WRONG[how]
    do(study)
    before = snapshot(study)
    found = verify(study.path)
    hit = found[
        (found["severity"] == severity)
        & found["place"].str.contains(place, regex=False)
        & found["what"].str.contains(what, regex=False)
        & found["remedy"].str.contains(remedy, regex=False)
    ]
    assert len(hit) == 1, found.to_string()
    assert run("verify", study.path).exit_code == (severity != "note")
    assert snapshot(study) == before, "looking changes nothing"


def test_check_says_that_there_is_a_closer_look(study):
    assert f'verify "{study.path}"' in run("check", study.path).output


def test_what_can_be_mended_without_loss_is_and_no_coding_changes(study):
    whole = (study.path / KIM).read_bytes()
    EventLog(study.path / COPY).append(
        Event("memo", "kim", "2024-north", payload={"memo": "Away."})
    )
    (study.path / COPY).write_bytes(whole + (study.path / COPY).read_bytes() + b'{"v": 1, "torn')
    shutil.copytree(study.path / "coding/lee", study.path / "coding/lee (1)")
    put(study, "coding/lee (1)/2024-north.jsonl", who="lee", payload={"memo": "There."})
    (study.path / KIM).write_bytes(whole[: len(whole) // 2] + b"\n" + whole)
    for name in ("sessions/2024-north (1).csv", "sessions/2024-north (1).json",
                 "frame/2024-1 (1).yaml", "study (1).toml"):  # fmt: skip
        shutil.copyfile(study.path / name.replace(" (1)", ""), study.path / name)
    (study.path / ".correcting.json").write_bytes(b"")
    before = open_study(study.path).codings()
    done = run("verify", study.path, "--mend", "--by", "sam")
    assert done.exit_code == 0, done.output
    again = open_study(study.path)
    pd.testing.assert_frame_equal(again.codings().spans, before.spans)
    pd.testing.assert_frame_equal(again.codings().read, before.read)
    notes = (study.path / KIM).read_text("utf-8") + (
        study.path / "coding/lee/2024-north.jsonl"
    ).read_text("utf-8")
    assert "Away." in notes
    assert "There." in notes
    names = {p.name for p in study.path.rglob("*")}
    assert not {n for n in names if "(1)" in n or "conflicted" in n or n == ".correcting.json"}
    aside = (study.path / f"{KIM}.damaged").read_bytes()
    assert b'{"v": 1, "torn' in aside
    assert len(aside.splitlines()) == 2, "each damaged line is kept"
    assert again.decisions().iloc[-1]["kind"] == "mend"
    assert verify(study.path).empty
    assert mend(study.path, by="sam") == [], "there is no more to mend"


def test_who_mends_is_named_first(study):
    before = snapshot(study)
    assert run("verify", study.path, "--mend").exit_code == 2
    assert snapshot(study) == before


def test_a_copy_that_holds_something_else_is_left(study):
    shutil.copyfile(study.path / "people.xlsx", study.path / "attendance (1).xlsx")
    mend(study.path, by="sam")
    assert (study.path / "attendance (1).xlsx").exists()


SAID = b"Supervision moved again"


def late_copy(study, do) -> bytes:
    """The log of kim as it was before words were taken out, back from a laptop that was off."""
    kept = (study.path / KIM).read_bytes()
    table = (study.path / "sessions/2024-north.csv").read_bytes()
    assert SAID in kept
    do(open_study(study.path))
    assert SAID not in (study.path / KIM).read_bytes()
    (study.path / COPY).write_bytes(kept)
    with (study.path / COPY).open("ab") as file:
        away = Event("code", "kim", "2024-north", seq=70, coding_id="k77", payload={
            "code": "duty", "memo": "“Supervision moved again” is the sentence.",
            "parts": [{"turn_id": "2024-north:00003", "start": 0, "end": 23,
                       "quote": SAID.decode()}]})  # fmt: skip
        file.write(away.to_line().encode() + b"\n")
    return table


def holding(study) -> list[str]:
    return [place for place, content in snapshot(study).items() if SAID in content]


@pytest.mark.parametrize(
    "do",
    [
        lambda s: withdraw(s, "n2", by="sam"),
        lambda s: redact(
            s, "2024-north:00003", 0, 23, kind="account", reason="known by it", by="sam"
        ),
    ],
    ids=["withdrawn", "redacted"],
)
def test_words_that_come_back_late_are_noticed_and_taken_out_again(study, do):
    table = late_copy(study, do)
    (study.path / "sessions/2024-north (1).csv").write_bytes(table)
    assert holding(study) == [COPY, "sessions/2024-north (1).csv"]
    codings = open_study(study.path).codings()
    assert not codings.spans["quote"].str.contains("moved again").any()
    assert not codings.issues["text"].fillna("").str.contains("moved again").any()
    assert codings.issues["message"].str.contains("arrived late").sum() == 1
    found = verify(study.path)
    late = found[found["what"].str.contains("taken out of the study")]
    assert late["place"].tolist() == [COPY, "sessions/2024-north (1).csv"]
    said = run("verify", study.path, "--mend", "--by", "sam")
    assert said.exit_code == 0, said.output
    assert SAID not in said.output.encode()
    assert holding(study) == []
    assert "k77" in open_study(study.path).codings().spans["coding_id"].tolist()


@pytest.mark.parametrize("opened", ["a change", "the page"])
def test_words_that_come_back_late_go_when_the_study_is_next_written_to(study, opened):
    table = late_copy(study, lambda s: withdraw(s, "n2", by="sam"))
    (study.path / "sessions/2024-north (1).csv").write_bytes(table)
    assert holding(study) == [COPY, "sessions/2024-north (1).csv"]
    if opened == "a change":
        release_frame(study, "2031-1", by="sam", date="2031-01-01")
    else:
        Desk(open_study(study.path), "kim")
    assert holding(study) == []
    after = open_study(study.path)
    assert "k77" in after.codings().spans["coding_id"].tolist()
    assert not after.codings().issues["message"].str.contains("arrived late").any()
    mended = after.decisions().query("kind == 'mend'")
    assert mended["who"].tolist() == ["practicelearn"]
    assert mended["what"].tolist() == [[COPY, "sessions/2024-north (1).csv"]]
    Desk(open_study(study.path), "kim")
    assert len(open_study(study.path).decisions().query("kind == 'mend'")) == 1


def test_a_folder_that_cannot_be_written_to_is_opened_all_the_same(study, monkeypatch):
    late_copy(study, lambda s: withdraw(s, "n2", by="sam"))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(change, "carry_out", full)
    answer = Desk(open_study(study.path), "kim").ask("session", {"session": "2024-north"})
    assert answer["ok"]
    assert SAID.decode() not in json.dumps(answer)
    assert COPY in holding(study)


def test_a_copied_sheet_that_still_holds_who_withdrew_is_named_by_its_cell(study):
    people = openpyxl.load_workbook(study.path / "people.xlsx")
    people.active.append(["n2", "Bea"])
    people.save(study.path / "people.xlsx")
    kept = {name: (study.path / name).read_bytes() for name in ("attendance.xlsx", "people.xlsx")}
    assert not verify(study.path)["what"].str.contains("may stand in this copy").any()
    withdraw(study, "n2", by="sam")
    for name, content in kept.items():
        (study.path / name.replace(".", " (1).")).write_bytes(content)
    found = verify(study.path)
    late = found[found["what"].str.contains("a person whom no sheet holds any more")]
    assert late["place"].tolist() == [
        "attendance (1).xlsx, attendance!B3", "people (1).xlsx, people!A2"
    ]  # fmt: skip
    assert set(late["severity"]) == {"error"}


def test_a_copied_sheet_that_still_says_what_was_redacted_is_named_by_its_cell(study):
    book = openpyxl.load_workbook(study.path / "sessions.xlsx")
    book.active.cell(1, 20, "notes")
    book.active.cell(2, 20, f"They said: {SAID.decode()}.")
    book.save(study.path / "sessions.xlsx")
    kept = (study.path / "sessions.xlsx").read_bytes()
    redact(study, "2024-north:00003", 0, 23, kind="account", reason="known by it", by="sam")
    (study.path / "sessions (conflicted copy).xlsx").write_bytes(kept)
    found = verify(study.path)
    late = found[found["what"].str.contains("words that were taken out of this cell")]
    assert late["place"].tolist() == ["sessions (conflicted copy).xlsx, sessions!T2"]


def test_a_log_that_was_written_over_by_an_older_copy_is_noticed(study):
    kept = (study.path / KIM).read_bytes()
    withdraw(study, "n2", by="sam")
    (study.path / KIM).write_bytes(kept)
    assert holding(study) == [KIM]
    mend(study.path, by="sam")
    assert holding(study) == []
    assert verify(study.path)["severity"].tolist().count("error") == 0


def test_a_session_that_was_written_over_by_an_older_copy_is_noticed(study):
    kept = [(p, p.read_bytes()) for p in study.path.glob("sessions/2024-north.*")]
    withdraw(study, "n2", by="sam")
    for path, content in kept:
        path.write_bytes(content)
    found = verify(study.path)
    assert found["what"].str.contains("on record as withdrawn, and fewer are").sum() == 1
