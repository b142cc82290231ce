"""The trend over rounds: slope, its test, what it refuses, and what four rounds cannot say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planned_before import planned
from practicelearn.errors import PracticelearnError
from practicelearn.themes.finding import find_themes
from practicelearn.themes.inference import welch_difference
from practicelearn.themes.trend import orders, slope, slope_statistics, trend
from practicelearn.themes.whose_reading import SAME_ONE

YEARS = ["2019-20", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25"]
RISING = {y: [k // 2, k // 2, k - k // 2, k - k // 2] for k, y in enumerate(YEARS)}
STEADY = {y: [1, 2, 2, 1 + k % 2] for k, y in enumerate(YEARS)}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_fast_statistic_is_the_slope_over_its_error(seed):
    rng = np.random.default_rng(seed)
    t, y = np.arange(6.0), rng.random((6, 2))
    statistics = slope_statistics(y, t[None, :])
    for k in range(2):
        value, se, _ = slope(y[:, k], t)
        assert value == pytest.approx(np.polyfit(t, y[:, k], 1)[0])
        assert statistics[0, k] == pytest.approx(value / se)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 9), st.integers(2, 9), st.integers(0, 10_000))
def test_between_two_sets_of_years_the_slopes_error_is_welchs(n1, n2, seed):
    # HC2 on a dummy is Welch's error; the degrees of freedom of Bell and McCaffrey are then those
    # of Imbens and Kolesár (2016), Review of Economics and Statistics 98, 701-712, section II
    y = np.random.default_rng(seed).random(n1 + n2)
    before, after = y[:n1], y[n1:]
    value, se, df = slope(y, np.repeat([0.0, 1.0], [n1, n2]))
    assert value == pytest.approx(after.mean() - before.mean())
    assert se == pytest.approx(welch_difference(before, after).se)
    below = n1**2 * (n1 - 1) + n2**2 * (n2 - 1)
    assert df == pytest.approx((n1 - 1) * (n2 - 1) * (n1 + n2) ** 2 / below)


def test_the_slopes_degrees_of_freedom_match_the_first_two_moments_of_its_error():
    # the squared error is a form y'Ay: where all years err alike, df = (tr A)² / tr A²
    t = np.array([0.0, 1, 2, 4, 5, 8])
    one = np.eye(t.size)
    form = np.array([[slope(a + b, t)[1] ** 2 - slope(a - b, t)[1] ** 2 for a in one] for b in one])
    form /= 4
    assert slope(one[0], t)[2] == pytest.approx(np.trace(form) ** 2 / np.trace(form @ form))


def test_six_years_are_dealt_out_in_every_order():
    every = orders(np.arange(6.0))
    assert len(every) == len(np.unique(every, axis=0)) == 720
    assert every[0].tolist() == [0, 1, 2, 3, 4, 5]
    many = orders(np.arange(9.0))
    assert len(many) == 10_000
    assert (np.sort(many, axis=1) == np.arange(9)).all()


def test_a_trend_of_word_counts_says_that_it_is_one(study_of):
    themes = planned(find_themes(*reversed(study_of({"desks": RISING}))), ["desks"])
    assert set(trend(themes)["measure"]) == {"share of attendees"}
    counted = trend(replace(themes, origin="keyword"))
    assert set(counted["measure"]) == {"share of attendees (word counts, not coding)"}


def test_a_steady_rise_over_six_rounds_is_heard_more_and_its_slope_is_said(study_of):
    made = study_of({"desks": RISING, "chairs": STEADY})
    table = trend(planned(find_themes(*reversed(made)), ["desks", "chairs"])).set_index("theme_id")
    desks, chairs = table.loc["desks"], table.loc["chairs"]
    assert desks["means"] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert desks["slope"] == pytest.approx(0.1)
    assert desks["verdict"] == "heard more from year to year"
    assert desks["p"] == pytest.approx(2 / 720)
    assert desks["n_splits"] == 720
    assert "0.000" not in desks["why"]
    assert chairs["verdict"] == "cannot tell"
    assert chairs["low"] < 0 < chairs["high"]
    assert chairs["level"] == pytest.approx(0.975)
    assert "points a year are ruled out" in chairs["why"]


@pytest.mark.parametrize("n", [4, 5])
def test_four_or_five_rounds_are_described_and_not_tested(study_of, n):
    raised = {y: RISING[y] for y in YEARS[:n]}
    row = trend(planned(find_themes(*reversed(study_of({"desks": raised}))), ["desks"])).iloc[0]
    assert row["slope"] == pytest.approx(0.1)
    assert row["verdict"] == "not tested"
    assert "described, not tested" in row["why"]
    assert np.isnan(row[["low", "high", "p", "p_adjusted"]].astype(float)).all()


def test_three_rounds_are_no_trend(study_of):
    raised = {y: [1, 2] for y in YEARS[:3]}
    with pytest.raises(PracticelearnError, match=r"at least 4 rounds and found 3.*compare_years"):
        trend(planned(find_themes(*reversed(study_of({"desks": raised}))), ["desks"]))


def with_teams(made, team_of):
    corpus, codings = made
    teams = [team_of(s) for s in corpus.sessions.index]
    return replace(corpus, sessions=corpus.sessions.assign(team=teams)), codings


def test_one_team_that_came_back_once_changes_nothing(study_of):
    made = study_of({"desks": RISING})
    once = with_teams(made, lambda s: "back" if s in ("2019-20-g0", "2021-22-g0") else s)
    row = trend(planned(find_themes(*reversed(once)), ["desks"])).iloc[0]
    plain = trend(planned(find_themes(*reversed(made)), ["desks"])).iloc[0]
    assert row["design"] == plain["design"] == "units"
    assert row["verdict"] == plain["verdict"] == "heard more from year to year"
    assert row["p"] == plain["p"]


def test_teams_that_met_in_every_round_count_alone_where_they_are_the_study(study_of):
    raised = {y: [0, 1, 1, 2, 0, 1, 5 * (k % 2)] for k, y in enumerate(YEARS)}
    made = study_of({"desks": raised})
    same = with_teams(made, lambda s: s[-2:] if s[-1] != "6" else s)
    row = trend(planned(find_themes(*reversed(same)), ["desks"])).iloc[0]
    # the seventh is another team each year: six of twelve teams are the same, and that is too few
    assert row["design"] == "units"
    made = study_of({"desks": raised}, unread=["2021-22-g5"])
    same = with_teams(made, lambda s: s[-2:])
    row = trend(planned(find_themes(*reversed(same)), ["desks"])).iloc[0]
    assert row["design"] == "same teams"
    assert row["n_units"] == 6 * 6  # of the team that was not read in one round, none counts
    assert "only the 7 teams that met in every round are counted" in row["cautions"]


def test_a_skipped_round_counts_as_two_years(study_of):
    years = ["2020", "2021", "2022", "2024"]
    raised = {y: [k, k, k] for y, k in zip(years, [0, 1, 2, 4], strict=True)}
    themes = planned(find_themes(*reversed(study_of({"desks": raised}))), ["desks"])
    assert trend(themes)["slope"].iloc[0] == pytest.approx(0.2)


def test_themes_not_declared_and_rounds_of_one_group_are_not_tested(study_of):
    few = {y: [1, 2] for y in YEARS}
    themes = find_themes(*reversed(study_of({"desks": few, "chairs": few}, unread=["2023-24-g0"])))
    table = trend(planned(themes, ["desks"])).set_index("theme_id")
    assert table.loc["chairs", "verdict"] == "not tested"
    assert np.isnan(table.loc["desks", "p"])
    assert table.loc["desks", "verdict"] == "no verdict"
    assert table.loc["desks", "why"] == "no test: 1 group in 2023-24, at least 2 are needed"


def test_a_round_that_nobody_read_is_no_round_of_nought_units(study_of):
    few = {y: [1, 2] for y in YEARS}
    made = study_of({"desks": few}, unread=["2023-24-g0", "2023-24-g1"])
    row = trend(planned(find_themes(*reversed(made)), ["desks"])).iloc[0]
    assert row["verdict"] == "no verdict"
    assert row["why"] == "no test: of 2023-24 nothing has a share that could be counted"


def test_a_year_with_half_the_talk_time_leaves_no_verdict(study_of):
    minutes = {y: 40.0 if y == "2022-23" else 80.0 for y in YEARS}
    themes = planned(
        find_themes(*reversed(study_of({"desks": RISING}, minutes=minutes))), ["desks"]
    )
    row = trend(themes).iloc[0]
    assert row["verdict"] == "no verdict"
    assert "minutes of talk differ by a third or more" in row["why"]
    assert "80 in 2019-20, 40 in 2022-23" in row["why"]


def test_the_cautions_of_the_comparisons_stand_beside_the_trend_once(study_of):
    themes = planned(find_themes(*reversed(study_of({"desks": RISING}))), ["desks"])
    said = trend(themes).iloc[0]["cautions"]
    assert said.count(SAME_ONE) == 1


def unchanged(themes, n, team_of, weather):
    """Unchanged studies of the same groups, a theme each, with the years' weather."""
    rng = np.random.default_rng(20140220)
    own = themes.scores
    years = own["year"].map({y: k for k, y in enumerate(YEARS)}).to_numpy()
    effect = rng.normal(0, weather, (n, len(YEARS)))[:, years] if weather else 0.0
    chance = 1 / (1 + np.exp(0.4 - effect - rng.normal(0, 0.5, (n, len(own)))))
    raised = rng.binomial(7, chance)
    teams = [team_of(y, g) for y, g in zip(own["year"], own["group"], strict=True)]
    parts = [
        own.assign(theme_id=f"t{k}", n_people=7, n_raised=r, score=r / 7, team=teams)
        for k, r in enumerate(raised)
    ]
    table = pd.concat([themes.table] * n)
    table.index = pd.Index([f"t{k}" for k in range(n)], name="theme_id")
    scores = pd.concat(parts, ignore_index=True)
    return replace(themes, table=table, scores=scores, declared=tuple(table.index))


def one_name_twice(year, group):
    """The trap: one team's name stands twice in one round, and no team ever returns."""
    return "D" if (year, group[:2]) in {("2019-20", "g0"), ("2019-20", "g1")} else group


SLOW = pytest.mark.slow


@pytest.mark.filterwarnings("ignore:team")
@pytest.mark.parametrize(
    ("n", "team_of", "weather"),
    [
        pytest.param(50, one_name_twice, 0.3, id="50, one name twice, years differ"),
        pytest.param(200, one_name_twice, 0.3, id="one name twice, years differ", marks=SLOW),
        pytest.param(200, lambda _, g: g, 0.0, id="other teams", marks=SLOW),
        pytest.param(200, lambda _, g: g.split("-")[0], 0.3, id="same teams", marks=SLOW),
    ],
)
def test_unchanged_studies_are_seldom_called_a_trend(study_of, n, team_of, weather):
    themes = find_themes(*reversed(study_of({"t": {y: [1] * 8 for y in YEARS}})))
    table = trend(unchanged(themes, n, team_of, weather))
    # each theme is a study of its own: its p is that of one theme tested alone
    assert len(table) == table["p"].notna().sum() == n
    assert (table["p"] <= 0.05).mean() <= 0.08
