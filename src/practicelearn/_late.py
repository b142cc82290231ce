"""Names and methods that are looked for when they are first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any

__all__ = ["Late", "late_names", "there"]


def there(place: str) -> Any:
    """Return what stands at a place below this package, such as ``study.rights.withdraw``."""
    module, _, name = place.rpartition(".")
    return getattr(importlib.import_module(f"practicelearn.{module}"), name)


class Late:
    """A method that is a function of another file, read when it is first asked for.

    A class may so offer what is made of it in files that know the class: no file imports a file
    that imports it, and opening a study costs nothing of what is never asked.

    Parameters
    ----------
    place : str
        As for :func:`there`. The function takes the object first.
    """

    def __init__(self, place: str) -> None:
        self.place = place

    def __get__(self, thing: object, owner: type | None = None) -> Any:
        function = there(self.place)
        return function if thing is None else MethodType(function, thing)


def late_names(
    package: str, places: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose names live elsewhere."""

    def get(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return there(places[name])

    def names() -> list[str]:
        return sorted(places)

    return get, names
