"""How much of the talk is on each topic, as a heat map: by round, kind of group, or session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import axes_for, entitle
from practicelearn.output.plots.colours import GREY, INK
from practicelearn.output.plots.heatmap import draw_cells, say_what_is_left_out, turn_labels
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import Telling, alike, listed, percent, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_topic_prevalence", "plot_topic_prevalence"]

MOST_COLUMNS = 30
MOST_TOPICS = 40
FEW_COLUMNS = 6
_FROM = "as topics.topic_prevalence returns it"
_FOUND = "was found again in other sessions"
_NEEDS = ("topic", "name", "found_again", "share", "low", "high")


def plot_topic_prevalence(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw the topics' shares of the talk as a heat map, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.topics.topic_prevalence` returns it, by session, round, kind of
        group or any other column.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        One row a topic, those found again first and by name; one column a unit, at most 30. In up
        to six columns the 95 % interval stands below each share. Shades are shares of the largest
        figure: they say where to look first, and are no test.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=4).fit(corpus)
    >>> prac.plot.topic_prevalence(prac.topics.topic_prevalence(model, corpus))
    <Picture: 4 topics: nobody has checked which are found again>
    """
    check_arguments(plot_topic_prevalence, locals())
    cells, again = _cells(table)
    shown = cells.iloc[:MOST_TOPICS, :MOST_COLUMNS]
    few = shown.shape[1] <= FEW_COLUMNS
    axes = axes_for(ax, len(shown), 0.46 if few else 0.34)
    draw_cells(axes, shown, np.ones(shown.shape, dtype=bool), percent)
    axes.set_xticks(range(shown.shape[1]), [wrap(str(c), 16) for c in shown.columns])
    if few:
        _intervals(axes, table, shown)
    else:
        axes.set_xticks(range(shown.shape[1]), [wrap(str(c), 32) for c in shown.columns])
        turn_labels(axes)
    for label, known in zip(axes.get_yticklabels(), again.iloc[: len(shown)], strict=True):
        if not known:
            label.set_color(GREY)
    say_what_is_left_out(axes, shown, cells, _what(table))
    return entitle(axes, describe_topic_prevalence(table))


def describe_topic_prevalence(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_topic_prevalence`."""
    cells, again = _cells(table)
    size = f"Heat map, {len(cells)} topics by {cells.shape[1]} columns."
    found = cells[again.to_numpy()]
    amount = f"{len(cells)} topic{'s' if len(cells) > 1 else ''}"
    checked = table.drop_duplicates("topic")["found_again"].notna()
    if not checked.any():
        title = f"{amount}: nobody has checked which are found again"
    elif found.empty:
        title = f"None of {amount} was found again in other sessions"
        if not checked.all():
            title = f"Of {amount} {int(checked.sum())} checked: none {_FOUND}"
    else:
        title = _largest(found)
    each = cells.mean(axis=1).head(12).items()
    means = "; ".join(f"{name} {percent(share)}" for name, share in each)
    return Telling(title, f"{size} {title}. {_what(table)}. Means of the columns: {means}.")


def _what(table: pd.DataFrame) -> str:
    """What a cell is."""
    share = "hare of participants’ words"
    one_each = "n_groups" in table and (table["n_groups"] == 1).all()
    return f"S{share}" if one_each else f"Mean over groups of the s{share}"


def _largest(found: pd.DataFrame) -> str:
    """The largest share of a topic found again, and where it is."""
    places = pd.MultiIndex.from_product([found.index, found.columns])
    known = pd.Series(found.to_numpy().ravel(), index=places).dropna()
    if known.empty:
        return "Of topics found again no share is known"
    if known.max() <= 0:
        return "No talk is on a topic that was found again"
    if len(known) == 1:
        topic, unit = known.index[0]
        return f"“{topic}”, found again: {percent(float(known.iloc[0]))} in {unit}"
    top = alike(known, float(known.max()), percent)
    topics = top.index.get_level_values(0).unique()
    where = listed(top.index.get_level_values(1))
    said = f"“{topics[0]}” in {where}"
    if len(topics) > 1:
        said = listed([f"“{topic}” in {unit}" for topic, unit in top.index])
    each = " each" if len(top) > 1 else ""
    if len(top) == len(known):
        return f"Of topics found again each has {percent(float(known.max()))} in every column"
    return f"Of topics found again the largest share: {said} ({percent(float(known.max()))}{each})"


def _intervals(axes: Axes, table: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Write the interval below each share that has one."""
    units = _units(table)
    known = table.assign(_unit=units).dropna(subset=["low", "high"])
    column = {unit: x for x, unit in enumerate(shown.columns)}
    line = {topic: y for y, topic in enumerate(_order(table)[: len(shown)])}
    for row in known.itertuples():
        x, y = column.get(row[-1]), line.get(row.topic)
        if x is not None and y is not None:
            axes.text(
                x, y + 0.33, f"{row.low:.0%} to {row.high:.0%}", ha="center", va="center",
                fontsize=7.5, color=INK,
            )  # fmt: skip


def _cells(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Topics by units; and which topics were found again, these first."""
    needs(table, _NEEDS, "plot.topic_prevalence", _FROM)
    long = table.assign(_unit=_units(table))
    twice = long.duplicated(["topic", "_unit"])
    if twice.any():
        raise TableError(
            f"plot.topic_prevalence: topic {long.loc[twice, 'topic'].iloc[0]} comes twice in "
            f"{long.loc[twice, '_unit'].iloc[0]}; expected a table {_FROM}."
        )
    order = _order(table)
    topics = table.drop_duplicates("topic").set_index("topic")
    wide = long.pivot(index="topic", columns="_unit", values="share")
    wide = wide.loc[order, list(dict.fromkeys(long["_unit"]))].astype(float)
    wide.index = pd.Index([str(name) for name in topics.loc[order, "name"]])
    return wide, topics["found_again"].eq(True).fillna(value=False).astype(bool).loc[order]


def _order(table: pd.DataFrame) -> list[object]:
    """Topics as they stand in rows: those found again first."""
    topics = table.drop_duplicates("topic").set_index("topic")
    again = topics["found_again"].eq(True).fillna(value=False).astype(bool)
    return [*again.index[again], *again.index[~again]]


def _units(table: pd.DataFrame) -> pd.Series:
    """What each row is of: the columns before ``topic``, in words."""
    by = list(table.columns[: list(table.columns).index("topic")])
    if not by:
        return pd.Series("all", index=table.index)
    words = table[by].astype(object).where(table[by].notna(), "not known").astype(str)
    joined: pd.Series = words.agg(" · ".join, axis=1)
    return joined.where(joined != "", "all")
