"""Regression to the mean: unchanged themes that were chosen for their level do not "improve"."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.themes.balances import decide_balance
from practicelearn.themes.cycle.baseline import Change, read_balance
from practicelearn.themes.inference import max_t, relabellings, split_statistics, welch_difference
from practicelearn.themes.regression import shrunken
from practicelearn.themes.verdicts import Heard, level_of
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
            shift = means[theme] - drawn[theme]
            naive += d.interval()[1] < 0
            fair += d.interval()[1] + shift < 0
            # everybody who raises it speaks critically: the balance is the share below nought
            down = welch_difference(-before[:, theme], -after[:, theme])
            sides = Heard(-before[:, theme], attendees=7), Heard(-after[:, theme], attendees=7)
            moved = decide_balance(*sides, down, p[k], family=CHOSEN)
            said = Change(*down.interval(level_of(CHOSEN)), p[k], moved.verdict, moved.why)
            read = read_balance(said, shift=-shift)
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


ROSE = Change(0.2, 0.5, 0.001, "balance moved towards for", "")
SANK = Change(-0.5, -0.2, 0.001, "balance moved towards against", "")
FEWER, MORE = "fewer people spoke critically of it", "more people spoke critically of it"


@pytest.mark.parametrize(
    ("change", "shift", "sides", "expected"),
    [
        (ROSE, 0.0, FEWER, ("improved", FEWER)),
        (ROSE, -0.1, FEWER, ("improved", FEWER)),
        (ROSE, -0.25, FEWER, ("cannot tell", "the baseline allows")),
        (ROSE, 0.0, MORE, ("improved", "set against each other, more spoke well of it")),
        (ROSE, 0.0, "", ("improved", "set against each other")),
        (SANK, 0.0, MORE, ("worse", MORE)),
        (Change(0.2, 0.5, 0.2, "x", "thin"), 0.0, FEWER, ("cannot tell", "thin")),
        (Change(-0.1, 0.5, 0.04, "balance moved", ""), 0.0, "", ("cannot tell", "no change")),
        (Change(0.2, 0.5, 0.001, "cannot tell", "thin"), 0.0, FEWER, ("cannot tell", "thin")),
        (Change(0.2, 0.5, 0.001, "no verdict", "No plan"), 0.0, FEWER, ("cannot tell", "No plan")),
        (Change(0.3, 0.9, math.nan, "no verdict", "refused"), 0.0, "", ("cannot tell", "refused")),
    ],
)  # fmt: skip
def test_the_second_reading_keeps_its_order(change, shift, sides, expected):
    read = read_balance(change, shift=shift, sides=sides)
    assert read.verdict.startswith(expected[0])
    assert expected[1] in read.why
