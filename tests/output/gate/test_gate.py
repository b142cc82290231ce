"""One gate: nothing else in the reports puts these figures into words."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import practicelearn.output.gate as gate
import practicelearn.output.report as room
from practicelearn.output.disclosure import rules
from practicelearn.output.gate import wording
from practicelearn.output.report import Report
from practicelearn.themes.claims import ClaimError
from practicelearn.themes.tallies import (
    Answers,
    Bounds,
    Minutes,
    Part,
    Score,
    Sizes,
    Tally,
    refuse_reading,
)
from practicelearn.themes.themes import Themes

GATE = Path(str(gate.__file__)).parent

RENDERED = {"people_said", "groups_said", "reply_said", "change_sentence"}
"""What turns a figure into words for readers."""

FIGURES = {"count", "number", "interval", "level_said", "counted", "of_people", "share", "points"}
"""What writes a bare number, whoever is told of it."""

FOR_THE_TEAM = {"candidates.py", "evidence.py", "how.py", "participation.py"}
"""Parts of the evidence file alone: no reader of the report sees a figure of theirs."""

STILL_WRITTEN = {
    "changes.py": {"number", "points", "share", ":.3f"},  # p, detectable, and the team's shares
    "cycle.py": {"of_people", "points", "share"},  # the team's cells, and what other themes did
    "material.py": {"number"},  # people in a round
    "method.py": {"number"},  # the team's table of readings
    "names.py": {"len()"},  # why no report was made
    "release.py": {"len()"},  # what is hashed, not printed
    "report.py": {"len()"},  # how the object shows itself in a notebook
    "blocks.py": {"len()"},  # an error
}
"""Each by name: what is not yet, or need not be, a claim."""


def asked_of(file: Path) -> set[str]:
    """Names of these functions that a file takes from the rules or from the wording."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    taken = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in (rules.__name__, wording.__name__)
        for name in node.names
    }
    called = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("rules", "wording")
    }
    return (taken | called) & RENDERED


def test_only_the_gate_puts_people_groups_replies_and_changes_into_words_for_readers() -> None:
    files = sorted(Path(str(room.__file__)).parent.glob("*.py"))
    assert len(files) > 20
    assert {file.name: asked_of(file) for file in files if asked_of(file)} == {}
    assert set().union(*map(asked_of, GATE.glob("*.py"))) == RENDERED


def written_by(source: str) -> set[str]:
    """What in a file writes a figure by itself: a function of the wording, a format, a length."""
    tree = ast.parse(source)
    found = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in (wording.__name__, "practicelearn.errors")
        for name in node.names
        if name.name in FIGURES
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.FormattedValue):
            continue
        if node.format_spec is not None:
            found.add(f":{ast.unparse(node.format_spec)[2:-1]}")
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in ("len", "int", "sum", "round"):
            found.add(f"{called.id}()")
    return found


def test_no_other_file_of_the_reports_writes_a_figure_into_a_sentence() -> None:
    files = sorted(Path(str(room.__file__)).parent.glob("*.py"))
    apart = FOR_THE_TEAM
    written = {
        file.name: own
        for file in files
        if file.name not in apart and (own := written_by(file.read_text(encoding="utf-8")))
    }
    assert written == STILL_WRITTEN


@pytest.mark.parametrize("line", [
    "from practicelearn.output.gate.wording import count",
    "said = f'{len(rows)} groups'", "said = f'{share:.0%} of groups'", "said = f'{n:,} people'",
])  # fmt: skip
def test_a_figure_written_past_the_gate_is_found(line: str) -> None:
    assert written_by(line)


@pytest.mark.parametrize("make", [
    lambda: Part(9, 8), lambda: Tally(-1), lambda: Bounds(0.2, 0.1), lambda: Bounds(0.1, math.nan),
    lambda: Bounds(-0.1, 0.1, 1.5), lambda: Score(76.0, "moderate"), lambda: Score(101.0, "high"),
    lambda: Minutes(12.0, 13.0, 14.0), lambda: Answers.told_by(["yes", "maybe"], ("yes", "no")),
    lambda: Sizes(n=-1, unit="group", size=5.0, words=1.0, minutes=1.0),
])  # fmt: skip
def test_a_size_its_table_cannot_bear_is_not_told(make: Any) -> None:
    with pytest.raises(ClaimError):
        make()


@pytest.mark.parametrize(("verdict", "reading", "after"), [
    ("lower", "nearer to the target", 22.0), ("higher", "not read", 19.0),
    ("lower", "target met", 18.0), ("lower", "further from the target", 19.0),
    ("lower", "nearer to the target", 16.0), ("heard more by a worthwhile amount", "", 19.0),
])  # fmt: skip
def test_what_became_of_a_measure_goes_with_its_figures(
    verdict: str, reading: str, after: float
) -> None:
    """A caseload of 21, with a target of 17."""
    row = SimpleNamespace(name="caseload", before=21.0, after=after, difference=after - 21.0,
                          target=17.0, verdict=verdict, reading=reading)  # fmt: skip
    with pytest.raises(ClaimError, match="was to be told of 21"):
        refuse_reading(row)
    refuse_reading(SimpleNamespace(**vars(row) | {
        "after": 19.0, "difference": -2.0, "verdict": "lower",
        "reading": "nearer to the target"}))  # fmt: skip


def test_a_report_whose_tables_contradict_each_other_is_not_made(
    themes: Themes, change: pd.DataFrame
) -> None:
    turned = change.assign(verdict=change["verdict"].replace({
        "heard more by a worthwhile amount": "heard less by a worthwhile amount"}))  # fmt: skip
    assert not turned["verdict"].equals(change["verdict"])
    with pytest.raises(ClaimError, match="was to be told of a share that goes from"):
        Report(themes=themes, change=turned)
    assert Report(themes=themes, change=change).document.blocks
