"""What the study itself holds of a round: its people by group, and who raised what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

import pandas as pd

from practicelearn.output.disclosure.facts import (
    AGAINST,
    FOR,
    MIXED,
    NO_STANCE,
    NOT_RAISED,
)
from practicelearn.output.disclosure.population import Atom, Population
from practicelearn.themes.raised import group_units, people_present, round_of
from practicelearn.themes.themes import Themes

__all__ = ["CELLS", "Counted", "counted_rounds"]

CELLS = (FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED)


@dataclass(frozen=True)
class Counted:
    """A round as it is counted now.

    Parameters
    ----------
    sizes : mapping
        Every group to its people.
    population : mapping
        The same for the groups whose people are counted: the round's one population.
    raised : mapping
        Theme to group to people who raised it; of a group that gives no count, None.
    noted : mapping
        Theme to the groups that raised it and give no count of people.
    read : mapping
        Theme to the groups that were read for it.
    cells : mapping
        Theme to group to the five cells, where stance was coded and they add up.
    """

    sizes: Mapping[str, int]
    population: Mapping[str, int]
    raised: Mapping[str, Mapping[str, int | None]]
    noted: Mapping[str, frozenset[str]]
    read: Mapping[str, frozenset[str]]
    cells: Mapping[str, Mapping[str, tuple[int, ...]]]

    @property
    def whole(self) -> bool:
        """Whether the people of every group are counted."""
        return len(self.population) == len(self.sizes)

    def counted(self, theme: str) -> dict[str, int]:
        """The groups counted for a theme, each with its people."""
        own = self.raised.get(theme, {})
        return {g: self.sizes[g] for g, n in own.items() if n is not None}

    def parts(self, theme: str) -> tuple[int, ...] | None:
        """The five cells of the whole round, or None where they cannot be told."""
        own = self.cells.get(theme, {})
        if set(own) != set(self.population):
            return None
        return tuple(sum(each) for each in zip(*own.values(), strict=True))

    def digest(self, theme: str) -> str:
        """A hash over a theme's people, group by group, and over the round's people."""
        own = self.raised.get(theme, {})
        cells = self.cells.get(theme, {})
        told = [(g, n, self.sizes[g], own.get(g), cells.get(g), g in self.noted.get(theme, ()))
                for g, n in sorted(self.sizes.items())]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def as_population(self) -> Population:
        """The round for the solver, with what is true."""
        groups = sorted(self.sizes)
        truth = {t: tuple(self._truth(t, g) for g in groups) for t in self.raised}
        return Population(tuple(Atom(g, self.sizes[g]) for g in groups), truth)

    def _truth(self, theme: str, group: str) -> dict[str, int]:
        size = self.sizes[group]
        if group in self.cells.get(theme, {}):
            return dict(zip(CELLS, self.cells[theme][group], strict=True))
        n = self.raised[theme].get(group)
        if n is None:  # what a note tells: somebody, or nobody that is known
            n = int(group in self.noted.get(theme, frozenset()))
        # without a stance everybody who raised it stands in that cell
        return {NO_STANCE: n, NOT_RAISED: size - n}


def counted_rounds(themes: Themes) -> dict[str, Counted]:
    """Return every round as it is counted now, by its label."""
    units = group_units(themes.corpus)["n_people"].astype(int)
    scores = themes.scores.assign(year=round_of(themes.scores["year"]))
    coded = scores["theme_id"].isin(themes.table.index[themes.table["origin"] == "codes"])
    present = people_present(themes.corpus)
    twice = set(present.loc[present.duplicated(["year", "who"]), "year"])
    cells = _cells(themes.evidence)
    found = {
        str(year): _round(
            scores[coded & (scores["year"] == year)],
            {str(g): int(n) for g, n in own.droplevel("year").items()},
            {t: c for (t, y), c in cells.items() if y == year},
        )
        for year, own in units.groupby(level="year", sort=False)
    }
    for year in twice & set(found):
        found[year] = _everybody_once(found[year], themes, year, present[present["year"] == year])
    return found


def _everybody_once(of: Counted, themes: Themes, year: str, present: pd.DataFrame) -> Counted:
    """The round with everybody in one group only: somebody who sat in two is one person.

    Their group is the first that is counted in the round's population, else the first.
    """
    order = present.assign(out=~present["group"].isin(of.population)).sort_values(["out", "group"])
    home = order.drop_duplicates("who").set_index("who")["group"]
    sizes = {g: int((home == g).sum()) for g in of.sizes}
    own = themes.evidence[round_of(themes.evidence["year"]) == year]
    own = own[own["who"].notna() & own["verbatim"].fillna(value=True).astype(bool)]
    raised: dict[str, dict[str, int | None]] = {}
    for theme, groups in of.raised.items():
        counted = {g for g, n in groups.items() if n is not None}
        said = own[(own["theme_id"] == theme) & own["group"].isin(counted)]
        at = said["who"].map(home)
        # of a theme that another set of groups is counted for, they stay where they spoke
        at = at.where(at.isin(counted), said["group"])
        people = said.assign(group=at).drop_duplicates("who").groupby("group").size()
        raised[theme] = {g: None if n is None else int(people.get(g, 0)) for g, n in groups.items()}
    told = own.assign(group=own["who"].map(home).fillna(own["group"]))
    cells = {t: c for (t, y), c in _cells(told).items() if y == year and t in raised}
    fitting = {t: _fitting(raised[t], c, sizes) for t, c in cells.items()}
    return replace(
        of, sizes=sizes, population={g: sizes[g] for g in of.population}, raised=raised,
        cells={t: c for t, c in fitting.items() if c},
    )  # fmt: skip


def _round(
    scores: pd.DataFrame, sizes: dict[str, int], cells: dict[str, dict[str, dict[str, int]]]
) -> Counted:
    raised: dict[str, dict[str, int | None]] = {}
    noted: dict[str, set[str]] = {}
    read: dict[str, set[str]] = {}
    for row in scores.itertuples():
        theme, group = str(row.theme_id), str(row.group)
        known = pd.notna(row.score)
        n = int(row.n_raised) if known and pd.notna(row.n_raised) else None
        if n is not None:
            sizes[group] = int(row.n_people)
        raised.setdefault(theme, {})[group] = n
        if known or pd.notna(row.raised):
            read.setdefault(theme, set()).add(group)
        if n is None and pd.notna(row.raised) and bool(row.raised):
            noted.setdefault(theme, set()).add(group)
    kept = {t: _fitting(raised[t], c, sizes) for t, c in cells.items() if t in raised}
    return Counted(
        sizes,
        _population(raised, sizes),
        raised,
        {t: frozenset(g) for t, g in noted.items()},
        {t: frozenset(g) for t, g in read.items()},
        {t: c for t, c in kept.items() if c},
    )


def _population(
    raised: Mapping[str, Mapping[str, int | None]], sizes: Mapping[str, int]
) -> dict[str, int]:
    """The groups whose people most themes are counted in; of a tie the most groups."""
    every = [frozenset(g for g, n in own.items() if n is not None) for own in raised.values()]
    sets = [counted for counted in every if counted]
    if not sets:
        return dict(sizes)
    often = max(set(sets), key=lambda s: (sets.count(s), len(s), sorted(s)))
    return {g: n for g, n in sizes.items() if g in often}


def _cells(evidence: pd.DataFrame) -> dict[tuple[str, str], dict[str, dict[str, int]]]:
    """Theme and round to group to people for, against, mixed, without stance."""
    own = evidence[evidence["coding_id"].notna() & evidence["who"].notna()]
    own = own[own["verbatim"].fillna(value=True).astype(bool)]
    own = own.assign(year=round_of(own["year"]))
    with_stance = own[own["stance"].isin([FOR, AGAINST, MIXED])]
    told = set(zip(with_stance["theme_id"], with_stance["year"], strict=True))
    stances: dict[tuple[str, str, str, str], set[str]] = {}
    placed = own[own["group"].notna()][["theme_id", "year", "group", "who", "stance"]]
    for *person, stance in placed.astype(object).itertuples(index=False, name=None):
        said = stances.setdefault((person[0], person[1], person[2], person[3]), set())
        if pd.notna(stance):
            said.add(stance)
    found: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for (theme, year, group, _), said in sorted(stances.items(), key=itemgetter(0)):
        if (theme, year) not in told:
            continue
        counts = found.setdefault((theme, year), {}).setdefault(str(group), {})
        cell = _cell(said)
        counts[cell] = counts.get(cell, 0) + 1
    return found


def _cell(stances: set[str]) -> str:
    took = stances & {FOR, AGAINST, MIXED}
    if not took:
        return NO_STANCE
    return took.pop() if len(took) == 1 else MIXED


def _fitting(
    raised: Mapping[str, int | None], cells: Mapping[str, Mapping[str, int]], sizes: dict[str, int]
) -> dict[str, tuple[int, ...]]:
    """The five cells of each counted group; none at all where they do not add up to who raised."""
    found = {}
    for group, n in raised.items():
        if n is None:
            continue
        own = cells.get(group, {})
        if sum(own.values()) != n:
            return {}
        found[group] = (*(own.get(c, 0) for c in CELLS[:-1]), sizes[group] - n)
    return found
