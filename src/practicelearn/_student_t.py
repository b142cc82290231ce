"""Student's t: chances and quantiles, by SciPy, which is slow to load and so loaded when asked."""

from __future__ import annotations

from typing import Any

__all__ = ["stdtr", "stdtrit"]


def stdtr(df: Any, t: Any) -> Any:
    """Return the chance of a value of at most ``t`` with ``df`` degrees of freedom."""
    from scipy import special

    return special.stdtr(df, t)


def stdtrit(df: Any, share: Any) -> Any:
    """Return the value that a share of 0 to 1 lies below, with ``df`` degrees of freedom."""
    from scipy import special

    return special.stdtrit(df, share)
