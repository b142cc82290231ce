"""What is derived from a thing that never changes is derived once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

import pandas as pd

__all__ = ["WRITES_COPY", "alike", "once_for_each"]

_ALIKE = "_derives_as"


class _Table(Protocol):
    def copy(self) -> Any: ...


WRITES_COPY = int(pd.__version__.partition(".")[0]) >= 3
"""Whether what is written into a copy that shares its columns changes only the copy."""

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T", bound=_Table)


def alike(made: S, source: S) -> S:
    """Return a frozen thing that holds the very tables of another: what is derived is of both."""
    object.__setattr__(made, _ALIKE, getattr(source, _ALIKE, source))
    return made


def once_for_each(derive: Callable[P, T]) -> Callable[P, T]:
    """Derive a table once for each first argument, such as a corpus, and give a copy each time.

    The first argument must be frozen; what was derived goes with it. Further arguments are plain
    values, and make a table of their own.
    """
    kept: WeakKeyDictionary[Any, dict[Any, T]] = WeakKeyDictionary()
    told = signature(derive)

    @wraps(derive)
    def once(*args: P.args, **kwargs: P.kwargs) -> T:
        asked = told.bind(*args, **kwargs)
        asked.apply_defaults()  # what is asked for by default is the same when it is named
        source, *further = asked.arguments.values()
        source = getattr(source, _ALIKE, source)
        own = kept.setdefault(source, {})
        key = tuple(further)
        if key not in own:
            own[key] = derive(*args, **kwargs)
        found = own[key]
        if isinstance(found, pd.DataFrame | pd.Series):
            return cast("T", found.copy(deep=not WRITES_COPY))
        return cast("T", found.copy())

    return once
