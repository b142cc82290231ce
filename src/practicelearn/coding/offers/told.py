"""What is told of a code before it is offered: figures of sessions left out, and a promise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._tables import SUGGESTION_PRECISION, conform
from practicelearn.coding.offers.choosing import LeftOut
from practicelearn.coding.offers.learning import Examples
from practicelearn.coding.offers.offering_rule import Rule
from practicelearn.coding.offers.thresholds import outcome, sessions_needed

__all__ = ["choice_table", "precision_table"]


def precision_table(given: Examples, rule: Rule, target: float) -> pd.DataFrame:
    """Return how precise offers of each code were in sessions left out, index code."""
    rows = [_row(given, rule, k, target) for k in range(len(given.codes))]
    codes = pd.Index(given.codes, name="code", dtype=object)
    return conform(pd.DataFrame(rows, index=codes), SUGGESTION_PRECISION)


def choice_table(out: LeftOut) -> pd.DataFrame:
    """Return what was tried, one row a view."""
    rows = [
        {"features": v.features, "context": v.context, "weight": v.weight, "vectors": v.vectors,
         "average_precision": out.tried.get(v, math.nan), "chosen": v == out.view}
        for v in out.tried or [out.view]
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _row(given: Examples, rule: Rule, k: int, target: float) -> dict[str, Any]:
    label, why = given.labels[:, k], given.why_not(k)
    own = label >= 0
    n_sessions, n_turns = len(np.unique(given.session[own])), int(own.sum())
    row: dict[str, Any] = {
        "n_sessions": n_sessions, "n_turns": n_turns, "n_positive": int((label == 1).sum()),
        "threshold": math.nan, "promise": None, "why": why or None,
    }  # fmt: skip
    if why:
        return row
    got = outcome(rule.offered[own, k], label[own] == 1, given.session[own])
    row |= {
        "n_offered": got.n_offered, "precision": got.precision, "precision_worst": got.worst,
        "share_offered": got.n_offered / n_turns, "recall": got.recall,
    }  # fmt: skip
    if math.isinf(rule.threshold[k]):
        found = (
            f"{got.n_right} of {got.n_offered} were right"
            if got.n_offered
            else "no score reached it"
        )
        row["why"] = f"not precise enough: {target:.2f} asked for, and in sessions left out {found}"
        return row
    promise = _promise(n_sessions, target, together=bool(rule.together[k]))
    return row | {"threshold": rule.threshold[k], "promise": promise}


def _promise(n_sessions: int, target: float, *, together: bool) -> str:
    needed = sessions_needed(target)
    if n_sessions < needed:
        return f"no promise: {n_sessions} sessions, at least {needed} are needed for one"
    whose = "the offers of all codes together" if together else "a session's offers"
    ends = ", nor for this code by itself" if together else ""
    return (
        f"guarantee for the mean over sessions like these {n_sessions}: at most "
        f"{1 - target:.0%} of {whose} are wrong; none for any one session{ends}"
    )
