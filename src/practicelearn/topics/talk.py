"""Talk made ready for a topic model: terms counted turn by turn, and turns put into windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import Tokens
from practicelearn.language.windows import make_windows
from practicelearn.topics.words import Heard, Phrases, heard_in

__all__ = ["Talk", "add_up", "hear", "labels_of", "prepare", "who_counts"]

# a word in more than this share of windows marks none of them
MOST_WINDOWS = 0.4
FEW_WINDOWS = 20
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Talk:
    """What a topic model needs of a corpus.

    Parameters
    ----------
    n_words : ndarray of int, shape (n_turns,)
        Words of each turn; 0 for people who do not count.
    session, window : ndarray of int, shape (n_turns,)
        Session and window of each turn.
    windows : DataFrame
        See :func:`practicelearn.language.windows.make_windows`.
    counts : sparse matrix, shape (n_turns, n_terms)
        How often each term occurs in each turn.
    terms : list of str
    nouns : ndarray of float, shape (n_terms,)
        Share of each term's occurrences that are nouns or names.
    passing : ndarray of bool, shape (n_terms,)
        Words of all talk, which alone tell a reader little.
    phrase_counts : sparse matrix, shape (n_turns, n_phrases)
    phrases : Phrases
        ``parts`` are columns of ``counts``.
    columns : dict
        Word as it is heard (a lemma, singular or plural) to its column of ``counts``.
    """

    n_words: Ints
    session: Ints
    window: Ints
    windows: pd.DataFrame
    counts: Any
    terms: list[str]
    nouns: npt.NDArray[np.float64]
    passing: npt.NDArray[np.bool_]
    phrase_counts: Any
    phrases: Phrases
    columns: dict[str, int]

    @property
    def session_of_window(self) -> Ints:
        """Session of each window, shape (n_windows,)."""
        of_window: Ints = self.session[self.windows["first"].to_numpy()]
        return of_window

    def part(self, turns: npt.NDArray[np.bool_]) -> Talk:
        """Return the talk of some sessions, all turns of each; terms stay as they are."""
        place = np.cumsum(turns) - 1
        kept = turns[self.windows["first"].to_numpy()]
        windows = self.windows[kept]
        return Talk(
            self.n_words[turns], _renumbered(self.session[turns]), _renumbered(self.window[turns]),
            windows.assign(first=place[windows["first"]], last=place[windows["last"]]),
            self.counts[turns], self.terms, self.nouns, self.passing,
            self.phrase_counts[turns], self.phrases, self.columns,
        )  # fmt: skip


def _renumbered(numbers: Ints) -> Ints:
    """Return numbers from 0 without gaps, in the same order."""
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)


def hear(parts: Tokens | Iterable[Tokens], counted: npt.NDArray[np.bool_]) -> Heard:
    """Return the words heard in a corpus, from tokens of all its turns, or part by part."""
    return heard_in(_with_flags([parts] if isinstance(parts, Tokens) else parts, counted))


def _with_flags(
    parts: Iterable[Tokens], counted: npt.NDArray[np.bool_]
) -> Iterator[tuple[Tokens, npt.NDArray[np.bool_]]]:
    first = 0
    for tokens in parts:
        last = first + len(tokens.turn_ids)
        yield tokens, counted[first:last]
        first = last


def labels_of(corpus: Corpus) -> set[str]:
    """Return the names of speakers, as labels and pseudonyms write them."""
    labels = {str(label) for label in corpus.turns["speaker"].dropna().unique()}
    return labels | set(corpus.people["pseudonym"].dropna().astype(str))


def prepare(corpus: Corpus, tokens: Tokens | Iterable[Tokens], window_words: int) -> Talk:
    """Return the talk of the people who count: facilitators, note-takers and observers do not.

    Parameters
    ----------
    corpus : Corpus
    tokens : Tokens, or iterable of Tokens
        Of all turns, or part by part (:func:`practicelearn.language.pipeline.tokens_by_part`).
    window_words : int

    Raises
    ------
    PracticelearnError
        There are no turns, no participant speaks, or no word names a subject.
    """
    turns = corpus.turns
    counted = who_counts(corpus)
    heard = hear(tokens, counted)
    terms = heard.terms(labels_of(corpus))
    n_words = corpus.n_words.where(counted, 0)
    windows = make_windows(turns, words=window_words, n_words=n_words)
    window = _window_of(turns, windows)
    session = pd.factorize(turns["session_id"])[0].astype(np.int64)
    kept = _vocabulary(add_up(terms.counts, window), session[windows["first"].to_numpy()])
    phrases = _each_once(heard.phrases(terms, kept))
    place = np.full(len(terms.names), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    columns = {word: int(place[k]) for word, k in heard.columns().items() if place[k] >= 0}
    return Talk(
        n_words.to_numpy(), session, window, windows,
        terms.counts[:, kept], [terms.names[k] for k in kept], terms.nouns[kept],
        terms.passing[kept], phrases.counts, phrases, columns,
    )  # fmt: skip


def who_counts(corpus: Corpus) -> npt.NDArray[np.bool_]:
    """Flag the turns of people who count.

    Raises
    ------
    PracticelearnError
        There are no turns, or no participant speaks.
    """
    if corpus.turns.empty:
        raise PracticelearnError("the corpus has no turns: there is nothing to find topics in.")
    counted = ~corpus.turns["role"].isin(NOT_COUNTED).to_numpy()
    if not counted.any():
        raise PracticelearnError(
            "every turn is by a facilitator, note-taker or observer: there are no participants' "
            "words to find topics in. Check the roles in the attendance sheet."
        )
    return np.asarray(counted)


def _each_once(phrases: Phrases) -> Phrases:
    """Put phrases that are said alike but stand for two pairs of lemmas into one, the commoner."""
    number, names = pd.factorize(np.array(phrases.names, dtype=object))
    if len(names) == len(number):
        return phrases
    member = sparse.csr_array((np.ones(len(number)), (np.arange(len(number)), number)))
    size = np.asarray(phrases.counts.sum(axis=0)).ravel()
    order = np.lexsort((-size, number))
    best = order[np.unique(number[order], return_index=True)[1]]
    counts = (phrases.counts @ member).tocsr()
    return Phrases(
        counts,
        list(names),
        phrases.nouns[best],
        phrases.passing[best],
        phrases.parts[best],
        phrases.cohesion[best],
    )


def _window_of(turns: pd.DataFrame, windows: pd.DataFrame) -> Ints:
    """The window of each turn."""
    sizes = (windows["last"] - windows["first"] + 1).to_numpy()
    if sizes.sum() == len(turns):  # each is a stretch of the table
        window: Ints = np.empty(len(turns), dtype=np.int64)
        order = np.argsort(windows["first"].to_numpy(), kind="stable")
        window[:] = np.repeat(order, sizes[order])
        return window
    window = np.empty(len(turns), dtype=np.int64)
    for place, ids in enumerate(windows["turn_ids"]):
        window[turns.index.get_indexer(ids)] = place
    return window


def add_up(counts: Any, window: Ints) -> Any:
    """Return the sums of windows from those of turns, shape (n_windows, n_columns)."""
    member = sparse.csr_array(
        (np.ones(len(window)), (window, np.arange(len(window)))),
        shape=(int(window.max()) + 1, len(window)),
    )
    total = member @ counts
    return total.tocsr() if sparse.issparse(total) else total


def _vocabulary(counts: Any, session: Ints) -> Ints:
    """Return the terms that can tell windows apart and are not one session's own."""
    occurs = counts > 0
    in_windows = np.asarray(occurs.sum(axis=0)).ravel()
    in_sessions = np.asarray((add_up(occurs.astype(float), session) > 0).sum(axis=0)).ravel()
    n_windows, n_sessions = counts.shape[0], int(session.max()) + 1
    fewest = 3 if n_windows > 3 * FEW_WINDOWS else 2 if n_windows > FEW_WINDOWS else 1
    most = MOST_WINDOWS * n_windows if n_windows > FEW_WINDOWS else n_windows
    kept = np.flatnonzero(
        (in_windows >= fewest)
        & (in_windows <= most)
        & (in_sessions >= (2 if n_sessions > 2 else 1))
    )
    if not len(kept):
        raise PracticelearnError(
            f"no word of {n_windows} windows in {n_sessions} sessions names a subject: all are "
            "function words, small talk, names of speakers, or said in one session only. "
            "There is too little talk for topics."
        )
    return kept
