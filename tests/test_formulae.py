"""The page of formulae: what it names as a check is a test, and no figure's function is missing."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "formulae.md").read_text(encoding="utf-8")

ROOMS = [
    "coding.agreement.alpha",
    "coding.agreement.coefficients",
    "coding.agreement.conventions",
    "coding.agreement.intervals",
    "coding.agreement.kappa_table",
    "coding.agreement.planning",
    "coding.agreement.unitizing",
    "coding.agreement.weights",
    "coding.offers.thresholds",
    "coding.saturation",
    "coding.saturation.estimates",
    "talk.interaction",
    "talk.succession",
    "themes.drift",
    "themes.frame.check",
    "themes.frame.likeness",
    "themes.frame.seeded",
    "themes.frame.together",
    "themes.inference",
    "themes.kinds",
    "themes.person_table",
    "themes.regression",
    "themes.stratified",
    "themes.trend",
    "topics.alignment",
    "topics.along",
    "topics.chain",
    "topics.choosing",
    "topics.coherent",
    "topics.flags",
    "topics.keyness",
    "topics.out",
    "topics.prevalence",
    "topics.reading",
]


@cache
def _tests_in(file: str) -> frozenset[str]:
    found = {
        node.name
        for path in (ROOT / "tests").rglob(f"{file}.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    return frozenset(found)


def test_every_check_that_the_page_names_is_there():
    named = re.findall(r"`(test_\w+)::(test_\w+)`", PAGE)
    assert len(named) > 90
    assert [f"{file}::{test}" for file, test in named if test not in _tests_in(file)] == []


def test_every_row_names_its_source_and_a_check():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    rows = [row for row in rows if not row.startswith("| figure |")]
    assert len(rows) > 60
    for row in rows:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        assert len(cells) == 4 and all(cells), row
        assert "`test_" in cells[3], row


@pytest.mark.parametrize("room", ROOMS)
def test_every_function_of_a_room_of_statistics_is_on_the_page(room):
    module = importlib.import_module(f"practicelearn.{room}")
    names = [n for n in module.__all__ if n.islower() and callable(getattr(module, n))]
    names = [n for n in names if not n.startswith("check_")]  # it refuses, and computes nothing
    assert names
    assert [name for name in names if f"`{name}" not in PAGE] == []
