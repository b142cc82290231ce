"""The passages two coders should talk about, what teaches most first."""

import pandas as pd
import pytest

from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.disagreements import disagreements
from practicelearn.corpus import Corpus, make_turn_id

TEXT = {
    1: "How is it at the moment?",
    2: "Nobody listened to me, and we said it twice.",
    3: "Supervision was cancelled again and I went home.",
    4: "The team keeps me going.",
}


@pytest.fixture
def corpus():
    rows = [
        {"turn_id": make_turn_id("s", n), "session_id": "s", "n": n, "speaker": "P", "text": t}
        for n, t in TEXT.items()
    ]
    return Corpus(turns=pd.DataFrame(rows).set_index("turn_id").assign(marks=[[] for _ in rows]))


def span(coding_id, coder, code, n, words, **more):
    start = TEXT[n].index(words)
    return {
        "coding_id": coding_id, "part": 1, "turn_id": make_turn_id("s", n), "start": start,
        "end": start + len(words), "quote": words, "code": code, "coder": coder,
        "origin": "human", **more,
    }  # fmt: skip


def codings(*spans, read=None, held=None):
    read = read or {"kim": range(1, 5), "lee": range(1, 5)}
    rows = [
        {"coder": c, "turn_id": make_turn_id("s", n), "frame_version": "1"}
        for c, ns in read.items()
        for n in ns
    ]
    return Codings(spans=pd.DataFrame(spans), read=pd.DataFrame(rows), held=held or {})


ALL = (
    span("k1", "kim", "heard", 2, "Nobody listened to me"),
    span("l1", "lee", "voice", 2, "Nobody listened to me,"),
    span("k2", "kim", "supervision", 3, "Supervision was cancelled again", stance="against"),
    span("l2", "lee", "supervision", 3, "Supervision was cancelled again", stance="for"),
    span("k3", "kim", "peers", 4, "The team keeps me going"),
    span("l3", "lee", "heard", 2, "said it twice"),
    span("k4", "kim", "tools", 1, "How is it"),
    span("l4", "lee", "tools", 1, "How is it at the moment"),
)


def test_what_teaches_most_comes_first(corpus):
    table = disagreements(codings(*ALL), corpus)
    assert table["kind"].tolist() == [
        "other code", "one only", "one only", "other stance", "extent",
    ]  # fmt: skip
    first, second, third = (table.loc[n] for n in range(3))
    assert (first["codes"], first["coded_by"], first["not_coded_by"]) == (
        ["heard", "voice"], ["kim", "lee"], [],
    )  # fmt: skip
    assert first["how"] == (
        "kim: heard, “Nobody listened to me”; lee: voice, “Nobody listened to me,”"
    )
    # of "heard" only one marked two passages, of "peers" one
    assert (second["codes"], second["quote"], second["not_coded_by"]) == (
        ["heard"], "said it twice", ["kim"],
    )  # fmt: skip
    assert (third["codes"], third["coded_by"]) == (["peers"], ["kim"])
    assert table["weight"].round(3).tolist() == [3.667, 2.667, 2.5, 1.0, 0.0]


def test_what_is_the_same_is_no_difference(corpus):
    same = [span(i, c, "heard", 2, "Nobody") for i, c in (("k", "kim"), ("l", "lee"))]
    assert disagreements(codings(*same), corpus).empty


def test_unread_is_no_difference(corpus):
    half = {"kim": range(1, 5), "lee": range(1, 3)}
    assert disagreements(codings(*ALL, read=half), corpus).empty, "lee has not finished"
    table = disagreements(codings(*ALL, read=half), corpus, whole_sessions=False)
    assert "peers" not in table["codes"].explode().tolist()
    assert set(table["turn_id"]) == {make_turn_id("s", 1), make_turn_id("s", 2)}


def test_read_before_the_code_existed_is_no_difference(corpus):
    held = {"1": frozenset({"heard", "voice", "supervision", "tools"})}
    table = disagreements(codings(*ALL, held=held), corpus)
    assert "peers" not in table["codes"].explode().tolist()


def test_machines_and_settled_codings_are_nobodys(corpus):
    more = [
        span("m", "keyword", "tools", 4, "team", origin="keyword"),
        span("s", SETTLED, "tools", 4, "team"),
    ]
    assert len(disagreements(codings(*ALL, *more), corpus)) == 5


def test_three_coders_stand_in_one_row_and_one_alone_has_none(corpus):
    three = {c: range(1, 5) for c in ("kim", "lee", "sam")}
    table = disagreements(codings(*ALL[:2], read=three), corpus)
    assert table["coded_by"].tolist() == [["kim", "lee"]]
    assert table["not_coded_by"].tolist() == [["sam"]]
    alone = disagreements(codings(ALL[0], read={"kim": range(1, 5)}), corpus)
    assert alone.empty
    assert list(alone.columns) == list(table.columns)
