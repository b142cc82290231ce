"""One gate: nothing else puts a figure of people, groups or verdicts into words."""

from __future__ import annotations

import ast
import dataclasses
import re
import typing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import practicelearn.app as pages
import practicelearn.app.home as home
import practicelearn.cli as commands
import practicelearn.jobs as jobs
import practicelearn.output.gate as gate
import practicelearn.output.plots as pictures
import practicelearn.output.report as reports
import practicelearn.output.years_page as years_page
from practicelearn.output.disclosure import rules
from practicelearn.output.gate import wording
from practicelearn.output.report import Report
from practicelearn.themes import claims, tallies
from practicelearn.themes.sources import ClaimError, Row, Rows
from practicelearn.themes.tallies import (
    Answers,
    Bounds,
    Difference,
    Minutes,
    Part,
    Score,
    Share,
    Sizes,
    Tally,
    refuse_reading,
)
from practicelearn.themes.themes import Themes

RENDERED = {"people_said", "groups_said", "reply_said", "change_sentence"}
"""What turns a figure into words for readers."""

FIGURES = {"count", "number", "interval", "level_said", "counted", "of_people", "share", "points"}
"""What writes a bare number, whoever is told of it."""

TOLD = re.compile(r"n_\w+|share_\w+|min_(groups|people)|mean_\w+|\w*difference|verdict|days_over")
"""How the tables name figures of people and groups, and verdicts."""

NO_FIGURE = {
    "names.py": {"len()"},  # why no report was made
    "release.py": {"len()"},  # what is hashed, not printed
    "report.py": {"len()"},  # how the object shows itself in a notebook
    "blocks.py": {"len()"},  # an error
}
"""What no person is told as a figure: errors, hashes, what a developer sees."""


def files_of(room: Any) -> list[Path]:
    return sorted(Path(str(room.__file__)).parent.glob("*.py"))


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


@pytest.mark.parametrize("room", [reports, pictures, pages, home, years_page])
def test_only_the_gate_puts_people_groups_replies_and_changes_into_words_for_readers(
    room: Any,
) -> None:
    files = files_of(room)
    assert len(files) > 5
    assert {file.name: asked_of(file) for file in files if asked_of(file)} == {}
    assert set().union(*map(asked_of, files_of(gate))) == RENDERED


def named(node: ast.expr) -> str:
    """The column or attribute a value is read from, whatever is done to it on the way."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return ""


def told_in(node: ast.AST) -> set[str]:
    """Figures of people and groups, and verdicts, that are read anywhere in an expression."""
    names = {named(n) for n in ast.walk(node) if isinstance(n, ast.expr)}
    return {name for name in names if TOLD.fullmatch(name)}


def written_by(source: str) -> set[str]:
    """What in a file writes a figure by itself: a function of the wording, a format, a length."""
    tree = ast.parse(source)
    found = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == wording.__name__
        for name in node.names
        if name.name in FIGURES
    }
    for node in ast.walk(tree):
        words = isinstance(node, ast.Call) and ast.unparse(node.func) in ("str", "map")
        if words and node.args and ast.unparse(node.args[0]).startswith(("len(", "int(", "sum(")):
            found.add(f"str({ast.unparse(node.args[0])[:4]})")
        if not isinstance(node, ast.FormattedValue):
            continue
        if node.format_spec is not None:
            found.add(f":{ast.unparse(node.format_spec)[2:-1]}")
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in ("len", "int", "sum", "round"):
            found.add(f"{called.id}()")
        if called is None:
            found |= told_in(node.value)
    return found


def people_written_by(source: str) -> set[str]:
    """What in a file of pictures or pages writes a figure of people or groups, or a verdict."""
    tree, found = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("count", "counted")):
            nouns = {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
            found |= nouns & {"group", "person", "people", "team", "participant"}
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, [*node.values[1:], ""], strict=True):
                if not isinstance(value, ast.FormattedValue):
                    continue
                noun = after.value if isinstance(after, ast.Constant) else ""
                if NOUN.match(str(noun)) and not through_the_gate(value.value):
                    found.add(f"{ast.unparse(value.value)}{noun}")
                if not isinstance(value.value, ast.Call):
                    found |= {c for c in told_in(value.value) if OF_PEOPLE.fullmatch(c)}
    return found


IMAGINED = {"how_many.py", "how_many_groups.py", "too_few_groups.py"}
"""What groups could find that nobody has held yet: no one can be known by it."""

OWN_LISTS = {
    "home/keeping.py": {"person", "people"},
    "home/people.py": {"group"},
    "home/planning.py": {"person", "people"},
    "home/replies.py": {"person", "people"},
}
"""Who was invited, came, replied or is to be deleted, for whoever keeps the list: nothing said."""

OF_PEOPLE = re.compile(r"n_(groups|people|raised|for|against|mixed)\w*|share_people|verdict|diff.*")

NOUN = re.compile(r"\s*(of (the |all )?)?(people|person|groups?|participants?|teams?|points)\b")


def through_the_gate(value: ast.expr) -> bool:
    """Whether a value is what the gate says, or no figure: a call of it, or words."""
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith(("_said", "_cell"))


def test_no_other_file_of_the_reports_writes_a_figure_into_a_sentence() -> None:
    written = {
        file.name: own
        for file in [*files_of(reports), *files_of(years_page)]
        if (own := written_by(file.read_text(encoding="utf-8")))
    }
    assert written == NO_FIGURE


@pytest.mark.parametrize("room", [pictures, pages, home, jobs, commands])
def test_no_picture_page_or_command_writes_a_figure_of_people_or_groups_by_itself(
    room: Any,
) -> None:
    written = {
        file.name: own
        for file in files_of(room)
        if (own := people_written_by(file.read_text(encoding="utf-8")))
        and own != OWN_LISTS.get(f"{file.parent.name}/{file.name}")
    }
    assert written.keys() <= IMAGINED


@pytest.mark.parametrize("line", [
    "from practicelearn.output.gate.wording import count",
    "said = f'{len(rows)} groups'", "said = f'{share:.0%} of groups'", "said = f'{n:,} people'",
    "said = f'{now.n_groups_raised} of them'", "said = f'{row[\"n_people\"]} of them'",
    "said = str(len(rows))", "said = f'{row.verdict}: {name}'",
])  # fmt: skip
def test_a_figure_written_past_the_gate_is_found(line: str) -> None:
    assert written_by(line)


@pytest.mark.parametrize("line", [
    "said = count(n, 'person', 'people')", "said = counted(n, 'group')",
    "said = f'{n} people'", "said = f'{n} of {m} groups'",
    "said = f'{row.n_groups_raised}'", "said = f'{name}: {row.verdict}'",
    "said = f'{x} of the groups'",
])  # fmt: skip
def test_a_figure_of_people_written_past_the_gate_is_found_in_pictures_and_pages(
    line: str,
) -> None:
    assert people_written_by(line)


def test_no_size_is_told_of_a_loose_number() -> None:
    """Each claim holds a row, or rows, and where in it the figure stands; none holds a figure."""
    kinds = [Tally, Part, Share, Difference, Bounds, Sizes, Score]
    for kind in kinds:
        fields = typing.get_type_hints(kind)
        assert set(fields) == {f.name for f in dataclasses.fields(kind)}
        assert "source" in fields
        assert not {int, float} & set(fields.values()), kind
    assert {k.__name__ for k in kinds} <= set(tallies.__all__)
    assert not {int, float} & set(typing.get_type_hints(claims.ReadTwice).values())


def row(**cells: float) -> Row:
    return Row("a table", (("theme_id", "tools"),), cells)


SIZES = {"theme_id": "tools", "year_before": "2024", "year_after": "2025", "unit": "group",
         "n_before": -1, "size_before": 5.0}  # fmt: skip


@pytest.mark.parametrize("make", [
    lambda: Part(row(n=9, of=8)), lambda: Tally(row(n=-1)), lambda: Tally(row(n=2.5)),
    lambda: Tally(row(m=2)), lambda: Tally(Rows.of("rows", [1]), "m"),
    lambda: Bounds(row(low=0.2, high=0.1)), lambda: Bounds(row(low=0.1, high=float("nan"))),
    lambda: Bounds(row(low=-0.1, high=0.1, level=1.5), level="level"), lambda: Bounds(row(low=0)),
    lambda: Share(row(share=1.13), "share"), lambda: Difference(row(moved=-1.2), "moved"),
    lambda: Score(Row("survey", (), {"score": 76.0, "band": "moderate"})),
    lambda: Score(Row("survey", (), {"score": 101.0, "band": "high"})),
    lambda: Minutes((12.0, -1.0)), lambda: Minutes(()),
    lambda: Answers.told_by(["yes", "maybe"], ("yes", "no")),
    lambda: Sizes.told_by(SIZES, "before"),
])  # fmt: skip
def test_a_size_its_table_cannot_bear_is_not_told(make: Any) -> None:
    with pytest.raises(ClaimError):
        make()


def test_sizes_are_counted_in_their_table() -> None:
    assert Tally.of(["a", "b"], "groups").n == 2
    assert Tally.different(["a", "b", "a", None, float("nan")], "groups").n == 2
    part = Part.where([True, False, True], "groups")
    assert (part.n, part.of) == (2, 3)
    assert (Tally(row(n_groups=4), "n_groups").n, Minutes((50.0, 70.0)).mean) == (4, 60.0)


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
