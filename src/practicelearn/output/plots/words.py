"""Words of the pictures: what a picture says, names that fit, and ties told as ties.

One rule for names: codes, topics and themes are called by their names in title, legend and axis
alike, and by their ids only where no name is known; groups by group and round; sessions and people
by the ids the study gives them.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = [
    "FEW_ROWS", "Telling", "alike", "all_of", "listed", "named", "percent", "row_labels", "wrap",
]  # fmt: skip

FEW_ROWS = 20
"""Up to so many rows there is room for names of two lines."""
_ROUNDING = 1e-9
"""What a sum of shares may be off by."""


@dataclass(frozen=True)
class Telling:
    """What a picture says: a title that states the finding, and the same in words for alt text."""

    title: str
    alt: str


def listed(names: Iterable[object], most: int = 2, *, quoted: bool = False) -> str:
    """Return names as a sentence has them: A and B; A, B and 3 more."""
    every = [f"“{name}”" if quoted else str(name) for name in names]
    if len(every) > most:
        every = [*every[:most], f"{len(every) - most} more"]
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else every[0]


def all_of(n: int, what: str) -> str:
    """Return "both codes", or "all 3 codes"."""
    return f"both {what}" if n == 2 else f"all {n} {what}"


def alike(values: pd.Series, value: float, figure: Callable[[float], str]) -> pd.Series:
    """Return the values that print as this one does: what a reader cannot tell apart is a tie."""
    return values[[pd.notna(v) and figure(v) == figure(value) for v in values]]


def percent(share: float) -> str:
    """Return a share in per cent, which says 0% and 100% of nothing less than none and all.

    Examples
    --------
    >>> percent(0.7), percent(0.0), percent(0.004), percent(0.998), percent(1.0)
    ('70%', '0%', '<1%', '>99%', '100%')
    """
    said = f"{share:.0%}"
    if said == "0%" and share > _ROUNDING:
        return "<1%"
    return ">99%" if said == "100%" and share < 1 - _ROUNDING else said


def named(ids: pd.Index, names: Mapping[Any, Any]) -> pd.Index:
    """Return the names that go with ids; an id without one stays."""
    known = {str(key): str(name) for key, name in names.items()}
    return pd.Index([known.get(str(i), str(i)) for i in ids], name=ids.name, dtype=object)


def row_labels(names: Iterable[str], rows: int) -> list[str]:
    """Return names that fit: two lines where rows are few, one where they are many.

    Names that only differ at their end keep it: cut alike, nobody could tell their rows apart.
    """
    few = rows <= FEW_ROWS
    whole = [str(name) for name in names]
    cut = [wrap(n) if few else textwrap.shorten(n, 44, placeholder=" …") for n in whole]
    by_name = dict(zip(whole, cut, strict=True))
    same = {label for label, n in Counter(by_name.values()).items() if n > 1}
    return [
        label if label not in same else wrap(_both_ends(name, 56)) if few else _both_ends(name, 44)
        for name, label in zip(whole, cut, strict=True)
    ]


def _both_ends(name: str, width: int) -> str:
    """A name with its middle left out where it is too long."""
    plain = " ".join(name.split())
    if len(plain) <= width:
        return plain
    half = (width - 3) // 2
    start, end = plain[:half], plain[-half:]
    # at the edge of a word, unless one word fills the half
    start = start.rpartition(" ")[0] or start
    end = end.partition(" ")[2] or end
    return f"{start} … {end}"


def wrap(name: str, width: int = 30) -> str:
    """Return a name broken into at most two lines, so that long code names fit."""
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder=" …"))
