"""What rounds of 4 to 30 groups find and rule out, beside what was expected of the rules.

Each study has K headline themes in two rounds of so many groups of 5 to 9 people, invented and
judged as in ``validity_verdicts``. Beside each figure stands the one that the rules were chosen by
(``EXPECTED``; 1,200 studies or more each), and a star where the two differ by more than the luck of
both simulations. Second table: one facilitator, or team, who held several groups.
Run: ``make validity``, or ``python benchmarks/validity_power.py --studies N`` for these alone.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass

import numpy as np

from practicelearn.themes.inference import permutation_p, relabellings, split_statistics
from practicelearn.themes.invented import log_odds
from practicelearn.themes.simulated import judge
from validity_rounds import SEED, Array
from validity_verdicts import WORTHWHILE, is_heard, is_same, studies

GROUPS = (4, 6, 8, 12, 16, 20, 30)
FAMILIES = (1, 3, 10)
SAME, SMALL, LARGE = (0.40, 0.40), (0.40, 0.55), (0.30, 0.66)

EXPECTED: dict[tuple[str, int, int], float] = {
    **{("no change", g, 1): v for g, v in ((8, 0.015), (12, 0.076), (20, 0.384), (30, 0.707))},
    **{("no change", g, 10): v for g, v in ((8, 0.0), (12, 0.0), (20, 0.003), (30, 0.092))},
    ("X", 8, 1): 0.30, ("X", 8, 10): 0.44, ("X", 12, 1): 0.24, ("X", 12, 10): 0.34,
    ("worthwhile", 8, 1): 0.41, ("worthwhile", 8, 3): 0.31, ("worthwhile", 8, 10): 0.14,
}  # fmt: skip
_THEIRS = 1_200
FEWEST = 4  # with fewer units there is no test
_X_LUCK = 0.015  # a median to the next point, in both simulations


@dataclass(frozen=True)
class Figure:
    """A share of themes with its standard error over studies."""

    value: float
    error: float

    @classmethod
    def of(cls, mask: np.ndarray) -> Figure:
        """Return that of a mask, (n_studies, n_themes)."""
        by_study = mask.mean(axis=1)
        return cls(float(by_study.mean()), float(by_study.std(ddof=1) / math.sqrt(len(mask))))


def power(n_groups: int, family: int, n: int) -> dict[str, Figure]:
    """Return what n studies of K themes came to."""
    out = {}
    for name, shares in (("same", SAME), ("small", SMALL), ("large", LARGE)):
        judged = judge(studies(shares, n_groups, family, n), n_groups, worthwhile=WORTHWHILE)
        out[f"{name} found"] = Figure.of(is_heard(judged))
        out[f"{name} worthwhile"] = Figure.of(np.char.endswith(judged.said, "worthwhile amount"))
        if name == "same":
            out["no change"] = Figure.of(is_same(judged))
            out["X"] = Figure(float(np.median(judged.bounds)) / 100, math.nan)
    out["worthwhile"] = out["large worthwhile"]
    return out


def shared(
    sizes: tuple[int, ...], n: int, *, of_leader: float, rho: float = 0.10, by_leader: bool = False
) -> Figure:
    """Return how often a change is found where there is none, with shared leaders.

    Parameters
    ----------
    sizes : tuple of int
        Groups that each facilitator (or team) held, in either round; other people in each round.
    of_leader : float
        Part of the variance between groups (on the scale of logits) that goes with who led.
    rho : float
        Intraclass correlation between people of a group, what goes with the leader included.
    by_leader : bool
        With facilitators as the units, instead of groups: the mean of each one's groups.
    """
    rng = np.random.default_rng(SEED)
    before, after = (_led(sizes, n, of_leader, rho, rng) for _ in range(2))
    if by_leader:
        starts = np.cumsum((0, *sizes[:-1]))
        before, after = (np.add.reduceat(y, starts, axis=1) / sizes for y in (before, after))
    splits = relabellings(before.shape[1], after.shape[1])
    if len(splits) > 4_000:
        splits = splits[np.r_[0, rng.integers(1, len(splits), 4_000)]]
    scores = np.concatenate([before, after], axis=1).T
    p = np.concatenate(
        [permutation_p(split_statistics(scores[:, k : k + 10], splits)) for k in range(0, n, 10)]
    )
    return Figure.of((p <= 0.05)[:, None])


def _led(
    sizes: tuple[int, ...], n: int, of_leader: float, rho: float, rng: np.random.Generator
) -> Array:
    """Scores of one round, (n, n_groups): 5 to 9 people a group, 40 in a hundred raise it."""
    mu, spread = log_odds(0.40, rho)
    leader = np.repeat(np.arange(len(sizes)), sizes)
    own = rng.normal(0, spread * math.sqrt(of_leader), (n, len(sizes)))[:, leader]
    logit = mu + own + rng.normal(0, spread * math.sqrt(1 - of_leader), own.shape)
    chance = 1 / (1 + np.exp(-(logit[..., None] + rng.normal(0, 0.8, (*logit.shape, 9)))))
    present = rng.integers(5, 10, logit.shape)
    raised = rng.random(chance.shape) < 1 - (1 - chance) * np.exp(-14 * chance)
    return (raised & (np.arange(9) < present[..., None])).sum(-1) / present


LEADERS = (
    (1,) * 8, (2, 1, 1, 1, 1, 1, 1), (2, 2, 1, 1, 1, 1), (3, 2, 1, 1, 1), (2, 2, 2, 2),
    (3, 3, 1, 1), (4, 2, 1, 1), (3, 3, 2), (4, 4), (5, 3), (7, 1), (3, 3, 3, 3), (6, 6),
)  # fmt: skip


def print_power(n: int) -> None:
    """Print the tables."""
    print(f"\n{n} studies a row (K 3: a half, K 10: a fifth); * differs from what was expected")
    heads = "X ruled out | no change, said so | no change, found | .40→.55 found | worthwhile"
    print(f"| groups | K | {heads} | .30→.66 found | worthwhile |\n|{'---|' * 9}", flush=True)
    for g in GROUPS:
        for family in FAMILIES:
            many = max(40, n // {1: 1, 3: 2, 10: 5}[family])
            o = power(g, family, many)
            cells = [
                _beside("X", g, family, o["X"], f"{o['X'].value:.2f}"),
                _beside("no change", g, family, o["no change"]),
                f"{o['same found'].value:.3f}", f"{o['small found'].value:.2f}",
                f"{o['small worthwhile'].value:.3f}", f"{o['large found'].value:.2f}",
                _beside("worthwhile", g, family, o["worthwhile"]),
            ]  # fmt: skip
            print(f"| {g} v {g} | {family} | " + " | ".join(cells) + " |", flush=True)
    print_rare(n)
    print_shared(4 * n)


def print_rare(n: int) -> None:
    """Print how often it is said of a theme that 15 in a hundred raise, that it did not change."""
    said = []
    for g in (8, 12, 20, 30):
        judged = judge(studies((0.15, 0.15), g, 1, n), g, worthwhile=WORTHWHILE)
        x = np.median(judged.bounds) / 100
        said.append(f"{g} v {g}: {is_same(judged).mean():.3f} (X {x:.2f})")
    print(f"\nNothing changed, 15 in a hundred raise it, K 1: {'; '.join(said)}", flush=True)


def print_shared(n: int) -> None:
    print(f"\n{n} studies a row: a change found where there is none, groups as units")
    heads = "half of the spread is theirs | four fifths | all | four fifths, facilitators as units"
    print(f"| groups each held | Σm²/G | {heads} |\n|---|---|---|---|---|---|", flush=True)
    for sizes in LEADERS:
        alike = sum(m * m for m in sizes) / sum(sizes)
        figures = [shared(sizes, n, of_leader=part).value for part in (0.5, 0.8, 1.0)]
        held = "+".join(map(str, sizes))
        cells = " | ".join(f"{v:.3f}" for v in figures)
        units = "no test"
        if len(sizes) >= FEWEST:
            units = f"{shared(sizes, n, of_leader=0.8, by_leader=True).value:.3f}"
        print(f"| {held} | {alike:.2f} | {cells} | {units} |", flush=True)


def _beside(what: str, g: int, family: int, ours: Figure, said: str = "") -> str:
    said = said or f"{ours.value:.3f}"
    theirs = EXPECTED.get((what, g, family))
    if theirs is None:
        return said
    luck = _X_LUCK
    if what != "X":
        p = min(max(theirs, 1 / _THEIRS), 1 - 1 / _THEIRS)
        luck = 1.96 * math.hypot(ours.error, math.sqrt(p * (1 - p) / _THEIRS))
    star = "*" if abs(ours.value - theirs) > luck else ""
    return f"{said} ({theirs:{'.2f' if what != 'no change' else '.3f'}}){star}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--shared", action="store_true", help="the second table alone")
    asked = parser.parse_args()
    if asked.shared:
        print_shared(4 * asked.studies)
    else:
        print_power(asked.studies)


if __name__ == "__main__":
    main()
