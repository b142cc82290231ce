"""The sheet into which replies are typed: each sentence stands in it already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from practicelearn._sheets import Choice, lay_out
from practicelearn.study.asked_back import Asked
from practicelearn.study.files import saved, write_whole
from practicelearn.study.reply_rows import ANSWERS, COLUMNS, OF_ALL, TO_ALL

__all__ = ["fill_sheet", "grey", "write_reply_sheet"]

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
    rows = [["Everybody", OF_ALL, "", "", "", "", "all"]]
    for own in asked:
        about = "Promise" if own.action else "What we heard"
        ref = f"promise:{own.action}" if own.action else f"theme:{own.theme}"
        rows.append([about, own.sentence, "", "", "", "", ref])
    rows.append(["The page", TO_ALL, "", "", "", "", "missing"])
    fill_sheet(sheet, COLUMNS, rows)
    lay_out(sheet, widths=_WIDTHS, choices={"Answer": Choice(ANSWERS)}, hints=_HINTS)
    sheet.column_dimensions["G"].hidden = True
    unused = {"all": (4, 5, 6), "missing": (3, 4, 5)}
    for n, row in enumerate(rows, start=2):
        grey(sheet, n, unused.get(row[-1], ()))
    write_whole(path, saved(book))


def fill_sheet(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put heads and rows into a sheet, each cell as text that starts no formula."""
    for n, row in enumerate([heads, *rows], start=1):
        for k, text in enumerate(row, start=1):
            escaped = f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
            sheet.cell(n, k, escaped or None).number_format = "@"


def grey(sheet: Any, row: int, columns: Sequence[int]) -> None:
    """Mark cells of a row that nobody need fill in."""
    from openpyxl.styles import PatternFill

    for k in columns:
        sheet.cell(row, k).fill = PatternFill("solid", fgColor=_GREY)
