"""Topics settled turn by turn: the words of topics and the turns on them, found in turn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.topics.chain import sticky_chain
from practicelearn.topics.talk import Talk

__all__ = ["ROUNDS", "settle", "words_of_topics"]

Floats = npt.NDArray[np.float64]

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
    n_words = pd.Series(talk.n_words)
    before = n_words.groupby(talk.session).shift(1, fill_value=0).to_numpy()
    stay = np.exp(-before / (WINDOWS_A_SUBJECT * window_words)).clip(0.01, 0.9999)
    all_words = np.asarray(talk.counts.sum(axis=0)).ravel()
    counts = talk.counts if fitted is None else talk.counts[fitted]
    for _ in range(rounds):
        of_topic = words_of_topics(counts, of_turn, all_words)
        likelier = np.log(of_topic / (all_words / all_words.sum()))
        evidence = WEIGHT_OF_WORDS * (talk.counts @ likelier.T)
        of_turn = sticky_chain(np.asarray(evidence), stay, talk.session)
        counts = talk.counts
    return of_turn


def words_of_topics(counts: Any, of_turn: Floats, all_words: Floats) -> Floats:
    """Return the probability of each term in each topic, shape (n_topics, n_terms)."""
    of_topic: Floats = (counts.T @ of_turn).T
    of_topic += SHRINKAGE * of_topic.sum() / len(of_topic) * all_words / all_words.sum()
    of_topic /= of_topic.sum(axis=1, keepdims=True)
    return of_topic
