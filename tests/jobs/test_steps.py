"""A job can be stopped until it writes, and leaves nothing behind then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from practicelearn.jobs.beginning import add_transcripts, begin_study
from practicelearn.jobs.checking import write_sheets
from practicelearn.jobs.reports import make_reports
from practicelearn.jobs.steps import Steps, StoppedError

TALK = "Facilitator: How is duty?\nKay: The desks went, and so did the tea.\nAsh: Mine too.\n"


@pytest.fixture
def transcripts(tmp_path: Path) -> Path:
    """A folder of two invented transcripts."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("north", "south"):
        (folder / f"{name}.txt").write_text(TALK, encoding="utf-8")
    return folder


def stop_at(n: int) -> Steps:
    """Steps of a person who wants to stop when asked for the n-th time."""
    asked = iter(range(1, 1000))
    return Steps(cancelled=lambda: next(asked) >= n)


JOBS: dict[str, Callable[[Path, Path, Steps], object]] = {
    "begin": lambda i, o, steps: begin_study(o, i, no_names=True, steps=steps),
    "report": lambda i, o, steps: make_reports(i, o, steps=steps),
    "sheets": lambda i, o, steps: write_sheets([i], o, steps=steps),
}


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_job_that_is_stopped_has_written_nothing(
    job: str, n: int, transcripts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(StoppedError, match="before anything was written"):
        JOBS[job](transcripts, out, stop_at(n))
    assert not out.exists() or not list(out.rglob("*.*"))


def test_a_further_round_that_is_stopped_leaves_the_study_as_it_was(
    transcripts: Path, tmp_path: Path
) -> None:
    study = begin_study(tmp_path / "study", transcripts, no_names=True).study.path
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    with pytest.raises(StoppedError):
        add_transcripts(study, "2026-27", [transcripts], by="sam", no_names=True, steps=stop_at(3))
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before


def test_once_a_job_writes_it_goes_on_to_its_end() -> None:
    wants = False
    steps = Steps(cancelled=lambda: wants)
    steps(0, 2, "reading")
    steps.commit()
    wants = True
    steps(1, 2, "writing")  # would raise before
