"""What was made last is kept up to so many bytes, however many pieces that is."""

import pytest

from practicelearn.language import pipeline as module
from practicelearn.language.pipeline import BLANK, Pipeline, tokenise
from practicelearn.language.remembered import Remembered


@pytest.fixture
def store():
    return Remembered()


def keep(store, *keys, size=10, most=30):
    for key in keys:
        store.remember(key, "x" * size, most=most, bytes_of=len)


def test_the_oldest_go_when_there_are_too_many_bytes(store):
    keep(store, "a", "b", "c", "a", "d")  # a was asked for after b
    assert list(store) == ["c", "a", "d"]
    assert store.n_bytes == 30


def test_a_large_one_pushes_out_as_many_as_it_needs_room(store):
    keep(store, "a", "b", "c")
    keep(store, "d", size=25)
    assert list(store) == ["d"]
    assert store.n_bytes == 25


def test_what_is_larger_than_all_that_is_kept_is_not_kept(store):
    keep(store, "a")
    keep(store, "b", size=31)
    assert list(store) == []
    assert store.n_bytes == 0


def test_what_was_kept_already_counts_once(store):
    keep(store, *"aaaa")
    assert store.n_bytes == 10
    store.clear()
    assert store.n_bytes == 0


def test_hundreds_of_short_sessions_are_analysed_once(turns_of, monkeypatch):
    seen = []
    analyse = module._analyse
    monkeypatch.setattr(module, "_REMEMBERED", Remembered())
    monkeypatch.setattr(module, "_analyse", lambda *a: seen.append(a[0][0]) or analyse(*a))
    turns = turns_of(*["The duty desk"] * 600, sessions=[f"s{n}" for n in range(600)])
    first = tokenise(turns, pipeline=Pipeline(BLANK, "1"))
    again = tokenise(turns, pipeline=Pipeline(BLANK, "1"))
    assert len(seen) == 600
    assert again.words == first.words == ["the", "duty", "desk"]
