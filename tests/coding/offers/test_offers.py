import pandas as pd
import pytest

from practicelearn._tables import OFFERS, check_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.offers.allowed import why_no_offers
from practicelearn.coding.offers.offered import code_offers
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

FRAME = CodingFrame(
    "ours", "1", (Code("desk", "Desks", cues=("hot-desk", "desk")), Code("load", "Workload"))
)


def read(talk, *coders, session="n", most=99):
    turns = talk.turns.index[talk.turns["session_id"] == session][:most]
    return pd.concat([pd.DataFrame({"coder": c, "turn_id": turns}) for c in coders])


def span(turn_id, start, end, quote, **more):
    return {
        "coding_id": "c1", "part": 1, "turn_id": turn_id, "start": start, "end": end,
        "quote": quote, "code": "desk", "coder": "kim", "origin": "human", **more,
    }  # fmt: skip


def test_cues_are_offered_with_the_exact_words_and_no_score(talk):
    found = check_table(code_offers(Codings(), talk, FRAME, "n"), OFFERS)
    assert found[["turn_id", "quote"]].to_numpy().tolist() == [
        ["n:00002", "Hot-desking"],
        ["n:00002", "desk"],
        ["n:00002", "desk"],
    ]
    assert found["score"].isna().all()
    assert set(found["origin"]) == {"keyword"}
    text = talk.turns["text"]
    assert all(text[r.turn_id][r.start : r.end] == r.quote for r in found.itertuples())


def test_the_facilitators_cues_are_not_offered(talk):
    assert "n:00001" not in set(code_offers(Codings(), talk, FRAME, "n")["turn_id"])


def test_what_the_person_has_coded_is_not_offered_again(talk):
    mine = Codings(spans=pd.DataFrame([span("n:00002", 2, 13, "Hot-desking")]))
    assert code_offers(mine, talk, FRAME, "n", coder="kim")["quote"].tolist() == ["desk", "desk"]
    assert len(code_offers(mine, talk, FRAME, "n")) == 2
    other = Codings(spans=pd.DataFrame([span("n:00002", 2, 13, "Hot-desking", code="load")]))
    assert len(code_offers(other, talk, FRAME, "n", coder="kim")) == 3


def test_a_turn_with_a_passage_to_be_referred_on_has_no_offers(talk):
    told = Codings(spans=pd.DataFrame([span("n:00002", 0, 5, "x", code="load", refer_on=True)]))
    empty = code_offers(told, talk, FRAME, "n")
    assert empty.empty
    assert empty.columns.tolist() == list(OFFERS.names)


def test_redacted_words_are_not_offered(talk):
    text = talk.turns["text"].where(talk.turns.index != "n:00002", "No [redacted: desk] desk.")
    turns = talk.turns.assign(text=text, marks=[[] for _ in range(len(talk.turns))])
    found = code_offers(Codings(), talk.with_turns(turns), FRAME, "n")
    assert found["quote"].tolist() == ["desk"]
    assert found["start"].tolist() == [20]


def test_one_coder_may_have_offers_at_any_time(talk):
    assert why_no_offers(Codings(), talk, "n") == ""
    assert why_no_offers(Codings(read=read(talk, "kim", most=2)), talk, "n") == ""


@pytest.mark.parametrize(("kim", "lee", "allowed"), [(9, 9, True), (9, 1, False), (1, 9, False)])
def test_two_coders_have_none_before_both_have_read_everything(talk, kim, lee, allowed):
    table = pd.concat([read(talk, "kim", most=kim), read(talk, "lee", most=lee)])
    codings = Codings(read=table)
    assert (why_no_offers(codings, talk, "n") == "") == allowed
    if not allowed:
        with pytest.raises(CodingError, match="n is coded by two people, each without help"):
            code_offers(codings, talk, FRAME, "n", coder="kim")


def test_a_third_who_has_begun_is_waited_for(talk):
    table = pd.concat([read(talk, "kim", "lee"), read(talk, "sam", most=1)])
    assert why_no_offers(Codings(read=table), talk, "n")


def test_coding_without_reading_also_counts_as_having_begun(talk):
    spans = pd.DataFrame([span("n:00002", 2, 13, "Hot-desking", coder="lee")])
    assert why_no_offers(Codings(spans=spans, read=read(talk, "kim")), talk, "n")


def test_settled_readings_and_machines_are_nobody(talk):
    codings = Codings(read=read(talk, "kim", "_agreed", "keyword", "suggested"))
    assert why_no_offers(codings, talk, "n") == ""


def test_a_session_that_is_to_be_coded_twice_is_waited_for_from_the_start(talk):
    planned = Corpus(
        turns=talk.turns, sessions=talk.sessions.assign(double_coded=["yes", "no", None])
    )
    assert why_no_offers(Codings(), planned, "n")
    assert why_no_offers(Codings(read=read(talk, "kim")), planned, "n")
    assert why_no_offers(Codings(read=read(talk, "kim", "lee")), planned, "n") == ""
    assert why_no_offers(Codings(), planned, "s") == ""


def test_unknown_sessions_and_kinds_are_named(talk):
    with pytest.raises(CodingError, match='no session "m"'):
        code_offers(Codings(), talk, FRAME, "m")
    with pytest.raises(CodingError, match=r'kind "keywords" is not known.*Did you mean "keyword"'):
        code_offers(Codings(), talk, FRAME, "n", kind="keywords")
