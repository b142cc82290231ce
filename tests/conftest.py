"""Fixtures that many tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real files, which is no part of this project."""
    place = Path(os.environ.get("PRACTICELEARN_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"the folder of real files is not there: {place} (PRACTICELEARN_TEST_DATA)")
    return place


@pytest.fixture(scope="session")
def sample() -> Path:
    """The invented sample study."""
    return ROOT / "data" / "sample"
