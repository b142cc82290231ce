"""Choosing quotes: verbatim, able to stand alone, from different people and groups."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn.coding.codings import REFERRED_ON
from practicelearn.language.words import count_words

__all__ = ["choose_of_sides", "choose_quotes", "may_be_chosen", "typicality"]

SHORTEST, LONGEST = 8, 70
ALIKE = 0.6
_WORD = re.compile(r"\b\w\w+\b")


def typicality(quotes: pd.Series, themes: pd.Series) -> pd.Series:
    """Return how near each quote is to what is said in its theme as a whole, 0 to 1.

    Parameters
    ----------
    quotes, themes : Series
        Words and theme of each passage, same index.

    Notes
    -----
    Cosine of the quote's tf-idf vector with the mean of its theme's vectors, as scikit-learn's
    ``TfidfVectorizer(sublinear_tf=True)`` weighs words: it is checked against it, and not used,
    because it takes a second to load. A reading order, not a measure: what is rare may matter most.
    """
    if quotes.empty:
        return pd.Series(0.0, index=quotes.index)
    row, column, weight = _tf_idf(quotes.tolist())
    out = np.zeros(len(quotes))
    codes, _ = pd.factorize(themes)
    theme_of = codes[row]
    by_theme = np.argsort(theme_of, kind="stable")
    ends = np.searchsorted(theme_of[by_theme], np.arange(codes.max() + 2))
    for k in range(codes.max() + 1):
        own = by_theme[ends[k] : ends[k + 1]]
        words, place = np.unique(column[own], return_inverse=True)
        centre = np.bincount(place, weight[own], minlength=len(words)) / np.sum(codes == k)
        length = np.linalg.norm(centre)
        if length:
            near = np.bincount(row[own], weight[own] * centre[place], minlength=len(out))
            out[codes == k] = near[codes == k] / length
    # of two that are as near, the one said first stays first, whatever the last digit says
    return pd.Series(out.round(12), index=quotes.index)


def _tf_idf(
    texts: Sequence[str],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Text, word and weight of each word of a text: 1 + log count, times 1 + log rarity.

    Rarity is (1 + texts) / (1 + texts with the word); the weights of a text have length 1.
    """
    from practicelearn.language.vocabulary import STOP_WORDS

    known: dict[str, int] = {}  # a word is held once, however many passages say it
    sizes, said, times = array("q"), array("q"), array("q")
    for text in texts:
        counts = Counter(w for w in _WORD.findall(text.lower()) if w not in STOP_WORDS)
        sizes.append(len(counts))
        said.extend(known.setdefault(word, len(known)) for word in counts)
        times.extend(counts.values())
    place = np.empty(len(known), dtype=np.int64)
    place[[known[word] for word in sorted(known)]] = np.arange(len(known))
    row = np.repeat(np.arange(len(texts)), np.array(sizes, dtype=np.int64))
    column = place[np.array(said, dtype=np.int64)]
    count = np.array(times, dtype=float)
    holding = np.bincount(column, minlength=len(known))
    weight = (1 + np.log(count)) * (1 + np.log((1 + len(texts)) / (1 + holding)))[column]
    length = np.sqrt(np.bincount(row, weight**2, minlength=len(texts)))
    return row, column, weight / length[row]


def choose_quotes(evidence: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return at most n passages: a new group first, then a new person, most typical first.

    A passage that shares more than 60% of its words with a chosen one (Jaccard) says nothing new
    and is taken only where nothing else is left.

    Parameters
    ----------
    evidence : DataFrame
        Passages of one theme. Paraphrases, and what was referred on, are never chosen. Passages of
        8 to 70 words come before shorter and longer ones, which rarely stand alone.
    n : int
    """
    own = evidence[may_be_chosen(evidence)]
    alone = [SHORTEST <= count_words(quote) <= LONGEST for quote in own["quote"]]
    ranked = own.assign(alone=alone).sort_values(
        ["alone", "weight"], ascending=[False, False], kind="stable"
    )
    groups, people, quotes = (ranked[column].tolist() for column in ("group", "who", "quote"))
    taken = _taken(groups, people, quotes, n)
    return ranked.iloc[taken].drop(columns="alone").reset_index(drop=True)


def may_be_chosen(evidence: pd.DataFrame) -> pd.Series:
    """Return of each passage whether it is somebody's own words, and was not referred on."""
    own_words: pd.Series = evidence["verbatim"].fillna(value=True).astype(bool)
    return own_words & (evidence["quote"] != REFERRED_ON)


def _taken(
    groups: Sequence[object], people: Sequence[object], quotes: Sequence[str], n: int
) -> list[int]:
    """Places of at most n quotes, in the order in which they are chosen."""
    taken: dict[int, frozenset[str]] = {}
    heard_in: set[object] = set()
    heard_of: set[object] = set()
    for fresh in ("group", "who", "words", None):
        for k, (group, who, quote) in enumerate(zip(groups, people, quotes, strict=True)):
            if len(taken) >= n:
                return list(taken)
            if k in taken or (fresh == "group" and group in heard_in):
                continue
            if fresh in ("group", "who") and who in heard_of:
                continue
            words = frozenset(quote.lower().split())
            if fresh is not None and any(_alike(words, other) for other in taken.values()):
                continue
            taken[k] = words
            heard_in.add(group)
            heard_of.add(who)
    return list(taken)


def choose_of_sides(evidence: pd.DataFrame, sides: Sequence[str], n: int) -> pd.DataFrame:
    """Return at most n passages: those of each side in turn, then what was said on none of them.

    Parameters
    ----------
    evidence : DataFrame
        Passages of one theme, with ``stance``.
    sides : sequence of str
        Stances.
    n : int
    """
    clear = [choose_quotes(evidence[evidence["stance"] == side], n) for side in sides]
    placed = pd.concat([own.assign(turn=range(len(own))) for own in clear])
    first = placed.sort_values("turn", kind="stable").drop(columns="turn").head(n)
    rest = choose_quotes(evidence[~evidence["stance"].isin(sides)], n - len(first))
    return pd.concat([own for own in (first, rest) if len(own)] or [first], ignore_index=True)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) > ALIKE * len(a | b)
