"""Table T13: figures computed elsewhere, reproduced here to the digits given."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.themes.inference import (
    flip_statistics,
    max_t,
    paired_difference,
    permutation_p,
    ratio_difference,
    relabellings,
    sign_flips,
    smallest_detectable,
    split_statistics,
    studentised,
    welch_difference,
)

RAISED = np.array([[2, 3, 1, 4, 2, 3, 1, 2], [4, 5, 3, 2, 6, 4, 3, 5]], dtype=float)
PRESENT = np.array([[5, 7, 6, 8, 6, 9, 5, 8], [6, 8, 5, 7, 9, 5, 6, 7]], dtype=float)
Y1, Y2 = RAISED / PRESENT


def p_of(before, after) -> float:
    pooled = np.concatenate([before, after])[:, None]
    splits = relabellings(before.size, after.size)
    return float(permutation_p(split_statistics(pooled, splits))[0])


def test_eight_against_eight():
    d = welch_difference(Y1, Y2)
    assert round(d.value, 6) == 0.280804
    assert round(d.se, 6) == 0.068705
    assert round(d.df, 4) == 12.8917
    assert [round(x, 6) for x in d.interval()] == [0.132248, 0.429359]
    assert p_of(Y1, Y2) * 12870 == pytest.approx(30)
    assert round(smallest_detectable(Y1, Y2), 6) == 0.208356


def test_four_against_eight():
    d = welch_difference(Y1[:4], Y2)
    assert round(d.value, 6) == 0.233482
    assert [round(x, 6) for x in d.interval()] == [0.015717, 0.451247]
    assert p_of(Y1[:4], Y2) * 495 == pytest.approx(20)


def test_five_against_five():
    assert p_of(Y1[:5], Y2[:5]) * 252 == pytest.approx(16)


def test_pairs_by_sign_flips():
    statistics = flip_statistics((Y2 - Y1)[:, None], sign_flips(8))
    assert permutation_p(statistics)[0] * 256 == pytest.approx(6)
    assert paired_difference(Y1, Y2).df == 7


def test_weighted_by_attendees():
    d = ratio_difference((RAISED[0], RAISED[1]), (PRESENT[0], PRESENT[1]))
    assert round(d.value, 6) == 0.270440


scores = st.lists(st.sampled_from([0, 0.2, 0.25, 0.5, 0.75, 1]), min_size=3, max_size=6)


@settings(deadline=None)
@given(scores, scores)
def test_the_observed_split_is_the_first_and_p_is_a_share_of_all(before, after):
    before, after = np.array(before), np.array(after)
    splits = relabellings(before.size, after.size)
    assert splits[0].tolist() == [False] * before.size + [True] * after.size
    assert len(splits) == math.comb(before.size + after.size, after.size)
    assert len(np.unique(splits, axis=0)) == len(splits)
    assert 1 / len(splits) <= p_of(before, after) <= 1


@settings(deadline=None)
@given(scores, scores)
def test_swapping_the_years_changes_the_sign_only(before, after):
    before, after = np.array(before), np.array(after)
    assert welch_difference(before, after).value == -welch_difference(after, before).value
    assert p_of(before, after) == pytest.approx(p_of(after, before))


def test_a_difference_without_any_spread_is_infinitely_far_out():
    assert p_of(np.zeros(4), np.ones(4)) == pytest.approx(2 / 70)
    assert p_of(np.zeros(4), np.zeros(4)) == 1


def test_the_step_down_maximum_never_lowers_p_and_keeps_the_order():
    rng = np.random.default_rng(1)
    pooled = rng.random((12, 5))
    pooled[6:, 0] += 0.6
    statistics = split_statistics(pooled, relabellings(6, 6))
    raw, adjusted = permutation_p(statistics), max_t(statistics)
    assert (adjusted >= raw - 1e-12).all()
    assert adjusted.argmin() == 0
    assert (np.diff(adjusted[np.argsort(-np.abs(statistics[0]))]) >= 0).all()


def test_many_units_are_drawn_and_the_draw_can_be_repeated():
    splits = relabellings(14, 14)
    assert len(splits) == 10_000
    assert (splits.sum(axis=1) == 14).all()
    assert (splits == relabellings(14, 14)).all()


def test_a_unit_that_was_not_read_is_left_out_of_its_theme():
    pooled = np.column_stack([np.concatenate([Y1, Y2]), np.concatenate([Y1, Y2])])
    pooled[3, 1] = np.nan
    statistics = split_statistics(pooled, relabellings(8, 8))
    expected = welch_difference(np.delete(Y1, 3), Y2).t
    assert statistics[0, 1] == pytest.approx(expected)


def test_what_is_not_a_number_never_becomes_a_small_p():
    rng = np.random.default_rng(1)
    statistics = rng.normal(size=(100, 3))
    statistics[:, 1] = np.nan
    statistics[0, 2] = 50.0
    statistics[1:40, 2] = np.nan
    p, adjusted = permutation_p(statistics), max_t(statistics)
    assert np.isnan(p[1])
    assert np.isnan(adjusted[1])
    # a split that cannot be computed counts against the theme
    assert p[2] == pytest.approx(0.40)
    assert adjusted[2] >= 0.40
    assert adjusted[0] >= p[0] > 0


def test_studentised_says_when_it_does_not_know():
    t = studentised(
        np.array([0.0, 0.3, np.nan, 0.3, 0.0, 0.2]), np.array([0.0, 0.0, 0.1, np.nan, np.nan, 0.1])
    )
    assert t[0] == 0
    assert t[1] == np.inf
    assert np.isnan(t[2:5]).all()
    assert t[5] == pytest.approx(2.0)


def test_a_pair_that_was_not_read_in_both_rounds_leaves_no_p_of_nought():
    differences = np.array([[0.2, np.nan]] * 6)
    p = permutation_p(flip_statistics(differences, sign_flips(6)))
    assert np.isnan(p[1])
    assert p[0] > 0
