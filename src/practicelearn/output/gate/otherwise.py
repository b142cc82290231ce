"""The gate for what a verdict hangs on: how many would read otherwise, and which is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practicelearn.output.gate.wording import MISSING, capital, number, text
from practicelearn.themes.claims import goes_with
from practicelearn.themes.sources import ClaimError, Row
from practicelearn.themes.tallies import Part

__all__ = ["otherwise_cell", "turned_said", "turns_said"]

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def turns_said(
    claim: Part, turning: Sequence[str], others: Sequence[str], *, told_apart: bool = True
) -> str:
    """Return whether any headline verdict would read otherwise, in a sentence without a digit.

    Parameters
    ----------
    claim : Part
        Verdicts that would, of those that were tried.
    turning, others : sequence of str
        What was done otherwise where one turns, and where none does; each goes on from "when".
    told_apart : bool, default True
        False for readers where one of the verdicts stands without its figures: on which of these
        ways it hangs would tell of them.

    Examples
    --------
    >>> turns_said(Part.where([False] * 5, "otherwise"), [], ["the largest group is left out"])
    'None of the five headline verdicts changes when the largest group is left out.'
    >>> turns_said(Part.where([True, False], "otherwise"), ["each person counts alike"], [])
    'One of the two headline verdicts would read otherwise when each person counts alike.'
    """
    every = f"{_word(claim.of)} headline verdicts"
    if not claim.n:
        said = f"None of the {every} changes"
        if claim.of == 1:
            said = "The one headline verdict does not change"
        return f"{said} when {_either(others)}."
    these = f"{capital(_word(claim.n))} of the {every}" if claim.of > 1 else (
        "The one headline verdict"
    )  # fmt: skip
    if not told_apart:
        ways = _either([*turning, *others])
        return f"{these} would read otherwise in at least one of these cases: {ways}."
    said = f"{these} would read otherwise when {_either(turning)}"
    return f"{said}; none when {_either(others)}." if others else f"{said}."


def otherwise_cell(row: Row, column: str) -> str:
    """Return a verdict of the table, the one found otherwise held against its difference.

    Raises
    ------
    ClaimError
        They contradict each other.
    """
    verdict = row.cells[column]
    if text(verdict, "") == "":
        return MISSING
    moved = row.cells["difference"]
    if column == "verdict" and not goes_with(str(verdict), float(moved)):
        raise ClaimError(f"{row}: “{verdict}” was to be told of a difference of {moved:.2f}.")
    return str(verdict)


def turned_said(rows: Sequence[Any]) -> str:
    """Return how one theme's verdict reads otherwise, way by way. For the team.

    Parameters
    ----------
    rows : sequence of rows of OTHERWISE
        Of one theme and pair of rounds, those that turn.
    """
    first = rows[0]
    ways = [f"{otherwise_cell(_told(r), 'verdict')} ({r.what})" for r in rows]
    planned = otherwise_cell(_told(first), "verdict_planned")
    return f"{first.name}. As planned: {planned}. Otherwise: {'; '.join(ways)}."


def _told(row: Any) -> Row:
    return Row.told("otherwise", row, "theme_id", "year_before", "year_after", "what")


def _either(ways: Sequence[str]) -> str:
    return f"{', '.join(ways[:-1])} or {ways[-1]}" if len(ways) > 1 else "".join(ways)


def _word(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else number(n)
