"""Sheets are laid out to read, to fill in and to print; what stands in them stays as it is."""

from __future__ import annotations

import io

import openpyxl

from practicelearn._sheets import LISTS, YES_NO, Choice, lay_out

THEMES = [f"Theme number {n}, with a comma" for n in range(12)]
LONG = "It goes first when duty is short, and nobody says so aloud. " * 6


def laid(**how):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "actions"
    sheet.append(["You said", "Round", "Status", "Theme", "Agreed", "Rare"])
    for n in range(30):
        sheet.append([LONG if n % 3 else "Short.", "2024-25", "done 18/8/2025", "supervision", "",
                      None])  # fmt: skip
    for row in sheet:
        for cell in row:
            cell.number_format = "@"
    lay_out(sheet, **how)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, book["actions"]


def test_it_prints_across_a4_with_its_head_on_every_page():
    _, sheet = opened(laid(title="Actions & more", notice="For the team", keep=1))
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "B2"
    assert sheet.oddFooter.left.text == "Actions && more"
    assert sheet.oddHeader.left.text == "For the team"


def test_words_wrap_in_columns_that_hold_the_longest_of_them():
    _, sheet = opened(laid())
    width = {c.value: sheet.column_dimensions[c.column_letter].width for c in sheet[1]}
    assert width["Round"] >= len("2024-25")
    assert width["You said"] > 30 > width["Theme"] >= len("supervision")
    assert all(c.alignment.wrap_text and c.alignment.vertical == "top" for r in sheet for c in r)


def test_rows_are_as_high_as_their_words_and_free_to_grow():
    content = laid()
    _, sheet = opened(content)
    assert sheet.row_dimensions[2].height == 15
    assert sheet.row_dimensions[3].height > 60
    import zipfile

    raw = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "customHeight" not in raw


def test_choices_stand_in_the_cell_where_they_fit_and_on_a_hidden_sheet_where_not():
    choices = {
        "Agreed": YES_NO,
        "Theme": Choice(THEMES, only=True),
        "Status": Choice(["done", "doing"], hint="the newest last"),
    }
    book, sheet = opened(laid(choices=choices))
    offered = {str(v.sqref).split(":")[0]: v for v in sheet.data_validations.dataValidation}
    assert offered["E2"].formula1 == '"yes,no"'
    assert not offered["E2"].showErrorMessage
    assert offered["C2"].prompt == "the newest last"
    assert book.defined_names[offered["D2"].formula1].attr_text == f"{LISTS}!$A$2:$A$13"
    assert offered["D2"].showErrorMessage
    assert book[LISTS].sheet_state == "hidden"
    assert [c.value for c in book[LISTS]["A"]] == ["Theme", *THEMES]
    assert book.active.title == "actions"
    assert all(len(v.formula1) <= 257 for v in offered.values())
    assert [str(v.sqref) for v in offered.values()] == ["E2:E1031", "D2:D1031", "C2:C1031"]


def test_a_folded_column_is_out_of_sight_and_a_sign_opens_it():
    _, sheet = opened(laid(folded=["Rare"]))
    assert sheet.column_dimensions["F"].hidden
    assert sheet.column_dimensions["F"].outlineLevel == 1
    assert not sheet.column_dimensions["E"].hidden


def test_a_sheet_too_wide_for_a_page_ends_pages_between_columns():
    _, sheet = opened(laid(keep=2, ends=[4]))
    assert [b.id for b in sheet.col_breaks.brk] == [4]
    assert sheet.print_title_cols == "$A:$B"
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    wide = {c.column: sheet.column_dimensions[c.column_letter].width for c in sheet[1]}
    page = wide[1] + wide[2] + max(wide[3] + wide[4], wide[5] + wide[6])
    assert page * sheet.page_setup.scale / 100 <= 107


def test_a_workbook_names_nobody_as_its_author() -> None:
    book = openpyxl.Workbook()
    lay_out(book.active)
    said = book.properties
    assert (said.creator, said.lastModifiedBy, said.language) == (None, None, "en-GB")
