"""What a director and a practitioner stumble over when they read the report from front to back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planned_before import planned
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Bullets, Heading, Paragraph, Table
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.cycle.sheet import read_actions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.years import compare_years

from ..conftest import invented_codings

SHEET = """year,you_said,theme,response,we_will,owner,due,how_we_will_know,status
{before},Lost,supervision,accepted,Keep the hour,Director,2025-05-31,supervision heard less,done
{latest},Too much work.,workload,accepted,Count by weight,Director,2026-05-31,,doing
{latest},Too much work.,workload,accepted,Ask north-P1-2023-24 for help,Director,,,
"""


@pytest.fixture(scope="module")
def report(decisions: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The invented study with sides and with promises in answer to two themes; without a plan."""
    corpus, codings = invented_codings()
    sides = ["for", "against", "mixed"]
    stance = [sides[int(k[1:]) % 3] for k in codings.spans["coding_id"]]
    codings = replace(codings, spans=codings.spans.assign(stance=stance))
    free = find_themes(codings, corpus)
    for theme in ("supervision", "tools", "workload"):
        free = free.state(theme, f"People speak of {theme} and how it goes.")
    free = free.declare(["supervision", "tools", "workload"])
    change = compare_years(free)
    rounds = free.corpus.year_labels
    path: Path = tmp_path_factory.mktemp("read") / "actions.csv"
    path.write_text(SHEET.format(before=rounds[-2], latest=rounds[-1]), "utf-8")
    cycle = read_actions(path)
    return Report(
        themes=free, change=change, decisions=decisions, cycle=cycle,
        rechecks=recheck(cycle, free, change),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(report: Report) -> dict[str, list[str]]:
    """By theme, every paragraph below its heading."""
    found: dict[str, list[str]] = {}
    name = ""
    for block in report.document.blocks:
        if isinstance(block, Heading):
            name = block.text
        if isinstance(block, Paragraph):
            found.setdefault(name, []).append(block.text)
    return found


def every_word(report: Report) -> list[str]:
    said: list[str] = []
    for block in report.document.blocks:
        if isinstance(block, Paragraph):
            said.append(block.text)
        if isinstance(block, Bullets):
            said += map(str, block.items)
        if isinstance(block, Table):
            said.append(block.caption)
    return said


def test_below_each_theme_stands_what_comes_of_it(told: dict[str, list[str]]) -> None:
    said = {name: own[-1] for name, own in told.items() if own[-1].startswith("What comes of it")}
    assert any(s == (
        "What comes of it: no promise is open. Promised before: Keep the hour (done)."
    ) for s in said.values())  # fmt: skip
    assert any(s.startswith("What comes of it: Count by weight (under way)") for s in said.values())
    assert "What comes of it: the action sheet holds no answer to it yet." in said.values()


def test_what_the_sheet_may_not_print_is_not_printed_below_a_theme_either(
    told: dict[str, list[str]],
) -> None:
    assert "north-P1" not in " ".join(s for own in told.values() for s in own)


def test_without_a_sheet_nothing_is_said_of_promises(report: Report) -> None:
    bare = replace(report, cycle=None, rechecks=None)
    assert not any(s.startswith("What comes of it") for s in every_word(bare))


def test_that_the_sides_are_not_shown_is_said_once_naming_the_themes(report: Report) -> None:
    said = [s for s in every_word(report) if "too few people" in s]
    assert len(said) == 1
    assert said[0].startswith("Who spoke for and who against is not shown")


def test_that_nothing_was_planned_is_said_of_no_single_theme(
    report: Report, told: dict[str, list[str]]
) -> None:
    named = {str(n) for n in report.themes.table["name"]}
    assert not any("No plan was made" in s for n, own in told.items() if n in named for s in own)
    heard = " ".join(told["What people told us"])
    assert heard.count("No plan was made before; everything here is exploratory.") == 1
    assert "“Heard more”" not in heard  # it explains words that nobody will meet below
    new = [s for s in every_word(report) if "No verdict is given on what changed since" in s]
    assert len(new) == 1


def test_nor_beside_each_promise(report: Report) -> None:
    for kind in ("report", "summary"):
        page = replace(report, kind=kind)
        rows = [b.rows for b in page.document.blocks if isinstance(b, Table)]
        items = [b.items for b in page.document.blocks if isinstance(b, Bullets)]
        said = " ".join(f"{rows} {items}".split())
        assert "no verdict" in said, "the promise is measured by a theme"
        assert "no verdict (No plan" not in said


def test_with_a_plan_the_words_of_the_verdicts_are_explained(report: Report) -> None:
    own = planned(report.themes, list(report.themes.declared))
    page = replace(report, themes=own, change=compare_years(own), cycle=None, rechecks=None)
    assert any(s.startswith("“Heard more” and “heard less” say") for s in every_word(page))


def test_the_text_tells_the_newest_round_and_the_one_before_the_table_all(report: Report) -> None:
    rounds = report.themes.corpus.year_labels
    said = [s for s in every_word(report) if s.startswith(f"In {rounds[-1]}: ")]
    assert said
    assert not any(f"In {rounds[-3]}" in s for s in said)


def test_a_caution_that_holds_for_each_pair_of_rounds_is_said_once(report: Report) -> None:
    blocks = list(report.document.blocks)
    first = next(
        k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == "figures"
    )
    items = [str(i) for b in blocks[first:] if isinstance(b, Bullets) for i in b.items]
    cautions = [i for i in items if "read both rounds" in i or "not followed" in i]
    assert cautions
    assert len(cautions) == len(set(cautions))
    assert len(report.material.contrasts()) > 1
