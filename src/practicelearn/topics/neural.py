"""Topics by words and sentence vectors together: windows that say alike in other words lie near."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from practicelearn.language.windows import cut_windows
from practicelearn.topics.consensus import put_together
from practicelearn.topics.neighbourhoods import (
    clusters,
    groups_of_neighbours,
    latent_space,
    one_hot,
)
from practicelearn.topics.rows import neighbours, rows_of
from practicelearn.topics.seeded import Seeds, directions, nearest
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import Talk

__all__ = ["neural", "neural_from_seeds", "vector_rows"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LENGTHS = (1 / 2, 2 / 3, 1)
"""Lengths of windows, as a share of the one asked for."""
FEWEST_WORDS = 3
"""Words below which a turn says nothing by itself: "Yeah, right." has a vector too."""


class _Space(NamedTuple):
    """Windows of one length: the window of each turn, and words and vectors side by side."""

    window: Ints
    rows: Floats
    of_words: int  # columns that words have; those of vectors follow
    middle: Floats  # where the vectors of all windows lie in the mean


def neural(
    talk: Talk,
    vectors: npt.NDArray[np.float32],
    n_topics: int,
    window_words: int,
    context: float,
    random_state: int,
) -> Floats:
    """Return each turn's probabilities of the topics.

    Parameters
    ----------
    talk : Talk
    vectors : ndarray, shape (n_turns, n_dimensions)
        See :func:`practicelearn.language.vectors.turn_vectors`.
    n_topics : int
    window_words : int
    context : float
    random_state : int

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics); rows sum to 1.

    Notes
    -----
    Windows of half, two thirds and the whole of ``window_words``; of each the words in latent
    semantic space beside the vectors (:func:`vector_rows`), both at length 1; spectral clustering
    of the graph of nearest neighbours; turns settled by the words of the topics; and what the three
    lengths agree on (:func:`practicelearn.topics.consensus.put_together`).
    """
    members = []
    for space in _spaces(talk, vectors, window_words, context, random_state):
        group = groups_of_neighbours(space.rows, n_topics, random_state)
        members.append(settle(talk, one_hot(group, n_topics)[space.window], window_words))
    return put_together(talk, members, n_topics, window_words, random_state)


def neural_from_seeds(
    talk: Talk,
    vectors: npt.NDArray[np.float32],
    seeds: Seeds,
    of_codes: npt.NDArray[np.float32],
    window_words: int,
    context: float,
    random_state: int,
) -> Floats:
    """Return each turn's probabilities of the codes' topics.

    Parameters
    ----------
    talk, vectors, window_words, context, random_state
        As for :func:`neural`.
    seeds : Seeds
        Codes, and where their words are said.
    of_codes : ndarray, shape (n_codes, n_dimensions)
        The vector of each code's words, one after the other.

    Returns
    -------
    ndarray
        Shape (n_turns, n_codes); rows sum to 1.

    Notes
    -----
    A code points to the windows in which its words are said and, as a sentence would, to those that
    say the like; the mean of the ten nearest is where k-means begins. The turns settled from
    windows of each length are averaged and settled once more.
    """
    found = []
    for space in _spaces(talk, vectors, window_words, context, random_state):
        ways = normalize(directions(seeds, space.window, space.rows))
        ways[:, space.of_words :] += normalize(of_codes - space.middle)
        start = np.array([space.rows[own].mean(axis=0) for own in nearest(space.rows, ways).T])
        group = clusters(space.rows, len(start), random_state, start)
        of_turn = one_hot(group, len(start))[space.window]
        found.append(settle(talk, of_turn, window_words, rounds=1))
    return settle(talk, np.mean(found, axis=0), window_words)


def vector_rows(
    talk: Talk, vectors: npt.NDArray[np.float32], window: Ints, context: float
) -> tuple[Floats, Floats]:
    """Return windows' vectors from those of their turns, at length 1, and what they had in common.

    Notes
    -----
    Turns are weighted by their words, facilitators and turns of one or two words not at all; at
    length 1; less the mean of all windows; at length 1; plus ``context`` times the windows before
    and after.
    """
    weight = np.where(talk.n_words >= FEWEST_WORDS, talk.n_words, 0).astype(float)
    turns = np.arange(len(weight))
    member = sparse.csr_array((weight, (window, turns)), shape=(window.max() + 1, len(turns)))
    rows = normalize(np.asarray(member @ vectors.astype(np.float64)))
    middle = rows.mean(axis=0)
    session = np.zeros(len(rows), dtype=np.int64)
    session[window] = talk.session
    rows = neighbours(session, context) @ normalize(rows - middle)
    return np.asarray(normalize(rows)), middle


def _spaces(
    talk: Talk,
    vectors: npt.NDArray[np.float32],
    window_words: int,
    context: float,
    random_state: int,
) -> Iterator[_Space]:
    for share in LENGTHS:
        window = cut_windows(talk.session, talk.n_words, max(1, round(share * window_words)))
        words = latent_space(rows_of(talk, context, window).together, random_state)
        rows, middle = vector_rows(talk, vectors, window, context)
        beside = np.asarray(normalize(np.hstack([words, rows])))
        yield _Space(window, beside, words.shape[1], middle)
