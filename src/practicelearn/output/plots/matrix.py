"""Heat maps with the number in each cell: codes by group, round, or anything that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import (
    MOST_ROWS,
    Telling,
    alike,
    all_of,
    entitle,
    listed,
    new_axes,
    wrap,
)
from practicelearn.output.plots.heatmap import draw_cells, say_what_is_left_out, turn_labels
from practicelearn.output.plots.matrices import Matrix, as_matrix
from practicelearn.output.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_matrix", "plot_matrix"]

MOST_COLUMNS = 24
FEW_COLUMNS = 6


def plot_matrix(
    table: pd.DataFrame, ax: Axes | None = None, *, value: str | None = None
) -> Picture:
    """Draw a matrix as a heat map with its figures, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.code_counts` or :func:`practicelearn.case_codes` returns it, or any
        table with one row a code or theme and one column a group, round or speaker: counts, or
        rates such as passages per 1,000 words. Codes stand in rows whichever way round
        ``case_codes`` has them, and are called by their names. Missing values are what was not
        read: they print as a dash, never as 0. The index's and the columns' names say what rows
        and columns are.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.
    value : str, optional
        Which column of ``code_counts`` is drawn; by default ``share_people``, or, where people
        were not counted, ``share_groups``.

    Returns
    -------
    Picture
        Rows with the largest sums first, at most 40; at most 24 columns.

    Raises
    ------
    TableError
        The table has no rows or columns, a cell is no number, or there is no such ``value``.

    Notes
    -----
    Shades are shares of the largest figure: they say where to look first. Whether two columns
    differ is asked of :func:`practicelearn.compare_years`.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.plot.matrix(prac.code_counts(codings, corpus, "year"))
    <Picture: Raised by the largest share of people: “Systems and equipment” in 2025-26 (70%)>
    >>> prac.plot.matrix(prac.case_codes(codings, corpus))
    <Picture: “Workload and time”, “Supervision” and 1 more came up in all 24 groups>
    """
    check_arguments(plot_matrix, locals())
    matrix = as_matrix(table, value)
    whole = matrix.cells
    order = np.argsort(-whole.sum(axis=1).to_numpy(), kind="stable")
    cells = whole.iloc[order].iloc[:MOST_ROWS, :MOST_COLUMNS]
    axes = ax if ax is not None else new_axes(len(cells), 0.34)
    draw_cells(axes, cells, np.ones(cells.shape, dtype=bool), matrix.figure)
    axes.set_xticks(range(cells.shape[1]), [wrap(str(c), 16) for c in cells.columns])
    if cells.shape[1] > FEW_COLUMNS:
        axes.set_xticks(range(cells.shape[1]), [wrap(str(c), 32) for c in cells.columns])
        turn_labels(axes)
    say_what_is_left_out(axes, cells, whole, matrix.what)
    return entitle(axes, _telling(matrix))


def describe_matrix(table: pd.DataFrame, value: str | None = None) -> Telling:
    """Return the title and the alt text of :func:`plot_matrix`."""
    return _telling(as_matrix(table, value))


def _telling(matrix: Matrix) -> Telling:
    cells = matrix.cells
    rows, columns = cells.index.name or "rows", cells.columns.name or "columns"
    missing = int(cells.isna().sum().sum())
    gap = f" {missing} cell{'s were' if missing > 1 else ' was'} not read." if missing else ""
    what = f" {matrix.what}." if matrix.what else ""
    size = f"Heat map, {len(cells)} by {cells.shape[1]} ({rows} by {columns})."
    if matrix.cases:
        found = _most_cases(matrix)
        held = cells.sum(axis=1).sort_values(ascending=False, kind="stable").head(10)
        each = "; ".join(
            f"{row} {n:.0f} of {known}"
            for row, n, known in zip(
                held.index, held, cells.notna().sum(axis=1)[held.index], strict=True
            )
        )
        more = " and so on" if len(cells) > 10 else ""
        return Telling(found, f"{size} {found}. {each}{more}.{what}{gap}")
    everywhere = [str(r) for r, own in cells.iterrows() if (own > 0).all()]
    found = _largest(matrix)
    if cells.shape[1] == 1:
        return Telling(found, f"{size} {found}.{what}{gap}")
    spread = (
        f"In every one of the {cells.shape[1]}: {', '.join(everywhere[:5])}"
        f"{' and others' if len(everywhere) > 5 else ''}."
        if everywhere
        else f"None of the {len(cells)} is in every one of the {cells.shape[1]}."
    )
    return Telling(found, f"{size} {found}. {spread}{what}{gap}")


def _largest(matrix: Matrix) -> str:
    """The largest cell by name, when it is the only one of its size among others."""
    cells, figure = matrix.cells, matrix.figure
    places = pd.MultiIndex.from_product([cells.index, [_bare(c) for c in cells.columns]])
    known = pd.Series(cells.to_numpy().ravel(), index=places).dropna()
    if known.empty:
        return "No cell was read"
    most = float(known.max())
    if not most > 0:
        return "Nothing was found in any cell"
    says = figure(most)
    top = alike(known, most, figure)
    row, column = top.index[0]
    pairs = [f"“{r}” in {c}" for r, c in top.index]
    if len(known) == 1:
        return f"“{row}” in {column} is the only figure ({says})"
    if len(top) == len(known):
        return f"{all_of(len(known), 'figures').capitalize()} are {says}"
    if matrix.most:
        return f"{matrix.most}: {listed(pairs)} ({says}{' each' if len(top) > 1 else ''})"
    if len(top) == 1:
        return f"“{row}” is largest in {column} ({says})"
    if set(top.index.get_level_values(0)) == {row}:
        return f"“{row}” is largest in {listed(top.index.get_level_values(1))} ({says} each)"
    return f"The largest figure, {says}, stands in {len(top)} cells: {listed(pairs)}"


def _bare(column: object) -> str:
    """A column's name without its denominator."""
    return str(column).partition(" (of ")[0]


def _most_cases(matrix: Matrix) -> str:
    """The code in the most cases, or how many share that place."""
    cells, cases = matrix.cells, matrix.cases
    by_people = cases == "people"
    did, did_all = ("was raised by", "were raised by") if by_people else ("came up in",) * 2
    held, known = cells.sum(axis=1), cells.notna().sum(axis=1)
    if not known.any():
        return f"None of the {cells.shape[1]} {cases} was read"
    most = int(held.max())
    if most == 0:
        return f"No code came up in any of the {cells.shape[1]} {cases}"
    top = held[held == most]
    of = sorted(set(known[(held == most).to_numpy()]))
    reach = f"{most} of {of[0]} {cases}" if most < of[0] else all_of(int(of[0]), cases)
    if len(of) > 1:
        reach = f"{most} of the {cases} that were read for it"
    if of == [1]:
        reach = f"the only one of the {cases} that was read"
    if len(top) == len(held):
        every = "The only code" if len(held) == 1 else all_of(len(held), "codes").capitalize()
        did = did if len(held) == 1 else did_all
        return f"{every} {did} {reach}"
    first = "the most " + cases + ": " if most < of[-1] else ""
    return f"{listed(top.index, quoted=True)} {did if len(top) == 1 else did_all} {first}{reach}"
