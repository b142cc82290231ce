"""Topics of two models side by side: how alike their words are, and how alike by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from practicelearn.language.vocabulary import singular

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = [
    "N_TERMS",
    "as_one",
    "deal",
    "likeness",
    "n_words",
    "partners",
    "term_lists",
    "term_sets",
    "word_sets",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_TERMS = 10
"""First terms of a topic that are compared."""
FEWEST_WORDS, MOST_WORDS = 15, 50
"""Words of a topic that are compared, where more than its first terms are to be weighed."""


def term_lists(model: TopicModel, n: int | None = N_TERMS) -> dict[str, list[str]]:
    """Return the first terms of each topic, most marking first."""
    by_topic = model.top_terms_.groupby("topic", sort=False)["term"]
    found = {str(topic): list(own)[:n] for topic, own in by_topic}
    return {str(topic): found.get(str(topic), []) for topic in model.names_.index}


def term_sets(model: TopicModel) -> list[frozenset[str]]:
    """Return the ten first terms of each topic, in the singular.

    Another model may have heard more of the plural.
    """
    return [frozenset(map(as_one, own)) for own in term_lists(model).values()]


def n_words(model: TopicModel) -> int:
    """Return how many words of a topic are compared: one for each ten windows, 15 to 50.

    The less talk, the fewer words mark a topic for anything but chance.
    """
    return min(max(len(model.windows_) // 10, FEWEST_WORDS), MOST_WORDS)


def word_sets(model: TopicModel, n: int) -> list[frozenset[str]]:
    """Return the words that mark each topic most, be they another's too; fewer where few do.

    The terms that people read are few, and each stands in one topic only: of topics that are much
    the same, a word may stand here in one half of the talk and there in the other. Words are
    ordered by their share of the topic times the log of how much likelier they are on it.
    """
    known = model.kept_
    word_of: dict[int, str] = {}
    for word, column in known.columns.items():
        word_of.setdefault(column, word)
    share = known.terms / np.maximum(known.terms.sum(axis=1, keepdims=True), 1e-12)
    marks = share * known.likelier.clip(min=0)
    first = np.argsort(-marks, axis=1, kind="stable")[:, :n]
    return [
        frozenset(word_of[k] for k in own if mark[k] > 0 and k in word_of)
        for own, mark in zip(first.tolist(), marks, strict=True)
    ]


def as_one(term: str) -> str:
    """Return a term with each of its words in the singular."""
    return " ".join(map(singular, term.split()))


def likeness(a: Sequence[frozenset[str]], b: Sequence[frozenset[str]]) -> Floats:
    """Return the Jaccard overlap of each list with each other one, shape (len(a), len(b))."""
    places = {term: k for k, term in enumerate(sorted({t for own in (*a, *b) for t in own}))}
    held = [np.zeros((len(lists), max(len(places), 1))) for lists in (a, b)]
    for lists, rows in zip((a, b), held, strict=True):
        for row, own in zip(rows, lists, strict=True):
            row[[places[term] for term in own]] = 1
    both = held[0] @ held[1].T
    either = held[0].sum(axis=1)[:, None] + held[1].sum(axis=1) - both
    alike: Floats = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return alike


def partners(alike: Floats) -> Ints:
    """Return for each row the column it is matched with, one to one; -1 for none.

    Chosen so that the likeness is largest in all.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-alike)
    found = np.full(len(alike), -1, dtype=np.int64)
    found[rows] = columns
    return found


def deal(lists: Sequence[frozenset[str]], rng: np.random.Generator) -> list[frozenset[str]]:
    """Return as many lists of the same lengths with the same terms, dealt out by chance.

    Each term is there as often as before, and, as far as that goes, in no list twice.
    """
    if not lists:
        return []
    sizes = [len(own) for own in lists]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    terms = np.array([term for own in lists for term in sorted(own)], dtype=object)
    terms = terms[rng.permutation(len(terms))]
    for _ in range(100):
        seen: set[tuple[int, str]] = set()
        twice = []
        for place, key in enumerate(zip(owner.tolist(), terms.tolist(), strict=True)):
            if key in seen:
                twice.append(place)
            seen.add(key)
        if not twice:
            break
        for place in twice:
            other = int(rng.integers(len(terms)))
            terms[[place, other]] = terms[[other, place]]
    ends = np.cumsum(sizes)[:-1]
    return [frozenset(own.tolist()) for own in np.split(terms, ends)]
