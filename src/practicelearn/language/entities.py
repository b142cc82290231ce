"""Named entities as arrays, and the English words a model knows; no name is ever kept."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.language.kept_entities import (
    Places,
    has_words,
    read_places,
    read_words,
    write_places,
    write_words,
)
from practicelearn.language.model import documents, loaded
from practicelearn.language.one_pass import columns_of, note_tokens, wants_tokens
from practicelearn.language.pipeline import LONGEST, Pipeline, load_pipeline
from practicelearn.language.vocabulary import STOP_WORDS

__all__ = [
    "Entities",
    "english_words",
    "find_entities",
    "keep_places",
    "key_of",
    "known_places",
]

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int32]

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


def find_entities(
    texts: Sequence[str], *, pipeline: Pipeline | None = None, cache: Path | None = None
) -> Entities:
    """Return the named entities of each text; none at all with a blank pipeline.

    Parameters
    ----------
    texts : sequence of str
        Each distinct text is analysed once.
    pipeline : Pipeline, optional
        By default what :func:`practicelearn.language.pipeline.load_pipeline` finds.
    cache : Path, optional
        Folder in which places are kept between runs. Name none for text that still holds names.

    Notes
    -----
    Places and labels are kept under a hash of the text, and no word of it: while the program runs,
    and in the folder where one is named. When all texts are known, the model is not loaded.
    """
    pipeline = load_pipeline() if pipeline is None else pipeline
    rows: list[tuple[int, int, int, str]] = []
    if not pipeline.blank and len(texts):
        log.info("looking for names in %d texts with %s", len(texts), pipeline.name)
        codes, distinct = pd.factorize(np.array(texts, dtype=object))
        found = _places(pipeline, distinct.tolist(), cache)
        rows = [(n, *entity) for n, code in enumerate(codes) for entity in found[code]]
    labels = sorted({row[3] for row in rows})
    text, start, end = (np.array([row[k] for row in rows], dtype=np.int32) for k in range(3))
    label = np.array([labels.index(row[3]) for row in rows], dtype=np.int32)
    return Entities(text, start, end, label, labels)


_MOST_KEPT = 100_000
_kept: dict[tuple[Pipeline, str], Places] = {}


def _places(pipeline: Pipeline, texts: list[str], cache: Path | None) -> list[Places]:
    """Start, end and label of each text's entities; what was looked at before is not again."""
    keys = [key_of(text) for text in texts]
    known = known_places(pipeline, keys, cache)
    new = [(key, text) for key, text in zip(keys, texts, strict=True) if key not in known]
    if new:
        for (key, _), own in zip(new, _seen(pipeline, [text for _, text in new]), strict=True):
            known[key] = own
    keep_places(pipeline, known, cache)
    return [known[key] for key in keys]


def key_of(text: str) -> str:
    """Return what a text's entities are kept under: its hash, and no word of it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def known_places(
    pipeline: Pipeline, keys: Sequence[str], cache: Path | None = None
) -> dict[str, Places]:
    """Return the places that are known already, by key, from memory and from the folder."""
    stored = read_places(cache, (pipeline.name, pipeline.version)) if cache is not None else {}
    known = {key: _kept[pipeline, key] for key in keys if (pipeline, key) in _kept}
    return known | {key: stored[key] for key in keys if key in stored}


def keep_places(
    pipeline: Pipeline, places: Mapping[str, Places], cache: Path | None = None
) -> None:
    """Keep places by key, while the program runs and in the folder where one is named."""
    if len(_kept) + len(places) > _MOST_KEPT:
        _kept.clear()
    _kept.update({(pipeline, key): own for key, own in places.items()})
    if cache is None:
        return
    model = (pipeline.name, pipeline.version)
    stored = read_places(cache, model)
    if not places.keys() <= stored.keys():
        others = stored if len(stored) + len(places) <= 10 * _MOST_KEPT else {}
        write_places(cache, model, {**others, **places})


def _seen(pipeline: Pipeline, texts: list[str]) -> Iterator[Places]:
    """Where the model sees names in each text; where both are wanted, its tokens are noted too."""
    both = [len(t) <= LONGEST and wants_tokens(pipeline.name, t) for t in texts]
    places: dict[str, Places] = {}
    for tokens in (True, False):
        asked = [text for text, own in zip(texts, both, strict=True) if own == tokens]
        docs = documents(pipeline.name, asked, tokens=tokens, names=True) if asked else ()
        for text, doc in zip(asked, docs, strict=True):
            places[text] = tuple((e.start_char, e.end_char, e.label_) for e in doc.ents)
            if tokens:
                note_tokens(pipeline.name, text, columns_of(doc, blank=False))
    return (places[text] for text in texts)


_english: dict[tuple[str, str], frozenset[str]] = {}
"""By model, while the program runs: the words are the same for every study."""


def english_words(pipeline: Pipeline, cache: Path | None = None) -> frozenset[str]:
    """Return the base forms of words the model knows, lower case; stop words only without a model.

    They come from the model's own lemma tables (WordNet's index), which list some names too
    (*bradford*, *kelly*): a word that is here may be a name, a word that is not is rarely anything
    else. Inflected forms: hold :func:`practicelearn.language.vocabulary.base_forms` against it.
    In the folder ``cache`` they are kept, so that the model need not be loaded for them.
    """
    if pipeline.blank:
        return STOP_WORDS
    model = (pipeline.name, pipeline.version)
    known = _english.get(model)
    kept = cache is None or (known is not None and has_words(cache))
    if known is None and cache is not None:
        known = read_words(cache, model)
        kept = known is not None
    if known is None:
        known = _words_of(pipeline.name)
    if cache is not None and not kept:
        write_words(cache, model, known)
    _english[model] = known
    return known


@lru_cache(maxsize=2)
def _words_of(name: str) -> frozenset[str]:
    try:
        lemmatiser = dict(loaded(name).components)["lemmatizer"]
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
