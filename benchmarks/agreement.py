"""Time the agreement measures beside the packages people use for them.

Run: ``python benchmarks/agreement.py``. Invented ratings, fixed seed; best of seven runs, after one
to warm up. Rivals are timed where they are installed, on the same ratings in the same run:

    python -m pip install krippendorff statsmodels nltk irrCAC

Each line names its bar. Figures of ours and of the rival are compared before they are timed.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.by_code import agreement_by_code, count_patterns, measure_of
from practicelearn.coding.agreement.unitizing import GAP, unitizing_alpha

RUNS = 7
SEED = 20140220
MEASURES = ("alpha", "gwet_ac1", "fleiss", "light")  # light holds the three pairs' Cohen kappas


def main() -> None:
    rng = np.random.default_rng(SEED)
    print(f"best of {RUNS}; numpy {np.__version__}, pandas {pd.__version__}\n")
    by_code(rng)
    unitizing(rng)
    sets(rng)


def by_code(rng: np.random.Generator) -> None:
    """10,000 units, 3 coders, 40 codes, a twentieth unread, 20 sessions."""
    truth = rng.random((10_000, 1, 40)) < rng.uniform(0.01, 0.3, 40)
    guess = rng.random((10_000, 3, 40)) < 0.1
    coded = np.where(rng.random((10_000, 3, 40)) < 0.9, truth, guess).astype(float)
    coded[rng.random((10_000, 3)) < 0.05] = np.nan
    sessions = np.repeat(np.arange(20), 500).tolist()

    def ours() -> dict[str, Any]:
        counted = count_patterns(coded)
        return {m: measure_of(m, 3)(counted, counted.total) for m in MEASURES}

    print("10,000 units x 3 coders x 40 codes")
    own = best(ours)
    line("alpha + AC1 + Fleiss + 3 Cohen pairs", own, 0.03)
    package = found("krippendorff")
    if package is not None:

        def theirs() -> list[float]:
            return [
                package.alpha(reliability_data=coded[:, :, c].T, level_of_measurement="nominal")
                for c in range(40)
            ]

        apart = np.abs(np.array(theirs()) - ours()["alpha"]).max()
        line("  krippendorff, alpha only", best(theirs), beside=own)
        print(f"  largest difference of alpha: {apart:.1e}")
    fleiss = found("statsmodels.stats.inter_rater")
    if fleiss is not None:
        full = np.nan_to_num(coded)

        def fleiss_kappas() -> list[float]:
            tables = [fleiss.aggregate_raters(full[:, :, c].astype(int))[0] for c in range(40)]
            return [fleiss.fleiss_kappa(table) for table in tables]

        line("  statsmodels, Fleiss only (nothing missing)", best(fleiss_kappas, 2), beside=own)
    full = np.nan_to_num(coded).astype(int)
    line(
        "  scikit-learn, 3 Cohen pairs only (nothing missing)",
        best(
            lambda: [
                cohen_kappa_score(full[:, a, c], full[:, b, c])
                for c in range(40)
                for a, b in ((0, 1), (0, 2), (1, 2))
            ],
            2,
        ),
        beside=own,
    )
    irr = found("irrCAC.raw")
    if irr is not None:

        def irrcac() -> None:
            for c in range(40):
                cac = irr.CAC(pd.DataFrame(coded[:, :, c]))
                cac.krippendorff()
                cac.gwet()

        line("  irrCAC, alpha and AC1 with standard errors", best(irrcac, 1), beside=own)
    line(
        "alpha with the jackknife over 20 sessions, whole table",
        best(lambda: agreement_by_code(coded, sessions=sessions)),
        0.1,
    )
    line(
        "alpha with 9,999 bootstrap samples of sessions",
        best(lambda: agreement_by_code(coded, sessions=sessions, interval="bootstrap"), 3),
        0.5,
    )


def unitizing(rng: np.random.Generator) -> None:
    """200,000 characters, 2,000 passages a coder, 3 coders, 40 codes."""
    parts = []
    for coder in ("kim", "lee", "sam"):
        ends = np.sort(rng.choice(200_000, 4_000, replace=False))
        values = [f"code {v:02d}" for v in rng.integers(0, 40, 2_000)]
        parts.append(
            pd.DataFrame({"coder": coder, "value": values, "start": ends[::2], "end": ends[1::2]})
        )
    spans = pd.concat(parts, ignore_index=True)
    print("\n200,000 characters, 2,000 passages x 3 coders, 40 codes")
    own = best(lambda: unitizing_alpha(spans, 200_000))
    line("u, |u, cu and 40 (k)u alphas", own, 0.1)
    result = unitizing_alpha(spans, 200_000)
    apart = np.abs(characters(spans, 200_000) - result.observed.to_numpy()).max()
    line(
        "  one array of characters a coder, coincidences only",
        best(lambda: characters(spans, 200_000), 2),
        beside=own,
    )
    print(f"  largest difference of a length: {apart:.1e}")


def characters(spans: pd.DataFrame, length: int) -> Any:
    """Return the matrix of lengths by looking at every character."""
    names = [GAP, *sorted(spans["value"].unique())]
    place = {name: n for n, name in enumerate(names)}
    lines = []
    for _, own in spans.groupby("coder"):
        held = np.zeros(length, dtype=np.int64)
        for row in own.itertuples():
            held[row.start : row.end] = place[row.value]
        lines.append(held)
    q = len(names)
    total = np.zeros((q, q))
    for a in range(len(lines)):
        for b in range(len(lines)):
            if a != b:
                pairs = np.bincount(lines[a] * q + lines[b], minlength=q * q)
                total += pairs.reshape(q, q) / (len(lines) - 1)
    return total


def sets(rng: np.random.Generator) -> None:
    """Sets of codes: 10,000 units x 3 coders, at most 500 different; 1,000 x 3 with many."""
    kinds = [frozenset()]
    kinds += [frozenset(rng.choice(40, 1 + k % 4, replace=False).tolist()) for k in range(499)]
    weights = 1 / np.arange(1, 501)
    drawn = rng.choice(500, (10_000, 3), p=weights / weights.sum())
    drawn = np.where(rng.random((10_000, 3)) < 0.7, drawn[:, :1], drawn)
    ratings = [[kinds[i] for i in row] for row in drawn]
    print(
        f"\nsets of codes ({len(set(drawn.ravel().tolist()))} different), 10,000 units x 3 coders"
    )
    for metric in ("masi", "jaccard"):
        line(
            f"alpha with {metric}",
            best(lambda metric=metric: krippendorff_alpha(ratings, metric=metric)),
            0.5,
        )
    many = [
        [frozenset(np.flatnonzero(rng.random(40) < 0.15).tolist()) for _ in range(3)]
        for _ in range(1_000)
    ]
    n = len({s for row in many for s in row})
    print(f"sets of codes ({n} different), 1,000 units x 3 coders")
    own = best(lambda: krippendorff_alpha(many, metric="masi"), 3)
    line("alpha with masi", own, 1.0)
    nltk = found("nltk.metrics.agreement")
    distances = found("nltk.metrics.distance")
    if nltk is not None and distances is not None:
        few = [[s or frozenset({"none"}) for s in row] for row in many[:200]]
        rows = [(f"c{c}", str(u), s) for u, row in enumerate(few) for c, s in enumerate(row)]

        def theirs() -> float:
            task = nltk.AnnotationTask(distance=distances.jaccard_distance)
            task.load_array(rows)
            return float(task.alpha())

        short = best(lambda: krippendorff_alpha(few, metric="jaccard"), 3)
        apart = abs(theirs() - krippendorff_alpha(few, metric="jaccard").value)
        line("alpha with jaccard, the first 200 units", short)
        line("  nltk, the same 200 units", best(theirs, 1), beside=short)
        print(f"  difference: {apart:.1e}")


def best(job: Callable[[], Any], runs: int = RUNS) -> float:
    """Return the shortest of several runs in seconds, after one that does not count."""
    if runs > 1:
        job()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def line(name: str, seconds: float, bar: float | None = None, beside: float | None = None) -> None:
    note = "" if bar is None else f"   bar {bar} s: {'met' if seconds <= bar else 'MISSED'}"
    if beside is not None:
        note = f"   {seconds / beside:,.0f} times ours"
    print(f"{name:58}{seconds:9.4f} s{note}")


def found(module: str) -> ModuleType | None:
    """Return the rival, or None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        print(f"  ({module.split('.')[0]} is not installed)")
        return None


if __name__ == "__main__":
    main()
