"""Sheets of text are read without openpyxl, and as openpyxl reads them; all others by openpyxl."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

import practicelearn as prac
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.plain_books import PlainBook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def written(rows: list[list[Any]], change: Callable[[Any], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(raw: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The file with a part rewritten, or added where it is not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()) if part == name else text)
    return out.getvalue()


def in_sheet(raw: bytes, cells: str) -> bytes:
    """The file whose only sheet holds these rows, as another program might write them."""
    sheet = f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"
    return with_part(raw, "xl/worksheets/sheet1.xml", lambda _: sheet)


def both(raw: bytes, most: int | None = None) -> tuple[Any, Any]:
    """What stands in each sheet, as it is read here and as openpyxl reads it."""
    found = []
    for plain in (PlainBook.of, lambda package: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PlainBook, "of", plain)
            book = Book(raw)
            rows = {title: book.rows(title, most=most) for title in book.titles}
            found.append((book.titles, book.hidden, rows))
    return found[0], found[1]


def read_plainly(raw: bytes) -> bool:
    """Whether the first sheet was read without openpyxl."""
    book = Book(raw)
    book.rows(book.titles[0])
    return "_book" not in vars(book)


CELLS = st.one_of(st.none(), st.text("a =-é“\n<&>_x05F\U0001f600", max_size=6))


@given(st.lists(st.lists(CELLS, max_size=4), max_size=5), st.integers(1, 3) | st.none())
def test_sheets_of_text_are_read_as_openpyxl_reads_them(
    rows: list[list[str | None]], most: int | None
) -> None:
    ours, theirs = both(written(rows), most)
    assert ours == theirs


def test_words_that_are_kept_once_for_all_cells_are_read_plainly() -> None:
    raw = written([["id", "words"], ["1", "so"], ["2", None], [None, "so"]])
    assert read_plainly(raw)
    rows = [(1, ["id", "words"]), (2, ["1", "so"]), (3, ["2"]), (4, [None, "so"])]
    assert Book(raw).rows("Sheet") == rows


@pytest.mark.parametrize(
    ("value", "is_plain"),
    [(7, False), (7.5, False), (True, False), (dt.date(2026, 3, 1), False), ("=1+1", False),
     (CellRichText("a", TextBlock(InlineFont(b=True), "b")), False), ("7", True)],
)  # fmt: skip
def test_what_is_more_than_text_is_left_to_openpyxl(value: Any, is_plain: bool) -> None:
    raw = written([["id"], [value]])
    assert read_plainly(raw) == is_plain
    ours, theirs = both(raw)
    assert ours == theirs


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="3"><c r="B3" t="inlineStr"><is><t>x</t></is></c></row>',  # rows and cells left out
        '<row><c t="inlineStr"><is><t>x</t></is></c><c t="inlineStr"/></row>',  # none is numbered
        '<row r="1"><c r="AB1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',  # there are no such words
        '<row r="2"/><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1"><c r="B1" t="inlineStr"><is><t>x</t></is></c><c r="A1" t="inlineStr"/></row>',
    ],
)
def test_how_other_programs_write_is_read_as_openpyxl_reads_it(cells: str) -> None:
    raw = in_sheet(written([["x"]]), cells)

    def read() -> Any:
        try:
            return Book(raw).rows("Sheet")
        except ReadError as error:
            return str(error)

    found = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainBook, "of", lambda package: None)
        assert found == read()


def test_sheets_that_excel_hides_are_named() -> None:
    def hide(book: Any) -> None:
        book.create_sheet("lists").sheet_state = "hidden"

    book = Book(written([["x"]], hide))
    assert (book.titles, book.hidden) == (["Sheet", "lists"], {"lists"})
    assert "_book" not in vars(book)


def test_a_sheet_is_refused_at_the_same_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicelearn.transcripts.readers.books.MOST_CELLS", 5)
    raw = written([["a", "b", "c"], ["d", "e", "f"]])
    with pytest.raises(ReadError, match="spreads over more than 5 cells"):
        Book(raw).rows("Sheet")
    assert len(Book(raw).rows("Sheet", most=1)) == 1


def test_a_large_sheet_is_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = written([["a"], ["b"]])
    assert read_plainly(raw)
    monkeypatch.setattr("practicelearn.transcripts.readers.plain_books._LARGEST", 2_000)
    assert not read_plainly(written([["a"]] * 200))


def test_the_sheets_of_a_study_are_read_plainly() -> None:
    for path in sorted(prac.sample_path().glob("*.xlsx")):
        assert read_plainly(path.read_bytes()), path.name


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_in_letters_that_nobody_knows_is_refused_in_words(part: str) -> None:
    def unknown(text: str) -> str:
        return '<?xml version="1.0" encoding="UTF-F-8"?>' + text.partition("?>")[2].strip()

    named = with_part(written([["speaker", "text"]]), part, lambda t: unknown("?>" + t))
    with pytest.raises(ReadError, match="damaged"):
        book = Book(named)
        [book.rows(title) for title in book.titles]
