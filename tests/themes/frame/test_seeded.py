"""Codes that topics were started from: counts by hand on a small talk, and on the messy study."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import practicelearn as prac
from practicelearn._tables import READ, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import PracticelearnError
from practicelearn.themes.frame.seeded import seeded_codes
from practicelearn.topics.model import TopicModel

FRAME = CodingFrame("Invented", "1", (
    Code("tools", "Tools", cues=("laptop", "printer", "fax machine")),
    Code("pay", "Pay", cues=("wages",)),
))  # fmt: skip
LAPTOP = "My laptop is slow and I wait for it every single morning."
BUS = "The bus is late and nobody tells us when it will ever come."
# (says the word, is on the topic, was coded), a row a participant's turn; a list a group
TURNS = {
    "a": [(1, 1, 1), (0, 1, 1), (0, 1, 0), (0, 0, 0)],
    "b": [(1, 1, 1), (1, 0, 0), (0, 0, 1), (0, 0, 0)],
    "c": [(0, 1, 1), (0, 1, 1), (0, 0, 0), (0, 0, 0)],
    "d": [(1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)],
}


@dataclass(frozen=True)
class ByHand(TopicModel):
    """What is needed of a fitted topic model."""

    names_: pd.Series
    turn_topics_: pd.DataFrame
    session_shares_: pd.DataFrame
    exemplars_: pd.DataFrame
    seeded_: pd.Series
    seeds: dict


@pytest.fixture(scope="module")
def small():
    """Four groups of four turns, one topic started from a code, and kim's coding of them."""
    rows, weights, coded, read = [], [], [], []
    for sid, turns in TURNS.items():
        rows.append((sid, 1, "F", "facilitator", "Shall we talk about the laptop now?"))
        weights.append(1)
        for n, (word, on, code) in enumerate(turns, start=2):
            text = LAPTOP if word else BUS
            rows.append((sid, n, f"P{n}", "participant", text))
            weights.append(on)
            if code:
                coded.append({"turn_id": make_turn_id(sid, n), "code": "tools", "quote": text})
    table = pd.DataFrame(rows, columns=["session_id", "n", "speaker", "role", "text"])
    table["turn_id"] = [make_turn_id(s, n) for s, n in zip(table.session_id, table.n, strict=True)]
    turns = table.set_index("turn_id").assign(marks=[[] for _ in rows], verbatim=True)
    sessions = pd.DataFrame({"session_id": list(TURNS), "group": list(TURNS)})
    corpus = Corpus(turns=turns, sessions=sessions.set_index("session_id")).with_turns(turns)
    codings = Codings.from_table(pd.DataFrame(coded), corpus, FRAME, coder="kim", origin="human")
    read = codings.mark_read("kim", corpus)
    on = np.array(weights, dtype=float)
    topics = ByHand(
        pd.Series({"t1": "laptop, morning", "t2": "bus, late"}),
        pd.DataFrame({"t1": on, "t2": 1 - on}, index=corpus.turns.index),
        pd.DataFrame(
            {"t1": [0.75, 0.25, 0.5, 0.25], "t2": [0.25, 0.75, 0.5, 0.75]},
            index=corpus.sessions.index,
        ),
        pd.DataFrame({"topic": [], "rank": [], "turn_id": [], "score": []}),
        pd.Series({"t1": "tools", "t2": None}, dtype=object),
        {"tools": ["laptop", "printer", "fax machine"], "pay": ["wages"]},
    )  # fmt: skip
    return corpus, read, topics


def test_words_found_and_absent_with_how_often_participants_say_them(small):
    """A facilitator says laptop in every group, and counts nowhere."""
    corpus, codings, topics = small
    found = seeded_codes(codings, corpus, topics)
    row = found.table.loc["tools"]
    assert (row["found"], row["absent"]) == (["laptop"], ["printer", "fax machine"])
    counts = found.words.set_index(["code", "word"])[["n_turns", "n_groups"]]
    assert counts.loc[("tools", "laptop")].tolist() == [4, 3]
    assert counts.loc[("tools", "fax machine")].tolist() == [0, 0]
    assert counts.loc[("pay", "wages")].tolist() == [0, 0]


def test_prevalence_is_the_mean_over_groups_with_groups_as_units(small):
    corpus, codings, topics = small
    row = seeded_codes(codings, corpus, topics).table.loc["tools"]
    shares = np.array([0.75, 0.25, 0.5, 0.25])
    low, high = stats.t.interval(0.95, 3, shares.mean(), stats.sem(shares))
    assert row["share"] == pytest.approx(0.4375) and row["n_groups"] == 4
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))


def test_topic_and_words_alone_are_counted_side_by_side(small):
    corpus, codings, topics = small
    row = seeded_codes(codings, corpus, topics).table.loc["tools"]
    assert (row["n_turns_topic"], row["n_groups_topic"]) == (7, 4)
    assert (row["n_turns_words"], row["n_groups_words"]) == (4, 3)
    assert row["n_turns_both"] == 3
    assert pd.isna(row["found_again"]), "nobody has asked"


def test_precision_and_recall_by_hand(small):
    """Coded: 6 turns. On the topic 7, of them 5 coded; with a word 4, of them 2 coded."""
    corpus, codings, topics = small
    table = seeded_codes(codings, corpus, topics).against_hand.set_index(["code", "by"])
    topic, words = table.loc[("tools", "topic")], table.loc[("tools", "words")]
    assert topic[["n_turns", "n_coded", "n_found", "n_both"]].tolist() == [16, 6, 7, 5]
    assert words[["n_turns", "n_coded", "n_found", "n_both"]].tolist() == [16, 6, 4, 2]
    assert (topic["precision"], topic["recall"]) == (pytest.approx(5 / 7), pytest.approx(5 / 6))
    assert (words["precision"], words["recall"]) == (pytest.approx(2 / 4), pytest.approx(2 / 6))


def test_the_intervals_leave_out_whole_sessions(small):
    """Precision of the topic without a, b, c, d: 3/4, 4/6, 3/5, 5/6."""
    corpus, codings, topics = small
    row = seeded_codes(codings, corpus, topics).against_hand.set_index(["code", "by"])
    left = np.array([3 / 4, 4 / 6, 3 / 5, 5 / 6])
    half = stats.t.ppf(0.975, 3) * np.sqrt(3 / 4 * np.sum((left - left.mean()) ** 2))
    topic = row.loc[("tools", "topic")]
    assert topic["precision_low"] == pytest.approx(5 / 7 - half)
    assert topic["precision_high"] == pytest.approx(min(5 / 7 + half, 1))


def test_what_was_not_read_by_hand_counts_nowhere(small):
    corpus, codings, topics = small
    part = replace(codings, read=codings.read[codings.read["turn_id"].str.startswith("a")])
    table = seeded_codes(part, corpus, topics).against_hand.set_index(["code", "by"])
    topic = table.loc[("tools", "topic")]
    assert topic[["n_sessions", "n_turns", "n_coded", "n_found"]].tolist() == [1, 4, 2, 3]
    assert np.isnan(topic["precision_low"]) and "fewer than 4 sessions" in topic["why"]
    none = replace(codings, read=empty_table(READ), spans=codings.spans.iloc[:0])
    table = seeded_codes(none, corpus, topics).against_hand
    assert table["precision"].isna().all()
    assert table["why"].str.contains("no turn was read by hand").all()


def test_a_code_none_of_whose_words_is_said_stands_there_with_why(small):
    corpus, codings, topics = small
    row = seeded_codes(codings, corpus, topics).table.loc["pay"]
    assert row["absent"] == ["wages"] and row["found"] == []
    assert pd.isna(row["topic"]) and np.isnan(row["share"]) and pd.isna(row["n_turns_topic"])
    assert row["why"] == "no seed word is said by a participant: its topic was left free"


def test_three_groups_have_no_interval_and_it_is_said(small):
    corpus, codings, topics = small
    three = corpus.where(session_id=["a", "b", "c"])
    part = replace(
        topics, turn_topics_=topics.turn_topics_.loc[three.turns.index],
        session_shares_=topics.session_shares_.loc[["a", "b", "c"]],
    )  # fmt: skip
    row = seeded_codes(codings, three, part).table.loc["tools"]
    assert row["share"] == pytest.approx(0.5) and np.isnan(row["low"])
    assert row["why"] == "no interval: 3 groups, at least 4 are needed"


def test_quotes_are_participants_on_the_topic_and_never_what_is_passed_on(small):
    corpus, codings, topics = small
    spans = codings.spans.assign(refer_on=codings.spans["turn_id"].eq("c:00002"))
    quotes = seeded_codes(replace(codings, spans=spans), corpus, topics).quotes("tools", n=9)
    on = {t for t in corpus.turns.index if topics.turn_topics_.loc[t, "t1"] == 1}
    assert len(quotes) == 6  # seven turns on the topic, one passed on
    assert set(quotes["turn_id"]) < on - {"c:00002"}
    assert not quotes["speaker"].eq("F").any() and quotes["group"].nunique() == 4
    assert len(seeded_codes(None, corpus, topics).quotes("tools")) == 3


def test_seed_words_that_were_learned_are_told(small):
    corpus, codings, topics = small
    assert seeded_codes(codings, corpus, topics).notes == ()
    learned = replace(topics, seeds={**topics.seeds, "tools": ["laptop", "morning"]})
    [note] = seeded_codes(codings, corpus, learned).notes
    assert note.startswith("Some seed words of tools are no cue words of the frame.")


def test_topics_without_seeds_and_of_other_talk_are_refused(small):
    corpus, codings, topics = small
    with pytest.raises(PracticelearnError, match=r"started from no code.*seeds=frame.seeds\(\)"):
        seeded_codes(codings, corpus, replace(topics, seeds={}))
    other = replace(topics, turn_topics_=topics.turn_topics_.iloc[:3])
    with pytest.raises(PracticelearnError, match="fitted on 3 turns, this corpus has 20"):
        seeded_codes(codings, corpus, other)
    with pytest.raises(PracticelearnError, match="tool"):
        seeded_codes(codings, corpus, topics).quotes("tool")


def test_a_notebook_shows_figures_and_nobodys_words(small):
    corpus, codings, topics = small
    shown = seeded_codes(codings, corpus, topics)._repr_html_()
    assert "2 codes, 1 of them left free" in shown and "fax machine" in shown
    assert "every single morning" not in shown


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_on_the_clean_study_topics_find_what_words_alone_miss(clean):
    """The frame's cues are one or two words a code; people say the rest in other words."""
    hand = clean.study.codings
    topics = TopicModel(n_topics=6, seeds=hand.frame.seeds()).fit(clean.study.corpus)
    found = prac.seeded_codes(hand, clean.study.corpus, topics)
    recall = found.against_hand.pivot(index="code", columns="by", values="recall")
    assert (recall["topic"] > recall["words"]).all()
    # three turns in four are coded, and of those on a topic one in five is small talk
    precision = found.against_hand.pivot(index="code", columns="by", values="precision")
    assert precision["topic"].mean() == pytest.approx(0.6, abs=0.1)
    assert found.quotes("court")["quote"].str.contains(
        "judge|court|solicitor|barrister|hearing|guardian|evidence"
    ).all()  # fmt: skip
