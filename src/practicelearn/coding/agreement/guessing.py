"""Standard errors of kappa if coders only guessed, as older papers print them beside a z.

They answer whether agreement is better than chance, which it nearly always is and which says
nothing about whether coding is good enough. For an interval use the coefficients' own errors, or
the jackknife over sessions.

References
----------
Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327; Fleiss, Nee and Landis (1979),
Psychological Bulletin 86, 974-977.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from practicelearn.coding.agreement.ratings import read_ratings
from practicelearn.errors import TableError

__all__ = ["cohen_null_se", "fleiss_null_se"]


def cohen_null_se(ratings: Any) -> float:
    """Return the standard error of Cohen's kappa when it is truly 0; NaN when chance is 1.

    Parameters
    ----------
    ratings : array-like, shape (n_units, 2)
        Units with one value are left out.

    Raises
    ------
    TableError
        There are not two coders.
    """
    read = read_ratings(ratings)
    if read.n_coders != 2:
        raise TableError(f"ratings: Cohen's kappa is for two coders, found {read.n_coders}.")
    place = read.place[(read.place >= 0).all(axis=1)]
    n, q = len(place), len(read.values)
    if not n:
        return math.nan
    first, second = (np.bincount(place[:, c], minlength=q) / n for c in (0, 1))
    chance = float(first @ second)
    if not 1 - chance > 1e-12:
        return math.nan
    spread = chance + chance**2 - float((first * second * (first + second)).sum())
    return math.sqrt(spread / n) / (1 - chance)


def fleiss_null_se(ratings: Any) -> float:
    """Return the standard error of Fleiss's kappa when it is truly 0.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        Every unit with the same number of values; otherwise the result is NaN, and so it is when
        there is one value only.
    """
    counts = read_ratings(ratings).counts
    given = counts.sum(axis=1)
    if not len(given) or given[0] < 2 or (given != given[0]).any():
        return math.nan
    n, m = len(given), float(given[0])
    p = counts.sum(axis=0) / (n * m)
    q = 1 - p
    total = float(p @ q)
    if not total > 0:
        return math.nan
    spread = total**2 - float((p * q * (q - p)).sum())
    return math.sqrt(2 * spread / (n * m * (m - 1))) / total
