"""Consensus: topics on which windows of several lengths and two ways of grouping them agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from practicelearn.language.windows import cut_windows
from practicelearn.topics.factors import FEW_STEPS, factorised
from practicelearn.topics.neighbourhoods import (
    groups_of_neighbours,
    latent_space,
    one_hot,
    side_by_side,
)
from practicelearn.topics.rows import shares_of, together_rows
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import Talk

__all__ = [
    "Cut",
    "consensus",
    "cut_in_lengths",
    "from_factors",
    "from_neighbours",
    "put_together",
    "some_sessions",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LENGTHS = (2 / 3, 1, 4 / 3)
"""Lengths of windows, as a share of the one asked for."""
FEW_WINDOWS = 225
"""Windows below which neighbours are too few to group by; factorising wants more windows then."""
SHORT_LENGTHS = (1 / 2, 1)
STRETCH = 0.4
"""Length over which members are compared, as a share of a window."""
MOST_WINDOWS = 5_000
"""Windows above which topics are found in some sessions and applied to all."""

Cut = tuple[Ints, Any]
"""The window of each turn, and the windows' rows with their neighbours'."""


def consensus(
    talk: Talk, n_topics: int, window_words: int, context: float, random_state: int
) -> Floats:
    """Return each turn's probabilities of the topics that several ways of looking agree on.

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

    Notes
    -----
    Members are one factorisation of windows of two thirds, three thirds and four thirds of the
    length together, and groups of neighbours in latent semantic space for each length. In short
    talk, below 225 windows, the factorisation stands alone, with windows of half the length beside
    the whole: groups of neighbours were found again in other sessions less often there. In more
    talk than 5,000 windows, topics are found in sessions drawn by chance with as many windows, and
    settled in all.
    """
    if len(talk.windows) < FEW_WINDOWS:
        cuts = cut_in_lengths(talk, window_words, context, SHORT_LENGTHS)
        factors = from_factors(talk, cuts, n_topics, window_words, random_state)
        return settle(talk, np.mean(factors, axis=0), window_words)
    part = some_sessions(talk, random_state)
    own = talk if part is None else talk.part(part)
    cuts = cut_in_lengths(own, window_words, context)
    factors = from_factors(own, cuts, n_topics, window_words, random_state)
    groups = [from_neighbours(own, cut, n_topics, window_words, random_state) for cut in cuts]
    start = np.mean(factors, axis=0)
    found = put_together(own, [*factors, *groups], start, window_words, random_state)
    return found if part is None else settle(talk, found, window_words, fitted=part)


def cut_in_lengths(
    talk: Talk, window_words: int, context: float, lengths: tuple[float, ...] = LENGTHS
) -> list[Cut]:
    """Return windows of several lengths with their rows."""
    cuts = []
    for share in lengths:
        window = cut_windows(talk.session, talk.n_words, max(1, round(share * window_words)))
        cuts.append((window, together_rows(talk, window, context)))
    return cuts


def from_factors(
    talk: Talk, cuts: list[Cut], n_topics: int, window_words: int, random_state: int
) -> list[Floats]:
    """Return turns' topics, one table a length, from one factorisation of all windows.

    Each length weighs the same, whatever its number of windows; so a topic is one for all.
    """
    most = max(rows.shape[0] for _, rows in cuts)
    every = sparse.vstack([np.sqrt(most / rows.shape[0]) * rows for _, rows in cuts]).tocsr()
    model, weights = factorised(every, n_topics, random_state)
    shares = shares_of(weights * model.components_.sum(axis=1))
    ends = np.cumsum([rows.shape[0] for _, rows in cuts])[:-1]
    return [
        settle(talk, own[window], window_words, rounds=1)
        for (window, _), own in zip(cuts, np.split(shares, ends), strict=True)
    ]


def from_neighbours(
    talk: Talk,
    cut: Cut,
    n_topics: int,
    window_words: int,
    random_state: int,
    vectors: Floats | None = None,
) -> Floats:
    """Return turns' topics from groups of windows that lie near each other.

    Parameters
    ----------
    talk : Talk
    cut : tuple
        The window of each turn, and the windows' rows.
    n_topics, window_words, random_state
    vectors : ndarray, shape (n_windows, n_dimensions), optional
        Further vectors of the same windows, at length 1, to stand beside those of their words.
    """
    window, rows = cut
    space = latent_space(rows, random_state)
    if vectors is not None:
        space = side_by_side(space, vectors)
    group = groups_of_neighbours(space, n_topics, random_state)
    return settle(talk, one_hot(group, n_topics)[window], window_words, rounds=1)


def put_together(
    talk: Talk, members: list[Floats], start: Floats, window_words: int, random_state: int
) -> Floats:
    """Return the topics of several members' turns, brought to one.

    Parameters
    ----------
    talk : Talk
    members : list of ndarray, shape (n_turns, n_topics of the member)
    start : ndarray, shape (n_turns, n_topics)
        Topics to start from: as these are found again in other sessions, so is what is made here.
    window_words, random_state

    Notes
    -----
    The members' probabilities stand side by side, averaged over stretches of 60 words (of windows
    of 150), as square roots; these rows are factorised and the weights settled. An ensemble by
    factorising what its members found: Belford, Mac Namee and Greene 2018, Expert Systems with
    Applications 91, who put topics' words side by side where this puts turns' topics.
    """
    stretch = cut_windows(talk.session, talk.n_words, max(1, round(STRETCH * window_words)))
    size = np.maximum(talk.n_words, 1e-3)  # who does not count still lies somewhere
    total = np.bincount(stretch, weights=size)
    mean = sparse.csr_array((size / total[stretch], (stretch, np.arange(len(stretch)))))
    beside = np.sqrt(mean @ np.hstack(members))
    first = mean @ start
    gram = first.T @ first + 1e-6 * np.eye(first.shape[1])
    topics = np.linalg.solve(gram, first.T @ beside).clip(min=0)
    model, weights = factorised(beside, first.shape[1], random_state, topics, most_steps=FEW_STEPS)
    of_stretch = shares_of(weights * model.components_.sum(axis=1))
    return settle(talk, of_stretch[stretch], window_words)


def some_sessions(talk: Talk, random_state: int) -> npt.NDArray[np.bool_] | None:
    """Flag the turns of sessions drawn by chance; None where there is no more talk than that."""
    if len(talk.windows) <= MOST_WINDOWS:
        return None
    n_windows = np.bincount(talk.session_of_window)
    order = np.random.default_rng(random_state).permutation(len(n_windows))
    before = np.cumsum(n_windows[order]) - n_windows[order]
    chosen = np.zeros(len(n_windows), dtype=bool)
    chosen[order[before < MOST_WINDOWS]] = True
    return chosen[talk.session]
