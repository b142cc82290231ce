"""``theme``: people decide about themes on the command line, and it is on record."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import cli
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import open_study


@pytest.fixture
def run():
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "240"})
    return lambda *args: runner.invoke(cli.app, ["theme", *[str(a) for a in args]])


@pytest.fixture
def study(tmp_path) -> Path:
    """Two groups of the invented sample, and nothing decided about them."""
    folder = tmp_path / "study"
    leave = shutil.ignore_patterns("originals", ".cache", "decisions")
    shutil.copytree(prac.sample_path(), folder, ignore=leave)
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem not in {"2025-south", "2025-north"}:
            path.unlink()
    return folder


def decisions(study: Path) -> list[tuple[str, str]]:
    table = open_study(study).decisions()
    return list(table[["kind", "who"]].itertuples(index=False, name=None))


def test_without_a_theme_it_lists_them_all_and_records_nothing(run, study):
    answer = run(study)
    assert answer.exit_code == 0
    assert all(word in answer.stdout for word in ("supervision", "workload", "candidate"))
    assert decisions(study) == []


def test_a_statement_makes_a_theme_of_a_candidate(run, study):
    sentence = "The new system loses what we write."
    answer = run(study, "tools", "--state", sentence, "--by", "sam")
    assert answer.exit_code == 0
    assert "workload" not in answer.stdout, "only the theme decided about is shown"
    row = study_themes(open_study(study)).table.loc["tools"]
    assert (row["status"], row["statement"]) == ("theme", sentence)
    assert decisions(study) == [("statement", "sam")]


def test_a_new_name_keeps_the_id(run, study):
    assert run(study, "tools", "--name", "The case system", "--by", "sam").exit_code == 0
    assert study_themes(open_study(study)).table.loc["tools", "name"] == "The case system"


def test_themes_are_merged_and_split_again(run, study):
    before = study_themes(open_study(study)).table
    assert run(study, "tools", "--merge", "desks", "--by", "sam").exit_code == 0
    merged = study_themes(open_study(study)).table
    assert "desks" not in merged.index
    assert set(merged.loc["tools", "codes"]) == {"tools", "desks"}
    answer = run(
        study, "tools", "--split", "desks", "--into", "places", "--name", "Places", "--by", "sam"
    )
    assert answer.exit_code == 0
    apart = study_themes(open_study(study)).table
    assert apart.loc["places", "name"] == "Places"
    assert list(apart.loc["tools", "codes"]) == ["tools"]
    assert len(apart) == len(before)
    assert [kind for kind, _ in decisions(study)] == ["merge", "split"]


@pytest.mark.slow
def test_a_theme_is_dropped_for_a_reason_and_taken_back(run, study):
    dropped = run(study, "partners", "--drop", "too thin to say anything", "--by", "sam")
    assert dropped.exit_code == 0
    assert study_themes(open_study(study)).table.loc["partners", "status"] == "dropped"
    assert run(study, "partners", "--keep", "--by", "sam").exit_code == 0
    assert study_themes(open_study(study)).table.loc["partners", "status"] == "candidate"
    reason = open_study(study).decisions()["reason"].iloc[0]
    assert reason == "too thin to say anything"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["tool", "--state", "It is slow.", "--by", "sam"], "tools"),
        (["tool"], "tools"),
        (["tools", "--state", "", "--by", "sam"], "sentence"),
        (["tools", "--state", "   ", "--by", "sam"], "sentence"),
        (["tools", "--name", " ", "--by", "sam"], "name"),
        (["tools", "--merge", "desk", "--by", "sam"], "desks"),
        (["tools", "--split", "desks", "--into", "places", "--by", "sam"], "a single code"),
        (["tools", "--split", "tools", "--by", "sam"], "--into"),
        (["tools", "--state", "It is slow."], "--by NAME"),
        (["tools", "--drop", " ", "--by", "sam"], "why"),
        (["tools", "--into", "places", "--by", "sam"], "--split CODES"),
        (["tools", "--by", "sam"], "--state"),
        (["--state", "It is slow.", "--by", "sam"], "theme STUDY THEME"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_words_and_not_recorded(run, study, args, said):
    answer = run(study, *args)
    assert answer.exit_code == cli.REFUSED
    assert said in answer.stderr
    assert "Traceback" not in answer.output
    assert decisions(study) == []
