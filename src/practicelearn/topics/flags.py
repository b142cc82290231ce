"""Topics that are one conversation's: one session's, one group's, one speaker's, one question's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.topics.fitted_on import check_fitted_on
from practicelearn.topics.standing import found_again, shown_names

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["LIFT", "MOST", "topic_flags"]

Floats = npt.NDArray[np.float64]

MOST = 0.5
"""More of a topic's words than this in one place flags it: no group gives more than half."""
LIFT = 2.0
"""And at least this many times the place's share of all words: who says most says most of all."""

_SAYS = {
    "session": "one session's",
    "group": "one group's",
    "speaker": "one speaker's",
    "question": "follows one question",
}


def topic_flags(model: TopicModel, corpus: Corpus) -> pd.DataFrame:
    """Return what each topic may owe to one session, group, speaker or question of the guide.

    Parameters
    ----------
    model : TopicModel
        Fitted on the corpus.
    corpus : Corpus
        The one it was fitted on. Which question a turn answers is known after
        :func:`practicelearn.with_questions`.

    Returns
    -------
    DataFrame
        Index topic: name (as it is shown: only a topic found again has one), found_again (missing
        where ``stability`` has not been asked), n_words (of participants in stretches on it),
        n_sessions, n_groups, n_speakers (who say at least 30 words in such stretches); for each of
        session, group, speaker and question: the one with most of the topic's words, its share of
        them (share_session, ..., 0 to 1) and its share of all words (of_all_session, ...); flags
        (in words, empty for none); why (what could not be looked at).

    Raises
    ------
    PracticelearnError
        The corpus is not the model's.

    Notes
    -----
    A flag says: more than half of the topic's words are in one place, and at least twice as many
    as of all words. One session, one group and one speaker warn that the topic is a conversation's
    and no theme. A topic that follows a question is the guide's: people were asked. Words are
    those of participants, each turn shared out by its probabilities of the topics
    (``turn_topics_``), which see the turns around it: a speaker's share is of what they say in
    such stretches. Flags describe; they are no tests.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> model = prac.TopicModel(n_topics=4).fit(corpus)
    >>> flags = prac.topics.topic_flags(model, corpus)
    >>> flags.loc["t4", ["name", "question", "flags"]].tolist()
    ['t4, not checked', 'q2', '']
    """
    check_arguments(topic_flags, locals())
    check_fitted_on(model, corpus, "topic_flags")
    topics = list(model.names_.index)
    turns = corpus.turns
    said = (~turns["role"].isin(NOT_COUNTED)).to_numpy() & (corpus.n_words > 0).to_numpy()
    words = corpus.n_words.to_numpy()[said]
    on_topic = model.turn_topics_.to_numpy()[said] * words[:, None]
    where = _places(corpus, said)
    total = on_topic.sum(axis=0)
    table = pd.DataFrame(
        {
            "name": shown_names(model),
            "found_again": found_again(model),
            "n_words": np.rint(total).astype(np.int64),
        },
        index=model.names_.index,
    )
    for place, named in (
        ("session", "n_sessions"),
        ("group", "n_groups"),
        ("speaker", "n_speakers"),
    ):
        table[named] = _so_many(on_topic, where[place], fewest=30 if place == "speaker" else 1)
    flags: list[list[str]] = [[] for _ in topics]
    for place, labels in where.items():
        most = _most(on_topic, words, labels)
        table[place] = pd.Series(most["label"].to_numpy(), index=table.index, dtype=object)
        table[f"share_{place}"] = most["share"].to_numpy()
        table[f"of_all_{place}"] = most["of_all"].to_numpy()
        flagged = (most["share"] > MOST) & (most["share"] >= LIFT * most["of_all"])
        for k in np.flatnonzero(flagged):
            row = most.iloc[k]
            flags[k].append(f"{_SAYS[place]} ({row['label']}: {row['share']:.0%} of its words)")
    table["flags"] = ["; ".join(own) for own in flags]
    asked = where["question"].notna().any()
    table["why"] = "" if asked else "no turn says which question it answers (with_questions)"
    return table


def _places(corpus: Corpus, said: npt.NDArray[np.bool_]) -> dict[str, pd.Series]:
    """Session, group, speaker and question of each turn that counts."""
    own = corpus.turns[said]
    session = own["session_id"].astype(object)
    group = session
    if "group" in corpus.sessions:
        known = corpus.sessions["group"].astype(object)
        group = session.map(known).where(session.map(known).notna(), session)
    label = session + ":" + own["speaker"].astype(object)
    person = own["person_id"].astype(object) if "person_id" in own else label
    question = own["question_id"] if "question_id" in own else pd.Series(None, index=own.index)
    return {
        "session": session,
        "group": group,
        "speaker": person.where(person.notna(), label),
        "question": question.astype(object).where(question.notna(), None),
    }


def _sums(on_topic: Floats, labels: pd.Series) -> tuple[Floats, pd.Index]:
    """Words on each topic in each known place, shape (n_places, n_topics)."""
    codes, known = pd.factorize(labels)
    sums = np.zeros((len(known), on_topic.shape[1]))
    there = codes >= 0
    np.add.at(sums, codes[there], on_topic[there])
    return sums, pd.Index(known)


def _so_many(on_topic: Floats, labels: pd.Series, *, fewest: float) -> npt.NDArray[np.int64]:
    """In how many places at least so many words are on each topic."""
    sums, _ = _sums(on_topic, labels)
    enough: npt.NDArray[np.int64] = (sums >= fewest).sum(axis=0)
    return enough


def _most(on_topic: Floats, words: npt.NDArray[np.int64], labels: pd.Series) -> pd.DataFrame:
    """The place with most of each topic's words, its share of them, and of all words."""
    sums, known = _sums(on_topic, labels)
    n_topics = on_topic.shape[1]
    if not len(known):
        nothing = np.full(n_topics, np.nan)
        return pd.DataFrame({"label": [None] * n_topics, "share": nothing, "of_all": nothing})
    total = on_topic.sum(axis=0)
    of_all, _ = _sums(words[:, None].astype(float), labels)
    first = sums.argmax(axis=0)
    share = np.full(n_topics, np.nan)
    share[total > 0] = sums.max(axis=0)[total > 0] / total[total > 0]
    return pd.DataFrame(
        {"label": known[first], "share": share, "of_all": of_all[first, 0] / words.sum()}
    )
