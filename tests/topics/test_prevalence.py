"""Shares of talk by round and kind of group: groups are the units, as worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.topics.prevalence import topic_prevalence

# session: round, group, kind, words of participants, share of t1
SESSIONS = {
    "a1": ("2024-25", "a", "practitioners", 30, 0.2),
    "a2": ("2024-25", "a", "practitioners", 10, 0.6),  # the same group again
    "b": ("2024-25", "b", "practitioners", 100, 0.5),
    "c": ("2024-25", "c", "managers", 20, 0.1),
    "d": ("2024-25", "d", "managers", 20, 0.4),
    "e": ("2023-24", "a", "practitioners", 50, 0.9),
    "f": ("2023-24", "f", "practitioners", 50, 0.7),
    "quiet": ("2023-24", "g", "managers", 0, None),
}


@pytest.fixture(scope="module")
def study(by_hand):
    rows = []
    for sid, (_, _, _, n, _) in SESSIONS.items():
        said = [("F1", "facilitator", "what about work"), ("P1", "participant", "word " * n)]
        rows += [
            {"turn_id": make_turn_id(sid, k), "session_id": sid, "n": k, "speaker": who,
             "role": role, "text": text.strip(), "verbatim": True, "marks": []}
            for k, (who, role, text) in enumerate(said, start=1)
        ]  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    columns = ["year", "group", "group_type", "words", "share"]
    sheet = pd.DataFrame.from_dict(SESSIONS, orient="index", columns=columns)
    sessions = sheet[columns[:3]].rename_axis("session_id")
    corpus = Corpus(turns=turns, sessions=sessions)
    corpus = corpus.with_turns(corpus.turns)
    share = sheet["share"].astype(float)
    of_session = pd.DataFrame({"t1": share, "t2": 1 - share})
    of_turn = pd.DataFrame({"t1": 0.5, "t2": 0.5}, index=turns.index)
    return by_hand(corpus, of_turn, of_session, [True, False]), corpus


def row(table, topic="t1", **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return table[table["topic"] == topic].iloc[0]


def test_a_group_counts_once_whatever_it_said_and_however_often_it_met(study):
    found = row(topic_prevalence(*study), year="2024-25")
    groups = pd.Series([(30 * 0.2 + 10 * 0.6) / 40, 0.5, 0.1, 0.4])  # a, b, c, d
    assert found["share"] == pytest.approx(groups.mean())
    assert found["sd"] == pytest.approx(groups.std())
    low, high = stats.t.interval(0.95, 3, groups.mean(), stats.sem(groups))
    assert (found["low"], found["high"]) == pytest.approx((max(low, 0), high))
    assert (found["n_groups"], found["n_sessions"], found["n_words"]) == (4, 5, 180)
    assert found["why"] == ""


def test_shares_of_all_topics_add_up(study):
    table = topic_prevalence(*study, by=["year", "group_type"])
    sums = table.groupby(["year", "group_type"])["share"].sum()
    assert sums.tolist() == pytest.approx([1, 1, 1])


def test_few_groups_have_a_share_and_no_interval(study):
    found = row(topic_prevalence(*study), year="2023-24")
    assert found["share"] == pytest.approx(0.8)  # who said nothing is no group with 0
    assert found["n_groups"] == 2
    assert found[["low", "high"]].isna().all()
    assert found["why"] == "2 groups: an interval needs at least 4"


def test_a_session_is_one_case(study):
    found = row(topic_prevalence(*study, by="session_id"), session_id="b")
    assert found["share"] == 0.5
    assert found["why"] == "one session"
    assert pd.isna(found["low"])


def test_rounds_stand_in_their_order_and_only_what_was_found_again_has_a_name(study):
    table = topic_prevalence(*study)
    assert table["year"].drop_duplicates().tolist() == ["2023-24", "2024-25"]
    assert set(table.loc[table["topic"] == "t1", "name"]) == {"name of t1"}
    assert set(table.loc[table["topic"] == "t2", "name"]) == {"t2, not found again"}
    assert table["found_again"].tolist() == [True, False] * 2


def test_where_no_round_is_named_all_is_one(study):
    model, corpus = study
    nameless = Corpus(turns=corpus.turns, sessions=corpus.sessions.assign(year=None))
    table = topic_prevalence(model, nameless)
    assert table["year"].tolist() == ["", ""]
    assert table["n_groups"].tolist() == [5, 5]  # a, b, c, d, f: of one round now


def test_a_column_that_is_not_there_is_named(study):
    with pytest.raises(TableError, match=r'no column "grup".*"group"'):
        topic_prevalence(*study, by="grup")


def test_another_corpus_is_refused(study):
    model, corpus = study
    with pytest.raises(PracticelearnError, match="topic_prevalence: this is not the corpus"):
        topic_prevalence(model, corpus.where(session_id=["a1", "b"]))
