import pandas as pd
import pytest

import practicelearn as prac
from practicelearn import errors
from practicelearn._tables import Mark
from practicelearn.corpus import Corpus, make_turn_id, text_hash


@pytest.fixture
def corpus() -> Corpus:
    turns = pd.DataFrame(
        [
            {"session_id": sid, "n": n, "speaker": who, "text": text, "marks": marks}
            for sid, n, who, text, marks in (
                ("a", 1, "F", "How is it?", []),
                ("a", 2, "P1", "Fine [laughter] yes", [Mark(5, 15, "laughter")]),
                ("b", 1, "P1", "I don't hot-desk.", []),
            )
        ]
    )
    turns["turn_id"] = [
        make_turn_id(s, n) for s, n in zip(turns["session_id"], turns["n"], strict=True)
    ]
    sessions = pd.DataFrame({"session_id": ["a", "b", "c"], "year": ["2024", "2025", "2025"]})
    people = pd.DataFrame({"person_id": ["x", "y"]})
    attendance = pd.DataFrame({"session_id": ["a", "b"], "person_id": ["x", "y"]})
    return Corpus(turns=turns, sessions=sessions, people=people, attendance=attendance)


def test_words_leave_marks_out(corpus):
    assert corpus.n_words.tolist() == [3, 2, 3]


def test_a_group_is_its_session_unless_named(corpus):
    assert corpus.sessions["group"].tolist() == ["a", "b", "c"]


def test_sessions_are_made_where_there_is_no_sheet(corpus):
    assert list(Corpus(turns=corpus.turns).sessions.index) == ["a", "b"]


def test_a_condition_on_sessions_takes_whole_sessions_with_their_people(corpus):
    later = corpus.where(year="2025")
    assert list(later.sessions.index) == ["b", "c"]
    assert len(later) == 1
    assert list(later.people.index) == ["y"]
    assert corpus.where(session_id=["a"]).attendance["person_id"].tolist() == ["x"]


def test_a_condition_on_turns_keeps_the_sessions(corpus):
    part = corpus.where(speaker="P1")
    assert len(part) == 2
    assert len(part.sessions) == 3


def test_an_unknown_column_names_the_near_match(corpus):
    with pytest.raises(errors.TableError, match='Did you mean "speaker"'):
        corpus.where(speeker="P1")


def test_a_turn_of_an_unknown_session_is_refused(corpus):
    with pytest.raises(errors.TableError, match='session_id "b" is not in sessions'):
        Corpus(turns=corpus.turns, sessions=corpus.sessions.drop("b"))


def test_the_hash_changes_with_the_words_and_with_nothing_else(corpus):
    before = text_hash(corpus.turns)
    assert text_hash(corpus.turns.assign(speaker="Z", start_s=1.0)) == before
    assert text_hash(corpus.turns.assign(text="other")) != before
    changed = corpus.with_turns(corpus.turns.assign(text="other"))
    assert changed.sessions.loc["a", "text_hash"] != corpus.sessions.loc["a", "text_hash"]


def test_a_corpus_says_what_it_holds(corpus):
    assert "3 sessions, 3 turns, 8 words (2024, 2025)" in repr(corpus)
    assert "<table" in corpus._repr_html_()


def test_a_round_that_is_not_there_is_named_and_leaves_no_empty_corpus() -> None:
    corpus = prac.open_study(prac.sample_path()).corpus()
    with pytest.raises(errors.TableError, match=r'year="2025-27"; .* Did you mean "2025-26"'):
        corpus.where(year=["2024-25", "2025-27"])
    assert len(corpus.where(year="2025-26").sessions) == 8
