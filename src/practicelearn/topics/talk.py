"""Talk made ready for a topic model: terms counted turn by turn, and turns put into windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import Tokens
from practicelearn.language.windows import make_windows
from practicelearn.topics.words import Phrases, Terms, find_pairs, find_terms

__all__ = ["Talk", "add_up", "prepare"]

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
    phrase_counts : sparse matrix, shape (n_turns, n_phrases)
    phrases : Phrases
        ``parts`` are columns of ``counts``.
    """

    n_words: Ints
    session: Ints
    window: Ints
    windows: pd.DataFrame
    counts: Any
    terms: list[str]
    phrase_counts: Any
    phrases: Phrases

    @property
    def session_of_window(self) -> Ints:
        """Session of each window, shape (n_windows,)."""
        of_window: Ints = self.session[self.windows["first"].to_numpy()]
        return of_window


def prepare(corpus: Corpus, tokens: Tokens, window_words: int) -> Talk:
    """Return the talk of the people who count: facilitators, note-takers and observers do not.

    Raises
    ------
    PracticelearnError
        There are no turns, no participant speaks, or no word names a subject.
    """
    turns = corpus.turns
    if turns.empty:
        raise PracticelearnError("the corpus has no turns: there is nothing to find topics in.")
    counted = ~turns["role"].isin(NOT_COUNTED).to_numpy()
    if not counted.any():
        raise PracticelearnError(
            "every turn is by a facilitator, note-taker or observer: there are no participants' "
            "words to find topics in. Check the roles in the attendance sheet."
        )
    n_words = corpus.n_words.where(counted, 0)
    windows = make_windows(turns, words=window_words, n_words=n_words)
    window = np.empty(len(turns), dtype=np.int64)
    for place, ids in enumerate(windows["turn_ids"]):
        window[turns.index.get_indexer(ids)] = place
    labels = {str(label) for label in turns["speaker"].dropna().unique()}
    labels |= set(corpus.people["pseudonym"].dropna().astype(str))
    terms = find_terms(tokens, counted, labels)
    session = pd.factorize(turns["session_id"])[0].astype(np.int64)
    counts = _count(tokens, terms)
    kept = _vocabulary(add_up(counts, window), session[windows["first"].to_numpy()])
    terms = _only(terms, kept)
    phrases = find_pairs(tokens, terms)
    return Talk(
        n_words.to_numpy(), session, window, windows,
        counts[:, kept], terms.names, _count(tokens, phrases), phrases,
    )  # fmt: skip


def add_up(counts: Any, window: Ints) -> Any:
    """Return the counts of windows from those of turns, shape (n_windows, n_terms)."""
    member = sparse.csr_array(
        (np.ones(len(window)), (window, np.arange(len(window)))),
        shape=(int(window.max()) + 1, len(window)),
    )
    return (member @ counts).tocsr()


def _count(tokens: Tokens, terms: Terms) -> Any:
    here = np.flatnonzero(terms.of_token >= 0)
    return sparse.csr_array(
        (np.ones(len(here)), (tokens.turn[here], terms.of_token[here])),
        shape=(len(tokens.turn_ids), len(terms.names)),
    )


def _only(terms: Terms, kept: Ints) -> Terms:
    """Return the terms with some left out and the rest numbered anew."""
    place = np.full(len(terms.names) + 1, -1, dtype=np.int64)  # the last stands for "no term"
    place[kept] = np.arange(len(kept))
    return replace(terms, of_token=place[terms.of_token], names=[terms.names[k] for k in kept])


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
