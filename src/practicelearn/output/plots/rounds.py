"""Who raised each theme, round by round: a small picture a theme; of one round, a bar a theme.

Drawn from the words that are printed ("25 of 50", "fewer than 5 of 50", "not shown"): where words
hold a figure back, so does the picture.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from practicelearn.output.plots.canvas import new_axes, quiet
from practicelearn.output.plots.colours import BAND, BLUE, GREY, INK, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.words import row_labels, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Place", "place_of", "plot_rounds"]

ACROSS, MOST_PANELS, MOST_BARS = 3, 9, 20
_OF = re.compile(r"(?:about )?(\d[\d,]*) of (?:about )?(\d[\d,]*)")
_FEW = 4
_STEEP = 0.2
_GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}


class Place(NamedTuple):
    """Where a printed figure lies between none and all: a place, or a band."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether it is a place, and no band."""
        return self.low == self.high


def plot_rounds(cells: pd.DataFrame, *, gaps: Collection[tuple[str, str]] = ()) -> Picture:
    """Draw what a table of printed counts says, and return the picture.

    Parameters
    ----------
    cells : DataFrame
        A row a theme, a column a round; as printed.
    gaps : collection of (theme, later round)
        Rounds that are not joined to the one before: not asked or not coded the same way.

    Returns
    -------
    Picture
        A dot is a share of everybody present. A hatched band stands where the words say "fewer
        than 5" or "nearly all".
    """
    return _bars(cells) if cells.shape[1] == 1 else _panels(cells, gaps)


def place_of(said: str) -> Place | None:
    """Return where printed words about people lie; None where they hold every figure back.

    Examples
    --------
    >>> place_of("25 of 50"), place_of("fewer than 5 of 40"), place_of("not shown")
    (Place(low=0.5, high=0.5), Place(low=0.0, high=0.1), None)
    """
    hit = _OF.fullmatch(said)
    if hit:
        share = _number(hit[1]) / max(_number(hit[2]), 1)
        return Place(share, share)
    of = re.search(r" of (?:about )?(\d[\d,]*)$", said)
    if of is None:
        return None
    few = min(1.0, _FEW / max(_number(of[1]), 1))
    return Place(0.0, few) if said.startswith("fewer") else Place(1 - few, 1.0)


def _number(words: str) -> int:
    return int(words.replace(",", ""))


def _bars(cells: pd.DataFrame) -> Picture:
    rows = cells.iloc[:MOST_BARS, 0]
    axes = new_axes(len(rows))
    for y, said in enumerate(rows):
        told = place_of(str(said))
        axes.hlines(y, 0, 1, color=SOFT, lw=1)
        if told is not None and told.is_exact:
            axes.barh(y, told.high, height=0.5, color=BLUE, zorder=2)
        elif told is not None:
            axes.barh(
                y, told.high - told.low, left=told.low, height=0.5, facecolor="white",
                edgecolor=GREY, hatch="////", zorder=2,
            )  # fmt: skip
        axes.annotate(
            str(said), (1.02, y), xycoords=axes.get_yaxis_transform(), va="center", fontsize=9,
            color=INK if told is not None else GREY, annotation_clip=False,
        )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), row_labels(map(str, rows.index), len(rows)))
    axes.set_xticks([0, 0.5, 1], ["none", "half", "all"])
    axes.set_xlabel(f"Of everybody present{_shown(len(rows), len(cells))}")
    quiet(axes)
    return Picture(axes, "")


def _panels(cells: pd.DataFrame, gaps: Collection[tuple[str, str]]) -> Picture:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = cells.head(MOST_PANELS)
    across = min(ACROSS, len(rows))
    down = -(-len(rows) // across)
    figure = Figure(figsize=(8.2, 0.3 + 1.8 * down), layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(down, across, squeeze=False, sharey=True)
    for k, axes in enumerate(grid.flat):
        if k >= len(rows):
            axes.set_axis_off()
            continue
        name = str(rows.index[k])
        own = {str(year): str(said) for year, said in rows.iloc[k].items()}
        _panel(axes, name, own, {later for theme, later in gaps if theme == name})
    hatched = any(
        (told := place_of(str(words))) is not None and not told.is_exact
        for words in rows.to_numpy().ravel()
    )
    bands = "; hatched: fewer than 5, or nearly all" if hatched else ""
    figure.supxlabel(
        f"Each dot: of everybody present in that round{bands}{_shown(len(rows), len(cells))}",
        fontsize=9, color=GREY, x=0.01, ha="left",
    )  # fmt: skip
    return Picture(grid.flat[0], "")


def _shown(shown: int, of: int) -> str:
    return "" if shown == of else "; the first themes are drawn, the table holds all of them"


def _beside(high: float, before: Place | None, after: Place | None) -> tuple[bool, str]:
    """Whether a dot's words stand above it, and which of their ends is at the dot.

    They keep clear of the lines that rise from the dot to its neighbours.
    """
    rises = [p is not None and p.is_exact and p.high - high > _STEEP for p in (before, after)]
    if high >= 0.84 or (all(rises) and high > 0.2):
        return False, "center"
    return True, "right" if rises[1] else "left" if rises[0] else "center"


def _panel(axes: Axes, name: str, said: dict[str, str], apart: Collection[str]) -> None:
    places = [place_of(words) for words in said.values()]
    n = len(said)
    # where rounds are many, the words of one would run over the next one's
    labelled = range(0 if n <= 3 else n - 1 - (n == 4), n)
    axes.axhline(0.5, color=BAND, lw=1, zorder=0)
    for x, (year, told) in enumerate(zip(said, places, strict=True)):
        before = places[x - 1] if x else None
        if told is None:
            axes.text(x, 0.04, said[year], rotation=90, fontsize=7.5, color=GREY, ha="center")
            continue
        if not told.is_exact:
            axes.bar(
                x, told.high - told.low, bottom=told.low, width=0.5, facecolor="white",
                edgecolor=GREY, hatch="////",
            )  # fmt: skip
            if x in labelled:
                few = said[year].split(" of ")[0]
                axes.text(
                    x, told.high + 0.05 if told.low == 0 else told.low - 0.16, few, fontsize=7.5,
                    color=GREY, ha="center", bbox=_GROUND,
                )  # fmt: skip
            continue
        if before is not None and before.is_exact and year not in apart:
            axes.plot([x - 1, x], [before.high, told.high], color=GREY, lw=1.4, zorder=1)
        axes.plot(x, told.high, "o", ms=7, color=INK, zorder=3)
        if x in labelled:
            later = list(said)[x + 1] if x + 1 < n else None
            after = places[x + 1] if later is not None and later not in apart else None
            joined = before if year not in apart else None
            above, side = _beside(told.high, joined, after)
            axes.text(
                x, told.high + (0.08 if above else -0.1), said[year], fontsize=7.5, color=INK,
                ha=side, va="bottom" if above else "top", bbox=_GROUND,
            )  # fmt: skip
    axes.set_title(wrap(name, 30), loc="left", fontsize=9.5, fontweight="bold", color=INK)
    axes.set_xlim(-0.55, len(said) - 0.45)
    axes.set_ylim(0, 1.04)
    axes.set_yticks([0, 0.5, 1], ["none", "half", "all"])
    turned = 30 if len(said) > 4 else 0
    axes.set_xticks(range(len(said)), list(said), rotation=turned)
    quiet(axes)
    axes.tick_params(axis="both", labelsize=8, labelcolor=GREY)
