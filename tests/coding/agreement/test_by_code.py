"""Every code at once: equal to the coefficients one by one, and the jackknife by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.by_code import agreement_by_code, count_patterns
from practicelearn.coding.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    light_kappa,
    percent_agreement,
    scott_pi,
)
from practicelearn.errors import ArgumentError, TableError

BINARY = {"values": [0, 1]}


def drawn(n_units: int, n_coders: int, n_codes: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.random((n_units, 1, n_codes)) < rng.uniform(0.1, 0.5, n_codes)
    coded = np.where(rng.random((n_units, n_coders, n_codes)) < 0.8, truth, ~truth).astype(float)
    coded[rng.random((n_units, n_coders)) < 0.15] = math.nan
    return coded


@pytest.mark.parametrize("n_coders", [2, 3, 7])
@pytest.mark.parametrize(
    ("measure", "one"),
    [
        ("alpha", krippendorff_alpha),
        ("conger", conger_kappa),
        ("light", light_kappa),
        ("fleiss", fleiss_kappa),
        ("brennan_prediger", lambda x: brennan_prediger(x, **BINARY)),
        ("gwet_ac1", lambda x: gwet_ac1(x, **BINARY)),
    ],
)
def test_equal_to_the_coefficient_of_each_code(measure, one, n_coders):
    coded = drawn(60, n_coders, 4)
    table = agreement_by_code(coded, measure=measure)
    for code in range(4):
        ratings = coded[:, :, code]
        assert table[measure][code] == pytest.approx(one(ratings).value, abs=1e-12)
        assert table["percent"][code] == pytest.approx(percent_agreement(ratings).value, abs=1e-12)
        assert table["n_units"][code] == percent_agreement(ratings).n_units


@pytest.mark.parametrize(("measure", "one"), [("cohen", cohen_kappa), ("scott", scott_pi)])
def test_measures_of_two_coders(measure, one):
    coded = drawn(60, 2, 3)
    table = agreement_by_code(coded, measure=measure)
    for code in range(3):
        assert table[measure][code] == pytest.approx(one(coded[:, :, code]).value, abs=1e-12)


def test_the_jackknife_by_hand():
    coded, sessions = drawn(120, 2, 2), np.repeat(list("abcdef"), 20)
    table = agreement_by_code(coded, sessions=sessions)
    for code in range(2):
        whole = krippendorff_alpha(coded[:, :, code]).value
        left = [krippendorff_alpha(coded[sessions != s][:, :, code]).value for s in "abcdef"]
        se = math.sqrt(5 / 6 * np.sum((np.array(left) - np.mean(left)) ** 2))
        half = stats.t.ppf(0.975, 5) * se
        assert table["low"][code] == pytest.approx(whole - half, abs=1e-10)
        assert table["high"][code] == pytest.approx(min(1, whole + half), abs=1e-10)
        assert table["why"][code] is None


def test_sessions_that_only_one_coder_read_are_no_sessions():
    coded, sessions = drawn(120, 2, 1), np.repeat(list("abcdef"), 20)
    coded[sessions == "f", 1] = math.nan
    table = agreement_by_code(coded, sessions=sessions)
    assert table["n_sessions"][0] == 5
    without = agreement_by_code(coded[:100], sessions=sessions[:100])
    assert table["low"][0] == pytest.approx(without["low"][0], abs=1e-12)


def test_prevalence_and_specific_agreement():
    # both 4, only the first 2, only the second 1, neither 13
    rows = [(1, 1)] * 4 + [(1, 0)] * 2 + [(0, 1)] + [(0, 0)] * 13
    table = agreement_by_code(np.array(rows)[:, :, None])
    assert table["percent"][0] == pytest.approx(17 / 20)
    assert table["prevalence"][0] == pytest.approx(11 / 40)
    assert table["specific"][0] == pytest.approx(8 / 11)


def test_lengths_weigh_as_repeated_units():
    coded = drawn(30, 2, 2)
    sizes = np.arange(1, 31)
    weighed = agreement_by_code(coded, sizes=sizes)
    repeated = agreement_by_code(np.repeat(coded, sizes, axis=0))
    assert weighed["alpha"].tolist() == pytest.approx(repeated["alpha"].tolist(), abs=1e-12)
    assert weighed["n_units"].tolist() == repeated["n_units"].tolist()


def test_whole_numbers_with_minus_one_for_unread():
    coded = drawn(50, 3, 4)
    whole = np.where(np.isnan(coded), -1, coded).astype(np.int8)
    assert agreement_by_code(whole).equals(agreement_by_code(coded))


class TestUndefined:
    def test_a_code_nobody_used_is_not_full_agreement(self):
        for measure in ("alpha", "conger", "fleiss", "gwet_ac1", "brennan_prediger", "light"):
            row = agreement_by_code(np.zeros((20, 2, 1)), measure=measure).iloc[0]
            assert math.isnan(row[measure])
            assert "nobody used" in row["why"]
            assert row["percent"] == 1.0

    def test_a_code_used_everywhere(self):
        assert "everywhere" in agreement_by_code(np.ones((20, 2, 1))).iloc[0]["why"]

    def test_nothing_read_by_two(self):
        coded = np.array([[1, np.nan], [np.nan, 0]])[:, :, None]
        row = agreement_by_code(coded, sessions=["a", "b"]).iloc[0]
        assert math.isnan(row["alpha"])
        assert math.isnan(row["percent"])
        assert "nothing was read by two" in row["why"]
        assert row["n_units"] == 0

    def test_one_coder(self):
        for measure in ("alpha", "conger"):
            row = agreement_by_code(np.ones((5, 1, 1)), measure=measure).iloc[0]
            assert row["why"] == "there is one coder only"

    def test_three_sessions_have_no_interval(self):
        coded, sessions = drawn(60, 2, 1), np.repeat(list("abc"), 20)
        row = agreement_by_code(coded, sessions=sessions).iloc[0]
        assert math.isfinite(row["alpha"])
        assert math.isnan(row["low"])
        assert "3 sessions" in row["why"]

    def test_a_code_met_in_one_session_has_no_interval(self):
        coded, sessions = np.zeros((100, 2, 1)), np.repeat(list("abcde"), 20)
        coded[:3] = 1
        coded[3, 0] = 1
        row = agreement_by_code(coded, sessions=sessions).iloc[0]
        assert math.isfinite(row["alpha"])
        assert math.isnan(row["high"])
        assert "undefined when one session is left out" in row["why"]

    def test_perfect_agreement_has_no_interval_of_no_width(self):
        coded = np.repeat(np.tile([0.0, 1.0], 50)[:, None, None], 2, axis=1)
        row = agreement_by_code(coded, sessions=np.repeat(list("abcde"), 20)).iloc[0]
        assert row["alpha"] == pytest.approx(1)
        assert math.isnan(row["low"])
        assert "whichever session" in row["why"]

    def test_without_sessions_there_is_no_interval(self):
        row = agreement_by_code(drawn(60, 2, 1)).iloc[0]
        assert math.isnan(row["low"])
        assert math.isnan(row["n_sessions"])


def test_the_bootstrap_is_there_by_name_and_repeatable():
    coded, sessions = drawn(400, 2, 2), np.repeat(np.arange(20), 20)
    one = agreement_by_code(coded, sessions=sessions, interval="bootstrap")
    assert one.equals(agreement_by_code(coded, sessions=sessions, interval="bootstrap"))
    assert (one["low"] < one["alpha"]).all()
    assert (one["alpha"] < one["high"]).all()


class TestWrongInput:
    def test_cohen_of_three_names_the_alternatives(self):
        with pytest.raises(TableError, match="conger or light"):
            agreement_by_code(drawn(10, 3, 1), measure="cohen")

    def test_a_measure_that_is_not_known(self):
        with pytest.raises(ArgumentError, match='Did you mean "fleiss"'):
            agreement_by_code(drawn(10, 2, 1), measure="fleis")

    def test_sessions_of_another_length(self):
        with pytest.raises(TableError, match="3 given for 10 units"):
            agreement_by_code(drawn(10, 2, 1), sessions=["a", "b", "c"])

    def test_two_dimensions(self):
        with pytest.raises(TableError, match="three dimensions"):
            count_patterns(np.zeros((3, 2)))


def test_no_units_at_all():
    table = agreement_by_code(np.empty((0, 2, 3)), codes=list("abc"), sessions=[])
    assert table.index.tolist() == ["a", "b", "c"]
    assert table["why"].str.contains("nothing was read").all()
