"""One session from left to right: which topic the talk is on, turn by turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments, check_known
from practicelearn.corpus import Corpus
from practicelearn.topics.fitted_on import check_fitted_on
from practicelearn.topics.standing import found_again, shown_names

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["topics_along"]


def topics_along(model: TopicModel, corpus: Corpus, session_id: str) -> pd.DataFrame:
    """Return how the topics follow each other in a session, one row a turn.

    Parameters
    ----------
    model : TopicModel
        Fitted on the corpus.
    corpus : Corpus
        The one it was fitted on.
    session_id : str

    Returns
    -------
    DataFrame
        Index ``turn_id``: speaker, role, words_before (in the session, everybody's), n_words; and
        one column a topic: the probability that the talk is on it just then, as in
        ``turn_topics_``; they add up to 1. ``attrs``: session_id, names (as they are shown: only a
        topic found again has one), found_again.

    Raises
    ------
    PracticelearnError
        There is no such session, or the corpus is not the model's.

    Notes
    -----
    For finding passages. Each turn's topics see the turns around it, so that a long stretch is
    smooth and its borders are soft; shares of words are :func:`topic_prevalence`'s.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=4).fit(corpus)
    >>> along = prac.topics.topics_along(model, corpus, "2025-night")
    >>> along.filter(regex="^t[0-9]").sum(axis=1).round(6).unique().tolist()
    [1.0]
    """
    check_arguments(topics_along, locals())
    check_fitted_on(model, corpus, "topics_along")
    check_known("topics_along: session_id", session_id, corpus.sessions.index, noun="session")
    own = corpus.turns[corpus.turns["session_id"] == session_id]
    n_words = corpus.n_words.loc[own.index]
    table = pd.DataFrame(
        {
            "speaker": own["speaker"],
            "role": own["role"],
            "words_before": n_words.cumsum() - n_words,
            "n_words": n_words,
        }
    ).join(model.turn_topics_.loc[own.index])
    table.attrs["session_id"] = session_id
    table.attrs["names"] = shown_names(model).to_dict()
    table.attrs["found_again"] = {
        topic: None if pd.isna(again) else bool(again)
        for topic, again in found_again(model).items()
    }
    return table
