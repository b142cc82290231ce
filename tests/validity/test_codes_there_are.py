"""Chao2 against the number of codes there really are (see benchmarks/validity_saturation.py)."""

import pytest

from validity_saturation import CHANCES, chao2_against_truth


@pytest.mark.parametrize("kind", [k for k in CHANCES if k.startswith("all")])
def test_where_codes_are_alike_chao2_says_too_many_in_half_of_studies(kind):
    said = chao2_against_truth(CHANCES[kind], 8, 400)
    assert 0.4 <= said["above"] <= 0.65
    assert said["limit above"] <= 0.08


@pytest.mark.parametrize("kind", [k for k in CHANCES if not k.startswith("all")])
def test_where_codes_are_unlike_chao2_says_too_few_on_average(kind):
    said = chao2_against_truth(CHANCES[kind], 8, 400)
    assert said["off"] < -2
    assert said["limit above"] <= 0.03
