"""Calls, and rows that are looked through: work that is counted, and not timed.

A mask over a whole table is one call, however long the table. Inside a loop over sessions it makes
the square of them: so rows are counted too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

__all__ = ["calls_and_rows"]

_LOOKS_THROUGH = (
    (pd.Series, ("_cmp_method", "isin", "isna", "duplicated", "unique", "dropna", "fillna", "map",
                 "astype", "groupby", "tolist", "to_dict", "__iter__")),
    (pd.Index, ("_cmp_method", "isin", "tolist", "__iter__")),
    (pd.DataFrame, ("copy", "groupby", "drop_duplicates", "sort_values", "set_index", "merge",
                    "reset_index", "itertuples", "to_dict", "assign")),
)  # fmt: skip


def calls_and_rows(work: Callable[[], object]) -> tuple[int, int]:
    """Return how many functions the work calls, and how many rows pandas looks through for it."""
    calls = 0

    def seen(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    with _rows_counted() as rows:
        before = sys.getprofile()
        sys.setprofile(seen)
        try:
            work()
        finally:
            sys.setprofile(before)
    return calls, rows[0]


@contextmanager
def _rows_counted() -> Iterator[list[int]]:
    rows, was = [0], []

    def noted(done: Callable[..., Any]) -> Callable[..., Any]:
        def counting(table: Any, *args: Any, **kwargs: Any) -> Any:
            rows[0] += len(table)
            return done(table, *args, **kwargs)

        return counting

    for kind, names in _LOOKS_THROUGH:
        for name in names:
            # only what the class says itself is taken off again; the rest goes back to its parent
            was.append((kind, name, vars(kind).get(name)))
            setattr(kind, name, noted(getattr(kind, name)))
    try:
        yield rows
    finally:
        for kind, name, own in was:
            if own is None:
                delattr(kind, name)
            else:
                setattr(kind, name, own)
