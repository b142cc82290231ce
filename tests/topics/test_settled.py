"""Which words are likelier on a topic, worked out by hand; invented counts."""

from types import SimpleNamespace

import numpy as np
from scipy import sparse

from practicelearn.topics.settled import likelier_words


def test_a_term_that_none_of_these_sessions_holds_says_nothing_of_any_topic():
    # one turn a topic, two words each; a quarter of an average topic's words are those of all talk:
    # (2 + .25 x 4 / 2 x .5) / 2.5 = .9 of the topic's words, .5 of all
    talk = SimpleNamespace(counts=sparse.csr_array([[2.0, 0, 0], [0, 2.0, 0]]))
    found = likelier_words(talk, np.eye(2))
    by_hand = np.log([[0.9 / 0.5, 0.1 / 0.5, 1], [0.1 / 0.5, 0.9 / 0.5, 1]])
    np.testing.assert_allclose(found, by_hand)
