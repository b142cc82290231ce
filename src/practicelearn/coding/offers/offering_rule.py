"""From which score on each code is offered: by its own offers, else by those of all codes together.

A rare code has too few offers to show by itself that the next ones will be right; all codes of a
study together may have enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from practicelearn.coding.offers.left_out import left_out_together
from practicelearn.coding.offers.thresholds import Reached, choose_threshold, outcome

__all__ = ["Rule", "find_rule"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int8]

# of a code that is offered with the others, so many offers were right in sessions left out
LEAST_RIGHT_TOGETHER = 3


@dataclass(frozen=True, eq=False)
class Rule:
    """From which scores on codes are offered, and what that came to in sessions left out.

    Parameters
    ----------
    threshold : ndarray of float, shape (n_codes,)
        Infinite where a code is not offered.
    together : ndarray of bool, shape (n_codes,)
        Whether the threshold rests on the offers of all codes together.
    offered : ndarray of bool, shape (n_turns, n_codes)
        What was offered in sessions left out, each with thresholds found without it; also of codes
        that are not offered in the end, which shows why.
    """

    threshold: Floats
    together: Bools
    offered: Bools


@dataclass(frozen=True, eq=False)
class _Cases:
    """Scores and labels of turns by codes; session is each turn's, from 0."""

    scores: Floats
    labels: Labels
    session: Ints
    target: float

    def of(self, codes: Sequence[int], rows: Bools) -> tuple[Floats, Bools, Ints]:
        """Return score, coded and place of session of each turn and code that is not missing."""
        turn, code = np.nonzero(rows[:, None] & (self.labels[:, codes] >= 0))
        column = np.asarray(codes, dtype=np.int64)[code]
        place = np.unique(self.session[turn], return_inverse=True)[1].astype(np.int64)
        return self.scores[turn, column], self.labels[turn, column] == 1, place

    def threshold(self, codes: Sequence[int], rows: Bools) -> float:
        """Return the threshold that some codes share, found on some of the turns.

        Half way down to the next score: all between offer the same here, and the scores of a new
        session need not be as high as the lowest that was right.
        """
        score, coded, place = self.of(codes, rows)
        found = choose_threshold(score, coded, place, target=self.target)
        below = score[score < found]
        return (found + float(below.max())) / 2 if math.isfinite(found) and len(below) else found

    def left_out(self, codes: Sequence[int]) -> Bools:
        """Return what is offered, each session's shared threshold from others, (n_turns, n_codes).

        A session counts where any of these codes was read for.
        """
        offered = np.zeros(self.labels.shape, dtype=bool)
        read = (self.labels[:, codes] >= 0).any(axis=1)
        learned = np.unique(self.session[read])
        part = np.where(read, left_out_together(np.searchsorted(learned, self.session)), -1)
        for one in np.unique(part[read]):
            here = part == one
            found = self.threshold(codes, read & ~here)
            for k in codes:
                offered[:, k] |= here & (self.labels[:, k] >= 0) & (self.scores[:, k] >= found)
        return offered

    def reached(self, offered: Bools, codes: Sequence[int]) -> Reached:
        """Return what offers of some codes came to."""
        turn, code = np.nonzero(self.labels[:, codes] >= 0)
        column = np.asarray(codes, dtype=np.int64)[code]
        coded = self.labels[turn, column] == 1
        return outcome(offered[turn, column], coded, self.session[turn])


def find_rule(
    scores: Floats, labels: Labels, session: Ints, able: Sequence[int], *, target: float
) -> Rule:
    """Return from which score on each code is offered.

    Parameters
    ----------
    scores, labels : ndarray, shape (n_turns, n_codes)
        Scores of sessions left out; 1 coded, 0 not, -1 missing.
    session : ndarray of int, shape (n_turns,)
        Place of the turn's session, from 0.
    able : sequence of int
        Codes that were learned.
    target : float
        Share of offers that are to be right.

    Notes
    -----
    Own threshold: :func:`~.thresholds.choose_threshold` on the code's scores, kept if the offers in
    sessions left out, each with a threshold from the others, would still be precise enough with one
    more wrong. Common threshold: the same rule on the scores of all codes at once; a turn and a
    code make a case, and the session remains the unit. A code is offered from the common one on if
    it has none of its own, or if that finds more of what was coded in sessions left out. It is not
    for codes of which, in sessions left out, fewer than 3 offers or a smaller share than the target
    were right; it is found anew without them, and is kept if all its offers would still be precise
    enough with one more wrong. Either threshold lies half way down to the next lower score.
    """
    cases, everywhere = _Cases(scores, labels, session, target), np.ones(len(labels), dtype=bool)
    threshold = np.full(scores.shape[1], math.inf)
    offered = np.zeros(labels.shape, dtype=bool)
    for k in able:
        offered[:, k] = cases.left_out([k])[:, k]
        if cases.reached(offered, [k]).holds(target):
            threshold[k] = cases.threshold([k], everywhere)
    together = np.zeros(scores.shape[1], dtype=bool)
    joint, shared = _joint(cases, able)
    if joint:
        common = cases.threshold(joint, everywhere)
        for k in joint:
            more = shared[:, k] | (offered[:, k] & math.isfinite(threshold[k]))
            gained = (more & ~offered[:, k] & (labels[:, k] == 1)).any()
            if common < threshold[k] and (gained or math.isinf(threshold[k])):
                threshold[k], together[k], offered[:, k] = common, True, more
    return Rule(threshold, together, offered)


def _joint(cases: _Cases, able: Sequence[int]) -> tuple[list[int], Bools]:
    """Return the codes that share a threshold, and what is offered with it in sessions left out."""
    joint = list(able)
    while joint:
        shared = cases.left_out(joint)
        got = {k: cases.reached(shared, [k]) for k in joint}
        fair = [
            k for k, own in got.items()
            if own.n_right >= max(LEAST_RIGHT_TOGETHER, cases.target * own.n_offered)
        ]  # fmt: skip
        if len(fair) == len(joint):
            if cases.reached(shared, joint).holds(cases.target):
                return joint, shared
            return [], shared
        joint = fair
    return [], np.zeros(cases.labels.shape, dtype=bool)
