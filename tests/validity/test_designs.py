"""Error rates of every design beyond two plain rounds (see benchmarks/validity_designs.py).

400 studies a design in every run, 4,000 in the long one. Marks in the suite: a change found in at
most 8 of 100 studies where there is none, and the truth covered in at least 92.
"""

from functools import partial

import pytest

from validity_designs import (
    by_people,
    chosen_by_year,
    chosen_for_level,
    drifting,
    in_strata,
    led,
    less_time,
    nested,
    over_years,
    overlapping,
    silent_year,
    unequal,
)

SOUND = [
    pytest.param(partial(unequal, 8, 8, (0.3, 1.2)), id="groups of one round vary more"),
    pytest.param(partial(unequal, 4, 10, (0.3, 1.2)), id="the larger round varies more"),
    pytest.param(partial(nested, 4, 2), id="teams with two groups"),
    pytest.param(partial(nested, 6, 2, same_teams=True), id="the same teams with two groups"),
    pytest.param(partial(led, (3, 2, 2, 1)), id="facilitators who led several groups"),
    pytest.param(partial(overlapping, 8, 0), id="paired teams"),
    pytest.param(partial(overlapping, 4, 4), id="half of the teams met again"),
    pytest.param(partial(drifting, 4, 0.19, 0.0), id="coder adds, 4 sessions read again"),
    pytest.param(partial(drifting, 8, 0.15, 0.2), id="coder errs both ways, 8 read again"),
    pytest.param(partial(in_strata, ((4, 4), (4, 4))), id="two strata"),
    pytest.param(partial(in_strata, ((6, 2), (2, 6))), id="the mix of strata changes"),
    pytest.param(partial(by_people, 4, 10), id="each person alike"),
    pytest.param(partial(over_years, 6, 4), id="trend"),
    pytest.param(partial(over_years, 6, 6, teams=True), id="trend of the same teams"),
    pytest.param(partial(over_years, 6, 8, weather=0.3), id="trend where whole years differ"),
]


@pytest.mark.parametrize("study", SOUND)
def test_nothing_changed_is_seldom_called_a_change(study):
    shares = study(400)
    assert shares["found"] <= 0.08
    assert shares["covered"] >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("study", SOUND)
def test_the_same_in_the_long_run(study):
    shares = study(4000)
    assert shares["found"] <= 0.06
    assert shares["covered"] >= 0.93


def test_few_groups_that_vary_more_err_as_often_as_the_caution_says():
    assert unequal(4, 10, (1.2, 0.3), 400)["found"] <= 0.10


def test_groups_of_one_team_or_facilitator_are_no_independent_units():
    assert nested(4, 2, 400)["naive"] > 0.09
    assert led((3, 2, 2, 1), 400)["naive"] > 0.08


def test_a_coder_who_adds_makes_changes_that_the_correction_takes_off():
    shares = drifting(4, 0.19, 0.0, 400)
    assert shares["naive"] > 0.12
    assert shares["found"] < shares["naive"] / 2


def test_reading_all_of_last_year_again_does_not_suit_the_correction():
    assert drifting(8, 0.0, 0.0, 400, stretch=0.4)["found"] > 0.06


def test_comparing_within_strata_keeps_a_change_of_the_mix_out():
    shares = in_strata(((6, 2), (2, 6)), 400)
    assert shares["naive"] > 0.12


def test_pairing_teams_finds_more_than_not_pairing_them():
    assert overlapping(8, 0, 400, shift=1.0)["found"] > overlapping(7, 1, 400, shift=1.0)["found"]


def test_what_was_chosen_for_its_level_falls_by_itself_and_is_not_called_improved():
    shares = chosen_for_level(200)
    assert shares["change"] < -0.04
    assert shares["found"] <= 0.05
    assert shares["found"] < shares["naive"]


def test_themes_chosen_by_looking_at_the_years_are_found_far_too_often():
    shares = chosen_by_year(40)
    assert shares["found"] <= 0.08
    assert shares["largest"] > 0.11
    assert shares["new"] > 0.3


def test_a_round_in_which_nobody_raised_it_is_hardly_ever_called_no_change():
    shares = silent_year(8, 1500)
    assert 0.04 <= shares["silent"] <= 0.12
    assert shares["no worthwhile change"] <= 0.03
    assert shares["cannot tell"] > 0.85


def test_less_time_looks_like_a_fall():
    assert less_time(400)["naive"] > 0.15


def test_groups_as_units_take_the_weather_of_years_for_a_trend():
    assert over_years(6, 8, 400, weather=0.3)["naive"] > 0.10


def test_the_seeded_counts_of_the_designs_are_reproduced():
    counted = {
        "strata": in_strata(((4, 4), (4, 4)), 400)["found"],
        "drift": drifting(4, 0.19, 0.0, 400)["found"],
        "teams": nested(4, 2, 400)["found"],
        "facilitators": led((3, 2, 2, 1), 400)["found"],
        "a third less time": less_time(400, minutes=2 / 3)["naive"],
    }
    assert {k: round(400 * v) for k, v in counted.items()} == {
        "strata": 23,
        "drift": 18,
        "teams": 8,
        "facilitators": 9,
        "a third less time": 52,
    }
