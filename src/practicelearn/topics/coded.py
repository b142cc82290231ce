"""Topics that start from a coding frame, and free ones for what its codes leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.preprocessing import normalize

from practicelearn.topics.consensus import consensus, cut_in_lengths, some_sessions
from practicelearn.topics.neighbourhoods import clusters, latent_space, one_hot, side_by_side
from practicelearn.topics.rows import shares_of
from practicelearn.topics.seeded import Seeds, directions, nearest
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import Talk, add_up

__all__ = ["from_codes"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LENGTHS = (1 / 2, 2 / 3, 1, 4 / 3)
"""Lengths of windows, as a share of the one asked for."""
LEAVES = 0.4
"""How much nearer to a free topic than to its code a window lies that goes over to it."""


@dataclass(frozen=True, eq=False)
class _Coded:
    """Windows of one length: their places in space, their codes, and where these started."""

    window: Ints
    space: Floats
    code: Ints
    prototypes: Floats


def from_codes(
    talk: Talk,
    seeds: Seeds,
    n_topics: int,
    window_words: int,
    context: float,
    random_state: int,
    vectors: list[Floats] | None = None,
) -> Floats:
    """Return each turn's probabilities of topics of which the first start from codes.

    Parameters
    ----------
    talk : Talk
    seeds : Seeds
    n_topics : int
        Those beyond the codes are free.
    window_words, context, random_state
        As for :func:`practicelearn.topics.consensus.consensus`.
    vectors : list of ndarray, shape (n_windows, n_dimensions), optional
        Further vectors, at length 1, of the windows of each of ``LENGTHS``.

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics), codes first, in their order; rows sum to 1.

    Notes
    -----
    A code's prototype is the mean of the 10 windows nearest to its words in latent semantic space;
    k-means starts there (seeded k-means: Basu, Banerjee and Mooney 2002, ICML), for windows of a
    half, two thirds, three thirds and four thirds of the length; the mean of the four is settled.

    Free topics are looked for after the codes, on what these leave. Of the topics that are found
    without seeds, those whose windows lie farthest from every code's prototype are taken; and a
    window goes over to one only where its cosine with it is larger than with its code by .4 times
    the square of the topic's own cosine with the nearest prototype: the nearer a free topic is to a
    code, the less it may take. Looked for together with the codes, free topics took a tenth of
    their windows from them.
    """
    part = some_sessions(talk, random_state) if vectors is None else None
    own = talk if part is None else talk.part(part)
    said = seeds if part is None else seeds.part(part)
    n_codes = min(len(seeds.codes), n_topics)
    lengths = []
    for k, (window, rows) in enumerate(cut_in_lengths(own, window_words, context, LENGTHS)):
        if rows.shape[0] < max(2, n_codes):
            continue  # in the shortest talk long windows are too few; those asked for never are
        space = latent_space(rows, random_state)
        space = space if vectors is None else side_by_side(space, vectors[k])
        lengths.append(_coded(window, space, said, n_codes, random_state))
    codes = [coded.code for coded in lengths]
    if n_topics > n_codes:
        unseeded = consensus(own, n_topics, window_words, context, random_state)
        codes = _with_free(own, lengths, unseeded, n_topics - n_codes)
    members = [
        settle(own, one_hot(code, n_topics)[coded.window], window_words, rounds=1)
        for coded, code in zip(lengths, codes, strict=True)
    ]
    return settle(talk, np.mean(members, axis=0), window_words, fitted=part)


def _coded(window: Ints, space: Floats, seeds: Seeds, n_codes: int, random_state: int) -> _Coded:
    near = nearest(space, directions(seeds, window, space)[:n_codes])
    prototypes = np.array([space[own].mean(axis=0) for own in near.T])
    code = clusters(space, n_codes, random_state, prototypes)
    return _Coded(window, space, code, normalize(prototypes))


def _with_free(talk: Talk, lengths: list[_Coded], unseeded: Floats, n_free: int) -> list[Ints]:
    """Return codes of windows, and free topics, numbered after them, where these are nearer."""
    middles = [_middles(talk, coded, unseeded) for coded in lengths]
    like = [own @ coded.prototypes.T for own, coded in zip(middles, lengths, strict=True)]
    nearness = np.mean(like, axis=0).max(axis=1)
    free = np.argsort(nearness, kind="stable")[:n_free]
    codes = []
    for coded, own in zip(lengths, middles, strict=True):
        n_codes = len(coded.prototypes)
        of_code = normalize(one_hot(coded.code, n_codes).T @ coded.space)
        to_code = (coded.space @ of_code.T).max(axis=1)
        to_free = coded.space @ own[free].T - LEAVES * nearness[free].clip(min=0) ** 2
        leaves = to_free.max(axis=1) > to_code
        codes.append(np.where(leaves, n_codes + to_free.argmax(axis=1), coded.code))
    return codes


def _middles(talk: Talk, coded: _Coded, of_turn: Floats) -> Floats:
    """Return where in space the windows of each topic lie, at length 1."""
    of_window: Any = shares_of(add_up(of_turn * talk.n_words[:, None], coded.window))
    return np.asarray(normalize(of_window.T @ coded.space))
