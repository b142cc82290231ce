"""Words to numbers, and from numbers to how likely a code is. Reached through ``suggest`` only."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from practicelearn.coding.offers.examples import Talk

__all__ = ["CONTEXTS", "View", "WordSpace", "classifier"]

Bools = npt.NDArray[np.bool_]

# a word said in one turn only cannot join two
FEWEST_TURNS = 2
# The weight of one turn's words against the pull to zero. Rows are of length 1, so that at the
# library's own 1.0 a word that tells a code for certain hardly moves its chance.
WEIGHT_OF_EXAMPLES = 10.0
CONTEXTS = {"none": 0.0, "near": 0.5, "far": 0.7}
"""Which neighbours count, and how much their words weigh beside the turn's own."""


class View(NamedTuple):
    """What a learner sees of a turn.

    Parameters
    ----------
    features : {"lemmas", "phrases"}
    context : {"none", "near", "far"}
    weight : float
        Of the turns around and of the facilitator's last question.
    vectors : bool
        Whether the vectors that were given stand beside the words.
    """

    features: str
    context: str
    weight: float
    vectors: bool = False


def classifier(features: Any, label: npt.NDArray[np.int8]) -> LogisticRegression:
    """Return a model of one code, learned from the turns whose label is not missing."""
    own = np.flatnonzero(label >= 0)
    model = LogisticRegression(C=WEIGHT_OF_EXAMPLES, solver="liblinear", tol=1e-2)
    return model.fit(features[own], label[own] == 1)


class WordSpace:
    """Words to numbers: tf-idf of a turn and of what stands around it, with the frame's cues.

    Parameters
    ----------
    view : View
    """

    def __init__(self, view: View) -> None:
        self.view = view

    def fit(self, talk: Talk, rows: Bools) -> WordSpace:
        """Learn words and their weights from some of the turns."""
        in_turns = np.asarray((talk.counts[rows] > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(in_turns >= FEWEST_TURNS)
        self.words = {talk.terms.name[w]: k for k, w in enumerate(kept)}
        self.idf = np.log((1 + rows.sum()) / (1 + in_turns[kept])) + 1
        return self

    def of(self, talk: Talk) -> Any:
        """Return the units as numbers, sparse, shape (n, n_features)."""
        whole = talk.turns or talk
        own = self._weighed(talk)
        blocks = [np.log1p(talk.cues), np.log1p(talk.n_words)[:, None] / 2]
        if self.view.weight:
            around = talk.far if self.view.context == "far" else talk.near
            beyond = own if talk.turns is None else self._weighed(whole)
            own = own + self.view.weight * (around @ beyond + talk.asked @ beyond)
            blocks += [np.log1p(around @ whole.cues), np.log1p(talk.asked @ whole.cues)]
        if self.view.vectors and whole.vectors is not None:
            meant = whole.vectors[talk.turn]
            if self.view.weight:
                meant = meant + self.view.weight * (around @ whole.vectors)
            blocks.append(normalize(meant))
        parts = [normalize(own), *map(sparse.csr_array, blocks)]
        made = sparse.hstack(parts, format="csr")
        # The solver takes no longer ones, and sorts them at each fit if they are not.
        made.indices, made.indptr = made.indices.astype(np.int32), made.indptr.astype(np.int32)
        made.sort_indices()
        return made

    def _weighed(self, talk: Talk) -> Any:
        """Return tf-idf in this space's words, shape (n, n_words), rows of length 1."""
        place = np.array([self.words.get(word, -1) for word in talk.terms.name], dtype=np.int64)
        counts = talk.counts.tocoo()
        column = place[counts.col]
        known = column >= 0
        weights = (1 + np.log(counts.data[known])) * self.idf[column[known]]
        shape = (talk.counts.shape[0], len(self.words))
        cells = (counts.row[known], column[known])
        return normalize(sparse.csr_array((weights, cells), shape=shape))
