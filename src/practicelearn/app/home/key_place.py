"""Where the key of names lies: outside the study and what is synced, said with its whole path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from practicelearn.app.home.choosing import chosen
from practicelearn.app.home.disks import is_synced
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.errors import PracticelearnError

__all__ = ["choose_key", "key_at", "usual_key"]


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


def choose_key(
    visit: Visit, sent: Form, address: str, show: Callable[[Visit], str | Goto], *, new: bool = True
) -> str | Goto:
    """Return a page on which the key is chosen, or where it shall lie; see ``chosen``.

    ``new`` is whether it may be put where there is none. Nothing of where it is looked for is
    remembered.
    """
    usual = Path(usual_key(visit.study.folder))
    return chosen(
        visit, sent, address, show, ends=(".csv",), begin=usual.parent,
        title="Where shall the key lie?" if new else "Where does the key lie?",
        new=usual.name if new else "",
    )  # fmt: skip
