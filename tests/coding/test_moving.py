"""Codings in memory follow the edits of a text."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.coding.codings import Codings
from practicelearn.coding.moving import move
from practicelearn.edits import Edit, apply_edits
from practicelearn.errors import TableError
from practicelearn.transcripts.alignment import align_turns

TEXT = "So Sam Oduya said that Sam would ask the duty team at Elm House."


def codings(*places, text=TEXT):
    rows = [
        {"coding_id": f"c{n}", "part": 1, "turn_id": "s:00001", "start": start, "end": end,
         "quote": text[start:end], "code": "a", "coder": "kim", "origin": "human"}
        for n, (start, end) in enumerate(places)
    ]  # fmt: skip
    return Codings(
        spans=pd.DataFrame(rows), read=pd.DataFrame({"coder": ["kim"], "turn_id": ["s:00001"]})
    )


def table(edits):
    return pd.DataFrame(
        [{"turn_id": "s:00001", **e._asdict(), "kind": "pseudonym"} for e in edits],
        columns=["turn_id", "start", "end", "replacement", "kind"],
    )


@st.composite
def edits_of_the_text(draw):
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [Edit(a, b, draw(st.sampled_from(["", "[Person 1]", "x"]))) for a, b in pairs]


@settings(max_examples=100, deadline=None)
@given(edits_of_the_text(), st.integers(0, len(TEXT) - 2), st.integers(1, 30))
def test_after_edits_every_quote_is_what_stands_there(edits, start, length):
    end = min(start + length, len(TEXT))
    moved = move(codings((start, end)), table(edits)).spans.iloc[0]
    assert apply_edits(TEXT, edits)[moved["start"] : moved["end"]] == moved["quote"]
    untouched = all(e.end <= start or e.start >= end for e in edits)
    if untouched:
        assert moved["quote"] == TEXT[start:end]


def test_edits_that_lack_a_column_are_refused():
    with pytest.raises(TableError, match="replacement"):
        move(codings((0, 5)), table([]).drop(columns="replacement"))


def turns(*texts):
    index = pd.Index([f"s:{n:05d}" for n in range(1, len(texts) + 1)], name="turn_id")
    return pd.DataFrame({"speaker": "P1", "text": list(texts)}, index=index)


def test_after_an_alignment_parts_follow_and_what_is_gone_is_listed():
    after = turns("So Sam Oduya said that", "Sam would ask someone.")
    moved = move(codings((3, 32), (37, 63)), align_turns(turns(TEXT), after))
    assert moved.spans[["part", "turn_id", "quote"]].to_numpy().tolist() == [
        [1, "s:00001", "Sam Oduya said that"],
        [2, "s:00002", "Sam would"],
    ]
    assert moved.issues["text"].tolist() == ["the duty team at Elm House"]
    assert moved.read["turn_id"].tolist() == ["s:00001", "s:00002"]


def test_a_passage_that_was_heard_wrongly_as_a_whole_stays_where_it_was():
    after = turns(TEXT.replace("the duty team at Elm House", "Edith and Tim at Elmhurst"))
    moved = move(codings((41, 63)), align_turns(turns(TEXT), after)).spans.iloc[0]
    assert moved["quote"] == "Edith and Tim at Elmhurst"


def test_a_paragraph_that_was_moved_is_found_by_its_words():
    before = turns("One two three four.", "The list was lost for a whole year.", "Five six seven.")
    after = turns("The list was lost for a whole year.", "One two three four.", "Five six seven.")
    text = before.loc["s:00002", "text"]
    row = codings((4, 17), text=text).spans.assign(turn_id="s:00002")
    moved = move(Codings(spans=row), align_turns(before, after)).spans
    assert moved[["turn_id", "quote"]].to_numpy().tolist() == [["s:00001", "list was lost"]]
