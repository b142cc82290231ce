"""Which logs lie in a folder, listed once for all sessions of a question.

Each session's log is sought with the copies that a synced folder made of it, so by the beginning of
its name. To list the folder for each session would be the square of the sessions.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

__all__ = ["listed_once", "logs_of"]

_SUFFIX = ".jsonl"
_listed: ContextVar[dict[Path, list[tuple[str, str]]] | None] = ContextVar("listed", default=None)


@contextmanager
def listed_once() -> Iterator[None]:
    """List each folder once, for as long as it lasts: nothing may be written to a log inside it."""
    if _listed.get() is not None:
        yield
        return
    before = _listed.set({})
    try:
        yield
    finally:
        _listed.reset(before)


def logs_of(session_id: str, folder: Path) -> list[Path]:
    """Return the files whose names begin with the session's id, sorted; of neighbours there may be.

    What ``sorted(folder.glob(f"{session_id}*.jsonl"))`` gives.
    """
    kept = _listed.get()
    found = None if kept is None else kept.get(folder)
    if found is None:
        found = _names(folder)
        if kept is not None:
            kept[folder] = found
    sought = os.path.normcase(session_id)
    out = []
    for k in range(bisect_left(found, (sought, "")), len(found)):
        plain, name = found[k]
        if not plain.startswith(sought):
            break
        out.append(folder / name)
    return sorted(out)


def _names(folder: Path) -> list[tuple[str, str]]:
    """Name of each log as the system compares names, and as it is written."""
    try:
        names = [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    return sorted((p, name) for name in names if (p := os.path.normcase(name)).endswith(_SUFFIX))
