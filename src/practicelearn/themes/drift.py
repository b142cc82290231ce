"""Coder drift: how differently this year's coder reads, measured on last year's talk."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._student_t import stdtrit
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.themes.inference import Array, Difference
from practicelearn.themes.raised import coded_evidence, coded_scores, round_of

__all__ = ["MIN_SESSIONS", "WIDER", "coder_drift", "corrected"]

MIN_SESSIONS = 4
WIDER = 1.25
"""From here on the correction errs more often than it says: see docs/validity.md."""
NOT_ESTIMABLE = "how far the coders read alike cannot be told"
NOT_CHECKED = "nobody has checked whether the coders of both rounds read alike"


def coder_drift(
    codings_new: Codings,
    codings_old: Codings,
    corpus: Corpus,
    *,
    codes_of: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return how far a new coder's scores lie from the old coder's, one row a theme and year.

    Parameters
    ----------
    codings_new : Codings
        This year's coder, on sessions of last year: chosen at random, mixed in with the new ones,
        and coded again without sight of the old codings. Of one person only.
    codings_old : Codings
        Last year's coder. Of one person only.
    corpus : Corpus
        Holds the sessions both have read.
    codes_of : mapping, optional
        Theme id to its codes; by default each code is a theme of its own.

    Returns
    -------
    DataFrame
        theme_id, year; n_sessions (groups that both read in full: m); shift (mean of new minus old
        score, -1 to 1: the bias); spread (SD of the differences); low, high (95 % interval of the
        shift); widening (SD of the new scores over that of the old: above 1 the new coder sets
        groups further apart; NaN where the old SD is 0); why (what cannot be had, in words, or
        missing). Hand it to ``compare_years(drift=...)``.

    Raises
    ------
    PracticelearnError
        Either side holds codings of several people.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    Drift is bias, not noise: more groups do not make it smaller. In simulation a new coder who
    codes a little more makes an unchanged theme look changed in 15 of 100 studies instead of 5. The
    shift is taken off the difference between years, and the spread widens its interval; see
    :func:`corrected`. Without any session read by both the table is empty and nobody has checked
    it. With all of last year coded again, compare the new scores directly instead.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings, corpus = study.codings(), study.corpus()
    >>> new, old = codings.of(coder="lee"), codings.of(coder="kim")
    >>> drift = prac.coder_drift(new, old, corpus)
    >>> drift[["theme_id", "year", "n_sessions", "shift"]].head(2).round(2)
      theme_id     year  n_sessions  shift
    0    desks  2023-24           3  -0.10
    1    desks  2024-25           2  -0.17
    """
    check_arguments(coder_drift, locals())
    for name, codings in (("codings_new", codings_new), ("codings_old", codings_old)):
        refuse_uncounted(codings, "coder_drift")
        if len(codings.coders) > 1:
            raise PracticelearnError(
                f"coder_drift({name}): codings of {', '.join(codings.coders)}; "
                "give one person's, as "
                'codings.of(coder="...").'
            )
    themes = codes_of or _codes(codings_new, codings_old)
    both = set(codings_new.read["turn_id"]) & set(codings_old.read["turn_id"])
    shared = sorted(
        set(corpus.turns.index[corpus.turns.index.isin(both)].str.rsplit(":", n=1).str[0])
    )
    columns = ["theme_id", "year", "n_sessions", "shift", "spread", "low", "high", "widening",
               "why"]  # fmt: skip
    if not shared or not themes:
        return pd.DataFrame(columns=columns)
    part = corpus.where(session_id=shared)
    new, old = (_scores(part, codings, themes) for codings in (codings_new, codings_old))
    scores = pd.DataFrame({"new": new, "old": old}).dropna()
    rows = [
        {"theme_id": theme, "year": year, **_shift(own["new"].to_numpy(), own["old"].to_numpy())}
        for (theme, year), own in scores.groupby(level=["theme_id", "year"], sort=False)
    ]
    return pd.DataFrame(rows, columns=columns)


def corrected(
    difference: Difference, before: Array, after: Array, shift: float, spread: float, m: int
) -> Difference:
    """Return the difference between years with the coder's shift taken off and the interval wider.

    Parameters
    ----------
    difference : Difference
        Later minus earlier.
    before, after : array, shape (n_units,)
        The scores it was made of.
    shift, spread, m
        As :func:`coder_drift` returns them: mean, SD and number of differences.

    Notes
    -----
    Value minus shift; V = s1^2/G1 + s2^2/G2 + sd^2/m; degrees of freedom by Satterthwaite. There is
    no permutation test of it: the correction is not exchangeable between years.
    """
    parts = [
        (float(before.var(ddof=1)) / before.size, before.size - 1),
        (float(after.var(ddof=1)) / after.size, after.size - 1),
        (spread**2 / m, m - 1),
    ]
    total = sum(v for v, _ in parts)
    below = sum(v**2 / df for v, df in parts)
    df = total**2 / below if below > 0 else math.nan
    return Difference(difference.value - shift, math.sqrt(total), df)


def _shift(new: Array, old: Array) -> dict[str, Any]:
    d = new - old
    m = d.size
    apart = float(old.std(ddof=1)) if m > 1 else 0.0
    spread = float(d.std(ddof=1)) if m > 1 else math.nan
    shift = float(d.mean())
    why = None
    low = high = math.nan
    if m < MIN_SESSIONS:
        why = f"{NOT_ESTIMABLE}: {m} sessions read by both, at least {MIN_SESSIONS} are needed"
    elif np.ptp(d) < 1e-12:
        spread = 0.0
        why = f"the coders differ alike in all {m} sessions, so the spread is unknown"
    else:
        half = float(stdtrit(m - 1, 0.975)) * spread / math.sqrt(m)
        low, high = shift - half, shift + half
    return {
        "n_sessions": m,
        "shift": shift,
        "spread": spread,
        "low": low,
        "high": high,
        "widening": float(new.std(ddof=1)) / apart if apart > 1e-12 else math.nan,
        "why": why,
    }


def _scores(corpus: Corpus, codings: Codings, codes_of: Mapping[str, Sequence[str]]) -> pd.Series:
    evidence = coded_evidence(corpus, codings, codes_of)
    scores = coded_scores(corpus, codings, codes_of, evidence)
    return scores.assign(year=round_of(scores["year"])).set_index(["theme_id", "year", "group"])[
        "score"
    ]


def _codes(*codings: Codings) -> dict[str, list[str]]:
    used = set().union(*(set(c.spans["code"]) for c in codings))
    used |= set().union(*(set(c.frame.ids) for c in codings if c.frame is not None))
    return {code: [code] for code in sorted(used)}
