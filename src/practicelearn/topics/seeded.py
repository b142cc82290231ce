"""Seeded topics: topics that start where the words of a coding frame are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.preprocessing import normalize

from practicelearn.language.phrases import found_by_part
from practicelearn.language.pipeline import Tokens
from practicelearn.topics.talk import Talk, add_up

__all__ = ["Seeds", "directions", "nearest", "prototype_rows", "seeds_said"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NEAREST = 10
"""Windows that make up a prototype."""


@dataclass(frozen=True, eq=False)
class Seeds:
    """Codes whose words participants say, and where.

    Parameters
    ----------
    codes : list of str
    said : list of sparse matrix, shape (n_turns, n_phrases)
        For each code, how often each of its words and phrases stands in each turn.
    absent : list of str
        Codes none of whose words is said.
    """

    codes: list[str]
    said: list[Any]
    absent: list[str]

    def part(self, turns: npt.NDArray[np.bool_]) -> Seeds:
        """Return the same in some turns."""
        return Seeds(self.codes, [said[turns] for said in self.said], self.absent)


def seeds_said(
    talk: Talk,
    tokens: Iterable[Tokens],
    turn_ids: pd.Index,
    seeds: Mapping[str, Sequence[str]],
) -> Seeds:
    """Return where participants say the words of codes."""
    hits = found_by_part(tokens, seeds)
    place = turn_ids.get_indexer(hits["turn_id"])
    hits = hits.assign(place=place)[talk.n_words[place] > 0]
    codes = [code for code in seeds if code in set(hits["key"])]
    said = []
    for code in codes:
        own = hits[hits["key"] == code]
        phrase, phrases = pd.factorize(own["phrase"], sort=True)
        said.append(
            sparse.csr_array(
                (np.ones(len(own)), (own["place"].to_numpy(), phrase)),
                shape=(len(turn_ids), len(phrases)),
            )
        )
    return Seeds(codes, said, [code for code in seeds if code not in codes])


def directions(seeds: Seeds, window: Ints, space: Floats) -> Floats:
    """Return where each code's words point, shape (n_codes, n_dimensions).

    Parameters
    ----------
    seeds : Seeds
    window : ndarray of int, shape (n_turns,)
    space : ndarray, shape (n_windows, n_dimensions)
        Windows in latent semantic space, at length 1.
    """
    ways = []
    for said in seeds.said:
        of_phrase = np.log1p(add_up(said, window).toarray().T)
        ways.append(normalize(of_phrase @ space).sum(axis=0))
    return np.array(ways)


def nearest(space: Floats, ways: Floats) -> Ints:
    """Return the windows nearest to each direction, shape (at most 10, n_directions)."""
    return np.argsort(-(space @ ways.T), axis=0, kind="stable")[:NEAREST]


def prototype_rows(space: Floats, rows: Any, ways: Floats, n_topics: int) -> Floats:
    """Return the mean row of the windows nearest to each direction, then to the emptiest places."""
    found = list(ways)
    while len(found) < n_topics:
        likeness = space @ normalize(np.array(found)).T
        found.append(space[likeness.max(axis=1).argmin()])
    near = nearest(space, np.array(found))
    return np.array([np.asarray(rows[own].mean(axis=0)).ravel() for own in near.T])
