"""Drafted sheets: filled in, marked where guessed, and read back as they were written."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from practicelearn import cli, errors
from practicelearn.transcripts.file_names import guessed_from_name
from practicelearn.transcripts.loader import read_transcripts
from practicelearn.transcripts.sheets.drafts import draft_sheets, drafted

TALK = "Facilitator: How?\nP1: Well.\nKay: So.\nP1: Yes.\nKay: Hm.\n=Sam: x\n=Sam: y\n"


@pytest.fixture
def folder(write):
    write("talk/2024-25 duty team.txt", TALK)
    return write("talk/2025-26_north_notes.txt", "- Cars\n- Forms\n").parent


def test_what_the_files_say_is_filled_in_and_guesses_are_named(folder):
    tables = drafted(read_transcripts(folder))
    sessions = tables["sessions"].set_index("session_id")
    first = sessions.loc["2024-25-duty-team"]
    assert (first["year"], first["team"], first["guessed"]) == ("2024-25", "duty", "year, team")
    assert first["group"] is None
    second = sessions.loc["2025-26-north-notes"]
    assert (second["site"], second["source_kind"]) == ("north", "notes")
    assert second["guessed"] == "year, site, source_kind"
    people = tables["attendance"].set_index("speaker")
    assert people.loc["Facilitator", ["role", "role_source"]].tolist() == ["facilitator", "label"]
    assert people.loc["Kay", "role"] == "unknown"
    assert people["consent_quote"].isna().all()
    assert people.loc["Kay", "person_id"] == "2024-25-duty-team.kay"
    assert len(tables["people"]) == 4


def test_the_sheets_round_trip(folder):
    before = read_transcripts(folder)
    paths = draft_sheets(before, folder)
    assert [p.name for p in paths] == ["sessions.xlsx", "people.xlsx", "attendance.xlsx"]
    after = read_transcripts(folder)
    assert list(after.sessions.index) == list(before.sessions.index)
    assert after.sessions["year"].tolist() == ["2024-25", "2025-26"]
    assert after.turns["text"].tolist() == before.turns["text"].tolist()
    assert after.turns["role"].tolist() == before.turns["role"].tolist()
    assert after.turns["verbatim"].tolist() == before.turns["verbatim"].tolist()
    assert after.turns["person_id"].isna().tolist() == after.turns["speaker"].isna().tolist()
    sources = after.attendance.set_index("speaker")["role_source"]
    assert sources["Facilitator"] == "label"
    assert sources["Kay"] == "unknown"
    assert "=Sam" in sources.index
    assert not (after.issues["severity"] == "error").any()
    again = drafted(after)
    for name, table in drafted(before).items():
        kept = [c for c in table.columns if c != "guessed"]
        pd.testing.assert_frame_equal(again[name][kept], table[kept])


def test_what_a_person_fills_in_is_read_back(folder):
    sessions, _, attendance = draft_sheets(read_transcripts(folder), folder)
    book = openpyxl.load_workbook(sessions)
    head = [c.value for c in book.active[1]]
    book.active.cell(2, head.index("date") + 1).value = "3/11/2025"
    book.active.cell(2, head.index("group") + 1).value = "duty"
    book.save(sessions)
    book = openpyxl.load_workbook(attendance)
    head = [c.value for c in book.active[1]]
    book.active.append([None] * len(head))
    last = book.active.max_row + 1
    for name, value in (("session_id", "2024-25-duty-team"), ("person_id", "quiet"),
                        ("role", "Participant"), ("consent_quote", "no")):  # fmt: skip
        book.active.cell(last, head.index(name) + 1).value = value
    book.save(attendance)
    corpus = read_transcripts(folder)
    assert corpus.sessions["date"].tolist()[0] == "2025-11-03"
    assert corpus.sessions["group"].tolist()[0] == "duty"
    quiet = corpus.attendance.set_index("person_id").loc["quiet"]
    assert (quiet["role"], bool(quiet["consent_quote"])) == ("participant", False)
    assert pd.isna(quiet["speaker"])


def test_every_cell_is_text_and_no_cell_is_a_formula(folder):
    for path in draft_sheets(read_transcripts(folder), folder / "drafts"):
        sheet = openpyxl.load_workbook(path).active
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.number_format == "@"
                assert cell.value is None or not cell.value.startswith(("=", "+", "-", "@"))


def test_a_sheet_that_is_there_is_never_written_over(folder):
    corpus = read_transcripts(folder)
    (people,) = [p for p in draft_sheets(corpus, folder) if p.stem == "people"]
    before = people.read_bytes()
    with pytest.raises(errors.PracticelearnError, match="there already"):
        draft_sheets(corpus, folder)
    assert people.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("2024-2025 north.vtt", {"year": "2024-25", "site": "north"}),
        ("2024_25-fostering team.txt", {"year": "2024-25", "team": "fostering"}),
        ("Team 4 2025.docx", {"year": "2025", "team": "4"}),
        ("20251103 Hill House.vtt", {"year": "2025", "date": "2025-11-03", "site": "hill"}),
        ("31-02-2025.txt", {"year": "2025"}),
        ("East and West West.xlsx", {}),
        ("north office, North.vtt", {"site": "north"}),
        ("2024-26.txt", {"year": "2024"}),
        ("focus group team.txt", {}),
        ("interview.docx", {}),
    ],
)
def test_guesses_from_names(name, guess):
    assert guessed_from_name(name) == guess


@given(st.text(max_size=40))
def test_any_name_gives_text_or_nothing(name):
    assert all(isinstance(v, str) and v for v in guessed_from_name(name).values())


def test_the_command_writes_the_sheets_and_prints_their_paths(folder, tmp_path):
    out = tmp_path / "sheets"
    answer = CliRunner().invoke(cli.app, ["sheet", str(folder), "-o", str(out)])
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[:3] == [
        str(out / f"{name}.xlsx") for name in ("sessions", "people", "attendance")
    ]
    refused = CliRunner().invoke(cli.app, ["sheet", str(folder), "-o", str(out)])
    assert refused.exit_code == cli.REFUSED
    assert "there already" in refused.stderr


def test_roles_kinds_and_consent_are_offered_in_a_thousand_rows_more(folder):
    _, _, path = draft_sheets(read_transcripts(folder), folder)
    sheet = openpyxl.load_workbook(path).active
    heads = {c.value: c.column_letter for c in sheet[1]}
    rules = {str(r.sqref).split("2:")[0]: r for r in sheet.data_validations.dataValidation}
    assert rules[heads["consent_quote"]].formula1 == '"yes,no"'
    assert "note-taker" in rules[heads["role"]].formula1
    assert not rules[heads["role"]].showErrorMessage, "other words are read as well"
    assert sheet.column_dimensions[heads["person_id"]].number_format == "@"
