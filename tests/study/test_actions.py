"""The action sheet and the survey in a study folder."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.errors import StudyError
from practicelearn.jobs.cycle import cycle_lines, read_cycle
from practicelearn.jobs.feedback import drafts_of
from practicelearn.study.actions import _heard_in, begin_actions, go_on_with_actions
from practicelearn.study.rights import withdraw
from practicelearn.themes.cycle.drafts import drafts_said


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
    nothing = go_on_with_actions(study).said[0]
    assert nothing.endswith("nothing was added."), "what is spoken well of has no row"
    assert (study.path / "actions.xlsx").read_bytes() == again


def test_what_people_speak_well_of_gets_a_row_where_a_person_wants_one(study):
    (study.path / "actions.xlsx").unlink()
    well = dict(go_on_with_actions(study).well)
    theme = next(t for t, name in well.items() if name == "Peer support")
    begun = go_on_with_actions(study, also=theme)
    assert "1 row of 2025-26 added" in begun.said[0]
    assert theme not in dict(begun.well)
    assert [theme] in study.actions().recommendations["themes"].map(list).tolist()


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


def emptied(study, rows=(), column="Round", only=None):
    """The sheet with some cells of a column empty, as people leave them."""
    from openpyxl import load_workbook

    path = study.path / "actions.xlsx"
    book = load_workbook(path)
    sheet = book.active
    at = {c.value: c.column for c in sheet[1]}[column]
    for n in rows or range(2, sheet.max_row + 1):
        if only is None or sheet.cell(n, at).value == only:
            sheet.cell(n, at).value = None
    book.save(path)


def test_a_row_without_a_round_keeps_the_one_it_was_first_taken_for(study):
    emptied(study, [10])
    before = set(study.actions().actions.index)
    said = go_on_with_actions(study).said
    assert "Row 10 named no round: 2025-26 is written there now" in " ".join(said)
    settings = study.path / "study.toml"
    settings.write_text(settings.read_text("utf-8").replace('"2025-26"]', '"2025-26", "2026-27"]'))
    later = prac.open_study(study.path)
    assert later.settings.rounds[-1] == "2026-27"
    assert later.actions().issues.empty
    assert before <= set(later.actions().actions.index)
    assert "named no round" not in " ".join(go_on_with_actions(later).said)


def test_rows_that_may_be_of_an_earlier_round_are_for_a_person_to_say(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(prac.sample_path(), folder, ignore=lambda *_: {"originals", ".cache"})
    study = prac.open_study(folder)
    emptied(study, only="2025-26")
    before = (folder / "actions.xlsx").read_bytes()
    with pytest.raises(
        StudyError, match=r"rows 10, 11, 12 name no round, and may be of 2025-26 or"
    ):
        go_on_with_actions(study)
    assert (folder / "actions.xlsx").read_bytes() == before


def test_promises_without_a_status_are_named_as_drafts(study):
    cycle = study.actions()
    assert drafts_said(cycle) == ""
    emptied(study, [2, 11], "Status")
    said = drafts_said(study.actions())
    assert said.startswith("2 of 10 promises count as drafts, not promised yet, because no status")
    assert "actions.xlsx, rows 2, 11. Where something was promised" in said
    assert drafts_said(study.actions(), "2025-26").startswith("1 of 3 promises counts as a draft")
    assert drafts_of(study.path, "2023-24") == ""
    lines = list(cycle_lines(replace(read_cycle(study.path), cycle=study.actions())))
    assert ("warning", said) in lines
