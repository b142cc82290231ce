"""The action sheet and the survey in a study folder."""

import shutil

import pytest

import practicelearn as prac
from practicelearn.errors import StudyError
from practicelearn.study.actions import begin_actions
from practicelearn.study.rights import withdraw


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(
        prac.sample_path(), folder, ignore=shutil.ignore_patterns("originals", "coding", ".cache")
    )
    for path in folder.glob("sessions/*"):
        if path.stem != "2025-north":  # one session is enough, and quick
            path.unlink()
    return prac.open_study(folder)


def test_a_study_reads_its_sheets(study):
    assert len(study.actions().actions) == 10
    assert set(study.survey()["band"]) == {"low", "moderate", "high"}


def test_without_a_sheet_the_way_to_begin_one_is_named(study):
    (study.path / "actions.xlsx").unlink()
    assert not study.has_actions
    with pytest.raises(StudyError, match="--new"):
        study.actions()
    (study.path / "survey.xlsx").unlink()
    assert study.survey().empty


def test_a_new_sheet_holds_what_people_said_and_is_never_written_over(study):
    with pytest.raises(StudyError, match="never written over"):
        begin_actions(study)
    (study.path / "actions.xlsx").unlink()
    begin_actions(study)
    cycle = study.actions()
    assert len(cycle.recommendations) == 5
    assert set(cycle.recommendations["year"]) == {"2025-26"}
    assert cycle.recommendations["response"].isna().all()
    assert cycle.actions.empty
    assert cycle.issues.empty


def test_without_a_stated_theme_no_empty_sheet_stands_in_the_way_of_a_later_one(study):
    (study.path / "actions.xlsx").unlink()
    log = study.path / "decisions" / "sam.jsonl"
    kept = log.read_text()
    log.unlink()
    with pytest.raises(StudyError, match="no theme has been stated yet"):
        begin_actions(study)
    log.write_text(kept)
    assert begin_actions(study).exists()


def test_words_of_somebody_who_withdraws_go_from_the_sheet_too(study):
    turns = study.corpus().turns
    turn = turns[(turns["role"] == "participant") & (turns["text"].str.len() > 60)].iloc[0]
    path = study.path / "actions.xlsx"
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.active.cell(2, 1).value = turn["text"]
    book.save(path)
    assert turn["text"][:40] in study.actions().recommendations["text"].iloc[0]
    withdraw(study, turn["person_id"], by="sam")
    assert study.actions().recommendations["text"].iloc[0] == "[withdrawn]"
