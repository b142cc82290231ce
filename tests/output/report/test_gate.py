"""One gate: nothing else in the reports puts these figures into words."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

import practicelearn.output.report as room
from practicelearn.output.disclosure import rules
from practicelearn.output.report import Report, wording
from practicelearn.themes.claims import ClaimError
from practicelearn.themes.themes import Themes

RENDERED = {"people_said", "groups_said", "reply_said", "change_sentence"}
"""What turns a figure into words for readers."""


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
    asking = {file.name: asked_of(file) for file in files if asked_of(file)}
    assert asking == {"gate.py": RENDERED}


def test_a_report_whose_tables_contradict_each_other_is_not_made(
    themes: Themes, change: pd.DataFrame
) -> None:
    turned = change.assign(verdict=change["verdict"].replace({
        "heard more by a worthwhile amount": "heard less by a worthwhile amount"}))  # fmt: skip
    assert not turned["verdict"].equals(change["verdict"])
    with pytest.raises(ClaimError, match="was to be told of a share that goes from"):
        Report(themes=themes, change=turned)
    assert Report(themes=themes, change=change).document.blocks
