"""A sheet that LibreOffice has saved reads back as it was written: text and choices stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from practicelearn._sheets import LISTS
from practicelearn.coding.queries import FrameworkMatrix, read_summaries
from practicelearn.study.action_sheet import add_rows, new_sheet
from practicelearn.study.sheets import sheet_file
from practicelearn.themes.cycle.sheet import read_actions
from practicelearn.transcripts.sheets.files import read_sheet

Convert = Callable[[Path, str], Path]
KIND = "xlsx:Calc MS Excel 2007 XML"
ROUNDS = ["2023-24", "2024-25"]
THEMES = pd.DataFrame(
    {"name": ["Desks", "Supervision, and time"], "statement": ["No desk.", ""]},
    index=["007-desk", "supervision"],
)
ROWS = pd.DataFrame(
    [
        {"You said": "=1+1 is what the form adds up to.", "We will": "- mend it; then say so",
         "Who": "Head of digital", "By when": "3/11/2025", "Status": "doing 1/3/2025",
         "Theme": "007-desk", "Round": "2024-25", "Response": "accept", "Action id": "0012",
         "How we will know": "Average caseload from 21 to 17", "Baseline": "021"},
        {"You said": "A long sentence. " * 20, "Theme": "supervision", "Round": "2023-24"},
    ]
)  # fmt: skip


def written(tmp_path: Path) -> Path:
    path = tmp_path / "actions.xlsx"
    content = new_sheet(ROWS.iloc[:1], THEMES.iloc[:1], ROUNDS[1:])
    path.write_bytes(add_rows(content, ROWS.iloc[1:], THEMES, ROUNDS))
    return path


def offered(path: Path) -> dict[str, tuple[str, ...]]:
    """Column name to what it offers."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    out = {}
    for rule in sheet.data_validations.dataValidation:
        column = str(rule.sqref).split("2:")[0]
        words = rule.formula1.strip('"').split(",")
        if rule.formula1 in book.defined_names:
            title, cells = book.defined_names[rule.formula1].attr_text.replace("$", "").split("!")
            words = [c[0].value for c in book[title.strip("'")][cells]]
        out[sheet[f"{column}1"].value] = tuple(words)
    return out


def test_what_a_column_offers_grows_with_the_themes_and_rounds(tmp_path: Path) -> None:
    path = written(tmp_path)
    said = offered(path)
    assert said["Theme"] == ("007-desk", "supervision")
    assert said["Round"] == ("2024-25", "2023-24")
    assert said["Status"][:2] == ("not started", "doing")
    book = openpyxl.load_workbook(path)
    told = [[c.value for c in row] for row in book["about"]]
    assert ["supervision", "theme", "Supervision, and time"] in told
    assert len({row[0] for row in told}) == len(told), "nothing is told twice"
    rows = read_actions(path).recommendations
    assert rows["year"].tolist() == ["2024-25", "2023-24"]


def test_rows_go_below_a_sheet_with_other_heads_and_words_above_them(tmp_path: Path) -> None:
    """A council's own sheet: "Year" for the round, the columns in another order, a bare look."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Year", "We will", "You said"])
    sheet.append(["2023-24", "Look into it", "Nobody comes."])
    book.save(tmp_path / "own.xlsx")
    content = add_rows((tmp_path / "own.xlsx").read_bytes(), ROWS.iloc[:1], THEMES, ROUNDS)
    (tmp_path / "own.xlsx").write_bytes(content)
    after = openpyxl.load_workbook(tmp_path / "own.xlsx").active
    assert [c.value for c in after[2]][:3] == ["2023-24", "Look into it", "Nobody comes."]
    assert [c.value for c in after[1]].count("Year") == 1
    assert "Round" not in [c.value for c in after[1]]
    rows = read_actions(tmp_path / "own.xlsx").recommendations
    assert rows["year"].tolist() == ["2023-24", "2024-25"]


@pytest.mark.slow
def test_an_action_sheet_comes_back_as_it_was(tmp_path: Path, converted: Convert) -> None:
    path = written(tmp_path)
    again = converted(path, KIND)
    before, after = read_actions(path), read_actions(again)
    for table in ("recommendations", "actions", "statuses"):
        pd.testing.assert_frame_equal(getattr(before, table), getattr(after, table))
    assert before.actions.index.tolist() == ["0012"]
    assert offered(again) == offered(path)
    book = openpyxl.load_workbook(again)
    assert book[LISTS].sheet_state == "hidden"
    assert book.worksheets[0].print_title_rows == "$1:$1"


@pytest.mark.slow
def test_ids_rounds_and_leading_noughts_stay_text(tmp_path: Path, converted: Convert) -> None:
    people = pd.DataFrame(
        {"session_id": ["2024-25", "3-11"], "person_id": ["007", "1e5"], "role": ["observer", ""],
         "consent_quote": [True, None], "speaker": ["=P1", "@P2"]}, dtype=object
    )  # fmt: skip
    path = tmp_path / "attendance.xlsx"
    path.write_bytes(sheet_file(people, "attendance"))
    again = converted(path, KIND)
    pd.testing.assert_frame_equal(read_sheet(again), read_sheet(path))
    assert read_sheet(again)["person_id"].tolist() == ["007", "1e5"]
    assert offered(again) == offered(path)
    assert offered(path)["consent_quote"] == ("yes", "no")


@pytest.mark.slow
def test_summaries_of_a_chart_come_back(tmp_path: Path, converted: Convert) -> None:
    cells = pd.DataFrame(
        {"year": "2024-25", "group": ["0-north", "south"], "code": "tools",
         "summary": ["=They say it loses notes.\n\nAnd time.", None],
         "quotes": [["Q1"], []], "n_passages": [1, 0], "why": ""}, dtype=object
    )  # fmt: skip
    quotes = pd.DataFrame(
        {"year": "2024-25", "group": "0-north", "code_path": "Tools", "quote": "- so it lost them"},
        index=pd.Index(["Q1"], name="quote_id"),
    )
    codes = pd.DataFrame({"path": ["Tools"], "definition": [""]}, index=["tools"])
    matrix = FrameworkMatrix(cells, quotes, codes, pseudonymised=True)
    path = matrix.to_xlsx(tmp_path / "chart.xlsx")
    kept = ["year", "group", "code", "summary"]
    before, after = read_summaries(path)[kept], read_summaries(converted(path, KIND))[kept]
    pd.testing.assert_frame_equal(before, after)
    assert before["summary"].iloc[0].startswith("=They")
