"""An action sheet from rows written as people write them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from practicelearn.themes.cycle.sheet import LearningCycle, read_actions

Rows = list[Mapping[str, str]]


@pytest.fixture
def sheet_of(tmp_path: Path) -> Callable[[Rows], Path]:
    def write(rows: Rows) -> Path:
        columns = list(dict.fromkeys(["You said", "We will", *(c for row in rows for c in row)]))
        path = tmp_path / "actions.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def cycle_of(sheet_of: Callable[[Rows], Path]) -> Callable[..., LearningCycle]:
    return lambda *rows, year=None: read_actions(sheet_of(list(rows)), year=year)
