"""How far Chao2, the usual figure for how many codes there are, lies from the truth.

In each invented study ``CODES`` codes can come up; a group raises each with the code's own chance,
the same in every group. Run: ``make validity``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from practicelearn.coding.saturation.estimates import chao2
from validity_rounds import SEED

__all__ = ["CHANCES", "chao2_against_truth", "print_saturation"]

Array = npt.NDArray[np.float64]
CODES = 40


def _alike(chance: float, n: int, _: np.random.Generator) -> Array:
    return np.full(n, chance)


def _unlike(a: float, b: float, n: int, rng: np.random.Generator) -> Array:
    return rng.beta(a, b, n)


CHANCES: dict[str, Callable[[int, np.random.Generator], Array]] = {
    "all in 25% of groups": partial(_alike, 0.25),
    "all in 15% of groups": partial(_alike, 0.15),
    "some common, some rare (mean 25%)": partial(_unlike, 1.0, 3.0),
    "few common, many rare (mean 25%)": partial(_unlike, 0.5, 1.5),
}


def chao2_against_truth(
    chances: Callable[[int, np.random.Generator], Array], n_groups: int, n_studies: int
) -> dict[str, float]:
    """Return how Chao2 and its lower limit fall out over so many studies.

    ``seen``: codes heard, on average. ``off``: Chao2 less the truth, on average. ``above``: studies
    in which Chao2 says more codes than there are; ``limit above``: in which its lower limit does,
    by half a code or more.
    """
    rng = np.random.default_rng(SEED)
    estimates, limits, seen = [], [], []
    for _ in range(n_studies):
        own = chances(CODES, rng)
        per_code = (rng.random((n_groups, CODES)) < own).sum(axis=0)
        heard = per_code[per_code > 0]
        estimate, _, low = chao2(heard, n_groups)
        estimates.append(estimate)
        limits.append(low)
        seen.append(len(heard))
    return {
        "seen": float(np.mean(seen)),
        "off": float(np.mean(estimates)) - CODES,
        "above": float(np.mean(np.array(estimates) > CODES)),
        "limit above": float(np.mean(np.array(limits) >= CODES + 0.5)),
    }


def print_saturation(n_studies: int) -> None:
    """Print a row for each kind of code and number of groups."""
    print(f"\n| {CODES} codes | groups | seen | Chao2 off by | above | limit above |")
    print("|---|---|---|---|---|---|")
    for name, chances in CHANCES.items():
        for n_groups in (6, 8, 12, 24):
            o = chao2_against_truth(chances, n_groups, n_studies)
            print(f"| {name} | {n_groups} | {o['seen']:.1f} | {o['off']:+.1f} | {o['above']:.3f} | "
                  f"{o['limit above']:.3f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    print_saturation(4000)
