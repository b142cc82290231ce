"""A coder who was in the group is said to have been there."""

from dataclasses import replace

import pytest

import practicelearn as prac
from practicelearn.coding.agreement import agreement
from practicelearn.coding.own_group import coders_in_group
from practicelearn.pseudonyms.replace import pseudonymise


@pytest.fixture(scope="module")
def opened():
    study = prac.open_study(prac.sample_path())
    return study.codings(), study.corpus()


def with_coder(corpus, session_id, name):
    own = corpus.attendance["session_id"] == session_id
    first = corpus.attendance.index[own][0]
    return replace(corpus, attendance=corpus.attendance.assign(
        coder=[name if i == first else None for i in corpus.attendance.index]
    ))  # fmt: skip


def test_nobody_is_named_where_the_sheet_says_nothing(opened):
    codings, corpus = opened
    assert coders_in_group(codings, corpus).empty
    assert agreement(codings, corpus, interval=None)["in_group"].isna().all()


def test_who_was_there_and_codes_it_is_named_with_the_figures(opened):
    codings, corpus = opened
    sid = codings.of(coder="lee").read["turn_id"].iloc[0].rpartition(":")[0]
    there = with_coder(corpus, sid, "lee")
    table = coders_in_group(codings, there)
    assert table[["coder", "session_id"]].to_numpy().tolist() == [["lee", sid]]
    assert table["n_turns_read"].iloc[0] > 10
    figures = agreement(codings, there, interval=None)
    assert set(figures["in_group"]) == {f"lee in {sid}"}
    assert coders_in_group(codings, with_coder(corpus, sid, "sam")).empty, "sam has not coded it"


def test_the_study_lists_it(opened, tmp_path):
    import shutil

    import pandas as pd

    shutil.copytree(prac.sample_path(), tmp_path / "study")
    path = tmp_path / "study" / "attendance.xlsx"
    sheet = pd.read_excel(path, dtype=str)
    sheet.loc[sheet["session_id"] == "2025-duty", "coder"] = [
        "kim", *[None] * (sum(sheet["session_id"] == "2025-duty") - 1)
    ]  # fmt: skip
    sheet.to_excel(path, index=False)
    issues = prac.open_study(tmp_path / "study").codings().issues
    assert "kim codes 2025-duty and was in that group" in issues["message"].iloc[-1]


def test_that_a_coder_was_there_stays_known_when_names_are_replaced_and_not_as_whom(
    opened, tmp_path
):
    codings, corpus = opened
    sid = codings.of(coder="lee").read["turn_id"].iloc[0].rpartition(":")[0]
    there = with_coder(corpus.where(session_id=[sid]), sid, "lee")
    safe = pseudonymise(there, key_file=tmp_path / "key.csv", use_model=False)
    assert safe.attendance["coder"].isna().all()
    assert safe.sessions["coders_present"].tolist() == ["lee"]
    table = coders_in_group(codings, safe)
    assert table[["coder", "session_id", "role"]].to_numpy().tolist() == [["lee", sid, "unknown"]]
