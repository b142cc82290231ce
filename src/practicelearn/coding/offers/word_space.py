"""Words to numbers, and from numbers to how likely a code is. Reached through ``suggest`` only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from practicelearn.coding.offers.examples import Talk
from practicelearn.coding.offers.left_out import left_out_together

__all__ = ["WordSpace", "classifier", "scores_left_out"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

DIMENSIONS = 100
# a word said in one turn only cannot join two
FEWEST_TURNS = 2


def scores_left_out(
    space: WordSpace, talk: Talk, labels: npt.NDArray[np.int8], session: Ints, able: Sequence[int]
) -> Floats:
    """Return how likely each code is by a model that saw nothing of the turn's session.

    Sessions are left out one by one up to 25, of more a 25th of them at a time.

    Parameters
    ----------
    labels : ndarray of int, shape (n_turns, n_codes)
        1 coded, 0 not, -1 missing.
    able : sequence of int
        Codes to learn; the others score 0.
    """
    known = (labels >= 0).any(axis=1)
    scores = np.zeros(labels.shape)
    learned = np.unique(session[known])
    place = np.minimum(np.searchsorted(learned, session), max(len(learned) - 1, 0))
    part = np.where(np.isin(session, learned), left_out_together(place), -1)
    for one in np.unique(part[known]) if len(able) else []:
        here = part == one
        features = space.fit(talk, known & ~here).of(talk)
        for k in able:
            own = np.where(here, np.int8(-1), labels[:, k])
            model = classifier(features, own)
            scores[here, k] = model.predict_proba(features[here])[:, 1]
    return scores


def classifier(features: Floats, label: npt.NDArray[np.int8]) -> LogisticRegression:
    """Return a model of one code, learned from the turns whose label is not missing."""
    own = label >= 0
    return LogisticRegression(C=1.0, max_iter=500).fit(features[own], label[own] == 1)


class WordSpace:
    """Words to numbers: tf-idf of a turn and what stands around it, in fewer dimensions."""

    def __init__(self, context: float, random_state: int) -> None:
        self.context, self.random_state = context, random_state

    def fit(self, talk: Talk, rows: Bools) -> WordSpace:
        """Learn words, weights and dimensions from some of the turns."""
        in_turns = np.asarray((talk.counts[rows] > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(in_turns >= FEWEST_TURNS)
        self.words = {talk.words[w]: k for k, w in enumerate(kept)}
        self.idf = np.log((1 + rows.sum()) / (1 + in_turns[kept])) + 1
        own = self._weighed(talk)
        size = min(DIMENSIONS, int(rows.sum()) - 1, len(kept) - 1)
        self.svd = None
        if size >= 1:
            self.svd = TruncatedSVD(size, random_state=self.random_state)
            self.svd.fit(self._together(talk, own)[rows])
        return self

    def of(self, talk: Talk) -> Floats:
        """Return the units as numbers, shape (n, n_features)."""
        whole = talk.turns or talk
        parts = [
            np.log1p(talk.cues),
            np.log1p(talk.around @ whole.cues),
            np.log1p(talk.asked @ whole.cues),
            np.log1p(talk.n_words)[:, None] / 2,
        ]
        if self.svd is not None:
            parts.append(normalize(self.svd.transform(self._together(talk, self._weighed(talk)))))
        return np.hstack(parts)

    def _weighed(self, talk: Talk) -> Any:
        """Return tf-idf in this space's words, shape (n, n_words), rows of length 1."""
        place = [self.words.get(word, -1) for word in talk.words]
        here = np.flatnonzero(np.array(place, dtype=np.int64) >= 0)
        columns = np.array(place, dtype=np.int64)[here]
        counts = talk.counts[:, here].tocoo()
        weights = (1 + np.log(counts.data)) * self.idf[columns[counts.col]]
        shape = (talk.counts.shape[0], len(self.words))
        return normalize(sparse.csr_array((weights, (counts.row, columns[counts.col])), shape))

    def _together(self, talk: Talk, own: Any) -> Any:
        whole = own if talk.turns is None else self._weighed(talk.turns)
        return normalize(own + self.context * (talk.around @ whole + talk.asked @ whole))
