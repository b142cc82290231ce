"""Which people may change places: what is near one way a round can have been."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

__all__ = ["exchanges", "moves"]

Vector = npt.NDArray[np.float64]
_MOST_PAIRS = 12_000


@lru_cache(maxsize=32)
def moves(atoms: int, cells: int) -> Vector:
    """Return up to four people of an atom in another cell; and with as many back in another atom.

    Returns
    -------
    array, shape (n_moves, n_atoms * n_cells)
    """
    single = []
    for k, a, b, t in product(range(atoms), range(cells), range(cells), range(1, 5)):
        if a != b:
            single.append(((k, a, b, t), _move(atoms, cells, ((k, a, b, t),))))
    # of many groups not every pair: what the points do not show, the solver does
    partners = min(atoms - 1, max(2, _MOST_PAIRS // max(len(single), 1)))
    both = [
        _move(atoms, cells, (one, ((one[0] + step) % atoms, one[2], one[1], one[3])))
        for one, _ in single
        for step in range(1, partners + 1)
    ]
    return np.array([m for _, m in single] + both)


@lru_cache(maxsize=8)
def exchanges(
    one: tuple[bool, ...], cells: int, most: int
) -> tuple[Vector, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return some people of one group in another cell, and as many of a second atom back.

    Parameters
    ----------
    one : tuple of bool
        Which atoms are one group.
    cells : int
    most : int
        People who change places at most.

    Returns
    -------
    moves : array, shape (n_moves, n_atoms * n_cells)
        None where they would be very many: the solver then finds what is asked.
    first, second : array of int, shape (n_moves,)
        The two atoms.
    """
    alone = [k for k, is_one in enumerate(one) if is_one]
    if len(alone) * len(one) * cells * cells * most > _MOST_PAIRS:
        alone = []
    rows = [
        (k, j, a, b, t)
        for k, j, a, b, t in product(
            alone, range(len(one)), range(cells), range(cells), range(1, most + 1)
        )
        if a != b and k != j
    ]
    moves = [_move(len(one), cells, ((k, a, b, t), (j, b, a, t))) for k, j, a, b, t in rows]
    pairs = np.array([row[:2] for row in rows], np.int64).reshape(-1, 2)
    return np.array(moves).reshape(-1, len(one) * cells), pairs[:, 0], pairs[:, 1]


def _move(atoms: int, cells: int, parts: Sequence[tuple[int, int, int, int]]) -> Vector:
    move = np.zeros(atoms * cells)
    for k, a, b, t in parts:
        move[k * cells + a] -= t
        move[k * cells + b] += t
    return move
