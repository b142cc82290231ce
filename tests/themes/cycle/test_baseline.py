"""Regression to the mean: unchanged themes that were chosen for their level do not "improve"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.themes.cycle.baseline import Change, read_direction
from practicelearn.themes.inference import max_t, relabellings, split_statistics, welch_difference
from practicelearn.themes.regression import shrunken
from practicelearn.themes.verdicts import Heard, decide, level_of
from validity_rounds import COMMON, SEED, Setting, rounds

N_THEMES, CHOSEN, N_STUDIES = 20, 3, 100


def simulate(alike: bool, n_studies: int = N_STUDIES):
    """Shares of chosen, unchanged themes: naive interval below 0, fair interval, improved."""
    rng = np.random.default_rng(SEED)
    splits = relabellings(8, 8)
    levels = np.full(N_THEMES, COMMON) if alike else COMMON + rng.normal(0, 0.8, N_THEMES)
    scores = np.stack([rounds(Setting(8, 8, mu), n_studies, rng)[0] for mu in levels], axis=2)
    naive = fair = improved = change = 0.0
    for study in scores:  # (16, n_themes)
        before, after = study[:8], study[8:]
        means = before.mean(axis=0)
        drawn = shrunken(means, before.std(axis=0, ddof=1) / np.sqrt(8))[0]
        top = np.argsort(-means)[:CHOSEN]
        p = max_t(split_statistics(study[:, top], splits))
        for k, theme in enumerate(top):
            d = welch_difference(before[:, theme], after[:, theme])
            sides = Heard(before[:, theme], 20, 7), Heard(after[:, theme], 20, 7)
            heard = decide(*sides, d, p[k], 0.15, family=CHOSEN)
            shift = means[theme] - drawn[theme]
            both = *d.interval(level_of(CHOSEN)), *d.interval(level_of(CHOSEN, inner=True))
            said = Change(*both, p[k], heard.verdict, heard.why)
            naive += d.interval()[1] < 0
            fair += d.interval()[1] + shift < 0
            read = read_direction(said, "less", shift=shift, smallest_worthwhile=0.15)
            improved += read.verdict.startswith("improved")
            change += d.value
    n = n_studies * CHOSEN
    return naive / n, fair / n, improved / n, change / n


@pytest.mark.parametrize("alike", [True, False])
def test_unchanged_themes_chosen_for_their_level_improve_in_one_in_twenty_at_most(alike):
    naive, fair, improved, change = simulate(alike)
    assert improved <= 0.05
    assert fair <= 0.05
    assert change < -0.03  # they look better by themselves
    assert naive > fair
    if alike:
        assert naive > 0.08  # without the fair baseline one would be fooled


@given(
    st.lists(st.floats(0, 1), min_size=4, max_size=20),
    st.lists(st.floats(0.001, 0.5), min_size=20, max_size=20),
)
def test_a_baseline_lies_between_the_theme_and_the_mean_of_all(means, errors):
    y = np.array(means)
    drawn = shrunken(y, np.array(errors[: y.size]))[0]
    low, high = np.minimum(y, y.mean()), np.maximum(y, y.mean())
    assert ((drawn >= low - 1e-9) & (drawn <= high + 1e-9)).all()


def test_a_theme_known_exactly_keeps_its_level_and_a_noisy_one_gets_the_mean():
    y = np.array([0.2, 0.4, 0.6, 0.8])
    assert shrunken(y, np.zeros(4))[0] == pytest.approx(y)
    assert shrunken(y, np.ones(4))[0] == pytest.approx(0.5)
    assert shrunken(np.full(4, 0.3), np.ones(4))[0] == pytest.approx(0.3)


FELL = Change(-0.5, -0.2, -0.48, -0.22, 0.001, "heard less by a worthwhile amount", "")


@pytest.mark.parametrize(
    ("change", "direction", "shift", "expected"),
    [
        (FELL, "less", 0.0, "improved by a worthwhile amount"),
        (FELL, "more", 0.0, "worse by a worthwhile amount"),
        (FELL, "less", 0.1, "improved"),
        (FELL, "less", 0.25, "cannot tell"),
        (Change(-0.5, -0.2, -0.48, -0.22, 0.2, "x", ""), "less", 0.0, "cannot tell"),
        (Change(0.2, 0.5, 0.22, 0.48, 0.001, "heard more", ""), "less", 0.0, "worse by"),
        (Change(-0.1, 0.1, -0.08, 0.08, 0.9, "no worthwhile change", "x"), "less", 0.0, "no worth"),
        (Change(-0.1, 0.1, -0.08, 0.08, 0.9, "no worthwhile change", "x"), "less", 0.1, "cannot"),
        (Change(-0.1, 0.1, -0.08, 0.08, 0.9, "x", "x"), "less", 0.0, "cannot tell"),
        (Change(0.3, 0.9, 0.4, 0.8, 0.001, "heard in more groups", "x"), "more", 0.0, "cannot"),
        (Change(0.3, 0.9, 0.4, 0.8, 0.001, "no verdict", "x"), "more", 0.0, "cannot tell"),
        (Change(-0.1, 0.1, -0.08, 0.08, 0.9, "cannot tell", "thin"), "less", 0.0, "cannot tell"),
    ],
)
def test_the_second_reading_keeps_its_order(change, direction, shift, expected):
    read = read_direction(change, direction, shift=shift, smallest_worthwhile=0.15)
    assert read.verdict.startswith(expected)
    assert read.why
