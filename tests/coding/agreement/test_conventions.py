"""The vendors' figures, from their own examples, side by side."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.coefficients import cohen_kappa
from practicelearn.coding.agreement.conventions import (
    WHY_THEY_DIFFER,
    character_counts,
    compare_conventions,
    nvivo_kappa,
)
from practicelearn.coding.agreement.ratings import ratings_from_crosstab
from practicelearn.errors import ArgumentError, TableError


def spans_of(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["file", "coder", "value", "start", "end"])


def figure(table: pd.DataFrame, convention: str, name: str, code: str = "x") -> float:
    rows = table[
        (table["convention"] == convention) & (table["figure"] == name) & (table["code"] == code)
    ]
    assert len(rows) == 1, (convention, name)
    return float(rows["value"].iloc[0])


@pytest.mark.parametrize(("b", "c", "kappa"), [(75, 75, 0.3143), (0, 150, 0.3478)])
def test_nvivos_own_example(b, c, kappa):
    spans = spans_of(
        ("f", "a", "x", 0, 50 + b), ("f", "b", "x", 0, 50), ("f", "b", "x", 500, 500 + c)
    )
    table = compare_conventions(spans[spans["end"] > spans["start"]], {"f": 1000})
    assert figure(table, "NVivo", "percent agreement, mean of files") == pytest.approx(0.85)
    assert figure(table, "NVivo", "kappa, mean of files") == pytest.approx(kappa, abs=5e-5)
    assert nvivo_kappa(50, b, c, 1000 - 50 - b - c) == pytest.approx(kappa, abs=5e-5)


def test_nvivo_weights_files_the_same_or_by_size():
    spans = spans_of(
        ("long", "a", "x", 0, 100), ("long", "b", "x", 0, 100),
        ("short", "a", "x", 0, 50), ("short", "b", "x", 50, 100),
    )  # fmt: skip
    table = compare_conventions(spans, {"long": 900, "short": 100})
    assert figure(table, "NVivo", "percent agreement, mean of files") == pytest.approx(0.5)
    assert figure(table, "NVivo", "percent agreement, weighted by size") == pytest.approx(0.9)
    assert figure(table, "NVivo", "kappa, mean of files") == pytest.approx((1 - 1) / 2)
    assert figure(table, "NVivo", "kappa, weighted by size") == pytest.approx(0.9 - 0.1)


def test_nvivo_leaves_files_without_the_code_undefined():
    spans = spans_of(("f", "a", "x", 0, 50), ("f", "b", "x", 25, 75))
    table = compare_conventions(spans, {"f": 100, "g": 100})
    row = table[table["figure"] == "kappa, mean of files"].iloc[0]
    assert row["n"] == 1
    assert "1 of 2 files left out" in row["why"]
    printed = figure(table, "NVivo", "kappa, mean of files, 1 where unused")
    assert printed == pytest.approx((row["value"] + 1) / 2)


def test_atlas_tis_own_example():
    one, other = "1100000000", "0110010100"
    spans = [("f", "a", "x", i, i + 1) for i, c in enumerate(one) if c == "1"]
    spans += [("f", "b", "x", i, i + 1) for i, c in enumerate(other) if c == "1"]
    table = compare_conventions(spans_of(*spans), {"f": 10})
    assert figure(table, "ATLAS.ti", "percent agreement") == pytest.approx(0.6)
    assert figure(table, "ATLAS.ti", "alpha-binary") == pytest.approx(0.095238, abs=5e-7)
    assert figure(table, "ATLAS.ti", "Holsti") == pytest.approx(2 * 1 / (2 + 4))


@pytest.mark.parametrize(
    ("end", "threshold", "agree"), [(90, 0.9, 1.0), (89, 0.9, 0.0), (89, 0.8, 1.0), (100, 1.0, 1.0)]
)
def test_maxqdas_threshold(end, threshold, agree):
    spans = spans_of(("f", "a", "x", 0, 100), ("f", "b", "x", 0, end))
    table = compare_conventions(spans, {"f": 1000}, threshold=threshold, n_codes=4)
    assert figure(table, "MAXQDA", "segments agreeing", "(all codes)") == agree
    expected = (agree - 0.25) / 0.75
    assert figure(table, "MAXQDA", "kappa (RK), chance 1/4", "(all codes)") == pytest.approx(
        expected
    )


def test_maxqda_counts_segments_of_both_and_the_code_in_files():
    spans = spans_of(
        ("f", "a", "x", 0, 100), ("f", "b", "x", 0, 100), ("f", "b", "x", 300, 310),
        ("g", "a", "x", 0, 10), ("g", "b", "y", 0, 10),
    )  # fmt: skip
    table = compare_conventions(spans, {"f": 1000, "g": 500, "h": 500})
    assert figure(table, "MAXQDA", "segments agreeing, overlap of 90%") == pytest.approx(2 / 4)
    assert figure(table, "MAXQDA", "code in file or not") == pytest.approx(2 / 3)


def test_a_longer_text_changes_nvivo_and_not_maxqda():
    """Nobody coded the added text: agreement to one program, nothing to the other."""
    spans = spans_of(("f", "a", "x", 0, 50), ("f", "b", "x", 40, 90))
    short, long = (compare_conventions(spans, {"f": n}) for n in (100, 10_000))
    name = "percent agreement, mean of files"
    assert figure(long, "NVivo", name) > figure(short, "NVivo", name) + 0.5
    assert figure(long, "MAXQDA", "segments agreeing, overlap of 90%") == figure(
        short, "MAXQDA", "segments agreeing, overlap of 90%"
    )
    assert figure(long, "ATLAS.ti", "Holsti") == figure(short, "ATLAS.ti", "Holsti")


def test_each_row_says_why_they_differ():
    table = compare_conventions(
        spans_of(("f", "a", "x", 0, 50), ("f", "b", "x", 40, 90)), {"f": 100}
    )
    assert set(table["convention"]) == set(WHY_THEY_DIFFER)
    assert table["why_they_differ"].str.len().gt(40).all()


class TestDomains:
    def test_cu_alpha_asks_which_code_where_both_coded(self):
        spans = spans_of(
            ("f", "a", "x", 0, 10), ("f", "b", "x", 0, 10),
            ("f", "a", "y", 20, 30), ("f", "b", "x", 20, 30),
            ("g", "a", "y", 0, 10), ("g", "b", "y", 5, 15),
        )  # fmt: skip
        table = compare_conventions(spans, {"f": 100, "g": 100}, domains={"both": ["x", "y"]})
        row = table[table["figure"] == "cu-alpha"].iloc[0]
        assert row["code"] == "both"
        assert 0 < row["value"] < 1
        assert row["n"] == 25

    def test_codes_that_overlap_have_no_cu_alpha(self):
        spans = spans_of(("f", "a", "x", 0, 10), ("f", "a", "y", 5, 15), ("f", "b", "x", 0, 10))
        table = compare_conventions(spans, {"f": 100}, domains={"d": ["x", "y"]})
        row = table[table["figure"] == "cu-alpha"].iloc[0]
        assert math.isnan(row["value"])
        assert "exclude each other" in row["why"]


class TestWrongInput:
    def test_three_coders(self):
        spans = spans_of(*[("f", c, "x", 0, 5) for c in "abc"])
        with pytest.raises(TableError, match="found 3"):
            compare_conventions(spans, {"f": 10})
        assert len(compare_conventions(spans, {"f": 10}, coders=["a", "c"]))

    def test_a_passage_outside_its_file(self):
        spans = spans_of(("f", "a", "x", 0, 5), ("f", "b", "x", 5, 11))
        with pytest.raises(TableError, match="b marked 5 to 11 in f, which has 10 characters"):
            compare_conventions(spans, {"f": 10})

    def test_a_file_without_length(self):
        spans = spans_of(("f", "a", "x", 0, 5), ("g", "b", "x", 5, 9))
        with pytest.raises(TableError, match="in g, whose length is not given"):
            compare_conventions(spans, {"f": 10})

    def test_a_threshold_of_90(self):
        spans = spans_of(("f", "a", "x", 0, 5), ("f", "b", "x", 5, 9))
        with pytest.raises(ArgumentError, match=r"write threshold=0\.9"):
            compare_conventions(spans, {"f": 10}, threshold=90)


passage = st.tuples(
    st.sampled_from(["f", "g"]), st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]),
    st.integers(0, 19), st.integers(1, 20),
).map(lambda p: (*p[:3], min(p[3], 19), min(p[3] + p[4], 20)))  # fmt: skip


@given(st.lists(passage, max_size=12))
@settings(max_examples=80, deadline=None)
def test_counts_equal_counting_every_character(passages):
    spans = spans_of(*passages)
    counts = character_counts(spans, {"f": 20, "g": 20}, coders=["a", "b"])
    for (file, value), row in counts.iterrows():
        held = {
            c: {
                i
                for f, who, v, s, e in passages
                if (f, who, v) == (file, c, value)
                for i in range(s, e)
            }
            for c in "ab"
        }
        both = len(held["a"] & held["b"])
        expected = [both, len(held["a"]) - both, len(held["b"]) - both]
        assert row.tolist() == [*expected, 20 - sum(expected)]
        kappa = nvivo_kappa(*row)
        if not math.isnan(kappa):
            a, b, c, d = row.tolist()
            ratings = ratings_from_crosstab([[a, b], [c, d]])
            assert kappa == pytest.approx(cohen_kappa(ratings).value, abs=1e-12)
    if passages:
        table = compare_conventions(spans, {"f": 20, "g": 20}, coders=["a", "b"])
        for value in counts.index.unique("value"):
            a, b, c, d = counts.xs(value, level="value").sum().tolist()
            ratings = ratings_from_crosstab([[a, b], [c, d]])
            assert figure(table, "ATLAS.ti", "alpha-binary", value) == pytest.approx(
                krippendorff_alpha(ratings).value, abs=1e-12, nan_ok=True
            )
