import numpy as np
import pandas as pd
from scipy import sparse

from practicelearn.topics.reading import exemplar_turns, top_terms
from practicelearn.topics.words import Phrases

TOPICS = pd.Index(["t1", "t2"], name="topic")


def phrases(*names, parts=(), cohesion=()):
    return Phrases(
        np.zeros(0, dtype=np.int64),
        list(names),
        np.array(parts, dtype=np.int64).reshape(-1, 2),
        np.array(cohesion, dtype=float).reshape(-1, 2),
    )


def terms_of(rows, terms, own=None):
    weights = np.repeat(np.eye(2), 5, axis=0)
    matrix = sparse.csr_array(np.repeat(np.array(rows, dtype=float), 5, axis=0))
    found = top_terms(weights, matrix, terms, own or phrases(), TOPICS)
    return found.groupby("topic")["term"].agg(list).to_dict()


def test_a_word_of_all_topics_comes_after_those_of_one():
    found = terms_of([[1.0, 0.8, 0.0], [1.0, 0.0, 0.6]], ["team", "laptop", "judge"])
    assert found == {"t1": ["laptop", "team"], "t2": ["team", "judge"]}


def test_words_said_mostly_in_a_listed_phrase_are_not_listed_beside_it():
    own = phrases("case notes", parts=[[0, 1]], cohesion=[[0.2, 0.9]])
    found = terms_of([[0.5, 0.5, 1.0], [0, 0, 0]], ["case", "notes"], own)
    assert found["t1"] == ["case notes", "case"]


def test_twelve_terms_at_most():
    found = terms_of([np.arange(20, 0, -1), np.zeros(20)], [f"w{k:02d}" for k in range(20)])
    assert found["t1"] == [f"w{k:02d}" for k in range(12)]


def exemplars(likely, n_words, session, rows):
    turns = pd.DataFrame(
        {"session_id": session, "n_words": n_words}, index=[f"u{k}" for k in range(len(session))]
    )
    found = exemplar_turns(
        sparse.csr_array(np.array(rows, dtype=float)), np.eye(2), np.array(likely), turns, TOPICS
    )
    return found[found["topic"] == "t1"]["turn_id"].tolist()


def test_a_turn_is_typical_of_its_likeliest_topic_only():
    likely = [[0.4, 0.6], [0.9, 0.1], [0.7, 0.3]]
    assert exemplars(likely, [20] * 3, list("abc"), [[1, 0]] * 3) == ["u1", "u2"]


def test_turns_of_a_line_and_of_a_page_are_passed_over_unless_there_are_no_others():
    likely = [[0.9, 0.1]] * 3
    rows = [[1, 0]] * 3
    assert exemplars(likely, [11, 12, 121], list("abc"), rows) == ["u1"]
    assert exemplars(likely, [11, 0, 121], list("abc"), rows) == ["u0", "u2"]


def test_a_session_gives_three_turns_at_most():
    assert exemplars([[0.9, 0.1]] * 5, [20] * 5, list("aaaab"), [[1, 0]] * 5) == [
        "u0", "u1", "u2", "u4",
    ]  # fmt: skip
