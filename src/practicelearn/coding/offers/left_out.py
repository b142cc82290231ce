"""Which sessions are left out together when what was learned is held against others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["left_out_together", "n_parts"]

Ints = npt.NDArray[np.int64]

MOST_PARTS = 25
"""So often is learned anew without some sessions: one by one, all would cost their square."""


def left_out_together(session: Ints) -> Ints:
    """Return the part each turn's session is left out with: itself, or every 25th from it on.

    Parameters
    ----------
    session : ndarray of int, shape (n_turns,)
        Place of the turn's session, from 0.

    Examples
    --------
    >>> import numpy as np
    >>> left_out_together(np.array([0, 0, 24, 25, 51])).tolist()
    [0, 0, 24, 0, 1]
    """
    return session % MOST_PARTS


def n_parts(n_sessions: int) -> int:
    """Return how many parts are left out in turn."""
    return min(n_sessions, MOST_PARTS)
