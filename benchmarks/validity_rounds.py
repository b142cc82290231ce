"""Two plain rounds whose truth is known, simulated.

People in group g of a round: n ~ uniform 5 to 9; each utters 1 + Poisson(14) times and touches the
theme with probability logit⁻¹(mu + shift + u_g + v_i), u_g ~ N(0, spread²), v_i ~ N(0, .8²); the
score is the share of people who touched it at least once.
"""

from __future__ import annotations

import collections
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from practicelearn.themes.inference import (
    permutation_p,
    relabellings,
    split_statistics,
    welch_difference,
)
from practicelearn.themes.simulated import verdict_on

Array = npt.NDArray[np.float64]

SEED = 20140220
COMMON, RARE = -3.4, -6.2
VERDICTS = (
    "heard more by a worthwhile amount",
    "heard more",
    "heard more, by less than would matter",
    "heard in more groups",
    "no worthwhile change",
    "cannot tell",
    "heard in fewer groups",
    "heard less, by less than would matter",
    "heard less",
    "heard less by a worthwhile amount",
)


@dataclass(frozen=True)
class Setting:
    """One kind of study: groups a round, the theme's log-odds, how groups differ, the change."""

    n_before: int
    n_after: int
    mu: float = COMMON
    spread: float = 0.6
    shift: float = 0.0
    spread_after: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a number of studies of one setting came to; shares of studies, 0 to 1."""

    change: float
    found: float
    covered: float
    by_people: float
    by_utterances: float
    verdicts: dict[str, float]


def rounds(setting: Setting, n_studies: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return scores, (n_studies, n_units), and raised, present, coded, uttered of each unit."""
    parts = []
    for n_groups, mu, spread in (
        (setting.n_before, setting.mu, setting.spread),
        (setting.n_after, setting.mu + setting.shift, setting.spread_after or setting.spread),
    ):
        parts.append(_groups(n_studies, n_groups, mu, spread, rng))
    counts = np.concatenate(parts, axis=1)
    return counts[..., 0] / counts[..., 1], counts


def _groups(n_studies: int, n_groups: int, mu: float, spread: float, rng: np.random.Generator):
    shape = (n_studies, n_groups, 9)
    there = np.arange(9) < rng.integers(5, 10, shape[:2])[..., None]
    logit = mu + rng.normal(0, spread, shape[:2])[..., None] + rng.normal(0, 0.8, shape)
    uttered = (1 + rng.poisson(14, shape)) * there
    coded = rng.binomial(uttered, 1 / (1 + np.exp(-logit)))
    return np.stack(
        [(coded > 0).sum(-1), there.sum(-1), coded.sum(-1), uttered.sum(-1)], axis=-1
    ).astype(float)


def truth(setting: Setting, n_groups: int = 200_000) -> float:
    """Return the real change of the mean share, from very many groups."""
    rng = np.random.default_rng(SEED + 1)
    means = [
        _groups(1, n_groups, mu, spread, rng)
        for mu, spread in (
            (setting.mu, setting.spread),
            (setting.mu + setting.shift, setting.spread_after or setting.spread),
        )
    ]
    before, after = ((part[..., 0] / part[..., 1]).mean() for part in means)
    return float(after - before) if setting.shift or setting.spread_after else 0.0


def simulate(setting: Setting, n_studies: int, *, worthwhile: float = 0.15) -> Outcome:
    """Run so many studies of one setting."""
    rng = np.random.default_rng(SEED)
    scores, counts = rounds(setting, n_studies, rng)
    splits = relabellings(setting.n_before, setting.n_after)
    p = np.concatenate(
        [
            permutation_p(split_statistics(scores[k : k + 200].T, splits))
            for k in range(0, n_studies, 200)
        ]
    )
    change = truth(setting)
    covered = np.zeros(n_studies, dtype=bool)
    verdicts: collections.Counter[str] = collections.Counter()
    for k in range(n_studies):
        before, after = scores[k, : setting.n_before], scores[k, setting.n_before :]
        difference = welch_difference(before, after)
        low, high = difference.interval()
        covered[k] = low <= change <= high
        said = verdict_on(counts[k, :, :2], setting.n_before, p[k], worthwhile=worthwhile)
        verdicts[said.verdict] += 1
    return Outcome(
        change=change,
        found=float((p <= 0.05).mean()),
        covered=float(covered.mean()),
        by_people=_naive(counts, setting.n_before, 0, 1),
        by_utterances=_naive(counts, setting.n_before, 2, 3),
        verdicts={name: verdicts[name] / n_studies for name in VERDICTS},
    )


def power(setting: Setting, n_studies: int, n_seeds: int = 10) -> tuple[float, float]:
    """Return how often the exact test, and Welch's t, find the change over several seeds."""
    splits = relabellings(setting.n_before, setting.n_after)
    found = np.zeros(2)
    for seed in range(SEED, SEED + n_seeds):
        scores, _ = rounds(setting, n_studies, np.random.default_rng(seed))
        for k in range(0, n_studies, 200):
            own = scores[k : k + 200]
            before, after = own[:, : setting.n_before], own[:, setting.n_before :]
            with np.errstate(invalid="ignore", divide="ignore"):
                welch = stats.ttest_ind(before, after, axis=1, equal_var=False).pvalue
            exact = permutation_p(split_statistics(own.T, splits))
            found += [(exact <= 0.05).sum(), (welch <= 0.05).sum()]
    exact_share, welch_share = found / (n_studies * n_seeds)
    return float(exact_share), float(welch_share)


def _naive(counts: Array, n_before: int, hits: int, of: int) -> float:
    """How often a two-proportion test that takes rows as independent finds a change."""
    x1, n1 = counts[:, :n_before, hits].sum(1), counts[:, :n_before, of].sum(1)
    x2, n2 = counts[:, n_before:, hits].sum(1), counts[:, n_before:, of].sum(1)
    pooled = (x1 + x2) / (n1 + n2)
    se = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (x2 / n2 - x1 / n1) / se
    return float((2 * stats.norm.sf(np.abs(z)) <= 0.05).mean())
