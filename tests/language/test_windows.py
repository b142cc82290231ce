import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.errors import PracticelearnError
from practicelearn.language.windows import make_windows
from practicelearn.language.words import count_words


def test_a_window_is_closed_as_soon_as_it_holds_enough_and_the_rest_joins_the_last(turns_of):
    turns = turns_of("one two", "three four five", "six", "seven eight nine ten", "eleven")
    windows = make_windows(turns, words=5)
    assert windows["turn_ids"].tolist() == [
        ["a:00001", "a:00002"],
        ["a:00003", "a:00004", "a:00005"],
    ]
    assert windows["n_words"].tolist() == [5, 6]
    assert windows[["first", "last"]].to_numpy().tolist() == [[0, 1], [2, 4]]
    assert windows.index.tolist() == ["a:w001", "a:w002"]
    assert windows.index.name == "window_id"


def test_a_long_turn_is_never_cut(turns_of):
    turns = turns_of("word " * 500, "and so on")
    assert make_windows(turns, words=100)["n_words"].tolist() == [503]


def test_a_short_session_is_one_short_window_and_never_lent_to_its_neighbour(turns_of):
    turns = turns_of("one two", "three", "four five six", sessions=["a", "b", "c"])
    windows = make_windows(turns, words=100)
    assert windows.index.tolist() == ["a:w001", "b:w001", "c:w001"]
    assert windows["n_words"].tolist() == [2, 1, 3]


def test_marks_are_no_words(turns_of):
    turns = turns_of("[everybody talks at once]", "yes [laughs and laughs] indeed")
    assert make_windows(turns, words=2)["n_words"].tolist() == [2]


def test_turns_whose_words_do_not_count_still_belong_to_a_window(turns_of):
    turns = turns_of("hello all of you", "one two", "and what else", "three four")
    counting = pd.Series([0, 2, 0, 2], index=turns.index)
    windows = make_windows(turns, words=2, n_words=counting)
    assert windows["n_words"].tolist() == [2, 2]
    assert windows["turn_ids"].str.len().tolist() == [2, 2]


def test_interleaved_sessions_are_kept_apart(turns_of):
    turns = turns_of("a b", "x y", "c d", "z", sessions=["n", "s", "n", "s"])
    windows = make_windows(turns, words=3)
    assert windows["turn_ids"].tolist() == [["n:00001", "n:00002"], ["s:00001", "s:00002"]]
    assert windows[["first", "last"]].to_numpy().tolist() == [[0, 2], [1, 3]]


def test_no_turns_make_no_windows(turns_of):
    assert make_windows(turns_of()).empty


def test_a_window_of_no_words_is_refused(turns_of):
    with pytest.raises(PracticelearnError, match="words must be at least 1, found 0"):
        make_windows(turns_of("hello"), words=0)


def test_a_turn_without_a_count_is_named(turns_of):
    turns = turns_of("hello", "again")
    with pytest.raises(PracticelearnError, match=r"n_words has no count.*a:00002"):
        make_windows(turns, n_words=pd.Series([1], index=turns.index[:1]))


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.booleans()), min_size=1, max_size=40
    ),
    st.integers(1, 20),
)  # fmt: skip
def test_all_words_are_in_windows_once_and_windows_are_as_short_as_can_be(turns_of, rows, words):
    texts = ["word " * n + "[a mark]" * marked for _, n, marked in rows]
    turns = turns_of(*texts, sessions=[session for session, _, _ in rows])
    windows = make_windows(turns, words=words)
    assert sorted(t for own in windows["turn_ids"] for t in own) == sorted(turns.index)
    assert windows["n_words"].sum() == sum(n for _, n, _ in rows)
    for window in windows.itertuples():
        own = turns.loc[window.turn_ids]
        assert set(own["session_id"]) == {window.session_id}
        assert own.index.tolist() == [t for t in turns.index if t in set(window.turn_ids)]
        sizes = [count_words(t, m) for t, m in zip(own["text"], own["marks"], strict=True)]
        assert sum(sizes) == window.n_words
        last = window.Index == windows.index[windows["session_id"] == window.session_id][-1]
        alone = window.Index.endswith("w001") and last
        assert window.n_words >= words or alone
        assert last or sum(sizes[:-1]) < words
