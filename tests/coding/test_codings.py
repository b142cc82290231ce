from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.coding.anchored import anchor
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.log.events import Event
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.replayed import replay
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, TableError


def span(turn_id, quote, *, start=0, coding_id="c1", part=1, code="desk", coder="kim", **more):
    return {
        "coding_id": coding_id, "part": part, "turn_id": turn_id, "start": start,
        "end": start + len(quote), "quote": quote, "code": code, "coder": coder,
        "origin": "human", **more,
    }  # fmt: skip


def read(coder, *turn_ids):
    return [{"coder": coder, "turn_id": t, "frame_version": "1"} for t in turn_ids]


def codings_of(spans=(), reading=(), **more):
    tables = {}
    if spans:
        tables["spans"] = pd.DataFrame(spans)
    if reading:
        tables["read"] = pd.DataFrame(reading)
    return Codings(**tables, **more)


# -- the tables


def test_a_selection_over_several_turns_has_parts_and_counts_once():
    codings = codings_of(
        [
            span("n:00002", "no desk"),
            span("n:00003", "My", part=2),
            span("s:00001", "Caseloads", coding_id="c2", code="load"),
        ],
        read("kim", "n:00002", "n:00003", "s:00001"),
    )
    assert len(codings) == 2
    assert len(codings.spans) == 3
    assert repr(codings) == "Codings: 2 codings of 2 codes by kim; 3 turns read"
    assert "<td>1</td>" in codings._repr_html_()
    assert "<td>2</td>" not in codings._repr_html_()


def test_no_codings_have_every_column_and_show_themselves():
    codings = Codings()
    assert len(codings) == 0
    assert {"coding_id", "start", "stance"} <= set(codings.spans.columns)
    assert codings.read.columns.tolist() == ["coder", "turn_id", "frame_version", "at"]
    assert repr(codings) == "Codings: 0 codings of 0 codes by nobody; 0 turns read"
    assert (codings.coders, codings.origins) == ([], [])


def test_optional_columns_are_there_and_further_ones_stay():
    codings = codings_of([span("n:00002", "desk", mood="tired")])
    assert codings.spans["memo"].isna().all()
    assert codings.spans["mood"].tolist() == ["tired"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"spans": pd.DataFrame([span("a", "b")]).drop(columns="quote")}, '"quote".*is missing'),
        ({"spans": pd.DataFrame([span("a", "b", start=0.5)])}, '"start" must hold int values'),
        ({"read": pd.DataFrame([{"coder": "kim", "turn": "a"}])}, '"turn_id".*is missing'),
        ({"issues": pd.DataFrame([{"severity": "note"}])}, '"message".*is missing'),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused(wrong, says):
    with pytest.raises(TableError, match=says):
        Codings(**wrong)


def test_coders_are_people_settled_readings_and_machines_are_none():
    codings = codings_of(
        [
            span("a", "b", coder="kim"),
            span("a", "b", coder="keyword", origin="keyword", coding_id="k"),
            span("a", "b", coder="ana", origin="suggested", accepted_by="ana", coding_id="s"),
        ],
        read("lee", "a") + read(SETTLED, "a"),
    )
    assert codings.coders == ["ana", "kim", "lee"]
    assert codings.origins == ["human", "keyword", "suggested"]


def test_codings_of_some_coders_or_one_origin_keep_what_was_read():
    codings = codings_of(
        [
            span("a", "b", coder="kim"),
            span("a", "c", coder="lee", coding_id="c2", origin="imported"),
        ],
        read("kim", "a", "b") + read("lee", "a"),
    )
    kim = codings.of(coder="kim")
    assert (kim.spans["coding_id"].tolist(), len(kim.read)) == (["c1"], 2)
    assert len(codings.of(coder=["kim", "lee"])) == 2
    imported = codings.of(origin="imported")
    assert imported.spans["coder"].tolist() == ["lee"]
    assert len(imported.read) == 3  # who read what is not changed by where a span comes from
    assert len(codings) == 2


def test_a_coder_who_is_not_there_is_refused_with_the_near_match():
    codings = codings_of([span("a", "b", coder="kim")], read("ana", "a"))
    with pytest.raises(CodingError, match=r'no coder "kimm"; .* Did you mean "kim"'):
        codings.of(coder=["ana", "kimm"])


def test_a_coder_who_read_and_marked_nothing_is_there():
    codings = codings_of((), read("ana", "a"))
    assert len(codings.of(coder="ana").read) == 1


# -- events become codings


def event(kind, session_id="n", **fields):
    return Event(kind=kind, who="kim", session_id=session_id, frame_version="2", **fields)


def part(turn_id, start, end, quote):
    return {"turn_id": turn_id, "start": start, "end": end, "quote": quote}


PARTS = [part("n:00002", 31, 38, "no desk"), part("n:00003", 0, 2, "My")]


def code(coding_id="c1", **payload):
    return event("code", coding_id=coding_id, payload={"code": "desk", "parts": PARTS, **payload})


def test_a_coding_of_two_turns_becomes_two_parts():
    first = code(stance="for", strength=2)
    spans, reading = replay([first], coder="kim k")
    assert spans["part"].tolist() == [1, 2]
    assert spans["coding_id"].tolist() == ["c1", "c1"]
    assert spans["coder"].unique().tolist() == ["kim k"]
    assert spans["origin"].unique().tolist() == ["human"]
    assert spans["at"].unique().tolist() == [first.at]
    assert spans[["stance", "strength"]].to_numpy().tolist() == [["for", 2]] * 2
    assert reading.empty


def test_what_is_not_read_is_missing():
    events = [
        event("read", payload={"from": 1, "to": 4}),
        event("unread", payload={"from": 2, "to": 3}),
        event("read", "s", payload={"from": 2, "to": 2}),
    ]
    spans, reading = replay(events, coder="kim")
    assert spans.empty
    assert reading["turn_id"].tolist() == ["n:00001", "n:00004", "s:00002"]
    assert reading["frame_version"].unique().tolist() == ["2"]


def test_reading_again_under_a_newer_frame_replaces_the_version():
    newer = replace(event("read", payload={"from": 1, "to": 1}), frame_version="3")
    _, reading = replay([event("read", payload={"from": 1, "to": 2}), newer], coder="kim")
    assert dict(zip(reading["turn_id"], reading["frame_version"], strict=True)) == {
        "n:00001": "3", "n:00002": "2",
    }  # fmt: skip


def test_changes_and_removals_concern_their_coding_only():
    events = [
        code(), code("c2"), code("c3"),
        event("change", coding_id="c1", payload={"code": "load", "memo": "hm"}),
        event("change", coding_id="gone", payload={"code": "x"}),
        event("remove", coding_id="c2"),
        event("remove", coding_id="gone"),
        event("memo", payload={"text": "a thought"}),
    ]  # fmt: skip
    spans, _ = replay(events, coder="kim")
    codes = spans.drop_duplicates("coding_id").set_index("coding_id")["code"]
    assert codes.to_dict() == {"c1": "load", "c3": "desk"}
    assert spans["quote"].tolist() == ["no desk", "My"] * 2
    assert spans["memo"].tolist()[:2] == ["hm", "hm"]


def test_what_was_undone_does_not_count_and_redo_brings_it_back():
    first = code()
    undo = event("undo", payload={"target": first.id})
    assert replay([first, undo], coder="kim")[0].empty
    redo = event("undo", payload={"target": undo.id})
    assert len(replay([first, undo, redo], coder="kim")[0]) == 2


# -- codings held against the text


def test_a_span_whose_words_stand_there_stays(talk):
    place = talk.turns["text"]["n:00002"].index("no desk")
    codings = codings_of(
        [span("n:00002", "no desk", start=place), span("s:00001", "Caseloads", coding_id="c2")],
        read("kim", "n:00002"),
    )
    held = anchor(codings, talk)
    assert held.spans[["turn_id", "start", "end"]].to_numpy().tolist() == [
        ["n:00002", place, place + 7], ["s:00001", 0, 9],
    ]  # fmt: skip
    assert held.issues.empty


def test_a_span_whose_words_moved_is_moved_with_a_warning(talk):
    held = anchor(codings_of([span("n:00002", "Hot-desking", start=9)]), talk)
    start, end = held.spans.loc[held.spans.index[0], ["start", "end"]]
    assert talk.turns["text"]["n:00002"][start:end] == "Hot-desking"
    assert held.issues["severity"].tolist() == ["warning"]
    issue = held.issues.iloc[0]
    assert (issue["session_id"], issue["source_loc"], issue["text"]) == (
        "n", "n:00002", "Hot-desking",
    )  # fmt: skip
    assert "kim" in issue["message"]
    assert "was moved" in issue["message"]


@pytest.mark.parametrize(
    ("turn_id", "quote"),
    [
        ("n:00003", "My allocation"),  # the words are gone
        ("s:00002", "no"),  # they stand there more than once
        ("s:00002", "no no"),  # more than once, one over the other
        ("n:00099", "desk"),  # the turn is gone
        ("n:00004", "desk"),  # the turn is empty now
    ],
)
def test_a_span_that_cannot_be_placed_is_left_out_and_listed(talk, turn_id, quote):
    lost = span(turn_id, quote, start=5, coding_id="lost")
    held = anchor(codings_of([lost, span("n:00003", "My")]), talk)
    assert held.spans["coding_id"].tolist() == ["c1"]
    assert held.issues["severity"].tolist() == ["error"]
    assert held.issues["text"].tolist() == [quote]
    assert "is left out" in held.issues["message"][0]
    assert "code it again" in held.issues["message"][0]


def test_issues_that_were_there_stay_and_reading_of_lost_turns_goes(talk):
    codings = codings_of(
        [span("n:00003", "gone")],
        read("kim", "n:00003", "n:00099"),
        issues=pd.DataFrame([{"severity": "error", "message": "a damaged line"}]),
    )
    held = anchor(codings, talk)
    assert held.issues["severity"].tolist() == ["error", "error"]
    assert held.issues.index.is_unique
    assert held.issues["message"][0] == "a damaged line"
    assert held.read["turn_id"].tolist() == ["n:00003"]
    assert anchor(Codings(), talk).issues.empty


TEXT = st.text(alphabet="ab \U0001f642", max_size=12)


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT, st.integers(0, 11), st.integers(1, 12))
def test_every_span_that_stays_has_its_words_and_none_is_lost_silently(before, after, start, end):
    quote = before[start:end]
    if not quote:
        return
    turns = pd.DataFrame(
        {"session_id": ["x"], "n": [1], "text": [after], "speaker": ["P1"], "role": ["participant"],
         "marks": [[]], "verbatim": [True]},
        index=pd.Index(["x:00001"], name="turn_id"),
    )  # fmt: skip
    held = anchor(codings_of([span("x:00001", quote, start=start)]), Corpus(turns=turns))
    for row in held.spans.itertuples():
        assert after[row.start : row.end] == row.quote == quote
    untouched = after[start : start + len(quote)] == quote
    assert len(held.issues) == (0 if untouched else 1)
    assert len(held.spans) + (held.issues["severity"] == "error").sum() == 1


# -- one reading


def several():
    """Kim read most; lee read s only; n is settled."""
    return codings_of(
        [
            span("n:00002", "kim's", coder="kim", coding_id="k1"),
            span("s:00001", "kim's", coder="kim", coding_id="k2"),
            span("s:00001", "lee's", coder="lee", coding_id="l1"),
            span("n:00002", "both's", coder=SETTLED, coding_id="a1"),
            span("n:00002", "hit", coder="keyword", origin="keyword", coding_id="w1"),
        ],
        read("kim", "n:00001", "n:00002", "s:00001")
        + read("lee", "s:00001", "s:00002")
        + read(SETTLED, "n:00002")
        + read("keyword", *[f"{s}:{n:05d}" for s in "ns" for n in range(1, 5)]),
    )


def test_a_settled_reading_comes_first_and_then_who_read_most():
    merged = merge_codings(several())
    assert merged.spans["coding_id"].tolist() == ["k2", "a1"]
    assert merged.read[["coder", "turn_id"]].to_numpy().tolist() == [
        ["kim", "s:00001"], [SETTLED, "n:00002"],
    ]  # fmt: skip


def test_a_reading_that_is_preferred_is_taken_where_there_is_one():
    assert merge_codings(several(), prefer="lee").spans["coding_id"].tolist() == ["k1", "l1"]
    both = merge_codings(several(), prefer=["lee", SETTLED])
    assert both.spans["coding_id"].tolist() == ["l1", "a1"]


def test_machines_are_never_mixed_in_even_if_they_read_most():
    for prefer in ("keyword", ("keyword", "suggested"), ()):
        merged = merge_codings(several(), prefer=prefer)
        assert "keyword" not in {*merged.spans["coder"], *merged.read["coder"]}


def test_who_read_a_session_and_marked_nothing_still_counts_as_its_reading():
    codings = codings_of(
        [span("s:00001", "lee's", coder="lee")],
        read("kim", "s:00001", "s:00002") + read("lee", "s:00001"),
    )
    merged = merge_codings(codings)
    assert merged.spans.empty
    assert merged.read["turn_id"].tolist() == ["s:00001", "s:00002"]


def test_of_two_who_read_as_much_the_first_by_name_is_taken():
    codings = codings_of((), read("lee", "s:00001") + read("kim", "s:00001"))
    assert merge_codings(codings).read["coder"].tolist() == ["kim"]


def test_a_session_id_may_hold_a_colon():
    codings = codings_of(
        (), read("kim", "2024:n:00001", "2024:s:00001") + read("lee", "2024:n:00001")
    )
    assert len(merge_codings(codings, prefer="lee").read) == 2


def test_nothing_merges_to_nothing():
    assert len(merge_codings(Codings())) == 0


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(["kim", "lee", "ana", SETTLED]), st.sampled_from("nsz"),
                  st.integers(1, 4)),
        min_size=1, unique=True,
    )
)  # fmt: skip
def test_a_merged_session_has_one_reader_and_no_session_is_lost(rows):
    reading = [r for coder, s, n in rows for r in read(coder, f"{s}:{n:05d}")]
    merged = merge_codings(codings_of((), reading)).read
    session = merged["turn_id"].str[0]
    assert len(set(zip(session, merged["coder"], strict=True))) == session.nunique()
    assert set(session) == {s for _, s, _ in rows}
    # all that reader read there, and nothing else
    own = set(zip(session, merged["coder"], strict=True))
    assert len(merged) == sum((s, coder) in own for coder, s, _ in rows)
