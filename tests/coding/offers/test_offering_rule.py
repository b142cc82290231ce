"""A common threshold for codes that are too rare to show anything by themselves."""

import math

import numpy as np
import pytest

from practicelearn.coding.offers.offering_rule import find_rule


def study(*codes, n_sessions=10):
    """Scores and labels of (turn by code) cells; each code gives its (score, coded) a session."""
    rows = max(len(own) for own in codes)
    scores = np.zeros((n_sessions * rows, len(codes)))
    labels = np.zeros((n_sessions * rows, len(codes)), dtype=np.int8)
    for k, own in enumerate(codes):
        for n, (score, coded) in enumerate(own):
            scores[n::rows, k], labels[n::rows, k] = score, coded
    return scores, labels, np.repeat(np.arange(n_sessions), rows)


CLEAR = [(0.9, 1), (0.8, 1), (0.1, 0), (0.1, 0)]
NOISE = [(0.3, 1), (0.7, 0), (0.2, 0), (0.1, 0)]


def rare(n_sessions=10, wrong=1):
    """A code once in each session but the last ones, where what is offered is wrong."""
    scores, labels, session = study([(0.85, 1), (0.1, 0)], n_sessions=n_sessions)
    labels[-2 * wrong :, 0] = 0
    return scores, labels, session


def test_a_code_told_apart_by_itself_has_a_threshold_of_its_own():
    rule = find_rule(*study(CLEAR), [0], target=0.8)
    assert rule.threshold[0] == pytest.approx(0.45), "half way from .8 down to .1"
    assert not rule.together[0]
    assert rule.offered[:, 0].sum() == 20


def test_a_rare_code_is_offered_with_the_others_where_alone_it_shows_too_little():
    scores, labels, session = rare()
    alone = find_rule(scores, labels, session, [0], target=0.8)
    assert math.isinf(alone.threshold[0])
    # 9 of 10 right alone; 50 of 51 with two clear codes beside it
    more, known, _ = study(CLEAR[:1] + CLEAR[3:], CLEAR[:1] + CLEAR[3:])
    rule = find_rule(
        np.hstack([scores, more]), np.hstack([labels, known]), session, [0, 1, 2], target=0.8
    )
    assert rule.threshold[0] == pytest.approx((0.85 + 0.1) / 2)
    assert rule.together.tolist() == [True, False, False], "the others gain nothing by it"
    assert rule.offered[:, 0].sum() == 10


def test_a_code_that_goes_wrong_is_not_carried_by_the_others():
    scores, labels, session = study(CLEAR, NOISE)
    rule = find_rule(scores, labels, session, [0, 1], target=0.8)
    assert np.isinf(rule.threshold).tolist() == [False, True]


def test_with_too_few_sessions_nothing_is_offered_together_either():
    scores, labels, session = rare(n_sessions=4)
    rule = find_rule(scores, labels, session, [0], target=0.8)
    assert math.isinf(rule.threshold[0])
    two = study(CLEAR, CLEAR, n_sessions=2)
    assert np.isinf(find_rule(*two, [0, 1], target=0.8).threshold).all()


def test_codes_that_were_not_learned_are_never_offered():
    rule = find_rule(*study(CLEAR, CLEAR), [1], target=0.8)
    assert np.isinf(rule.threshold).tolist() == [True, False]
    assert not rule.offered[:, 0].any()


def test_what_was_not_read_for_a_code_counts_nowhere():
    scores, labels, session = study(CLEAR, CLEAR)
    labels[session >= 5, 1] = -1
    rule = find_rule(scores, labels, session, [0, 1], target=0.8)
    assert not rule.offered[session >= 5, 1].any()
    assert rule.offered[session < 5, 1].sum() == 10
