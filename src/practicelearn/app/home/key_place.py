"""Where the key of names lies: outside the study and what is synced, said with its whole path."""

from __future__ import annotations

from pathlib import Path

from practicelearn.app.home.disks import is_synced
from practicelearn.errors import PracticelearnError

__all__ = ["key_at", "usual_key"]


def usual_key(study: Path) -> str:
    """Return a place beside one's own documents, under the study's name, that is not synced."""
    home = Path.home()
    above = next((p for p in (home / "Documents", home) if p.is_dir() and not is_synced(p)), home)
    return str(above / "practicelearn keys" / f"{study.name}.key.csv")


def key_at(typed: str, study: Path) -> Path:
    """Return where the key shall lie.

    Raises
    ------
    PracticelearnError
        It is not said with its whole path, or is in the study.
    """
    path = Path(typed)
    if not typed or not path.is_absolute():
        raise PracticelearnError(
            "Say where the key shall lie, with the whole path, such as H:\\keys\\health check.csv."
        )
    if path.is_relative_to(study):
        raise PracticelearnError(
            f"{path}: the key may not lie in the study, which others open. Name a place outside."
        )
    return path
