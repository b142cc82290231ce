"""How far each theme reaches: how many groups and people raised it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.output.plots.canvas import (
    BLUE,
    GREY,
    INK,
    MOST_ROWS,
    SOFT,
    Telling,
    all_of,
    entitle,
    listed,
    new_axes,
    quiet,
    row_labels,
)
from practicelearn.output.plots.picture import Picture
from practicelearn.themes.themes import Themes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_extent", "plot_extent"]


def plot_extent(themes: Themes, year: str | None = None, ax: Axes | None = None) -> Picture:
    """Draw how many groups and people raised each theme, and return the picture.

    Parameters
    ----------
    themes : Themes
        Dropped themes are left out; those in most groups come first.
    year : str, optional
        One round, by default the newest. Rounds are not added up: a person may be in both.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Horizontal: number of groups in which somebody raised the theme, out of the groups that
        were read for it. People stand beside each row. A ring is a topic: nobody has coded it, and
        its people are those who spoke at least 30 words on it.

    Raises
    ------
    PracticelearnError
        There is no such round, or nothing to draw.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> prac.plot.extent(themes, "2025-26")
    <Picture: Systems and equipment, Supervision and 4 more came up in the m...
    """
    from matplotlib.ticker import MaxNLocator

    year = _newest(themes) if year is None else year
    every = _rows(themes, year)
    rows = every.head(MOST_ROWS)
    axes = ax if ax is not None else new_axes(len(rows))
    most = int(rows["n_groups"].max())
    for y, row in enumerate(rows.to_dict("records")):
        _draw_row(axes, y, row)
    axes.set_xlim(-0.15, most + 0.3)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), row_labels(rows["name"], len(rows)))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(f"Groups in which it came up (n = {most} groups{_in(year)})")
    quiet(axes)
    return entitle(axes, describe_extent(themes, year), shown=len(rows), of=len(every))


def describe_extent(themes: Themes, year: str | None = None) -> Telling:
    """Return the title and the alt text of :func:`plot_extent`."""
    year = _newest(themes) if year is None else year
    rows = _rows(themes, year)
    title = _widest(rows)
    figures = "; ".join(
        f"{r.label} {int(r.n_groups_raised)} of {int(r.n_groups)} groups, "
        f"{int(r.n_people_raised)} of {int(r.n_people)} people"
        for r in rows.rename(columns={"name": "label"}).head(10).itertuples()
    )
    return Telling(
        title,
        f"Dot plot of {len(rows)} themes by the groups in which they came up{_in(year)}. {title}. "
        f"{figures}{' and so on' if len(rows) > 10 else ''}.",
    )


def _newest(themes: Themes) -> str:
    return (themes.corpus.years or [""])[-1]


def _in(year: str) -> str:
    return f", {year}" if year else ""


def _widest(rows: pd.DataFrame) -> str:
    """The theme in the most groups, or how many share that place."""
    most = int(rows["n_groups_raised"].max())
    top = rows[rows["n_groups_raised"] == most]
    of = sorted(set(top["n_groups"].astype(int)))
    reach = f"{most} of {of[0]} group{'s' if of[0] != 1 else ''}"
    if len(of) > 1:
        reach = f"{most} group{'s' if most != 1 else ''} of those read for it"
    if most == 0:
        return "No theme came up in any group"
    if len(rows) == 1:
        return f"{top['name'].iloc[0]} came up in {reach}"
    if len(top) == len(rows):
        return f"{all_of(len(rows), 'themes').capitalize()} came up in {reach} each"
    return f"{listed(top['name'])} came up in the most groups: {reach}"


def _rows(themes: Themes, year: str) -> pd.DataFrame:
    extent = themes.extent
    if year not in set(extent["year"]):
        hint = near_match(year, extent["year"].unique())
        raise PracticelearnError(f'plot_extent: there is no round "{year}".{hint}')
    extent = extent[extent["year"] == year]
    kept = themes.table[themes.table["status"] != "dropped"]
    counts = ["n_groups", "n_groups_raised", "n_people", "n_people_raised"]
    rows = kept[["name", "origin"]].join(extent.set_index("theme_id")[counts], how="inner")
    if rows.empty:
        raise PracticelearnError("plot_extent: there are no themes with a score to draw.")
    return rows.sort_values(["n_groups_raised", "n_people_raised"], ascending=False, kind="stable")


def _draw_row(axes: Axes, y: int, row: dict[str, Any]) -> None:
    coded = row["origin"] == "codes"
    colour = BLUE if coded else GREY
    axes.hlines(y, 0, row["n_groups"], color=SOFT, lw=1)
    axes.hlines(y, 0, row["n_groups_raised"], color=colour, lw=3)
    axes.plot(
        row["n_groups_raised"], y, marker="o", ms=8, mew=1.6, color=colour, ls="none", zorder=3,
        markerfacecolor=colour if coded else "white",
    )  # fmt: skip
    did = "" if coded else " spoke on it"
    axes.annotate(
        f"{int(row['n_people_raised'])} of {int(row['n_people'])} people{did}", (1.02, y),
        xycoords=axes.get_yaxis_transform(), va="center", fontsize=9, color=INK,
        annotation_clip=False,
    )  # fmt: skip
