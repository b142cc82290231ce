"""How good offers are in sessions left out, beside the cues, the most common, and other coders."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._tables import SUGGESTION_EVALUATION, conform
from practicelearn.coding.agreement.by_code import agreement_by_code
from practicelearn.coding.agreement.reading import coded_units
from practicelearn.coding.codings import MACHINES, SETTLED, Codings
from practicelearn.coding.offers.learning import Examples
from practicelearn.coding.offers.left_out import left_out_together
from practicelearn.coding.offers.offering_rule import Rule
from practicelearn.corpus import Corpus

__all__ = ["TOGETHER", "evaluation"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int8]

TOGETHER = "together"
_FIGURES = ("precision", "recall", "f1", "kappa")


def evaluation(given: Examples, rule: Rule, codings: Codings, corpus: Corpus) -> pd.DataFrame:
    """Return one row a code and method: what was offered in sessions left out, how much right.

    Parameters
    ----------
    given : Examples
    rule : Rule
        With what was offered in sessions left out.
    codings : Codings
        Of all coders, for how far people agree.
    corpus : Corpus
    """
    between = _between_coders(given, codings, corpus)
    final = rule.offered & np.isfinite(rule.threshold)
    methods = {"suggested": final, "keyword": given.talk.cues > 0, "majority": _majority(given)}
    rows = []
    for method, offered in methods.items():
        for k, code in enumerate([*given.codes, TOGETHER]):
            columns = [k] if k < len(given.codes) else list(range(len(given.codes)))
            row = _row(offered[:, columns], given.labels[:, columns], given.session)
            rows.append({"code": code, "method": method, "kappa_coders": between[code], **row})
    return conform(pd.DataFrame(rows), SUGGESTION_EVALUATION)


def _row(offered: Bools, labels: Labels, session: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Return the figures of some codes, pooled and in the session where each is lowest."""
    read = (labels >= 0).any(axis=1)
    each = [
        _figures(offered[here], labels[here])
        for here in (session == s for s in np.unique(session[read]))
    ]
    pooled = _figures(offered[read], labels[read])
    counts = ("n_turns", "n_coded", "n_offered")
    worst = {f"{name}_worst": min((e[name] for e in each if not math.isnan(e[name])),
                                  default=math.nan) for name in _FIGURES}  # fmt: skip
    lacking = [
        words
        for n, words in (
            (pooled["n_turns"], "no turn was read by hand"),
            (pooled["n_coded"], "none was coded by hand"),
            (pooled["n_offered"], "nothing was offered"),
        )
        if not n
    ]
    return {
        "n_sessions": len(each),
        **{name: int(pooled[name]) for name in counts},
        **{name: pooled[name] for name in (*_FIGURES, "coverage")},
        **worst,
        "why": "; ".join(lacking) or None,
    }


def _figures(offered: Bools, labels: Labels) -> dict[str, float]:
    read = labels >= 0
    coded = labels == 1
    n_coded, n_offered = int(coded.sum()), int((offered & read).sum())
    n_right = int((offered & coded).sum())
    n_turns = int(read.any(axis=1).sum())
    precision = n_right / n_offered if n_offered else math.nan
    recall = n_right / n_coded if n_coded else math.nan
    both = n_coded + n_offered
    machine = np.where(read, offered, -1).astype(np.int8)
    pairs = np.stack([machine.ravel(), labels.ravel()], axis=1)[:, :, None]
    return {
        "n_turns": n_turns, "n_coded": n_coded, "n_offered": n_offered,
        "precision": precision, "recall": recall, "f1": 2 * n_right / both if both else math.nan,
        "coverage": float((offered & read).any(axis=1).sum() / n_turns) if n_turns else math.nan,
        "kappa": _kappa(pairs)[0],
    }  # fmt: skip


def _kappa(coded: Labels) -> Floats:
    """Return Cohen's kappa, the mean over pairs, one a code; shape of coded: (n, coders, codes)."""
    if not len(coded):
        return np.full(coded.shape[2], np.nan)
    found = agreement_by_code(coded, measure="light", interval=None)["light"]
    out: Floats = found.to_numpy(dtype=float)
    return out


def _majority(given: Examples) -> Bools:
    """Return the code for every turn where most turns of other sessions have it, else nowhere."""
    offered = np.zeros(given.labels.shape, dtype=bool)
    learned = np.unique(given.session[given.known])
    part = left_out_together(np.searchsorted(learned, given.session))
    for one in np.unique(part[given.known]):
        others = given.labels[given.known & (part != one)]
        n_read, n_coded = (others >= 0).sum(axis=0), (others == 1).sum(axis=0)
        offered[part == one] = 2 * n_coded > n_read
    return offered


def _between_coders(given: Examples, codings: Codings, corpus: Corpus) -> dict[str, float]:
    """Return how far people agree on each code, and on all; NaN where no two read the same."""
    people = sorted({*codings.read["coder"]} - {SETTLED} - MACHINES)
    nobody = dict.fromkeys([*given.codes, TOGETHER], math.nan)
    if len(people) < 2:
        return nobody
    with warnings.catch_warnings():  # what is left out is said where agreement is asked for
        warnings.simplefilter("ignore", UserWarning)
        units = coded_units(codings, corpus, coders=people, codes=given.codes)
    coded = units.coded[~given.hidden[corpus.turns.index.get_indexer(units.units["turn_id"])]]
    if not len(coded):
        return nobody
    each = _kappa(coded)
    whole = _kappa(coded.transpose(0, 2, 1).reshape(-1, len(people), 1))
    return dict(zip(units.codes, each, strict=True)) | {TOGETHER: float(whole[0])}
