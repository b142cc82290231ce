"""Files that only save time: written whole or not at all, arrays of a session under a key.

A folder that cannot be written, and a file that cannot be read, are said in the log, and the work
is done again. Each file tells when it was begun, so that what is older than a redaction is known.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import numpy.typing as npt

from practicelearn._disk import make_folder, open_private

__all__ = ["head_of", "keep_whole", "now", "read_arrays", "write_arrays"]

log = logging.getLogger(__name__)

_Made = TypeVar("_Made")
_DAMAGED = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile)


def now() -> str:
    """Return the moment as events have it: UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def keep_whole(file: Path, write: Callable[[IO[bytes]], object]) -> OSError | None:
    """Write a file whole or not at all, and return why it could not be written."""
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        make_folder(file.parent)
        with open_private(draft, "wb") as out:
            write(out)
        draft.replace(file)
    except OSError as error:  # a folder that cannot be written costs time, not results
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        return error
    return None


def write_arrays(
    file: Path, key: str, arrays: Mapping[str, npt.NDArray[Any]], *, what: str, **head: Any
) -> None:
    """Write arrays, whole or not at all.

    Parameters
    ----------
    file : Path
    key : str
        Everything that they depend on, as a hash.
    arrays : mapping of str to ndarray
    what : str
        What they are, as the log calls them.
    **head
        What else is kept with them, as JSON has it.
    """
    told = json.dumps({"key": key, "at": now(), **head}).encode()
    named: dict[str, Any] = {**arrays, "head": np.frombuffer(told, dtype=np.uint8)}
    error = keep_whole(file, lambda out: np.savez(out, **named))
    if error is not None:
        log.warning("%s cannot be kept in %s (%s); they are made anew", what, file.parent, error)


def read_arrays(
    file: Path, key: str, made: Callable[[dict[str, Any], Any], _Made], *, what: str
) -> _Made | None:
    """Return what is made of the head and the arrays kept under a key; None without such.

    Parameters
    ----------
    file : Path
    key, what : str
        As for :func:`write_arrays`.
    made : callable
        Takes the head and the arrays by name; raises where they do not fit each other.
    """
    if not file.exists():
        return None
    try:
        # opened here, because numpy leaves a file that is no archive open
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            head = json.loads(kept["head"].tobytes())
            if not isinstance(head, dict) or head["key"] != key:
                return None  # of another text or model, or kept by an earlier version
            return made(head, kept)
    except _DAMAGED as error:
        log.warning("kept %s in %s cannot be read and are made anew (%s)", what, file.name, error)
        return None


def head_of(file: Path) -> dict[str, Any]:
    """Return what a file says of its arrays; nothing where it is damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            head = json.loads(kept["head"].tobytes())
    except _DAMAGED:
        return {}
    return head if isinstance(head, dict) else {}
