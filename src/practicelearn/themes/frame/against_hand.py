"""How a topic, and its seed words alone, go with hand coding, whole sessions left out in turn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._tables import AGAINST_HAND, conform, empty_table
from practicelearn.coding.agreement.intervals import MIN_SESSIONS, jackknife_interval
from practicelearn.coding.codings import Codings
from practicelearn.coding.counted import counted
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.coding.offers.examples import hand_labels
from practicelearn.corpus import Corpus

__all__ = ["against_hand"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
FEW = f"no interval: fewer than {MIN_SESSIONS} sessions read by hand for the code"


def against_hand(
    codings: Codings,
    corpus: Corpus,
    said: pd.DataFrame,
    on_topic: Mapping[str, Bools],
    with_word: Mapping[str, Bools],
) -> pd.DataFrame:
    """Return precision and recall of topic and words; columns ``AGAINST_HAND``.

    Parameters
    ----------
    codings : Codings
    corpus : Corpus
    said : DataFrame
        Participants' turns, index ``turn_id``; session_id.
    on_topic, with_word : mapping of str to ndarray of bool, shape (n_turns,)
        Code to the turns on its topic, and to those with one of its seed words. A code without a
        topic has rows for its words only.
    """
    codes = list(with_word)
    hand = in_sessions_of(counted(codings), corpus)
    labels = pd.DataFrame(hand_labels(hand, corpus, codes), index=corpus.turns.index, columns=codes)
    labels = labels.reindex(said.index)
    session = pd.factorize(said["session_id"])[0]
    rows = []
    for code in codes:
        label = labels[code].to_numpy()
        for by, found in (("topic", on_topic), ("words", with_word)):
            if code in found:
                rows.append({"code": code, "by": by} | _fares(label, found[code], session))
    return conform(pd.DataFrame(rows), AGAINST_HAND) if rows else empty_table(AGAINST_HAND)


def _fares(label: Any, found: Bools, session: npt.NDArray[np.intp]) -> dict[str, object]:
    read = label >= 0
    size = int(session.max()) + 1 if len(session) else 0
    of = {
        "n_turns": read, "n_coded": label == 1, "n_found": found & read,
        "n_both": found & (label == 1),
    }  # fmt: skip
    each = {n: np.bincount(session[mask], minlength=size) for n, mask in of.items()}
    total = {n: int(counts.sum()) for n, counts in each.items()}
    sessions = each["n_turns"] > 0
    out: dict[str, object] = {"n_sessions": int(sessions.sum()), **total}
    why = []
    for name, under in (("precision", "n_found"), ("recall", "n_coded")):
        value, low, high, lacking = _ratio(each["n_both"], each[under], sessions)
        out |= {name: value, f"{name}_low": low, f"{name}_high": high}
        if lacking:
            why.append(f"{name}: {lacking}" if lacking != FEW else lacking)
    return out | {"why": "; ".join(dict.fromkeys(why)) or None}


def _ratio(both: Any, under: Any, sessions: Bools) -> tuple[float, float, float, str]:
    if not sessions.any():
        return math.nan, math.nan, math.nan, "no turn was read by hand for the code"
    if not under.sum():
        return math.nan, math.nan, math.nan, "nothing found, or nothing coded, to be a share of"
    value = float(both.sum() / under.sum())
    rest = under.sum() - under[sessions]
    if sessions.sum() < MIN_SESSIONS:
        return value, math.nan, math.nan, FEW
    if not (rest > 0).all():
        return value, math.nan, math.nan, "no interval: all of it stands in one session"
    left_out: Floats = (both.sum() - both[sessions]) / rest
    ends = jackknife_interval(
        np.array([value]), left_out[:, None], np.ones((len(left_out), 1), dtype=bool)
    )
    low, high = float(ends.low[0]), float(ends.high[0])
    if math.isnan(low):
        return value, low, high, str(ends.why[0])
    return value, max(low, 0.0), high, ""
