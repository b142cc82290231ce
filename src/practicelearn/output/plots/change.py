"""What changed between rounds: a dot and an interval a theme, with the verdict in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import COMPARISON, check_table
from practicelearn.errors import PracticelearnError
from practicelearn.output.gate.cells import span_cell
from practicelearn.output.gate.raised import moved_said, verdict_cell
from practicelearn.output.plots.canvas import MOST_ROWS, axes_for, entitle, quiet
from practicelearn.output.plots.colours import BAND, BLUE, GREY, INK, ORANGE, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.words import Telling, all_of, listed, row_labels
from practicelearn.themes.kinds import check_of_rounds
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Tally
from practicelearn.themes.verdicts import CANNOT_TELL, LESS_THAN_MATTERS, NO_CHANGE, NOT_TESTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_change", "plot_change"]

_WORDS = "share of words"
_BY = ("theme_id", "year_before", "year_after")


def plot_change(change: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw the change of each theme between rounds, and return the picture.

    Parameters
    ----------
    change : DataFrame
        As ``compare_years`` returns it. Topics are shares of words, not of people: they are left
        out when any row is a share of people. Rows without a difference are left out.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Horizontal: later minus earlier, in percentage points. A dot is the difference, the thin
        line the interval that bears the verdict (its level is in the table), the thick one the
        narrower interval of "no worthwhile change", the shaded band the smallest
        worthwhile change. The verdict stands beside each row and is told by the shape of the dot
        too: up, down, square (no worthwhile change), ring (cannot tell, or not tested). Of more
        than 40 rows those that were tested come first, then the largest differences.

    Raises
    ------
    PracticelearnError
        No row has a difference to draw.
    TableError
        It is no comparison of rounds.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> change = prac.compare_years(themes.declare(plan=study.plan()))
    >>> prac.plot.change(change)
    <Picture: 2024-25 to 2025-26: Systems and equipment: heard more; Somewhere ...
    """
    check_arguments(plot_change, locals())
    check_of_rounds(change, "plot.change")
    rows = _most_telling(_drawable(change))
    if rows.empty:
        raise PracticelearnError(
            "plot.change: no row of the comparison has a difference. Compare at least two rounds "
            "with two groups each (practicelearn.compare_years)."
        )
    blocks = list(rows.groupby(["year_before", "year_after"], sort=False))
    axes = axes_for(ax, len(rows) + len(blocks))
    known = len(_drawable(change))
    ticks: dict[float, str] = {}
    label_of = dict(zip(rows["name"], row_labels(rows["name"], len(rows)), strict=True))
    y = 0.0
    for (before, after), block in blocks:
        axes.text(
            0, y, _heading(before, after, block), transform=axes.get_yaxis_transform(),
            color=INK, fontsize=9.5, fontweight="bold", va="center",
            # the line of no change and the band would run through its words
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
        )  # fmt: skip
        for row in block.to_dict("records"):
            y += 1
            ticks[y] = label_of[row["name"]]
            _draw_row(axes, y, row)
        y += 1
    _finish(axes, rows, ticks, bottom=y)
    return entitle(axes, describe_change(change), shown=len(rows), of=known)


def describe_change(change: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_change`."""
    check_table(change, COMPARISON)
    rows = _drawable(change)
    if rows.empty:
        return Telling("No difference between rounds can be shown", "No row has a difference.")
    # contrasts stand from the earliest to the newest
    last = rows.iloc[-1]
    of_last = (rows["year_before"] == last["year_before"]) & (
        rows["year_after"] == last["year_after"]
    )
    newest = rows[of_last]
    # of a theme without a figure nothing is drawn, so nothing is told above the picture
    tested = newest[newest["verdict"] != NOT_TESTED]
    parts = []
    for verdict in ("heard more", "heard in more", "heard less", "heard in fewer", NO_CHANGE):
        these = tested[tested["verdict"].str.startswith(verdict)]
        small = these["verdict"].str.endswith(LESS_THAN_MATTERS)
        for own, less in ((these[~small], ""), (these[small], f", {LESS_THAN_MATTERS}")):
            if own.empty:
                continue
            said = f"{verdict}{less}"
            if verdict.startswith("heard in"):
                said = verdict_cell(Row.told("comparison", own.iloc[0], *_BY))
            parts.append(f"{listed(own['name'], 3)}: {said}")
    unknown = tested[tested["verdict"] == CANNOT_TELL]
    if len(unknown):
        parts.append(f"{_which(unknown, tested)}: cannot tell")
    title = "; ".join(parts) if parts else "none of the themes shown was tested"
    if len(newest) < len(rows):  # else the rows' own heading says it
        title = f"{newest['year_before'].iloc[0]} to {newest['year_after'].iloc[0]}: {title}"
    title = title[:1].upper() + title[1:]
    figures = "; ".join(
        moved_said(Row.told("comparison", r, *_BY)) for r in newest.head(10).itertuples(index=False)
    )
    return Telling(
        title,
        f"A dot, with its interval where there is one, for each of {len(rows)} differences between "
        f"rounds. {title}. "
        f"{figures}{' and so on' if len(newest) > 10 else ''}.",
    )


def _which(some: pd.DataFrame, tested: pd.DataFrame) -> str:
    if len(tested) == 1:
        return str(some["name"].iloc[0])
    what = "tested themes shown"
    alike = len(some) == len(tested)
    return all_of(len(some), what) if alike else f"{len(some)} of {len(tested)} {what}"


def _drawable(change: pd.DataFrame) -> pd.DataFrame:
    there = change[change["difference"].notna()]
    people = there[there["measure"] != _WORDS]
    return people if len(people) else there


def _most_telling(rows: pd.DataFrame) -> pd.DataFrame:
    if len(rows) <= MOST_ROWS:
        return rows
    order = pd.DataFrame(
        {"tested": rows["verdict"] != "not tested", "far": rows["difference"].abs()}
    ).sort_values(["tested", "far"], ascending=False, kind="stable")
    kept = set(order.index[:MOST_ROWS])
    return rows[rows.index.isin(kept)]


def _heading(before: str, after: str, block: pd.DataFrame) -> str:
    units = block["unit"].iloc[0]
    rows = [Row.told("comparison", r, *_BY) for r in block.itertuples(index=False)]
    sizes = [span_cell([Tally(r, f"n_{when}") for r in rows]) for when in ("before", "after")]
    return f"{before} to {after}   (n = {sizes[0]} and {sizes[1]} {units}s)"


def _draw_row(axes: Axes, y: float, row: dict[str, Any]) -> None:
    marker, colour, filled = _look(row["verdict"])
    axes.hlines(y, 100 * row["low"], 100 * row["high"], color=colour, lw=1.4)
    axes.hlines(y, 100 * row["inner_low"], 100 * row["inner_high"], color=colour, lw=3.6)
    axes.plot(
        100 * row["difference"], y, marker=marker, ms=8, mew=1.6, ls="none", zorder=3,
        color=colour, markerfacecolor=colour if filled else "white",
    )  # fmt: skip
    verdict = verdict_cell(Row.told("comparison", row, *_BY))
    axes.annotate(
        verdict, (1.02, y), xycoords=axes.get_yaxis_transform(),
        va="center", fontsize=9, color=colour, annotation_clip=False,
    )  # fmt: skip


def _look(verdict: str) -> tuple[str, str, bool]:
    """Marker, colour and whether it is filled: the same message three times."""
    if verdict.startswith(("heard more", "heard in more")):
        return "^", BLUE, True
    if verdict.startswith(("heard less", "heard in fewer")):
        return "v", ORANGE, True
    return ("s" if verdict.startswith("no worthwhile") else "o"), GREY, False


def _finish(axes: Axes, rows: pd.DataFrame, ticks: dict[float, str], bottom: float) -> None:
    worthwhile = 100 * float(rows["smallest_worthwhile"].iloc[0])
    if worthwhile > 0 and rows["measure"].iloc[0] != _WORDS:
        axes.axvspan(-worthwhile, worthwhile, color=BAND, lw=0, zorder=0)
        # a label of the axis, so that any title keeps clear of it
        axes.set_xticks([0], [f"smallest worthwhile change: ±{worthwhile:.0f}"], minor=True)
        axes.tick_params(
            axis="x", which="minor", length=0, pad=3, labelsize=8.5, labelcolor=GREY,
            bottom=False, labelbottom=False, labeltop=True,
        )  # fmt: skip
        axes.xaxis.remove_overlapping_locs = False
    axes.axvline(0, color=SOFT, lw=1, zorder=0.5)
    ends = 100 * rows[["low", "high", "difference"]].abs().max(axis=None)
    reach = min(105.0, max(1.15 * ends, 2 * worthwhile))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(bottom - 0.2, -0.6)
    axes.set_yticks(list(ticks), list(ticks.values()))
    axes.xaxis.set_major_formatter(_points)
    measure = rows["measure"].iloc[0]
    levels = [f"{100 * level:.3g}%" for level in rows["level"].dropna().unique()]
    line = f"{levels[0]} interval" if len(levels) == 1 else "interval (level in the table)"
    axes.set_xlabel(f"Change in percentage points ({measure}): line: {line}, thick: a narrower one")
    quiet(axes)


def _points(value: float, _place: float) -> str:
    """A figure on the axis; a function of the module, so that the picture can be pickled."""
    return f"{value:+.0f}" if value else "0"
