"""Intervals for agreement when units are nested in sessions: leave out one session at a time.

Turns of one meeting resemble each other, so a standard error over turns is too small. The
delete-one-session jackknife covers .93 to .95 from 4 sessions on (two coders, by simulation) where
a code is about as common in one session as in another. A rare code that stands in few sessions
spoils it: .89 to .92 for 3% of turns, .73 to .87 for 1%, mostly because the interval lies too low.
The percentile bootstrap over sessions covers less nearly everywhere, and is here by name only. The
rows: ``docs/validity-coding.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from practicelearn._student_t import stdtrit
from practicelearn.errors import counted

__all__ = ["MIN_SESSIONS", "Interval", "IntervalKind", "bootstrap_interval", "jackknife_interval"]

Floats: TypeAlias = NDArray[np.float64]
IntervalKind = Literal["jackknife", "bootstrap"]

MIN_SESSIONS = 4
_SAME = 1e-12


@dataclass(frozen=True)
class Interval:
    """Ends of intervals, one a code, NaN with a reason in ``why`` where there is none."""

    low: Floats
    high: Floats
    why: list[str | None]


def jackknife_interval(
    whole: Floats, left_out: Floats, counted: NDArray[np.bool_], *, level: float = 0.95
) -> Interval:
    """Return the delete-one-session jackknife interval, its upper end clipped at 1.

    Parameters
    ----------
    whole : array, shape (n_codes,)
        The coefficient over all sessions.
    left_out : array, shape (n_sessions, n_codes)
        The coefficient without each session.
    counted : array of bool, shape (n_sessions, n_codes)
        Sessions in which two coders read something with this code.
    level : float, default 0.95

    Returns
    -------
    Interval
        None for fewer than four sessions, when the coefficient is undefined without one of them
        (a code that two people met in a single session), or when leaving out changes nothing.

    Notes
    -----
    θ ± t(G - 1) √((G - 1)/G Σ(θ₍₋g₎ - θ̄)²), θ̄ the mean of the leave-one-out values.
    """
    n = counted.sum(axis=0)
    kept = np.where(counted, left_out, 0.0)
    mean = kept.sum(axis=0) / np.maximum(n, 1)
    spread = np.where(counted, (left_out - mean) ** 2, 0.0).sum(axis=0)
    se = np.sqrt(spread * (n - 1) / np.maximum(n, 1))
    half = stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2) * se
    why = [_why(*row) for row in zip(whole, n, se, strict=True)]
    usable = np.array([reason is None for reason in why], dtype=bool)
    return Interval(
        np.where(usable, whole - half, np.nan),
        np.where(usable, np.minimum(whole + half, 1.0), np.nan),
        why,
    )


def bootstrap_interval(
    counts: Floats,
    formula: Callable[[Floats], Floats],
    *,
    n_draws: int = 9_999,
    random_state: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return the percentile bootstrap over sessions. Too narrow below 20 sessions.

    Parameters
    ----------
    counts : array, shape (n_sessions, n_codes, n_patterns)
        Counts that add over sessions.
    formula : callable
        From counts of shape (..., n_codes, n_patterns) to coefficients.
    n_draws : int, default 9999
    random_state : int, default 0
    level : float, default 0.95

    Notes
    -----
    Samples in which a code is undefined are left out of its quantiles; ``why`` says how many when
    there are more than one in twenty.
    """
    n_sessions, n_codes, n_patterns = counts.shape
    rng = np.random.default_rng(random_state)
    times = rng.multinomial(n_sessions, np.full(n_sessions, 1 / n_sessions), size=n_draws)
    flat = counts.reshape(n_sessions, -1)
    used = flat.any(axis=0)  # patterns that never occur need no arithmetic
    found = np.empty((n_draws, n_codes))
    for start in range(0, n_draws, 500):
        draws = times[start : start + 500].astype(np.float64)
        drawn = np.zeros((len(draws), flat.shape[1]))
        drawn[:, used] = draws @ flat[:, used]
        found[start : start + 500] = formula(drawn.reshape(-1, n_codes, n_patterns))
    defined = np.isfinite(found)
    low, high = np.full(n_codes, np.nan), np.full(n_codes, np.nan)
    why: list[str | None] = []
    for code in range(n_codes):
        values = found[defined[:, code], code]
        lost = n_draws - values.size
        if values.size:
            tails = (0.5 - level / 2, 0.5 + level / 2)
            low[code], high[code] = np.quantile(values, tails)
        why.append(f"undefined in {lost} of {n_draws} samples" if lost > n_draws / 20 else None)
    return Interval(low, high, why)


def _why(whole: float, n: int, se: float) -> str | None:
    if not np.isfinite(whole):
        return None  # the caller says why the coefficient itself is missing
    if n < MIN_SESSIONS:
        read = f"{counted(n, 'session')} read by two coders"
        return f"no interval: {read}, at least {MIN_SESSIONS} are needed"
    if not np.isfinite(se):
        return "no interval: undefined when one session is left out"
    if se < _SAME:
        return "no interval: the same whichever session is left out"
    return None
