"""Regression to the mean: what was chosen because it was bad looks better by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from practicelearn._arguments import TEXT, TupleOf, check_arguments
from practicelearn.errors import PracticelearnError
from practicelearn.themes.contrast import Contrast, Unit, scores_by_unit
from practicelearn.themes.inference import Array, Difference
from practicelearn.themes.themes import Themes

__all__ = ["recheck_chosen", "shrunken", "shrunken_difference"]

FEWEST_THEMES = 4


def recheck_chosen(
    themes: Themes, chosen: Sequence[str], years: tuple[str, str], *, unit: Unit = "group"
) -> pd.DataFrame:
    """Return how far the themes that were chosen for their level moved, from a fairer baseline.

    Parameters
    ----------
    themes : Themes
        With all themes from codes, chosen or not: they say how far themes differ at all.
    chosen : sequence of str
        Ids of the themes acted on because they were raised most, or least.
    years : (earlier, later)
        Rounds.
    unit : {"group", "team", "facilitator"}
        The sampling unit.

    Returns
    -------
    DataFrame
        theme_id, name; mean_before, shrunken_before, kept (the share of its distance from the mean
        of all themes that it keeps); mean_after; difference, low, high (95 %, from the shrunken
        baseline); change_of_others (mean change of the themes that were not chosen).

    Raises
    ------
    PracticelearnError
        Fewer than four themes have two units in both rounds, or a chosen theme is not among them.

    Notes
    -----
    Of 20 unchanged themes act on the three raised most: they fall the year after by themselves.
    How often their interval lies below 0 is in ``docs/validity.md``. "Improved" needs the interval
    from the shrunken baseline, and is never said of a theme without a declared direction.

    References
    ----------
    Efron, B., and Morris, C. (1975), J. Am. Stat. Assoc. 70, 311–319.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> themes = prac.find_themes(study.codings(), study.corpus())
    >>> chosen = themes.recheck_chosen(["desks"], ("2024-25", "2025-26")).round(2)
    >>> chosen[["name", "mean_before", "shrunken_before", "mean_after"]]
                    name  mean_before  shrunken_before  mean_after
    0  Somewhere to work         0.64             0.61         0.1
    """
    check_arguments(recheck_chosen, locals(), years=TupleOf((TEXT, TEXT)), unit=TEXT)
    contrast = Contrast.of(scores_by_unit(themes, unit), years, unit, "groups")
    coded = themes.table.index[themes.table["origin"] == "codes"]
    pairs = {t: contrast.scores(t) for t in coded.intersection(contrast.themes, sort=False)}
    pairs = {t: p for t, p in pairs.items() if min(p[0].size, p[1].size) >= 2}
    if len(pairs) < FEWEST_THEMES:
        raise PracticelearnError(
            f"recheck_chosen: {len(pairs)} themes have two {unit}s in both rounds; at least "
            f"{FEWEST_THEMES} are needed to know how far themes differ."
        )
    for theme in chosen:
        if theme not in pairs:
            raise PracticelearnError(
                f'recheck_chosen: theme "{theme}" has no two {unit}s in both rounds.'
            )
    means = np.array([before.mean() for before, _ in pairs.values()])
    ses = np.array([before.std(ddof=1) / math.sqrt(before.size) for before, _ in pairs.values()])
    baseline, kept = shrunken(means, ses)
    others = [a.mean() - b.mean() for t, (b, a) in pairs.items() if t not in set(chosen)]
    rows = []
    for theme in chosen:
        k = list(pairs).index(theme)
        before, after = pairs[theme]
        difference = shrunken_difference(before, after, float(baseline[k]), float(kept[k]))
        low, high = difference.interval()
        rows.append(
            {"theme_id": theme, "name": themes.table.loc[theme, "name"],
             "mean_before": means[k], "shrunken_before": baseline[k], "kept": kept[k],
             "mean_after": after.mean(), "difference": difference.value, "low": low, "high": high,
             "change_of_others": float(np.mean(others)) if others else math.nan}
        )  # fmt: skip
    return pd.DataFrame(rows)


def shrunken(means: Array, ses: Array) -> tuple[Array, Array]:
    """Return each theme's mean drawn towards the mean of all themes, and the share it keeps.

    Parameters
    ----------
    means, ses : array, shape (n_themes,)
        Mean score of the earlier round and its standard error, of all themes, chosen or not.

    Returns
    -------
    means, kept : array, shape (n_themes,)
        mean + B (m - mean) with B = max(0, 1 - se^2 / V), V the variance of the themes' means.

    References
    ----------
    Efron and Morris (1975), Journal of the American Statistical Association 70, 311-319.
    """
    centre = float(means.mean())
    between = float(means.var(ddof=1))
    if between <= 0:
        return np.full_like(means, centre), np.zeros_like(means)
    with np.errstate(over="ignore"):  # themes as good as equal: nothing of them is kept
        kept = np.maximum(0.0, 1 - ses**2 / between)
    return centre + kept * (means - centre), kept


def shrunken_difference(before: Array, after: Array, baseline: float, kept: float) -> Difference:
    """Return the later mean minus the shrunken baseline, with its standard error.

    V = kept * s1^2/G1 + s2^2/G2: what is known of a mean that is drawn in is that much surer.
    """
    parts = [
        (kept * float(before.var(ddof=1)) / before.size, before.size - 1),
        (float(after.var(ddof=1)) / after.size, after.size - 1),
    ]
    total = sum(v for v, _ in parts)
    below = sum(v**2 / df for v, df in parts)
    df = total**2 / below if below > 0 else math.nan
    return Difference(float(after.mean()) - baseline, math.sqrt(total), df)
