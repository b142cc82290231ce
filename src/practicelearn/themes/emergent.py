"""Topics as candidates: which go with a code, which no code covers, who spoke on them.

A topic is a reading aid, not coding: its score is a share of words, and who spoke on it is never
tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._tables import EVIDENCE, SCORES, conform
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.themes.raised import group_units, speaking_turns

if TYPE_CHECKING:  # it brings scikit-learn, which themes of codes have no need of
    from practicelearn.topics.model import TopicModel

__all__ = ["WORDS_ON_TOPIC", "code_topics", "topic_evidence", "topic_scores", "topic_speakers"]

WORDS_ON_TOPIC = 30
COVERED = 0.15
LIFT = 2.0
UNCOVERED = 2 / 3


def code_topics(
    corpus: Corpus, codings: Codings, topics: TopicModel
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the topics that go with each code, and the topics that no code covers.

    Returns
    -------
    with_code : dict
        Code to topics in which its coded turns hold at least 15 % of the words, and at least twice
        their overall share; a topic that is uncovered goes with none.
    uncovered : list of str
        Topics whose words carry any code less than two thirds as often as words in general.
        Relative, since some teams code a tenth of the talk and some half.

    Notes
    -----
    Covered words are those of turns that carry the code, among participants' turns that were read.
    """
    words = _words_by_topic(corpus, topics)
    words = words[words.index.isin(codings.read["turn_id"])]
    total = words.groupby("topic")["n_words"].sum()
    coded = (
        codings.spans[["turn_id", "code"]].drop_duplicates().join(words, on="turn_id", how="inner")
    )
    if coded.empty:
        return {}, list(topics.names_.index)
    cells = coded.groupby(["topic", "code"])["n_words"].sum().unstack(fill_value=0)
    share = cells.div(total, axis=0).reindex(topics.names_.index).fillna(0)
    overall = cells.sum() / max(total.sum(), 1)
    goes_with = (share / overall >= LIFT) & (share >= COVERED)
    any_code = coded.drop_duplicates("turn_id").groupby("topic")["n_words"].sum()
    rate = any_code.reindex(share.index, fill_value=0) / total.reindex(share.index)
    seldom = rate < UNCOVERED * any_code.sum() / total.sum()
    uncovered = list(share.index[seldom])
    goes_with.loc[uncovered] = False  # it would stand there as covered and as uncovered
    with_code = {code: list(goes_with.index[goes_with[code]]) for code in goes_with}
    return with_code, uncovered


def topic_speakers(corpus: Corpus, topics: TopicModel) -> pd.DataFrame:
    """Return who spoke at least 30 words of their own in stretches on each topic.

    Returns
    -------
    DataFrame
        topic, year, group, who, n_words; one row a person, group and topic.
    """
    words = _words_by_topic(corpus, topics)
    keys = ["topic", "year", "group", "who"]
    spoken = words.groupby(keys, dropna=False)["n_words"].sum().reset_index()
    return spoken[(spoken["n_words"] >= WORDS_ON_TOPIC) & spoken["who"].notna()]


def topic_evidence(corpus: Corpus, topics: TopicModel, chosen: list[str]) -> pd.DataFrame:
    """Return participants' turns in stretches on the chosen topics; see ``EVIDENCE``."""
    words = _words_by_topic(corpus, topics)
    rows = words[words["topic"].isin(chosen) & (words["n_words"] >= 8)]
    strength = topics.turn_topics_.reindex(rows.index).max(axis=1)
    exemplars = topics.exemplars_.set_index(["topic", "turn_id"])["score"]
    typical = exemplars.reindex(pd.MultiIndex.from_arrays([rows["topic"], rows.index])).to_numpy()
    rows = rows.assign(
        theme_id=rows["topic"],
        turn_id=rows.index,
        start=0,
        end=rows["text"].str.len(),
        quote=rows["text"],
        # an exemplar outranks every other turn
        weight=strength.where(pd.isna(typical), 1 + pd.Series(typical, index=rows.index)),
        verbatim=rows["verbatim"].fillna(value=True),
    )
    return conform(rows[[c for c in EVIDENCE.names if c in rows]].reset_index(drop=True), EVIDENCE)


def topic_scores(corpus: Corpus, topics: TopicModel, chosen: list[str]) -> pd.DataFrame:
    """Return each group's share of participants' words on the chosen topics; see ``SCORES``."""
    units = group_units(corpus)
    sessions = corpus.sessions
    year = sessions["year"].astype(object).where(sessions["year"].notna(), "")
    said = speaking_turns(corpus)
    words = said.groupby("session_id")["n_words"].sum().reindex(sessions.index, fill_value=0)
    shares = topics.session_shares_.reindex(sessions.index)
    keys = [year, sessions["group"]]
    parts = []
    for topic in chosen:
        on_topic = (shares[topic] * words).groupby(keys).sum()
        share = (on_topic / words.groupby(keys).sum()).rename_axis(["year", "group"])
        score = share.reindex(units.index)
        part = units.assign(theme_id=topic, score=score, measure="share of words")
        parts.append(part.reset_index())
    whole = pd.concat(parts, ignore_index=True)
    whole["year"] = whole["year"].where(whole["year"] != "", None)
    return conform(whole, SCORES)


def _words_by_topic(corpus: Corpus, topics: TopicModel) -> pd.DataFrame:
    """Participants' turns with the topic they are on."""
    said = speaking_turns(corpus)
    weights = topics.turn_topics_.reindex(said.index)
    there = weights.notna().all(axis=1) & (weights.sum(axis=1) > 0)
    topic = weights[there].idxmax(axis=1)
    del weights
    return said[there].assign(topic=topic)
