import numpy as np
from scipy import sparse

from practicelearn.language.pipeline import tokenise
from practicelearn.topics import talk as talk_module
from practicelearn.topics.talk import prepare
from practicelearn.topics.words import Phrases


def terms_of(corpus, window_words=150):
    return set(prepare(corpus, tokenise(corpus.turns), window_words).terms)


def test_a_word_of_most_windows_marks_none_of_them(study):
    terms = terms_of(study[0])
    assert {"laptop", "judge"} <= terms
    assert not {"talked", "fixed", "keep", "worse"} & terms


def test_a_word_said_in_one_session_only_is_that_sessions_own(small):
    texts = ["The laptop and the zither broke.", "The laptop went to court.", "The court sat."]
    assert {"laptop", "court"} <= terms_of(small(*texts, sessions=("a", "b", "c")))
    assert "zither" not in terms_of(small(*texts, sessions=("a", "b", "c")))
    # of two sessions every word is kept: there is too little to be choosy
    assert "zither" in terms_of(small(*texts, sessions=("a", "b", "b")))


def test_words_of_those_who_lead_observe_or_take_notes_are_no_terms(small):
    corpus = small(
        "The laptop broke.", "Any printer?", "The judge sat.", "The taxi came.",
        role=["participant", "facilitator", "note-taker", "observer"],
    )  # fmt: skip
    assert terms_of(corpus) == {"laptop", "broke"}


def test_of_course_is_no_course(small):
    assert "course" not in terms_of(small("Of course the laptop broke."))
    assert "course" in terms_of(small("The course on laptops."))


def test_stop_words_numbers_and_marks_are_no_terms(small):
    corpus = small("Yeah, I mean, the two laptops, 2024, erm, x.")
    assert terms_of(corpus) == {"laptops"}


def test_singular_and_plural_are_one_term_named_as_most_often_said(small):
    corpus = small("Laptops and laptops and one laptop.", "A laptop of laptops.")
    assert terms_of(corpus) == {"laptops"}


def test_counts_of_turns_add_up_to_those_of_windows(study):
    corpus, _ = study
    talk = prepare(corpus, tokenise(corpus.turns), 150)
    column = talk.terms.index("laptop")
    said = corpus.turns["text"].str.count(r"\blaptop\b")
    assert talk.counts[:, [column]].toarray().ravel().tolist() == said.tolist()
    assert (talk.n_words[corpus.turns["role"] != "participant"] == 0).all()
    assert sorted(set(talk.window)) == list(range(len(talk.windows)))


def test_phrases_said_alike_are_one(small):
    # "meeting room" and "meet room" have two lemmas and one form
    phrases = Phrases(
        sparse.csr_array(np.array([[1.0, 0, 2], [0, 3, 4]])),
        ["meeting room", "case notes", "meeting room"],
        np.array([1.0, 1.0, 0.5]),
        np.array([False, False, True]),
        np.array([[0, 1], [2, 3], [4, 1]]),
        np.array([[0.3, 0.3], [0.5, 0.5], [0.6, 0.6]]),
    )
    once = talk_module._each_once(phrases)
    assert once.names == ["meeting room", "case notes"]
    assert once.counts.toarray().tolist() == [[3, 0], [4, 3]]
    assert (once.nouns.tolist(), once.passing.tolist()) == ([0.5, 1], [True, False])
    assert once.parts.tolist() == [[4, 1], [2, 3]]  # of the one said more


def test_words_are_known_by_how_they_are_heard(small):
    corpus = small("The laptops broke.", "A laptop broke.", "The judges sat.")
    talk = prepare(corpus, tokenise(corpus.turns), 2)
    at = talk.columns["laptop"]
    assert talk.counts[:, [at]].toarray().ravel().tolist() == [1, 1, 0]
    assert "the" not in talk.columns
