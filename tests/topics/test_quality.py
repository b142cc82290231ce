import importlib.util
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError

from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.topics.model import TopicModel
from practicelearn.topics.quality import coherence, compare_sizes, stability

GENSIM = importlib.util.find_spec("gensim") is not None
needs_gensim = pytest.mark.skipif(not GENSIM, reason="gensim is not there on Python 3.14 and later")


@pytest.fixture(scope="module")
def table(model, study):
    return stability(model, study[0], repeats=3)


@pytest.fixture(scope="module")
def jumble(study):
    """The same words dealt out over all turns by chance: there are no subjects to find."""
    corpus, _ = study
    words = corpus.turns["text"].str.split()
    dealt = np.random.default_rng(3).permutation(np.concatenate(words.to_numpy()))
    ends = np.cumsum(words.str.len())
    texts = [" ".join(own) for own in np.split(dealt, ends[:-1])]
    marks = [[] for _ in texts]
    return Corpus(turns=corpus.turns.assign(text=texts, marks=marks))


def test_planted_subjects_are_found_again_without_some_sessions(table, model):
    assert table.index.tolist() == model.names_.index.tolist()
    assert (table["name"] == model.names_).all()
    assert table["stable"].all()
    assert (table["jaccard"] > 0.75).all()
    for column in ("jaccard", "low", "by_chance"):
        assert table[column].between(0, 1).all()
    assert (table["low"] <= table["jaccard"] + 1e-12).all()
    assert (table["n_refits"] == 3).all()
    assert (table["by_chance"] == table["by_chance"].iloc[0]).all()


def test_topics_of_jumbled_words_are_not_found_again(table, jumble):
    found = stability(TopicModel(4).fit(jumble), jumble, repeats=3)
    assert found["jaccard"].mean() < table["jaccard"].mean() - 0.3
    assert not found["stable"].all()


def test_stability_repeats_itself_and_leaves_the_model_alone(table, model, study):
    before = model.top_terms_.copy()
    pd.testing.assert_frame_equal(stability(model, study[0], repeats=3), table)
    pd.testing.assert_frame_equal(model.top_terms_, before)


def test_one_refit_has_no_spread(model, study):
    found = stability(model, study[0], repeats=1)
    assert found["sd"].isna().all()
    assert (found["low"] == found["jaccard"]).all()


def test_at_least_one_session_is_left_out(model, study, monkeypatch):
    sizes = []
    where = Corpus.where

    def noted(corpus, **conditions):
        sizes.append(len(conditions["session_id"]))
        return where(corpus, **conditions)

    monkeypatch.setattr(Corpus, "where", noted)
    stability(model, study[0], share_out=0.01, repeats=1)
    assert sizes == [5]


def test_at_least_one_session_is_kept(study):
    many = TopicModel(12).fit(study[0])
    with pytest.warns(UserWarning, match=r"of the 12 topics asked for"):
        found = stability(many, study[0], share_out=0.99, repeats=1)
    assert (found["jaccard"] == 0).sum() >= 4  # topics that no refit could match


@pytest.mark.parametrize("wrong", [{"share_out": 0}, {"share_out": 1}, {"repeats": 0}])
def test_what_cannot_be_is_refused(model, study, wrong):
    with pytest.raises(
        PracticelearnError,
        match=f"{next(iter(wrong))}=.: expected",
    ):
        stability(model, study[0], **wrong)


def test_three_sessions_are_too_few(model, study):
    few = study[0].where(session_id=["s1", "s2", "s3"])
    with pytest.raises(PracticelearnError, match="at least 4 with turns; this corpus has 3"):
        stability(model, few)


def test_a_model_that_is_not_fitted_is_refused(study):
    with pytest.raises(NotFittedError, match="after fit"):
        stability(TopicModel(4), study[0])


# -- coherence


def windows_of(model, corpus):
    """Words of each window, facilitators left out, as sets."""
    text = corpus.turns["text"].where(corpus.turns["role"] == "participant", "")
    clean = text.str.lower().str.replace(r"\[.*?\]|[^a-z ]", " ", regex=True).str.split()
    return [set(clean[own].sum()) for own in model.windows_["turn_ids"]]


def lists_of(model):
    top = model.top_terms_
    single = top[~top["term"].str.contains(" ")]
    return {topic: own.head(10).tolist() for topic, own in single.groupby("topic")["term"]}


@needs_gensim
def test_coherence_is_the_published_formula(model, study):
    corpus, _ = study
    windows = windows_of(model, corpus)

    def share(*words):
        return sum(set(words) <= own for own in windows) / len(windows)

    def npmi(a, b):
        both = share(a, b) + 1e-12
        return np.log(both / (share(a) * share(b))) / -np.log(both)

    by_hand = {
        topic: np.mean([npmi(a, b) for a, b in combinations(own, 2)])
        for topic, own in lists_of(model).items()
    }
    found = coherence(model, corpus)
    assert found.name == "c_npmi"
    assert found.to_dict() == pytest.approx(by_hand, abs=1e-6)


@needs_gensim
def test_coherence_is_that_of_gensim(model, study):
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    corpus, _ = study
    known = {word for own in lists_of(model).values() for word in own}
    texts = [sorted(own & known) for own in windows_of(model, corpus)]
    for measure in ("c_npmi", "c_v"):
        reference = CoherenceModel(
            topics=list(lists_of(model).values()),
            texts=texts,
            dictionary=Dictionary(texts),
            coherence=measure,
            window_size=10_000,
            topn=10,
            processes=1,
        ).get_coherence_per_topic()
        found = coherence(model, corpus, measure=measure)
        assert found.tolist() == pytest.approx(reference, abs=1e-6)


@needs_gensim
def test_topics_of_jumbled_words_hang_together_less(model, study, jumble):
    fitted = TopicModel(4).fit(jumble)
    assert coherence(fitted, jumble).mean() < coherence(model, study[0]).mean() - 0.3


@needs_gensim
def test_a_topic_of_one_word_has_no_coherence(small):
    corpus = small("laptop laptop laptop laptop")
    fitted = TopicModel(1).fit(corpus)
    found = coherence(fitted, corpus)
    assert found.index.tolist() == ["t1"]
    assert found.isna().all()


def test_another_measure_is_refused(model, study):
    with pytest.raises(PracticelearnError, match=r"one of c_npmi, c_v, found 'npmi'.*\"c_npmi\""):
        coherence(model, study[0], measure="npmi")


def test_without_gensim_coherence_says_so_and_the_rest_goes_on(monkeypatch, small):
    said = "laptop desk laptop desk", "laptop desk", "desk rota", "rota desk laptop"
    corpus = small(*said, sessions=tuple("abcd"))
    monkeypatch.setattr("practicelearn.topics.quality._gensim_there", lambda: False)
    sentence = "gensim, which is not installed.*for coherence use Python 3.11 to 3.13"
    with pytest.raises(PracticelearnError, match=sentence):
        coherence(TopicModel(1).fit(corpus), corpus)
    found = compare_sizes(TopicModel(1), corpus, [1], repeats=2)
    assert np.isnan(found.loc[1, "c_npmi"])
    assert "Python 3.11 to 3.13" in found.loc[1, "why"]
    assert found.loc[1, "jaccard"] > 0


# -- how many


def test_sizes_are_laid_side_by_side_for_people_to_choose(study, table):
    corpus, _ = study
    model = TopicModel(9)
    found = compare_sizes(model, corpus, iter([7, 4]), repeats=3)
    assert found.index.tolist() == [7, 4]
    assert found.index.name == "n_topics"
    assert found.columns.tolist() == ["jaccard", "sd", "n_stable", "c_npmi", "why"]
    assert (found["why"] == "").all() if GENSIM else found["c_npmi"].isna().all()
    assert found["jaccard"].idxmax() == 4  # as many as were planted
    assert found.loc[4, "n_stable"] == 4
    assert found.loc[4, "jaccard"] == pytest.approx(table["jaccard"].mean())
    assert found.loc[7, "n_stable"] < 7
    assert model.n_topics == 9
    assert not hasattr(model, "names_")


def test_no_size_is_refused(model, study):
    with pytest.raises(PracticelearnError, match="sizes=an empty list"):
        compare_sizes(model, study[0], [])
