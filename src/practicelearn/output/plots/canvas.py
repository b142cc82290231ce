"""What every picture is drawn on: a quiet canvas, with its finding above."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from practicelearn.output.plots.colours import GREY, INK, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.words import FEW_ROWS, Telling

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_ROWS", "axes_for", "entitle", "left_undrawn", "new_axes", "quiet"]

MOST_ROWS = 2 * FEW_ROWS
"""More rows than this fit no page: the picture shows so many, says so, and the table has all."""

_WIDTH = 8.2


def axes_for(ax: Axes | None, rows: int, height: float = 0.42) -> Axes:
    """Return the axes that were given; without any, new ones tall enough for that many rows."""
    return ax if ax is not None else new_axes(rows, height)


def new_axes(rows: int, height: float = 0.42) -> Axes:
    """Return axes on a figure of its own, tall enough for that many rows; pyplot is not touched.

    Sizes are in inches; nothing stays registered anywhere, so nothing has to be closed. Many rows
    come closer together.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tight = min(height, 0.24) if rows > FEW_ROWS else height
    figure = Figure(figsize=(_WIDTH, 1.5 + tight * max(rows, 1)), layout="constrained")
    FigureCanvasAgg(figure)
    axes: Axes = figure.subplots()
    return axes


def entitle(
    axes: Axes, telling: Telling, *, shown: int = 0, of: int = 0, what: str = "rows"
) -> Picture:
    """Put the finding above, what there is no room for below, and return the finished picture."""
    title = "\n".join(_even_lines(telling.title, 56))
    finding = axes.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK, pad=10)
    # A title that somebody gives later stands in the middle: the finding leaves its place to it.
    axes.title.add_callback(lambda _: finding.set_text("" if axes.title.get_text() else title))
    if of > shown:
        below = 44 + 13 * axes.get_xlabel().count("\n")
        axes.annotate(
            left_undrawn(shown, of, what), (0, 0), xycoords="axes fraction", xytext=(0, -below),
            textcoords="offset points", fontsize=8.5, color=GREY, annotation_clip=False,
        )  # fmt: skip
    return Picture(axes, telling.alt)


def left_undrawn(shown: int, of: int, what: str) -> str:
    """Return what there is no room for, below a picture: its title is of that too."""
    return f"{shown} of {of} {what} are drawn; the title is of all {of}, which the table holds."


def _even_lines(title: str, width: int) -> list[str]:
    """Return a title's lines, as few as fit the width, none of them one word long by chance."""

    def lines(wide: int) -> list[str]:
        return textwrap.wrap(title, wide, max_lines=4, placeholder=" …")

    widest = lines(width)
    if widest and widest[-1].endswith(" …"):
        return widest
    same = (lines(wide) for wide in range(width // 2, width))
    return next(
        (own for own in same if " ".join(own) == " ".join(widest) and len(own) == len(widest)),
        widest,
    )


def quiet(axes: Axes) -> None:
    """Take away what carries no information: frame and ticks."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=INK)
    axes.tick_params(axis="x", color=SOFT, labelsize=9, labelcolor=GREY)
    axes.xaxis.label.set_color(GREY)
    axes.xaxis.label.set_fontsize(9)
