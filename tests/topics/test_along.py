"""One session from left to right."""

import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.topics.along import topics_along


def test_turns_follow_each_other_with_the_words_before_them(model, study):
    corpus = study[0]
    table = topics_along(model, corpus, "s2")
    own = corpus.turns[corpus.turns["session_id"] == "s2"]
    assert table.index.equals(own.index)
    n_words = [len(t.replace("[laughs]", "").split()) for t in own["text"]]
    assert table["n_words"].tolist() == n_words
    assert table["words_before"].tolist() == [sum(n_words[:k]) for k in range(len(n_words))]
    assert (table[list(model.names_.index)] == model.turn_topics_.loc[own.index]).all().all()
    assert table.attrs["session_id"] == "s2"
    assert table.attrs["names"] == {t: f"{t}, not checked" for t in model.names_.index}
    assert set(table.attrs["found_again"].values()) == {None}


def test_a_session_that_is_not_there_is_named(model, study):
    with pytest.raises(PracticelearnError, match='"s9"'):
        topics_along(model, study[0], "s9")
