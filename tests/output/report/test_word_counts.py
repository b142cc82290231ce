"""Figures from cue words are headed so in every document, checked or not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Heading
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years


@pytest.fixture(scope="module")
def counted(themes: Themes) -> Themes:
    return replace(themes, origin="keyword")


def headings(report: Report) -> list[str]:
    return [b.text for b in report.document.blocks if isinstance(b, Heading)]


@pytest.mark.parametrize(
    ("kind", "headed"),
    [
        ("evidence", ["What keeps coming up", "What changed"]),
        ("report", ["What is going well", "What people told us", "Appendix: the figures"]),
        ("summary", ["What is going well"]),
    ],
)
def test_headings_over_word_counts_say_so(
    counted: Themes, themes: Themes, kind: str, headed: list[str]
) -> None:
    words = headings(Report(themes=counted, change=compare_years(counted), kind=kind))
    assert {f"{h} (word counts, not coding)" for h in headed} <= set(words)
    coded = headings(Report(themes=themes, change=compare_years(themes), kind=kind))
    assert not any("word counts" in h for h in coded)


def test_unchecked_cues_are_said_to_be_unchecked(counted: Themes) -> None:
    page = Report(themes=counted, change=compare_years(counted)).html()
    assert "Nobody has checked the cue words against a person’s reading." in page
    assert "Word counts, not coding: cues not checked against hand coding." in page


def test_checked_cues_stand_beside_the_comparison(counted: Themes) -> None:
    cues = pd.DataFrame(
        {"code": "tools", "year": ["2022-23", "2023-24", "2024-25"], "n_turns": 100,
         "n_coded": 20, "sensitivity": 0.55, "specificity": 0.9625}
    )  # fmt: skip
    page = Report(themes=counted, change=compare_years(counted, cues=cues)).html()
    assert "tools in 2023-24 sensitivity 0.55 (of 20 turns)" in page
    assert "Nobody has checked" not in page
    assert "sensitivity is the share of turns coded by hand that hold a cue" in page
