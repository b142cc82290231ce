"""Topics settled turn by turn: the words of topics and the turns on them, found in turn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.topics.chain import sticky_chain
from practicelearn.topics.talk import Talk

__all__ = ["ROUNDS", "given_words", "likelier_words", "settle"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# people stay on a subject for about this many windows' words
WINDOWS_A_SUBJECT = 4
# words of one turn are no independent evidence: they count as about a third of it
WEIGHT_OF_WORDS = 0.3
# how far a topic's words are drawn towards those of all talk, in words of an average topic
SHRINKAGE = 0.25
ROUNDS = 3
"""Times that the words of topics are found anew from the turns on them."""


def settle(
    talk: Talk, of_turn: Floats, window_words: int, *, rounds: int = ROUNDS, fitted: Any = None
) -> Floats:
    """Return each turn's probabilities of the topics, given its whole session.

    Parameters
    ----------
    talk : Talk
    of_turn : ndarray, shape (n_turns, n_topics)
        How far each turn is on each topic, to start from.
    window_words : int
        Words of a window.
    rounds : int, default 3
        How often words and turns are found from each other.
    fitted : ndarray of bool or int, shape (n_turns,) or fewer, optional
        The turns that ``of_turn`` is of, where it is not of all.

    Returns
    -------
    ndarray
        Shape (n_turns, n_topics); rows sum to 1.

    Notes
    -----
    In each round the words of a topic are those of the turns on it, drawn towards those of all
    talk; a turn's evidence for a topic is .3 times the sum over its words of log(probability in
    the topic / probability in all talk); the probability that it is on the subject of the turn
    before is exp(-words of the turn before / (4 windows)); and forward and backward passes give the
    turns' probabilities (:func:`practicelearn.topics.chain.sticky_chain`). These are rounds of the
    algorithm of Baum and Welch (Rabiner 1989, Proceedings of the IEEE 77, section III C) with the
    chain's stickiness fixed.
    """
    counts = talk.counts if fitted is None else talk.counts[fitted]
    for _ in range(rounds):
        likelier = likelier_words(talk, of_turn, counts)
        of_turn = given_words(talk.counts, talk.n_words, talk.session, likelier, window_words)
        counts = talk.counts
    return of_turn


def likelier_words(talk: Talk, of_turn: Floats, counts: Any = None) -> Floats:
    """Return log(probability in the topic / in all talk) of each term, (n_topics, n_terms)."""
    counts = talk.counts if counts is None else counts
    all_words = np.asarray(talk.counts.sum(axis=0)).ravel()
    everywhere = all_words / all_words.sum()
    of_topic = (counts.T @ of_turn).T
    of_topic += SHRINKAGE * of_topic.sum() / len(of_topic) * everywhere
    of_topic /= of_topic.sum(axis=1, keepdims=True)
    said = np.broadcast_to(everywhere > 0, of_topic.shape)  # of some sessions not every term is
    likelier: Floats = np.log(np.divide(of_topic, everywhere, out=np.ones(said.shape), where=said))
    return likelier


def given_words(
    counts: Any, n_words: Ints, session: Ints, likelier: Floats, window_words: int
) -> Floats:
    """Return each turn's probabilities of topics whose words are known.

    Parameters
    ----------
    counts : sparse matrix, shape (n_turns, n_terms)
    n_words, session : ndarray of int, shape (n_turns,)
        As in :class:`practicelearn.topics.talk.Talk`.
    likelier : ndarray, shape (n_topics, n_terms)
        See :func:`likelier_words`.
    window_words : int
    """
    before = pd.Series(n_words).groupby(session).shift(1, fill_value=0).to_numpy()
    stay = np.exp(-before / (WINDOWS_A_SUBJECT * window_words)).clip(0.01, 0.9999)
    evidence = WEIGHT_OF_WORDS * (counts @ likelier.T)
    return sticky_chain(np.asarray(evidence), stay, session)
