"""The older unitizing alpha, one category at a time, for comparison with published figures.

Superseded by the family in ``unitizing.py``. Kept because older studies and programs (DKPro) print
it.

References
----------
Krippendorff (2004), Quality & Quantity 38, 787-800; Krippendorff (1995), Sociological Methodology
25, 47-76, whose expected disagreement has a small error: only the 2004 form is given here.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from practicelearn.coding.agreement.unitizing import Floats, _arrays, _coders

__all__ = ["unitizing_alpha_2004"]


def unitizing_alpha_2004(
    spans: pd.DataFrame, length: int, *, coders: Sequence[Hashable] | None = None
) -> pd.DataFrame:
    """Return Krippendorff's α_U of 1995 and 2004 for each category, and over all.

    Parameters
    ----------
    spans : DataFrame
        As for ``unitizing_alpha``: coder, value, start, end in whole units.
    length : int
        Length of the continuum.
    coders : sequence, optional
        Everybody who read it.

    Returns
    -------
    DataFrame
        Index value, the last row "all": observed and expected disagreement, alpha, why.

    Notes
    -----
    Disagreement of two passages that meet is the squared distance of their starts plus that of
    their ends; of a passage that lies in the other's gap its squared length; else 0.
    """
    names = _coders(spans, coders)
    coder, value, start, end, values = _arrays(spans, names, float(length), each_value=True)
    rows = []
    for place, name in enumerate(values.tolist(), start=1):
        mine = value == place
        sections = [
            _sections(start[mine & (coder == c)], end[mine & (coder == c)], length)
            for c in range(len(names))
        ]
        rows.append((name, *_disagreement(sections, length)))
    frame = pd.DataFrame(rows, columns=["value", "observed", "expected"]).set_index("value")
    frame.loc["all"] = frame.sum()
    defined = (frame["expected"] > 0) & (len(names) > 1)
    frame["alpha"] = (1 - frame["observed"] / frame["expected"].where(defined)).astype(float)
    why = "there is one coder only" if len(names) < 2 else "nothing was marked"
    frame["why"] = pd.Series([None if ok else why for ok in defined], frame.index, dtype=object)
    return frame


def _sections(start: Floats, end: Floats, length: int) -> Floats:
    """Return passages and the gaps between them: rows of start, length, 1 for a passage."""
    rows, here = [], 0.0
    for a, b in zip(start, end, strict=True):
        if a > here:
            rows.append((here, a - here, 0.0))
        rows.append((a, b - a, 1.0))
        here = b
    if here < length:
        rows.append((here, length - here, 0.0))
    return np.array(rows)


def _disagreement(sections: list[Floats], length: int) -> tuple[float, float]:
    m = len(sections)
    if m < 2:
        return float("nan"), float("nan")
    apart = sum(_apart(sections[i], sections[j]) for i in range(m) for j in range(m) if i != j)
    every = np.concatenate(sections)
    units, gaps = every[every[:, 2] == 1, 1], every[every[:, 2] == 0, 1]
    among = (units.size - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    fits = np.maximum(gaps[None, :] - units[:, None] + 1, 0).sum(axis=1)
    over = float((among + units**2 * fits).sum()) * 2 / length
    below = m * length * (m * length - 1) - float((units * (units - 1)).sum())
    return apart / (m * (m - 1) * length**2), over / below


def _apart(one: Floats, other: Floats) -> float:
    """Return the disagreements of all sections of one coder with all of another."""
    b, n, is_unit = (one[:, k][:, None] for k in range(3))
    b2, n2, is_unit2 = (other[:, k][None, :] for k in range(3))
    gap = b - b2
    meet = (is_unit == 1) & (is_unit2 == 1) & (-n < gap) & (gap < n2)
    inside = (is_unit == 1) & (is_unit2 == 0) & (n2 - n >= gap) & (gap >= 0)
    around = (is_unit == 0) & (is_unit2 == 1) & (n - n2 >= -gap) & (-gap >= 0)
    ends = gap**2 + (b + n - b2 - n2) ** 2
    return float(np.where(meet, ends, np.where(inside, n**2, np.where(around, n2**2, 0))).sum())
