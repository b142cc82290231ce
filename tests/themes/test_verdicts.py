import numpy as np
import pytest

from practicelearn.themes.inference import welch_difference
from practicelearn.themes.verdicts import could_have_missed, decide


def verdict(before, after, p=0.001, worthwhile=0.15):
    before, after = np.array(before), np.array(after)
    return decide(before, after, welch_difference(before, after), p, worthwhile)


STEADY = [0.4, 0.5, 0.45, 0.55, 0.5, 0.4, 0.5, 0.45]


def test_a_large_change_is_worthwhile_in_either_direction():
    high = [x + 0.45 for x in STEADY]
    assert verdict(STEADY, high).verdict == "heard more by a worthwhile amount"
    assert verdict(high, STEADY).verdict == "heard less by a worthwhile amount"


def test_a_change_that_may_be_small_is_not_called_worthwhile():
    assert verdict(STEADY, [x + 0.18 for x in STEADY]).verdict == "heard more"


def test_a_tight_interval_near_nothing_is_no_worthwhile_change_even_if_p_is_small():
    assert verdict(STEADY, [x + 0.02 for x in STEADY], p=0.01).verdict == "no worthwhile change"


def test_a_wide_interval_cannot_tell():
    said = verdict([0, 0.9, 0.1, 0.8], [0.2, 1, 0.4, 0.9], p=0.5)
    assert said.verdict == "cannot tell"
    assert "fits what was heard" in said.why


def test_an_interval_beside_nought_that_the_test_does_not_reach_is_said_so_that_both_fit():
    said = verdict(STEADY, [x + 0.3 for x in STEADY], p=0.057)
    assert said.verdict == "cannot tell"
    assert "looks like more, but not surely enough: taken alone, every change from +24" in said.why
    assert "in 57 of 1,000 such studies (p 0.057), and only up to 50" in said.why


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ([0, 0, 0, 0], [0, 0.2, 0, 0.2], "nobody raised it in the earlier round"),
        ([0.5, 0.5, 0.5, 0.5], [0, 0.2, 0.4, 0.2], "all groups of the earlier round"),
        ([0, 0, 0, 0.2], [0, 0, 0, 0.2], "only 2 groups"),
    ],
)
def test_thin_evidence_comes_first_unless_the_test_finds_a_change(before, after, why):
    said = verdict(before, after, p=0.4)
    assert said.verdict == "cannot tell"
    assert why in said.why


def test_a_theme_nobody_raised_and_then_everybody_can_still_be_heard_more():
    assert verdict([0] * 8, [0.6, 0.8, 0.7, 0.9, 0.7, 0.6, 0.8, 0.7], p=0.001).verdict.startswith(
        "heard more"
    )


def test_what_eight_silent_groups_may_have_missed():
    assert could_have_missed(8) == pytest.approx(0.3123, abs=1e-4)
