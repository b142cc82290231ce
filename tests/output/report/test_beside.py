"""Both rounds' words side by side in the readers' report: under the same rules as every quote."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

from practicelearn.jobs.release import quotes_of
from practicelearn.output.report import Report
from practicelearn.output.report.beside import side_by_side
from practicelearn.output.report.blocks import Heading, Sides
from practicelearn.output.report.told import printed_quotes
from practicelearn.themes.themes import Themes

BEFORE, AFTER = "2023-24", "2024-25"


@pytest.fixture(scope="module")
def both(themes: Themes, decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions, and of the round before every passage of two headline themes flagged."""
    evidence = themes.evidence
    own = evidence[evidence["theme_id"].isin(["supervision", "workload"])]
    own = own[own["year"] == BEFORE]
    first = {column: decisions[column].iloc[0] for column in ("kind", "who", "at", "quotable")}
    rows = pd.DataFrame({"coding_id": own["coding_id"].to_numpy(), **first})
    return pd.concat([decisions, rows], ignore_index=True)


@pytest.fixture(scope="module")
def report(themes: Themes, change: pd.DataFrame, both: pd.DataFrame) -> Report:
    return Report(themes=themes, change=change, decisions=both)


def sides(report: Report) -> dict[str, Sides]:
    """By theme, what stands side by side."""
    found, name = {}, ""
    for block in report.document.blocks:
        if isinstance(block, Heading) and block.level == 3:
            name = block.text
        if isinstance(block, Sides):
            found[name] = block
    return found


def test_each_headline_theme_has_both_rounds_words_each_quote_under_its_own_reference(
    report: Report,
) -> None:
    own = sides(report)["Supervision"]
    assert own.titles == (f"Words of {BEFORE}", f"Words of {AFTER}")
    printed = printed_quotes(report.material)
    said = printed[printed["theme_id"] == "supervision"].set_index("reference")
    for quotes, year in zip(own.quotes, (BEFORE, AFTER), strict=True):
        assert quotes
        for quote in quotes:
            assert said.loc[quote.source, "quote"] == quote.words
            assert said.loc[quote.source, "year"] == year


def test_every_quote_is_printed_once(report: Report) -> None:
    printed = printed_quotes(report.material)
    assert printed["earlier"].any()
    page = re.sub(r'src="data:[^"]*"', "", report.html())
    for reference in printed["reference"]:
        assert len(re.findall(rf">{reference}<", page)) == 1


def test_no_words_without_consent_or_mark_stand_there(
    report: Report, themes: Themes, both: pd.DataFrame
) -> None:
    evidence = themes.evidence[themes.evidence["year"] == BEFORE]
    flagged = evidence["coding_id"].isin(both["coding_id"])
    refused = flagged & (evidence["speaker"] == "P3")
    assert refused.any(), "the fixture must flag words of somebody who did not consent"
    listed = set(quotes_of(report)["coding_id"])
    assert not listed & set(evidence.loc[refused | ~flagged, "coding_id"])
    shown = {q.words for own in sides(report).values() for side in own.quotes for q in side}
    assert shown
    assert shown <= set(quotes_of(report)["quote"])


def test_a_round_without_a_quote_says_so_in_words(report: Report) -> None:
    own = sides(report)["Tools and places to work"]
    assert not own.quotes[0]
    assert own.instead[0] == f"No quote of {BEFORE} has been cleared for this report."
    assert own.instead[0] in report.html()
    assert "Workload and allocation" not in sides(report), "nobody has put it into a sentence"


def test_a_round_in_which_nobody_raised_it_says_that(
    themes: Themes, change: pd.DataFrame, both: pd.DataFrame
) -> None:
    evidence = themes.evidence
    gone = (evidence["theme_id"] == "supervision") & (evidence["year"] == BEFORE)
    extent = themes.extent
    own = (extent["theme_id"] == "supervision") & (extent["year"] == BEFORE)
    extent = extent.assign(n_groups_raised=extent["n_groups_raised"].mask(own, 0))
    report = Report(themes=themes, change=change, decisions=both)
    silent = replace(report.material, themes=replace(themes, evidence=evidence[~gone]))
    silent.__dict__["extent"] = extent
    own = side_by_side(silent, printed_quotes(silent), "supervision")[-1]
    assert isinstance(own, Sides)
    assert own.instead[0] == f"Nobody raised it in {BEFORE}."


def test_the_release_list_and_the_hash_know_the_earlier_words(
    report: Report, themes: Themes, change: pd.DataFrame, both: pd.DataFrame
) -> None:
    listed = quotes_of(report)
    assert BEFORE in set(listed["year"])
    assert list(listed["reference"]) == [f"Q{n}" for n in range(1, len(listed) + 1)]
    one = listed.loc[listed["year"] == BEFORE, "coding_id"].iloc[0]
    back = pd.DataFrame(
        {"kind": ["quotable"], "who": ["lee"], "at": ["2025-03-01T10:00:00.000+00:00"],
         "coding_id": [one], "quotable": [False]}
    )  # fmt: skip
    without = Report(
        themes=themes, change=change, decisions=pd.concat([both, back], ignore_index=True)
    )
    assert one not in set(quotes_of(without)["coding_id"])
    assert without.hash != report.hash


def test_without_a_comparison_no_earlier_words_have_to_be_read(
    themes: Themes, both: pd.DataFrame
) -> None:
    listed = quotes_of(Report(themes=themes, decisions=both))
    assert set(listed["year"]) == {AFTER}


def test_the_page_for_directors_is_the_same_with_and_without_them(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame, both: pd.DataFrame
) -> None:
    with_, without = (
        Report(themes=themes, change=change, decisions=d, kind="summary").document.blocks
        for d in (both, decisions)
    )
    assert list(with_) == list(without)


def test_an_older_quote_among_what_people_told_us_names_its_round(
    themes: Themes, change: pd.DataFrame, both: pd.DataFrame
) -> None:
    newest = themes.evidence.loc[themes.evidence["year"] == AFTER, "coding_id"]
    old = both[~both["coding_id"].isin(newest)]
    page = Report(themes=themes, change=change, decisions=old)
    assert set(quotes_of(page)["reference"]) == {"Q1", "Q2", "Q3"}, "listed once, read once"
    own = sides(page)["Supervision"]
    assert [q.source for q in own.quotes[0]] == ["Q1", "Q2", "Q3"]
    assert own.instead[1] == f"No quote of {AFTER} has been cleared for this report."
    alone = Report(themes=themes, decisions=old)
    assert f"Q1, {BEFORE}" in alone.html(), "not compared, it names its round"


def test_in_word_each_quote_is_a_paragraph_and_the_header_row_repeats(
    report: Report, tmp_path: Path
) -> None:
    word = docx.Document(str(report.save(tmp_path / "report.docx")))
    own = next(t for t in word.tables if t.cell(0, 0).text == f"Words of {BEFORE}")
    assert own.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    said = [p.text for row in own.rows[1:] for p in row.cells[0].paragraphs if p.text]
    assert len(said) > 1
    assert all(p.startswith("“") and "” Q" in p for p in said)
