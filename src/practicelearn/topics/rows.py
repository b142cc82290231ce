"""Rows: what each window says as weighed words, by itself and with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse.linalg as sparse_linalg
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from practicelearn.topics.talk import Talk, add_up

__all__ = ["Rows", "neighbours", "rows_of", "shares_of", "weighed_turns", "with_phrases"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

AT_ONCE = 200_000
"""Turns whose words are weighed at once."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Windows as rows of weighed words: tf-idf with 1 + log tf.

    Parameters
    ----------
    window : ndarray of int, shape (n_turns,)
        Window of each turn.
    alone : sparse matrix, shape (n_windows, n_terms)
        The window's own words, at length 1.
    together : sparse matrix, shape (n_windows, n_terms)
        The same plus ``context`` times those of the windows before and after, at length 1.
    listed : sparse matrix, shape (n_windows, n_terms + n_phrases)
        Words and phrases, scaled so that the words have length 1.
    weighting : TfidfTransformer
        Of words and, after them, phrases.
    """

    window: Ints
    alone: Any
    together: Any
    listed: Any
    weighting: TfidfTransformer


def rows_of(talk: Talk, context: float, window: Ints | None = None) -> Rows:
    """Return the windows of some talk as rows.

    Parameters
    ----------
    talk : Talk
    context : float
        Weight of the window before and after.
    window : ndarray of int, shape (n_turns,), optional
        Other windows than the talk's own; each in one session, in order.
    """
    own = talk.window if window is None else window
    weighting = TfidfTransformer(sublinear_tf=True, norm=None)
    weighed = weighting.fit_transform(add_up(with_phrases(talk), own))
    words = weighed[:, : len(talk.terms)]
    size = sparse_linalg.norm(words, axis=1)
    alone = normalize(words)
    session = np.zeros(weighed.shape[0], dtype=np.int64)
    session[own] = talk.session
    together = normalize(neighbours(session, context) @ alone, copy=False)
    listed = sparse.diags_array(1 / np.where(size > 0, size, 1)) @ weighed
    return Rows(own, alone, together, listed, weighting)


def with_phrases(talk: Talk, turns: slice = slice(None)) -> Any:
    """Return words and, after them, phrases of each turn."""
    return sparse.hstack([talk.counts[turns], talk.phrase_counts[turns]], format="csr")


def weighed_turns(talk: Talk, weighting: TfidfTransformer) -> Iterator[Any]:
    """Yield the words of turns, weighed and at length 1, a stretch of turns at a time."""
    for first in range(0, talk.counts.shape[0], AT_ONCE):
        rows = weighting.transform(with_phrases(talk, slice(first, first + AT_ONCE)))
        yield normalize(rows[:, : len(talk.terms)])


def neighbours(session: Ints, weight: float) -> Any:
    """Return the matrix that adds to each window its neighbours of the same session."""
    same = weight * (session[1:] == session[:-1])
    return sparse.diags_array([same, np.ones(len(session)), same], offsets=[-1, 0, 1])


def shares_of(weights: Floats) -> Floats:
    """Return rows that sum to 1, or to 0 where all weights are 0."""
    total = weights.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares
