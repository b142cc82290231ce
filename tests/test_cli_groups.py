"""``how-many-groups``: a table, a sentence, and a file to keep."""

import shutil
from functools import partial

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import cli
from practicelearn.themes.how_many import how_many_groups


@pytest.fixture
def run(monkeypatch):
    few = partial(how_many_groups, n_studies=30)
    monkeypatch.setattr("practicelearn.jobs.how_many_groups.how_many_groups", few)
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "240"})
    return lambda *args: runner.invoke(cli.app, ["how-many-groups", *[str(a) for a in args]])


def test_a_number_of_groups_is_answered_with_a_table_a_sentence_and_what_it_rests_on(run, tmp_path):
    out = tmp_path / "groups.xlsx"
    answer = run("--groups", "6, 8", "--headlines", 3, "--change", 0.36, "-o", out)
    assert answer.exit_code == 0, answer.output
    said = " ".join(answer.output.split())
    assert (
        "With 8 groups of about 7 people and three headlines, a rise of one from 40 to 76" in said
    )
    assert "is not known: 0.05 is taken" in said
    assert "a year’s weather" in said
    assert "below 20 groups a round it is practically never said" in said
    sheet = load_workbook(out).active
    assert [cell.value for cell in sheet[1]][:2] == ["n_before", "n_after"]
    assert sheet.max_row == 3
    assert out.with_suffix(".png").stat().st_size > 10_000


def test_a_study_gives_its_last_round(run):
    answer = run(prac.sample_path(), "--groups", 10)
    said = " ".join(answer.output.split())
    assert answer.exit_code == 0, answer.output
    assert "With 10 groups of about 6 people (after 8 groups) and five headlines in three" in said
    assert "is taken from 8 groups of the last round: 0." in said


def test_what_is_no_number_of_groups_is_refused(run):
    answer = run("--groups", "eight")
    assert answer.exit_code != 0
    assert 'expected whole numbers, such as 8 or "6 8 12"' in answer.output


def test_a_study_of_two_groups_tells_nothing_and_that_is_said(run, tmp_path):
    folder = tmp_path / "study"
    leave = shutil.ignore_patterns("originals", ".cache", "decisions")
    shutil.copytree(prac.sample_path(), folder, ignore=leave)
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem not in {"2025-south", "2025-north"}:
            path.unlink()
    answer = run(folder, "--groups", 6)
    said = " ".join(answer.output.split())
    assert answer.exit_code == 0, answer.output
    assert "Nothing is taken from an earlier round: none has four groups" in said
    assert "With 6 groups of about 7 people" in said
    shutil.rmtree(folder / "coding")
    said = " ".join(run(folder, "--groups", 6).output.split())
    assert "Nothing is taken from an earlier round: " in said
    assert "With 6 groups of about 7 people and three headlines" in said
