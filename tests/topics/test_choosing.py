"""Several numbers of topics side by side, for a person to choose among."""

import numpy as np
import pandas as pd
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.topics import choosing
from practicelearn.topics.choosing import choose_n_topics, distinctness
from practicelearn.topics.coherent import coherence
from practicelearn.topics.flags import topic_flags
from practicelearn.topics.found_again import stability
from practicelearn.topics.model import TopicModel

pytestmark = pytest.mark.filterwarnings("ignore:(choose_n_topics|stability). [0-9]+ windows")


@pytest.fixture(scope="module")
def table(study):
    return choose_n_topics(study[0], iter([7, 4]), repeats=3)


@pytest.mark.usefixtures("gensim")
def test_sizes_stand_as_they_were_asked_for_and_nothing_chooses(table):
    assert table.index.tolist() == [7, 4]
    assert table.index.name == "n_topics"
    assert table["stability"].idxmax() == 4  # as many as were planted
    assert table.loc[4, "n_found_again"] == 4
    assert table.loc[7, "n_found_again"] < 7
    assert (table["stability"] > table["by_chance"]).all()
    assert (table["why"] == "").all()


@pytest.mark.usefixtures("gensim")
def test_each_figure_is_that_of_the_model_of_so_many_topics(table, study):
    corpus = study[0]
    model = TopicModel(4).fit(corpus)
    steady = stability(model, corpus, repeats=3)
    row = table.loc[4]
    assert row["stability"] == pytest.approx(steady["halves"].mean())
    assert row["n_found_again"] == steady["found_again"].sum()
    assert row["c_v"] == pytest.approx(coherence(model, corpus, measure="c_v").mean())
    assert row["c_npmi"] == pytest.approx(coherence(model, corpus).mean())
    assert row["n_one_session"] == topic_flags(model, corpus)["flags"].str.contains("session").sum()
    # a mean has less spread by chance than a single topic
    assert row["by_chance"] < steady["by_chance"].max()


def test_other_settings_come_with_a_model_that_is_left_alone(study):
    model = TopicModel(9, window_words=400)
    with pytest.warns(UserWarning, match=r"choose_n_topics: 1\d windows are little talk"):
        choose_n_topics(study[0], [3], model=model, repeats=1)
    assert model.n_topics == 9
    assert not hasattr(model, "names_")


def test_one_split_has_no_spread(study):
    assert choose_n_topics(study[0], [3], repeats=1)["sd"].isna().all()


def test_without_gensim_coherence_is_missing_and_says_why(study, monkeypatch):
    monkeypatch.setattr(choosing, "no_gensim", lambda: "coherence needs gensim")
    row = choose_n_topics(study[0], [3], repeats=1).iloc[0]
    assert pd.isna(row["c_v"])
    assert pd.isna(row["c_npmi"])
    assert row["why"] == "coherence needs gensim"
    assert row["n_found"] == 3


@pytest.mark.usefixtures("gensim")
def test_what_there_is_no_talk_for_is_said(study):
    row = choose_n_topics(study[0], [40], repeats=1).iloc[0]
    assert row["n_found"] < 40
    assert row["why"] == f"there is talk for {row['n_found']} topics only"


def test_too_few_sessions_and_no_size_are_refused(study):
    few = study[0].where(session_id=["s1", "s2", "s3"])
    with pytest.raises(PracticelearnError, match="needs at least 4 with turns; this corpus has 3"):
        choose_n_topics(few)
    with pytest.raises(PracticelearnError, match="sizes=an empty list"):
        choose_n_topics(study[0], [])


def test_distinct_terms_stand_in_one_topic_only(model):
    assert distinctness(model) == 1  # planted subjects share no word
    again = np.repeat(model.top_terms_.to_numpy(), 1, axis=0)
    both = pd.DataFrame(again, columns=list(model.top_terms_))
    twin = TopicModel(8)
    vars(twin)["top_terms_"] = pd.concat([both, both.assign(topic=both["topic"] + "x")])
    names = list(model.names_.index)
    vars(twin)["names_"] = pd.Series("", index=[*names, *(f"{t}x" for t in names)])
    assert distinctness(twin) == 0
