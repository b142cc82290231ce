"""Codes made while coding live in their maker's log until a person releases a version."""

from dataclasses import replace

import docx
import numpy as np
import pytest
from typer.testing import CliRunner

from practicelearn.cli import app
from practicelearn.coding.agreement import agreement, coded_units
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import FrameError
from practicelearn.exchange.frame_files import write_frame
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.frames import made_codes, release_frame
from practicelearn.transcripts.loader import read_transcript

FRAME = CodingFrame(
    name="Invented frame", version="1", date="2026-01-05",
    codes=(Code("heard", "Being heard", definition="Whether anybody listens."),),
)  # fmt: skip


@pytest.fixture
def study(tmp_path):
    file = tmp_path / "north.txt"
    file.write_text("F: How is it?\n\nP1: The biscuits help.\n\nF: Go on.\n\nP1: Nobody listens.\n")
    corpus = replace(read_transcript(file), pseudonymised=True)
    study = create_study(tmp_path / "study", corpus, FRAME, title="Invented")
    for coder in ("kim", "lee"):
        study.record(coder, "read", session_id="north", frame_version="1",
                     payload={"from": 1, "to": 4})  # fmt: skip
    make(study, "kim", "biscuits", "Biscuits", definition="Small things that help.")
    part = {"turn_id": "north:00002", "start": 4, "end": 12, "quote": "biscuits"}
    study.record("kim", "code", session_id="north", coding_id="k1", frame_version="1",
                 payload={"code": "biscuits", "parts": [part]})  # fmt: skip
    return study


def make(study, who, code, name, **more):
    return study.record(
        who, "new_code", session_id="north", payload={"id": code, "name": name, **more}
    )


def test_made_codes_are_listed_with_their_maker_and_use(study):
    undone = make(study, "lee", "slip", "A slip")
    study.record("lee", "undo", session_id="north", payload={"target": undone.id})
    table = made_codes(study)
    assert table["take"].tolist() == ["kim/biscuits"]
    row = table.iloc[0]
    assert (row["n_codings"], row["released"], row["definition"]) == (
        1, None, "Small things that help.",
    )  # fmt: skip
    assert "biscuits" not in study.frame()


def test_a_release_holds_what_was_taken_and_is_on_record(study):
    make(study, "lee", "tea", "Tea")
    released = release_frame(study, "2026-1", by="sam", take=["kim/biscuits"])
    again = open_study(study.path)
    assert list(again.frame()) == ["heard", "biscuits"]
    assert (again.frame().version, again.frame()["biscuits"].name) == ("2026-1", "Biscuits")
    assert released.path == study.path / "frame" / "2026-1.yaml"
    table = made_codes(again).set_index("take")
    assert table["released"].to_dict() == {"kim/biscuits": "2026-1", "lee/tea": None}
    decision = again.decisions().iloc[-1]
    assert (decision["kind"], decision["who"], decision["new_codes"]) == (
        "frame", "sam", ["biscuits"],
    )  # fmt: skip
    assert list(release_frame(again, "2026-2", by="sam")) == ["heard", "biscuits", "tea"]


def test_what_was_read_before_a_code_existed_is_missing_not_zero(study):
    release_frame(study, "2026-1", by="sam")
    units = coded_units(study.codings(), study.corpus(), codes=["heard", "biscuits"])
    heard, biscuits = units.coded[:, :, 0], units.coded[:, :, 1]
    assert (heard == 0).all()
    assert (biscuits == -1).all(), "nobody has read with the code in the frame"
    assert np.isnan(agreement(study.codings(), study.corpus()).loc["biscuits", "alpha"])
    for coder in ("kim", "lee"):
        study.record(coder, "read", session_id="north", frame_version="2026-1",
                     payload={"from": 1, "to": 2})  # fmt: skip
    units = coded_units(study.codings(), study.corpus(), codes=["biscuits"])
    assert units.coded[:, :, 0].tolist() == [[0, 0], [1, 0]], "kim coded it, lee saw it and did not"


def test_a_release_is_refused_where_it_would_mix_meanings(study):
    make(study, "lee", "biscuits", "Biscuits", definition="Catering.")
    make(study, "lee", "below", "Below", parent="nowhere")
    with pytest.raises(FrameError, match="may mean two things"):
        release_frame(study, "2026-1", by="sam", take=["kim/biscuits", "lee/biscuits"])
    with pytest.raises(FrameError, match='stands under "nowhere"'):
        release_frame(study, "2026-1", by="sam", take=["lee/below"])
    with pytest.raises(FrameError, match='Did you mean "kim/biscuits"'):
        release_frame(study, "2026-1", by="sam", take=["kim/biscuit"])
    with pytest.raises(FrameError, match="released already"):
        release_frame(study, "1", by="sam")
    with pytest.raises(FrameError, match="would not be the newest"):
        release_frame(study, "0", by="sam", date="2026-01-05")
    with pytest.raises(FrameError, match="cannot name a version"):
        release_frame(study, "../1", by="sam")
    assert [f.version for f in study.frames()] == ["1"]


def test_a_study_without_a_frame_begins_one(study):
    (study.path / "frame" / "1.yaml").unlink()
    assert list(release_frame(study, "2026-1", by="sam")) == ["biscuits"]


def test_a_frame_to_print(study, tmp_path):
    frame = FRAME.with_code(Code("tea", "Tea \x01", parent="heard", cues=("tea", "brew")))
    document = docx.Document(str(write_frame(frame, tmp_path / "frame.docx")))
    said = [(p.style.name, p.text) for p in document.paragraphs]
    assert said[0] == ("Heading 1", "Invented frame")
    assert said[2:5] == [
        ("Heading 2", "Being heard (heard)"),
        ("Normal", "Whether anybody listens."),
        ("Heading 3", "Tea ␁ (tea)"),
    ]
    assert said[5][1] == "Often said: tea; brew"


def test_on_the_command_line(study, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def run(*args):
        return CliRunner().invoke(app, ["frame", str(study.path), *map(str, args)])

    assert "kim/biscuits" in run("made").output
    refused = run("release", "--version", "2026-1")
    assert refused.exit_code == 2
    done = run("release", "--version", "2026-1", "--by", "sam", "--take", "kim/biscuits")
    assert done.exit_code == 0, done.output
    assert "added" in done.output
    assert "added" in run("diff", "1", "2026-1").output
    for kind in ("yaml", "csv", "xlsx", "qdc", "md", "docx"):
        assert run("export", tmp_path / f"frame.{kind}").exit_code == 0
    edited = (tmp_path / "frame.md").read_text().replace("Biscuits", "Cake")
    (tmp_path / "frame.md").write_text(edited)
    args = ("--version", "2026-2", "--by", "sam", "--take", "none", "--from", tmp_path / "frame.md")
    assert run("release", *args).exit_code == 0
    assert open_study(study.path).frame()["biscuits"].name == "Cake"
    assert 'Did you mean "release"' in run("relese").output
