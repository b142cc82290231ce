"""Of very many groups those that nothing printed tells apart are one kind: the answers stay."""

import random

import pytest

from practicelearn.output.disclosure import alike
from practicelearn.output.disclosure.audit import audit, is_quiet
from practicelearn.output.disclosure.facts import (
    AGAINST,
    FOR,
    MIXED,
    NO_STANCE,
    NOT_RAISED,
    RAISED,
    Consensus,
    Count,
    FewerThan5,
    Groups,
    NearlyAll,
    PerCent,
    Recurring,
)
from practicelearn.output.disclosure.model import Model
from practicelearn.output.disclosure.population import Atom, Population

PLACE = {"theme": "pay", "round": "2025"}
SIZES = (7, 5, 5, 5, 6, 7)
RAISED_IN = (3, 0, 1, 5, 2, 0)


def people_of(sizes, raised):
    groups = [f"g{k:04}" for k in range(len(sizes))]
    truth = tuple({RAISED: x, NOT_RAISED: n - x} for n, x in zip(sizes, raised, strict=True))
    return Population(tuple(map(Atom, groups, sizes)), {"pay": truth})


def every(share=0.4, times=1):
    """A round of six sizes, so many times over, and what a report would tell of it."""
    rng = random.Random(1)
    sizes = [4 + k % 6 for k in range(30)] * times
    raised = [sum(rng.random() < share for _ in range(n)) for n in sizes]
    shares = [x / n for x, n in zip(raised, sizes, strict=True)]
    facts = [
        Groups(**PLACE, n=sum(map(bool, raised))),
        Count(**PLACE, n=sum(raised)),
        PerCent(**PLACE, per_cent=round(100 * sum(shares) / len(shares))),
        Recurring(**PLACE, people=3, min_groups=2),
    ]
    return people_of(sizes, raised), facts


@pytest.mark.parametrize(
    "facts",
    [
        [Count(**PLACE, n=11), Groups(**PLACE, n=4)],
        [Count(**PLACE, n=11), PerCent(**PLACE, per_cent=31), Recurring(**PLACE, people=3,
                                                                       min_groups=2)],
        [Count(**PLACE, n=11), Count(**PLACE, n=10, groups=frozenset(f"g000{k}" for k in (0, 1,
                                                                                   3, 4, 5)))],
        [FewerThan5(**PLACE)],
        [NearlyAll(**PLACE)],
        [Recurring(**PLACE, people=3, min_groups=3)],
    ],
    ids=["count", "share", "left out", "few", "nearly all", "recurring"],
)  # fmt: skip
def test_groups_taken_together_answer_as_each_by_itself(facts, monkeypatch):
    monkeypatch.setattr(alike, "FEW_GROUPS", 0)
    people = people_of(SIZES, RAISED_IN)
    whole, small = Model(people, facts), alike.Alike(people, facts)
    assert small.joined
    sets = [frozenset(own) for own in ({0}, {1}, {4}, {1, 2, 4}, set(range(6)))]
    for atoms in sets:
        assert small.reach(atoms, RAISED) == whole.reach(atoms, RAISED)
        assert small.is_certain(atoms, RAISED) == whole.is_certain(atoms, RAISED)
        for n in range(1, 4):
            assert small.can_be(atoms, RAISED, n) == whole.can_be(atoms, RAISED, n)


def test_no_group_gives_more_than_half_of_what_is_not_printed(monkeypatch):
    """3 people in 2 groups, none of them more than half: of one group alone at most half of all."""
    monkeypatch.setattr(alike, "FEW_GROUPS", 0)
    people = people_of((8, 8, 8), (2, 2, 0))
    facts = [Recurring(**PLACE, people=3, min_groups=2)]
    some = alike.Alike(people, [*facts, FewerThan5(**PLACE)])
    assert some.joined
    assert some.reach(frozenset({0}), RAISED) == (0, 2)
    assert alike.Alike(people, facts).reach(frozenset({0}), RAISED) == (0, 8)


def test_what_leaks_leaks_among_thirty_groups_too():
    sizes, raised = (6,) * 30, (2,) * 30
    left_out = frozenset(f"g{k:04}" for k in range(29))
    facts = [Count(**PLACE, n=58, groups=left_out), Count(**PLACE, n=60)]
    told = audit(facts, {"2025": people_of(sizes, raised)})
    assert any(t.who == "group g0029" and (t.low, t.high) == (2, 2) and not t.knows for t in told)
    # everybody of every group but one: each member of one knows of the other 28 that it is none
    one_each = [Count(**PLACE, n=30), Groups(**PLACE, n=30)]
    told = audit(one_each, {"2025": people_of(sizes, (1,) * 30)})
    assert {t.who for t in told if not t.knows} == {f"group g{k:04}" for k in range(30)}


def test_the_programme_grows_with_the_kinds_of_groups_and_not_with_the_groups(monkeypatch):
    def work(times):
        made = []
        was = Model.__init__

        def counted(self, population, facts):
            was(self, population, facts)
            made.append((len(population.atoms), len(self._rows), len(self._upper)))

        monkeypatch.setattr(Model, "__init__", counted)
        people, facts = every(times=times)
        assert is_quiet("pay", "2025", facts, people)
        monkeypatch.setattr(Model, "__init__", was)
        solved = [own for own in made if own[0] < len(people.atoms)]
        return max(rows for _, rows, _ in solved), max(n for *_, n in solved), len(made)

    few, many = work(1), work(10)
    assert many[0] <= few[0]
    assert many[1] <= few[1]
    assert many[2] <= few[2] + 2


def told_of(sizes, truth):
    """What a report tells of a round with its five cells."""
    raised = [n - own[NOT_RAISED] for n, own in zip(sizes, truth, strict=True)]
    shares = [x / n for x, n in zip(raised, sizes, strict=True)]
    facts = [
        Groups(**PLACE, n=sum(map(bool, raised))),
        Count(**PLACE, n=sum(raised)),
        PerCent(**PLACE, per_cent=round(100 * sum(shares) / len(shares))),
        *[Count(**PLACE, n=sum(own[cell] for own in truth), category=cell) for cell in truth[0]],
    ]
    if 2 * max(raised) <= sum(raised) and sum(raised) >= 3:
        facts.append(Recurring(**PLACE, people=3, min_groups=2))
    return facts


def in_five_cells(rng, n, silent=4):
    cells = (FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED)
    drawn = rng.choices(cells, [3, 2, 1, 2, silent], k=n)
    return {cell: drawn.count(cell) for cell in cells}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_beside_the_truth_is_what_the_solver_finds(seed, monkeypatch):
    """With the truth kept as a point, and people of it exchanged; and each group by itself."""
    monkeypatch.setattr(alike, "FEW_GROUPS", 0)
    rng = random.Random(seed)
    sizes = [rng.choice((4, 6, 6)) for _ in range(5)]
    truth = [in_five_cells(rng, n) for n in sizes]
    groups = tuple(Atom(f"g{k}", n) for k, n in enumerate(sizes))
    people = Population(groups, {"pay": tuple(truth)})
    facts = told_of(sizes, truth)
    whole, small = Model(people, facts), alike.Alike(people, facts)
    assert small.joined
    assert small.holds(truth)
    for atoms in (frozenset({0}), frozenset({1, 2})):
        for cell in (RAISED, FOR, NOT_RAISED):
            assert small.is_certain(atoms, cell) == whole.is_certain(atoms, cell)
            for n in range(1, 5):
                assert small.can_be(atoms, cell, n) == whole.can_be(atoms, cell, n)
    known = [(frozenset({3}), cell, truth[3][cell]) for cell in truth[3]]
    inside, alone = small.knowing(known), whole.knowing(known)
    assert inside.is_certain(frozenset({0}), RAISED) == alone.is_certain(frozenset({0}), RAISED)


def test_a_quiet_theme_of_many_groups_is_hardly_put_to_the_solver(monkeypatch):
    rng = random.Random(3)
    sizes = [4 + k % 6 for k in range(40)]
    truth = [in_five_cells(rng, n, silent=12) for n in sizes]
    groups = tuple(Atom(f"g{k:04}", n) for k, n in enumerate(sizes))
    people = Population(groups, {"pay": tuple(truth)})
    asked = []
    was = Model._solve
    monkeypatch.setattr(Model, "_solve", lambda *a, **k: asked.append(1) or was(*a, **k))
    assert is_quiet("pay", "2025", told_of(sizes, truth), people)
    assert len(asked) <= 12  # 70 where nothing is known of the truth


def test_too_many_kinds_of_groups_pass_nothing_and_say_so():
    n = alike.MOST_APART + 1
    people = people_of([4] * n, [1] * n)
    facts = [Consensus(**PLACE, n=0, agree=FOR)]
    assert not is_quiet("pay", "2025", facts, people)
    (told,) = audit(facts, {"2025": people})
    assert "401 groups are told apart" in told.says
