"""Tables and pictures as files: nothing runs, nobody is in them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.tables import all_tables, by_round, write_charts, write_workbook
from practicelearn.themes.themes import Themes


def test_every_table_is_a_sheet_and_no_person_is_in_any(
    themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    path = write_workbook(all_tables(themes, change), tmp_path / "new" / "tables.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["about", "themes", "extent", "scores", "comparison", "coverage"]
    assert len(sheets["scores"]) == len(themes.scores)
    assert len(sheets["comparison"]) == len(change)
    assert sheets["comparison"]["difference"].sum() == pytest.approx(change["difference"].sum())
    assert "do not pass the file on" in sheets["about"]["note"].iloc[-1]
    people = set(themes.corpus.attendance["person_id"])
    cells = {str(c) for table in sheets.values() for c in table.to_numpy().ravel()}
    assert not people & cells
    assert "facilitator" not in sheets["scores"]
    book = load_workbook(path)
    heads = {c.value: c for c in book["comparison"][1]}
    assert heads["verdict"].comment.text, "a column is explained where it stands"
    assert {sheet.page_setup.orientation for sheet in book} == {"landscape"}


def test_no_cell_runs_and_a_cell_that_is_too_long_says_so(tmp_path: Path) -> None:
    table = pd.DataFrame({"=name": ["=1+1", "-2", "x" * 40_000], "list": [["@a", "b"], [], ["c"]]})
    path = write_workbook({"themes": table}, tmp_path / "tables.xlsx")
    sheet = load_workbook(path)["themes"]
    cells = [c for row in sheet.iter_rows() for c in row]
    assert all(c.data_type != "f" for c in cells)
    assert sheet["A1"].value == "'=name"
    assert sheet["A2"].value == "'=1+1"
    assert sheet["B2"].value == "'@a; b"
    assert sheet["A4"].value.endswith("40,000 characters in all]")


def test_each_picture_of_the_evidence_file_is_a_png_with_its_words(
    themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    evidence = Report(themes=themes, change=change, kind="evidence")
    more = by_round(themes)
    assert more is not None
    old, own = tmp_path / "charts" / "09-last-year.png", tmp_path / "charts" / "ours.png"
    old.parent.mkdir()
    for file in (old, own):
        file.write_bytes(b"")
    paths, about = write_charts(evidence.document, tmp_path / "charts", more=[more])
    assert own.exists()
    assert not old.exists(), "a picture of an earlier run says what is no longer so"
    assert [p.name for p in paths] == about["file"].tolist()
    assert [p.name[:3] for p in paths] == ["01-", "02-", "03-", "04-"]
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in paths)
    assert about["alt"].str.len().min() > 40
    assert "5 by 3 (themes by rounds)" in about["alt"].iloc[-1]
    row = next(r for r in more.table.rows if r[0] == "Supervision")
    assert row[1:] == ["20%", "20%", "80%"]


def test_one_round_has_no_picture_by_round(themes: Themes) -> None:
    from dataclasses import replace

    own = themes.scores[themes.scores["year"] == "2024-25"]
    assert by_round(replace(themes, scores=own)) is None


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(PracticelearnError, match="was not written"):
        write_workbook({"t": pd.DataFrame({"a": [1]})}, tmp_path / "file" / "tables.xlsx")
