"""How a sheet looks: wrapped, as wide as its words, its head in sight, printed on A4, with choices.

One place for every sheet that people read, fill in or print. What stands in the cells is not
touched: a sheet that is laid out reads back as it was.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["LISTS", "YES_NO", "Choice", "fit_rows", "lay_out"]

LISTS = "lists"
"""Title of the hidden sheet that holds choices too long for the cells that offer them."""

_MORE_ROWS = 1000  # below the last one, where rows may still be added
_IN_PLACE = 255  # characters of a list that Excel takes without a sheet of its own
_LEAST, _MOST = 7, 46  # width of a column, in letters
_LINES = 5  # a cell of more lines gets a wider column, as far as there is room
_A4 = 9
_LINE_PT, _LINES_AT_MOST = 15, 26  # height of a line; a row is at most 409 points high
_HEAD, _RULE = "E7ECEF", "8A969D"


class Choice(NamedTuple):
    """What a column offers to choose from.

    Parameters
    ----------
    words : sequence of str
        In their order.
    only : bool
        Refuse other words. By default they are offered, and something else may be typed.
    hint : str
        Said beside a cell that is being filled in.
    """

    words: Sequence[str]
    only: bool = False
    hint: str = ""


YES_NO = Choice(("yes", "no"))


def lay_out(
    sheet: Any,
    *,
    head: int = 1,
    keep: int = 0,
    widths: Mapping[str, float] | None = None,
    choices: Mapping[str, Choice] | None = None,
    hints: Mapping[str, str] | None = None,
    title: str = "",
    notice: str = "",
    folded: Collection[str] = (),
) -> None:
    """Lay a sheet of openpyxl out, to read on a screen and to print.

    Parameters
    ----------
    sheet : Worksheet
        Filled. Every cell is wrapped and begins at its top; columns are as wide as their words.
    head : int
        Row of the column names; it stays in sight, and stands on every printed page.
    keep : int
        Columns that stay in sight, from the left.
    widths : mapping of str to float, optional
        Column name to width in letters, where what is written there later needs room.
    choices : mapping of str to Choice, optional
        Column name to what it offers, also in a thousand rows below the last one.
    hints : mapping of str to str, optional
        Column name to what belongs there, shown where the pointer rests on the name.
    title, notice : str
        At the foot, and in bold at the head, of each printed page.
    folded : collection of str
        Columns that are out of sight, and off the paper, while nothing stands in them: the sign
        [+] above the sheet opens them.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Border(bottom=Side(style="thin", color=_RULE))
    for row in sheet.iter_rows(min_row=head):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == head:
                cell.font, cell.border = Font(bold=True), line
                cell.fill = PatternFill("solid", fgColor=_HEAD)
    names = {str(c.value): get_column_letter(c.column) for c in sheet[head] if c.value is not None}
    for n in range(1, sheet.max_column + 1):
        letter = get_column_letter(n)
        cells = [sheet.cell(row, n).value for row in range(head, sheet.max_row + 1)]
        column = sheet.column_dimensions[letter]
        column.width = _width(cells)
        column.alignment = Alignment(wrap_text=True, vertical="top")
        if cells[0] in folded:
            column.outlineLevel, column.hidden = 1, not any(v not in {None, ""} for v in cells[1:])
    for name, width in (widths or {}).items():
        if name in names:
            column = sheet.column_dimensions[names[name]]
            column.width = max(width, column.width)
    for name, hint in (hints or {}).items():
        if name in names:
            sheet[f"{names[name]}{head}"].comment = _comment(hint)
    for name, choice in (choices or {}).items():
        if name in names:
            _offer(sheet, names[name], head, name, choice)
    fit_rows(sheet, head=head)
    sheet.freeze_panes = sheet.cell(head + 1, keep + 1)
    _for_paper(sheet, head, title, notice)


def fit_rows(sheet: Any, *, head: int = 1) -> None:
    """Make each row from the head on as high as its words; it grows when somebody writes more.

    Excel would fit rows by itself when it opens the file; other programs do not.
    """
    from openpyxl.worksheet.dimensions import RowDimension

    class Growing(RowDimension):  # type: ignore[misc]
        # openpyxl takes every height for one that a person chose, which no program then changes
        customHeight = property(lambda _: False)  # noqa: N815 - openpyxl's own name

    widths = {
        n: sheet.column_dimensions[cell.column_letter].width
        for n, cell in enumerate(sheet[head]) if hasattr(cell, "column_letter")
    }  # fmt: skip
    for n, row in enumerate(sheet.iter_rows(min_row=head), start=head):
        lines = max(
            (_lines(str(c.value), widths[k]) for k, c in enumerate(row) if c.value is not None),
            default=1,
        )
        hidden = sheet.row_dimensions[n].hidden
        sheet.row_dimensions[n] = Growing(
            sheet, index=n, ht=_LINE_PT * min(lines, _LINES_AT_MOST), hidden=hidden
        )


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(len(line) / (width - 1))) for line in text.split("\n"))


def _width(cells: Sequence[Any]) -> float:
    """Wide enough for the longest word, and for long text not to run over many lines."""
    texts = [str(c) for c in cells if c is not None]
    word = max((len(w) for t in texts for w in t.split()), default=0)
    longest = max((len(line) for t in texts for line in t.split("\n")), default=0)
    lines = max((len(t) for t in texts), default=0) / _LINES
    wanted = longest if longest <= 16 else max(16.0, lines)
    return float(min(_MOST, max(_LEAST, min(word, _MOST), min(wanted, longest)) + 2))


def _comment(hint: str) -> Any:
    from openpyxl.comments import Comment

    return Comment(hint, "practicelearn", width=260, height=26 + 18 * (1 + len(hint) // 34))


def _offer(sheet: Any, letter: str, head: int, name: str, choice: Choice) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    joined = ",".join(choice.words)
    plain = len(joined) <= _IN_PLACE and not any("," in w or '"' in w for w in choice.words)
    offered = DataValidation(
        type="list",
        formula1=f'"{joined}"' if plain else _listed(sheet, name, choice.words),
        allow_blank=True,
        showErrorMessage=choice.only,
        showInputMessage=bool(choice.hint),
        prompt=choice.hint[:_IN_PLACE] or None,
        errorTitle=name[:32],
        error=f"Choose one of the list: {joined}"[:_IN_PLACE] if choice.only else None,
    )
    offered.add(f"{letter}{head + 1}:{letter}{sheet.max_row + _MORE_ROWS}")
    sheet.add_data_validation(offered)


def _listed(sheet: Any, name: str, words: Sequence[str]) -> str:
    """Where a hidden sheet of the same file lists the words: its own column, below their name."""
    from openpyxl.utils import get_column_letter

    book = sheet.parent
    if LISTS not in book.sheetnames:
        book.create_sheet(LISTS).sheet_state = "hidden"
    lists = book[LISTS]
    n = lists.max_column + 1 if lists["A1"].value is not None else 1
    for row, word in enumerate([name, *words], start=1):
        cell = lists.cell(row, n, word)
        cell.data_type, cell.number_format = "s", "@"
    letter = get_column_letter(n)
    return f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"


def _for_paper(sheet: Any, head: int, title: str, notice: str) -> None:
    """A4 across, as wide as the page, the head on every page, lines between the cells."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_options.gridLines = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5  # inches, as the format wants it
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3
    sheet.oddFooter.left.text = title.replace("&", "&&") or "&A"
    sheet.oddFooter.right.text = "Page &P of &N"
    if notice:
        sheet.oddHeader.left.text = notice.replace("&", "&&")
        sheet.oddHeader.left.font = "Calibri,Bold"
