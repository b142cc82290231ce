"""The validity study of coding: intervals of agreement, and how precise suggestions turn out.

Each function invents so many studies whose truth is known. Run: ``make validity``.

Agreement: turns of a session share how often the code occurs; two coders see a coded turn, or see
one where there is none, with chances that differ from session to session. The truth is alpha over
20,000 such sessions.

Suggestions: each turn has a score, higher by ``signal`` where a person would code it; how common
the code is, how far scores tell it apart and where a session's scores lie differ from session to
session. A threshold is chosen on K sessions as ``CodeSuggester`` does, and tried on eight new ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from practicelearn.coding.agreement import agreement_by_code
from practicelearn.coding.offers.thresholds import choose_threshold, outcome, reached
from validity_rounds import SEED

Array = npt.NDArray[np.float64]
Shares = dict[str, float]

TURNS = 80
TARGET = 0.8


def _logistic(x: Array) -> Array:
    out: Array = 1 / (1 + np.exp(-x))
    return out


def _two_coders(
    n_studies: int, n_sessions: int, mu: float, apart: float, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """Return what two coders did, (n_sessions * TURNS, 2, n_studies)."""
    shape = (n_sessions, 1, n_studies)
    truth = rng.random((n_sessions, TURNS, n_studies)) < _logistic(mu + rng.normal(0, apart, shape))
    out = np.empty((n_sessions, TURNS, 2, n_studies), dtype=np.int8)
    for coder in range(2):
        sees = _logistic(1.7 + rng.normal(0, 0.5, shape))
        adds = _logistic(-4.6 + rng.normal(0, 0.5, shape))
        out[:, :, coder] = rng.random(truth.shape) < np.where(truth, sees, adds)
    return out.reshape(-1, 2, n_studies)


def agreement_covered(n_sessions: int, mu: float, n_studies: int, apart: float = 0.6) -> Shares:
    """How often the jackknife interval holds the true alpha; ``naive``: percentile bootstrap.

    ``apart``: SD over sessions of how common the code is, logits. ``too high``: how often the
    interval lies wholly above the true alpha; ``too low``: wholly below.
    """
    big = _two_coders(1, 20_000, mu, apart, np.random.default_rng(SEED + 1))
    true = float(agreement_by_code(big)["alpha"].iloc[0])
    rng = np.random.default_rng(SEED)
    covered: dict[str, list[bool]] = {"jackknife": [], "bootstrap": []}
    missed: dict[str, int] = {"too high": 0, "too low": 0}
    n_none = 0
    done = 0
    while done < n_studies:
        now = min(400, n_studies - done)
        coded = _two_coders(now, n_sessions, mu, apart, rng)
        sessions = np.repeat(np.arange(n_sessions), TURNS)
        for kind, held in covered.items():
            if kind == "bootstrap" and done >= 400:
                continue  # slow, and only there to be compared with
            table = agreement_by_code(coded, sessions=sessions, interval=kind)
            known = table["low"].notna()
            n_none += int((~known).sum()) if kind == "jackknife" else 0
            own = table[known]
            held += list((own["low"] <= true) & (true <= own["high"]))
            if kind == "jackknife":
                missed["too high"] += int((own["low"] > true).sum())
                missed["too low"] += int((own["high"] < true).sum())
        done += now
    return {
        "covered": float(np.mean(covered["jackknife"])),
        "naive": float(np.mean(covered["bootstrap"])),
        "alpha": true,
        **{name: n / len(covered["jackknife"]) for name, n in missed.items()},
        "no interval": n_none / n_studies,
    }


def _scores(
    n_sessions: int, mu: float, signal: float, rng: np.random.Generator
) -> tuple[Array, npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Return score, coded and session of every turn."""
    own = (n_sessions, 1)
    coded = rng.random((n_sessions, TURNS)) < _logistic(mu + rng.normal(0, 0.6, own))
    apart = np.maximum(0, signal + rng.normal(0, 0.6, own))
    score = rng.normal(0, 1, coded.shape) + coded * apart + rng.normal(0, 0.7, own)
    session = np.repeat(np.arange(n_sessions), TURNS)
    return score.ravel(), coded.ravel(), session


def _naive_threshold(score: Array, coded: npt.NDArray[np.bool_]) -> float:
    """The lowest score at which the turns together are precise enough."""
    order = np.argsort(-score)
    precise = np.cumsum(coded[order]) / np.arange(1, len(order) + 1) >= TARGET
    return float(score[order][np.flatnonzero(precise)[-1]]) if precise.any() else math.inf


def suggestions(
    n_sessions: int, signal: float, n_studies: int, *, mu: float = -3.3, n_new: int = 8
) -> Shares:
    """How precise suggestions for a target of .8 turn out in eight new sessions.

    ``offering``: studies in which the code is offered at all. Of these: ``precision`` of all offers
    together, ``worst``: mean precision of the worst session, ``wrong``: mean share of a session's
    offers that is wrong (the promise: at most .20), ``recall``. ``naive``: precision with the
    threshold at which all learned-from turns together are precise enough.
    """
    rng = np.random.default_rng(SEED)
    n_offering, n_offered, n_right, n_coded = 0, 0, 0, 0
    naive = np.zeros(2)
    worst: list[float] = []
    wrong: list[float] = []
    for _ in range(n_studies):
        learned = _scores(n_sessions, mu, signal, rng)
        score, coded, session = _scores(n_new, mu, signal, rng)
        plain = score >= _naive_threshold(learned[0], learned[1])
        naive += [plain.sum(), (plain & coded).sum()]
        threshold = choose_threshold(*learned, target=TARGET)
        offering = math.isfinite(threshold) and reached(*learned, target=TARGET).holds(TARGET)
        got = outcome(
            score >= threshold if offering else np.zeros(len(score), bool), coded, session
        )
        wrong.append(got.false_share)
        if not offering:
            continue
        n_offering += 1
        n_offered, n_right = n_offered + got.n_offered, n_right + got.n_right
        n_coded += int(coded.sum())
        if got.n_offered:
            worst.append(got.worst)
    return {
        "offering": n_offering / n_studies,
        "precision": n_right / n_offered if n_offered else math.nan,
        "worst": float(np.mean(worst)) if worst else math.nan,
        "wrong": float(np.mean(wrong)),
        "recall": n_right / n_coded if n_coded else math.nan,
        "naive": float(naive[1] / naive[0]) if naive[0] else math.nan,
    }


def mean_of(share: float, apart: float) -> float:
    """Return the log-odds at which a code so far apart between sessions stands in this share."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)

    def off(mu: float) -> float:
        return float(_logistic(mu + apart * nodes) @ weights / weights.sum()) - share

    return float(brentq(off, -15.0, 3.0))


COMMON_CODE, RARE_CODE = math.log(0.2 / 0.8), math.log(0.03 / 0.97)
AGREEMENT: tuple[tuple[str, Callable[[int], Shares]], ...] = tuple(
    (f"{n} sessions, {name} code", partial(agreement_covered, n, mu))
    for name, mu in (("common", COMMON_CODE), ("rare", RARE_CODE))
    for n in (4, 6, 8, 12)
) + tuple(
    (f"{n} sessions, {name}", partial(agreement_covered, n, mean_of(share, apart), apart=apart))
    for name, share, apart in (
        ("rare code (3%) in clusters", 0.03, 1.5), ("very rare code (1%) in clusters", 0.01, 1.5),
    )
    for n in (4, 6, 8, 12)
)  # fmt: skip
TOLD_APART = (("well", 4.0), ("fairly", 3.0), ("badly", 2.0))
SUGGESTIONS: tuple[tuple[str, Callable[[int], Shares]], ...] = tuple(
    (f"{n} sessions, {name} told apart", partial(suggestions, n, signal))
    for name, signal in TOLD_APART
    for n in (6, 12, 24)
)


def print_coding(n_studies: int) -> None:
    """Print one row a design of each kind."""
    for what, designs in (("two coders", AGREEMENT), ("suggestions", SUGGESTIONS)):
        heads: list[str] = []
        for name, study in designs:
            shares = study(n_studies if designs is AGREEMENT else max(n_studies // 4, 1))
            if not heads:
                heads = list(shares)
                print(f"\n| {what} | " + " | ".join(heads) + " |\n|" + "---|" * (len(heads) + 1))
            cells = " | ".join(f"{shares[k]:.3f}" for k in heads)
            print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    print_coding(4000)
