import math

import numpy as np
import pytest

from practicelearn.coding.offers.thresholds import (
    _so_far,
    choose_threshold,
    outcome,
    reached,
    sessions_needed,
)


def turns(*sessions):
    """Score and coded of each session's turns, as (score, coded) pairs."""
    score = [s for own in sessions for s, _ in own]
    coded = [bool(c) for own in sessions for _, c in own]
    place = [k for k, own in enumerate(sessions) for _ in own]
    return np.array(score, float), np.array(coded), np.array(place, np.int64)


EASY = [[(0.9, 1), (0.8, 1), (0.2, 0), (0.1, 0)]] * 6


def test_what_is_told_apart_is_offered_whole():
    assert choose_threshold(*turns(*EASY), target=0.8) == 0.8


def test_noise_is_not_offered():
    rng = np.random.default_rng(7)
    session = np.repeat(np.arange(10), 60)
    score, coded = rng.random(600), rng.random(600) < 0.1
    assert math.isinf(choose_threshold(score, coded, session, target=0.8))


def test_a_higher_target_gives_a_higher_threshold():
    rng = np.random.default_rng(7)
    session = np.repeat(np.arange(20), 60)
    coded = rng.random(1200) < 0.1
    score = rng.normal(0, 1, 1200) + 3 * coded
    low, high = (choose_threshold(score, coded, session, target=t) for t in (0.6, 0.9))
    assert low < high < math.inf


def test_three_right_offers_show_nothing():
    few = [[(0.9, 1), (0.1, 0)]] * 3 + [[(0.1, 0)]] * 5
    assert math.isinf(choose_threshold(*turns(*few), target=0.8))
    assert choose_threshold(*turns(*few, [(0.9, 1)]), target=0.8) == 0.9


def test_right_offers_of_one_session_show_nothing_of_the_next():
    one = [[(0.9, 1)] * 30, [(0.1, 0)], [(0.1, 0)], [(0.1, 0)]]
    assert math.isinf(choose_threshold(*turns(*one), target=0.8))


def test_a_session_that_goes_wrong_weighs_as_a_session():
    sound = [[(0.9, 1)] * 5] * 4
    assert choose_threshold(*turns(*sound, [(0.9, 1)]), target=0.8) == 0.9
    # 20 of 21 offers are right, and one of five sessions is wrong throughout
    assert math.isinf(choose_threshold(*turns(*sound, [(0.9, 0)]), target=0.8))


def test_turns_of_one_score_are_offered_together():
    tied = [[(0.9, 1), (0.5, 1), (0.5, 0), (0.5, 0), (0.5, 0)]] * 8
    assert choose_threshold(*turns(*tied), target=0.8) == 0.9


def test_fewer_than_three_sessions_have_no_threshold():
    assert math.isinf(choose_threshold(*turns(*EASY[:2]), target=0.8))
    assert math.isinf(choose_threshold(*turns(), target=0.8))


def test_a_session_has_no_part_in_its_own_threshold():
    odd = [(0.7, 0)] * 2
    got = reached(*turns(*EASY, odd), target=0.8)
    assert (got.n_offered, got.n_right) == (12, 12)
    assert got.recall == 1
    lower = [[(0.6, 1), (0.5, 1), (0.2, 0)]]
    assert reached(*turns(*EASY, *lower), target=0.8).n_right == 12  # its 0.6 was not foreseen


def test_the_outcome_counts_together_and_by_session():
    offered = np.array([1, 1, 1, 1, 0, 0], bool)
    coded = np.array([1, 1, 1, 0, 1, 0], bool)
    got = outcome(offered, coded, np.array([0, 0, 0, 1, 1, 2]))
    assert (got.n_offered, got.n_right, got.precision, got.worst) == (4, 3, 0.75, 0)
    assert got.recall == 0.75
    assert got.false_share == pytest.approx(1 / 3)


@pytest.mark.parametrize(("target", "needed"), [(0.8, 4), (0.9, 9), (0.95, 19), (0.5, 1)])
def test_sessions_needed_for_a_promise(target, needed):
    assert sessions_needed(target) == needed


def test_of_many_sessions_a_part_is_left_out_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def noted(score, coded, session, *, target):
        asked.append(len(np.unique(session)))
        return 0.5

    monkeypatch.setattr("practicelearn.coding.offers.thresholds.choose_threshold", noted)
    reached(*turns(*EASY * 20), target=0.8)
    assert (len(asked), sorted({*asked})) == (25, [115, 116])  # of 120 sessions, 4 or 5 at a time
    asked.clear()
    reached(*turns(*EASY * 4), target=0.8)
    assert asked == [23] * 24


def test_the_share_that_is_wrong_is_a_mean_over_every_session() -> None:
    rng = np.random.default_rng(3)
    session = rng.integers(0, 40, 300)
    right = rng.random(300) < 0.7
    wrong, with_right = _so_far(right, session)
    for n in (1, 40, 300):
        shares = [(~right[:n])[session[:n] == s] for s in np.unique(session[:n])]
        assert wrong[n - 1] == pytest.approx(sum(own.mean() for own in shares))
        assert with_right[n - 1] == sum(not own.all() for own in shares)
