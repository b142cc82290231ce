"""Small counts are hidden from readers; figures read as a person would write them."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from practicelearn.output.report.wording import (
    FEWER,
    NEARLY_ALL,
    hides_a_person,
    interval,
    of_people,
    points,
)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_reader_never_learns_of_one_to_four_people(n: int, more: int) -> None:
    of = n + more
    said = of_people(n, of, hide=True)
    if 0 < n < 5:
        assert said.startswith(FEWER)
    elif 0 < more < 5 and of >= 5:
        assert said.startswith(NEARLY_ALL)
    elif n >= 5:
        assert said == f"{n} of {of}"


@given(st.integers(5, 200), st.integers(1, 4))
def test_what_a_total_would_reveal_is_hidden_too(n: int, silent: int) -> None:
    assert hides_a_person(n, n + silent)
    assert str(n) not in of_people(n, n + silent, hide=True).split(" of ")[0]


def test_a_group_of_fewer_than_five_gives_no_total() -> None:
    assert of_people(2, 3, hide=True) == FEWER
    assert of_people(0, 3, hide=True) == "nobody"


def test_signs_are_typographic_and_missing_figures_are_dashes() -> None:
    assert points(-0.2) == "−20"
    assert points(1e-16) == "0"
    assert interval(math.nan, 0.3) == "–"
