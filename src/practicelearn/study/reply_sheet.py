"""The sheet into which replies are typed: each sentence stands in it already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from practicelearn._sheets import Choice, lay_out
from practicelearn.study.asked_back import Asked, words_of
from practicelearn.study.files import write_whole
from practicelearn.study.reply_rows import ANSWERS, COLUMNS, OF_ALL, TO_ALL
from practicelearn.study.sheets import saved

__all__ = ["add_reply_rows", "fill_sheet", "grey", "write_reply_sheet"]

_GREY = "E7EAEC"
_WIDTHS = {"Sentence": 46, "Yes: how many": 10, "Not quite: how many": 10, "Answer": 11,
           "Words": 46}  # fmt: skip
_HINTS = {
    "Yes: how many": "From paper forms: how many ticked this.",
    "Answer": "One reply a row: copy the sentence into a row below, choose, and write the words.",
    "Words": "Beside counted ticks: what was written on these forms, one line a form. No names.",
}


def write_reply_sheet(asked: Sequence[Asked], path: Path) -> None:
    """Write the sheet, one row a sentence, one for what is missing and one for how many answered.

    Cells that a row has no use for are grey; which sentence a row is about stands in a hidden
    column, so that nobody types an id.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "replies"
    rows = [["Everybody", OF_ALL, "", "", "", "", "all"], *map(_row, asked)]
    rows.append(["The page", TO_ALL, "", "", "", "", "missing"])
    fill_sheet(sheet, COLUMNS, rows)
    lay_out(sheet, widths=_WIDTHS, choices={"Answer": Choice(ANSWERS)}, hints=_HINTS)
    sheet.column_dimensions["G"].hidden = True
    unused = {"all": (4, 5, 6), "missing": (3, 4, 5)}
    for n, row in enumerate(rows, start=2):
        grey(sheet, n, unused.get(row[-1], ()))
    write_whole(path, saved(book))


def add_reply_rows(asked: Sequence[Asked], path: Path) -> int:
    """Add below the last row what a sheet does not ask yet, and return how many rows that were.

    Drafts are often written after the first look at the page. What was typed stays as it is; a
    sentence that was changed since is asked as well, beside its earlier wording. A sheet without
    the column of refs is none of ours, and is left alone.
    """
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    if heads[: len(COLUMNS)] != list(COLUMNS):
        return 0
    there = {
        (str(row[-1]), words_of(str(row[1] or "")))
        for row in sheet.iter_rows(min_row=2, max_col=len(COLUMNS), values_only=True)
    }
    new = [row for row in map(_row, asked) if (row[-1], words_of(row[1])) not in there]
    if new:
        fill_sheet(sheet, (), new, below=sheet.max_row)
        write_whole(path, saved(book))
    return len(new)


def _row(own: Asked) -> list[str]:
    """Return the row of the sheet that asks about one sentence."""
    about = "Promise" if own.action else "What we heard"
    ref = f"promise:{own.action}" if own.action else f"theme:{own.theme}"
    return [about, own.sentence, "", "", "", "", ref]


def fill_sheet(
    sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], *, below: int = 0
) -> None:
    """Put heads and rows into a sheet, each cell as text that starts no formula."""
    for n, row in enumerate([heads, *rows] if heads else rows, start=below + 1):
        for k, text in enumerate(row, start=1):
            escaped = f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
            sheet.cell(n, k, escaped or None).number_format = "@"


def grey(sheet: Any, row: int, columns: Sequence[int]) -> None:
    """Mark cells of a row that nobody need fill in."""
    from openpyxl.styles import PatternFill

    for k in columns:
        sheet.cell(row, k).fill = PatternFill("solid", fgColor=_GREY)
