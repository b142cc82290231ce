import pickle
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.decomposition import NMF
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer

from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import tokenise
from practicelearn.topics.model import TopicModel
from practicelearn.topics.talk import add_up, prepare

ATTRIBUTES = (
    "window_topics_", "turn_topics_", "session_shares_", "top_terms_", "exemplars_", "names_",
    "seeded_", "windows_",
)  # fmt: skip


def subject_of(model, subjects):
    """The planted subject that most of each topic's ten first words come from."""
    words = {word: subject for subject, own in subjects.items() for word in own.split()}
    terms = model.top_terms_[model.top_terms_["rank"] <= 10]
    own = terms["term"].map(words).groupby(terms["topic"])
    return own.agg(lambda s: s.value_counts().index[0])


def equal(one, other):
    for name in ATTRIBUTES:
        a, b = getattr(one, name), getattr(other, name)
        check = pd.testing.assert_series_equal if a.ndim == 1 else pd.testing.assert_frame_equal
        check(a, b, check_exact=True)


# -- what is found


def test_planted_subjects_are_found_one_a_topic(model, subjects):
    assert sorted(subject_of(model, subjects)) == sorted(subjects)
    for topic, subject in subject_of(model, subjects).items():
        terms = model.top_terms_[model.top_terms_["topic"] == topic]["term"].head(8)
        assert set(terms) <= set(subjects[subject].split())


def test_turns_are_given_to_the_subject_talked_about(model, study, subjects):
    corpus, truth = study
    found = model.turn_topics_.idxmax(axis=1).map(subject_of(model, subjects))
    assert found.index.tolist() == corpus.turns.index.tolist()
    assert (found == truth).mean() > 0.95
    # and so are turns that name no subject themselves
    small_talk = corpus.turns["text"].str.startswith("yeah, okay")
    assert (found == truth)[small_talk].mean() > 0.9


def off(shares, model, study, subjects):
    """How far shares are from those of the words participants said on each subject."""
    corpus, truth = study
    words = corpus.n_words.where(corpus.turns["role"] == "participant", 0)
    said = words.groupby([corpus.turns["session_id"], truth]).sum().unstack()
    said = said.div(said.sum(axis=1), axis=0)
    named = shares.rename(columns=subject_of(model, subjects))[said.columns]
    return (named - said).abs().to_numpy()


def test_shares_are_those_of_participants_words(model, study, subjects):
    wrong = off(model.session_shares_, model, study, subjects)
    assert wrong.max() < 0.1
    assert wrong.mean() < 0.03


def test_shares_and_probabilities_sum_to_one(model):
    for table in (model.window_topics_, model.turn_topics_, model.session_shares_):
        assert table.columns.tolist() == ["t1", "t2", "t3", "t4"]
        assert table.to_numpy().min() >= 0
        np.testing.assert_allclose(table.sum(axis=1), 1)


def test_topics_are_numbered_by_their_share_of_words(model, study):
    corpus, _ = study
    words = corpus.n_words.where(corpus.turns["role"] == "participant", 0)
    words = words.groupby(corpus.turns["session_id"]).sum()
    overall = model.session_shares_.mul(words, axis=0).sum()
    assert overall.is_monotonic_decreasing


def test_facilitators_words_count_nowhere(model, study):
    corpus, _ = study
    assert not model.top_terms_["term"].str.contains("biscuit").any()
    counted = corpus.turns["role"] == "participant"
    assert model.windows_["n_words"].sum() == corpus.n_words[counted].sum()
    assert counted[model.exemplars_["turn_id"]].all()


def test_terms_are_ranked_and_names_are_the_first_three(model):
    for topic, own in model.top_terms_.groupby("topic"):
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
        assert 8 <= len(own) <= 12
        assert own["weight"].iloc[0] == 1
        assert own["weight"].is_monotonic_decreasing
        assert model.names_[topic] == ", ".join(own["term"].head(3))


def test_exemplars_are_typical_turns_of_several_sessions(model, study, subjects):
    corpus, truth = study
    found = model.exemplars_
    assert (found.groupby("topic").size() == 12).all()
    session = corpus.turns["session_id"][found["turn_id"]].to_numpy()
    assert found.groupby(["topic", session]).size().max() == 2
    assert corpus.n_words[found["turn_id"]].between(12, 60).all()
    assert found["score"].between(0, 1).all()
    assert all(own["score"].is_monotonic_decreasing for _, own in found.groupby("topic"))
    likeliest = model.turn_topics_.loc[found["turn_id"]].idxmax(axis=1)
    assert likeliest.tolist() == found["topic"].tolist()
    right = truth[found["turn_id"]].to_numpy() == found["topic"].map(subject_of(model, subjects))
    assert right.mean() > 0.95


def test_a_name_from_the_speakers_labels_names_no_topic(small):
    pairs = [("laptop", "charger"), ("court", "judge"), ("bus", "taxi"), ("rota", "duty")]
    texts = [f"Zebedee moved the {one} and the {other}." for one, other in pairs]
    corpus = small(*texts * 3, speaker="Zebedee Quill")
    terms = set(TopicModel(2, window_words=6).fit(corpus).top_terms_["term"])
    assert "laptop" in terms
    assert "zebedee" not in terms


def test_rounds_play_no_part(model, study):
    corpus, _ = study
    years = [f"202{k % 3}" for k in range(len(corpus.sessions))]
    dated = Corpus(turns=corpus.turns, sessions=corpus.sessions.assign(year=years))
    equal(TopicModel(4).fit(dated), model)


# -- ways of finding topics


@pytest.mark.parametrize("method", ["consensus", "nmf-context", "lsa-kmeans"])
def test_each_method_finds_planted_subjects_and_answers_in_one_shape(study, subjects, method):
    corpus, truth = study
    model = TopicModel(4, method=method).fit(corpus)
    assert sorted(subject_of(model, subjects)) == sorted(subjects)
    found = model.turn_topics_.idxmax(axis=1).map(subject_of(model, subjects))
    assert (found == truth).mean() > 0.9
    in_one_shape(model, corpus)


def in_one_shape(model, corpus):
    topics = ["t1", "t2", "t3", "t4"]
    assert model.turn_topics_.index.equals(corpus.turns.index)
    assert model.window_topics_.index.equals(model.windows_.index)
    assert model.session_shares_.index.equals(corpus.sessions.index)
    for table in (model.window_topics_, model.turn_topics_, model.session_shares_):
        assert table.columns.tolist() == topics
        np.testing.assert_allclose(table.sum(axis=1), 1)
    assert model.names_.index.tolist() == model.seeded_.index.tolist() == topics
    assert set(model.top_terms_["topic"]) == set(topics)
    assert list(model.top_terms_) == ["topic", "rank", "term", "weight"]
    assert list(model.exemplars_) == ["topic", "rank", "turn_id", "score"]


@pytest.mark.usefixtures("gensim")
def test_gensims_lda_answers_in_the_same_shape_and_says_that_it_finds_little(study):
    with pytest.warns(UserWarning, match="gensim's LDA finds little in talk") as told:
        model = TopicModel(4, method="lda-gensim").fit(study[0])
    assert next(w for w in told if "gensim" in str(w.message)).filename == __file__
    in_one_shape(model, study[0])


def test_without_gensim_the_method_says_what_to_do(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "gensim.models", None)
    with pytest.raises(PracticelearnError, match=r"needs gensim, which is not installed.*default"):
        TopicModel(2, method="lda-gensim").fit(small("The laptop broke.", "The court sat."))


def test_one_factorisation_is_what_scikit_learns_parts_give(study):
    # put together here from scikit-learn alone, from the windows' own words
    corpus, _ = study
    ours = TopicModel(4, method="nmf-context").fit(corpus)
    talk = prepare(corpus, tokenise(corpus.turns), 150)
    texts = [
        " ".join(np.repeat(np.array(talk.terms), row.astype(int)))
        for row in add_up(talk.counts, talk.window).toarray()
    ]
    rows = TfidfVectorizer(token_pattern=r"\S+", sublinear_tf=True).fit_transform(texts).toarray()
    together = rows.copy()
    session = ours.windows_["session_id"].to_numpy()
    for k in range(len(rows)):
        for beside in (k - 1, k + 1):
            if 0 <= beside < len(rows) and session[beside] == session[k]:
                together[k] += 0.5 * rows[beside]
    together /= np.linalg.norm(together, axis=1, keepdims=True)
    plain = NMF(4, init="nndsvd", random_state=0, max_iter=400)
    weights = plain.fit_transform(together) * plain.components_.sum(axis=1)
    shares = weights / weights.sum(axis=1, keepdims=True)
    found = ours.window_topics_.to_numpy()
    order = [int(np.abs(shares - found[:, [k]]).sum(axis=0).argmin()) for k in range(4)]
    assert sorted(order) == [0, 1, 2, 3]
    np.testing.assert_allclose(shares[:, order], found, atol=0.01)


# -- windows and their neighbours


def test_a_window_leans_on_its_neighbours_as_far_as_asked(study):
    models = [TopicModel(4, context=c, method="nmf-context").fit(study[0]) for c in (0, 0.5, 1)]
    clear = [m.window_topics_.max(axis=1).mean() for m in models]
    assert clear[0] > clear[1] + 0.02 > clear[2] + 0.04


def test_the_shares_that_are_compared_are_of_windows_by_themselves(study, subjects):
    leaning = TopicModel(4, context=1, method="nmf-context").fit(study[0])
    words = leaning.windows_["n_words"]
    session = leaning.windows_["session_id"]
    smoothed = leaning.window_topics_.mul(words, axis=0).groupby(session).sum()
    smoothed = smoothed.div(words.groupby(session).sum(), axis=0)
    by_itself = off(leaning.session_shares_, leaning, study, subjects).mean()
    assert by_itself < 0.7 * off(smoothed, leaning, study, subjects).mean()


def test_a_window_never_leans_on_another_session(study):
    corpus, _ = study
    one_each = {"window_words": 10_000, "n_topics": 2, "method": "nmf-context"}
    equal(
        TopicModel(**one_each, context=1).fit(corpus), TopicModel(**one_each, context=0).fit(corpus)
    )


# -- the same again


def test_the_same_talk_gives_the_same_topics_to_the_last_bit(model, study):
    equal(TopicModel(4).fit(study[0]), model)


def test_other_random_numbers_hardly_change_anything(model, study):
    other = TopicModel(4, random_state=99).fit(study[0])
    assert (model.session_shares_ - other.session_shares_).abs().to_numpy().max() < 0.02


def test_the_corpus_is_not_changed(study):
    corpus, _ = study
    before = corpus.turns.copy(deep=True)
    TopicModel(2).fit(corpus)
    pd.testing.assert_frame_equal(corpus.turns, before)


def test_tokens_that_are_kept_change_nothing(model, study, tmp_path):
    for _ in range(2):
        equal(TopicModel(4).fit(study[0], cache=tmp_path), model)
    assert len(list(tmp_path.rglob("*.npz"))) == 6


def test_sessions_whose_turns_are_interleaved_give_the_same(model, study):
    corpus, _ = study
    order = corpus.turns.groupby("session_id").cumcount().argsort(kind="stable").to_numpy()
    mixed = TopicModel(4).fit(Corpus(turns=corpus.turns.iloc[order]))
    pd.testing.assert_frame_equal(
        mixed.session_shares_.loc[model.session_shares_.index], model.session_shares_
    )
    pd.testing.assert_frame_equal(
        mixed.turn_topics_.loc[model.turn_topics_.index], model.turn_topics_
    )


# -- seeds


def seeds_of(subjects, *codes):
    return {code: subjects[code].split()[:3] for code in codes}


def test_seeded_topics_come_first_and_keep_their_code(study, subjects):
    codes = ["parking", "court", "tools", "supervision"]
    model = TopicModel(5, seeds=seeds_of(subjects, *codes)).fit(study[0])
    assert model.seeded_.tolist()[:4] == codes
    assert pd.isna(model.seeded_["t5"])
    assert subject_of(model, subjects).tolist()[:4] == codes


def test_free_topics_find_what_the_seeds_do_not_name(study, subjects):
    model = TopicModel(4, seeds=seeds_of(subjects, "tools")).fit(study[0])
    found = subject_of(model, subjects)
    assert found["t1"] == "tools"
    assert model.seeded_.notna().tolist() == [True, False, False, False]
    assert sorted(found) == sorted(subjects)


def test_seeds_find_their_words_inflected(study, subjects):
    model = TopicModel(4, seeds={"it": ["laptops", "key-board"]}).fit(study[0])
    assert subject_of(model, subjects)["t1"] == "tools"


@pytest.mark.parametrize("word", ["zeppelin", "biscuits"])
def test_a_code_whose_words_no_participant_says_is_left_free_with_a_warning(study, subjects, word):
    seeds = {"absent": [word], **seeds_of(subjects, "court")}
    with pytest.warns(UserWarning, match="no seed word of absent is said by a participant"):
        model = TopicModel(4, seeds=seeds).fit(study[0])
    assert model.seeded_.dropna().tolist() == ["court"]
    assert len(model.names_) == 4


def test_seeds_that_are_all_absent_give_the_free_model(model, study):
    with pytest.warns(UserWarning, match="no seed word of a, b"):
        other = TopicModel(4, seeds={"a": ["zeppelin"], "b": []}).fit(study[0])
    equal(other, model)


def test_as_many_topics_as_codes_and_free_ones(study, subjects):
    seeds = seeds_of(subjects, "tools", "court")
    assert TopicModel(seeds=seeds).fit(study[0]).seeded_.tolist() == ["tools", "court"]
    model = TopicModel(seeds=seeds, free_topics=2).fit(study[0])
    assert model.seeded_.notna().tolist() == [True, True, False, False]
    equal(TopicModel(4, seeds=seeds).fit(study[0]), model)
    equal(TopicModel(3, seeds=seeds, free_topics=2).fit(study[0]), model)


def test_free_topics_take_what_codes_leave_and_nothing_from_them(study, subjects):
    corpus, truth = study
    seeds = seeds_of(subjects, "tools", "court", "parking")
    model = TopicModel(seeds=seeds, free_topics=1).fit(corpus)
    found = model.turn_topics_.idxmax(axis=1).map(subject_of(model, subjects))
    assert subject_of(model, subjects)["t4"] == "supervision"
    assert (found == truth).mean() > 0.95
    # and where the codes leave nothing, free topics stay small
    every = seeds_of(subjects, *subjects)
    full = TopicModel(seeds=every, free_topics=1).fit(corpus)
    right = full.turn_topics_.idxmax(axis=1).map(full.seeded_) == truth
    assert right.mean() > 0.9


def test_a_frame_may_have_more_codes_than_topics_are_looked_for_by_default(study, subjects):
    seeds = {w: [w] for w in (subjects["tools"] + " " + subjects["court"]).split()[:11]}
    assert TopicModel(seeds=seeds).fit(study[0]).seeded_.tolist() == list(seeds)


@pytest.mark.parametrize("method", ["lsa-kmeans", "lda-gensim"])
def test_a_method_that_starts_from_no_seeds_says_so(small, method):
    with pytest.raises(
        PracticelearnError, match="starts from no seeds; consensus, nmf-context, neural do"
    ):
        TopicModel(2, method=method, seeds={"it": ["laptop"]}).fit(small("The laptop broke."))


# -- too little, and nothing


def test_where_nobody_says_how_many_there_are_eight_topics_and_fewer_in_short_talk(
    study, long_study
):
    short = TopicModel().fit(study[0])
    assert 24 < len(short.windows_) < 96
    assert len(short.names_) == len(short.windows_) // 12
    assert len(TopicModel(method="nmf-context").fit(long_study[0]).names_) == 8


def test_eight_windows_give_no_eight_topics(plant):
    corpus, _ = plant(5, 1)
    eight = corpus.turns.iloc[: int((corpus.turns.index <= "s1:00030").sum())]
    few = TopicModel(8, window_words=60)
    with pytest.warns(UserWarning, match=r"of the 8 topics asked for: there is too little talk"):
        few.fit(Corpus(turns=eight))
    assert len(few.names_) == max(2, len(few.windows_) // 3) < 8


def test_short_talk_is_told_and_long_talk_is_not(study, long_study):
    with pytest.warns(
        UserWarning, match=r"short talk, \d+ windows of 6 sessions.*200 windows"
    ) as t:
        TopicModel(4).fit(study[0])
    assert t[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        TopicModel(4).fit(long_study[0])
    three = long_study[0].where(session_id=["s1", "s2", "s3"])
    with pytest.warns(UserWarning, match="of 3 sessions: below 200 windows or 4 sessions"):
        TopicModel(2, window_words=20).fit(three)


def test_too_little_talk_gives_fewer_topics_with_a_warning(small):
    corpus = small("The laptop broke.", "The court sat for hours.", "Parking the bus.")
    with pytest.warns(UserWarning, match=r"2 of the 6 topics asked for.*3 windows of about 2"):
        model = TopicModel(6, window_words=2).fit(corpus)
    assert len(model.names_) == 2
    np.testing.assert_allclose(model.session_shares_.sum(axis=1), 1)


@pytest.mark.parametrize("method", ["consensus", "nmf-context", "lsa-kmeans"])
@pytest.mark.parametrize("n_turns", [1, 2, 3, 5])
def test_the_shortest_talk_gives_what_there_is(small, method, n_turns):
    texts = ["The laptop broke in court.", "The court sat for hours.", "Parking the bus.",
             "Yeah, okay.", "The taxi and the laptop."]  # fmt: skip
    corpus = small(*texts[:n_turns])
    for seeds in [None] if method == "lsa-kmeans" else [None, {"it": ["laptop"], "law": ["court"]}]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            model = TopicModel(2, window_words=2, method=method, seeds=seeds).fit(corpus)
        assert 1 <= len(model.names_) <= 2
        np.testing.assert_allclose(model.turn_topics_.sum(axis=1), 1)
        assert np.isfinite(model.exemplars_["score"]).all()


def test_codes_for_which_there_is_no_topic_left_are_named(small):
    seeds = {"it": ["laptop"], "law": ["court"], "travel": ["bus"], "walk": ["parking"]}
    corpus = small("The laptop broke.", "The court sat for hours.", "Parking the bus.")
    with pytest.warns(UserWarning, match=r"3 of the 4 topics.*No topic is left for walk\."):
        TopicModel(4, window_words=2, seeds=seeds).fit(corpus)


def test_seeds_that_one_window_cannot_use_are_named(small):
    corpus = small("The laptop broke in court, on the bus, in the office.")
    with pytest.warns(UserWarning, match="too little talk to start topics at it; they are left"):
        model = TopicModel(1, seeds={"it": ["laptop"]}).fit(corpus)
    assert model.seeded_.isna().all()


def test_a_session_without_participants_words_has_no_shares(study):
    corpus, _ = study
    role = corpus.turns["role"].mask(corpus.turns["session_id"] == "s2", "facilitator")
    silent = pd.concat([corpus.sessions, pd.DataFrame(index=["s0"])]).rename_axis("session_id")
    model = TopicModel(4).fit(Corpus(turns=corpus.turns.assign(role=role), sessions=silent))
    assert model.session_shares_.index.tolist() == [*corpus.sessions.index, "s0"]
    missing = model.session_shares_.isna().all(axis=1)
    assert missing[missing].index.tolist() == ["s2", "s0"]
    np.testing.assert_allclose(model.turn_topics_.sum(axis=1), 1)


@pytest.mark.parametrize(
    ("texts", "columns", "says"),
    [
        ([], {}, "the corpus has no turns"),
        (["The laptop broke."], {"role": "facilitator"}, "Check the roles in the attendance sheet"),
        (["The laptop broke."], {"role": "observer"}, "every turn is by a facilitator"),
        (["Yeah, okay, you know."], {}, "no word of 1 windows in 1 sessions names a subject"),
        ([""], {}, "too little talk for topics"),
    ],
)
def test_nothing_to_find_topics_in_is_refused(small, texts, columns, says):
    with pytest.raises(PracticelearnError, match=says):
        TopicModel(2).fit(small(*texts, **columns))


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"n_topics": 0}, "n_topics=0: expected a whole number of at least 1"),
        ({"n_topics": 2.5}, r"n_topics=2\.5: expected a whole number"),
        ({"n_topics": True}, "n_topics=True: expected a whole number"),
        ({"window_words": -3}, "window_words=-3: expected a whole number of at least 1"),
        ({"context": 1.5}, r"context=1\.5: expected a number from 0 to 1"),
        ({"context": float("nan")}, "context=nan .missing.: expected a number from 0 to 1"),
        ({"context": True}, "context=True: expected a number"),
        ({"context": None}, "context=None: expected a number"),
        ({"n_topics": 1, "seeds": {"a": ["x"], "b": []}}, "seeds name 2 codes but n_topics is 1"),
        ({"method": "consensuss"}, 'expected one of consensus.*Did you mean "consensus"'),
        ({"free_topics": -1}, "free_topics=-1: expected a whole number of at least 0"),
        ({"free_topics": 2}, "free_topics=2 are topics beside the codes.*Write n_topics=2"),
        ({"seeds": ["laptop"]}, "seeds=a list: expected a dict of texts to lists of texts"),
        (
            {"seeds": {"it": "laptop"}},
            r'"it".="laptop": expected a list of texts. Write \["laptop"\]',
        ),
    ],
)
def test_what_cannot_be_is_refused(small, parameters, says):
    with pytest.raises(PracticelearnError, match=says):
        TopicModel(**parameters).fit(small("The laptop broke."))


def test_numbers_of_numpy_are_numbers(small):
    corpus = small("The laptop broke.", "The court sat for hours.")
    parameters = {"window_words": np.int64(2), "context": np.float32(0.5)}
    assert len(TopicModel(np.int64(2), **parameters).fit(corpus).names_) == 2


# -- scikit-learn's ways


def test_parameters_are_asked_for_set_and_cloned(model):
    seeds = {"it": ["laptop"]}
    first = TopicModel(5, window_words=99, context=0.25, seeds=seeds, random_state=3)
    assert first.get_params() == {
        "n_topics": 5, "window_words": 99, "context": 0.25, "method": "consensus",
        "seeds": seeds, "free_topics": 0, "vectors": None, "random_state": 3,
    }  # fmt: skip
    assert clone(first).get_params() == first.get_params()
    assert clone(first).set_params(n_topics=7).n_topics == 7
    assert not hasattr(clone(model), "names_")


def test_before_fit_what_is_missing_is_said(small):
    with pytest.raises(NotFittedError, match=r"names_ is there after fit\(corpus\)"):
        _ = TopicModel().names_
    with pytest.raises(AttributeError, match="no attribute 'topics'"):
        _ = TopicModel().topics
    with pytest.raises(NotFittedError, match=r"kept_ is there after fit"):
        TopicModel().transform(small("The laptop broke."))
    assert repr(TopicModel(3)) == "TopicModel(n_topics=3)"
    assert "TopicModel(n_topics=3), not fitted yet" in TopicModel(3)._repr_html_()


def test_a_misspelt_name_is_told_with_the_one_that_was_meant(model):
    with pytest.raises(AttributeError, match=r"no attribute 'turn_topic_'.*mean \"turn_topics_\""):
        _ = model.turn_topic_
    with pytest.raises(AttributeError, match=r"no attribute 'top_terms'\..*mean \"top_terms_\""):
        _ = model.top_terms
    assert not hasattr(model, "__nothing__")


@pytest.mark.parametrize("given", ["talk", None, pd.DataFrame({"text": ["talk"]})])
def test_only_a_corpus_is_fitted(given):
    with pytest.raises(PracticelearnError, match=r"TopicModel.fit: corpus=.*expected a Corpus"):
        TopicModel().fit(given)


def test_a_fitted_model_shows_its_topics_and_survives_pickling(model):
    windows = len(model.windows_)
    assert repr(model) == (
        f"TopicModel: 4 topics in {windows} windows of 6 sessions; a reading aid, not coding"
    )
    shown = model._repr_mimebundle_()["text/html"]
    assert all(term in shown for term in model.top_terms_["term"])
    equal(pickle.loads(pickle.dumps(model)), model)


def test_terms_are_escaped_where_they_are_shown(model):
    other = clone(model)
    vars(other).update(vars(model))
    other.top_terms_ = model.top_terms_.assign(term="<b>judge</b>")
    assert "<b>" not in other._repr_html_()
