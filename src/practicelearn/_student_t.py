"""Student's t: chances and quantiles, by SciPy, which is slow to load and so loaded when asked."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["stdtr", "stdtrit"]


def stdtr(df: Any, t: Any) -> Any:
    """Return the chance of a value of at most ``t`` with ``df`` degrees of freedom."""
    return _special().stdtr(df, t)


def stdtrit(df: Any, share: Any) -> Any:
    """Return the value that a share of 0 to 1 lies below, with ``df`` degrees of freedom."""
    return _special().stdtrit(df, share)


def _special() -> ModuleType:
    """SciPy's special functions.

    When it loads, SciPy takes a copy of every name that NumPy lists. Among them are NumPy's
    interface to Fortran and its tools for tests, which are loaded for no other reason, and take
    half of the time: while SciPy loads they are not on that list. Whoever asks NumPy for them by
    name gets them as ever.
    """
    if "scipy.special" not in sys.modules:
        listed, rooms = np.__all__, vars(np).get("__numpy_submodules__", set())
        left_out = {"f2py", "testing"}
        try:
            np.__all__ = [name for name in listed if name not in left_out]
            vars(np)["__numpy_submodules__"] = rooms - left_out
            import_module("scipy.special")
        finally:
            np.__all__ = listed
            vars(np)["__numpy_submodules__"] = rooms
    return sys.modules["scipy.special"]
