"""Whether what is printed tells of few people: the test that every release must pass.

Somebody who holds this report and all earlier ones, knows who was in which group and reads the
rules in this very program must not learn what one to four people said, nor what a whole group of
others did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from practicelearn.output.disclosure.alike import MOST_APART, Alike, too_many_apart
from practicelearn.output.disclosure.facts import (
    NOT_RAISED,
    RAISED,
    Count,
    Fact,
    FewerThan5,
    NearlyAll,
    PerCent,
    Rounded,
    TooFine,
)
from practicelearn.output.disclosure.model import Model
from practicelearn.output.disclosure.population import Population
from practicelearn.output.disclosure.words import LEAST_GROUPS, LEAST_PEOPLE

__all__ = ["Disclosed", "audit", "is_quiet"]

FEW = 4
_MOST_SAID = 2_000  # findings for members on one theme and round: one is enough to print nothing
_OF_PEOPLE = (Count, Rounded, FewerThan5, NearlyAll, PerCent)


@dataclass(frozen=True)
class Disclosed:
    """What can be reckoned, of whom, and by which printed words. For the team only.

    Parameters
    ----------
    theme, round : str
    who : str
        The people it tells of, such as ``group east`` or ``those who left since 2025-03-04``.
    category : str
    low, high : int
        The fewest and the most of them it can be.
    knows : str
        The group of somebody who could reckon it; empty for anybody.
    says : str
        All of it in words.
    """

    theme: str
    round: str
    who: str
    category: str
    low: int
    high: int
    knows: str
    says: str


def audit(facts: Iterable[Fact], populations: Mapping[str, Population]) -> list[Disclosed]:
    """Return what the facts disclose together; nothing where they are quiet.

    Parameters
    ----------
    facts : iterable of Fact
        Of this report and all earlier ones; each theme and round is looked at by itself.
    populations : mapping
        By round.

    Returns
    -------
    list of Disclosed
        Also where printed figures contradict each other, or the coding.

    Notes
    -----
    Of a set of people S and a category, q is how many of S are in it. It is disclosed if q is 1 to
    4 and some value of 1 to min(4, N_S) is impossible; or N_S is at most 4 and 0 or N_S is
    impossible; or S is not the whole round and q is certain. Of people whose words are no longer
    held q is taken to be whatever is possible. Where the whole round's category holds nobody or
    everybody, which may be printed, its parts follow and are no finding. Then each group is taken
    to know its own people: no other group may be certain.

    **The whole round** is everybody who is listed or, where groups were left out of every count,
    the one population that all people's figures of the round, of all themes and releases, are out
    of, if it holds 10 people and 3 groups at least. Otherwise each count of a round with one unread
    group would be a finding. What may still be worked out then, and is let through:

    - how many of that population raised it: the printed count itself, which is not a count of the
      whole round; whoever knows which group was left out (its members do) knows of whom it is;
    - where the number of groups counts one that was left out (notes only), that somebody in it
      raised it, and no number of people;
    - for a member, how many of the others in that population did, all together: as in a whole
      round. Of each other group by itself it is tested that they cannot be sure.

    Of the people who were left out no number can be worked out: no figure of people holds them. As
    soon as one does, in this report or an earlier one, the population is no whole round any more.
    """
    every = list(facts)
    by_key: dict[tuple[str, str], list[Fact]] = {}
    for fact in every:
        by_key.setdefault((fact.theme, fact.round), []).append(fact)
    found = _second_populations(every)
    counted = {year: _counted(every, year, people) for year, people in populations.items()}
    for (theme, year), own in sorted(by_key.items()):
        found += _Theme(theme, year, own, populations[year], counted[year]).disclosed()
    return found


def _counted(facts: Iterable[Fact], year: str, people: Population) -> frozenset[frozenset[int]]:
    """Every set of people that a figure of people of a round is out of."""
    return frozenset(
        people.members(f) for f in facts if f.round == year and isinstance(f, _OF_PEOPLE)
    )


def is_quiet(theme: str, year: str, facts: list[Fact], people: Population) -> bool:
    """Return whether facts on one theme and round disclose nothing; it stops at the first."""
    return not facts or next(_Theme(theme, year, facts, people).disclosed(), None) is None


def _second_populations(facts: list[Fact]) -> list[Disclosed]:
    """Counts out of other people than most counts of the round are: rule 1."""
    printed: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.stands_of is not None:
            printed.setdefault((fact.round, fact.release), []).append(fact)
    found = []
    for own in printed.values():
        of = [f.stands_of for f in own]
        usual = max(set(of), key=of.count)
        for fact in own:
            if fact.stands_of != usual:
                says = (
                    f"{fact.theme}, {fact.round}: “{fact.said}” counts out of {fact.stands_of} "
                    f"people, other themes out of {usual}: a round has one counted population"
                )
                found.append(
                    Disclosed(fact.theme, fact.round, "the round", RAISED, 0, 0, "", f"{says}.")
                )
    return found


class _Theme:
    def __init__(
        self, theme: str, year: str, facts: list[Fact], people: Population,
        counted: frozenset[frozenset[int]] | None = None,
    ) -> None:  # fmt: skip
        self.theme, self.year, self.facts, self.people = theme, year, facts, people
        self.counted = _counted(facts, year, people) if counted is None else counted
        self.apart = too_many_apart(people, facts)
        self.model = Alike(people, [] if self.apart else facts)
        empty = tuple(None for _ in people.atoms)
        self.truth = people.truth.get(theme, empty)
        self._plain: dict[str, bool] = {}
        self._rounds = {people.round_of(release) for release in people.releases}

    def disclosed(self) -> Iterator[Disclosed]:
        if self.apart:
            why = (
                f"{self.apart:,} groups are told apart, by who was counted or left between reports:"
                f" more than {MOST_APART} cannot be tested, and nothing untested may be printed"
            )
            yield self._finding("the round", RAISED, 0, 0, why)
            return
        wrong = self._wrong()
        if wrong:
            yield wrong
            return
        yield from self._against_the_rules()
        already = set()
        for who, atoms in self._targets():
            for category in self._categories():
                told = self._told(who, atoms, category)
                if told is not None:
                    already.add(who)
                    yield told
        yield from self._to_members(already)

    def _against_the_rules(self) -> list[Disclosed]:
        """What no reckoning is needed for: a second population, a figure finer than allowed."""
        found = []
        for fact in self.facts:
            if isinstance(fact, TooFine):
                why = f"“{fact.said}” is finer than readers may have it"
                found.append(self._finding("the round", RAISED, 0, 0, why))
            size = self.people.size(self.people.members(fact))
            if fact.stands_of is not None and fact.stands_of != size:
                why = f"“{fact.said}” counts out of {fact.stands_of} people, who are {size}"
                found.append(self._finding("the round", RAISED, 0, 0, why))
        return found

    def _wrong(self) -> Disclosed | None:
        if all(own is not None for own in self.truth):
            known = [dict(own) for own in self.truth if own is not None]
            if self.model.holds(known):
                return None
            lie = next(
                (f for f in self.facts if not Model(self.people, [f]).holds(known, keep=False)),
                None,
            )
            if lie is not None:
                said = f"“{lie.said or lie}” is not what the coding holds"
                return self._finding("the round", RAISED, 0, 0, said)
        if not self.model.is_possible():
            return self._finding("the round", RAISED, 0, 0, "printed figures contradict each other")
        return None

    def _categories(self) -> list[str]:
        cells = list(self.model.cells)
        return cells if RAISED in cells else [RAISED, *cells]

    def _told(self, who: str, atoms: frozenset[int], category: str) -> Disclosed | None:
        size = self.people.size(atoms)
        if not size or self._whole_is_plain(category):
            return None
        true = self._true(atoms, category)
        counted = not self._is_whole(atoms) and self.model.is_certain(atoms, category)
        if size <= FEW:
            counted = counted or not all(self.model.can_be(atoms, category, v) for v in (0, size))
        if not counted and (true is None or 1 <= true <= FEW):
            values = [self.model.can_be(atoms, category, v) for v in range(1, min(FEW, size) + 1)]
            # of people who left nobody knows: few of them are told of only if few are possible
            counted = not all(values) and (true is not None or any(values))
        if not counted:
            return None
        low, high = self.model.reach(atoms, category)
        return self._finding(who, category, low, high)

    def _whole_is_plain(self, category: str) -> bool:
        """Whether the whole round in a category is printed as nobody or everybody."""
        if category not in self._plain:
            whole = self.people.round_of(self.facts[-1].release)
            n = self.people.size(whole)
            # releases of the same people, such as a page for participants and the report, are one
            one = len({self.people.round_of(r) for r in self.people.releases}) == 1
            printed = self._printed_of(whole, category)
            if one and printed is None and self.model.is_certain(whole, category):
                printed = self.model.reach(whole, category)[0]
            self._plain[category] = one and printed in (0, n)
        return self._plain[category]

    def _printed_of(self, atoms: frozenset[int], category: str) -> int | None:
        """How many of these people are in a category, where a sentence says so by itself."""
        size = self.people.size(atoms)
        for fact in self.facts:
            if isinstance(fact, Count) and self.people.members(fact) == atoms:
                if fact.category == category:
                    return fact.n
                if {fact.category, category} == {RAISED, NOT_RAISED}:
                    return size - fact.n
        return None

    def _to_members(self, already: set[str]) -> Iterator[Disclosed]:
        now = self.facts[-1].release
        groups = {} if self._whole_is_plain(RAISED) else _groups(self.people, now)
        kinds: dict[object, list[str]] = {}
        for name, atoms in groups.items():
            kinds.setdefault(self.model.kind(atoms), []).append(name)
        sure: dict[object, dict[str, tuple[int, int]]] = {}
        said = 0
        for mine, atoms in groups.items():
            known = [(c, n) for c in self.model.cells if (n := self._true(atoms, c)) is not None]
            if not known:
                continue
            # who knows the same of a group of the same kind can tell the same
            like = (self.model.kind(atoms), *known)
            if like not in sure:
                inside = self.model.knowing([(atoms, c, n) for c, n in known])
                others = {
                    name: own for own in kinds.values()
                    if (name := next((g for g in own if g != mine), "")) and not
                    already.issuperset(f"group {g}" for g in own)
                }  # fmt: skip
                sets = {name: groups[name] for name in others}
                sure[like] = {
                    name: ends for first, ends in _certain(inside, sets) for name in others[first]
                }
            for name in sorted(sure[like]):
                if name == mine or f"group {name}" in already:
                    continue
                said += 1
                if said > _MOST_SAID:
                    why = f"members of more groups can work out others: {_MOST_SAID:,} are listed"
                    yield self._finding("other groups", RAISED, 0, 0, why)
                    return
                yield self._finding(f"group {name}", RAISED, *sure[like][name], knows=mine)

    def _true(self, atoms: frozenset[int], category: str) -> int | None:
        own = [self.truth[k] for k in atoms]
        if any(o is None for o in own):
            return None
        return sum(
            n for o in own if o is not None for name, n in o.items()
            if name == category or (category == RAISED and name != NOT_RAISED)
        )  # fmt: skip

    def _is_whole(self, atoms: frozenset[int]) -> bool:
        """Whether these are everybody, or the one population that a round's people are counted in.

        What is let through by the second, and why: :func:`audit`.
        """
        if atoms in self._rounds:
            return True
        groups = {self.people.atoms[k].group for k in atoms}
        enough = self.people.size(atoms) >= LEAST_PEOPLE and len(groups) >= LEAST_GROUPS
        return self.counted == {atoms} and enough

    def _targets(self) -> list[tuple[str, frozenset[int]]]:
        """Printed populations, what lies between two of them, groups, and roles or teams."""
        printed = {self.people.members(f): _population(f) for f in self.facts}
        now = self.facts[-1].release
        named: dict[frozenset[int], str] = {}
        for release in self.people.releases:
            named[self.people.round_of(release)] = "the round"
            for group, atoms in _groups(self.people, release).items():
                named.setdefault(atoms, f"group {group}")
        for k, atom in enumerate(self.people.atoms):
            if now not in atom.releases:
                named.setdefault(frozenset({k}), f"those of group {atom.group} who left since")
        for cell in sorted({a.cell for a in self.people.atoms if a.cell}):
            own = frozenset(k for k, a in enumerate(self.people.atoms) if a.cell == cell)
            named.setdefault(own, cell)
        for atoms, said in printed.items():
            named.setdefault(atoms, said)
            for other, others_said in printed.items():
                if other < atoms:
                    named.setdefault(atoms - other, self._between(atoms - other, said, others_said))
        return [(who, atoms) for atoms, who in named.items()]

    def _between(self, rest: frozenset[int], said: str, others_said: str) -> str:
        if all(self.facts[-1].release not in self.people.atoms[k].releases for k in rest):
            return "those who left since an earlier report"
        return f"who is in {said} and not in {others_said}"

    def _finding(
        self, who: str, category: str, low: int, high: int, why: str = "", *, knows: str = ""
    ) -> Disclosed:
        amount = f"exactly {low}" if low == high else f"{low} to {high}"
        reader = f"who was in group {knows} can work out" if knows else "anybody can work out"
        printed = "; ".join(dict.fromkeys(_printed(f) for f in self.facts))
        told = why or f"{reader} that of {who} {amount} {_did(category)}"
        return Disclosed(
            self.theme, self.year, who, category, low, high, knows,
            f"{self.theme}, {self.year}: {told}. Printed: {printed}.",
        )  # fmt: skip


def _certain(
    inside: Alike | Model, sets: Mapping[str, frozenset[int]]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Of which of these sets only one number can have raised it."""
    open_ = inside.varies(list(sets.values()), RAISED)
    for (name, atoms), varies in zip(sets.items(), open_, strict=True):
        if not varies and inside.is_certain(atoms, RAISED):
            yield name, inside.reach(atoms, RAISED)


def _groups(people: Population, release: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for k in people.round_of(release):
        found.setdefault(people.atoms[k].group, set()).add(k)
    return {g: frozenset(own) for g, own in sorted(found.items())}


def _population(fact: Fact) -> str:
    return "the round" if fact.groups is None else f"groups {', '.join(sorted(fact.groups))}"


def _printed(fact: Fact) -> str:
    said = fact.said or type(fact).__name__
    return f"“{said}” ({fact.release})"


def _did(category: str) -> str:
    if category == RAISED:
        return "raised it"
    return "did not raise it" if category == NOT_RAISED else f"count as “{category}”"
