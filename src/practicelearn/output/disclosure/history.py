"""The facts and the people of this report and of every release before it, for one test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from practicelearn.output.disclosure.counted import Counted
from practicelearn.output.disclosure.facts import THIS, Count, Fact, Groups, from_rows
from practicelearn.output.disclosure.population import Atom, Population

__all__ = ["earlier_facts", "populations"]


def earlier_facts(releases: pd.DataFrame) -> list[Fact]:
    """Return what all kept releases told, each under its own time as release."""
    found: list[Fact] = []
    for row in releases.to_dict("records"):
        release, rows = str(row["at"]), row.get("facts")
        if isinstance(rows, list):
            found += from_rows(rows, release=release)
        elif isinstance(row.get("counts"), list):  # the first version kept counts only
            for theme, year, n, _, groups in row["counts"]:
                own: dict[str, Any] = {"theme": theme, "round": year, "release": release}
                found += [
                    Count(n=n, said=f"{n} people", **own),
                    Groups(n=groups, said=f"{groups} groups", **own),
                ]
    return found


def populations(
    facts: Iterable[Fact], counted: Mapping[str, Counted], releases: pd.DataFrame
) -> dict[str, Population]:
    """Return each round's people as every release that speaks of it counted them.

    Parameters
    ----------
    facts : iterable of Fact
        Of this report and earlier releases.
    counted : mapping
        Each round as it is counted now.
    releases : DataFrame
        As ``releases_of`` returns them; they hold how many were in each group.

    Notes
    -----
    Where a round is counted otherwise now, what was true at the release is not known any more:
    with withdrawn words it must not be. The test then takes whatever is possible.
    """
    told: dict[str, set[str]] = {}
    for fact in facts:
        told.setdefault(fact.round, set()).add(fact.release)
    kept = {
        str(row["at"]): row["printed"]
        for row in releases.to_dict("records")
        if isinstance(row.get("printed"), Mapping)
    }
    return {
        year: _people(counted[year], year, sorted(own, key=lambda r: (r == THIS, r)), kept)
        for year, own in told.items()
        if year in counted
    }


def _people(
    now: Counted, year: str, releases: list[str], kept: Mapping[str, Mapping[str, Any]]
) -> Population:
    sizes = [_sizes(now, year, r, kept) for r in releases]
    atoms: list[Atom] = []
    for group in sorted({g for own in sizes for g in own}):
        atoms += _atoms(group, [own.get(group, 0) for own in sizes], releases)
    changed = any(_changed(now, year, r, kept) for r in releases)
    if changed and THIS not in releases:
        return Population(tuple(atoms))
    true = now.as_population()
    place = {atom.group: k for k, atom in enumerate(true.atoms)}
    truth = {
        theme: tuple(
            own[place[a.group]] if _still(a, releases, now) and a.group in place else None
            for a in atoms
        )
        for theme, own in true.truth.items()
    }
    return Population(tuple(atoms), truth)


def _still(atom: Atom, releases: list[str], now: Counted) -> bool:
    """Whether these people are all of their group that is counted now."""
    return releases[-1] in atom.releases and atom.n == now.sizes.get(atom.group)


def _sizes(
    now: Counted, year: str, release: str, kept: Mapping[str, Mapping[str, Any]]
) -> dict[str, int]:
    own = kept.get(release, {}).get(year)
    if own is None or "sizes" not in own:
        return dict(now.sizes)
    return {str(g): int(n) for g, n in own["sizes"].items()}


def _changed(now: Counted, year: str, release: str, kept: Mapping[str, Mapping[str, Any]]) -> bool:
    then = kept.get(release, {}).get(year, {}).get("digests", {})
    return any(now.digest(theme) != digest for theme, digest in then.items())


def _atoms(group: str, sizes: list[int], releases: list[str]) -> list[Atom]:
    """Who stayed, who left and who came, release by release; those who leave were there first."""
    here: list[list[int]] = []  # people, and the release from which they are counted
    found: list[Atom] = []
    for k, n in enumerate(sizes):
        spare = sum(p for p, _ in here) - n
        while spare > 0:
            people, since = here[0]
            gone = min(spare, people)
            found.append(Atom(group, gone, releases=frozenset(releases[since:k])))
            here[0][0] -= gone
            if not here[0][0]:
                here.pop(0)
            spare -= gone
        if spare < 0:
            here.append([-spare, k])
    found += [Atom(group, p, releases=frozenset(releases[since:])) for p, since in here]
    return found
