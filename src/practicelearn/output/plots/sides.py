"""Who spoke well and who critically of a theme: one bar a round, of everybody present."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from practicelearn.output.gate.raised import parts_cells
from practicelearn.output.plots.canvas import new_axes, quiet
from practicelearn.output.plots.colours import BAND, BLUE, GREY, INK, ORANGE, SOFT
from practicelearn.output.plots.picture import Picture
from practicelearn.themes.claims import FiveCells

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_sides"]

_LOOKS = (  # told apart without their colours too: dark or light, hatched or plain
    ("spoke well of it", BLUE, "", "white"),
    ("both", "#8fb3cc", "....", INK),
    ("critically", ORANGE, "////", INK),
    ("took no side", SOFT, "", INK),
    ("did not raise it", BAND, "", GREY),
)
_LEAST = 0.035
"""The narrowest part of a bar that has room for its figure."""


def plot_sides(rounds: Mapping[str, FiveCells | None]) -> Picture:
    """Draw a bar a round, in its five parts, and return the picture.

    Parameters
    ----------
    rounds : mapping
        Round to its five cells; None where the split is not shown.
    """
    axes = new_axes(len(rounds), height=0.34)
    for y, claim in enumerate(rounds.values()):
        if claim is None:
            axes.barh(y, 1, height=0.7, facecolor="white", edgecolor=SOFT)
            axes.text(0.5, y, "split not shown: too few people", fontsize=8.5, color=GREY,
                      ha="center", va="center")  # fmt: skip
            continue
        of, well, critical, both, no_side, rest = parts_cells(claim)
        left = 0.0
        for said, (_, colour, hatch, ink) in zip((well, both, critical, no_side, rest), _LOOKS,
                                                 strict=True):  # fmt: skip
            wide = 0.0 if said == "nobody" else _number(said) / _number(of)
            if not wide:
                continue
            axes.barh(y, wide, left=left, height=0.7, color=colour, hatch=hatch,
                      edgecolor="white", lw=0.8)  # fmt: skip
            if wide > _LEAST:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if hatch else None
                axes.text(left + wide / 2, y, said, fontsize=8.5, color=INK if hatch else ink,
                          ha="center", va="center", bbox=box)  # fmt: skip
            left += wide
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rounds) - 0.5, -0.5)
    axes.set_yticks(range(len(rounds)), list(rounds))
    axes.set_xticks([0, 0.5, 1], ["none", "half", "all"])
    axes.set_xlabel("Of everybody present")
    quiet(axes)
    _legend(axes)
    return Picture(axes, "")


def _number(words: str) -> int:
    return int(words.replace(",", ""))


def _legend(axes: Axes) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=name)
        for name, colour, hatch, _ in _LOOKS
    ]
    axes.legend(
        handles=patches, loc="lower left", bbox_to_anchor=(0, 1.01), ncols=5, frameon=False,
        fontsize=8.5, handlelength=1.4, columnspacing=1.2, borderaxespad=0,
    )  # fmt: skip
