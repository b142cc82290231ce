"""What to read next: ranked by hand-made talk whose codes are known; never where it must not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted import CARS, TOOLS, invented, of_sessions

from practicelearn._tables import NEXT_TO_CODE, check_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.offers.reading_list import _ranked, next_to_code
from practicelearn.coding.offers.suggest import CodeSuggester
from practicelearn.errors import ArgumentError, CodingError


@pytest.fixture(scope="module")
def study():
    return invented()


@pytest.fixture(scope="module")
def known(study):
    """Three sessions of the first round: too few for any promise."""
    return of_sessions(study[1], "1-g0", "1-g1", "1-g2")


@pytest.fixture(scope="module")
def listed(study, known):
    return next_to_code(known, study[0], n=20)


def subject(text):
    said = text.removeprefix("Well. ")
    return "tools" if said in TOOLS else "car" if said in CARS else None


def test_where_no_threshold_can_be_promised_there_is_still_an_order_to_read_in(
    study, known, listed
):
    fitted = CodeSuggester(target_precision=0.95).fit(study[0], known)
    assert fitted.codes_ == []
    check_table(listed, NEXT_TO_CODE)
    assert listed["rank"].tolist() == list(range(1, 21))
    own = study[0].turns
    share = own["text"].map(subject).notna()[own["role"] == "participant"].mean()
    found = listed["text"].map(subject).notna().mean()
    assert found >= 2 * share


def test_a_list_for_one_code_begins_with_it(study, known):
    found = next_to_code(known, study[0], code="car", n=10)
    assert found["text"].map(subject).tolist() == ["car"] * 10
    assert set(found["code"]) == {"car"}
    assert found["score"].is_monotonic_decreasing
    coded = known.spans["code"].eq("car").sum() / (3 * 26)
    assert found["usual"].to_numpy() == pytest.approx(coded)
    times = found.loc[0, "score"] / coded
    assert found.loc[0, "why"] == f"{times:.1f} times as likely as a turn at random"


def test_nothing_stands_in_it_that_a_person_has_read_or_a_facilitator_said(study, known, listed):
    corpus = study[0]
    assert not listed["turn_id"].isin(known.read["turn_id"]).any()
    assert set(corpus.turns.loc[listed["turn_id"], "role"]) == {"participant"}
    assert listed["turn_id"].is_unique


def test_sessions_kept_out_are_in_no_list(study, known):
    whole = next_to_code(known, study[0], n=500)
    kept = {s for own in CodeSuggester().fit(study[0], known).kept_.values() for s in own}
    assert kept
    assert not set(whole["session_id"]) & kept
    assert set(whole["session_id"]) == set(study[0].sessions.index) - kept - {
        "1-g0",
        "1-g1",
        "1-g2",
    }
    with pytest.raises(ArgumentError, match="keep=1: expected a whole number of at least 2"):
        next_to_code(known, study[0], keep=1)


def test_a_session_that_two_are_coding_is_in_no_list(study, known, listed):
    corpus, codings = study
    name = listed.loc[0, "session_id"]
    begun = of_sessions(codings, name).read
    read = pd.concat([known.read, begun.iloc[:2], begun.iloc[:1].assign(coder="lee")])
    again = next_to_code(replace(known, read=read), corpus, n=500)
    assert name not in set(again["session_id"])
    assert len(again)


@pytest.mark.parametrize("mark", ["[redacted: place]", "[withdrawn]", "[referred on]"])
def test_a_turn_with_words_that_were_taken_out_is_in_no_list(study, known, listed, mark):
    corpus, first = study[0], listed.loc[0, "turn_id"]
    text = corpus.turns["text"].where(corpus.turns.index != first, f"My laptop froze {mark} again.")
    again = next_to_code(known, corpus.with_turns(corpus.turns.assign(text=text)), n=500)
    assert first not in set(again["turn_id"])


def test_a_turn_with_a_passage_to_be_referred_on_is_in_no_list(study, known, listed):
    first = listed.loc[0, "turn_id"]
    told = known.spans.iloc[[0]].assign(turn_id=first, refer_on=True, coder="suggested")
    again = next_to_code(
        replace(known, spans=pd.concat([known.spans, told], ignore_index=True)), study[0], n=500
    )
    assert first not in set(again["turn_id"])


def test_for_one_coder_it_is_learned_from_their_own_coding_alone(study, known):
    corpus = study[0]
    mia = of_sessions(study[1], "2-g0")
    spans = mia.spans.assign(coder="mia", code="luck", coding_id="m" + mia.spans["coding_id"])
    both = replace(
        known,
        spans=pd.concat([known.spans, spans]),
        read=pd.concat([known.read, mia.read.assign(coder="mia")]),
    )
    alone = next_to_code(known, corpus, code="luck", n=500, coder="kim").set_index("turn_id")
    beside = next_to_code(both, corpus, code="luck", n=500, coder="kim").set_index("turn_id")
    assert beside["score"].to_dict() == alone.loc[beside.index, "score"].to_dict()
    assert set(alone["session_id"]) - set(beside["session_id"]) == {"2-g0"}
    taught = next_to_code(both, corpus, code="luck", n=500).set_index("turn_id")
    assert taught.loc[beside.index, "score"].to_dict() != beside["score"].to_dict()


def test_one_session_of_coding_is_enough_and_none_says_what_is_needed(study):
    corpus, codings = study
    one = next_to_code(of_sessions(codings, "1-g0"), corpus, code="tools", n=8)
    assert one["text"].map(subject).eq("tools").sum() >= 6
    with pytest.raises(CodingError, match=r"nothing was coded yet .*Code a session first"):
        next_to_code(Codings(frame=codings.frame), corpus)
    with pytest.raises(CodingError, match='nothing was coded with "car" yet'):
        tools = codings.spans[codings.spans["code"] == "tools"]
        next_to_code(replace(of_sessions(codings, "1-g0"), spans=tools), corpus, code="car")
    with pytest.raises(CodingError, match="tools"):
        next_to_code(codings, corpus, code="tool")


def test_where_all_is_read_the_list_is_empty(study):
    table = next_to_code(study[1], study[0])
    assert table.empty
    assert table.columns.tolist() == list(NEXT_TO_CODE.names)


def test_each_further_turn_of_a_code_counts_for_less_so_that_rare_codes_have_their_turn():
    # four turns of a common code, one of a rare one: by hand, log(1 + h / (p n)) with n = 3
    worth = np.array([[0.9, 0.0], [0.8, 0.0], [0.7, 0.0], [0.0, 0.3], [0.6, 0.0]])
    order, of = _ranked(worth, np.array([0.4, 0.05]), 3)
    # first .9: log(1 + .9 / 1.2) = .56; the rare one: log(1 + .3 / .15) = 1.10; .8 after .9: .32
    assert order.tolist() == [3, 0, 1]
    assert of.tolist() == [1, 0, 0]


def test_the_least_sure_come_first_when_asked_for(study, known):
    sure = next_to_code(known, study[0], code="tools", n=300)
    unsure = next_to_code(known, study[0], code="tools", n=300, by="unsure")
    gap = (unsure["score"] - 0.5).abs()
    assert gap.is_monotonic_increasing
    assert sure["score"].max() == unsure["score"].max()
    with pytest.raises(ArgumentError, match="expected one of likely, unsure"):
        next_to_code(known, study[0], by="surest")
