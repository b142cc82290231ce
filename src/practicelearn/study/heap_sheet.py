"""The sheet that brings a workshop's heaps back: cards, heaps, and who was there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from practicelearn._sheets import Choice, lay_out
from practicelearn.errors import StudyError
from practicelearn.study.files import write_whole
from practicelearn.study.reply_sheet import fill_sheet
from practicelearn.study.sheets import saved

__all__ = ["ALONE", "CARDS", "DATE", "HEAPS", "MAKE", "PEOPLE", "ROUND", "THERE", "begin_heaps"]

CARDS, HEAPS, THERE = "cards", "heaps", "who was there"
"""Titles of its three sheets."""
MAKE = ("theme", "code", "only keep")
"""What a person may make of a heap."""
ALONE = "alone"
"""In the place of a heap: the card fitted nowhere. Nothing there: it did not come back."""
ROUND, DATE, PEOPLE = "Round", "Date of the workshop", "How many people sorted"
_ROLES = 5
_LETTERS = "ABCDEFGHIJKL"


def begin_heaps(
    path: str | Path, year: str, numbers: Collection[int], blank: int, themes: Sequence[str]
) -> Path:
    """Write the sheet, each card in a row of its own, and return its path.

    Parameters
    ----------
    path : str or Path
    year : str
        The round of the cards.
    numbers : collection of int
        Of the cards that go out.
    blank : int
        How many blank ones go out: B1, B2 ...
    themes : sequence of str
        Names of the study's themes, to choose from.

    Raises
    ------
    StudyError
        The sheet is there: what people typed is never written over.
    """
    from openpyxl import Workbook

    path = Path(path)
    if path.exists():
        raise StudyError(f"{path} is there already. Go on in it: it is never written over.")
    book = Workbook()
    sheet = book.active
    sheet.title = CARDS
    out = [*map(str, sorted(numbers)), *(f"B{n}" for n in range(1, blank + 1))]
    fill_sheet(sheet, ["Card", "Heap", "Own words"], [[card, "", ""] for card in out])
    hints = {
        "Heap": f"Its letter, such as A; two such as A; C. {ALONE} where the card fitted nowhere. "
        "Empty: it did not come back.",
        "Own words": "Of a blank card: what staff wrote on it. No names.",
    }
    lay_out(sheet, widths={"Heap": 14, "Own words": 60}, hints=hints)
    sheet = book.create_sheet(HEAPS)
    heads = ["Heap", "Name", "Sentence on the heap", "Make of it", "Theme"]
    fill_sheet(sheet, heads, [[letter, "", "", "", ""] for letter in _LETTERS])
    hints = {
        "Make of it": "theme: the theme named beside it takes this name and sentence; several "
        "(a; b) become one; none: a new code. code: a new code. only keep: kept on record.",
        "Theme": "For a theme that is there already. Its name; several such as a; b.",
    }
    choices = {"Make of it": Choice(MAKE)} | ({"Theme": Choice(themes)} if themes else {})
    widths = {"Name": 26, "Sentence on the heap": 60, "Make of it": 13, "Theme": 26}
    lay_out(sheet, widths=widths, hints=hints, choices=choices)
    sheet = book.create_sheet(THERE)
    rows = [[ROUND, year], [DATE, ""], [PEOPLE, ""], *([["", ""]] * _ROLES)]
    fill_sheet(sheet, ["Who was there: roles, no names", "How many"], rows)
    lay_out(sheet, widths={"Who was there: roles, no names": 46, "How many": 16})
    write_whole(path, saved(book))
    return path
