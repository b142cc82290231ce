"""What is derived of one corpus and its themes is derived once for all documents beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from practicelearn import corpus as corpora
from practicelearn.output.report import Report
from practicelearn.output.report.kinds import MADE_BY
from practicelearn.output.report.made_together import made_together
from practicelearn.themes import raised
from practicelearn.themes.themes import Themes


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each kind of document was made."""
    seen: Counter[str] = Counter()

    def noted(kind: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def once(*given: Any) -> Any:
            seen[kind] += 1
            return make(*given)

        return once

    for kind, make in MADE_BY.items():
        monkeypatch.setitem(MADE_BY, kind, noted(kind, make))
    return seen


def test_the_report_that_slides_need_is_the_one_that_was_made(
    themes: Themes, made: Counter[str], tmp_path: Any
) -> None:
    with made_together():
        report = Report(themes=themes, title="Invented")
        slides = Report(themes=themes, title="Invented", kind="summary")
        slides.save(tmp_path / "summary.pptx")
        assert slides.hash == report.hash
    assert made == {"report": 1, "summary": 1}


def test_another_table_is_another_report(themes: Themes, made: Counter[str]) -> None:
    with made_together():
        first = Report(themes=themes)
        row = {"kind": "waive", "who": "sam", "at": "2026-01-01", "reason": "asked", "words": ["A"]}
        other = Report(themes=themes, decisions=pd.DataFrame([row]))
        later = Report(themes=themes, made="2020-02-02")
    assert made["report"] == 3
    assert "2 February 2020" in later.document.subtitle
    assert first.document.blocks != other.document.blocks


def test_outside_of_it_nothing_is_shared(themes: Themes, made: Counter[str]) -> None:
    assert Report(themes=themes).hash == Report(themes=themes).hash
    assert made["report"] == 2


def test_words_and_speakers_of_a_corpus_are_counted_once_for_all_documents(
    themes: Themes, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: Counter[str] = Counter()

    def noted(name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **more: Any) -> Any:
            counted[name] += 1
            return do(*given, **more)

        return done

    for home, name in ((corpora, "count_words"), (raised, "counted_turns")):
        monkeypatch.setattr(home, name, noted(name, getattr(home, name)))
    fresh = replace(themes, corpus=replace(themes.corpus))  # nothing is known of it yet
    for kind in ("report", "summary", "evidence"):
        assert Report(themes=fresh, kind=kind).document.blocks
    assert counted["count_words"] == len(fresh.corpus.turns)
    assert 1 <= counted["counted_turns"] <= 2  # of those who count, and of everybody
