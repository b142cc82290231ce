"""The draft of a frame from the command line: edited, shown, taken back, released, printed."""

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
