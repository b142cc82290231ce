"""How complete the codes are: coverage, and estimates of how many there are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.codings import Codings
from practicelearn.coding.saturation.incidence import Incidence, incidence
from practicelearn.corpus import Corpus

__all__ = ["chao2", "expected_new", "sample_coverage", "saturation", "unseen"]

Counts = npt.NDArray[np.int64]


def saturation(source: pd.DataFrame | Codings, corpus: Corpus | None = None) -> pd.DataFrame:
    """Return how complete the codes are after these groups: new codes per further group, coverage.

    Parameters
    ----------
    source : DataFrame or Codings
        Groups (in the order held) × codes of 0, 1 or missing; or one reading of the study. A code
        above others counts only where passages were given that code itself.
    corpus : Corpus, optional
        Needed with codings.

    Returns
    -------
    DataFrame
        Index ``measure``: value, se, low (lower limit of Chao2), reading (what it says, in words),
        why (a reason where there is no value). Rows: n_groups, n_codes, n_incidences, n_once,
        n_twice (codes raised in one and in two groups), sample_coverage, new_codes_next_group,
        chao2, jackknife1, jackknife2, bootstrap. ``attrs["left_out"]`` lists groups and codes that
        could not be counted; ``attrs["n_codes_at_least"]`` is how many codes were heard with those
        left out.

    Notes
    -----
    Chao2 is no more than the number of codes only on average, and where some codes are common and
    others rare. In a single study it may say more than there are: in half of studies where all
    codes are about equally common. Its lower limit, ``low``, does in at most 6 of 100 (40 codes, 6
    to 24 groups, ``docs/validity-coding.md``); that is the figure for "at the least". On six groups
    the usual interval holds the truth three times in four only, so none is given. The other
    estimators assume more and vary as much. None of them says that "saturation is reached"; an
    analyst who builds codes up rather than finds them may want none of it.

    The standard error of jackknife1 is vegan's, ((T-1)/T) (sum_i u_i^2 - Q1/T), with u_i the codes
    only group i raised. Heltshe and Forrester subtract Q1^2/T: theirs is smaller.

    Checked against vegan 2.6-4 (``specpool``) on its dune and BCI data.

    References
    ----------
    Chao, A. (1987). Biometrics 43(4), 783-791. Chao, A. & Jost, L. (2012). Ecology 93(12),
    2533-2547. Smith, E. P. & van Belle, G. (1984). Biometrics 40(1), 119-129.

    Examples
    --------
    >>> import pandas as pd
    >>> import practicelearn as prac
    >>> rows = ["11100000", "11010000", "10101000", "11000100", "11100010", "10110001"]
    >>> table = pd.DataFrame([[int(x) for x in row] for row in rows])
    >>> prac.saturation(table).loc["chao2", "value":"low"].astype(float).round(2).tolist()
    [14.67, 9.78, 8.82]
    """
    check_arguments(saturation, locals())
    held = incidence(source, corpus)
    counts, n = held.per_code, held.n_groups
    estimate, se, low = chao2(counts, n)
    covered = sample_coverage(counts, n)
    ahead = float(expected_new(counts, n, [1])[0])
    nothing = "no group raised any code" if len(counts) == 0 else None
    single = "one group says nothing about the next" if n == 1 else None
    why = nothing or single
    first, second, resampled = _jackknife1(counts, n), _jackknife2(counts, n), _bootstrap(counts, n)
    rows = [
        ("n_groups", n, None, None, "groups that were read", None),
        ("n_codes", len(counts), None, None, "codes raised in at least one group", None),
        ("n_incidences", int(counts.sum()), None, None, "code raised in group, summed", None),
        ("n_once", _just(counts, 1), None, None, "codes raised in one group only", None),
        ("n_twice", _just(counts, 2), None, None, "codes raised in two groups only", None),
        ("sample_coverage", covered, None, None,
         "chance that the next time a group raises a code, it is one already seen", why),
        ("new_codes_next_group", ahead, None, None, "expected in one further group", why),
        ("chao2", estimate, se, low, "codes there may be; at the least, see low", why),
        ("jackknife1", first, _jackknife1_se(held), None, "codes there are, first order", why),
        ("jackknife2", second, None, None, "codes there are, second order", why),
        ("bootstrap", resampled, None, None, "codes there are, groups drawn again", why),
    ]  # fmt: skip
    out = pd.DataFrame(rows, columns=["measure", "value", "se", "low", "reading", "why"]).set_index(
        "measure"
    )
    out = out.astype({"value": float, "se": float, "low": float})
    undefined = out["why"].notna()
    out.loc[undefined, ["value", "se", "low"]] = np.nan
    out.attrs["left_out"] = held.left_out
    out.attrs["n_codes_at_least"] = held.n_codes_at_least
    return out


def unseen(per_code: Counts, n_groups: int) -> float:
    """Return Chao2's estimate of how many codes no group raised that others would."""
    q1, q2 = _just(per_code, 1), _just(per_code, 2)
    most = q1**2 / (2 * q2) if q2 else q1 * (q1 - 1) / 2
    return (n_groups - 1) / n_groups * most


def expected_new(per_code: Counts, n_groups: int, steps: Sequence[int]) -> npt.NDArray[np.float64]:
    """Return the expected number of new codes in so many further groups."""
    q1, missing = int((per_code == 1).sum()), unseen(per_code, n_groups)
    if missing == 0:
        return np.zeros(len(steps))
    again = 1 - q1 / (q1 + n_groups * missing)
    return np.array([missing * (1 - again**t) for t in steps])


def chao2(per_code: Counts, n_groups: int) -> tuple[float, float, float]:
    """Return Chao2, its standard error, and its lower limit.

    Parameters
    ----------
    per_code : ndarray of int, shape (n_codes_seen,)
        Groups that raised each code.
    n_groups : int

    Returns
    -------
    estimate, se, low : float
        ``low`` = S + f0 / C, with C = exp(1.96 sqrt(ln(1 + var / f0^2))).
    """
    q1, q2, a = _just(per_code, 1), _just(per_code, 2), (n_groups - 1) / n_groups
    seen, missing = len(per_code), unseen(per_code, n_groups)
    estimate = seen + missing
    if q2:
        r = q1 / q2
        variance = q2 * (a / 2 * r**2 + a**2 * r**3 + a**2 / 4 * r**4)
    else:
        variance = a * q1 * (q1 - 1) / 2 + a**2 * q1 * (2 * q1 - 1) ** 2 / 4
        variance -= a**2 * q1**4 / (4 * estimate) if estimate else 0.0
    low, _ = lognormal_limits(seen, missing, variance)
    return estimate, math.sqrt(max(variance, 0.0)), low


def lognormal_limits(seen: int, missing: float, variance: float) -> tuple[float, float]:
    """Return the limits usually printed for Chao2, which are no 95 % interval on few groups."""
    if missing <= 0:
        return float(seen), float(seen)
    c = math.exp(1.96 * math.sqrt(math.log(1 + max(variance, 0.0) / missing**2)))
    return seen + missing / c, seen + missing * c


def sample_coverage(per_code: Counts, n_groups: int) -> float:
    """Return the chance that the next code a group raises has been raised before; NaN if none has.

    1 - (Q1/U) [(T-1) Q1 / ((T-1) Q1 + 2 Q2)], with U all incidences.
    """
    q1, q2, u = _just(per_code, 1), _just(per_code, 2), int(per_code.sum())
    if u == 0:
        return math.nan
    if q1 == 0:
        return 1.0
    if n_groups == 1:
        return math.nan
    t = n_groups - 1
    return 1 - q1 / u * (t * q1 / (t * q1 + 2 * q2))


def _just(per_code: Counts, times: int) -> int:
    return int((per_code == times).sum())


def _jackknife1(per_code: Counts, n: int) -> float:
    return len(per_code) + _just(per_code, 1) * (n - 1) / n


def _jackknife1_se(held: Incidence) -> float:
    n = held.n_groups
    once = held.present.sum(axis=0) == 1
    own = Counter(held.present[:, once].sum(axis=1).tolist())
    squares = sum(k**2 * groups for k, groups in own.items())
    return math.sqrt((n - 1) / n * (squares - int(once.sum()) / n))


def _jackknife2(per_code: Counts, n: int) -> float:
    if n < 2:
        return math.nan
    q1, q2 = _just(per_code, 1), _just(per_code, 2)
    return len(per_code) + q1 * (2 * n - 3) / n - q2 * (n - 2) ** 2 / (n * (n - 1))


def _bootstrap(per_code: Counts, n: int) -> float:
    return len(per_code) + float(((1 - per_code / n) ** n).sum())
