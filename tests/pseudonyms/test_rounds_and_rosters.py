"""A roster goes on from year to year: the same ids are ordinary, and link nobody unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.pseudonyms.key_file import read_key

TALK = "F: How is it here?\nP1: Teegan Marsh never asks us.\nP2: It was better before.\n"


def run(*args: object) -> tuple[int, str]:
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    answer = runner.invoke(app, [str(a) for a in args])
    return answer.exit_code, answer.output


def round_of(folder: Path, name: str, year: str, people: tuple[str, ...] = ("p-1", "p-2")) -> Path:
    folder.mkdir()
    (folder / f"{name}.txt").write_text(TALK, encoding="utf-8")
    (folder / "sessions.csv").write_text(f"file,year\n{name},{year}\n", encoding="utf-8")
    rows = "".join(f"{name},{p},P{n},\n" for n, p in enumerate(people, start=1))
    (folder / "attendance.csv").write_text(f"file,person_id,speaker,role\n{rows}", "utf-8")
    listed = "".join(f"{p}\n" for p in people)
    (folder / "people.csv").write_text(f"person_id\n{listed}", encoding="utf-8")
    return folder


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    (tmp_path / "roster.csv").write_text(
        "name,person_id\nTeegan Marsh,p-1\nKuba Pugh,p-2\n", encoding="utf-8"
    )
    first = round_of(tmp_path / "one", "2025-north", "2025-26")
    code, said = run(
        "init", tmp_path / "study", first, "--key", tmp_path / "key.csv", "--roster",
        tmp_path / "roster.csv",
    )  # fmt: skip
    assert code == 0, said
    return tmp_path


def add(folder: Path, source: Path, year: str, *more: str) -> tuple[int, str]:
    return run(
        "round", folder / "study", year, source, "--key", folder / "key.csv",
        "--roster", folder / "roster.csv", "--by", "kim", *more,
    )  # fmt: skip


def test_the_same_ids_in_the_next_round_are_other_ids_which_the_key_tells(begun: Path) -> None:
    code, said = add(begun, round_of(begun / "two", "2026-north", "2026-27"), "2026-27")
    assert code == 0, said
    corpus = prac.open_study(begun / "study").corpus()
    by_year = corpus.attendance.groupby(corpus.attendance["session_id"].str[:4])["person_id"]
    before, after = (set(ids) for _, ids in by_year)
    assert before == {"p-1", "p-2"}
    assert after == {"2026-27-p01", "2026-27-p02"}
    assert after < set(corpus.people.index)
    key = {row.original: row.replacement for row in read_key(begun / "key.csv") if row.kind == "id"}
    assert set(key) == {"p-1", "p-2"}
    assert set(key.values()) == after


def test_more_of_the_same_round_has_the_same_people(begun: Path) -> None:
    assert add(begun, round_of(begun / "two", "2026-north", "2026-27"), "2026-27")[0] == 0
    code, said = add(begun, round_of(begun / "three", "2026-south", "2026-27"), "2026-27")
    assert code == 0, said
    attendance = prac.open_study(begun / "study").corpus().attendance
    own = {sid: set(ids) for sid, ids in attendance.groupby("session_id")["person_id"]}
    assert own["2026-north"] == own["2026-south"]


def test_rounds_that_are_linked_keep_their_ids(begun: Path) -> None:
    source = round_of(begun / "two", "2026-north", "2026-27")
    code, said = add(begun, source, "2026-27", "--link-rounds")
    assert code == 0, said
    attendance = prac.open_study(begun / "study").corpus().attendance
    assert set(attendance["person_id"]) == {"p-1", "p-2"}
