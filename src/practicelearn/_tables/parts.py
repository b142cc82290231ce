"""The rows of one session, theme or person out of a table that is looked through once."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd

__all__ = ["rows_by"]


def rows_by(
    table: pd.DataFrame, by: str | list[str] | pd.Series
) -> Callable[[Hashable], pd.DataFrame]:
    """Return what gives a key's rows, in their order; none for a key that does not occur.

    ``table[table[by] == key]`` inside a loop over the keys costs the square of them.

    Parameters
    ----------
    table : DataFrame
    by : str, list of str, or Series
        The column that holds the key, the columns that hold the parts of it, or a series beside
        the table.
    """
    places = table.groupby(by, sort=False).indices
    return lambda key: table.iloc[places.get(key, [])]
