"""Whatever changes a study is done or not done, however the program ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import practicelearn as prac

HERE = Path(__file__).parent
JOBS = (
    "withdraw", "quotes", "redact", "purge", "close", "close in part", "round", "correct",
    "correct turn",
    "release", "draft", "chart", "import", "create", "plan", "plan sheet", "replies", "cards back",
    "actions", "mend", "late", "upgrade",
)  # fmt: skip

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sessions of the sample: enough for every job, and quick to open."""
    folder = tmp_path_factory.mktemp("small") / "study"
    shutil.copytree(prac.sample_path(), folder)
    for name in ("originals", ".cache", "outputs"):
        shutil.rmtree(folder / name, ignore_errors=True)
    kept = {"2023-south", "2024-north", "2025-north"}
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem not in kept:
            path.unlink()
    return folder


def killed(study: Path, job: str, place: Path, *, every: int, writers: bool = False) -> dict:
    """What came of killing a job at its steps."""
    (place / "work").mkdir(parents=True)
    words = [str(study), job, str(place / "work"), str(every), "yes" if writers else "no"]
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("job", ["withdraw", pytest.param("late", marks=pytest.mark.slow)])
def test_a_job_killed_at_some_of_its_steps_leaves_the_study_before_or_after(job, small, tmp_path):
    found = killed(small, job, tmp_path, every=13)
    assert found["steps"] > 10
    assert found["wrong"] == []


def test_a_release_of_the_draft_killed_half_way_loses_neither_draft_nor_coding(small, tmp_path):
    assert killed(small, "draft", tmp_path, every=25)["wrong"] == []


def test_a_round_that_was_being_closed_has_its_record_or_its_key(small, tmp_path):
    assert killed(small, "close", tmp_path, every=4)["wrong"] == []


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_a_job_killed_at_every_step_leaves_the_study_before_or_after(job, small, tmp_path):
    found = killed(small, job, tmp_path, every=1)
    assert found["steps"] > 2
    assert found["wrong"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "job", ["withdraw", "redact", "purge", "correct", "import", "mend", "late"]
)
def test_two_coders_who_write_meanwhile_lose_nothing(job, small, tmp_path):
    assert killed(small, job, tmp_path, every=3, writers=True)["wrong"] == []
