"""How much to code twice: the formula of others' tools, and what the sessions so far say."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import practicelearn as prac


@pytest.mark.parametrize(
    ("plan", "two", "three"),
    [  # plan_kappa of another Python tool, for two and for three coders
        ((0.8, 0.6, 0.3), 52, 31),
        ((0.8, 0.6, 0.1), 116, 78),
        ((0.6, 0.4, 0.5), 57, 30),
        ((0.9, 0.7, 0.05), 177, 122),
        ((0.7, 0.5, 0.2), 77, 47),
    ],
)
def test_turns_to_code_twice_are_those_of_donner_and_rotondi(plan, two, three):
    assert prac.reliability.units_to_double_code(*plan)["n_turns"].tolist() == [two]
    assert prac.reliability.units_to_double_code(*plan, coders=3)["n_turns"].tolist() == [three]


def test_with_so_many_turns_the_lower_end_is_where_it_was_wanted():
    """Over invented studies of two coders under a common correlation: the interval by kappa's
    large-sample variance (Fleiss, Cohen and Everitt 1969), about where the plan puts it."""
    kappa, lower, share = 0.7, 0.5, 0.3
    n = int(prac.reliability.units_to_double_code(kappa, lower, share)["n_turns"].iloc[0])
    spread = (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa)
                            / (2 * share * (1 - share)))  # fmt: skip
    reached = kappa - stats.norm.ppf(0.95) * math.sqrt(spread / n)
    assert reached == pytest.approx(lower, abs=0.04)


def test_rare_codes_need_more_and_it_is_alike_on_both_sides_of_a_half():
    table = prac.reliability.units_to_double_code(0.8, 0.6, [0.05, 0.1, 0.3, 0.5, 0.7, 0.9])
    n = table.set_index("prevalence")["n_turns"]
    assert n[0.05] > n[0.1] > n[0.3] > n[0.5]
    assert n[0.7] == n[0.3]
    assert n[0.9] == n[0.1]
    assert table["n_sessions"].isna().all()


def test_sessions_are_at_least_four_and_turns_that_are_alike_count_for_less():
    alone = prac.reliability.units_to_double_code(0.8, 0.6, 0.3, turns_per_session=60)
    assert alone["n_sessions"].tolist() == [4]
    alike = prac.reliability.units_to_double_code(
        0.8, 0.6, 0.3, turns_per_session=60, design_effect=10
    )
    assert alike["n_sessions"].tolist() == [math.ceil(alike["n_turns"].iloc[0] / 60)]
    assert alike["n_turns"].iloc[0] == pytest.approx(10 * alone["n_turns"].iloc[0], rel=0.02)


@pytest.mark.parametrize(
    ("plan", "more", "said"),
    [
        ((0.6, 0.8, 0.1), {}, "lower end must lie below"),
        ((80, 0.6, 0.1), {}, "kappa=80: expected a number above 0 and below 1"),
        ((0.8, 0.6, 10), {}, "prevalence=10: expected a number above 0 and below 1"),
        ((0.8, 0.6, 0.1), {"coders": 1}, "expected a whole number of at least 2"),
        ((0.8, 0.6, 0.1), {"design_effect": 0.5}, "expected a number of at least 1"),
    ],
)
def test_values_out_of_range_are_named(plan, more, said):
    with pytest.raises(prac.errors.PracticelearnError, match=said):
        prac.reliability.units_to_double_code(*plan, **more)


@pytest.fixture(scope="module")
def study(sample):
    opened = prac.open_study(sample)
    return opened.codings(), opened.corpus()


@pytest.fixture(scope="module")
def plan(study):
    return prac.reliability.sessions_to_double_code(*study, half_width=0.1)


def test_the_sessions_needed_are_the_fewest_whose_interval_is_as_narrow(study, plan):
    found = prac.agreement(*study)
    for code, row in plan.iterrows():
        if pd.isna(row["n_needed"]):
            continue
        n = row["n_sessions"]
        half = found.loc[code, "alpha"] - found.loc[code, "low"]
        error = half / stats.t.ppf(0.975, n - 1)

        def width(m, error=error, n=n):
            return stats.t.ppf(0.975, m - 1) * error * np.sqrt(n / m)

        m = row["n_needed"]
        assert width(m) <= 0.1
        assert m == 4 or width(m - 1) > 0.1
        assert row["n_more"] == max(0, m - n)
    assert (plan["n_there"] == 24).all()


def test_what_has_no_interval_has_no_plan_and_says_why(study):
    codings, corpus = study
    few = corpus.where(session_id=list(corpus.sessions.index[corpus.sessions["year"] == "2023-24"]))
    table = prac.reliability.sessions_to_double_code(codings, few)
    lacking = table[table["n_needed"].isna()]
    assert len(lacking)
    assert lacking["why"].notna().all()


def test_a_width_that_is_none_is_refused(study):
    with pytest.raises(prac.errors.ArgumentError, match=r"half_width=10.*write half_width=0.1"):
        prac.reliability.sessions_to_double_code(*study, half_width=10)
