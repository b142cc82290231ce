"""Factors: windows taken apart into topics by non-negative matrix factorisation."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

__all__ = ["FEW_STEPS", "factorised", "first_factors", "with_fixed_topics"]

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]

MOST_STEPS = 400
FEW_STEPS = 100
"""Enough where a factorisation is one opinion of several."""


def factorised(
    rows: Any,
    n_topics: int,
    random_state: int,
    start: Floats | None = None,
    *,
    most_steps: int = MOST_STEPS,
) -> tuple[NMF, Floats]:
    """Return the fitted factorisation and the weights of the rows.

    Parameters
    ----------
    rows : matrix, shape (n_rows, n_terms)
    n_topics : int
    random_state : int
    start : ndarray, shape (n_topics, n_terms), optional
        Topics to start from; by default the singular vectors.
    most_steps : int, default 400

    Returns
    -------
    NMF
    ndarray
        Shape (n_rows, n_topics).

    Notes
    -----
    X = WH (Lee and Seung 1999, Nature 401); start: Boutsidis and Gallopoulos 2008, Pattern
    Recognition 41.
    """
    model = NMF(
        n_topics,
        init="nndsvd" if start is None else "custom",
        random_state=random_state,
        max_iter=most_steps,
    )
    first = {} if start is None else first_factors(rows, start)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        weights = model.fit_transform(rows, **first)
    for warning in caught:
        log.info("topic model: %s", warning.message)
    return model, weights


def first_factors(rows: Any, terms: Floats) -> dict[str, Floats]:
    """Return W and H to start from; no entry is 0, so that every word can still come in."""
    H = terms + terms.mean() / 100
    W = np.asarray(rows @ normalize(H).T)
    return {"W": np.ascontiguousarray(W + W.mean() / 100), "H": H}


def with_fixed_topics(rows: Any, topics: Floats) -> Floats:
    """Return the weights with which topics, as they are, explain rows best.

    Parameters
    ----------
    rows : sparse matrix, shape (n_rows, n_terms)
    topics : ndarray, shape (n_topics, n_terms)

    Returns
    -------
    ndarray
        Shape (n_rows, n_topics): explained weight, none negative.
    """
    model = NMF(len(topics), init="nndsvd", max_iter=MOST_STEPS)
    model.components_ = topics
    model.n_components_ = len(topics)
    model.n_features_in_ = topics.shape[1]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        weights: Floats = model.transform(rows) * topics.sum(axis=1)
    for warning in caught:
        log.info("topic model: %s", warning.message)
    return weights
