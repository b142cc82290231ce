"""Who spoke: each person's share of the words and of the turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn.output.plots.canvas import (
    BLUE,
    GREY,
    MOST_ROWS,
    ORANGE,
    Telling,
    entitle,
    needs,
    new_axes,
    quiet,
    row_labels,
)
from practicelearn.output.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_talk", "plot_talk"]

_COLUMNS = ("speaker", "role", "n_words", "n_turns")
_FROM = "with one row a person: speaker, role, n_words, n_turns (zeros for silent people)"


def plot_talk(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw each person's share of words and turns in one session, and return the picture.

    For the analysis team: no report for readers prints a figure on a person.

    Parameters
    ----------
    table : DataFrame
        One row a person: speaker (label), role, n_words, n_turns; people who were there and said
        nothing have zeros. Who follows whom is a matrix: see ``plot_matrix``.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        Horizontal: share of the session's words (bar) and turns (tick); most words first, at most
        40 people. Facilitators are named as such and hatched.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.
    """
    needs(table, _COLUMNS, "plot_talk", _FROM)
    rows = table.sort_values("n_words", ascending=False, kind="stable")
    drawn = rows.head(MOST_ROWS)
    axes = ax if ax is not None else new_axes(len(drawn), 0.3)
    words, turns = max(float(rows["n_words"].sum()), 1), max(float(rows["n_turns"].sum()), 1)
    for y, row in enumerate(drawn.to_dict("records")):
        leads = row["role"] == "facilitator"
        share = 100 * row["n_words"] / words
        axes.barh(
            y, share, height=0.62, color="white" if leads else BLUE,
            edgecolor=ORANGE if leads else BLUE, hatch="///" if leads else None, lw=1,
        )  # fmt: skip
        axes.plot(
            100 * row["n_turns"] / turns, y, marker="|", ms=13, mew=2.4, color="black", ls="none"
        )
        axes.annotate(
            f"{share:.0f}%", (1.02, y), xycoords=axes.get_yaxis_transform(), va="center",
            fontsize=9, color=GREY, annotation_clip=False,
        )  # fmt: skip
    named = [
        f"{r.speaker} (facilitator)" if r.role == "facilitator" else str(r.speaker)
        for r in drawn.itertuples()
    ]
    axes.set_yticks(range(len(drawn)), row_labels(named, len(drawn)))
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("Share of the words, % (bar; in figures at the right) and of the turns (tick)")
    quiet(axes)
    return entitle(axes, describe_talk(table), shown=len(drawn), of=len(rows))


def describe_talk(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_talk`."""
    needs(table, _COLUMNS, "plot_talk", _FROM)
    words = table.set_index("speaker")["n_words"].astype(float)
    total = max(float(words.sum()), 1)
    people = table[table["role"] != "facilitator"].set_index("speaker")["n_words"].astype(float)
    led = float(words.sum() - people.sum()) / total
    silent = int((people == 0).sum())
    most = people.idxmax() if len(people) else words.idxmax()
    share = float(words.loc[[most]].sum()) / total
    title = f"{most} has {share:.0%} of the words"
    if led > 0:
        title += f", the facilitator {led:.0%}"
    if silent:
        title += f"; {silent} said nothing"
    listed = ", ".join(f"{who} {n / total:.0%}" for who, n in people.nlargest(6).items())
    return Telling(title, f"Bars of {len(table)} people's share of the words. {title}. {listed}.")
