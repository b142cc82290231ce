"""One mechanism for every change of a study that is more than an appended event.

What a change leaves behind is put together beforehand, under the study's lock, and then carried
out whole or not at all (``_journal.py``), however the program ends. Who reads takes the study's
generation before and after, and reads again where it is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from practicelearn._journal import GENERATION, STAGE, drop, pending
from practicelearn._lock import locked
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.study.change import Change
from practicelearn.study.late import anything_gone, replay_late

__all__ = ["clean_on_opening", "consistent", "generation", "refuse_moved", "transaction"]

_T = TypeVar("_T")
_TRIES = 20


@contextmanager
def transaction(folder: Path, *, replay: bool = True) -> Iterator[Change]:
    """Hold the study's lock, and carry out what was put into the change, whole or not at all.

    An error inside leaves the study as it was. Words that were taken out of the study and came back
    since, in a copy that arrived late, are taken out first, in a change of their own.

    Parameters
    ----------
    folder : Path
    replay : bool, default True
        False for what takes them out itself, and says so.

    Raises
    ------
    StudyError
        The folder cannot be written to, or the disk is full. The study is as it was before.
    """
    try:
        with locked(folder):
            if replay:
                replay_late(folder)
            change = Change(folder)
            yield change
            change.commit()
    except OSError as error:
        state = "It is finished when the study is opened next."
        if not pending(folder):
            drop(folder / STAGE, quietly=True)
            state = "Nothing was changed."
        raise StudyError(
            f"{error.filename or folder}: {error.strerror or error}. {state} Check that the "
            "folder can be written to and the disk has room, close Excel and Word where they "
            "hold one of its files, and try again."
        ) from error


def clean_on_opening(folder: Path) -> None:
    """Take out words that came back, where a study is opened to be written to.

    Where the folder cannot be written to they stay: nothing shows them, and the issues name the
    file.
    """
    if not anything_gone(folder):
        return
    try:
        with transaction(folder):
            pass
    except StudyError:
        return


def generation(folder: Path) -> str:
    """Return the word that the next change replaces; empty before the first.

    A change that is under way is waited for; one that was stopped is finished.
    """
    if (folder / STAGE).is_symlink() or (folder / STAGE).exists():
        try:
            with locked(folder):  # whoever takes the lock finishes it
                pass
        except OSError as error:
            if pending(folder):
                raise StudyError(
                    f"{folder}: a change was stopped half-way and cannot be finished, since the "
                    f"folder cannot be written to ({error.strerror}). Open it where it can be."
                ) from error
    try:
        return (folder / GENERATION).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def refuse_moved(folder: Path) -> None:
    """Refuse a folder that is no study any more: an empty study would be taken for its state.

    Raises
    ------
    StudyError
        There is no ``study.toml``.
    """
    if not (folder / "study.toml").is_file():
        raise StudyError(
            f"{folder}: the study is not there any more: it was moved, renamed or deleted, or its "
            "drive is not connected. Open it where it is now."
        )


def consistent(folder: Path, read: Callable[[], _T]) -> _T:
    """Return what a function reads of a study, all of it from before a change or from after."""
    refuse_moved(folder)
    for _ in range(_TRIES):
        before = generation(folder)
        try:
            found = read()
        except (PracticelearnError, OSError):
            if generation(folder) == before:
                raise
        else:
            if not pending(folder) and generation(folder) == before:
                return found
    with locked(folder):
        return read()
