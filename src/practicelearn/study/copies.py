"""Copies that a synced folder made of a file, known by their names; files that hold something."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

__all__ = ["copied_from", "there"]

_COPY = re.compile(
    r" ?\(\d+\)"  # Windows, Google Drive
    r"| ?- ?(?:[Cc]opy|Kopie)(?: ?\(\d+\))?"
    r"| ?\(.*(?:[Cc]onflict|[Cc]opy|[Cc]ase).*\)"  # Dropbox, Nextcloud
    r"|[._-](?:sync-)?conflict.*"  # Syncthing
    r"|_conf\(.*\)"
    r"|-(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]*(?:-\d+)?"  # OneDrive: the computer's name
)


def there(path: Path) -> bool:
    """Whether a file is there and holds something."""
    return path.is_file() and path.stat().st_size > 0


def copied_from(stem: str, stems: Collection[str]) -> str | None:
    """Return the name of which a synced folder made this one, where that lies beside it.

    Examples
    --------
    >>> copied_from("north (1)", {"north", "north (1)"})
    'north'
    >>> copied_from("north-DESKTOP-8K2", {"north", "north-DESKTOP-8K2"})
    'north'
    >>> copied_from("north-east", {"north", "north-east"})
    """
    if stem.startswith("Copy of ") and stem[8:] in stems:
        return stem[8:]
    # its own beginnings, not every name beside it: there are as many of those as sessions
    return next(
        (
            stem[:k]
            for k in range(len(stem) - 1, 0, -1)
            if stem[:k] in stems and _COPY.fullmatch(stem[k:])
        ),
        None,
    )
