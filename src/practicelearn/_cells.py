"""Cells for spreadsheets: words that would run as a formula are escaped, and read back unchanged.

A cell of a CSV or Excel file that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end may
be run as a formula by the program that opens it. Speech begins that way often enough ("- so, as I
was saying"). An apostrophe in front keeps the cell text. A text that begins with apostrophes and
then such a character gets one more, so that :func:`unescape_cell` always gives back what was there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._disk import save_whole
from practicelearn.errors import TableError

__all__ = [
    "LONGEST_CELL",
    "escape_cell",
    "escape_table",
    "fit_cell",
    "legal_xml",
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
    """Write a table as CSV or Excel, with every cell escaped, and return the path.

    Parameters
    ----------
    table : DataFrame
        Its index is written when it has a name; missing cells are left empty.
    path : str or Path
        Ends in ``.csv`` (UTF-8 with a mark, so that Excel shows accents) or ``.xlsx``.

    Raises
    ------
    TableError
        The suffix is neither, or a text is longer than an Excel cell.
    PracticelearnError
        The place cannot be written to.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> import tempfile
    >>> counts = prac.code_counts(codings, corpus, "year")
    >>> prac.write_table(counts, tempfile.mkdtemp() + "/counts.xlsx").name
    'counts.xlsx'
    """
    path = Path(path)
    named = any(name is not None for name in table.index.names)
    out = escape_table(table.reset_index() if named else table)
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
        save_whole(path, lambda draft: fitted.to_excel(draft, index=False))
    else:
        raise TableError(f'{path.name}: expected a name that ends in ".csv" or ".xlsx".')
    return path


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
