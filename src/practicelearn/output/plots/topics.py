"""Topic terms as small bar panels: the model's own numbers, with each topic's stability."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import (
    BLUE,
    GREY,
    INK,
    SOFT,
    Telling,
    alike,
    all_of,
    entitle,
    needs,
    new_axes,
)
from practicelearn.output.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from practicelearn.topics.model import TopicModel

__all__ = ["describe_topics", "plot_topics"]

MOST_PANELS = 24
TERMS = 8
ACROSS = 4
_FROM = "as TopicModel.top_terms_: topic, rank, term, weight (and stability, where it is known)"


def plot_topics(model: TopicModel | pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw the first terms of each topic as small panels, and return the picture.

    Parameters
    ----------
    model : TopicModel or DataFrame
        A fitted model; or a table such as its ``top_terms_``: topic, rank, term, weight. A column
        ``stability`` (0 to 1, the same for all terms of a topic) and a column ``name`` are shown
        where there are such.
    ax : matplotlib Axes, optional
        The panels are set into these axes.

    Returns
    -------
    Picture
        At most 24 panels of eight terms. Bars are the model's own weights, each panel to its own
        largest: heights in different panels do not compare.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.
    NotFittedError
        The model has not been fitted.

    Examples
    --------
    >>> import practicelearn as prac
    >>> newest = prac.open_study(prac.sample_path()).corpus().where(year="2025-26")
    >>> prac.plot.topics(prac.TopicModel(n_topics=4, random_state=7).fit(newest))
    <Picture: 4 topics, told apart by words such as ...>
    """
    check_arguments(plot_topics, locals())
    table = _table(model)
    topics = list(dict.fromkeys(table["topic"]))
    drawn = topics[:MOST_PANELS]
    across = min(ACROSS, len(drawn))
    down = math.ceil(len(drawn) / across)
    axes = ax if ax is not None else new_axes(down, 1.75)
    axes.set_axis_off()
    for k, topic in enumerate(drawn):
        own = table[table["topic"] == topic].sort_values("rank").head(TERMS)
        x, y = (k % across) / across, 1 - (k // across + 1) / down
        panel = axes.inset_axes((x + 0.115, y + 0.03 / down, 0.86 / across - 0.1, 0.74 / down))
        panel.barh(range(len(own)), own["weight"], color=BLUE, height=0.62)
        panel.set_ylim(TERMS - 0.4, -0.6)
        panel.set_yticks(range(len(own)), [textwrap.shorten(t, 16) for t in own["term"]])
        panel.tick_params(axis="y", length=0, labelsize=8, labelcolor=INK)
        panel.set_xticks([])
        for side in ("top", "right", "bottom"):
            panel.spines[side].set_visible(False)
        panel.spines["left"].set_color(SOFT)
        panel.set_title(_heading(own, topic), fontsize=8.5, color=INK, loc="left", x=-0.55)
    if len(topics) > len(drawn):
        axes.text(
            0, -0.01, f"{len(drawn)} of {len(topics)} topics are drawn; the table holds all.",
            transform=axes.transAxes, va="top", fontsize=8.5, color=GREY,
        )  # fmt: skip
    return entitle(axes, describe_topics(table))


def describe_topics(model: TopicModel | pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_topics`."""
    table = _table(model)
    ranked = table.sort_values("rank", kind="stable")
    terms = {
        topic: list(ranked.loc[ranked["topic"] == topic, "term"].head(3))
        for topic in dict.fromkeys(table["topic"])
    }
    told = "; ".join(", ".join(words) for words in list(terms.values())[:12])
    amount = f"{len(terms)} topic{'s' if len(terms) > 1 else ''}"
    marks = ", ".join(words[0] for words in list(terms.values())[:4])
    title = f"{amount}, told apart by words such as {marks}"
    if "stability" in table:
        stability = table.drop_duplicates("topic").set_index("topic")["stability"].dropna()
        if len(stability):
            title = _steadiest(stability, terms, amount)
    return Telling(
        title,
        f"Small bar panels of the first terms of {len(terms)} topics. {title}. {told}"
        f"{' and so on' if len(terms) > 12 else ''}. Weights are the model's own.",
    )


def _table(model: TopicModel | pd.DataFrame) -> pd.DataFrame:
    """The terms of the topics, by name where a model knows one."""
    if not isinstance(model, pd.DataFrame):
        from practicelearn.topics.model import TopicModel

        if isinstance(model, TopicModel):
            terms = model.top_terms_
            names = model.seeded_.where(model.seeded_.notna(), model.names_)
            model = terms.assign(name=terms["topic"].map(names))
    return needs(model, ("topic", "rank", "term", "weight"), "plot.topics", _FROM)


def _steadiest(stability: pd.Series, terms: dict[str, list[str]], amount: str) -> str:
    best = alike(stability, stability.max(), "{:.2f}".format)
    figure = f"stability {stability.max():.2f}"
    names = [", ".join(terms[topic]) for topic in best.index]
    if len(terms) == 1:
        return f"One topic, {names[0]} ({figure})"
    if len(best) == len(terms):
        return f"{all_of(len(terms), 'topics').capitalize()} are equally steady ({figure})"
    if len(best) == 1:
        return f"The steadiest of {amount} is {names[0]} ({figure})"
    return f"{len(best)} of {amount} are the steadiest ({figure}): {'; '.join(names[:2])}" + (
        f" and {len(names) - 2} more" if len(names) > 2 else ""
    )


def _heading(own: pd.DataFrame, topic: str) -> str:
    steady = f" · stability {own['stability'].iloc[0]:.2f}" if "stability" in own else ""
    name = own["name"].iloc[0] if "name" in own else topic
    return textwrap.shorten(str(name), 30, placeholder=" …") + steady
