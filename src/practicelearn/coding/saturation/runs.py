"""Base, run and threshold: the usual rule of thumb for new information, and how order moves it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import (
    AT_LEAST_0,
    AT_LEAST_1,
    SEED,
    SHARE,
    check_arguments,
    one_or_several,
)
from practicelearn.coding.codings import Codings
from practicelearn.coding.saturation.incidence import incidence
from practicelearn.corpus import Corpus

__all__ = ["new_information"]


def new_information(
    source: pd.DataFrame | Codings,
    corpus: Corpus | None = None,
    *,
    base: int | Sequence[int] = (4, 5, 6),
    run: int | Sequence[int] = (2, 3),
    threshold: float | Sequence[float] = (0.05, 0.0),
    n_orders: int = 1000,
    random_state: int | None = 0,
) -> pd.DataFrame:
    """Return at which group new information falls to a threshold, for each base, run and threshold.

    Parameters
    ----------
    source : DataFrame or Codings
        Groups (in the order held) × codes of 0, 1 or missing; or one reading of the study. A code
        above others counts only where passages were given that code itself.
    corpus : Corpus, optional
        Needed with codings.
    base : int or sequence of int, default (4, 5, 6)
        Groups at the start whose codes are the yardstick.
    run : int or sequence of int, default (2, 3)
        Groups in which new codes are counted; the run moves on one group at a time.
    threshold : float or sequence of float, default (0.05, 0)
        Share of new codes, of those in the base, at or below which the rule stops.
    n_orders : int, default 1000
        Random orders of the groups.
    random_state : int or None

    Returns
    -------
    DataFrame
        base, run, threshold, n_base_codes, reached_at (group, in the order held, before the run;
        missing when never reached), label (such as ``6+2``), share_new (of the run that stopped
        it, else of the last), share_orders_reached (of random orders, those that reach it at all),
        median_reached_at (over those), why.

    Notes
    -----
    The order held is one of many; a rule reached in it and missed in half of the others was luck.

    References
    ----------
    Guest, G., Namey, E. & Chen, M. (2020). PLOS ONE 15(5), e0232076.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.new_information(codings, corpus, base=4, run=2)[
    ...     ["threshold", "reached_at", "label"]
    ... ]
       threshold  reached_at label
    0       0.05           4   4+2
    1       0.00           4   4+2
    """
    check_arguments(
        new_information,
        locals(),
        base=one_or_several(AT_LEAST_1),
        run=one_or_several(AT_LEAST_1),
        threshold=one_or_several(SHARE),
        n_orders=AT_LEAST_0,
        random_state=SEED,
    )
    held = incidence(source, corpus)
    bases, lengths, limits = (_several(x) for x in (base, run, threshold))
    rng = np.random.default_rng(random_state)
    orders = [rng.permutation(held.n_groups) for _ in range(n_orders)]
    new = _new_by_order(held.present, orders)
    actual = _new_by_order(held.present, [np.arange(held.n_groups)])
    rows = []
    for b, r, limit in product(map(int, bases), map(int, lengths), limits):
        at, share, n_base = _reached(actual, b, r, limit)
        over_orders = _reached(new, b, r, limit)[0]
        some = over_orders[over_orders > 0]
        rows.append(
            {
                "base": b, "run": r, "threshold": limit,
                "n_base_codes": int(n_base[0]),
                "reached_at": int(at[0]) or None,
                "label": f"{at[0]}+{r}" if at[0] else None,
                "share_new": float(share[0]),
                "share_orders_reached": len(some) / n_orders if n_orders else math.nan,
                "median_reached_at": float(np.median(some)) if len(some) else math.nan,
                "why": _why(held.n_groups, b, r, int(n_base[0]), reached=bool(at[0])),
            }
        )  # fmt: skip
    out = pd.DataFrame(rows).astype({"reached_at": "Int64"})
    short = [b + r > held.n_groups for b, r in zip(out["base"], out["run"], strict=True)]
    out.loc[short, ["share_orders_reached", "median_reached_at"]] = math.nan
    out.attrs["left_out"] = held.left_out
    out.attrs["n_codes_at_least"] = held.n_codes_at_least
    return out


def _several(value: float | Sequence[float]) -> list[float]:
    return [value] if isinstance(value, int | float) else list(value)


def _new_by_order(
    present: npt.NDArray[np.bool_], orders: Sequence[npt.NDArray[np.int64]]
) -> npt.NDArray[np.int64]:
    """Codes first raised at each place: (orders, places)."""
    out = np.zeros((len(orders), present.shape[0]), dtype=np.int64)
    seen = present[:, present.any(axis=0)]
    for k, order in enumerate(orders):
        first = seen[order].argmax(axis=0)
        out[k] = np.bincount(first, minlength=present.shape[0])
    return out


def _reached(
    new: npt.NDArray[np.int64], base: int, run: int, threshold: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Where the rule stops (0: never), the share of new codes there or last, codes in the base."""
    n = new.shape[1]
    n_base = new[:, :base].sum(axis=1)
    at = np.zeros(len(new), dtype=np.int64)
    share = np.full(len(new), math.nan)
    for start in range(base, n - run + 1):
        own = new[:, start : start + run].sum(axis=1)
        going = (at == 0) & (n_base > 0)
        share = np.where(going, own / np.maximum(n_base, 1), share)
        # a whole number of codes on both sides: 1 of 20 is 5 %, whatever binary fractions say
        at = np.where(going & (own <= threshold * n_base + 1e-9), start, at)
    return at, share, n_base


def _why(n_groups: int, base: int, run: int, n_base: int, *, reached: bool) -> str | None:
    if base + run > n_groups:
        return f"{base + run} groups are needed, {n_groups} were held"
    if n_base == 0:
        return "no code was raised in the base"
    return None if reached else "new codes kept coming: not reached in this order"
