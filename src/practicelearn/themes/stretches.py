"""Splits of units reckoned with some at a time: of many units all at once would fill the memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["by_stretch", "stretches"]

_CELLS = 4_000_000
"""Splits times units that are reckoned with at once: of 200 groups a round all of them."""


def by_stretch(
    statistics: Callable[[NDArray[np.bool_]], NDArray[np.float64]], splits: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the statistics of each split, of some splits at a time where there are many units.

    ``statistics`` takes splits and returns a row for each. As numbers the splits of 8,000 groups
    would take more memory than a study of them.
    """
    parts = [statistics(own) for own in stretches(splits)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def stretches(splits: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Return the splits in order, as many at a time as are reckoned with at once."""
    at_once = max(_CELLS // max(splits.shape[1], 1), 1)
    return [splits[k : k + at_once] for k in range(0, len(splits), at_once)]
