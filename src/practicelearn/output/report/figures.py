"""Figures of a comparison as readers get them: no finer than they need, and none that is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.output.disclosure.rules import outward
from practicelearn.output.gate.wording import NOT_TOLD, is_missing, joined
from practicelearn.themes.claims import goes_with
from practicelearn.themes.cycle.naming import small_counts
from practicelearn.themes.verdicts import CANNOT_TELL, ruled_out

__all__ = [
    "NOT_TOLD",
    "ROUNDED",
    "caution_said",
    "coarse",
    "from_rounded",
    "reason_said",
    "together",
]

_REFUSED = ("no test", "no verdict", "not asked", "frame changed", "coded differently",
            "it was not declared", "nothing of", "No plan was made", "not as planned",
            "added to the headline")  # fmt: skip
"""How a reason begins that says why there is no test: it holds no figure of people."""
_LEFT_OUT = re.compile(r"((?:is|are) left out): .*")  # groups and teams by name
_ASKED = re.compile(r"(not asked the same way) \((.+?)\): (.*)")
_HELD = re.compile(r"[^;]* (facilitator|team)s? held [^;]*(?=; if groups of the same)")
_LED = re.compile(
    r"(?:no|[\d,]+|fewer than 5) of [\d,]+ facilitators are known to have led in one round only"
)


def coarse(
    table: pd.DataFrame, hide: npt.NDArray[np.bool_], *, before: str, after: str,
    intervals: tuple[tuple[str, str], ...], further: tuple[str, ...] = (),
) -> pd.DataFrame:  # fmt: skip
    """Return a comparison with whole per cent and intervals moved outward to 5 points.

    Parameters
    ----------
    table : DataFrame
    hide : array of bool, shape (n_rows,)
        Rows of which no figure is printed: people of either round are hidden. Nor is one of a row
        whose two shares go against its verdict, as they may within strata.
    before, after : str
        Columns of the two shares. The difference is that of what is printed: a finer one would
        tell more than both.
    intervals : tuple of (low, high)
        Columns of the intervals.
    further : tuple of str
        Further columns that a hidden row lacks.
    """
    out = table.copy()
    for column in (before, after):
        out[column] = out[column].round(2)
    out["difference"] = (out[after] - out[before]).round(2).where(out["difference"].notna())
    for low, high in intervals:
        ends = [outward(a, b) for a, b in zip(out[low], out[high], strict=True)]
        out[low] = pd.Series([a for a, _ in ends], index=out.index, dtype=float)
        out[high] = pd.Series([b for _, b in ends], index=out.index, dtype=float)
    gone = [before, after, "difference", *(c for pair in intervals for c in pair), *further]
    out.loc[hide | _against(out), gone] = np.nan
    return out


def _against(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows whose verdict is told beside shares that go the other way: strata, pairs, rounding.

    What was tested is another difference than that of these two shares, so neither is printed.
    """
    moved = table["difference"].fillna(0.0)
    told = zip(table["verdict"].astype(str), moved, strict=True)
    return np.array([not goes_with(verdict, m) for verdict, m in told], dtype=bool)


ROUNDED = "share of people, rounded"
"""The measure of a readers' row whose shares come of rounded counts: rule 8."""


def from_rounded(
    table: pd.DataFrame, shares: Mapping[tuple[str, str], float], *, theme: str, before: str,
    after: str, further: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    """Return a comparison with the shares of rounded counts, whole per cent, and nothing finer.

    Parameters
    ----------
    table : DataFrame
        As :func:`coarse` leaves it: a row without a difference stays without figures.
    shares : mapping
        (theme, round) to share.
    theme, before, after : str
        Columns of the theme and of the two shares.
    further : sequence of str
        Columns that no row keeps: an interval comes of counts that were not rounded.
    """
    out = table.copy()
    told = out["difference"].notna()
    for column, year in ((before, "year_before"), (after, "year_after")):
        own = [
            round(shares.get((t, y), np.nan), 2) for t, y in zip(out[theme], out[year], strict=True)
        ]
        out[column] = pd.Series(own, index=out.index, dtype=float).where(told, out[column])
    out["difference"] = (out[after] - out[before]).round(2).where(told)
    out.loc[_against(out), [before, after, "difference"]] = np.nan
    out[list(further)] = np.nan
    return out


def reason_said(row: Any) -> str:
    """Return why a verdict stands, for readers: a refusal in its words, else what fits.

    Parameters
    ----------
    row : row of COMPARISON or RECHECKS
        As :func:`coarse` leaves it.

    Notes
    -----
    The team's reason may say that all groups have the same score, or give an interval to the
    point; beside a share either tells single groups.
    """
    why = "" if is_missing(row.why) else str(row.why)
    compared = str(row.verdict).startswith((CANNOT_TELL, "heard", "no worthwhile"))
    if why.startswith(_REFUSED) or not compared:
        return why
    if is_missing(row.low) or is_missing(row.high):
        return NOT_TOLD
    if row.verdict != CANNOT_TELL:
        return "every interval is in the appendix"
    return ruled_out(row.low, row.high)


def caution_said(caution: str) -> str:
    """Return a caution without a number of people in a role, and without names of groups.

    Examples
    --------
    >>> caution_said("10 of 10 facilitators are known to have led in one round only: see it so")
    'facilitators are not the same in both rounds: see it so'
    >>> caution_said("2 teams met in one round only and are left out: east, duty")
    '2 teams met in one round only and are left out'
    """
    unnamed = _HELD.sub(r"some \1s held several groups", _LEFT_OUT.sub(r"\1", caution))
    return small_counts(_LED.sub("facilitators are not the same in both rounds", unnamed))


def together(cautions: Iterable[str]) -> list[str]:
    """Return each caution once; themes that one question is about stand in one sentence.

    Examples
    --------
    >>> together(["not asked the same way (Pay): “A?” was asked in 2024 only",
    ...           "not asked the same way (Desks): “A?” was asked in 2024 only"])
    ['not asked the same way (Pay and Desks): “A?” was asked in 2024 only']
    """
    every = list(dict.fromkeys(cautions))
    named: dict[str, list[str]] = {}
    for caution in every:
        hit = _ASKED.fullmatch(caution)
        named.setdefault(hit[3] if hit else caution, []).extend([hit[2]] if hit else [])
    return [
        f"not asked the same way ({joined(names)}): {said}" if names else said
        for said, names in named.items()
    ]
