"""Agreement on every code at once: each code against the rest, from counts that add over sessions.

With two values and missing, m coders leave at most 3^m patterns on a unit. Counting the patterns a
session and code is all the data any coefficient needs: the whole is their sum, and the study
without one session a subtraction. So forty codes and their jackknife cost one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import a_kind, check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.agreement.intervals import (
    Interval,
    IntervalKind,
    bootstrap_interval,
    jackknife_interval,
)
from practicelearn.errors import TableError

__all__ = [
    "FORMULAS",
    "Measure",
    "PatternCounts",
    "agreement_by_code",
    "count_patterns",
    "measure_of",
]

Floats: TypeAlias = NDArray[np.float64]

Measure = Literal[
    "alpha", "cohen", "conger", "light", "fleiss", "scott", "brennan_prediger", "gwet_ac1"
]

MISSING, NOT_CODED, CODED = 0, 1, 2


@dataclass(frozen=True)
class PatternCounts:
    """How often each pattern of the coders' values occurs.

    Parameters
    ----------
    patterns : array of int, shape (n_patterns, n_coders)
        0 missing, 1 not coded, 2 coded.
    counts : array, shape (n_sessions, n_codes, n_patterns)
        Units (or their lengths) that show the pattern.
    """

    patterns: NDArray[np.intp]
    counts: Floats

    @property
    def n_given(self) -> Floats:
        """Coders who gave a value, a pattern."""
        return np.asarray((self.patterns != MISSING).sum(axis=1), dtype=np.float64)

    @property
    def n_coded(self) -> Floats:
        """Coders who coded, a pattern."""
        return np.asarray((self.patterns == CODED).sum(axis=1), dtype=np.float64)

    @property
    def paired(self) -> Floats:
        """1 for patterns with at least two values, else 0."""
        return (self.n_given >= 2).astype(np.float64)

    @property
    def total(self) -> Floats:
        """Counts over all sessions, shape (n_codes, n_patterns)."""
        return np.asarray(self.counts.sum(axis=0))


def agreement_by_code(
    coded: Any,
    *,
    codes: Sequence[Hashable] | None = None,
    measure: Measure = "alpha",
    sessions: Sequence[Hashable] | None = None,
    sizes: Any = None,
    interval: IntervalKind | None = "jackknife",
) -> pd.DataFrame:
    """Return agreement on each code, with an interval over sessions.

    Parameters
    ----------
    coded : array-like, shape (n_units, n_coders, n_codes)
        1 coded, 0 not coded, NaN (or -1 in an array of integers) not read.
    codes : sequence, optional
        Names for the rows; by default their numbers.
    measure : str, default "alpha"
        alpha (Krippendorff, nominal), cohen, conger, light, fleiss, scott, brennan_prediger or
        gwet_ac1.
    sessions : sequence, shape (n_units,), optional
        The session of each unit. Turns of one meeting are no independent units, so there is no
        interval without it.
    sizes : array-like, shape (n_units,), optional
        Length of each unit, where units are stretches of characters.
    interval : str or None, default "jackknife"
        "jackknife" (one session left out at a time), "bootstrap" (sessions drawn again), or None.

    Returns
    -------
    DataFrame
        Index code: percent (share of pairs of coders who agree, 0 to 1), a column named by the
        measure, prevalence (share of values that are "coded"), specific (specific agreement: of
        the pairs with a coder who coded, how far the other did too), n_units (those with two
        values), n_sessions, low, high (95 %), why (why the measure or its interval is missing).

    Raises
    ------
    TableError
        Shapes do not fit, or the measure is for two coders and there are more.

    Notes
    -----
    A code that nobody used is undefined, never 1; so is one coded everywhere.

    Examples
    --------
    >>> import practicelearn as prac
    >>> coded = [[[1], [1]], [[0], [1]], [[0], [0]], [[1], [1]]]
    >>> table = prac.reliability.agreement_by_code(coded, codes=["tools"], interval=None)
    >>> float(table.loc["tools", "percent"])
    0.75
    """
    check_arguments(agreement_by_code, locals())
    counted = count_patterns(coded, sessions=sessions, sizes=sizes)
    n_coders = counted.patterns.shape[1]
    formula = _guarded(counted, measure_of(measure, n_coders))
    total = counted.total
    value = formula(total)
    with_pair = (counted.counts @ counted.paired) > 0
    found = _interval(
        counted, formula, value, with_pair, interval if sessions is not None else None
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        n_values = total @ (counted.paired * counted.n_given)
        n_coded = total @ (counted.paired * counted.n_coded)
        others = np.maximum(counted.n_given - 1, 1)
        joint = total @ (counted.paired * counted.n_coded * (counted.n_coded - 1) / others)
        table = {
            "percent": _percent(counted, total),
            measure: value,
            "prevalence": n_coded / n_values,
            "specific": joint / n_coded,
            "n_units": total @ counted.paired,
            "n_sessions": with_pair.sum(axis=0) if sessions is not None else np.nan,
            "low": found.low,
            "high": found.high,
        }
    frame = pd.DataFrame(table, index=pd.Index(_names(codes, len(total)), name="code"))
    why = [_why(*row, n_coders) for row in zip(n_values, n_coded, value, strict=True)]
    frame["why"] = pd.Series(
        [a or b for a, b in zip(why, found.why, strict=True)], index=frame.index, dtype=object
    )
    return frame


def count_patterns(
    coded: Any, *, sessions: Sequence[Hashable] | None = None, sizes: Any = None
) -> PatternCounts:
    """Return how often each pattern of values occurs in each session for each code.

    Parameters are those of ``agreement_by_code``; sessions come in the order in which they occur.
    """
    table = np.asarray(coded)
    if table.ndim != 3:
        raise TableError(
            f"coded: expected three dimensions, units by coders by codes; found {a_kind(coded)} "
            f"of {table.ndim}."
        )
    n_units, n_coders, n_codes = table.shape
    key = np.zeros((n_units, n_codes), dtype=np.int64)
    for coder in range(n_coders):
        own = table[:, coder]
        digit = (own == 1).astype(np.int8) + (own >= 0)  # NaN >= 0 is False: missing
        key += digit * np.int64(3**coder)
    if n_coders <= 6:
        keys, n_patterns = np.arange(3**n_coders), 3**n_coders
    else:  # most of 3^m patterns never occur: keep those that do
        keys, inverse = np.unique(key, return_inverse=True)
        key, n_patterns = inverse.reshape(key.shape).astype(np.int64), len(keys)
    session = _numbers(sessions, n_units)
    n_sessions = int(session.max(initial=0)) + 1
    place = key + (session[:, None] * n_codes + np.arange(n_codes)) * n_patterns
    size = None if sizes is None else np.repeat(np.asarray(sizes, dtype=np.float64), n_codes)
    flat = np.bincount(place.ravel(), weights=size, minlength=n_sessions * n_codes * n_patterns)
    patterns = keys[:, None] // 3 ** np.arange(n_coders) % 3
    shape = (n_sessions, n_codes, n_patterns)
    return PatternCounts(patterns.astype(np.intp), flat.reshape(shape).astype(np.float64))


Formula: TypeAlias = Callable[[PatternCounts, Floats], Floats]
"""From counts of any leading shape (..., n_patterns) to the coefficient, shape (...)."""


def measure_of(measure: str, n_coders: int) -> Formula:
    """Return the formula of a measure by name.

    Raises
    ------
    TableError
        The name is unknown, or the measure is for two coders and there are more.
    """
    if measure not in FORMULAS:
        raise TableError(
            f'measure: "{measure}" is not known; there are {", ".join(FORMULAS)}.'
            f"{near_match(measure, FORMULAS)}"
        )
    if measure in {"cohen", "scott"} and n_coders > 2:
        instead = "conger or light" if measure == "cohen" else "fleiss"
        raise TableError(
            f"measure: {measure} is for two coders, found {n_coders}. Name two with coders=, or "
            f"use {instead}."
        )
    return FORMULAS[measure]


def _percent(p: PatternCounts, counts: Floats) -> Floats:
    pairs = np.maximum(p.n_given * (p.n_given - 1), 1)
    same = p.n_coded * (p.n_coded - 1) + (p.n_given - p.n_coded) * (p.n_given - p.n_coded - 1)
    return np.asarray((counts @ (p.paired * same / pairs)) / (counts @ p.paired))


def _alpha(p: PatternCounts, counts: Floats) -> Floats:
    k, n = p.n_coded, p.n_given
    total = counts @ (p.paired * n)
    coded = counts @ (p.paired * k)
    apart = counts @ (p.paired * k * (n - k) / np.maximum(n - 1, 1))
    return np.asarray(1 - apart * (total - 1) / (coded * (total - coded)))


def _share(p: PatternCounts, counts: Floats) -> Floats:
    """The mean over units with a value of the share of coders who coded."""
    given = p.n_given > 0
    share = np.divide(p.n_coded, p.n_given, out=np.zeros_like(p.n_given), where=given)
    return np.asarray((counts @ share) / (counts @ given.astype(np.float64)))


def _fleiss(p: PatternCounts, counts: Floats) -> Floats:
    pi = _share(p, counts)
    return _corrected(_percent(p, counts), pi**2 + (1 - pi) ** 2)


def _gwet(p: PatternCounts, counts: Floats) -> Floats:
    pi = _share(p, counts)
    return _corrected(_percent(p, counts), 2 * pi * (1 - pi))


def _brennan_prediger(p: PatternCounts, counts: Floats) -> Floats:
    return _corrected(_percent(p, counts), np.asarray(0.5))


def _scott(p: PatternCounts, counts: Floats) -> Floats:
    return _fleiss(p, counts * p.paired)


def _conger(p: PatternCounts, counts: Floats) -> Floats:
    given = counts @ (p.patterns != MISSING).astype(np.float64)
    coded = counts @ (p.patterns == CODED).astype(np.float64)
    share = coded / given  # of each coder, over the units that coder read
    pairs = list(combinations(range(p.patterns.shape[1]), 2))
    chance = [
        share[..., a] * share[..., b] + (1 - share[..., a]) * (1 - share[..., b]) for a, b in pairs
    ]
    return _corrected(_percent(p, counts), np.mean(chance, axis=0))


def _light(p: PatternCounts, counts: Floats) -> Floats:
    found = []
    for a, b in combinations(range(p.patterns.shape[1]), 2):
        both = (p.patterns[:, a] != MISSING) & (p.patterns[:, b] != MISSING)
        own = PatternCounts(p.patterns[:, [a, b]], p.counts)
        found.append(_conger(own, counts * both))
    return np.asarray(np.mean(found, axis=0))


def _corrected(observed: Floats, expected: Floats) -> Floats:
    return np.asarray((observed - expected) / (1 - expected))


FORMULAS: dict[str, Formula] = {
    "alpha": _alpha,
    "cohen": _light,
    "conger": _conger,
    "light": _light,
    "fleiss": _fleiss,
    "scott": _scott,
    "brennan_prediger": _brennan_prediger,
    "gwet_ac1": _gwet,
}


def _guarded(counted: PatternCounts, formula: Formula) -> Callable[[Floats], Floats]:
    """Return the formula with NaN where nobody, or everybody everywhere, used the code."""

    def of(counts: Floats) -> Floats:
        if counted.patterns.shape[1] < 2:
            return np.full(counts.shape[:-1], np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = formula(counted, counts)
        coded = counts @ (counted.paired * counted.n_coded)
        free = counts @ (counted.paired * (counted.n_given - counted.n_coded))
        return np.where((coded > 0) & (free > 0) & np.isfinite(found), found, np.nan)

    return of


def _interval(
    counted: PatternCounts,
    formula: Callable[[Floats], Floats],
    value: Floats,
    with_pair: NDArray[np.bool_],
    kind: IntervalKind | None,
) -> Interval:
    if kind is None:
        nothing = np.full(len(value), np.nan)
        return Interval(nothing, nothing, [None] * len(value))
    if kind == "bootstrap":
        return bootstrap_interval(counted.counts, formula)
    return jackknife_interval(value, formula(counted.total - counted.counts), with_pair)


def _why(n_values: float, n_coded: float, value: float, n_coders: int) -> str | None:
    if n_coders < 2:
        return "there is one coder only"
    if n_values == 0:
        return "nothing was read by two coders with this code"
    if n_coded == 0:
        return "nobody used this code in what two coders read"
    if n_coded == n_values:
        return "everybody used this code everywhere"
    return None if np.isfinite(value) else "one of the coders gave no value, or always the same"


def _names(codes: Sequence[Hashable] | None, n: int) -> list[Hashable]:
    if codes is None:
        return list(range(n))
    if len(codes) != n:
        raise TableError(f"codes: {len(codes)} names for {n} codes.")
    return list(codes)


def _numbers(sessions: Sequence[Hashable] | None, n: int) -> NDArray[np.int64]:
    if sessions is None:
        return np.zeros(n, dtype=np.int64)
    if len(sessions) != n:
        raise TableError(f"sessions: {len(sessions)} given for {n} units.")
    place, _ = pd.factorize(np.asarray(sessions))
    if (place < 0).any():
        raise TableError(f"sessions: unit {int(np.argmax(place < 0))} has none.")
    return np.asarray(place, dtype=np.int64)
