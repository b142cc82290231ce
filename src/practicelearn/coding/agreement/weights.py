"""Agreement weights: how much two unequal values still agree, 1 on the diagonal."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.errors import TableError

__all__ = ["Weights", "agreement_weights"]

Scheme = Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio"]
Weights: TypeAlias = Scheme | NDArray[np.float64]

_SCHEMES = ("identity", "linear", "quadratic", "ordinal", "radical", "ratio")


def agreement_weights(scheme: Weights, values: NDArray[Any]) -> NDArray[np.float64]:
    """Return the weights of a named scheme, shape (n_values, n_values).

    Parameters
    ----------
    scheme : str or array
        identity; linear 1 - d; quadratic 1 - d²; radical 1 - √d, with d the distance of k and l
        over the range; ratio 1 - ((k - l)/(k + l))² over its largest; ordinal
        1 - C(distance + 1, 2) / C(q, 2) on ranks. An array is returned as it is.
    values : array, shape (n_values,)
        In their order. Values that are no numbers stand for their ranks.

    Raises
    ------
    TableError
        The scheme is unknown, an array has the wrong shape, or ``ratio`` meets a value below or
        at 0.

    Notes
    -----
    "ordinal" here is Gwet's, as irrCAC has it. It is not Krippendorff's ordinal metric, which
    depends on how often values occur: on Krippendorff's 2011 example alpha is .83364 with these
    weights and .81539 with that metric.

    Examples
    --------
    >>> import numpy as np
    >>> import practicelearn as prac
    >>> prac.reliability.agreement_weights("linear", np.array([1, 2, 3])).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    check_arguments(agreement_weights, locals())
    q = len(values)
    if isinstance(scheme, np.ndarray):
        if scheme.shape != (q, q):
            raise TableError(f"weights: expected shape ({q}, {q}), found {scheme.shape}.")
        return scheme.astype(np.float64)
    if scheme not in _SCHEMES:
        raise TableError(
            f'weights: "{scheme}" is not known; there are {", ".join(_SCHEMES)}.'
            f"{near_match(scheme, _SCHEMES)}"
        )
    if scheme == "identity" or q < 2:
        return np.eye(q)
    rank = np.arange(q, dtype=np.float64)
    number = values.astype(np.float64) if values.dtype.kind in "biuf" else rank
    if scheme == "ordinal":
        step = np.abs(rank[:, None] - rank)
        ordinal: NDArray[np.float64] = 1 - (step + 1) * step / (q * (q - 1))
        return ordinal
    if scheme == "ratio":
        if (number <= 0).any():
            raise TableError("weights: ratio weights need values above 0.")
        gap = ((number[:, None] - number) / (number[:, None] + number)) ** 2
        ratio: NDArray[np.float64] = 1 - gap / gap.max()
        return ratio
    d = np.abs(number[:, None] - number) / (number.max() - number.min())
    power = {"linear": 1.0, "quadratic": 2.0, "radical": 0.5}[scheme]
    weights: NDArray[np.float64] = 1 - d**power
    return weights
