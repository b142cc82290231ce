"""Heat maps with the number in each cell: codes by group, round, or anything that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.output.plots.canvas import MOST_ROWS, axes_for, entitle
from practicelearn.output.plots.heatmap import draw_cells, say_what_is_left_out, turn_labels
from practicelearn.output.plots.matrices import Matrix, as_matrix
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.words import Telling, alike, all_of, listed, wrap

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
    axes = axes_for(ax, len(cells), 0.34)
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
    gap = ""
    if missing:
        gap = f" {missing} cell{'s' if missing > 1 else ''} {_lacks(matrix, missing)}."
    what = f" {matrix.what}." if matrix.what else ""
    size = f"Heat map, {len(cells)} by {cells.shape[1]} ({rows} by {columns})."
    if matrix.cases:
        title = _with_gap(_most_cases(matrix), matrix)
        held, known = cells.sum(axis=1).to_numpy(), cells.notna().sum(axis=1).to_numpy()
        first = np.argsort(-held, kind="stable")[:10]
        each = "; ".join(f"{cells.index[k]} {held[k]:.0f} of {known[k]}" for k in first)
        more = " and so on" if len(cells) > 10 else ""
        return Telling(title, f"{size} {title}. {each}{more}.{what}{gap}")
    title = _with_gap(_largest(matrix), matrix)
    return Telling(title, f"{size} {title}.{_spread(cells)}{what}{gap}")


def _with_gap(title: str, matrix: Matrix) -> str:
    """A title that ranks what is known, with how much is not: that could be larger still."""
    missing, size = int(matrix.cells.isna().sum().sum()), matrix.cells.size
    if not missing or missing == size:
        return title
    return f"{title}; {missing} of {size} cells {_lacks(matrix, missing)}"


def _lacks(matrix: Matrix, n: int) -> str:
    """What a dash says: a case was not read; of counts there may be other reasons."""
    if matrix.cases:
        return "was not read" if n == 1 else "were not read"
    return "has no figure" if n == 1 else "have no figure"


def _spread(cells: pd.DataFrame) -> str:
    """Which rows are in every column, for counts and rates of several columns."""
    n = cells.shape[1]
    if n == 1 or (cells < 0).any(axis=None):
        return ""
    everywhere = [str(r) for r, own in zip(cells.index, cells.to_numpy(), strict=True)
                  if (own > 0).all()]  # fmt: skip
    if everywhere:
        others = " and others" if len(everywhere) > 5 else ""
        return f" In every one of the {n}: {', '.join(everywhere[:5])}{others}."
    read = ", as far as they were read" if cells.isna().any(axis=None) else ""
    return f" None of the {len(cells)} is in every one of the {n}{read}."


def _largest(matrix: Matrix) -> str:
    """The largest cell by name, when it is the only one of its size among others."""
    cells, figure = matrix.cells, matrix.figure
    columns = matrix.short or tuple(cells.columns)
    places = pd.MultiIndex.from_product([cells.index, columns])
    known = pd.Series(cells.to_numpy().ravel(), index=places).dropna()
    if known.empty:
        return "No cell has a figure"
    if (known == 0).all():
        return "Every figure is 0"
    most = float(known.max())
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


def _most_cases(matrix: Matrix) -> str:
    """The code in the most cases, or how many share that place."""
    cells, cases = matrix.cells, matrix.cases
    did, did_all = ("was raised by", "were raised by") if cases == "people" else ("came up in",) * 2
    held, known = cells.sum(axis=1).to_numpy(), cells.notna().sum(axis=1).to_numpy()
    n, most = cells.shape[1], int(held.max())
    if not known.any():
        return (
            f"None of the {n} {cases} was read" if n > 1 else f"The only {_one(cases)} was not read"
        )
    if most == 0:
        where = f"any of the {n} {cases}" if n > 1 else f"the only {_one(cases)}"
        return f"No code came up in {where}"
    top = held == most
    reach = _reach(most, set(known[top]), n, cases)
    if top.all():
        every = "The only code" if len(held) == 1 else all_of(len(held), "codes").capitalize()
        one_by_one = " each" if len(held) > 1 and most < n else ""
        return f"{every} {did if len(held) == 1 else did_all} {reach}{one_by_one}"
    first = f"the most {cases}: " if most < n else ""
    names = cells.index[top]
    return f"{listed(names, quoted=True)} {did if len(names) == 1 else did_all} {first}{reach}"


def _reach(most: int, read: set[int], n: int, cases: str) -> str:
    """How far codes reach: so many of the cases that were read for them, which may not be all."""
    if len(read) > 1:
        return f"{most} of the {cases} that were read for each"
    (of,) = read
    read_for = "" if of == n else " that were read"
    if most < of:
        return f"{most} of {of} {cases}{read_for}"
    if of > 1:
        return f"{all_of(of, cases)}{read_for}"
    return f"the only {_one(cases)}" if n == 1 else f"the only one of the {cases} that was read"


def _one(cases: str) -> str:
    """One of them: "group" of "groups"."""
    if cases == "people":
        return "person"
    return cases.replace("values of", "value of") if " " in cases else cases.removesuffix("s")
