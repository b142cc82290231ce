"""What all printed facts on one theme and round allow, as an integer programme."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from practicelearn.output.disclosure.facts import (
    AGAINST,
    FOR,
    MIXED,
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
    TooFine,
    categories_of,
    in_category,
    is_in,
)
from practicelearn.output.disclosure.neighbours import exchanges, moves
from practicelearn.output.disclosure.population import Population
from practicelearn.output.disclosure.rules import few_or_nearly_all
from practicelearn.output.disclosure.solving import Row, Vector, as_arrays, point_in, with_row

__all__ = ["Model"]

_EDGE = 1e-6
_SOME = 500
_NEAR = 130  # atoms: of more no neighbours are looked at, they would fill the memory
_MOST_EXCHANGED = 8  # people of a group: as many as most groups are
_GROWN = 6  # points whose neighbours are looked at: more find little that is new
_SIDES = {FOR: (AGAINST, MIXED), AGAINST: (FOR, MIXED)}


class Model:
    """Whole numbers of people, an atom and a cell each, that make every printed fact true.

    Parameters
    ----------
    population : Population
    facts : sequence of Fact
        On one theme and round, of this and all earlier releases.

    Notes
    -----
    Solved with ``scipy.optimize.milp``. That a value is possible is proved by a point that has it,
    and every point found is kept, with its neighbours; that it is impossible is only ever the
    solver's answer. So a quiet theme costs few solutions, and none is guessed.
    """

    def __init__(self, population: Population, facts: Sequence[Fact]) -> None:
        self.population = population
        self.facts = list(facts)
        self.cells = categories_of(self.facts)
        self._n_x = len(population.atoms) * len(self.cells)
        self._upper: list[float] = [
            float(atom.people) for atom in population.atoms for _ in self.cells
        ]
        self._rows: list[Row] = []
        self._in_group: dict[tuple[str, frozenset[int]], int] = {}
        self._totals: list[tuple[int, list[int]]] = []
        self._halves: list[tuple[int, dict[int, int], int]] = []
        # its further columns follow from the people: neighbours can be had
        self._plain = all(atom.times == 1 for atom in population.atoms)
        for k, atom in enumerate(population.atoms):
            self._row(dict.fromkeys(self._x({k}), 1.0), atom.people, atom.people)
        for fact in self.facts:
            self._add(fact)
        self._matrix, self._low, self._high = as_arrays(self._rows, len(self._upper))
        self._points: Vector = np.zeros((0, len(self._upper)))
        self._grown = 0

    # --- what is asked ---------------------------------------------------------------------

    def holds(self, truth: Sequence[dict[str, int]], *, keep: bool = True) -> bool:
        """Whether these people make every fact true; if so they are kept as a point."""
        point = np.zeros(len(self._upper))
        for k, own in enumerate(truth):
            for c, cell in enumerate(self.cells):
                point[k * len(self.cells) + c] = in_category(own, cell)
        if not self._plain:
            return bool(self._solve(np.zeros_like(point), x=point) is not None)
        found = self._possible(self._completed(point[None]))
        if keep:
            self._keep(found)
        return len(found) > 0

    def know(self, people: Sequence[Mapping[str, int]], raised_in: Sequence[int]) -> None:
        """Keep a way it can be, if it makes every fact true.

        ``people`` are those of each atom by cell, ``raised_in`` says in how many of the groups it
        stands for somebody raised it.
        """
        point = np.zeros(len(self._upper))
        for k, own in enumerate(people):
            for c, cell in enumerate(self.cells):
                point[k * len(self.cells) + c] = in_category(own, cell)
        for (_, atoms), b in self._in_group.items():
            n = sum(raised_in[k] for k in atoms)
            point[b] = n if self._times(atoms) > 1 else n > 0
        for total, everybody in self._totals:
            point[total] = point[everybody].sum()
        for total, which, large in self._halves:
            point[which.get(int(point[total]) // 2, large)] = 1
        self._keep(self._possible(point[None]))

    def is_possible(self) -> bool:
        """Whether any people at all make every fact true."""
        return len(self._points) > 0 or self._solve(np.zeros(len(self._upper))) is not None

    def reach(self, atoms: frozenset[int], category: str) -> tuple[int, int]:
        """The fewest and the most people of these atoms in a category.

        Raises
        ------
        ValueError
            The facts contradict each other.
        """
        q = self._of(atoms, category)
        ends = []
        for sign in (1.0, -1.0):
            point = self._solve(sign * q)
            if point is None:
                raise ValueError("the facts contradict each other")
            ends.append(round(float(q @ point)))
        return ends[0], ends[1]

    def can_be(self, atoms: frozenset[int], category: str, value: int) -> bool:
        """Whether so many people of these atoms may be in a category."""
        q = self._of(atoms, category)
        if len(self._points) and np.any(np.abs(self._points @ q - value) < 0.5):
            return True
        return self._solve(np.zeros_like(q), also=((q, value),)) is not None

    def is_certain(self, atoms: frozenset[int], category: str) -> bool:
        """Whether only one number of people of these atoms can be in a category."""
        q = self._of(atoms, category)
        for sign in (1.0, -1.0):
            if self._differ(q):
                return False
            if self._solve(sign * q) is None:
                raise ValueError("the facts contradict each other")
        return not self._differ(q)

    def _differ(self, q: Vector) -> bool:
        """Whether two of the points already found differ in this."""
        return len(self._points) > 0 and bool(np.ptp(self._points @ q) > 0.5)

    def varies(self, sets: Sequence[frozenset[int]], category: str) -> list[bool]:
        """For each set of atoms, whether two of some points already found differ in it."""
        if not len(self._points):
            return [False] * len(sets)
        some = self._points[:: max(1, len(self._points) // _SOME)]
        seen = [some[:, self._x(atoms, category)].sum(axis=1) for atoms in sets]
        return [bool(np.ptp(values) > 0.5) for values in seen]

    def knowing(self, fixed: Sequence[tuple[frozenset[int], str, int]]) -> Model:
        """The same model for somebody who knows these numbers too."""
        other = Model(self.population, self.facts)
        points = self._points
        for atoms, category, n in fixed:
            q = other._of(atoms, category)
            other._row({k: v for k, v in enumerate(q) if v}, n, n)
            points = points[np.abs(points @ q - n) < 0.5] if len(points) else points
        other._matrix, other._low, other._high = as_arrays(other._rows, len(other._upper))
        other._points = points
        return other

    # --- columns and rows ------------------------------------------------------------------

    def _x(self, atoms: frozenset[int] | set[int], category: str = "") -> list[int]:
        """Columns of a category in these atoms; of all cells without one."""
        cells = [c for c, cell in enumerate(self.cells) if not category or is_in(cell, category)]
        return [k * len(self.cells) + c for k in sorted(atoms) for c in cells]

    def _of(self, atoms: frozenset[int], category: str) -> Vector:
        q = np.zeros(len(self._upper))
        q[self._x(atoms, category)] = 1.0
        return q

    def _row(self, coefficients: dict[int, float], low: float, high: float) -> None:
        self._rows.append((coefficients, low, high))

    def _column(self, most: float = 1.0) -> int:
        self._upper.append(most)
        return len(self._upper) - 1

    def _times(self, atoms: frozenset[int]) -> int:
        """How many groups these atoms of one group stand for."""
        return max((self.population.atoms[k].times for k in atoms), default=1)

    def _people_each(self, atoms: frozenset[int]) -> int:
        """How many people of these atoms are in each of the groups they stand for."""
        return sum(self.population.atoms[k].n for k in atoms)

    def _by_group(self, atoms: frozenset[int]) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        for k in atoms:
            found.setdefault(self.population.atoms[k].group, set()).add(k)
        return {group: frozenset(own) for group, own in sorted(found.items())}

    def _raised_in(self, group: str, atoms: frozenset[int]) -> int:
        """The column that is 1 where somebody in the group raised it: b <= sum <= N b.

        Of groups that stand together it is the number of those in which somebody did.
        """
        key = (group, atoms)
        if key not in self._in_group:
            b = self._column(float(self._times(atoms)))
            own = dict.fromkeys(self._x(atoms, RAISED), 1.0)
            self._row(own | {b: -1.0}, 0, np.inf)
            self._row(own | {b: -float(self._people_each(atoms))}, -np.inf, 0)
            self._in_group[key] = b
        return self._in_group[key]

    def _add(self, fact: Fact) -> None:
        atoms = self.population.members(fact)
        size = self.population.size(atoms)
        own = dict.fromkeys(self._x(atoms, fact.category), 1.0)
        if isinstance(fact, Count):
            self._row(own, fact.n, fact.n)
        elif isinstance(fact, FewerThan5):
            self._row(own, 1, 4)
        elif isinstance(fact, NearlyAll):
            self._row(own, size - 4, size - 1)
        elif isinstance(fact, Rounded):
            self._row(own, *self._rounded(fact, size))
        elif isinstance(fact, Order):
            low = 0 if fact.at_least is None else fact.at_least
            self._row(own, low, np.inf if fact.at_most is None else fact.at_most)
        elif isinstance(fact, Groups):
            self._row(self._groups(atoms), fact.n, fact.n)
        elif isinstance(fact, PerCent):
            self._share(fact, atoms)
        elif isinstance(fact, Recurring):
            self._recurring(fact, atoms)
        elif isinstance(fact, Consensus):
            self._consensus(fact, atoms)
        elif not isinstance(
            fact, TooFine
        ):  # pragma: no cover - a new kind of fact must be taught to the solver
            raise TypeError(f"the solver does not know {type(fact).__name__}")

    def _rounded(self, fact: Rounded, size: int) -> tuple[int, int]:
        """What a rounded count leaves open: r - 2 to r + 2, without what rule 3 would have hidden.

        Inference §14 gives the first; its rules are known to any reader, and to reckon with less
        than a reader knows would pass over what they can work out. "About 20" of 25 people is not
        21 or 22: the rest would be fewer than 5, and "nearly all" would stand there. Of 22 people
        it is all 22. What is left is never a gap of values: where everybody is among them, nobody
        less is. Counts of another cell than who raised it are not hidden by rule 3.
        """
        low, high = fact.n - 2, fact.n + 2
        if fact.category != RAISED or not fact.n:
            return low, high
        told = [n for n in range(low, min(high, size) + 1) if not few_or_nearly_all(n, size)]
        return (told[0], told[-1]) if told else (low, high)  # printed of a part: rule 1 is off

    def _groups(self, atoms: frozenset[int]) -> dict[int, float]:
        return {self._raised_in(g, own): 1.0 for g, own in self._by_group(atoms).items()}

    def _share(self, fact: PerCent, atoms: frozenset[int]) -> None:
        groups = self._by_group(atoms)
        row: dict[int, float] = {}
        n_groups = sum(map(self._times, groups.values()))
        for own in groups.values():
            weight = 100 / (n_groups * max(self._people_each(own), 1))
            row |= dict.fromkeys(self._x(own, fact.category), weight)
        self._row(row, fact.per_cent - 0.5, fact.per_cent + 0.5)

    def _recurring(self, fact: Recurring, atoms: frozenset[int]) -> None:
        self._row(self._groups(atoms), fact.min_groups, np.inf)
        total = self._column(float(self.population.size(atoms)))
        everybody = self._x(atoms, RAISED)
        self._totals.append((total, everybody))
        self._row(dict.fromkeys(everybody, 1.0) | {total: -1.0}, 0, 0)
        self._row({total: 1.0}, fact.people, np.inf)
        together: list[tuple[str, frozenset[int]]] = []
        for group, own in self._by_group(atoms).items():
            if self._times(own) > 1:
                together.append((group, own))
            else:
                self._row(dict.fromkeys(self._x(own, RAISED), 1.0) | {total: -0.5}, -np.inf, 0)
        if together:
            self._half_of_each(fact, total, together)

    def _half_of_each(
        self, fact: Recurring, total: int, together: Sequence[tuple[str, frozenset[int]]]
    ) -> None:
        """No group gives more than half, of groups that stand together: X <= B min(N, T / 2).

        T is one of a few numbers or so large that no group could: one column each, one of them 1.
        """
        most = max(self._people_each(own) for _, own in together)
        halves = range(fact.people // 2, most)
        if not halves:
            return
        which = {half: self._column() for half in halves}
        large = self._column()
        self._row(dict.fromkeys([*which.values(), large], 1.0), 1, 1)
        # 2 half <= T <= 2 half + 1, or T >= 2 most
        self._halves.append((total, which, large))
        at_least = {w: -2.0 * half for half, w in which.items()} | {large: -2.0 * most}
        self._row({total: 1.0} | at_least, 0, np.inf)
        spare = {w: -(2.0 * half + 1) for half, w in which.items()} | {large: -self._upper[total]}
        self._row({total: 1.0} | spare, -np.inf, 0)
        for group, own in together:
            raised = dict.fromkeys(self._x(own, RAISED), 1.0)
            b, n = self._raised_in(group, own), self._people_each(own)
            for half, w in which.items():
                if half < n:
                    free = float(self.population.size(own))
                    self._row(raised | {b: -float(half), w: free}, -np.inf, free)

    def _consensus(self, fact: Consensus, atoms: frozenset[int]) -> None:
        """A group is in consensus exactly if three quarters agree and nobody disagrees."""
        self._plain = False
        together: dict[int, float] = {}
        for own in self._by_group(atoms).values():
            n = self.population.size(own)
            needed = math.ceil(0.75 * n - 1e-9)
            z, too_few, against = self._column(), self._column(), self._column()
            agree = dict.fromkeys(self._x(own, fact.agree), 1.0)
            other = {k: 1.0 for cell in _SIDES[fact.agree] for k in self._x(own, cell)}
            self._row(agree | {z: -float(needed)}, 0, np.inf)
            self._row(other | {z: float(n)}, -np.inf, n)
            self._row({z: 1.0, too_few: 1.0, against: 1.0}, 1, np.inf)
            self._row(agree | {too_few: float(n)}, -np.inf, n + needed - 1)
            self._row(other | {against: -1.0}, 0, np.inf)
            together[z] = 1.0
        self._row(together, fact.n, fact.n)

    # --- points ----------------------------------------------------------------------------

    def _solve(
        self, aim: Vector, *, also: Sequence[tuple[Vector, int]] = (), x: Vector | None = None
    ) -> Vector | None:
        """The point with the smallest aim that makes everything true, or None."""
        matrix, low, high = self._matrix, self._low, self._high
        for q, value in also:
            matrix = with_row(matrix, q)
            low, high = np.append(low, value), np.append(high, value)
        lower, upper = np.zeros(len(self._upper)), np.array(self._upper)
        if x is not None:
            lower[: self._n_x] = upper[: self._n_x] = x[: self._n_x]
        point = point_in(aim, (matrix, low, high), lower, upper)
        if point is not None:
            self._keep(point[None])
        return point

    def _keep(self, points: Vector) -> None:
        if len(points) and len(self.population.atoms) <= _NEAR and self._grown < _GROWN:
            self._grown += 1
            near = self._neighbours if self._plain else self._exchanged
            points = np.vstack([points, near(points[0])])
        self._points = np.vstack([self._points, points])

    def _neighbours(self, point: Vector) -> Vector:
        """Points in which a few people of one atom are in another cell, or of two change places."""
        near = point[: self._n_x] + moves(len(self.population.atoms), len(self.cells))
        near = near[np.all(near >= 0, axis=1)]
        whole = np.zeros((len(near), len(self._upper)))
        whole[:, : self._n_x] = near
        return self._possible(self._completed(whole))

    def _exchanged(self, point: Vector) -> Vector:
        """Points in which some people of one group and of another atom have changed places.

        Where the one group is no more among those that raised it, one more of the other atom is.
        """
        one = tuple(atom.times == 1 for atom in self.population.atoms)
        most = max((self.population.atoms[k].n for k, alone in enumerate(one) if alone), default=0)
        changes, first, second = exchanges(one, len(self.cells), min(most, _MOST_EXCHANGED))
        people = point[: self._n_x] + changes
        kept = np.all(people >= 0, axis=1)
        first, second = first[kept], second[kept]
        near = np.tile(point, (len(first), 1))
        near[:, : self._n_x] = people[kept]
        change = np.zeros(len(near))
        for (_, atoms), b in self._in_group.items():
            if self._times(atoms) == 1:
                near[:, b] = near[:, self._x(atoms, RAISED)].sum(axis=1) > 0
                mine = np.isin(first, list(atoms))
                change[mine] = near[mine, b] - point[b]
        for (_, atoms), b in self._in_group.items():
            if self._times(atoms) > 1:
                theirs = np.isin(second, list(atoms))
                near[theirs, b] -= change[theirs]
        return self._possible(near)

    def _completed(self, points: Vector) -> Vector:
        """With each group's column as its people have it, and each total."""
        for total, everybody in self._totals:
            points[:, total] = points[:, everybody].sum(axis=1)
        for (_, atoms), b in self._in_group.items():
            points[:, b] = points[:, self._x(atoms, RAISED)].sum(axis=1) > 0
        return points

    def _possible(self, points: Vector) -> Vector:
        made = points @ self._matrix.T
        fits = (made >= self._low - _EDGE) & (made <= self._high + _EDGE)
        inside = (points >= 0) & (points <= np.array(self._upper))
        kept: Vector = points[fits.all(axis=1) & inside.all(axis=1)]
        return kept
