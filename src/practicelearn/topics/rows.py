"""Rows: what each window says as weighed words, by itself and with its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from practicelearn.topics.talk import Talk, add_up

__all__ = [
    "Rows",
    "rows_of",
    "shares_of",
    "shares_of_sessions",
    "together_rows",
    "with_neighbours",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Windows as rows of weighed words: tf-idf with 1 + log tf.

    Parameters
    ----------
    alone : sparse matrix, shape (n_windows, n_terms)
        The window's own words, at length 1.
    together : sparse matrix, shape (n_windows, n_terms)
        The same plus ``context`` times those of the windows before and after, at length 1.
    weighting : TfidfTransformer
    """

    alone: Any
    together: Any
    weighting: TfidfTransformer


def rows_of(talk: Talk, context: float) -> Rows:
    """Return the talk's windows as rows; ``context`` is the weight of the windows beside one."""
    weighting = TfidfTransformer(sublinear_tf=True, norm=None)
    alone = normalize(weighting.fit_transform(add_up(talk.counts, talk.window)))
    together = with_neighbours(alone, talk.session_of_window, context)
    return Rows(alone, together, weighting)


def together_rows(talk: Talk, window: Ints, context: float) -> Any:
    """Return what :func:`rows_of` has as ``together``, for windows of another length.

    Parameters
    ----------
    talk : Talk
    window : ndarray of int, shape (n_turns,)
        Window of each turn.
    context : float
    """
    weighting = TfidfTransformer(sublinear_tf=True)
    alone = weighting.fit_transform(add_up(talk.counts, window))
    session = np.zeros(alone.shape[0], dtype=np.int64)
    session[window] = talk.session
    return with_neighbours(alone, session, context)


def _neighbours(session: Ints, weight: float) -> Any:
    """Return the matrix that adds to each window its neighbours of the same session."""
    same = weight * (session[1:] == session[:-1])
    return sparse.diags_array([same, np.ones(len(session)), same], offsets=[-1, 0, 1])


def with_neighbours(alone: Any, session: Ints, weight: float) -> Any:
    """Return each row plus ``weight`` times those beside it in the same session, at length 1."""
    return normalize(_neighbours(session, weight) @ alone, copy=False)


def shares_of(weights: Floats) -> Floats:
    """Return rows that sum to 1, or to 0 where all weights are 0."""
    total = weights.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def shares_of_sessions(weights: Floats, n_words: Ints, session: Ints) -> Floats:
    """Return each session's shares of words, shape (n_sessions, n_topics); NaN without words.

    Parameters
    ----------
    weights : ndarray, shape (n_windows, n_topics)
    n_words, session : ndarray of int, shape (n_windows,)
    """
    shares = shares_of(weights)
    words = n_words * (shares.sum(axis=1) > 0)
    member = sparse.csr_array((words, (session, np.arange(len(words)))))
    total = np.asarray(member.sum(axis=1)).reshape(-1, 1)
    spoken = total.ravel() > 0
    of_session = np.full((len(total), shares.shape[1]), np.nan)
    of_session[spoken] = (member @ shares)[spoken] / total[spoken]
    return of_session
