"""Every picture: the finding as its title, alt text, legible figures and plain refusals."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from practicelearn.coding.agreement import agreement_by_code
from practicelearn.errors import ArgumentError, PracticelearnError, TableError
from practicelearn.output import plots
from practicelearn.output.plots.colours import BLUE, GREY, INK, ORANGE, heat_colour
from practicelearn.themes.themes import Themes

Made = Callable[[int], pd.DataFrame]


def matrix(n: int) -> pd.DataFrame:
    cells = pd.DataFrame(
        [[k + g for g in range(4)] for k in range(n)], dtype=float,
        index=pd.Index([f"Code {k}" for k in range(n)], name="codes"),
        columns=pd.Index([f"Group {g}" for g in range(4)], name="groups"),
    )  # fmt: skip
    cells.iloc[0, 1] = np.nan
    return cells


def together(n: int) -> pd.DataFrame:
    names = [f"Code {k}" for k in range(n)]
    cells = [[(100 - i if i == j else (i * j) % 7) for j in range(n)] for i in range(n)]
    return pd.DataFrame(cells, index=names, columns=names)


def strips(n: int) -> pd.DataFrame:
    rows = [
        ("2025-north", "Ann", "facilitator", 0, 40, "t1"),
        ("2025-north", "P1", "speaker", 40, 200, "t2"),
    ]
    rows += [("2025-north", f"Code {k}", "code", 40, 60 + k, "t2") for k in range(n)]
    return pd.DataFrame(
        rows, columns=["session_id", "lane", "kind", "start_word", "end_word", "turn_id"]
    )


def shares(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"speaker": [f"P{k}" for k in range(n)],
         "role": ["facilitator"] + ["participant"] * (n - 1),
         "n_words": [*range(100, 100 + n - 1), 0], "n_turns": [*range(5, 5 + n - 1), 0]}
    )  # fmt: skip


def marked(n: int) -> pd.DataFrame:
    ratio = np.linspace(-3, 3, n)
    return pd.DataFrame(
        {"term": [f"word{k}" for k in range(n)], "log_ratio": ratio, "low": ratio - 1,
         "high": ratio + 1, "side": np.where(ratio > 0, "2025-26", "2024-25")}
    )  # fmt: skip


def agreed(n: int) -> pd.DataFrame:
    value = np.linspace(-0.1, 0.9, n)
    table = pd.DataFrame(
        {"percent": 0.9, "alpha": value, "prevalence": 0.1, "specific": 0.5, "n_units": 80,
         "n_sessions": 6, "low": value - 0.2, "high": value + 0.1, "why": None},
        index=pd.Index([f"Code {k}" for k in range(n)], name="code"),
    )  # fmt: skip
    table.loc["Code 1", ["alpha", "low", "high"]] = np.nan
    return table


def terms(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        [{"topic": f"t{k}", "rank": r, "term": f"word{k}{r}", "weight": 1 / r,
          "stability": (k + 1) / n} for k in range(n) for r in range(1, 11)]
    )  # fmt: skip


def sizes(n: int) -> pd.DataFrame:
    fall = 1 / np.arange(2, 2 + n)
    return pd.DataFrame(
        {"n_found": 2, "stability": fall, "sd": 0.02, "by_chance": fall / 2, "n_found_again": 2,
         "n_one_session": 0, "distinctness": 0.9, "c_v": np.nan, "c_npmi": 0.1},
        index=pd.Index(range(2, 2 + n), name="n_topics"),
    )  # fmt: skip


def talk_on(n: int) -> pd.DataFrame:
    rows = [
        {"group_type": kind, "topic": f"t{k}", "name": f"word{k}, desk, rota" if k else "t0, not",
         "found_again": k > 0, "share": share / (k + 1), "low": 0.01, "high": 0.5, "n_groups": 5}
        for kind, share in (("managers", 0.5), ("practitioners", 0.4)) for k in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def along(n: int) -> pd.DataFrame:
    table = pd.DataFrame(
        {"speaker": "P1", "role": ["facilitator"] + ["participant"] * 4,
         "words_before": [0, 9, 50, 80, 99], "n_words": [9, 41, 30, 19, 60]}
    )  # fmt: skip
    table = table.join(pd.DataFrame(1 / n, index=table.index, columns=[f"t{k}" for k in range(n)]))
    table.attrs["session_id"] = "2025-north"
    table.attrs["names"] = {f"t{k}": f"word{k}, desk, rota" for k in range(n)}
    table.attrs["found_again"] = {f"t{k}": k % 2 == 0 for k in range(n)}
    return table


def found_new(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"session_id": [f"s{k}" for k in range(n)], "n_new": [5, 2] + [1] * (n - 2)}
    )


def planned(n: int) -> pd.DataFrame:
    groups = np.arange(4, 4 + n)
    return pd.DataFrame(
        {"n_after": groups, "finds": 1 / np.sqrt(groups), "rules_out": 1.1 / np.sqrt(groups),
         "smallest_worthwhile": 0.15, "share": 0.4, "headlines": 3}
    )  # fmt: skip


KINDS: dict[str, Made] = {
    "matrix": matrix, "cooccurrence": together, "portrait": strips, "talk": shares,
    "keywords": marked, "agreement": agreed, "topics": terms, "new_codes": found_new,
    "how_many_groups": planned, "choose_n_topics": sizes, "topic_prevalence": talk_on,
    "topics_along": along,
}  # fmt: skip


def picture(kind: str, table: pd.DataFrame, **options: object) -> plots.Picture:
    return getattr(plots, f"plot_{kind}")(table, **options)


def drawn(kind: str, table: pd.DataFrame):
    return picture(kind, table).ax


@cache
def drawn_of(kind: str, n: int):
    """The invented picture of so many rows, to be looked at only."""
    return drawn(kind, KINDS[kind](n))


def words_of(axes) -> str:
    every = [axes.get_title(loc="left"), axes.get_xlabel(), *(t.get_text() for t in axes.texts)]
    return " ".join(" ".join(every).split())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [3, 100])
def test_the_title_states_the_finding_and_fits_at_3_and_at_100_rows(kind: str, n: int) -> None:
    table = KINDS[kind](n)
    telling = getattr(plots, f"describe_{kind}")(table)
    axes = drawn_of(kind, n)
    title = " ".join(axes.get_title(loc="left").split())
    assert title == telling.title
    assert len(telling.alt) > len(title)
    axes.figure.canvas.draw()
    box = axes._left_title.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= axes.figure.bbox.x1
    assert axes.figure.get_size_inches()[1] <= 16


@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_where_it_is_told_and_never_wakes_pyplot(kind: str) -> None:
    axes = Figure().subplots()
    before = "matplotlib.pyplot" in sys.modules
    assert picture(kind, KINDS[kind](3), ax=axes).ax is axes
    assert picture(kind, KINDS[kind](3)).ax is not axes
    assert ("matplotlib.pyplot" in sys.modules) == before


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_draw_and_something_else_than_a_table_are_refused(kind: str) -> None:
    with pytest.raises(TableError, match="no rows"):
        picture(kind, KINDS[kind](3).iloc[:0])
    with pytest.raises(ArgumentError, match=r"expected a .*table"):
        picture(kind, [1, 2])


@pytest.mark.parametrize(
    ("kind", "column", "near"),
    [("portrait", "lane", "lanes"), ("talk", "n_words", "words_n"), ("keywords", "side", "sides"),
     ("agreement", "low", "lows"), ("topics", "term", "terms"), ("new_codes", "n_new", "new"),
     ("how_many_groups", "finds", "find")],
)  # fmt: skip
def test_a_missing_column_is_named_with_what_is_near(kind: str, column: str, near: str) -> None:
    with pytest.raises(TableError, match=f'column "{column}" is missing') as caught:
        picture(kind, KINDS[kind](3).rename(columns={column: near}))
    assert near in str(caught.value)


@pytest.mark.parametrize(
    "kind",
    ["matrix", pytest.param("cooccurrence", marks=pytest.mark.slow), "portrait", "talk", "keywords",
     "agreement", "topics"],
)  # fmt: skip
def test_what_there_is_no_room_for_is_said(kind: str) -> None:
    said = words_of(drawn_of(kind, 100))
    assert "of 10" in said
    assert "which the table holds" in said
    assert "the table holds" not in words_of(drawn_of(kind, 3))


def luminance(colour: object) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: object, b: object) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_figures_can_be_read_on_every_shade_and_colours_on_white() -> None:
    assert all(contrast(INK, heat_colour(k / 20)) >= 4.5 for k in range(21))
    assert luminance(heat_colour(1)) < luminance(heat_colour(0.5)) < luminance(heat_colour(0))
    assert all(contrast(colour, "white") >= 4.5 for colour in (BLUE, ORANGE, INK, GREY))


def test_every_cell_bears_its_number_and_what_was_not_read_a_dash() -> None:
    axes = drawn("matrix", matrix(3))
    assert [t.get_text() for t in axes.texts].count("–") == 1
    cells = {(t.get_position()[0], t.get_position()[1]): t.get_text() for t in axes.texts}
    # the largest row first
    assert cells[(3, 0)] == "5"
    title = " ".join(axes.get_title(loc="left").split())
    assert title == "“Code 2” is largest in Group 3 (5); 1 of 12 cells has no figure"
    assert "1 cell has no figure" in plots.describe_matrix(matrix(3)).alt


def test_the_darkest_cell_is_the_largest_that_is_drawn() -> None:
    shades = [patch.get_facecolor() for patch in drawn("cooccurrence", together(6)).patches]
    assert min(map(luminance, shades)) == pytest.approx(luminance(heat_colour(1)), abs=1e-6)


def test_rates_keep_their_decimals() -> None:
    axes = drawn("matrix", matrix(3) / 8)
    assert "0.62" in [t.get_text() for t in axes.texts]


def test_each_pair_of_codes_is_drawn_once_and_the_most_frequent_is_named() -> None:
    table = together(4)
    axes = drawn("cooccurrence", table)
    assert len(axes.texts) == 6
    assert plots.describe_cooccurrence(table).title == (
        "“Code 3” and “Code 2” occur together most often (6)"
    )
    with pytest.raises(TableError, match="not symmetric"):
        picture("cooccurrence", table.assign(**{"Code 0": [1, 2, 3, 4]}))
    with pytest.raises(TableError, match="square"):
        picture("cooccurrence", matrix(3))


def test_the_portrait_is_made_from_turns_and_codings(themes: Themes) -> None:
    corpus, codings = themes.corpus, themes.codings
    assert codings is not None
    table = plots.session_portrait(codings, corpus, "2024-east")
    words = corpus.n_words[corpus.turns["session_id"] == "2024-east"]
    spoken = table[table["kind"] != "code"]
    assert (spoken["end_word"] - spoken["start_word"]).sum() == words.sum()
    assert set(table.loc[table["kind"] == "facilitator", "lane"]) == {"F1"}
    coded = table[table["kind"] == "code"]
    own = codings.spans["turn_id"].str.startswith("2024-east:")
    assert len(coded) == own.sum()
    assert "Supervision" in set(coded["lane"])
    assert "the facilitator has" in plots.describe_portrait(table).title
    with pytest.raises(PracticelearnError, match='Did you mean "2024-east"'):
        plots.session_portrait(codings, corpus, "2024-eats")


def test_silent_people_and_the_facilitator_are_named() -> None:
    title = plots.describe_talk(shares(4)).title
    assert title == "P2 has 34% of the words, the facilitator 33%; 1 said nothing"


def test_words_stand_on_their_side_at_most_fifteen_each() -> None:
    axes = drawn("keywords", marked(100))
    assert len(axes.get_yticklabels()) == 30
    assert "more in 2024-25" in axes.get_xlabel()
    with pytest.raises(TableError, match="two sides"):
        picture("keywords", marked(3).assign(side=["a", "b", "c"]))


def test_agreement_takes_the_table_as_it_is_made_and_never_draws_the_undefined() -> None:
    rng = np.random.default_rng(2)
    coded = rng.integers(0, 2, (60, 2, 3)).astype(float)
    coded[:, :, 2] = 0
    table = agreement_by_code(
        coded, codes=["a", "b", "c"], measure="cohen", sessions=np.repeat(range(6), 10)
    )
    axes = drawn("agreement", table)
    assert [t.get_text() for t in axes.texts].count("undefined") == 1
    assert len([line for line in axes.lines if line.get_marker() == "o"]) == 2
    assert "Cohen's kappa" in axes.get_xlabel()


def test_new_codes_are_counted_from_the_end() -> None:
    assert plots.describe_new_codes(found_new(8)).title == (
        "The last 3 of 8 sessions brought 3 new codes; 13 in all"
    )
    none = found_new(8).assign(n_new=[5] + [0] * 7)
    assert "brought no new code" in plots.describe_new_codes(none).title
    assert "saturat" not in plots.describe_new_codes(none).alt


def test_change_and_extent_say_what_they_found(change: pd.DataFrame, themes: Themes) -> None:
    telling = plots.describe_change(change)
    newest = change[(change["year_after"] == "2024-25") & (change["measure"] != "share of words")]
    more = list(newest.loc[newest["verdict"].str.startswith("heard more"), "name"])
    assert more
    assert f"{more[0]}: heard more" in telling.title
    assert "cannot tell" in telling.title
    axes = plots.plot_change(change).ax
    assert " ".join(axes.get_title(loc="left").split()) == telling.title
    assert plots.describe_extent(themes, "2024-25").title == (
        "Supervision and Workload and allocation came up in the most groups: 5 of 5 groups"
    )
    assert "20 of 25 people" in plots.describe_extent(themes, "2024-25").alt


def test_what_so_many_groups_find_is_told_and_a_change_never_found_is_a_gap() -> None:
    table = planned(3).assign(finds=[np.nan, 0.45, 0.41], rules_out=[1.0, 0.5, 0.44])
    telling = plots.describe_how_many_groups(table)
    assert telling.title == (
        "With 5 groups a change of 45 points is found in 8 of 10 years, with 6 one of 41 points"
    )
    assert "4 groups: no change is found in 8 of 10 years, no change is ruled out" in telling.alt
    found, bound = drawn("how_many_groups", table).lines[:2]
    assert np.isnan(found.get_ydata()[0]) and bound.get_ydata()[0] == 100
    with pytest.raises(TableError, match="fewer than four groups"):
        picture("how_many_groups", table.assign(rules_out=np.nan))
    none = plots.describe_how_many_groups(table.head(1)).title
    assert none == "No change is found in 8 of 10 years with 4 groups"
