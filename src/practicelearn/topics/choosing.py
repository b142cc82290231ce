"""How many topics: what is known of several numbers of them, laid side by side for a person."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, SEED, ListOf, check_arguments
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, counted
from practicelearn.topics.coherent import MEASURES, coherence, no_gensim
from practicelearn.topics.flags import LIFT, MOST, topic_flags
from practicelearn.topics.found_again import (
    FEW_WINDOWS,
    FEWEST_SESSIONS,
    Splits,
    again_in,
    splits,
)
from practicelearn.topics.matching import term_sets

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["choose_n_topics", "distinctness"]

SIZES = (4, 6, 8, 10, 12)


def choose_n_topics(
    corpus: Corpus,
    sizes: Iterable[int] = SIZES,
    *,
    model: TopicModel | None = None,
    repeats: int = 10,
    random_state: int = 0,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return what speaks for and against several numbers of topics; a person chooses among them.

    Parameters
    ----------
    corpus : Corpus
    sizes : iterable of int, default 4, 6, 8, 10, 12
        Numbers of topics.
    model : TopicModel, optional
        Its settings are used, fitted or not; only the number of topics changes. By default those
        of ``TopicModel()``.
    repeats, random_state, cache
        As for :func:`practicelearn.topics.stability`. Each number of topics costs one fit and
        2 · ``repeats`` fits on half of the talk.

    Returns
    -------
    DataFrame
        Index n_topics: n_found (topics there was talk for); stability (0 to 1, overlap of the first
        terms of matching topics of two halves of the sessions, mean over topics and splits), sd
        (of the mean over topics, over splits), by_chance (95 % point of the same for topics that
        have nothing to do with each other: its matched null); n_found_again, n_one_session (flagged
        as one session's by :func:`practicelearn.topics.topic_flags`); distinctness (0 to 1, share
        of all first terms that stand in one topic only); c_v and c_npmi (coherence, mean over
        topics); why (what is missing and the reason).

    Raises
    ------
    PracticelearnError
        There are fewer than 4 sessions with turns, no size is given, or an argument is out of
        range.

    Warns
    -----
    UserWarning
        The corpus has fewer than 200 windows.

    Notes
    -----
    There is no automatic choice. Stability falls with the number of topics and peaks below the
    number that people name: an upper bound, not an answer. Coherence rises with the narrowness of
    topics and, among good models, runs against what people find. On telephone talk on 12 known
    subjects stability peaked at 4 and again at 8 topics, while agreement with the subjects was best
    at 10 to 12. So: look where found-again topics stop growing in number, read the topics on both
    sides of that place, and take the number whose topics you can use.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> sizes = prac.topics.choose_n_topics(corpus, [4, 8], repeats=2)
    >>> sizes[["n_found", "n_found_again"]]
              n_found  n_found_again
    n_topics
    4               4              1
    8               8              2
    """
    check_arguments(
        choose_n_topics, locals(), sizes=ListOf(AT_LEAST_1, filled=True, once=True),
        repeats=AT_LEAST_1, random_state=SEED,
    )  # fmt: skip
    n_sessions = corpus.turns["session_id"].nunique()
    if n_sessions < FEWEST_SESSIONS:
        raise PracticelearnError(
            f"choose_n_topics splits the sessions in two and needs at least {FEWEST_SESSIONS} with "
            f"turns; this corpus has {n_sessions}."
        )
    rows, n_windows = [], FEW_WINDOWS
    for n_topics in list(sizes):
        fitted = _fitted(model, n_topics, corpus, cache)
        n_windows = len(fitted.windows_)
        found = splits(
            fitted, corpus, repeats=repeats, random_state=random_state, cache=cache,
            who="choose_n_topics",
        )  # fmt: skip
        rows.append(_row(n_topics, fitted, corpus, found, cache))
    if n_windows < FEW_WINDOWS:
        warnings.warn(
            f"choose_n_topics: {n_windows} windows are little talk (below {FEW_WINDOWS}): most of "
            "what differs between the rows is chance.",
            stacklevel=2,
        )
    return pd.DataFrame(rows).set_index("n_topics")


def distinctness(model: TopicModel) -> float:
    """Return the share of all first terms that stand in one topic only, 0 to 1.

    Notes
    -----
    Ten first terms a topic, in the singular. 1: no two topics share one of them. Topic diversity
    of Dieng, Ruiz and Blei (2020, TACL 8) counts different terms over all terms of 25; a term of
    two topics counts there once, and here not at all.
    """
    every = pd.Series([term for own in term_sets(model) for term in own], dtype=object)
    return float((~every.duplicated(keep=False)).mean()) if len(every) else float("nan")


def _fitted(
    model: TopicModel | None, n_topics: int, corpus: Corpus, cache: str | Path | None
) -> TopicModel:
    from sklearn.base import clone

    from practicelearn.topics.model import TopicModel

    asked: TopicModel = TopicModel() if model is None else clone(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # n_found and the warning below say it
        asked.set_params(n_topics=n_topics)
        return asked.fit(corpus, cache=cache)


def _row(
    n_topics: int, model: TopicModel, corpus: Corpus, found: Splits, cache: str | Path | None
) -> dict[str, Any]:
    of_split = found.halves.mean(axis=1)
    low, by_chance = again_in(found)
    flags = topic_flags(model, corpus)
    one = (flags["share_session"] > MOST) & (
        flags["share_session"] >= LIFT * flags["of_all_session"]
    )
    why = no_gensim()
    scores: dict[str, Any] = {
        measure: np.nan if why else coherence(model, corpus, measure=measure, cache=cache).mean()
        for measure in MEASURES
    }
    n_found = len(model.names_)
    said = [] if n_found == n_topics else [f"there is talk for {counted(n_found, 'topic')} only"]
    return {
        "n_topics": n_topics,
        "n_found": n_found,
        "stability": of_split.mean(),
        "sd": of_split.std(ddof=1) if len(of_split) > 1 else np.nan,
        "by_chance": float(np.quantile(found.by_chance.mean(axis=1), 0.95)),
        "n_found_again": int((low > by_chance).sum()),
        "n_one_session": int(one.sum()),
        "distinctness": distinctness(model),
        **scores,
        "why": "; ".join([*said, *([why] if why else [])]),
    }
