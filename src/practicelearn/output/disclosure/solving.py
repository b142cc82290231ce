"""Rows of whole numbers between two ends each, as arrays, and a point that lies in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Row", "Vector", "as_arrays", "point_in", "with_row"]

Vector = npt.NDArray[np.float64]
Row = tuple[dict[int, float], float, float]
"""Column to coefficient; the least and the most that their sum may be."""
_DENSE = 2_000_000  # of a matrix: a larger one is nearly all noughts, and they are not held


def as_arrays(rows: Sequence[Row], n_columns: int) -> tuple[Any, Vector, Vector]:
    """Return the coefficients, shape (n_rows, n_columns), and both ends of each row."""
    shape = (len(rows), n_columns)
    matrix: Any = np.zeros(shape if shape[0] * shape[1] <= _DENSE else (0, 0))
    if len(matrix) == shape[0]:
        for n, (coefficients, _, _) in enumerate(rows):
            matrix[n, list(coefficients)] = list(coefficients.values())
    else:
        matrix = _sparsely(rows, shape)
    low = np.array([r[1] for r in rows], float)
    return matrix, low, np.array([r[2] for r in rows], float)


def _sparsely(rows: Sequence[Row], shape: tuple[int, int]) -> Any:
    from scipy import sparse

    sizes = [len(coefficients) for coefficients, _, _ in rows]
    columns = np.fromiter((k for own, _, _ in rows for k in own), np.int64, sum(sizes))
    values = np.fromiter((v for own, _, _ in rows for v in own.values()), np.float64)
    return sparse.csr_array((values, columns, np.cumsum([0, *sizes])), shape=shape)


def with_row(matrix: Any, row: Vector) -> Any:
    """Return the coefficients with a row more."""
    if isinstance(matrix, np.ndarray):
        return np.vstack([matrix, row])
    from scipy import sparse

    return sparse.vstack([matrix, sparse.csr_array(row[None])], format="csr")


def point_in(
    aim: Vector, rows: tuple[Any, Vector, Vector], lower: Vector, upper: Vector
) -> Vector | None:
    """Return the point of whole numbers with the smallest aim that lies in every row, or None.

    Parameters
    ----------
    aim : array, shape (n_columns,)
    rows : tuple
        As :func:`as_arrays` returns them.
    lower, upper : array, shape (n_columns,)
        The least and the most of each column.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        aim, integrality=np.ones(len(upper)), bounds=Bounds(lower, upper),
        constraints=LinearConstraint(*rows), options={"presolve": True, "mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.status == 2:
        return None
    if found.x is None:  # pragma: no cover - neither solved nor impossible: never a silent yes
        raise RuntimeError(f"the disclosure test could not be solved: {found.message}")
    point: Vector = np.round(found.x)
    return point
