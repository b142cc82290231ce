"""What every picture shares: colours that colour-blind people tell apart, and a quiet canvas."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.output.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BAND", "BLUE", "GREY", "INK", "MOST_ROWS", "ORANGE", "SOFT", "Telling", "alike", "all_of",
    "entitle",
    "heat_colour", "listed", "needs", "new_axes", "quiet", "row_labels", "wrap",
]  # fmt: skip

# Okabe and Ito's blue and vermilion differ in hue and lightness for every common colour blindness.
BLUE, ORANGE = "#0072B2", "#C04F00"
INK, GREY, SOFT, BAND = "#1d2b36", "#5b6872", "#c9d1d6", "#e9edf0"

MOST_ROWS = 40
"""More rows than this fit no page: the picture shows so many, says so, and the table has all."""

_WIDTH = 8.2


@dataclass(frozen=True)
class Telling:
    """What a picture says: a title that states the finding, and the same in words for alt text."""

    title: str
    alt: str


def new_axes(rows: int, height: float = 0.42) -> Axes:
    """Return axes on a figure of its own, tall enough for that many rows; pyplot is not touched.

    Sizes are in inches; nothing stays registered anywhere, so nothing has to be closed. Many rows
    come closer together.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tight = min(height, 0.24) if rows > MOST_ROWS / 2 else height
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
            f"{shown} of {of} {what} are drawn; the table holds all of them.", (0, 0),
            xycoords="axes fraction", xytext=(0, -below), textcoords="offset points",
            fontsize=8.5, color=GREY, annotation_clip=False,
        )  # fmt: skip
    return Picture(axes, telling.alt)


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


def listed(names: Iterable[object], most: int = 2, *, quoted: bool = False) -> str:
    """Return names as a sentence has them: A and B; A, B and 3 more."""
    every = [f"“{name}”" if quoted else str(name) for name in names]
    if len(every) > most:
        every = [*every[:most], f"{len(every) - most} more"]
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else every[0]


def all_of(n: int, what: str) -> str:
    """Return "both codes", or "all 3 codes"."""
    return f"both {what}" if n == 2 else f"all {n} {what}"


def alike(values: pd.Series, value: float, figure: Callable[[float], str]) -> pd.Series:
    """Return the values that print as this one does: what a reader cannot tell apart is a tie."""
    return values[[pd.notna(v) and figure(v) == figure(value) for v in values]]


def row_labels(names: Iterable[str], rows: int) -> list[str]:
    """Return names that fit: two lines where rows are few, one where they are many.

    Names that only differ at their end keep it: cut alike, nobody could tell their rows apart.
    """
    few = rows <= MOST_ROWS / 2
    whole = [str(name) for name in names]
    cut = [wrap(n) if few else textwrap.shorten(n, 44, placeholder=" …") for n in whole]
    by_name = dict(zip(whole, cut, strict=True))
    alike = {label for label, n in Counter(by_name.values()).items() if n > 1}
    return [
        label if label not in alike else wrap(_both_ends(name, 56)) if few else _both_ends(name, 44)
        for name, label in zip(whole, cut, strict=True)
    ]


def _both_ends(name: str, width: int) -> str:
    """A name with its middle left out where it is too long."""
    plain = " ".join(name.split())
    if len(plain) <= width:
        return plain
    half = (width - 3) // 2
    start, end = plain[:half], plain[-half:]
    # at the edge of a word, unless one word fills the half
    start = start.rpartition(" ")[0] or start
    end = end.partition(" ")[2] or end
    return f"{start} … {end}"


def heat_colour(share: float) -> tuple[float, float, float]:
    """Return a blue for a share of the largest value, light enough for dark figures on it.

    The darkest still has a contrast of 4.5 to 1 with the figures.
    """
    strength = 0.66 * max(0.0, min(1.0, share))
    red, green, blue = (int(BLUE[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return 1 - strength * (1 - red), 1 - strength * (1 - green), 1 - strength * (1 - blue)


def needs(table: Any, columns: Iterable[str], picture: str, source: str) -> pd.DataFrame:
    """Return the table when it has these columns and rows.

    Raises
    ------
    TableError
        It is no table, lacks a column (the nearest is named) or has no rows.
    """
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"{picture}: expected a table {source}, found {type(table).__name__}.")
    for column in columns:
        if column not in table:
            raise TableError(
                f'{picture}: column "{column}" is missing; expected a table {source}.'
                f"{near_match(column, table.columns)}"
            )
    if table.empty:
        raise TableError(f"{picture}: the table has no rows, so there is nothing to draw.")
    return table


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
