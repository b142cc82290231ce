"""The gate for the years page: labels of a round, groups not read, and what an interval leaves."""

from __future__ import annotations

from practicelearn.output.disclosure.words import NEARLY_ALL
from practicelearn.output.gate.wording import FEWER, HIDDEN, capital, count, interval
from practicelearn.themes.tallies import Bounds, Part

__all__ = ["fits_said", "label_said", "squares_said", "unread_said"]

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve")  # fmt: skip


def label_said(words: str) -> str:
    """Return what stands beside a round's dot, from the words that are printed of its people.

    Examples
    --------
    >>> label_said("38 of 50"), label_said("fewer than 5 of 50"), label_said("not read")
    ('38 of 50 people', 'fewer than 5', 'not read')
    """
    for held in (FEWER, NEARLY_ALL):
        if words.startswith(held):
            return held
    if not any(c.isdigit() for c in words):
        return words or HIDDEN
    return f"{words} people"


def unread_said(claim: Part, year: str = "") -> str:
    """Return that groups were left out of a theme's figures because nobody has read them for it.

    ``year``: where it is not the newest round.

    Examples
    --------
    >>> import pandas as pd
    >>> unread_said(Part.where(pd.Series([True] * 3 + [False] * 5), "scores"))
    'Three of eight groups have not been read for this. They are left out, not counted as silent.'
    """
    of = f" of {year}" if year else ""
    if claim.n == claim.of:
        every = f"None of the groups{of} has" if claim.of > 1 else f"The one group{of} has not"
        return f"{every} been read for this. That is not the same as silence."
    have, they = ("has", "It is") if claim.n == 1 else ("have", "They are")
    said = f"{_in_words(claim.n)} of {_in_words(claim.of)} groups{of} {have} not been read for this"
    return f"{capital(said)}. {they} left out, not counted as silent."


def fits_said(claim: Bounds) -> str:
    """Return which changes go with what was heard; empty where no interval is told."""
    if not claim.known:
        return ""
    return (
        f"Every change from {interval(claim.low, claim.high)} percentage points fits what was "
        "heard."
    )


def squares_said(groups: str, unread: Part | None) -> str:
    """Return in words what a round's squares show: its groups as they are told, and the unread."""
    if unread is None or not unread.n:
        return groups
    rest = f"{count(unread.n, 'group')} not read"
    return f"{groups}, {rest}" if groups else rest


def _in_words(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else f"{n:,}"
