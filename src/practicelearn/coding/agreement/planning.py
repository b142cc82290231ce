"""How much to code twice: before any coding, from what is expected; after some, from what was seen.

Turns of one session are alike, so that a formula for independent units promises too much. It is
given all the same, because reviewers know it, with a design effect; better is to code some sessions
twice and to see how far agreement differs between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from practicelearn._arguments import (
    AT_LEAST_1,
    NAMES,
    PART,
    Number,
    check_arguments,
    one_or_several,
)
from practicelearn.coding.agreement.by_code import Measure
from practicelearn.coding.agreement.reading import Unit
from practicelearn.coding.agreement.table import agreement
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["sessions_to_double_code", "units_to_double_code"]

FEWEST = 4
"""Sessions below which agreement has no interval."""
_MOST = 10_000


def units_to_double_code(
    kappa: float,
    lower: float,
    prevalence: float | Sequence[float],
    *,
    coders: int = 2,
    level: float = 0.95,
    turns_per_session: float | None = None,
    design_effect: float = 1.0,
) -> pd.DataFrame:
    """Return how many turns must be coded twice for the lower end of kappa to reach a value.

    Parameters
    ----------
    kappa : float
        The kappa that is expected, 0 to 1.
    lower : float
        What the lower end of the interval should be, below ``kappa``.
    prevalence : float or sequence of float
        Share of turns that have the code, 0 to 1; one row each.
    coders : int, default 2
        How many code each turn.
    level : float, default 0.95
        Of the one-sided interval.
    turns_per_session : float, optional
        Turns that count in an ordinary session, to say it in sessions.
    design_effect : float, default 1
        How many times as many turns are needed because turns of one session are alike: 1 + (m - 1)
        x the intraclass correlation, with m turns a session. 1 pretends that they are independent.

    Returns
    -------
    DataFrame
        One row a prevalence: prevalence, kappa, lower, coders, level, n_turns, n_sessions (at
        least 4, below which there is no interval; missing without ``turns_per_session``),
        expected_coded (turns with the code among them).

    Raises
    ------
    CodingError
        A value is out of range, or ``lower`` does not lie below ``kappa``.

    Notes
    -----
    n = chi2(1 - 2 alpha, 1) / sum (p(kappa) - p(lower))^2 / p(lower) over the shares of units that
    all coders, none, or some of them code, under a common correlation. A rare code needs several
    times the turns of a common one. Checked against the ``plan_kappa`` of another Python tool,
    which has the same formula, for two and three coders; R's ``kappaSize::CIBinary`` is its
    authors' own. Once some sessions are coded twice, use :func:`sessions_to_double_code`.

    References
    ----------
    Donner and Rotondi (2010), International Journal of Biostatistics 6(1), article 31; Kish (1965),
    Survey Sampling (the design effect).

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.reliability.units_to_double_code(0.8, 0.6, [0.3, 0.1])["n_turns"].tolist()
    [52, 116]
    """
    check_arguments(
        units_to_double_code, locals(), kappa=PART, lower=PART, level=PART,
        prevalence=one_or_several(PART), coders=Number(2, whole=True), design_effect=Number(1),
        turns_per_session=Number(0, open_low=True),
    )  # fmt: skip
    shares = [prevalence] if isinstance(prevalence, int | float) else list(prevalence)
    if lower >= kappa:
        raise CodingError(
            f"units_to_double_code(kappa={kappa}, lower={lower}): the lower end must lie below the "
            "kappa that is expected; no number of turns brings it there otherwise."
        )
    critical = float(stats.chi2.ppf(1 - 2 * (1 - level), df=1))
    rows = []
    for share in shares:
        here, there = (_cells(k, share, coders) for k in (kappa, lower))
        apart = float(((here - there) ** 2 / there).sum())
        n_turns = math.ceil(design_effect * critical / apart)
        n_sessions = (
            max(FEWEST, math.ceil(n_turns / turns_per_session)) if turns_per_session else None
        )
        rows.append(
            {
                "prevalence": share, "kappa": kappa, "lower": lower, "coders": coders,
                "level": level, "n_turns": n_turns, "n_sessions": n_sessions,
                "expected_coded": n_turns * share,
            }
        )  # fmt: skip
    return pd.DataFrame(rows).astype({"n_sessions": "Int64"})


def _cells(kappa: float, prevalence: float, coders: int) -> np.ndarray:
    """Shares of units that none, all, and some of the coders code, under a common correlation."""
    none = (1 - kappa) * (1 - prevalence) ** coders + kappa * (1 - prevalence)
    every = (1 - kappa) * prevalence**coders + kappa * prevalence
    return np.array([none, every, 1 - none - every])


def sessions_to_double_code(
    codings: Codings,
    corpus: Corpus,
    *,
    half_width: float = 0.1,
    measure: Measure = "alpha",
    unit: Unit = "turn",
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    level: int | None = None,
    with_children: bool = False,
) -> pd.DataFrame:
    """Return how many sessions must be coded twice for an interval of a wanted width, code by code.

    Parameters
    ----------
    codings : Codings
        In which at least four sessions were read by two people.
    corpus : Corpus
    half_width : float, default 0.1
        From the coefficient to either end of its 95 % interval.
    measure, unit, coders, codes, level, with_children
        As for :func:`practicelearn.agreement`.

    Returns
    -------
    DataFrame
        Index code: a column named by the measure, half_width (now), n_sessions (read by two now),
        n_needed (in all, at least 4), n_more, n_there (sessions of the corpus), prevalence, why
        (why there is no figure; else None).

    Raises
    ------
    CodingError
        ``half_width`` is no number between 0 and 1; and as :func:`practicelearn.agreement`.

    Notes
    -----
    The jackknife's standard error over G sessions is s; with G' like these it is s sqrt(G / G'), so
    n_needed is the least G' with t(.975, G' - 1) s sqrt(G / G') <= half_width. It supposes that the
    sessions still to come are like those that were coded twice: choose them by lot. From four
    sessions s itself is rough, so look again when more are in.

    References
    ----------
    The jackknife: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 11; its
    coverage here: ``docs/validity-coding.md``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> both, corpus = study.codings(), study.corpus()
    >>> table = prac.reliability.sessions_to_double_code(both, corpus, half_width=0.15)
    >>> table.loc["workload", ["n_sessions", "n_needed"]].tolist()
    [8, 5]
    """
    check_arguments(
        sessions_to_double_code, locals(), half_width=PART, coders=NAMES, codes=NAMES,
        level=AT_LEAST_1,
    )  # fmt: skip
    found = agreement(
        codings, corpus, measure=measure, unit=unit, coders=coders, codes=codes, level=level,
        with_children=with_children,
    )  # fmt: skip
    now = (found[measure] - found["low"]).to_numpy(dtype=float)
    counts = found["n_sessions"].to_numpy(dtype=int)
    needed = [_needed(width, n, half_width) for width, n in zip(now, counts, strict=True)]
    table = pd.DataFrame(
        {
            measure: found[measure], "half_width": now, "n_sessions": counts,
            "n_needed": pd.array(needed, dtype="Int64"),
        },
        index=found.index,
    )  # fmt: skip
    table["n_more"] = (table["n_needed"] - table["n_sessions"]).clip(lower=0)
    table["n_there"] = len(corpus.sessions)
    return table.assign(prevalence=found["prevalence"], why=found["why"])


def _needed(width: float, n_sessions: int, wanted: float) -> int | None:
    """The least number of sessions whose interval is as narrow as wanted."""
    if not np.isfinite(width) or n_sessions < FEWEST:
        return None
    spread = width / stats.t.ppf(0.975, n_sessions - 1) * math.sqrt(n_sessions)
    sizes = np.arange(FEWEST, _MOST)
    widths = stats.t.ppf(0.975, sizes - 1) * spread / np.sqrt(sizes)
    enough = np.flatnonzero(widths <= wanted)
    return int(sizes[enough[0]]) if len(enough) else None
