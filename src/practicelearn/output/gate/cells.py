"""Figures of a table's cells for the team: each read from its own named row, none hidden.

A cell that holds nothing is a dash; one that holds what cannot be (9 of 8, a share of 113 %) is
refused. What readers may see is the matter of ``raised`` and ``sizes``.
"""

from __future__ import annotations

from collections.abc import Sequence

from practicelearn.output.gate.wording import MISSING, count, number, points, share
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Difference, Part, Share, Tally

__all__ = [
    "chance_cell",
    "mean_cell",
    "number_cell",
    "part_cell",
    "points_cell",
    "share_cell",
    "size_cell",
    "span_cell",
]


def number_cell(row: Row, column: str) -> str:
    """Return a count as a figure alone."""
    return MISSING if row.lacks(column) else number(Tally(row, column).n)


def part_cell(row: Row, n: str, of: str, noun: str = "", plural: str = "") -> str:
    """Return so many of those there are, with their noun where one is given.

    Examples
    --------
    >>> row = Row("extent", (), {"n_people_raised": 3, "n_people": 40})
    >>> part_cell(row, "n_people_raised", "n_people", "person", "people")
    '3 of 40 people'
    """
    if row.lacks(n, of):
        return MISSING
    claim = Part(row, (n, of))
    return f"{number(claim.n)} of {count(claim.of, noun, plural) if noun else number(claim.of)}"


def share_cell(row: Row, column: str, *, missing: str = MISSING) -> str:
    """Return a share in per cent."""
    return missing if row.lacks(column) else share(Share(row, column).value)


def points_cell(row: Row, column: str, *, missing: str = MISSING) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    return missing if row.lacks(column) else points(Difference(row, column).value)


def size_cell(row: Row, column: str) -> str:
    """Return how large a change is in percentage points; few groups may ask for more than 100.

    Examples
    --------
    >>> size_cell(Row("comparison", (), {"smallest_detectable": 0.208}), "smallest_detectable")
    '21'
    >>> size_cell(Row("comparison", (), {"smallest_detectable": 1.7}), "smallest_detectable")
    'over 100'
    """
    if not row.lacks(column) and row.figure(column) > 1:
        return "over 100"
    return points_cell(row, column).removeprefix("+")


def span_cell(claims: Sequence[Tally]) -> str:
    """Return a count that several rows have, or the least and the most of them.

    Examples
    --------
    >>> rows = [Row("comparison", (), {"n": n}) for n in (8, 6, 8)]
    >>> span_cell([Tally(row) for row in rows]), span_cell([Tally(rows[0])])
    ('6–8', '8')
    """
    least, most = min(c.n for c in claims), max(c.n for c in claims)
    return number(least) if least == most else f"{number(least)}–{number(most)}"


def mean_cell(row: Row, mean: str, n: str) -> str:
    """Return a mean with how many it is the mean of.

    Examples
    --------
    >>> mean_cell(Row("depth", (), {"mean_strength": 1.5, "n_strength": 4}), "mean_strength",
    ...           "n_strength")
    '1.5 (4)'
    """
    of = Tally(row, n).n
    return f"{row.figure(mean):.1f} ({of})" if of else MISSING


def chance_cell(row: Row, column: str) -> str:
    """Return a chance; never 0, which no chance of a test is."""
    if row.lacks(column):
        return MISSING
    chance = Share(row, column).value
    return "< .001" if chance < 0.001 else f"{chance:.3f}"
