"""The study of version 0.1.0, without what other programs left in it."""

import shutil

import pytest

from practicelearn.study.folder import open_study


@pytest.fixture
def tidy_study(tmp_path, files):
    shutil.copytree(files / "study-0.1.0", tmp_path / "study")
    for name in ("README.md", "coding/lee/2024-north (conflicted copy 2026-01-06).jsonl"):
        (tmp_path / "study" / name).unlink()
    return open_study(tmp_path / "study")
