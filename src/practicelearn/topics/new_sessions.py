"""The topics of a fitted model in sessions that it was not fitted on."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from practicelearn._arguments import check_arguments
from practicelearn._tables import in_cell
from practicelearn.corpus import Corpus
from practicelearn.errors import counted
from practicelearn.language.pipeline import tokens_by_part
from practicelearn.language.windows import make_windows
from practicelearn.topics.factors import with_fixed_topics
from practicelearn.topics.rows import shares_of_sessions
from practicelearn.topics.settled import given_words
from practicelearn.topics.talk import add_up, hear, labels_of, who_counts

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["SessionTopics", "found_in"]

FEWEST_KNOWN = 0.4
"""Share of a corpus's words that a model should know to say what they are about."""


@dataclass(frozen=True, eq=False)
class SessionTopics:
    """A fitted model's topics in other sessions: the same tables as the model's own.

    Parameters
    ----------
    turn_topics_ : DataFrame
        Index ``turn_id``, one column a topic; rows sum to 1.
    session_shares_ : DataFrame
        Index ``session_id``: share of participants' words; missing where the model knows none.
    known_ : Series
        Index ``session_id``: share (0 to 1) of participants' words that could name a subject which
        are among the model's; missing where there are none.
    names_ : Series
        Topic to its name in the model.
    windows_ : DataFrame
        See :func:`practicelearn.language.windows.make_windows`.
    """

    turn_topics_: pd.DataFrame
    session_shares_: pd.DataFrame
    known_: pd.Series
    names_: pd.Series
    windows_: pd.DataFrame

    def __repr__(self) -> str:
        n_sessions = counted(len(self.session_shares_), "session")
        return (
            f"SessionTopics: {counted(len(self.names_), 'topic')} of a fitted model in "
            f"{n_sessions}; it knows {self.known_.mean():.0%} of their words"
        )

    def _repr_html_(self) -> str:
        shares = self.session_shares_.rename(columns=self.names_).map("{:.0%}".format)
        return in_cell(repr(self), shares.assign(known=self.known_.map("{:.0%}".format)))


def found_in(
    model: TopicModel, corpus: Corpus, *, cache: str | Path | None = None
) -> SessionTopics:
    """Return the model's topics in sessions it was not fitted on; the model stays as it is.

    Parameters
    ----------
    model : TopicModel
        Fitted.
    corpus : Corpus
        New sessions.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    SessionTopics
        Topics of turns, shares of sessions, and the share of each session's words that the model
        knows.

    Raises
    ------
    NotFittedError
        The model has not been fitted.
    PracticelearnError
        There are no turns, or no participant speaks.

    Warns
    -----
    UserWarning
        The model knows less than two words in five of what was said.

    Notes
    -----
    Topics are those of the fit: what is new in these sessions has none, and its words count as
    unknown. Turns' topics come from the chain with the words of the fitted topics; session shares
    are of windows by themselves, as in the fit: on the talk of the fit they are the fit's own.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=4).fit(corpus.where(year=["2023-24", "2024-25"]))
    >>> new = model.found_in(corpus.where(year="2025-26"))
    >>> new.session_shares_.shape
    (8, 4)
    """
    check_arguments(found_in, locals())
    known = model.kept_
    said = who_counts(corpus)
    turns = corpus.turns
    heard = hear(tokens_by_part(turns, cache=cache), said)
    terms = heard.terms(labels_of(corpus))
    counts = known.counted(terms.counts, heard.columns())
    session = pd.factorize(turns["session_id"])[0].astype(np.int64)
    n_words = corpus.n_words.where(said, 0)
    windows = make_windows(turns, words=model.window_words, n_words=n_words)
    window = np.empty(len(turns), dtype=np.int64)
    for place, ids in enumerate(windows["turn_ids"]):
        window[turns.index.get_indexer(ids)] = place
    with threadpool_limits(limits=1, user_api="blas"):
        of_turn = given_words(
            counts, n_words.to_numpy(), session, known.likelier, model.window_words
        )
        weights = with_fixed_topics(known.rows(add_up(counts, window)), known.terms)
    shares = shares_of_sessions(
        weights, windows["n_words"].to_numpy(), session[windows["first"].to_numpy()]
    )
    ids = pd.Index(turns["session_id"].drop_duplicates().to_numpy(), name="session_id")
    topics = model.turn_topics_.columns
    able = np.bincount(session, weights=np.asarray(terms.counts.sum(axis=1)).ravel())
    knows = np.bincount(session, weights=np.asarray(counts.sum(axis=1)).ravel())
    share = pd.Series(knows / np.where(able > 0, able, np.nan), index=ids, name="known")
    if knows.sum() < FEWEST_KNOWN * able.sum():
        warnings.warn(
            f"TopicModel: the model knows {knows.sum() / able.sum():.0%} of the words of these "
            f"{counted(len(ids), 'session')}: they are about other things than those it was "
            "fitted on. Fit a model on both.",
            stacklevel=2,
        )
    every = corpus.sessions.index
    return SessionTopics(
        pd.DataFrame(of_turn, index=turns.index, columns=topics),
        pd.DataFrame(shares, index=ids, columns=topics).reindex(every),
        share.reindex(every),
        model.names_,
        windows,
    )
