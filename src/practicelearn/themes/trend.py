"""A trend over rounds: the mean change a year; tested over six rounds or more, the year as unit.

With four or five rounds it is a description without a test: years differ by their weather, and
with so few of them that looks like a trend far too often.
"""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import SEED, TEXT, check_arguments
from practicelearn._rounds import calendar_years
from practicelearn._student_t import stdtrit
from practicelearn.errors import PracticelearnError, counted
from practicelearn.themes.cautions import (
    MIN_UNITS,
    WORD_COUNTS,
    cautions,
    cautions_of_pair,
    differ_by_a_third,
    frame_changed,
    time_of,
)
from practicelearn.themes.contrast import (
    MIN_PAIRS,
    PAIRED_SHARE,
    Contrast,
    Unit,
    scores_by_unit,
)
from practicelearn.themes.inference import MAX_SPLITS, Array, max_t, permutation_p, studentised
from practicelearn.themes.planned import ADDED, Allowed, allowed, under_plan
from practicelearn.themes.provenance import coded_differently, not_on_record
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import (
    ALPHA,
    CANNOT_TELL,
    NO_VERDICT,
    NOT_TESTED,
    by_luck,
    level_of,
    p_in_words,
)

__all__ = ["slope", "slope_statistics", "trend"]

MIN_YEARS = 4
TESTED_YEARS = 6
_DRAWS = 9_999
_COLUMNS = ["theme_id", "name", "measure", "unit", "design", "years", "n_units", "means", "slope",
            "low", "high", "level", "p", "p_adjusted", "n_splits", "verdict", "why",
            "cautions"]  # fmt: skip

DESCRIBED = (
    "described, not tested: with fewer than six rounds the ordinary ups and downs of single years "
    "look like a trend in one of five studies in which nothing changes"
)


def trend(
    themes: Themes,
    *,
    unit: Unit = "group",
    guide: pd.DataFrame | None = None,
    cues: pd.DataFrame | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Return the mean change a year of each theme over four or more rounds.

    Parameters
    ----------
    themes : Themes
        Only declared themes are tested, and only over six rounds or more; a verdict needs a plan
        of the newest round that was made before (``themes.declare(plan=study.plan())``).
    unit : {"group", "team", "facilitator"}
        The sampling unit of a round; scores are averaged within it first.
    guide, cues : DataFrame, optional
        As for :func:`practicelearn.compare_years`: for the cautions.
    random_state : int
        For the 9,999 ways in which nine years and more are dealt out again.

    Returns
    -------
    DataFrame
        theme_id, name, measure, unit; design (units; same teams, where only these count); years
        (list of rounds, the earliest first), n_units; means (list, one a round, 0 to 1); slope
        (change of the share a year); low, high and level (of the interval, for themes tested:
        1 - .05/K with K of them); p and p_adjusted (step-down maximum over the declared themes);
        n_splits; verdict (heard more from year to year, heard less from year to year, cannot tell,
        no verdict, not tested), why and cautions. What cannot be had is NaN.

    Raises
    ------
    PracticelearnError
        There are fewer than four rounds: two differences are no trend. Or nobody knows their order.

    Notes
    -----
    A year is one unit: y is the mean of its groups' shares, and T = sum((t - mean t) y) /
    sum((t - mean t)^2). The test deals the years' means out again over the years: all orders of six
    to eight, of more 9,999. Groups of one year share its weather, so that with groups as units an
    ordinary year (SD .3 logit) is called a trend in 22 of 100 unchanged studies. Interval: least
    squares on the years' means with HC2 and the degrees of freedom of Bell and McCaffrey.

    Where at least six teams met in every round, and they are at least four in five of all teams
    (as for pairs of rounds), only these teams count, one score each a round: then no change of the
    mix of teams plays a part. A team that came back once changes nothing.

    No verdict where two rounds differ by a third or more in talk time or in group size, in their
    attendance lists, or in what a code means. Where labels name calendar years, a skipped round
    counts as two years. A straight line is assumed: a theme that rises and falls again has no
    trend.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> try:
    ...     themes.trend()
    ... except prac.errors.PracticelearnError as error:
    ...     print(error)
    trend needs at least 4 rounds and found 3: 2023-24, 2024-25, 2025-26. Fe...
    """
    check_arguments(trend, locals(), random_state=SEED, unit=TEXT)
    themes = under_plan(themes)
    scores = scores_by_unit(themes, unit)
    years = themes.corpus.in_order(scores["year"])
    if len(years) < MIN_YEARS:
        named = f": {', '.join(years)}" if any(years) else ""
        raise PracticelearnError(
            f"trend needs at least {MIN_YEARS} rounds and found {len(years)}{named}. "
            "Fewer are differences, not a trend: use compare_years."
        )
    t = _times(years)
    same = _same_teams(scores, years)
    pairs = [Contrast.of(scores, pair, unit, "groups") for pair in pairwise(years)]
    means = {theme: _means(scores, theme, years, same) for theme in pairs[0].themes}
    apart = _apart(years, pairs)
    refused = {theme: _refusal(themes, scores, theme, years, unit) or apart for theme in means}
    of_pairs = [cautions_of_pair(themes, pair) for pair in pairs]
    enough = len(years) >= TESTED_YEARS
    may = allowed(themes, years[-1], unit=unit, strata=None, smallest_worthwhile=None)
    tested = [d for d in may.tested if enough and d in means and not refused[d]]
    p, adjusted, n_splits = _tests({theme: means[theme][0] for theme in tested}, t, random_state)
    rows = []
    for theme in themes.table.index.intersection(list(means), sort=False):
        y, n_units = means[theme]
        row = {
            "theme_id": theme,
            "name": themes.table.loc[theme, "name"],
            "measure": _measure(themes, theme),
            "unit": unit,
            "design": "units" if same is None else "same teams",
            "years": years,
            "n_units": n_units,
            "means": y.tolist(),
            **_line(y, t, len(tested) if theme in tested else 0),
            "p": p.get(theme, math.nan),
            "p_adjusted": adjusted.get(theme, math.nan),
            "n_splits": n_splits if theme in p else 0,
            "cautions": _cautions(
                [
                    (pair, cautions(themes, pair, theme, guide, None, cues, of_pair))
                    for pair, of_pair in zip(pairs, of_pairs, strict=True)
                ],
                same,
            ),
        }
        said = _verdict(theme, may, refused[theme], enough, row)
        rows.append({**row, "verdict": said[0], "why": said[1]})
    if themes.corpus.displayed is not None:
        themes.corpus.displayed(list(pairwise(years)), unit=unit, headline=themes.declared)
    return pd.DataFrame(rows, columns=_COLUMNS)


def _measure(themes: Themes, theme: str) -> str:
    measure = themes.scores.loc[themes.scores["theme_id"] == theme, "measure"].iloc[0]
    return f"{measure} ({WORD_COUNTS})" if themes.origin == "keyword" else str(measure)


def slope(y: Array, t: Array) -> tuple[float, float, float]:
    """Return the least-squares slope with its HC2 standard error and degrees of freedom.

    Parameters
    ----------
    y, t : array, shape (n_years,)
        Mean share and time of each year.
    """
    design = np.column_stack([t, np.ones(t.size)]).astype(float)
    inverse = np.linalg.pinv(design.T @ design)
    hat = design @ inverse @ design.T
    line = (inverse @ design.T)[0]
    weight = line**2 / (1 - np.diag(hat))
    se = math.sqrt(float(weight @ (y - hat @ y) ** 2))
    g = (np.eye(y.size) - hat) * np.sqrt(weight)[None, :]
    spectrum = g.T @ g
    below = float((spectrum**2).sum())
    df = float(np.trace(spectrum)) ** 2 / below if below > 0 else math.nan
    return float(line @ y), se, df


def slope_statistics(y: Array, times: Array) -> Array:
    """Return the studentised slope for each way of dealing out the years, (n_splits, n_themes).

    Parameters
    ----------
    y : array, shape (n_years, n_themes)
        Without missing values.
    times : array, shape (n_splits, n_years)
        Time of each year, the observed one first.
    """
    u = times - times.mean(axis=1, keepdims=True)
    z = y - y.mean(axis=0)
    square = (u**2).sum(axis=1, keepdims=True)
    value = u @ z / square
    # HC2: sum of w (z - b u)^2, without an array of splits x years x themes
    weight = u**2 / (1 - 1 / y.shape[0] - u**2 / square) / square**2
    variance = weight @ z**2 - 2 * value * ((weight * u) @ z)
    variance = variance + value**2 * (weight * u**2).sum(axis=1, keepdims=True)
    return studentised(value, np.sqrt(np.maximum(variance, 0)))


def orders(t: Array, random_state: int = 0) -> Array:
    """Return the years in every order, (n_orders, n_years), the observed one first.

    All of them when they are at most ``MAX_SPLITS`` (up to eight years), else 9,999 at random.
    """
    if math.factorial(t.size) <= MAX_SPLITS:
        return np.array(list(permutations(t)))
    rng = np.random.default_rng(random_state)
    drawn = np.tile(t, (_DRAWS + 1, 1))
    drawn[1:] = rng.permuted(drawn[1:], axis=1)
    return drawn


def _tests(
    means: dict[str, Array], t: Array, random_state: int
) -> tuple[dict[str, float], dict[str, float], int]:
    if not means:
        return {}, {}, 0
    statistics = slope_statistics(np.column_stack(list(means.values())), orders(t, random_state))
    p = dict(zip(means, permutation_p(statistics), strict=True))
    return p, dict(zip(means, max_t(statistics), strict=True)), len(statistics)


def _same_teams(scores: pd.DataFrame, years: list[str]) -> list[str] | None:
    """The teams that met in every round, where they are the study; None where they are not.

    Decided from who met, before any score is looked at, by the rule for pairs of rounds.
    """
    units = scores.drop_duplicates(["year", "unit"])
    if units["team"].isna().any() or units.duplicated(["year", "team"]).any():
        return None
    held = units.groupby("team")["year"].nunique()
    always = list(held.index[held == len(years)])
    enough = len(always) >= MIN_PAIRS and len(always) >= PAIRED_SHARE * len(held)
    return sorted(always) if enough else None


def _means(
    scores: pd.DataFrame, theme: str, years: list[str], same: list[str] | None
) -> tuple[Array, int]:
    """Each round's mean of units that were read, and how many units these are in all.

    Of the same teams, those that were read for the theme in every round.
    """
    own = scores[(scores["theme_id"] == theme) & scores["score"].notna()]
    if same is not None:
        own = own[own["team"].isin(same)]
        read = own.groupby("team")["year"].nunique()
        own = own[own["team"].isin(read.index[read == len(years)])]
    mean = own.groupby("year")["score"].mean().reindex(years)
    return mean.to_numpy(dtype=float), len(own)


def _line(y: Array, t: Array, family: int) -> dict[str, float]:
    """The slope; for a theme that is tested (``family`` of them) with its interval."""
    value = {"slope": math.nan, "low": math.nan, "high": math.nan, "level": math.nan}
    if np.isnan(y).any():
        return value
    found, se, df = slope(y, t)
    value["slope"] = found
    if family and se > 0:
        value["level"] = level_of(family)
        half = float(stdtrit(df, 0.5 + value["level"] / 2)) * se
        value |= {"low": found - half, "high": found + half}
    return value


def _refusal(themes: Themes, scores: pd.DataFrame, theme: str, years: list[str], unit: Unit) -> str:
    own = themes.scores[themes.scores["theme_id"] == theme]
    if len(set(own.loc[own["score"].notna(), "measure"])) > 1:
        return "no test: some rounds have an attendance list and others have not"
    units = scores[(scores["theme_id"] == theme) & scores["score"].notna()]
    counts = units.groupby("year").size().reindex(years, fill_value=0)
    if not counts.min():
        return f"no test: of {counts.idxmin()} nothing has a share that could be counted"
    if counts.min() < 2:
        n = counted(int(counts.min()), unit)
        return f"no test: {n} in {counts.idxmin()}, at least 2 are needed"
    if counts.sum() < 2 * MIN_UNITS:
        n = counted(int(counts.sum()), unit)
        return f"no test: {n} in all rounds together, at least {2 * MIN_UNITS} are needed"
    for before, after in pairwise(years):
        unlike = not_on_record(themes, before, after, theme) or coded_differently(
            themes, before, after, theme
        )
        if unlike:
            return unlike
    for year in years[1:]:
        unlike = frame_changed(themes, years[0], year, theme)
        if unlike:
            return unlike
    return ""


def _apart(years: list[str], pairs: list[Contrast]) -> str:
    """Why no theme bears a verdict: talk time or group size differ too much between two rounds."""
    for column, name in (time_of(pairs), ("n_people", "group size")):
        sizes = {pair.before: pair.mean(column, pair.before) for pair in pairs}
        sizes[years[-1]] = pairs[-1].mean(column, years[-1])
        found = differ_by_a_third(sizes, name)
        if found:
            return found
    return ""


def _cautions(by_pair: list[tuple[Contrast, list[str]]], same: list[str] | None) -> list[str]:
    """What must be said beside a comparison of each round with the next, said once."""
    said: dict[str, list[str]] = {}
    for pair, own in by_pair:
        for caution in own:
            said.setdefault(caution, []).append(f"{pair.before} to {pair.after}")
    out = [
        caution if len(where) == len(by_pair) else f"{', '.join(where)}: {caution}"
        for caution, where in said.items()
    ]
    if same is not None:
        out.append(f"only the {len(same)} teams that met in every round are counted")
    return out


def _verdict(
    theme: str, may: Allowed, refused: str, enough: bool, row: dict[str, Any]
) -> tuple[str, str]:
    if theme in may.added:
        return NO_VERDICT, ADDED
    if theme not in may.tested:
        return NOT_TESTED, "exploratory: it was not declared as a headline theme"
    if refused:
        return NO_VERDICT, refused
    if not enough:
        return NOT_TESTED, DESCRIBED
    if may.why_not:
        return NO_VERDICT, may.why_not
    if math.isnan(row["low"]) or math.isnan(row["p_adjusted"]):
        return CANNOT_TELL, "all rounds have the same mean, so its spread is unknown"
    if row["p_adjusted"] <= ALPHA:
        word, chance = "more" if row["slope"] > 0 else "less", p_in_words(row["p_adjusted"])
        why = by_luck("years", chance, "slope")
        return f"heard {word} from year to year", why
    points = math.ceil(100 * max(abs(row["low"]), abs(row["high"])) - 1e-9)
    return CANNOT_TELL, f"changes of more than {points} points a year are ruled out"


def _times(years: list[str]) -> NDArray[np.float64]:
    """Rounds as numbers: the calendar years they name, or their order."""
    named = calendar_years(years)
    t = [float(named[year]) if named else float(k) for k, year in enumerate(years)]
    return np.array(t)
