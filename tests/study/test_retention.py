"""How long a round may be kept: declared in study.toml, said where a study is opened."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.cli import app
from practicelearn.errors import StudyError
from practicelearn.jobs.checking import check_study
from practicelearn.jobs.rights import RECORDING
from practicelearn.study.folder import open_study
from practicelearn.study.retention import overdue


@pytest.fixture
def folder(tmp_path):
    """One session of the sample: enough, and quick to open."""
    left_out = shutil.ignore_patterns("originals", "2024-*", "2025-*")
    return shutil.copytree(prac.sample_path(), tmp_path / "study", ignore=left_out)


def declare(folder, text):
    settings = folder / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"\ndelete_by = {text}\n")
    return open_study(folder)


def test_past_its_day_a_round_is_to_go_with_its_recordings():
    said = {"2023-24": "2026-03-31"}
    assert overdue(said, "2023-24", today=date(2026, 3, 31)) is None
    assert overdue(said, "2024-25", today=date(2027, 1, 1)) is None
    assert overdue(said, None, today=date(2027, 1, 1)) is None
    told = overdue(said, "2023-24", today=date(2026, 4, 1))
    assert "31 March 2026" in told and "recordings" in told and "purge" in told


@pytest.mark.parametrize("day", ['"2024-01-31"', "2024-01-31"])
def test_opening_a_session_past_its_day_says_so(folder, day):
    study = declare(folder, f'{{"2023-24" = {day}}}')
    sid = next(s for s in study.session_ids if s.startswith("2023"))
    answer = Desk(study, "kim").ask("session", {"session": sid})
    assert "31 January 2024" in answer["due"]
    assert answer["due"] in answer["notices"]
    if day.startswith('"'):
        told = check_study(folder).issues["message"]
        assert told.str.contains("31 January 2024").sum() == 1


def test_without_a_day_and_before_it_nothing_is_said(folder):
    sid = next(s for s in open_study(folder).session_ids if s.startswith("2023"))
    desk = Desk(open_study(folder), "kim")
    assert desk.ask("session", {"session": sid})["due"] is None
    study = declare(folder, '{"2023-24" = "2999-01-31"}')
    assert Desk(study, "kim").ask("session", {"session": sid})["due"] is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"2023-24" = "soon"}', "a day for each round"),
        ('"2024-01-31"', "a day for each round"),
        ('{"2023-24" = 2024}', "a day for each round"),
        ('{"2032-24" = "2024-01-31"}', 'names the round "2032-24"'),
    ],
)
def test_a_day_that_is_none_is_refused(folder, text, says):
    with pytest.raises(StudyError, match=says):
        declare(folder, text)


def test_who_takes_words_out_is_told_that_a_recording_still_holds_them(folder):
    study = open_study(folder)
    turns = study.corpus().turns
    row = turns[turns["role"] == "participant"].iloc[0]
    words = row["text"].split(".")[0]

    def run(*command):
        ran = CliRunner().invoke(app, [*map(str, command), "--by", "sam", "--yes"])
        assert ran.exit_code == 0, ran.output
        return " ".join(ran.output.split())

    redaction = ["redact", folder, row.name, words, "--kind", "place", "--reason", "small"]
    assert RECORDING in run(*redaction)
    assert RECORDING not in run("withdraw", folder, row["person_id"], "--quotes-only")
    assert RECORDING in run("withdraw", folder, row["person_id"])
    assert RECORDING in run("purge", folder, "2023-24")
