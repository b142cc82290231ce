"""The comparison of years keeps its promises where the truth is known.

See benchmarks/validity_rounds.py. 400 studies a setting in every run, 4,000 in the long one.
"""

from functools import cache

import pytest

import validity_rounds
from validity_rounds import COMMON, RARE, Setting

simulate = cache(validity_rounds.simulate)  # the same seed, so the same studies

NULL = [
    pytest.param(Setting(8, 8), id="8 v 8"),
    pytest.param(Setting(6, 6), id="6 v 6"),
    pytest.param(Setting(4, 4), id="4 v 4"),
    pytest.param(Setting(8, 8, COMMON, 1.0), id="groups differ much"),
    pytest.param(Setting(8, 8, RARE), id="rare theme"),
]


@pytest.mark.parametrize("setting", NULL)
def test_a_theme_that_did_not_change_is_seldom_said_to_have_changed(setting):
    outcome = simulate(setting, 400)
    assert outcome.found <= 0.08
    assert outcome.covered >= 0.92


def test_counting_utterances_would_find_changes_everywhere():
    outcome = simulate(Setting(8, 8), 400)
    assert outcome.by_utterances > 0.2
    assert outcome.by_people > outcome.found


def test_the_seeded_counts_are_reproduced():
    outcome = simulate(Setting(8, 8), 400)
    assert round(outcome.found * 400) == 24
    assert round(outcome.covered * 400) == 378


def test_a_rise_of_more_than_a_third_is_found_with_eight_groups():
    outcome = simulate(Setting(8, 8, COMMON, 0.6, 1.5), 400)
    assert 0.33 <= outcome.change <= 0.40
    assert outcome.found >= 0.82
    assert outcome.covered >= 0.92


def test_no_change_is_usually_cannot_tell_and_hardly_ever_a_worthwhile_change():
    verdicts = simulate(Setting(8, 8), 400).verdicts
    assert verdicts["cannot tell"] > 0.8
    worthwhile = [name for name in verdicts if name.endswith("by a worthwhile amount")]
    assert sum(verdicts[name] for name in worthwhile) <= 0.02


@pytest.mark.slow
@pytest.mark.parametrize("setting", NULL)
def test_the_same_in_the_long_run(setting):
    outcome = simulate(setting, 4000)
    assert outcome.found <= 0.06
    assert outcome.covered >= 0.93
    if setting.n_before >= 6 and setting.mu == COMMON:
        assert outcome.found >= 0.03
        assert 0.935 <= outcome.covered <= 0.97
