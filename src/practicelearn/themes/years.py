"""Comparing years: one number a group, an exact test, an interval, and a verdict in words."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from practicelearn._tables import COMPARISON, conform, empty_table
from practicelearn.coding.crosswalk import COMPARABLE, crosswalk
from practicelearn.errors import PracticelearnError
from practicelearn.themes.inference import (
    Array,
    Difference,
    flip_statistics,
    max_t,
    paired_difference,
    permutation_p,
    relabellings,
    sign_flips,
    smallest_detectable,
    split_statistics,
    welch_difference,
)
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import CANNOT_TELL, NOT_TESTED, Verdict, decide

__all__ = ["compare_years"]

Unit = Literal["group", "team", "facilitator"]

MIN_UNITS = 4
MIN_PAIRS = 6
PAIRED_SHARE = 0.8
TALK_TIME = 2 / 3


def compare_years(
    themes: Themes,
    *,
    unit: Unit = "group",
    pairs: Literal["consecutive"] | Sequence[tuple[str, str]] = "consecutive",
    smallest_worthwhile: float = 0.15,
) -> pd.DataFrame:
    """Return what changed between rounds, one row a theme and pair of rounds.

    Parameters
    ----------
    themes : Themes
        Only declared themes (``themes.declare``) are tested; the others get an interval, marked
        exploratory, and no verdict. Themes from topics alone are compared by the share of
        participants' words on the topic in each group; what would be a worthwhile change of that
        share is not known, so no verdict speaks of it.
    unit : {"group", "team", "facilitator"}
        The sampling unit: the highest level at which people differ between groups. Scores are
        averaged within it first.
    pairs : "consecutive" or sequence of (earlier, later)
        Which rounds to compare.
    smallest_worthwhile : float, default 0.15
        Smallest change in the share of people that would matter, 0 to 1.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.COMPARISON``; shares and differences between -1 and 1.
        Where something cannot be computed it is NaN and ``why`` says so.

    Raises
    ------
    PracticelearnError
        There are not two rounds, a named round is not there, or the unit is not in the sessions.

    Notes
    -----
    The test is the exact permutation of Welch's t over units, p the share of relabellings at least
    as extreme; the interval is Welch's. Where at least six teams met in both years, and they are at
    least four in five of all teams, units are paired by team (sign flips, paired t). ``p_adjusted``
    is the step-down maximum over the declared themes, times the number of pairs of rounds. Speech
    turns are never the unit: people in a group answer each other, and a test on turns finds a
    change in every third unchanged theme. Checked against table T13 and by simulation.
    """
    years = sorted(themes.scores["year"].dropna().unique())
    contrasts = _contrasts(years, pairs)
    scores = _by_unit(themes.scores, unit)
    rows: list[dict[str, Any]] = []
    for before, after in contrasts:
        contrast = _Contrast.of(scores, before, after, unit)
        rows += _compare(themes, contrast, smallest_worthwhile, n_contrasts=len(contrasts))
    return conform(pd.DataFrame(rows), COMPARISON) if rows else empty_table(COMPARISON)


@dataclass(frozen=True)
class _Contrast:
    """Two rounds' scores as arrays, earlier units first, and the design fixed before looking."""

    before: str
    after: str
    unit: str
    themes: list[str]
    first: pd.DataFrame  # units x themes
    second: pd.DataFrame
    context: pd.DataFrame  # one row a unit and year: team, minutes, people
    paired: bool
    overlap: str

    @classmethod
    def of(cls, scores: pd.DataFrame, before: str, after: str, unit: str) -> _Contrast:
        part = scores[scores["year"].isin([before, after])]
        context = part.drop_duplicates(["year", "unit"]).set_index(["year", "unit"])
        wide = part.pivot_table(
            index=["year", "unit"], columns="theme_id", values="score", dropna=False, sort=False
        ).reindex(context.index)
        teams = [_teams(context, year) for year in (before, after)]
        both, either = set(teams[0]) & set(teams[1]), set(teams[0]) | set(teams[1])
        one_each = all(len(set(t)) == len(t) for t in teams)
        paired = one_each and len(both) >= MIN_PAIRS and len(both) >= PAIRED_SHARE * len(either)
        overlap = f"{len(both)} of {len(either)} teams met in both rounds" if either else ""
        first, second = _of_year(wide, before), _of_year(wide, after)
        if paired:
            order = sorted(both)
            first, second = (
                frame.set_axis(team, axis=0).loc[order]
                for frame, team in zip((first, second), teams, strict=True)
            )
        return cls(before, after, unit, list(wide.columns), first, second, context, paired, overlap)

    def scores(self, theme: str) -> tuple[Array, Array]:
        """Scores of the units that were read for the theme; both rounds, in pairs if paired."""
        first = self.first[theme].to_numpy(dtype=float)
        second = self.second[theme].to_numpy(dtype=float)
        if self.paired:
            there = ~(np.isnan(first) | np.isnan(second))
            return first[there], second[there]
        return first[~np.isnan(first)], second[~np.isnan(second)]

    def statistics(self, themes: list[str]) -> Array:
        """Studentised differences, (n_splits, n_themes), the observed split first."""
        first = self.first[themes].to_numpy(dtype=float)
        second = self.second[themes].to_numpy(dtype=float)
        if self.paired:
            return flip_statistics(second - first, sign_flips(len(first)))
        return split_statistics(np.vstack([first, second]), relabellings(len(first), len(second)))

    def difference(self, before: Array, after: Array) -> Difference:
        return paired_difference(before, after) if self.paired else welch_difference(before, after)

    def mean(self, column: str, year: str) -> float:
        return float(self.context.loc[year][column].astype(float).mean())


def _compare(
    themes: Themes, contrast: _Contrast, smallest_worthwhile: float, *, n_contrasts: int
) -> list[dict[str, Any]]:
    tested = [t for t in themes.declared if t in contrast.themes and _testable(themes, contrast, t)]
    p: dict[str, float] = {}
    adjusted: dict[str, float] = {}
    n_splits = 0
    if tested:
        statistics = contrast.statistics(tested)
        n_splits = len(statistics)
        p = dict(zip(tested, permutation_p(statistics), strict=True))
        family = np.minimum(1.0, n_contrasts * max_t(statistics))
        adjusted = dict(zip(tested, family, strict=True))
    rows = []
    for theme in themes.table.index.intersection(contrast.themes, sort=False):
        row = _describe(themes, contrast, theme, smallest_worthwhile)
        if theme in p:
            row |= {"p": p[theme], "p_adjusted": adjusted[theme], "n_splits": n_splits}
        verdict = _verdict(themes, contrast, theme, adjusted, smallest_worthwhile)
        rows.append({**row, "verdict": verdict.verdict, "why": verdict.why})
    return rows


def _describe(
    themes: Themes, contrast: _Contrast, theme: str, smallest_worthwhile: float
) -> dict[str, Any]:
    before, after = contrast.scores(theme)
    scores = themes.scores[themes.scores["theme_id"] == theme]
    enough = min(before.size, after.size) >= 2
    difference = contrast.difference(before, after) if enough else None
    low, high = difference.interval() if difference else (math.nan, math.nan)
    low_90, high_90 = difference.interval(0.90) if difference else (math.nan, math.nan)
    return {
        "theme_id": theme,
        "name": themes.table.loc[theme, "name"],
        "year_before": contrast.before,
        "year_after": contrast.after,
        "measure": scores["measure"].iloc[0],
        "unit": contrast.unit,
        "design": "paired" if contrast.paired else "unpaired",
        "n_before": before.size,
        "n_after": after.size,
        "mean_before": float(before.mean()) if before.size else math.nan,
        "mean_after": float(after.mean()) if after.size else math.nan,
        "difference": difference.value if difference else math.nan,
        "low": low,
        "high": high,
        "low_90": low_90,
        "high_90": high_90,
        "p": math.nan,
        "p_adjusted": math.nan,
        "smallest_detectable": smallest_detectable(before, after) if enough else math.nan,
        "smallest_worthwhile": _worthwhile(themes, theme, smallest_worthwhile),
        "cautions": _cautions(contrast, before, after, themes, theme),
        "minutes_before": contrast.mean("minutes", contrast.before),
        "minutes_after": contrast.mean("minutes", contrast.after),
        "size_before": contrast.mean("n_people", contrast.before),
        "size_after": contrast.mean("n_people", contrast.after),
    }


def _verdict(
    themes: Themes,
    contrast: _Contrast,
    theme: str,
    adjusted: dict[str, float],
    smallest_worthwhile: float,
) -> Verdict:
    if theme not in themes.declared:
        return Verdict(NOT_TESTED, "exploratory: it was not declared as a headline theme")
    before, after = contrast.scores(theme)
    refused = _refusal(themes, contrast, theme, before, after)
    if refused:
        return Verdict(CANNOT_TELL, refused)
    difference = contrast.difference(before, after)
    worthwhile = _worthwhile(themes, theme, smallest_worthwhile)
    return decide(before, after, difference, adjusted[theme], worthwhile)


def _worthwhile(themes: Themes, theme: str, smallest_worthwhile: float) -> float:
    """The declared smallest change is one of people; none is known for a share of words."""
    return math.nan if themes.table.loc[theme, "origin"] == "topic" else smallest_worthwhile


def _testable(themes: Themes, contrast: _Contrast, theme: str) -> bool:
    return not _refusal(themes, contrast, theme, *contrast.scores(theme))


def _refusal(themes: Themes, contrast: _Contrast, theme: str, before: Array, after: Array) -> str:
    """Why there is no test at all, or an empty string."""
    for scores, year in ((before, contrast.before), (after, contrast.after)):
        if scores.size < MIN_UNITS:
            return f"no test: {scores.size} units in {year}, at least {MIN_UNITS} are needed"
    own = themes.scores[themes.scores["theme_id"] == theme]
    measures = {
        y: set(own.loc[own["year"] == y, "measure"]) for y in (contrast.before, contrast.after)
    }
    if len(set().union(*measures.values())) > 1:
        return "no test: one round has an attendance list and the other has not"
    unlike = _frame_changed(themes, contrast, theme)
    if unlike:
        return unlike
    for column, name in (("minutes", "minutes of talk"), ("n_people", "group size")):
        sizes = [contrast.mean(column, y) for y in (contrast.before, contrast.after)]
        if min(sizes) < TALK_TIME * max(sizes):
            return (
                f"no verdict: {name} differ by a third or more "
                f"({sizes[0]:.0f} in {contrast.before}, {sizes[1]:.0f} in {contrast.after})"
            )
    return ""


def _frame_changed(themes: Themes, contrast: _Contrast, theme: str) -> str:
    """Why the theme's codes do not mean the same in both rounds, or an empty string."""
    codings = themes.codings
    if codings is None or not codings.frames or themes.table.loc[theme, "origin"] == "topic":
        return ""
    codes = set(themes.table.loc[theme, "codes"])
    for a, b in frame_versions(themes, contrast.before, contrast.after):
        relation = crosswalk(codings.frames[a], codings.frames[b])
        for code in relation.index.intersection(sorted(codes)):
            if relation.loc[code, "relation"] != COMPARABLE:
                said = f"{relation.loc[code, 'relation']}: {relation.loc[code, 'why']}"
                return f'frame changed: code "{code}" between versions {a} and {b} is {said}'
    return ""


def frame_versions(themes: Themes, before: str, after: str) -> list[tuple[str, str]]:
    """Return the pairs of frame versions under which two rounds were read, where they differ."""
    codings = themes.codings
    if codings is None:
        return []
    session = codings.read["turn_id"].str.rsplit(":", n=1).str[0]
    year = session.map(themes.corpus.sessions["year"])
    versions = codings.read["frame_version"]
    used = {
        y: sorted(set(versions[year == y].dropna()) & set(codings.frames)) for y in (before, after)
    }
    return [(a, b) for a in used[before] for b in used[after] if a != b]


def _cautions(
    contrast: _Contrast, before: Array, after: Array, themes: Themes, theme: str
) -> list[str]:
    coded = themes.table.loc[theme, "origin"] != "topic"
    said = ["coder drift not checked"] if themes.origin == "human" and coded else []
    if not coded:
        said.append("topics: share of participants' words in stretches on the topic, not of people")
    if coded and themes.origin == "keyword":
        said.append("word counts, not coding: cues not checked against hand coding")
    if contrast.overlap and not contrast.paired:
        said.append(f"{contrast.overlap}; analysed as separate groups")
    if min(before.size, after.size) >= 2 and not contrast.paired:
        small, large = sorted((before, after), key=len)
        if large.size > 1.5 * small.size and small.std(ddof=1) > large.std(ddof=1):
            said.append("error rate up to .10: the round with fewer groups varies more")
    kinds = {
        y: set(contrast.context.loc[y]["group_type"].dropna())
        for y in (contrast.before, contrast.after)
    }
    if len(set().union(*kinds.values())) > 1:
        listed = "; ".join(f"{y}: {', '.join(sorted(k)) or 'not named'}" for y, k in kinds.items())
        said.append(f"group types are pooled ({listed})")
    return said


def _by_unit(scores: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """One row a theme, year and unit: scores are averaged within the unit."""
    if scores[unit].isna().all() and len(scores):
        raise PracticelearnError(
            f'compare_years(unit="{unit}"): no session names its {unit}. Add a column "{unit}" to '
            "the sessions sheet."
        )
    if unit == "group":
        _warn_of_repeats(scores)
    there = scores.dropna(subset=[unit, "year"]).assign(unit=lambda s: s[unit])
    first = ["team", "group_type"]
    return (
        there.groupby(["theme_id", "year", "unit"], sort=False)
        .agg(
            score=("score", "mean"),
            minutes=("minutes", "mean"),
            n_people=("n_people", "mean"),
            **{name: (name, "first") for name in first},
        )
        .reset_index()
    )


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


def _contrasts(years: list[str], pairs: Any) -> list[tuple[str, str]]:
    if len(years) < 2:
        found = f'one round ("{years[0]}")' if years else "no round"
        raise PracticelearnError(
            f"compare_years needs at least two rounds and found {found}. "
            'Name each session\'s round in the column "year" of the sessions sheet.'
        )
    if isinstance(pairs, str):
        if pairs != "consecutive":
            raise PracticelearnError(
                f'compare_years: pairs="{pairs}"; expected "consecutive" or a list of '
                "(earlier, later)."
            )
        return list(pairwise(years))
    for pair in pairs:
        for year in pair:
            if year not in years:
                raise PracticelearnError(
                    f'compare_years: there is no round "{year}"; there are {", ".join(years)}.'
                )
    return [(a, b) for a, b in pairs]


def _of_year(wide: pd.DataFrame, year: str) -> pd.DataFrame:
    if year not in wide.index.get_level_values(0):
        return wide.iloc[:0].droplevel(0)
    return wide.loc[year]


def _teams(context: pd.DataFrame, year: str) -> list[str]:
    teams = context.loc[year]["team"]
    return [] if teams.isna().any() else list(teams)
