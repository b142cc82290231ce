"""How a sheet looks: wrapped, as wide as its words, its head in sight, printed on A4, with choices.

One place for every sheet that people read, fill in or print. What stands in the cells is not
touched: a sheet that is laid out reads back as it was.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["LISTS", "YES_NO", "Choice", "fit_rows", "grow", "lay_out", "offer", "settle_book"]

LISTS = "lists"
"""Title of the hidden sheet that holds choices too long for the cells that offer them."""

_MORE_ROWS = 1000  # below the last one, where rows may still be added
_IN_PLACE = 255  # characters of a list that Excel takes without a sheet of its own
_LEAST, _MOST = 7, 46  # width of a column, in letters
_LINES = 5  # a cell of more lines gets a wider column, as far as there is room
_A4 = 9
_A4_LETTERS = 107  # of width, that a page across holds in full size, in wide letters too
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
    grows : bool
        Words may be added later, with :func:`offer`.
    """

    words: Sequence[str]
    only: bool = False
    hint: str = ""
    grows: bool = False


YES_NO = Choice(("yes", "no"))


def lay_out(
    sheet: Any,
    *,
    head: int = 1,
    keep: int = 0,
    widths: Mapping[Any, float] | None = None,
    choices: Mapping[str, Choice] | None = None,
    hints: Mapping[str, str] | None = None,
    title: str = "",
    notice: str = "",
    folded: Collection[str] = (),
    ends: Sequence[int] = (),
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
    widths : mapping of str or int to float, optional
        Column name or number to the least width in letters, where what is written there later needs
        room.
    choices : mapping of str to Choice, optional
        Column name to what it offers, also in a thousand rows below the last one.
    hints : mapping of str to str, optional
        Column name to what belongs there, shown where the pointer rests on the name.
    title, notice : str
        At the foot, and in bold at the head, of each printed page.
    folded : collection of str
        Columns that are out of sight, and off the paper, until the sign [+] above the sheet opens
        them.
    ends : sequence of int
        Columns after which a page ends, for a sheet too wide for one; the ``keep`` columns then
        stand on each. By default all columns are fitted on one page.
    """
    settle_book(sheet.parent)
    _dress(sheet, head)
    _size(sheet, head, widths or {}, folded)
    at = {str(c.value): c.column_letter for c in sheet[head] if c.value is not None}
    for name, hint in (hints or {}).items():
        if name in at:
            sheet[f"{at[name]}{head}"].comment = _comment(hint)
    for name, choice in (choices or {}).items():
        if name in at:
            _offer(sheet, at[name], head, name, choice)
    fit_rows(sheet, first=head)
    sheet.freeze_panes = sheet.cell(head + 1, keep + 1)
    _for_paper(sheet, head, title, notice)
    if ends:
        _end_pages(sheet, keep, ends)


def _dress(sheet: Any, head: int) -> None:
    """Wrap every cell, keep text as text, and set the head off."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line, fill = Border(bottom=Side(style="thin", color=_RULE)), PatternFill("solid", fgColor=_HEAD)
    wrap, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for row in sheet.iter_rows(min_row=head):
        for cell in row:
            cell.alignment = wrap
            sheet.column_dimensions[cell.column_letter].alignment = wrap
            if isinstance(cell.value, str):
                cell.number_format = "@"
            elif isinstance(cell.value, float) and not cell.value.is_integer():
                cell.number_format = "0.00#"
            if cell.row == head:
                cell.font, cell.border, cell.fill = bold, line, fill


def _size(sheet: Any, head: int, widths: Mapping[Any, float], folded: Collection[str]) -> None:
    for cells in sheet.iter_cols(min_row=head):
        name = cells[0].value
        column = sheet.column_dimensions[cells[0].column_letter]
        least = widths.get(cells[0].column, widths.get(name, 0))
        column.width = max(least, _width([c.value for c in cells]))
        if name in folded:
            column.outlineLevel, column.hidden = 1, True


def fit_rows(sheet: Any, *, first: int = 1) -> None:
    """Make each row from ``first`` on as high as its words; it grows when somebody writes more.

    Excel would fit rows by itself when it opens the file; other programs do not.
    """
    high: dict[int, int] = {}
    for (n, _), cell in sheet._cells.items():  # noqa: SLF001 - the cells that exist, and no others
        if n >= first and cell.value is not None:
            wide = sheet.column_dimensions[cell.column_letter].width
            lines = _lines(_shown(cell.value), wide) if cell.alignment.wrap_text else 1
            high[n] = max(high.get(n, 1), lines)
    for n, lines in high.items():
        sheet.row_dimensions[n].height = _LINE_PT * min(lines, _LINES_AT_MOST)
    grow(sheet)


def settle_book(book: Any) -> None:
    """Let a workbook name nobody as its author: openpyxl names itself."""
    book.properties.creator = book.properties.lastModifiedBy = None
    book.properties.language = "en-GB"


def grow(sheet: Any) -> None:
    """Let every row grow with its words.

    openpyxl takes each height it reads or sets for one that a person chose, and a program keeps to
    such a height for ever.
    """
    from openpyxl.worksheet.dimensions import RowDimension

    class Growing(RowDimension):  # type: ignore[misc]  # openpyxl has no types
        customHeight = property(lambda _: False)  # noqa: N815 - openpyxl's own name

    for row in sheet.row_dimensions.values():
        row.__class__ = Growing


def _shown(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes; a letter is a little narrower than a figure."""
    letters = max(1, int((width - 1) * 1.15))
    return sum(max(1, len(textwrap.wrap(line, letters))) for line in text.split("\n"))


def _width(cells: Sequence[Any]) -> float:
    """Wide enough for the longest word, and for long text not to run over many lines."""
    texts = [_shown(c) for c in cells if c is not None]
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
    plain = plain and not choice.grows
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


def offer(book: Any, name: str, words: Sequence[str]) -> None:
    """Add words to what a column of a laid-out book offers, where it offers a list.

    Parameters
    ----------
    book : Workbook
    name : str
        The column's.
    words : sequence of str
        Those that are offered already stay where they are.
    """
    if LISTS not in book.sheetnames:
        return
    heads = [cell.value for cell in book[LISTS][1]]
    if name in heads:
        n = heads.index(name) + 1
        column = [c.value for (_, own), c in sorted(book[LISTS]._cells.items()) if own == n]  # noqa: SLF001 - the cells that exist
        there = [word for word in column[1:] if word is not None]
        _list(book, n, name, [*there, *(word for word in words if word not in there)])


def _listed(sheet: Any, name: str, words: Sequence[str]) -> str:
    """Name of the place where a hidden sheet of the same file lists the words.

    By its name a list outlives being saved by Excel and read by openpyxl; as "lists!A2:A9" it does
    not.
    """
    book = sheet.parent
    if LISTS not in book.sheetnames:
        book.create_sheet(LISTS).sheet_state = "hidden"
    lists = book[LISTS]
    return _list(book, lists.max_column + 1 if lists["A1"].value is not None else 1, name, words)


def _list(book: Any, n: int, name: str, words: Sequence[str]) -> str:
    """Write a list into column ``n`` of the hidden sheet, and give the place its name."""
    from openpyxl.utils import get_column_letter
    from openpyxl.workbook.defined_name import DefinedName

    for row, word in enumerate([name, *words], start=1):
        cell = book[LISTS].cell(row, n, word)
        cell.data_type, cell.number_format = "s", "@"
    letter, named = get_column_letter(n), f"{LISTS}_{n}"
    place = f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"
    book.defined_names[named] = DefinedName(named, attr_text=place)
    return named


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


def _end_pages(sheet: Any, keep: int, ends: Sequence[int]) -> None:
    """Break a wide sheet between columns; fitting it on one page would undo that."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break, ColBreak

    def wide(first: int, last: int) -> float:
        letters = map(get_column_letter, range(first, last + 1))
        return float(sum(sheet.column_dimensions[letter].width for letter in letters))

    starts = [keep, *ends]
    widest = max(wide(a + 1, b) for a, b in zip(starts, [*ends, sheet.max_column], strict=True))
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    whole = wide(1, keep) + widest
    sheet.page_setup.scale = max(40, min(100, math.floor(100 * _A4_LETTERS / whole)))
    sheet.print_title_cols = f"A:{get_column_letter(keep)}"
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.col_breaks = ColBreak()
    for column in ends:
        sheet.col_breaks.append(Break(id=column))
