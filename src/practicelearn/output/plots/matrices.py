"""What a matrix is drawn from: the tables of queries, turned so that codes stand in rows.

A query's table holds ids and is as long as is handy to join; a picture has names, and its rows are
what people talk about.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.queries.counts import NOBODY_THERE
from practicelearn.errors import TableError
from practicelearn.output.plots.heatmap import Figure, as_figures, numbers
from practicelearn.output.plots.words import named, percent

__all__ = ["Matrix", "as_matrix"]


@dataclass(frozen=True)
class Matrix:
    """A matrix as it is drawn.

    Parameters
    ----------
    cells : DataFrame
        Floats, NaN for what was not read; rows and columns by name.
    figure : callable
        How a cell prints.
    most : str
        What the largest figure is, as a title begins; "" for a table that does not say.
    what : str
        What the figures are, for below the picture; "" where nobody knows.
    cases : str
        What the columns are, where each cell says whether the case holds the code; else "".
    short : tuple of str
        The columns' names for a title, where they have a denominator on the axis; else empty.
    """

    cells: pd.DataFrame
    figure: Figure
    most: str = ""
    what: str = ""
    cases: str = ""
    short: tuple[str, ...] = ()


# a column of code_counts: how a title begins, what stands below, how it prints
_VALUES: dict[str, tuple[str, str, Figure]] = {
    "share_people": (
        "Raised by the largest share of people", "Share of people who raised it", percent
    ),
    "n_people_raised": ("Raised by the most people", "People who raised it", "{:.0f}".format),
    "share_groups": (
        "Raised in the largest share of groups", "Share of groups in which it was raised",
        percent,
    ),
    "n_groups_raised": ("Raised in the most groups", "Groups that raised it", "{:.0f}".format),
    "n_passages": ("The most passages", "Passages coded", "{:.0f}".format),
    "n_turns_coded": ("The most turns", "Turns coded", "{:.0f}".format),
    "passages_per_1000_words": (
        "The most passages for the words spoken", "Passages in 1,000 words", "{:.1f}".format
    ),
}  # fmt: skip
_BY_DEFAULT = ("share_people", "share_groups", "passages_per_1000_words")
_BELOW = {"share_people": "n_people", "n_people_raised": "n_people", "share_groups": "n_groups",
          "n_groups_raised": "n_groups"}  # fmt: skip
_UP_TO = "n_groups_raised"
_CASES = {"group": "groups", "session_id": "sessions", "session": "sessions", "who": "people",
          "turn_id": "turns", "year": "rounds"}  # fmt: skip
# what stands in rows, whichever way round the table has it
_ROWS = ("code", "topic")


def as_matrix(table: pd.DataFrame, value: str | None = None) -> Matrix:
    """Return the matrix of a table: of ``code_counts``, of ``case_codes``, or any other.

    Parameters
    ----------
    table : DataFrame
    value : str, optional
        The column of ``code_counts`` to draw; by default the share of people.

    Raises
    ------
    TableError
        No table, no rows or columns, a cell is no number, or there is no such column.
    """
    if isinstance(table, pd.DataFrame) and {"code", *_BY_DEFAULT} <= set(table.columns):
        return _of_counts(table, value)
    if value is not None:
        raise TableError(
            f'plot.matrix: value="{value}" names a column of code_counts, and this table is none.'
        )
    names = {str(k): str(v) for k, v in getattr(table, "attrs", {}).get("names", {}).items()}
    if isinstance(table, pd.DataFrame) and table.columns.name in _ROWS:
        cases = _cases_of(table) if table.columns.name == "code" else ""
        cells = numbers(table, "plot.matrix").T
        cells.index = named(cells.index, names)
        cells.columns = pd.Index([_case(c) for c in cells.columns], name=_noun(table.index))
        held = bool(cells.isin([0.0, 1.0]).where(cells.notna(), other=True).all(axis=None))
        return Matrix(
            cells.rename_axis(str(table.columns.name)),
            as_figures(cells),
            what="1: it came up; 0: it did not; –: not read" if cases and held else "",
            cases=cases if held else "",
        )
    cells = numbers(table, "plot.matrix")
    of_codes = cells.index.name in _ROWS or set(map(str, cells.index)) <= set(names)
    rows = named(cells.index, names) if of_codes else list(map(_case, cells.index))
    cells.index = pd.Index(rows, name=cells.index.name)
    cells.columns = pd.Index([_case(c) for c in cells.columns], name=cells.columns.name)
    return Matrix(cells, as_figures(cells))


def _of_counts(table: pd.DataFrame, value: str | None) -> Matrix:
    if table.empty:
        raise TableError("plot.matrix: the table has no rows, so there is nothing to draw.")
    if value is None:
        value = next((v for v in _BY_DEFAULT if table[v].notna().any()), _BY_DEFAULT[0])
    if value not in _VALUES or value not in table:
        raise TableError(
            f'plot.matrix: value: expected one of {", ".join(_VALUES)}, found "{value}".'
            f"{near_match(value, _VALUES)}"
        )
    columns = list(table.columns)
    first = min(columns.index(c) for c in (_UP_TO, *_VALUES) if c in columns)
    by = [c for c in columns[:first] if c != "code"]
    table = _without_nobody(table, by)
    yes_no = {c: {True: f"{c}: yes", False: f"{c}: no"} for c in by}
    said = table[by].apply(lambda column: column.replace(yes_no[column.name]))
    if len(by) > 1:  # a round without a name is no value that somebody lacks
        said = said.apply(
            lambda column: (
                column.astype(object).where(column.notna(), f"no {column.name.replace('_', ' ')}")
                if column.name != "year"
                else column
            )
        )
    rows = table.assign(
        _case=[_case(key) for key in said[by].itertuples(index=False, name=None)]
    ).astype({value: "Float64"})
    cells = rows.pivot_table(
        index="code", columns="_case", values=value, sort=False, dropna=False, aggfunc="first"
    )
    # pivot_table leaves out what has no figure anywhere
    cells = cells.reindex(index=rows["code"].unique(), columns=rows["_case"].unique())
    cells = cells.astype(float)
    cells.index = named(cells.index, table.attrs.get("names", {})).rename("code")
    most, what, figure = _VALUES[value]
    whole, short = _BELOW.get(value), tuple(cells.columns)
    if whole is not None:
        cells.columns = [_with_size(case, rows, whole) for case in cells.columns]
    return Matrix(cells.rename_axis(columns=" and ".join(by)), figure, most, what, short=short)


def _without_nobody(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The table without combinations that nobody is of: they are no cells that were not read."""
    if len(by) < 2 or "why" not in table:
        return table
    there = table["why"].astype(object) != NOBODY_THERE
    kept = there.groupby([table[c].astype(object).fillna("") for c in by]).transform("any")
    out = table[kept] if kept.any() else table
    out.attrs = table.attrs
    return out


def _with_size(case: str, rows: pd.DataFrame, whole: str) -> str:
    """A column's name with its denominator, where all its codes have the same."""
    sizes = rows.loc[rows["_case"] == case, whole].dropna().unique()
    return f"{case} (of {int(sizes[0])})" if len(sizes) == 1 else case


def _case(key: Hashable) -> str:
    """A case as people write it: the group before its round."""
    if isinstance(key, tuple):
        parts = [_case(part) for part in reversed(key) if not pd.isna(part) and part != ""]
        return ", ".join(parts) or "no value"
    return "no value" if pd.isna(key) else str(key)


def _noun(index: pd.Index) -> str:
    return " and ".join(str(name) for name in index.names if name is not None)


def _cases_of(table: pd.DataFrame) -> str:
    name = str(table.index.names[-1])
    return _CASES.get(name, f"values of {name}")
