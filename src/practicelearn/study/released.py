"""The released versions of a study's coding frame, each read once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from practicelearn._states import stamp_of
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.frame_yaml import read_yaml_frame
from practicelearn.study.listing import frame_files

__all__ = ["newest_of", "released_frames"]


def released_frames(folder: Path) -> list[CodingFrame]:
    """Return every released version of a study's frame."""
    return [_version(path, stamp_of(path.stat())) for path in frame_files(folder)]


def newest_of(frames: Iterable[CodingFrame]) -> CodingFrame:
    """Return the version with the latest date; one without a date comes before those that have."""
    return max(frames, key=lambda frame: (frame.date or "", frame.version))


@lru_cache(maxsize=32)
def _version(path: Path, _stamp: tuple[int, int, int, int]) -> CodingFrame:
    """A version of the frame: never changed once released, so it is read once."""
    return read_yaml_frame(path)
