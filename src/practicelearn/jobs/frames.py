"""The versions of the coding frame: shown, compared, released, written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from practicelearn.coding.crosswalk import crosswalk, diff
from practicelearn.coding.frame import CodingFrame, starter_frame
from practicelearn.errors import FrameError
from practicelearn.exchange.frame_files import export_frame, import_frame
from practicelearn.study import frames as versions
from practicelearn.study.folder import open_study

__all__ = [
    "FrameChange",
    "FrameVersions",
    "codes_made",
    "compare_frames",
    "frame_named",
    "release_frame",
    "show_frame",
    "write_frame_file",
]


@dataclass(frozen=True)
class FrameVersions:
    """The newest frame, and every version there is."""

    newest: CodingFrame
    versions: list[CodingFrame]


@dataclass(frozen=True)
class FrameChange:
    """What differs between two versions, and what can be compared over them."""

    before: CodingFrame
    after: CodingFrame
    changes: pd.DataFrame
    relations: pd.DataFrame


def frame_named(name: str) -> CodingFrame:
    """Return the coding frame of a file, in any format frames come in, or a starter frame."""
    return import_frame(name) if Path(name).is_file() else starter_frame(name)


def show_frame(folder: str | Path) -> FrameVersions:
    """Return a study's newest frame and its versions."""
    study = open_study(folder)
    return FrameVersions(study.frame(), study.frames())


def codes_made(folder: str | Path) -> pd.DataFrame:
    """Return the codes people made while coding since the newest version."""
    return versions.made_codes(open_study(folder))


def compare_frames(folder: str | Path, before: str, after: str | None = None) -> FrameChange:
    """Return what changed between two versions; without ``after``, since ``before``."""
    study = open_study(folder)
    return _change(study.frame(before), study.frame(after))


def release_frame(
    folder: str | Path,
    version: str,
    *,
    by: str,
    take: Sequence[str] | None = None,
    made_from: str | Path | None = None,
) -> tuple[CodingFrame, FrameChange | None]:
    """Release a version of the frame, and say what changed since the one before.

    Parameters
    ----------
    folder : str or Path
    version : str
        What to release it as, such as ``2026-1``.
    by : str
        Who releases it: goes on record.
    take : sequence of str, optional
        Codes made while coding, such as ``kim/biscuits``; by default all.
    made_from : str or Path, optional
        The frame of this file.
    """
    if not version or not by:
        raise FrameError("frame release: say --version, such as 2026-1, and --by, who releases it.")
    study = open_study(folder)
    before = study.frame() if study.has_frame else None
    released = versions.release_frame(
        study,
        version,
        by=by,
        take=None if take is None else list(take),
        frame=None if made_from is None else import_frame(made_from),
    )
    return released, None if before is None else _change(before, released)


def write_frame_file(folder: str | Path, out: str | Path, *, version: str | None = None) -> Path:
    """Write a version of the frame to a file, by its suffix."""
    return export_frame(open_study(folder).frame(version), out)


def _change(before: CodingFrame, after: CodingFrame) -> FrameChange:
    return FrameChange(before, after, diff(before, after), crosswalk(before, after))
