"""Topics beside codes: each is covered by a code or by none, never both."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from practicelearn.themes.emergent import code_topics
from practicelearn.themes.finding import find_themes
from practicelearn.topics.model import TopicModel
from practicelearn.topics.standing import keep

YEAR = "2024-25"


@dataclass(frozen=True)
class ByHand(TopicModel):
    """What is needed of a fitted topic model."""

    names_: pd.Series
    turn_topics_: pd.DataFrame
    session_shares_: pd.DataFrame
    exemplars_: pd.DataFrame
    top_terms_: pd.DataFrame


def test_no_topic_stands_as_covered_by_a_code_and_as_uncovered(study_of):
    """One rare code makes up a fifth of the second topic, of which little else is coded."""
    corpus, codings = study_of({"desks": {YEAR: [5, 5, 5]}, "buses": {YEAR: [1, 1, 0]}})
    text = corpus.turns["text"]
    second = text.str.contains("buses") | (text.str.contains("weather").cumsum() % 2).eq(1)
    second &= ~text.str.contains("desks")
    weights = pd.DataFrame({"t1": (~second).astype(float), "t2": second.astype(float)})
    shares = weights.groupby(corpus.turns["session_id"]).mean()
    topics = ByHand(
        pd.Series({"t1": "desks", "t2": "weather"}), weights, shares,
        pd.DataFrame({"topic": [], "rank": [], "turn_id": [], "score": []}), pd.DataFrame(),
    )  # fmt: skip
    known = {"n_again": 6, "n_splits": 10, "n_sessions": 2, "found_again": True}
    keep(topics, (), pd.DataFrame(known, index=topics.names_.index))
    with_code, uncovered = code_topics(corpus, codings, topics)
    assert uncovered == ["t2"]
    assert with_code["buses"] == []
    table = find_themes(codings, corpus, topics).table
    covered = {t for own in table.loc[table["origin"] == "codes", "topics"] for t in own}
    assert not covered & set(table.index[table["origin"] == "topic"])
