"""How much a term marks a topic, against the formula worked out term by term."""

from collections import Counter, defaultdict
from math import log, sqrt

import numpy as np
import pytest
from scipy import sparse

from practicelearn.topics.marking import marking
from practicelearn.topics.talk import Talk
from practicelearn.topics.words import Phrases

TERMS = ["laptop", "screen", "judge", "phoned", "day"]
N_TURNS, N_TOPICS = 60, 3


@pytest.fixture(scope="module")
def talk():
    rng = np.random.default_rng(5)
    counts = rng.poisson(0.8, size=(N_TURNS, len(TERMS))).astype(float)
    return Talk(
        n_words=np.full(N_TURNS, 20), session=np.repeat(np.arange(6), 10),
        window=np.arange(N_TURNS), windows=None, counts=sparse.csr_array(counts), terms=TERMS,
        nouns=np.array([1, 0.5, 0.9, 0.1, 1.0]), passing=np.array([0, 0, 0, 0, 1], dtype=bool),
        phrase_counts=sparse.csr_array((N_TURNS, 0)),
        phrases=Phrases(
            sparse.csr_array((N_TURNS, 0)), [], np.zeros(0), np.zeros(0, dtype=bool),
            np.zeros((0, 2), dtype=int), np.zeros((0, 2)),
        ),
        columns={},
    )  # fmt: skip


@pytest.fixture(scope="module")
def of_turn():
    return np.random.default_rng(6).dirichlet([1.0] * N_TOPICS, size=N_TURNS)


@pytest.fixture(scope="module")
def voice():
    return np.repeat(np.arange(6), 10) * 3 + np.tile(np.arange(10) % 3, 6)


def test_marks_are_the_formula_worked_out_term_by_term(talk, of_turn, voice):
    counts = talk.counts.toarray()
    said = defaultdict(Counter)  # (topic, term): voice → times
    for turn in range(N_TURNS):
        for topic in range(N_TOPICS):
            if of_turn[turn, topic] >= 0.05:
                for term in range(len(TERMS)):
                    times = of_turn[turn, topic] * counts[turn, term]
                    said[topic, term][voice[turn]] += times
    damped = {key: sum(sqrt(times) for times in own.values()) for key, own in said.items()}
    expected = np.zeros((N_TOPICS, len(TERMS)))
    for topic in range(N_TOPICS):
        all_damped = sum(damped.values())
        here = sum(damped[topic, term] for term in range(len(TERMS)))
        for term in range(len(TERMS)):
            total = sum(damped[other, term] for other in range(N_TOPICS))
            prior = 0.5 * total / N_TOPICS
            all_prior = 0.5 * all_damped / N_TOPICS
            in_topic = damped[topic, term] + prior
            outside = total - damped[topic, term] + prior
            delta = log(in_topic / (here + all_prior - in_topic)) - log(
                outside / (all_damped - here + all_prior - outside)
            )
            people = [v for v, times in said[topic, term].items() if times >= 0.5]
            by_session = Counter()
            for person, times in said[topic, term].items():
                by_session[person // 3] += times
            sessions = sum(times >= 0.5 for times in by_session.values())
            spread = min(len(people) / 8, 1) * min(sessions / 8, 1)
            kind = 0.35 if TERMS[term] == "phoned" else 1
            expected[topic, term] = (
                min(max(delta, 0), log(4)) * damped[topic, term] / here * spread * kind
            )
    expected[:, TERMS.index("day")] = 0  # said everywhere alike
    found = marking(of_turn, talk, voice)
    np.testing.assert_allclose(found.score, expected, atol=1e-12)
    assert (expected > 0).any(axis=1).all()


def test_what_facilitators_say_marks_nothing(talk, of_turn, voice):
    quiet = Talk(**{**vars(talk), "n_words": np.zeros(N_TURNS, dtype=int)})
    assert not marking(of_turn, quiet, voice).score.any()


def test_one_more_speech_by_one_person_counts_less_than_a_word_by_each(talk, voice):
    counts = np.zeros((N_TURNS, len(TERMS)))
    counts[:, 2] = 1
    counts[0, 0] = 30  # one person, one session
    counts[::2, 1] = 1  # thirty times by many
    of_turn = np.zeros((N_TURNS, 2))
    of_turn[::2, 0] = 1
    of_turn[1::2, 1] = 1
    own = Talk(**{**vars(talk), "counts": sparse.csr_array(counts)})
    score = marking(of_turn, own, voice).score[0]
    assert score[1] > 10 * score[0] > 0


def test_a_topic_that_is_nowhere_likeliest_has_its_words_too(talk, of_turn, voice):
    faint = np.column_stack([of_turn * 0.99, np.full(N_TURNS, 0.01)])
    assert marking(faint, talk, voice).said[-1].all()
