"""A copy of the sample study with some of its sessions: what takes long of all is quick of one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import practicelearn as prac

__all__ = ["part_of_sample"]


def of_north(path: Path) -> bool:
    """Whether a file is of the group north: three rounds, read by kim, the newest by lee too."""
    return path.stem.endswith("-north")


def part_of_sample(place: Path, keep: Callable[[Path], bool] = of_north) -> Path:
    """Return a copy at this place, with the sessions and logs that are to be kept."""
    shutil.copytree(prac.sample_path(), place, ignore=shutil.ignore_patterns("originals"))
    for path in [*place.glob("sessions/*"), *place.glob("coding/*/*")]:
        if not keep(path):
            path.unlink()
    return place
