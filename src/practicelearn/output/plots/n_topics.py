"""Several numbers of topics: stability with its spread beside chance, and the figures below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, GREY, INK, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import Telling

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_choose_n_topics", "plot_choose_n_topics"]

MOST_SIZES = 14
_FROM = "as topics.choose_n_topics returns it"
_NEEDS = ("stability", "sd", "by_chance", "n_found_again", "n_one_session", "distinctness",
          "c_v", "c_npmi")  # fmt: skip
_LINES = {
    "n_topics": "number of topics",
    "n_found_again": "found again",
    "n_one_session": "one session’s",
    "distinctness": "distinct terms",
    "c_v": "c_v",
    "c_npmi": "c_npmi",
}


def plot_choose_n_topics(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw what is known of several numbers of topics, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.topics.choose_n_topics` returns it.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Horizontal: number of topics, at most 14; vertical: stability, with one standard deviation
        over splits to each side, and below it, broken, what topics reach that have nothing to do
        with each other. Under each number: how many are found again, how many are one session's,
        distinctness and coherence. Nothing is marked as best: a person chooses.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> sizes = prac.topics.choose_n_topics(corpus, [4, 8], repeats=2)
    >>> prac.plot.choose_n_topics(sizes)
    <Picture: Of 4 topics 1 is found again in other sessions, of 8 topics 2>
    """
    check_arguments(plot_choose_n_topics, locals())
    rows = _rows(table)
    shown = rows.head(MOST_SIZES)
    axes = axes_for(ax, 8)
    place = range(len(shown))
    axes.plot(place, shown["by_chance"], color=GREY, lw=1.2, ls=(0, (4, 3)))
    # of one split no spread is known: no line, for a line of no length would say there is none
    axes.errorbar(
        place, shown["stability"], yerr=shown["sd"].astype(float), color=BLUE, lw=1.8, marker="o",
        ms=6, capsize=3,
    )  # fmt: skip
    known = pd.concat([shown["stability"] + shown["sd"].fillna(0), shown["by_chance"]]).max()
    top = float(known) if pd.notna(known) else 1.0
    axes.set_ylim(0, min(1.05, max(1.15 * top, 0.1)))
    axes.set_xlim(-0.8, len(shown) - 0.5)
    axes.set_xticks(list(place), [""] * len(shown))
    axes.set_ylabel("Overlap of the two halves’ topics", fontsize=9, color=GREY)
    axes.grid(axis="y", color=SOFT, lw=0.6)
    axes.set_axisbelow(True)
    quiet(axes)
    _figures_below(axes, shown)
    chance = shown["by_chance"].dropna()
    if len(chance):
        axes.annotate(
            "by chance", (int(chance.index[0]), chance.iloc[0]), xytext=(-6, 0),
            textcoords="offset points", ha="right", va="center", fontsize=8.5, color=GREY,
        )  # fmt: skip
    return entitle(
        axes, describe_choose_n_topics(table), shown=len(shown), of=len(rows), what="sizes"
    )


def describe_choose_n_topics(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_choose_n_topics`."""
    rows = _rows(table)
    told = rows[rows["n_found_again"].notna()]
    title = "Nobody has checked which topics are found again"
    if len(told):
        ends = [told.iloc[0]] if len(told) == 1 else [told.iloc[0], told.iloc[-1]]
        said = [f"of {_topics(row)} {int(row['n_found_again'])}" for row in ends]
        said[0] += f" {'is' if ends[0]['n_found_again'] == 1 else 'are'} found again"
        title = ", ".join([f"{said[0]} in other sessions", *said[1:]]).capitalize()
    each = "; ".join(
        f"{_topics(row)}: {_figure('stability', row['stability'])}, "
        f"by chance {_figure('by_chance', row['by_chance'])}, "
        f"{_figure('n_found_again', row['n_found_again'])} found again"
        for _, row in rows.head(12).iterrows()
    )
    return Telling(
        title,
        f"A line of stability over the number of topics, beside chance. {title}. {each}. Nothing "
        "is marked as best: a person reads the topics and chooses.",
    )


def _topics(row: pd.Series) -> str:
    """A number of topics, and how many there are where there was no talk for all."""
    n, found = row["n_topics"], row.get("n_found")
    fewer = f" (talk for {found:.0f})" if not pd.isna(found) and found < n else ""
    return f"{n:.0f} topic{'' if n == 1 else 's'}{fewer}"


def _figures_below(axes: Axes, rows: pd.DataFrame) -> None:
    """Write the other figures under each number, and their names at the left."""
    size = 8.5 if len(rows) <= 10 else 7
    for line, (column, name) in enumerate(_LINES.items()):
        down = -6 - 13 * line
        bold = "bold" if column == "n_topics" else "normal"
        axes.annotate(
            name, (0, 0), xycoords="axes fraction", xytext=(-6, down), textcoords="offset points",
            ha="right", va="top", fontsize=8.5, color=GREY, annotation_clip=False,
        )  # fmt: skip
        for k, value in enumerate(rows[column]):
            axes.annotate(
                _figure(column, value), (k, 0), xycoords=axes.get_xaxis_transform(),
                xytext=(0, down), textcoords="offset points", ha="center", va="top",
                fontsize=size, color=INK, weight=bold, annotation_clip=False,
            )  # fmt: skip


def _figure(column: str, value: float) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:.0f}" if column.startswith("n_") else f"{value:.2f}"


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    needs(table, _NEEDS, "plot.choose_n_topics", _FROM)
    named = table if "n_topics" in table else table.rename_axis("n_topics").reset_index()
    return named.sort_values("n_topics", kind="stable").reset_index(drop=True)
