"""The picture of change: units and n said, the verdict in words, pyplot untouched."""

from __future__ import annotations

import sys

import pandas as pd
import pytest
from matplotlib.figure import Figure

from practicelearn.errors import PracticelearnError, TableError
from practicelearn.output.plots import describe_change, plot_change
from practicelearn.output.plots.canvas import entitle, new_axes
from practicelearn.output.plots.words import Telling
from practicelearn.themes.sources import ClaimError


def texts(axes) -> str:
    labels = [*axes.texts, *axes.get_xticklabels(minor=True)]
    return "\n".join(t.get_text().replace("\n", " ") for t in labels)


def test_each_row_bears_its_name_and_its_verdict_in_words(change: pd.DataFrame) -> None:
    newest = change[change["year_after"] == "2024-25"]
    axes = plot_change(newest).ax
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    coded = newest[newest["measure"] != "share of words"]
    assert names == list(coded["name"])
    assert "heard more by a worthwhile amount" in texts(axes)
    assert "cannot tell" in texts(axes)


def test_shape_says_what_colour_says(change: pd.DataFrame) -> None:
    axes = plot_change(change[change["year_after"] == "2024-25"]).ax
    marker = {
        line.get_color(): line.get_marker() for line in axes.lines if line.get_marker() != "None"
    }
    assert len(set(marker.values())) == len(marker) == 3


def test_units_and_n_stand_in_the_picture(change: pd.DataFrame) -> None:
    axes = plot_change(change).ax
    assert "percentage points (share of attendees)" in axes.get_xlabel()
    assert "n = 5 and 5 groups" in texts(axes)
    assert "smallest worthwhile change: ±15" in texts(axes)


def test_the_dot_is_the_difference_in_points(change: pd.DataFrame) -> None:
    row = change[(change["theme_id"] == "supervision") & (change["year_after"] == "2024-25")]
    axes = plot_change(row).ax
    dot = next(line for line in axes.lines if line.get_marker() == "^")
    assert dot.get_xdata()[0] == pytest.approx(100 * row["difference"].iloc[0])
    low, high = axes.get_xlim()
    assert low < 100 * row["low"].iloc[0]
    assert high > 100 * row["high"].iloc[0]


def test_it_draws_where_it_is_told_and_never_wakes_pyplot(change: pd.DataFrame) -> None:
    axes = Figure().subplots()
    before = "matplotlib.pyplot" in sys.modules
    assert plot_change(change, ax=axes).ax is axes
    assert plot_change(change).ax is not axes
    assert ("matplotlib.pyplot" in sys.modules) == before


def test_topics_are_drawn_only_when_nothing_else_is_there(change: pd.DataFrame) -> None:
    topics = change[change["measure"] == "share of words"]
    axes = plot_change(topics).ax
    assert "share of words" in axes.get_xlabel()
    assert "smallest worthwhile" not in texts(axes)


def test_nothing_to_draw_is_said(change: pd.DataFrame) -> None:
    with pytest.raises(PracticelearnError, match="no row of the comparison has a difference"):
        plot_change(change.assign(difference=float("nan")))
    with pytest.raises(TableError, match="theme_id"):
        plot_change(change.drop(columns="theme_id"))


def test_the_words_above_the_rows_are_crossed_by_no_line(change: pd.DataFrame) -> None:
    axes = plot_change(change).ax
    above = [t for t in axes.texts if "n = " in t.get_text()]
    assert above
    for text in above:
        ground = text.get_bbox_patch()
        assert ground is not None
        assert text.get_zorder() > max(line.get_zorder() for line in axes.lines[-1:])


def test_a_picture_tells_no_verdict_against_its_dot_and_no_interval_that_is_none(
    change: pd.DataFrame,
) -> None:
    own = change[change["verdict"].str.startswith("heard more")].head(1)
    with pytest.raises(ClaimError, match="was to be told of a share that goes from"):
        plot_change(own.assign(difference=-own["difference"]))
    bare = own.assign(name="Pay", difference=0.01, low=float("nan"), high=float("nan"))
    assert describe_change(bare).alt.endswith("Pay +1 point.")


def test_the_title_tells_only_what_its_rows_bear(change: pd.DataFrame) -> None:
    """Where a theme's figures are hidden from readers, nothing of it is drawn."""
    newest = change[(change["year_after"] == "2024-25") & (change["measure"] != "share of words")]
    assert newest.set_index("theme_id").loc["supervision", "verdict"].startswith("heard more")
    figures = ["difference", "low", "high", "mean_before", "mean_after"]
    hidden = newest.copy()
    hidden.loc[hidden["theme_id"].isin(["supervision", "tools"]), figures] = float("nan")
    title = describe_change(hidden).title
    assert title == "Workload and allocation: cannot tell"
    assert " ".join(plot_change(hidden).ax.get_title(loc="left").split()) == title
    assert "2024-25" not in title, "the rows' own heading says it"
    untested = hidden.assign(verdict="not tested")
    assert describe_change(untested).title == "None of the themes shown was tested"
    both = describe_change(change).title
    assert both.startswith("2023-24 to 2024-25: ")
    assert "Supervision: heard more" in both


def test_a_long_finding_leaves_no_word_alone_on_a_line() -> None:
    finding = (
        "2024-25 to 2025-26: Systems and equipment: heard more; Somewhere to work: heard less; "
        "3 of 5 tested: cannot tell"
    )
    axes = new_axes(2)
    entitle(axes, Telling(finding, "alt"))
    lines = axes.get_title(loc="left").split("\n")
    assert " ".join(lines) == finding
    assert len(lines) == 3
    assert all(len(line) <= 56 for line in lines)
    assert len(lines[-1].split()) > 1
