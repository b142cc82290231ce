"""A title names the first only where there is one: never in a tie, with one row, with nothing."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from practicelearn.output import plots
from practicelearn.themes.themes import Themes


def cells(*rows: list[float | None]) -> pd.DataFrame:
    names = [f"C{k}" for k in range(1, len(rows) + 1)]
    columns = [f"g{k}" for k in range(1, len(rows[0]) + 1)]
    return pd.DataFrame(list(rows), index=names, columns=columns, dtype=float)


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (cells([3, 2], [1, 0]), "“C1” is largest in g1 (3)"),
        (cells([3, 3], [1, 0]), "“C1” is largest in g1 and g2 (3 each)"),
        (
            cells([3, 2], [1, 3]),
            "The largest figure, 3, stands in 2 cells: “C1” in g1 and “C2” in g2",
        ),
        (
            cells([3, 3, 0], [1, 3, 3]),
            "The largest figure, 3, stands in 4 cells: “C1” in g1, “C1” in g2 and 2 more",
        ),
        # 2.61 and 2.64 both print as 2.6
        (
            cells([2.61, 1], [1, 2.64]),
            "The largest figure, 2.6, stands in 2 cells: “C1” in g1 and “C2” in g2",
        ),
        (cells([2, 2], [2, 2]), "All 4 figures are 2"),
        (cells([2, 2]), "Both figures are 2"),
        (cells([5]), "“C1” in g1 is the only figure (5)"),
        (cells([5, None]), "“C1” in g1 is the only figure (5); 1 of 2 cells has no figure"),
        (cells([0, 0], [0, None]), "Every figure is 0; 1 of 4 cells has no figure"),
        (cells([None, None]), "No cell has a figure"),
    ],
)  # fmt: skip
def test_matrix(table: pd.DataFrame, title: str) -> None:
    assert plots.describe_matrix(table).title == title
    assert title in plots.describe_matrix(table).alt
    assert " ".join(plots.plot_matrix(table).ax.get_title(loc="left").split()) == title


@pytest.mark.parametrize(
    ("pairs", "title"),
    [
        ([5, 2, 1], "“B” and “A” occur together most often (5)"),
        ([5, 5, 1], "2 pairs occur together most often (5 each): “B” with “A” and “C” with “A”"),
        ([4, 4, 4], "All 3 pairs occur together equally often (4 each)"),
        ([0, 0, 0], "No two codes occur together"),
        ([3], "“B” and “A” occur together (3)"),
    ],
)
def test_cooccurrence(pairs: list[int], title: str) -> None:
    names = list("ABC" if len(pairs) == 3 else "AB")
    table = pd.DataFrame(9, index=names, columns=names)
    for n, (a, b) in zip(pairs, [("A", "B"), ("A", "C"), ("B", "C")], strict=False):
        table.loc[a, b] = table.loc[b, a] = n
    assert plots.describe_cooccurrence(table).title == title


@pytest.mark.parametrize(
    ("alpha", "title"),
    [
        ([0.2, 0.5, 0.9], "Coders agree least on “a” ({w} 0.20) and most on “c” (0.90)"),
        ([0.2, 0.201, 0.9], "Coders agree least on “a” and “b” ({w} 0.20) and most on “c” (0.90)"),
        ([0.2, 0.9, 0.9], "Coders agree least on “a” ({w} 0.20) and most on “b” and “c” (0.90)"),
        ([0.5, 0.5, 0.5], "Coders agree alike on all 3 codes ({w} 0.50)"),
        (
            [0.5, np.nan, np.nan],
            "“a” is the only one with a value ({w} 0.50); undefined in 2 of 3 rows",
        ),
        (
            [0.5, 0.5, np.nan],
            "Coders agree alike on both codes ({w} 0.50); undefined in 1 of 3 rows",
        ),
        ([np.nan] * 3, "Agreement is undefined for every code"),
    ],
)
def test_agreement(alpha: list[float], title: str) -> None:
    table = pd.DataFrame(
        {"percent": 0.9, "alpha": alpha, "low": np.nan, "high": np.nan}, index=list("abc")
    )
    told = plots.describe_agreement(table)
    assert told.title == title.format(w="Krippendorff's alpha")


def test_extent(themes: Themes) -> None:
    def title(raised: list[int], of: list[int]) -> str:
        year = "2024-25"
        kept = themes.extent[themes.extent["year"] == year]
        wanted = list(kept["theme_id"])[: len(raised)]
        extent = kept[kept["theme_id"].isin(wanted)].assign(
            n_groups_raised=raised, n_groups=of, n_people_raised=list(range(len(raised)))
        )
        table = themes.table[themes.table.index.isin(wanted)]
        return plots.describe_extent(SimpleNamespace(table=table, extent=extent), year).title

    first, second = themes.extent[themes.extent["year"] == "2024-25"]["theme_id"][:2]
    a, b = (themes.table.loc[t, "name"] for t in (first, second))
    assert title([4, 2, 1], [5, 5, 5]) == f"{a} came up in the most groups: 4 of 5 groups"
    # those whom more people raised come first
    assert title([4, 4, 1], [5, 5, 5]) == f"{b} and {a} came up in the most groups: 4 of 5 groups"
    assert title([4, 4, 1], [5, 6, 5]) == (
        f"{b} and {a} came up in the most groups: 4 groups of those read for it; not every theme "
        "was read for in all"
    )
    assert title([4, 4, 4], [5, 5, 5]) == "All 3 themes came up in 4 of 5 groups each"
    assert title([0, 0, 0], [5, 5, 5]) == "No theme came up in any group that was read for it"
    assert title([3, 3], [5, 5]) == "Both themes came up in 3 of 5 groups each"
    assert title([1], [1]) == f"{a} came up in 1 of 1 group"


@pytest.mark.parametrize(
    ("stability", "title"),
    [
        ([0.9, 0.4, 0.3], "The steadiest of 3 topics is w0 (stability 0.90)"),
        ([0.9, 0.9, 0.3], "2 of 3 topics are the steadiest (stability 0.90): w0; w1"),
        ([0.7, 0.7, 0.7], "All 3 topics are equally steady (stability 0.70)"),
        ([0.7], "One topic, w0 (stability 0.70)"),
        ([np.nan] * 3, "3 topics; first words: w0, w1 and w2"),
    ],
)
def test_topics(stability: list[float], title: str) -> None:
    table = pd.DataFrame(
        [{"topic": f"t{k}", "rank": 1, "term": f"w{k}", "weight": 1.0, "stability": s}
         for k, s in enumerate(stability)]
    )  # fmt: skip
    assert plots.describe_topics(table).title == title


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ({"A": 9, "B": 5}, "“A” takes most room"),
        ({"A": 9, "B": 9, "C": 5}, "“A” and “B” take most room, the same each"),
        ({"A": 9, "B": 9}, "both codes take the same room"),
        ({"A": 9}, "“A” is the only code"),
        ({}, "nothing is coded"),
    ],
)
def test_portrait(ends: dict[str, int], title: str) -> None:
    rows = [("P1", "speaker", 0, 9), *((code, "code", 0, end) for code, end in ends.items())]
    table = pd.DataFrame(rows, columns=["lane", "kind", "start_word", "end_word"])
    assert plots.describe_portrait(table).title == (
        f"The session: nobody is known as the facilitator; {title}"
    )


def test_new_codes_of_one_session() -> None:
    table = pd.DataFrame({"session_id": ["a"], "n_new": [4]})
    assert plots.describe_new_codes(table).title == "The only session brought 4 new codes"


def test_only_words_whose_interval_leaves_out_an_equal_rate_mark_a_side() -> None:
    table = pd.DataFrame(
        {"term": ["rota", "desk", "bus"], "log_ratio": [2.0, 1.0, -1.0], "low": [1.0, -1.0, -2.0],
         "high": [3.0, 2.0, 0.5], "side": ["now", "now", "then"]}
    )  # fmt: skip
    assert plots.describe_keywords(table).title == "Words that mark now: “rota”"
    assert plots.describe_keywords(table.iloc[1:]).title == (
        "No word marks either side: each of 2 intervals holds an equal rate"
    )
