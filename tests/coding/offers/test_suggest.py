"""The suggester on an invented study whose codes are planted; no person said any of it."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted import FRAME, invented, of_sessions
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from practicelearn._tables import OFFERS, SUGGESTION_PRECISION, check_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.offers.examples import hand_labels
from practicelearn.coding.offers.offered import code_offers
from practicelearn.coding.offers.suggest import CodeSuggester
from practicelearn.errors import ArgumentError, CodingError, PracticelearnError
from practicelearn.themes.finding import find_themes


@pytest.fixture(scope="module")
def study():
    return invented()


@pytest.fixture(scope="module")
def suggester(study):
    corpus, codings = study
    return CodeSuggester(random_state=3).fit(corpus, of_sessions(codings, "1-"))


@pytest.fixture(scope="module")
def given(study, suggester):
    return suggester.suggest(study[0])


# -- what is offered


def test_planted_codes_are_offered_where_nobody_has_read(study, given):
    codings = study[1]
    truth = {(t, c) for t, c in zip(codings.spans["turn_id"], codings.spans["code"], strict=True)}
    found = set(zip(given.spans["turn_id"], given.spans["code"], strict=True))
    assert {c for _, c in found} == {"tools", "car"}
    assert len(found & truth) / len(found) > 0.9
    wanted = {(t, c) for t, c in truth if t[:4] in suggested_sessions(given) and c != "luck"}
    assert len(found & wanted) / len(wanted) >= 0.7


def suggested_sessions(given):
    return set(given.read["turn_id"].str[:4])


def test_offers_are_the_exact_words_of_the_sentences_that_carry_the_code(study, given):
    text = study[0].turns["text"]
    for row in given.spans.itertuples():
        assert text[row.turn_id][row.start : row.end] == row.quote
    assert (given.spans["start"] == 6).mean() > 0.9  # "Well." carries nothing


def test_offers_are_suggested_and_accepted_by_nobody(given):
    assert given.origins == ["suggested"]
    assert given.coders == []
    assert given.spans["accepted_by"].isna().all()
    assert given.spans["score"].between(0, 1).all()
    assert given.spans["coding_id"].is_unique


def test_a_code_nobody_could_foresee_offers_nothing_and_says_why(suggester):
    row = suggester.precision_.loc["luck"]
    assert np.isnan(row["threshold"])
    assert row["why"].startswith("not precise enough: 0.80 asked for")
    assert suggester.codes_ == ["tools", "car"]


def test_a_code_with_too_little_coding_says_how_much_there_is(study):
    corpus, codings = study
    spans = codings.spans
    few = spans[(spans["code"] != "car") | (spans["turn_id"].str[:4] == "1-g0")]
    fitted = CodeSuggester().fit(corpus, replace(codings, spans=few))
    assert "coded by hand in 2 turns of 1 sessions" in fitted.precision_.loc["car", "why"]
    assert "car" not in fitted.codes_


def test_the_table_counts_sessions_turns_and_codings(suggester):
    table = check_table(suggester.precision_, SUGGESTION_PRECISION)
    row = table.loc["tools"]
    assert (row["n_sessions"], row["n_turns"], row["n_positive"]) == (7, 7 * 26, 14)
    assert row["precision"] >= 0.8
    assert row["share_offered"] == row["n_offered"] / row["n_turns"]
    assert 0 < row["recall"] <= 1


def test_the_word_guarantee_needs_enough_sessions(study, suggester):
    assert suggester.precision_.loc["tools", "promise"].startswith("guarantee for the mean over")
    few = CodeSuggester(target_precision=0.89).fit(study[0], of_sessions(study[1], "1-"))
    promise = few.precision_.loc["tools", "promise"]
    assert promise == "no promise: 7 sessions, at least 9 are needed for one"


# -- where nothing is offered


def test_two_sessions_of_each_round_are_kept_without_suggestions(study, suggester, given):
    kept = suggester.kept_
    assert {y: len(own) for y, own in kept.items()} == {"1": 2, "2": 2}
    assert not suggested_sessions(given) & {s for own in kept.values() for s in own}
    assert len(suggested_sessions(given)) == 5
    told = given.issues[given.issues["session_id"].isin(kept["2"])]
    assert told["message"].str.contains("kept without suggestions").all()
    with pytest.raises(CodingError, match="kept without suggestions"):
        suggester.suggest(study[0], [kept["2"][0]])


def test_asking_for_one_session_alone_does_not_get_round_it(study, suggester):
    own = suggester.kept_["2"][0]
    with pytest.raises(CodingError, match="kept without suggestions"):
        suggester.suggest(study[0].where(session_id=own), [own])


def test_fewer_than_two_kept_sessions_are_refused(study):
    with pytest.raises(ArgumentError, match="keep=1: expected a whole number of at least 2"):
        CodeSuggester(keep=1).fit(*study)


def test_what_was_read_by_hand_is_not_suggested(given):
    assert not given.read["turn_id"].str.startswith("1-").any()


def test_facilitators_get_no_offers_and_teach_nothing(study, suggester, given):
    roles = study[0].turns["role"]
    assert set(roles[given.read["turn_id"]]) == {"participant"}
    assert "Tell us about the laptop" not in " ".join(given.spans["quote"])


def test_turns_with_a_passage_to_be_referred_on_are_left_alone(study, given):
    corpus, codings = study
    first = given.spans.iloc[0]
    marked = codings.spans[codings.spans["turn_id"] == first["turn_id"]].assign(
        refer_on=True, coder="lee", code="other"
    )
    known = of_sessions(codings, "1-")
    spans = pd.concat([known.spans, marked], ignore_index=True)
    again = CodeSuggester(random_state=3).fit(corpus, replace(known, spans=spans))
    assert first["turn_id"] not in set(again.suggest(corpus).spans["turn_id"])


def test_sentences_that_were_redacted_or_withdrawn_are_not_offered(study, suggester, given):
    corpus = study[0]
    turn = given.spans["turn_id"].iloc[0]
    text = "My laptop froze and the charger [redacted: place] broke."
    turns = corpus.turns.assign(text=corpus.turns["text"].where(corpus.turns.index != turn, text))
    assert turn not in set(suggester.suggest(corpus.with_turns(turns)).spans["turn_id"])


def test_sessions_that_two_are_coding_are_withheld(study):
    corpus, codings = study
    known = of_sessions(codings, "1-")
    begun = of_sessions(codings, "2-").read
    name = begun["turn_id"].str[:4].unique()[3]
    own = begun[begun["turn_id"].str.startswith(name)]
    read = pd.concat([known.read, own.iloc[:3], own.iloc[:5].assign(coder="lee")])
    fitted = CodeSuggester().fit(corpus, replace(known, read=read))
    assert list(fitted.withheld_) == [name]
    with pytest.raises(CodingError, match="coded by two people, each without help"):
        fitted.suggest(corpus, [name])


# -- as the coding page asks


def test_the_page_gets_the_same_offers_from_the_study_or_from_one_session(study, suggester, given):
    corpus, codings = study
    known = of_sessions(codings, "1-")
    name = given.spans["turn_id"].iloc[0][:4]
    own = given.spans[given.spans["turn_id"].str.startswith(name)].reset_index(drop=True)
    for asked in (corpus, corpus.where(session_id=name)):
        found = check_table(
            code_offers(known, asked, FRAME, name, kind="suggested", suggester=suggester), OFFERS
        )
        pd.testing.assert_frame_equal(found, own[list(OFFERS.names)])
    assert set(found["origin"]) == {"suggested"}


def test_the_page_gets_none_in_a_session_that_is_kept(study, suggester):
    corpus, codings = study
    for asked in (corpus, corpus.where(session_id=suggester.kept_["2"][0])):
        with pytest.raises(CodingError, match="kept without suggestions"):
            code_offers(codings, asked, FRAME, suggester.kept_["2"][0], kind="suggested",
                   suggester=suggester)  # fmt: skip


def test_a_round_unknown_at_the_fit_keeps_two_sessions_too(study):
    corpus, codings = study
    fitted = CodeSuggester(random_state=3).fit(corpus.where(year="1"), of_sessions(codings, "1-"))
    assert list(fitted.kept_) == ["1"]
    assert len(suggested_sessions(fitted.suggest(corpus))) == 5


# -- what is learned from


def test_unread_turns_are_missing_and_never_zero(study):
    corpus, codings = study
    labels = hand_labels(of_sessions(codings, "1-"), corpus, list(FRAME))
    unread = ~corpus.turns.index.str.startswith("1-")
    assert (labels[unread] == -1).all()
    assert set(np.unique(labels[~unread])) == {0, 1}


def test_turns_read_before_the_code_existed_are_missing(study):
    corpus, codings = study
    older = replace(codings, held={"1": frozenset({"tools", "car"})})
    labels = hand_labels(older, corpus, list(FRAME))
    assert (labels[:, 2] == -1).all()
    assert (labels[:, 0] >= 0).all()


def test_what_was_taken_over_from_an_offer_is_not_learned_from(study):
    corpus, codings = study
    taken = codings.spans["code"].eq("tools") & codings.spans["turn_id"].str.startswith("1-g0")
    spans = codings.spans.assign(accepted_by=np.where(taken, "kim", None))
    labels = hand_labels(replace(codings, spans=spans), corpus, list(FRAME))
    place = corpus.turns.index.get_indexer(codings.spans.loc[taken, "turn_id"])
    assert (labels[place, 0] == -1).all()
    assert (labels[place, 1] == 0).all()


def test_without_enough_sessions_it_says_what_is_needed(study):
    corpus, codings = study
    with pytest.raises(CodingError, match="found 2, at least 3 are needed"):
        CodeSuggester().fit(corpus, of_sessions(codings, "1-g0", "1-g1"))
    with pytest.raises(CodingError, match="found 0"):
        CodeSuggester().fit(corpus, Codings(frame=FRAME))


# -- an estimator


def test_the_same_seed_gives_the_same_offers_also_after_pickling(study, suggester, given):
    corpus, codings = study
    again = clone(suggester).fit(corpus, of_sessions(codings, "1-"))
    for other in (again, pickle.loads(pickle.dumps(suggester))):
        pd.testing.assert_frame_equal(other.suggest(corpus).spans, given.spans)


def test_before_the_fit_it_says_so(study):
    with pytest.raises(NotFittedError, match=r"codes_ is there after fit\(corpus, codings\)"):
        CodeSuggester().suggest(study[0])


def test_an_unknown_session_is_named_with_its_near_match(study, suggester):
    with pytest.raises(CodingError, match=r'no session "2-g9".*Did you mean'):
        suggester.suggest(study[0], ["2-g9"])


# -- no coding before a person takes it


def test_suggestions_make_no_themes_before_a_person_takes_them(study, given):
    with pytest.raises(PracticelearnError, match="nobody has accepted any of these suggestions"):
        find_themes(given, study[0], origin="suggested")
    first = given.spans.index == 0
    taken = given.spans.assign(accepted_by=np.where(first, "kim", None))
    themes = find_themes(replace(given, spans=taken), study[0], origin="suggested")
    assert len(themes.evidence) == 1
