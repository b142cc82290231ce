"""How long the exact comparison takes: 8 v 8 groups, 40 themes, every split, with maxT.

Run: ``python benchmarks/comparison.py``. Mark: at most 0.1 s, best of twenty.
"""

from __future__ import annotations

import time

import numpy as np

from practicelearn.themes.inference import max_t, permutation_p, relabellings, split_statistics


def main() -> None:
    rng = np.random.default_rng(20140220)
    scores = rng.integers(0, 8, (16, 40)) / rng.integers(7, 10, (16, 1))
    start = time.perf_counter()
    splits = relabellings(8, 8)
    print(f"{len(splits):,} splits listed once: {time.perf_counter() - start:.3f} s")
    best = np.inf
    for _ in range(20):
        start = time.perf_counter()
        statistics = split_statistics(scores, splits)
        permutation_p(statistics)
        max_t(statistics)
        best = min(best, time.perf_counter() - start)
    print(f"exact 8 v 8, 40 themes, p and step-down maxT: {best:.3f} s (mark 0.100)")


if __name__ == "__main__":
    main()
