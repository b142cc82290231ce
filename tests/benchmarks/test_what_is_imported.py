"""Scripts that no test runs whole import what is there: else each fails on the day it is run."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [*sorted((ROOT / "benchmarks").glob("*.py")), *sorted((ROOT / "docs").rglob("*.py"))]


def missing(source: str) -> list[str]:
    """What a script takes from this library and is not in it."""
    out = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("practicelearn"):
            out += [f"{node.module}.{a.name}" for a in node.names if not there(node, a.name)]
    return out


def there(node: ast.ImportFrom, name: str) -> bool:
    try:
        if hasattr(importlib.import_module(str(node.module)), name):
            return True
        importlib.import_module(f"{node.module}.{name}")
    except ImportError:
        return False
    return True


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_imports_what_is_there(script):
    assert missing(script.read_text(encoding="utf-8")) == []


def test_what_is_not_there_is_named():
    gone = "from practicelearn.topics.quality import coherence\nfrom practicelearn import nothing"
    assert missing(gone) == ["practicelearn.topics.quality.coherence", "practicelearn.nothing"]
    assert missing("from practicelearn.topics import coherent") == []
