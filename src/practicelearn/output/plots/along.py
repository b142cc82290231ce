"""One session as a ribbon: which topic the talk is on, from left to right."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import axes_for, entitle, quiet
from practicelearn.output.plots.colours import GREY, INK
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import amounts, needs
from practicelearn.output.plots.words import Telling, alike, listed, percent, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

__all__ = ["describe_topics_along", "plot_topics_along"]

_FROM = "as topics.topics_along returns it"
_NEEDS = ("role", "words_before", "n_words")
# Okabe and Ito's, but for black and yellow; told apart by colour-blind people
_COLOURS = ("#0072B2", "#C04F00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
_GREYS = ("#c9d1d6", "#dfe4e7", "#b4bec5")
_FOUND = 2
_NAMED = 0.03
"""Topics with less of the session than this are drawn, and not named."""


def plot_topics_along(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw how topics follow each other in a session, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.topics.topics_along` returns it.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Horizontal: words spoken since the start; vertical: the probability that the talk is on each
        topic just then. Topics found again are coloured and named; all others are grey, with
        their number. Marks on top: the facilitator speaks.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=4).fit(corpus)
    >>> prac.plot.topics_along(prac.topics.topics_along(model, corpus, "2025-night"))
    <Picture: 2025-night: nobody has checked which topics are found again>
    """
    check_arguments(plot_topics_along, locals())
    topics, shares = _topics(table)
    axes = axes_for(ax, 8, 0.3)
    edges = np.column_stack([table["words_before"], table["words_before"] + table["n_words"]])
    place = edges.ravel()
    stacked = np.repeat(table[list(topics.index)].to_numpy(dtype=float), 2, axis=0).T
    drawn = axes.stackplot(place, stacked, colors=list(topics["colour"]), lw=0.8, ec="white")
    for row in table[table["role"] == "facilitator"].itertuples():
        axes.plot([row.words_before, row.words_before + row.n_words], [1.03, 1.03], color=GREY,
                  lw=2.2, solid_capstyle="butt")  # fmt: skip
    _write_topics(axes, table, topics)
    named = [k for k, topic in enumerate(topics.index) if shares[topic] >= _NAMED]
    axes.legend(
        [drawn[k] for k in named],
        [f"{wrap(topics['name'].iloc[k], 34)} ({percent(shares.iloc[k])})" for k in named],
        loc="upper left", bbox_to_anchor=(0, 0), ncols=2, fontsize=8.5, frameon=False,
        bbox_transform=_below(axes), labelcolor=INK, handlelength=1.2, borderaxespad=0,
    )  # fmt: skip
    axes.set_ylim(0, 1.06)
    axes.set_xlim(0, max(1.0, float(place.max())))
    axes.set_yticks([])
    axes.set_xlabel("Words spoken since the start; marks on top: the facilitator speaks")
    quiet(axes)
    return entitle(axes, describe_topics_along(table))


def _below(axes: Axes) -> Transform:
    """Where the axes' label ends, whatever the size of the figure."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.transAxes + ScaledTranslation(0, -44 / 72, figure.dpi_scale_trans)


def _write_topics(axes: Axes, table: pd.DataFrame, topics: pd.DataFrame) -> None:
    """Write each topic into its longest stretch, where it fits: its number, or its first word.

    So they are told apart on paper without colours too.
    """
    shares = table[list(topics.index)].to_numpy(dtype=float)
    first = shares.argmax(axis=1)
    stretch = np.cumsum(np.r_[0, np.diff(first) != 0])
    whole = max(float((table["words_before"] + table["n_words"]).max()), 1.0)
    for k, topic in enumerate(topics.index):
        own = pd.Series(table["n_words"].to_numpy()[first == k]).groupby(stretch[first == k]).sum()
        known = topics["again"].iloc[k] == _FOUND
        if own.empty or own.max() < whole / (8 if known else 25):
            continue
        rows = table[(stretch == own.idxmax())]
        place = (
            rows["words_before"].iloc[0] + (rows["words_before"] + rows["n_words"]).iloc[-1]
        ) / 2
        below = shares[:, :k].sum(axis=1) + shares[:, k] / 2
        high = float(np.average(below[stretch == own.idxmax()], weights=rows["n_words"] + 1e-9))
        said = textwrap.shorten(topics["name"].iloc[k].partition(",")[0], 18, placeholder=" …")
        axes.text(
            place, high, said if known else topic, ha="center", va="center", fontsize=9, color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5} if known else None,
        )  # fmt: skip


def describe_topics_along(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_topics_along`."""
    topics, shares = _topics(table)
    session = table.attrs.get("session_id", "The session")
    found = shares[(topics["again"] == _FOUND).to_numpy()]
    if (topics["again"] == 1).all():
        title = f"{session}: nobody has checked which topics are found again"
    elif found.empty or found.max() < 0.005:
        title = f"{session}: on no topic that was found again in other sessions"
    else:
        title = f"{session}: {_most_talk(found, topics)}"
    most = "; ".join(
        f"{topics.loc[topic, 'name']} {percent(share)}"
        for topic, share in shares.sort_values(ascending=False, kind="stable").head(8).items()
    )
    return Telling(title, f"A ribbon along the words of a session. {title}. Shares: {most}.")


def _most_talk(found: pd.Series, topics: pd.DataFrame) -> str:
    """The topic with most of the talk among those found again, or those that share that place."""
    top = alike(found, float(found.max()), percent)
    names = listed(topics.loc[top.index, "name"], 3, quoted=True)
    if len(top) > 1:
        return f"{names} have {percent(float(found.max()))} of the talk each"
    return f"{percent(float(found.max()))} of the talk is on {names}"


def _topics(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The topics as they lie on each other: found again, not known, not; and their shares."""
    needs(table, _NEEDS, "plot.topics_along", _FROM)
    known = [str(c) for c in table.columns if c not in (*_NEEDS, "speaker")]
    needs(table, known or ["t1"], "plot.topics_along", _FROM)
    for column in (*_NEEDS[1:], *known):
        amounts(table, column, "plot.topics_along")
    if not table["words_before"].is_monotonic_increasing:
        raise TableError(
            "plot.topics_along: the words before each turn do not rise from row to row: the table "
            "is of one session, in the order of its talk. Draw one picture a session."
        )
    names, again = table.attrs.get("names", {}), table.attrs.get("found_again", {})
    standing = {True: _FOUND, None: 1, False: 0}
    topics = pd.DataFrame(
        {"name": [str(names.get(t, t)) for t in known],
         "again": [standing[again.get(t)] for t in known]}, index=known,
    )  # fmt: skip
    topics = topics.sort_values("again", ascending=False, kind="stable")
    coloured, grey = iter(_COLOURS * len(known)), iter(_GREYS * len(known))
    topics["colour"] = [next(coloured) if s == _FOUND else next(grey) for s in topics["again"]]
    words = table["n_words"].to_numpy(dtype=float)
    total = max(float(words.sum()), 1.0)
    held = table[list(topics.index)].to_numpy(dtype=float) * words[:, None]
    return topics, pd.Series(held.sum(axis=0) / total, index=topics.index)
