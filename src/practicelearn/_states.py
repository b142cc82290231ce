"""What a file held when it was read last, kept while it is the same file in the same state."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["KeptFiles", "proves_nothing", "stamp_of"]

_T = TypeVar("_T")
Stamp = tuple[int, int, int, int]
_COARSE_NS, _RECENT_NS = 10_000_000, 4_000_000_000


def stamp_of(at: os.stat_result) -> Stamp:
    """What tells a state of a file from any other: its size, its times, its place on the disk."""
    return at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino


def proves_nothing(at: os.stat_result, now_ns: int) -> bool:
    """Whether the file may have changed twice in one tick of its disk's clock.

    On a disk whose clock counts in whole seconds a file that has only just been written proves
    nothing.
    """
    coarse = at.st_mtime_ns % _COARSE_NS == 0 and at.st_ctime_ns % _COARSE_NS == 0
    return coarse and at.st_mtime_ns > now_ns - _RECENT_NS


class KeptFiles(Generic[_T]):
    """What files held, each given again while it has not changed; of many, those read last.

    Parameters
    ----------
    most : int
        Bytes of files of which it is kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._found: OrderedDict[str, tuple[Stamp, Hashable, _T]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, path: Path, read: Callable[[bytes], _T], *, by: Hashable = None) -> _T:
        """Return what ``read`` made of the file's content, or makes of it now.

        ``by``: what else decides; by another one the file is read anew. What it returns is
        everybody's: nobody may change it.

        Raises
        ------
        OSError
            The file cannot be read.
        """
        name = os.path.abspath(path)  # noqa: PTH100 -- a link is what it is called here
        before = path.stat()
        with self._lock:
            held = self._found.get(name)
            if held is not None and held[:2] == (stamp_of(before), by):
                self._found.move_to_end(name)
                return held[2]
        found = read(path.read_bytes())
        now = time.time_ns()
        with suppress(OSError):  # gone since: what it held was read all the same
            if stamp_of(path.stat()) == stamp_of(before) and not proves_nothing(before, now):
                self._keep(name, stamp_of(before), by, found)
        return found

    def _keep(self, name: str, stamp: Stamp, by: Hashable, found: _T) -> None:
        with self._lock:
            self._drop(name)
            self._found[name] = (stamp, by, found)
            self._size += stamp[0]
            while self._size > self._most:
                self._drop(next(iter(self._found)))

    def _drop(self, name: str) -> None:
        held = self._found.pop(name, None)
        if held is not None:
            self._size -= held[0][0]
