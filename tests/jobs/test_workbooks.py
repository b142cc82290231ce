"""A workbook of who came is found beside the transcripts, whatever it is called."""

import io

import openpyxl
import pytest

from practicelearn.jobs.bringing import hear
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.talk.guide import read_guide

NORTH = (
    "Facilitator: How is it?\n\nOkafor, Sam: Late.\n\nJo Hart: Later.\n\nOkafor, Sam: And dark.\n"
)
SOUTH = "Facilitator: How is it?\n\nDev Patel: Fine.\n\nDev Patel: Yes.\n\nFacilitator: Good.\n"
CAME = [
    ["Health check: who came (keep safe)"],
    [],
    ["Group", "Name", "Role", "Team", "Agreed to be quoted?"],
    ["North", "Facilitator", "Facilitator", "Adults", ""],
    ["North", "Sam Okafor", "Participant", "Adults", "Y"],
    ["North", "Jo Hart", "Participant", "Children", "no"],
    ["South", "Dev Patel", "Participant", "Children", "maybe"],
    ["South", "Ann Other", "Participant", "Children", "yes"],
]
ASKED = [["No", "Question", "Prompts"], [1, "How is it?", "Days, nights"], [2, "What helps?"]]


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{n}")
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "North group 3 Nov.txt").write_text(NORTH)
    (tmp_path / "South group 4 Nov.txt").write_text(SOUTH)
    return tmp_path


def test_it_fills_the_sheets_and_is_no_transcript(folder):
    (folder / "List 2026.xlsx").write_bytes(workbook(CAME, ASKED))
    heard = hear(folder)
    (taken,) = [h for h in heard if h.beside]
    assert taken.path.name == "List 2026.xlsx"
    assert "of 4 rows the person is found among who spoke" in taken.beside
    assert "Its 2 questions became the topic guide." in taken.beside
    assert "Nobody speaks under the name of Ann Other" in taken.beside
    assert not taken.path.exists()
    sheets = read_sheets(folder)
    assert len(sheets["sessions"]) == 2
    told = sheets["attendance"].set_index("speaker")
    assert told.loc["Okafor, Sam", ["role", "team", "consent_quote"]].tolist() == [
        "participant", "Adults", "yes",
    ]  # fmt: skip
    assert told.loc["Jo Hart", "consent_quote"] == "no"
    assert told.loc["Dev Patel", "consent_quote"] is None  # "maybe" is no yes
    guide = read_guide(folder / "guide.xlsx")
    assert guide["wording"].tolist() == ["How is it?", "What helps?"]


@pytest.mark.parametrize(("ends", "code"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_a_list_saved_as_csv_is_one_too(folder, ends, code):
    rows = [[f'"{cell}"' for cell in (*row, *[""] * (5 - len(row)))] for row in CAME]
    told = "\r\n".join(ends.join(row) for row in rows)
    (folder / "Who came.csv").write_bytes(told.encode(code))
    heard = hear(folder)
    (taken,) = [h for h in heard if h.beside]
    assert "of 4 rows the person is found among who spoke" in taken.beside
    assert not taken.path.exists()
    sheets = read_sheets(folder)
    assert len(sheets["sessions"]) == 2
    told = sheets["attendance"].set_index("speaker")
    assert told.loc["Okafor, Sam", "consent_quote"] == "yes"


def test_what_a_person_chose_stays(folder):
    hear(folder)
    table = read_sheets(folder)["attendance"]
    row = dict(zip(table["speaker"], table.attrs["rows"], strict=True))["Okafor, Sam"]
    change_sheets(folder, {"attendance": {"consent_quote": {row: "no"}}})
    (folder / "List 2026.xlsx").write_bytes(workbook(CAME))
    hear(folder)
    told = read_sheets(folder)["attendance"].set_index("speaker")
    assert told.loc["Okafor, Sam", "consent_quote"] == "no"
    assert told.loc["Okafor, Sam", "team"] == "Adults"


def test_a_workbook_of_talk_stays_a_transcript(folder):
    talk = [["Speaker", "What was said"], ["Ana Silva", "North is late."], ["Tom", "South is not."],
            ["Ana Silva", "And dark."], ["Tom", "Never."]]  # fmt: skip
    (folder / "West.xlsx").write_bytes(workbook(talk))
    heard = hear(folder)
    assert not [h for h in heard if h.beside]
    assert len(read_sheets(folder)["sessions"]) == 3


def test_brought_before_the_groups_it_leaves_no_row_of_its_own(folder):
    groups = {path.name: path.read_text() for path in folder.glob("*.txt")}
    for name in groups:
        (folder / name).unlink()
    (folder / "List 2026.xlsx").write_bytes(workbook(CAME))
    hear(folder)
    for name, said in groups.items():
        (folder / name).write_text(said)
    hear(folder)
    sheets = read_sheets(folder)
    assert sorted(sheets["sessions"]["session_id"]) == ["north-group-3-nov", "south-group-4-nov"]
    assert set(sheets["attendance"]["session_id"]) == set(sheets["sessions"]["session_id"])


ONE_GROUP = [
    ["Attendance, north, 3 November"],
    [],
    ["Name", "Role", "May be quoted"],
    ["Facilitator", "Facilitator", ""],
    ["Sam Okafor", "Participant", "yes"],
    ["Jo Hart", "Participant", "no"],
    ["Ann Other", "Participant", "no"],
]


def test_a_list_of_the_one_group_that_its_title_names(folder):
    (folder / "List.xlsx").write_bytes(workbook(ONE_GROUP))
    (taken,) = [h for h in hear(folder) if h.beside]
    assert "of 3 rows the person is found among who spoke" in taken.beside
    assert "Nobody speaks under the name of Ann Other" in taken.beside
    sheets = read_sheets(folder)
    assert len(sheets["sessions"]) == 2
    told = sheets["attendance"].set_index("speaker")
    assert told.loc["Okafor, Sam", "consent_quote"] == "yes"
    assert told.loc["Jo Hart", ["role", "consent_quote"]].tolist() == ["participant", "no"]


def test_a_list_whose_title_names_no_group_or_two_is_none(folder):
    for title in ("Attendance, November", "North and South"):
        (folder / "List.xlsx").write_bytes(workbook([[title], *ONE_GROUP[1:]]))
        assert not [h for h in hear(folder) if h.beside], title


def test_more_talk_of_the_same_people_under_the_same_title_is_no_list(folder):
    talk = [["North, second part"], [], ["Speaker", "Role", "What was said"],
            ["Facilitator", "Facilitator", "And then?"], ["Sam Okafor", "Participant", "Home."],
            ["Jo Hart", "Participant", "By bus."],
            ["Sam Okafor", "Participant", "On foot."]]  # fmt: skip
    (folder / "Part two.xlsx").write_bytes(workbook(talk))
    assert not [h for h in hear(folder) if h.beside]
    assert len(read_sheets(folder)["sessions"]) == 3
