"""The verdict on a difference, rule by rule, in their order."""

import math

import numpy as np
import pytest

from practicelearn.themes.inference import welch_difference
from practicelearn.themes.verdicts import (
    WOBBLE,
    Heard,
    could_have_missed,
    decide,
    level_of,
    p_in_words,
    ruled_out,
)


def verdict(before, after, p=0.001, *, worthwhile=0.15, family=1, people=7, raised=50, paired=None):
    x, y = np.array(before, dtype=float), np.array(after, dtype=float)
    sides = [Heard(s, raised, people) for s in (x, y)]
    doubled = welch_difference(2 * x, y), welch_difference(2 * y, x)
    difference = paired or welch_difference(x, y)
    return decide(*sides, difference, p, worthwhile, family=family, doubled=doubled)


STEADY = [0.4, 0.5, 0.45, 0.55, 0.5, 0.4, 0.5, 0.45]
TIGHT = [0.50, 0.52, 0.48, 0.51, 0.49, 0.50, 0.47, 0.53]


def moved(scores, by):
    return [x + by for x in scores]


# rule 1


def test_nobody_in_either_round_cannot_tell_with_what_was_missed():
    said = verdict([0] * 8, [0] * 8, p=0.0001)
    assert said.verdict == "cannot tell"
    assert "nobody raised it in either round" in said.why
    assert "31% and 31% of such groups" in said.why


@pytest.mark.parametrize("p", [0.0001, 0.4])
def test_a_round_without_spread_bears_no_verdict_on_shares_whatever_p(p):
    said = verdict([0.5] * 8, moved(STEADY, 0.4), p=p)
    assert said.verdict == "cannot tell"
    assert "all 8 groups of the earlier round have the same score" in said.why
    assert "up to 31% of such groups could differ" in said.why


def test_two_groups_in_all_bear_no_verdict_whatever_p():
    said = verdict([0, 0, 0, 0.2], [0, 0, 0, 0.2], p=0.001)
    assert (said.verdict, said.why) == ("cannot tell", "only 2 groups in both rounds raised it")


def test_silence_and_then_seven_of_eight_groups_is_heard_in_more_groups_and_no_more():
    late = [0.6, 0.8, 0.7, 0.9, 0.7, 0.6, 0.8, 0.0]
    said = verdict([0] * 8, late, p=0.00001)
    assert said.verdict == "heard in more groups"
    assert "in 0 of 8 groups, then in 7 of 8" in said.why
    assert verdict(late, [0] * 8, p=1.0).verdict == "heard in fewer groups"


def test_fishers_test_counts_every_headline_theme():
    late = [0.6, 0.8, 0.7, 0.9, 0.7, 0, 0, 0]  # 5 of 8 after 0 of 8: p .0256
    assert verdict([0] * 8, late).verdict == "heard in more groups"
    said = verdict([0] * 8, late, family=2)
    assert said.verdict == "cannot tell"
    assert "nobody raised it in the earlier round; with 8 groups, up to 31%" in said.why


def test_teams_that_all_moved_alike_leave_the_spread_unknown():
    from practicelearn.themes.inference import paired_difference

    before = np.array([0.25, 0.5, 0.75, 0.25, 0.5, 0.0])
    said = verdict(before, before + 0.25, paired=paired_difference(before, before + 0.25))
    assert said.verdict == "cannot tell"
    assert "the same in every group" in said.why


# rule 2


def test_a_large_change_is_worthwhile_in_either_direction():
    high = moved(STEADY, 0.45)
    assert verdict(STEADY, high).verdict == "heard more by a worthwhile amount"
    assert verdict(high, STEADY).verdict == "heard less by a worthwhile amount"


def test_a_change_that_may_be_small_is_not_called_worthwhile():
    assert verdict(STEADY, moved(STEADY, 0.18)).verdict == "heard more"


def test_worthwhile_asks_the_interval_of_all_headline_themes_together():
    later = moved(STEADY, 0.215)
    assert verdict(STEADY, later).verdict == "heard more by a worthwhile amount"
    assert verdict(STEADY, later, family=10).verdict == "heard more"


def test_groups_of_two_people_bear_no_worthwhile_amount():
    said = verdict(STEADY, moved(STEADY, 0.45), people=2.5)
    assert said.verdict == "heard more"
    assert "fewer than 3 people a group" in said.why


def test_found_by_the_test_and_not_by_the_interval_is_said():
    said = verdict(STEADY, moved(STEADY, 0.055), p=0.04, worthwhile=0.05)
    assert said.verdict == "heard more"
    assert said.why.endswith(
        "found by the test; the interval, made otherwise, just reaches no change"
    )


# rules 3 and 4


def test_a_tight_interval_of_a_theme_that_cannot_have_doubled_is_no_worthwhile_change():
    said = verdict(TIGHT, moved(TIGHT, 0.01), p=0.6)
    assert said.verdict == "no worthwhile change"
    assert said.level == pytest.approx(0.90)
    assert "neither a doubling nor a halving" in said.why
    assert verdict(TIGHT, moved(TIGHT, 0.01), p=0.6, family=4).level == pytest.approx(0.975)


def test_a_rare_theme_that_may_have_doubled_is_not_called_unchanged():
    rare = [0.0, 0.1, 0.0, 0.1, 0.0, 0.15, 0.0, 0.1]
    low, high = welch_difference(np.array(rare), np.array(moved(rare, 0.02))).interval(0.90)
    assert -0.15 < low < high < 0.15
    assert verdict(rare, moved(rare, 0.02), p=0.6).verdict == "cannot tell"


def test_fewer_than_five_people_or_three_groups_are_never_called_unchanged():
    assert verdict(TIGHT, moved(TIGHT, 0.01), p=0.6, raised=4).verdict == "cannot tell"
    alone = [0.02, 0.02, 0, 0, 0, 0, 0, 0]
    assert verdict(alone, [0.02, 0.02, 0.01, 0, 0, 0, 0, 0], p=0.6).verdict == "cannot tell"


def test_without_a_declared_smallest_change_nothing_is_unchanged_or_worthwhile():
    assert verdict(TIGHT, moved(TIGHT, 0.01), p=0.6, worthwhile=math.nan).verdict == "cannot tell"
    assert verdict(TIGHT, moved(TIGHT, 0.4), worthwhile=math.nan).verdict == "heard more"


def test_a_change_that_is_found_and_too_small_to_matter_is_both():
    said = verdict(TIGHT, moved(TIGHT, 0.04), p=0.01)
    assert said.verdict == "heard more, by less than would matter"
    assert verdict(TIGHT, moved(TIGHT, -0.04), p=0.01).verdict == (
        "heard less, by less than would matter"
    )


# rule 5


def test_cannot_tell_always_says_what_is_ruled_out():
    before, after = [0, 0.9, 0.1, 0.8], [0.2, 1, 0.4, 0.9]
    said = verdict(before, after, p=0.5)
    assert said.verdict == "cannot tell"
    high = welch_difference(np.array(before), np.array(after)).interval()[1]
    assert said.why == f"changes of more than {math.ceil(100 * high)} points are ruled out"


def test_an_interval_beside_nought_that_the_test_does_not_reach_is_said():
    said = verdict(STEADY, moved(STEADY, 0.3), p=0.057)
    assert said.verdict == "cannot tell"
    assert "points are ruled out; it looks like more" in said.why
    assert "(p 0.057)" in said.why


# words


def test_no_chance_is_ever_printed_as_nothing():
    assert p_in_words(0.0) == p_in_words(0.00099) == "less than 1 in 1,000"
    assert "0.000" not in verdict(STEADY, moved(STEADY, 0.45), p=0.0).why


def test_what_is_ruled_out_is_rounded_outwards():
    assert ruled_out(-0.361, 0.2) == "changes of more than 37 points are ruled out"
    assert ruled_out(-1.0, 0.2) == "no change is ruled out"


def test_levels_hold_all_headline_themes_together():
    assert level_of(4) == pytest.approx(0.9875)
    assert level_of(4, inner=True) == pytest.approx(0.975)


def test_what_eight_silent_groups_may_have_missed():
    assert could_have_missed(8) == pytest.approx(0.3123, abs=1e-4)


def test_the_sentence_for_every_report_is_there():
    assert WOBBLE.startswith("These are differences between two rounds’ conversations")
