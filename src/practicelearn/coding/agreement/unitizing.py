"""Krippendorff's unitizing alphas: coders who find the passages themselves, on one continuum.

Point coefficients need units that were there before the coding. Where coders select passages, what
they select is part of what they agree on: uα (where and what), |uα (relevant or not), cuα (what,
where both found something), (k)uα (one value).

All four are read off one matrix of lengths: how much of the continuum one coder gave value c where
another gave k. It is found by cutting the continuum at every border, never character by character.

References
----------
Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality & Quantity 50, 2347-2364 (erratum 2365);
Krippendorff (2019), Content Analysis, 4th ed., section 12.6.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import Number, check_arguments
from practicelearn._tables import in_cell
from practicelearn.errors import TableError

__all__ = ["GAP", "UnitizingAlpha", "unitizing_alpha"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]

GAP = "φ"
"""The value of what a coder left unmarked."""

SpanMetric = Literal["nominal", "interval", "ratio"]


@dataclass(frozen=True)
class UnitizingAlpha:
    """The four coefficients of one unitized continuum.

    Parameters
    ----------
    u : float
        uα: where the passages lie and what value they have, gaps included.
    binary : float
        ``|uα``: relevant against irrelevant.
    cu : float
        cuα: values, where valued passages of two coders meet.
    coverage : float
        Share of the continuum (times coders) on which cuα rests.
    by_value : DataFrame
        Index value: alpha ((k)uα), coverage (share of that value's length that meets other
        passages), length (over all coders), why.
    observed, expected : DataFrame
        Lengths by value and value, the gap first.
    unit : str
        What lengths are measured in. Characters, words and seconds give different uα and ``|uα``,
        for a gap's own length enters them unsquared; cuα and (k)uα do not depend on it.
    n_coders : int
    why : dict
        For each of u, binary, cu that is undefined (NaN): the reason.

    Examples
    --------
    >>> import pandas as pd
    >>> import practicelearn as prac
    >>> who = {"coder": ["kim", "lee"], "value": ["tools", "tools"]}
    >>> spans = pd.DataFrame({**who, "start": [0, 5], "end": [40, 40]})
    >>> round(prac.reliability.unitizing_alpha(spans, 100).binary, 2)
    0.9
    """

    u: float
    binary: float
    cu: float
    coverage: float
    by_value: pd.DataFrame
    observed: pd.DataFrame
    expected: pd.DataFrame
    unit: str
    n_coders: int
    why: dict[str, str]

    @property
    def table(self) -> pd.DataFrame:
        """One row a coefficient: coefficient, alpha, coverage, unit, why.

        Examples
        --------
        >>> import pandas as pd
        >>> import practicelearn as prac
        >>> who = {"coder": ["kim", "lee"], "value": ["tools", "tools"]}
        >>> spans = pd.DataFrame({**who, "start": [0, 5], "end": [40, 40]})
        >>> prac.reliability.unitizing_alpha(spans, 100).table["coefficient"].tolist()
        ['uα', '|uα', 'cuα', '(tools)uα']
        """
        rows = [
            ("uα", self.u, 1.0, self.why.get("u")),
            ("|uα", self.binary, 1.0, self.why.get("binary")),
            ("cuα", self.cu, self.coverage, self.why.get("cu")),
        ]
        rows += [
            (f"({value})uα", row.alpha, row.coverage, row.why)
            for value, row in zip(self.by_value.index, self.by_value.itertuples(), strict=True)
        ]
        frame = pd.DataFrame(rows, columns=["coefficient", "alpha", "coverage", "why"])
        return frame.assign(unit=self.unit)[["coefficient", "alpha", "coverage", "unit", "why"]]

    def _repr_html_(self) -> str:
        said = f"UnitizingAlpha: uα, |uα, cuα and (k)uα, in {self.unit}s"
        return in_cell(said, self.table, index=False)


def unitizing_alpha(
    spans: pd.DataFrame,
    length: float,
    *,
    coders: Sequence[Hashable] | None = None,
    metric: SpanMetric = "nominal",
    unit: str = "character",
) -> UnitizingAlpha:
    """Return uα, ``|uα``, cuα and (k)uα of spans on a continuum.

    Parameters
    ----------
    spans : DataFrame
        One row a passage: coder, value, start, end; from 0, end exclusive. A coder's passages do
        not overlap. Neighbours of one value are two passages, not one.
    length : float
        Length of the continuum.
    coders : sequence, optional
        Everybody who read it: needed where one of them marked nothing.
    metric : str, default "nominal"
        Distance of values for cuα and (k)uα: nominal, interval or ratio (values are numbers).
    unit : str, default "character"
        What starts, ends and length are measured in. It is repeated in the result, for uα and
        ``|uα`` depend on it.

    Raises
    ------
    TableError
        A column is missing, a passage is empty or leaves the continuum, passages of one coder
        overlap, or a coder is not among ``coders``.

    Notes
    -----
    With ℓ the lengths by value and value and S_v the sum of squared lengths of the passages of
    value v (for gaps: their lengths),
    ``ε_ck = ℓ.. (ℓ_c. ℓ_.k - [c = k] S_c) / (ℓ..² - Σ S_v)`` and
    ``uα = 1 - (ℓ.. - Σ ℓ_cc) / (ε.. - Σ ε_cc)``.
    For cuα, S*_c squares what a passage shares with the valued passages of the others. How
    that is meant for more than two coders is inferred: the mean over the other coders gives
    the published .724 on the published example (.72417); the union would give .72835, each
    meeting by itself .72147.

    Examples
    --------
    >>> import practicelearn as prac
    >>> import pandas as pd
    >>> spans = pd.DataFrame(
    ...     {
    ...         "coder": ["kim", "lee"],
    ...         "value": ["tools", "tools"],
    ...         "start": [0, 5],
    ...         "end": [40, 40],
    ...     }
    ... )
    >>> round(prac.reliability.unitizing_alpha(spans, 100).u, 2)
    0.9
    """
    check_arguments(unitizing_alpha, locals(), length=Number(0, open_low=True))
    names = _coders(spans, coders)
    coder, value, start, end, values = _arrays(spans, names, length)
    n_values, m = len(values), len(names)
    cuts = np.unique(np.concatenate([start, end, [0.0, float(length)]]))
    width = np.diff(cuts)
    first, last = np.searchsorted(cuts, start), np.searchsorted(cuts, end)
    held = _values_on(cuts.size - 1, m, coder, value, first, last)

    observed = _meetings(held, width, n_values + 1) / max(m - 1, 1)
    lengths = end - start
    own = np.bincount(value, weights=lengths**2, minlength=n_values + 1)
    own[0] = m * length - lengths.sum()
    total = m * length
    margins = observed.sum(axis=1)
    room = total**2 - own.sum()
    expected = total * (np.outer(margins, margins) - np.diag(own)) / room if room > 0 else observed

    valued = observed[1:, 1:]
    shared = _shared(held, width, coder, first, last) / max(m - 1, 1)
    own_shared = np.bincount(value, weights=shared**2, minlength=n_values + 1)[1:]
    sums = valued.sum(axis=1)
    met = float(valued.sum())
    below = met - own_shared.sum() / met if met > 0 else 0.0
    by_chance = (
        (np.outer(sums, sums) - np.diag(own_shared)) / below if below > 0 else np.zeros_like(valued)
    )
    distance = _distances(values, metric)

    why: dict[str, str] = {}
    u = _one_minus(
        total - float(np.trace(observed)), total - float(np.trace(expected)), "u", why, m
    )
    binary = _one_minus(
        float(margins[0] - observed[0, 0]), float(expected[0].sum() - expected[0, 0]),
        "binary", why, m,
    )  # fmt: skip
    cu = _one_minus(
        float((distance * valued).sum()), float((distance * by_chance).sum()), "cu", why, m
    )
    labels = [GAP, *values.tolist()]
    return UnitizingAlpha(
        u=u,
        binary=binary,
        cu=cu,
        coverage=met / total if total else math.nan,
        by_value=_by_value(values, margins[1:], valued, by_chance, distance, m),
        observed=pd.DataFrame(observed, index=labels, columns=labels),
        expected=pd.DataFrame(expected, index=labels, columns=labels),
        unit=unit,
        n_coders=m,
        why=why,
    )


_UNDEFINED = {
    "u": "everything has one value",
    "binary": "everything is relevant, or nothing",
    "cu": "passages of two coders meet with one value at most",
}


def _one_minus(apart: float, chance: float, name: str, why: dict[str, str], m: int) -> float:
    if m < 2:
        why[name] = "there is one coder only"
    elif not chance > 1e-12:
        why[name] = _UNDEFINED[name]
    else:
        return 1 - apart / chance
    return math.nan


def _by_value(
    values: Any, margins: Floats, valued: Floats, by_chance: Floats, distance: Floats, m: int
) -> pd.DataFrame:
    rows = []
    for k, value in enumerate(values.tolist()):
        seen, chance = float(valued[:, k].sum()), float(by_chance[:, k].sum())
        apart = float(distance[:, k] @ valued[:, k])
        chance_apart = float(distance[:, k] @ by_chance[:, k])
        why = None
        if m < 2:
            why = "there is one coder only"
        elif not seen > 0:
            why = "never meets a passage of another coder"
        elif not chance_apart > 1e-12:
            why = "meets no other value"
        alpha = math.nan if why else 1 - (chance / seen) * (apart / chance_apart)
        covered = seen / margins[k] if margins[k] else math.nan
        rows.append((value, alpha, covered, float(margins[k]), why))
    frame = pd.DataFrame(rows, columns=["value", "alpha", "coverage", "length", "why"])
    return frame.set_index("value")


def _values_on(
    n_pieces: int, m: int, coder: Ints, value: Ints, first: Ints, last: Ints
) -> NDArray[np.intp]:
    """Return the value each coder gave each piece between two cuts, 0 for a gap."""
    change = np.zeros((m, n_pieces + 1), dtype=np.intp)
    # Passages of a coder do not overlap, so a value is added at its start and taken off at its end.
    np.add.at(change, (coder, first), value)
    np.subtract.at(change, (coder, last), value)
    return change.cumsum(axis=1)[:, :-1]


def _meetings(held: NDArray[np.intp], width: Floats, size: int) -> Floats:
    """Return lengths by value and value, over ordered pairs of coders."""
    sums = np.zeros(size * size)
    for a in range(len(held)):
        for b in range(a + 1, len(held)):
            sums += np.bincount(held[a] * size + held[b], weights=width, minlength=size * size)
    square = sums.reshape(size, size)
    return np.asarray(square + square.T)


def _shared(held: NDArray[np.intp], width: Floats, coder: Ints, first: Ints, last: Ints) -> Floats:
    """Return, for each passage, its meetings with valued passages of others, summed over them."""
    marked = held > 0
    others = (marked.sum(axis=0) - marked) * width
    before = np.concatenate([np.zeros((len(held), 1)), others.cumsum(axis=1)], axis=1)
    return np.asarray(before[coder, last] - before[coder, first])


def _distances(values: Any, metric: str) -> Floats:
    if metric == "nominal":
        return 1 - np.eye(len(values))
    try:
        number = values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise TableError(f"spans: the {metric} metric needs values that are numbers.") from error
    gap: Floats = number[:, None] - number
    if metric == "interval":
        return gap * gap
    both = number[:, None] + number
    share = np.divide(gap, both, out=np.zeros_like(gap), where=both != 0)
    return np.asarray(share * share)


def _coders(spans: pd.DataFrame, coders: Sequence[Hashable] | None) -> pd.Index:
    for column in ("coder", "value", "start", "end"):
        if column not in spans.columns:
            raise TableError(
                f'spans: column "{column}" is missing; found {", ".join(map(str, spans.columns))}.'
            )
    if coders is None:
        return pd.Index(spans["coder"].unique())
    names = pd.Index(list(dict.fromkeys(coders)))
    lost = ~spans["coder"].isin(names)
    if lost.any():
        raise TableError(f'spans: coder "{spans["coder"][lost].iloc[0]}" is not among coders.')
    return names


def _arrays(
    spans: pd.DataFrame, names: pd.Index, length: float, *, each_value: bool = False
) -> tuple[Ints, Ints, Floats, Floats, Any]:
    """Return coder, value (from 1), start and end of the passages in order, and the values.

    With ``each_value`` a coder's passages of different values may overlap.
    """
    start = spans["start"].to_numpy(dtype=np.float64)
    end = spans["end"].to_numpy(dtype=np.float64)
    wrong = ~((start >= 0) & (start < end) & (end <= length))
    if wrong.any():
        row = spans.iloc[int(np.argmax(wrong))]
        raise TableError(
            f"spans: {row['coder']} marked {row['start']} to {row['end']}; a passage must have a "
            f"length and lie within 0 to {length:g}."
        )
    if spans["value"].isna().any():
        raise TableError("spans: a passage has no value.")
    place, values = pd.factorize(spans["value"].to_numpy(), sort=True)
    coder = names.get_indexer(spans["coder"])
    line = coder * (len(values) + 1) + place if each_value else coder  # what must not overlap
    order = np.lexsort((start, line))
    line, coder, start, end = line[order], coder[order], start[order], end[order]
    value = place[order] + 1
    clash = (line[1:] == line[:-1]) & (start[1:] < end[:-1])
    if clash.any():
        row = spans.iloc[int(order[1:][int(np.argmax(clash))])]
        raise TableError(
            f"spans: passages of {row['coder']} overlap at {row['start']}. A continuum holds one "
            "value at a time: measure one code (or one domain of exclusive codes) after another."
        )
    return coder.astype(np.intp), value.astype(np.intp), start, end, np.asarray(values)
