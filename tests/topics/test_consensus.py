import numpy as np
import pandas as pd
import pytest

from practicelearn.language.pipeline import tokenise
from practicelearn.language.windows import cut_windows, make_windows
from practicelearn.topics import consensus
from practicelearn.topics.model import TopicModel
from practicelearn.topics.neighbourhoods import groups_of_neighbours, one_hot, side_by_side
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import prepare


def agreement(of_turn, truth):
    """Share of turns on the subject that most turns of their topic are on."""
    best = pd.Series(of_turn.argmax(axis=1), index=truth.index)
    return truth.groupby(best).agg(lambda own: own.value_counts().iloc[0]).sum() / len(truth)


@pytest.fixture(scope="module")
def talk(long_study):
    corpus, _ = long_study
    return prepare(corpus, tokenise(corpus.turns), 150)


def test_several_ways_of_looking_agree_on_planted_subjects(talk, long_study):
    assert len(talk.windows) > consensus.FEW_WINDOWS
    found = consensus.consensus(talk, 4, 150, 0.5, 0)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert agreement(found, long_study[1]) > 0.97


def test_in_much_talk_topics_of_some_sessions_are_settled_in_all(talk, long_study, monkeypatch):
    monkeypatch.setattr(consensus, "MOST_WINDOWS", 100)
    part = consensus.some_sessions(talk, 0)
    assert 100 <= len(np.unique(talk.window[part])) < 135
    assert np.isin(talk.session, np.unique(talk.session[part]))[part].all()  # whole sessions
    assert np.isin(talk.session[~part], np.unique(talk.session[part])).sum() == 0
    found = consensus.consensus(talk, 4, 150, 0.5, 0)
    assert len(found) == len(long_study[1])
    assert agreement(found, long_study[1]) > 0.95
    assert consensus.some_sessions(talk.part(part), 0) is not None
    monkeypatch.setattr(consensus, "MOST_WINDOWS", 5_000)
    assert consensus.some_sessions(talk, 0) is None


def test_the_same_talk_gives_the_same_to_the_last_bit(long_study):
    corpus, _ = long_study
    one, other = (TopicModel(4, random_state=5).fit(corpus) for _ in range(2))
    pd.testing.assert_frame_equal(one.turn_topics_, other.turn_topics_, check_exact=True)
    pd.testing.assert_frame_equal(one.top_terms_, other.top_terms_, check_exact=True)


def test_a_part_of_the_talk_is_what_its_own_corpus_would_be(talk, long_study):
    corpus, _ = long_study
    kept = corpus.turns["session_id"].isin(["s2", "s5"]).to_numpy()
    part = talk.part(kept)
    windows = make_windows(
        corpus.turns[kept], n_words=pd.Series(talk.n_words[kept], corpus.turns.index[kept])
    )
    pd.testing.assert_frame_equal(part.windows, windows)
    assert part.session.tolist() == pd.factorize(corpus.turns["session_id"][kept])[0].tolist()
    assert (part.counts != talk.counts[kept]).nnz == 0


@pytest.mark.parametrize("words", [40, 150, 10_000])
def test_windows_are_numbered_as_they_are_made(long_study, words):
    corpus, _ = long_study
    mixed = corpus.turns.iloc[np.random.default_rng(0).permutation(len(corpus.turns))]
    windows = make_windows(mixed, words=words, n_words=corpus.n_words[mixed.index])
    session = pd.factorize(mixed["session_id"])[0]
    number = cut_windows(session, corpus.n_words[mixed.index].to_numpy(), words)
    for k, ids in enumerate(windows["turn_ids"]):
        assert mixed.index[number == k].tolist() == ids


def test_windows_that_lie_near_each_other_are_one_group():
    # two crescents, which no straight line parts: k-means on the places themselves mixes them
    rng = np.random.default_rng(0)
    angle = np.concatenate([np.linspace(0, np.pi, 200), np.linspace(0, np.pi, 200)])
    upper = np.arange(400) < 200
    x = np.where(upper, np.cos(angle), 1 - np.cos(angle))
    y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle))
    plane = np.column_stack([x, y]) / 4 + rng.normal(0, 0.005, (400, 2))
    space = np.column_stack([plane, np.sqrt(1 - (plane**2).sum(axis=1))])  # on the sphere
    group = groups_of_neighbours(space, 2, 0)
    assert len(set(group[upper])) == len(set(group[~upper])) == 1
    assert group[0] != group[-1]


def test_vectors_of_two_kinds_weigh_the_same():
    one, other = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0], [1.0]])
    both = side_by_side(one, other)
    np.testing.assert_allclose(np.linalg.norm(both, axis=1), 1)
    assert both[0] @ both[1] == pytest.approx(0.5)  # unlike in one kind, alike in the other


def test_each_round_brings_turns_nearer_to_their_subjects(talk, long_study):
    _, truth = long_study
    right = one_hot(pd.factorize(truth)[0], 4)
    wrong = np.random.default_rng(0).random(len(truth)) < 0.4
    start = right.copy()
    start[wrong] = 0.25
    start[wrong & (np.arange(len(truth)) % 2 == 0)] = [1, 0, 0, 0]
    once, thrice = (settle(talk, start, 150, rounds=n) for n in (1, 3))
    assert agreement(thrice, truth) >= agreement(once, truth) > agreement(start, truth)
    # the first turns alone are enough to know the words by
    half = np.arange(len(truth)) < len(truth) / 2
    assert agreement(settle(talk, right[half], 150, fitted=half), truth) > 0.95
