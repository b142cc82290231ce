"""Cells for spreadsheets: words that would run as a formula are escaped, and read back unchanged.

A cell of a CSV or Excel file that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end may
be run as a formula by the program that opens it. Speech begins that way often enough ("- so, as I
was saying"). An apostrophe in front keeps the cell text. A text that begins with apostrophes and
then such a character gets one more, so that :func:`unescape_cell` always gives back what was there.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole
from practicelearn._sheets import lay_out
from practicelearn.errors import PracticelearnError, TableError

__all__ = [
    "LONGEST_CELL",
    "escape_cell",
    "escape_table",
    "fit_cell",
    "legal_xml",
    "text_of",
    "unescape_cell",
    "write_table",
]

LONGEST_CELL = 32_767
"""Characters an Excel cell holds; what is longer is cut by most programs without a word."""

# full-width signs too: spreadsheets of East Asian editions take them for the plain ones
_RUNS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_TO_ESCAPE = re.compile(f"'*[{_RUNS}]")
_ESCAPED = re.compile(f"'+[{_RUNS}]")
# XML 1.0 cannot hold these; each is shown by its picture, U+2400 and up
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def escape_cell(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet runs it; anything but text is left as it is.

    Examples
    --------
    >>> escape_cell("=1+1"), escape_cell("- so, yes"), escape_cell("fine"), escape_cell(-3)
    ("'=1+1", "'- so, yes", 'fine', -3)
    """
    return "'" + value if isinstance(value, str) and _TO_ESCAPE.match(value) else value


def unescape_cell(value: Any) -> Any:
    """Return what :func:`escape_cell` was given.

    Examples
    --------
    >>> unescape_cell("'=1+1"), unescape_cell("'tis")
    ('=1+1', "'tis")
    """
    return value[1:] if isinstance(value, str) and _ESCAPED.match(value) else value


def escape_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its cells, its index and its column names escaped."""
    out = table.copy()
    out.index = _escaped_index(table.index)
    out.columns = _escaped_index(table.columns)
    for place in range(out.shape[1]):
        column = table.iloc[:, place]
        if column.dtype == object or pd.api.types.is_string_dtype(column.dtype):
            cells = [escape_cell(v) if isinstance(v, str) else _shown(v) for v in column]
            out.isetitem(place, pd.Series(cells, index=out.index, dtype=object))
    return out


def fit_cell(text: str, *, where: str, cut: bool = False) -> str:
    """Return text that an Excel cell can hold.

    Parameters
    ----------
    text : str
    where : str
        The cell, for the message.
    cut : bool
        Cut what is too long and say so in the cell; otherwise raise.

    Raises
    ------
    TableError
        The text is longer than a cell.
    """
    legal = legal_xml(text)
    if len(legal) <= LONGEST_CELL:
        return legal
    if not cut:
        raise TableError(
            f"{where}: {len(legal):,} characters; an Excel cell holds {LONGEST_CELL:,}. "
            "Shorten it, or write to a .csv file."
        )
    note = f" [... cut: {len(legal):,} characters in all]"
    return legal[: LONGEST_CELL - len(note)] + note


def legal_xml(text: str) -> str:
    """Return text that an Excel or Word file can hold: control characters become their pictures."""
    return _NOT_IN_XML.sub(lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 32 else "\ufffd", text)


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as CSV, Excel or Parquet and return the path.

    Parameters
    ----------
    table : DataFrame
        Its index is written when it has a name, with an underscore behind it where a column is
        called so too (a term *group* in a document-term matrix of groups); missing cells are left
        empty.
    path : str or Path
        Ends in ``.csv`` (UTF-8 with a mark, so that Excel shows accents), ``.xlsx`` or
        ``.parquet``. In the first two each cell that would run as a formula is escaped; Parquet,
        which no spreadsheet opens, keeps every cell as it is.

    Raises
    ------
    TableError
        The suffix is none of these, or a text is longer than an Excel cell.
    PracticelearnError
        The place cannot be written to, or Parquet's package is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> import practicelearn as prac
    >>> table = pd.DataFrame({"n": [3]}, index=pd.Index(["pay"], name="code"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(prac.write_table(table, Path(folder) / "n.csv").read_text(encoding="utf-8-sig"))
    code,n
    pay,3
    <BLANKLINE>
    """
    check_arguments(write_table, locals())
    path = Path(path)
    named = any(name is not None for name in table.index.names)
    whole = _with_index(table) if named else table
    if path.suffix.lower() == ".parquet":
        return _write_parquet(whole, path)
    out = escape_table(whole)
    if path.suffix.lower() == ".csv":
        how = {"index": False, "encoding": "utf-8-sig", "lineterminator": "\r\n"}
        save_whole(path, lambda draft: out.to_csv(draft, **how))
    elif path.suffix.lower() == ".xlsx":
        fitted = out.copy()
        for place, name in enumerate(out.columns):
            cells = [
                fit_cell(v, where=f'{path.name}, column "{name}", row {n}')
                if isinstance(v, str) else v
                for n, v in enumerate(out.iloc[:, place], start=2)
            ]  # fmt: skip
            fitted.isetitem(place, pd.Series(cells, index=out.index, dtype=out.dtypes.iloc[place]))
        save_whole(path, lambda draft: _write_excel(fitted, draft))
    else:
        raise TableError(
            f'{path.name}: expected a name that ends in ".csv", ".xlsx" or ".parquet".'
        )
    return path


def _with_index(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its index as columns; no name twice."""
    names = [name if name is not None else f"level_{n}" for n, name in enumerate(table.index.names)]
    return table.rename_axis([f"{n}_" if n in table else n for n in names]).reset_index()


def _write_excel(table: pd.DataFrame, path: Path) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        table.to_excel(book, index=False)
        for sheet in book.sheets.values():
            lay_out(sheet, keep=1)


def _write_parquet(table: pd.DataFrame, path: Path) -> Path:
    if importlib.util.find_spec("pyarrow") is None:
        raise PracticelearnError(
            f"{path.name}: Parquet needs the package pyarrow, which is not installed. Install it "
            'with: python -m pip install "practicelearn[parquet]", or write a .csv file.'
        )
    out = table.copy()
    out.columns = [str(name) for name in out.columns]
    for place in range(out.shape[1]):
        column = out.iloc[:, place]
        if isinstance(column.dtype, pd.SparseDtype):
            out.isetitem(place, column.sparse.to_dense())
        elif column.dtype == object:
            out.isetitem(place, pd.Series(map(_typed, column), index=out.index, dtype=object))
    save_whole(path, lambda draft: out.to_parquet(draft, index=False, engine="pyarrow"))
    return path


def text_of(value: Any) -> str | None:
    """Return a cell as text, None where it is missing."""
    return None if pd.isna(value) else str(value)


def _typed(value: Any) -> Any:
    """A cell as Parquet can hold it beside others: a list, text, or nothing."""
    if isinstance(value, list | tuple | set | frozenset):
        return [str(v) for v in value]
    return (
        None if pd.isna(value) else value if isinstance(value, bool | int | float) else str(value)
    )


def _escaped_index(index: pd.Index) -> pd.Index:
    if isinstance(index, pd.MultiIndex):
        rows = [tuple(escape_cell(v) for v in row) for row in index]
        return pd.MultiIndex.from_tuples(rows, names=index.names) if rows else index
    return index.map(escape_cell) if index.dtype == object or index.dtype == "str" else index


def _shown(value: Any) -> Any:
    """A list in one cell: its entries, separated by semicolons."""
    if isinstance(value, list | tuple):
        return escape_cell("; ".join(map(str, value)))
    return value
