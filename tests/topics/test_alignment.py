"""Topics of two models held together, and never tested."""

import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError

from practicelearn.topics.alignment import UNTESTED, align_topics
from practicelearn.topics.model import TopicModel


def test_the_same_subjects_of_two_studies_find_each_other(model, plant):
    other = TopicModel(4).fit(plant(11)[0])
    pairs = align_topics(model, other)
    assert len(pairs) == 4
    assert set(pairs["says"]) == {"alike"}
    for _, row in pairs.iterrows():
        terms = [m.top_terms_.query("topic == @t")["term"].tolist()
                 for m, t in ((model, row["a"]), (other, row["b"]))]  # fmt: skip
        assert set(row["same_terms"].split(", ")) <= set(terms[0])
        assert len(row["same_terms"].split(", ")) > 5
    assert pairs.attrs["untested"] == UNTESTED
    assert (pairs["similarity"] > pairs["by_chance"]).all()
    assert pairs["name_a"].tolist() == [f"t{k}, not checked" for k in (1, 2, 3, 4)]


def test_a_subject_of_one_study_only_has_no_counterpart():
    this_year = _of("abcdefghij", "klmnopqrst", "uvwxyz0123")
    last_year = _of("uvwxyz0145", "ABCDEFGHIJ", "bcdefghija")
    pairs = align_topics(this_year, last_year)
    assert pairs[["a", "b"]].fillna("").to_numpy().tolist() == [
        ["t1", "t3"], ["t2", ""], ["t3", "t1"], ["", "t2"]
    ]  # fmt: skip
    assert pairs["similarity"].tolist() == pytest.approx([1, 0, 8 / 12, 0])
    assert pairs["same_terms"].tolist()[0] == "a, b, c, d, e, f, g, h, i, j"
    assert pairs["says"].tolist() == ["alike", "no counterpart", "alike", "no counterpart"]
    back = align_topics(last_year, this_year)
    assert back["similarity"].tolist() == pytest.approx([8 / 12, 0, 1, 0])


def test_subjects_that_have_nothing_to_do_with_each_other_stay_apart():
    pairs = align_topics(_of("abcdefghij", "klmnopqrst"), _of("ABCDEFGHIJ", "KLMNOPQRST"))
    assert len(pairs) == 4
    assert set(pairs["says"]) == {"no counterpart"}
    assert (pairs["similarity"] == 0).all()


def test_chance_is_that_of_so_many_topics_of_so_many_terms(model):
    """Two models of two topics each share more by chance than two of many."""
    few = align_topics(_of("abcdefghij", "klmnopqrst"), _of("acegikmoqs", "bdfhjlnprt"))
    # dealt out anew, one of the two lists shares 5 or more of 10 with a list: Jaccard 5 / 15
    assert few["by_chance"].iloc[0] >= 1 / 3
    assert set(few["says"]) == {"no counterpart"}
    assert align_topics(model, model)["by_chance"].iloc[0] < few["by_chance"].iloc[0] + 0.2


def test_a_topic_split_in_two_says_where_its_other_half_is():
    whole = _of("abcdefghij", "klmnopqrst", "uvwxyz0123")
    parts = _of("abcdefg456", "hijabc7896", "klmnopqrst", "uvwxyz0123")
    pairs = align_topics(whole, parts)
    last = pairs.iloc[-1]
    assert last["b"] == "t2"
    assert last["says"] in {
        "no counterpart", "no counterpart of its own: nearest is t1, paired with another"
    }  # fmt: skip
    assert last["similarity"] == pytest.approx(6 / 14)


def test_models_that_are_not_fitted_are_refused(model):
    with pytest.raises(NotFittedError, match="after fit"):
        align_topics(model, TopicModel(3))


class Lists(TopicModel):
    def __init__(self, names_, top_terms_):
        self.names_, self.top_terms_ = names_, top_terms_


def _of(*lists: str) -> Lists:
    topics = [f"t{k}" for k in range(1, len(lists) + 1)]
    rows = [(t, r, c) for t, own in zip(topics, lists, strict=True) for r, c in enumerate(own, 1)]
    terms = pd.DataFrame(rows, columns=["topic", "rank", "term"]).assign(weight=1.0)
    return Lists(pd.Series(topics, index=pd.Index(topics, name="topic")), terms)
