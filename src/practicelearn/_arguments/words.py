"""How an error shows a value, and what it lists or guesses beside it."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import types
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["a_kind", "listed", "near_match", "shown"]

_MOST = 12
"""So many names are listed before "and 7 more": a line that a person still reads."""


def near_match(word: str, known: Iterable[object]) -> str:
    """Return ``' Did you mean "x"?'`` for the nearest known word, or an empty string.

    A word that differs by spaces, or by capitals, is the nearest; spaces are named, because nobody
    sees them.

    Examples
    --------
    >>> near_match("tool", ["desks", "tools"]), near_match("Tools", ["tools"])
    (' Did you mean "tools"?', ' Did you mean "tools"?')
    >>> near_match("LP-H ", ["LP-H"])
    ' "LP-H " has a space at its end. Did you mean "LP-H"?'
    >>> near_match("LP-H", ["LP-H "])
    ' Did you mean "LP-H ", with a space at its end?'
    """
    word = str(word)
    names = [str(k) for k in known]
    plain = " ".join(word.split()).casefold()
    by_plain = {" ".join(name.split()).casefold(): name for name in reversed(names)}
    hit = by_plain.get(plain)
    if hit is None:
        near = difflib.get_close_matches(plain, list(by_plain), n=1, cutoff=0.6)
        if not near:
            return ""
        hit = by_plain[near[0]]
    before = f' "{word}" has {_spaces(word)}.' if _spaces(word) and not _spaces(hit) else ""
    after = f", with {_spaces(hit)}" if _spaces(hit) and not _spaces(word) else ""
    return f'{before} Did you mean "{hit}"{after}?'


def _spaces(word: str) -> str:
    """Where a word has spaces that nobody sees, or nothing."""
    if word != word.rstrip():
        return "a space at its end"
    if word != word.lstrip():
        return "a space at its beginning"
    return "two spaces in a row" if "  " in word else ""


def listed(known: Iterable[object]) -> str:
    """Return names as an error lists them, those with spaces in quotation marks.

    Examples
    --------
    >>> listed(["kim", "LP-H "]), listed([])
    ('kim, "LP-H "', 'none')
    """
    names = [f'"{k}"' if _spaces(str(k)) else str(k) for k in known]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST + 1 else ""
    return ", ".join(names[:_MOST] if more else names) + more or "none"


def shown(value: object) -> str:
    """Return a value as a person typed it, or what it is where it is long.

    Examples
    --------
    >>> shown("kim "), shown(2.5), shown(None), shown([])
    ('"kim "', '2.5', 'None', 'an empty list')
    """
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
    if isinstance(value, np.generic):
        return shown(value.item())
    if isinstance(value, dt.date):
        return f"the {'moment' if isinstance(value, dt.datetime) else 'date'} {value.isoformat()}"
    if isinstance(value, float) and math.isnan(value):
        return "nan (missing)"
    if value is None or value is pd.NA or isinstance(value, bool | int | float | complex):
        return repr(value)
    if isinstance(value, tuple) and len(value) <= 3 and all(map(_is_short, value)):
        return f"({', '.join(map(shown, value))})"
    return a_kind(value)


def _is_short(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def a_kind(value: object) -> str:
    """Return what a value is, in a person's words.

    Examples
    --------
    >>> a_kind({}), a_kind(shown), a_kind(x for x in "ab"), a_kind(Path("a.csv"))
    ('an empty dict', 'the function "shown", not called', 'a generator', 'the path "a.csv"')
    """
    if isinstance(value, type):
        return f'the class "{value.__name__}", not an object made with it'
    if isinstance(value, types.FunctionType | types.MethodType | types.BuiltinFunctionType):
        return f'the function "{value.__name__}", not called'
    if isinstance(value, types.ModuleType):
        return f'the module "{value.__name__}"'
    if isinstance(value, pd.DataFrame):
        return "a table (DataFrame)"
    if isinstance(value, pd.Series):
        return "a column (Series)"
    if isinstance(value, Path):
        return f'the path "{value}"'
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if value is None or isinstance(value, bool | int | float | np.generic):
        return shown(value)
    name = type(value).__name__
    empty = isinstance(value, Collection | Mapping) and not len(value)
    return f"an empty {name}" if empty else f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
