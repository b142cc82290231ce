"""Words that mark one side against another: 15 a side, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import (
    BLUE,
    ORANGE,
    SOFT,
    Telling,
    entitle,
    needs,
    new_axes,
    quiet,
)
from practicelearn.output.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_keywords", "plot_keywords"]

A_SIDE = 15
_COLUMNS = ("term", "log_ratio", "low", "high", "side")
_FROM = "with one row a term: term, log_ratio (base 2), low, high, side (whose word it is)"


def plot_keywords(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw the words that mark one year, group or role against another, and return the picture.

    Parameters
    ----------
    table : DataFrame
        One row a term: term, log_ratio (base 2 of the rates' ratio; above 0 for the second side),
        low, high (95 %), side (the name of the side that says it more).
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        Bars to both sides, at most 15 each, those whose interval is farthest from 0 first; the line
        is the 95 % interval.

    Raises
    ------
    TableError
        A column is missing, there are no rows, or the terms name more than two sides.
    """
    check_arguments(plot_keywords, locals())
    rows = _chosen(table)
    axes = ax if ax is not None else new_axes(len(rows), 0.26)
    for y, row in enumerate(rows.to_dict("records")):
        later = row["log_ratio"] > 0
        colour = BLUE if later else ORANGE
        axes.barh(y, row["log_ratio"], height=0.62, facecolor=f"{colour}66", edgecolor=colour, lw=1)
        axes.hlines(y, row["low"], row["high"], color=colour, lw=1.8)
    axes.axvline(0, color=SOFT, lw=1)
    axes.set_yticks(range(len(rows)), list(rows["term"]))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    sides = _sides(rows)
    left = f"← more in {sides[0]}    " if sides[0] else ""
    right = f"    more in {sides[1]} →" if sides[1] else ""
    axes.set_xlabel(f"{left}ratio of the rates, as a power of 2 (line: 95% interval){right}")
    quiet(axes)
    return entitle(axes, describe_keywords(table), shown=len(rows), of=len(table))


def describe_keywords(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_keywords`."""
    rows = _chosen(table)
    parts, listed = [], []
    for side, own in rows.groupby("side", sort=False):
        ranked = own.reindex(own["log_ratio"].abs().sort_values(ascending=False).index)
        words = [f"“{term}”" for term in ranked.loc[_sure(ranked), "term"]]
        if words:
            parts.append(f"{side}: {', '.join(words[:3])}")
        listed.append(f"More in {side}: {', '.join(ranked['term'])}.")
    sure = int(_sure(table).sum())
    title = "Words that mark " + "; ".join(parts)
    if not parts:
        title = "No word marks either side: every interval holds an equal rate"
    return Telling(
        title,
        f"Diverging bars of {len(rows)} words. {' '.join(listed)} The interval of {sure} of "
        f"{len(table)} words leaves out an equal rate.",
    )


def _sure(rows: pd.DataFrame) -> pd.Series:
    """Whose interval leaves out an equal rate: only these can be said to mark a side."""
    return (rows["low"] > 0) | (rows["high"] < 0)


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    needs(table, _COLUMNS, "plot_keywords", _FROM)
    if table["side"].nunique() > 2:
        found = ", ".join(map(str, table["side"].unique()))
        raise TableError(f"plot_keywords: expected two sides, found {found}.")
    nearest = pd.Series(
        [lo if r > 0 else -hi for r, lo, hi in zip(
            table["log_ratio"], table["low"], table["high"], strict=True
        )],
        index=table.index,
    )  # fmt: skip
    ranked = table.loc[nearest.sort_values(ascending=False, kind="stable").index]
    sides = [ranked[ranked["log_ratio"] > 0], ranked[ranked["log_ratio"] <= 0]]
    chosen = pd.concat([side.head(A_SIDE) for side in sides])
    return chosen.sort_values("log_ratio", ascending=False, kind="stable")


def _sides(rows: pd.DataFrame) -> tuple[str, str]:
    left, right = rows[rows["log_ratio"] <= 0], rows[rows["log_ratio"] > 0]
    return (
        str(left["side"].iloc[0]) if len(left) else "",
        str(right["side"].iloc[0]) if len(right) else "",
    )
