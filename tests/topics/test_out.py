"""Documents by terms, and topics' shares by unit: equal to what plain pandas counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac

FOLDER = Path(__file__).parents[2] / "data" / "table-study"


def comments() -> pd.DataFrame:
    table = pd.read_csv(FOLDER / "comments.csv", dtype=str)
    return table[~table["Participant"].isin(["M1", "M2"])]


@pytest.mark.parametrize("word", ["supervision", "educator", "kettle"])
def test_a_word_is_counted_as_a_search_counts_it(table_study, word):
    table = prac.document_terms(table_study.corpus, by="group")
    text = comments().groupby("Focus group")["Comment"].agg(" ".join).str.lower()
    wanted = text.str.count(rf"\b{word}s?\b")
    assert table[word].sparse.to_dense().to_dict() == wanted.to_dict()


def test_wide_and_long_say_the_same_and_rows_are_all_documents(table_study):
    corpus = table_study.corpus
    wide = prac.document_terms(corpus)
    long = prac.document_terms(corpus, shape="long")
    assert wide.index.name == "turn_id"
    assert wide.index.tolist() == corpus.turns.index[corpus.turns["role"] == "participant"].tolist()
    assert long["n"].sum() == int(wide.sparse.to_coo().sum())
    again = long.pivot(index="turn_id", columns="term", values="n").fillna(0).astype(int)
    dense = wide.sparse.to_dense()
    assert again.reindex(wide.index, fill_value=0)[list(wide)].equals(dense)
    assert list(wide) == sorted(wide)


def test_documents_may_be_people_or_kinds_of_them(table_study):
    corpus = table_study.corpus
    people = prac.document_terms(corpus, by="person")
    assert people.index.name == "who"
    assert people.index.nunique() == comments()["Participant"].nunique()
    both = prac.document_terms(corpus, by=["group_type", "gender"])
    assert both.index.names == ["group_type", "gender"]
    assert int(both.sparse.to_coo().sum()) == int(people.sparse.to_coo().sum())


def test_rare_terms_can_be_left_out_and_pairs_kept(table_study):
    few = prac.document_terms(table_study.corpus, by="group", min_documents=4)
    assert (few.sparse.to_dense() > 0).all().all()
    with_pairs = prac.document_terms(table_study.corpus, by="group", phrases=True)
    assert any(" " in term for term in with_pairs)


def test_what_is_not_there_is_named(table_study):
    with pytest.raises(prac.errors.TableError, match='Did you mean "gender"'):
        prac.document_terms(table_study.corpus, by="gendr")
    with pytest.raises(prac.errors.ArgumentError, match='shape="tall"'):
        prac.document_terms(table_study.corpus, shape="tall")


def test_shares_of_a_unit_are_the_means_of_its_sessions_by_their_words(table_study):
    corpus = table_study.corpus
    model = prac.TopicModel(n_topics=3, window_words=60, random_state=1).fit(corpus)
    table = model.topic_shares(corpus, by="site")
    said = corpus.turns[corpus.turns["role"] == "participant"]
    words = corpus.n_words.loc[said.index].groupby(said["session_id"]).sum()
    shares = model.session_shares_.mul(words, axis=0)
    site = corpus.sessions["site"]
    wanted = shares.groupby(site).sum().div(words.groupby(site).sum(), axis=0)
    found = table.pivot(index="site", columns="topic", values="share")
    assert found.index.tolist() == wanted.index.tolist()
    assert found.to_numpy() == pytest.approx(wanted.to_numpy())
    assert table["n_words"].tolist() == words.groupby(site).sum().repeat(3).tolist()
    with pytest.raises(prac.errors.TableError, match='no column "sight"'):
        model.topic_shares(corpus, by="sight")


def test_a_study_that_names_no_round_gives_what_it_gives_with_a_name(table_study):
    corpus = table_study.corpus
    assert corpus.sessions["year"].isna().all()
    named = replace(corpus, sessions=corpus.sessions.assign(year="2025"))
    model = prac.TopicModel(n_topics=3, random_state=1).fit(corpus)
    one, other = model.topic_shares(corpus), model.topic_shares(named)
    assert len(one) == 3 * corpus.sessions["group"].nunique()
    pd.testing.assert_frame_equal(one.drop(columns="year"), other.drop(columns="year"))
    terms = prac.document_terms(corpus, by=["year", "group"])
    wanted = prac.document_terms(named, by=["year", "group"])
    assert terms.shape == wanted.shape
    assert (terms.to_numpy() == wanted.to_numpy()).all()
    of = corpus.sessions["group_type"].iloc[0]
    words = prac.keyness(corpus, "group_type", of=of, min_groups=1)
    assert len(words)
    assert words.equals(prac.keyness(named, "group_type", of=of, min_groups=1))
