"""Tests and intervals for few groups: studentised permutation, Welch's interval, step-down maxT.

Everything here works on arrays of one number a sampling unit (a group, or a team); nothing here
knows a transcript.

Checked against the truth table T13 (``tests/themes/test_inference.py``) and by simulation
(``tests/validity``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from practicelearn._student_t import stdtr, stdtrit
from practicelearn.themes.stretches import stretches

__all__ = [
    "MAX_SPLITS",
    "Difference",
    "max_t",
    "paired_difference",
    "permutation_p",
    "ratio_difference",
    "relabellings",
    "sign_flips",
    "smallest_detectable",
    "split_moments",
    "split_statistics",
    "studentised",
    "welch_difference",
]

Array: TypeAlias = NDArray[np.float64]

MAX_SPLITS = 200_000
"""Up to this many splits are listed in full; beyond it, 9,999 are drawn."""

_DRAWS = 9_999
_TIE = 1e-9  # statistics closer than this are equal: they differ by rounding only


@dataclass(frozen=True)
class Difference:
    """A difference between two years with what its interval needs.

    ``value`` is later minus earlier, in shares of people (-1 to 1); ``se`` its standard error;
    ``df`` the degrees of freedom (Satterthwaite for unpaired units).
    """

    value: float
    se: float
    df: float

    @property
    def t(self) -> float:
        """The studentised difference; infinite when a difference has no spread at all."""
        return float(studentised(np.array([self.value]), np.array([self.se]))[0])

    @property
    def p(self) -> float:
        """Two-sided p of Student's t: the dual of the interval; NaN without spread."""
        return float(2 * stdtr(self.df, -abs(self.t))) if self.se > 0 else math.nan

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the t interval, clipped to [-1, 1]; NaN when there is no spread."""
        if not self.se > 0:
            return math.nan, math.nan
        half = float(stdtrit(self.df, 0.5 + level / 2)) * self.se
        return max(-1.0, self.value - half), min(1.0, self.value + half)


def welch_difference(before: Array, after: Array) -> Difference:
    """Return the difference of means with Welch's standard error and degrees of freedom.

    Parameters
    ----------
    before, after : array, shape (n_units,)
        At least two units each.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35.
    """
    v0, v1 = (float(own.var(ddof=1)) / own.size for own in (before, after))
    total, below = v0 + v1, v0 * v0 / (before.size - 1) + v1 * v1 / (after.size - 1)
    df = total**2 / below if below > 0 else math.nan
    return Difference(float(after.mean() - before.mean()), math.sqrt(total), df)


def paired_difference(before: Array, after: Array) -> Difference:
    """Return the mean of the units' differences, with its standard error; ``df`` is n - 1."""
    d = after - before
    return Difference(float(d.mean()), float(d.std(ddof=1) / math.sqrt(d.size)), d.size - 1)


def ratio_difference(raised: tuple[Array, Array], attended: tuple[Array, Array]) -> Difference:
    """Return the difference of attendee-weighted shares, R = sum(x) / sum(n) in each year.

    Parameters
    ----------
    raised, attended : pair of arrays
        People who raised it, and people present, a unit; earlier year first.

    Notes
    -----
    Ratio estimator: residual e = (x - R n) / mean(n), variance sum(e^2) / (G - 1) / G. The
    degrees of freedom are Satterthwaite's, as for Welch.
    """
    shares, variances, dofs = [], [], []
    for x, n in zip(raised, attended, strict=True):
        share = float(x.sum() / n.sum())
        residual = (x - share * n) / n.mean()
        shares.append(share)
        variances.append(float((residual**2).sum() / (x.size - 1) / x.size))
        dofs.append(x.size - 1)
    total = sum(variances)
    below = sum(v**2 / d for v, d in zip(variances, dofs, strict=True))
    df = total**2 / below if below > 0 else math.nan
    return Difference(shares[1] - shares[0], math.sqrt(total), df)


def smallest_detectable(before: Array, after: Array) -> float:
    """Return the smallest difference that 80 % of such studies would detect; NaN when an SD is 0.

    (t(.975, df) + t(.80, df)) * se, with Welch's se and df.
    """
    if before.std() == 0 or after.std() == 0:
        return math.nan
    d = welch_difference(before, after)
    return float((stdtrit(d.df, 0.975) + stdtrit(d.df, 0.80)) * d.se)


def relabellings(n_before: int, n_after: int, *, random_state: int = 0) -> NDArray[np.bool_]:
    """Return which units count as "after" in each split of the pooled units.

    Returns
    -------
    array of bool, shape (n_splits, n_before + n_after)
        The first row is the split as observed. All C(n, n_after) splits when they are at most
        ``MAX_SPLITS``; otherwise the observed one and 9,999 drawn at random, so that
        p = (b + 1) / (B + 1) is the mean over rows in both cases.
    """
    n = n_before + n_after
    if math.comb(n, n_after) <= MAX_SPLITS:
        return _all_splits(n_before, n_after)
    rng = np.random.default_rng(random_state)
    rows = np.zeros((_DRAWS + 1, n), dtype=bool)
    rows[0, n_before:] = True
    for own in stretches(rows[1:]):  # the numbers drawn are sixteen times what is kept of them
        chosen = rng.random(own.shape).argpartition(n_after, axis=1)[:, :n_after]
        np.put_along_axis(own, chosen, values=True, axis=1)
    return rows


def sign_flips(n_pairs: int, *, random_state: int = 0) -> Array:
    """Return the signs of each flip within pairs, (n_flips, n_pairs), observed first."""
    if 2**n_pairs <= MAX_SPLITS:
        bits = (np.arange(2**n_pairs)[:, None] >> np.arange(n_pairs)) & 1
        return (1 - 2 * bits).astype(np.float64)
    rng = np.random.default_rng(random_state)
    signs: Array = np.where(rng.random((_DRAWS + 1, n_pairs)) < 0.5, -1.0, 1.0)
    signs[0] = 1
    return signs


def split_statistics(scores: Array, splits: NDArray[np.bool_] | Array) -> Array:
    """Return Welch's t for each split and theme.

    Parameters
    ----------
    scores : array, shape (n_units, n_themes)
        Earlier units first. NaN where a unit was not read for a theme.
    splits : array of bool, shape (n_splits, n_units)
        Or of 0 and 1, which saves turning them into numbers.

    Returns
    -------
    array, shape (n_splits, n_themes)
        Infinite where a split leaves fewer than two units of a theme on a side: such a split
        counts against the theme, which can only make p larger.
    """
    difference, variance, few = split_moments(scores, splits)
    return np.where(few, np.inf, studentised(difference, np.sqrt(variance)))


def split_moments(
    scores: Array, splits: NDArray[np.bool_] | Array
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return difference, Welch's variance, and whether a side has fewer than two units.

    Parameters are those of ``split_statistics``; each result has shape (n_splits, n_themes).
    """
    there = ~np.isnan(scores)
    centred = np.where(there, scores - np.nanmean(scores, axis=0), 0.0)
    label = splits.astype(np.float64, copy=False)
    squared = centred**2
    # where nothing is missing, a side has the same size in every split
    n1 = (label[:1] if there.all() else label) @ there
    total, squares = label @ centred, label @ squared
    m1, v1 = _moments(n1, total, squares)
    # the other side is the whole less this one
    n0 = there.sum(axis=0) - n1
    m0, v0 = _moments(n0, centred.sum(axis=0) - total, squared.sum(axis=0) - squares)
    few = np.broadcast_to((n1 < 2) | (n0 < 2), m1.shape)
    return m1 - m0, v1 + v0, few


def _moments(n: Array, total: Array, squares: Array) -> tuple[Array, Array]:
    """Mean and variance of the mean from count, sum and sum of squares."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        variance = squares - total * mean
        np.maximum(variance, 0, out=variance)
        variance /= (n - 1) * n
    return mean, variance


def flip_statistics(differences: Array, signs: Array) -> Array:
    """Return the paired t for each flip and theme; ``differences`` is (n_pairs, n_themes)."""
    there = ~np.isnan(differences)
    n = there.sum(axis=0)
    d = np.where(there, differences, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = signs @ d / n
        # squares do not change with the signs
        variance = np.maximum((d**2).sum(axis=0) - n * mean**2, 0) / (n - 1) / n
    return studentised(mean, np.sqrt(variance))


def studentised(difference: Array, se: Array) -> Array:
    """Return difference over se; 0 where both are 0, infinite where only se is.

    NaN where either is NaN: what cannot be computed is no evidence of anything.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        t: Array = np.where(se <= _TIE, np.sign(difference) * np.inf, difference / se)
        return np.where((np.abs(difference) < _TIE) & ~np.isnan(se), 0.0, t)


def permutation_p(statistics: Array) -> Array:
    """Return the two-sided p of each theme: the share of rows at least as far out as the first.

    Parameters
    ----------
    statistics : array, shape (n_splits, n_themes)
        The first row is the observed split.

    Returns
    -------
    array, shape (n_themes,)
        NaN where the observed statistic is NaN. A split whose statistic is NaN counts against the
        theme, which can only make p larger.
    """
    far = _far(statistics)
    share: Array = (far >= _reach(far[0])).mean(axis=0)
    return np.where(np.isnan(statistics[0]), np.nan, share)


def max_t(statistics: Array) -> Array:
    """Return family-wise p values by the step-down maximum of |t| over the same splits.

    NaN where the observed statistic is NaN; such a theme is in no maximum. Another's NaN in a split
    counts as infinitely far out.

    References
    ----------
    Westfall and Young (1993), Resampling-based multiple testing, algorithm 4.1.
    """
    unknown = np.isnan(statistics[0])
    if unknown.any():
        p_known = np.full(statistics.shape[1], np.nan)
        if not unknown.all():
            p_known[~unknown] = max_t(statistics[:, ~unknown])
        return p_known
    far = _far(statistics)
    order = np.argsort(-far[0], kind="stable")
    largest = np.maximum.accumulate(far[:, order[::-1]], axis=1)[:, ::-1]
    p = (largest >= _reach(far[0, order])).mean(axis=0)
    adjusted: Array = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(p)
    return adjusted


@lru_cache(maxsize=8)
def _all_splits(n_before: int, n_after: int) -> NDArray[np.bool_]:
    n = n_before + n_after
    # in this order the first combination is the observed one: the last n_after units
    chosen = np.array(list(combinations(range(n - 1, -1, -1), n_after)))
    rows = np.zeros((len(chosen), n), dtype=bool)
    np.put_along_axis(rows, chosen, values=True, axis=1)
    rows.setflags(write=False)
    return rows


def _far(statistics: Array) -> Array:
    """How far out each is; what is not a number is as far out as can be."""
    far: Array = np.abs(statistics)
    return np.where(np.isnan(far), np.inf, far)


def _reach(observed: Array) -> Array:
    return observed - _TIE * np.maximum(1.0, np.where(np.isinf(observed), 1.0, observed))
