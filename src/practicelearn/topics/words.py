"""Words that can name a subject, and the pairs of them that belong together, session by session.

What is counted is gathered from the tokens of some sessions at a time, and these are let go: the
tokens of a decade, held at once, would take more memory than its talk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.language.pipeline import Tokens
from practicelearn.language.vocabulary import (
    FUNCTION_WORDS,
    IDIOMS,
    PASSING_WORDS,
    STOP_WORDS,
    singular,
)
from practicelearn.language.words import words

__all__ = ["Heard", "Phrases", "Terms", "heard_in"]

SUBJECT_TAGS = ("NOUN", "PROPN", "ADJ", "VERB")
PHRASE_STARTS = ("NOUN", "PROPN", "ADJ")
PHRASE_ENDS = ("NOUN", "PROPN")
# words that say how something is and not what: "new laptop" says no more than "laptop"
PALE = {
    "new", "old", "better", "best", "worse", "worst", "nice", "lovely", "awful", "horrible",
    "proper", "important", "current", "previous", "similar", "certain", "whole", "real", "actual",
    "main", "only",
}  # fmt: skip
FEWEST_PHRASES = 3
LEAST_COHESION = 0.2
PIECE = 0.6
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_NEAR = ("first", "second", "said_first", "said_second", "following", "hyphen", "turn")


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms and how often each turn holds them.

    Parameters
    ----------
    counts : sparse matrix, shape (n_turns, n_terms)
    names : list of str
        Each term as it was most often said.
    nouns : ndarray of float, shape (n_terms,)
        Share of its occurrences that are nouns or names; 1 where parts of speech are not known.
    passing : ndarray of bool, shape (n_terms,)
        Words of all talk, which alone tell a reader little.
    """

    counts: Any
    names: list[str]
    nouns: npt.NDArray[np.float64]
    passing: Flags


@dataclass(frozen=True, eq=False)
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


def heard_in(parts: Iterable[tuple[Tokens, Flags]]) -> Heard:
    """Return the words heard in parts of a corpus, in order.

    Parameters
    ----------
    parts : iterable of pairs
        Tokens of consecutive turns, and which of these turns' words count.
    """
    heard = Heard()
    for tokens, counted in parts:
        heard.add(tokens, counted)
    return heard


class Heard:
    """Nouns, names, adjectives and verbs by lemma, without stop words, numbers and single letters.

    Gathered with :meth:`add`, part by part; then :meth:`terms` and :meth:`phrases`.
    """

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._able = np.zeros(0, dtype=bool)
        self._total = np.zeros(0)
        self._as_name = np.zeros(0)
        self._fitting = np.zeros(0)
        self._as_noun = np.zeros(0)
        self._tagged = True
        self._n_turns = 0
        self._last = -1  # the word before the first of the next part
        self._said: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] = []
        self._forms: list[tuple[Ints, Ints, Ints]] = []
        self._near: list[dict[str, npt.NDArray[Any]]] = []
        self._term_of: Ints = np.zeros(0, dtype=np.int64)

    def add(self, tokens: Tokens, counted: Flags) -> None:
        """Gather the words of further turns.

        Parameters
        ----------
        tokens : Tokens
        counted : ndarray of bool, shape (n_turns,)
            Turns whose words count.
        """
        number = self._numbers(tokens.words)
        lower, lemma, turn = number[tokens.lower], number[tokens.lemma], tokens.turn
        before = np.concatenate([[self._last], lower[:-1]]).astype(np.int64)[: len(lower)]
        fits = self._able[lemma] & self._able[lower] & counted[turn]
        self._tagged = tokens.tagged
        n = len(self._words)
        self._total = _grown(self._total, n) + np.bincount(lemma, minlength=n)
        self._as_name = _grown(self._as_name, n)
        if tokens.tagged:
            fits &= _of_tags(tokens, SUBJECT_TAGS)
            self._as_name += np.bincount(lemma, weights=_of_tags(tokens, ("PROPN",)), minlength=n)
        fits &= ~self._idioms(lower, before)
        here = np.flatnonzero(fits)
        nouns = _of_tags(tokens, PHRASE_ENDS)[here] if tokens.tagged else np.ones(len(here))
        self._fitting = _grown(self._fitting, n) + np.bincount(lemma[here], minlength=n)
        self._as_noun = _grown(self._as_noun, n) + np.bincount(
            lemma[here], weights=nouns, minlength=n
        )
        self._said.append(
            ((turn[here] + self._n_turns).astype(np.int32), lemma[here].astype(np.int32))
        )
        self._forms.append(_pairs(lemma[here], lower[here], n))
        self._near.append(self._neighbours(tokens, fits, lower, lemma, before))
        self._n_turns += len(tokens.turn_ids)
        self._last = int(lower[-1]) if len(lower) else self._last

    def terms(self, labels: Iterable[str]) -> Terms:
        """Return the words that can name a subject; what was gathered of them is let go.

        Parameters
        ----------
        labels : iterable of str
            Names of speakers, as labels write them. A word of a label that is mostly used as a name
            is left out: a topic must not be called after a person. Without parts of speech every
            word of a label is.
        """
        number = np.where(self._names(labels), -1, self._one_number())
        turn, lemma = _end_to_end(self._said, 2)
        self._said = []
        used = np.zeros(len(self._words) + 1, dtype=bool)
        used[number[lemma]] = True
        lemmas = np.flatnonzero(used[:-1])  # the last stands for names
        place = np.full(len(self._words) + 1, -1, dtype=np.int64)
        place[lemmas] = np.arange(len(lemmas))
        self._term_of = place[number]
        term = self._term_of[lemma]
        counts = _counted(turn[term >= 0], term[term >= 0], self._n_turns, len(lemmas))
        group, value, count = _end_to_end(self._forms, 3)
        of_term = self._term_of[group]
        written = _most_often(of_term[of_term >= 0], value[of_term >= 0], count[of_term >= 0])
        known = list(self._words)
        names = _readable([known[i] for i in lemmas], [known[i] for i in written])
        passing = np.array([known[i] in PASSING_WORDS for i in lemmas], dtype=bool)
        return Terms(counts, names, self._noun_share(number, lemmas), passing)

    def columns(self) -> dict[str, int]:
        """Return the column of each word heard in what :meth:`terms` returned, where it has one."""
        found = zip(self._words, self._term_of.tolist(), strict=True)
        return {word: place for word, place in found if place >= 0}

    def phrases(self, terms: Terms, kept: Ints) -> Phrases:
        """Return pairs of neighbouring terms that belong together, such as *case notes*.

        Parameters
        ----------
        terms : Terms
            What :meth:`terms` returned.
        kept : ndarray of int
            Its columns that are kept: parts of phrases are numbered by them.

        Notes
        -----
        A pair belongs together when it occurs at least 3 times and makes up at least a fifth of
        the occurrences of one of its words. Only nouns, names and adjectives before a noun or name,
        no pale ones (*new*, *better*).
        A pair that mostly comes before one and the same word, or after a hyphen, is a piece of
        something longer and is left out: *free school* of *free school meals*, *term care* of
        *long-term care*.
        """
        place = np.full(len(terms.names) + 1, -1, dtype=np.int64)
        place[kept] = np.arange(len(kept))
        term_of = place[self._term_of]
        n_terms, n_words = max(len(kept), 1), max(len(self._words), 1)
        none = np.zeros(0, dtype=np.int32)
        near = {k: np.concatenate([none, *(own[k] for own in self._near)]) for k in _NEAR}
        first, second = term_of[near["first"]], term_of[near["second"]]
        both = (first >= 0) & (second >= 0)
        near = {name: column[both] for name, column in near.items()}
        pair = first[both] * n_terms + second[both]
        kinds, phrase, size = np.unique(pair, return_inverse=True, return_counts=True)
        parts = np.stack(np.divmod(kinds, n_terms), axis=1)
        total = np.zeros(n_terms)
        total[: len(kept)] = np.asarray(terms.counts.sum(axis=0)).ravel()[kept]
        cohesion = size[:, None] / np.maximum(total[parts], 1)
        keep = (size >= FEWEST_PHRASES) & (cohesion.max(axis=1) >= LEAST_COHESION)
        keep &= (parts[:, 0] != parts[:, 1]) & ~self._pieces(near, phrase, size)
        own = keep[phrase]
        phrase = (np.cumsum(keep) - 1)[phrase[own]]
        written = near["said_first"][own].astype(np.int64) * n_words + near["said_second"][own]
        said = _most_often(*_pairs(phrase, written, max(int(written.max(initial=0)) + 1, 1)))
        known = list(self._words)
        names = [f"{known[i]} {known[j]}" for i, j in zip(*np.divmod(said, n_words), strict=True)]
        counts = _counted(near["turn"][own], phrase, self._n_turns, int(keep.sum()))
        passing = np.append(terms.passing[kept], True)[parts[keep]].all(axis=1)
        nouns = np.ones(len(names))
        return Phrases(counts, names, nouns, passing, parts[keep], cohesion[keep])

    def _numbers(self, own: Iterable[str]) -> Ints:
        """Return the place of each word among all words heard so far."""
        known = self._words
        number = np.array([known.setdefault(word, len(known)) for word in own], dtype=np.int64)
        new = list(known)[len(self._able) :]
        able = [word.isalpha() and len(word) > 1 and word not in STOP_WORDS for word in new]
        self._able = np.concatenate([self._able, np.array(able, dtype=bool)])
        return number

    def _idioms(self, lower: Ints, before: Ints) -> Flags:
        """Flag tokens that end an idiom such as *of course*."""
        ends = np.zeros(len(lower), dtype=bool)
        for first, second in IDIOMS:
            if first in self._words and second in self._words:
                ends |= (lower == self._words[second]) & (before == self._words[first])
        return ends

    def _neighbours(
        self, tokens: Tokens, fits: Flags, lower: Ints, lemma: Ints, before: Ints
    ) -> dict[str, npt.NDArray[Any]]:
        """Pairs of neighbouring words that could be a phrase, and what stands around them."""
        turn = tokens.turn
        pale = np.array([word in PALE for word in self._words], dtype=bool)
        able = (
            fits[:-1]
            & fits[1:]
            & ~pale[lower[:-1]]
            & ~tokens.after_mark[1:]
            & (turn[:-1] == turn[1:])
        )
        if tokens.tagged and len(tokens):
            able &= _of_tags(tokens, PHRASE_STARTS)[:-1] & _of_tags(tokens, PHRASE_ENDS)[1:]
        near = np.flatnonzero(able)
        beside = np.minimum(near + 2, max(len(tokens) - 1, 0))
        after = (near + 2 < len(tokens)) & (turn[beside] == turn[near])
        found = {
            "first": lemma[near], "second": lemma[near + 1], "said_first": lower[near],
            "said_second": lower[near + 1], "following": np.where(after, lower[beside], -1),
            "hyphen": before[near] == self._words.get("-", -2), "turn": turn[near] + self._n_turns,
        }  # fmt: skip
        return {k: v if v.dtype == bool else v.astype(np.int32) for k, v in found.items()}

    def _names(self, labels: Iterable[str]) -> Flags:
        """Flag words that are people's names."""
        in_labels = {word.lower() for label in set(labels) for word in words(label)}
        flags = np.array([word in in_labels for word in self._words], dtype=bool)
        return flags & (self._as_name * 2 >= self._total) if self._tagged else flags

    def _noun_share(self, number: Ints, lemmas: Ints) -> npt.NDArray[np.float64]:
        """Share of each term's occurrences that are nouns; a plural counts with its singular."""
        nouns, total = np.zeros(len(number) + 1), np.zeros(len(number) + 1)
        np.add.at(nouns, number, self._as_noun)
        np.add.at(total, number, self._fitting)
        share: npt.NDArray[np.float64] = nouns[lemmas] / np.maximum(total[lemmas], 1)
        return share

    def _one_number(self) -> Ints:
        """Return for each word its singular where that is said too: names keep their plural."""
        known = self._words
        return np.array([known.get(singular(word), i) for word, i in known.items()], dtype=np.int64)

    def _pieces(self, near: dict[str, npt.NDArray[Any]], phrase: Ints, size: Ints) -> Flags:
        """Flag phrases that most times come before one and the same word, or after a hyphen."""
        empty = np.array(
            [word in FUNCTION_WORDS or not word.isalpha() for word in self._words] + [True],
            dtype=bool,
        )  # the last stands for no word
        after = ~empty[near["following"]]
        pairs = pd.DataFrame({"phrase": phrase[after], "word": near["following"][after]})
        followed = np.zeros(len(size), dtype=np.int64)
        most = pairs.value_counts().groupby(level="phrase").max()
        followed[most.index.to_numpy(dtype=np.int64)] = most.to_numpy()
        hyphened = np.bincount(phrase[near["hyphen"].astype(bool)], minlength=len(size))
        flags: Flags = np.maximum(followed, hyphened) >= PIECE * size
        return flags


def _readable(lemmas: list[str], written: list[str]) -> list[str]:
    """Return the form most often said; the lemma where that would name two terms alike."""
    taken = set(lemmas)
    names = []
    for lemma, form in zip(lemmas, written, strict=True):
        names.append(lemma if form in taken else form)
        taken.add(names[-1])
    return names


def _of_tags(tokens: Tokens, tags: tuple[str, ...]) -> Flags:
    """Flag tokens of these parts of speech."""
    flags: Flags = np.array([tag in tags for tag in tokens.tags], dtype=bool)[tokens.pos]
    return flags


def _grown(values: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    return np.concatenate([values, np.zeros(size - len(values))])


def _end_to_end(parts: list[Any], n: int) -> tuple[npt.NDArray[Any], ...]:
    none = np.zeros(0, dtype=np.int64)
    return tuple(
        np.concatenate([none, *(own[k] for own in parts)]).astype(np.int64) for k in range(n)
    )


def _pairs(group: Ints, value: Ints, n_values: int) -> tuple[Ints, Ints, Ints]:
    """Return each pair of group and value once, and how often it occurs."""
    pairs, count = np.unique(group.astype(np.int64) * n_values + value, return_counts=True)
    own, other = np.divmod(pairs, n_values)
    return own, other, count


def _counted(turn: Ints, term: Ints, n_turns: int, n_terms: int) -> Any:
    return sparse.csr_array((np.ones(len(turn)), (turn, term)), shape=(n_turns, n_terms))


def _most_often(group: Ints, value: Ints, count: Ints) -> Ints:
    """Return the most frequent value of each group; of several the first."""
    table = pd.DataFrame({"group": group, "value": value, "count": count})
    table = table.groupby(["group", "value"], as_index=False)["count"].sum()
    table = table.sort_values(["group", "count", "value"], ascending=[True, False, True])
    most: Ints = table.drop_duplicates("group")["value"].to_numpy(dtype=np.int64)
    return most
