"""A word that looks like a name and is none: on record, left out of the list, and said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.errors import StudyError
from practicelearn.jobs.checking import check_study, names_in
from practicelearn.jobs.year import year
from practicelearn.study.names import refuse_names_leaving
from practicelearn.study.not_names import record_not_name, take_back

TALK = """Facilitator: What helps?
P1: Jennifer helps, and Jennifer again. We live in Leeds.
P2: Yes.
"""


@pytest.fixture
def study(tmp_path: Path) -> prac.Study:
    (tmp_path / "north.txt").write_text(TALK, encoding="utf-8")
    corpus = prac.read_transcript(tmp_path / "north.txt")
    sessions = corpus.sessions.assign(year="2025-26")
    corpus = replace(corpus, sessions=sessions, pseudonymised=True)
    return prac.create_study(tmp_path / "study", corpus, title="Check")


def told(study: prac.Study) -> str:
    return next(s.why for s in year(study.path).steps if s.key == "names")


def test_what_is_no_name_is_left_out_and_said_and_can_be_taken_back(study):
    before = check_study(study.path)
    assert (before.n_names, before.n_not_names) == (3, 0)
    record_not_name(study, ["Jennifer"], reason="the name of a form", by="kim")
    after = check_study(study.path)
    assert (after.n_names, after.n_not_names) == (1, 2)
    left, n_out = names_in(study.path)
    assert ("Jennifer" not in set(left["text"]), n_out) == (True, 2)
    assert told(study) == ("1 left that look like names, in 1 session. 2 more said to be no names.")
    said = CliRunner().invoke(app, ["names", str(study.path)]).output
    assert "on record as no name" in said
    take_back(study, "Jennifer", by="lee")  # by somebody else than who said so
    assert check_study(study.path).n_names == 3


def test_another_way_of_writing_it_is_another_word(study):
    record_not_name(study, ["jennifer"], reason="a form", by="kim")
    assert check_study(study.path).n_names == 3


def test_the_gates_are_as_strict_as_they_were(study):
    record_not_name(study, ["Jennifer", "Leeds"], reason="no names", by="kim")
    assert len(study.names_left(only_likely=True)) == 3
    with pytest.raises(StudyError, match="2 words that would leave still look like names"):
        refuse_names_leaving(study)


@pytest.mark.parametrize(
    ("words", "reason", "said"),
    [([], "x", "which words"), ([" "], "x", "which words"), (["Jennifer"], " ", "why")],
)
def test_without_words_or_reason_nothing_is_written(study, words, reason, said):
    with pytest.raises(StudyError, match=said):
        record_not_name(study, words, reason=reason, by="kim")
    assert not list(study.path.glob("decisions/*"))


def test_a_word_nobody_spoke_of_cannot_be_taken_back(study):
    with pytest.raises(StudyError, match="nobody said"):
        take_back(study, "Jennifer", by="kim")
