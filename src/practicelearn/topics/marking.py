"""How much each term marks each topic: said more there than elsewhere, and by several people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.topics.talk import Talk

__all__ = ["Marking", "marking", "voices"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# how far a topic's words are drawn towards those of all talk, in words of an average topic
SHRINKAGE = 0.5
# a turn is on a topic from this share of one topic among even ones
LEAST_SHARE = 0.5
# a term that this many people in as many sessions said on a topic is nobody's own
ENOUGH = 8
# said so many times as often as elsewhere, a term is as distinct as need be
DISTINCT = 4.0
# verbs and adjectives say less of a subject than nouns and phrases
WEIGHT_OF_VERBS = 0.35
# passing words count only as nouns, where they are that distinct and so many people say them
PEOPLE_FOR_PASSING = 5


@dataclass(frozen=True, eq=False)
class Marking:
    """How much each term marks each topic.

    Parameters
    ----------
    score : ndarray, shape (n_topics, n_terms + n_phrases)
        Words and, after them, phrases; 0 for what does not mark the topic.
    said : ndarray, shape (n_topics, n_terms + n_phrases)
        How often the term was said on the topic.
    names : list of str
        Words and phrases as people said them.
    noun : ndarray of bool, shape (n_terms + n_phrases,)
        The term is a phrase, or a word mostly used as a noun or name.
    """

    score: Floats
    said: Floats
    names: list[str]
    noun: npt.NDArray[np.bool_]


def marking(of_turn: Floats, talk: Talk, voice: Ints) -> Marking:
    """Return how much each term marks each topic, from the turns' topics alone.

    Parameters
    ----------
    of_turn : ndarray, shape (n_turns, n_topics)
        Share of each topic, made by any engine.
    talk : Talk
    voice : ndarray of int, shape (n_turns,)
        Who speaks each turn: a number for each speaker of each session.

    Notes
    -----
    What one person says in one session counts by its square root, so that a story told once does
    not name a topic. With p the topic's share of such counts that is the term, and d the log of the
    term's odds on the topic over its odds elsewhere, both with an informative Dirichlet prior of
    half a topic's words (Monroe, Colaresi and Quinn 2008, Political Analysis 16, eq. 15), the score
    is p d, as in the Kullback-Leibler divergence, with d between 0 and log 4: what is said four
    times as often is as distinct as need be, and the more common term goes first. The score is
    multiplied by the people who said the term on the topic over eight, at most 1, and by the
    sessions likewise; verbs and adjectives count .35. Words of all talk (days, movements, "people")
    count only as nouns, where five people say them, at odds four times those elsewhere.
    """
    said, damped, voices, sessions = _counted(of_turn, talk, voice)
    names = [*talk.terms, *talk.phrases.names]
    noun = np.concatenate([talk.nouns >= 0.5, np.ones(len(talk.phrases.names), dtype=bool)])
    apart = _log_odds(damped)
    passing = np.concatenate([talk.passing, talk.phrases.passing])
    weak = (apart < np.log(DISTINCT)) | (voices < PEOPLE_FOR_PASSING) | ~noun
    apart[weak & passing] = 0
    share = damped / np.maximum(damped.sum(axis=1, keepdims=True), 1e-12)
    score = share * apart.clip(0, np.log(DISTINCT))
    score *= np.minimum(voices / ENOUGH, 1) * np.minimum(sessions / ENOUGH, 1)
    score *= np.where(noun, 1, WEIGHT_OF_VERBS)
    return Marking(score, said, names, noun)


def voices(turns: pd.DataFrame) -> Ints:
    """Return a number for each speaker of each session, shape (n_turns,)."""
    session, _ = pd.factorize(turns["session_id"])
    speaker, known = pd.factorize(turns["speaker"])  # -1 for nobody known
    number: Ints = pd.factorize(session * (len(known) + 1) + speaker + 1)[0].astype(np.int64)
    return number


def _counted(of_turn: Floats, talk: Talk, voice: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """Times each term is said on each topic, the same damped, and by how many people, sessions."""
    n_topics = of_turn.shape[1]
    speaks = talk.n_words > 0
    most = of_turn[speaks].max(axis=0, initial=0.0)  # a faint topic has turns too
    on_topic = of_turn >= np.minimum(LEAST_SHARE * most, min(LEAST_SHARE / n_topics, 0.05))
    on_topic &= speaks[:, None] & (of_turn > 0)
    turn, topic = np.nonzero(on_topic)
    of_voice = _indicator(voice[turn] * n_topics + topic, turn, of_turn[turn, topic], len(of_turn))
    session = np.zeros(int(voice.max(initial=-1)) + 1, dtype=np.int64)
    session[voice] = talk.session
    row = np.arange(of_voice.shape[0])
    of_session = _indicator(
        session[row // n_topics] * n_topics + row % n_topics, row, np.ones(len(row)), len(row)
    )
    # one after the other: they are the largest thing there is, and not copied to be joined
    parts = [
        _of_columns((of_voice @ counts).tocsr(), of_session, n_topics)
        for counts in (talk.counts, talk.phrase_counts)
    ]
    said, damped, people, sessions = (np.hstack(own) for own in zip(*parts, strict=True))
    return said, damped, people, sessions


def _of_columns(by_voice: Any, of_session: Any, n_topics: int) -> tuple[Floats, ...]:
    """The same of some terms, from rows of each voice and topic."""
    by_session = (of_session @ by_voice).tocsr()
    by_session.data = (by_session.data >= 0.5).astype(float)
    sessions, said = _by_topic(by_session, n_topics), _by_topic(by_voice, n_topics)
    people = _by_topic(_with(by_voice, (by_voice.data >= 0.5).astype(np.int8)), n_topics)
    return said, _by_topic(_with(by_voice, np.sqrt(by_voice.data)), n_topics), people, sessions


def _with(counts: Any, data: Any) -> Any:
    """The same places with other numbers in them."""
    return sparse.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)


def _indicator(row: Ints, column: Ints, weight: Floats, n_columns: int) -> Any:
    n_rows = int(row.max(initial=-1)) + 1
    return sparse.csr_array((weight, (row, column)), shape=(n_rows, n_columns))


def _by_topic(counts: Any, n_topics: int) -> Floats:
    """Add up rows that hold the topics in turn."""
    row = np.arange(counts.shape[0])
    member = sparse.csr_array(
        (np.ones(len(row)), (row % n_topics, row)), shape=(n_topics, len(row))
    )
    return np.asarray((member @ counts).todense(), dtype=float)


def _log_odds(counts: Floats) -> Floats:
    """Log of each term's odds on a topic over its odds elsewhere; 1 where there is one topic."""
    if len(counts) == 1:
        return np.ones_like(counts)
    total = counts.sum(axis=0)
    prior = SHRINKAGE * total / len(counts)
    of_topic, elsewhere = counts + prior, total - counts + prior
    all_here = of_topic.sum(axis=1, keepdims=True)
    all_there = elsewhere.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(of_topic / (all_here - of_topic)) - np.log(
            elsewhere / (all_there - elsewhere)
        )
    apart: Floats = np.nan_to_num(odds, nan=0.0, posinf=0.0, neginf=0.0)
    return apart
