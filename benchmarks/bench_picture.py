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

from bench_table import by_measure

__all__ = ["draw"]

BLUE, ORANGE, GREY, BLACK = "#0072B2", "#D55E00", "#888888", "#222222"
COLOURS = (BLUE, ORANGE, "#009E73", "#CC79A7", "#56B4E9", "#E69F00", BLACK)
SHAPES = "os^DvP*Xh"
Rows = Sequence[Mapping[str, Any]]


def draw(rows: Rows, file: Path) -> None:
    """Write the picture."""
    races = _races(rows)
    curves = _curves(rows)
    with mpl.rc_context({"font.size": 8.5, "svg.hashsalt": "bench", "axes.axisbelow": True}):
        figure = Figure(figsize=(10, max(4.0, 0.24 * len(races) + 1.4)), layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
        _beside(left, races)
        _growth(right, curves)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=110, metadata={"Software": None})


def _races(rows: Rows) -> list[tuple[str, float, float | None]]:
    """What and beside whom, how many times as fast, and the goal as such a figure."""
    out = []
    for own in by_measure(rows):
        raced = [r for r in own if r["rival"]]
        if raced:
            row = next((r for r in raced if r["goal"] is not None), raced[0])
            goal = row["goal"]
            goal = 1 / goal if goal and row["sense"] == "cost" else goal
            name = f"{row['measure']} / {row['rival_name']}"
            out.append((name, row["rival"] / row["ours"], goal))
    return out


def _curves(rows: Rows) -> list[tuple[str, list[float], list[float]]]:
    """Name, scales and cost in that of the smallest scale; one line a measure of ours."""
    out: dict[str, tuple[list[float], list[float]]] = {}
    for own in by_measure(rows):
        timed = sorted((r["scale"], r["ours"]) for r in own if r["scale"] is not None)
        if len(timed) > 1 and timed[0][1]:
            scales = [s / timed[0][0] for s, _ in timed]
            name = f"{own[0]['part']}: {own[0]['measure']}"
            out.setdefault(name, (scales, [cost / timed[0][1] for _, cost in timed]))
    return [(name, *lines) for name, lines in out.items()]


def _beside(axes: Axes, races: Sequence[tuple[str, float, float | None]]) -> None:
    axes.set_title("how many times as fast as the other (CPU time)", fontsize=9, loc="left")
    axes.axvline(1, color=GREY, lw=1)
    for place, (_, ratio, goal) in enumerate(races):
        missed = goal is not None and ratio < goal
        axes.plot(ratio, place, "D" if missed else "o", color=ORANGE if missed else BLUE, ms=6)
        if goal is not None:
            axes.plot(goal, place, "|", color=BLACK, ms=11, mew=1.5)
        axes.annotate(f"{ratio:.2g}" if ratio < 100 else f"{ratio:.0f}", (ratio, place), (7, 0),
                      textcoords="offset points", va="center", fontsize=7.5)  # fmt: skip
    axes.set_yticks(range(len(races)), [name for name, _, _ in races])
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.25)
    axes.set_xlabel("1 = as fast; circle: faster than its goal or without one; diamond: misses it;"
                    "\nupright stroke: the goal", fontsize=7.5)  # fmt: skip


def _growth(axes: Axes, curves: Sequence[tuple[str, list[float], list[float]]]) -> None:
    axes.set_title("how our cost grows with the work", fontsize=9, loc="left")
    most = max((scales[-1] for _, scales, _ in curves), default=10)
    axes.plot([1, most], [1, most], color=GREY, lw=1, ls="--", label="in step with the work")
    for n, (name, scales, costs) in enumerate(curves):
        axes.plot(scales, costs, marker=SHAPES[n % len(SHAPES)], ms=4.5, lw=1.2,
                  color=COLOURS[n % len(COLOURS)], label=name)  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(alpha=0.25)
    axes.set_xlabel("times the work")
    axes.set_ylabel("times the cost")
    axes.legend(fontsize=6.5, frameon=False, loc="upper left")
