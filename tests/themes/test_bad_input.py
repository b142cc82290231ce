"""What a study may lack, and the words a person reads then."""

from __future__ import annotations

from dataclasses import replace

import pytest

import practicelearn as prac
from planned_before import planned
from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.themes.finding import find_themes
from practicelearn.themes.years import compare_years

A, B = "2023-24", "2024-25"
SOME, MORE = [1, 2, 1, 3, 2, 1, 2, 2], [3, 4, 2, 3, 4, 3, 2, 4]


def row_of(corpus, codings, theme="desks", **options):
    themes = planned(find_themes(codings, corpus), [theme])
    return compare_years(themes, **options).set_index("theme_id").loc[theme]


def test_a_report_of_one_round_says_that_change_cannot_be_told(study_of):
    page = Report(themes=find_themes(*reversed(study_of({"desks": {A: SOME}})))).html()
    assert "What changed cannot be told: this is the only round." in page
    two = Report(themes=find_themes(*reversed(study_of({"desks": {A: SOME, B: MORE}})))).html()
    assert "this is the only round" not in two


def test_two_groups_a_round_are_too_few_for_any_verdict(study_of):
    row = row_of(*study_of({"desks": {A: [1, 2], B: [5, 5]}}))
    assert row["verdict"] == "no verdict"
    assert row["why"] == f"no test: 2 groups in {A}, at least 4 are needed"


def test_a_theme_in_no_group_says_what_could_have_been_missed(study_of):
    nobody = [0] * 8
    made = study_of({"desks": {A: SOME, B: MORE}, "night": {A: nobody, B: nobody}})
    row = row_of(*made, "night")
    assert row["verdict"] == "cannot tell"
    assert row["why"] == (
        "nobody raised it in either round; with 8 and 8 groups, up to 31% and 31% of such groups "
        "could still do so"
    )


def test_without_any_attendance_list_a_caution_says_whose_shares_they_are(study_of):
    row = row_of(*study_of({"desks": {A: SOME, B: MORE}}, attendance=()))
    said = "no attendance list: shares of those who spoke; the silent are not counted"
    assert said in row["cautions"]
    listed = row_of(*study_of({"desks": {A: SOME, B: MORE}}))
    assert said not in listed["cautions"]


def test_a_list_in_one_round_only_gives_no_verdict(study_of):
    row = row_of(*study_of({"desks": {A: SOME, B: MORE}}, attendance=(B,)))
    assert row["verdict"] == "no verdict"
    assert row["why"] == "no test: one round has an attendance list and the other has not"


def test_one_missing_list_of_a_round_is_no_round_without_lists(study_of):
    corpus, codings = study_of({"desks": {A: SOME, B: MORE}})
    sid = f"{B}-g0"
    lost = replace(
        corpus,
        attendance=corpus.attendance[corpus.attendance["session_id"] != sid],
        turns=corpus.turns.assign(
            person_id=corpus.turns["person_id"].mask(corpus.turns["session_id"] == sid)
        ),
    )
    row = row_of(lost, codings)
    assert row["verdict"] == "no verdict"
    assert row["why"] == (
        f"no test: some groups of {B} have no attendance list, and others have one"
    )


def test_teams_that_merged_are_not_taken_for_the_same_teams(study_of):
    corpus, codings = study_of({"desks": {A: SOME, B: MORE[:4]}}, teams=True)
    sessions = corpus.sessions
    merged = [
        team if year == A else f"teams {2 * int(team[-1])} and {2 * int(team[-1]) + 1}"
        for team, year in zip(sessions["team"], sessions["year"], strict=True)
    ]
    row = row_of(replace(corpus, sessions=sessions.assign(team=merged)), codings)
    assert row["design"] == "unpaired"
    assert "0 of 12 teams met in both rounds; analysed as separate groups" in row["cautions"]


def test_rounds_in_the_wrong_order_are_refused_with_the_right_one(study_of):
    made = study_of({"desks": {A: SOME, B: MORE}})
    with pytest.raises(PracticelearnError, match=rf"the order is {A}, {B}\."):
        row_of(*made, pairs=[(B, A)])


def test_a_headline_is_a_list_and_a_change_that_matters_a_share(study_of):
    themes = find_themes(*reversed(study_of({"desks": {A: SOME, B: MORE}})))
    with pytest.raises(PracticelearnError, match=r'Write headline=\["desks"\]'):
        themes.declare("desks")
    declared = planned(themes, ["desks"])
    with pytest.raises(PracticelearnError, match=r"not per cent: write smallest_worthwhile=0\.15"):
        compare_years(declared, smallest_worthwhile=15)


def test_what_is_given_in_the_wrong_place_is_named(study_of):
    corpus, codings = study_of({"desks": {A: SOME}})
    for call in (
        lambda: find_themes(corpus, codings),
        lambda: compare_years(corpus),
        lambda: prac.agreement(corpus, codings),
        lambda: prac.merge_codings(corpus),
        lambda: prac.Report(themes=corpus),
    ):
        with pytest.raises(PracticelearnError, match=r"a Corpus: expected|another order"):
            call()


def test_a_reading_of_somebody_who_is_not_there_is_not_preferred_in_silence(study_of):
    _, codings = study_of({"desks": {A: SOME}})
    with pytest.raises(PracticelearnError, match=r'no coder "kimm"; .* Did you mean "kim"'):
        prac.merge_codings(codings, prefer="kimm")
