"""Agreement intervals and suggestions where the truth is known (see benchmarks/validity_coding.py).

400 studies of two coders and 60 of suggestions in every run, 4,000 and 1,000 in the long one.
"""

import pytest

from validity_coding import COMMON_CODE, RARE_CODE, agreement_covered, mean_of, suggestions

CODERS = [
    pytest.param(4, COMMON_CODE, id="4 sessions"),
    pytest.param(8, COMMON_CODE, id="8 sessions"),
    pytest.param(8, RARE_CODE, id="8 sessions, rare code"),
]


@pytest.fixture(scope="module")
def eight():
    return agreement_covered(8, RARE_CODE, 400)


def test_agreement_intervals_hold_the_truth_and_the_percentile_bootstrap_is_too_narrow(eight):
    assert eight["covered"] >= 0.92
    assert eight["naive"] <= 0.90


def test_intervals_of_a_very_rare_code_that_clusters_lie_too_low_as_the_limits_say():
    clustered = agreement_covered(6, mean_of(0.01, 1.5), 200, apart=1.5)
    assert 0.75 <= clustered["covered"] <= 0.92
    assert clustered["too low"] > 3 * clustered["too high"]


def test_the_seeded_counts_of_agreement_are_reproduced(eight):
    assert round(400 * eight["covered"]) == 375
    assert round(400 * eight["naive"]) == 351


@pytest.fixture(scope="module")
def offered():
    return suggestions(12, 4.0, 60)


def test_suggestions_are_as_precise_as_asked_for_where_codes_can_be_told_apart(offered):
    assert offered["offering"] > 0.5
    assert offered["precision"] >= 0.80
    assert offered["recall"] > 0.4


def test_the_promise_about_the_mean_session_is_kept(offered):
    assert offered["wrong"] <= 0.20


def test_the_plain_threshold_falls_short_and_the_worst_session_shorter(offered):
    assert offered["naive"] < 0.80
    assert offered["worst"] < offered["precision"]


def test_codes_that_cannot_be_told_apart_are_seldom_offered():
    assert suggestions(12, 2.0, 60)["offering"] <= 0.2
    assert suggestions(12, 0.0, 30)["offering"] == 0


def test_the_seeded_counts_of_suggestions_are_reproduced(offered):
    assert round(60 * offered["offering"]) == 48
    assert offered["precision"] == pytest.approx(0.8184, abs=5e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("n_sessions", "mu"), CODERS)
def test_agreement_intervals_in_the_long_run(n_sessions, mu):
    assert 0.92 <= agreement_covered(n_sessions, mu, 4000)["covered"] <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", [6, 12, 24])
def test_suggestions_in_the_long_run(n_sessions):
    shares = suggestions(n_sessions, 4.0, 1000)
    assert shares["precision"] >= 0.80
    assert shares["wrong"] <= 0.20
