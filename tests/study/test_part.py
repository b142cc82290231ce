"""A corpus of some sessions of a study is the part of the whole corpus, table by table."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.study.folder import Study, create_study, open_study

TABLES = ("turns", "sessions", "people", "attendance", "issues", "source_map", "edits")


def same(study: Study, sessions: list[str]) -> prac.Corpus:
    read, part = study.corpus(sessions), study.corpus().where(session_id=sessions)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(read, name), getattr(part, name), obj=name)
    assert (read.rounds, read.pseudonymised) == (part.rounds, part.pseudonymised)
    return read


@pytest.fixture(scope="module")
def sample() -> Study:
    return prac.open_study(prac.sample_path())


@pytest.mark.parametrize(
    "sessions", [["2025-north"], ["2025-north", "2023-court"], ["2025-west", "2025-west"]]
)
def test_some_sessions_are_the_part_of_the_study(sample, sessions):
    part = same(sample, sessions)
    assert set(part.attendance["session_id"]) == set(sessions)
    assert set(part.people.index) == set(part.attendance["person_id"])
    assert part.issues.empty


def test_what_is_wrong_with_a_session_is_said_of_it_alone(tidy_study):
    for session in tidy_study.session_ids:
        same(tidy_study, [session])
    issues = tidy_study.corpus().issues["session_id"].dropna().unique()
    assert len(issues)
    assert len(same(tidy_study, [str(issues[0])]).issues)


def test_questions_that_a_later_guide_asks_are_found_alike(sample, tmp_path):
    corpus = sample.corpus(["2024-duty", "2025-north", "2025-south"])
    bare = replace(corpus, turns=corpus.turns.assign(question_id=None))
    study = create_study(tmp_path / "study", bare, title="Before there was a guide")
    shutil.copy(sample.path / "guide.csv", study.path / "guide.csv")
    study = open_study(study.path)
    for session in study.session_ids:
        assert same(study, [session]).turns["question_id"].notna().any()
    (study.path / "sessions" / "2024-duty.csv").write_text("damaged", encoding="utf-8")
    again = open_study(study.path)
    assert again.corpus(["2025-north"]).turns["question_id"].notna().any()
