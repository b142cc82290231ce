"""A row a person, theme and group: its sums and means are the scores of the themes."""

from __future__ import annotations

import pandas as pd
import pytest

import practicelearn as prac


@pytest.fixture(scope="module")
def themes(sample):
    study = prac.open_study(sample)
    return prac.find_themes(prac.merge_codings(study.codings()), study.corpus())


@pytest.fixture(scope="module")
def table(themes):
    return themes.person_table()


def test_every_group_s_mean_is_its_score(themes, table):
    found = table.groupby(["theme_id", "year", "group"])["raised"].mean().astype(float)
    scores = themes.scores.set_index(["theme_id", "year", "group"])["score"]
    assert found.to_dict() == pytest.approx(scores.reindex(found.index).to_dict(), nan_ok=True)


def test_everybody_on_the_attendance_list_is_there_once_a_theme(themes, table, sample):
    sheet = pd.read_excel(sample / "attendance.xlsx")
    present = (sheet["role"] == "participant").sum()
    assert table.index.is_unique
    assert table.index.names == ["theme_id", "year", "group", "who"]
    assert table.groupby("theme_id").size().unique().tolist() == [present]


def test_covariates_and_denominators_are_those_of_the_sheets(table, sample):
    sheet = pd.read_excel(sample / "attendance.xlsx")
    sessions = pd.read_excel(sample / "sessions.xlsx")
    rows = table.loc["tools"].reset_index()
    job = sheet.merge(sessions[["session_id", "year", "group"]], on="session_id")
    job = job.set_index(["year", "group", "person_id"])["job_role"]
    keys = rows.set_index(["year", "group", "who"])
    assert keys["person_job_role"].to_dict() == job.reindex(keys.index).to_dict()
    sizes = rows.groupby(["year", "group"])["who"].transform("size")
    assert (rows["n_people"] == sizes).all()
    assert rows.groupby("group_id").ngroups == 24
    assert set(rows["site"].dropna()) == set(sessions["site"].dropna())


def test_own_words_add_up_to_the_group_s(themes, table):
    words = table.loc["tools"].groupby(["year", "group"])["n_words"].sum()
    scores = themes.scores[themes.scores["theme_id"] == "tools"]
    wanted = scores.set_index(["year", "group"])["n_words"].reindex(words.index)
    assert (words <= wanted).all()
    assert words.sum() > 0.95 * wanted.sum()


def test_what_was_not_read_is_missing_and_says_why(study_of):
    made = study_of({"desks": {"1": [1, 2, 3, 4]}}, unread=["1-g0"])
    rows = prac.find_themes(*reversed(made), min_groups=1, min_people=1).person_table()
    own = rows.xs("g0-1", level="group")
    assert own["raised"].isna().all()
    assert own["why"].str.contains("were not read with this code").all()
    assert rows["raised"].sum() == 2 + 3 + 4


def test_people_s_attributes_come_along(table_study):
    corpus = table_study.corpus
    hand = table_study.codings.of(coder="AK").mark_read("AK", corpus)
    themes = prac.find_themes(hand, corpus, level=1, min_groups=1, min_people=1)
    rows = themes.person_table(only=["staying"]).reset_index()
    by_gender = rows.groupby("person_gender")["raised"].agg(["sum", "size"])
    counts = prac.code_counts(hand, corpus, "gender", codes=["staying"]).set_index("gender")
    assert by_gender["sum"].to_dict() == counts["n_people_raised"].to_dict()
    assert by_gender["size"].to_dict() == counts["n_people"].to_dict()
    assert set(rows["group_type"]) == {"newly qualified", "practice educators"}


def test_a_theme_that_is_not_there_is_named(themes):
    with pytest.raises(prac.errors.PracticelearnError, match='Did you mean "tools"'):
        themes.person_table(only=["tool"])
