"""Excel files, of which any cell may be the only one: rows that hold something, and their numbers.

A sheet may name a cell at its very end (XFD1048576) and nothing before it. Empty rows are left out
and short ones not filled up, so that memory goes with what is there; a sheet that would need more
than five million cells is refused.
"""

from __future__ import annotations

import io
import warnings
from functools import cached_property
from typing import Any

from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.packages import Package
from practicelearn.transcripts.readers.plain_books import PlainBook

__all__ = ["MOST_CELLS", "Book"]

MOST_CELLS = 5_000_000
"""A sheet whose rows are longer than this all together is refused (cells, empty ones included)."""

_LAST_ROW = 1_048_576
_AGAIN = "save it again from Excel"


class Book:
    """An Excel file's sheets by title; ``hidden`` names those that Excel does not show.

    Parameters
    ----------
    raw : bytes
    formulas : bool, default False
        Formulas as they were typed, instead of what Excel last made of them.

    Raises
    ------
    ReadError
        It is damaged, no Excel file, or built to do harm.
    """

    def __init__(self, raw: bytes, *, formulas: bool = False) -> None:
        self._raw, self._formulas = raw, formulas
        package = Package(raw, _AGAIN)
        package.check_plain()
        self._plain = PlainBook.of(package)
        if self._plain is not None:
            self.titles, self.hidden = self._plain.titles, self._plain.hidden
            return
        try:
            self.titles = [sheet.title for sheet in self._book.worksheets]
            self.hidden = {s.title for s in self._book.worksheets if s.sheet_state != "visible"}
        except Exception as error:  # openpyxl lets whatever zip and XML raise through
            raise _damaged(error) from error
        if not self.titles:
            raise ReadError(f"it is an Excel file without a sheet; {_AGAIN}")

    @cached_property
    def _book(self) -> Any:
        import openpyxl  # slow to load, and sheets of text alone are read without it

        with warnings.catch_warnings():  # of styles and lists that are not read anyway
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(
                io.BytesIO(self._raw), read_only=True, data_only=not self._formulas
            )

    def rows(self, title: str, *, most: int | None = None) -> list[tuple[int, list[Any]]]:
        """Return the rows of a sheet that hold something, each with its number.

        Parameters
        ----------
        title : str
        most : int, optional
            Stop after so many.

        Raises
        ------
        ReadError
            The sheet is damaged, or larger than any transcript.
        """
        if self._plain is not None:
            found = self._plain.rows(title, most=most, most_cells=MOST_CELLS)
            if found is not None:
                return found
        out: list[tuple[int, list[Any]]] = []
        cells = 0
        try:
            sheet = self._book[title]
            sheet.reset_dimensions()  # else every row is filled up to what the file says of itself
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if number > _LAST_ROW:
                        raise ValueError(f"it names a row below {_LAST_ROW:,}")
                    if all(value is None for value in row):
                        continue
                    cells += len(row)
                    if cells > MOST_CELLS:
                        break
                    out.append((number, list(row)))
                    if len(out) == most:
                        break
        except Exception as error:
            raise _damaged(error) from error
        if cells > MOST_CELLS:
            raise ReadError(
                f'its sheet "{title[:60]}" spreads over more than {MOST_CELLS:,} cells; no '
                "transcript does. Copy what is meant into a new sheet"
            )
        return out


def _damaged(error: Exception) -> ReadError:
    what = " ".join(str(error).split())[:120] or type(error).__name__
    return ReadError(f"it is damaged or no Excel file ({what}); {_AGAIN}")
