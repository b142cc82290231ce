"""The picture of extent: groups on the axis, people beside it."""

from __future__ import annotations

import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.output.plots import plot_extent
from practicelearn.themes.themes import Themes


def dots(axes) -> dict[str, float]:
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    found = [line for line in axes.lines if line.get_marker() == "o"]
    return {names[int(dot.get_ydata()[0])]: dot.get_xdata()[0] for dot in found}


def test_a_dot_stands_at_the_number_of_groups_that_raised_it(themes: Themes) -> None:
    assert dots(plot_extent(themes, "2024-25").ax) == {
        "Supervision": 5, "Workload and allocation": 5, "Tools and places to work": 3,
        "Support from colleagues": 3, "Racism at work": 1, "parking, bus, market": 0,
    }  # fmt: skip


def test_people_and_n_are_said(themes: Themes) -> None:
    axes = plot_extent(themes, "2024-25").ax
    assert "20 of 25 people" in [t.get_text() for t in axes.texts]
    assert "n = 5 groups, 2024-25" in axes.get_xlabel()
    assert "n = 5 groups, 2024-25" in plot_extent(themes).ax.get_xlabel()


def test_a_dropped_theme_is_not_drawn(themes: Themes) -> None:
    assert "Supervision" not in dots(plot_extent(themes.drop("supervision")).ax)


def test_an_unknown_round_names_the_nearest(themes: Themes) -> None:
    with pytest.raises(PracticelearnError, match='Did you mean "2024-25"'):
        plot_extent(themes, "2024-26")
