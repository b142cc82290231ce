"""The draft of a frame from the command line: edited, shown, taken back, released, printed."""

import re
import shutil

import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frame") / "study"
    shutil.copytree(prac.sample_path(), folder)
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem != "2025-north":
            path.unlink()
    return folder


def run(*words, code=0):
    done = CliRunner().invoke(app, ["frame", *map(str, words)], env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_a_draft_is_edited_shown_released_and_printed(study, tmp_path):
    assert "No edits" in run(study, "draft")
    run(study, "edit", "split", "into=supervision", "name=Cancelled", "parent=supervision",
        "--by", "kim")  # fmt: skip
    said = run(study, "edit", "change", "tools", "name=Tools", "cues=laptop; phone", "--by", "lee")
    assert "1. Cancelled: split off from Supervision (kim)" in said
    assert "2. Systems and equipment: name changed to “Tools”; cue words changed (lee)" in said
    assert "not known until" in " ".join(said.split())
    assert "2." not in run(study, "undo", "2", "--by", "kim")
    assert "there is no edit 7" in run(study, "undo", "7", "--by", "kim", code=2)
    assert "no field" in run(study, "edit", "change", "tools", "nmae=x", "--by", "kim", code=2)
    run(study, "release", "--version", "2031-1", "--by", "kim", "--note", "One was two.")
    frame = prac.open_study(study).frame()
    assert (frame.version, frame["cancelled"].parent) == ("2031-1", "supervision")
    assert "code-book.docx" in run(study, "book", tmp_path / "code-book.docx")


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_what_to_look_at_of_one_session_says_what_cannot_be_told(study):
    said = run(study, "check")
    assert "Nothing is changed." in said
    assert "which topics no code covers: too few sessions" in said
    assert "Cannot be told: how surely topics hold: numbers of topics tried" in said


@pytest.mark.slow
def test_what_to_look_at_in_the_sample_is_told_with_quotes_and_their_places(tmp_path):
    folder = shutil.copytree(prac.sample_path(), tmp_path / "study")
    said = run(folder, "check")
    assert "version 2023-1: no code covers it: 1" in said
    assert "No code covers “interpreter" in said and "You could: Read the quotes." in said
    turns = prac.open_study(folder).corpus().turns["text"]
    place, words = re.search(r"(\S+:\d{5}), P\d+: “(.{40})", said).groups()
    assert " ".join(turns[place].split()).startswith(words)
    assert "not found again in the other half of the sessions" in said
