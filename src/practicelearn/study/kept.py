"""What was read of a study's folder, kept until any file in it changes."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast
from weakref import WeakValueDictionary, ref

import pandas as pd

from practicelearn._lock import LOCK
from practicelearn._once import WRITES_COPY
from practicelearn._states import proves_nothing, stamp_of

__all__ = ["KeptReads", "state_of"]

_T = TypeVar("_T")
Stamp = frozenset[tuple[str, int, int, int, int]]
Counts = Callable[[str], bool | None]
"""Whether what the files hold counts for a reading, by their name, or that of the folder they lie
in, at the top of the study's: True; False where it counts only that they are there and hold
anything; None where they do not count at all."""

_NO_PART = frozenset({LOCK, ".cache", "outputs"})
_BESIDE = ("~$", ".~lock")
_MOST = 200 * 2**20
"""Bytes of a folder above which nothing is kept longer than somebody has it: memory is worth more
there than time."""


class KeptReads:
    """The results of reading a folder, each given again while no file in it has changed.

    A file counts as changed when its size, its times or its place on the disk are others. On a disk
    whose clock counts in whole seconds a file that has only just been written proves nothing, and
    is read again. However often a folder is opened in one program, what was read of it is kept
    once, for as long as anybody has it open (:meth:`of`).

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[Hashable, _Kept] = {}

    @classmethod
    def of(cls, folder: Path, opened_with: Hashable = None) -> KeptReads:
        """Return what is kept of a folder, the same to all who opened it with the same settings."""
        key = (folder.absolute(), opened_with)
        with _OPENING:
            kept = _OPEN.get(key)
            if kept is None:
                kept = _OPEN[key] = cls(folder.absolute())
            return kept

    def once(
        self,
        key: Hashable,
        read: Callable[[], _T],
        *,
        counts: Counts | None = None,
        own: bool = True,
    ) -> _T:
        """Return what ``read`` returned for this key, or read now.

        Parameters
        ----------
        key : hashable
        read : callable
        counts : callable, optional
            What a change of makes it another reading; by default of anything.
        own : bool, default True
            Whether tables are the caller's own; else they are everybody's, and nobody may write
            into them.
        """
        state = _stamp(self._folder)
        before = state.stamp
        known = {k: now for k, kept in self._found.items() if (now := self._still(kept, before))}
        self._found = known
        held = known.get(key)
        found = cast("_T", held.found()) if held is not None else None
        if found is None:
            found = read()
            if before is None or _stamp(self._folder).stamp != before:
                return found
        large = state.size > _MOST
        self._found = {
            **self._found,
            key: _Kept(cast("Stamp", before), counts, ref(found) if large else lambda: found),
        }
        # its own; of a large one who has it keeps what it was made from
        return _own(found, keep=large) if own else found

    def _still(self, kept: _Kept, now: Stamp | None) -> _Kept | None:
        """What was kept, of the state the folder is in now; None where it is another reading."""
        if now is None or kept.stamp == now:
            return kept if now is not None else None
        if kept.counts is None or self._part(kept.stamp, kept.counts) != self._part(
            now, kept.counts
        ):
            return None
        return kept._replace(stamp=now)

    def _part(self, stamp: Stamp, counts: Counts) -> frozenset[tuple[Any, ...]]:
        """What a reading takes of a state."""
        cut = len(str(self._folder)) + 1
        of = {path: counts(path[cut:].split(os.sep, 1)[0]) for path, *_ in stamp}
        return frozenset(
            own if of[own[0]] else (own[0], own[1] > 0) for own in stamp if of[own[0]] is not None
        )


class _Kept(NamedTuple):
    """What was read of a state of the folder, held or, of a large one, only known."""

    stamp: Stamp
    counts: Counts | None
    found: Callable[[], Any]


_OPEN: WeakValueDictionary[Hashable, KeptReads] = WeakValueDictionary()
_OPENING = threading.Lock()


def _own(found: _T, *, keep: bool = False) -> _T:
    """The same with tables of its own: what a person writes into one changes no other's."""
    out = copy(found)
    if keep:
        object.__setattr__(out, "_made_from", found)
    for field in fields(cast("Any", found)):
        value = getattr(found, field.name)
        if isinstance(value, pd.DataFrame):
            object.__setattr__(out, field.name, value.copy(deep=not WRITES_COPY))
    return out


class _State(NamedTuple):
    """A state of a folder: what tells it from any other (None: nothing would for sure); bytes."""

    stamp: Stamp | None
    size: int


def state_of(folder: Path, *names: str) -> str:
    """Return a word that is another one once any file of a folder has changed, come or gone.

    Parameters
    ----------
    folder : Path
    *names : str
        Only of these files of it. By default of all but those that can be made again.

    Notes
    -----
    What a program writes beside a file while it has it open (``~$…``, ``.~lock…``) is no change.
    """
    seen: set[tuple[str, int, int]] = set()
    with suppress(OSError):  # gone while it was looked at: another state in any case
        paths = ((str(folder / name), (folder / name).stat()) for name in names
                 if (folder / name).is_file()) if names else _files(str(folder))  # fmt: skip
        for path, at in paths:
            if not stat.S_ISDIR(at.st_mode) and not Path(path).name.startswith(_BESIDE):
                seen.add((path, at.st_size, at.st_mtime_ns))
    return hashlib.sha256(repr(sorted(seen)).encode()).hexdigest()[:16]


def _stamp(folder: Path) -> _State:
    seen: list[tuple[str, int, int, int, int]] = []
    now, total = time.time_ns(), 0
    try:
        for path, at in _files(str(folder)):
            if proves_nothing(at, now):
                return _State(None, 0)
            total += at.st_size
            seen.append((path, *stamp_of(at)))
    except OSError:  # gone while it was looked at
        return _State(None, 0)
    return _State(frozenset(seen), total)


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in _NO_PART:
                continue
            yield entry.path, Path(entry.path).stat()
            if entry.is_dir():
                yield from _files(entry.path)
