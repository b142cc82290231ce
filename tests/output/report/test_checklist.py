"""COREQ and SRQR: what the data can fill is filled, gaps are said, nobody is pointed at."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

import practicelearn as prac
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Table
from practicelearn.output.report.checklist import GAP, reporting_checklist
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes


def test_all_items_are_there_once_and_in_order(themes: Themes) -> None:
    table = reporting_checklist(themes)
    counts = table.groupby("checklist")["item"].agg(list)
    assert counts["COREQ"] == list(range(1, 33))
    assert counts["SRQR"] == list(range(1, 22))
    assert table["name"].str.len().min() > 4


def test_what_the_data_hold_is_filled_and_the_rest_is_a_gap(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    guide = pd.DataFrame({"question_id": ["q1"], "wording": ["How?"], "version": ["2"],
                          "codes": ["tools"]})  # fmt: skip
    table = reporting_checklist(themes, change, decisions=decisions, guide=guide)
    coreq = table[table["checklist"] == "COREQ"].set_index("item")
    by_library = [12, 17, 19, 20, 21, 22, 24, 25, 26, 27, 29]
    assert coreq.loc[by_library, "filled"].all()
    assert not coreq.loc[[2, 4, 5, 7, 9, 10, 11, 13, 23], "filled"].any()
    assert (coreq.loc[~coreq["filled"], "says"] == GAP).all()
    assert "2024-25: 5 groups and 25 people" in coreq.loc[12, "says"]
    assert "1 question" in coreq.loc[17, "says"]
    assert "45%" in coreq.loc[22, "says"]


def test_how_long_groups_took_is_said_of_those_of_which_it_is_known(themes: Themes) -> None:
    def duration(known: int) -> str:
        sessions = themes.corpus.sessions.copy()
        sessions["duration_s"] = [720.0] * (known - 1) + [780.0] + [None] * (len(sessions) - known)
        own = replace(themes, corpus=replace(themes.corpus, sessions=sessions))
        table = reporting_checklist(own).set_index(["checklist", "item"])
        return str(table.loc[("COREQ", 21), "says"])

    assert duration(6) == "Known of 6 of 15 groups: 12 to 13 minutes a group, mean 12."
    assert duration(15) == "12 to 13 minutes a group, mean 12."


def test_people_who_could_not_be_counted_do_not_make_all_groups_smaller(themes: Themes) -> None:
    """Nobody read one group of the newest round: 20 people are of four groups, not of five."""
    assert themes.codings is not None
    codings = themes.codings
    sessions = themes.corpus.sessions
    newest = sessions["year"] == "2024-25"
    gone = sessions.index[newest & (sessions["group"] == sessions.loc[newest, "group"].iloc[0])]
    of = codings.read["turn_id"].str.rpartition(":")[0]
    own = codings.spans["turn_id"].str.rpartition(":")[0]
    part = replace(codings, read=codings.read[~of.isin(gone)], spans=codings.spans[~own.isin(gone)])
    found = find_themes(part, themes.corpus)
    said = reporting_checklist(found).set_index(["checklist", "item"])
    sample = said.loc["COREQ"].loc[12, "says"]
    assert "2024-25: 5 groups; 20 people in the 4 of them whose people are counted" in sample
    page = Report(themes=found).html()
    assert "people counted in 2024-25" in page
    assert "people in 2024-25<" not in page


def test_nothing_is_claimed_that_is_not_there(themes: Themes) -> None:
    corpus = replace(
        themes.corpus, attendance=themes.corpus.attendance.iloc[:0],
        sessions=themes.corpus.sessions.assign(year=None, team=None, group_type=None, date=None),
    )  # fmt: skip
    table = reporting_checklist(find_themes(None, corpus, themes.topics))
    coreq = table[table["checklist"] == "COREQ"].set_index("item")
    assert not coreq.loc[[1, 3, 6, 15, 16, 17, 24, 25, 28, 29], "filled"].any()


def test_few_people_are_not_counted_and_nobody_is_named(themes: Themes) -> None:
    corpus = themes.corpus
    few = corpus.attendance["session_id"].str.startswith("2024") & (
        corpus.attendance["role"] == "participant"
    )
    first = corpus.attendance.index[few][:3]
    small = replace(
        corpus, attendance=corpus.attendance[~few | corpus.attendance.index.isin(first)]
    )
    leads = small.attendance["role"] == "facilitator"
    managed = small.attendance.assign(line_manages_someone_present=leads.where(leads))
    one = find_themes(themes.codings, replace(small, attendance=managed))
    table = reporting_checklist(one)
    said = " ".join(table["says"])
    names = {*corpus.sessions["group"], *corpus.sessions.index, *corpus.attendance["person_id"]}
    assert not [n for n in names if re.search(rf"\b{re.escape(n)}\b", said)]


def test_both_stand_in_a_file_of_their_own_which_names_the_gaps(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame, tmp_path: Path
) -> None:
    own = Report(themes=themes, change=change, decisions=decisions, kind="checklists")
    tables = [b for b in own.document.blocks if isinstance(b, Table)]
    assert [t.caption[:11] for t in tables] == ["COREQ; gaps", "SRQR; gaps:"]
    assert [len(t.rows) for t in tables] == [32, 21]
    assert "and 23" in tables[0].caption or "23" in tables[0].caption
    assert own.document.notices, "a draft, as the report is"
    written = own.for_readers(tmp_path)
    assert "checklists.docx" in [path.name for path in written], "it is held to the same test"


def test_it_is_a_public_table() -> None:
    assert prac.reporting_checklist is reporting_checklist


def test_the_checklists_say_of_coders_and_tests_what_the_method_says(
    themes: Themes, change: pd.DataFrame
) -> None:
    """Two people read; one person's reading of each session is used."""
    reading = pd.DataFrame({"session_id": ["a", "b"], "people": [("kim", "lee"), ("kim",)]})
    own = replace(themes, reading=reading)
    table = reporting_checklist(own, change).set_index(["checklist", "item"])["says"]
    assert table["COREQ", 24] == "2 coders; one reading a session is used."
    assert "beforehand" not in table["SRQR", 15], "no dated plan is on record"
    assert "exact tests of the headline themes" in table["SRQR", 15]
    assert table["COREQ", 19].startswith("15 sessions from transcripts;")
    assert table["COREQ", 20] == "No session is from notes; no gesture noted in transcripts."
