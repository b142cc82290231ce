"""Cells with their figures in them: what the pictures of matrices share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn.errors import TableError
from practicelearn.output.plots.colours import GREY, INK, SOFT, heat_colour
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import row_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Figure", "as_figures", "draw_cells", "numbers", "say_what_is_left_out", "turn_labels"]

Figure = Callable[[float], str]
"""How a cell's value is printed."""


def numbers(table: pd.DataFrame, picture: str) -> pd.DataFrame:
    """Return the table's cells as floats, NaN for what is missing.

    Raises
    ------
    TableError
        No table, no rows or columns, or a cell is no number.
    """
    needs(table, [], picture, "of counts or rates, codes in rows")
    if table.shape[1] == 0:
        raise TableError(f"{picture}: the table has no columns, so there is nothing to draw.")
    try:
        return table.astype("Float64").astype(float)
    except (TypeError, ValueError) as error:
        words = [str(c) for c, column in table.items() if column.dtype.kind not in "biuf"]
        raise TableError(
            f"{picture}: every cell must be a number, which those of "
            f"{', '.join(words[:3])} are not. It takes code_counts, case_codes, or any table of "
            "counts or rates with the codes as its index."
        ) from error


def as_figures(cells: pd.DataFrame) -> Figure:
    """Return how these cells print: whole numbers as such, shares with two decimals."""
    present = cells.to_numpy()[~np.isnan(cells.to_numpy())]
    if (present == np.round(present)).all():
        return "{:.0f}".format
    return ("{:.2f}" if present.max() <= 1 else "{:.1f}").format


def draw_cells(axes: Axes, cells: pd.DataFrame, drawn: np.ndarray, figure: Figure) -> None:
    """Draw each cell as a shade of its share of the largest value, with its figure."""
    from matplotlib.patches import Rectangle

    values = cells.to_numpy(dtype=float)
    # what is not drawn, such as how often each code occurs at all, would leave the rest pale
    top = float(np.nanmax(values[drawn], initial=0.0)) or 1.0
    size = 8.5 if cells.shape[1] <= 14 else 7
    for y in range(cells.shape[0]):
        for x in range(cells.shape[1]):
            if not drawn[y, x]:
                continue
            value = float(values[y, x])
            missing = np.isnan(value)
            face = "white" if missing else heat_colour(value / top)
            axes.add_patch(
                Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=face, edgecolor="white", lw=1.2)
            )
            axes.text(
                x, y, "–" if missing else figure(value), ha="center", va="center",
                fontsize=size, color=GREY if missing or value == 0 else INK,
            )  # fmt: skip
    axes.set_xlim(-0.5, cells.shape[1] - 0.5)
    axes.set_ylim(cells.shape[0] - 0.5, -0.5)
    axes.set_yticks(range(len(cells)), row_labels(cells.index, len(cells)))
    axes.tick_params(axis="y", length=0, labelsize=9, labelcolor=INK)
    axes.tick_params(axis="x", length=0, labelsize=8.5, labelcolor=INK)
    for side in axes.spines.values():
        side.set_color(SOFT)
        side.set_visible(False)


def turn_labels(axes: Axes) -> None:
    """Set the names of columns aslant, so that many find room."""
    axes.tick_params(axis="x", labelrotation=60)
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right")
        label.set_rotation_mode("anchor")


def say_what_is_left_out(
    axes: Axes, cells: pd.DataFrame, whole: pd.DataFrame, what: str = ""
) -> None:
    """Write below what the figures are, and what there was no room for."""
    left = []
    if len(cells) < len(whole):
        left.append(f"the {len(cells)} largest of {len(whole)} rows")
    if cells.shape[1] < whole.shape[1]:
        left.append(f"{cells.shape[1]} of {whole.shape[1]} columns")
    lines = [what] if what else []
    if left:
        lines.append(f"Drawn: {' and '.join(left)}; the title is of all, which the table holds.")
    axes.set_xlabel("\n".join(lines), fontsize=8.5, color=GREY)
