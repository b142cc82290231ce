"""What ``.cache`` still holds of a study as it was before words were taken out of it.

Withdrawing, redacting, purging and correcting take ``.cache`` out with the words. A folder that is
synced may bring a file of it back. No word stands in one, but where words stood does: such a file
is known by the moment it was begun.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from practicelearn.coding.log.events import Event
from practicelearn.language.kept_entities import begun
from practicelearn.language.kept_files import head_of

__all__ = ["kept_from_before"]

_TAKE_OUT = frozenset({"withdraw", "redact", "purge", "correct"})


def kept_from_before(folder: Path, events: Iterable[Event]) -> list[Path]:
    """Return the files that were begun before words were last taken out, or do not say when.

    Parameters
    ----------
    folder : Path
        The study's.
    events : iterable of Event
        Its decisions.
    """
    last = max((e.at for e in events if _takes_out(e)), default="")
    language = folder / ".cache" / "language"
    # a link leads out of the study: nothing there is the study's to take out
    linked = language.is_symlink() or language.parent.is_symlink()
    if not last or linked or not language.is_dir():
        return []
    kept = ("tokens-*", "vectors-*", "entities*")
    files = [file for pattern in kept for file in language.glob(pattern)]
    return sorted(file for file in files if (_since(file) or "") < last)


def _takes_out(event: Event) -> bool:
    return event.kind in _TAKE_OUT and event.payload.get("scope") != "quotes"


def _since(file: Path) -> str | None:
    if file.suffix != ".npz":
        return begun(file)
    head = head_of(file)
    return str(head["at"]) if "at" in head else None
