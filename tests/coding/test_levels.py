"""Codes have children: a branch counts what is below it, once, and is never a false nought."""

from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.coding.agreement import agreement
from practicelearn.coding.agreement.kappa_table import kappa_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.levels import roll_up
from practicelearn.coding.queries import case_codes, code_cooccurrence, code_counts
from practicelearn.coding.saturation import code_accumulation, saturation
from practicelearn.coding.versions import asked_under
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import ArgumentError

TREE = CodingFrame("Invented", "1", (
    Code("pay", "Pay"), Code("late", "Late", parent="pay"), Code("low", "Low", parent="pay"),
    Code("very-low", "Very low", parent="low"), Code("desks", "Desks"),
))  # fmt: skip


def study(said, frame=TREE, *, version="1", frames=()):
    """Return corpus and codings: ``said`` is group -> person -> codes, a turn a code."""
    turns, sessions, spans, read = [], [], [], []
    for group, people in said.items():
        sessions.append({"session_id": group, "year": "2025", "group": group})
        n = 0
        for person, codes in people.items():
            for code in codes or [None]:
                n += 1
                turn = make_turn_id(group, n)
                words = f"{person} says something of {code or 'nothing'}"
                turns.append({"turn_id": turn, "session_id": group, "n": n, "speaker": person,
                              "person_id": f"{group}-{person}", "role": "participant",
                              "text": words, "marks": [], "verbatim": True})  # fmt: skip
                read.append({"coder": "kim", "turn_id": turn, "frame_version": version})
                if code:
                    spans.append({"coding_id": f"c{len(spans)}", "part": 1, "turn_id": turn,
                                  "start": 0, "end": len(words), "quote": words, "code": code,
                                  "coder": "kim", "origin": "human"})  # fmt: skip
    present = [{"session_id": g, "person_id": f"{g}-{p}", "speaker": p, "role": "participant"}
               for g, people in said.items() for p in people]  # fmt: skip
    corpus = Corpus(turns=pd.DataFrame(turns).set_index("turn_id"),
                    sessions=pd.DataFrame(sessions).set_index("session_id"),
                    attendance=pd.DataFrame(present), pseudonymised=True)  # fmt: skip
    corpus = corpus.with_turns(corpus.turns)
    every = {f.version: f for f in (*frames, frame)}
    codings = Codings(
        spans=pd.DataFrame(spans), read=pd.DataFrame(read), frame=frame, frames=every,
        held=asked_under(every.values(), frame),
        text_hash=corpus.sessions["text_hash"].to_dict(),
    )  # fmt: skip
    return corpus, codings


SAID = {
    "north": {"A": ["late", "very-low"], "B": ["low"], "C": []},
    "south": {"A": ["desks"], "B": []},
}


def test_a_branch_counts_people_and_groups_once():
    corpus, codings = study(SAID)
    table = code_counts(codings, corpus, "year").set_index("code")
    assert table["n_people_raised"].to_dict() == {
        "pay": 2, "late": 1, "low": 2, "very-low": 1, "desks": 1,
    }  # fmt: skip
    assert table.loc["pay", ["n_groups_raised", "n_groups", "n_passages"]].tolist() == [1, 2, 3]


def test_the_lowest_codes_are_those_below_which_none_stands():
    assert TREE.lowest == ["late", "very-low", "desks"]


def test_without_children_a_code_counts_what_was_marked_with_it():
    corpus, codings = study(SAID)
    table = code_counts(codings, corpus, "year", with_children=False).set_index("code")
    assert table.loc["pay", "n_people_raised"] == 0
    assert table.loc["low", "n_people_raised"] == 1


def test_at_a_level_what_stands_deeper_becomes_the_code_of_that_level():
    corpus, codings = study(SAID)
    first = code_counts(codings, corpus, "year", level=1).set_index("code")
    assert first.index.tolist() == ["pay", "desks"]
    second = case_codes(codings, corpus, by="person", level=2)
    assert list(second.columns) == ["pay", "late", "low", "desks"]
    assert second.loc["north-A"].tolist() == [1, 1, 1, 0]
    with pytest.raises(ArgumentError, match="level=0"):
        roll_up(codings, level=0)


def test_equal_to_plain_pandas():
    corpus, codings = study(SAID)
    top = {"late": "pay", "low": "pay", "very-low": "pay", "pay": "pay", "desks": "desks"}
    rows = codings.spans.assign(top=codings.spans["code"].map(top))
    rows = rows.join(corpus.turns[["person_id", "session_id"]], on="turn_id")
    plain = rows.groupby("top").agg(
        people=("person_id", "nunique"), groups=("session_id", "nunique"),
        passages=("coding_id", "nunique"),
    )  # fmt: skip
    ours = code_counts(codings, corpus, "year", level=1).set_index("code")
    assert ours["n_people_raised"].to_dict() == plain["people"].to_dict()
    assert ours["n_groups_raised"].to_dict() == plain["groups"].to_dict()
    assert ours["n_passages"].to_dict() == plain["passages"].to_dict()


def test_a_child_that_came_later_leaves_the_branch_unread_not_nought():
    first = replace(TREE, codes=tuple(c for c in TREE.codes if c.id != "late"))
    second = replace(TREE, version="2")
    corpus, codings = study({"north": {"A": ["desks"]}}, second, version="1", frames=[first])
    found = case_codes(codings, corpus)
    assert pd.isna(found.loc[("2025", "north"), "late"])
    assert pd.isna(found.loc[("2025", "north"), "pay"])
    assert found.loc[("2025", "north"), "low"] == 0


def test_after_a_split_a_session_read_for_the_whole_is_not_read_for_its_parts():
    first = CodingFrame("Invented", "1", (Code("pay", "Pay"), Code("desks", "Desks")))
    second = CodingFrame("Invented", "2", (
        Code("pay", "Pay"), Code("desks", "Desks"),
        Code("late", "Late", parent="pay", was=("pay",), scope="narrower"),
        Code("low", "Low", parent="pay", was=("pay",), scope="narrower"),
    ))  # fmt: skip
    corpus, codings = study({"north": {"A": ["desks"]}}, second, version="1", frames=[first])
    found = case_codes(codings, corpus)
    assert found.loc[("2025", "north"), ["late", "low"]].isna().all()
    # the whole was looked for, and its parts are all within it
    assert found.loc[("2025", "north"), "pay"] == 0


def test_a_part_that_keeps_the_id_was_not_asked_before_the_split():
    first = CodingFrame("Invented", "1", (Code("pay", "Pay and hours"), Code("desks", "Desks")))
    second = first.split("pay", [Code("pay", "Pay"), Code("hours", "Hours")])
    second = replace(second, version="2")
    corpus, codings = study({"north": {"A": ["desks"]}}, second, version="1", frames=[first])
    assert "pay" not in codings.held["1"]
    assert "desks" in codings.held["1"]
    assert pd.isna(case_codes(codings, corpus).loc[("2025", "north"), "pay"])


def test_two_who_chose_different_children_agree_on_the_code_above():
    corpus, codings = study(SAID)
    lee = codings.spans.assign(
        coder="lee", coding_id=codings.spans["coding_id"] + "-lee",
        code=codings.spans["code"].replace({"late": "low", "very-low": "late"}),
    )  # fmt: skip
    both = replace(
        codings,
        spans=pd.concat([codings.spans, lee], ignore_index=True),
        read=pd.concat([codings.read, codings.read.assign(coder="lee")], ignore_index=True),
    )
    assert agreement(both, corpus).loc["late", "percent"] < 1
    above = agreement(both, corpus, level=1)
    assert above.index.tolist() == ["pay", "desks"]
    assert above.loc["pay", "percent"] == 1


def test_a_list_that_lacks_a_speaker_gives_no_count_of_people():
    corpus, codings = study(SAID)
    there = corpus.attendance
    short = replace(corpus, attendance=there[there["person_id"] != "north-B"])
    row = code_counts(codings, short, "year", codes=["low"]).iloc[0]
    assert (row["n_groups_raised"], row["n_people_raised"], row["n_people"]) == (1, 0, 2)
    assert row["n_groups_incomplete"] == 1


def test_a_code_above_others_is_no_further_code_to_saturation():
    corpus, codings = study({**SAID, "west": {"A": ["pay"], "B": ["late"]}})
    spans = codings.spans
    marked = spans["code"].nunique()  # pay was marked itself, in west
    group = spans["turn_id"].str.split(":").str[0]
    first = spans.groupby("code")["turn_id"].min().str.split(":").str[0].value_counts()
    curve = code_accumulation(codings, corpus)
    assert curve["n_codes"].iloc[-1] == marked == 5
    assert dict(zip(curve["group"].str.split().str[-1], curve["n_new"], strict=True)) == {
        g: first.get(g, 0) for g in ("north", "south", "west")
    }
    figures = saturation(codings, corpus)["value"]
    assert figures["n_incidences"] == len({*zip(group, spans["code"], strict=True)})
    for level, wanted in ((1, 2), (2, 4)):
        rolled = roll_up(codings, level=level)
        assert saturation(rolled, corpus).loc["n_codes", "value"] == wanted
    table = case_codes(codings, corpus)
    assert table.attrs["branches"] == [], "each was marked itself too"
    assert saturation(table).loc["n_codes", "value"] == marked
    idle = case_codes(replace(codings, spans=spans[spans["code"] != "low"]), corpus)
    assert idle.attrs["branches"] == ["low"]
    assert code_accumulation(idle).attrs["left_out"] == [
        "code low: it counts what stands under the codes below it"
    ]
    assert saturation(case_codes(codings, corpus, level=1)).loc["n_codes", "value"] == 2


def test_a_code_that_only_holds_others_is_no_row_of_agreement_nor_of_pairs():
    corpus, codings = study(SAID)
    twice = pd.concat([codings.spans, codings.spans.assign(coder="lee", coding_id="l")])
    read = pd.concat([codings.read, codings.read.assign(coder="lee")])
    both = replace(codings, spans=twice.reset_index(drop=True), read=read.reset_index(drop=True))
    marked = ["late", "low", "very-low", "desks"]  # nobody marked pay itself
    assert list(agreement(both, corpus).index) == marked
    assert list(kappa_table(both, corpus).index) == marked
    assert list(agreement(both, corpus, level=2).index) == ["late", "low", "desks"]
    assert list(agreement(both, corpus, level=1).index) == ["pay", "desks"]
    assert list(agreement(both, corpus, codes=["pay"]).index) == ["pay"]  # asked for, it is there
    pairs = code_cooccurrence(codings, corpus)
    assert set(pairs["code_a"]) | set(pairs["code_b"]) == set(marked)
    whole = code_cooccurrence(codings, corpus, with_children=True)
    assert "pay" in set(whole["code_a"])
    assert agreement(replace(both, spans=both.spans.iloc[:0]), corpus)["why"].notna().all()
