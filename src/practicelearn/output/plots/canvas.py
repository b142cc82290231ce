"""What every picture shares: colours that colour-blind people tell apart, and a quiet canvas."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BAND", "BLUE", "GREY", "INK", "ORANGE", "SOFT", "new_axes", "quiet", "wrap"]

# Okabe and Ito's blue and vermilion differ in hue and lightness for every common colour blindness.
BLUE, ORANGE = "#0072B2", "#C04F00"
INK, GREY, SOFT, BAND = "#1d2b36", "#5b6872", "#c9d1d6", "#e9edf0"

_WIDTH = 8.2


def new_axes(rows: int) -> Axes:
    """Return axes on a figure of its own, tall enough for that many rows; pyplot is not touched.

    The size is in inches; nothing stays registered anywhere, so nothing has to be closed.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, 1.25 + 0.42 * max(rows, 1)), layout="constrained")
    axes: Axes = figure.subplots()
    return axes


def quiet(axes: Axes) -> None:
    """Take away what carries no information: frame and ticks."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=INK)
    axes.tick_params(axis="x", color=SOFT, labelsize=9, labelcolor=GREY)
    axes.xaxis.label.set_color(GREY)
    axes.xaxis.label.set_fontsize(9)


def wrap(name: str, width: int = 30) -> str:
    """Return a name broken into at most two lines, so that long code names fit."""
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder=" …"))
