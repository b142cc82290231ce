from itertools import combinations

import numpy as np
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.topics import coherent
from practicelearn.topics.coherent import coherence
from practicelearn.topics.model import TopicModel


def windows_of(model, corpus):
    """Words of each window, facilitators left out, as sets."""
    text = corpus.turns["text"].where(corpus.turns["role"] == "participant", "")
    clean = text.str.lower().str.replace(r"\[.*?\]|[^a-z ]", " ", regex=True).str.split()
    return [set(clean[own].sum()) for own in model.windows_["turn_ids"]]


def lists_of(model):
    top = model.top_terms_
    single = top[~top["term"].str.contains(" ")]
    return {topic: own.head(10).tolist() for topic, own in single.groupby("topic")["term"]}


@pytest.mark.usefixtures("gensim")
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


@pytest.mark.usefixtures("gensim")
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


@pytest.mark.usefixtures("gensim")
def test_topics_of_jumbled_words_hang_together_less(model, study, jumble):
    fitted = TopicModel(4).fit(jumble)
    assert coherence(fitted, jumble).mean() < coherence(model, study[0]).mean() - 0.3


@pytest.mark.usefixtures("gensim")
def test_a_topic_of_one_word_has_no_coherence(small):
    corpus = small("laptop laptop laptop laptop")
    fitted = TopicModel(1).fit(corpus)
    found = coherence(fitted, corpus)
    assert found.index.tolist() == ["t1"]
    assert found.isna().all()


def test_another_measure_is_refused(model, study):
    with pytest.raises(PracticelearnError, match=r"one of c_npmi, c_v.*\"c_npmi\""):
        coherence(model, study[0], measure="npmi")


def test_another_corpus_is_refused(model, plant):
    with pytest.raises(PracticelearnError, match="not the corpus that the model was fitted on"):
        coherence(model, plant(8)[0])


def test_without_gensim_it_says_what_to_install(model, study, monkeypatch):
    monkeypatch.setattr(coherent, "no_gensim", lambda: "coherence needs gensim: install it")
    with pytest.raises(PracticelearnError, match="coherence: coherence needs gensim"):
        coherence(model, study[0])
