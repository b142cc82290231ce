"""The framework matrix in a notebook: each cell has its summary and figure, and opens to quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from practicelearn._tables.opened import OpenedCell, Quote, opened_matrix
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.coding.counting import NOT_COUNTED_HERE
from practicelearn.coding.queries.matrix_files import Matrix
from practicelearn.errors import counted

__all__ = ["opened"]

FOR_THE_TEAM = (
    "Evidence, for the analysis team: quotes stand here with their places. Clear the output before "
    "the notebook is sent on."
)
NOT_REPLACED = (
    "Names have not been replaced, so cells do not open here; quotes_of() returns a cell’s."
)


def opened(matrix: Matrix) -> str:
    """Return the matrix as HTML whose cells open to their quotes.

    Of a study whose names were not replaced no quote is shown: a notebook keeps what it shows.
    """
    keys = ["year", "group", "code"]
    place = {key: n for n, key in enumerate(matrix.cells[keys].itertuples(index=False, name=None))}
    columns = ("summary", "n_passages", "n_people", "quotes", "why")
    cells = list(matrix.cells[list(columns)].itertuples(index=False, name=None))
    groups, codes = matrix.groups, list(matrix.codes.index)
    wanted = [c for c in ("quote", "speaker", "turn_id", "verbatim", "person_consent_quote")
              if c in matrix.quotes]  # fmt: skip
    # by place, for a lookup in a table a cell would be slow
    told = {c: matrix.quotes[c].to_numpy(dtype=object) for c in wanted}
    row_of = {quote_id: n for n, quote_id in enumerate(matrix.quotes.index)}

    def quotes_of(ids: Sequence[str]) -> list[Quote]:
        return [_quote(i, {c: values[row_of[i]] for c, values in told.items()}) for i in ids]

    def cell(i: int, j: int) -> OpenedCell:
        at = place.get((*groups[i], codes[j]))
        if at is None:
            return OpenedCell("not read")
        summary, n, people, ids, why = cells[at]
        return OpenedCell(
            _figure(n, people, ids, why),
            "" if pd.isna(summary) else str(summary),
            len(ids) if matrix.pseudonymised else 0,
            lambda most: quotes_of(ids[:most]),
        )

    return opened_matrix(
        repr(matrix),
        FOR_THE_TEAM if matrix.pseudonymised else NOT_REPLACED,
        [", ".join(part for part in (group, year) if part) for year, group in groups],
        list(matrix.codes["path"]),
        cell,
        corner="Group",
    )


def _figure(n: Any, people: Any, ids: Sequence[str], why: str | None) -> str:
    """How much there is: what was not read is never nothing."""
    if why == NOT_COUNTED_HERE:
        return f"not counted: {counted(len(ids), 'quote')}" if ids else "not counted"
    if pd.isna(n):
        return f"not read whole: {counted(len(ids), 'quote')}" if ids else "not read"
    if not n:
        return "0"
    who = "" if pd.isna(people) else f", {counted(int(people), 'person')}"
    return f"{counted(int(n), 'passage')}{who}"


def _quote(quote_id: str, row: dict[str, Any]) -> Quote:
    parts = [quote_id, *(str(row[c]) for c in ("speaker", "turn_id") if not pd.isna(row.get(c)))]
    agreed = row.get("person_consent_quote")
    if agreed is not None and not pd.isna(agreed) and not agreed:
        parts.append("did not agree to be quoted")
    said = bool(row.get("verbatim", True)) and row["quote"] != REFERRED_ON
    return Quote(str(row["quote"]), ", ".join(parts), said)
