"""How far what is said under one code is like what is said under another, over groups."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn._student_t import stdtr, stdtrit
from practicelearn.language.vocabulary import STOP_WORDS, singular
from practicelearn.language.words import words

__all__ = ["Alike", "Likeness", "likeness_of"]

Floats = npt.NDArray[np.float64]
FEWEST_GROUPS = 3
SHORTEST_WORD = 3
SHORTEST_TURN = 8


@dataclass(frozen=True)
class Alike:
    """How alike the words of two sets of passages are.

    Parameters
    ----------
    value : float
        1: as alike as each is to itself in other groups; 0: no more alike than to any talk.
        Missing where a set has no words of its own.
    low, high : float
        Two-sided 90 % interval, groups left out one at a time.
    p : float
        Chance of words that alike where the two have no more in common than any talk.
    n_groups : int
        Groups that hold a passage of either.
    """

    value: float
    low: float
    high: float
    p: float
    n_groups: int


@dataclass(frozen=True, eq=False)
class Likeness:
    """Products of the words of sets of passages, group by group.

    Parameters
    ----------
    names : list of str
    there : ndarray of bool, shape (n_groups, n_sets)
        Which group holds a passage of which set.
    own, whole : ndarray, shape (n_groups, n_sets, n_sets)
        Product of two sets' words in a group; of one set's in a group and the other's in all.
    total : ndarray, shape (n_sets, n_sets)
        Product of two sets' words in all groups.
    """

    names: list[str]
    there: npt.NDArray[np.bool_]
    own: Floats
    whole: Floats
    total: Floats

    def between(self, a: str, b: str) -> Alike:
        """Return how alike two of the sets are."""
        i, j = self.names.index(a), self.names.index(b)
        held = np.flatnonzero(self.there[:, i] | self.there[:, j])
        lacking = Alike(math.nan, math.nan, math.nan, math.nan, len(held))
        if min(self.there[:, i].sum(), self.there[:, j].sum()) < FEWEST_GROUPS:
            return lacking
        both = self._products(i, j, held)
        own = self._products(i, i, held) * self._products(j, j, held)
        if not (own > 0).all() or self.total[i, i] <= 0:
            return lacking  # words of no kind of its own
        ratios = both / np.sqrt(own)
        df = len(held) - 1
        value, half = float(ratios[0]), float(stdtrit(df, 0.95)) * _error(ratios[1:])
        error = _error(both[1:])
        p = float(1 - stdtr(df, both[0] / error)) if error > 0 else float(both[0] <= 0)
        return Alike(value, value - half, value + half, p, len(held))

    def _products(self, i: int, j: int, held: npt.NDArray[np.intp]) -> Floats:
        """Mean product over pairs of different groups: of all, then without each group in turn."""
        own, a, b = self.own[:, i, j], self.there[:, i], self.there[:, j]
        total = self.total[i, j] - own.sum()
        without = total - self.whole[held, i, j] - self.whole[held, j, i] + 2 * own[held]
        n_a, n_b, n_both = a.sum(), b.sum(), (a & b).sum()
        pairs = (n_a - a[held]) * (n_b - b[held]) - (n_both - (a & b)[held])
        first = n_a * n_b - n_both
        out: Floats = np.concatenate([[total], without]) / np.concatenate([[first], pairs])
        return out


def _error(values: Floats) -> float:
    """Standard error of the jackknife."""
    n = len(values)
    return math.sqrt((n - 1) / n * float(((values - values.mean()) ** 2).sum()))


def likeness_of(
    passages: Mapping[str, pd.DataFrame], said: pd.DataFrame, labels: frozenset[str]
) -> Likeness:
    """Return the likeness of sets of passages.

    Parameters
    ----------
    passages : mapping of str to DataFrame
        Name to its passages: quote, unit (the group it is of).
    said : DataFrame
        Participants' turns, all of them: text, unit, n_words.
    labels : frozenset of str
        Names of speakers in lower case, which are no words of a subject.

    Notes
    -----
    Each passage's words (singular, lower case, no stop words, weighted 1 + log count times 1 + log
    rarity, length 1) are averaged by set and group, and the mean of all that the group's
    participants say is taken off. Only products between different groups count, so that neither a
    passage that carries both codes nor a group's own turn of phrase makes two codes alike. The
    value is the mean product of the two over the root of the product of each with itself
    (Spearman's correction for attenuation, 1904, *Am. J. Psychol.* 15, 72-101). Intervals and p
    leave out a group at a time (jackknife, Student's t). Words tell what is talked of, not what is
    said of it.
    """
    names = list(passages)
    units = list(dict.fromkeys(said["unit"]))
    long = said[said["n_words"] >= SHORTEST_TURN]
    spoken = list(_told(long["text"].tolist(), labels))
    quoted = {n: list(_told(own["quote"].tolist(), labels)) for n, own in passages.items()}
    known = _vocabulary(spoken)
    rare = _rarity(spoken, known)
    background = _rows(spoken, known, rare)
    rows = {n: _rows(own, known, rare) for n, own in quoted.items()}
    of_unit = _grouped(long["unit"].tolist())
    of_set = {n: _grouped(own["unit"].tolist()) for n, own in passages.items()}
    there = np.array([[u in of_set[n] for n in names] for u in units], dtype=bool)
    there = there.reshape(len(units), len(names))

    def block(unit: Hashable) -> Floats:
        """Mean words of each set in a group, less those of all its talk: (n_sets, n_words)."""
        all_talk = _mean(background, of_unit.get(unit, []), len(known))
        out = np.zeros((len(names), len(known)))
        for k, name in enumerate(names):
            own = of_set[name].get(unit)
            if own:
                out[k] = _mean(rows[name], own, len(known)) - all_talk
        return out

    whole = np.zeros((len(names), len(known)))
    for unit in units:
        whole += block(unit)
    with_own, with_whole = [], []
    for unit in units:  # made twice, for all of them at once would not fit for hundreds of groups
        own = block(unit)
        with_own.append(own @ own.T)
        with_whole.append(own @ whole.T)
    shape = (len(units), len(names), len(names))
    return Likeness(
        names, there, np.reshape(with_own, shape), np.reshape(with_whole, shape), whole @ whole.T
    )


def _told(texts: Sequence[str], labels: frozenset[str]) -> Iterator[Counter[str]]:
    for text in texts:
        lower = (w.lower() for w in words(text))
        yield Counter(
            singular(w)
            for w in lower
            if w not in STOP_WORDS and len(w) >= SHORTEST_WORD and w not in labels
        )


def _vocabulary(spoken: Sequence[Counter[str]]) -> dict[str, int]:
    """Words that stand in at least two turns."""
    often: Counter[str] = Counter()
    for own in spoken:
        often.update(own.keys())
    return {w: k for k, w in enumerate(sorted(w for w, n in often.items() if n > 1))}


def _rarity(spoken: Sequence[Counter[str]], known: Mapping[str, int]) -> Floats:
    holding = np.zeros(len(known))
    for own in spoken:
        for word in own:
            if word in known:
                holding[known[word]] += 1
    weights: Floats = 1 + np.log((1 + len(spoken)) / (1 + holding))
    return weights


def _rows(told: Sequence[Counter[str]], known: Mapping[str, int], rare: Floats) -> sparse.csr_array:
    place = [(r, known[w], n) for r, own in enumerate(told) for w, n in own.items() if w in known]
    if not place:
        return sparse.csr_array((len(told), len(known)))
    row, column, count = (np.array(values) for values in zip(*place, strict=True))
    weight = (1 + np.log(count)) * rare[column]
    length = np.sqrt(np.bincount(row, weight**2, minlength=len(told)))
    return sparse.csr_array((weight / length[row], (row, column)), shape=(len(told), len(known)))


def _grouped(units: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    out: dict[Hashable, list[int]] = {}
    for place, unit in enumerate(units):
        out.setdefault(unit, []).append(place)
    return out


def _mean(rows: sparse.csr_array, own: Sequence[int], size: int) -> Floats:
    if not own:
        return np.zeros(size)
    return np.asarray(rows[list(own)].sum(axis=0)).ravel() / len(own)
