"""Ratings: which value each coder gave each unit, and the coefficient computed from them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import a_kind
from practicelearn._student_t import stdtrit
from practicelearn._tables import in_cell, near_match
from practicelearn.errors import TableError

__all__ = ["Coefficient", "Ratings", "ratings_from_counts", "ratings_from_crosstab", "read_ratings"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True)
class Coefficient:
    """An agreement coefficient, with what it was computed from.

    Parameters
    ----------
    name : str
        The field's name for it.
    value : float
        NaN when it is undefined; ``why`` then says for what reason. Never 1 by convention.
    observed, expected : float
        Observed agreement and agreement expected by chance, as shares; for alpha with a distance
        other than nominal, 1 minus the mean distance.
    n_units : int
        Units valued by at least two coders.
    se : float
        Gwet's linearised standard error; it assumes independent units, which turns of one meeting
        are not.
    df : int
        Its degrees of freedom: units less one.
    why : str or None
        Why the value is undefined.

    Examples
    --------
    >>> import practicelearn as prac
    >>> alpha = prac.reliability.krippendorff_alpha([[1, 1], [0, 1], [0, 0], [1, 1]])
    >>> round(alpha.value, 2), alpha.n_units
    (0.53, 4)
    """

    name: str
    value: float
    observed: float = math.nan
    expected: float = math.nan
    n_units: int = 0
    se: float = math.nan
    df: int = 0
    why: str | None = None

    def __float__(self) -> float:
        return float(self.value)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return value ± t × se, the upper end clipped at 1; NaN without a standard error above 0.

        Assumes independent units. For turns nested in sessions use the jackknife over sessions.

        Examples
        --------
        >>> import practicelearn as prac
        >>> kappa = prac.reliability.cohen_kappa([[1, 1], [0, 1], [0, 0], [1, 1]])
        >>> [round(float(end), 2) for end in kappa.interval()]
        [-0.88, 1.0]
        """
        if not (self.se > 0 and self.df > 0):
            return math.nan, math.nan
        half = float(stdtrit(self.df, 0.5 + level / 2)) * self.se
        return self.value - half, min(1.0, self.value + half)

    def _repr_html_(self) -> str:
        low, high = self.interval()
        said = {
            "value": self.value, "observed": self.observed, "expected": self.expected,
            "n_units": self.n_units, "low": low, "high": high, "why": self.why,
        }  # fmt: skip
        return in_cell(self.name, pd.DataFrame({"": said}))


@dataclass(frozen=True)
class Ratings:
    """Values as numbers: ``place[i, c]`` is the place of the value in ``values``, -1 missing.

    Parameters
    ----------
    place : array of int, shape (n_units, n_coders)
    values : array, shape (n_values,)
        The values in their order.
    """

    place: Ints
    values: NDArray[Any]

    @property
    def counts(self) -> Floats:
        """How many coders gave each unit each value, shape (n_units, n_values)."""
        n, q = len(self.place), len(self.values)
        unit, coder = np.nonzero(self.place >= 0)
        flat = unit * q + self.place[unit, coder]
        return np.bincount(flat, minlength=n * q).reshape(n, q).astype(np.float64)

    @property
    def n_coders(self) -> int:
        """Columns of the ratings."""
        return int(self.place.shape[1])


def read_ratings(ratings: Any, values: Sequence[Hashable] | None = None) -> Ratings:
    """Return ratings as numbers.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        Numbers or text; None and NaN are missing. A row is a unit and a column a coder (the
        package ``krippendorff`` has it the other way round). ``Ratings`` are returned as they are.
    values : sequence, optional
        The possible values in their order; by default the values seen, sorted.

    Raises
    ------
    TableError
        The ratings have not two dimensions, or a value is not among ``values``.
    """
    if isinstance(ratings, Ratings):
        return ratings
    table = np.asarray(ratings)
    if table.ndim != 2:
        raise TableError(
            f"ratings: expected two dimensions, units by coders; found {a_kind(ratings)} of "
            f"{table.ndim}. "
            "Put one row a unit and one column a coder."
        )
    flat = table.ravel()
    if values is None:
        place, seen = pd.factorize(flat, sort=True)
        return Ratings(place.reshape(table.shape).astype(np.intp), np.asarray(seen))
    known = pd.Index(list(values))
    if not known.is_unique:
        raise TableError(f'values: "{known[known.duplicated()][0]}" is listed more than once.')
    place = known.get_indexer(flat)
    lost = (place < 0) & ~pd.isna(flat)
    if lost.any():
        first = int(np.nonzero(lost)[0][0])
        unit, coder = divmod(first, table.shape[1])
        raise TableError(
            f'ratings: row {unit}, column {coder} holds "{flat[first]}", which is not among the '
            f"possible values {', '.join(map(str, known))}.{near_match(str(flat[first]), known)}"
        )
    return Ratings(place.reshape(table.shape).astype(np.intp), known.to_numpy())


def ratings_from_counts(counts: Any) -> Floats:
    """Return ratings from how many coders chose each value, as Fleiss's tables are printed.

    Parameters
    ----------
    counts : array-like of int, shape (n_units, n_values)

    Returns
    -------
    array, shape (n_units, largest row sum)
        Values are the columns' numbers from 0; NaN where a unit had fewer coders. The columns are
        no coders: use only coefficients that do not ask who coded (percent, Fleiss,
        Brennan-Prediger, Gwet, alpha).

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.reliability.ratings_from_counts([[2, 0], [1, 1]]).tolist()
    [[0.0, 0.0], [0.0, 1.0]]
    """
    table = np.asarray(counts, dtype=np.intp)
    ends = table.cumsum(axis=1)
    seat = np.arange(int(ends[:, -1].max(initial=0)))
    value = (seat[None, :, None] >= ends[:, None, :]).sum(axis=2)
    return np.where(value < table.shape[1], value, np.nan).astype(np.float64)


def ratings_from_crosstab(crosstab: Any) -> Floats:
    """Return the ratings of two coders from their cross table (rows: first coder), from 0.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = prac.reliability.ratings_from_crosstab([[40, 9], [6, 45]])
    >>> round(prac.reliability.cohen_kappa(ratings).value, 2)
    0.7
    """
    table = np.asarray(crosstab, dtype=np.intp)
    first, second = np.indices(table.shape)
    times = table.ravel()
    pairs = np.stack([np.repeat(first.ravel(), times), np.repeat(second.ravel(), times)], axis=1)
    return pairs.astype(np.float64)
