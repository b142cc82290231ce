"""A study without codes: the frames that are ready made, and the one that is chosen."""

from __future__ import annotations

from typing import Any

from practicelearn.coding.frame_yaml import starter_frame, starter_frames
from practicelearn.errors import CodingError
from practicelearn.study.folder import Study
from practicelearn.study.frames import release_frame

__all__ = ["begin", "starters"]


def starters(study: Study) -> list[dict[str, Any]]:
    """Return the frames on offer (frame, name, n_codes, source); none where the study has one."""
    if study.has_frame:
        return []
    frames = {name: starter_frame(name) for name in starter_frames()}
    return [
        {"frame": name, "name": f.name, "n_codes": len(f.codes), "source": f.source}
        for name, f in frames.items()
    ]


def begin(study: Study, name: str, *, by: str) -> None:
    """Release a starter frame as the study's first version.

    Codes that somebody has made already stay their maker's.

    Raises
    ------
    CodingError
        The study has a frame by now.
    FrameError
        There is no such starter frame.
    """
    if study.has_frame:
        raise CodingError("This study has a frame by now. Load the page again.")
    frame = starter_frame(name)
    release_frame(study, frame.version, by=by, frame=frame, take=[])
