"""``practicelearn cycle`` on the invented sample: what was planted comes out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicelearn import cli
from practicelearn.errors import StudyError
from practicelearn.jobs.cycle import CycleFindings, cycle_lines, read_cycle
from practicelearn.study import open_study
from practicelearn.study.plans import plan_event


@pytest.fixture(scope="module")
def found(sample: Path) -> CycleFindings:
    return read_cycle(sample, on="2026-03-01")


def test_the_sheet_of_the_sample_reads_whole_and_lacks_one_answer(found: CycleFindings) -> None:
    assert found.cycle.issues.empty
    assert found.issues["message"].str.startswith("no owner, no due date, no measure").tolist() == [
        True
    ]


def test_the_planted_truths_come_out_of_the_recheck(found: CycleFindings) -> None:
    rows = found.rechecks.set_index("measure")
    assert rows.loc["desks", "verdict"] == "heard less by a worthwhile amount"
    assert rows.loc["desks", "reading"] == "not tested"
    assert rows.loc["desks", "delivered"] == "yes"
    assert rows.loc["workload", "verdict"] == "cannot tell"
    assert rows.loc["workload", "delivered"] == "not yet"
    assert rows.loc["managers", "verdict"] == "not asked the same way"
    assert rows.loc["Average caseload", "reading"] == "nearer to the target"
    assert rows.loc["Supervision", ["before", "after"]].tolist() == [68, 71]
    assert not rows["reading"].str.startswith("worse").any()


def test_without_a_declared_balance_counts_stand_side_by_side_and_nothing_is_called_better(
    found: CycleFindings,
) -> None:
    said = " ".join(line for _, line in cycle_lines(found))
    assert "improved" not in said
    assert "fewer people" not in said
    assert (
        "Somewhere to work: of 50 people in 2025-26, 2 spoke well of it, 2 critically and 1 both; "
        "of 50 in 2024-25, 1, 31 and 1. Counted, not tested."
    ) in said


def test_a_balance_that_was_planned_is_tested_among_all_headlines(
    sample: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("originals", ".cache"))
    settings = folder / "study.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write('balance = ["desks"]\n')
    # study.toml is no evidence of a plan
    unplanned = read_cycle(folder, on="2026-03-01").rechecks.set_index("measure")
    assert unplanned.loc["desks", "reading"] == "not tested"
    _plan_the_balance(folder, "desks")
    found = read_cycle(folder, on="2026-03-01")
    rows = found.rechecks.set_index("measure")
    assert rows.loc["desks", "reading"] == "improved"
    assert rows.loc["desks", "reading_why"] == "fewer people spoke critically of it"
    assert rows.loc["workload", "reading"] == "not tested"
    said = " ".join(line for _, line in cycle_lines(found))
    assert "improved: fewer people spoke critically of it." in said
    settings.write_text(settings.read_text().replace('balance = ["desks"]', 'balance = ["desk"]'))
    with pytest.raises(StudyError, match=r'no headline theme.*Did you mean "desks"'):
        read_cycle(folder)


def _plan_the_balance(folder: Path, theme: str) -> None:
    """The sample as if for and against of a theme had been planned too."""
    plan = open_study(folder).plan()
    assert plan is not None
    heads = tuple(replace(h, balance=h.theme_id == theme) for h in plan.headlines)
    event = plan_event(replace(plan, headlines=heads), by="sam", previous=plan.previous, at=plan.at)
    log = folder / "decisions" / "sam.jsonl"
    lines = log.read_text("utf-8").splitlines()
    lines[1] = json.dumps(json.loads(event.to_line()) | {"seq": 2}, ensure_ascii=False)
    log.write_text("\n".join(lines) + "\n", "utf-8")


def test_every_action_of_an_earlier_round_has_a_recheck(found: CycleFindings) -> None:
    earlier = found.cycle.actions[found.cycle.actions["year"] != "2025-26"]
    assert set(earlier.index) == set(found.rechecks["action_id"])


def test_the_command_says_it_plainly_and_takes_a_day(sample: Path) -> None:
    run = CliRunner(env={"NO_COLOR": "1"})
    answer = run.invoke(cli.app, ["cycle", str(sample), "--on", "1/3/2026"])
    assert answer.exit_code == 0
    assert "6 actions open of 10; 4 overdue; 1 without owner, due date or measure" in answer.stdout
    assert "overdue by 335 days: Every head of service" in answer.stdout
    assert "Did it help? Somewhere to work: heard less" in answer.stdout
    wrong = run.invoke(cli.app, ["cycle", str(sample), "--on", "31/2/2026"])
    assert wrong.exit_code == 2
    assert "no date that exists" in wrong.stderr
