"""Agreement on each code, with its interval: where two coders see the same, and where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import TableError, counted
from practicelearn.output.plots.canvas import MOST_ROWS, axes_for, entitle, quiet
from practicelearn.output.plots.colours import BLUE, GREY, INK, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.takes import needs
from practicelearn.output.plots.words import (
    Telling,
    alike,
    all_of,
    listed,
    named,
    percent,
    row_labels,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_agreement", "plot_agreement"]

_FROM = "as agreement returns it: percent, the measure, low, high, n_sessions"
_OTHER = {
    "percent",
    "prevalence",
    "specific",
    "n_units",
    "n_sessions",
    "low",
    "high",
    "why",
    "name",
    "unit",
    "denominator",
    "coders",
    "in_group",
    "accepted",
}


def plot_agreement(table: pd.DataFrame, ax: Axes | None = None) -> Picture:
    """Draw a coefficient for each code with its interval, and return the picture.

    Parameters
    ----------
    table : DataFrame
        As :func:`practicelearn.agreement` returns it: index code, percent, one column named by the
        measure, low, high. Codes are called by their names; a column ``name`` comes first.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure, without pyplot.

    Returns
    -------
    Picture
        Dots are the measure, lines its 95 % interval over sessions; percent agreement stands at
        the right. The lowest first, since those are to be talked over; at most 40. A code that has
        no value says "undefined" and is not drawn at 0 or 1. No line marks "good enough": the
        usual thresholds are conventions.

    Raises
    ------
    TableError
        A column is missing, or it is not clear which column is the measure.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> prac.plot.agreement(prac.agreement(study.codings(), study.corpus()))
    <Picture: Coders agree least on “Peer support” (Krippendorff's alpha 0.69) and most on ...>
    """
    check_arguments(plot_agreement, locals())
    rows, measure = _rows(table)
    drawn = rows.head(MOST_ROWS)
    axes = axes_for(ax, len(drawn), 0.34)
    for y, row in enumerate(drawn.to_dict("records")):
        if pd.isna(row[measure]):
            axes.text(0.01, y, "undefined", va="center", fontsize=9, color=GREY)
        else:
            if pd.notna(row["low"]) and pd.notna(row["high"]):
                axes.hlines(y, row["low"], row["high"], color=BLUE, lw=1.6)
            axes.plot(row[measure], y, marker="o", ms=7, color=BLUE, ls="none")
        axes.annotate(
            "–" if pd.isna(row["percent"]) else percent(row["percent"]), (1.02, y),
            xycoords=axes.get_yaxis_transform(), va="center", fontsize=9, color=INK,
            annotation_clip=False,
        )  # fmt: skip
    axes.axvline(0, color=SOFT, lw=1)
    lowest = pd.concat([rows["low"], rows[measure]]).min()
    axes.set_xlim(min(-0.05, float(lowest) - 0.05 if pd.notna(lowest) else 0.0), 1.03)
    names = _names(drawn)
    axes.set_yticks(range(len(drawn)), row_labels(names, len(drawn)))
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlabel(
        f"{_word(measure)}: 0 is chance, 1 is full agreement (line: 95% interval); "
        "right: percent agreement"
    )
    quiet(axes)
    return entitle(axes, describe_agreement(table), shown=len(drawn), of=len(rows))


def describe_agreement(table: pd.DataFrame) -> Telling:
    """Return the title and the alt text of :func:`plot_agreement`."""
    rows, measure = _rows(table)
    known = rows[rows[measure].notna()]
    if known.empty:
        words = "Agreement is undefined for every code"
        why = dict.fromkeys(str(w) for w in rows.get("why", pd.Series(dtype=object)).dropna())
        return Telling(words, f"{words}{f': {listed(why)}' if why else ''}. {len(rows)} rows.")
    name = _names(known)
    what = _word(measure)
    title = _least_and_most(known, measure, name)
    figures = zip(name.head(10), known[measure], strict=False)
    values = "; ".join(f"{code} {value:.2f}" for code, value in figures)
    gap = len(rows) - len(known)
    if gap:
        title += f"; undefined in {gap} of {len(rows)} rows"
    # a code has two rows where accepted offers are once counted and once left out
    n = counted(len(set(rows["code"])), "code")
    return Telling(
        title,
        f"Dot plot of {what} for {n}, the lowest first. {title}: {values}"
        f"{' and so on' if len(known) > 10 else ''}.",
    )


def _least_and_most(known: pd.DataFrame, measure: str, name: pd.Series) -> str:
    """Both ends by name; no end where all codes print alike. ``known`` in rising order."""
    figure, values, what = "{:.2f}".format, known[measure], _word(measure)
    low, high = figure(values.iloc[0]), figure(values.iloc[-1])
    if len(values) == 1:
        return f"“{name.iloc[0]}” is the only one with a value ({what} {low})"
    if low == high:
        n = len(set(known["code"]))
        which = f"“{name.iloc[0]}”" if n == 1 else all_of(n, "codes")
        return f"Coders agree alike on {which} ({what} {low})"
    ends = [alike(values, values.iloc[end], figure).index for end in (0, -1)]
    least, most = [listed(_once(known, name, end), quoted=True) for end in ends]
    return f"Coders agree least on {least} ({what} {low}) and most on {most} ({high})"


def _once(known: pd.DataFrame, name: pd.Series, end: pd.Index) -> list[str]:
    """Names of the rows of one end; a code that stands there with all its rows by itself."""
    whole, own = known["code"].value_counts(), known.loc[end, "code"].value_counts()
    code, bare = known["code"], _bare(known)
    told = [bare[k] if own[code[k]] == whole[code[k]] else name[k] for k in end]
    return list(dict.fromkeys(told))


def _bare(rows: pd.DataFrame) -> pd.Series:
    """What each code is called: the table's own column, else the names it bears."""
    if "name" in rows:
        return rows["name"].astype(str)
    return pd.Series(named(pd.Index(rows["code"]), rows.attrs.get("names", {})), index=rows.index)


def _names(rows: pd.DataFrame) -> pd.Series:
    """What each row is called: its code, and which offers it counts where there are both."""
    names = _bare(rows)
    if "accepted" in rows and len(set(rows["accepted"].dropna())) > 1:
        names = names + ", offers " + rows["accepted"].astype(str)
    return names


def _rows(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    needs(table, ("percent", "low", "high"), "plot.agreement", _FROM)
    measures = [c for c in table.columns if c not in _OTHER]
    if len(measures) != 1:
        raise TableError(
            f"plot.agreement: expected one column with the measure beside "
            f"{', '.join(sorted(_OTHER))}; found {', '.join(map(str, measures)) or 'none'}."
        )
    rows = table.sort_values(measures[0], kind="stable", na_position="last")
    return rows.rename_axis("code").reset_index(drop="code" in rows), str(measures[0])


def _word(measure: str) -> str:
    return {"alpha": "Krippendorff's alpha", "cohen": "Cohen's kappa"}.get(
        measure, measure.replace("_", " ")
    )
