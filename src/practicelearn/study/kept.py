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

__all__ = ["KeptReads", "stamp_of", "state_of"]

_T = TypeVar("_T")
Stamp = frozenset[tuple[str, int, int, int, int]]

_NO_PART = frozenset({LOCK, ".cache", "outputs"})
_BESIDE = ("~$", ".~lock")
_MOST = 200 * 2**20
"""Bytes of a folder above which nothing is kept longer than somebody has it: memory is worth more
there than time."""
_COARSE_NS, _RECENT_NS = 10_000_000, 4_000_000_000


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
        self._found: dict[Hashable, tuple[Stamp, Any]] = {}
        self._large: dict[Hashable, tuple[Stamp, ref[Any]]] = {}

    @classmethod
    def of(cls, folder: Path, opened_with: Hashable = None) -> KeptReads:
        """Return what is kept of a folder, the same to all who opened it with the same settings."""
        key = (folder.absolute(), opened_with)
        with _OPENING:
            kept = _OPEN.get(key)
            if kept is None:
                kept = _OPEN[key] = cls(folder.absolute())
            return kept

    def once(self, key: Hashable, read: Callable[[], _T]) -> _T:
        """Return what ``read`` returned for this key, or read now; tables are the caller's own."""
        state = _stamp(self._folder)
        before = state.stamp
        known = {k: kept for k, kept in self._found.items() if kept[0] == before}
        self._found = known
        if key in known:
            return _own(cast("_T", known[key][1]))
        held = self._large.pop(key, None)
        large = held[1]() if held is not None and held[0] == before else None
        found = cast("_T", large) if large is not None else read()
        if before is None or _stamp(self._folder).stamp != before:
            return found
        if state.size > _MOST:
            self._large[key] = (before, ref(found))
            # its own, and who has it keeps what it was made from
            return _own(found, keep=True)
        self._found = {**self._found, key: (before, found)}
        return _own(found)


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


def stamp_of(at: os.stat_result) -> tuple[int, int, int, int]:
    """What tells a state of a file from any other: its size, its times, its place on the disk."""
    return at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino


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
    newest, total = time.time_ns() - _RECENT_NS, 0
    try:
        for path, at in _files(str(folder)):
            coarse = at.st_mtime_ns % _COARSE_NS == 0 and at.st_ctime_ns % _COARSE_NS == 0
            if coarse and at.st_mtime_ns > newest:
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
