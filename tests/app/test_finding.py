"""A search ends at a number of places and after some seconds, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn._tables import Mark
from practicelearn.app import finding
from practicelearn.app.finding import MOST, find


def corpus_of(texts: list[str]) -> prac.Corpus:
    base = prac.open_study(prac.sample_path()).corpus(["2025-north"]).turns.iloc[[0]]
    turns = pd.concat([base] * len(texts)).assign(
        text=texts, n=range(1, len(texts) + 1), marks=[[] for _ in texts]
    )
    turns.index = pd.Index([f"2025-north:{n:05d}" for n in turns["n"]], name="turn_id")
    return prac.Corpus(turns=turns)


def ticking(by: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += by


def clock_of(by: float):
    ticks = ticking(by)
    return lambda: next(ticks)


@pytest.mark.parametrize("exact", [True, False])
def test_the_first_places_are_shown_and_the_rest_is_said(exact):
    found = find(corpus_of(["the desk " * 900] * 4), "the", exact=exact)
    assert len(found.hits) == MOST
    assert found.note == "The first 2,000 places; type more to narrow."
    assert not found.further
    assert found.hits[-1]["turn_id"] == "2025-north:00003"


def test_one_endless_turn_of_one_letter_is_no_endless_answer():
    found = find(corpus_of(["e" * 200_000]), "e", exact=True)
    assert len(found.hits) == MOST


def test_as_many_as_are_shown_are_all_there_are():
    found = find(corpus_of(["the desk " * (MOST // 4)] * 4), "the", exact=True)
    assert (len(found.hits), found.note) == (MOST, "")


def test_a_question_that_takes_too_long_says_how_far_it_looked():
    found = find(corpus_of(["the desk"] * 10), "desk", exact=True, clock=clock_of(2.0))
    assert found.note.startswith("Looked through 3 of 10 turns in 5 seconds; press Enter again")
    assert found.further
    assert [hit["turn_id"][-1] for hit in found.hits] == ["1", "2", "3"]


def test_a_long_session_is_analysed_slice_by_slice_and_goes_on_when_asked_again(monkeypatch):
    monkeypatch.setattr(finding, "WHOLE", 20)
    monkeypatch.setattr(finding, "SLICE", 10)
    corpus = corpus_of([f"they trained {n} times on a desk" for n in range(12)])
    short = find(corpus, "train", clock=clock_of(2.0))
    assert short.further
    assert 0 < len(short.hits) < 12
    whole = find(corpus, "train")
    assert [hit["quote"] for hit in whole.hits] == ["trained"] * 12
    assert whole.note == ""


def test_slices_find_what_the_whole_finds(monkeypatch):
    corpus = prac.open_study(prac.sample_path()).corpus(["2025-north"])
    whole = find(corpus, "work")
    monkeypatch.setattr(finding, "WHOLE", 20)
    monkeypatch.setattr(finding, "SLICE", 100)
    assert find(corpus, "work") == whole
    assert len(whole.hits) > 1


def test_one_endless_turn_is_looked_through_bit_by_bit_and_found_where_it_stands(monkeypatch):
    monkeypatch.setattr(finding, "WHOLE", 20)
    monkeypatch.setattr(finding, "SLICE", 10)
    monkeypatch.setattr(finding, "PIECE", 40)
    said = " ".join(f"They trained {n} times [laughs] on a desk." for n in range(12))
    corpus = corpus_of(["We train.", said, "And trained."])
    marks = [Mark(m.start(), m.end(), "laughter") for m in re.finditer(r"\[laughs\]", said)]
    corpus = replace(corpus, turns=corpus.turns.assign(marks=[[], marks, []]))
    short = find(corpus, "train", clock=clock_of(2.0))
    assert short.note.startswith("Looked through 1 of 3 turns in 5 seconds; press Enter again")
    assert 1 < len(short.hits) < 13
    whole = find(corpus, "train")
    assert [hit["quote"] for hit in whole.hits] == ["train", *["trained"] * 13]
    texts = corpus.turns["text"]
    assert all(texts[h["turn_id"]][h["start"] : h["end"]] == h["quote"] for h in whole.hits)
    assert find(corpus, "laughs").hits == []
