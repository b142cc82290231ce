"""What was promised, in both documents: nothing that points at a person reaches readers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Heading, Table
from practicelearn.output.report.cycle import others_for_readers, others_said
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.cycle.sheet import read_actions
from practicelearn.themes.sources import Row
from practicelearn.themes.themes import Themes

ROWS = [
    {"You said": "Laptops and desks are missing; two people said so.", "We will": "New laptops",
     "Who": "Head of digital", "By when": "1/9/2024", "How we will know": "tools heard less",
     "Status": "done 1/8/2024", "Theme": "tools", "Round": "2023-24"},
    {"You said": "Peers carry each other.", "We will": "An hour a fortnight to meet",
     "Who": "Manager, hospital", "How we will know": "colleagues heard more", "Status": "dropped",
     "Note": "The manager of hospital left", "Theme": "colleagues", "Round": "2023-24"},
    {"You said": "My supervision gets moved whenever duty is short", "We will": "Protect it",
     "Who": "", "Theme": "supervision", "Round": "2024-25"},
    {"You said": "Weigh the work.", "We will": "", "Response": "reject",
     "Reason": "north-P1-2023-24 asked in vain", "Theme": "workload", "Round": "2023-24"},
]  # fmt: skip


@pytest.fixture(scope="module")
def report_of(
    tmp_path_factory: pytest.TempPathFactory, themes: Themes, change: pd.DataFrame
) -> Callable[[str], Report]:
    path: Path = tmp_path_factory.mktemp("cycle") / "actions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(c for row in ROWS for c in row)))
        writer.writeheader()
        writer.writerows(ROWS)
    cycle = read_actions(path)
    rechecks = recheck(cycle, themes, change)
    survey = pd.DataFrame(
        {"year": ["2023-24", "2024-25", "2024-25"], "standard": ["Tools", "Tools", "Peers"],
         "score": [48.0, 61.0, float("nan")], "band": ["low", "moderate", None],
         "n": pd.array([90, 80, 4], dtype="Int64"), "theme": ["tools", "tools", "colleagues"]}
    )  # fmt: skip
    return cache(lambda kind: Report(
        themes=themes, change=change, kind=kind, made="2025-03-04",
        cycle=cycle, rechecks=rechecks, survey=survey,
    ))  # fmt: skip


def tables(report: Report) -> dict[str, Table]:
    """The section's tables by caption."""
    blocks = list(report.document.blocks)
    first = next(k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == "cycle")
    own = []
    for block in blocks[first + 1 :]:
        if isinstance(block, Heading) and block.level == 2:
            break
        own.append(block)
    return {b.caption: b for b in own if isinstance(b, Table)}


def figures(report: Report) -> Table:
    """The figures of what was acted on: for the team in the section, for readers at the end."""
    every = [b for b in report.document.blocks if isinstance(b, Table)]
    caption = "Mean share of people a group; change in percentage points"
    (own,) = (b for b in every if b.caption == caption)
    if report.kind == "report":
        assert caption not in tables(report)
        assert own is every[-1], "in the appendix"
    return own


def words(report: Report) -> str:
    return " ".join(str(c) for t in tables(report).values() for row in t.rows for c in row)


def test_the_sheets_words_never_point_at_a_person_in_the_report(report_of) -> None:
    report, evidence = words(report_of("report")), words(report_of("evidence"))
    for secret in ("Manager, hospital", "The manager of hospital left", "north-P1-2023-24",
                   "My supervision gets moved whenever"):  # fmt: skip
        assert secret not in report
        assert secret in evidence
    assert "two people said so" not in report
    assert "fewer than 5 people said so" in report
    assert "New laptops" in report
    assert "Head of digital, by 1 September 2024. Done" in report


def test_what_could_not_be_done_stands_there_with_its_reason_or_says_where(report_of) -> None:
    table = tables(report_of("evidence"))["What was not done, or not in full"]
    assert [row[0] for row in table.rows] == ["Peers carry each other.", "Weigh the work."]
    assert table.rows[0][2] == "Dropped: The manager of hospital left"
    hidden = tables(report_of("report"))["What was not done, or not in full"]
    assert all(row[2] == "[in the evidence file only]" for row in hidden.rows)


def test_few_people_give_no_figures_to_readers(report_of) -> None:
    shown = {r[0]: r for r in figures(report_of("evidence")).rows}
    hidden = {r[0]: r for r in figures(report_of("report")).rows}
    name = "Tools and places to work, 2023-24 to 2024-25"
    assert shown[name][1:4] == ["76%", "12%", "−64"]
    assert hidden[name][1:4] == ["not shown"] * 3  # three people raised it in the second round
    assert "heard less" in words(report_of("report"))


def test_what_other_themes_did_is_no_mean_that_one_of_them_carries(report_of, change) -> None:
    caption = "Mean share of people a group; change in percentage points"
    (row,) = (r for r in tables(report_of("evidence"))[caption].rows if r[0].startswith("Tools"))
    pair = change[(change["year_after"] == "2024-25") & (change["measure"] != "share of words")]
    others = 100 * pair[~pair["theme_id"].isin(["tools", "colleagues"])]["difference"]
    assert others.mean() > 2 * others.median(), "supervision alone carries the mean"
    # of 25 people: workload from 16 to 15, racism from 0 to 1, supervision from 5 to 20
    assert row[-1] == "+4 (−4 to +60)"


def test_readers_get_what_other_themes_did_in_steps_of_five() -> None:
    cells = {"others_change": 0.02, "others_low": -0.01, "others_high": 0.56, "n_others": 3.0}
    coarse = others_for_readers(pd.DataFrame([cells])).iloc[0]
    assert others_said(Row.told("rechecks", coarse)) == "0 (−5 to +60)"
    assert others_said(Row.told("rechecks", cells)) == "+2 (−1 to +56)"


def test_a_column_that_says_nothing_in_any_row_is_left_out_with_its_words(report_of) -> None:
    of_team = figures(report_of("evidence"))
    assert "Other themes" in of_team.header
    report = report_of("report")
    of_readers = figures(report)
    assert list(of_readers.header) == ["Theme", "Before", "After", "Change", "Interval"]
    assert "those no action was aimed at" not in report.html()
    assert "those no action was aimed at" in report_of("evidence").html()


def test_done_and_heard_stand_apart_and_survey_scores_of_few_are_hidden(report_of) -> None:
    own = tables(report_of("report"))
    counts = own["Number of actions"]
    assert [row[0] for row in counts.rows] == ["Yes", "No"]
    assert sum(int(c) for row in counts.rows for c in row[1:]) == 2
    assert not {"Better", "Improved (tested)"} & set(counts.header), "no balance was declared"
    survey = own["Survey scores, and people who raised the theme in the groups"]
    assert [list(row[:3]) for row in survey.rows] == [
        ["Tools", "48 low", "61 moderate"], ["Peers", "–", "not shown"]]  # fmt: skip
    assert all(row[4] == "fewer than 5 of 25" for row in survey.rows)


def test_a_figure_short_of_its_target_is_no_improvement(
    themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "actions.csv"
    header = "You said,We will,Round,Theme,Measure,Baseline,Target,Result\n"
    lines = ["Too many.,Fill the posts,2023-24,workload,caseload,21,17,19.5",
             "No desks.,Find desks,2023-24,tools,desks,4,9,9"]  # fmt: skip
    path.write_text(header + "\n".join(lines), encoding="utf-8")
    cycle = read_actions(path)
    report = Report(
        themes=themes, change=change, cycle=cycle, rechecks=recheck(cycle, themes, change)
    )
    counts = tables(report)["Number of actions"]
    row = dict(zip(counts.header, counts.rows[0], strict=True))
    assert row == {"Done": "Not known", "Target reached": "1",
                   "Nearer to the target, not reached": "1"}  # fmt: skip
    assert "from 21 to 19.5 (target 17): nearer to the target." in words(report)


def test_the_team_sees_what_is_open_and_what_is_wrong(report_of) -> None:
    own = tables(report_of("evidence"))
    assert [row[0] for row in own["Open actions on 4 March 2025"].rows] == ["Protect it"]
    wrong = " ".join(row[1] for row in own["To look at in the action sheet"].rows)
    assert "no owner, no due date, no measure" in wrong
    assert "it names a team together with a role" in wrong
    assert not [c for c in tables(report_of("report")) if c.startswith(("Open", "To look"))]


def test_without_an_action_sheet_there_is_no_such_section(themes, change) -> None:
    report = Report(themes=themes, change=change)
    assert "You said, we did" not in report.html()


def test_a_sheet_in_which_nothing_is_answered_yet_says_so(themes, change, tmp_path: Path) -> None:
    path = tmp_path / "actions.csv"
    path.write_text("You said,We will,Theme,Round\nTools are missing.,,tools,2024-25\n", "utf-8")
    report = Report(themes=themes, change=change, cycle=read_actions(path))
    assert "The action sheet holds no answer to what was said yet." in report.html()


def test_both_files_can_be_written(report_of, tmp_path: Path) -> None:
    report = report_of("report")
    assert "You said, we did, did it help" in report.html()
    assert report.save(tmp_path / "report.docx").stat().st_size > 10_000
