from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.topics.chain import sticky_chain


def by_every_path(evidence, stay):
    """The probabilities of one session's turns, added up over every possible sequence."""
    n_turns, n_topics = evidence.shape
    total = np.zeros_like(evidence)
    for path in product(range(n_topics), repeat=n_turns):
        p = np.exp(evidence[0, path[0]]) / n_topics
        for t in range(1, n_turns):
            move = (1 - stay[t]) / n_topics + stay[t] * (path[t] == path[t - 1])
            p *= move * np.exp(evidence[t, path[t]])
        total[np.arange(n_turns), path] += p
    return total / total.sum(axis=1, keepdims=True)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 3),
    st.lists(st.sampled_from([3, 1, 2]), min_size=1, max_size=7),
    st.integers(0, 10_000),
)
def test_every_turn_is_weighed_over_all_sequences_of_its_own_session(n_topics, session, seed):
    rng = np.random.default_rng(seed)
    evidence = rng.normal(0, 2, (len(session), n_topics))
    stay = rng.choice([0.0, 0.3, 0.9, 1.0], len(session))
    session = np.array(session)
    found = sticky_chain(evidence, stay, session)
    for own in np.unique(session):
        here = session == own
        np.testing.assert_allclose(
            found[here], by_every_path(evidence[here], stay[here]), atol=1e-9
        )


def test_without_stickiness_only_the_turns_own_words_count():
    evidence = np.log(np.array([[0.7, 0.3], [0.2, 0.8], [0.5, 0.5]]))
    found = sticky_chain(evidence, np.zeros(3), np.zeros(3, dtype=int))
    np.testing.assert_allclose(found, np.exp(evidence))


def test_a_turn_of_no_words_takes_the_subject_around_it_but_not_of_another_session():
    evidence = np.array([[4.0, 0.0], [0.0, 0.0], [4.0, 0.0], [0.0, 0.0]])
    found = sticky_chain(evidence, np.full(4, 0.9), np.array([0, 0, 0, 1]))
    assert found[1, 0] > 0.9
    assert found[3].tolist() == [0.5, 0.5]


def test_a_constant_a_turn_changes_nothing_and_very_sure_words_do_not_overflow():
    evidence = np.array([[800.0, -800.0], [-800.0, 800.0], [0.0, 1.0]])
    found = sticky_chain(evidence, np.full(3, 0.9999), np.zeros(3, dtype=int))
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[:2], [[1, 0], [0, 1]], atol=1e-12)
    moved = sticky_chain(
        evidence + np.array([[5.0], [-900.0], [77.0]]), np.full(3, 0.9999), np.zeros(3)
    )
    np.testing.assert_allclose(moved, found)


def test_a_long_session_does_not_fade_to_nothing():
    rng = np.random.default_rng(1)
    found = sticky_chain(rng.normal(0, 9, (5_000, 4)), np.full(5_000, 0.99), np.zeros(5_000))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(5_000))
