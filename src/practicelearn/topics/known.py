"""What a fitted model keeps of its talk to find its topics in other sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from practicelearn.topics.talk import Talk

__all__ = ["Known"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Known:
    """The words of a fitted model; nothing of it grows with the talk but the words themselves.

    Parameters
    ----------
    columns : dict
        Word to its place among the terms.
    idf : ndarray, shape (n_terms,)
        Inverse document frequencies of the windows.
    terms : ndarray, shape (n_topics, n_terms)
        How much of each term a topic holds.
    likelier : ndarray, shape (n_topics, n_terms)
        Log of how much likelier a term is on the topic than anywhere.
    """

    columns: dict[str, int]
    idf: Floats
    terms: Floats
    likelier: Floats

    @classmethod
    def of(cls, talk: Talk, idf: Floats, terms: Floats, likelier: Floats) -> Known:
        """Return what is kept of some talk."""
        return cls(talk.columns, idf, terms, likelier)

    def counted(self, counts: Any, columns: dict[str, int]) -> Any:
        """Return other talk's counts by the terms of the model, shape (n_turns, n_terms).

        Parameters
        ----------
        counts : sparse matrix, shape (n_turns, n_other_terms)
        columns : dict
            Word to its column of ``counts``.
        """
        place = np.full(counts.shape[1], -1, dtype=np.int64)
        for word, column in columns.items():
            if word in self.columns and place[column] < 0:
                place[column] = self.columns[word]
        there = np.flatnonzero(place >= 0)
        to = sparse.csr_array(
            (np.ones(len(there)), (there, place[there])), shape=(len(place), len(self.idf))
        )
        return (counts @ to).tocsr()

    def rows(self, counts: Any) -> Any:
        """Return windows' counts weighed as those of the fit, at length 1."""
        weighed = counts.astype(float)
        weighed.data = 1 + np.log(weighed.data)
        return normalize(weighed @ sparse.diags_array(self.idf))
