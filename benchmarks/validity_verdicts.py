"""How often "no worthwhile change" is said, rightly and wrongly, of K headline themes at once.

Each invented study has K themes of the generator of ``validity_rounds`` whose shares are known;
groups' spread gives an intraclass correlation of .05 between people of a group (``RHO``). Two
tables: how often some theme is called "no worthwhile change" although every theme changed, by the
rule before and by this one; and how often one theme that did not change is rightly called so.
Run: ``make validity``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from practicelearn.themes.inference import max_t, relabellings, split_statistics, welch_difference
from practicelearn.themes.verdicts import NO_CHANGE
from validity_rounds import SEED, Array, verdict

Counts = Array
"""Raised and present, (n_studies, n_themes, n_groups, 2)."""

RHO = 0.05
WORTHWHILE = 0.15
_PEOPLE = 0.8  # SD of people's logits
_NODES = np.polynomial.hermite_e.hermegauss(41)


@dataclass(frozen=True)
class Said:
    """Shares of studies, or of themes, 0 to 1; and the median bound of "cannot tell"."""

    old: float
    new: float
    per_theme: float
    worthwhile: float
    found: float
    present: float
    bound: float


def share(mu: float, spread: float) -> float:
    """Return the share of people who raise a theme of this log-odds and spread of groups."""
    return float(_moments(mu, spread)[0])


def spread_for(mu: float, rho: float = RHO) -> float:
    """Return the SD of groups' logits that gives this correlation between people of a group."""

    def off(spread: float) -> float:
        mean, between = _moments(mu, spread)
        return between / (mean * (1 - mean)) - rho

    return float(brentq(off, 1e-3, 3.0))


def log_odds(of: float, rho: float = RHO) -> tuple[float, float]:
    """Return the log-odds and spread at which this share of people raises a theme."""
    mu = float(brentq(lambda m: share(m, spread_for(m, rho)) - of, -12.0, 2.0))
    return mu, spread_for(mu, rho)


def _moments(mu: float, spread: float) -> tuple[float, float]:
    """Mean chance that a person raises it, and its variance between groups."""
    nodes, weights = _NODES
    weights = weights / weights.sum()
    chance = 1 / (1 + np.exp(-(mu + spread * nodes[:, None] + _PEOPLE * nodes[None, :])))
    # 1 + Poisson(14) utterances: the chance that none touches it is (1 - c) exp(-14 c)
    raised = 1 - (1 - chance) * np.exp(-14 * chance)
    by_group = raised @ weights
    mean = float(by_group @ weights)
    return mean, float(((by_group - mean) ** 2) @ weights)


def studies(
    shares: tuple[float, float], n_groups: int, n_themes: int, n: int, rng: np.random.Generator
) -> Counts:
    """Return raised and present of so many studies; earlier groups first."""
    parts = []
    present = rng.integers(5, 10, (n, 1, 2 * n_groups))
    for k, of in enumerate(shares):
        mu, spread = log_odds(of)
        shape = (n, n_themes, n_groups, 9)
        logit = mu + rng.normal(0, spread, shape[:3])[..., None] + rng.normal(0, _PEOPLE, shape)
        chance = 1 / (1 + np.exp(-logit))
        raised = rng.random(shape) < 1 - (1 - chance) * np.exp(-14 * chance)
        there = np.arange(9) < present[..., k * n_groups : (k + 1) * n_groups, None]
        parts.append((raised & there).sum(-1))
    raised = np.concatenate(parts, axis=2)
    whole = np.broadcast_to(present, raised.shape)
    return np.stack([raised, whole], axis=-1).astype(float)


def simulate_verdicts(
    shares: tuple[float, float], n_groups: int, n_themes: int, n: int, *, draws: int = 2_000
) -> Said:
    """Run so many studies of K themes; the permutations are ``draws`` at random beyond that many.

    The rule before: the 90% interval inside the smallest worthwhile change, whatever else, unless
    a round was without spread or fewer than three groups raised it (then p <= .05 was asked for).
    """
    rng = np.random.default_rng(SEED)
    counts = studies(shares, n_groups, n_themes, n, rng)
    splits = relabellings(n_groups, n_groups)
    if len(splits) > draws:
        splits = np.concatenate([splits[:1], splits[rng.integers(1, len(splits), draws)]])
    any_old = any_new = said = worthwhile = found = present = 0
    bounds: list[float] = []
    for own in counts:
        scores = own[..., 0] / own[..., 1]
        p = max_t(split_statistics(scores.T, splits))
        new = [
            verdict(own[k], n_groups, p[k], family=n_themes, worthwhile=WORTHWHILE)
            for k in range(n_themes)
        ]
        same = [v.verdict == NO_CHANGE or v.verdict.endswith("would matter") for v in new]
        any_new += any(same)
        said += sum(same)
        worthwhile += sum("worthwhile amount" in v.verdict for v in new)
        found += sum(v.verdict.startswith(("heard more", "heard less")) for v in new)
        present += sum(v.verdict.startswith("heard in") for v in new)
        any_old += any(_old(s[:n_groups], s[n_groups:], c) for s, c in zip(scores, p, strict=True))
        bounds += [float(v.why.split()[4]) for v in new if v.why.startswith("changes of more")]
    of = n * n_themes
    return Said(any_old / n, any_new / n, said / of, worthwhile / of, found / of, present / of,
                float(np.median(bounds)) / 100 if bounds else float("nan"))  # fmt: skip


def _old(before: Array, after: Array, p: float) -> bool:
    thin = not np.ptp(before) or not np.ptp(after) or (before > 0).sum() + (after > 0).sum() < 3
    if thin and not p <= 0.05:
        return False
    low, high = welch_difference(before, after).interval(0.90)
    return low > -WORTHWHILE and high < WORTHWHILE


def print_verdicts(n: int) -> None:
    """Print the two tables."""
    print(
        f"\n{n} studies a row; “no worthwhile change” for some theme, the rule before → this rule"
    )
    print("| change | K | 8 v 8 | 12 v 12 |\n|---|---|---|---|")
    for shares, families in CHANGES:
        for family in families:
            cells = []
            for n_groups in (8, 12):
                o = simulate_verdicts(shares, n_groups, family, n)
                cells.append(f"{o.old:.3f} → {o.new:.3f}")
            print(f"| {shares[0]:.2f}→{shares[1]:.2f} | {family} | " + " | ".join(cells) + " |",
                  flush=True)  # fmt: skip
    print("\n| no change, said per theme (X: median of what is ruled out) "
          "| 8 v 8 | 12 v 12 | 20 v 20 | 30 v 30 |\n|---|---|---|---|---|")  # fmt: skip
    for of, family in ((0.40, 1), (0.40, 10), (0.15, 1)):
        cells = []
        for n_groups in (8, 12, 20, 30):
            o = simulate_verdicts((of, of), n_groups, family, max(1, n // family))
            cells.append(f"{o.per_theme:.3f} (X {o.bound:.2f})")
        print(f"| {of:.2f}, K {family} | " + " | ".join(cells) + " |", flush=True)
    print("\n| a real change, 8 v 8 | K | heard more | worthwhile | in more groups |")
    print("|---|---|---|---|---|")
    for shares, families in POWER:
        for family in families:
            o = simulate_verdicts(shares, 8, family, max(1, n // family))
            print(f"| {shares[0]:.2f}→{shares[1]:.2f} | {family} | {o.found:.3f} | "
                  f"{o.worthwhile:.3f} | {o.present:.3f} |", flush=True)  # fmt: skip


CHANGES = (
    ((0.35, 0.50), (1, 10)),
    ((0.10, 0.25), (1, 10)),
    ((0.05, 0.10), (1,)),
    ((0.03, 0.09), (1,)),
)
POWER = (
    ((0.35, 0.50), (10,)),
    ((0.30, 0.66), (1, 3, 10)),
    ((0.02, 0.40), (1,)),
)
