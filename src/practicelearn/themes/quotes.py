"""Choosing quotes: verbatim, able to stand alone, from different people and groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from practicelearn.coding.codings import REFERRED_ON
from practicelearn.language.words import count_words

__all__ = ["choose_of_sides", "choose_quotes", "typicality"]

SHORTEST, LONGEST = 8, 70
ALIKE = 0.6


def typicality(quotes: pd.Series, themes: pd.Series) -> pd.Series:
    """Return how near each quote is to what is said in its theme as a whole, 0 to 1.

    Parameters
    ----------
    quotes, themes : Series
        Words and theme of each passage, same index.

    Notes
    -----
    Cosine of the quote's tf-idf vector with the mean of its theme's vectors. A reading order, not a
    measure: what is rare may matter most.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    from practicelearn.language.vocabulary import STOP_WORDS

    vectoriser = TfidfVectorizer(stop_words=sorted(STOP_WORDS), sublinear_tf=True)
    try:
        rows = vectoriser.fit_transform(quotes)
    except ValueError:  # nothing but stop words
        return pd.Series(0.0, index=quotes.index)
    out = np.zeros(len(quotes))
    codes, _ = pd.factorize(themes)
    for k in range(codes.max() + 1):
        own = np.flatnonzero(codes == k)
        centre = np.asarray(rows[own].mean(axis=0)).ravel()
        length = np.linalg.norm(centre)
        out[own] = rows[own] @ centre / length if length else 0.0
    return pd.Series(out, index=quotes.index)


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
    own = evidence[evidence["verbatim"].fillna(value=True).astype(bool)]
    own = own[own["quote"] != REFERRED_ON]
    length = own["quote"].map(count_words)
    alone = length.between(SHORTEST, LONGEST)
    ranked = own.assign(alone=alone).sort_values(
        ["alone", "weight"], ascending=[False, False], kind="stable"
    )
    chosen: list[int] = []
    groups: set[object] = set()
    people: set[object] = set()
    said: list[frozenset[str]] = []
    for fresh in ("group", "who", "words", None):
        for row in ranked[["group", "who", "quote"]].itertuples():
            if len(chosen) == n:
                break
            if row.Index in chosen:
                continue
            words = frozenset(row.quote.lower().split())
            if fresh is not None and any(_alike(words, other) for other in said):
                continue
            if (fresh == "group" and row.group in groups) or (
                fresh in ("group", "who") and row.who in people
            ):
                continue
            chosen.append(row.Index)
            groups.add(row.group)
            people.add(row.who)
            said.append(words)
    return ranked.loc[chosen].drop(columns="alone").reset_index(drop=True)


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
