"""New codes per further transcript: a step line, and no word of saturation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import (
    BLUE,
    GREY,
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

__all__ = ["describe_new_codes", "plot_new_codes"]

_FROM = "with one row a session in order: session_id, n_new (codes not seen before)"


def plot_new_codes(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw how many codes each further session brought, and return the picture.

    Parameters
    ----------
    table : DataFrame
        One row a session in the order in which they were held (or read): session_id, n_new. A
        column ``expected`` (mean over all orders, the exact accumulation) is drawn beside.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        Horizontal: sessions; vertical: codes so far. One order is one order: that the line is
        flat at its end shows nothing about the next group.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.
    """
    check_arguments(plot_new_codes, locals())
    from matplotlib.ticker import MaxNLocator

    needs(table, ("session_id", "n_new"), "plot_new_codes", _FROM)
    total = table["n_new"].astype(float).cumsum()
    axes = ax if ax is not None else new_axes(7)
    place = range(1, len(table) + 1)
    axes.step(list(place), total, where="post", color=BLUE, lw=2.2)
    axes.plot(list(place), total, marker="o", ms=5, ls="none", color=BLUE)
    axes.annotate(
        f"{total.iloc[-1]:.0f} codes", (len(table), total.iloc[-1]), xytext=(6, 0),
        textcoords="offset points", va="center", fontsize=9, color=BLUE, annotation_clip=False,
    )  # fmt: skip
    if "expected" in table:
        axes.plot(list(place), table["expected"], color=GREY, lw=1.4, ls="--")
        axes.annotate(
            "mean of all orders", (1, float(table["expected"].iloc[0])), xytext=(8, 6),
            textcoords="offset points", fontsize=9, color=GREY,
        )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_xlim(0.6, len(table) + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.grid(axis="y", color=SOFT, lw=0.6)
    axes.set_xlabel("Sessions, in the order in which they were read")
    axes.set_ylabel("Codes so far", fontsize=9, color=GREY)
    quiet(axes)
    return entitle(axes, describe_new_codes(table))


def describe_new_codes(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_new_codes`."""
    needs(table, ("session_id", "n_new"), "plot_new_codes", _FROM)
    new = table["n_new"].astype(int)
    last = min(3, (len(table) + 1) // 2)
    late = int(new.tail(last).sum())
    sessions = "The last session" if last == 1 else f"The last {last} of {len(table)} sessions"
    brought = "no new code" if late == 0 else f"{late} new code{'s' if late > 1 else ''}"
    title = f"{sessions} brought {brought}; {int(new.sum())} in all"
    if len(table) == 1:
        title = f"The only session brought {brought}"
    figures = ", ".join(f"{s} {n}" for s, n in zip(table["session_id"].head(30), new, strict=False))
    return Telling(title, f"Step line of codes so far. {title}. New codes a session: {figures}.")
