"""Reading aids of a topic model: the terms that mark a topic, and its most typical turns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.topics.words import Phrases

__all__ = ["exemplar_turns", "top_terms"]

Floats = npt.NDArray[np.float64]

N_TERMS = 12
N_EXEMPLARS = 20
MOST_A_SESSION = 3
SHORTEST, LONGEST = 12, 120
# a word that is said in a phrase at least this often is not listed beside it
INSIDE = 0.5


def top_terms(
    weights: Floats, rows: Any, terms: list[str], phrases: Phrases, topics: pd.Index
) -> pd.DataFrame:
    """Return the terms that mark each topic, most marking first.

    Parameters
    ----------
    weights : ndarray, shape (n_windows, n_topics)
    rows : sparse matrix, shape (n_windows, n_terms + n_phrases)
        Weighted counts of words and, after them, phrases.
    terms : list of str
        The single words.
    phrases : Phrases
    topics : Index
        Names of the topics.

    Returns
    -------
    DataFrame
        topic, rank (from 1), term, weight (largest of a topic is 1); at most 12 a topic.

    Notes
    -----
    A term's weight b in a topic is its least-squares coefficient on the windows' topic weights,
    negative ones set to 0; terms are ordered by b times the square root of the share of b that is
    in this topic, so that words of all topics come later. A phrase is listed when it makes the
    list itself; words mostly said inside a listed phrase are left out.
    """
    gram = weights.T @ weights
    gram += 1e-9 * np.trace(gram) * np.eye(len(gram))
    fitted = np.linalg.solve(gram, (rows.T @ weights).T).clip(min=0)
    score = fitted * np.sqrt(fitted / np.maximum(fitted.sum(axis=0), 1e-12))
    names = [*terms, *phrases.names]
    parts = []
    for topic, own in zip(topics, score, strict=True):
        chosen = _choose(own, len(terms), phrases)
        top = max(float(own[chosen].max(initial=0)), 1e-12)
        parts.append(
            pd.DataFrame(
                {
                    "topic": topic,
                    "rank": np.arange(1, len(chosen) + 1),
                    "term": [names[i] for i in chosen],
                    "weight": own[chosen] / top,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _choose(score: Floats, n_words: int, phrases: Phrases) -> list[int]:
    ranked = [int(i) for i in np.argsort(-score, kind="stable") if score[i] > 0]
    listed = [i - n_words for i in ranked[: 2 * N_TERMS] if i >= n_words]
    inside = {
        int(phrases.parts[p, side])
        for p in listed
        for side in (0, 1)
        if phrases.cohesion[p, side] >= INSIDE
    }
    return [i for i in ranked if i not in inside][:N_TERMS]


def exemplar_turns(
    rows: Any, terms: Floats, of_turn: Floats, turns: pd.DataFrame, topics: pd.Index
) -> pd.DataFrame:
    """Return the participants' turns most typical of each topic.

    Parameters
    ----------
    rows : sparse matrix, shape (n_turns, n_terms), or stretches of it in order
        Weighted counts of the turns, each of length 1 or 0.
    terms : ndarray, shape (n_topics, n_terms)
    of_turn : ndarray, shape (n_turns, n_topics)
        Probability of each topic.
    turns : DataFrame
        Index ``turn_id``; session_id and n_words, 0 where the speaker does not count.
    topics : Index

    Returns
    -------
    DataFrame
        topic, rank (from 1), turn_id, score; at most 20 a topic and 3 a session. The score is the
        cosine of the turn's words and the topic's, times the turn's probability of the topic; only
        turns of 12 to 120 words, where there are any, and only on their most probable topic.
    """
    long_enough = turns["n_words"].between(SHORTEST, LONGEST).to_numpy()
    able = long_enough if long_enough.any() else turns["n_words"].gt(0).to_numpy()
    alone = (terms / np.linalg.norm(terms, axis=1, keepdims=True)).T
    stretches = [rows] if sparse.issparse(rows) else rows
    likeness = np.concatenate([np.asarray(own @ alone) for own in stretches])
    likeness *= of_turn
    best = of_turn.argmax(axis=1)
    parts = []
    for k, topic in enumerate(topics):
        own = np.flatnonzero(able & (best == k) & (likeness[:, k] > 0))
        found = pd.DataFrame(
            {
                "topic": topic,
                "turn_id": turns.index[own],
                "score": likeness[own, k],
                "session_id": turns["session_id"].to_numpy()[own],
            }
        ).sort_values("score", ascending=False, kind="stable")
        found = found[found.groupby("session_id").cumcount() < MOST_A_SESSION].head(N_EXEMPLARS)
        parts.append(found.assign(rank=np.arange(1, len(found) + 1)))
    return pd.concat(parts, ignore_index=True)[["topic", "rank", "turn_id", "score"]]
