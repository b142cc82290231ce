"""A claim that its own row does not bear cannot be made."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.output.gate import raised as gate
from practicelearn.themes.claims import (
    Absent,
    FiveCells,
    Groups,
    People,
    Shift,
    Sides,
    TakenUp,
    Unasked,
)
from practicelearn.themes.sources import ClaimError, Row

EXTENT = pd.DataFrame(
    {"theme_id": ["tools", "tools", "pay"], "year": ["2024-25", "2025-26", "2025-26"],
     "n_people_raised": [22, 9, 0], "n_people": [50, 48, 48],
     "n_groups_raised": [6, 5, 0], "n_groups": [8, 8, 8]}
)  # fmt: skip
NOW = {"theme_id": "tools", "year": "2025-26"}


def test_people_and_groups_are_those_of_their_row() -> None:
    people = People.told_by(EXTENT, "tools", "2025-26")
    assert (people.n, people.of) == (9, 48)
    assert gate.people_said(people, "") == "9 of 48"
    groups = Groups.told_by(EXTENT, "tools", "2024-25")
    assert gate.groups_said(groups, "") == "6 of 8 groups"


@given(n=st.integers(-3, 60), of=st.integers(0, 60))
def test_no_other_number_of_people_can_be_claimed(n: int, of: int) -> None:
    row = Row.of("extent", EXTENT, **NOW)
    if (n, of) == (9, 48):
        assert People(theme="tools", round="2025-26", n=n, of=of, source=row)
        return
    with pytest.raises(ClaimError, match="was to be told"):
        People(theme="tools", round="2025-26", n=n, of=of, source=row)


def test_of_no_row_or_several_nothing_is_said() -> None:
    with pytest.raises(ClaimError, match='0 rows for theme_id "desks"'):
        People.told_by(EXTENT, "desks", "2025-26")
    twice = pd.concat([EXTENT, EXTENT])
    with pytest.raises(ClaimError, match="2 rows"):
        Groups.told_by(twice, "tools", "2025-26")


def test_more_people_than_there_were_is_refused_though_the_table_says_so() -> None:
    wrong = EXTENT.assign(n_people_raised=[22, 49, 0])
    with pytest.raises(ClaimError, match="49 of 48 people cannot be"):
        People.told_by(wrong, "tools", "2025-26")


def cells(**of: int) -> dict[str, int]:
    return {"n_for": 2, "n_against": 5, "n_mixed": 1, "n_no_stance": 1, "n_not_raised": 39} | of


def test_five_cells_add_up_to_the_people_who_raised_it() -> None:
    raised = People.told_by(EXTENT, "tools", "2025-26")
    own = gate.five_cells(list(cells().values()), raised)
    assert gate.five_cells_said(own, "Tools") == (
        "Tools: of the 48 people, 2 spoke well of it, 5 critically, 1 both; 1 raised it without "
        "taking a side, 39 did not raise it."
    )
    with pytest.raises(ClaimError, match="add up to 10 people who raised it and 49 in all"):
        gate.five_cells(list(cells(n_for=3).values()), raised)
    with pytest.raises(ClaimError, match="8 people who raised it and 48 in all"):
        gate.five_cells(list(cells(n_no_stance=0, n_not_raised=40).values()), raised)
    assert isinstance(own, Sides)
    assert isinstance(own, FiveCells)


def compared(**of: object) -> dict[str, object]:
    return {"theme_id": "tools", "name": "Tools", "year_before": "2024-25", "year_after": "2025-26",
            "verdict": "heard less", "mean_before": 0.44, "mean_after": 0.19, "design": "unpaired",
            "measure": "share of attendees", "unit": "group", "difference": -0.25, "why": "x",
            "low": -0.4, "high": -0.1, "level": 0.95} | of  # fmt: skip


def test_a_verdict_that_its_shares_contradict_is_not_told() -> None:
    row = pd.Series(compared())
    assert gate.change_said(row, figures=False).startswith("Heard less: from 44% to 19% of the")
    with pytest.raises(ClaimError, match=r"goes from 0\.44 to 0\.19"):
        gate.change_said(pd.Series(compared(verdict="heard more")), figures=True)
    with pytest.raises(ClaimError, match=r"goes from 0\.44 to 0\.19"):
        gate.balance_said(pd.Series(compared(verdict="balance moved towards for")), figures=False)
    hidden = compared(
        mean_before=math.nan, mean_after=math.nan, difference=math.nan, verdict="heard more"
    )
    assert Shift.told_by(hidden).shares_fit


def test_within_strata_a_verdict_stands_without_means_that_go_the_other_way() -> None:
    row = pd.Series(compared(design="stratified", verdict="heard more", difference=0.1))
    said = gate.change_said(row, figures=True)
    assert said == "Heard more, once groups or coders are set against their like."


def test_groups_that_came_to_it_unasked_are_among_those_that_raised_it() -> None:
    raised = Groups.told_by(EXTENT, "tools", "2025-26")
    row = Row("depth", (), {"n_groups_spontaneous": 2, "n_groups_known": 4})
    some = Unasked(n=2, known=4, raised=raised, source=row)
    assert gate.unasked_said(some) == (
        "It came up before anybody asked in 2 of the 4 groups in which it was raised and the "
        "questions asked are known."
    )
    none = Row("depth", (), {"n_groups_spontaneous": 0, "n_groups_known": 4})
    assert gate.unasked_said(Unasked(n=0, known=4, raised=raised, source=none)) == (
        "Nobody raised it before being asked in the 4 groups in which it was raised and the "
        "questions asked are known."
    )
    whole = Row("depth", (), {"n_groups_spontaneous": 0, "n_groups_known": 5})
    assert gate.unasked_said(Unasked(n=0, known=5, raised=raised, source=whole)) == (
        "Nobody raised it before being asked."
    )
    more = Row("depth", (), {"n_groups_spontaneous": 2, "n_groups_known": 6})
    with pytest.raises(ClaimError, match="6 of 5 groups cannot be"):
        Unasked(n=2, known=6, raised=raised, source=more)


@pytest.mark.parametrize(
    ("n", "much"), [(6, "Most"), (5, "About half"), (1, "Some"), (0, "Hardly anything that was")]
)
def test_how_much_was_taken_up_is_told_as_its_table_has_it(n: int, much: str) -> None:
    row = Row("depth", (), {"n_taken_up": n, "n_passages": 10})
    assert gate.taken_up_said(TakenUp(n=n, passages=10, source=row)).startswith(much)
    with pytest.raises(ClaimError, match=r"9 was to be told as n_passages, and 10"):
        TakenUp(n=n, passages=9, source=row)


def test_that_nobody_raised_it_is_not_told_of_what_somebody_raised() -> None:
    absent = pd.DataFrame({"theme_id": ["pay", "tools"], "year": ["2025-26"] * 2,
                           "n_groups": [8, 8], "could_have_missed": [0.312, 0.312]})  # fmt: skip
    said = gate.absent_said(Absent.told_by(absent, EXTENT, "pay", "2025-26"))
    assert said == "not raised in any of 8 groups; up to 31% of such groups could still raise it"
    with pytest.raises(ClaimError, match="somebody did"):
        Absent.told_by(absent, EXTENT, "tools", "2025-26")


def test_claims_cannot_be_changed_afterwards() -> None:
    people = People.told_by(EXTENT, "tools", "2025-26")
    with pytest.raises(dataclasses.FrozenInstanceError):
        people.n = 10


def row_of(cells: dict[str, object]) -> Row:
    return Row.told("comparison", cells, "theme_id", "year_before", "year_after")


def test_a_difference_finer_than_the_two_shares_beside_it_is_not_told() -> None:
    columns = ("mean_before", "mean_after", "difference")
    shown = row_of(compared())
    assert gate.share_cells(shown, columns) == ["44%", "19%", "−25"]
    with pytest.raises(ClaimError, match="whose difference is another"):
        gate.share_cells(row_of(compared(difference=-0.262)), columns)
    hidden = row_of(compared(mean_before=math.nan, difference=math.nan))
    assert gate.share_cells(hidden, columns) == ["not shown", "19%", "–"]
