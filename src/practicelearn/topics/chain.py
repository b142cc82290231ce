"""The sticky chain: people stay on a subject, so neighbouring turns inform each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["sticky_chain"]

Floats = npt.NDArray[np.float64]

AT_ONCE = 400
"""Sessions that take a step together."""


def sticky_chain(evidence: Floats, stay: Floats, session: npt.NDArray[Any]) -> Floats:
    """Return the probability of each topic for each turn, given its whole session.

    Parameters
    ----------
    evidence : ndarray, shape (n_turns, n_topics)
        Log of how well each topic explains the turn's own words, up to a constant a turn.
    stay : ndarray, shape (n_turns,)
        Probability that the turn is on the subject of the turn before it; else every topic is
        equally likely. The first turn of a session has none before it.
    session : ndarray of int, shape (n_turns,)
        Session of each turn; the turns of a session in order.

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics); rows sum to 1.

    Notes
    -----
    Forward and backward passes of a hidden Markov model (Rabiner 1989, Proceedings of the IEEE 77,
    section III), scaled at each step; some hundred sessions take the same step together, so that
    time grows with the longest session, and memory does not grow with them all.
    """
    order = np.argsort(session, kind="stable")
    _, sizes = np.unique(session, return_counts=True)
    posterior = np.empty_like(evidence)
    for first in range(0, len(sizes), AT_ONCE):
        own = sizes[first : first + AT_ONCE]
        before = sizes[:first].sum()
        here = order[before : before + own.sum()]
        posterior[here] = _of_sessions(evidence[here], stay[here], own)
    return posterior


def _of_sessions(evidence: Floats, stay: Floats, sizes: npt.NDArray[np.intp]) -> Floats:
    """The same for sessions of these sizes, one after the other."""
    places, there = _side_by_side(sizes)
    likely = np.exp(evidence - evidence.max(axis=1, keepdims=True))[places]
    likely[~there] = 1.0  # past a session's end nothing is said
    hold = stay[places][:, :, None]
    n_sessions, length, n_topics = likely.shape
    even = 1 / n_topics
    forward = np.empty_like(likely)
    belief = np.full((n_sessions, n_topics), even)
    for t in range(length):
        moved = belief if t == 0 else hold[:, t] * belief + (1 - hold[:, t]) * even
        belief = likely[:, t] * moved
        belief /= belief.sum(axis=1, keepdims=True)
        forward[:, t] = belief
    backward = np.full((n_sessions, n_topics), 1.0)
    for t in range(length - 1, 0, -1):
        ahead = likely[:, t] * backward
        backward = hold[:, t] * ahead + (1 - hold[:, t]) * ahead.mean(axis=1, keepdims=True)
        backward /= backward.max(axis=1, keepdims=True)
        forward[:, t - 1] *= backward
    posterior = np.empty_like(evidence)
    posterior[places[there]] = forward[there]
    posterior /= posterior.sum(axis=1, keepdims=True)
    return posterior


def _side_by_side(
    sizes: npt.NDArray[np.intp],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return the place of the t-th turn of every session, and whether there is one."""
    starts = np.cumsum(sizes) - sizes
    step = np.arange(sizes.max())
    there = step[None, :] < sizes[:, None]
    places = np.minimum(starts[:, None] + step[None, :], sizes.sum() - 1)
    return places, there
