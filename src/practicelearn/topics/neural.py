"""Topics by words and sentence vectors together: windows that say alike in other words lie near."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from practicelearn.language.windows import cut_windows
from practicelearn.topics.coded import LENGTHS as LENGTHS_OF_CODES
from practicelearn.topics.coded import from_codes
from practicelearn.topics.consensus import (
    consensus,
    cut_in_lengths,
    from_neighbours,
    put_together,
    some_sessions,
)
from practicelearn.topics.rows import with_neighbours
from practicelearn.topics.seeded import Seeds
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import Talk

__all__ = ["neural", "neural_from_codes", "window_vectors"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

LENGTHS = (1 / 2, 2 / 3, 1)
"""Lengths of windows, as a share of the one asked for."""
FEWEST_WINDOWS = 40
FEWEST_WORDS = 3
"""Words below which a turn says nothing by itself: "Yeah, right." has a vector too."""


def neural(
    talk: Talk,
    vectors: Vectors,
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
    n_topics, window_words, context, random_state
        As for :func:`practicelearn.topics.consensus.consensus`.

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics); rows sum to 1.

    Notes
    -----
    Windows of half, two thirds and the whole of the length; of each the words in latent semantic
    space with the vectors beside them; groups of neighbours there; and what the three lengths agree
    on. In more talk than 6,000 windows, topics are found in sessions drawn by chance with as many
    windows, and settled in all. With fewer windows than 40, or than two a topic, there are no
    neighbourhoods to speak of, and topics are found by words alone.
    """
    if len(talk.windows) < max(FEWEST_WINDOWS, 2 * n_topics):
        return consensus(talk, n_topics, window_words, context, random_state)
    part = some_sessions(talk, random_state)
    own = talk if part is None else talk.part(part)
    said = vectors if part is None else vectors[part]
    members = [
        from_neighbours(
            own, cut, n_topics, window_words, random_state,
            window_vectors(own, said, cut[0], context),
        )
        for cut in cut_in_lengths(own, window_words, context, LENGTHS)
    ]  # fmt: skip
    found = put_together(own, members, members[0], window_words, random_state)
    return found if part is None else settle(talk, found, window_words, fitted=part)


def neural_from_codes(
    talk: Talk,
    vectors: Vectors,
    seeds: Seeds,
    n_topics: int,
    window_words: int,
    context: float,
    random_state: int,
) -> Floats:
    """Return each turn's probabilities of topics of which the first start from codes.

    Parameters
    ----------
    talk, vectors, n_topics, window_words, context, random_state
        As for :func:`neural`.
    seeds : Seeds

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics), codes first, in their order; rows sum to 1.

    Notes
    -----
    :func:`practicelearn.topics.coded.from_codes` with the vectors beside the words.
    """
    beside = []
    for share in LENGTHS_OF_CODES:
        window = cut_windows(talk.session, talk.n_words, max(1, round(share * window_words)))
        beside.append(window_vectors(talk, vectors, window, context))
    return from_codes(talk, seeds, n_topics, window_words, context, random_state, beside)


def window_vectors(talk: Talk, vectors: Vectors, window: Ints, context: float) -> Floats:
    """Return windows' vectors from those of their turns, shape (n_windows, n_dimensions), length 1.

    Notes
    -----
    Turns are weighted by their words, facilitators' and turns of one or two words not at all; at
    length 1; less the mean of all windows, which all talk has in common; at length 1; plus
    ``context`` times the windows before and after.
    """
    weight = np.where(talk.n_words >= FEWEST_WORDS, talk.n_words, 0).astype(float)
    turns = np.arange(len(weight))
    member = sparse.csr_array((weight, (window, turns)), shape=(int(window.max()) + 1, len(turns)))
    rows = normalize(np.asarray(member @ vectors.astype(np.float64)))
    rows = normalize(rows - rows.mean(axis=0))
    session = np.zeros(len(rows), dtype=np.int64)
    session[window] = talk.session
    return np.asarray(with_neighbours(rows, session, context))
