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
_FROM = "as keyness returns it: term, log_ratio (base 2), low, high, side (whose word it is)"
MARKS = 0.05


def plot_keywords(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw the words that mark one year, group or role against another, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.keyness` returns it, one row a term: term, log_ratio (base 2 of the
        rates' ratio; above 0 for the second side), low, high (95 %, missing where there is none),
        side (the name of the side that says it more), q where all words were looked at together.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Bars to both sides, at most 15 each, those with the least q, or whose interval is farthest
        from 0; the line is the 95 % interval. In bold, and above: words that mark a side, q at most
        .05, or without q an interval that leaves out an equal rate.

    Raises
    ------
    TableError
        A column is missing, there are no rows, or the terms name more than two sides.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus().where(year=["2024-25", "2025-26"])
    >>> prac.plot.keywords(prac.keyness(corpus, of="2025-26", against="2024-25"))
    <Picture: Words that mark 2025-26: “lattice”>
    """
    check_arguments(plot_keywords, locals())
    rows = _chosen(table)
    axes = ax if ax is not None else new_axes(len(rows), 0.26)
    for y, row in enumerate(rows.to_dict("records")):
        later = row["log_ratio"] > 0
        colour = BLUE if later else ORANGE
        axes.barh(y, row["log_ratio"], height=0.62, facecolor=f"{colour}66", edgecolor=colour, lw=1)
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            axes.hlines(y, row["low"], row["high"], color=colour, lw=1.8)
    axes.axvline(0, color=SOFT, lw=1)
    axes.set_yticks(range(len(rows)), list(rows["term"]))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    sides = _sides(rows)
    left = f"← more in {sides[0]}    " if sides[0] else ""
    right = f"    more in {sides[1]} →" if sides[1] else ""
    below = "" if rows["low"].notna().all() else "\nwithout a line: one side never said it"
    if rows["low"].isna().all():
        below = "\nno interval is known"
    axes.set_xlabel(f"{left}ratio of the rates, as a power of 2 (line: 95% interval){right}{below}")
    quiet(axes)
    for name, sure in zip(axes.get_yticklabels(), _sure(rows), strict=True):
        name.set_fontweight("bold" if sure else "normal")
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
        title = "No word marks either side: " + (
            f"{len(table)} were looked at" if "q" in table else "every interval holds an equal rate"
        )
    if table["low"].isna().all() and not parts:
        title = "Which words mark a side cannot be told: no interval is known"
    how = "q at most .05" if "q" in table else "an interval that leaves out an equal rate"
    return Telling(
        title,
        f"Diverging bars of {len(rows)} words. {title}. {' '.join(listed)} {sure} of {len(table)} "
        f"words mark a side ({how}).",
    )


def _sure(rows: pd.DataFrame) -> pd.Series:
    """Which words can be said to mark a side, however many were looked at."""
    if "q" in rows:
        return rows["q"] <= MARKS
    return (rows["low"] > 0) | (rows["high"] < 0)


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    needs(table, _COLUMNS, "plot.keywords", _FROM)
    if table["side"].nunique() > 2:
        found = ", ".join(map(str, table["side"].unique()))
        raise TableError(f"plot.keywords: expected two sides, found {found}.")
    nearest = pd.Series(
        [lo if r > 0 else -hi for r, lo, hi in zip(
            table["log_ratio"], table["low"], table["high"], strict=True
        )],
        index=table.index,
    )  # fmt: skip
    # where all words were looked at together, their table says which comes first
    order = table.get("p", -nearest)
    ranked = table.loc[order.sort_values(kind="stable", na_position="last").index]
    sides = [ranked[ranked["log_ratio"] > 0], ranked[ranked["log_ratio"] <= 0]]
    chosen = pd.concat([side.head(A_SIDE) for side in sides])
    return chosen.sort_values("log_ratio", ascending=False, kind="stable")


def _sides(rows: pd.DataFrame) -> tuple[str, str]:
    left, right = rows[rows["log_ratio"] <= 0], rows[rows["log_ratio"] > 0]
    return (
        str(left["side"].iloc[0]) if len(left) else "",
        str(right["side"].iloc[0]) if len(right) else "",
    )
