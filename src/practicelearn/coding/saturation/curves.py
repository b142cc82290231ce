"""Codes gathered group by group, and how many the next groups may add."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn.coding.codings import Codings
from practicelearn.coding.saturation.estimates import expected_new
from practicelearn.coding.saturation.incidence import incidence
from practicelearn.corpus import Corpus

__all__ = ["code_accumulation", "new_codes_ahead"]

_ONE = 1 << 1_200
"""A chance of 1: the least that a float can be, 2**-1074, still has 126 binary places."""


def code_accumulation(source: pd.DataFrame | Codings, corpus: Corpus | None = None) -> pd.DataFrame:
    """Return how many codes had been raised after each group.

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
        Index ``n_groups`` from 1: group (the one held at that place), n_new (codes first raised in
        it), n_codes (raised so far, in the order held), mean_codes and sd_codes (exact mean and
        standard deviation over all orders in which the groups could have been held).
        ``attrs["left_out"]`` lists groups and codes that could not be counted;
        ``attrs["n_codes_at_least"]`` is how many codes were heard with those left out.

    Notes
    -----
    The order held is arbitrary: one late, talkative group changes the curve. The mean is the
    sample-based rarefaction curve, S(t) = S - sum_j C(T - Y_j, t) / C(T, t), with Y_j the groups
    that raised code j. A curve that flattens says that these groups say the same things, not that
    nothing else could be said elsewhere. Checked against vegan 2.6-4 (``specaccum``, exact).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> curve = prac.code_accumulation(codings, study.corpus())
    >>> curve["mean_codes"].round(2).head(3).tolist()
    [7.33, 7.99, 8.11]
    """
    check_arguments(code_accumulation, locals())
    held = incidence(source, corpus)
    gathered = np.logical_or.accumulate(held.present, axis=0).sum(axis=1)
    mean, sd = _over_all_orders(held.present)
    out = pd.DataFrame(
        {
            "group": held.groups,
            "n_new": np.diff(gathered, prepend=0),
            "n_codes": gathered,
            "mean_codes": mean,
            "sd_codes": sd,
        },
        index=pd.RangeIndex(1, held.n_groups + 1, name="n_groups"),
    )
    out.attrs["left_out"] = held.left_out
    out.attrs["n_codes_at_least"] = held.n_codes_at_least
    return out


def new_codes_ahead(
    source: pd.DataFrame | Codings, corpus: Corpus | None = None, *, further: int = 3
) -> pd.DataFrame:
    """Return how many new codes the next groups may be expected to add.

    Parameters
    ----------
    source, corpus
        As for :func:`code_accumulation`.
    further : int, default 3
        Groups more. Beyond twice the groups held, the figure is not worth printing.

    Returns
    -------
    DataFrame
        Index ``further_groups`` from 1: n_groups, expected_codes, expected_new (since the groups
        held), expected_new_in_group (in this group alone).

    Notes
    -----
    S(T + t) = S + f0 [1 - (1 - Q1 / (Q1 + T f0))^t], with f0 the codes Chao2 says are missing:
    low figures where some codes are common and others rare, too high in half of studies where all
    are alike. With fewer than ten groups they vary by as much as they say.

    References
    ----------
    Colwell, R. K. et al. (2012). Journal of Plant Ecology 5(1), 3-21.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.new_codes_ahead(codings, corpus, further=2).round(2)
                    n_groups  expected_codes  expected_new  expected_new_in_group
    further_groups
    1                     25             9.0           0.0                    0.0
    2                     26             9.0           0.0                    0.0
    """
    check_arguments(new_codes_ahead, locals(), further=AT_LEAST_1)
    held = incidence(source, corpus)
    ahead = expected_new(held.per_code, held.n_groups, range(1, further + 1))
    steps = np.arange(1, further + 1)
    seen = len(held.per_code)
    out = pd.DataFrame(
        {
            "n_groups": held.n_groups + steps,
            "expected_codes": seen + ahead,
            "expected_new": ahead,
            "expected_new_in_group": np.diff(ahead, prepend=0.0),
        },
        index=pd.RangeIndex(1, further + 1, name="further_groups"),
    )
    out.attrs["left_out"] = held.left_out
    out.attrs["n_codes_at_least"] = held.n_codes_at_least
    return out


def _over_all_orders(
    present: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and standard deviation of the codes raised in t groups drawn at random, t = 1 ... T."""
    n = present.shape[0]
    seen = present[:, present.any(axis=0)].astype(np.int64)
    per_code = seen.sum(axis=0)
    either = per_code[:, None] + per_code[None, :] - seen.T @ seen
    mean, variance = np.zeros(n), np.zeros(n)
    # how many groups raised a code, or one of two: few numbers, each looked at once
    counts, place = np.unique(np.concatenate([per_code, either.ravel()]), return_inverse=True)
    for t, absent in enumerate(_in_none(counts.tolist(), n)):
        one, both = absent[place[: len(per_code)]], absent[place[len(per_code) :]]
        mean[t] = len(per_code) - one.sum()
        variance[t] = (both.reshape(either.shape) - np.outer(one, one)).sum()
    return mean, np.sqrt(np.maximum(variance, 0))


def _in_none(counts: list[int], n: int) -> Iterator[npt.NDArray[np.float64]]:
    """Yield for t = 1 ... n the chance that none of t groups is among those y of n, for each y.

    C(n - y, t) / C(n, t), each from the one before it, in whole numbers of so many binary places:
    the binomials themselves would be numbers of n bits, and n of them the square of the groups.
    """
    chances = [_ONE] * len(counts)
    for t in range(1, n + 1):
        left = n - t + 1
        chances = [c * max(left - y, 0) // left for c, y in zip(chances, counts, strict=True)]
        yield np.array([c / _ONE for c in chances])
