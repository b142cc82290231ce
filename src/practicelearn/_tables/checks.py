"""Tables held against their promise, and brought into its form."""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType
from typing import Any

import pandas as pd
from pandas.api import types as kinds

from practicelearn._arguments import near_match
from practicelearn._tables.contract import Kind, Table
from practicelearn.errors import PracticelearnError, TableError

__all__ = ["check_table", "conform", "empty_table", "optional_import"]


def check_table(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the frame unchanged when it keeps the table's contract.

    Raises
    ------
    TableError
        A required column is missing (the near match is named), the index has another name or
        repeats itself, or a column holds another kind of value.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TableError(
            f"{table.name}: expected a pandas DataFrame, found {type(frame).__name__}."
        )
    if not len(frame) and _has_every_column(frame, table):
        return frame
    there = dict(zip(frame.columns, frame.dtypes, strict=True))
    for column in table.columns:
        if column.required and column.name not in there:
            hint = near_match(column.name, frame.columns)
            raise TableError(
                f'{table.name}: column "{column.name}" ({column.meaning}) is missing; '
                f"found {', '.join(map(str, frame.columns)) or 'no columns'}.{hint}"
            )
        if (
            column.name in there
            and not _is_dtype_of(there[column.name], column.kind)
            and not _is_kind(frame[column.name], column.kind)
        ):
            raise TableError(
                f'{table.name}: column "{column.name}" must hold {column.kind} values '
                f"({column.meaning}); found {frame[column.name].dtype}."
            )
    if table.index is not None:
        if frame.index.name != table.index:
            raise TableError(
                f'{table.name}: the index must be "{table.index}", found "{frame.index.name}".'
            )
        if not frame.index.is_unique:
            twice = frame.index[frame.index.duplicated()][0]
            raise TableError(f'{table.name}: {table.index} "{twice}" occurs more than once.')
    return frame


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a copy with every documented column, in order; further columns follow.

    Columns that are not there are added as missing. The index gets its name. Where rows stood in a
    sheet (``attrs["rows"]``) stays with it: pandas copies that for every row that is looked at.
    """
    out = frame.copy(deep=False)
    out.attrs.pop("rows", None)
    if not len(out) and _has_every_column(out, table):
        return out
    if table.index is not None and out.index.name != table.index:
        out = (
            out.set_index(table.index)
            if table.index in out.columns
            else out.rename_axis(table.index)
        )
    there = set(out.columns)
    for column in table.columns:
        if column.name not in there and not column.required:
            out[column.name] = _missing(column.kind, out.index)
    check_table(out, table)
    names = table.names
    order = [*names, *(name for name in out.columns if name not in names)]
    return out if order == list(out.columns) else out[order]


def _has_every_column(frame: pd.DataFrame, table: Table) -> bool:
    """Whether the index and the columns are those documented, in order."""
    return frame.index.name == table.index and list(frame.columns) == table.names


def empty_table(table: Table) -> pd.DataFrame:
    """Return the table with no rows and every column."""
    return _empty_table(table).copy()


@cache
def _empty_table(table: Table) -> pd.DataFrame:
    index = pd.Index([], name=table.index, dtype=object)
    columns: dict[str, Any] = {c.name: _missing(c.kind, index) for c in table.columns}
    frame = pd.DataFrame(columns, index=index)
    return frame if table.index is not None else frame.reset_index(drop=True)


def optional_import(module: str, *, extra: str, purpose: str, instead: str = "") -> ModuleType:
    """Import a module of an extra, or say how to install it and what does without.

    Raises
    ------
    PracticelearnError
        The module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise PracticelearnError(
            f"{purpose} needs the package {module.split('.')[0]}, which is not installed. "
            f'Install it with: python -m pip install "practicelearn[{extra}]"{instead}'
        ) from error


_DTYPES_OF: dict[str, set[str]] = {
    "text": {"str"},
    "int": {"int64", "Int64"},
    "float": {"float64", "int64", "Int64"},
    "bool": {"bool", "boolean"},
    "list": set(),
    "any": {"object"},
}
_DTYPE = {"int": "Int64", "float": "float64", "bool": "boolean"}


def _missing(kind: Kind, index: pd.Index) -> pd.Series:
    if kind == "list":
        return pd.Series([[] for _ in index], index=index, dtype=object)
    value = float("nan") if kind == "float" else pd.NA if kind in {"int", "bool"} else None
    return pd.Series([value] * len(index), index=index, dtype=_DTYPE.get(kind, object))


def _is_dtype_of(dtype: Any, kind: Kind) -> bool:
    """Whether a column of this dtype can hold nothing but values of the kind, or missing ones."""
    return str(dtype) in _DTYPES_OF[kind]


def _is_kind(series: pd.Series, kind: Kind) -> bool:
    """Whether the values that are there are of this kind; an all-missing column is of any kind."""
    if kind == "any" or series.empty:
        return True
    if kind == "text":
        return kinds.infer_dtype(series, skipna=True) in {"string", "empty"}
    if kind == "list":
        return all(issubclass(held, list | tuple) for held in set(map(type, series.to_list())))
    present = series.dropna()
    if present.empty:
        return True
    if kind == "bool":
        return bool(kinds.is_bool_dtype(present.infer_objects()))
    numbers = present.infer_objects()
    if not kinds.is_numeric_dtype(numbers) or kinds.is_bool_dtype(numbers):
        return False
    return kind == "float" or bool((numbers == numbers.round()).all())
