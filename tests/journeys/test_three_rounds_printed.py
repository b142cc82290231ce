"""Study A: the finished documents, read as a reader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import answers as key
from .printed import found_in, people_said, said_in
from .three_rounds import run

ALL = ("evidence.html", "report.html", "report.docx", "summary.docx")
FOR_READERS = ALL[1:]


@pytest.mark.parametrize("name", ALL)
def test_nothing_false_is_printed(printed: Path, name: str) -> None:
    assert not found_in(said_in(printed / name), key.NEVER)


@pytest.mark.parametrize("name", FOR_READERS)
def test_nothing_printed_for_readers_points_at_few(printed: Path, name: str) -> None:
    assert not found_in(said_in(printed / name), key.NEVER_FOR_READERS)


@pytest.mark.parametrize("name", ["report.html", "report.docx"])
@pytest.mark.parametrize("figure", key.MUST_FOR_READERS)
def test_readers_are_told_how_far_a_theme_reaches(printed: Path, name: str, figure: str) -> None:
    assert f"{figure} people" in said_in(printed / name)


def test_page_and_word_give_the_same_figures(printed: Path) -> None:
    page, word = (people_said(said_in(printed / f"report.{s}")) for s in ("html", "docx"))
    assert page == word
    assert page


@pytest.mark.parametrize("name", ["evidence.html", "report.html", "report.docx"])
def test_each_verdict_is_printed_in_its_words(printed: Path, name: str) -> None:
    said = said_in(printed / name).lower()
    for verdicts in key.VERDICTS.values():
        assert any(verdict in said for verdict in verdicts)
    assert "heard more by less" not in said
    assert "round 11 to round 9" not in said
    assert "round 10 to round 9" not in said


def test_everybody_left_out_is_named_in_the_evidence(printed: Path) -> None:
    said = said_in(printed / "evidence.html")
    assert "5 of 112 codings are not counted" in said
    assert "2 of 112 codings are not counted" in said
    assert "complete the list" in said
    assert "(Cedar, Damson)" in said
    assert "notes only" in said


def test_the_evidence_gives_the_figures_of_the_key(printed: Path) -> None:
    said = said_in(printed / "evidence.html")
    for rounds in key.THEMES.values():
        for wanted in rounds.values():
            if wanted["known"]:
                assert f"{wanted['raised']} of {wanted['people']}" in said
                assert f"{wanted['raised_in']} of {wanted['known']}" in said


def test_how_many_were_there_counts_everybody_once(printed: Path) -> None:
    """31 people are on the lists of Round 11, one of them on two."""
    said = said_in(printed / "report.html")
    assert "31 people in Round 11" in said


@pytest.mark.parametrize("theme", list(key.UNASKED))
def test_whether_it_came_up_unasked(printed: Path, theme: str) -> None:
    said = said_in(printed / "evidence.html") + said_in(printed / "report.html")
    if theme == "supervision":
        assert f"before anybody asked {key.UNASKED[theme]}" in said
    # readers are told nothing of desks: fewer than five people raised it
    assert "before anybody asked in none" not in said


def test_a_quote_of_the_facilitator_is_never_evidence(printed: Path) -> None:
    for name in ALL:
        said = said_in(printed / name)
        assert "I hear that supervision has been poor" not in said
        assert "Other groups have told me" not in said


def test_the_command_line_says_nothing_false(three: Path) -> None:
    assert not found_in(" ".join(run("theme", three).split()), key.NEVER)
