"""Topic terms as small bar panels: the model's own numbers, and whether each was found again."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import entitle, left_undrawn, new_axes
from practicelearn.output.plots.colours import BLUE, GREY, INK, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import Telling, alike, all_of, listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from practicelearn.topics.model import TopicModel

__all__ = ["describe_topics", "plot_topics"]

MOST_PANELS = 24
TERMS = 8
ACROSS = 4
_NARROWEST = 1.8
"""Inches of a panel below which there are fewer beside each other."""
_LOWEST = 1.15
"""Inches of a panel that holds its heading and three terms; in less room there are fewer panels."""
_HIGH = 1.95
_TITLE = 0.75
_LETTER = 0.066
"""Inches that a letter of the headings takes, widely reckoned."""
_LINE = 0.15
"""Inches of a line of terms."""
_FROM = "as TopicModel.top_terms_: topic, rank, term, weight (and stability, where it is known)"


def plot_topics(model: TopicModel | pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw the first terms of each topic as small panels, and return the picture.

    Parameters
    ----------
    model : TopicModel or DataFrame
        A fitted model; or a table such as its ``top_terms_``: topic, rank, term, weight. Columns
        ``name``, ``stability`` (0 to 1) and ``found_again``, the same for all terms of a topic, are
        shown where there are such.
    ax : matplotlib Axes, optional
        The panels are set into these axes; in small ones there are fewer beside each other.

    Returns
    -------
    Picture
        At most 24 panels of eight terms. Bars are the model's own weights, each panel to its own
        largest: heights in different panels do not compare. Topics found again
        (:func:`practicelearn.topics.stability`, asked before) come first, in blue and by name; the
        others are grey and called by their number.

    Raises
    ------
    TableError
        A column is missing, or there are no rows.
    NotFittedError
        The model has not been fitted.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=4, random_state=7).fit(corpus)
    >>> prac.plot.topics(model)
    <Picture: 4 topics: nobody has checked which are found again>
    """
    check_arguments(plot_topics, locals())
    table = _table(model)
    topics = _ordered(table)
    axes = ax if ax is not None else _own_axes(min(len(topics), MOST_PANELS))
    axes.set_axis_off()
    grid = _Grid.of(axes, min(len(topics), MOST_PANELS))
    drawn = topics[: grid.across * grid.down]
    for k, topic in enumerate(drawn):
        _draw_panel(axes, grid, k, table[table["topic"] == topic].sort_values("rank"))
    if len(topics) > len(drawn):
        axes.text(
            0, -0.01, left_undrawn(len(drawn), len(topics), "topics"),
            transform=axes.transAxes, va="top", fontsize=8.5, color=GREY,
        )  # fmt: skip
    return entitle(axes, describe_topics(table))


def _own_axes(panels: int) -> Axes:
    """Axes on a figure just high enough for its panels and a title."""
    axes = new_axes(1)
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.set_size_inches(figure.get_size_inches()[0], _TITLE + _HIGH * math.ceil(panels / ACROSS))
    return axes


@dataclass(frozen=True)
class _Grid:
    """Where the panels stand: how many beside and below each other, and their size in inches."""

    across: int
    down: int
    wide: float
    high: float

    @classmethod
    def of(cls, axes: Axes, panels: int) -> _Grid:
        """Return a grid for so many panels, or for as many as can be read."""
        figure = axes.get_figure(root=True)
        assert figure is not None
        place = axes.get_position()
        wide, high = figure.get_size_inches() * (place.width, place.height)
        if figure.get_layout_engine() and len(figure.axes) == 1:
            # axes without ticks are given all there is beside the title
            wide, high = figure.get_size_inches() - (0.1, _TITLE)
        across = max(1, min(ACROSS, panels, int(wide // _NARROWEST)))
        down = max(1, min(math.ceil(panels / across), int(high // _LOWEST)))
        return cls(across, down, wide / across, high / down)


def _draw_panel(axes: Axes, grid: _Grid, place: int, rows: pd.DataFrame) -> None:
    """Draw one topic: its heading, what is known of it, and its first terms as bars."""
    first = rows.iloc[0]
    known = "found_again" not in rows or (
        not pd.isna(first["found_again"]) and first["found_again"]
    )
    letters = int((grid.wide - 0.12) / _LETTER)
    heading = textwrap.wrap(
        str(first["name"] if "name" in rows else first["topic"]), letters, max_lines=2,
        placeholder=" …",
    )  # fmt: skip
    told = textwrap.wrap(_standing(first), letters, max_lines=2, placeholder=" …")
    top = _LINE * (len(heading) + len(told)) + 0.08
    fits = max(1, min(TERMS, int((grid.high - top - 0.14) / _LINE)))
    own = rows.head(fits)
    most = min(18, max(6, int(0.55 * grid.wide / 0.062)))
    labels = [textwrap.shorten(str(t), most, placeholder="…") or str(t)[:most] for t in own["term"]]
    left = min(0.6 * grid.wide, 0.07 + 0.064 * max(map(len, labels)))
    x, y = place % grid.across * grid.wide, (grid.down - place // grid.across) * grid.high
    whole = grid.across * grid.wide, grid.down * grid.high
    panel = axes.inset_axes(
        (
            (x + left) / whole[0],
            (y - top - _LINE * fits) / whole[1],
            (grid.wide - left - 0.14) / whole[0],
            _LINE * fits / whole[1],
        )
    )
    panel.barh(range(len(own)), own["weight"], color=BLUE if known else SOFT, height=0.62)
    panel.set_ylim(fits - 0.5, -0.5)
    panel.set_yticks(range(len(own)), labels)
    panel.tick_params(axis="y", length=0, labelsize=8, labelcolor=INK if known else GREY, pad=2)
    panel.set_xticks([])
    for side in ("top", "right", "bottom"):
        panel.spines[side].set_visible(False)
    panel.spines["left"].set_color(SOFT)
    for lines, colour, down, weight in (
        (heading, INK if known else GREY, 0.0, "bold"),
        (told, GREY, _LINE * len(heading), "normal"),
    ):
        axes.text(
            x / whole[0], (y - down) / whole[1], "\n".join(lines), transform=axes.transAxes,
            va="top", ha="left", fontsize=8, color=colour, weight=weight, linespacing=1.15,
        )  # fmt: skip


def _standing(row: pd.Series) -> str:
    """What is known of a topic, below its heading."""
    if "n_again" in row.index and not pd.isna(row["n_again"]):
        said = "found again, " if row["found_again"] else "in "  # the others have it in their name
        return f"{said}{int(row['n_again'])} of {int(row['n_splits'])} splits"
    if "stability" in row.index and not pd.isna(row["stability"]):
        return f"stability {row['stability']:.2f}"
    return ""


def _ordered(table: pd.DataFrame) -> list[str]:
    """Topics in their order, those found again first."""
    topics = table.drop_duplicates("topic")
    if "found_again" in table:
        last = topics["found_again"].map({True: 0, False: 2}).fillna(1)
        topics = topics.loc[last.sort_values(kind="stable").index]
    return list(topics["topic"])


def describe_topics(model: TopicModel | pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_topics`."""
    table = _table(model)
    ranked = table.sort_values("rank", kind="stable")
    terms = {
        topic: list(ranked.loc[ranked["topic"] == topic, "term"].head(3))
        for topic in _ordered(table)
    }
    told = "; ".join(", ".join(words) for words in list(terms.values())[:12])
    amount = f"{len(terms)} topic{'s' if len(terms) > 1 else ''}"
    title = f"{amount}; first words: {_first_words(terms)}"
    if "found_again" in table:
        title = _found(table.drop_duplicates("topic").set_index("topic"), amount)
    elif "stability" in table:
        stability = table.drop_duplicates("topic").set_index("topic")["stability"].dropna()
        if len(stability):
            title = _steadiest(stability, terms, amount)
            if len(stability) < len(terms):
                title += f"; not known of {len(terms) - len(stability)}"
    return Telling(
        title,
        f"Small bar panels of the first terms of {amount}. {title}. {told}"
        f"{' and so on' if len(terms) > 12 else ''}. Weights are the model's own.",
    )


def _found(topics: pd.DataFrame, amount: str) -> str:
    again = topics["found_again"]
    if again.isna().all():
        return f"{amount}: nobody has checked which are found again"
    unknown = int(again.isna().sum())
    yes = again.eq(True).fillna(value=False).astype(bool)
    names = list(topics.loc[yes, "name"] if "name" in topics else topics.index[yes])
    if not names:
        none = f"None of {amount} was found again in other sessions"
        return f"{none} as far as was checked: {unknown} not" if unknown else none
    was = "was" if len(names) == 1 else "were"
    said = f"{len(names)} of {amount} {was} found again: {listed(names, 3, quoted=True)}"
    return f"{said}; {unknown} {'was' if unknown == 1 else 'were'} not checked" if unknown else said


def _first_words(terms: dict[str, list[str]]) -> str:
    """The first term of each topic; one that several topics begin with is said once."""
    return listed(dict.fromkeys(words[0] for words in terms.values()), 4)


def _table(model: TopicModel | pd.DataFrame) -> pd.DataFrame:
    """The terms of the topics, with what is known of a model's."""
    if not isinstance(model, pd.DataFrame):
        from practicelearn.topics.model import TopicModel
        from practicelearn.topics.standing import kept, shown_names

        if isinstance(model, TopicModel):
            terms, known = model.top_terms_, kept(model)
            table = terms.assign(name=terms["topic"].map(shown_names(model)), found_again=None)
            if known is not None:
                for column in ("found_again", "n_again", "n_splits"):
                    table[column] = terms["topic"].map(known[column])
            model = table
    return needs(model, ("topic", "rank", "term", "weight"), "plot.topics", _FROM)


def _steadiest(stability: pd.Series, terms: dict[str, list[str]], amount: str) -> str:
    best = alike(stability, stability.max(), "{:.2f}".format)
    figure = f"stability {stability.max():.2f}"
    names = [", ".join(terms[topic]) for topic in best.index]
    if len(best) == len(terms):
        if len(terms) == 1:
            return f"One topic, {names[0]} ({figure})"
        return f"{all_of(len(terms), 'topics').capitalize()} are equally steady ({figure})"
    if len(best) == 1:
        return f"The steadiest of {amount} is {names[0]} ({figure})"
    return f"{len(best)} of {amount} are the steadiest ({figure}): {'; '.join(names[:2])}" + (
        f" and {len(names) - 2} more" if len(names) > 2 else ""
    )
