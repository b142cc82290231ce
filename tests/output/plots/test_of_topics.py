"""Pictures of topics: what was found again, and what was not, never alike."""

from __future__ import annotations

import itertools
import textwrap

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import practicelearn as prac
from practicelearn.errors import TableError
from practicelearn.output.plots.colours import BLUE, GREY, INK, SOFT


def terms(n: int, again: list[bool | None], word: str = "a long word of a topic") -> pd.DataFrame:
    return pd.DataFrame(
        [{"topic": f"t{k}", "rank": r, "term": f"{word} {k}{r}", "weight": 1 / r,
          "name": f"{word}, {word} {k}", "found_again": again[k % len(again)], "n_again": 7,
          "n_splits": 10} for k in range(n) for r in range(1, 11)]
    )  # fmt: skip


def title(picture: prac.plot.Picture) -> str:
    return " ".join(picture.ax.get_title(loc="left").split())


def boxes(picture: prac.plot.Picture) -> list:
    """Where headings and labels of terms are drawn, in dots."""
    picture.figure.canvas.draw()
    own = [text.get_window_extent() for text in picture.ax.texts]
    for panel in picture.ax.child_axes:
        own += [label.get_window_extent() for label in panel.get_yticklabels()]
    return own


@pytest.mark.parametrize("size", [(8.2, 6.6), (5, 4), (3.4, 3), (12, 3), (6, 12)])
@pytest.mark.parametrize("word", ["a long word of a topic", "Rindfleischetikettierungs"])
def test_headings_and_terms_never_run_into_each_other(size, word):
    figure = Figure(figsize=size)
    picture = prac.plot.topics(terms(12, [True, False], word), ax=figure.subplots())
    assert picture.ax.texts
    for a, b in itertools.combinations(boxes(picture), 2):
        assert not a.overlaps(b) or min(a.width, b.width) == 0


def test_by_itself_the_picture_is_as_high_as_its_panels():
    for n in (3, 12, 24):
        picture = prac.plot.topics(terms(n, [True]))
        assert len(picture.ax.child_axes) == n
        for a, b in itertools.combinations(boxes(picture), 2):
            assert not a.overlaps(b)


def test_topics_found_again_come_first_and_only_they_are_blue():
    picture = prac.plot.topics(terms(4, [False, True]))
    colours = [to_hex(panel.patches[0].get_facecolor()) for panel in picture.ax.child_axes]
    assert colours == [BLUE.lower()] * 2 + [SOFT] * 2
    heads = [t for t in picture.ax.texts if t.get_fontweight() == "bold"]
    assert [to_hex(head.get_color()) for head in heads] == [INK] * 2 + [GREY] * 2
    told = [t.get_text() for t in picture.ax.texts if t.get_fontweight() == "normal"]
    assert told == ["found again, 7 of 10 splits"] * 2 + ["in 7 of 10 splits"] * 2


@pytest.mark.parametrize(
    ("again", "says"),
    [
        ([None], "2 topics: nobody has checked which are found again"),
        ([False], "None of 2 topics was found again in other sessions"),
        ([True, False], "1 of 2 topics was found again: “w, w 0”"),
    ],
)
def test_the_title_says_what_was_found_again(again, says):
    assert title(prac.plot.topics(terms(2, again, "w"))) == says


# -- how many


def sizes(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {"stability": [0.2, 0.4], "sd": [0.1, None], "by_chance": [0.1, 0.15],
         "n_found_again": [1, 3], "n_one_session": [4, 0], "distinctness": [0.5, 1.0],
         "c_v": [None, None], "c_npmi": [0.1, -0.2]},
        index=pd.Index([8, 4], name="n_topics"),
    )  # fmt: skip
    return table.assign(**columns)


def test_every_figure_stands_under_its_number_and_none_is_marked_as_best():
    picture = prac.plot.choose_n_topics(sizes())
    assert title(picture) == "Of 4 topics 3 are found again in other sessions, of 8 topics 1"
    said = [t.get_text() for t in picture.ax.texts]
    assert said[:3] == ["number of topics", "4", "8"]
    at = said.index("c_v")
    assert said[at : at + 6] == ["c_v", "–", "–", "c_npmi", "-0.20", "0.10"]
    points = {line.get_color() for line in picture.ax.lines if line.get_marker() == "o"}
    assert points == {BLUE}
    chance = [list(line.get_ydata()) for line in picture.ax.lines if line.get_color() == GREY]
    assert chance == [[0.15, 0.1]]
    assert "a person reads the topics and chooses" in picture.alt


def test_one_number_is_a_picture_too():
    assert title(prac.plot.choose_n_topics(sizes().iloc[:1])) == (
        "Of 8 topics 1 is found again in other sessions"
    )


# -- shares


def shares(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {"year": ["2023-24"] * 2 + ["2024-25"] * 2, "topic": ["t1", "t2"] * 2,
         "name": ["t1, not found again", "desk, bus"] * 2, "found_again": [False, True] * 2,
         "share": [0.9, 0.1, 0.7, 0.3], "low": [0.5, None, None, 0.2],
         "high": [1.0, None, None, 0.4], "n_groups": [5, 5, 3, 3]}
    )  # fmt: skip
    return table.assign(**columns)


def test_topics_found_again_stand_first_with_intervals_where_there_are_any():
    picture = prac.plot.topic_prevalence(shares())
    assert title(picture) == "Of topics found again the largest share: “desk, bus” in 2024-25 (30%)"
    labels = picture.ax.get_yticklabels()
    assert [" ".join(t.get_text().split()) for t in labels] == ["desk, bus", "t1, not found again"]
    assert [to_hex(t.get_color()) for t in labels] == [INK, GREY]
    said = [t.get_text() for t in picture.ax.texts]
    assert said == ["10%", "30%", "90%", "70%", "50% to 100%", "20% to 40%"]
    assert picture.ax.get_xlabel() == "Mean over groups of the share of participants’ words"
    single = prac.plot.topic_prevalence(shares(n_groups=1))
    assert single.ax.get_xlabel() == "Share of participants’ words"


def test_where_nothing_was_found_again_no_topic_is_in_the_title():
    none = prac.plot.topic_prevalence(shares(found_again=False))
    assert title(none) == "None of 2 topics was found again in other sessions"
    unknown = prac.plot.topic_prevalence(shares(found_again=None))
    assert title(unknown) == "2 topics: nobody has checked which are found again"
    with pytest.raises(TableError, match='column "low" is missing'):
        prac.plot.topic_prevalence(shares().drop(columns="low"))


# -- along a session


def along(again: dict[str, bool | None]) -> pd.DataFrame:
    table = pd.DataFrame(
        {"speaker": ["F", "P1", "P2"], "role": ["facilitator", "participant", "participant"],
         "words_before": [0, 10, 60], "n_words": [10, 50, 40], "t1": [0.0, 0.2, 1.0],
         "t2": [1.0, 0.8, 0.0]}
    )  # fmt: skip
    names = {"t1": "desk, bus" if again["t1"] else "t1, not", "t2": "t2, not found again"}
    table.attrs |= {"session_id": "2025-north", "names": names, "found_again": again}
    return table


def test_a_session_is_a_ribbon_of_its_words():
    picture = prac.plot.topics_along(along({"t1": True, "t2": False}))
    assert title(picture) == "2025-north: 50% of the talk is on “desk, bus”"
    legend = [" ".join(t.get_text().split()) for t in picture.ax.get_legend().get_texts()]
    assert legend == ["desk, bus (50%)", "t2, not found again (50%)"]
    colours = [to_hex(area.get_facecolor()[0]) for area in picture.ax.collections]
    assert colours[0] == BLUE.lower()
    assert colours[1] == SOFT
    # known without colours too: by the first word, greys by their number
    assert [t.get_text() for t in picture.ax.texts] == ["desk", "t2"]
    assert picture.ax.get_xlim() == (0, 100)
    (mark,) = picture.ax.lines
    assert list(mark.get_xdata()) == [0, 10]


def test_a_session_without_a_topic_found_again_says_so():
    none = along({"t1": False, "t2": False})
    assert title(prac.plot.topics_along(none)) == (
        "2025-north: on no topic that was found again in other sessions"
    )
    unknown = along({"t1": None, "t2": None})
    assert title(prac.plot.topics_along(unknown)) == (
        "2025-north: nobody has checked which topics are found again"
    )
    bare = none[["role", "words_before", "n_words"]]
    with pytest.raises(TableError, match='column "t1" is missing'):
        prac.plot.topics_along(bare)


def test_long_names_are_cut_and_not_run_together():
    table = along({"t1": True, "t2": True})
    table.attrs["names"] = dict.fromkeys(("t1", "t2"), "a name of very many words indeed, " * 4)
    legend = prac.plot.topics_along(table).ax.get_legend()
    for text in legend.get_texts():
        assert max(map(len, text.get_text().splitlines())) <= 34 + len(" (100%)")
        assert textwrap.shorten(text.get_text(), 20)
