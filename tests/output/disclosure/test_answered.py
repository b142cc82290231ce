"""Who answered, attacked: somebody reckons a hidden cell from the totals, without our solver."""

from __future__ import annotations

import random
from itertools import product

import pytest

from practicelearn.output.disclosure.answered import (
    ALL,
    Answered,
    Kind,
    answered_disclosed,
    came_said,
    until_nobody_can_tell,
)
from practicelearn.output.disclosure.facts import Came, as_rows, from_rows

FEW, NEARLY, HIDDEN = "fewer than 5", "nearly all", "not shown"


def teams(*came_of: tuple[int, int]) -> Answered:
    """Teams A, B, C ... of which so many came of so many."""
    kinds = {("team", chr(65 + k)): Kind(c, n) for k, (c, n) in enumerate(came_of)}
    everybody = Kind(sum(c for c, _ in came_of), sum(n for _, n in came_of))
    return Answered("2025-26", {ALL: everybody, **kinds})


def printed(answered: Answered) -> list[Came]:
    whole, tables = until_nobody_can_tell(answered)
    return [whole, *tables.get("team", [])] if whole else []


def open_to(fact: Came) -> set[int]:
    """What a reader who knows the rules takes a cell's words to mean, without asking the code."""
    of = fact.invited or 0
    if fact.words == FEW:
        return set(range(5))
    if fact.words == NEARLY:
        return set(range(of - 4, of + 1))
    if fact.words == HIDDEN:
        return set(range(of + 1)) if of < 9 else set(range(5, of - 4))
    return {int(fact.words.replace(",", ""))}


def possible(facts: list[Came], known: dict[str, int]) -> list[dict[str, int]]:
    """Every way in which the teams can have come, by trying them all."""
    whole, *cells = facts
    total = int(whole.words.replace(",", ""))
    sets = [{known[c.value]} & open_to(c) if c.value in known else open_to(c) for c in cells]
    ways = product(*(sorted(s) for s in sets))
    return [dict(zip((c.value for c in cells), w, strict=True)) for w in ways if sum(w) == total]


def leaks(answered: Answered, facts: list[Came]) -> list[str]:
    """What anybody learns of 0 to 4 people, and somebody of a team of another exactly."""
    truth = {value: kind.came for (by, value), kind in answered.kinds.items() if by == "team"}
    hidden = [f for f in facts[1:] if not f.words[0].isdigit()]
    found = []
    everybody = possible(facts, {})
    for cell in hidden:
        seen = {way[cell.value] for way in everybody}
        of, true = cell.invited or 0, truth[cell.value]
        if len(seen) == 1:
            found.append(f"{cell.value} is {seen}")
        few = set(range(min(4, of) + 1))
        if true <= 4 and not few <= seen:
            found.append(f"{cell.value}: of few only {seen}")
        if of - true <= 4 and not {of - n for n in few} <= seen:
            found.append(f"{cell.value}: of nearly all only {seen}")
    for mine in hidden:
        ways = possible(facts, {mine.value: truth[mine.value]})
        found += [
            f"{mine.value} knows {other.value}"
            for other in hidden
            if other != mine and len({way[other.value] for way in ways}) == 1
        ]
    return found


def test_what_is_said_of_few_of_nearly_all_of_nobody_and_of_everybody():
    said = [came_said(Kind(n, 20)) for n in (0, 1, 4, 5, 15, 16, 20)]
    assert said == [FEW, FEW, FEW, "5", "15", NEARLY, NEARLY]
    assert came_said(Kind(4, 8)) == HIDDEN  # what is not few is nearly all of eight


def test_one_hidden_team_is_never_alone_with_the_total():
    facts = printed(teams((2, 20), (12, 30), (9, 25), (8, 25)))
    words = {f.value: f.words for f in facts}
    assert words["A"] == FEW and list(words.values()).count(HIDDEN) >= 2
    assert leaks(teams((2, 20), (12, 30), (9, 25), (8, 25)), facts) == []


def test_without_further_cells_hidden_the_attack_finds_it():
    """The attack can find something: the table that only follows the first rule."""
    answered = teams((2, 20), (12, 30), (9, 25), (8, 25))
    naive = [
        Came(theme="", round="2025-26", by=by, value=value, invited=kind.invited,
             words=came_said(kind), low=0, high=99)
        for (by, value), kind in answered.kinds.items()
    ]  # fmt: skip
    assert leaks(answered, naive) == ["A is {2}", "A: of few only {2}"]


@pytest.mark.parametrize("seed", range(6))
def test_no_table_can_be_solved_from_its_totals(seed: int):
    rng = random.Random(seed)
    n_tables = 0
    for _ in range(12):
        sizes = [rng.randint(3, 24) for _ in range(rng.randint(3, 6))]
        answered = teams(*((rng.choice([0, rng.randint(0, n), n]), n) for n in sizes))
        facts = printed(answered)
        if len(facts) > 1:
            n_tables += 1
            assert leaks(answered, facts) == [], (sizes, facts)
            assert answered_disclosed(facts, {"2025-26": answered}) == []
    assert n_tables


def test_two_lists_whose_cells_hang_together_are_judged_together():
    """Whoever works with children is in North or South: the role less South is North."""
    came_of = {
        "North": (3, 12),
        "South": (8, 40),
        "East": (9, 20),
        "West": (10, 22),
        "Duty": (30, 60),
    }
    children = ("job_role", "children"), ("North", "South")
    adults = ("job_role", "adults"), ("East", "West", "Duty")
    kinds, joint = {ALL: Kind(60, 154)}, {}
    for role, own in (children, adults):
        for team in own:
            kinds["team", team] = joint[("team", team), role] = Kind(*came_of[team])
        kinds[role] = Kind(*(sum(came_of[t][k] for t in own) for k in (0, 1)))
    now = {"2025-26": Answered("2025-26", kinds, joint)}
    told = {
        name: [whole, *(f for facts in tables.values() for f in facts)]
        for name, (whole, tables) in {
            "apart": until_nobody_can_tell(Answered("2025-26", kinds)),
            "together": until_nobody_can_tell(now["2025-26"]),
        }.items()
    }  # fmt: skip
    words = {f.value: f.words for f in told["apart"]}
    assert (words["North"], words["South"], words["children"]) == (FEW, "8", "11")
    found = answered_disclosed(told["apart"], now)
    assert any("exactly 3 of North came" in said for said in found), found
    assert answered_disclosed(told["together"], now) == []
    assert len(told["together"]) > 1


def test_no_count_of_a_round_of_few_people():
    assert until_nobody_can_tell(teams((4, 20), (5, 30))) == (None, {})


def test_a_release_is_told_of_a_figure_that_is_wrong_or_too_fine_or_changed():
    answered = teams((2, 20), (12, 30), (9, 25), (8, 25))
    now = {"2025-26": answered}
    naive = [
        Came(theme="", round="2025-26", by=by, value=value, invited=kind.invited,
             words=f"{kind.came}", low=kind.came, high=kind.came, said=f"{value}: {kind.came}")
        for (by, value), kind in answered.kinds.items()
    ]  # fmt: skip
    assert "“A: 2” tells of few people" in answered_disclosed(naive, now)[0]
    good = printed(answered)
    other = {"2025-26": teams((2, 20), (13, 30), (9, 25), (7, 25))}
    kept = from_rows(as_rows(good), release="2026-01-01T10:00:00+00:00")
    again = printed(other["2025-26"])
    assert answered_disclosed(good, now) == []
    assert answered_disclosed([*kept, *good], now) == []
    assert any("printed otherwise on 2026-01-01" in s or "not what the sheets" in s
               for s in answered_disclosed([*kept, *again], other)) == (
        [(f.words, f.invited) for f in again] != [(f.words, f.invited) for f in good]
    )  # fmt: skip
    assert "is not what the sheets hold" in answered_disclosed(again, now)[0] or again == good
