"""The Word file: real headings, header rows, text alternatives, British English."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from docx.table import Table

from practicelearn.output.report import Report, blocks
from practicelearn.output.report.as_word import to_word
from practicelearn.themes.themes import Themes


@pytest.fixture(scope="module")
def path(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:  # fmt: skip
    report = Report(themes=themes, change=change, decisions=decisions, title="An invented council")
    return report.save(tmp_path_factory.mktemp("word") / "report.docx")


def test_headings_nest_and_the_title_is_the_first(path: Path) -> None:
    word = docx.Document(str(path))
    styles = [p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")]
    levels = [int(name[-1]) for name in styles]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_table_marks_its_header_row_and_keeps_rows_whole(path: Path) -> None:
    tables = docx.Document(str(path)).tables
    assert tables
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_no_column_is_narrower_than_its_longest_word(path: Path) -> None:
    letter_cm = 0.17  # half the 9 points of the text: words are narrower in most fonts
    for table in docx.Document(str(path)).tables:
        for column in table.columns:
            words = [word for cell in column.cells for word in cell.text.split()]
            assert column.width.cm >= letter_cm * max(map(len, words))
            assert column.width.cm >= 0.9


def test_the_widths_of_columns_fill_the_page_and_long_text_gets_the_most(
    themes: Themes, tmp_path: Path
) -> None:
    own = Report(themes=themes, kind="checklists").save(tmp_path / "checklists.docx")
    table = docx.Document(str(own)).tables[-1]
    item, asks, here = (column.width.cm for column in table.columns)
    assert item < 2 < asks < here
    assert item + asks + here == pytest.approx(16, abs=0.1)


def test_every_picture_has_a_text_alternative(path: Path) -> None:
    word = docx.Document(str(path))
    drawings = list(word.element.iter(qn("wp:docPr")))
    assert drawings
    assert all(len(d.get("descr") or "") > 40 for d in drawings)


def test_no_empty_paragraph_serves_as_space(path: Path) -> None:
    word = docx.Document(str(path))
    bare = [p for p in word.paragraphs if not p.text and p._p.find(".//" + qn("w:drawing")) is None]
    assert not bare


def test_the_language_is_british_and_the_paper_a4(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        styles = parts.read("word/styles.xml").decode()
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles)) == {"en-GB"}
    section = docx.Document(str(path)).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_a_draft_says_so_on_every_page(path: Path) -> None:
    section = docx.Document(str(path)).sections[0]
    assert "DRAFT" in section.header.paragraphs[0].text


def test_it_holds_the_same_sentences_as_the_page(
    path: Path, themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    word = docx.Document(str(path))
    words = "\n".join(p.text for p in word.paragraphs)
    assert "Supervision goes first when duty is short." in words
    assert "cannot tell: from 64% to 60% of the people in a group" in words
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("Q1" in said for said in [words, *cells])


def test_the_list_of_contents_is_a_field_that_is_filled_in_and_leads_to_the_headings(
    path: Path,
) -> None:
    word = docx.Document(str(path))
    (field,) = (t.text for t in word.element.iter(qn("w:instrText")) if "TOC" in (t.text or ""))
    assert field is not None
    assert field.strip().startswith('TOC \\o "2-')
    kinds = [
        f.get(qn("w:fldCharType")) for p in word.paragraphs for f in p._p.iter(qn("w:fldChar"))
    ]
    assert kinds == ["begin", "separate", "end"]
    places = {
        b.get(qn("w:name")): p.text
        for p in word.paragraphs
        for b in p._p.iter(qn("w:bookmarkStart"))
    }
    entries = {
        link.get(qn("w:anchor")): "".join(t.text or "" for t in link.iter(qn("w:t")))
        for link in word.element.iter(qn("w:hyperlink"))
    }
    assert "What people told us" in entries.values()
    assert all(places[anchor] == words for anchor, words in entries.items())
    assert "In short" not in entries.values(), "it stands above the list"


def test_the_evidence_file_can_be_a_word_file_too(
    themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    out = Report(themes=themes, change=change, kind="evidence").save(tmp_path / "e.docx")
    words = "\n".join(p.text for p in docx.Document(str(out)).paragraphs)
    assert "2024-north:00002" in words


def keeps_together(table: Table) -> list[bool]:
    return [
        all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
        for row in table.rows
    ]  # fmt: skip


def test_a_small_table_stays_on_one_page_and_a_long_one_may_break_after_its_first_row(
    tmp_path: Path,
) -> None:
    small = blocks.Table("Small", ["Done", "Better"], [["Yes", "2"], ["Not yet", "1"], ["No", "0"]])
    many = blocks.Table("Long", ["Done", "Better"], [[f"Row {n}", "2"] for n in range(100)])
    wordy = blocks.Table("Wordy", ["Done", "Why"], [["Yes", "because " * 150]] * 3)
    path = tmp_path / "tables.docx"
    to_word(blocks.Document("Tables", "Invented", [small, many, wordy]), path)
    kept = [keeps_together(table) for table in docx.Document(str(path)).tables]
    assert kept[0] == [True, True, True, False], "the last row is not tied to what follows"
    assert kept[1] == [True] + [False] * 100
    assert kept[2] == [True, False, False, False]


def test_a_remark_on_a_table_is_not_parted_from_it(tmp_path: Path) -> None:
    table = blocks.Table("Small", ["Done", "Better"], [["Yes", "2"]])
    remark = blocks.Paragraph("What this table shows.", "note")
    path = tmp_path / "remark.docx"
    to_word(blocks.Document("Tables", "Invented", [remark, table, remark]), path)
    said = [p for p in docx.Document(str(path)).paragraphs if p.text == remark.text]
    assert [p.paragraph_format.keep_with_next for p in said] == [True, None]
