"""Unitizing alphas: the published example, the older form, and a character-by-character count."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.coding.agreement.unitizing import GAP, unitizing_alpha
from practicelearn.errors import TableError

# Krippendorff, Mathet, Bouvry and Widlöcher (2016); Krippendorff (2019), figure 12.11.
PUBLISHED = {
    "Alex": [(1, 0, 7), (2, 7, 13), (5, 30, 32), (6, 32, 37), (6, 37, 44), (7, 44, 60)],
    "Paul": [(1, 0, 7), (3, 7, 13), (5, 13, 21), (6, 32, 44)],
    "Suzan": [(1, 0, 7), (4, 7, 13), (5, 13, 21), (6, 32, 37), (6, 37, 41), (6, 41, 44)],
}


def spans_of(by_coder: dict, factor: int = 1) -> pd.DataFrame:
    rows = [
        (coder, value, start * factor, end * factor)
        for coder, own in by_coder.items()
        for value, start, end in own
    ]
    return pd.DataFrame(rows, columns=["coder", "value", "start", "end"])


U1 = spans_of(PUBLISHED)


def test_the_published_example():
    found = unitizing_alpha(U1, 60)
    assert found.u == pytest.approx(0.50998, abs=5e-6)
    assert found.u == pytest.approx(0.510, abs=5e-4)
    assert found.binary == pytest.approx(0.41360, abs=5e-6)
    assert found.cu == pytest.approx(0.72417, abs=5e-6)
    assert found.cu == pytest.approx(0.724, abs=5e-4)
    assert found.coverage == pytest.approx(0.461, abs=5e-4)


def test_the_published_matrices():
    found = unitizing_alpha(U1, 60)
    seen, chance = found.observed, found.expected
    assert seen.sum(axis=1).tolist() == pytest.approx([71, 21, 6, 6, 6, 18, 36, 16])
    assert seen.to_numpy().sum() == pytest.approx(180)
    pairs = {(GAP, GAP): 45, (GAP, 5): 10, (GAP, 7): 16, (1, 1): 21, (5, 5): 8, (6, 6): 36}
    pairs |= {(2, 3): 3, (2, 4): 3, (3, 4): 3}
    for (c, k), length in pairs.items():
        assert seen.loc[c, k] == pytest.approx(length)
    by_chance = {GAP: 28.474, 1: 1.684, 5: 1.100, 6: 5.890, 2: 0, 3: 0, 4: 0, 7: 0}
    for value, length in by_chance.items():
        assert chance.loc[value, value] == pytest.approx(length, abs=5e-4)


def test_one_value_at_a_time():
    each = unitizing_alpha(U1, 60).by_value
    assert each["alpha"][[1, 5, 6]].tolist() == pytest.approx([1, 1, 1])
    assert each["alpha"][[2, 3, 4]].tolist() == pytest.approx([0, 0, 0])
    assert math.isnan(each["alpha"][7])
    assert "never meets" in each["why"][7]
    assert each["coverage"][[1, 2, 3, 4, 6]].tolist() == pytest.approx([1] * 5)
    assert each["coverage"][[5, 7]].tolist() == pytest.approx([4 / 9, 0])


@pytest.mark.parametrize(
    ("factor", "u", "binary"), [(5, 0.50910, 0.41254), (100, 0.50889, 0.41229)]
)
def test_the_unit_changes_u_and_not_cu(factor, u, binary):
    found = unitizing_alpha(spans_of(PUBLISHED, factor), 60 * factor, unit="tenths")
    assert found.u == pytest.approx(u, abs=5e-6)
    assert found.binary == pytest.approx(binary, abs=5e-6)
    assert found.cu == pytest.approx(unitizing_alpha(U1, 60).cu, abs=1e-12)
    assert (found.table["unit"] == "tenths").all()


def test_neighbours_of_one_value_are_not_one_passage():
    joined = {**PUBLISHED, "Suzan": [*PUBLISHED["Suzan"][:3], (6, 32, 44)]}
    assert unitizing_alpha(spans_of(joined), 60).u != pytest.approx(
        unitizing_alpha(U1, 60).u, abs=1e-4
    )


def plain(spans: pd.DataFrame, length: int, coders: list[str]) -> tuple[float, float]:
    """uα and |uα from one array a coder, character by character."""
    values = [None, *sorted(set(spans["value"]))]
    lines = {c: [None] * length for c in coders}
    own = dict.fromkeys(values, 0.0)
    for row in spans.itertuples():
        lines[row.coder][row.start : row.end] = [row.value] * (row.end - row.start)
        own[row.value] += (row.end - row.start) ** 2
    own[None] = sum(v is None for line in lines.values() for v in line)
    m = len(coders)
    seen = {(c, k): 0.0 for c in values for k in values}
    for a in coders:
        for b in coders:
            if a != b:
                for pair in zip(lines[a], lines[b], strict=True):
                    seen[pair] += 1 / (m - 1)
    margin = {c: sum(seen[c, k] for k in values) for c in values}
    total = m * length
    below = total**2 - sum(own.values())

    def chance(c, k):
        return total * (margin[c] * margin[k] - (c == k) * own[c]) / below

    apart = total - sum(seen[c, c] for c in values)
    by_chance = total - sum(chance(c, c) for c in values)
    gap_apart = margin[None] - seen[None, None]
    gap_chance = sum(chance(None, k) for k in values) - chance(None, None)
    return (
        1 - apart / by_chance if by_chance > 1e-9 else math.nan,
        1 - gap_apart / gap_chance if gap_chance > 1e-9 else math.nan,
    )


@st.composite
def continua(draw):
    length, coders = draw(st.integers(5, 40)), ["a", "b", "c"][: draw(st.integers(2, 3))]
    rows = []
    for coder in coders:
        cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
        for start, end in pairwise(cuts):
            value = draw(st.sampled_from(["", "x", "y", "z"]))
            if value:
                rows.append((coder, value, start, end))
    return pd.DataFrame(rows, columns=["coder", "value", "start", "end"]), length, coders


@given(continua())
@settings(max_examples=120, deadline=None)
def test_equal_to_counting_every_character(continuum):
    spans, length, coders = continuum
    found = unitizing_alpha(spans, length, coders=coders)
    u, binary = plain(spans, length, coders)
    assert found.u == pytest.approx(u, abs=1e-9, nan_ok=True)
    assert found.binary == pytest.approx(binary, abs=1e-9, nan_ok=True)


@given(continua())
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_coders_does_not_matter(continuum):
    spans, length, coders = continuum
    one = unitizing_alpha(spans, length, coders=coders)
    other = unitizing_alpha(spans.iloc[::-1], length, coders=coders[::-1])
    for name in ("u", "binary", "cu", "coverage"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-12, nan_ok=True)


class TestUndefined:
    def test_one_coder(self):
        found = unitizing_alpha(U1[U1["coder"] == "Paul"], 60)
        assert math.isnan(found.u)
        assert set(found.why.values()) == {"there is one coder only"}

    def test_nothing_marked(self):
        found = unitizing_alpha(U1.iloc[:0], 60, coders=["Paul", "Suzan"])
        assert math.isnan(found.u)
        assert math.isnan(found.binary)
        assert found.why["u"] == "everything has one value"
        assert found.coverage == 0

    def test_a_coder_who_marked_nothing_counts(self):
        two = U1[U1["coder"] != "Alex"]
        with_third = unitizing_alpha(two, 60, coders=["Alex", "Paul", "Suzan"])
        assert with_third.u < unitizing_alpha(two, 60).u


class TestWrongInput:
    def test_overlapping_passages_of_one_coder(self):
        spans = spans_of({"kim": [("x", 0, 5), ("y", 4, 8)], "lee": [("x", 0, 5)]})
        with pytest.raises(TableError, match="passages of kim overlap at 4"):
            unitizing_alpha(spans, 10)

    @pytest.mark.parametrize("span", [("x", 3, 3), ("x", 5, 4), ("x", -1, 4), ("x", 8, 11)])
    def test_passages_outside_the_continuum(self, span):
        with pytest.raises(TableError, match="within 0 to 10"):
            unitizing_alpha(spans_of({"kim": [span]}), 10)

    def test_a_missing_column_is_named(self):
        with pytest.raises(TableError, match='"value" is missing'):
            unitizing_alpha(U1.drop(columns="value"), 60)


def test_numbers_as_values_have_distances():
    spans = spans_of({"kim": [(1, 0, 5), (3, 5, 9)], "lee": [(1, 0, 4), (2, 4, 9)]})
    interval = unitizing_alpha(spans, 10, metric="interval").cu
    nominal = unitizing_alpha(spans, 10).cu
    assert interval != pytest.approx(nominal)
    assert math.isfinite(interval)
