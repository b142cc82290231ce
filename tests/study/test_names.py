"""A name that a person wrote into a study is seen, wherever they wrote it. All names invented."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import write_yaml_frame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study, create_study, open_study
from practicelearn.study.names import refuse_names_leaving
from practicelearn.study.sheets import write_sheet

# "Tarn Quillory" only a roster knows: both are ordinary words to the rules in lower case
LISTED, FOUND = "Tarn Quillory", "Mrs Adeyemi"
NAMING = f"It was {LISTED} who rang {FOUND} about it."
ROSTER = pd.DataFrame({"name": [LISTED]})
CODE = Code(
    "rota", "Rota", definition=NAMING, include=NAMING, exclude=NAMING, examples=(NAMING,),
    cues=("rota", "Adeyemi"), source=NAMING,
)  # fmt: skip


def frame_with(code: Code) -> CodingFrame:
    return CodingFrame(name="Invented", version="1", date="2026-01-05", codes=(code,))


def made(path: Path, frame: CodingFrame) -> Study:
    turn = make_turn_id("north", 1)
    turns = pd.DataFrame(
        [{"session_id": "north", "n": 1, "speaker": "P1", "role": "participant",
          "text": "Nobody asks us about the rota.", "marks": []}],
        index=pd.Index([turn], name="turn_id"),
    )  # fmt: skip
    sessions = pd.DataFrame([{"session_id": "north", "year": "2025-26"}]).set_index("session_id")
    corpus = Corpus(turns, sessions).with_turns(turns)
    return create_study(path, replace(corpus, pseudonymised=True), frame, title="Invented")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made(tmp_path / "study", frame_with(Code("rota", "Rota")))


def in_frame(study: Study) -> None:
    (study.path / "frame" / "1.yaml").unlink()
    write_yaml_frame(frame_with(CODE), study.path / "frame" / "1.yaml")


def in_a_coding(study: Study) -> None:
    part = {"turn_id": "north:00001", "start": 0, "end": 6, "quote": "Nobody"}
    payload = {"code": "rota", "parts": [part], "memo": NAMING}
    study.record("coder-1", "code", session_id="north", coding_id="k1", payload=payload)


def in_a_memo(study: Study) -> None:
    payload = {"about": "session", "memo": NAMING}
    study.record("coder-1", "memo", session_id="north", payload=payload)


def in_a_new_code(study: Study) -> None:
    payload = {"id": "phone", "name": "Phone", "definition": NAMING}
    study.record("coder-1", "new_code", session_id="north", payload=payload)


def in_a_cell(study: Study) -> None:
    payload = {"year": "2025-26", "group": "north", "code": "rota", "summary": NAMING}
    study.record("coder-1", "summary", payload=payload)


def in_a_statement(study: Study) -> None:
    study.record("coder-1", "statement", payload={"theme_id": "rota", "statement": NAMING})


def in_a_reply(study: Study) -> None:
    payload = {"year": "2025-26", "theme_id": "", "answer": "yes", "words": NAMING, "row": "1"}
    study.record("coder-1", "reply", payload=payload)


def in_the_guide(study: Study) -> None:
    guide = f"question_id,wording,prompts,version,codes\nq1,{NAMING},,1,\n"
    (study.path / "guide.csv").write_text(guide, encoding="utf-8")


def in_an_action(study: Study) -> None:
    row = {"You said": "The rota", "We will": NAMING, "By when": "2026-03-31", "Note": NAMING}
    write_sheet(pd.DataFrame([row]), study.path / "actions.xlsx")


def in_the_survey(study: Study) -> None:
    row = {"Round": "2025-26", "Standard": "Tools", "Score": "48", "Note": NAMING}
    write_sheet(pd.DataFrame([row]), study.path / "survey.xlsx")


def in_a_sheet(study: Study) -> None:
    row = {"session_id": "north", "year": "2025-26", "remarks": NAMING}
    write_sheet(pd.DataFrame([row]), study.path / "sessions.xlsx")


PLACES = [
    (in_frame, "frame.definition"), (in_frame, "frame.include"), (in_frame, "frame.exclude"),
    (in_frame, "frame.examples"), (in_frame, "frame.source"),
    (in_a_coding, "coding.code.memo"), (in_a_memo, "coding.memo.memo"),
    (in_a_new_code, "coding.new_code.definition"), (in_a_cell, "decisions.summary.summary"),
    (in_a_statement, "decisions.statement.statement"), (in_a_reply, "decisions.reply.words"),
    (in_the_guide, "guide.wording"), (in_an_action, "actions.we_will"),
    (in_an_action, "actions.note"), (in_the_survey, "survey.note"),
    (in_a_sheet, "sessions.remarks"),
]  # fmt: skip


@pytest.mark.parametrize(("write", "place"), PLACES, ids=[place for _, place in PLACES])
def test_a_name_on_the_roster_and_another_are_listed_with_their_place(study, write, place):
    before = study.names_left(ROSTER)
    assert not before["likely"].any()
    write(study)
    left = study.names_left(ROSTER)
    own = left[left["likely"] & (left["place"] == place)]
    assert sorted(own["text"]) == [FOUND, LISTED]
    assert own["row"].str.len().gt(0).all()


def test_names_of_coders_and_files_are_listed(study):
    study.record("yusuf", "memo", session_id="north", payload={"about": "session", "memo": "x"})
    (study.path / "debrief-yusuf.docx").write_bytes(b"")
    left = study.names_left()
    named = set(zip(left["place"], left["row"], strict=True))
    assert named >= {("coding.coder", "yusuf"), ("files", "debrief-yusuf.docx")}


def test_a_text_that_was_replaced_since_is_still_listed(study):
    in_a_statement(study)
    study.record("coder-1", "statement", payload={"theme_id": "rota", "statement": "Nobody asks."})
    assert "decisions.statement.statement" in set(study.names_left()["place"])


def test_the_day_an_action_is_due_is_no_birthday(study):
    in_an_action(study)
    left = study.names_left()
    assert "date of birth" not in set(left["kind"])


def test_a_team_s_own_frame_is_pseudonymised_with_its_transcripts(tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    said = f"F: How is it?\nP1: {NAMING}\nF: And?\nP1: That is all.\n"
    (talk / "2025-north.txt").write_text(said, encoding="utf-8")
    write_yaml_frame(frame_with(CODE), tmp_path / "own.yaml")
    write_sheet(ROSTER, tmp_path / "roster.xlsx")
    done = run(
        "init", tmp_path / "study", talk, "--key", tmp_path / "k.csv",
        "--roster", tmp_path / "roster.xlsx", "--frame", tmp_path / "own.yaml",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    study = open_study(tmp_path / "study")
    words = " ".join(study.corpus().turns["text"])
    example = study.frame()["rota"].examples[0]
    assert example in words
    assert not any(n in example for n in ("Tarn", "Quillory", "Adeyemi"))
    left = study.names_left(ROSTER)
    assert left[left["likely"]].empty


@pytest.mark.parametrize("write", [in_frame, in_a_coding, in_a_memo], ids=["frame", "span", "memo"])
def test_nothing_that_looks_like_a_name_leaves_before_somebody_says_why(study, tmp_path, write):
    in_a_coding(study)
    shutil.rmtree(study.path / "coding")
    write(study)
    out = tmp_path / "out.qdpx"
    refused = run("export", study.path, out)
    assert refused.exit_code == 2
    assert "look like names" in refused.output
    assert "Adeyemi" not in refused.output  # the console masks speech
    assert not out.exists()
    assert run("export", study.path, out, "--waive", "Agreed.").exit_code == 2  # by whom?
    done = run("export", study.path, out, "--waive", "Agreed.", "--by", "sam")
    assert done.exit_code == 0, done.output
    assert run("export", study.path, tmp_path / "again.qdpx").exit_code == 0  # on record by now
    row = study.decisions().query("kind == 'waive-export'").iloc[0]
    assert (row["who"], row["reason"]) == ("sam", "Agreed.")
    assert FOUND in row["words"]


def test_a_frame_leaves_when_only_a_memo_names_somebody(study, tmp_path):
    in_a_memo(study)
    refuse_names_leaving(study, frame_only=True)
    with pytest.raises(StudyError, match="look like names"):
        refuse_names_leaving(study)


def test_what_may_leave_for_another_program_may_not_stand_in_a_report(study):
    in_a_memo(study)
    refuse_names_leaving(study, waive="Agreed.", by="sam")
    assert "waive" not in set(study.decisions()["kind"])


def test_the_list_masks_words_unless_asked(study):
    in_a_memo(study)
    in_a_sheet(study)
    (study.path / "debrief-yusuf.docx").write_bytes(b"")
    masked = run("names", study.path)
    assert masked.exit_code == 0, masked.output
    assert "coding.memo.memo" in masked.output
    assert "5 words look like names" in masked.output
    assert not any(n in masked.output.lower() for n in ("adeyemi", "yusuf", "quillory"))
    shown = run("names", study.path, "--show-text")
    assert FOUND in shown.output


def test_comments_and_their_authors_are_seen_and_replaced(tmp_path):
    document = docx.Document()
    for words in ("F: How is the rota?", "P1: Nobody asks us.", "F: And then?", "P1: Nothing."):
        run_ = document.add_paragraph().add_run(words)
    document.add_comment(run_, text=NAMING, author="Yusuf Adeyemi", initials="YA")
    document.save(str(tmp_path / "north.docx"))
    corpus = prac.read_transcript(tmp_path / "north.docx")
    left = prac.names_left(corpus, roster=ROSTER)
    said = " ".join(left.loc[left["place"].str.startswith("issues."), "text"])
    assert all(name in said for name in (LISTED, FOUND, "Yusuf Adeyemi"))
    safe = prac.pseudonymise(corpus, roster=ROSTER, key_file=tmp_path / "key.csv")
    issues = safe.issues.to_csv()
    assert "comment" in issues
    assert not any(name in issues for name in ("Tarn", "Quillory", "Adeyemi", "Yusuf"))


def run(*args: object):
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    return runner.invoke(app, [str(a) for a in args])
