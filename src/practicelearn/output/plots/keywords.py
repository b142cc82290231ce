"""Words that mark one side against another: 15 a side, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, ORANGE, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import Telling, listed

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
    axes = axes_for(ax, len(rows), 0.26)
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
    for name, sure in zip(axes.get_yticklabels(), _sure(table)[rows.index], strict=True):
        name.set_fontweight("bold" if sure else "normal")
    return entitle(axes, describe_keywords(table), shown=len(rows), of=len(table), what="words")


def describe_keywords(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_keywords`."""
    rows = _chosen(table)
    drawn = [
        f"More in {side}: {', '.join(own['term'])}."
        for side, own in rows.assign(_far=-rows["log_ratio"].abs()).sort_values("_far")
        .groupby("side", sort=False)
    ]  # fmt: skip
    sure = int(_sure(table).sum())
    title = _marked(table)
    how = "q at most .05" if _by_q(table) else "an interval that leaves out an equal rate"
    return Telling(
        title,
        f"Diverging bars of {len(rows)} words. {title}. {' '.join(drawn)} {sure} of {len(table)} "
        f"words mark a side ({how}).",
    )


def _marked(table: pd.DataFrame) -> str:
    """The words that mark each side, the farthest apart first; or that there are none."""
    marked = table[_sure(table)]
    marked = marked.loc[marked["log_ratio"].abs().sort_values(ascending=False, kind="stable").index]
    if len(marked):
        parts = [
            f"{side}: {listed(marked.loc[marked['side'] == side, 'term'], 3, quoted=True)}"
            for side in _sides(table)[::-1]
            if (marked["side"] == side).any()
        ]
        return f"Words that mark {'; '.join(parts)}"
    known = table["q"].notna() if _by_q(table) else table["low"].notna() & table["high"].notna()
    if not known.any():
        return "Which words mark a side cannot be told: no interval is known"
    if _by_q(table):
        return f"No word marks either side: {int(known.sum())} were looked at"
    return f"No word marks either side: each of {int(known.sum())} intervals holds an equal rate"


def _by_q(table: pd.DataFrame) -> bool:
    """Whether all words were looked at together, so that q says which mark a side."""
    return "q" in table and bool(table["q"].notna().any())


def _sure(rows: pd.DataFrame) -> pd.Series:
    """Which words can be said to mark a side, however many were looked at."""
    if _by_q(rows):
        return rows["q"] <= MARKS
    return (rows["low"] > 0) | (rows["high"] < 0)


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    """At most 15 words a side: those that can best be said to mark it, then the farthest apart."""
    needs(table, _COLUMNS, "plot.keywords", _FROM)
    if table["side"].nunique() > 2:
        found = ", ".join(map(str, table["side"].unique()))
        raise TableError(f"plot.keywords: expected two sides, found {found}.")
    later = table["log_ratio"] > 0
    if len(set(table.loc[later, "side"])) > 1 or set(table.loc[later, "side"]) & set(
        table.loc[table["log_ratio"] < 0, "side"]
    ):
        raise TableError(
            "plot.keywords: a ratio above 0 belongs to one side and a ratio below 0 to the other; "
            "in this table a side has both."
        )
    order = table["low"].where(later, -table["high"]).mul(-1)
    if _by_q(table):
        order = table["p"] if "p" in table else table["q"]
    ranked = table.assign(_order=order, _far=-table["log_ratio"].abs()).sort_values(
        ["_order", "_far"], kind="stable", na_position="last"
    )
    ranked = ranked.drop(columns=["_order", "_far"])
    sides = [ranked[ranked["log_ratio"] > 0], ranked[ranked["log_ratio"] <= 0]]
    chosen = pd.concat([side.head(A_SIDE) for side in sides])
    return chosen.sort_values("log_ratio", ascending=False, kind="stable")


def _sides(rows: pd.DataFrame) -> tuple[str, str]:
    left, right = rows[rows["log_ratio"] <= 0], rows[rows["log_ratio"] > 0]
    return (
        str(left["side"].iloc[0]) if len(left) else "",
        str(right["side"].iloc[0]) if len(right) else "",
    )
