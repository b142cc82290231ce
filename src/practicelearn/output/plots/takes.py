"""What a picture takes: its table is looked at before anything is drawn or said of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import TableError

__all__ = ["amounts", "needs"]


def needs(table: Any, columns: Iterable[str], picture: str, source: str) -> pd.DataFrame:
    """Return the table when it has these columns and rows.

    Raises
    ------
    TableError
        It is no table, lacks a column (the nearest is named) or has no rows.
    """
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"{picture}: expected a table {source}, found {type(table).__name__}.")
    for column in columns:
        if column not in table:
            raise TableError(
                f'{picture}: column "{column}" is missing; expected a table {source}.'
                f"{near_match(column, table.columns)}"
            )
    if table.empty:
        raise TableError(f"{picture}: the table has no rows, so there is nothing to draw.")
    return table


def amounts(table: pd.DataFrame, column: str, picture: str) -> pd.Series:
    """Return a column of counts as floats: each is known, and none is below 0.

    A sum over rows of which one is missing would be too small, and nothing in it would say so.

    Raises
    ------
    TableError
        A count is missing or negative; the first such row is named.
    """
    values = table[column].astype("Float64").astype(float)
    wrong = values.isna() | (values < 0)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        found = "nothing" if pd.isna(values.iloc[row]) else f"{values.iloc[row]:g}"
        raise TableError(
            f'{picture}: column "{column}", row {row + 1}: expected a number of 0 or more, found '
            f"{found}. Leave out the rows whose count is not known."
        )
    return values
