"""Named entities as arrays, and the English words a model knows; names are never kept."""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import Pipeline, load_pipeline
from practicelearn.language.vocabulary import STOP_WORDS

__all__ = ["Entities", "english_words", "find_entities"]

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int32]

Places = tuple[tuple[int, int, str], ...]

_UNUSED = ("tagger", "parser", "attribute_ruler", "senter", "entity_linker")
_PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")


@dataclass(frozen=True, eq=False)
class Entities:
    """Named entities of a list of texts, as flat arrays, in order.

    Parameters
    ----------
    text : ndarray of int, shape (n_entities,)
        Place in the list of texts.
    start, end : ndarray of int, shape (n_entities,)
        Code points, end exclusive.
    label : ndarray of int, shape (n_entities,)
        Place in ``labels``: PERSON, GPE, LOC, FAC, ORG, DATE ... as the model names them.
    labels : list of str
    """

    text: Ints
    start: Ints
    end: Ints
    label: Ints
    labels: list[str]

    def __len__(self) -> int:
        return len(self.text)


def find_entities(texts: Sequence[str], *, pipeline: Pipeline | None = None) -> Entities:
    """Return the named entities of each text; none at all with a blank pipeline.

    Parameters
    ----------
    texts : sequence of str
        Each distinct text is analysed once.
    pipeline : Pipeline, optional
        By default what :func:`practicelearn.language.pipeline.load_pipeline` finds.

    Notes
    -----
    Unlike tokens, entities are never on disk: they are made on text that still holds names. While
    the program runs their places are kept under a hash of the text, and no word of it.
    """
    pipeline = load_pipeline() if pipeline is None else pipeline
    rows: list[tuple[int, int, int, str]] = []
    if not pipeline.blank and len(texts):
        log.info("looking for names in %d texts with %s", len(texts), pipeline.name)
        codes, distinct = pd.factorize(np.array(texts, dtype=object))
        found = _places(pipeline.name, distinct.tolist())
        rows = [(n, *entity) for n, code in enumerate(codes) for entity in found[code]]
    labels = sorted({row[3] for row in rows})
    text, start, end = (np.array([row[k] for row in rows], dtype=np.int32) for k in range(3))
    label = np.array([labels.index(row[3]) for row in rows], dtype=np.int32)
    return Entities(text, start, end, label, labels)


_MOST_KEPT = 100_000
_kept: dict[tuple[str, bytes], Places] = {}


def _places(name: str, texts: list[str]) -> list[Places]:
    """Start, end and label of each text's entities; what was looked at before is not again."""
    keys = [(name, hashlib.sha256(t.encode("utf-8", "surrogatepass")).digest()) for t in texts]
    known = {key: _kept[key] for key in keys if key in _kept}
    new = [(key, text) for key, text in zip(keys, texts, strict=True) if key not in known]
    if new:
        docs = _loaded(name).pipe([text for _, text in new], batch_size=128)
        for (key, _), doc in zip(new, docs, strict=True):
            known[key] = tuple((e.start_char, e.end_char, e.label_) for e in doc.ents)
        if len(_kept) + len(new) > _MOST_KEPT:
            _kept.clear()
        _kept.update(known)
    return [known[key] for key in keys]


@lru_cache(maxsize=2)
def english_words(pipeline: Pipeline) -> frozenset[str]:
    """Return the base forms of words the model knows, lower case; stop words only without a model.

    They come from the model's own lemma tables (WordNet's index), which list some names too
    (*bradford*, *kelly*): a word that is here may be a name, a word that is not is rarely anything
    else. Inflected forms: hold :func:`practicelearn.language.vocabulary.base_forms` against it.
    """
    if pipeline.blank:
        return STOP_WORDS
    try:
        lemmatiser = dict(_loaded(pipeline.name).components)["lemmatizer"]
        index = lemmatiser.lookups.get_table("lemma_index")
        exceptions = lemmatiser.lookups.get_table("lemma_exc")
    except (
        KeyError,
        AttributeError,
    ):  # a model without rule tables, such as one with a trained lemmatiser
        return STOP_WORDS
    words: set[str] = set(STOP_WORDS)
    for part in _PARTS_OF_SPEECH:
        words.update(index.get(part, ()))
        words.update(exceptions.get(part, ()))
    return frozenset(words)


@lru_cache(maxsize=1)
def _loaded(name: str) -> Any:
    """Return the spaCy pipeline with its entities; the lemmatiser is there for its tables only."""
    import spacy

    try:
        return spacy.load(name, exclude=list(_UNUSED), disable=["lemmatizer"])
    except (OSError, ImportError, ValueError) as error:
        raise PracticelearnError(
            f'language model "{name}" is installed but cannot be loaded with spaCy '
            f"{importlib.metadata.version('spacy')}: {error}"
        ) from error
