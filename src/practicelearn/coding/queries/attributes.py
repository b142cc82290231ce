"""What is known of sessions, of people, and of people on a day: one way to ask for any of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

import pandas as pd

from practicelearn._tables import near_column, near_match
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError

__all__ = ["NO_VALUE", "Attributes", "Where", "in_order", "listed", "place_of", "values_of"]

Where = Literal["sessions", "people", "attendance"]
Attributes = Where | Mapping[str, Where] | None

NO_VALUE = "\x00no value"
"""Stands for every kind of missing, so that what has no value is a value of its own."""


def place_of(corpus: Corpus, by: str, table: Attributes, *, what: str) -> Where:
    """Return which table holds a column.

    Parameters
    ----------
    corpus : Corpus
    by : str
        ``session_id``, or a column of sessions, people or attendance.
    table : str or mapping of str to str, optional
        Which table is meant, for every column or for each.
    what : str
        Who asks, for the message.

    Raises
    ------
    TableError
        No table has the column, or several do.
    """
    wanted = table.get(by) if isinstance(table, Mapping) else table
    if wanted is not None and wanted not in get_args(Where):
        raise TableError(
            f'{what}(table="{wanted}"): expected "sessions", "people" or "attendance".'
            f"{near_match(str(wanted), get_args(Where))}"
        )
    known = {place: list(getattr(corpus, place).columns) for place in get_args(Where)}
    known["sessions"].append("session_id")
    known["attendance"].remove("session_id")
    found: list[Where] = [place for place in get_args(Where) if by in known[place]]
    if len(found) > 1:  # a standard column in which nobody wrote anything is no rival
        telling = [p for p in found if getattr(corpus, p)[by].notna().any()]
        found = telling or found
    if wanted in found:
        return wanted
    if wanted is not None or not found:
        named = known[wanted] if wanted is not None else [c for own in known.values() for c in own]
        raise TableError(
            f'{what}: "{by}" is no column of {wanted or "sessions, people or attendance"}; there '
            f"are {', '.join(dict.fromkeys(named))}.{near_column(by, named)}"
        )
    if len(found) > 1:
        said = " or ".join(f'table="{place}"' for place in found)
        raise TableError(
            f'{what}: "{by}" is a column of {" and of ".join(found)}. Say which is meant: {said}.'
        )
    return found[0]


def values_of(
    corpus: Corpus, by: str, place: Where, session_ids: Iterable[str], who: Iterable[object]
) -> pd.Series:
    """Return the value of a column for each pair of session and person; ``NO_VALUE`` where none is.

    What is known of a person holds in every session; what the attendance list says, on that day.
    """
    if place == "sessions":
        own = corpus.sessions.index.to_series() if by == "session_id" else corpus.sessions[by]
        keys: pd.Index = pd.Index(list(session_ids), dtype=object)
    elif place == "people":
        own = corpus.people[by]
        keys = pd.Index(list(who), dtype=object)
    else:
        names = ["session_id", "person_id"]
        own = corpus.attendance.drop_duplicates(names).set_index(names)[by]
        keys = pd.MultiIndex.from_arrays([list(session_ids), list(who)], names=names)
    return _plain(own).reindex(keys, fill_value=NO_VALUE).reset_index(drop=True)


def in_order(values: pd.Series, corpus: Corpus, by: str, place: Where) -> list[object]:
    """Return every value once: rounds in their order, others as numbers or words; none last.

    Values that only sessions hold in which nothing was said are among them.
    """
    if place == "sessions" and by in corpus.sessions:
        values = pd.concat([values, _plain(corpus.sessions[by])])
    found = values.unique().tolist()
    placed = {v: k for k, v in enumerate(corpus.year_labels)} if by == "year" else {}
    return sorted(found, key=lambda v: (v == NO_VALUE, placed.get(v, -1), _number(v), str(v)))


def _number(value: object) -> float:
    """A number by its size, 2 before 10, also where a sheet holds it as text."""
    try:
        return float(str(value))
    except ValueError:
        return float("inf")


def _plain(column: pd.Series) -> pd.Series:
    column = column.astype(object)
    return column.where(column.notna(), NO_VALUE)


def listed(by: str | Sequence[str]) -> list[str]:
    """Return the columns asked for, one or several."""
    return [by] if isinstance(by, str) else list(by)
