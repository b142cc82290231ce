"""Words that can name a subject, token by token, and the pairs of them that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.language.pipeline import Tokens
from practicelearn.language.vocabulary import FUNCTION_WORDS, IDIOMS, STOP_WORDS, singular
from practicelearn.language.words import words

__all__ = ["Phrases", "Terms", "find_pairs", "find_terms"]

SUBJECT_TAGS = ("NOUN", "PROPN", "ADJ", "VERB")
PHRASE_STARTS = ("NOUN", "PROPN", "ADJ")
PHRASE_ENDS = ("NOUN", "PROPN")
FEWEST_PHRASES = 4
LEAST_COHESION = 0.25
PIECE = 0.6
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Terms:
    """Terms and where they stand.

    Parameters
    ----------
    of_token : ndarray of int, shape (n_tokens,)
        The term that begins at each token, -1 where none does.
    names : list of str
        Each term as it was most often said.
    """

    of_token: Ints
    names: list[str]


@dataclass(frozen=True)
class Phrases(Terms):
    """Terms of two words.

    Parameters
    ----------
    parts : ndarray of int, shape (n_phrases, 2)
        The two single terms of each phrase.
    cohesion : ndarray of float, shape (n_phrases, 2)
        Share of each part's occurrences that stand in the phrase.
    """

    parts: Ints
    cohesion: npt.NDArray[np.float64]


def find_terms(tokens: Tokens, counted: npt.NDArray[np.bool_], labels: Iterable[str]) -> Terms:
    """Return the words that can name a subject.

    Nouns, names, adjectives and verbs by lemma, without stop words, numbers and single letters.

    Parameters
    ----------
    tokens : Tokens
    counted : ndarray of bool, shape (n_turns,)
        Turns whose words count.
    labels : iterable of str
        Names of speakers, as labels write them. A word of a label that is mostly used as a name is
        left out: a topic must not be called after a person. Without parts of speech every word of
        a label is.
    """
    tag = np.array(tokens.tags, dtype=object)[tokens.pos]
    able = [word.isalpha() and len(word) > 1 and word not in STOP_WORDS for word in tokens.words]
    able_ids = np.array(able, dtype=bool)
    fits = able_ids[tokens.lemma] & able_ids[tokens.lower] & counted[tokens.turn]
    if tokens.tagged:
        fits &= np.isin(tag, SUBJECT_TAGS)
    fits &= ~_names(tokens, tag, labels)[tokens.lemma] & ~_idioms(tokens)
    lemmas, term = np.unique(_one_number(tokens)[tokens.lemma[fits]], return_inverse=True)
    of_token = np.full(len(tokens), -1, dtype=np.int64)
    of_token[fits] = term
    written = _most_often(term, tokens.lower[fits], len(lemmas))
    return Terms(
        of_token, _readable([tokens.words[i] for i in lemmas], [tokens.words[i] for i in written])
    )


def _readable(lemmas: list[str], written: list[str]) -> list[str]:
    """Return the form most often said; the lemma where that would name two terms alike."""
    taken = set(lemmas)
    names = []
    for lemma, form in zip(lemmas, written, strict=True):
        names.append(lemma if form in taken else form)
        taken.add(names[-1])
    return names


def find_pairs(tokens: Tokens, terms: Terms) -> Phrases:
    """Return pairs of neighbouring terms that belong together, such as *case notes*.

    Notes
    -----
    A pair belongs together when it occurs at least 4 times and makes up at least a quarter of the
    occurrences of one of its words. Only nouns, names and adjectives before a noun or name. A pair
    that mostly comes before one and the same word, or after a hyphen, is a piece of something
    longer and is left out: *free school* of *free school meals*, *term care* of *long-term care*.
    """
    n_terms, n_words = max(len(terms.names), 1), max(len(tokens.words), 1)
    near = np.flatnonzero(_neighbours(tokens, terms.of_token))
    pair = terms.of_token[near] * n_terms + terms.of_token[near + 1]
    kinds, phrase, size = np.unique(pair, return_inverse=True, return_counts=True)
    parts = np.stack(np.divmod(kinds, n_terms), axis=1)
    total = np.bincount(terms.of_token[terms.of_token >= 0], minlength=n_terms)
    cohesion = size[:, None] / np.maximum(total[parts], 1)
    keep = (size >= FEWEST_PHRASES) & (cohesion.max(axis=1) >= LEAST_COHESION)
    keep &= (parts[:, 0] != parts[:, 1]) & ~_pieces(tokens, near, phrase, size)
    own = keep[phrase]
    near, phrase = near[own], (np.cumsum(keep) - 1)[phrase[own]]
    of_token = np.full(len(tokens), -1, dtype=np.int64)
    of_token[near] = phrase
    written = tokens.lower[near].astype(np.int64) * n_words + tokens.lower[near + 1]
    first, second = np.divmod(_most_often(phrase, written, int(keep.sum())), n_words)
    names = [f"{tokens.words[i]} {tokens.words[j]}" for i, j in zip(first, second, strict=True)]
    return Phrases(of_token, names, parts[keep], cohesion[keep])


def _one_number(tokens: Tokens) -> Ints:
    """Return for each word its singular where that is said too: names keep their plural lemma."""
    place = {word: i for i, word in enumerate(tokens.words)}
    singulars = [place.get(singular(word), i) for word, i in place.items()]
    return np.array(singulars, dtype=np.int64)


def _neighbours(tokens: Tokens, of_token: Ints) -> npt.NDArray[np.bool_]:
    """Flag tokens that could be the first word of a phrase."""
    near = np.zeros(len(tokens), dtype=bool)
    near[:-1] = (
        (of_token[:-1] >= 0) & (of_token[1:] >= 0) & ~tokens.after_mark[1:]
        & (tokens.turn[:-1] == tokens.turn[1:])
    )  # fmt: skip
    if tokens.tagged and len(tokens):
        tag = np.array(tokens.tags, dtype=object)[tokens.pos]
        near[:-1] &= np.isin(tag[:-1], PHRASE_STARTS) & np.isin(tag[1:], PHRASE_ENDS)
    return near


def _pieces(tokens: Tokens, near: Ints, phrase: Ints, size: Ints) -> npt.NDArray[np.bool_]:
    """Flag phrases that most times come before one and the same word, or after a hyphen."""
    empty = [word in FUNCTION_WORDS or not word.isalpha() for word in tokens.words]
    beside = np.minimum(near + 2, max(len(tokens) - 1, 0))
    after = (near + 2 < len(tokens)) & (tokens.turn[beside] == tokens.turn[near])
    after &= ~np.array(empty, dtype=bool)[tokens.lower[beside]]
    pairs = pd.DataFrame({"phrase": phrase[after], "word": tokens.lower[beside[after]]})
    followed = np.zeros(len(size), dtype=np.int64)
    most = pairs.value_counts().groupby(level="phrase").max()
    followed[most.index.to_numpy(dtype=np.int64)] = most.to_numpy()
    hyphen = np.array([word == "-" for word in tokens.words], dtype=bool)
    before = hyphen[tokens.lower[near - 1]] & (near > 0)
    hyphened = np.bincount(phrase[before], minlength=len(size))
    flags: npt.NDArray[np.bool_] = np.maximum(followed, hyphened) >= PIECE * size
    return flags


def _names(
    tokens: Tokens, tag: npt.NDArray[np.object_], labels: Iterable[str]
) -> npt.NDArray[np.bool_]:
    """Flag words that are people's names."""
    in_labels = {word.lower() for label in set(labels) for word in words(label)}
    flags = np.array([word in in_labels for word in tokens.words], dtype=bool)
    if tokens.tagged:
        n = len(tokens.words)
        as_name = np.bincount(tokens.lemma, weights=tag == "PROPN", minlength=n)
        flags &= as_name * 2 >= np.bincount(tokens.lemma, minlength=n)
    return flags


def _idioms(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Flag tokens that end an idiom such as *of course*."""
    number = {word: i for i, word in enumerate(tokens.words)}
    ends = np.zeros(len(tokens), dtype=bool)
    for first, second in IDIOMS:
        if first in number and second in number:
            here = tokens.lower == number[second]
            ends[1:] |= here[1:] & (tokens.lower[:-1] == number[first])
    return ends


def _most_often(group: Ints, value: npt.NDArray[Any], n_groups: int) -> Ints:
    """Return the most frequent value of each group."""
    counts = pd.DataFrame({"group": group, "value": value}).value_counts().reset_index()
    counts = counts.sort_values(["group", "count", "value"], ascending=[True, False, True])
    first = counts.drop_duplicates("group")["value"].to_numpy(dtype=np.int64)
    return first if n_groups else np.zeros(0, dtype=np.int64)
