"""What is looked at in a turn, chosen by whole sessions, and scores for sessions left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score

from practicelearn.coding.offers.examples import Talk
from practicelearn.coding.offers.left_out import left_out_together
from practicelearn.coding.offers.word_space import View, WordSpace, classifier

__all__ = ["LeftOut", "Trial", "scores_left_out", "try_views"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int8]

# Views are told apart on so many parts of so many sessions: more changes no choice, and costs.
PARTS_TO_CHOOSE, SESSIONS_TO_CHOOSE = 5, 60
# Average precisions this close are alike: the view that needs less is taken, so that one session
# more or less does not change it, and scores of different sessions stay comparable.
ALIKE = 0.015


@dataclass(frozen=True, eq=False)
class LeftOut:
    """How likely each code is in each turn, by models that saw nothing of the turn's session.

    Parameters
    ----------
    scores : ndarray of float, shape (n_turns, n_codes)
        0 where nothing was learned.
    view : View
        The best over all sessions: that of the models that are kept.
    tried : dict
        View to its mean average precision over codes, in sessions left out.
    """

    scores: Floats
    view: View
    tried: dict[View, float]


@dataclass(frozen=True, eq=False)
class Trial:
    """Views tried on sessions left out.

    Parameters
    ----------
    marks : dict
        View to its mean average precision over codes; empty with fewer than two views or sessions.
    scores : dict
        View to the scores it gave, shape (n_turns, n_codes).
    part : ndarray of int, shape (n_turns,)
        What a turn was left out with; -1 if it had no part in this.
    """

    marks: dict[View, float]
    scores: dict[View, Floats]
    part: Ints

    def best(self, first: View) -> View:
        """Return the view with the best mark; ``first`` without any."""
        return _simplest(self.marks) or first


def try_views(
    talks: Mapping[str, Talk],
    labels: Labels,
    session: Ints,
    able: Sequence[int],
    views: Sequence[View],
) -> Trial:
    """Return how well each view does, with a fifth of the sessions left out at a time.

    First those of the first features by their context, then the others with the context that did
    best; of more than 60 sessions, on 60 of them.
    """
    place = _places(labels, session)
    part = np.where(place >= 0, place % PARTS_TO_CHOOSE, -1)
    part[place >= SESSIONS_TO_CHOOSE] = -1
    trial = Trial({}, {}, part)
    if len(views) < 2 or not len(able) or place.max(initial=-1) < 1:
        return trial

    def enter(view: View) -> None:
        parts = dict.fromkeys(range(PARTS_TO_CHOOSE), view)
        trial.scores[view] = _scored(talks[view.features], labels, part, able, parts)
        trial.marks[view] = _mean_precision(trial.scores[view], labels, able, part >= 0)

    first = views[0]
    for view in views:
        if _alike(view, first):
            enter(view)
    best = trial.best(first)
    for view in views:
        if not _alike(view, first) and view.context == best.context:
            enter(view)
    return trial


def scores_left_out(
    talks: Mapping[str, Talk],
    labels: Labels,
    session: Ints,
    able: Sequence[int],
    views: Sequence[View],
) -> LeftOut:
    """Return scores of sessions left out, the view chosen without them too.

    Parameters
    ----------
    talks : mapping
        Features to the turns counted so.
    labels : ndarray of int, shape (n_turns, n_codes)
        1 coded, 0 not, -1 missing.
    session : ndarray of int, shape (n_turns,)
    able : sequence of int
        Codes to learn; the others score 0.
    views : sequence of View
        One, or several to choose from.

    Notes
    -----
    For a session its view is the one with the best mean average precision over codes in the
    sessions of the other parts of :func:`try_views`, or one before it that is within .015; then a
    model is learned from all other sessions, one by one up to 25, of more a 25th of them at a time.
    """
    trial = try_views(talks, labels, session, able, views)
    place = _places(labels, session)
    together = np.where(place >= 0, left_out_together(place), -1)
    chosen = {
        int(one): _best_without(trial, labels, able, np.unique(trial.part[together == one]))
        or views[0]
        for one in np.unique(together[together >= 0])
    }
    scores = np.zeros(labels.shape)
    for view in dict.fromkeys(chosen.values()):
        own = {p: v for p, v in chosen.items() if v == view}
        scores += _scored(talks[view.features], labels, together, able, own)
    return LeftOut(scores, trial.best(views[0]), trial.marks)


def _places(labels: Labels, session: Ints) -> Ints:
    """Return each turn's session as a place among those with something known, else -1."""
    learned = np.unique(session[(labels >= 0).any(axis=1)])
    place = np.searchsorted(learned, session)
    return np.where(np.isin(session, learned), place, -1)


def _alike(view: View, first: View) -> bool:
    return (view.features, view.vectors) == (first.features, first.vectors)


def _scored(
    talk: Talk, labels: Labels, part: Ints, able: Sequence[int], views: Mapping[int, View]
) -> Floats:
    """Return scores of the parts that have a view, each by a model of the others; else 0."""
    known = (labels >= 0).any(axis=1) & (part >= 0)
    scores = np.zeros(labels.shape)
    for one in np.unique(part[known]):
        if int(one) not in views:
            continue
        here = part == one
        features = WordSpace(views[int(one)]).fit(talk, known & ~here).of(talk)
        at = np.flatnonzero(here)
        for k in able:
            own = np.where(known & ~here, labels[:, k], np.int8(-1))
            if (own == 1).any() and (own == 0).any():
                scores[at, k] = classifier(features, own).predict_proba(features[at])[:, 1]
    return scores


def _mean_precision(scores: Floats, labels: Labels, able: Sequence[int], rows: Bools) -> float:
    """Return average precision, the mean over codes that were coded there."""
    each = []
    for k in able:
        own = rows & (labels[:, k] >= 0)
        coded = labels[own, k] == 1
        if coded.any():
            each.append(average_precision_score(coded, scores[own, k]))
    return float(np.mean(each)) if each else 0.0


def _best_without(trial: Trial, labels: Labels, able: Sequence[int], left_out: Ints) -> View | None:
    """Return the view that does best in the sessions of other parts."""
    rows = (trial.part >= 0) & ~np.isin(trial.part, left_out)
    marks = {v: _mean_precision(own, labels, able, rows) for v, own in trial.scores.items()}
    return _simplest(marks) if rows.any() else None


def _simplest(marks: Mapping[View, float]) -> View | None:
    """Return the first view that is as good as the best one."""
    best = max(marks.values(), default=0.0)
    return next((view for view, mark in marks.items() if mark >= best - ALIKE), None)
