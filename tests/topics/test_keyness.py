"""Keyness: rates over groups, held against other software; never over words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import practicelearn as prac
from practicelearn.errors import TableError
from practicelearn.topics.keyness import _compared, _Side

# groups × words (two terms) and words spoken in each group
THEN = _Side(
    "then", np.array([[3, 0], [5, 0], [2, 0], [8, 0.0]]), np.array([1200, 1500, 900, 2100.0])
)
NOW = _Side(
    "now",
    np.array([[9, 2], [4, 1], [12, 4], [7, 1], [10, 3.0]]),
    np.array([1000, 1300, 1600, 1100, 1500.0]),
)  # fmt: skip


def test_rates_and_their_errors_are_those_of_a_poisson_regression_with_clusters() -> None:
    """statsmodels 0.15.0, GLM(Poisson, offset=log words), cov_type="cluster", a side at a time."""
    (then, spread_then), (now, spread_now) = THEN.rate(), NOW.rate()
    assert now[0] - then[0] == pytest.approx(1.0329146224727341, abs=1e-12)
    assert np.sqrt(spread_then[0]) == pytest.approx(0.16746595848918197, abs=1e-10)
    assert np.sqrt(spread_now[0]) == pytest.approx(0.20563636941132102, abs=1e-10)


def test_the_interval_is_welchs() -> None:
    row = _compared(THEN, NOW, np.array(["desk", "lattice"], dtype=object), 1).set_index("term")
    a, b = 0.16746595848918197**2, 0.20563636941132102**2
    freedom = (a + b) ** 2 / (a**2 / 3 + b**2 / 4)
    reach = stats.t.ppf(0.975, freedom) * np.sqrt(a + b)
    assert row.loc["desk", "low"] == pytest.approx(1.0329 - reach, abs=1e-4)
    assert row.loc["desk", "high"] == pytest.approx(1.0329 + reach, abs=1e-4)
    assert row.loc["desk", "side"] == "now"
    assert row.loc["desk", "per_1000_against"] == pytest.approx(1000 * 18 / 5700)


def test_a_word_that_one_side_never_said_is_tested_by_groups_and_has_no_interval() -> None:
    row = _compared(THEN, NOW, np.array(["desk", "lattice"], dtype=object), 1).set_index("term")
    lone = row.loc["lattice"]
    assert np.isnan(lone["low"])
    assert lone["p"] == pytest.approx(1 / 126)  # 0 of 4 and 5 of 5: one split of C(9, 4)
    assert lone["log_ratio"] == pytest.approx(np.log2((11 / 6500) / (0.5 / 5700)))
    assert "Fisher" in lone["why"]


def test_two_groups_a_side_have_no_interval() -> None:
    few = _Side("then", THEN.counts[:2], THEN.words[:2])
    table = _compared(few, NOW, np.array(["desk", "lattice"], dtype=object), 1)
    assert table[["low", "high", "p", "q"]].isna().all(axis=None)
    assert set(table["why"]) == {"fewer than 3 groups on a side"}
    assert prac.plot.keywords(table).alt.count("cannot be told")


def test_q_grows_with_the_words_looked_at_and_the_title_follows_it() -> None:
    rng = np.random.default_rng(4)
    n = 200
    words = np.full(8, 1500.0)
    then = _Side("then", rng.poisson(4, (8, n)).astype(float), words)
    now = _Side("now", rng.poisson(4, (8, n)).astype(float), words)
    table = _compared(then, now, np.array([f"w{k}" for k in range(n)], dtype=object), 5)
    apart = ((table["low"] > 0) | (table["high"] < 0)).sum()
    assert apart > 3, "some intervals leave out an equal rate by chance"
    assert (table["q"] <= 0.05).sum() == 0
    picture = prac.plot.keywords(table)
    assert picture.ax.get_title(loc="left") == "No word marks either side: 200 were looked at"


@pytest.fixture(scope="module")
def corpus() -> prac.Corpus:
    return prac.open_study(prac.sample_path()).corpus()


def test_in_the_sample_the_new_system_marks_the_newest_round(corpus: prac.Corpus) -> None:
    table = prac.keyness(corpus)
    row = table.iloc[0]
    assert (row["term"], row["side"], row["n_groups_against"], row["n_groups_of"]) == (
        "lattice", "2025-26", 0, 8
    )  # fmt: skip
    counted = corpus.turns[~corpus.turns["role"].isin(["facilitator", "note-taker", "observer"])]
    text = counted["text"].str.lower()
    said = counted["session_id"].map(corpus.sessions["year"])
    for term in ("lattice", "laptop"):
        hits = text.str.count(rf"\b{term}s?\b").groupby(said).sum()
        own = table.set_index("term").loc[term]
        assert own[["n_against", "n_of"]].tolist() == hits[["2024-25", "2025-26"]].tolist()
    assert (table["n_groups_against"] + table["n_groups_of"]).min() >= 5
    assert not table["term"].isin(["yeah", "the"]).any()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "job_role"}, "no column of sessions"),
        ({"of": "2025"}, "no session has year"),
        ({"of": "2025-26", "against": "2025-26"}, "on both sides"),
        ({"by": "site"}, "say whose words are wanted"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    corpus: prac.Corpus, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(TableError, match=said):
        prac.keyness(corpus, **asked)


def test_one_round_is_pointed_to_kinds_of_group(corpus: prac.Corpus) -> None:
    with pytest.raises(TableError, match="compare kinds of group"):
        prac.keyness(corpus.where(year="2025-26"))
