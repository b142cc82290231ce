"""Of several coders: whose reading counts, readings put together, and what that leaves out."""

import pandas as pd
import pytest

from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.readings_used import said_of_reading
from practicelearn.errors import ArgumentError


def span(coding_id, coder, session, n, code, start=0, end=10):
    return {"coding_id": coding_id, "part": 1, "turn_id": f"{session}:{n:05d}", "start": start,
            "end": end, "quote": "x" * (end - start), "code": code, "coder": coder,
            "origin": "human"}  # fmt: skip


def read(coder, session, n):
    return [{"coder": coder, "turn_id": f"{session}:{k:05d}"} for k in range(1, n + 1)]


@pytest.fixture
def both():
    """North read by kim and lee, south by kim alone, east settled, west coded and not read."""
    spans = [
        span("k1", "kim", "north", 1, "desks"),
        span("k2", "kim", "north", 2, "pay"),
        span("l1", "lee", "north", 1, "desks", 5, 15),
        span("l2", "lee", "north", 3, "pay"),
        span("k3", "kim", "south", 1, "pay"),
        span("k4", "kim", "east", 1, "pay"),
        span("l4", "lee", "east", 1, "desks"),
        span("s4", SETTLED, "east", 1, "pay"),
        span("z1", "zoe", "west", 1, "pay"),
    ]
    rows = read("kim", "north", 4) + read("lee", "north", 3) + read("kim", "south", 2)
    rows += read("kim", "east", 2) + read("lee", "east", 2) + read(SETTLED, "east", 2)
    return Codings(pd.DataFrame(spans), pd.DataFrame(rows))


def kept(codings):
    return sorted(codings.spans["coding_id"])


def test_one_reading_a_session_is_that_of_who_read_most_and_what_it_leaves_out_is_said(both):
    one = merge_codings(both)
    assert kept(one) == ["k1", "k2", "k3", "s4", "z1"]
    used = one.used.set_index("session_id")
    assert used["how"].to_dict() == {
        "north": "one reading", "south": "one reading", "east": "settled",
        "west": "coding without a record of reading",
    }  # fmt: skip
    assert used.loc["north", "left_out"] == "lee 2"
    assert used.loc["east", "left_out"] == "kim 1, lee 1"
    assert used.loc["east", "people"] == ["kim", "lee"]
    assert said_of_reading(one.used) == (
        "Several people coded, and one reading of each session is used: what was settled in 1 "
        "session; that of kim in 2 sessions; that of zoe in 1 session. 4 of 9 codings are left out "
        "by that."
    )
    assert merge_codings(one).used.equals(one.used), "the account stays with the reading"


def test_who_has_read_comes_before_who_only_coded(both):
    more = pd.concat([both.read, pd.DataFrame(read("lee", "west", 1))], ignore_index=True)
    one = merge_codings(Codings(both.spans, more))
    assert "z1" not in kept(one)
    assert (
        merge_codings(Codings(both.spans, more), prefer="zoe").spans["coder"].eq("zoe").sum() == 1
    )


def test_consensus_holds_what_all_who_read_marked_alike(both):
    made = merge_codings(both, how="consensus")
    assert kept(made) == ["k1", "s4"]
    assert set(made.spans["coder"]) == {"_consensus", SETTLED}
    assert made.coders == []
    north = made.read[made.read["turn_id"].str.startswith("north")]
    assert sorted(north["turn_id"]) == ["north:00001", "north:00002", "north:00003"]
    assert not made.read["turn_id"].str.startswith("south").any(), "one reader is no consensus"
    assert "what everybody who read marked alike (consensus) in 1 session" in (
        said_of_reading(made.used)
    )
    assert "nobody's in 2 sessions, which fewer than two people read" in said_of_reading(made.used)
    assert made.used.set_index("session_id").loc["north", "n_left_out"] == 3


def test_a_union_holds_each_place_once(both):
    made = merge_codings(both, how="union")
    assert kept(made) == ["k1", "k2", "l2", "s4"]
    assert made.used.set_index("session_id").loc["north", "left_out"] == "lee 1"


def test_another_way_is_refused_with_the_near_match(both):
    with pytest.raises(ArgumentError, match='Did you mean "consensus"'):
        merge_codings(both, how="concensus")
