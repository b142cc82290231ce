"""Two rounds side by side: units, pairs, strata and weights, fixed before looking at scores."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.themes.answers import scores_of_answers
from practicelearn.themes.inference import (
    Array,
    Difference,
    flip_statistics,
    paired_difference,
    ratio_difference,
    relabellings,
    sign_flips,
    split_statistics,
    welch_difference,
)
from practicelearn.themes.raised import round_of
from practicelearn.themes.stratified import (
    effective_splits,
    paired_ratio_difference,
    ratio_flip_statistics,
    ratio_statistics,
    stratified_difference,
    stratified_relabellings,
    stratified_statistics,
)
from practicelearn.themes.stretches import by_stretch
from practicelearn.themes.themes import Themes

__all__ = ["Contrast", "Unit", "Weights", "scores_by_unit"]

Unit = Literal["group", "team", "facilitator", "person"]
Weights = Literal["groups", "attendees"]

MIN_PAIRS = 6
PAIRED_SHARE = 0.8
UNNAMED = "not named"

_UNITS = ("group", "team", "facilitator")
_TOO_SMALL = (
    "turn", "utterance", "passage", "quote", "sentence", "word", "window", "coding", "person",
    "people", "participant", "speaker",
)  # fmt: skip


@dataclass(frozen=True)
class Contrast:
    """Two rounds' scores as arrays, earlier units first, and the design fixed before looking.

    ``tables`` maps score, raised and attended to the two rounds' frames (units x themes), in pairs
    where the design is paired; ``strata`` holds the two rounds' strata, None without strata;
    ``alone`` names the teams that pairing leaves out, because they met in one round only.
    """

    before: str
    after: str
    unit: str
    weights: str
    design: str
    overlap: str
    themes: list[str]
    tables: dict[str, tuple[pd.DataFrame, pd.DataFrame]]
    strata: tuple[NDArray[np.str_], NDArray[np.str_]] | None
    context: pd.DataFrame  # one row a year and unit: team, facilitator, minutes, words, people
    alone: list[str] = field(default_factory=list)
    measures: dict[str, str] = field(default_factory=dict)  # what each theme's score is a share of

    @classmethod
    def of(cls, scores: pd.DataFrame, years: tuple[str, str], unit: str, weights: str) -> Contrast:
        """Return the contrast of two rounds from ``scores_by_unit``."""
        part = scores[scores["year"].isin(years)]
        context = part.drop_duplicates(["year", "unit"]).set_index(["year", "unit"])
        teams = [_teams(context, year) for year in years]
        both, either = set(teams[0]) & set(teams[1]), set(teams[0]) | set(teams[1])
        one_each = all(len(set(t)) == len(t) for t in teams)
        paired = one_each and len(both) >= MIN_PAIRS and len(both) >= PAIRED_SHARE * len(either)
        tables = {}
        for value in ("score", "raised", "attended"):
            wide = part.pivot_table(
                index=["year", "unit"], columns="theme_id", values=value, dropna=False, sort=False
            ).reindex(context.index)
            pair = [_of_year(wide, year) for year in years]
            if paired:
                order = sorted(both)
                pair = [f.set_axis(t, axis=0).loc[order] for f, t in zip(pair, teams, strict=True)]
            tables[value] = (pair[0], pair[1])
        stratified = not paired and bool(context["stratum"].notna().any())
        first, second = (
            _of_year(context, year)["stratum"].astype(object).fillna(UNNAMED).to_numpy(dtype=str)
            for year in years
        )
        return cls(
            before=years[0],
            after=years[1],
            unit=unit,
            weights=weights,
            design="paired" if paired else "stratified" if stratified else "unpaired",
            overlap=f"{len(both)} of {len(either)} teams met in both rounds" if either else "",
            themes=list(tables["score"][0].columns),
            tables=tables,
            strata=(first, second) if stratified else None,
            context=context,
            alone=sorted(either - both) if paired else [],
            measures=dict(zip(part["theme_id"], part["measure"], strict=True)),
        )

    @property
    def paired(self) -> bool:
        """Whether the same teams' two scores are compared."""
        return self.design == "paired"

    def scores(self, theme: str, value: str = "score") -> tuple[Array, Array]:
        """Values of the units that were read for the theme; both rounds, in pairs if paired."""
        first, second = (t[theme].to_numpy(dtype=float) for t in self.tables[value])
        there = self._there(theme)
        return first[there[0]], second[there[1]]

    def _there(self, theme: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        first, second = (~np.isnan(t[theme].to_numpy(dtype=float)) for t in self.tables["score"])
        return (first & second, first & second) if self.paired else (first, second)

    def strata_of(self, theme: str) -> tuple[NDArray[np.str_], NDArray[np.str_]] | None:
        """The strata of the units that were read for the theme, or None without strata."""
        if self.strata is None:
            return None
        there = self._there(theme)
        return self.strata[0][there[0]], self.strata[1][there[1]]

    def difference(self, theme: str, times: tuple[float, float] = (1.0, 1.0)) -> Difference:
        """Later minus earlier, by the design and weights of the contrast.

        ``times``: each round's shares so many times, earlier first. (2, 1) is later minus twice the
        earlier: above 0 where the share has more than doubled.
        """
        before, after = (k * s for k, s in zip(times, self.scores(theme), strict=True))
        strata = self.strata_of(theme)
        if self.weights == "attendees":
            raised, attended = self.scores(theme, "raised"), self.scores(theme, "attended")
            of = paired_ratio_difference if self.paired else ratio_difference
            return of((times[0] * raised[0], times[1] * raised[1]), attended)
        if strata is not None:
            return stratified_difference(before, after, strata)
        return paired_difference(before, after) if self.paired else welch_difference(before, after)

    def means(self, theme: str) -> tuple[float, float]:
        """Both rounds' mean of units, or share of all attendees."""
        if self.weights == "attendees":
            raised, attended = self.scores(theme, "raised"), self.scores(theme, "attended")
            pairs = zip(raised, attended, strict=True)
            shares = [float(x.sum() / n.sum()) if n.sum() else np.nan for x, n in pairs]
        else:
            shares = [float(s.mean()) if s.size else np.nan for s in self.scores(theme)]
        return shares[0], shares[1]

    def statistics(self, themes: list[str]) -> Array:
        """Studentised differences, (n_splits, n_themes), the observed split first."""
        value = {
            name: tuple(t[themes].to_numpy(dtype=float) for t in pair)
            for name, pair in self.tables.items()
        }
        first, second = value["score"]
        if self.paired:
            signs = sign_flips(len(first))
            if self.weights == "attendees":
                raised, attended = value["raised"], value["attended"]
                return ratio_flip_statistics(
                    (raised[0], raised[1]), (attended[0], attended[1]), signs
                )
            return flip_statistics(second - first, signs)
        if self.strata is not None:
            splits = stratified_relabellings(*self.strata)
            units = np.concatenate(self.strata)
            both = np.vstack([first, second])
            return by_stretch(lambda own: stratified_statistics(both, own, units), splits)
        splits = relabellings(len(first), len(second))
        if self.weights == "attendees":
            x, n = np.vstack(value["raised"]), np.vstack(value["attended"])
            return by_stretch(lambda own: ratio_statistics(x, n, own), splits)
        scores = np.vstack([first, second])
        return by_stretch(lambda own: split_statistics(scores, own), splits)

    def thin_stratum(self, theme: str) -> str:
        """Why strata leave no test, or an empty string."""
        strata = self.strata_of(theme)
        if strata is None:
            return ""
        for name in np.union1d(*strata):
            for own, year in zip(strata, (self.before, self.after), strict=True):
                if (own == name).sum() < 2:
                    return (
                        f'no test: the stratum "{name}" has {int((own == name).sum())} '
                        f"{self.unit}s in {year}, at least 2 are needed"
                    )
        splits = effective_splits(*strata)
        if 2 / splits > 0.05:
            return f"no test: the strata leave {splits} splits, at least 40 are needed"
        return ""

    def doubled(self, theme: str) -> tuple[Difference, Difference]:
        """Later minus twice the earlier, and earlier minus twice the later."""
        more, less = self.difference(theme, (2.0, 1.0)), self.difference(theme, (1.0, 2.0))
        return more, Difference(-less.value, less.se, less.df)

    def mean(self, column: str, year: str, theme: str | None = None) -> float:
        """Mean of minutes, words or people over a round's units; NaN unless known of all.

        ``theme``: over the units that are compared on it, where any is.
        """
        values = self.of_year(column, year).astype(float)
        if self.paired:  # of the teams that are compared, in their order
            teams = list(self.of_year("team", year))
            values = values.set_axis(teams).loc[self.tables["score"][0].index]
        if theme is not None and len(values):
            there = self._there(theme)[0 if year == self.before else 1]
            values = values[there] if there.any() else values
        return float(values.mean(skipna=False))

    @property
    def n_untimed(self) -> int:
        """Units of either round whose recorded minutes are not known."""
        return int(self.context["minutes"].isna().sum())

    def of_year(self, column: str, year: str) -> pd.Series:
        """What is known of a round's units; empty when no unit of that round is named."""
        return self._contexts[year][column]

    @cached_property
    def _contexts(self) -> dict[str, pd.DataFrame]:
        return {year: _of_year(self.context, year) for year in (self.before, self.after)}


def scores_by_unit(themes: Themes, unit: str, strata: str | None = None) -> pd.DataFrame:
    """Return one row a theme, year and unit: scores are averaged within the unit.

    Returns
    -------
    DataFrame
        theme_id, year, unit, score; raised and attended (sums over the groups that were read);
        measure; minutes (recorded; missing unless known of every group), n_words, n_people, team,
        group_type, facilitator, stratum (missing without strata). Groups without a unit are left
        out: ``cautions`` names them.

    Raises
    ------
    PracticelearnError
        The unit is smaller than a group, is not in the sessions, or lies in several strata; the
        sessions have no such column.
    """
    if unit == "person" and strata is None:  # refused but for written answers
        return scores_of_answers(themes, "year", what="compare_years")
    _check_unit(unit)
    scores = themes.scores
    if scores[unit].isna().all() and len(scores):
        raise PracticelearnError(
            f'compare_years(unit="{unit}"): no session names its {unit}. Add a column "{unit}" to '
            "the sessions sheet."
        )
    if unit == "group":
        _warn_of_repeats(scores)
    read = scores["score"].notna()
    there = scores.assign(
        unit=scores[unit],
        raised=scores["n_raised"].astype(float).where(read),
        attended=scores["n_people"].astype(float).where(read),
        stratum=_strata(themes, strata),
    ).dropna(subset=[unit, "year"])
    first = ["team", "group_type", "facilitator", "stratum"]
    keys = ["theme_id", "year", "unit"]
    if strata is not None:
        several = there.groupby(keys)["stratum"].nunique()
        if (several > 1).any():
            _, year, name = several.idxmax()
            raise PracticelearnError(
                f'compare_years(unit="{unit}", strata="{strata}"): "{name}" lies in '
                f"{several.max()} strata in {year}. Choose a unit that lies in one."
            )
    grouped = there.groupby(keys, sort=False)
    table = grouped.agg(
        score=("score", "mean"),
        minutes=("minutes", "mean"),
        n_words=("n_words", "mean"),
        n_people=("n_people", "mean"),
        measure=("measure", "first"),
        **{name: (name, "first") for name in first},
    )
    # the mean of the groups whose length is known says nothing of the others
    table["minutes"] = table["minutes"].where(grouped["minutes"].count() == grouped.size())
    sums = grouped[["raised", "attended"]].sum(min_count=1)
    return table.join(sums).reset_index()


def _check_unit(unit: str) -> None:
    if unit in _UNITS:
        return
    if unit.rstrip("s") in _TOO_SMALL or unit in _TOO_SMALL:
        raise PracticelearnError(
            f'compare_years(unit="{unit}") is refused: people in one group answer each other, so '
            f"each {unit} is no independent piece of evidence. Such a test finds a change in more "
            "than one of four themes that did not change, and more groups do not cure it (see "
            'docs/why-not-count-mentions.md). Use unit="group", "team" or "facilitator".'
        )
    raise PracticelearnError(
        f'compare_years(unit="{unit}"): expected "group", "team" or "facilitator".'
        f"{near_match(unit, _UNITS)}"
    )


def _strata(themes: Themes, column: str | None) -> pd.Series:
    """The stratum of each score's group, from a column of the sessions sheet."""
    scores = themes.scores
    if column is None:
        return pd.Series(None, index=scores.index, dtype=object)
    sessions = themes.corpus.sessions
    if column not in sessions:
        raise PracticelearnError(
            f'compare_years(strata="{column}"): the sessions have no such column.'
            f"{near_match(column, sessions.columns)}"
        )
    named = sessions.groupby([round_of(sessions["year"]), "group"])[column].first()
    keys = pd.MultiIndex.from_arrays([round_of(scores["year"]), scores["group"]])
    found: Any = named.reindex(keys).to_numpy()
    return pd.Series(found, index=scores.index, dtype=object).fillna(UNNAMED)


def _warn_of_repeats(scores: pd.DataFrame) -> None:
    groups = scores.drop_duplicates(["year", "group"])
    for unit in ("team", "facilitator"):
        per_year = groups.dropna(subset=[unit]).groupby(["year", unit]).size()
        if (per_year > 1).any():
            year, name = per_year.idxmax()
            warnings.warn(
                f'{unit} "{name}" holds {per_year.max()} groups in {year}: groups of one {unit} '
                f'are alike. Use compare_years(unit="{unit}").',
                stacklevel=4,
            )


def _of_year(wide: pd.DataFrame, year: str) -> pd.DataFrame:
    if year not in wide.index.get_level_values(0):
        return wide.iloc[:0].droplevel(0)
    return wide.loc[year]


def _teams(context: pd.DataFrame, year: str) -> list[str]:
    if year not in context.index.get_level_values(0):
        return []
    teams = context.loc[year]["team"]
    return [] if teams.isna().any() else list(teams)
