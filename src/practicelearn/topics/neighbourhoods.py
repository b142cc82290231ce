"""Neighbourhoods: windows that lie near each other in the space of words used alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import eigsh
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

__all__ = [
    "DIMENSIONS",
    "clusters",
    "groups_of_neighbours",
    "latent_space",
    "one_hot",
    "side_by_side",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DIMENSIONS = 100
NEIGHBOURS = 15
STARTS = 10
BASIS = 40
"""Vectors from which eigenvectors are made; with fewer it takes longer."""
AT_ONCE = 1_000
"""Windows whose neighbours are looked for at once."""


def latent_space(rows: Any, random_state: int) -> Floats:
    """Return rows in latent semantic space, at length 1 (or 0), shape (n_rows, n_dimensions).

    Notes
    -----
    The leading singular vectors (Deerwester et al. 1990, JASIS 41), at most 100.
    """
    size = min(DIMENSIONS, *(n - 1 for n in rows.shape))
    found: Floats = TruncatedSVD(size, random_state=random_state).fit_transform(rows)
    return np.asarray(normalize(found))


def side_by_side(space: Floats, vectors: Floats) -> Floats:
    """Return vectors of two kinds, each at length 1, as one of length 1."""
    both: Floats = np.hstack([space, vectors]) / np.sqrt(2)
    return both


def groups_of_neighbours(space: Floats, n_groups: int, random_state: int) -> Ints:
    """Return the group of each window when near windows are kept together.

    Parameters
    ----------
    space : ndarray, shape (n_windows, n_dimensions)
        Rows at length 1. Vectors of another kind may stand beside those of words, each kind at
        length 1.
    n_groups : int
    random_state : int

    Returns
    -------
    ndarray of int, shape (n_windows,)

    Notes
    -----
    Spectral clustering (Ng, Jordan and Weiss 2002, NIPS 14) of the graph that joins each window
    with its 15 nearest by cosine, every edge 1.
    """
    graph = _graph(space, min(NEIGHBOURS, len(space) - 1))
    rng = np.random.default_rng(random_state)
    first = rng.uniform(0.5, 1.5, len(space))
    basis = min(len(space), max(2 * n_groups + 1, BASIS))
    _, vectors = eigsh(graph, k=n_groups, which="LA", v0=first, ncv=basis)
    return clusters(np.asarray(normalize(vectors)), n_groups, random_state)


def clusters(space: Floats, n_groups: int, random_state: int, start: Floats | None = None) -> Ints:
    """Return the cluster of each row by k-means: the best of ten starts, or one from ``start``."""
    first: Any = "k-means++" if start is None else start
    model = KMeans(
        n_groups, init=first, n_init=STARTS if start is None else 1, random_state=random_state
    )
    return np.asarray(model.fit_predict(space), dtype=np.int64)


def one_hot(group: Ints, n_groups: int) -> Floats:
    """Return membership as rows of one 1 and zeros, shape (n_rows, n_groups)."""
    return np.eye(n_groups)[group]


def _graph(space: Floats, n_neighbours: int) -> Any:
    """Return D^-1/2 A D^-1/2 of the graph of nearest neighbours."""
    n = len(space)
    near = np.empty((n, n_neighbours), dtype=np.int64)
    for first in range(0, n, AT_ONCE):
        likeness = space[first : first + AT_ONCE] @ space.T
        here = np.arange(len(likeness))
        likeness[here, first + here] = -np.inf  # nobody is their own neighbour
        near[first : first + AT_ONCE] = np.argpartition(-likeness, n_neighbours - 1, axis=1)[
            :, :n_neighbours
        ]
    places = np.repeat(np.arange(n), n_neighbours)
    one_way = sparse.csr_array((np.ones(near.size), (places, near.ravel())), shape=(n, n))
    both = one_way.maximum(one_way.T)
    scale = sparse.diags_array(1 / np.sqrt(np.asarray(both.sum(axis=1)).ravel()))
    return (scale @ both @ scale).tocsr()
