"""Did it help, in half a sentence: for a wall, where nobody reads an interval."""

from __future__ import annotations

from typing import Any

from practicelearn.themes.cycle.readings import NOT_READ
from practicelearn.themes.cycle.summary import outcome
from practicelearn.themes.tallies import refuse_reading
from practicelearn.themes.verdicts import CANNOT_TELL, NO_CHANGE, NOT_TESTED

__all__ = ["outcome_in_short", "plainly"]

_SAID = {
    CANNOT_TELL: "Cannot tell yet.",
    "not re-asked": "Not looked at again yet.",
    "not asked the same way": "Not asked the same way, so not compared.",
    "frame changed": "Coded in another way since, so not compared.",
}
_MUCH = ", by an amount that matters"


def plainly(verdict: str) -> str:
    """Return a verdict as people say it who declared no smallest worthwhile change.

    Examples
    --------
    >>> plainly("heard more by a worthwhile amount")
    'heard more, by an amount that matters'
    """
    return verdict.replace(" by a worthwhile amount", _MUCH)


def outcome_in_short(row: Any) -> str:
    """Return what became of a promise's measure, without a name, an interval or a reason.

    Parameters
    ----------
    row : row of RECHECKS
        A figure from outside the groups is told with its target, as the report tells it.

    Raises
    ------
    ClaimError
        What it is said to have become does not go with its figures.
    """
    refuse_reading(row)
    if row.kind in {"figure", "survey"} and row.difference == row.difference:
        return outcome(row)
    verdict, reading = str(row.verdict), str(row.reading)
    if verdict in _SAID:
        return _SAID[verdict]
    if not verdict.startswith("heard") and verdict != NO_CHANGE:
        return "Not compared: the report says why."
    said = plainly(verdict[0].upper() + verdict[1:])
    if reading in {NOT_READ, "None", verdict}:
        return f"{said}."
    if reading == NOT_TESTED:
        return f"{said}. Whether that is better was not tested."
    if reading == CANNOT_TELL:
        return f"{said}. Whether that is better cannot be told."
    return f"{said}; {reading}."
