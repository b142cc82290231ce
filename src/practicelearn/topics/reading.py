"""Reading aids of a topic model: the terms that mark a topic, and its most typical turns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.language.standing import leans_on_others
from practicelearn.language.vocabulary import word_family
from practicelearn.topics.marking import Marking
from practicelearn.topics.talk import Talk, add_up

__all__ = ["exemplar_turns", "top_terms"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_TERMS = 12
# terms among which those are chosen that are said together, and how strongly these draw each other
CANDIDATES = 40
TOGETHER = 6.0
# what marks a topic this much less than its third term is left out
FAINT = 0.06
# a word said in a phrase at least this often on the topic is not listed beside it
INSIDE = 0.3

N_EXEMPLARS = 20
MOST_A_SESSION, MOST_A_SPEAKER = 2, 1
SHORTEST, LONGEST = 12, 60
# turns read for whether they stand alone, a topic
READ = 200
AT_ONCE = 200_000
"""Turns whose words are compared at once."""
# subject words that are added to those of each turn: one good word does not make an exemplar
FEW_WORDS = 4
# fewer that do, and others are taken too
ENOUGH = 3


def top_terms(marks: Marking, talk: Talk, topics: pd.Index) -> pd.DataFrame:
    """Return the terms that mark each topic, most marking first.

    Parameters
    ----------
    marks : Marking
        See :func:`practicelearn.topics.marking.marking`.
    talk : Talk
    topics : Index
        Names of the topics.

    Returns
    -------
    DataFrame
        topic, rank (from 1), term, weight (largest of a topic is 1); at most 12 a topic, and no
        term in two topics.

    Notes
    -----
    A term stands in the topic that it marks most, and in another only where that has no other term.
    Among the 40 that mark a topic most, each counts exp(6 m) times, where m is its mean normalised
    pointwise mutual information (Bouma 2009, GSCL) with the others in windows, weighted by their
    marks and never below -.3: terms that are said together come first. Of a family (*supervised*,
    *supervision*) one is listed, a noun before others, the one said most; a phrase stands in place
    of its words where it makes up three tenths of what the topic says of one of them, else the word
    stands alone.
    """
    best = marks.score >= marks.score.max(axis=0) - 1e-15
    n_terms = len(talk.terms)
    terms, phrases = (_present(counts, talk) for counts in (talk.counts, talk.phrase_counts))
    parts = []
    for k, topic in enumerate(topics):
        own = np.where(best[k], marks.score[k], 0.0)
        if not own.any():  # nothing is its own: what else marks it, or what is said most then
            own = marks.score[k] if marks.score[k].any() else marks.said[k]
        ranked = np.argsort(-own, kind="stable")[:CANDIDATES]
        ranked = ranked[own[ranked] > 0]
        # terms before phrases, as they are numbered; the weights need no other order
        ranked = np.sort(ranked)
        said = sparse.hstack(
            [terms[:, ranked[ranked < n_terms]], phrases[:, ranked[ranked >= n_terms] - n_terms]]
        )
        weights = own[ranked] * np.exp(TOGETHER * _together(said, own[ranked]))
        found = _in_words(dict(zip(ranked.tolist(), weights.tolist(), strict=True)), k, marks, talk)
        top = found[0][1] if found else 1.0
        least = FAINT * found[:3][-1][1] if found else 0.0
        listed = [
            (marks.names[i], weight / top) for i, weight in found[:N_TERMS] if weight >= least
        ]
        parts.append(
            pd.DataFrame(
                {
                    "topic": topic,
                    "rank": np.arange(1, len(listed) + 1),
                    "term": [term for term, _ in listed],
                    "weight": [weight for _, weight in listed],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _present(counts: Any, talk: Talk) -> Any:
    """Which windows hold each term, 1 or nothing, by columns."""
    present = add_up(counts, talk.window).tocsc()
    present.data[:] = 1
    return present


def _together(present: Any, weight: Floats) -> Floats:
    """Weighted mean of how far each term is said in the windows of the others, -.3 to 1."""
    both = np.asarray((present.T @ present).todense(), dtype=float) / present.shape[0]
    alone = both.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / np.outer(alone, alone)) / -np.log(both)
    npmi = np.where(both >= 1, 0.0, np.where(both > 0, npmi, -1.0)).clip(min=-0.3)
    np.fill_diagonal(npmi, 0.0)
    others = weight.sum() - weight
    mean: Floats = (npmi @ weight) / np.where(others > 0, others, 1.0)
    return mean


def _in_words(
    weights: dict[int, float], topic: int, marks: Marking, talk: Talk
) -> list[tuple[int, float]]:
    """Return terms and weights, one of each family, and phrases in place of their words."""
    weights = dict(weights)
    said, n_words = marks.said[topic], len(talk.terms)
    for phrase in [i for i in weights if i >= n_words]:
        pieces = [int(i) for i in talk.phrases.parts[phrase - n_words]]
        for piece in pieces:
            if piece in weights and said[phrase] >= INSIDE * said[piece]:
                weights[phrase] = max(weights[phrase], weights.pop(piece))
    families: dict[str, list[int]] = {}
    for i in sorted(weights, key=lambda i: -weights[i]):
        families.setdefault(word_family(marks.names[i]), []).append(i)
    found = [
        (max(own, key=lambda i: (marks.noun[i], said[i])), sum(weights[i] for i in own))
        for own in families.values()
    ]
    listed: list[tuple[int, float]] = []
    taken: set[str] = set()  # words of phrases, and words listed by themselves
    for i, weight in sorted(found, key=lambda pair: -pair[1]):
        pieces_of = {word_family(word) for word in marks.names[i].split()}
        if not pieces_of & taken:
            listed.append((i, weight))
            taken |= pieces_of
    return listed


def exemplar_turns(
    marks: Marking, of_turn: Floats, talk: Talk, turns: pd.DataFrame, topics: pd.Index
) -> pd.DataFrame:
    """Return the participants' turns most typical of each topic, able to be read by themselves.

    Parameters
    ----------
    marks : Marking
    of_turn : ndarray, shape (n_turns, n_topics)
        Share of each topic; what is said around a turn has its part in it.
    talk : Talk
    turns : DataFrame
        Turns of the corpus.
    topics : Index

    Returns
    -------
    DataFrame
        topic, rank (from 1), turn_id, score (0 to 1); at most 20 a topic, 2 a session and one a
        person. The score is the cosine of the turn's words and the square roots of the topic's
        marks, times the turn's share of the topic. Only turns of 12 to 60 words, where there are
        any, on their most probable topic; those that lean on what was said before come in only
        where fewer than 3 others are there.
    """
    right_size = np.flatnonzero((talk.n_words >= SHORTEST) & (talk.n_words <= LONGEST))
    able = right_size if len(right_size) else np.flatnonzero(talk.n_words > 0)
    best = of_turn[able].argmax(axis=1)
    likeness = _likeness(marks, talk, able, best) * of_turn[able, best]
    parts = []
    for k, topic in enumerate(topics):
        own = np.flatnonzero((best == k) & (likeness > 0))
        ranked = able[own[np.argsort(-likeness[own], kind="stable")][:READ]]
        leans = np.array([leans_on_others(t) for t in turns["text"].iloc[ranked]], dtype=bool)
        alone = _spread(ranked[~leans], turns)
        if len(alone) < ENOUGH:
            alone = _spread(ranked, turns)
        parts.append(
            pd.DataFrame(
                {
                    "topic": topic,
                    "rank": np.arange(1, len(alone) + 1),
                    "turn_id": turns.index[alone],
                    "score": likeness[np.searchsorted(able, alone)],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _likeness(marks: Marking, talk: Talk, able: Ints, topic: Ints) -> Floats:
    """Return the cosine of each of these turns' words and the marks of its topic."""
    vectors = np.sqrt(marks.score)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    n_terms = len(talk.terms)
    likeness = np.empty(len(able))
    for first in range(0, len(able), AT_ONCE):
        here = slice(first, first + AT_ONCE)
        terms, phrases = talk.counts[able[here]], talk.phrase_counts[able[here]]
        terms.data[:], phrases.data[:] = 1, 1
        size = np.sqrt(np.asarray(terms.sum(axis=1) + phrases.sum(axis=1)).ravel() + FEW_WORDS)
        shared = terms @ vectors[:, :n_terms].T + phrases @ vectors[:, n_terms:].T
        likeness[here] = np.asarray(shared)[np.arange(len(size)), topic[here]] / size
    return likeness


def _spread(ranked: Ints, turns: pd.DataFrame) -> Ints:
    """Return the first turns, not too many of one session or person."""
    own = turns.iloc[ranked]
    session = own["session_id"].astype(str)
    person = session + ":" + own["speaker"].astype(str)
    if "person_id" in own:
        known = own["person_id"].astype(object)
        person = known.where(known.notna(), person)
    table = pd.DataFrame(
        {"turn": ranked, "session": session.to_numpy(), "person": person.to_numpy()}
    )
    table = table[table.groupby("person").cumcount() < MOST_A_SPEAKER]
    table = table[table.groupby("session").cumcount() < MOST_A_SESSION]
    first: Ints = table["turn"].to_numpy(dtype=np.int64)[:N_EXEMPLARS]
    return first
