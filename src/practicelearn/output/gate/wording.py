"""Numbers, intervals, places and verdicts in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from practicelearn.errors import counted
from practicelearn.output.disclosure.words import FEWER, HIDDEN, SMALL
from practicelearn.themes.verdicts import CANNOT_TELL, NO_VERDICT
from practicelearn.transcripts.dates import long_date

__all__ = [
    "FEWER",
    "HIDDEN",
    "MISSING",
    "NOT_TOLD",
    "SMALL",
    "capital",
    "change_sentence",
    "count",
    "interval",
    "is_missing",
    "joined",
    "level_said",
    "long_date",
    "number",
    "of_people",
    "place",
    "points",
    "share",
    "text",
]

MISSING = "–"


NOT_TOLD = "its figures are not shown"
"""The reason of a verdict of which readers get no figure."""


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or bool(pd.isna(value))


def text(value: Any, default: str = MISSING) -> str:
    """Return the cell's words, or a dash."""
    return default if is_missing(value) or value == "" else str(value)


def number(value: float, digits: int = 0) -> str:
    """Return a number with commas between thousands, or a dash.

    Examples
    --------
    >>> number(41223)
    '41,223'
    """
    return MISSING if is_missing(value) else f"{value:,.{digits}f}"


def count(n: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun; the plural where its ending does not tell it.

    Examples
    --------
    >>> count(1, "group"), count(8, "group"), count(2, "person", "people")
    ('1 group', '8 groups', '2 people')
    """
    return f"{n:,} {plural}" if plural and n != 1 else counted(n, noun)


def share(value: float) -> str:
    """Return a share of 0 to 1 in per cent, or a dash.

    Examples
    --------
    >>> share(0.254)
    '25%'
    """
    return MISSING if is_missing(value) else f"{100 * value:.0f}%"


def points(value: float) -> str:
    """Return a difference of shares in percentage points, with its sign.

    Examples
    --------
    >>> points(0.283), points(-0.05)
    ('+28', '−5')
    """
    if is_missing(value):
        return MISSING
    rounded = round(100 * value)
    return f"+{rounded}" if rounded > 0 else f"−{-rounded}" if rounded < 0 else "0"


def interval(low: float, high: float) -> str:
    """Return an interval in percentage points.

    Examples
    --------
    >>> interval(-0.132, 0.429)
    '−13 to +43'
    """
    return MISSING if is_missing(low) or is_missing(high) else f"{points(low)} to {points(high)}"


def joined(items: Sequence[str]) -> str:
    """Return items as a list within a sentence.

    Examples
    --------
    >>> joined(["supervision", "workload", "tools"])
    'supervision, workload and tools'
    """
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def of_people(n: float, of: float) -> str:
    """Return a count of people out of others, for the team; readers have rules of their own.

    Examples
    --------
    >>> of_people(3, 40)
    '3 of 40'
    """
    return MISSING if is_missing(n) or is_missing(of) else f"{n:,.0f} of {of:,.0f}"


def place(passage: Any) -> str:
    """Return where a passage stands: round, group, speaker, turn. For the team only.

    Parameters
    ----------
    passage : row of EVIDENCE
        With year, group, speaker and turn_id.
    """
    who = "no speaker named" if is_missing(passage.speaker) else f"speaker {passage.speaker}"
    parts = [text(passage.year, ""), f"group {passage.group}", who, f"turn {passage.turn_id}"]
    return " · ".join(p for p in parts if p)


def change_sentence(row: Any, *, figures: bool) -> str:
    """Return one comparison as a sentence.

    Parameters
    ----------
    row : row of COMPARISON
        Shares as the comparison gives them; missing ones are left out.
    figures : bool
        With difference, interval and chance, for the team; readers find those in the appendix.
        The reason of "cannot tell" is always given: it says what the figures leave open.
    """
    verdict = capital(row.verdict)
    if is_missing(row.difference) and row.why == NOT_TOLD:
        return f"{verdict}."
    if is_missing(row.difference):
        return f"{verdict}: {text(row.why, 'no figure can be given')}."
    rounded = row.measure.endswith("rounded")
    said = f"{verdict}: {_went(row, about='about ' if rounded else '')}"
    if rounded:
        return f"{said}."
    said += f" of the people in a {row.unit}"
    if row.verdict in (CANNOT_TELL, NO_VERDICT):
        return f"{said}; {row.why}."
    if not figures:
        return f"{said}."
    spread = interval(row.low, row.high)
    level = level_said(row.level)
    return f"{said} ({points(row.difference)} points, {level} interval {spread}); {row.why}."


def _went(row: Any, *, about: str) -> str:
    """Two shares; where they print alike, neither "from 46% to 46%" nor a verdict of no change."""
    before, after = share(row.mean_before), share(row.mean_after)
    if before != after:
        return f"from {about}{before} to {about}{after}"
    if about:  # of rounded counts: the shares themselves may be some points apart
        return f"{about}{after} both times"
    if str(row.verdict).startswith("heard"):
        return f"both shares round to {after}"
    return f"about the same share, {after}"


def level_said(level: float) -> str:
    """Return the level of an interval as it is written.

    Examples
    --------
    >>> level_said(0.95), level_said(0.9875)
    ('95%', '98.8%')
    """
    return f"{100 * level:.3g}%"


def capital(words: str) -> str:
    """Return the words with a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]
