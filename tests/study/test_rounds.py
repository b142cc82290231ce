"""A further round: new sessions frozen, old ones and their sheets left as they are."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.errors import StudyError
from practicelearn.study import rounds as module
from practicelearn.study.rounds import add_year, in_year

TALK = """F: How is it here?
P1: The rota is never right, and nobody asks us.
P2: It is better than it was when I came here.
"""


def run(*args: object) -> tuple[int, str]:
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    answer = runner.invoke(app, [str(a) for a in args])
    return answer.exit_code, answer.output


@pytest.fixture
def study(tmp_path: Path) -> Path:
    first = tmp_path / "first"
    transcripts(first, "2025-north", "2025-26", "n1")
    corpus = prac.read_transcripts(first)
    made = prac.create_study(tmp_path / "study", corpus, title="Invented")
    text = (made.path / "study.toml").read_text(encoding="utf-8")
    (made.path / "study.toml").write_text(f"{text}# ours\n", encoding="utf-8")
    return made.path


def transcripts(folder: Path, name: str, year: str, person: str) -> Path:
    folder.mkdir()
    (folder / f"{name}.txt").write_text(TALK, encoding="utf-8")
    (folder / "sessions.csv").write_text(
        f"file,year,team,room\n{name},{year},North,Library\n", encoding="utf-8"
    )
    (folder / "attendance.csv").write_text(
        f"file,person_id,speaker,role\n{name},{person}-1,P1,\n{name},{person}-2,P2,\n"
        f"{name},{person}-f,F,facilitator\n",
        encoding="utf-8",
    )
    (folder / "people.csv").write_text(f"person_id\n{person}-1\n{person}-2\n", encoding="utf-8")
    return folder


def bytes_of(study: Path) -> dict[str, str]:
    files = sorted(p for p in study.rglob("*") if p.is_file() and p.name != ".lock")
    return {str(p.relative_to(study)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_round_is_added_and_nothing_old_is_touched(study: Path, tmp_path: Path) -> None:
    before = bytes_of(study)
    new = transcripts(tmp_path / "second", "2026-north", "", "m1")
    code, said = run(
        *("round", study, "2026-27", new, "--no-names", "--by", "sam", "--guide-version", "2")
    )
    assert code == 0, said
    after = bytes_of(study)
    frozen = [f for f in before if f.startswith("sessions/")]
    assert [before[f] for f in frozen] == [after[f] for f in frozen]
    made = prac.open_study(study)
    assert made.settings.rounds == ("2025-26", "2026-27")
    assert (study / "study.toml").read_text(encoding="utf-8").endswith("# ours\n")
    corpus = made.corpus()
    assert corpus.sessions["year"].to_dict() == {"2025-north": "2025-26", "2026-north": "2026-27"}
    assert corpus.sessions.loc["2026-north", ["guide_version", "room"]].tolist() == ["2", "Library"]
    assert set(corpus.attendance["person_id"]) == {
        *("n1-1", "n1-2", "n1-f", "m1-1", "m1-2", "m1-f"),
    }
    assert corpus.turns.loc["2026-north:00002", "person_id"] == "m1-1"
    assert made.decisions()["kind"].tolist() == ["round"]


def test_old_rows_of_the_sheets_stay_as_people_left_them(study: Path, tmp_path: Path) -> None:
    path = study / "sessions.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.cell(1, 20, "our column")
    sheet.cell(2, 20, "seen by Kim's deputy")
    book.save(path)
    old = [c.value for c in sheet[2]]
    new = transcripts(tmp_path / "second", "2026-north", "2026-27", "m1")
    assert run("round", study, "2026-27", new, "--no-names", "--by", "sam")[0] == 0
    again = openpyxl.load_workbook(path).active
    assert [c.value for c in again[2]][: len(old)] == old
    assert again.max_row == 3


def test_names_are_replaced_by_the_same_key_and_the_round(study: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    (second / "2026-south.txt").write_text(
        "F: How is it?\nSarah Whitlock: Ask Tomasz Marek about the rota, he does it.\n",
        encoding="utf-8",
    )
    key = tmp_path / "safe" / "key.csv"
    key.parent.mkdir()
    code, said = run("round", study, "2026-27", second, "--key", key, "--by", "sam")
    assert code == 0, said
    corpus = prac.open_study(study).corpus(["2026-south"])
    assert "Tomasz" not in " ".join(corpus.turns["text"])
    assert "Whitlock" not in " ".join(corpus.turns["speaker"].dropna())
    kept = key.read_text(encoding="utf-8")
    assert "Tomasz" in kept
    assert "2026-27" in kept


@pytest.mark.parametrize(
    ("name", "year", "person", "says"),
    [
        ("2025-NORTH", "2026-27", "m1", "is in the study already"),
        ("2026-north", "2025-26", "m1", 'belongs to the round "2025-26" by its sheet'),
        ("2026-north", "2026-27", "n1", "3 person ids are in the study already"),
    ],
)
def test_what_would_mix_rounds_is_refused_and_nothing_is_changed(
    study: Path, tmp_path: Path, name: str, year: str, person: str, says: str
) -> None:
    before = bytes_of(study)
    new = transcripts(tmp_path / "second", name, year, person)
    code, said = run("round", study, "2026-27", new, "--no-names", "--by", "sam")
    assert code == 2
    assert says in said
    assert bytes_of(study) == before


def test_it_must_be_said_what_becomes_of_names(study: Path, tmp_path: Path) -> None:
    new = transcripts(tmp_path / "second", "2026-north", "", "m1")
    code, said = run("round", study, "2026-27", new, "--by", "sam")
    assert code == 2
    assert "--key FILE" in said
    sample = tmp_path / "sample"
    shutil.copytree(
        prac.sample_path(), sample, ignore=shutil.ignore_patterns("originals", ".cache")
    )
    opened = prac.open_study(sample)
    with pytest.raises(StudyError, match="Pseudonymise them first"):
        add_year(opened, in_year(prac.read_transcripts(new), "2026-27"), "2026-27", by="sam")


def test_a_stop_half_way_leaves_the_study_as_it_was(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = transcripts(tmp_path / "second", "2026-north", "", "m1")
    before = bytes_of(study)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_name_round", full)
    corpus = in_year(prac.read_transcripts(new), "2026-27")
    with pytest.raises(StudyError, match=r"No space.*Nothing was changed"):
        add_year(prac.open_study(study), corpus, "2026-27", by="sam")
    assert bytes_of(study) == before


@pytest.mark.parametrize(
    ("there", "new", "expected"),
    [
        (("Round 9",), "Round 10", ("Round 9", "Round 10")),  # after the last, not by spelling
        (("Spring",), "Autumn", ("Spring", "Autumn")),
        (("2025-26",), "2024-25", ("2024-25", "2025-26")),  # in its place by the year it names
    ],
)
def test_a_new_round_stands_after_the_last_or_in_its_place_by_date(
    tmp_path: Path, there: tuple[str, ...], new: str, expected: tuple[str, ...]
) -> None:
    transcripts(tmp_path / "old", "north", there[0], "n1")
    transcripts(tmp_path / "new", "south", new, "s1")
    corpus = prac.read_transcripts(tmp_path / "old")
    study = prac.create_study(tmp_path / "study", corpus, title="Check")
    assert study.settings.rounds == there
    made = add_year(study, in_year(prac.read_transcripts(tmp_path / "new"), new), new, by="kim")
    assert made.settings.rounds == expected
    assert made.corpus().years == list(expected)
