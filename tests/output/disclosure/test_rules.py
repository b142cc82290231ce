"""What may be printed of a round that is written down by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.output.disclosure.audit import audit
from practicelearn.output.disclosure.counted import Counted
from practicelearn.output.disclosure.history import populations
from practicelearn.output.disclosure.quiet import Printed, planned_facts, until_quiet
from practicelearn.output.disclosure.rules import (
    BESIDE,
    FEW,
    SMALL_ROUND,
    SUBSET,
    few_or_nearly_all,
    groups_said,
    hidden_before_the_test,
    one_population,
    people_said,
)

SIZES = {f"g{k}": 6 for k in range(8)}


def counted(raised: dict[str, int], cells: dict[str, tuple[int, ...]] | None = None) -> Counted:
    every = {g: raised.get(g, 0) for g in SIZES}
    return Counted(
        SIZES, SIZES, {"tools": every}, {}, {"tools": frozenset(SIZES)},
        {"tools": cells} if cells else {},
    )  # fmt: skip


def printed(now: Counted) -> Printed:
    own = now.raised["tools"]
    n, groups = sum(v or 0 for v in own.values()), sum(bool(v) for v in own.values())
    why = hidden_before_the_test(n, groups, now.counted("tools"), now.population)
    step = until_quiet("tools", "2025", now, why=why, recurring=None)
    facts = planned_facts("tools", "2025", now, printed=step)
    assert audit(facts, populations(facts, {"2025": now}, _no_decisions())) == []
    return step


def _no_decisions():
    import pandas as pd

    return pd.DataFrame({"kind": [], "at": []})


def test_an_ordinary_theme_keeps_its_figures() -> None:
    raised = dict(zip(SIZES, (3, 2, 4, 3, 2, 1, 3, 2), strict=True))
    assert printed(counted(raised)) == Printed("")


@pytest.mark.parametrize(
    ("raised", "why"),
    [
        ({"g0": 1, "g1": 1, "g2": 1}, FEW),
        (dict.fromkeys(SIZES, 1), BESIDE),
    ],
)
def test_a_theme_of_few_people_has_words(raised: dict[str, int], why: str) -> None:
    assert printed(counted(raised)).why == why


def test_where_people_and_groups_together_would_tell_the_number_of_groups_goes() -> None:
    """At most 4 in a group of 6: with 8 people in 5 groups each other group holds one to four."""
    step = printed(counted({"g0": 4, "g1": 1, "g2": 1, "g3": 1, "g4": 1}))
    assert (step.why, step.groups, step.share) == ("", False, False)


def test_for_and_against_is_printed_only_where_each_part_is_nobody_or_five() -> None:
    enough = dict.fromkeys(SIZES, (2, 1, 0, 1, 2))
    raised = dict.fromkeys(SIZES, 4)
    assert printed(counted(raised, enough)).for_and_against
    few = dict.fromkeys(SIZES, (3, 0, 0, 1, 2)) | {"g0": (2, 1, 0, 1, 2)}
    assert not printed(counted(raised, few)).for_and_against


def test_a_part_of_the_round_and_a_small_round_have_no_count_of_people() -> None:
    part = {g: n for g, n in SIZES.items() if g != "g7"}
    assert hidden_before_the_test(20, 6, part, SIZES) == SUBSET == one_population(part, SIZES)
    assert people_said(20, 42, SUBSET) == "not shown"
    assert groups_said(6, 7, SUBSET) == "6 of 7 groups"
    two = {"a": 12, "b": 12}
    assert hidden_before_the_test(12, 2, two, two) == SMALL_ROUND
    assert groups_said(2, 2, SMALL_ROUND) == "some of 2 groups"


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_reader_never_learns_of_one_to_four_people(n: int, more: int) -> None:
    of = n + more
    said = people_said(n, of, few_or_nearly_all(n, of))
    if 0 < n < 5:
        assert said.startswith("fewer than 5")
    elif 0 < more < 5:
        assert said.startswith("nearly all")
        assert str(n) not in said.split(" of ")[0]
    else:
        assert said == f"{n} of {of}"


def test_a_group_of_fewer_than_five_gives_no_total() -> None:
    assert people_said(2, 3, FEW) == "fewer than 5"
