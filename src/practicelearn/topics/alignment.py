"""Topics of one model beside those of another: alike beyond chance, or without a counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import SEED, check_arguments
from practicelearn.topics.matching import as_one, deal, likeness, partners, term_lists, term_sets
from practicelearn.topics.standing import shown_names

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["align_topics"]

Floats = npt.NDArray[np.float64]

DRAWS = 1000
UNTESTED = "topics of models fitted apart: never tested across rounds, and by themselves no change"


def align_topics(a: TopicModel, b: TopicModel, *, random_state: int = 0) -> pd.DataFrame:
    """Return which topics of two models are about the same, and which have no counterpart.

    Parameters
    ----------
    a, b : TopicModel
        Fitted, on the same corpus or on two: two numbers of topics, two methods, two rounds.
    random_state : int, default 0

    Returns
    -------
    DataFrame
        One row a pair, topics of ``a`` in their order, then those of ``b`` without a counterpart:
        a, name_a, b, name_b (names as they are shown: only a topic found again has one; None for
        no counterpart), similarity (0 to 1, Jaccard overlap of the ten first terms; with no
        counterpart that of the nearest), by_chance (what the most alike of topics that have nothing
        to do with each other reach in 95 of 100 pairs of models), same_terms (the terms they
        share), says. ``attrs["untested"]`` repeats what it is not for.

    Raises
    ------
    NotFittedError
        A model has not been fitted.

    Notes
    -----
    Topics are matched one to one so that the overlap is largest in all. By chance: the terms of
    ``b`` dealt out anew among its topics, 1,000 times, matched in the same way; the largest overlap
    of each deal, since the table looks at all pairs at once. A pair above that is about the same
    words, no more.

    **Never a test across rounds.** A topic that has a counterpart in one year and none in the
    next may have been split, merged or missed: two fits on the same talk differ too. To ask what
    changed, fit one model on all rounds, blind to the round, and compare shares by group
    (:func:`practicelearn.topics.topic_prevalence`), or declare a theme beforehand.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> few = prac.TopicModel(n_topics=4).fit(corpus)
    >>> many = prac.TopicModel(n_topics=6).fit(corpus)
    >>> pairs = prac.topics.align_topics(few, many)
    >>> sorted(set(pairs["b"].dropna())) == sorted(many.names_.index)
    True
    """
    check_arguments(align_topics, locals(), random_state=SEED)
    first, second = term_sets(a), term_sets(b)
    alike = likeness(first, second)
    rng = np.random.default_rng(random_state)
    largest = [_largest(first, deal(second, rng)) for _ in range(DRAWS)]
    by_chance = float(np.quantile(largest, 0.95))
    own, other = list(a.names_.index), list(b.names_.index)
    place = {i: int(j) for i, j in enumerate(partners(alike)) if j >= 0 and alike[i, j] > by_chance}
    rows = [
        {"a": own[i], "b": other[place[i]], "similarity": alike[i, place[i]], "says": "alike",
         "same_terms": ", ".join(_shared(a, own[i], second[place[i]]))}
        if i in place
        else {"a": own[i], "b": None, **_alone(alike[i], other, set(place.values()), by_chance)}
        for i in range(len(own))
    ] + [
        {"a": None, "b": other[j], **_alone(alike[:, j], own, set(place), by_chance)}
        for j in range(len(other))
        if j not in place.values()
    ]  # fmt: skip
    table = pd.DataFrame(rows).assign(by_chance=by_chance)
    for side, names in (("a", shown_names(a)), ("b", shown_names(b))):
        table[f"name_{side}"] = [None if pd.isna(t) else names[t] for t in table[side]]
    columns = ["a", "name_a", "b", "name_b", "similarity", "by_chance", "same_terms", "says"]
    table = table[columns].astype({c: object for c in columns if c not in _FIGURES})
    table.attrs["untested"] = UNTESTED
    return table


_FIGURES = ("similarity", "by_chance")


def _alone(
    alike: Floats, topics: Sequence[str], paired: set[int], by_chance: float
) -> dict[str, object]:
    """What is said of a topic without a counterpart: how near the nearest comes."""
    nearest = int(alike.argmax()) if len(alike) else 0
    similarity = float(alike.max(initial=0))
    says = "no counterpart"
    if similarity > by_chance and nearest in paired:
        says = f"no counterpart of its own: nearest is {topics[nearest]}, paired with another"
    return {"similarity": similarity, "same_terms": "", "says": says}


def _largest(first: list[frozenset[str]], second: list[frozenset[str]]) -> float:
    alike = likeness(first, second)
    place = partners(alike)
    there = np.flatnonzero(place >= 0)
    return float(alike[there, place[there]].max(initial=0))


def _shared(model: TopicModel, topic: str, other: frozenset[str]) -> list[str]:
    """The terms of a topic that the other has too, as its own model writes them."""
    return [term for term in term_lists(model)[topic] if as_one(term) in other]
