"""New codes per further group: a step line, and no word of saturation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, GREY, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import amounts, needs
from practicelearn.output.plots.words import Telling

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_new_codes", "plot_new_codes"]

_FROM = "as code_accumulation returns it: group (or session_id), n_new (codes not seen before)"


def plot_new_codes(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw how many codes each further group brought, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.code_accumulation` returns it: one row a group in the order held,
        with group, n_new and mean_codes (over all orders), which is drawn beside. Or one row a
        session: session_id, n_new.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Horizontal: groups; vertical: codes so far. One order is one order: that the line is flat
        at its end shows nothing about the next group. Groups that could not be counted are said
        below.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.plot.new_codes(prac.code_accumulation(codings, study.corpus()))
    <Picture: The last 3 of 24 groups brought no new code; 9 in all>
    """
    check_arguments(plot_new_codes, locals())
    from matplotlib.ticker import MaxNLocator

    unit = _unit(table)
    total = amounts(table, "n_new", "plot.new_codes").cumsum()
    axes = axes_for(ax, 7)
    place = range(1, len(table) + 1)
    axes.step(list(place), total, where="post", color=BLUE, lw=2.2)
    axes.plot(list(place), total, marker="o", ms=5, ls="none", color=BLUE)
    axes.annotate(
        f"{total.iloc[-1]:.0f} codes", (len(table), total.iloc[-1]), xytext=(6, 0),
        textcoords="offset points", va="center", fontsize=9, color=BLUE, annotation_clip=False,
    )  # fmt: skip
    if "mean_codes" in table:
        axes.plot(list(place), table["mean_codes"], color=GREY, lw=1.4, ls="--")
    axes.set_ylim(0, 1.06 * max(total.max(), 1))
    axes.set_xlim(0.6, len(table) + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.grid(axis="y", color=SOFT, lw=0.6)
    left_out = bool(table.attrs.get("left_out"))
    without = "\nleft out: what was not read whole, and codes that only hold others"
    every = "; dashed: the mean over all orders" if "mean_codes" in table else ""
    axes.set_xlabel(f"{unit.capitalize()}s, in their order{every}{without if left_out else ''}")
    axes.set_ylabel("Codes so far", fontsize=9, color=GREY)
    quiet(axes)
    return entitle(axes, describe_new_codes(table))


def describe_new_codes(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_new_codes`."""
    unit = _unit(table)
    new = amounts(table, "n_new", "plot.new_codes").astype(int)
    counted = " that could be counted" if table.attrs.get("left_out") else ""
    last = min(3, (len(table) + 1) // 2)
    late = int(new.tail(last).sum())
    late_ones = f"The last {last} of {len(table)} {unit}s{counted}"
    if last == 1:
        late_ones = f"The last of {len(table)} {unit}s{counted}"
    brought = "no new code" if late == 0 else f"{late} new code{'s' if late > 1 else ''}"
    title = f"{late_ones} brought {brought}; {int(new.sum())} in {'them' if counted else 'all'}"
    if len(table) == 1:
        title = f"The only {unit}{counted} brought {brought}"
    figures = ", ".join(f"{s} {n}" for s, n in zip(_labels(table).head(30), new, strict=False))
    return Telling(title, f"Step line of codes so far. {title}. New codes a {unit}: {figures}.")


def _unit(table: pd.DataFrame) -> str:
    needs(table, ("n_new",), "plot.new_codes", _FROM)
    return "group" if "group" in table else "session"


def _labels(table: pd.DataFrame) -> pd.Series:
    needs(table, ("group" if "group" in table else "session_id",), "plot.new_codes", _FROM)
    return table["group"] if "group" in table else table["session_id"]
