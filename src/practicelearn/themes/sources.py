"""What a claim rests on: one row of a table, or those rows of it that are counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from practicelearn.errors import PracticelearnError

__all__ = ["ClaimError", "Row", "Rows"]


class ClaimError(PracticelearnError):
    """A figure was about to be told that its own table does not bear."""


@dataclass(frozen=True)
class Row:
    """The one row of a table that a claim rests on.

    Parameters
    ----------
    table : str
        Its name, such as ``extent``.
    where : tuple of (column, value)
        What tells the row from all others.
    cells : mapping
        Column to what stands there.
    """

    table: str
    where: tuple[tuple[str, str], ...]
    cells: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, name: str, table: pd.DataFrame, **where: str) -> Row:
        """Return the one row in which each of these columns holds that value.

        Raises
        ------
        ClaimError
            No row does, or several do: nothing can be said of them as of one.
        """
        own = table
        for column, value in where.items():
            own = own[own[column].fillna("") == value]
        if len(own) != 1:
            said = ", ".join(f'{c} "{v}"' for c, v in where.items())
            raise ClaimError(
                f"{name}: {len(own)} rows for {said}, expected one; so nothing is said of it. "
                "Make the table anew from the same themes."
            )
        return cls(name, tuple(where.items()), own.iloc[0].to_dict())

    def __str__(self) -> str:
        return f"{self.table} ({', '.join(f'{c} {v}' for c, v in self.where)})"

    def bears(self, **figures: Any) -> None:
        """Raise unless each of these columns holds just that figure.

        Raises
        ------
        ClaimError
            Another figure stands there, or none.
        """
        for column, figure in figures.items():
            there = self.cells.get(column)
            if not _alike(there, figure):
                raise ClaimError(
                    f"{self}: {figure} was to be told as {column}, and {there} stands there. Make "
                    "the report anew from tables of one and the same themes."
                )

    @classmethod
    def told(cls, name: str, row: Any, *by: str) -> Row:
        """Return a row that was taken from its table already, told apart by these columns.

        Parameters
        ----------
        name : str
            Of the table.
        row : named tuple, Series or mapping
        *by : str
            Columns that tell it from all other rows.
        """
        cells = row._asdict() if hasattr(row, "_asdict") else dict(row)
        return cls(name, tuple((c, str(cells[c])) for c in by), cells)

    def lacks(self, *columns: str) -> bool:
        """Whether nothing stands under one of these columns.

        Raises
        ------
        ClaimError
            The table has no such column.
        """
        for column in columns:
            if column not in self.cells:
                raise ClaimError(f"{self}: there is no column {column}, so nothing is told of it.")
        return any(self.cells[c] is None or bool(pd.isna(self.cells[c])) for c in columns)

    def figure(self, column: str) -> float:
        """A figure of the row.

        Raises
        ------
        ClaimError
            None stands there.
        """
        there = self.cells.get(column)
        if there is None or pd.isna(there):
            raise ClaimError(f"{self}: nothing stands under {column}, so no figure is told.")
        return float(there)

    def number(self, column: str) -> int:
        """A count of the row.

        Raises
        ------
        ClaimError
            None stands there, or no whole number.
        """
        there = self.figure(column)
        if there != int(there):
            raise ClaimError(f"{self}: {there:g} stands under {column}, and is no count.")
        return int(there)


@dataclass(frozen=True)
class Rows:
    """The rows of a table, and which of them are counted.

    Parameters
    ----------
    table : str
        Its name, such as ``sessions``.
    counted : tuple of bool
        One a row.
    """

    table: str
    counted: tuple[bool, ...] = field(repr=False)

    @classmethod
    def of(cls, table: str, things: Collection[Any]) -> Rows:
        """Return every row, or everything in a list, as counted."""
        return cls(table, (True,) * len(things))

    @classmethod
    def where(cls, table: str, yes: Iterable[Any]) -> Rows:
        """Return the rows of which something is true as counted."""
        return cls(table, tuple(bool(v) for v in yes))

    @classmethod
    def different(cls, table: str, values: Iterable[Any]) -> Rows:
        """Return the first row of each value as counted; missing values are none."""
        column = pd.Series(list(values), dtype=object)
        return cls.where(table, column.notna() & ~column.duplicated())

    def __str__(self) -> str:
        return self.table

    def number(self, column: str) -> int:
        """How many rows are counted (``n``), and how many there are (``of``).

        Raises
        ------
        ClaimError
            Another column is asked for.
        """
        own = {"n": sum(self.counted), "of": len(self.counted)}
        if column not in own:
            raise ClaimError(f"{self}: rows are counted, so there is no column {column}.")
        return own[column]


def _alike(there: Any, told: Any) -> bool:
    if isinstance(told, str) or isinstance(there, str):
        return bool(there == told)
    if there is None or pd.isna(there):
        return bool(pd.isna(told))
    return not pd.isna(told) and abs(float(there) - float(told)) < 1e-9
