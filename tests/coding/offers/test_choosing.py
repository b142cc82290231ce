"""Context and words are chosen by whole sessions, and none has a part in its own choice."""

from dataclasses import replace

import numpy as np
import pytest
from planted import FRAME, invented, of_sessions

from practicelearn.coding.offers import choosing
from practicelearn.coding.offers.learning import examples_of, views_of
from practicelearn.coding.offers.suggest import CodeSuggester
from practicelearn.coding.offers.terms import terms_of
from practicelearn.coding.offers.word_space import View
from practicelearn.errors import ArgumentError, CodingError
from practicelearn.language.pipeline import tokenise


@pytest.fixture(scope="module")
def study():
    return invented()


def in_stretches(study):
    """The same turns, with a code for every turn of a stretch of eight: words alone tell less."""
    corpus, codings = study
    n = corpus.turns["n"]
    wanted = corpus.turns.index[n.between(2, 9)]
    one = codings.spans[codings.spans["code"] == "tools"].iloc[[0]]
    rows = one.loc[one.index.repeat(len(wanted))].assign(
        turn_id=wanted,
        coding_id=[f"s{k}" for k in range(len(wanted))],
        start=0,
        end=4,
        quote="Well",
    )
    return corpus, replace(codings, spans=rows)


def test_turns_that_stand_for_themselves_are_looked_at_alone_and_stretches_with_their_neighbours(
    study,
):
    alone = CodeSuggester().fit(*study)
    assert alone.choice_.set_index("chosen").loc[True, "context"] == "none"
    assert alone.choice_["chosen"].sum() == 1
    stretch = CodeSuggester().fit(*in_stretches(study))
    assert stretch.choice_.set_index("chosen").loc[True, "context"] in {"near", "far"}
    marks = stretch.choice_.set_index("context")["average_precision"]
    assert marks["none"].max() < marks.drop("none").max()


def test_a_sessions_own_coding_has_no_part_in_its_scores(study):
    given = examples_of(*study)
    view = View("lemmas", "near", 0.5)
    before = given.left_out([0, 1], [view]).scores
    own = given.session == 0
    turned = given.labels.copy()
    turned[own] = 1 - turned[own]  # what was coded there was not, and the reverse
    after = replace(given, labels=turned).left_out([0, 1], [view]).scores
    assert np.array_equal(after[own], before[own])
    assert not np.array_equal(after[~own], before[~own])


def test_a_sessions_own_coding_has_no_part_in_what_is_looked_at():
    none, far = View("lemmas", "none", 0.0), View("lemmas", "far", 0.7)
    part = np.repeat([0, 1], 4)
    labels = np.tile([1, 0, 0, 0], 2)[:, None].astype(np.int8)
    right, wrong = [0.9, 0.1, 0.2, 0.3], [0.1, 0.9, 0.8, 0.7]
    scores = {v: np.array(own)[:, None] for v, own in (
        (none, right + wrong), (far, wrong + right))}  # fmt: skip
    trial = choosing.Trial({none: 0.6, far: 0.6}, scores, part)
    for_first = choosing._best_without(trial, labels, [0], np.array([0]))
    for_second = choosing._best_without(trial, labels, [0], np.array([1]))
    assert (for_first, for_second) == (far, none), "each would do best with the other one"


def test_one_view_is_tried_where_both_are_given(study):
    assert views_of("lemmas", "near", vectors=False) == [View("lemmas", "near", 0.5)]
    assert views_of("phrases", 0.0, vectors=False) == [View("phrases", "none", 0.0)]
    assert views_of("lemmas", 1.0, vectors=True)[-1] == View("lemmas", "near", 1.0, vectors=True)
    fitted = CodeSuggester(context="none", features="lemmas").fit(*study)
    assert fitted.choice_[["features", "context", "chosen"]].to_numpy().tolist() == [
        ["lemmas", "none", True]
    ]


def test_phrases_are_the_words_as_they_were_said_and_their_neighbours(talk):
    tokens = tokenise(talk.turns)
    terms = terms_of(tokens, "phrases", np.zeros(len(talk.turns), dtype=bool))
    said = {terms.name[k] for k in terms.term}
    assert {"the", "desk", "no desk"} & said
    hidden = terms_of(tokens, "phrases", np.ones(len(talk.turns), dtype=bool))
    assert len(hidden.term) == 0


def test_vectors_that_are_given_are_tried_and_used_if_they_do_better(study):
    corpus, codings = study

    def knows(texts):  # what no word tells: figures are no words here
        return np.array([[float("77" in t), 1.0] for t in texts])

    lucky = codings.spans.loc[codings.spans["code"] == "luck", "turn_id"]
    told = corpus.turns["text"].where(~corpus.turns.index.isin(lucky), corpus.turns["text"] + " 77")
    marked = corpus.with_turns(corpus.turns.assign(text=told))
    fitted = CodeSuggester(context="none", vectors=knows).fit(marked, codings)
    assert fitted.choice_.set_index("chosen").loc[True, "vectors"]
    assert "luck" in fitted.codes_
    assert set(fitted.suggest(marked).spans["code"]) <= set(FRAME)


def test_vectors_of_another_length_are_refused(study):
    with pytest.raises(CodingError, match="expected one row of finite numbers a text"):
        CodeSuggester(vectors=lambda texts: np.zeros((3, 2))).fit(*study)


def test_an_unknown_context_is_refused(study):
    with pytest.raises(ArgumentError, match='context="broad": expected one of choose, none, near'):
        CodeSuggester(context="broad").fit(*study)


def test_one_session_is_enough_for_no_trial(study):
    corpus, codings = study
    given = examples_of(corpus, of_sessions(codings, "1-g0"))
    assert given.best_view([0], views_of("choose", "choose", vectors=False)) is None
