"""Topics that are found again in sessions they were not found in, and those that are not."""

from dataclasses import replace

import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.topics import found_again
from practicelearn.topics.found_again import stability
from practicelearn.topics.model import TopicModel
from practicelearn.topics.standing import kept, others_said, shown_names, standing_said

LITTLE = pytest.mark.filterwarnings("ignore:stability. [0-9]+ windows are little talk")
pytestmark = LITTLE


@pytest.fixture
def fresh(study):
    return TopicModel(4).fit(study[0])


@pytest.fixture(scope="module")
def table(study):
    return stability(TopicModel(4).fit(study[0]), study[0], repeats=3)


def test_planted_subjects_are_found_again_in_the_other_half(table, model):
    assert table.index.tolist() == model.names_.index.tolist()
    assert (table["terms"] == model.names_).all()
    assert table["found_again"].all()
    assert (table["name"] == table["terms"]).all()
    assert (table["halves"] > 0.75).all()
    for column in ("jaccard", "halves", "low", "by_chance"):
        assert table[column].between(0, 1).all()
    assert (table["low"] <= table["halves"] + 1e-12).all()
    assert (table["n_again"] == 3).all()
    assert set(table["n_splits"]) == {3}
    assert set(table["n_sessions"]) == {3}


def test_topics_of_jumbled_words_are_not_found_again_and_have_no_name(jumble):
    model = TopicModel(4).fit(jumble)
    found = stability(model, jumble)
    assert not found["found_again"].any()
    assert found["name"].tolist() == [f"t{k}, not found again" for k in (1, 2, 3, 4)]
    assert shown_names(model).tolist() == found["name"].tolist()
    assert set(model.session_shares_.attrs["names"].values()) == set(found["name"])


def test_more_topics_than_subjects_are_told_from_the_subjects(plant):
    corpus, _ = plant(7, 10)
    model = TopicModel(7).fit(corpus)
    found = stability(model, corpus)
    assert 2 <= found["found_again"].sum() <= 5
    assert found.loc[found["found_again"], "halves"].min() > 0.3


def test_it_repeats_itself_and_leaves_the_topics_alone(fresh, table, study, monkeypatch):
    before = fresh.top_terms_.copy()
    pd.testing.assert_frame_equal(stability(fresh, study[0], repeats=3), table)
    pd.testing.assert_frame_equal(fresh.top_terms_, before)
    # asked again, nothing is fitted
    monkeypatch.setattr(found_again, "splits", None)
    pd.testing.assert_frame_equal(stability(fresh, study[0], repeats=3), table)


def test_what_is_kept_is_kept_of_one_fit(fresh, study, jumble):
    assert kept(fresh) is None
    assert shown_names(fresh).tolist() == [f"t{k}, not checked" for k in (1, 2, 3, 4)]
    assert standing_said(fresh) == ""
    stability(fresh, study[0], repeats=2)
    assert standing_said(fresh) == (
        "4 of 4 topics were found again in both halves of the sessions (3 sessions each, split "
        "anew 2 times)."
    )
    assert kept(fresh, (3, 240, 0)) is None
    assert kept(clone(fresh).fit(study[0])) is None
    assert kept(fresh.fit(jumble)) is None


def test_those_without_a_name_are_listed_with_their_terms(fresh, study):
    said = others_said(fresh, ["t2"])
    assert said.startswith("Nobody can tell whether")
    assert said.endswith(f"t2 ({fresh.names_['t2']}).")
    stability(fresh, study[0], repeats=2)
    assert others_said(fresh, ["t2"]) == ""


def test_halves_share_no_session_and_hold_all(fresh, study, monkeypatch):
    parts = []
    where = Corpus.where

    def noted(corpus, **conditions):
        parts.append(set(conditions["session_id"]))
        return where(corpus, **conditions)

    monkeypatch.setattr(Corpus, "where", noted)
    stability(fresh, study[0], repeats=4)
    every = set(study[0].sessions.index)
    assert len(parts) == 8
    for first, second in zip(parts[::2], parts[1::2], strict=True):
        assert not first & second
        assert first | second == every
    assert len({frozenset(part) for part in parts}) > 2  # split anew


def test_of_a_large_study_some_sessions_are_drawn(plant, monkeypatch):
    corpus, _ = plant(7, 10)
    model = TopicModel(4).fit(corpus)
    parts = []
    where = Corpus.where

    def noted(own, **conditions):
        parts.append(set(conditions["session_id"]))
        return where(own, **conditions)

    monkeypatch.setattr(Corpus, "where", noted)
    found = stability(model, corpus, repeats=2, most_sessions=6)
    assert len(parts[0]) == 6
    assert parts[0] < set(corpus.sessions.index)
    assert parts[1] | parts[2] == parts[0] == parts[3] | parts[4]
    assert set(found["n_sessions"]) == {3}


def test_a_half_in_which_nobody_counts_finds_nothing(study):
    corpus = study[0]
    silent = corpus.turns["session_id"].isin(["s1", "s2", "s3"])
    turns = corpus.turns.assign(role=corpus.turns["role"].mask(silent, "observer"))
    quiet = Corpus(turns=turns)
    model = TopicModel(3).fit(quiet)
    found = stability(model, quiet, repeats=12)
    assert (found["low"] == 0).all()  # one split puts all that speak on one side


@pytest.mark.parametrize("wrong", [{"repeats": 0}, {"most_sessions": 3}, {"random_state": -1}])
def test_what_cannot_be_is_refused(fresh, study, wrong):
    with pytest.raises(PracticelearnError, match=f"{next(iter(wrong))}=.*: expected"):
        stability(fresh, study[0], **wrong)


def test_three_sessions_are_too_few(study):
    few = study[0].where(session_id=["s1", "s2", "s3"])
    with pytest.raises(PracticelearnError, match="at least 4 with turns; this corpus has 3"):
        stability(TopicModel(4).fit(few), few)


def test_little_talk_is_warned_of(fresh, study):
    with pytest.warns(UserWarning, match=r"stability: \d+ windows are little talk \(below 200\)"):
        stability(fresh, study[0], repeats=1)


def test_a_model_that_is_not_fitted_is_refused(study):
    with pytest.raises(NotFittedError, match="after fit"):
        stability(TopicModel(4), study[0])


# -- the corpus that the model was fitted on


def test_other_sessions_are_named(fresh, study, plant):
    part = study[0].where(session_id=["s1", "s2", "s3", "s4"])
    with pytest.raises(PracticelearnError, match="fitted on: s5, s6 are not in it"):
        stability(fresh, part)
    with pytest.raises(PracticelearnError, match="the model does not know s7"):
        stability(fresh, plant(7, 7)[0])


def test_other_turns_are_refused(fresh, study):
    corpus = study[0]
    with pytest.raises(PracticelearnError, match="turns, this corpus has"):
        stability(fresh, corpus.with_turns(corpus.turns.iloc[:-1]))
    with pytest.raises(PracticelearnError, match="in another order"):
        stability(fresh, corpus.with_turns(corpus.turns.iloc[::-1]))


def test_other_words_and_other_roles_are_refused(fresh, study):
    corpus = study[0]
    text = corpus.turns["text"].where(corpus.turns.index != "s2:00005", "something else entirely")
    with pytest.raises(PracticelearnError, match=r"participants say other words in s2 than"):
        stability(fresh, corpus.with_turns(corpus.turns.assign(text=text)))
    role = corpus.turns["role"].mask(corpus.turns["speaker"] == "P1", "facilitator")
    with pytest.raises(PracticelearnError, match="or the roles there have changed"):
        stability(fresh, replace(corpus, turns=corpus.turns.assign(role=role)))
