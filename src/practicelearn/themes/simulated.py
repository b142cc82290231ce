"""Many invented studies, each tested and given its verdicts by what tests and judges real ones.

Nothing here has a formula of its own for what a study can find: p is that of ``inference``, the
verdict that of ``verdicts.decide``. ``make validity`` and ``how_many_groups`` both come here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from practicelearn.themes.inference import (
    Array,
    Difference,
    max_t,
    relabellings,
    split_statistics,
    welch_difference,
)
from practicelearn.themes.verdicts import (
    ALPHA,
    Heard,
    Verdict,
    decide,
    level_of,
    points_ruled_out,
)

__all__ = ["Judged", "Splits", "adjusted_p", "judge", "verdict_on"]

_STAGES = (1_000, 20_000)
_FEW = 2_000
_ALONE = 250_000  # a product of this many terms is not shared out over threads: that costs more
_SURE = 1e-6  # a p that is called far from .05 lies on its other side less often than this


@dataclass(frozen=True)
class Splits:
    """The relabellings of two rounds, and some of them drawn at random to look at first.

    Parameters
    ----------
    every : array of 0 and 1, shape (n_splits, n_units)
        As ``relabellings`` returns them.
    some : tuple of array
        Ever more of them, the observed one first; none where only exact chances are wanted.
    """

    every: Array
    some: tuple[Array, ...] = ()

    @classmethod
    def of(cls, n_before: int, n_after: int, *, exact: bool = False) -> Splits:
        """Return those of two rounds of so many units."""
        every = relabellings(n_before, n_after).astype(np.float64)
        stages = [n for n in _STAGES if 4 * n < len(every) and not exact]
        return cls(every, tuple(_drawn(every, n) for n in stages))

    @property
    def few(self) -> Splits:
        """At most 2,000 of them: p is then an estimate (± .01), too large as often as too small."""
        return self if len(self.every) <= _FEW else Splits(_drawn(self.every, _FEW))


@dataclass(frozen=True)
class Judged:
    """What the library says of so many studies; each array is (n_studies, n_themes).

    ``said`` are verdicts, ``p`` family-wise chances, ``bounds`` the X of "changes of more than X
    points are ruled out" (100: no change is).
    """

    said: NDArray[np.str_]
    p: Array
    bounds: Array


def judge(
    counts: Array,
    n_before: int,
    *,
    worthwhile: float = 0.15,
    pairs: int = 1,
    first: int | None = None,
    splits: Splits | None = None,
) -> Judged:
    """Test and judge invented studies as ``compare_years`` would: groups as units, unpaired.

    Parameters
    ----------
    counts : array, shape (n_studies, n_themes, n_units, 2)
        Raised and present, earlier units first, as ``counts_of`` returns them. All themes are
        headlines.
    n_before : int
        Units of the earlier round.
    worthwhile : float
        Smallest change that would matter, 0 to 1.
    pairs : int
        Pairs of rounds that are compared together: each theme counts once in each.
    first : int, optional
        Only so many themes, from the first, are judged and returned; all are tested together.
    splits : Splits, optional
        Those of rounds of this size.
    """
    splits = splits or Splits.of(n_before, counts.shape[2] - n_before)
    family = counts.shape[1] * pairs
    scores = counts[..., 0] / counts[..., 1]
    p = np.array([adjusted_p(own, splits, pairs) for own in scores])[:, :first]
    said, bounds = np.empty(p.shape, dtype=object), np.empty(p.shape)
    for at in np.ndindex(p.shape):
        difference = welch_difference(scores[at][:n_before], scores[at][n_before:])
        bounds[at] = points_ruled_out(*difference.interval(level_of(family)))
        said[at] = _decided(
            counts[at], n_before, difference, float(p[at]), family, worthwhile
        ).verdict
    return Judged(said.astype(str), p, bounds)


def adjusted_p(scores: Array, splits: Splits, pairs: int = 1) -> Array:
    """Return the family-wise p of each theme of one study.

    Parameters
    ----------
    scores : array, shape (n_themes, n_units)
        Earlier units first.
    splits : Splits
        With ``some`` of them, a study in which no theme's p comes near .05 is judged by those: its
        p is then an estimate on the right side of .05 (but for one in a million).
    pairs : int
        Pairs of rounds that are compared together; p is so many times as large.

    Returns
    -------
    array, shape (n_themes,)
    """
    for rows in splits.some:
        p = max_t(_statistics(scores, rows))
        few, many = _near(len(rows), ALPHA / pairs)
        hits = np.rint(p * len(rows))
        if not ((hits > few) & (hits < many)).any():
            return np.minimum(1.0, pairs * p)
    return np.minimum(1.0, pairs * max_t(_statistics(scores, splits.every)))


def verdict_on(
    counts: Array, n_before: int, p: float, *, family: int = 1, worthwhile: float = 0.15
) -> Verdict:
    """Return the library's verdict on one theme of one study.

    Parameters
    ----------
    counts : array, shape (n_units, 2)
        Raised and present of each unit, earlier units first.
    n_before : int
        Units of the earlier round.
    p : float
        Family-wise.
    family : int
        Headline themes tested, over all pairs of rounds.
    worthwhile : float
        Smallest change that would matter.
    """
    scores = counts[:, 0] / counts[:, 1]
    difference = welch_difference(scores[:n_before], scores[n_before:])
    return _decided(counts, n_before, difference, p, family, worthwhile)


def _decided(
    counts: Array, n_before: int, difference: Difference, p: float, family: int, worthwhile: float
) -> Verdict:
    before, after = (
        Heard(own[:, 0] / own[:, 1], float(own[:, 0].sum()), float(own[:, 1].mean()))
        for own in (counts[:n_before], counts[n_before:])
    )
    x, y = before.scores, after.scores
    doubled = welch_difference(2 * x, y), welch_difference(2 * y, x)
    return decide(before, after, difference, p, worthwhile, family=family, doubled=doubled)


def _drawn(every: Array, n: int) -> Array:
    rng = np.random.default_rng(0)
    return np.concatenate([every[:1], every[rng.integers(1, len(every), n)]])


def _statistics(scores: Array, rows: Array) -> Array:
    block = max(1, _ALONE // scores.size)
    parts = [split_statistics(scores.T, rows[k : k + block]) for k in range(0, len(rows), block)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _near(n: int, alpha: float) -> tuple[int, int]:
    """Between how many hits of n a p may lie on either side of alpha."""
    from scipy import stats  # slow to load, and only simulated studies need it

    low, high = stats.binom.ppf([_SURE, 1 - _SURE], n, alpha)
    return int(low), int(high)
