"""Rounds stand in the order people gave, by date, or by the year they name: never by spelling."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from planned_before import planned
from practicelearn._tables import TURNS, empty_table
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.themes.trend import trend


def held(*rows, rounds=()):
    sessions = pd.DataFrame(rows, columns=["session_id", "year", "date"]).set_index("session_id")
    return Corpus(turns=empty_table(TURNS), sessions=sessions, rounds=rounds)


def test_the_list_decides_whatever_the_spelling():
    corpus = held(("a", "Round 10", None), ("b", "Round 9", None), rounds=["Round 9", "Round 10"])
    assert corpus.years == ["Round 9", "Round 10"]
    assert corpus.where(year="Round 10").rounds == ("Round 9", "Round 10")


def test_without_a_list_dates_decide():
    corpus = held(("a", "Autumn", "2024-10-02"), ("b", "Spring", "2024-03-09"))
    assert corpus.years == ["Spring", "Autumn"]


def test_without_dates_the_years_that_labels_name_decide():
    assert held(("a", "Autumn 2025", None), ("b", "Spring 2024", None)).years == [
        "Spring 2024",
        "Autumn 2025",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("a", "Round 9", None), ("b", "Round 10", None)),
        (("a", "Autumn", None), ("b", "Spring", None)),
        (("a", "Spring 2024", None), ("b", "Autumn 2024", None)),
        (("a", "Round 9", "2024-03-01"), ("b", "Round 10", None)),
    ],
)
def test_what_nothing_decides_is_refused_and_says_how_to_say_it(first, second):
    corpus = held(first, second)
    with pytest.raises(PracticelearnError, match=r'is not known.*study\.toml.*rounds = \["'):
        corpus.years  # noqa: B018 - to ask is enough
    assert corpus.year_labels == [first[1], second[1]]
    assert "2 sessions" in repr(corpus)
    assert corpus.where(year=first[1]).years == [first[1]]


def test_rounds_whose_dates_overlap_are_not_told_apart_by_them():
    rows = ("a", "North", "2024-03-01"), ("b", "South", "2024-03-01")
    with pytest.raises(PracticelearnError, match="no dates that tell them apart"):
        held(*rows).years  # noqa: B018 - to ask is enough


def test_dates_that_contradict_the_years_named_are_refused():
    with pytest.raises(PracticelearnError, match=r"by the dates .* by the years they name"):
        held(("a", "2023-24", "2025-02-01"), ("b", "2024-25", "2024-02-01")).years  # noqa: B018 - to ask is enough


def test_a_round_that_the_list_lacks_is_named_and_never_last():
    corpus = held(("a", "2023", None), ("b", "2022", None), rounds=["2023"])
    with pytest.raises(PracticelearnError, match=r'round "2022", which the list .* lacks'):
        corpus.years  # noqa: B018 - to ask is enough


def folder_of(tmp_path, sheet):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text("Kim: We began late.\nLee: Desks again.\n")
    (tmp_path / "sessions.csv").write_text(sheet)
    return tmp_path


def test_loading_takes_the_rounds_and_what_does_not_fit_them_is_an_issue(tmp_path):
    sheet = "session_id,year,date\na,Round 9,01/03/2024\nb,Round 10,02/03/2025\n"
    folder = folder_of(tmp_path, sheet + "c,Round 10,02/03/2023\n")
    corpus = prac.read_transcripts(folder, rounds=["Round 9", "Round 10"])
    assert corpus.years == ["Round 9", "Round 10"]
    own = corpus.issues[corpus.issues["session_id"] == "c"]
    assert own["message"].str.contains("dated 2023-03-02 .* before every session").any()
    lacking = prac.read_transcripts(folder, rounds=["Round 9"])
    errors = lacking.issues[lacking.issues["severity"] == "error"]
    assert set(errors["session_id"]) == {"b", "c"}


def test_a_study_keeps_the_order_and_study_toml_changes_it(tmp_path):
    (tmp_path / "in").mkdir()
    folder = folder_of(tmp_path / "in", "session_id,year\na,Round 9\nb,Round 10\nc,Round 10\n")
    corpus = replace(prac.read_transcripts(folder), rounds=("Round 9", "Round 10"))
    study = prac.create_study(tmp_path / "study", corpus, title="Check")
    assert prac.open_study(study.path).corpus().years == ["Round 9", "Round 10"]
    toml = study.path / "study.toml"
    toml.write_text(toml.read_text().replace('"Round 9", "Round 10"', '"Round 10", "Round 9"'))
    assert prac.open_study(study.path).corpus().years == ["Round 10", "Round 9"]
    toml.write_text(toml.read_text().replace('"Round 10", "Round 9"', '"Round 9"'))
    found = prac.open_study(study.path).corpus()
    assert (found.issues["severity"] == "error").sum() == 2
    with pytest.raises(PracticelearnError, match='"Round 10", which the list'):
        found.years  # noqa: B018 - to ask is enough


def test_a_study_whose_order_nobody_knows_begins_without_a_list(tmp_path):
    (tmp_path / "in").mkdir()
    folder = folder_of(tmp_path / "in", "session_id,year\na,Round 9\nb,Round 10\nc,Round 10\n")
    study = prac.create_study(tmp_path / "study", prac.read_transcripts(folder), title="Check")
    assert study.settings.rounds == ()


RISING = {"Round 9": [1, 2] * 4, "Round 10": [5, 4] * 4}


def test_verdicts_follow_the_rounds_and_are_refused_where_nobody_knows_them(study_of):
    themes = planned(prac.find_themes(*reversed(study_of({"desks": RISING}))), ["desks"])
    with pytest.raises(PracticelearnError, match='the rounds "Round 10", "Round 9" is not known'):
        prac.compare_years(themes)
    ordered = replace(themes, corpus=replace(themes.corpus, rounds=("Round 9", "Round 10")))
    row = prac.compare_years(ordered).iloc[0]
    assert (row["year_before"], row["year_after"]) == ("Round 9", "Round 10")
    assert row["verdict"].startswith("heard more")
    said = prac.compare_years(themes, pairs=[("Round 9", "Round 10")]).iloc[0]
    assert said["difference"] == pytest.approx(row["difference"])


def test_the_themes_own_tables_stand_in_the_order_of_rounds(study_of):
    corpus, codings = study_of({"desks": RISING})
    ordered = replace(corpus, rounds=("Round 9", "Round 10"))
    extent = prac.find_themes(codings, ordered).extent
    assert list(extent["year"]) == ["Round 9", "Round 10"]


def test_a_trend_goes_through_the_rounds_in_their_order(study_of):
    labels = [f"Round {n}" for n in range(6, 12)]
    raised = {y: [k // 2, k // 2 + 1] * 2 for k, y in enumerate(labels)}
    themes = planned(prac.find_themes(*reversed(study_of({"desks": raised}))), ["desks"])
    with pytest.raises(PracticelearnError, match="is not known"):
        trend(themes)
    ordered = replace(themes, corpus=replace(themes.corpus, rounds=tuple(labels)))
    row = trend(ordered).iloc[0]
    assert row["years"] == labels
    assert np.all(np.diff(row["means"]) >= 0)


def test_the_rounds_in_which_a_theme_recurs_stand_in_their_order(study_of):
    corpus, codings = study_of({"desks": {y: [2, 2, 2, 2] for y in ("Round 9", "Round 10")}})
    ordered = replace(corpus, rounds=("Round 9", "Round 10"))
    table = prac.find_themes(codings, ordered).table
    assert list(table.loc["desks", "years_recurring"]) == ["Round 9", "Round 10"]
