"""What each verdict hangs on: in full in the evidence file, in one line for readers."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from practicelearn._tables import OTHERWISE, conform
from practicelearn.output.gate.otherwise import otherwise_cell
from practicelearn.output.report import Report
from practicelearn.output.report.as_html import to_html
from practicelearn.output.report.blocks import Document
from practicelearn.output.report.sure import how_sure, whether_it_turns
from practicelearn.themes.sources import ClaimError, Row
from practicelearn.themes.themes import Themes

BEFORE, AFTER = "2023-24", "2024-25"
MORE, WORTHWHILE = "heard more", "heard more by a worthwhile amount"


def row(theme: str, way: str, what: str, verdict: str | None, **more: Any) -> dict[str, Any]:
    planned = more.pop("planned", WORTHWHILE if theme == "supervision" else "cannot tell")
    return {
        "theme_id": theme, "name": theme.title(), "year_before": BEFORE, "year_after": AFTER,
        "alternative": way, "what": what, "difference": 0.4, "low": 0.1, "high": 0.7,
        "p_adjusted": 0.02, "verdict": verdict, "verdict_planned": planned,
        "turns": verdict is not None and verdict != planned, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rows = [
        row("supervision", "weights", "each person counts alike", WORTHWHILE),
        row("tools", "weights", "each person counts alike", "cannot tell"),
        row("supervision", "worthwhile", "a change of 20 points would matter, not 15", MORE),
        row("tools", "worthwhile", "a change of 20 points would matter, not 15", "cannot tell"),
        row("supervision", "unit", "each team counts once", None, why="no test: 3 units"),
        row("tools", "unit", "each team counts once", None, why="no test: 3 units"),
        row("supervision", "recurrence", "a theme recurs with 4 groups and 4 people, not 3 and 4",
            "does not recur", planned="recurs"),
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), OTHERWISE)


def told(table: pd.DataFrame, *, hidden: str = "") -> str:
    """The line for readers, of a material that shows both themes."""
    themes = {"supervision", "tools"}
    material: Any = SimpleNamespace(
        sensitivity=table, shown=themes,
        without_share={(t, y): hidden for t in themes for y in (BEFORE, AFTER)},
    )  # fmt: skip
    return whether_it_turns(material, BEFORE, AFTER)


def test_readers_are_told_how_many_verdicts_turn_and_on_what_and_no_theme(
    table: pd.DataFrame,
) -> None:
    said = told(table)
    assert said == (
        "One of the two headline verdicts would read otherwise when the smallest change that "
        "matters is set otherwise; none when each person counts alike instead of each group. "
        "The team’s evidence file says which."
    )
    assert not re.search(r"\d", said), "a figure would have to be held against the others"


def test_where_figures_are_hidden_readers_are_not_told_on_which_way_a_verdict_hangs(
    table: pd.DataFrame,
) -> None:
    said = told(table, hidden="few")
    assert said.startswith("One of the two headline verdicts would read otherwise in at least one")
    assert "each person counts alike" in said
    assert "none when" not in said


def test_where_none_turns_it_says_so(table: pd.DataFrame) -> None:
    same = table[table["theme_id"] == "tools"]
    assert told(same) == (
        "The one headline verdict does not change when each person counts alike instead of each "
        "group or the smallest change that matters is set otherwise."
    )


def test_what_could_not_be_tried_is_no_way_in_which_nothing_changed(table: pd.DataFrame) -> None:
    assert "teams" not in told(table)
    assert told(table[table["alternative"].isin(["unit", "recurrence"])]) == ""


def test_the_evidence_file_names_theme_way_and_verdict_and_what_was_not_tried(
    table: pd.DataFrame, themes: Themes, change: pd.DataFrame
) -> None:
    report = Report(themes=themes, change=change, kind="evidence", sensitivity=table)
    own = to_html(Document("Evidence", "", how_sure(report.material)))
    assert (
        "Supervision. As planned: heard more by a worthwhile amount. Otherwise: heard more "
        "(a change of 20 points would matter, not 15)."
    ) in own
    assert "Each team counts once: not tried, as no test: 3 units." in own
    assert "Supervision recurs; it does not recur where a theme recurs with 4 groups" in own
    rows = re.findall(r"<tr><t[dh][^>]*>(?:Supervision|Tools)", own)
    assert len(rows) == 4, "what was not tried has no figures"


def test_a_verdict_that_its_difference_contradicts_is_not_told(table: pd.DataFrame) -> None:
    wrong = Row.told("otherwise", dict(table.iloc[2]) | {"difference": -0.4}, "theme_id")
    with pytest.raises(ClaimError, match=r"was to be told of a difference of -0\.40"):
        otherwise_cell(wrong, "verdict")
