"""Any mixture of names and words: a second run changes nothing, and unchanged words stay."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.corpus import Corpus
from practicelearn.edits import Edit, apply_edits
from practicelearn.pseudonyms import pseudonymise

from .conftest import build

PARTS = [
    "Kelly", "kelly", "Mrs Tembo", "Grace", "will", "said", "the", "Whitmore Road", "on", "team",
    "Harbour", "and", "Sarah's", "[Sam]", "[laughs]", "07700 900123", "LS8 4NT", "child", "JT",
    "House", "Bradford", "so", "Nkemelu", "family", ".", ",", "at", "Primary", "School", "Xu", "[",
    "]", "LCS204817", "dr", "miss", "Mark", "May", "I", "[Person 4]", "O’Rourke", "mill lane",
]  # fmt: skip
SAID = st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join)


MIXED = st.lists(SAID, min_size=1, max_size=4)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(CALM, max_examples=15)
@given(MIXED)
def test_a_second_run_changes_nothing(said: list[str]) -> None:
    check(said, use_model=False)


@settings(CALM, max_examples=5)
@given(MIXED)
def test_nor_does_it_with_the_model(said: list[str]) -> None:
    check(said, use_model=True)


@pytest.mark.slow
@settings(CALM, max_examples=300)
@given(MIXED)
def test_nor_does_it_after_many_tries(said: list[str]) -> None:
    check(said, use_model=True)


def check(said: list[str], *, use_model: bool) -> None:
    corpus: Corpus = build({"2025-north": [(f"P{n}", text) for n, text in enumerate(said)]})
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.csv"
        once = pseudonymise(corpus, key_file=key, use_model=use_model)
        other = Path(folder) / "other.csv"
        twice = pseudonymise(once, key_file=other, use_model=use_model)
    assert twice.turns["text"].tolist() == once.turns["text"].tolist()
    assert len(twice.edits) == 0
    for turn_id, text in corpus.turns["text"].items():
        rows = once.edits[once.edits["turn_id"] == turn_id]
        edits = [Edit(*row) for row in rows[["start", "end", "replacement"]].to_numpy().tolist()]
        assert apply_edits(text, edits) == once.turns.loc[turn_id, "text"]
