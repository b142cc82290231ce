"""The first display of a comparison goes on record, in Python too, and once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.jobs.cycle import read_cycle
from practicelearn.jobs.reports import report_of
from practicelearn.study.recorder import shown_by
from practicelearn.themes.plan import Plan

SAM = "decisions/sam.jsonl"
BOTH = ["2024-25", "2025-26"]


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two groups of each of two rounds, planned, and never compared."""
    place = tmp_path_factory.mktemp("unseen") / "study"
    part_of_sample(
        place, lambda p: p.stem.endswith(("-north", "-south")) and not p.stem.startswith("2023")
    )
    kept = [
        line
        for line in (place / SAM).read_text("utf-8").splitlines()
        if json.loads(line)["kind"] != "compared"
    ]
    (place / SAM).write_text("\n".join(kept) + "\n", "utf-8")
    return place


@pytest.fixture
def folder(unseen: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(unseen, tmp_path / "study"))


def displays(folder: Path) -> list[dict]:
    rows = [
        json.loads(line)
        for log in sorted(folder.glob("decisions/*.jsonl"))
        for line in log.read_text("utf-8").splitlines()
    ]
    return [row for row in rows if row["kind"] == "compared"]


def compare(folder: Path, **more):
    study = prac.open_study(folder)
    themes = prac.find_themes(study.codings(), study.corpus())
    return prac.compare_years(themes.declare(plan=study.plan()), **more)


def test_a_comparison_in_python_goes_on_record_once(folder):
    assert displays(folder) == []
    compare(folder)
    [event] = displays(folder)
    assert event["payload"]["rounds"] == BOTH
    assert event["payload"]["unit"] == "group"
    assert event["payload"]["where"] == "Python"
    assert event["payload"]["headline"] == ["desks", "peers", "supervision", "tools", "workload"]
    assert event["payload"]["early"] is False
    compare(folder, unit="team")
    assert displays(folder) == [event]


def test_what_is_planned_after_it_is_late(folder):
    for log in folder.glob("coding/*/2025-*"):
        log.unlink()
    study = prac.open_study(folder)
    themes = prac.find_themes(study.codings(), study.corpus())
    prac.compare_years(themes)
    plan = study.record_plan(Plan(round="2025-26", headlines=("tools",)), by="sam")
    assert plan.why_late == "the plan was made after a comparison with 2025-26 was displayed"


def test_one_opened_before_plan_and_sentences_stand_is_recorded_as_early(folder):
    kept = [
        line
        for line in (folder / SAM).read_text("utf-8").splitlines()
        if '"theme_id": "peers"' not in line
    ]
    (folder / SAM).write_text("\n".join(kept) + "\n", "utf-8")
    compare(folder)
    assert displays(folder)[0]["payload"]["early"] is True


def test_report_and_cycle_say_where(folder, tmp_path):
    report_of(folder)
    assert displays(folder)[0]["payload"]["where"] == "report"
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    for log in other.glob("decisions/unnamed.jsonl"):
        log.unlink()
    read_cycle(other)
    assert displays(other)[0]["payload"]["where"] == "cycle"


def test_who_looked_is_kept_where_it_is_known(folder):
    study = prac.open_study(folder)
    corpus = shown_by(study.corpus(), "page", "kim")
    prac.compare_years(prac.find_themes(study.codings(), corpus))
    [event] = displays(folder)
    assert (event["who"], event["payload"]["where"]) == ("kim", "page")


def test_a_part_of_a_study_is_of_the_study(folder):
    study = prac.open_study(folder)
    corpus = study.corpus().where(group=["north"])
    prac.compare_years(prac.find_themes(study.codings(), corpus))
    assert len(displays(folder)) == 1


def test_a_folder_that_cannot_be_written_to_is_said_and_stops_nothing(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("practicelearn.coding.log.events.open_private", refuse)
    with pytest.warns(UserWarning, match="could not be put on record"):
        table = compare(folder)
    assert len(table)
    assert displays(folder) == []


def test_a_study_whose_display_is_on_record_is_not_written_to(sample):
    before = {p: p.stat().st_mtime_ns for p in sample.rglob("*") if ".cache" not in p.parts}
    study = prac.open_study(sample)
    themes = prac.find_themes(study.codings(), study.corpus())
    prac.compare_years(themes, pairs=[("2023-24", "2025-26"), ("2024-25", "2025-26")])
    after = {p: p.stat().st_mtime_ns for p in sample.rglob("*") if ".cache" not in p.parts}
    assert after == before
