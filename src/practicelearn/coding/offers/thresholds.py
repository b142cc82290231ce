"""From which score on a code is offered: chosen for a precision, session by session."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from practicelearn.coding.offers.left_out import left_out_together, n_parts

__all__ = [
    "Reached",
    "choose_threshold",
    "outcome",
    "reached",
    "sessions_needed",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# fewer right offers, or right offers in fewer sessions, show nothing about the next session
LEAST_RIGHT = 4
LEAST_SESSIONS = 3
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Reached:
    """What a threshold came to in sessions that had no part in choosing it.

    Parameters
    ----------
    n_offered, n_right : int
    precision : float
        Right of offered, all sessions together; NaN without an offer.
    worst : float
        The same in the session where it is lowest, of those with an offer.
    false_share : float
        Mean over sessions of the share of offers that are wrong, 0 in a session without an offer.
    recall : float
        Coded turns that were offered.
    """

    n_offered: int
    n_right: int
    precision: float
    worst: float
    false_share: float
    recall: float

    def holds(self, target: float) -> bool:
        """Whether it would still be precise enough if the next offer were wrong."""
        return self.n_right >= target * (self.n_offered + 1)


def sessions_needed(target: float) -> int:
    """Return from how many sessions on a promise about the mean session can be made: 1/α - 1.

    Examples
    --------
    >>> sessions_needed(0.8), sessions_needed(0.9)
    (4, 9)
    """
    return math.ceil(round(1 / (1 - target), 9)) - 1


def choose_threshold(score: Floats, coded: Bools, session: Ints, *, target: float) -> float:
    """Return the lowest score from which on offers are precise enough; infinite where none is.

    Parameters
    ----------
    score : ndarray of float, shape (n_turns,)
        From models that did not see the turn's session.
    coded : ndarray of bool, shape (n_turns,)
    session : ndarray of int, shape (n_turns,)
        Place of the turn's session, from 0.
    target : float
        Share of offers that are to be right, between 0 and 1.

    Notes
    -----
    Let n offers have r right ones. Taken is the lowest score at which all of these hold:
    r / (n + 1) less t(.95, G - 1) standard errors is at least the target, the error by a jackknife
    that leaves out whole sessions, because turns of a session are alike, one by one up to 25 and
    more in 25 parts, G in all; at least 4 are right, in 3 sessions; and, from K = 1/α - 1 sessions
    on with α = 1 - target, the mean over K sessions of the share that is wrong, L, keeps
    (K L + 1) / (K + 1) ≤ α at this and every higher score (conformal risk control: Angelopoulos,
    Bates, Fisch, Lei and Schuster 2024, ICLR).
    """
    n_sessions = int(session.max()) + 1 if len(session) else 0
    order = np.argsort(-score, kind="stable")
    # beyond this many offers the target is out of reach however they turn out
    order = order[: int(coded.sum() / target) + 1]
    if n_sessions < LEAST_SESSIONS or not len(order):
        return math.inf
    value, right, own = score[order], coded[order], session[order]
    part = left_out_together(own)
    parts = n_parts(n_sessions)
    here = np.zeros((len(order), parts))
    here[np.arange(len(order)), part] = 1
    offered, hit = here.cumsum(axis=0), (here * right[:, None]).cumsum(axis=0)
    n, r = offered.sum(axis=1), hit.sum(axis=1)
    left = np.maximum(n[:, None] - offered, 1)
    without = (r[:, None] - hit) / left
    spread = ((without - without.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    error = np.sqrt((parts - 1) / parts * spread)
    good = r / (n + 1) - stats.t.ppf(CONFIDENCE, parts - 1) * error >= target
    wrong, n_with_right = _so_far(right, own)
    good &= (r >= LEAST_RIGHT) & (n_with_right >= LEAST_SESSIONS)
    if n_sessions >= sessions_needed(target):
        mean = np.maximum.accumulate(wrong / n_sessions)
        good &= (n_sessions * mean + 1) / (n_sessions + 1) <= 1 - target + 1e-12
    # turns with one and the same score are offered together
    good &= np.append(value[1:] < value[:-1], [len(order) == len(score)])
    return float(value[np.flatnonzero(good)[-1]]) if good.any() else math.inf


def _so_far(right: Bools, session: Ints) -> tuple[Floats, Ints]:
    """After each offer: the shares that are wrong, summed over sessions; sessions with a right one.

    An offer changes nothing but its own session's share.
    """
    offers = pd.DataFrame({"right": right.astype(float)}).groupby(session)["right"]
    made, hit = (offers.cumcount() + 1).to_numpy(), offers.cumsum().to_numpy()
    wrong = pd.Series((made - hit) / made)
    more = wrong - wrong.groupby(session).shift(fill_value=0.0)
    return more.cumsum().to_numpy(), np.cumsum(right & (hit == 1))


def reached(score: Floats, coded: Bools, session: Ints, *, target: float) -> Reached:
    """Return what is reached when each session's threshold is chosen on other sessions.

    On all others up to 25 sessions; of more, on those that are not left out together with it
    (:func:`practicelearn.coding.offers.left_out.left_out_together`).
    """
    offered = np.zeros(len(score), dtype=bool)
    part = left_out_together(session)
    for one in np.unique(part):
        here = part == one
        others = np.unique(session[~here], return_inverse=True)[1].astype(np.int64)
        threshold = choose_threshold(score[~here], coded[~here], others, target=target)
        offered[here] = score[here] >= threshold
    return outcome(offered, coded, session)


def outcome(offered: Bools, coded: Bools, session: Ints) -> Reached:
    """Return how offers turned out, together and by session."""
    right = offered & coded
    n = np.bincount(session, weights=offered)
    r = np.bincount(session, weights=right)
    made = n > 0
    n_offered, n_right, n_coded = int(offered.sum()), int(right.sum()), int(coded.sum())
    share = r[made] / n[made]
    n_sessions = len(np.unique(session))
    return Reached(
        n_offered,
        n_right,
        n_right / n_offered if n_offered else math.nan,
        float(share.min()) if n_offered else math.nan,
        float((1 - share).sum() / n_sessions) if n_sessions else math.nan,
        n_right / n_coded if n_coded else math.nan,
    )
