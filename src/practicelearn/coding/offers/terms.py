"""What a learner counts in talk: lemmas, or words as they were said and pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from practicelearn.language.pipeline import Tokens
from practicelearn.language.vocabulary import STOP_WORDS

__all__ = ["FEATURES", "Terms", "terms_of"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FEATURES = ("lemmas", "phrases")


@dataclass(frozen=True, eq=False)
class Terms:
    """Where each term stands; n occurrences.

    Parameters
    ----------
    name : list of str
        The terms; a pair of words is joined by a space.
    term : ndarray of int, shape (n,)
        Place in ``name``.
    turn : ndarray of int, shape (n,)
        Place of the turn.
    start : ndarray of int, shape (n,)
        Code point in the turn at which it begins.
    """

    name: list[str]
    term: Ints
    turn: Ints
    start: Ints

    def counts(self, row: Ints, n: int) -> Any:
        """Return how often each term stands in each row, shape (n, n_terms).

        Parameters
        ----------
        row : ndarray of int, shape (n_occurrences,)
            The row of each occurrence; -1 for one that stands in none.
        """
        kept = row >= 0
        cells = (np.ones(int(kept.sum())), (row[kept], self.term[kept]))
        return sparse.csr_array(cells, shape=(n, len(self.name)))


def terms_of(tokens: Tokens, features: str, hidden: Bools) -> Terms:
    """Return the terms of turns; the words of ``hidden`` turns are nowhere.

    Parameters
    ----------
    tokens : Tokens
    features : {"lemmas", "phrases"}
        Lemmas of letters without stop words; or every word of letters as it was said, and each pair
        of neighbours in a turn. Stop words and their order carry what lemmas lose ("do not know").
    hidden : ndarray of bool, shape (n_turns,)
    """
    turn, start, words = tokens.turn, tokens.start.astype(np.int64), tokens.words
    letters = np.array([w.isalpha() for w in words], dtype=bool)
    shown = ~hidden[turn] if len(turn) else np.zeros(0, dtype=bool)
    if features == "lemmas":
        fits = letters & np.array([len(w) > 1 and w not in STOP_WORDS for w in words], dtype=bool)
        kept = fits[tokens.lemma] & fits[tokens.lower] & shown
        return Terms(words, tokens.lemma[kept].astype(np.int64), turn[kept], start[kept])
    said = letters[tokens.lower] & shown
    lower = tokens.lower.astype(np.int64)
    first = np.flatnonzero(said[:-1] & said[1:] & (turn[:-1] == turn[1:]))
    pairs, place = np.unique(
        np.stack([lower[first], lower[first + 1]], axis=1), axis=0, return_inverse=True
    )
    return Terms(
        [*words, *(f"{words[a]} {words[b]}" for a, b in pairs)],
        np.concatenate([lower[said], len(words) + place.ravel()]),
        np.concatenate([turn[said], turn[first]]),
        np.concatenate([start[said], start[first]]),
    )
