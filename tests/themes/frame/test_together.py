"""How often two things stand together by chance: against every shift there is, one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.themes.frame.together import stand_together

SESSIONS = st.lists(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6),
    min_size=1, max_size=3,
)  # fmt: skip


def by_hand(sessions):
    """Every way of shifting b in each session, all alike likely."""
    sums = [
        sum(
            sum(a and b for a, b in zip(a_s, b_s[k:] + b_s[:k], strict=True))
            for (a_s, b_s), k in zip(sessions, shifts, strict=True)
        )
        for shifts in product(*(range(len(a)) for a, _ in sessions))
    ]
    seen = sum(a and b for a_s, b_s in sessions for a, b in zip(a_s, b_s, strict=True))
    return seen, float(np.mean(sums)), float(np.mean([n >= seen for n in sums]))


@settings(max_examples=60, deadline=None)
@given(SESSIONS)
def test_the_chance_is_that_of_all_shifts_counted_out(sessions):
    columns = [tuple(map(list, zip(*own, strict=True))) for own in sessions]
    a, b = (np.array([v for own in columns for v in own[k]], dtype=bool) for k in (0, 1))
    session = np.repeat(np.arange(len(sessions)), [len(own) for own in sessions])
    found = stand_together(a, b, session)
    n_both, expected, p = by_hand(columns)
    assert found.n_both == n_both
    assert found.expected == pytest.approx(expected)
    assert found.p == pytest.approx(p)


def test_two_stretches_that_always_meet_in_two_sessions():
    """One of 4 turns each: 1/4 a session, so 1/16 in both; by chance half a turn in all."""
    a = np.array([1, 0, 0, 0, 0, 1, 0, 0], dtype=bool)
    found = stand_together(a, a, np.repeat([0, 1], 4))
    assert (found.n_both, found.n_either, found.jaccard) == (2, 2, 1.0)
    assert found.expected == pytest.approx(0.5)
    assert found.p == pytest.approx(1 / 16)


def test_long_stretches_meet_by_chance_more_surely_than_a_shuffle_says():
    """Two runs of 5 in 10 turns meet wholly in 1 shift of 10; a shuffle says 1 of 252."""
    run = np.array([1] * 5 + [0] * 5, dtype=bool)
    assert stand_together(run, run, np.zeros(10, dtype=np.int64)).p == pytest.approx(0.1)
