"""Heat maps with the number in each cell: codes by group, and codes that occur together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import (
    GREY,
    INK,
    MOST_ROWS,
    SOFT,
    Telling,
    alike,
    all_of,
    entitle,
    heat_colour,
    listed,
    needs,
    new_axes,
    row_labels,
    wrap,
)
from practicelearn.output.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_cooccurrence", "describe_matrix", "plot_cooccurrence", "plot_matrix"]

MOST_COLUMNS = 24
MOST_TOGETHER = 20


def plot_matrix(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw a matrix as a heat map with its figures, and return the picture.

    Parameters
    ----------
    table : DataFrame
        One row a code or theme, one column a group, round or speaker: counts, or rates such as
        passages per 1,000 words. Missing values are what was not read: they print as a dash, never
        as 0. The index's and the columns' names say what rows and columns are.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Rows with the largest sums first, at most 40; at most 24 columns.

    Raises
    ------
    TableError
        The table has no rows or columns, or a cell is no number.
    """
    check_arguments(plot_matrix, locals())
    whole = _numbers(table, "plot_matrix")
    order = whole.sum(axis=1).sort_values(ascending=False, kind="stable").index
    cells = whole.loc[order].iloc[:MOST_ROWS, :MOST_COLUMNS]
    axes = ax if ax is not None else new_axes(len(cells), 0.34)
    _draw_cells(axes, cells, np.ones(cells.shape, dtype=bool))
    axes.set_xticks(range(cells.shape[1]), [wrap(str(c), 16) for c in cells.columns])
    crowded = cells.shape[1] > 6
    axes.tick_params(axis="x", labelrotation=60 if crowded else 0, labelsize=8.5, length=0)
    if crowded:
        for label in axes.get_xticklabels():
            label.set_horizontalalignment("right")
            label.set_rotation_mode("anchor")
    _say_what_is_left_out(axes, cells, whole)
    return entitle(axes, describe_matrix(table))


def describe_matrix(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_matrix`."""
    cells = _numbers(table, "plot_matrix")
    rows, columns = cells.index.name or "rows", cells.columns.name or "columns"
    everywhere = [str(r) for r in cells.index if (cells.loc[r] > 0).all()]
    found = _standing_out(cells)
    spread = (
        f"In every one of the {cells.shape[1]}: {', '.join(everywhere[:5])}"
        f"{' and others' if len(everywhere) > 5 else ''}."
        if everywhere
        else f"None of the {len(cells)} is in every one of the {cells.shape[1]}."
    )
    missing = int(cells.isna().sum().sum())
    gap = f" {missing} cell{'s were' if missing > 1 else ' was'} not read." if missing else ""
    alt = f"Heat map of {len(cells)} {rows} by {cells.shape[1]} {columns}. {found}. {spread}{gap}"
    return Telling(found, alt)


def plot_cooccurrence(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw how often codes occur together, as half a matrix, and return the picture.

    Parameters
    ----------
    table : DataFrame
        Square and symmetric: codes by codes, in how many turns, passages or people both occur. The
        diagonal (how often the code occurs at all) orders the codes and is not drawn.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        Each pair once; at most 20 codes, the most frequent.

    Raises
    ------
    TableError
        The table is not square and symmetric, or has fewer than two codes.
    """
    check_arguments(plot_cooccurrence, locals())
    whole = _pairs(table)
    order = _by_frequency(whole)[:MOST_TOGETHER]
    cells = whole.loc[order, order]
    below = np.tril(np.ones(cells.shape, dtype=bool), -1)
    axes = ax if ax is not None else new_axes(len(cells), 0.34)
    _draw_cells(axes, cells.iloc[1:, :-1], below[1:, :-1])
    axes.set_xticks(range(len(cells) - 1), row_labels(cells.columns[:-1], len(cells)))
    axes.tick_params(axis="x", labelrotation=60, labelsize=8.5, length=0)
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right")
        label.set_rotation_mode("anchor")
    _say_what_is_left_out(axes, cells, whole)
    return entitle(axes, describe_cooccurrence(table))


def describe_cooccurrence(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_cooccurrence`."""
    cells = _pairs(table)
    rows, columns = np.tril_indices(len(cells), -1)
    pairs = pd.MultiIndex.from_arrays([cells.index[rows], cells.columns[columns]])
    ranked = pd.Series(cells.to_numpy()[rows, columns], index=pairs).dropna()
    ranked = ranked.sort_values(ascending=False, kind="stable")
    told = [f"{a} with {b} {_figure(n, cells)}" for (a, b), n in ranked[ranked > 0].head(5).items()]
    if not told:
        words = "No two codes occur together"
        return Telling(words, f"Half matrix of {len(cells)} codes. {words}.")
    title = _together(ranked, cells)
    never = int((ranked == 0).sum())
    return Telling(
        title,
        f"Half matrix of {len(cells)} codes: how often each two occur together. Most often: "
        f"{'; '.join(told)}. {never} of {len(ranked)} pairs never do.",
    )


def _standing_out(cells: pd.DataFrame) -> str:
    """The largest cell by name, when it is the only one of its size among others."""
    places = pd.MultiIndex.from_product([cells.index, cells.columns])
    known = pd.Series(cells.to_numpy().ravel(), index=places).dropna()
    if known.empty:
        return "No cell was read"
    most = float(known.max())
    if not most > 0:
        return "Nothing was found in any cell"
    figure = _figure(most, cells)
    top = alike(known, most, partial(_figure, cells=cells))
    row, column = top.index[0]
    if len(known) == 1:
        return f"“{row}” in {column} is the only figure ({figure})"
    if len(top) == len(known):
        return f"{all_of(len(known), 'figures').capitalize()} are {figure}"
    if len(top) == 1:
        return f"“{row}” stands out most in {column} ({figure})"
    if set(top.index.get_level_values(0)) == {row}:
        return f"“{row}” is largest in {listed(top.index.get_level_values(1))} ({figure} each)"
    pairs = [f"“{r}” in {c}" for r, c in top.index]
    return f"The largest figure, {figure}, stands in {len(top)} cells: {listed(pairs)}"


def _together(ranked: pd.Series, cells: pd.DataFrame) -> str:
    """The pair that occurs together most often, or how many pairs share that place."""
    most = float(ranked.iloc[0])
    top = alike(ranked, most, partial(_figure, cells=cells))
    a, b = top.index[0]
    if len(ranked) == 1:
        return f"“{a}” and “{b}” occur together ({_figure(most, cells)})"
    if len(top) == 1:
        return f"“{a}” and “{b}” occur together most often ({_figure(most, cells)})"
    pairs = [f"“{a}” with “{b}”" for a, b in top.index]
    each = f"({_figure(most, cells)} each)"
    if len(top) == len(ranked):
        return f"{all_of(len(ranked), 'pairs').capitalize()} occur together equally often {each}"
    return f"{len(top)} pairs occur together most often {each}: {listed(pairs)}"


def _draw_cells(axes: Axes, cells: pd.DataFrame, drawn: np.ndarray) -> None:
    from matplotlib.patches import Rectangle

    values = cells.to_numpy(dtype=float)
    top = float(np.nanmax(values, initial=0.0)) or 1.0
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
                x, y, "–" if missing else _figure(value, cells), ha="center", va="center",
                fontsize=size, color=GREY if missing else INK,
            )  # fmt: skip
    axes.set_xlim(-0.5, cells.shape[1] - 0.5)
    axes.set_ylim(cells.shape[0] - 0.5, -0.5)
    axes.set_yticks(range(len(cells)), row_labels(cells.index, len(cells)))
    axes.tick_params(axis="y", length=0, labelsize=9, labelcolor=INK)
    axes.tick_params(axis="x", labelcolor=INK)
    for side in axes.spines.values():
        side.set_color(SOFT)
        side.set_visible(False)


def _say_what_is_left_out(axes: Axes, cells: pd.DataFrame, whole: pd.DataFrame) -> None:
    left = []
    if len(cells) < len(whole):
        left.append(f"the {len(cells)} largest of {len(whole)} rows")
    if cells.shape[1] < whole.shape[1]:
        left.append(f"{cells.shape[1]} of {whole.shape[1]} columns")
    if left:
        axes.set_xlabel(
            f"Drawn: {' and '.join(left)}; the table holds all of them.", fontsize=8.5, color=GREY
        )


def _numbers(table: pd.DataFrame, picture: str) -> pd.DataFrame:
    needs(table, [], picture, "of counts or rates, codes in rows")
    if table.shape[1] == 0:
        raise TableError(f"{picture}: the table has no columns, so there is nothing to draw.")
    try:
        return table.astype("Float64").astype(float)
    except (TypeError, ValueError) as error:
        raise TableError(f"{picture}: every cell must be a number ({error}).") from error


def _pairs(table: pd.DataFrame) -> pd.DataFrame:
    cells = _numbers(table, "plot_cooccurrence")
    if len(cells) < 2 or list(cells.index) != list(cells.columns):
        raise TableError(
            "plot_cooccurrence: expected a square table, the same two or more codes in rows and "
            f"columns; found {cells.shape[0]} by {cells.shape[1]}."
        )
    values = cells.to_numpy()
    if not np.allclose(values, values.T, equal_nan=True):
        raise TableError("plot_cooccurrence: the table is not symmetric.")
    return cells


def _by_frequency(cells: pd.DataFrame) -> list[str]:
    diagonal = pd.Series(np.diag(cells.to_numpy()), index=cells.index)
    total = diagonal.where(diagonal > 0, cells.sum(axis=1))
    return list(total.sort_values(ascending=False, kind="stable").index)


def _figure(value: float, cells: pd.DataFrame) -> str:
    present = cells.to_numpy()[~np.isnan(cells.to_numpy())]
    if (present == np.round(present)).all():
        return f"{value:.0f}"
    return f"{value:.2f}" if present.max() <= 1 else f"{value:.1f}"
