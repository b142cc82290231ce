"""Groups that nothing printed tells apart, taken together: a small programme for very many groups.

Which of forty groups of eight people is asked about makes no difference as long as every figure
speaks of all of them alike. So one of them stands for all, and the others are counted together: how
many of their people raised it, and in how many of them somebody did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from practicelearn.output.disclosure.facts import (
    RAISED,
    Consensus,
    Fact,
    categories_of,
    in_category,
)
from practicelearn.output.disclosure.model import Model
from practicelearn.output.disclosure.population import Atom, Population

__all__ = ["MOST_APART", "Alike", "too_many_apart"]

FEW_GROUPS = 24
"""Up to so many parts of a population each stands for itself; of more, groups alike are joined."""
MOST_APART = 400
"""So many kinds of groups can be tested; of more it is said, and nothing passes."""

Known = tuple[frozenset[int], str, int]
"""Atoms, a category, and how many of them somebody knows to be in it."""
Parts = frozenset[tuple[int, int]]
"""Kinds, each with how many of its groups are meant."""


class Alike:
    """What a :class:`Model` of the same people and facts answers, in a small one for each question.

    Parameters
    ----------
    population : Population
    facts : sequence of Fact

    Notes
    -----
    Exact, not an estimate. Groups are of one kind where each is one atom of the same size, cell and
    releases, and every fact speaks of all of them or of none: exchanging two of them leaves every
    fact as it is. Of M groups with n people each, X people who raised it in B groups can be had
    exactly if B <= X <= n B and B <= M; and where nobody may give more than half of T, if X <= B
    min(n, T / 2) with T / 2 rounded down. The groups that are asked about are taken out of their
    kind first.
    """

    def __init__(self, population: Population, facts: Sequence[Fact]) -> None:
        self.population, self.facts = population, list(facts)
        self.cells = categories_of(self.facts)
        self._truth: list[Mapping[str, int]] | None = None
        self._fixed: list[Known] = []
        self._kinds = _kinds(population, self.facts)
        self._kind_of = {k: n for n, kind in enumerate(self._kinds) for k in kind}
        self._models: dict[Parts, tuple[Model, dict[int, int]]] = {}
        self._answers: dict[tuple[Parts, str, str], object] = {}

    @property
    def joined(self) -> bool:
        """Whether some groups are taken together."""
        return len(self._kinds) < len(self.population.atoms)

    def kind(self, atoms: frozenset[int]) -> Parts:
        """What is the same for two sets of atoms if every answer about them is."""
        return frozenset(self._parts(atoms).items())

    # --- what is asked ---------------------------------------------------------------------

    def holds(self, truth: Sequence[dict[str, int]]) -> bool:
        """Whether these people make every fact true; if so they are kept as a way it can be."""
        if not self.joined:
            return self._whole.holds(truth)
        if not Model(self.population, self.facts).holds(truth, keep=False):
            return False
        self._truth = list(truth)
        self._answers.clear()
        return True

    def is_possible(self) -> bool:
        """Whether any people at all make every fact true."""
        return (self.joined and self._truth is not None) or self._whole.is_possible()

    def reach(self, atoms: frozenset[int], category: str) -> tuple[int, int]:
        """The fewest and the most people of these atoms in a category.

        Raises
        ------
        ValueError
            The facts contradict each other.
        """
        model, own, key = self._asked(atoms)
        ends = self._answers.get((key, "reach", category))
        if not isinstance(ends, tuple):
            ends = self._answers[key, "reach", category] = model.reach(own, category)
        return ends

    def can_be(self, atoms: frozenset[int], category: str, value: int) -> bool:
        """Whether so many people of these atoms may be in a category."""
        if value in self._seen(atoms, category):
            return True
        model, own, key = self._asked(atoms)
        asked = (key, f"can be {value}", category)
        if asked not in self._answers:
            self._answers[asked] = model.can_be(own, category, value)
        return bool(self._answers[asked])

    def is_certain(self, atoms: frozenset[int], category: str) -> bool:
        """Whether only one number of people of these atoms can be in a category."""
        if len(self._seen(atoms, category)) > 1:
            return False
        model, own, key = self._asked(atoms)
        asked = (key, "certain", category)
        if asked not in self._answers:
            self._answers[asked] = model.is_certain(own, category)
        return bool(self._answers[asked])

    def varies(self, sets: Sequence[frozenset[int]], category: str) -> list[bool]:
        """For each set of atoms, whether two ways already found differ in it."""
        if not self.joined:
            return self._whole.varies(sets, category)
        return [len(self._seen(atoms, category)) > 1 for atoms in sets]

    def knowing(self, fixed: Sequence[Known]) -> Alike | Model:
        """The same for somebody who knows these numbers too; they must be the true ones."""
        if not self.joined:
            return self._whole.knowing(fixed)
        other: Alike = copy(self)
        other._fixed = [*self._fixed, *fixed]
        other._kinds, other._kind_of = list(self._kinds), dict(self._kind_of)
        parted: set[int] = set()
        for k in sorted({k for atoms, _, _ in fixed for k in atoms}):
            n = other._kind_of[k]
            if len(other._kinds[n]) > 1:
                parted.add(n)
                other._kinds[n] = tuple(j for j in other._kinds[n] if j != k)
                other._kind_of[k] = len(other._kinds)
                other._kinds.append((k,))
        other._models = {}
        # what was seen of kinds that stay is seen by somebody who knows more too
        other._answers = {
            asked: found for asked, found in self._answers.items()
            if asked[1] == "seen" and parted.isdisjoint(n for n, _ in asked[0])
        }  # fmt: skip
        return other

    # --- how it is answered ----------------------------------------------------------------

    @property
    def _whole(self) -> Model:
        """The model in which no kind is parted: often none is needed."""
        return self._model({})[0]

    def _seen(self, atoms: frozenset[int], category: str) -> frozenset[int]:
        """Numbers that are possible since the truth is, with groups of one kind exchanged."""
        if self._truth is None or not self.joined:
            return frozenset()
        asked = (self.kind(atoms), "seen", category)
        found = self._answers.get(asked)
        if not isinstance(found, frozenset):
            alone = len(atoms) == 1
            sets = [{k} for k in self._kinds[self._kind_of[min(atoms)]]] if alone else [atoms]
            found = frozenset(
                sum(in_category(self._truth[k], category) for k in own) for own in sets
            )
            self._answers[asked] = found
        return found

    def _parts(self, atoms: frozenset[int]) -> dict[int, int]:
        """Kind to how many of its groups are among these atoms."""
        parts: dict[int, int] = {}
        for k in atoms:
            parts[self._kind_of[k]] = parts.get(self._kind_of[k], 0) + 1
        return parts

    def _asked(self, atoms: frozenset[int]) -> tuple[Model, frozenset[int], Parts]:
        """A model in which the kinds of these atoms are parted, and where they are in it."""
        parts = self._parts(atoms)
        split = {n: m for n, m in parts.items() if m < len(self._kinds[n])}
        model, place = self._model(split)
        return model, frozenset(place[n] for n in parts), frozenset(parts.items())

    def _model(self, split: dict[int, int]) -> tuple[Model, dict[int, int]]:
        """The model with so many groups of some kinds for themselves; and kind to its atom in it.

        Of a kind that is parted the atom is that of the groups taken out.
        """
        key = frozenset(split.items())
        if key not in self._models:
            atoms: list[Atom] = []
            place: dict[int, int] = {}
            for n, kind in enumerate(self._kinds):
                place[n] = len(atoms)
                out = split.get(n, len(kind))
                parts = filter(None, (kind[:out], kind[out:]))
                atoms += [_together(self.population, some) for some in parts]
            model = Model(Population(tuple(atoms)), self.facts)
            if self.joined and self._truth is not None:
                model.know(*self._told(split))
            if self._fixed:
                model = model.knowing(
                    [(frozenset(place[self._kind_of[k]] for k in own), c, v)
                     for own, c, v in self._fixed]
                )  # fmt: skip
            self._models[key] = model, place
        return self._models[key]

    def _told(self, split: Mapping[int, int]) -> tuple[list[dict[str, int]], list[int]]:
        """The truth as such a model has it.

        Of each of its atoms people by cell, and in how many of its groups somebody raised it.
        """
        truth = self._truth
        assert truth is not None
        people: list[dict[str, int]] = []
        raised_in: list[int] = []
        for n, kind in enumerate(self._kinds):
            out = split.get(n, len(kind))
            for some in filter(None, (kind[:out], kind[out:])):
                own = [truth[k] for k in some]
                people.append({c: sum(in_category(t, c) for t in own) for c in self.cells})
                raised_in.append(sum(in_category(t, RAISED) > 0 for t in own))
        return people, raised_in


def too_many_apart(population: Population, facts: Sequence[Fact]) -> int:
    """Return how many kinds of groups there are where they are too many to be tested; else 0."""
    n = len(_kinds(population, facts))
    return n if n > MOST_APART else 0


def _kinds(population: Population, facts: Sequence[Fact]) -> list[tuple[int, ...]]:
    """The atoms by kind, in the order of the first of each."""
    atoms = population.atoms
    if len(atoms) <= FEW_GROUPS or any(isinstance(f, Consensus) for f in facts):
        return [(k,) for k in range(len(atoms))]
    parts: dict[str, int] = {}
    for atom in atoms:
        parts[atom.group] = parts.get(atom.group, 0) + 1
    spoken_of = list(dict.fromkeys(population.members(f) for f in facts))
    found: dict[object, list[int]] = {}
    for k, atom in enumerate(atoms):
        of = tuple(k in own for own in spoken_of)
        # people who came or left tie two atoms of a group together: it stands for itself
        joins = parts[atom.group] == 1 and not atom.cell
        key = (atom.n, atom.releases, of) if joins else k
        found.setdefault(key, []).append(k)
    return [tuple(own) for own in found.values()]


def _together(population: Population, kind: Sequence[int]) -> Atom:
    first = population.atoms[kind[0]]
    return Atom(first.group, first.n, first.cell, first.releases, times=len(kind))
