"""What "no worthwhile change" costs and keeps (see benchmarks/validity_verdicts.py)."""

import pytest

from validity_verdicts import simulate_verdicts


@pytest.mark.parametrize("shares", [(0.10, 0.25), (0.05, 0.10), (0.03, 0.09)])
def test_a_rare_theme_that_rose_or_doubled_is_hardly_ever_called_unchanged(shares):
    said = simulate_verdicts(shares, 8, 1, 300)
    assert said.new <= 0.01
    assert said.old > said.new


def test_with_ten_themes_none_that_changed_is_called_unchanged():
    said = simulate_verdicts((0.35, 0.50), 8, 10, 40)
    assert said.new <= 0.025


def test_with_eight_groups_a_theme_that_did_not_change_is_hardly_ever_called_so():
    said = simulate_verdicts((0.40, 0.40), 8, 1, 300)
    assert said.per_theme <= 0.05
    assert 0.25 <= said.bound <= 0.36


def test_what_comes_up_from_nothing_is_heard_in_more_groups_where_shares_cannot_say_it():
    said = simulate_verdicts((0.02, 0.40), 8, 1, 200)
    assert said.found + said.present >= 0.9
    assert said.present > 0.2
