"""Texts in which no rule found anything: kept by hash, so that nobody looks at them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache as once
from pathlib import Path

import practicelearn.language
from practicelearn.language.entities import key_of
from practicelearn.language.kept_entities import read_clean, write_clean
from practicelearn.language.pipeline import Pipeline

__all__ = ["CleanTexts"]

_MOST_KEPT = 1_000_000


class CleanTexts:
    """What is known to give nobody away, surely; whoever changes a rule looks at all of it anew.

    Parameters
    ----------
    folder : Path or None
        In which it is kept; None keeps nothing.
    pipeline : Pipeline
    """

    def __init__(self, folder: Path | None, pipeline: Pipeline) -> None:
        self._folder = folder
        self._made_by = (pipeline.name, pipeline.version, _rules())
        self._known = frozenset(read_clean(folder, self._made_by) if folder else ())

    def others(self, texts: Iterable[str]) -> list[str]:
        """Return the texts of which it is not known."""
        return [text for text in texts if not self._known or key_of(text) not in self._known]

    def keep(self, texts: Iterable[str]) -> None:
        """Keep that nothing was found in these texts."""
        new = {key_of(text) for text in texts} if self._folder else set()
        if self._folder and new - self._known:
            before = self._known if len(self._known) + len(new) <= _MOST_KEPT else frozenset()
            write_clean(self._folder, self._made_by, before | new)


@once
def _rules() -> str:
    """A hash of all that decides: the rules, the lists they look in, and what cuts words."""
    whole = hashlib.sha256()
    for room in (Path(__file__).parent, *map(Path, practicelearn.language.__path__)):
        for file in sorted(room.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()
