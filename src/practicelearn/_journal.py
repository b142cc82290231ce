"""A change of a study that is written down before it is carried out.

All that a change writes is laid into ``.changing/`` beside the study's files; then a journal names
what goes where. From the moment the journal stands, the change happens: each file is replaced
whole, by a rename. A program killed before that moment has changed nothing; killed after it, the
rest is done by whoever holds the study's lock next. What is laid there holds only what is to stand
afterwards, so words that are to be gone are in no journal.

Every change leaves another word in ``.generation``, by which readers see that there was one.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from practicelearn._disk import make_folder, open_private
from practicelearn.errors import StudyError

__all__ = [
    "GENERATION",
    "STAGE",
    "carry_out",
    "confined",
    "drop",
    "finish",
    "pending",
    "sync_folder",
    "write_synced",
]

STAGE = ".changing"
JOURNAL = "journal.json"
GENERATION = ".generation"
FORMAT = 1
_CANNOT = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}


def pending(folder: Path) -> bool:
    """Whether a change is being carried out, or was stopped after it had begun."""
    return (folder / STAGE / JOURNAL).exists()


def carry_out(folder: Path, files: Mapping[str, bytes | None], trees: Sequence[str]) -> None:
    """Change a study: the new content of files, None for one that goes; folders that go.

    The study's lock must be held.

    Raises
    ------
    OSError
        Before the journal stood: nothing was changed. After: :func:`finish` does the rest.
    """
    stage = folder / STAGE
    drop(stage)
    make_folder(stage)
    steps: list[dict[str, str]] = [{"do": "remove tree", "place": p} for p in trees]
    for n, (place, content) in enumerate(files.items()):
        if content is None:
            steps.append({"do": "remove", "place": place})
        else:
            write_synced(stage / f"{n}.new", content)
            steps.append({"do": "replace", "place": place, "with": f"{n}.new"})
    for place in files:
        path = confined(folder, place)
        if path.exists():
            path.replace(path)  # Windows says here, and not half-way, that Excel holds it
    whole = {"format": FORMAT, "steps": steps}
    write_synced(stage / "journal.tmp", json.dumps(whole, ensure_ascii=False).encode())
    sync_folder(stage)
    (stage / "journal.tmp").replace(stage / JOURNAL)
    sync_folder(stage)
    sync_folder(folder)
    _do(folder, steps)


def finish(folder: Path) -> bool:
    """Finish a change that was stopped half-way, or take out one that had not begun.

    The study's lock must be held. Returns whether there was one.

    Raises
    ------
    StudyError
        The journal cannot be understood, or reaches out of the study; nothing was touched.
    """
    stage = folder / STAGE
    if not stage.is_symlink() and not stage.exists():
        return False
    if stage.is_symlink() or (stage.exists() and not stage.is_dir()):
        raise StudyError(
            f"{stage} is no folder of this study's own. It was left alone: take it out by hand."
        )
    journal = stage / JOURNAL
    if not journal.exists():
        drop(stage)
        return True
    try:
        steps = _steps_of(folder, json.loads(journal.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        raise StudyError(
            f"{journal} cannot be understood ({error}), so a change that was stopped half-way "
            "cannot be finished. Nothing was touched. Bring the file back from a backup or the "
            f"synced folder's history; or, to leave the change undone, take {STAGE} out."
        ) from error
    _do(folder, steps)
    return True


def _steps_of(folder: Path, journal: Any) -> list[dict[str, str]]:
    """The steps of a journal, each held against where it may reach."""
    if journal["format"] > FORMAT:
        raise StudyError(
            f"{folder / STAGE}: a change was begun by a newer practicelearn. Install it to finish."
        )
    steps = journal["steps"]
    for step in steps:
        confined(folder, step["place"])
        if step["do"] not in {"replace", "remove", "remove tree"}:
            raise ValueError(f'unknown step "{step["do"]}"')
        if step["do"] == "replace":
            name = step["with"]
            if not isinstance(name, str) or not name or PurePosixPath(name).name != name:
                raise ValueError(f'"{name}" is no file laid down for it')
    return list(steps)


def _do(folder: Path, steps: list[dict[str, str]]) -> None:
    """Do the steps; each may be done twice."""
    stage = folder / STAGE
    touched = {folder}
    for step in steps:
        place = confined(folder, step["place"])
        if step["do"] == "remove tree":
            drop(place, quietly=True)
        elif step["do"] == "remove":
            place.unlink(missing_ok=True)
            touched.add(place.parent)
        elif (stage / step["with"]).exists():
            make_folder(place.parent)
            (stage / step["with"]).replace(place)
            touched.add(place.parent)
    for parent in touched:
        if parent.is_dir():
            sync_folder(parent)
    draft = stage / "generation.tmp"
    write_synced(draft, secrets.token_hex(8).encode())
    draft.replace(folder / GENERATION)
    (stage / JOURNAL).unlink()
    drop(stage)


def confined(folder: Path, place: str) -> Path:
    """The path of a place, which must lie in the study, whatever links lie there.

    Raises
    ------
    ValueError
        It leads out of the study.
    """
    pure = PurePosixPath(place)
    if not place or pure.is_absolute() or ".." in pure.parts or "\\" in place or ":" in place:
        raise ValueError(f'"{place}" leads out of the study')
    path = folder / pure
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f'"{place}" leads out of the study, by a link')
    return path


def drop(path: Path, *, quietly: bool = False) -> None:
    """Take out a folder, or a link to one, with what is in it."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path, ignore_errors=quietly)


def write_synced(path: Path, content: bytes) -> None:
    with open_private(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to disk; Windows cannot do it, and need not."""
    if os.name == "nt":
        return
    door = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(door)
    except OSError as error:
        if error.errno not in _CANNOT:  # a network drive may not know how
            raise
    finally:
        os.close(door)
