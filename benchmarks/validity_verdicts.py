"""How often "no worthwhile change" is said, rightly and wrongly, of K headline themes at once.

Each invented study has K themes whose shares are known, in groups of 5 to 9 people; groups' spread
gives an intraclass correlation of .05 between people of a group. It is invented, tested and judged
by ``practicelearn.themes.invented`` and ``simulated``, as ``how_many_groups`` does. Two tables: how
often some theme is called "no worthwhile change" although every theme changed, by the rule before
and by this one; and how often one theme that did not change is rightly called so.
Run: ``make validity``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from practicelearn.themes.inference import welch_difference
from practicelearn.themes.invented import counts_of
from practicelearn.themes.simulated import Judged, judge
from practicelearn.themes.verdicts import NO_CHANGE
from validity_rounds import SEED, Array

WORTHWHILE = 0.15


@dataclass(frozen=True)
class Said:
    """Shares of studies, or of themes, 0 to 1; the median bound of "cannot tell", and of all."""

    old: float
    new: float
    per_theme: float
    worthwhile: float
    found: float
    present: float
    bound: float
    ruled_out: float


def studies(
    shares: tuple[float, float], n_groups: int, n_themes: int, n: int, seed: int = SEED
) -> Array:
    """Return raised and present of so many studies, (n, n_themes, groups, 2); earlier first."""
    rng = np.random.default_rng(seed)
    return counts_of(shares, rng.integers(5, 10, (n, 2 * n_groups)), n_groups, n_themes, rng)


def simulate_verdicts(shares: tuple[float, float], n_groups: int, n_themes: int, n: int) -> Said:
    """Run so many studies of K themes.

    The rule before: the 90% interval inside the smallest worthwhile change, whatever else, unless
    a round was without spread or fewer than three groups raised it (then p <= .05 was asked for).
    """
    counts = studies(shares, n_groups, n_themes, n)
    judged = judge(counts, n_groups, worthwhile=WORTHWHILE)
    said = judged.said
    same = is_same(judged)
    scores = counts[..., 0] / counts[..., 1]
    old = np.array(
        [
            any(_old(s[:n_groups], s[n_groups:], c) for s, c in zip(*both, strict=True))
            for both in zip(scores, judged.p, strict=True)
        ]
    )
    unsure = judged.bounds[said == "cannot tell"]
    return Said(
        old=float(old.mean()),
        new=float(same.any(axis=1).mean()),
        per_theme=float(same.mean()),
        worthwhile=float(np.char.endswith(said, "worthwhile amount").mean()),
        found=float(is_heard(judged).mean()),
        present=float(np.char.startswith(said, "heard in").mean()),
        bound=float(np.median(unsure)) / 100 if unsure.size else float("nan"),
        ruled_out=float(np.median(judged.bounds)) / 100,
    )


def is_heard(judged: Judged) -> np.ndarray:
    """Which themes are said to be heard more, or less, by their shares."""
    return np.char.startswith(judged.said, "heard more") | np.char.startswith(
        judged.said, "heard less"
    )


def is_same(judged: Judged) -> np.ndarray:
    """Which are said not to have changed by what would matter."""
    return (judged.said == NO_CHANGE) | np.char.endswith(judged.said, "would matter")


def _old(before: Array, after: Array, p: float) -> bool:
    thin = not np.ptp(before) or not np.ptp(after) or (before > 0).sum() + (after > 0).sum() < 3
    if thin and not p <= 0.05:
        return False
    low, high = welch_difference(before, after).interval(0.90)
    return low > -WORTHWHILE and high < WORTHWHILE


def print_verdicts(n: int) -> None:
    """Print the tables."""
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
