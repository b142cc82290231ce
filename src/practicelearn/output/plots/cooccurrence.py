"""Which codes stand together, each pair once; or, near each other, code by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError
from practicelearn.output.plots.canvas import axes_for, entitle
from practicelearn.output.plots.heatmap import (
    Figure,
    as_figures,
    draw_cells,
    numbers,
    say_what_is_left_out,
    turn_labels,
)
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.words import Telling, alike, all_of, listed, named, row_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_cooccurrence", "plot_cooccurrence"]

MOST_TOGETHER = 20
_PAIRS = {"code_a", "code_b", "unit", "n_a", "n_b", "n_a_with_b", "n_b_with_a", "n_either"}
_UNITS = {
    "turn": "turns", "character": "characters", "person in a session": "speakers"
}  # fmt: skip


@dataclass(frozen=True)
class _Together:
    """Codes by codes; where near is not the same as together, each way has its own count."""

    cells: pd.DataFrame
    figure: Figure
    unit: str
    both_ways: bool


def plot_cooccurrence(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw how often codes occur together, as half a matrix, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.code_cooccurrence` returns it; or square and symmetric: codes by
        codes, in how many turns, passages or people both occur. How often a code occurs at all
        (the diagonal) orders the codes and is not drawn.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Each pair once. Where near is counted (``within="window"``), which is not the same both
        ways, the whole matrix: turns with the row's code that have the column's near by. At most
        20 codes, the most frequent.

    Raises
    ------
    TableError
        The table is neither, or has fewer than two codes.

    Notes
    -----
    Frequent codes meet often by chance: a picture says where to read.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> pairs = prac.code_cooccurrence(
    ...     codings, study.corpus(), within="speaker", codes=["supervision", "peers", "tools"]
    ... )
    >>> prac.plot.cooccurrence(pairs)
    <Picture: “Peer support” and “Supervision” occur together most often (29 speakers)>
    """
    check_arguments(plot_cooccurrence, locals())
    pairs = _together(table)
    whole = pairs.cells
    order = _by_frequency(whole)[:MOST_TOGETHER]
    cells = whole.iloc[order, order]
    axes = axes_for(ax, len(cells), 0.34)
    if pairs.both_ways:
        drawn = cells.where(~np.eye(len(cells), dtype=bool), 0.0)
        draw_cells(axes, drawn, ~np.eye(len(cells), dtype=bool), pairs.figure)
        names = cells.columns
        what = "Turns with the code of the row that have the code of the column near by"
    else:
        below = np.tril(np.ones(cells.shape, dtype=bool), -1)
        draw_cells(axes, cells.iloc[1:, :-1], below[1:, :-1], pairs.figure)
        names = cells.columns[:-1]
        one_session = " (people, session by session)" if pairs.unit == "speakers" else ""
        what = f"{pairs.unit.capitalize()}{one_session} with both codes" if pairs.unit else ""
    axes.set_xticks(range(len(names)), row_labels(names, len(cells)))
    turn_labels(axes)
    say_what_is_left_out(axes, cells, whole, what)
    return entitle(axes, describe_cooccurrence(table))


def describe_cooccurrence(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_cooccurrence`."""
    pairs = _together(table)
    cells, figure = pairs.cells, pairs.figure
    size = f"{'Matrix' if pairs.both_ways else 'Half matrix'} of {len(cells)} codes"
    ranked = _ranked(pairs)
    n_pairs = len(cells) * (len(cells) - 1) // (1 if pairs.both_ways else 2)
    unread = n_pairs - len(ranked)
    gap = f"; {unread} of {n_pairs} pairs were not read together" if unread else ""
    if ranked.empty:
        words = "No two codes were read together"
        return Telling(words, f"{size}. {words}.")
    link = "near" if pairs.both_ways else "with"
    told = [f"{a} {link} {b} {figure(n)}" for (a, b), n in ranked[ranked > 0].head(5).items()]
    if not told:
        words = "No two codes occur near each other" if pairs.both_ways else "No two codes occur"
        words += ("" if pairs.both_ways else f" together{_in_one(pairs.unit)}") + gap
        return Telling(words, f"{size}. {words}.")
    title = _most_often(ranked, pairs) + gap
    never = int((ranked == 0).sum())
    return Telling(
        title,
        f"{size}: how often each two occur {'near each other' if pairs.both_ways else 'together'}. "
        f"{title}. Most often: {'; '.join(told)}. {never} of {len(ranked)} pairs never do.",
    )


def _ranked(pairs: _Together) -> pd.Series:
    """Figure of each pair that is drawn, the largest first; index (one code, the other)."""
    cells = pairs.cells
    rows, columns = np.tril_indices(len(cells), -1)
    if pairs.both_ways:
        rows, columns = np.nonzero(~np.eye(len(cells), dtype=bool))
    index = pd.MultiIndex.from_arrays([cells.index[rows], cells.columns[columns]])
    found = pd.Series(cells.to_numpy()[rows, columns], index=index).dropna()
    return found.sort_values(ascending=False, kind="stable")


def _in_one(unit: str) -> str:
    return {"turns": " in a turn", "characters": " in the same words",
            "speakers": " in one speaker’s words"}.get(unit, "")  # fmt: skip


def _most_often(ranked: pd.Series, pairs: _Together) -> str:
    """The pair that occurs together most often, or how many pairs share that place."""
    figure = pairs.figure
    top = alike(ranked, float(ranked.iloc[0]), figure)
    a, b = top.index[0]
    unit = pairs.unit.removesuffix("s") if figure(top.iloc[0]) == "1" else pairs.unit
    says = f"{figure(top.iloc[0])} {unit}".rstrip()
    if pairs.both_ways:
        words = [f"“{one}” near “{other}”" for one, other in top.index]
        if len(ranked) == 1:
            return f"“{a}” stands near “{b}” ({says})"
        if len(top) == 1:
            return f"“{a}” stands near “{b}” most often ({says})"
        if len(top) == len(ranked):
            return f"Every two codes stand near each other equally often ({says} each way)"
        return f"Most often near each other ({says} each): {listed(words)}"
    if len(ranked) == 1:
        return f"“{a}” and “{b}” occur together ({says})"
    if len(top) == 1:
        return f"“{a}” and “{b}” occur together most often ({says})"
    words = [f"“{one}” with “{other}”" for one, other in top.index]
    if len(top) == len(ranked):
        every = all_of(len(ranked), "pairs").capitalize()
        return f"{every} occur together equally often ({says} each)"
    return f"{len(top)} pairs occur together most often ({says} each): {listed(words)}"


def _together(table: pd.DataFrame) -> _Together:
    if isinstance(table, pd.DataFrame) and set(table.columns) >= _PAIRS:
        return _of_pairs(table)
    cells = numbers(table, "plot.cooccurrence")
    if len(cells) < 2 or list(cells.index) != list(cells.columns):
        raise TableError(
            "plot.cooccurrence: expected a table as code_cooccurrence returns it, or a square one, "
            f"the same two or more codes in rows and columns; found {cells.shape[0]} by "
            f"{cells.shape[1]}."
        )
    values = cells.to_numpy()
    if not np.allclose(values, values.T, equal_nan=True):
        raise TableError("plot.cooccurrence: the table is not symmetric.")
    if (values < 0).any():
        raise TableError(
            "plot.cooccurrence: expected how often codes occur together, 0 or more; found "
            f"{np.nanmin(values):g}. Draw a table of correlations with plot.matrix."
        )
    return _Together(_by_name(cells, table), as_figures(cells), "", both_ways=False)


def _by_name(cells: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    names = named(cells.index, table.attrs.get("names", {}))
    return cells.set_axis(names, axis=0).set_axis(names, axis=1)


def _of_pairs(table: pd.DataFrame) -> _Together:
    if table.empty:
        raise TableError("plot.cooccurrence: the table has no rows, so there is nothing to draw.")
    codes = list(dict.fromkeys([*table["code_a"], *table["code_b"]]))
    cells = pd.DataFrame(np.nan, index=codes, columns=codes)
    counts = table.astype({c: "Float64" for c in _PAIRS if c.startswith("n_")})
    for row in counts.itertuples():
        a, b = row.code_a, row.code_b
        each_way = ((a, b, row.n_a_with_b, row.n_a), (b, a, row.n_b_with_a, row.n_b))
        for one, other, n, own in each_way:
            if not pd.isna(n):
                cells.loc[one, other] = n
            if not pd.isna(own):
                cells.loc[one, one] = max(own, np.nan_to_num(cells.loc[one, one]))
    cells = _by_name(cells, table)
    unit = str(table["unit"].iloc[0])
    # where what has one code is counted with the other near by, these are more than have both
    both = counts["n_a"] + counts["n_b"] - counts["n_either"]
    near = bool(((counts["n_a_with_b"] > both) | (counts["n_b_with_a"] > both)).any())
    return _Together(cells, as_figures(cells), _UNITS.get(unit, unit), both_ways=near)


def _by_frequency(cells: pd.DataFrame) -> np.ndarray:
    diagonal = pd.Series(np.diag(cells.to_numpy()))
    total = diagonal.where(diagonal > 0, cells.sum(axis=1).to_numpy())
    order: np.ndarray = np.argsort(-total.to_numpy(), kind="stable")
    return order
