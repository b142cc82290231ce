"""How often the comparison of years is wrong: a simulation whose truth is known.

Run: ``make validity`` (about two minutes for 4,000 studies a row). Each row is one kind of study:
groups a round, how common the theme is, how much groups differ, and how much it really changed.
Printed: how often the exact test finds a change (its error rate where there is none, its power
where there is one), how often the 95% interval holds the truth, beside two tests that count people
or utterances as if they were independent, and how often each verdict is given.

People in group g of a round: n ~ uniform 5 to 9; each utters 1 + Poisson(14) times and touches the
theme with probability logit⁻¹(mu + shift + u_g + v_i), u_g ~ N(0, spread²), v_i ~ N(0, .8²); the
score is the share of people who touched it at least once.
"""

from __future__ import annotations

import argparse
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
from practicelearn.themes.verdicts import decide

Array = npt.NDArray[np.float64]

SEED = 20140220
COMMON, RARE = -3.4, -6.2
VERDICTS = (
    "heard more by a worthwhile amount",
    "heard more",
    "no worthwhile change",
    "cannot tell",
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
        verdicts[decide(before, after, difference, p[k], worthwhile).verdict] += 1
    return Outcome(
        change=change,
        found=float((p <= 0.05).mean()),
        covered=float(covered.mean()),
        by_people=_naive(counts, setting.n_before, 0, 1),
        by_utterances=_naive(counts, setting.n_before, 2, 3),
        verdicts={name: verdicts[name] / n_studies for name in VERDICTS},
    )


def _naive(counts: Array, n_before: int, hits: int, of: int) -> float:
    """How often a two-proportion test that takes rows as independent finds a change."""
    x1, n1 = counts[:, :n_before, hits].sum(1), counts[:, :n_before, of].sum(1)
    x2, n2 = counts[:, n_before:, hits].sum(1), counts[:, n_before:, of].sum(1)
    pooled = (x1 + x2) / (n1 + n2)
    se = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (x2 / n2 - x1 / n1) / se
    return float((2 * stats.norm.sf(np.abs(z)) <= 0.05).mean())


GRID = (
    *(Setting(g, g, COMMON, spread) for g in (4, 6, 8, 12) for spread in (0.0, 0.6, 1.0)),
    Setting(20, 20),
    *(Setting(g, g, RARE) for g in (6, 8, 12)),
    Setting(4, 10),
    Setting(8, 4),
    *(Setting(8, 8, COMMON, 0.6, shift) for shift in (0.5, 1.0, 1.5, 2.0)),
    *(Setting(g, g, COMMON, 0.6, 1.5) for g in (4, 6, 12, 20)),
    *(Setting(g, g, COMMON, 0.6, 1.0) for g in (4, 6, 12, 20)),
    Setting(8, 8, RARE, 0.6, 2.0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=4000)
    n_studies = parser.parse_args().studies
    print(f"{n_studies} studies a row, seed {SEED}")
    heads = ["groups", "theme", "spread", "change", "found", "covered", "people", "utterances"]
    print("| " + " | ".join([*heads, *VERDICTS]) + " |")
    print("|" + "---|" * (len(heads) + len(VERDICTS)))
    for setting in GRID:
        o = simulate(setting, n_studies)
        cells = [
            f"{setting.n_before} v {setting.n_after}",
            "common" if setting.mu == COMMON else "rare",
            f"{setting.spread}",
            f"{o.change:+.2f}",
            *(f"{x:.3f}" for x in (o.found, o.covered, o.by_people, o.by_utterances)),
            *(f"{share:.3f}" for share in o.verdicts.values()),
        ]
        print("| " + " | ".join(cells) + " |", flush=True)
    from validity_coding import print_coding  # both are built on this module
    from validity_designs import print_designs

    print_designs(n_studies)
    print_coding(n_studies)


if __name__ == "__main__":
    main()
