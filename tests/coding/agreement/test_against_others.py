"""Against frozen values of irrCAC and krippendorff, and a plain reading of alpha's definition."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.coefficients import (
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    scott_pi,
)

FROZEN = Path(__file__).parent / "frozen"
CASES = json.loads((FROZEN / "irrcac.json").read_text("utf-8"))
ALPHAS = json.loads((FROZEN / "krippendorff.json").read_text("utf-8"))
METRICS = ("nominal", "ordinal", "interval", "ratio")


def ratings_of(case: dict[str, str]) -> np.ndarray:
    rows = case["ratings"].split()
    return np.array([[math.nan if c == "*" else float(c) for c in row] for row in rows])


@pytest.mark.parametrize("name", ["gwet", "fleiss", "conger", "bp", "krippendorff"])
def test_equal_to_irrcac_on_500_random_matrices(name):
    assert len(CASES) == 500
    for n, case in enumerate(CASES):
        ratings = ratings_of(case)
        options = {"values": [float(v + 1) for v in range(case["q"])], "weights": case["weights"]}
        if name == "krippendorff":
            found = krippendorff_alpha(ratings, **options)
            metric = {"identity": "nominal", "quadratic": "interval"}.get(case["weights"])
            if metric is not None:
                same = krippendorff_alpha(ratings, metric=metric)
                assert (same.value, same.se) == pytest.approx((found.value, found.se), abs=1e-12)
        else:
            ours = {"gwet": gwet_ac2, "fleiss": fleiss_kappa, "conger": conger_kappa}
            found = ours.get(name, brennan_prediger)(ratings, **options)
        value, se = case[name]
        assert found.value == pytest.approx(value, abs=1e-5), (n, name)
        assert found.se == pytest.approx(se, abs=1e-5), (n, name)


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_is_that_of_the_package_krippendorff_on_500_random_matrices(metric):
    assert len(ALPHAS) == len(CASES) == 500
    for case, values in zip(CASES, ALPHAS, strict=True):
        theirs = values[METRICS.index(metric)]
        assert krippendorff_alpha(ratings_of(case), metric=metric).value == pytest.approx(
            theirs, abs=1e-12
        )


def plain_alpha(ratings: np.ndarray, metric: str) -> float:
    """Krippendorff (2011), section E: coincidences counted pair by pair."""
    units = [[v for v in row if not math.isnan(v)] for row in ratings]
    units = [unit for unit in units if len(unit) > 1]
    pairable = [v for unit in units for v in unit]
    values = sorted(set(pairable))
    total = {v: pairable.count(v) for v in values}

    def distance(c: float, k: float) -> float:
        if metric == "nominal":
            return float(c != k)
        if metric == "interval":
            return (c - k) ** 2
        if metric == "ratio":
            return ((c - k) / (c + k)) ** 2 if c + k else 0.0
        low, high = sorted((c, k))
        between = sum(total[v] for v in values if low <= v <= high)
        return (between - (total[c] + total[k]) / 2) ** 2

    observed = sum(
        distance(c, k) / (len(unit) - 1) for unit in units for c, k in permutations(unit, 2)
    )
    expected = sum(total[c] * total[k] * distance(c, k) for c in values for k in values)
    n = len(pairable)
    return 1 - (observed / n) / (expected / (n * (n - 1))) if expected else math.nan


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_is_its_textbook_definition_on_random_matrices(metric):
    rng = np.random.default_rng(7)
    for _ in range(125):
        n, m, q = rng.integers(5, 41), rng.integers(2, 7), rng.integers(2, 7)
        ratings = rng.integers(0, q, (n, m)).astype(float)
        ratings[rng.random((n, m)) < rng.uniform(0, 0.5)] = math.nan
        expected = plain_alpha(ratings, metric)
        found = krippendorff_alpha(ratings, metric=metric).value
        assert found == pytest.approx(expected, abs=1e-12, nan_ok=True)


def tables(max_value: int = 3):
    cell = st.one_of(st.none(), st.integers(0, max_value))
    return st.integers(2, 5).flatmap(
        lambda m: st.lists(st.lists(cell, min_size=m, max_size=m), min_size=2, max_size=15)
    )


def same(a, b) -> bool:
    return (a.why is None) == (b.why is None) and a.value == pytest.approx(
        b.value, abs=1e-12, nan_ok=True
    )


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_coders_and_units_and_names_of_values_do_not_matter(rows, random):
    ratings = np.array([[math.nan if v is None else v for v in row] for row in rows])
    order = random.sample(range(len(rows)), len(rows))
    coders = random.sample(range(ratings.shape[1]), ratings.shape[1])
    shuffled = ratings[order][:, coders]
    renamed = np.where(np.isnan(shuffled), np.nan, (shuffled * 7 + 3) % 11)
    for measure in (krippendorff_alpha, fleiss_kappa, conger_kappa):
        assert same(measure(ratings), measure(shuffled))
        assert same(measure(ratings), measure(renamed))


@given(tables())
@settings(max_examples=60, deadline=None)
def test_a_unit_with_one_value_says_nothing_to_alpha(rows):
    ratings = np.array([[math.nan if v is None else v for v in row] for row in rows])
    lone = np.full((1, ratings.shape[1]), math.nan)
    lone[0, 0] = 9
    assert same(krippendorff_alpha(ratings), krippendorff_alpha(np.vstack([ratings, lone])))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=30))
@settings(max_examples=60, deadline=None)
def test_with_two_coders_fleiss_is_scott_and_equal_weights_give_ac1(pairs):
    ratings = np.array(pairs, dtype=float)
    assert same(fleiss_kappa(ratings), scott_pi(ratings))
    values = [0, 1, 2]
    assert same(
        gwet_ac2(ratings, values=values, weights="identity"), gwet_ac1(ratings, values=values)
    )


def test_alpha_tends_to_scotts_pi():
    pairs = np.array([[0, 0], [0, 1], [1, 1], [1, 1]], dtype=float)
    gaps = [
        abs(krippendorff_alpha(big).value - scott_pi(big).value)
        for big in (np.tile(pairs, (k, 1)) for k in (1, 10, 1000))
    ]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-3


def test_many_distinct_values_need_no_full_matrix():
    rng = np.random.default_rng(3)
    truth = rng.random(2_000)
    ratings = np.stack([truth, truth + rng.normal(0, 0.1, 2_000)], axis=1)
    found = krippendorff_alpha(ratings, metric="interval").value
    mean = ratings.mean()
    expected = ((ratings - mean) ** 2).sum() * 2 / (4_000 - 1)
    observed = ((ratings[:, 0] - ratings[:, 1]) ** 2).mean()
    assert found == pytest.approx(1 - observed / expected, abs=1e-10)
