"""Of very many groups the solver holds no noughts and tries fewer moves: its answers stay."""

import pytest

from practicelearn.output.disclosure import model
from practicelearn.output.disclosure.facts import RAISED, Count, FewerThan5, Groups, Recurring
from practicelearn.output.disclosure.population import Atom, Population

SIZES = (7, 5, 3, 6)
EVERYBODY = frozenset(range(len(SIZES)))
PLACE = {"theme": "pay", "round": "2025", "groups": None}


def answers(facts):
    population = Population(tuple(Atom(f"g{k}", n) for k, n in enumerate(SIZES)), {})
    found = model.Model(population, facts)
    alone = [frozenset({k}) for k in EVERYBODY]
    return (
        [found.reach(atoms, RAISED) for atoms in [*alone, EVERYBODY]],
        [found.is_certain(atoms, RAISED) for atoms in alone],
        [found.can_be(frozenset({2}), RAISED, n) for n in range(4)],
    )


@pytest.mark.parametrize(
    "facts",
    [
        [Count(**PLACE, n=9), Groups(**PLACE, n=3)],
        [FewerThan5(**PLACE)],
        [Count(**PLACE, n=sum(SIZES))],
        [Recurring(**PLACE, people=4, min_groups=3), Count(**PLACE, n=12)],
    ],
    ids=["count", "few", "all", "recurring"],
)
def test_the_answers_of_many_groups_are_those_of_few(facts, monkeypatch):
    as_few = answers(facts)
    n_moves = len(model._moves(4, 2))
    model._moves.cache_clear()
    monkeypatch.setattr(model, "_DENSE", 0)
    monkeypatch.setattr(model, "_MOST_NUMBERS", 200)
    assert answers(facts) == as_few
    assert 0 < len(model._moves(4, 2)) < n_moves
    model._moves.cache_clear()


def test_moves_of_many_groups_fit_into_memory():
    model._moves.cache_clear()
    moves = model._moves(600, 5)
    model._moves.cache_clear()
    assert moves.size <= 2 * model._MOST_NUMBERS
    assert (moves.sum(axis=1) == 0).all()
