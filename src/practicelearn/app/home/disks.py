"""Where a person keeps files, as a file manager shows it: own folders, synced ones, drives."""

from __future__ import annotations

import os
import string
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

__all__ = ["files_in", "folders_in", "is_synced", "places"]

_OWN = ("Documents", "Desktop", "Downloads")
_SYNCED_BY = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SYNCED = ("onedrive", "dropbox", "nextcloud", "google drive", "sharepoint", "icloud")


def places() -> list[tuple[str, Path]]:
    """Return what a person may begin to look from: what it is called, and where it lies."""
    found: dict[Path, str] = {}
    for called, path in (*_own(), *_synced(), *_drives()):
        with suppress(OSError):
            if path.is_dir():
                found.setdefault(path, called)
    return [(called, path) for path, called in found.items()]


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder that are not hidden, by name.

    Raises
    ------
    OSError
        It may not be looked into.
    """
    return _inside(folder, lambda entry: entry.is_dir())


def files_in(folder: Path, ends: Sequence[str]) -> list[Path]:
    """Return the files in a folder that are not hidden and end so, by name.

    Raises
    ------
    OSError
        It may not be looked into.
    """
    return _inside(folder, lambda e: e.is_file() and e.name.lower().endswith(tuple(ends)))


def _inside(folder: Path, wanted: Callable[[os.DirEntry[str]], bool]) -> list[Path]:
    inside = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if wanted(entry) and not entry.name.startswith((".", "$", "~")):
                    inside.append(folder / entry.name)
    return sorted(inside, key=lambda p: p.name.casefold())


def is_synced(folder: Path) -> bool:
    """Return whether a folder lies where a program carries files to other computers."""
    inside = {folder, *folder.parents}
    if any(path in inside for _, path in _synced()):
        return True
    return any(part.lower().startswith(_SYNCED) for part in folder.parts)


def _own() -> Iterator[tuple[str, Path]]:
    home = Path.home()
    for name in _OWN:
        yield name, home / name
    yield "Your folder", home


def _synced() -> Iterator[tuple[str, Path]]:
    home = Path.home()
    for name in _SYNCED_BY:
        if os.environ.get(name):
            yield Path(os.environ[name]).name, Path(os.environ[name])
    for above in (home, home / "Library" / "CloudStorage"):
        with suppress(OSError):
            for path in folders_in(above):
                if path.name.lower().startswith(_SYNCED):
                    yield path.name, path


def _drives() -> Iterator[tuple[str, Path]]:
    if sys.platform == "win32":
        for letter in string.ascii_uppercase:
            yield f"Drive {letter}:", Path(f"{letter}:\\")
        return
    user = Path.home().name
    for above in (Path("/Volumes"), Path("/media") / user, Path("/run/media") / user, Path("/mnt")):
        with suppress(OSError):
            for path in folders_in(above):
                yield f"Drive {path.name}", path
