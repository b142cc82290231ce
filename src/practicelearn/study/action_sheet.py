"""The action sheet as a workbook: its columns explained, choices where there are some, to print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import copy
from typing import Any

import pandas as pd

from practicelearn._cells import escape_cell, legal_xml
from practicelearn._sheets import YES_NO, Choice, fit_rows, lay_out, offer
from practicelearn.study.sheets import appended_sheet, fill_sheet, saved
from practicelearn.themes.cycle.cells import RESPONSES, STATUSES
from practicelearn.themes.cycle.sheet import COLUMNS

__all__ = ["add_rows", "new_sheet"]

ABOUT = "about"
_MEANINGS = {
    "You said": "what people said, in the team's words, never a quote; empty: as in the row above",
    "We will": "the promise; empty when it was rejected",
    "Who": "a role, not a name, and no team with a role",
    "By when": "such as 30/6/2026 or June 2026",
    "How we will know": 'such as "tools heard less", "Average caseload from 21 to 17" or "Survey: '
    'Supervision"',
    "Status": "empty or draft: not promised yet, and asked about first; then "
    f"{', '.join(STATUSES[:-1])} or {STATUSES[-1]}; with its history, if you like: "
    "doing 1/3/2026; done 30/6/2026",
    "Note": "anything; for what was dropped or stalled, why",
    "Theme": "the short name of the theme it rests on; the sheet “about” says what each means",
    "Round": "the round in which people said it",
    "Response": "accept, part or reject",
    "Reason": "why it was rejected, or accepted in part only. The [+] above opens more columns",
    "Date": "day of the response, such as 3/11/2025",
    "Measure": "what is looked at again, where “How we will know” is a sentence",
    "Baseline": "an outside figure before, such as 21",
    "Target": "what it should become",
    "Result": "what it has become",
    "Chosen because": "why this theme, such as: raised by most people",
    "Heard once": "yes: one group only raised it, and it matters all the same",
    "Evidence of delivery": "what shows that it was done",
    "Action id": "leave it empty, unless an action must keep its name when its words change",
}
_FOLDED = ("Date", "Measure", "Baseline", "Target", "Result", "Chosen because", "Heard once",
           "Evidence of delivery", "Action id")  # fmt: skip
_BEHIND = " (folded away: the [+] above the columns opens them)"
_WIDTHS = {"You said": 28, "We will": 28, "Who": 13, "By when": 12, "How we will know": 20,
           "Status": 13, "Note": 20, "Reason": 16}  # fmt: skip


def new_sheet(rows: pd.DataFrame, themes: pd.DataFrame, rounds: Sequence[str]) -> bytes:
    """Return a new workbook: the rows, and a second sheet that says what columns and themes mean.

    Parameters
    ----------
    rows : DataFrame
        Columns of ``COLUMNS``.
    themes : DataFrame
        ``Themes.table``, of the themes that may be chosen.
    rounds : sequence of str
        The study's.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet, about = book.active, book.create_sheet(ABOUT)
    sheet.title = "actions"
    fill_sheet(sheet, rows.reindex(columns=list(COLUMNS)))
    choices = {
        "Status": Choice(STATUSES, hint=_MEANINGS["Status"]),
        "Response": Choice(RESPONSES),
        "Round": Choice(tuple(rounds), grows=True),
        "Theme": Choice(tuple(themes.index), hint=_MEANINGS["Theme"], grows=True),
        "Heard once": YES_NO,
    }
    lay_out(
        sheet, keep=1, widths=_WIDTHS, hints=_MEANINGS, folded=_FOLDED, title="You said, we will",
        choices={name: choice for name, choice in choices.items() if choice.words},
    )  # fmt: skip
    told = [{"word": name, "what": "column", "meaning": f"{m}{_BEHIND if name in _FOLDED else ''}"}
            for name, m in _MEANINGS.items()]  # fmt: skip
    fill_sheet(about, pd.DataFrame([*told, *_told(themes)]))
    lay_out(about, widths={"word": 24, "meaning": 90})
    return saved(book)


def add_rows(
    before: bytes, rows: pd.DataFrame, themes: pd.DataFrame, rounds: Sequence[str]
) -> bytes:
    """Return the workbook with rows below those that stand there, which stay as they are.

    What can be chosen, and the explanations, grow by the themes and rounds they lack.
    """
    from openpyxl import load_workbook

    book: Any = load_workbook(io.BytesIO(appended_sheet(before, rows, "actions")))
    offer(book, "Theme", [*map(str, themes.index)])
    offer(book, "Round", rounds)
    if ABOUT in book.sheetnames:
        about = book[ABOUT]
        known = {c.value for c in about["A"]}
        first = about.max_row + 1
        for row in _told(themes):
            if row["word"] not in known:
                about.append([escape_cell(legal_xml(v)) for v in row.values()])
        for row in about.iter_rows(min_row=first):
            for cell in row:
                cell.alignment = copy(about.cell(1, cell.column).alignment)
        fit_rows(about, first=first)
    return saved(book)


def _told(themes: pd.DataFrame) -> list[dict[str, str]]:
    """What each theme is called, and what people say under it."""
    return [
        {"word": str(theme), "what": "theme",
         "meaning": f"{row['name']}: {row['statement']}" if row["statement"] else row["name"]}
        for theme, row in themes.iterrows()
    ]  # fmt: skip
