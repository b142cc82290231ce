"""How far each theme reaches: how many groups and people raised it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.output.gate.cells import part_cell
from practicelearn.output.gate.in_full import extent_said, people_said
from practicelearn.output.gate.sizes import tally_said
from practicelearn.output.plots.canvas import MOST_ROWS, axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, GREY, INK, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.words import Telling, all_of, listed, row_labels
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Tally
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
    check_arguments(plot_extent, locals())
    from matplotlib.ticker import MaxNLocator

    year = _newest(themes) if year is None else year
    every = _rows(themes, year)
    rows = every.head(MOST_ROWS)
    axes = axes_for(ax, len(rows))
    most = _told(rows, year)[int(rows["n_groups"].argmax())]
    for y, row in enumerate(_told(rows, year)):
        _draw_row(axes, y, row)
    axes.set_xlim(-0.15, most.number("n_groups") + 0.3)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), row_labels(rows["name"], len(rows)))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    groups = tally_said(Tally(most, "n_groups"), "group")
    fewer = len(set(rows["n_groups"])) > 1
    marks = ["a shorter line: fewer groups were read for it"] if fewer else []
    if (rows["origin"] != "codes").any():
        marks.append("ring: a topic, nobody has coded it")
    key = "; ".join(marks)
    axes.set_xlabel(
        f"Groups in which it came up (n = {groups}{_in(year)})" + (f"\n{key}" if key else "")
    )
    quiet(axes)
    return entitle(axes, describe_extent(themes, year), shown=len(rows), of=len(every))


def describe_extent(themes: Themes, year: str | None = None) -> Telling:
    """Return the title and the alt text of :func:`plot_extent`."""
    year = _newest(themes) if year is None else year
    rows = _rows(themes, year)
    coded = rows[rows["origin"] == "codes"]
    # what a person coded and where a topic was spoken on are two ways to count: one title, one way
    title = _widest(coded if len(coded) else rows, year)
    unread = _not_read(themes, rows)
    if unread:
        title += (
            f"; {unread} {'theme was' if unread == 1 else 'themes were'} not read in this round"
        )
    figures = "; ".join(
        f"{r.cells['name']} {extent_said(r, passages=False)}" for r in _told(rows.head(10), year)
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


def _told(rows: pd.DataFrame, year: str) -> list[Row]:
    """Each theme's row of ``Themes.extent``, with its name and where it comes from."""
    own = rows.rename_axis("theme_id").reset_index().assign(year=year)
    return [Row.told("extent", r, "theme_id", "year") for r in own.to_dict("records")]


def _widest(rows: pd.DataFrame, year: str) -> str:
    """The theme in the most groups, or how many share that place."""
    top = rows[rows["n_groups_raised"] == rows["n_groups_raised"].max()]
    row = _told(top, year)[0]
    reach = part_cell(row, "n_groups_raised", "n_groups", "group")
    what = "themes" if (rows["origin"] == "codes").all() else "topics"
    fewer = len(set(rows["n_groups"])) > 1
    if len(set(top["n_groups"])) > 1:
        reach = f"{tally_said(Tally(row, 'n_groups_raised'), 'group')} of those read for it"
    if not row.number("n_groups_raised"):
        return f"No {what.removesuffix('s')} came up in any group that was read for it"
    if len(rows) == 1:
        return f"{top['name'].iloc[0]} came up in {reach}"
    if len(top) == len(rows):
        return f"{all_of(len(rows), what).capitalize()} came up in {reach} each"
    first = f"{listed(top['name'])} came up in the most groups: {reach}"
    return f"{first}; not every {what.removesuffix('s')} was read for in all" if fewer else first


def _not_read(themes: Themes, rows: pd.DataFrame) -> int:
    """How many themes of codes are missing in a round because no group was read for them."""
    kept = themes.table[(themes.table["status"] != "dropped") & (themes.table["origin"] == "codes")]
    return len(kept.index.difference(rows.index))


def _rows(themes: Themes, year: str) -> pd.DataFrame:
    extent = themes.extent
    if year not in set(extent["year"]):
        hint = near_match(year, extent["year"].unique())
        raise PracticelearnError(f'plot.extent: there is no round "{year}".{hint}')
    extent = extent[extent["year"] == year]
    kept = themes.table[themes.table["status"] != "dropped"]
    counts = ["n_groups", "n_groups_raised", "n_people", "n_people_raised"]
    rows = kept[["name", "origin"]].join(extent.set_index("theme_id")[counts], how="inner")
    if rows.empty:
        raise PracticelearnError("plot.extent: there are no themes with a score to draw.")
    return rows.sort_values(["n_groups_raised", "n_people_raised"], ascending=False, kind="stable")


def _draw_row(axes: Axes, y: int, row: Row) -> None:
    coded = row.cells["origin"] == "codes"
    colour = BLUE if coded else GREY
    raised = row.number("n_groups_raised")
    axes.hlines(y, 0, row.number("n_groups"), color=SOFT, lw=1)
    axes.hlines(y, 0, raised, color=colour, lw=3)
    axes.plot(
        raised, y, marker="o", ms=8, mew=1.6, color=colour, ls="none", zorder=3,
        markerfacecolor=colour if coded else "white",
    )  # fmt: skip
    axes.annotate(
        people_said(row, coded=coded), (1.02, y),
        xycoords=axes.get_yaxis_transform(), va="center", fontsize=9, color=INK,
        annotation_clip=False,
    )  # fmt: skip
