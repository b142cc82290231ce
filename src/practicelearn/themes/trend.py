"""A trend over four or more rounds: the mean change a year, tested by dealing out the years."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from practicelearn.errors import PracticelearnError
from practicelearn.themes.cautions import MIN_UNITS, frame_changed
from practicelearn.themes.contrast import Unit, scores_by_unit
from practicelearn.themes.inference import Array, max_t, permutation_p, studentised
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import CANNOT_TELL, NOT_TESTED

__all__ = ["slope", "slope_statistics", "trend"]

MIN_YEARS = 4
_DRAWS = 9_999
_COLUMNS = ["theme_id", "name", "measure", "unit", "design", "years", "n_units", "means", "slope",
            "low", "high", "p", "p_adjusted", "n_splits", "verdict", "why"]  # fmt: skip


def trend(themes: Themes, *, unit: Unit = "group", random_state: int = 0) -> pd.DataFrame:
    """Return the mean change a year of each theme over four or more rounds.

    Parameters
    ----------
    themes : Themes
        Only declared themes are tested; the others get an interval, marked exploratory.
    unit : {"group", "team", "facilitator"}
        The sampling unit; scores are averaged within it first.
    random_state : int
        For the 9,999 ways in which years are dealt out again.

    Returns
    -------
    DataFrame
        theme_id, name, measure, unit; design (units, or within teams where teams met again); years
        (list of rounds), n_units; means (list, one a round, 0 to 1); slope (change of the share a
        year), low, high (95 %); p and p_adjusted (step-down maximum over the declared themes);
        n_splits; verdict (heard more from year to year, heard less from year to year, cannot tell,
        not tested) and why. What cannot be had is NaN.

    Raises
    ------
    PracticelearnError
        There are fewer than four rounds: two differences are no trend.

    Notes
    -----
    T = sum((t - mean t) y) / sum((t - mean t)^2), studentised by HC2; years are permuted over
    units, within a team where teams met again. Interval: least squares with HC2 and the degrees of
    freedom of Bell and McCaffrey. Where labels begin with a year, a skipped round counts as two
    years. A straight line is assumed: a theme that rises and falls again has no trend.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181.
    """
    scores = scores_by_unit(themes, unit)
    years = sorted(scores["year"].unique())
    if len(years) < MIN_YEARS:
        raise PracticelearnError(
            f"trend needs at least {MIN_YEARS} rounds and found {len(years)}: {', '.join(years)}. "
            "Fewer are differences, not a trend: use compare_years."
        )
    time = _times(years)
    wide = scores.pivot_table(
        index=["year", "unit"], columns="theme_id", values="score", dropna=False, sort=False
    )
    context = scores.drop_duplicates(["year", "unit"]).set_index(["year", "unit"])
    wide = wide.reindex(context.index)
    t = wide.index.get_level_values(0).map(time).to_numpy(dtype=float)
    blocks = _blocks(context)
    refused = {theme: _refusal(themes, scores, theme, years) for theme in wide.columns}
    tested = [d for d in themes.declared if d in wide.columns and not refused[d]]
    p, adjusted, n_splits = _tests(wide[tested], t, blocks, random_state)
    rows = []
    for theme in themes.table.index.intersection(wide.columns, sort=False):
        there = wide[theme].notna().to_numpy()
        row = {
            "theme_id": theme,
            "name": themes.table.loc[theme, "name"],
            "measure": themes.scores.loc[themes.scores["theme_id"] == theme, "measure"].iloc[0],
            "unit": unit,
            "design": "units" if blocks is None else "within teams",
            "years": years,
            "n_units": int(there.sum()),
            "means": [float(wide.loc[year, theme].mean()) for year in years],
            **_line(wide[theme].to_numpy(dtype=float)[there], t[there], _part(blocks, there)),
            "p": p.get(theme, math.nan),
            "p_adjusted": adjusted.get(theme, math.nan),
            "n_splits": n_splits if theme in p else 0,
        }
        said = _verdict(theme in themes.declared, refused[theme], row)
        rows.append({**row, "verdict": said[0], "why": said[1]})
    return pd.DataFrame(rows, columns=_COLUMNS)


def slope(y: Array, t: Array, blocks: NDArray[np.int_] | None = None) -> tuple[float, float, float]:
    """Return the least-squares slope with its HC2 standard error and degrees of freedom.

    Parameters
    ----------
    y, t : array, shape (n_units,)
        Score and time.
    blocks : array of int, shape (n_units,), optional
        Team of each unit: an intercept for each.
    """
    own = np.zeros(y.size, dtype=int) if blocks is None else blocks
    design = np.column_stack([t, own[:, None] == np.unique(own)[None, :]]).astype(float)
    inverse = np.linalg.pinv(design.T @ design)
    hat = design @ inverse @ design.T
    line = (inverse @ design.T)[0]
    value = float(line @ y)
    free = 1 - np.diag(hat)
    usable = free > 1e-9  # a team that met once fits itself and says nothing
    residual = y - hat @ y
    weight = np.where(usable, line**2 / np.where(usable, free, 1.0), 0.0)
    se = math.sqrt(float(weight @ residual**2))
    g = (np.eye(y.size) - hat) * np.sqrt(weight)[None, :]
    spectrum = g.T @ g
    below = float((spectrum**2).sum())
    return value, se, float(np.trace(spectrum)) ** 2 / below if below > 0 else math.nan


def slope_statistics(y: Array, times: Array, blocks: NDArray[np.int_] | None = None) -> Array:
    """Return the studentised slope for each way of dealing out the years, (n_splits, n_themes).

    Parameters
    ----------
    y : array, shape (n_units, n_themes)
        Without missing values.
    times : array, shape (n_splits, n_units)
        Time of each unit, the observed one first; permuted within blocks.
    """
    own = np.zeros(len(y), dtype=int) if blocks is None else blocks
    member = (own[:, None] == np.unique(own)[None, :]).astype(float)
    size = member @ member.sum(axis=0)

    def centred(values: Array) -> Array:
        within: Array = values - member @ ((member.T @ values) / member.sum(axis=0)[:, None])
        return within

    u = centred(times.T).T
    z = centred(y)
    square = (u**2).sum(axis=1, keepdims=True)
    value = u @ z / square
    free = 1 - 1 / size[None, :] - u**2 / square
    weight = np.where(free > 1e-9, u**2 / np.where(free > 1e-9, free, 1.0), 0.0) / square**2
    # sum of w (z - b u)^2, without an array of splits x units x themes
    variance = weight @ z**2 - 2 * value * ((weight * u) @ z)
    variance = variance + value**2 * (weight * u**2).sum(axis=1, keepdims=True)
    return studentised(value, np.sqrt(np.maximum(variance, 0)))


def _tests(
    wide: pd.DataFrame, t: Array, blocks: NDArray[np.int_] | None, random_state: int
) -> tuple[dict[str, float], dict[str, float], int]:
    if wide.empty or not len(wide.columns):
        return {}, {}, 0
    times = _dealt_out(t, blocks, random_state)
    columns = []
    for theme in wide.columns:
        y = wide[theme].to_numpy(dtype=float)
        there = ~np.isnan(y)
        part = _part(blocks, there)
        if there.all():
            columns.append(slope_statistics(y[:, None], times, blocks)[:, 0])
        else:  # years are dealt out among the units that were read
            own = _dealt_out(t[there], part, random_state)
            columns.append(slope_statistics(y[there, None], own, part)[:, 0])
    statistics = np.column_stack(columns)
    p = dict(zip(wide.columns, permutation_p(statistics), strict=True))
    return p, dict(zip(wide.columns, max_t(statistics), strict=True)), len(statistics)


def _dealt_out(t: Array, blocks: NDArray[np.int_] | None, random_state: int) -> Array:
    rng = np.random.default_rng(random_state)
    times = np.tile(t, (_DRAWS + 1, 1))
    own = np.zeros(t.size, dtype=int) if blocks is None else blocks
    for block in np.unique(own):
        place = np.flatnonzero(own == block)
        times[1:, place] = rng.permuted(times[1:, place], axis=1)
    return times


def _line(y: Array, t: Array, blocks: NDArray[np.int_] | None) -> dict[str, float]:
    missing = {"slope": math.nan, "low": math.nan, "high": math.nan}
    if y.size < MIN_YEARS or np.unique(t).size < MIN_YEARS:
        return missing
    value, se, df = slope(y, t, blocks)
    if not se > 0:
        return {**missing, "slope": value}
    half = float(stats.t.ppf(0.975, df)) * se
    return {"slope": value, "low": value - half, "high": value + half}


def _blocks(context: pd.DataFrame) -> NDArray[np.int_] | None:
    """Teams as numbers when some met again and every unit names its team; else None."""
    teams = context["team"]
    if teams.isna().any() or not teams.duplicated().any():
        return None
    codes: NDArray[np.int_] = pd.factorize(teams)[0]
    return codes


def _part(blocks: NDArray[np.int_] | None, there: NDArray[np.bool_]) -> NDArray[np.int_] | None:
    return None if blocks is None else blocks[there]


def _refusal(themes: Themes, scores: pd.DataFrame, theme: str, years: list[str]) -> str:
    own = themes.scores[themes.scores["theme_id"] == theme]
    if len(set(own.loc[own["score"].notna(), "measure"])) > 1:
        return "no test: some rounds have an attendance list and others have not"
    units = scores[(scores["theme_id"] == theme) & scores["score"].notna()]
    counts = units.groupby("year").size().reindex(years, fill_value=0)
    if counts.min() < 2 or counts.sum() < 2 * MIN_UNITS:
        return f"no test: {counts.min()} units in {counts.idxmin()}, at least 2 are needed"
    for year in years[1:]:
        unlike = frame_changed(themes, years[0], year, theme)
        if unlike:
            return unlike
    return ""


def _verdict(declared: bool, refused: str, row: dict[str, Any]) -> tuple[str, str]:
    if not declared:
        return NOT_TESTED, "exploratory: it was not declared as a headline theme"
    if refused:
        return CANNOT_TELL, refused
    if row["p_adjusted"] <= 0.05:
        word = "more" if row["slope"] > 0 else "less"
        return (
            f"heard {word} from year to year",
            f"such a slope by the luck of the groups alone has the chance {row['p_adjusted']:.3f}",
        )
    low, high = 100 * row["low"], 100 * row["high"]
    return CANNOT_TELL, f"a slope of {low:+.0f} to {high:+.0f} percentage points a year fits"


def _times(years: list[str]) -> dict[str, float]:
    """Rounds as numbers: the year a label begins with, or their order."""
    found = [re.match(r"(\d{4})(?!\d)", year) for year in years]
    if all(found):
        return {year: float(m[1]) for year, m in zip(years, found, strict=True) if m}
    return {year: float(k) for k, year in enumerate(years)}
