"""The versions of the coding frame: shown, compared, released, written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.coding.crosswalk import changes_to, crosswalk
from practicelearn.coding.draft import FIELDS, Draft
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.frame_yaml import starter_frame
from practicelearn.errors import FrameError
from practicelearn.exchange.frame_files import read_frame, write_frame
from practicelearn.study import draft as drafts
from practicelearn.study import frames as versions
from practicelearn.study.folder import open_study

__all__ = [
    "Draft",
    "FrameChange",
    "FrameVersions",
    "codes_made",
    "compare_frames",
    "edit_draft",
    "frame_named",
    "release_frame",
    "show_draft",
    "show_frame",
    "undo_draft",
    "write_code_book",
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
    return read_frame(name) if Path(name).is_file() else starter_frame(name)


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
    note: str = "",
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
        The frame of this file. By default the draft, or the newest version where nothing was
        edited.
    note : str
        What was changed and why; goes on record.
    """
    if not version or not by:
        raise FrameError("frame release: say --version, such as 2026-1, and --by, who releases it.")
    study = open_study(folder)
    before = study.frame() if study.has_frame else None
    wanted = None if take is None else list(take)
    if made_from is None:
        released = drafts.release_draft(study, version, by=by, take=wanted, note=note)
    else:
        made = read_frame(made_from)
        released = versions.release_frame(study, version, by=by, take=wanted, frame=made, note=note)
    return released, None if before is None else _change(before, released)


def show_draft(folder: str | Path) -> tuple[Draft, pd.DataFrame]:
    """Return the draft of the next version, and what its release would do, with whose codings."""
    study = open_study(folder)
    draft = drafts.draft_frame(study)
    return draft, drafts.draft_crosswalk(study, draft)


def edit_draft(folder: str | Path, words: Sequence[str], *, by: str) -> Draft:
    """Put one edit into the draft, as a person wrote it, and return the draft.

    Parameters
    ----------
    folder : str or Path
    words : sequence of str
        What to do, which code, then ``field=value`` (lists with ``;`` between) and ``into=CODE``:
        ``change pay name="Pay and hours"``, ``merge wages into=pay``, ``split into=pay name=Late``.
    by : str
        Who edits: goes on record.
    """
    if not words or not by:
        raise FrameError("frame edit: say what to do, such as change CODE name=NEW; and --by, who.")
    plain = [w for w in words[1:] if "=" not in w]
    values: dict[str, Any] = {}
    for word in words[1:]:
        name, there, value = word.partition("=")
        if there and name not in {*FIELDS, "into"}:
            raise FrameError(f'frame edit: a code has no field "{name}": {", ".join(FIELDS)}.')
        if there:
            several = name in {"examples", "cues"}
            listed = [v.strip() for v in value.split(";") if v.strip()]
            values[name] = listed if several else value or (None if name == "parent" else "")
    into = values.pop("into", None)
    study = open_study(folder)
    drafts.edit_frame(
        study, by, words[0], plain[0] if plain else None,
        into=None if into is None else str(into), **values,
    )  # fmt: skip
    return drafts.draft_frame(study)


def undo_draft(folder: str | Path, number: int, *, by: str) -> Draft:
    """Take the edit of this number (from 1, as the draft shows them) back, and return the draft."""
    study = open_study(folder)
    edits = drafts.draft_frame(study).edits
    if not 1 <= number <= len(edits):
        raise FrameError(f"frame undo: there is no edit {number}; the draft has {len(edits)}.")
    drafts.undo_edit(study, by, edits[number - 1].id)
    return drafts.draft_frame(study)


def write_code_book(folder: str | Path, out: str | Path) -> Path:
    """Write the newest frame to read and print: in Word with how often each code was used."""
    return open_study(folder).write_code_book(out)


def write_frame_file(folder: str | Path, out: str | Path, *, version: str | None = None) -> Path:
    """Write a version of the frame to a file, by its suffix."""
    return write_frame(open_study(folder).frame(version), out)


def _change(before: CodingFrame, after: CodingFrame) -> FrameChange:
    return FrameChange(before, after, changes_to(before, after), crosswalk(before, after))
