"""What still looks like a name after freezing, and what people said of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from practicelearn.study.folder import open_study
from practicelearn.study.not_names import not_names, record_not_name, take_back

__all__ = ["SaidNoName", "name_after_all", "no_name", "passage_of", "said_no_names"]


class SaidNoName(NamedTuple):
    """A word that is no name: who said so, why and when (ISO)."""

    word: str
    reason: str
    who: str
    at: str


def no_name(folder: str | Path, word: str, *, reason: str, by: str) -> None:
    """Put on record that a word of a study is no name; see ``record_not_name``."""
    record_not_name(open_study(folder), [word], reason=reason, by=by)


def name_after_all(folder: str | Path, word: str, *, by: str) -> None:
    """Put on record that such a word is a name after all."""
    take_back(open_study(folder), word, by=by)


def said_no_names(folder: str | Path) -> list[SaidNoName]:
    """Return the words of a study that people said are no names."""
    found = not_names(open_study(folder))
    return [SaidNoName(w, str(e.payload["reason"]), e.who, e.at) for w, e in found.items()]


def passage_of(text: str, start: int, end: int) -> str:
    """Return the words at a place, with as many beside them as make them stand there once.

    Examples
    --------
    >>> passage_of("Jo rang, and Jo wrote.", 13, 15), passage_of("Jo rang.", 0, 2)
    ('and Jo', 'Jo')
    """
    while text.count(text[start:end]) > 1:
        before = text.rfind(" ", 0, max(0, start - 1)) + 1 if start else 0
        if before < start:
            start = before
            continue
        after = text.find(" ", end + 1)
        end = len(text) if after < 0 else after
    return text[start:end]
