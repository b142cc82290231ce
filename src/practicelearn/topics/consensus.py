"""Consensus: topics on which windows of several lengths and two ways of grouping them agree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from practicelearn.language.windows import cut_windows
from practicelearn.topics.factors import factorised
from practicelearn.topics.neighbourhoods import groups_of_neighbours, latent_space, one_hot
from practicelearn.topics.rows import rows_of, shares_of
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import Talk

__all__ = ["consensus", "put_together"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LENGTHS = (2 / 3, 1, 4 / 3)
"""Lengths of windows, as a share of the one asked for."""
STRETCH = 0.4
"""Length over which members are compared, as a share of a window."""


def consensus(
    talk: Talk, n_topics: int, window_words: int, context: float, random_state: int
) -> Floats:
    """Return each turn's probabilities of the topics that most ways of looking agree on.

    Parameters
    ----------
    talk : Talk
    n_topics : int
    window_words : int
    context : float
    random_state : int

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics); rows sum to 1.
    """
    members = []
    for share in LENGTHS:
        window = cut_windows(talk.session, talk.n_words, max(1, round(share * window_words)))
        rows = rows_of(talk, context, window)
        model, weights = factorised(rows.together, n_topics, random_state)
        of_window = shares_of(weights * model.components_.sum(axis=1))
        members.append(settle(talk, of_window[window], window_words, rounds=1))
        space = latent_space(rows.together, random_state)
        group = groups_of_neighbours(space, n_topics, random_state)
        members.append(settle(talk, one_hot(group, n_topics)[window], window_words, rounds=1))
    return put_together(talk, members, n_topics, window_words, random_state)


def put_together(
    talk: Talk, members: list[Floats], n_topics: int, window_words: int, random_state: int
) -> Floats:
    """Return the topics of several members' turns, brought to one.

    Notes
    -----
    The members' probabilities stand side by side, averaged over stretches of 60 words (of windows
    of 150), as square roots; these rows are factorised and the weights settled. (An ensemble by
    factorising what members found: Belford, Mac Namee and Greene 2018, Expert Systems with
    Applications 91, who put topics' words side by side where this puts turns'.)
    """
    stretch = cut_windows(talk.session, talk.n_words, max(1, round(STRETCH * window_words)))
    size = np.maximum(talk.n_words, 1e-3)  # who does not count still lies somewhere
    total = np.bincount(stretch, weights=size)
    mean = sparse.csr_array((size / total[stretch], (stretch, np.arange(len(stretch)))))
    beside = np.sqrt(mean @ np.hstack(members))
    model, weights = factorised(beside, n_topics, random_state)
    of_stretch = shares_of(weights * model.components_.sum(axis=1))
    return settle(talk, of_stretch[stretch], window_words)
