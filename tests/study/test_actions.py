"""The action sheet and the survey in a study folder."""

import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.errors import StudyError
from practicelearn.study.actions import _heard_in, begin_actions, go_on_with_actions
from practicelearn.study.rights import withdraw


def only_north(names: set[str]) -> set[str]:
    return {n for n in names if n.endswith(".jsonl") and n != "2025-north.jsonl"}


@pytest.fixture
def study(tmp_path):
    """One session of the sample, with its coding: enough, and quick."""
    folder = tmp_path / "study"

    def left(place: str, names: list[str]) -> set[str]:
        if "coding" in place:
            return only_north(set(names))
        if place.endswith("sessions"):
            return {n for n in names if not n.startswith("2025-north.")}
        return {"originals", ".cache"} & set(names)

    shutil.copytree(prac.sample_path(), folder, ignore=left)
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


def test_a_new_sheet_holds_what_people_said_offers_choices_and_has_no_row_for_praise(study):
    (study.path / "actions.xlsx").unlink()
    said = go_on_with_actions(study).said
    cycle = study.actions()
    themes = {theme for row in cycle.recommendations["themes"] for theme in row}
    assert themes <= {"workload", "supervision", "tools", "desks"}
    assert "workload" in themes
    assert set(cycle.recommendations["year"]) == {"2025-26"}
    assert cycle.recommendations["response"].isna().all()
    assert cycle.actions.empty
    assert cycle.issues.empty
    assert f"begun with {len(themes)} rows of 2025-26" in said[0]
    assert any("nothing to accept" in words and "Peer support" in words for words in said)
    check_what_it_offers(study.path / "actions.xlsx")
    again = (study.path / "actions.xlsx").read_bytes()
    assert "nothing was added" in go_on_with_actions(study).said[0]
    assert (study.path / "actions.xlsx").read_bytes() == again


def test_a_sheet_that_is_there_keeps_every_cell_and_gets_the_new_rounds_rows_below(study):
    from openpyxl import load_workbook

    path = study.path / "actions.xlsx"
    before = [[c.value for c in row] for row in load_workbook(path).active]
    said = go_on_with_actions(study).said
    after = [[c.value for c in row] for row in load_workbook(path).active]
    assert after[: len(before)] == before
    added = after[len(before) :]
    assert added
    assert {row[before[0].index("Round")] for row in added} == {"2025-26"}
    themes = [row[before[0].index("Theme")] for row in added]
    assert "tools" not in themes, "the sheet answers it in this round already"
    assert f"{len(added)} row" in said[0]
    assert "as it was" in said[0]


@pytest.mark.parametrize(
    ("at", "year"),
    [
        ("2024-12-01T10:00:00+00:00", "2024-25"),
        ("2026-01-12T10:00:00+00:00", "2025-26"),
        ("2023-01-01T10:00:00+00:00", "2025-26"),  # before any was held: nobody can tell
    ],
)
def test_a_sentence_belongs_to_the_round_it_was_heard_in(at, year):
    """Written after the round of 2024-25 and before the next, it stays with 2024-25."""
    rounds = ["2023-24", "2024-25", "2025-26"]
    sessions = pd.DataFrame({"year": rounds, "date": [f"{y[:4]}-10-09" for y in rounds]})
    themes = SimpleNamespace(
        table=pd.DataFrame({"statement": ["Too much work."]}, index=["workload"]),
        evidence=pd.DataFrame({"theme_id": "workload", "year": rounds}),
        corpus=SimpleNamespace(sessions=sessions, in_order=sorted),
    )
    decisions = pd.DataFrame(
        {"kind": ["statement"], "theme_id": "workload", "statement": "Too much work.", "at": at}
    )
    assert _heard_in(themes, decisions, "workload") == year
    assert _heard_in(themes, decisions, "tools") is None


def test_a_theme_that_was_merged_or_dropped_has_no_row(study):
    (study.path / "actions.xlsx").unlink()
    study.record(
        "sam", "merge", payload={"themes": ["workload", "supervision"], "into": "workload"}
    )
    study.record("sam", "drop", payload={"theme_id": "tools"})
    go_on_with_actions(study)
    named = [t for row in study.actions().recommendations["themes"] for t in row]
    assert "workload" in named
    assert not {"supervision", "tools", "peers"} & set(named)


def check_what_it_offers(path):
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book["actions"]
    heads = {c.value: c.column_letter for c in sheet[1]}
    offered = {
        str(v.sqref).split("2:")[0]: v.formula1 for v in sheet.data_validations.dataValidation
    }
    assert offered[heads["Status"]] == '"not started,doing,done,stalled,dropped"'
    assert offered[heads["Response"]] == '"accept,part,reject"'
    for head in ("Theme", "Round"):
        assert offered[heads[head]] in book.defined_names
    lists = {c[0].value: [v.value for v in c[1:] if v.value] for c in book["lists"].columns}
    assert "workload" in lists["Theme"]
    assert lists["Round"] == ["2023-24", "2024-25", "2025-26"]
    told = {row[0].value: row[2].value for row in book["about"]}
    assert "leaves too little time" in told["workload"]
    assert told["Response"] == "accept, part or reject"
    assert sheet.column_dimensions[heads["Baseline"]].hidden


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
