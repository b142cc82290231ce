"""How alike people of one group are: estimated from a round, for planning the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from practicelearn._student_t import stdtrit
from practicelearn.themes.inference import Array

__all__ = ["Alike", "alike_in"]

FEWEST_GROUPS = 4


@dataclass(frozen=True)
class Alike:
    """An intraclass correlation with its 95% interval, 0 to 1; NaN where it cannot be known."""

    value: float
    low: float
    high: float
    n_groups: int


def alike_in(scores: pd.DataFrame, themes: Sequence[str]) -> Alike:
    """Return the intraclass correlation of people of a group, over themes, in one round.

    Parameters
    ----------
    scores : DataFrame
        Of one round: theme_id, group, n_raised, n_people, as ``Themes.scores``. Groups without a
        share of people are left out.
    themes : sequence of str

    Notes
    -----
    The estimator of the analysis of variance, pooled: the sums over themes of MSB - MSW and of
    MSB + (n0 - 1) MSW, one by the other; nought where groups differ less than by chance. The
    interval leaves one group out at a time (jackknife, Student's t): with eight groups it is wide.

    References
    ----------
    Ridout, Demetrio and Firth (1999), Biometrics 55, 137-148, section 2.
    """
    known = scores[scores["theme_id"].isin(list(themes)) & scores["n_raised"].notna()]
    wide = known.assign(n=known["n_people"].where(known["n_people"] > 0)).dropna(subset=["n"])
    raised, present = (
        wide.pivot_table(index="group", columns="theme_id", values=v, aggfunc="sum", dropna=False)
        .astype(float)
        .where(
            wide.pivot_table(
                index="group", columns="theme_id", values="n", aggfunc="count", dropna=False
            )
            > 0
        )
        .to_numpy()
        for v in ("n_raised", "n")
    )
    n_groups = len(raised) if raised.size else 0
    if n_groups < FEWEST_GROUPS:
        return Alike(math.nan, math.nan, math.nan, n_groups)
    value = _pooled(raised, present)
    kept = ~np.eye(n_groups, dtype=bool)
    without = np.array([_pooled(raised[own], present[own]) for own in kept])
    error = math.sqrt((n_groups - 1) / n_groups * float(((without - without.mean()) ** 2).sum()))
    half = float(stdtrit(n_groups - 1, 0.975)) * error
    low, middle, high = (float(np.clip(v, 0, 1)) for v in (value - half, value, value + half))
    return Alike(middle, low, high, n_groups)


def _pooled(raised: Array, present: Array) -> float:
    over = under = 0.0
    for x, n in zip(raised.T, present.T, strict=True):
        own = ~np.isnan(x)
        between, within, size = _mean_squares(x[own], n[own])
        over += between - within
        under += between + (size - 1) * within
    return over / under if under > 0 else math.nan


def _mean_squares(x: Array, n: Array) -> tuple[float, float, float]:
    """Mean squares between and within groups, and the size a group counts as."""
    k, total = x.size, float(n.sum())
    if k < 2 or total <= k:
        return 0.0, 0.0, 1.0
    share = x / n
    between = float((n * (share - x.sum() / total) ** 2).sum()) / (k - 1)
    within = float((n * share * (1 - share)).sum()) / (total - k)
    return between, within, (total - float((n**2).sum()) / total) / (k - 1)
