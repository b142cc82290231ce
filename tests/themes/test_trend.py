"""The trend over rounds: slope, its test, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.errors import PracticelearnError
from practicelearn.themes.inference import welch_difference
from practicelearn.themes.themes import find_themes
from practicelearn.themes.trend import _dealt_out, slope, slope_statistics, trend

YEARS = ["2021-22", "2022-23", "2023-24", "2024-25"]
RISING = {y: [k, k, k + 1, k + 1] for k, y in enumerate(YEARS)}
STEADY = {y: [1, 2, 2, 1] for y in YEARS}


def test_between_two_times_the_slope_is_welchs_difference():
    rng = np.random.default_rng(5)
    y, t = rng.random(11), np.repeat([0.0, 1.0], [4, 7])
    value, se, df = slope(y, t)
    welch = welch_difference(y[:4], y[4:])
    assert (value, se) == pytest.approx((welch.value, welch.se))
    # Bell and McCaffrey's degrees of freedom for two groups of equal variance
    a, b = 1 / 4, 1 / 7
    assert df == pytest.approx((a + b) ** 2 / (a**2 / 3 + b**2 / 6))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_fast_statistic_is_the_slope_over_its_error(seed, teams):
    rng = np.random.default_rng(seed)
    t = np.tile(np.arange(4.0), 4)
    blocks = np.repeat(np.arange(4), 4) if teams else None
    y = rng.random((16, 2))
    statistics = slope_statistics(y, t[None, :], blocks)
    for k in range(2):
        value, se, _ = slope(y[:, k], t, blocks)
        assert statistics[0, k] == pytest.approx(value / se)


def test_a_trend_of_word_counts_says_that_it_is_one(study_of):
    themes = find_themes(*study_of({"desks": RISING})).declare(["desks"])
    assert set(trend(themes)["measure"]) == {"share of attendees"}
    counted = trend(replace(themes, origin="keyword"))
    assert set(counted["measure"]) == {"share of attendees (word counts, not coding)"}


def test_a_steady_rise_is_heard_more_and_its_slope_is_said(study_of):
    made = study_of({"desks": RISING, "chairs": STEADY})
    table = trend(find_themes(*made).declare(["desks", "chairs"])).set_index("theme_id")
    desks, chairs = table.loc["desks"], table.loc["chairs"]
    assert desks["slope"] == pytest.approx(0.2)
    assert desks["low"] < 0.2 < desks["high"]
    assert desks["verdict"] == "heard more from year to year"
    assert desks["p"] <= 0.001
    assert chairs["slope"] == pytest.approx(0)
    assert chairs["verdict"] == "cannot tell"
    assert desks["means"] == pytest.approx([0.1, 0.3, 0.5, 0.7])
    assert desks["n_splits"] == 10_000


def test_years_are_dealt_out_within_teams_that_met_again(study_of):
    themes = find_themes(*study_of({"desks": RISING}, teams=True)).declare(["desks"])
    row = trend(themes).iloc[0]
    assert row["design"] == "within teams"
    assert row["slope"] == pytest.approx(0.2)
    assert row["p"] < 0.01


def test_within_teams_each_team_keeps_its_own_years():
    t, teams = np.array([0.0, 1, 2, 3, 0, 3]), np.array([0, 0, 0, 0, 1, 1])
    times = _dealt_out(t, teams, 0)
    assert times[0].tolist() == t.tolist()
    assert (np.sort(times[:, :4], axis=1) == [0, 1, 2, 3]).all()
    assert (np.sort(times[:, 4:], axis=1) == [0, 3]).all()
    assert len(np.unique(times, axis=0)) == 48


def test_a_skipped_round_counts_as_two_years(study_of):
    years = ["2020", "2021", "2022", "2024"]
    raised = {y: [k, k, k] for y, k in zip(years, [0, 1, 2, 4], strict=True)}
    themes = find_themes(*study_of({"desks": raised})).declare(["desks"])
    assert trend(themes)["slope"].iloc[0] == pytest.approx(0.2)


def test_three_rounds_are_no_trend(study_of):
    raised = {y: [1, 2] for y in YEARS[:3]}
    with pytest.raises(PracticelearnError, match=r"at least 4 rounds and found 3.*compare_years"):
        trend(find_themes(*study_of({"desks": raised})).declare(["desks"]))


def test_themes_not_declared_and_rounds_of_one_group_are_not_tested(study_of):
    few = {y: [1, 2] for y in YEARS}
    themes = find_themes(*study_of({"desks": few, "chairs": few}, unread=["2023-24-g0"]))
    table = trend(themes.declare(["desks"])).set_index("theme_id")
    assert table.loc["chairs", "verdict"] == "not tested"
    assert np.isnan(table.loc["desks", "p"])
    assert table.loc["desks", "why"] == "no test: 1 units in 2023-24, at least 2 are needed"
