"""The language model: loaded once, and asked for no more than is wanted of it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from practicelearn.errors import PracticelearnError

__all__ = ["BLANK", "documents", "loaded"]

BLANK = "blank"
_NAMES = "ner"
_UNUSED = ("parser", "senter", "entity_linker", "textcat")
_TEXTS, _POINTS = 64, 50_000
"""Texts that are analysed together, and their code points: what it takes in memory."""


@lru_cache(maxsize=2)
def loaded(name: str) -> Any:
    """Return the loaded spaCy pipeline, with only the components that are ever used.

    Raises
    ------
    PracticelearnError
        The package is there, and is no model or does not go with this spaCy.
    """
    import spacy

    if name == BLANK:
        return spacy.blank("en")
    try:
        return spacy.load(name, exclude=list(_UNUSED))
    except (OSError, ImportError, ValueError, TypeError, AttributeError) as error:
        # the last two: the package is no spaCy model, and has no load() or another one
        raise PracticelearnError(
            f'language model "{name}" is installed but cannot be loaded with spaCy '
            f"{importlib.metadata.version('spacy')}: {error}"
        ) from error


def documents(
    name: str, texts: Iterable[str], *, tokens: bool = True, names: bool = False
) -> Iterator[Any]:
    """Analyse texts some at a time; however many there are and however long, memory stays small.

    Parameters
    ----------
    name : str
        Of the model.
    texts : iterable of str
    tokens : bool, default True
        Base forms and parts of speech are wanted.
    names : bool, default False
        Names are wanted. What one of the two needs alone is left out where it is not wanted.
    """
    nlp = loaded(name)
    left_out = _not_needed(nlp, tokens=tokens, names=names)
    batch: list[str] = []
    n = 0
    for text in texts:
        if len(batch) == _TEXTS or (batch and n + len(text) > _POINTS):
            yield from nlp.pipe(batch, batch_size=_TEXTS, disable=left_out)
            batch, n = [], 0
        batch.append(text)
        n += len(text)
    yield from nlp.pipe(batch, batch_size=_TEXTS, disable=left_out)


def _not_needed(nlp: Any, *, tokens: bool, names: bool) -> list[str]:
    """Components that nothing wanted rests on."""
    if tokens:
        return [] if names else [part for part in nlp.pipe_names if part == _NAMES]
    # word vectors that several components share are needed by those that listen to them
    return [
        part
        for part, component in nlp.pipeline
        if part != _NAMES and _NAMES not in getattr(component, "listening_components", ())
    ]
