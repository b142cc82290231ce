"""Lay the terms of a topic beside those BERTopic would list for the same topics.

Run: ``python benchmarks/topic_words.py``. BERTopic names topics by class-based tf-idf (Grootendorst
2022, arXiv 2203.05794): share of a topic's words times log(1 + words a topic / times said). It is
worked out here on the same topics and the same words and phrases (those of too many windows too,
which our model leaves out), so that only the choice of terms differs. Printed for the invented
sample and, where they are there, for the meetings that PRACTICELEARN_TEST_DATA names: coherence
(gensim) of the first ten words, the share of listed terms that stand in another topic too, the
share said on the topic in at least three sessions, and the lines, for reading: no figure says
whether a line can be read.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import practicelearn as prac
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.topics.coherent import coherence
from practicelearn.topics.model import TopicModel
from practicelearn.transcripts.loader import read_transcripts

ROOT = Path(__file__).parents[1]
N_TERMS = 10


def main() -> None:
    for name, corpus, n_topics in corpora():
        model = TopicModel(n_topics, random_state=7).fit(corpus)
        ours, theirs = model.top_terms_, class_based(model, corpus)
        print(f"\n{name}: {model!r}\n")
        rows = {
            "practicelearn": figures(model, ours, corpus),
            "class-based tf-idf (BERTopic)": figures(model, theirs, corpus),
        }
        print(pd.DataFrame(rows).T.round(3).to_string(), "\n")
        for topic in model.names_.index:
            for label, table in (("ours", ours), ("BERTopic", theirs)):
                own = table.loc[table["topic"] == topic, "term"].head(N_TERMS)
                print(f"{topic:4}{label:10}{', '.join(own)}")


def corpora() -> Iterator[tuple[str, Corpus, int]]:
    corpus = prac.open_study(prac.sample_path()).corpus()
    yield "invented sample", corpus, 8
    yield "its newest round", corpus.where(year="2025-26"), 4
    data = Path(os.environ.get("PRACTICELEARN_TEST_DATA", ROOT.parent / "shared" / "data"))
    for folder, n_topics in (("everyday-talk", 12), ("committees", 12), ("design-teams", 9)):
        path = data / "meetings" / folder
        if path.exists():
            yield folder, read_transcripts(path, sessions=path / "sessions.csv"), n_topics


def class_based(model: TopicModel, corpus: Corpus) -> pd.DataFrame:
    """Return BERTopic's terms for the topics of a model, in the shape of ``top_terms_``."""
    terms = prac.document_terms(corpus, phrases=True, min_documents=3)
    of_turn = model.turn_topics_.loc[terms.index].to_numpy()
    counts = (terms.sparse.to_coo().T @ of_turn).T
    weight = counts / counts.sum(axis=1, keepdims=True)
    weight *= np.log1p(counts.sum() / len(counts) / counts.sum(axis=0))
    first = np.argsort(-weight, axis=1, kind="stable")[:, : N_TERMS + 2]
    return pd.DataFrame(
        {
            "topic": np.repeat(model.names_.index.to_numpy(), first.shape[1]),
            "rank": np.tile(np.arange(1, first.shape[1] + 1), len(first)),
            "term": terms.columns.to_numpy()[first].ravel(),
        }
    )


def figures(model: TopicModel, table: pd.DataFrame, corpus: Corpus) -> dict[str, float]:
    other = copy.copy(model)
    other.top_terms_ = table
    listed = table[table["rank"] <= N_TERMS]
    return {
        "c_npmi": coherence(other, corpus).mean(),
        "c_v": coherence(other, corpus, measure="c_v").mean(),
        "in another topic": listed["term"].duplicated(keep=False).mean(),
        "in 3 sessions": _in_three_sessions(model, listed, corpus),
    }


def _in_three_sessions(model: TopicModel, listed: pd.DataFrame, corpus: Corpus) -> float:
    """Share of terms said in three sessions, in turns whose likeliest topic it is."""
    said = corpus.turns[~corpus.turns["role"].isin(NOT_COUNTED)]
    topic = model.turn_topics_.loc[said.index].idxmax(axis=1)
    terms = prac.document_terms(corpus, phrases=True)
    enough = []
    for name, own in listed.groupby("topic"):
        turns = terms.index.intersection(topic.index[topic == name])
        words = [term for term in own["term"] if term in terms]
        there = terms.loc[turns, words].sparse.to_dense() > 0
        sessions = there.groupby(said.loc[turns, "session_id"].to_numpy()).any().sum()
        enough += (sessions >= 3).tolist()
    return float(np.mean(enough))


if __name__ == "__main__":
    main()
