"""The rows of `make bench` as a picture: how fast beside others, and how cost grows with the work.

Colours are those of Okabe and Ito (2008), which people with any colour vision tell apart; shapes
and words say the same again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from bench_table import by_measure

__all__ = ["draw"]

BLUE, ORANGE, GREY, BLACK = "#0072B2", "#D55E00", "#888888", "#222222"
COLOURS = (BLUE, ORANGE, "#009E73", "#CC79A7", "#56B4E9", "#E69F00", BLACK)
SHAPES = "os^DvP*Xh"
AMONG_OURSELVES = {"growth", "memory", "cluster"}  # their other is ours too
STEEPEST = 3
Rows = Sequence[Mapping[str, Any]]


def draw(rows: Rows, file: Path) -> None:
    """Write the picture."""
    races = _races(rows)
    curves = _curves(rows)
    heights = (0.24 * len(races) + 1.0, max(3.2, 0.17 * len(curves) + 1.0))
    with mpl.rc_context({"font.size": 8.5, "axes.axisbelow": True}):
        figure = Figure(figsize=(9.5, sum(heights)), layout="constrained")
        FigureCanvasAgg(figure)
        above, below = figure.subfigures(2, 1, height_ratios=heights)  # each as wide as it may be
        _beside(above.subplots(), races)
        _growth(below.subplots(), curves)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=110, metadata={"Software": None})


def _races(rows: Rows) -> list[tuple[str, float, float | None]]:
    """What and beside whom, how many times as fast, and the goal as such a figure."""
    out = []
    for own in by_measure(rows):
        raced = [r for r in own if r["rival"] and r["part"] not in AMONG_OURSELVES]
        if raced:
            row = next((r for r in raced if r["goal"] is not None), raced[0])
            goal = row["goal"]
            goal = 1 / goal if goal and row["sense"] == "cost" else goal
            name = f"{row['measure']} / {row['rival_name']}"
            out.append((name, row["rival"] / row["ours"], goal))
    return out


def _curves(rows: Rows) -> list[tuple[str, list[float], list[float]]]:
    """Name, scales and cost in that of the smallest scale: the steepest of each part."""
    parts: dict[str, dict[str, tuple[list[float], list[float]]]] = {}
    for own in by_measure(rows):
        timed = sorted((r["scale"], r["ours"]) for r in own if r["scale"] is not None)
        if len(timed) > 1 and timed[0][1] and own[0]["part"] != "memory":
            scales = [s / timed[0][0] for s, _ in timed]
            lines = parts.setdefault(own[0]["part"], {})
            lines.setdefault(own[0]["measure"], (scales, [c / timed[0][1] for _, c in timed]))
    chosen = []
    for part, lines in parts.items():
        steep = sorted(lines.items(), key=lambda line: -line[1][1][-1] / line[1][0][-1])
        chosen += [(f"{part}: {name}", *line) for name, line in steep[:STEEPEST]]
    return chosen


def _beside(axes: Axes, races: Sequence[tuple[str, float, float | None]]) -> None:
    axes.set_title("How many times as fast as the other, in CPU time", fontsize=10, loc="left")
    axes.axvline(1, color=GREY, lw=1)
    for place, (_, ratio, goal) in enumerate(races):
        missed = goal is not None and ratio < goal
        axes.plot(ratio, place, "D" if missed else "o", color=ORANGE if missed else BLUE, ms=6)
        if goal is not None:
            axes.plot(goal, place, "|", color=BLACK, ms=11, mew=1.5)
        axes.annotate(f"{ratio:.2g}" if ratio < 100 else f"{ratio:.0f}", (1.01, place),
                      xycoords=("axes fraction", "data"), va="center", fontsize=8)  # fmt: skip
    axes.set_yticks(range(len(races)), [name for name, _, _ in races])
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.margins(x=0.08)
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.25)
    axes.set_xlabel("1: as fast. Circle: reaches its goal, or has none. Diamond: misses it. "
                    "Upright stroke: the goal.", fontsize=8)  # fmt: skip


def _growth(axes: Axes, curves: Sequence[tuple[str, list[float], list[float]]]) -> None:
    axes.set_title("How our cost grows with the work", fontsize=10, loc="left")
    most = max((scales[-1] for _, scales, _ in curves), default=10)
    axes.plot([1, most], [1, most], color=GREY, lw=1, ls="--", label="in step with the work")
    # from the steepest down, as the lines end
    for n, (name, scales, costs) in enumerate(sorted(curves, key=lambda c: -c[2][-1])):
        axes.plot(scales, costs, marker=SHAPES[n % len(SHAPES)], ms=4.5, lw=1.2,
                  color=COLOURS[n % len(COLOURS)], label=name)  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_locator(NullLocator())
    axes.grid(alpha=0.25)
    axes.set_xlabel("times the work (of each part the three steepest; the table has all)")
    axes.set_ylabel("times the cost")
    axes.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
