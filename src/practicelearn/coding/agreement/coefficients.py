"""Chance-corrected agreement on units: percent, Cohen, Conger, Light, Fleiss, Scott, and others.

All are (observed - expected) / (1 - expected) and differ in what they expect of chance. Ratings
are arrays of units by coders with NaN where a coder gave none. Krippendorff's alpha has a file of
its own.

Checked against the printed tables of Krippendorff, Fleiss, Gwet, Hayes and Artstein, and against
irrCAC (``tests/coding/agreement``).

References
----------
Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapters 2 to 5; Fleiss (1971),
Psychological Bulletin 76, 378-382; Conger (1980), Psychological Bulletin 88, 322-328; Brennan and
Prediger (1981), Educational and Psychological Measurement 41, 687-699.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from practicelearn._arguments import check_arguments
from practicelearn.coding.agreement.ratings import Coefficient, Floats, Ratings, read_ratings
from practicelearn.coding.agreement.weights import Weights, agreement_weights
from practicelearn.errors import TableError

__all__ = [
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "gwet_ac1",
    "gwet_ac2",
    "light_kappa",
    "percent_agreement",
    "scott_pi",
]

Values = Sequence[Hashable]

NO_PAIR = "no unit was given a value by two coders"
ONE_CODER = "there is one coder only"
ONE_VALUE = "every value is the same, so agreement beyond chance cannot be seen"


@dataclass(frozen=True)
class _Counted:
    """Counts of the units that have a value at all."""

    ratings: Ratings
    weights: Floats
    counts: Floats  # (n, q)
    n_given: Floats  # (n,)
    observed_i: Floats  # (n,), 0 where a unit has one value only

    @property
    def paired(self) -> Any:
        return self.n_given >= 2

    @property
    def n(self) -> int:
        return len(self.counts)

    @property
    def n_paired(self) -> int:
        return int(self.paired.sum())

    @property
    def observed(self) -> float:
        return float(self.observed_i[self.paired].mean())

    @property
    def shares(self) -> Floats:
        """The mean over units of the share of coders who gave each value."""
        each: Floats = self.counts / self.n_given[:, None]
        mean: Floats = each.sum(axis=0) / max(self.n, 1)
        return mean

    @property
    def why(self) -> str | None:
        if self.ratings.n_coders < 2:
            return ONE_CODER
        return None if self.n_paired else NO_PAIR


def percent_agreement(
    ratings: Any, *, values: Values | None = None, weights: Weights = "identity"
) -> Coefficient:
    """Return the share of pairs of coders who agree, averaged over units.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        NaN or None is missing; a unit with fewer than two values is left out.
    values : sequence, optional
        The possible values; needed only for weights.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Returns
    -------
    Coefficient
        A share from 0 to 1, not corrected for chance.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.reliability.percent_agreement([[1, 1], [0, 1], [0, 0], [1, 1]]).value
    0.75
    """
    check_arguments(percent_agreement, locals())
    counted = _count(ratings, values, weights)
    return _result("percent agreement", counted, 0.0, np.zeros(counted.n))


def brennan_prediger(ratings: Any, *, values: Values, weights: Weights = "identity") -> Coefficient:
    """Return Brennan and Prediger's coefficient (Bennett's S, Randolph's free-marginal kappa).

    Chance is 1 / q. ``values`` are all values a coder could have given, used or not: taking only
    those seen would change chance.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        NaN or None is missing; a unit with fewer than two values is left out.
    values : sequence
        All values a coder could have given, used or not.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1], [0, 1], [0, 0], [1, 1]]
    >>> round(prac.reliability.brennan_prediger(ratings, values=[0, 1]).value, 2)
    0.5
    """
    check_arguments(brennan_prediger, locals())
    counted = _count(ratings, values, weights)
    expected = float(counted.weights.mean()) if len(counted.weights) else np.nan
    return _result("Brennan-Prediger", counted, expected, np.full(counted.n, expected))


def fleiss_kappa(
    ratings: Any, *, values: Values | None = None, weights: Weights = "identity"
) -> Coefficient:
    """Return Fleiss's kappa: chance from the values' shares over all coders.

    With two coders it is Scott's pi, not Cohen's kappa. Shares are means over units, as in R's
    irrCAC; where coders are missing this differs from pooling all values.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        NaN or None is missing; a unit with fewer than two values is left out.
    values : sequence, optional
        The possible values; needed only for weights.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1]]
    >>> round(prac.reliability.fleiss_kappa(ratings).value, 2)
    0.66
    """
    check_arguments(fleiss_kappa, locals())
    counted = _count(ratings, values, weights)
    pi = counted.shares
    towards = (counted.weights + counted.weights.T) @ pi / 2
    expected_i = counted.counts @ towards / counted.n_given
    return _result("Fleiss' kappa", counted, float(pi @ counted.weights @ pi), expected_i)


def scott_pi(
    ratings: Any, *, values: Values | None = None, weights: Weights = "identity"
) -> Coefficient:
    """Return Scott's pi of two coders: Fleiss's kappa on the units both gave a value.

    Parameters
    ----------
    ratings : array-like, shape (n_units, 2)
        NaN or None is missing; a unit that only one coder gave a value is left out.
    values : sequence, optional
        The possible values; needed only for weights.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Raises
    ------
    TableError
        There are more than two coders.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1], [0, 1], [0, 0], [1, 1]]
    >>> round(prac.reliability.scott_pi(ratings).value, 2)
    0.47
    """
    check_arguments(scott_pi, locals())
    both = _pair(read_ratings(ratings, values), "Scott's pi", "fleiss_kappa")
    found = fleiss_kappa(both, weights=weights)
    return _renamed(found, "Scott's pi")


def gwet_ac1(ratings: Any, *, values: Values) -> Coefficient:
    """Return Gwet's AC1: chance from how hard units are to score, Σ π(1 - π) / (q - 1).

    ``values`` are all values a coder could have given, used or not. When only one of them occurs
    the formula gives 1; that is reported as undefined, for nothing was told apart.
    """
    return _renamed(gwet_ac2(ratings, values=values, weights="identity"), "Gwet's AC1")


def gwet_ac2(ratings: Any, *, values: Values, weights: Weights) -> Coefficient:
    """Return Gwet's AC2: AC1 with agreement weights (see ``agreement_weights``)."""
    counted = _count(ratings, values, weights)
    q = len(counted.weights)
    if q < 2:
        raise TableError("values: Gwet's coefficients need at least two possible values.")
    pi = counted.shares
    scale = float(counted.weights.sum()) / (q * (q - 1))
    expected_i = scale * (counted.counts @ (1 - pi)) / counted.n_given
    seen = int((counted.counts.sum(axis=0) > 0).sum())
    why = ONE_VALUE if seen < 2 else None
    return _result("Gwet's AC2", counted, scale * float(pi @ (1 - pi)), expected_i, why)


def gwet_ac(ratings: Any, *, values: Values, weights: Weights = "identity") -> Coefficient:
    """Return Gwet's AC1; or AC2, where weights say how near two values are to each other.

    ``values`` are all values a coder could have given, used or not; ``weights`` as
    ``agreement_weights`` knows them. When only one value occurs the formula gives 1; that is
    reported as undefined, for nothing was told apart.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        NaN or None is missing; a unit with fewer than two values is left out.
    values : sequence
        All values a coder could have given, used or not.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1], [0, 1], [0, 0], [1, 1]]
    >>> round(prac.reliability.gwet_ac(ratings, values=[0, 1]).value, 2)
    0.53
    """
    check_arguments(gwet_ac, locals())
    if isinstance(weights, str) and weights == "identity":
        return gwet_ac1(ratings, values=values)
    return gwet_ac2(ratings, values=values, weights=weights)


def cohen_kappa(
    ratings: Any, *, values: Values | None = None, weights: Weights = "identity"
) -> Coefficient:
    """Return Cohen's kappa of two coders: chance from each coder's own shares.

    Units that only one coder gave a value are left out.

    Parameters
    ----------
    ratings : array-like, shape (n_units, 2)
        NaN or None is missing; a unit that only one coder gave a value is left out.
    values : sequence, optional
        The possible values; needed only for weights.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Raises
    ------
    TableError
        There are more than two coders.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1], [0, 1], [0, 0], [1, 1]]
    >>> round(prac.reliability.cohen_kappa(ratings).value, 2)
    0.5
    """
    check_arguments(cohen_kappa, locals())
    both = _pair(read_ratings(ratings, values), "Cohen's kappa", "conger_kappa or light_kappa")
    found = conger_kappa(both, weights=weights)
    return _renamed(found, "Cohen's kappa")


def light_kappa(
    ratings: Any, *, values: Values | None = None, weights: Weights = "identity"
) -> Coefficient:
    """Return Light's kappa: the mean of Cohen's kappas over all pairs of coders.

    Undefined when one of the pairs is; no standard error.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        NaN or None is missing; a unit with fewer than two values is left out.
    values : sequence, optional
        The possible values; needed only for weights.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1]]
    >>> round(prac.reliability.light_kappa(ratings).value, 2)
    0.67
    """
    check_arguments(light_kappa, locals())
    read = read_ratings(ratings, values)
    whole = percent_agreement(read)
    if whole.why is not None:
        return _renamed(whole, "Light's kappa")
    found = []
    for a, b in combinations(range(read.n_coders), 2):
        own = Ratings(read.place[:, [a, b]], read.values)
        kappa = cohen_kappa(own, weights=weights)
        if kappa.why is not None:
            return Coefficient(
                "Light's kappa", np.nan, n_units=whole.n_units,
                why=f"coders {a} and {b} (from 0): {kappa.why}",
            )  # fmt: skip
        found.append(kappa)
    return Coefficient(
        "Light's kappa",
        float(np.mean([k.value for k in found])),
        observed=float(np.mean([k.observed for k in found])),
        expected=float(np.mean([k.expected for k in found])),
        n_units=whole.n_units,
    )


def conger_kappa(
    ratings: Any, *, values: Values | None = None, weights: Weights = "identity"
) -> Coefficient:
    """Return Conger's kappa: Cohen's kappa for any number of coders.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        NaN or None is missing; a unit with fewer than two values is left out.
    values : sequence, optional
        The possible values; needed only for weights.
    weights : str or array, default "identity"
        See ``agreement_weights``.

    Notes
    -----
    Where values are missing, a coder's share of a value is taken over the units that coder has
    given a value, as in irrCAC for R and for Python, which have one formula. (The .76282 that
    irrCAC prints is of Gwet's file cac.raw4raters, in which another coder than in Krippendorff's
    example of 2011, .76207, gave unit 12 its only value.)

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[1, 1, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1]]
    >>> round(prac.reliability.conger_kappa(ratings).value, 2)
    0.67
    """
    check_arguments(conger_kappa, locals())
    counted = _count(ratings, values, weights)
    place, w = counted.ratings.place, counted.weights
    n, m = place.shape
    q = len(w)
    given = place >= 0
    units_of = given.sum(axis=0)
    if counted.why is not None or (units_of == 0).any():
        why = counted.why or "a coder gave no value at all"
        return _result("Conger's kappa", counted, np.nan, np.zeros(n), why)
    is_value = place[:, :, None] == np.arange(q)  # (n, m, q)
    own = is_value.sum(axis=0) / units_of[:, None]  # each coder's shares, (m, q)
    mean = own.mean(axis=0)
    spread = (own.T @ own - m * np.outer(mean, mean)) / (m - 1)
    expected = float((w * (np.outer(mean, mean) - spread / m)).sum())
    # How each unit moves each coder's shares, and through them what chance expects.
    moved = is_value - (given - units_of / n)[:, :, None] * own
    moved = (moved @ w.T) * (n / units_of)[:, None]
    expected_i = (moved * (m * mean - own)).sum(axis=(1, 2)) / (m * (m - 1))
    return _result("Conger's kappa", counted, expected, expected_i)


def _count(ratings: Any, values: Values | None, weights: Weights) -> _Counted:
    read = read_ratings(ratings, values)
    read = Ratings(read.place[(read.place >= 0).any(axis=1)], read.values)
    w = agreement_weights(weights, read.values)
    counts = read.counts
    n_given = counts.sum(axis=1)
    pairs = n_given * (n_given - 1)
    agreeing = (counts * (counts @ w.T - 1)).sum(axis=1)
    observed_i = np.divide(agreeing, pairs, out=np.zeros_like(pairs), where=pairs > 0)
    return _Counted(read, w, counts, n_given, observed_i)


def _result(
    name: str, counted: _Counted, expected: float, expected_i: Floats, why: str | None = None
) -> Coefficient:
    """Return the coefficient with Gwet's linearised standard error."""
    why = counted.why or why
    if why is None and not 1 - expected > 1e-12:
        why = ONE_VALUE
    if why is not None:
        return Coefficient(name, np.nan, n_units=counted.n_paired, why=why)
    n, room = counted.n, 1 - expected
    value = (counted.observed - expected) / room
    own = (n / counted.n_paired) * (counted.observed_i - expected * counted.paired) / room
    own = own - 2 * (1 - value) * (expected_i - expected) / room
    se = float(np.sqrt(((own - value) ** 2).sum() / (n * (n - 1)))) if n > 1 else np.nan
    return Coefficient(
        name, float(value), counted.observed, expected, counted.n_paired, se=se, df=n - 1
    )


def _pair(read: Ratings, name: str, instead: str) -> Ratings:
    if read.n_coders > 2:
        raise TableError(
            f"ratings: {name} is for two coders, found {read.n_coders}. Choose two columns, or use "
            f"{instead}."
        )
    return Ratings(read.place[(read.place >= 0).all(axis=1)], read.values)


def _renamed(found: Coefficient, name: str) -> Coefficient:
    return replace(found, name=name)
