"""A topic that is one session's, group's, speaker's or question's: figures counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.topics.flags import topic_flags

# session, speaker, question, words, probability of t1
TURNS = [
    ("a", "P1", "q1", 60, 1.0),
    ("a", "P2", "q2", 40, 0.0),
    ("b", "P1", "q1", 10, 1.0),
    ("b", "P2", "q2", 90, 0.0),
    ("c", "P1", "q1", 10, 1.0),
    ("c", "P2", "q2", 90, 0.0),
    ("d", "P1", "q1", 10, 0.5),
    ("d", "P2", "q2", 90, 0.0),
]


def corpus_of(**columns: object) -> Corpus:
    rows = []
    for n, (sid, who, question, words, _) in enumerate(TURNS, start=1):
        rows.append(
            {"turn_id": make_turn_id(sid, n), "session_id": sid, "n": n, "speaker": who,
             "role": "participant", "question_id": question, "text": "word " * words,
             "verbatim": True, "marks": []}
        )  # fmt: skip
    rows.append(dict(rows[0], turn_id=make_turn_id("a", 9), n=9, role="facilitator", speaker="F"))
    turns = pd.DataFrame(rows).set_index("turn_id").assign(**columns)
    sessions = pd.DataFrame(
        {"group": ["x", "x", "y", "z"], "year": "2024-25"},
        index=pd.Index(list("abcd"), name="session_id"),
    )
    return Corpus(turns=turns, sessions=sessions)


@pytest.fixture
def flags(by_hand):
    def made(corpus: Corpus) -> pd.DataFrame:
        share = pd.Series([p for *_, p in TURNS] + [1.0], index=corpus.turns.index)
        of_turn = pd.DataFrame({"t1": share, "t2": 1 - share})
        of_session = pd.DataFrame({"t1": 0.5, "t2": 0.5}, index=corpus.sessions.index)
        return topic_flags(by_hand(corpus, of_turn, of_session, [True, False]), corpus)

    return made


def test_shares_are_of_the_topics_words_beside_shares_of_all_words(flags):
    table = flags(corpus_of())
    one = table.loc["t1"]
    assert one["n_words"] == 85  # 60 + 10 + 10 + half of 10; what the facilitator says is not there
    assert (one["session"], one["group"], one["question"]) == ("a", "x", "q1")
    assert one["share_session"] == pytest.approx(60 / 85)
    assert one["of_all_session"] == pytest.approx(100 / 400)
    assert one["share_group"] == pytest.approx(70 / 85)
    assert one["of_all_group"] == pytest.approx(200 / 400)
    assert (one["speaker"], one["share_speaker"]) == ("a:P1", pytest.approx(60 / 85))
    assert one["share_question"] == 1
    assert one["of_all_question"] == pytest.approx(90 / 400)
    assert (one["n_sessions"], one["n_groups"], one["n_speakers"]) == (4, 3, 1)


def test_a_flag_needs_more_than_half_and_twice_the_usual_share(flags):
    table = flags(corpus_of())
    # the group has 82% of the topic, but half of all words: no flag
    assert table.loc["t1", "flags"] == (
        "one session's (a: 71% of its words); one speaker's (a:P1: 71% of its words); "
        "follows one question (q1: 100% of its words)"
    )
    assert table.loc["t2", "flags"] == ""  # q2 holds nearly all of it, and of all words
    assert table["name"].tolist() == ["name of t1", "t2, not found again"]
    assert table["found_again"].tolist() == [True, False]


def test_one_person_of_two_sessions_is_one_speaker(flags):
    people = ["p1", None, "p1", None, None, None, None, None, None]
    table = flags(corpus_of(person_id=people))
    assert table.loc["t1", "speaker"] == "p1"
    assert table.loc["t1", "share_speaker"] == pytest.approx(70 / 85)


def test_where_no_turn_answers_a_question_it_says_so(flags):
    table = flags(corpus_of(question_id=None))
    assert table["share_question"].isna().all()
    assert table["question"].isna().all()
    assert set(table["why"]) == {"no turn says which question it answers (with_questions)"}
    assert "question" not in table.loc["t1", "flags"]


def test_where_groups_are_not_known_a_session_is_one(flags):
    corpus = corpus_of()
    table = flags(Corpus(turns=corpus.turns, sessions=corpus.sessions.assign(group=None)))
    assert table.loc["t1", "share_group"] == table.loc["t1", "share_session"]
