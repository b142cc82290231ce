"""Krippendorff's alpha on units, for numbers, ranks, names and sets of codes.

alpha = 1 - Do / De. Do is the mean distance between the values of one unit, De that between any
two pairable values. No matrix of all values is ever held whole: distances are computed for pairs
of coders (Do) and for blocks of distinct values (De).

Checked to 1e-12 against the package ``krippendorff`` and to the digits printed in Krippendorff
(2011), Hayes and Krippendorff (2007).

References
----------
Krippendorff (2011), Computing Krippendorff's alpha-reliability; Passonneau (2006), Measuring
agreement on set-valued items (MASI), LREC.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np

from practicelearn._arguments import check_arguments
from practicelearn.coding.agreement.ratings import (
    Coefficient,
    Floats,
    Ints,
    Ratings,
    read_ratings,
)
from practicelearn.coding.agreement.weights import Weights, agreement_weights
from practicelearn.errors import TableError

__all__ = ["Metric", "krippendorff_alpha"]

Metric = Literal["nominal", "ordinal", "interval", "ratio", "jaccard", "masi"]

Distance: TypeAlias = Callable[[Ints, Ints], Floats]
"""From two arrays of places of values (they broadcast) to their distances, squared."""

_BLOCK = 2_000_000  # distances held at once


def krippendorff_alpha(
    ratings: Any,
    *,
    metric: Metric = "nominal",
    values: Sequence[Hashable] | None = None,
    weights: Weights | None = None,
) -> Coefficient:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    ratings : array-like, shape (n_units, n_coders)
        Numbers or text, NaN or None missing; for ``jaccard`` and ``masi`` each cell a set (or
        list, or tuple) of codes, the empty set being a value: read, and nothing marked.
    metric : str, default "nominal"
        nominal; ordinal (Krippendorff's: distances grow with how often the values between
        occur); interval; ratio; jaccard ``1 - |A∩B|/|A∪B|``; masi 1 - J·M with M 1 for equal
        sets, 2/3 when one holds the other, 1/3 when they overlap, 0 when they do not meet. Two
        empty sets have distance 0.
    values : sequence, optional
        The order of values that are no numbers, for ``ordinal``.
    weights : str or array, optional
        Agreement weights instead of a metric, as irrCAC has it (see ``agreement_weights``): the
        distance is 1 - w. Its "ordinal" is not Krippendorff's ordinal metric.

    Returns
    -------
    Coefficient
        Units with fewer than two values are left out. ``value`` is NaN when no unit has two
        values, or when all are the same: 0 / 0 is neither agreement nor its absence.

    Raises
    ------
    TableError
        The metric is unknown, or the values have no numbers where it needs them.

    Examples
    --------
    >>> import practicelearn as prac
    >>> ratings = [[0, 1], [1, 1], [0, 0], [1, 1]]
    >>> round(prac.reliability.krippendorff_alpha(ratings).value, 3)
    0.533
    """
    check_arguments(krippendorff_alpha, locals())
    kind = (
        metric if weights is None else f"{weights if isinstance(weights, str) else 'own'} weights"
    )
    name = f"Krippendorff's alpha ({kind})"
    sets = metric in {"jaccard", "masi"}
    read = _read_sets(ratings) if sets else read_ratings(ratings, values)
    if read.n_coders < 2:
        return Coefficient(name, np.nan, why="there is one coder only")
    place = read.place[(read.place >= 0).sum(axis=1) >= 2]
    if not len(place):
        return Coefficient(name, np.nan, why="no unit was given a value by two coders")
    given = place >= 0
    totals = np.bincount(place[given], minlength=len(read.values)).astype(np.float64)
    if weights is None:
        distance = _distance(metric, read.values, totals)
    else:
        distance = _looked_up(1 - agreement_weights(weights, read.values))
    return _alpha(name, place, totals, distance)


def _alpha(name: str, place: Ints, totals: Floats, distance: Distance) -> Coefficient:
    """Return alpha and Gwet's linearised standard error, from places of pairable values."""
    given = place >= 0
    n_given = given.sum(axis=1).astype(np.float64)
    n, total = len(place), float(n_given.sum())
    apart = np.zeros(n)  # sum over ordered pairs of a unit's values
    for a, b in combinations(range(place.shape[1]), 2):
        both = given[:, a] & given[:, b]
        apart[both] += 2 * distance(place[both, a], place[both, b])
    apart /= n_given - 1
    mean_to = _mean_distances(totals, distance)  # sum of distances of each value to all values
    observed = float(apart.sum()) / total
    expected = float(totals @ mean_to) / (total * (total - 1))
    if not expected > 0:
        return Coefficient(
            name, np.nan, observed=1 - observed, n_units=n,
            why="every value is the same, so agreement beyond chance cannot be seen",
        )  # fmt: skip
    value = 1 - observed / expected
    # irrCAC's linearisation, in distances instead of weights (it does not depend on their scale).
    usual = total / n
    chance = float(totals @ mean_to) / total**2
    share = n_given / usual
    plain = 1 - observed / chance
    own = 1 - (apart / usual - (1 - 1 / total) * observed * (share - 1)) / chance
    to_all = np.where(given, mean_to[place], 0.0).sum(axis=1) / total / usual
    own = own - 2 * (1 - plain) * (chance * share - to_all) / chance
    se = float(np.sqrt(((own - plain) ** 2).sum() / (n * (n - 1)))) if n > 1 else np.nan
    return Coefficient(name, value, 1 - observed, 1 - expected, n, se=se, df=n - 1)


def _mean_distances(totals: Floats, distance: Distance) -> Floats:
    """Return each value's distances to all pairable values, summed, in blocks."""
    used = np.nonzero(totals)[0]
    sums = np.zeros(len(totals))
    step = max(1, _BLOCK // max(len(used), 1))
    for start in range(0, len(used), step):
        rows = used[start : start + step]
        sums[rows] = distance(rows[:, None], used[None, :]) @ totals[used]
    return sums


def _distance(metric: str, values: Any, totals: Floats) -> Distance:
    if metric == "nominal":
        return lambda a, b: (a != b).astype(np.float64)
    if metric in {"jaccard", "masi"}:
        return _set_distance(values, masi=metric == "masi")
    if metric == "ordinal":
        # The sum of totals from c to k, less half of both ends, is a difference of midranks.
        return _squared(np.cumsum(totals) - totals / 2)
    try:
        number = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TableError(
            f"ratings: the {metric} metric needs numbers, found {values.tolist()[:5]}. "
            "Use nominal, or ordinal with values= in their order."
        ) from error
    return _squared(number) if metric == "interval" else _ratio(number)


def _squared(number: Floats) -> Distance:
    def distance(a: Ints, b: Ints) -> Floats:
        gap: Floats = number[a] - number[b]
        return gap * gap

    return distance


def _ratio(number: Floats) -> Distance:
    if (number < 0).any():
        raise TableError(f"ratings: the ratio metric needs values of 0 or more; {number.min():g}.")

    def distance(a: Ints, b: Ints) -> Floats:
        gap, both = number[a] - number[b], number[a] + number[b]
        share = np.divide(gap, both, out=np.zeros_like(gap), where=both > 0)
        squared: Floats = share * share
        return squared

    return distance


def _looked_up(table: Floats) -> Distance:
    def distance(a: Ints, b: Ints) -> Floats:
        found: Floats = table[a, b]
        return found

    return distance


def _set_distance(sets: Any, *, masi: bool) -> Distance:
    """Distances of sets, by bits: 64 codes a word."""
    members = {code: i for i, code in enumerate(dict.fromkeys(c for s in sets for c in s))}
    bits = np.zeros((len(sets), max(1, -(-len(members) // 64)) * 64), dtype=bool)
    for row, own in enumerate(sets):
        bits[row, [members[c] for c in own]] = True
    words = np.packbits(bits, axis=1).view(np.uint64)
    size = bits.sum(axis=1).astype(np.float64)

    def distance(a: Ints, b: Ints) -> Floats:
        meet = np.zeros(np.broadcast_shapes(a.shape, b.shape))
        for word in words.T:
            meet += np.bitwise_count(word[a] & word[b])
        size_a, size_b = size[a], size[b]
        union = size_a + size_b - meet
        alike = np.divide(meet, union, out=np.ones_like(meet), where=union > 0)
        if masi:
            inside = meet == np.minimum(size_a, size_b)
            alike *= np.where(union == meet, 1.0, np.where(inside, 2 / 3, 1 / 3))
        apart: Floats = 1 - alike
        return apart

    return distance


def _read_sets(ratings: Any) -> Ratings:
    """Return ratings whose values are frozensets; a cell that is None or NaN is missing."""
    if isinstance(ratings, Ratings):
        return ratings
    known: dict[frozenset[Hashable], int] = {}
    rows = []
    for n, row in enumerate(ratings.to_numpy() if hasattr(ratings, "to_numpy") else ratings):
        places = []
        for cell in row:
            if cell is None or (isinstance(cell, float) and np.isnan(cell)):
                places.append(-1)
            elif isinstance(cell, set | frozenset | list | tuple):
                places.append(known.setdefault(frozenset(cell), len(known)))
            else:
                raise TableError(
                    f"ratings: row {n} holds {cell!r}; jaccard and masi need a set of codes in "
                    "each cell (an empty set where nothing was marked, None where not read)."
                )
        rows.append(places)
    values = np.empty(len(known), dtype=object)
    values[:] = list(known)
    place = np.array(rows, dtype=np.intp)
    return Ratings(place if place.ndim == 2 else place.reshape(len(rows), 0), values)
