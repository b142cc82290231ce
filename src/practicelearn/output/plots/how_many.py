"""What a number of groups could find and rule out: two lines over the groups of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import axes_for, entitle, quiet
from practicelearn.output.plots.colours import BAND, BLUE, GREY, ORANGE, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import Telling

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_how_many_groups", "plot_how_many_groups"]

_FROM = "as how_many_groups returns it: n_after (groups), finds, rules_out, smallest_worthwhile"
_NEEDS = ("n_after", "finds", "rules_out", "smallest_worthwhile", "share", "headlines")


def plot_how_many_groups(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw what so many groups could find and rule out, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.how_many_groups` returns it. Rows without a figure (fewer than four
        groups) are left out; a change that is never found so often is a gap in its line.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Horizontal: groups of the round to come; vertical: percentage points. Triangles: the
        smallest true change found with the chance .8. Dots: changes beyond it are ruled out where
        nothing changed, in the median. The band is the smallest worthwhile change.

    Raises
    ------
    TableError
        A column is missing, or no row has a figure.

    Examples
    --------
    >>> import practicelearn as prac
    >>> table = prac.how_many_groups((6, 12), headlines=1, n_studies=40)
    >>> prac.plot.how_many_groups(table).ax.get_xlabel()
    'Groups of the round to come'
    """
    check_arguments(plot_how_many_groups, locals())
    rows = _drawable(table)
    axes = axes_for(ax, 7)
    place = rows["n_after"].astype(float)
    worthwhile = 100 * float(rows["smallest_worthwhile"].iloc[0])
    axes.axhspan(0, worthwhile, color=BAND, lw=0, zorder=0)
    axes.annotate(
        f"less than would matter: below {worthwhile:.0f}", (1, worthwhile),
        xycoords=axes.get_yaxis_transform(), xytext=(-4, -4), textcoords="offset points",
        ha="right", va="top", fontsize=8.5, color=GREY,
    )  # fmt: skip
    found = 100 * rows["finds"].astype(float).abs()
    bound = 100 * rows["rules_out"].astype(float)
    axes.plot(place, found, color=BLUE, lw=1.8, marker="^", ms=7)
    axes.plot(place, bound, color=ORANGE, lw=1.8, marker="o", ms=6, markerfacecolor="white")
    axes.set_ylim(0, 1.12 * max(worthwhile, bound.max(), found.max(skipna=True)))
    axes.set_xticks(list(place), [f"{n:.0f}" for n in place])
    axes.set_xlim(place.min() - 1, place.max() + 1)
    axes.grid(axis="y", color=SOFT, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("Groups of the round to come")
    axes.set_ylabel("Percentage points", fontsize=9, color=GREY)
    quiet(axes)
    _name_lines(axes)
    return entitle(axes, describe_how_many_groups(table))


def describe_how_many_groups(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_how_many_groups`."""
    rows = _drawable(table)
    title = _title(rows[rows["finds"].notna()], rows)
    figures = "; ".join(f"{_found(row)}, {_ruled_out(row)}" for _, row in rows.head(12).iterrows())
    return Telling(title, f"Two lines over the number of groups. {title}. {figures}.")


def _title(found: pd.DataFrame, rows: pd.DataFrame) -> str:
    if found.empty:
        few, many = int(rows["n_after"].iloc[0]), int(rows["n_after"].iloc[-1])
        groups = f"{few} groups" if few == many else f"{few} to {many} groups"
        return f"No change is found in 8 of 10 years with {groups}"
    first, last = found.iloc[0], found.iloc[-1]
    said = f"With {int(first['n_after'])} groups a change of {_points(first)} is found"
    more = f", with {int(last['n_after'])} one of {_points(last)}" if len(found) > 1 else ""
    return f"{said} in 8 of 10 years{more}"


def _points(row: pd.Series) -> str:
    return f"{abs(100 * row['finds']):.0f} points"


def _found(row: pd.Series) -> str:
    found = "no change" if pd.isna(row["finds"]) else f"a change of {_points(row)}"
    return f"{int(row['n_after'])} groups: {found} is found in 8 of 10 years"


def _ruled_out(row: pd.Series) -> str:
    x = 100 * row["rules_out"]
    return "no change is ruled out" if x >= 100 else f"more than {x:.0f} points are ruled out"


def _name_lines(axes: Axes) -> None:
    handles = axes.lines[:2]
    names = ["found in 8 of 10 years: a true change of so many points",
             "ruled out, where nothing changed: changes of more than so many points"]  # fmt: skip
    axes.legend(
        handles, names, loc="upper right", fontsize=8.5, labelcolor=GREY, edgecolor="none",
        facecolor="white", framealpha=1,
    )  # fmt: skip


def _drawable(table: pd.DataFrame) -> pd.DataFrame:
    needs(table, _NEEDS, "plot.how_many_groups", _FROM)
    rows = table[table["rules_out"].notna()].sort_values("n_after", kind="stable")
    for column in ("smallest_worthwhile", "share", "headlines"):
        if len(set(rows[column])) > 1:
            raise TableError(
                f'plot.how_many_groups: column "{column}" has {len(set(rows[column]))} values; two '
                "lines are of one plan. Keep the rows of one, and draw the others beside it."
            )
    if rows["n_after"].duplicated().any():
        raise TableError(
            "plot.how_many_groups: a number of groups comes twice; keep one row of it."
        )
    if rows.empty:
        raise TableError(
            "plot.how_many_groups: no row has a figure. With fewer than four groups there is no "
            "verdict: ask for more groups (practicelearn.how_many_groups)."
        )
    return rows
