"""The unitizing alpha of every code, each against the rest of the text, with a jackknife.

Codes overlap, and a continuum holds one value at a time: so each code has a continuum of its own,
where uα and |uα are the same number. The lengths it needs add over sessions.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn.coding.agreement.intervals import jackknife_interval

__all__ = ["unitizing_by_code"]

Floats: TypeAlias = NDArray[np.float64]

APART, VALUED, SQUARED, TOTAL = range(4)


@dataclass(frozen=True)
class _Line:
    """All sessions end to end, for one code: passages by coder, and where sessions begin."""

    borders: Floats  # (n_sessions + 1,)
    start: Floats
    end: Floats
    coder: NDArray[np.intp]
    n_coders: int


def unitizing_by_code(
    spans: pd.DataFrame,
    lengths: pd.Series,
    *,
    coders: Sequence[Hashable],
    codes: Sequence[Hashable],
    interval: bool = True,
) -> pd.DataFrame:
    """Return the unitizing alpha of each code over all files.

    Parameters
    ----------
    spans, lengths
        As ``span_table`` returns them. Passages of one coder and code that overlap count as one;
        neighbours stay two.
    coders : sequence
        Everybody who read the text.
    codes : sequence
        The rows of the result.
    interval : bool, default True
        Delete-one-session jackknife.

    Returns
    -------
    DataFrame
        Index code; columns as ``agreement_by_code`` with ``unitizing`` for the measure, counted
        in characters.
    """
    sizes = lengths.to_numpy(dtype=np.float64)
    borders = np.concatenate([[0.0], sizes.cumsum()])
    shift = pd.Series(borders[:-1], index=lengths.index).reindex(spans["file"]).to_numpy()
    start, end = spans["start"].to_numpy() + shift, spans["end"].to_numpy() + shift
    coder = pd.Index(coders).get_indexer(spans["coder"])
    m = len(coders)
    sums = np.zeros((len(sizes), len(codes), 4))
    for n, code in enumerate(codes):
        mine = (spans["value"] == code).to_numpy()
        line = _Line(borders, *_merged(start[mine], end[mine], coder[mine]), m)
        sums[:, n] = _lengths(line)
    total = sums.sum(axis=0)
    value = _alpha(total, m)
    counted = np.repeat((sizes > 0)[:, None], len(codes), axis=1)
    low = high = np.full(len(codes), np.nan)
    no_interval: list[str | None] = [None] * len(codes)
    if interval:
        found = jackknife_interval(value, _alpha(total - sums, m), counted)
        low, high, no_interval = found.low, found.high, found.why
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "percent": 1 - 2 * total[:, APART] / total[:, TOTAL],
            "unitizing": value,
            "prevalence": total[:, VALUED] / total[:, TOTAL],
            "specific": 1 - total[:, APART] / total[:, VALUED],
        }
    frame = pd.DataFrame(columns, index=pd.Index(codes, name="code", dtype=object))
    if m < 2:
        frame[["percent", "prevalence", "specific"]] = np.nan
    frame["n_units"], frame["n_sessions"] = int(sizes.sum()), int((sizes > 0).sum())
    frame["low"], frame["high"] = low, high
    why = [_why(row, m) or other for row, other in zip(total, no_interval, strict=True)]
    frame["why"] = pd.Series(why, index=frame.index, dtype=object)
    return frame


def _merged(
    start: Floats, end: Floats, coder: NDArray[np.intp]
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return passages with those of one coder that overlap made one."""
    order = np.lexsort((end, start, coder))
    start, end, coder = start[order], end[order], coder[order]
    if not len(start):
        return start, end, coder
    # Coders on stretches of their own, so that one running maximum serves them all.
    far = (float(end.max()) + 1) * coder
    reach = np.maximum.accumulate(end + far)
    anew = np.append(True, (start + far)[1:] >= reach[:-1])
    last = np.append(np.flatnonzero(anew)[1:] - 1, len(start) - 1)
    return start[anew], (reach - far)[last], coder[anew]


def _lengths(line: _Line) -> Floats:
    """Return by session what adds: apart, valued, squared and total lengths, (n_sessions, 4)."""
    n = len(line.borders) - 1
    session = np.searchsorted(line.borders, line.start, side="right") - 1
    length = line.end - line.start
    sums = np.zeros((n, 4))
    if not n:
        return sums
    sums[:, VALUED] = np.bincount(session, weights=length, minlength=n)
    sums[:, SQUARED] = np.bincount(session, weights=length**2, minlength=n)
    sums[:, TOTAL] = line.n_coders * np.diff(line.borders)
    cuts = np.unique(np.concatenate([line.borders, line.start, line.end]))
    change = np.zeros(len(cuts))
    np.add.at(change, np.searchsorted(cuts, line.start), 1)
    np.subtract.at(change, np.searchsorted(cuts, line.end), 1)
    held = change.cumsum()[:-1]  # coders who marked each piece
    apart = held * (line.n_coders - held) * np.diff(cuts) / max(line.n_coders - 1, 1)
    place = np.searchsorted(line.borders, cuts[:-1], side="right") - 1
    sums[:, APART] = np.bincount(place, weights=apart, minlength=n)
    return sums


def _alpha(sums: Floats, m: int) -> Floats:
    """Return uα of sums of any leading shape (..., 4); NaN where it is undefined."""
    apart, valued, squared, total = (sums[..., k] for k in range(4))
    gap = total - valued
    room = total**2 - squared - gap
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = total - total * (valued**2 - squared + gap**2 - gap) / room
        found = 1 - 2 * apart / chance
    usable = (m >= 2) & (valued > 0) & (gap > 0) & (chance > 1e-9)
    return np.where(usable & np.isfinite(found), found, np.nan)


def _why(total: Floats, m: int) -> str | None:
    if m < 2:
        return "there is one coder only"
    if total[TOTAL] == 0:
        return "nothing was read by all coders with these codes"
    if total[VALUED] == 0:
        return "nobody used this code in what all coders read"
    return "everybody used this code everywhere" if total[VALUED] >= total[TOTAL] else None
