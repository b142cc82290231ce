"""The solver against what is known to leak, and against what is known not to."""

from __future__ import annotations

from typing import Any

import pytest

from practicelearn.output.disclosure.audit import audit
from practicelearn.output.disclosure.facts import (
    AGAINST,
    FOR,
    NOT_RAISED,
    RAISED,
    Consensus,
    Count,
    Fact,
    FewerThan5,
    Groups,
    NearlyAll,
    Order,
    PerCent,
    Recurring,
    Rounded,
)
from practicelearn.output.disclosure.model import Model
from practicelearn.output.disclosure.population import Atom, Population

WHOLE: dict[str, Any] = {"theme": "tools", "round": "2025"}
THEN, NOW = "2025-03-04", "this report"


def of_groups(sizes: dict[str, int], raised: dict[str, int]) -> Population:
    atoms = tuple(Atom(g, n) for g, n in sizes.items())
    truth = tuple({RAISED: raised[a.group], NOT_RAISED: a.n - raised[a.group]} for a in atoms)
    return Population(atoms, {"tools": truth})


def reach(people: Population, facts: list[Fact], *groups: str) -> tuple[int, int]:
    model = Model(people, facts)
    atoms = frozenset(k for k, a in enumerate(people.atoms) if a.group in groups)
    return model.reach(atoms, RAISED)


# --- the four fixtures -------------------------------------------------------------------------

TWENTY = {"a": 5, "b": 5, "c": 5, "d": 5}
FIFTEEN = frozenset("abc")


def test_nine_of_fifteen_and_ten_of_twenty_tell_the_group_that_was_left_out() -> None:
    people = of_groups(TWENTY, {"a": 3, "b": 3, "c": 3, "d": 1})
    facts: list[Fact] = [Count(n=9, groups=FIFTEEN, **WHOLE), Count(n=10, **WHOLE)]
    assert reach(people, facts, "d") == (1, 1)
    told = audit(facts, {"2025": people})
    assert [t for t in told if t.who == "group d" and (t.low, t.high) == (1, 1)]


def test_rounded_to_five_the_same_leaves_nought_to_four() -> None:
    people = of_groups(TWENTY, {"a": 3, "b": 3, "c": 3, "d": 1})
    facts: list[Fact] = [Rounded(n=10, groups=FIFTEEN, **WHOLE), Rounded(n=10, **WHOLE)]
    assert reach(people, facts, "d") == (0, 4)
    assert not [t for t in audit(facts, {"2025": people}) if t.who == "group d"]


@pytest.mark.parametrize(("n", "left_open"), [
    (5, (5, 7)),  # 3 and 4 would be "fewer than 5"
    (15, (13, 17)), (20, (18, 18)),  # of 23, 19 to 22 would be "nearly all"
    (25, (23, 23)),  # everybody: nobody less is among 23 to 27 that would be printed so
])  # fmt: skip
def test_a_rounded_count_leaves_open_what_rule_3_would_have_printed(
    n: int, left_open: tuple[int, int]
) -> None:
    people = of_groups({"a": 8, "b": 8, "c": 7}, {"a": 0, "b": 0, "c": 0})
    assert reach(people, [Rounded(n=n, **WHOLE)], "a", "b", "c") == left_open


def test_rounded_to_everybody_twice_tells_of_who_left_in_between() -> None:
    both = frozenset({THEN, NOW})
    atoms = (Atom("a", 8, releases=both), Atom("b", 7, releases=both), Atom("c", 6, releases=both),
             Atom("c", 1, releases=frozenset({THEN})))  # fmt: skip
    truth = tuple({RAISED: a.n, NOT_RAISED: 0} for a in atoms)
    facts: list[Fact] = [Rounded(n=20, release=release, **WHOLE) for release in (THEN, NOW)]
    told = audit(facts, {"2025": Population(atoms, {"tools": truth})})
    assert (1, 1) in [(t.low, t.high) for t in told if "left since" in t.who]


def left(n_now: int, **of_leaver: int) -> Population:
    """Three groups of five, of which one person left after the first release."""
    both = frozenset({THEN, NOW})
    atoms = (Atom("a", 5, releases=both), Atom("b", 5, releases=both), Atom("c", 4, releases=both),
             Atom("c", 1, releases=frozenset({THEN})))  # fmt: skip
    stayed = {"a": n_now // 2, "b": n_now - n_now // 2, "c": 0}
    truth: list[dict[str, int] | None] = [
        {RAISED: stayed[a.group], NOT_RAISED: a.n - stayed[a.group]} for a in atoms[:3]
    ]
    return Population(atoms, {"tools": (*truth, of_leaver or None)})


def test_five_of_fifteen_and_then_fewer_than_five_of_fourteen_tell_the_leaver() -> None:
    people = left(4)
    facts: list[Fact] = [
        Count(n=5, release=THEN, **WHOLE), FewerThan5(release=NOW, **WHOLE),
    ]  # fmt: skip
    assert Model(people, facts).reach(frozenset({3}), RAISED) == (1, 1)
    assert [t for t in audit(facts, {"2025": people}) if "left" in t.who and t.low == t.high == 1]


def test_nine_of_fifteen_and_then_nine_of_fourteen_tell_that_the_leaver_did_not() -> None:
    people = left(9)
    facts: list[Fact] = [Count(n=9, release=THEN, **WHOLE), Count(n=9, release=NOW, **WHOLE)]
    assert Model(people, facts).reach(frozenset({3}), RAISED) == (0, 0)
    assert [t for t in audit(facts, {"2025": people}) if "left" in t.who and t.low == t.high == 0]


TWO = {"theme": "desks", "round": "2025"}


def fifteen_and(other: frozenset[str] | None) -> list[str]:
    """Of whom is told, where tools are counted in three groups, desks in these."""
    people = of_groups(TWENTY, {"a": 3, "b": 3, "c": 3, "d": 1})
    both = Population(people.atoms, people.truth | {"desks": people.truth["tools"]})
    n = sum({"a": 3, "b": 3, "c": 3, "d": 1}[g] for g in (other or TWENTY))
    facts: list[Fact] = [
        Count(n=9, groups=FIFTEEN, **WHOLE), Count(n=n, groups=other, **TWO),
    ]  # fmt: skip
    return [t.who for t in audit(facts, {"2025": both}) if t.theme == "tools"]


def test_the_one_counted_population_of_a_round_may_be_told_of_exactly() -> None:
    assert fifteen_and(FIFTEEN) == []


@pytest.mark.parametrize("other", [frozenset("bcd"), None])
def test_as_soon_as_another_theme_is_counted_in_others_it_is_no_whole_round(
    other: frozenset[str] | None,
) -> None:
    """As many people, but others: their number alone would not show it."""
    assert fifteen_and(other)


@pytest.mark.parametrize(("n", "most"), [(8, 1), (9, 2), (10, 3), (11, 4)])
def test_eight_of_eight_groups_beside_few_more_people_tell_each_group(n: int, most: int) -> None:
    sizes = {f"g{k}": 6 for k in range(8)}
    raised = {f"g{k}": 1 + (k == 0) * (n - 8) for k in range(8)}
    people = of_groups(sizes, raised)
    facts: list[Fact] = [Groups(n=8, **WHOLE), Count(n=n, **WHOLE)]
    for group in sizes:
        assert reach(people, facts, group) == (1, most)
    told = [t for t in audit(facts, {"2025": people}) if t.category == RAISED and not t.knows]
    assert bool(told) is (n < 11)


# --- each kind of constraint -------------------------------------------------------------------

EIGHT = {f"g{k}": 6 for k in range(8)}


def spread(**raised: int) -> Population:
    return of_groups(EIGHT, {g: raised.get(g, 0) for g in EIGHT})


def total(people: Population, facts: list[Fact]) -> tuple[int, int]:
    return reach(people, facts, *EIGHT)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([Count(n=20, **WHOLE)], (20, 20)),
        ([FewerThan5(**WHOLE)], (1, 4)),
        ([NearlyAll(**WHOLE)], (44, 47)),
        ([Rounded(n=10, **WHOLE)], (8, 12)),
        ([Groups(n=3, **WHOLE)], (3, 18)),
        ([Order(at_least=6, at_most=9, **WHOLE)], (6, 9)),
        ([Recurring(people=4, min_groups=3, **WHOLE)], (4, 48)),
        ([Recurring(people=4, min_groups=3, **WHOLE), FewerThan5(**WHOLE)], (4, 4)),
        ([PerCent(per_cent=50, **WHOLE)], (24, 24)),  # 49.5 to 50.5 of 48 people
        ([Groups(n=0, **WHOLE)], (0, 0)),
    ],
)
def test_a_fact_leaves_so_many_people(facts: list[Fact], expected: tuple[int, int]) -> None:
    assert total(spread(), facts) == expected


def test_recurring_never_gives_one_group_more_than_half() -> None:
    facts: list[Fact] = [Recurring(people=4, min_groups=3, **WHOLE), Count(n=6, **WHOLE)]
    assert reach(spread(), facts, "g0") == (0, 3)


def test_a_share_of_groups_of_unlike_size_tells_more_than_a_total() -> None:
    sizes = {"a": 2, "b": 10, "c": 10}
    people = of_groups(sizes, {"a": 1, "b": 4, "c": 4})
    facts: list[Fact] = [Count(n=9, **WHOLE), PerCent(per_cent=43, **WHOLE)]
    assert reach(people, facts, "a") == (1, 1)


def test_consensus_in_a_group_is_three_quarters_and_nobody_against() -> None:
    people = of_groups({"a": 4, "b": 4, "c": 4}, {"a": 0, "b": 0, "c": 0})
    facts: list[Fact] = [Consensus(n=3, **WHOLE), Count(n=9, category=FOR, **WHOLE)]
    model = Model(people, facts)
    assert model.reach(frozenset({0}), FOR) == (3, 3)
    assert model.reach(frozenset({0}), AGAINST) == (0, 0)
    none: list[Fact] = [Consensus(n=0, **WHOLE), Count(n=12, category=FOR, **WHOLE)]
    assert not Model(people, none).is_possible()


# --- what counts as disclosed ------------------------------------------------------------------


def test_an_ordinary_count_is_quiet() -> None:
    people = spread(g0=3, g1=2, g2=4, g3=3, g4=2, g5=1, g6=3, g7=2)
    facts: list[Fact] = [Count(n=20, **WHOLE), Groups(n=8, **WHOLE), PerCent(per_cent=42, **WHOLE)]
    assert audit(facts, {"2025": people}) == []


def test_nobody_and_everybody_of_a_whole_round_may_be_printed() -> None:
    nobody: list[Fact] = [Count(n=0, **WHOLE), Groups(n=0, **WHOLE)]
    assert audit(nobody, {"2025": spread()}) == []
    everybody = of_groups(EIGHT, EIGHT)
    assert audit([Count(n=48, **WHOLE)], {"2025": everybody}) == []


def test_three_people_printed_are_three_people_told() -> None:
    people = spread(g0=1, g1=1, g2=1)
    assert audit([Count(n=3, **WHOLE)], {"2025": people})[0].who == "the round"
    assert audit([FewerThan5(**WHOLE)], {"2025": people}) == []


def test_all_but_two_printed_are_two_people_told() -> None:
    people = of_groups(EIGHT, EIGHT | {"g0": 5, "g1": 5})
    assert audit([Count(n=46, **WHOLE)], {"2025": people})
    assert audit([NearlyAll(**WHOLE)], {"2025": people}) == []


def test_fewer_than_five_beside_exactly_four_groups_is_four_people() -> None:
    people = spread(g0=1, g1=1, g2=1, g3=1)
    facts: list[Fact] = [FewerThan5(**WHOLE), Groups(n=4, **WHOLE)]
    assert audit(facts, {"2025": people})


def test_a_group_of_four_may_not_be_known_to_have_spoken() -> None:
    people = of_groups({"a": 4, "b": 9, "c": 9}, {"a": 2, "b": 5, "c": 5})
    facts: list[Fact] = [Count(n=12, **WHOLE), Groups(n=3, **WHOLE)]
    assert [t for t in audit(facts, {"2025": people}) if t.who == "group a"]


def test_who_was_in_one_group_learns_nothing_certain_of_another() -> None:
    two = of_groups({"a": 12, "b": 12}, {"a": 6, "b": 6})
    told = audit([Count(n=12, **WHOLE)], {"2025": two})
    assert [t for t in told if t.knows == "a" and t.who == "group b"]
    three = of_groups({"a": 12, "b": 12, "c": 12}, {"a": 6, "b": 6, "c": 6})
    assert audit([Count(n=18, **WHOLE)], {"2025": three}) == []


def test_a_part_for_and_against_that_holds_few_people_is_told() -> None:
    atoms = tuple(Atom(g, n) for g, n in EIGHT.items())
    cells = ("for", "against", "mixed", "raised without stance", "not raised")

    def parts(*each: tuple[int, ...]) -> Population:
        return Population(atoms, {"tools": tuple(dict(zip(cells, e, strict=True)) for e in each)})

    few = parts(*[(2, 0, 0, 1, 3)] * 6, (2, 1, 0, 1, 2), (2, 1, 0, 1, 2))
    facts: list[Fact] = [
        Count(n=n, category=c, **WHOLE)
        for c, n in zip(cells, (16, 2, 0, 8, 22), strict=True)
    ]  # fmt: skip
    assert [t for t in audit(facts, {"2025": few}) if t.category == AGAINST]
    enough = parts(*[(2, 1, 0, 1, 2)] * 8)
    facts = [
        Count(n=n, category=c, **WHOLE)
        for c, n in zip(cells, (16, 8, 0, 8, 16), strict=True)
    ]  # fmt: skip
    assert audit(facts, {"2025": enough}) == []


def test_figures_that_cannot_all_be_true_are_named() -> None:
    unknown = Population(spread().atoms)
    told = audit([Count(n=20, **WHOLE), FewerThan5(**WHOLE)], {"2025": unknown})
    assert "contradict" in told[0].says


def test_a_printed_figure_that_is_not_so_is_named() -> None:
    told = audit([Count(n=20, said="20 of 48 people", **WHOLE)], {"2025": spread(g0=5, g1=5)})
    assert "20 of 48 people" in told[0].says
    assert "not what the coding holds" in told[0].says


def test_a_finding_says_where_what_and_by_which_words() -> None:
    people = of_groups(TWENTY, {"a": 3, "b": 3, "c": 3, "d": 1})
    facts: list[Fact] = [Count(n=9, groups=FIFTEEN, said="9 of 15 people", **WHOLE),
                         Count(n=10, said="10 of 20 people", **WHOLE)]  # fmt: skip
    said = next(t.says for t in audit(facts, {"2025": people}) if t.who == "group d")
    for part in ("tools", "2025", "group d", "exactly 1", "9 of 15 people", "10 of 20 people"):
        assert part in said
