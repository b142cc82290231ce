"""How often two things stand in the same turns, and how often they would by chance, by sessions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Together", "stand_together"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Together:
    """Turns with both of two things, against what chance gives.

    Parameters
    ----------
    n_both, n_either : int
        Turns with both, and with at least one of them.
    expected : float
        Mean number of turns with both, by chance.
    p : float
        Chance of at least ``n_both``.
    """

    n_both: int
    n_either: int
    expected: float
    p: float

    @property
    def jaccard(self) -> float:
        """Turns with both, of turns with either; 0 where there are none."""
        return self.n_both / self.n_either if self.n_either else 0.0


def stand_together(a: Bools, b: Bools, session: Ints) -> Together:
    """Return how often two things stand in the same turns, and the chance of it.

    Parameters
    ----------
    a, b : ndarray of bool, shape (n_turns,)
        Where each of them is, in the order of the talk.
    session : ndarray of int, shape (n_turns,)
        The session of each turn; turns of one session stand in a row.

    Notes
    -----
    By chance: in every session ``b`` is moved round in a circle, by every number of turns alike,
    each session by its own. So stretches stay as long as they are, which a shuffle of turns would
    break up, and each session counts by what could happen in it. The distribution of the sum over
    sessions is worked out in full (a convolution), so ``p`` holds no luck of random draws.

    Examples
    --------
    >>> here = np.array([True, False, False, False])
    >>> stand_together(here, here, np.zeros(4, dtype=np.int64))
    Together(n_both=1, n_either=1, expected=0.25, p=0.25)
    """
    whole = np.ones(1)
    for own in _places(session):
        here, there = a[own], b[own]
        n = len(own)
        if not here.any() or not there.any():
            continue  # nothing that could meet
        found = np.fft.irfft(np.fft.rfft(here) * np.conj(np.fft.rfft(there)), n)
        whole = np.convolve(whole, np.bincount(np.rint(found).astype(np.int64)) / n)
    n_both = int((a & b).sum())
    counts = np.arange(len(whole))
    return Together(
        n_both,
        int((a | b).sum()),
        float(whole @ counts),
        float(min(whole[counts >= n_both].sum(), 1.0)),
    )


def _places(session: Ints) -> list[Ints]:
    if not len(session):
        return []
    borders = np.flatnonzero(np.diff(session)) + 1
    return np.split(np.arange(len(session), dtype=np.int64), borders)
