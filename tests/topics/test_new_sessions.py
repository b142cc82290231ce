import pickle

import numpy as np
import pandas as pd
import pytest

from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.topics.model import TopicModel


def subject_of(model, subjects):
    words = {word: subject for subject, own in subjects.items() for word in own.split()}
    own = model.top_terms_["term"].map(words).groupby(model.top_terms_["topic"])
    return own.agg(lambda s: s.value_counts().index[0])


@pytest.fixture(scope="module")
def new(plant):
    return plant(99, 3)


def test_turns_of_new_sessions_are_given_to_the_subject_talked_about(model, new, subjects):
    corpus, truth = new
    found = model.transform(corpus)
    assert found.index.tolist() == corpus.turns.index.tolist()
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (found.idxmax(axis=1).map(subject_of(model, subjects)) == truth).mean() > 0.95
    pd.testing.assert_frame_equal(model.found_in(corpus).turn_topics_, found)


def test_shares_of_new_sessions_are_those_of_participants_words(model, new, subjects):
    corpus, truth = new
    words = corpus.n_words.where(corpus.turns["role"] == "participant", 0)
    said = words.groupby([corpus.turns["session_id"], truth]).sum().unstack()
    said = said.div(said.sum(axis=1), axis=0)
    shares = model.found_in(corpus).session_shares_
    off = shares.rename(columns=subject_of(model, subjects))[said.columns] - said
    assert off.abs().to_numpy().max() < 0.1


def test_in_its_own_talk_a_model_finds_what_it_found(model, study):
    again = model.found_in(study[0])
    assert (again.session_shares_ - model.session_shares_).abs().to_numpy().max() < 1e-3
    same = again.turn_topics_.idxmax(axis=1) == model.turn_topics_.idxmax(axis=1)
    assert same.mean() > 0.98
    assert (again.known_ > 0.5).all()


def test_known_is_the_share_of_words_that_could_name_a_subject(small):
    texts = ["The laptop and the printer.", "The judge and the court.", "The bus and the taxi."]
    model = TopicModel(2, window_words=4).fit(small(*texts * 2, sessions=tuple("aabbcc")))
    new = small("The laptops, the judge, the zither and the walrus.", "Yeah, okay.",
                sessions=("x", "y"))  # fmt: skip
    found = model.found_in(new)
    assert found.known_["x"] == 0.5  # laptop and judge, in any number, of four
    assert np.isnan(found.known_["y"])
    assert found.session_shares_.loc["y"].isna().all()
    assert "50% of their words" in repr(found)
    assert "50%" in found._repr_html_()


def test_talk_about_other_things_is_told(model, small):
    corpus = small("The zither and the walrus and the comet.", "Walrus, comet, and the laptop.")
    with pytest.warns(UserWarning, match=r"knows \d+% of the words of these 1 session"):
        model.transform(corpus)


def test_facilitators_words_count_nowhere(model, new):
    corpus, _ = new
    silent = corpus.turns.assign(role="facilitator")
    with pytest.raises(PracticelearnError, match="every turn is by a facilitator"):
        model.transform(Corpus(turns=silent))
    loud = corpus.turns.copy()
    loud.loc[loud["role"] == "facilitator", "text"] = "court judge court judge court"
    found = model.found_in(Corpus(turns=loud))
    pd.testing.assert_frame_equal(found.session_shares_, model.found_in(corpus).session_shares_)


def test_what_is_kept_for_new_sessions_does_not_grow_with_the_talk(plant):
    one, many = (TopicModel(4).fit(plant(3, n)[0]) for n in (6, 24))
    assert len(pickle.dumps(many.kept_)) < 1.3 * len(pickle.dumps(one.kept_))
    assert len(pickle.dumps(many.turn_topics_)) > 2 * len(pickle.dumps(one.turn_topics_))
