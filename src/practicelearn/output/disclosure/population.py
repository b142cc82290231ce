"""The people of a round as anybody may know them: how many in which group, then and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from practicelearn.output.disclosure.facts import THIS, Fact

__all__ = ["Atom", "Population"]


@dataclass(frozen=True)
class Atom:
    """People whom no printed figure tells apart.

    Parameters
    ----------
    group : str
    n : int
        How many; whoever was there knows it.
    cell : str
        Role or team within the group.
    releases : frozenset of str
        The releases that count them: somebody who withdrew is in the earlier one only.
    times : int
        How many groups of so many people each: those that nothing printed tells apart may stand
        as one.
    """

    group: str
    n: int
    cell: str = ""
    releases: frozenset[str] = frozenset({THIS})
    times: int = 1

    @property
    def people(self) -> int:
        """How many they are in all these groups."""
        return self.n * self.times


@dataclass(frozen=True)
class Population:
    """A round's people and, of those whose words are still held, what each group said.

    Parameters
    ----------
    atoms : tuple of Atom
    truth : mapping
        Theme to one entry an atom: category to people; None where nobody knows any more (people
        who withdrew).
    """

    atoms: tuple[Atom, ...]
    truth: Mapping[str, tuple[Mapping[str, int] | None, ...]] = field(default_factory=dict)

    def members(self, fact: Fact) -> frozenset[int]:
        """The atoms a fact speaks of."""
        return frozenset(
            k
            for k, atom in enumerate(self.atoms)
            if fact.release in atom.releases and (fact.groups is None or atom.group in fact.groups)
        )

    def size(self, atoms: frozenset[int]) -> int:
        """How many people these atoms are."""
        return sum(self.atoms[k].people for k in atoms)

    @property
    def releases(self) -> list[str]:
        """Every release that counts somebody."""
        return sorted({r for atom in self.atoms for r in atom.releases})

    def round_of(self, release: str) -> frozenset[int]:
        """Everybody a release counts."""
        return frozenset(k for k, atom in enumerate(self.atoms) if release in atom.releases)
