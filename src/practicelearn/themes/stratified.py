"""Strata and people's weight: two ways of asking for another difference than the plain one.

Like ``inference``, this works on arrays of one number (or two) a sampling unit and knows no
transcript. Error rates and coverage: ``docs/validity.md``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from practicelearn.themes.inference import (
    MAX_SPLITS,
    Array,
    Difference,
    relabellings,
    split_moments,
    studentised,
)

__all__ = [
    "effective_splits",
    "paired_ratio_difference",
    "ratio_flip_statistics",
    "ratio_statistics",
    "stratified_difference",
    "stratified_relabellings",
    "stratified_statistics",
]

_DRAWS = 9_999


def effective_splits(before: NDArray[np.str_], after: NDArray[np.str_]) -> int:
    """Return the number of ways in which years can be dealt out again within the strata.

    Parameters
    ----------
    before, after : array of str, shape (n_units,)
        The stratum of each unit.

    Examples
    --------
    >>> effective_splits(np.array(["a", "a", "b", "b"]), np.array(["a", "a", "b", "b"]))
    36
    """
    return math.prod(
        math.comb(int((before == s).sum() + (after == s).sum()), int((after == s).sum()))
        for s in np.union1d(before, after)
    )


def stratified_difference(
    before: Array, after: Array, strata: tuple[NDArray[np.str_], NDArray[np.str_]]
) -> Difference:
    """Return the mean over strata of the difference between years within each.

    Parameters
    ----------
    before, after : array, shape (n_units,)
        At least two units a year in each stratum.
    strata : pair of arrays of str
        The stratum of each unit, earlier year first.

    Notes
    -----
    A stratum weighs as much as the units it has in both years together: a change of the mix
    between the years plays no part. Variance: the strata's Welch variances, squared weights;
    degrees of freedom: Satterthwaite over all cells.
    """
    names = np.union1d(*strata)
    total = before.size + after.size
    value = variance = below = 0.0
    for name in names:
        cells = (before[strata[0] == name], after[strata[1] == name])
        weight = (cells[0].size + cells[1].size) / total
        value += weight * float(cells[1].mean() - cells[0].mean())
        for cell in cells:
            part = weight**2 * float(cell.var(ddof=1)) / cell.size
            variance += part
            below += part**2 / (cell.size - 1)
    return Difference(value, math.sqrt(variance), variance**2 / below if below > 0 else math.nan)


def stratified_relabellings(
    before: NDArray[np.str_], after: NDArray[np.str_], *, random_state: int = 0
) -> NDArray[np.bool_]:
    """Return which units count as "after" when years are dealt out again within strata.

    Returns
    -------
    array of bool, shape (n_splits, n_units)
        Earlier units first, in the order given; the first row is the split as observed. All of
        them when they are at most ``MAX_SPLITS``, else the observed one and 9,999 at random.
    """
    units = np.concatenate([before, after])
    is_after = np.arange(units.size) >= before.size
    places = [np.flatnonzero(units == name) for name in np.unique(units)]
    if effective_splits(before, after) <= MAX_SPLITS:
        choices = [relabellings(int((~is_after[p]).sum()), int(is_after[p].sum())) for p in places]
        grid = np.indices([len(c) for c in choices]).reshape(len(places), -1)
        rows = np.empty((grid.shape[1], units.size), dtype=bool)
        for place, choice, index in zip(places, choices, grid, strict=True):
            # within a stratum earlier units come first, as in the rows of `choice`
            rows[:, place] = choice[index]
        return rows
    rng = np.random.default_rng(random_state)
    rows = np.tile(is_after, (_DRAWS + 1, 1))
    for place in places:
        rows[1:, place] = rng.permuted(rows[1:, place], axis=1)
    return rows


def stratified_statistics(
    scores: Array, splits: NDArray[np.bool_], units: NDArray[np.str_]
) -> Array:
    """Return the studentised stratified difference for each split and theme.

    Parameters
    ----------
    scores : array, shape (n_units, n_themes)
        Earlier units first; NaN where a unit was not read.
    splits : array of bool, shape (n_splits, n_units)
    units : array of str, shape (n_units,)
        The stratum of each unit.
    """
    there = (~np.isnan(scores)).sum(axis=0)
    value = np.zeros((len(splits), scores.shape[1]))
    variance = np.zeros_like(value)
    short = np.zeros_like(value, dtype=bool)
    for name in np.unique(units):
        own = units == name
        weight = (~np.isnan(scores[own])).sum(axis=0) / there
        difference, v, few = split_moments(scores[own], splits[:, own])
        value += np.where(few, 0.0, weight * difference)
        variance += np.where(few, 0.0, weight**2 * v)
        short |= few
    return np.where(short, np.inf, studentised(value, np.sqrt(variance)))


def ratio_statistics(raised: Array, attended: Array, splits: NDArray[np.bool_]) -> Array:
    """Return the studentised attendee-weighted difference for each split and theme.

    Parameters
    ----------
    raised, attended : array, shape (n_units, n_themes)
        People who raised it, and people there, dealt out together; NaN where not read.
    splits : array of bool, shape (n_splits, n_units)

    Notes
    -----
    R = sum(x) / sum(n); residual e = (x - R n) / mean(n); variance sum(e^2) / (G - 1) / G.
    """
    there = ~np.isnan(raised)
    x, n = np.where(there, raised, 0.0), np.where(there, attended, 0.0)
    sides = []
    for side in (splits, ~splits):
        label = side.astype(np.float64)
        units, sum_x, sum_n = label @ there, label @ x, label @ n
        with np.errstate(divide="ignore", invalid="ignore"):
            share = sum_x / sum_n
            squares = label @ x**2 - 2 * share * (label @ (x * n)) + share**2 * (label @ n**2)
            mean = sum_n / units
            variance = np.maximum(squares, 0) / mean**2 / (units - 1) / units
        sides.append((units, share, variance))
    (n1, r1, v1), (n0, r0, v0) = sides
    t = studentised(r1 - r0, np.sqrt(v1 + v0))
    return np.where((n1 < 2) | (n0 < 2), np.inf, t)


def paired_ratio_difference(
    raised: tuple[Array, Array], attended: tuple[Array, Array]
) -> Difference:
    """Return the attendee-weighted difference where the same units met in both years.

    The variance is that of the pairs' differences of residuals; ``df`` is n - 1.
    """
    shares, residuals = [], []
    for x, n in zip(raised, attended, strict=True):
        share = float(x.sum() / n.sum())
        shares.append(share)
        residuals.append((x - share * n) / n.mean())
    d = residuals[1] - residuals[0]
    se = math.sqrt(float((d**2).sum()) / (d.size - 1) / d.size)
    return Difference(shares[1] - shares[0], se, d.size - 1)


def ratio_flip_statistics(
    raised: tuple[Array, Array], attended: tuple[Array, Array], signs: Array
) -> Array:
    """Return the paired attendee-weighted t for each flip, (n_flips, n_themes).

    Parameters
    ----------
    raised, attended : pair of arrays, shape (n_pairs, n_themes)
        Earlier year first; NaN where a pair was not read in both years.
    signs : array, shape (n_flips, n_pairs)
        -1 swaps the years of a pair, (x, n) together.
    """
    columns = []
    for k in range(raised[0].shape[1]):
        there = ~(np.isnan(raised[0][:, k]) | np.isnan(raised[1][:, k]))
        x1, x2 = raised[0][there, k], raised[1][there, k]
        n1, n2 = attended[0][there, k], attended[1][there, k]
        swap = signs[:, there] < 0
        parts = []
        for x, n in (
            (np.where(swap, x2, x1), np.where(swap, n2, n1)),
            (np.where(swap, x1, x2), np.where(swap, n1, n2)),
        ):
            share = x.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
            parts.append((share[:, 0], (x - share * n) / n.mean(axis=1, keepdims=True)))
        (r1, e1), (r2, e2) = parts
        pairs = int(there.sum())
        se = np.sqrt(((e2 - e1) ** 2).sum(axis=1) / (pairs - 1) / pairs)
        columns.append(studentised(r2 - r1, se))
    return np.column_stack(columns)
