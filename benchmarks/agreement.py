"""Time the agreement measures beside the packages people use for them.

Run: ``python benchmarks/agreement.py``. Invented ratings, fixed seed; best of seven runs, after one
to warm up. Rivals are timed where they are installed, on the same ratings in the same run:

    python -m pip install krippendorff statsmodels nltk irrCAC

Each line names its bar. Figures of ours and of the rival are compared before they are timed. What
``make bench`` prints (:func:`rows`) is CPU time of the public calls alone.
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

import practicelearn as prac
from measured import bench_row, race, why_not
from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.by_code import agreement_by_code, count_patterns, measure_of
from practicelearn.coding.agreement.unitizing import GAP, unitizing_alpha

RUNS = 7
SEED = 20140220
CODERS = ("kim", "lee", "sam")
MEASURES = ("alpha", "gwet_ac1", "fleiss", "light")  # light holds the three pairs' Cohen kappas


def main() -> None:
    rng = np.random.default_rng(SEED)
    print(f"best of {RUNS}; numpy {np.__version__}, pandas {pd.__version__}\n")
    by_code(rng)
    unitizing(rng)
    sets(rng)


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return public calls beside the packages' own: 1,000 units x 3 coders x 40 codes, and more.

    The packages get the matrix ready made, a code at a time; of ours is asked what they give, and
    no interval. "From the codings": the matrix is made of the table of codings too, ours by the
    library, the package's by a line of numpy.
    """
    out = []
    for scale in (1, 10) if quick else (1, 10, 100):
        rounds = 5 if scale < 100 else 2
        coded, full = _ratings(np.random.default_rng(SEED), 1_000 * scale)
        out += [
            _beside("alpha of 40 codes", scale, "krippendorff", rounds,
                    lambda coded=coded: prac.reliability.agreement_by_code(coded, interval=None),
                    lambda module, coded=coded: _alphas(module, coded)),
            _beside("Fleiss' kappa of 40 codes", scale, "statsmodels", rounds,
                    lambda full=full: prac.reliability.agreement_by_code(
                        full, measure="fleiss", interval=None),
                    lambda _, full=full: _fleiss(full)),
            _beside("Cohen's kappa of 40 codes", scale, "scikit-learn", rounds,
                    lambda full=full: prac.reliability.agreement_by_code(
                        full[:, :2], measure="cohen", interval=None),
                    lambda _, full=full: [cohen_kappa_score(full[:, 0, c], full[:, 1, c])
                                               for c in range(40)]),
            *(_from_codings(scale, rounds) if scale < 100 else []),
        ]  # fmt: skip
        if scale == 1:  # nltk's time grows with the square
            out.append(_sets_beside(np.random.default_rng(SEED)))
    return [*out, _ac1_beside()]


def _ratings(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
    """Invented ratings, a twentieth unread, and the same with nothing missing."""
    truth = rng.random((n, 1, 40)) < rng.uniform(0.01, 0.3, 40)
    coded = np.where(rng.random((n, 3, 40)) < 0.9, truth, rng.random((n, 3, 40)) < 0.1)
    coded = coded.astype(float)
    full = coded.astype(int)
    coded[rng.random((n, 3)) < 0.05] = np.nan
    return coded, full


def _beside(
    name: str, scale: int, rival: str, rounds: int, ours: Callable[[], Any],
    theirs: Callable[[ModuleType], Any],
) -> dict[str, Any]:  # fmt: skip
    module = found({"scikit-learn": "sklearn"}.get(rival, rival))
    if module is None:
        least = race({"ours": ours}, rounds)
        return bench_row(name, scale, least["ours"], None, rival, why=why_not(rival))
    least = race({"ours": ours, "rival": lambda: theirs(module)}, rounds)
    return bench_row(name, scale, least["ours"], least["rival"], rival)


def _alphas(package: ModuleType, coded: Any) -> list[float]:
    return [
        package.alpha(reliability_data=coded[:, :, c].T, level_of_measurement="nominal")
        for c in range(coded.shape[2])
    ]


def _fleiss(full: Any) -> list[float]:
    fleiss = importlib.import_module("statsmodels.stats.inter_rater")
    tables = [fleiss.aggregate_raters(full[:, :, c])[0] for c in range(full.shape[2])]
    return [fleiss.fleiss_kappa(table) for table in tables]


def _from_codings(scale: int, rounds: int) -> list[dict[str, Any]]:
    """Alpha of 20 codes out of the table of codings: 1,000 turns in 10 sessions, and more."""
    rng = np.random.default_rng(SEED)
    sessions = [f"s{k:04d}" for k in range(10 * scale)]
    ids = [f"{sid}:{n:05d}" for sid in sessions for n in range(1, 101)]
    turns = pd.DataFrame(
        {"session_id": np.repeat(sessions, 100), "n": [*range(1, 101)] * len(sessions),
         "speaker": "P1", "text": "we said it again", "marks": [[] for _ in ids]},
        pd.Index(ids, name="turn_id"),
    )  # fmt: skip
    corpus = prac.Corpus(turns, pd.DataFrame(index=pd.Index(sessions, name="session_id")))
    truth = rng.random((len(ids), 1, 20)) < 0.08
    marked = np.where(rng.random((len(ids), 3, 20)) < 0.9, truth, False)
    turn, coder, code = np.nonzero(marked)
    spans = pd.DataFrame(
        {"coding_id": [f"c{k}" for k in range(len(turn))], "part": 1,
         "turn_id": np.array(ids)[turn], "start": 0, "end": 7, "quote": "we said",
         "code": [f"code-{c:02d}" for c in code], "coder": np.array(CODERS)[coder],
         "origin": "human"}
    )  # fmt: skip
    read = pd.DataFrame({"coder": np.repeat(CODERS, len(ids)), "turn_id": ids * 3})
    codings = prac.Codings(spans, read)

    def theirs(package: ModuleType) -> list[float]:
        place, names = pd.Index(ids), sorted(spans["code"].unique())
        given = np.zeros((len(ids), 3, len(names)))
        given[
            place.get_indexer(spans["turn_id"]),
            pd.Index(CODERS).get_indexer(spans["coder"]),
            pd.Index(names).get_indexer(spans["code"]),
        ] = 1
        return _alphas(package, given)

    def ours() -> pd.DataFrame:
        return prac.agreement(codings, corpus, interval=None)

    def ours_made() -> pd.DataFrame:
        return prac.agreement(prac.Codings(spans, read), corpus, interval=None)

    package = found("krippendorff")
    if package is not None:
        apart = np.abs(np.array(theirs(package)) - ours()["alpha"].to_numpy()).max()
        if not apart < 1e-9:
            raise ValueError(f"alpha out of the codings differs by {apart}")
    name = "alpha of 20 codes, from the codings"
    return [
        _beside(name, scale, "krippendorff", rounds, ours, theirs),
        _beside(f"{name}, made first", scale, "krippendorff", rounds, ours_made, theirs),
    ]


def _sets_beside(rng: np.random.Generator) -> dict[str, Any]:
    """Sets of codes: 200 units x 3 coders."""
    few = [[frozenset(np.flatnonzero(rng.random(40) < 0.15).tolist()) or frozenset({41})
            for _ in range(3)] for _ in range(200)]  # fmt: skip
    lines = [(f"c{c}", str(u), s) for u, own in enumerate(few) for c, s in enumerate(own)]

    def theirs(_: ModuleType) -> float:
        task = importlib.import_module("nltk.metrics.agreement").AnnotationTask(
            distance=importlib.import_module("nltk.metrics.distance").jaccard_distance
        )
        task.load_array(lines)
        return float(task.alpha())

    return _beside("alpha of sets of codes (200 units)", 1, "nltk", 1,
                   lambda: krippendorff_alpha(few, metric="jaccard"), theirs)  # fmt: skip


def _ac1_beside() -> dict[str, Any]:
    """Gwet's AC1 with an interval, 1,000 units: irrCAC's over units, ours over 20 sessions."""
    coded, _ = _ratings(np.random.default_rng(SEED), 1_000)
    sessions = np.repeat(np.arange(20), 50).tolist()

    def ours() -> pd.DataFrame:
        return prac.reliability.agreement_by_code(coded, measure="gwet_ac1", sessions=sessions)

    def theirs(_: ModuleType) -> list[Any]:
        package = importlib.import_module("irrCAC.raw")
        return [package.CAC(pd.DataFrame(coded[:, :, c])).gwet() for c in range(40)]

    return _beside("AC1 of 40 codes with its interval", 1, "irrCAC", 3, ours, theirs)


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
