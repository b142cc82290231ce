"""Whether a corpus is the one that a topic model was fitted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from practicelearn._arguments import listed
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import PracticelearnError

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["check_fitted_on"]


def check_fitted_on(model: TopicModel, corpus: Corpus, who: str) -> None:
    """Refuse a corpus that the model was not fitted on.

    Parameters
    ----------
    model : TopicModel
    corpus : Corpus
    who : str
        The function that asks, for the message.

    Raises
    ------
    NotFittedError
        The model has not been fitted.
    PracticelearnError
        Sessions, turns, who counts, or what was said are others than those it was fitted on.

    Notes
    -----
    Held against the model: its sessions, its turns, the words of participants in each window, and,
    where the model keeps them, the hashes of the sessions' texts. A model from which the turns
    have been taken is held against its sessions only.
    """
    own = model.session_shares_.index
    fault = _fault_of_sessions(list(own), list(corpus.sessions.index))
    if not fault and "turn_topics_" in vars(model):
        turns = model.turn_topics_.index
        if len(turns) != len(corpus.turns):
            fault = f"it was fitted on {len(turns):,} turns, this corpus has {len(corpus.turns):,}"
        elif not turns.equals(corpus.turns.index):
            fault = "its turns are others, or stand in another order"
    if not fault:
        fault = _fault_of_words(model, corpus)
    if fault:
        raise PracticelearnError(
            f"{who}: this is not the corpus that the model was fitted on: {fault}. Give it the "
            "corpus of model.fit(corpus), or fit a model on this one."
        )


def _fault_of_sessions(own: list[str], given: list[str]) -> str:
    absent = [s for s in own if s not in set(given)]
    more = [s for s in given if s not in set(own)]
    if absent:
        return f"{listed(absent)} {'is' if len(absent) == 1 else 'are'} not in it"
    if more:
        return f"the model does not know {listed(more)}"
    return ""


def _fault_of_words(model: TopicModel, corpus: Corpus) -> str:
    hashes = vars(model).get("text_hash_")
    if hashes is not None:
        now = corpus.sessions["text_hash"]
        changed = [s for s in now.index if hashes.get(s) != now[s]]
        if changed:
            return f"the text of {listed(changed)} has changed since"
    if "windows_" not in vars(model):
        return ""
    windows = model.windows_
    words = corpus.n_words.where(~corpus.turns["role"].isin(NOT_COUNTED), 0)
    before = windows.groupby("session_id")["n_words"].sum()
    now = words.groupby(corpus.turns["session_id"]).sum().reindex(before.index, fill_value=0)
    changed = list(before.index[np.asarray(before != now)])
    if changed:
        return (
            f"participants say other words in {listed(changed)} than they did, or the roles there "
            "have changed"
        )
    return ""
