"""One lock for a whole study: whoever appends to it and whoever rewrites it hold the same one.

The lock is a file of its own, ``.lock``, so that nothing which is read is ever locked: on Windows
a locked file cannot be read. It does not cross a synced drive; what comes of that is the union of
all copies (``coding/log/events.py``).
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from practicelearn._disk import open_private
from practicelearn._journal import finish

__all__ = ["LOCK", "MARK", "locked", "study_above"]

LOCK = ".lock"
MARK = "study.toml"
PATIENCE_S = 60.0
_NO_LOCKS_HERE = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_held = threading.local()


def study_above(path: Path) -> Path:
    """Return the study's folder that a file lies in; where it lies in none, the file's own."""
    for folder in path.parents:
        if (folder / MARK).is_file():
            return folder
    return path.parent


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a study's lock; whoever holds it already goes on.

    A change that was stopped half-way is finished first, so that nothing is appended to a file
    which that change is about to replace.

    Raises
    ------
    StudyError
        Such a change cannot be finished.
    OSError
        The folder cannot be written to, or somebody else has held the lock for a minute.
    """
    key = str(folder.resolve())
    mine: dict[str, int] = _held.__dict__.setdefault("depth", {})
    if mine.get(key):
        mine[key] += 1
        try:
            yield
        finally:
            mine[key] -= 1
        return
    with open_private(folder / LOCK, "a+b") as file:
        _take(file)
        mine[key] = 1
        try:
            finish(folder)
            yield
        finally:
            mine[key] = 0
            _give_back(file)


def _take(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:
        _take_on_windows(file)
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _NO_LOCKS_HERE:  # a drive without locks: one writer a file remains
            raise


def _take_on_windows(file: IO[bytes]) -> None:
    import msvcrt

    windows: Any = msvcrt
    until = time.monotonic() + PATIENCE_S
    while True:
        file.seek(0)
        try:
            windows.locking(file.fileno(), windows.LK_NBLCK, 1)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _give_back(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:
        import msvcrt

        windows: Any = msvcrt
        file.seek(0)
        windows.locking(file.fileno(), windows.LK_UNLCK, 1)
    else:
        try:
            fcntl.flock(file, fcntl.LOCK_UN)
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
