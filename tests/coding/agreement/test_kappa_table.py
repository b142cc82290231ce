"""Kappa with its prevalence and bias: published tables, and plain counting on the table study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import practicelearn as prac
from practicelearn.coding.agreement.kappa_table import _figures

FOLDER = Path(__file__).parents[3] / "data" / "table-study"


@pytest.mark.parametrize(
    ("table", "kappa", "pabak"),
    [
        ((80, 7, 8, 5), 0.31444, 0.70),  # the kappa paradox; Brennan-Prediger is the same as pabak
        ((20, 10, 20, 50), 0.34783, 0.40),  # Artstein and Poesio, example 1
        ((58, 4, 12, 31), 0.6756757, None),  # ci.kappa(.05, 31, 12, 4, 58) of R's statpsych
    ],
)
def test_published_tables(table, kappa, pabak):
    found = _figures(*table)
    assert found["kappa"] == pytest.approx(kappa, abs=5e-6)
    if pabak is not None:
        assert found["pabak"] == pytest.approx(pabak)


def test_prevalence_and_bias_are_those_of_byrt():
    """kappa is pabak, corrected: (pabak - PI^2 + BI^2) / (1 - PI^2 + BI^2), their equation."""
    rng = np.random.default_rng(1)
    for a, b, c, d in rng.integers(1, 60, (200, 4)):
        f = _figures(a, b, c, d)
        square = f["prevalence_index"] ** 2 - f["bias_index"] ** 2
        assert f["kappa"] == pytest.approx((f["pabak"] - square) / (1 - square), abs=1e-12)
        assert f["kappa"] <= f["kappa_max"] + 1e-12


def test_the_largest_kappa_is_reached_without_avoidable_disagreement():
    assert _figures(20, 0, 20, 60)["kappa"] == pytest.approx(_figures(20, 0, 20, 60)["kappa_max"])
    assert _figures(30, 0, 0, 60)["kappa_max"] == pytest.approx(1.0)


@pytest.fixture(scope="module")
def both(table_study):
    corpus = table_study.corpus.where(group=["FG1", "FG3"])
    codings = table_study.codings
    for coder in ("AK", "BM"):
        codings = codings.mark_read(coder, corpus)
    return codings, corpus


def test_counts_are_those_of_pandas_and_kappa_that_of_scikit_learn(both):
    codings, corpus = both
    table = prac.reliability.kappa_table(codings, corpus)
    raw = pd.read_csv(FOLDER / "comments.csv", dtype=str)
    raw = raw[raw["Focus group"].isin(["FG1", "FG3"])].reset_index(drop=True)
    quotes = pd.read_csv(FOLDER / "coded-quotes.csv", dtype=str)
    for code in ("thanked", "joint-visits", "educator-too-busy"):
        own = quotes[quotes["Initial code"] == codings.frame[code].name]
        rated = {
            coder: [
                any(q in said for q in own.loc[own["Coder"] == coder, "Quote"])
                for said in raw["Comment"]
            ]
            for coder in ("AK", "BM")
        }
        row = table.loc[code]
        cross = pd.crosstab(pd.Series(rated["AK"]), pd.Series(rated["BM"]))
        assert row[["both", "only_first", "only_second", "neither"]].tolist() == [
            cross.loc[True, True], cross.loc[True, False], cross.loc[False, True],
            cross.loc[False, False],
        ]  # fmt: skip
        assert row["kappa"] == pytest.approx(cohen_kappa_score(*rated.values()), abs=1e-12)
    assert (table["first"] == "AK").all()


def test_it_is_the_kappa_of_agreement_on_every_level(both):
    codings, corpus = both
    for level in (1, 2, 4):
        table = prac.reliability.kappa_table(codings, corpus, level=level)
        whole = prac.agreement(codings, corpus, measure="cohen", level=level, interval=None)
        same = whole["cohen"].reindex(table.index)
        known = table["kappa"].notna()
        assert table.loc[known, "kappa"].tolist() == pytest.approx(same[known].tolist())
        assert table["percent"].tolist() == pytest.approx(whole["percent"].tolist())


def test_a_code_that_nobody_used_says_so(both):
    codings, corpus = both
    # only the codes below it were used, so it is a row where it is asked for
    assert "supervision" not in prac.reliability.kappa_table(codings, corpus).index
    row = prac.reliability.kappa_table(codings, corpus, codes=["supervision"]).loc["supervision"]
    assert np.isnan(row["kappa"])
    assert row["why"] == "nobody used this code"


def test_one_coder_or_three_are_refused(both):
    codings, corpus = both
    with pytest.raises(prac.errors.CodingError, match=r"for two coders, found 1 \(AK\)"):
        prac.reliability.kappa_table(codings.of(coder="AK"), corpus)


def test_gamma_says_where_it_is_to_be_had(both):
    with pytest.raises(prac.errors.CodingError, match="pygamma-agreement"):
        prac.agreement(*both, measure="gamma")
