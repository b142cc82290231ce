"""Compute irrcac.json: random ratings with irrCAC's coefficients and standard errors.

In an environment of its own (irrCAC pins old versions of numpy and scipy):

    python -m pip install irrCAC==0.4.4
    python tests/coding/agreement/frozen/irrcac.py

Ratings are strings of digits, one a unit, * missing. Every value from 1 to q occurs, for irrCAC
takes the values seen for the possible ones. Cases that it cannot compute are drawn again.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

N_CASES = 500


def main() -> None:
    """Write the file beside this script."""
    from irrCAC.raw import CAC

    rng = np.random.default_rng(20140220)
    cases: list[dict[str, object]] = []
    while len(cases) < N_CASES:
        ratings, q = draw(rng)
        seen = np.unique(ratings[~np.isnan(ratings)])
        scored = (~np.isnan(ratings)).sum(axis=1) >= 2
        if len(seen) < q or len(np.unique(ratings[scored][~np.isnan(ratings[scored])])) < q:
            continue
        weights = ["identity", "linear", "quadratic", "ordinal"][int(rng.integers(4))]
        cac = CAC(pd.DataFrame(ratings), weights=weights)
        found: dict[str, list[float]] = {}
        for name in ("gwet", "fleiss", "conger", "bp", "krippendorff"):
            estimate = getattr(cac, name)()["est"]
            found[name] = [float(estimate["coefficient_value"]), float(estimate["se"])]
        if any(not np.isfinite(x).all() for x in found.values()):
            continue
        rows = ["".join("*" if np.isnan(x) else str(int(x)) for x in row) for row in ratings]
        cases.append({"q": q, "weights": weights, "ratings": " ".join(rows), **found})
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    Path(__file__).with_suffix(".json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def draw(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return ratings of 2 to 6 coders who agree more than chance, up to 40 % missing."""
    n, m, q = int(rng.integers(5, 61)), int(rng.integers(2, 7)), int(rng.integers(2, 7))
    truth = rng.integers(1, q + 1, n)
    guess = rng.integers(1, q + 1, (n, m))
    ratings = np.where(rng.random((n, m)) < rng.uniform(0.2, 0.95), truth[:, None], guess)
    ratings = ratings.astype(float)
    ratings[rng.random((n, m)) < rng.uniform(0, 0.4)] = np.nan
    keep = ~np.isnan(ratings).all(axis=1)
    return ratings[keep], q


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
