"""What is asked for and is not there: a slip would leave nothing, without a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from practicelearn._arguments import listed, shown
from practicelearn._tables import near_match
from practicelearn.errors import TableError

__all__ = ["check_there", "is_in", "nothing"]


def check_there(column: str, values: Sequence[Any], key: pd.Series | pd.Index, whose: str) -> None:
    """Raise for what none of them has: a slip would leave an empty corpus without a word."""
    known = pd.Index(key.dropna().unique())
    words = {label for label in known if isinstance(label, str)}
    for value in values:  # of thousands of sessions each is looked up, not sought through them all
        if not (value in words if isinstance(value, str) else is_in(value, known)):
            raise nothing(whose, column, value, known)
    if not values and column != "session_id":  # a choice of sessions may come out empty
        raise TableError(f"where: {column} is an empty list; nothing would be left.")


def nothing(of: str, column: str, value: Any, known: pd.Index) -> TableError:
    """Return the error that says what there is instead."""
    labels = list(known) if column == "year" else _sorted(dict.fromkeys(known))
    hint = _kind_hint(value, labels) or near_match(str(value), labels)
    return TableError(f"where: no {of} has {column}={shown(value)}; there {_are(labels)}.{hint}")


def _sorted(values: Iterable[Any]) -> list[Any]:
    try:
        return sorted(values)
    except TypeError:  # numbers among words
        return sorted(values, key=str)


def is_in(value: Any, known: pd.Index) -> bool:
    """Whether a value is among those of a column; of two kinds, such as 1 and "1", never."""
    try:
        return bool(known.isin([value]).any())
    except TypeError:  # a list, a dict: no value of a cell
        return False


def _are(labels: Sequence[Any]) -> str:
    if len(labels) == 1:
        return f"is {listed(labels)} only"
    return f"are {listed(labels)}" if labels else "is nothing in that column"


def _kind_hint(value: Any, labels: Sequence[Any]) -> str:
    if str(value) in map(str, labels):
        if isinstance(value, str):
            return " They are no text: write it without quotation marks."
        return f' They are text: write "{value}".'
    return ""
