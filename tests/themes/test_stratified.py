"""Strata, people's weight and their paired form against slow and simple reckoning."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.themes.inference import (
    paired_difference,
    permutation_p,
    ratio_difference,
    relabellings,
    sign_flips,
    welch_difference,
)
from practicelearn.themes.stratified import (
    effective_splits,
    paired_ratio_difference,
    ratio_flip_statistics,
    ratio_statistics,
    stratified_difference,
    stratified_relabellings,
    stratified_statistics,
)

X1, N1 = np.array([2.0, 3, 1, 4, 2, 3, 1, 2]), np.array([5.0, 7, 6, 8, 6, 9, 5, 8])
X2, N2 = np.array([4.0, 5, 3, 2, 6, 4, 3, 5]), np.array([6.0, 8, 5, 7, 9, 5, 6, 7])
SITES = np.array(list("aabbabab"))


def test_one_stratum_is_welch():
    one = np.array(["a"] * 8)
    plain, strata = welch_difference(X1 / N1, X2 / N2), stratified_difference(
        X1 / N1, X2 / N2, (one, one)
    )  # fmt: skip
    assert (strata.value, strata.se, strata.df) == pytest.approx((plain.value, plain.se, plain.df))


def test_a_change_of_the_mix_alone_is_no_change():
    high, low = [0.8, 0.9], [0.1, 0.2]
    before, after = np.array(high + low * 3), np.array(high * 3 + low)
    sites = np.array(["h"] * 2 + ["l"] * 6), np.array(["h"] * 6 + ["l"] * 2)
    assert welch_difference(before, after).value > 0.3
    assert stratified_difference(before, after, sites).value == pytest.approx(0)


def test_strata_of_unequal_size_weigh_as_much_as_their_units():
    before, after = np.array([0.1, 0.3, 0.5, 0.9]), np.array([0.2, 0.6, 0.4, 0.8, 0.6, 0.5])
    sites = np.array(list("aabb")), np.array(list("aabbbb"))
    difference = stratified_difference(before, after, sites)
    a, b = welch_difference(before[:2], after[:2]), welch_difference(before[2:], after[2:])
    assert difference.value == pytest.approx(0.4 * a.value + 0.6 * b.value)
    assert difference.se**2 == pytest.approx((0.4 * a.se) ** 2 + (0.6 * b.se) ** 2)
    scores, units = np.concatenate([before, after])[:, None], np.concatenate(sites)
    statistics = stratified_statistics(scores, stratified_relabellings(*sites), units)
    assert statistics[0, 0] == pytest.approx(difference.t)


def test_splits_stay_within_strata_and_are_all_there():
    sites = (np.array(list("aabb")), np.array(list("abab")))
    splits = stratified_relabellings(*sites)
    units = np.concatenate(sites)
    assert len(splits) == effective_splits(*sites) == 36
    assert len(np.unique(splits, axis=0)) == 36
    for name in "ab":
        assert set(splits[:, units == name].sum(axis=1)) == {2}
    assert splits[0].tolist() == [False] * 4 + [True] * 4


def test_many_splits_are_drawn_within_strata():
    sites = (np.array(list("ab") * 8), np.array(list("ab") * 8))
    splits = stratified_relabellings(*sites)
    assert len(splits) == 10_000
    units = np.concatenate(sites)
    for name in "ab":
        assert set(splits[:, units == name].sum(axis=1)) == {8}


def test_the_stratified_test_is_the_one_reckoned_by_hand():
    first, second = X1 / N1, X2 / N2
    scores = np.concatenate([first, second])
    units = np.concatenate([SITES, SITES])
    splits = stratified_relabellings(SITES, SITES)
    fast = permutation_p(stratified_statistics(scores[:, None], splits, units))[0]
    places = [np.flatnonzero(units == s) for s in "ab"]
    observed = stratified_difference(first, second, (SITES, SITES)).t
    far = total = 0
    for chosen in product(*(combinations(p, len(p) // 2) for p in places)):
        after = np.isin(np.arange(16), np.concatenate(chosen))
        t = stratified_difference(
            scores[~after], scores[after], (units[~after], units[after])
        ).t  # fmt: skip
        far += abs(t) >= abs(observed) - 1e-9
        total += 1
    assert total == len(splits) == 4900
    assert fast == pytest.approx(far / total)


def test_attendee_weighted_difference_of_table_t13():
    difference = ratio_difference((X1, X2), (N1, N2))
    assert difference.value == pytest.approx(0.270440, abs=1e-6)
    statistics = ratio_statistics(
        np.concatenate([X1, X2])[:, None], np.concatenate([N1, N2])[:, None], relabellings(8, 8)
    )
    assert statistics[0, 0] == pytest.approx(difference.t)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_each_split_of_the_weighted_test_is_its_plain_formula(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(4, 10, 9).astype(float)
    x = np.floor(rng.random(9) * (n + 1))
    splits = relabellings(4, 5)
    fast = ratio_statistics(x[:, None], n[:, None], splits)[:, 0]
    for k in rng.integers(0, len(splits), 5):
        after = splits[k]
        slow = ratio_difference((x[~after], x[after]), (n[~after], n[after])).t
        assert fast[k] == pytest.approx(slow, abs=1e-6) or (np.isinf(fast[k]) and np.isinf(slow))


def test_with_equal_groups_weighting_by_people_changes_nothing():
    n = np.full(8, 6.0)
    paired = paired_ratio_difference((X1, X2), (n, n))
    plain = paired_difference(X1 / n, X2 / n)
    assert (paired.value, paired.se) == pytest.approx((plain.value, plain.se))
    flips = ratio_flip_statistics(
        (X1[:, None], X2[:, None]), (n[:, None], n[:, None]), sign_flips(8)
    )
    assert flips[0, 0] == pytest.approx(plain.t)
    assert len(flips) == 256


def test_a_stratum_left_with_one_unit_by_unread_groups_counts_against_the_theme():
    scores = np.concatenate([X1 / N1, X2 / N2])[:, None].copy()
    units = np.concatenate([SITES, SITES])
    scores[[0, 1, 8]] = np.nan  # of stratum a, which keeps 2 and 3
    statistics = stratified_statistics(scores, stratified_relabellings(SITES, SITES), units)
    assert np.isinf(statistics).any()
    assert permutation_p(statistics)[0] > 0
