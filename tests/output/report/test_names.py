"""No report for readers prints what looks like a name, unless somebody says in writing why."""

import pandas as pd
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.jobs.release import waivers_of
from practicelearn.output.report.names import waivers_said
from practicelearn.output.report.report import Report
from practicelearn.themes.cycle.sheet import read_actions
from practicelearn.themes.themes import Themes


@pytest.fixture
def naming(themes: Themes) -> Themes:
    """A statement in which somebody forgot a name."""
    return themes.state("tools", "Ask Bethany Wolstenholme at Larkspur Academy about the laptops.")


def test_a_name_in_print_is_refused_and_said(naming, change, decisions):
    with pytest.raises(PracticelearnError, match=r"Bethany Wolstenholme.*Larkspur Academy"):
        Report(themes=naming, change=change, decisions=decisions)


def test_the_team_sees_everything(naming, change, decisions):
    page = Report(themes=naming, change=change, decisions=decisions, kind="evidence").html()
    assert "Bethany Wolstenholme" in page


def test_a_reason_in_writing_is_printed(naming, change, decisions):
    report = Report(
        themes=naming, change=change, decisions=decisions, waive="She signed off on it."
    )
    assert "left as they are: She signed off on it." in report.html()
    (line,) = waivers_of(report)  # whoever releases sees which words
    assert line == (
        "Words that look like names were left as they are (Bethany Wolstenholme and Larkspur "
        "Academy): She signed off on it."
    )


def test_a_waiver_on_record_covers_the_words_it_names(naming, change, decisions):
    words = ["Bethany Wolstenholme", "Larkspur Academy"]
    row = {"kind": "waive", "who": "sam", "at": "2025-02-02", "reason": "Agreed."}
    whole = pd.concat([decisions, pd.DataFrame([{**row, "words": words}])])
    said = Report(themes=naming, change=change, decisions=whole).html()
    assert "Agreed (sam, 2 February 2025)." in said
    part = pd.concat([decisions, pd.DataFrame([{**row, "words": words[:1]}])])
    with pytest.raises(PracticelearnError, match=r"1 words in it.*Larkspur Academy"):
        Report(themes=naming, change=change, decisions=part)


def test_a_report_without_names_needs_no_waiver(themes, change, decisions):
    assert Report(themes=themes, change=change, decisions=decisions).html()


def test_a_name_in_an_action_or_a_note_is_refused_too(themes, change, decisions, tmp_path):
    sheet = tmp_path / "actions.csv"
    row = "The rota,Ask Bethany Wolstenholme for desks,tools,2023-24,Agreed with Mrs Adeyemi"
    sheet.write_text(f"You said,We will,Theme,Round,Note\n{row}\n", encoding="utf-8")
    cycle = read_actions(sheet)
    with pytest.raises(PracticelearnError, match="Bethany Wolstenholme"):
        Report(themes=themes, change=change, decisions=decisions, cycle=cycle)
    told = Report(
        themes=themes, change=change, decisions=decisions, cycle=cycle, waive="She said it may."
    )
    assert "Adeyemi" not in told.html()  # notes are the team's: no report prints them


def test_a_waiver_of_no_words_does_not_say_that_any_were_left():
    row = {"kind": "waive", "who": "sam", "at": "2025-02-02", "reason": "Agreed.", "words": []}
    (said,) = waivers_said(pd.DataFrame([row]), named=True)
    assert (
        said == "Words that look like names may stay, and there are none: Agreed (sam, 2 "
        "February 2025)."
    )
