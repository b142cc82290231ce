"""What a change of a study is to leave behind, put together before any of it is done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from practicelearn._journal import carry_out, confined
from practicelearn.coding.log.events import (
    Event,
    EventLog,
    events_in,
    later_of,
    lines_of,
    read_events,
)

__all__ = ["Change"]


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
