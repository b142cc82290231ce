"""One mechanism for every change of a study that is more than an appended event.

What a change leaves behind is put together beforehand, under the study's lock, and then carried
out whole or not at all (``_journal.py``), however the program ends. Who reads takes the study's
generation before and after, and reads again where it is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from practicelearn._journal import GENERATION, STAGE, carry_out, confined, drop, pending
from practicelearn._lock import locked
from practicelearn.coding.log.events import (
    Event,
    EventLog,
    events_in,
    later_of,
    lines_of,
    read_events,
)
from practicelearn.errors import PracticelearnError, StudyError

__all__ = ["Change", "consistent", "generation", "transaction"]

_T = TypeVar("_T")
_TRIES = 20


class Change:
    """What a change is to leave behind: files and their new content, files and folders to go.

    Places are relative to the study's folder, with slashes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, bytes | None] = {}
        self._trees: list[str] = []

    def read(self, place: str) -> bytes | None:
        """Return a file as it will stand, or None where there is none."""
        if place in self._files:
            return self._files[place]
        path = confined(self.folder, place)
        return path.read_bytes() if path.is_file() else None

    def write(self, place: str, content: bytes) -> None:
        """Put a whole file."""
        confined(self.folder, place)
        self._files[place] = content

    def remove(self, place: str) -> None:
        """Take a file out."""
        confined(self.folder, place)
        self._files[place] = None

    def remove_tree(self, place: str) -> None:
        """Take out a folder that can be made again."""
        confined(self.folder, place)
        self._trees.append(place)

    def forget_outputs(self) -> None:
        """Take out what was made of the study as it was before."""
        for place in (".cache", "outputs"):
            self.remove_tree(place)

    def append(self, place: str, *events: Event) -> list[Event]:
        """Put events at the end of a log, and return them with their numbers."""
        if not events:
            return []
        before = self.read(place) or b""
        log = _StagedLog(self.folder / place, before)
        written = log.numbered(events)
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        self.write(place, before + gap + lines_of(written))
        return written

    @property
    def places(self) -> list[str]:
        """What it changes, in the order in which it is done."""
        return [*self._trees, *self._files]

    def commit(self) -> None:
        """Do all of it."""
        if self._files or self._trees:
            carry_out(self.folder, self._files, self._trees)


class _StagedLog(EventLog):
    """A log whose newest events are not on disk yet."""

    def __init__(self, path: Path, content: bytes) -> None:
        super().__init__(path)
        self._content = content

    def numbered(self, events: Iterable[Event]) -> list[Event]:
        """Number events after all that will stand."""
        beside = [
            p
            for p in self.path.parent.glob(f"{self.path.stem}*{self.path.suffix}")
            if p != self.path
        ]
        elsewhere, faults = read_events(beside)
        own, own_faults = events_in(self._content, self.path)
        known = [*elsewhere, *own]
        later = later_of([*faults, *own_faults])
        self._seq = max((e.seq for e in [*known, *later]), default=0)
        self._last = max(known, key=lambda e: e.seq).id if known else None
        self._seen = self._now()
        return super().numbered(events)


@contextmanager
def transaction(folder: Path) -> Iterator[Change]:
    """Hold the study's lock, and carry out what was put into the change, whole or not at all.

    An error inside leaves the study as it was.

    Raises
    ------
    StudyError
        The folder cannot be written to, or the disk is full. The study is as it was before.
    """
    try:
        with locked(folder):
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


def consistent(folder: Path, read: Callable[[], _T]) -> _T:
    """Return what a function reads of a study, all of it from before a change or from after."""
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
