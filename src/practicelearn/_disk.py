"""Files on a disk that may fail and that others may look at: errors in words, and whose they are.

What is made is for its owner alone. Only where the folder it lies in lets a group write, as a team
sets it up that shares one, may that group read and write it too; everybody else never. On Windows
the folder's own access list decides, and nothing is changed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from practicelearn.errors import PracticelearnError

__all__ = ["in_file_name", "in_words", "make_folder", "open_private", "save_whole", "sentence"]

_OPEN_ELSEWHERE = "it is open in another program; close it there and try again"
_AWAY = "its disk or drive does not answer; see that it is connected and try again"
_FULL = "the disk is full; make room on it, or name another place"
_READ_ONLY = "its disk can only be read; name another place"
_SAID = {
    errno.ENOENT: "there is no such file; look at its name, and whether its drive is there",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENOTDIR: "a file stands where a folder is expected; look at the path",
    errno.ENAMETOOLONG: (
        "its name or path is too long for this disk; use shorter names, or a folder nearer to the "
        "top of the drive"
    ),
    errno.ENOSPC: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EIO: _AWAY,
    errno.ENXIO: _AWAY,
    errno.ENODEV: _AWAY,
    errno.EBUSY: _OPEN_ELSEWHERE,
    errno.ELOOP: "its links lead back to themselves; name the file itself",
    errno.EEXIST: "something of this name is there already; take it away, or use another name",
    errno.ENOTEMPTY: "the folder is not empty; take away what is in it, or name another",
    errno.EFBIG: "it would be larger than this disk allows; name another place",
    errno.EMFILE: "too many files are open; close other programs and try again",
    errno.ENFILE: "too many files are open; close other programs and try again",
    errno.EINVAL: "this disk cannot bear such a name, or such a file; use plain names",
    errno.EDEADLK: "another program holds it; wait a moment and try again",
    **{
        getattr(errno, name): what
        for name, what in (("EDQUOT", _FULL), ("ESTALE", _AWAY), ("ETXTBSY", _OPEN_ELSEWHERE))
        if hasattr(errno, name)
    },
}
_SHARING = {32, 33}  # Windows: another program holds the file, or a part of it
_DENIED = {errno.EACCES, errno.EPERM}


def in_words(error: OSError, *, writing: bool = False) -> str:
    """Return what went wrong with a file, and what to do; without its name and a full stop.

    Examples
    --------
    >>> in_words(OSError(errno.ENOSPC, "No space left on device"))
    'the disk is full; make room on it, or name another place'
    """
    if getattr(error, "winerror", None) in _SHARING:
        return _OPEN_ELSEWHERE
    if error.errno in _DENIED:
        if writing:
            return (
                "it may not be written to; close it if it is open in another program, or name "
                "another place"
            )
        return "you may not open it; close it in other programs, or ask whoever owns it"
    known = _SAID.get(error.errno or 0)
    return known or f"it cannot be used ({error.strerror or error}); try another place"


def sentence(error: OSError, path: str | Path | None = None, *, writing: bool = False) -> str:
    """Return the same as a sentence that begins with the file."""
    place = error.filename or path
    return f"{place}: {in_words(error, writing=writing)}." if place else f"{in_words(error)}."


def open_private(path: Path, mode: str) -> IO[bytes]:
    """Open a file of bytes; one that is new is its owner's alone."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, _mode(path.parent))

    return cast("IO[bytes]", open(path, mode, opener=opener))


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are not there, for its owner alone."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    mode = _mode(path.parent)
    path.mkdir(mode | (mode & 0o444) >> 2, exist_ok=True)


def save_whole(path: str | Path, write: Callable[[Path], Any]) -> Path:
    """Write a file whole or not at all, its owner's alone, and return its path.

    Parameters
    ----------
    path : str or Path
        Folders on the way are made.
    write : callable
        Takes the path of a draft with the same name, and writes it.

    Raises
    ------
    PracticelearnError
        The place cannot be written to: said with the file and what to do.
    """
    path = Path(path)
    try:
        make_folder(path.parent)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as folder:
            whole = Path(folder) / path.name
            write(whole)
            if os.name == "posix":
                with suppress(OSError):  # a network drive may know no such thing
                    whole.chmod(_mode(path.parent))
            whole.replace(path)
    except OSError as error:
        what = in_words(error, writing=True)
        raise PracticelearnError(f"{path}: it was not written: {what}.") from error
    return path


def _mode(folder: Path) -> int:
    """The rights of a new file in a folder: the group's only where it may write there."""
    try:
        shared = bool(folder.stat().st_mode & stat.S_IWGRP)
    except OSError:
        shared = False
    return 0o660 if shared else 0o600


def in_file_name(label: str) -> str:
    """Return a label as a file's name may hold it on any system.

    Examples
    --------
    >>> in_file_name("2025/26: autumn")
    '2025-26- autumn'
    """
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", label).strip(" .") or "-"
