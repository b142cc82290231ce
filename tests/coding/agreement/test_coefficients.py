"""The truth tables of the literature, to the digits printed."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    light_kappa,
    percent_agreement,
    scott_pi,
)
from practicelearn.coding.agreement.ratings import ratings_from_counts, ratings_from_crosstab
from practicelearn.errors import ArgumentError, TableError


def by_coder(*rows: str) -> np.ndarray:
    """Units by coders from one line of numbers a coder, * missing."""
    return np.array([[math.nan if c == "*" else float(c) for c in row.split()] for row in rows]).T


def by_unit(text: str) -> np.ndarray:
    return by_coder(*text.split("|")).T


def digits(text: str) -> np.ndarray:
    return np.array([[int(c) for c in row] for row in text.split("|")])


T1 = by_coder(
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
T3 = by_coder(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
T4 = by_unit(
    "1 1 2 * 2|1 1 0 1 *|2 3 3 3 *|* 0 0 * 0|0 0 0 * 0|0 0 0 * 0|1 0 2 * 1|1 * 2 0 *|2 2 2 * 2|"
    "2 1 1 1 *|* 1 0 0 *|0 0 0 0 *|1 2 2 2 *|3 3 2 2 3|1 1 1 * 1|1 1 1 * 1|2 1 2 * 2|1 2 3 3 *|"
    "1 1 0 1 *|0 0 0 * 0|0 0 1 1 *|0 0 * 0 0|2 3 3 3 *|0 0 0 0 *|1 2 * 2 2|0 1 1 1 *|0 0 0 1 0|"
    "1 2 1 2 *|1 1 2 2 *|1 1 2 * 2|1 1 0 * 0|2 1 2 1 *|2 2 * 2 2|3 2 2 2 *|2 2 2 * 2|2 2 3 * 2|"
    "2 2 2 * 2|2 2 * 1 2|2 2 2 2 *|1 1 1 * 1"
)
T6 = digits(
    "00060|03003|01401|00006|03030|20400|00402|20310|20040|00006|10050|11040|03300|10050|02031|"
    "00501|30012|51000|02040|10203|00006|01050|02013|20040|10041|05010|40002|02040|10500|00006"
)
T6_RAW = digits(
    "422521311511212311215221121215|423521311542242311235421421235|423523334544244311435444421435|"
    "453543334544344341455454421435|453543534544344351455454425435|455543544544345552455454545435"
).T
T8 = by_unit(
    "0 0 0 0 14|0 2 6 4 2|0 0 3 5 6|0 3 9 2 0|2 2 8 1 1|7 7 0 0 0|3 2 6 3 0|2 5 3 2 2|6 5 2 1 0|"
    "0 2 2 3 7"
)
ONE_TO_FIVE = [1.0, 2.0, 3.0, 4.0, 5.0]


# Gwet's file cac.raw4raters, as irrCAC for R prints it and irrCAC 0.4.4 for Python ships it, is T1
# but for unit 12: there coder C, not B, gave its one value. Only Conger's kappa sees the
# difference, through the coders' own shares. R's and Python's formulae are the same line for line
# (both divide by the units a coder has given a value); run on the file, Python too gives .76282
# (.14917), and on T1 .76207 (.15011). "R and Python differ with gaps" is two tables, not two rules.
GWET = T1.copy()
GWET[11] = [math.nan, math.nan, 3, math.nan]


def check(found, value: float, se: float | None = None, low: float | None = None) -> None:
    """Equal to all digits printed: five for irrCAC, three for its intervals."""
    assert found.why is None
    assert found.value == pytest.approx(value, abs=0.51e-5)
    if se is not None:
        assert found.se == pytest.approx(se, abs=0.51e-5)
    if low is not None:
        assert found.interval()[0] == pytest.approx(low, abs=0.51e-3)


@pytest.mark.parametrize(
    ("metric", "alpha"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_krippendorffs_canonical_example(metric, alpha):
    assert krippendorff_alpha(T1, metric=metric).value == pytest.approx(alpha, abs=5e-7)


@pytest.mark.parametrize(
    ("value", "alpha"),
    [(1, 0.720430), (2, 0.666667), (3, 0.740000), (4, 0.777143), (5, 1.0)],
)
def test_one_value_against_the_rest(value, alpha):
    binary = np.where(np.isnan(T1), np.nan, value == T1)
    assert krippendorff_alpha(binary).value == pytest.approx(alpha, abs=5e-7)


@pytest.mark.parametrize(
    ("weights", "ac", "fleiss", "conger", "bp", "percent"),
    [
        (
            "identity",
            (0.77544, 0.14295, 0.461),
            (0.76117, 0.15302, 0.424),
            (0.76282, 0.14917, 0.435),
            (0.77273, 0.14472, 0.454),
            (0.81818, 0.12561),
        ),
        (
            "quadratic",
            (0.91400, 0.10396),
            (0.86494, 0.14603),
            (0.85771, 0.14367),
            (0.90152, 0.11089),
            (0.97538,),
        ),
        (
            "ordinal",
            (0.89894, 0.10690),
            (0.85021, 0.14704),
            (0.84366, 0.14410),
            (0.88636, 0.11391),
            (0.96818,),
        ),
        (
            "linear",
            (0.85874, 0.11733),
            (0.81794, 0.14850),
            (0.81378, 0.14509),
            (0.84848, 0.12336),
            (0.93939,),
        ),
    ],
)
def test_the_canonical_example_by_irrcac(weights, ac, fleiss, conger, bp, percent):
    options = {"values": ONE_TO_FIVE, "weights": weights}
    check(gwet_ac2(T1, **options), *ac)
    check(fleiss_kappa(T1, **options), *fleiss)
    check(conger_kappa(GWET, **options), *conger)
    check(brennan_prediger(T1, **options), *bp)
    check(percent_agreement(T1, **options), *percent)


def test_conger_on_krippendorffs_own_table():
    check(conger_kappa(T1), 0.76207, 0.15011, 0.432)


def test_standard_errors_of_alpha_are_irrcacs():
    check(krippendorff_alpha(T1), 0.74342, 0.14557, 0.419)
    check(krippendorff_alpha(T1, metric="interval"), 0.84911, 0.12913)
    check(krippendorff_alpha(T4[:15]), 0.48053, 0.11351, 0.237)


def test_alpha_with_irrcacs_weights_is_not_krippendorffs_ordinal():
    check(krippendorff_alpha(T1, weights="quadratic"), 0.84911, 0.12913)
    check(krippendorff_alpha(T1, weights="ordinal"), 0.83364, 0.13107)
    check(krippendorff_alpha(T1, weights="linear"), 0.80038, 0.13548)
    check(krippendorff_alpha(T4[:15], weights="ordinal"), 0.72348, 0.09225, 0.526)
    assert krippendorff_alpha(T1, metric="ordinal").value == pytest.approx(0.81539, abs=5e-6)


def test_the_upper_end_of_an_interval_stops_at_one():
    assert krippendorff_alpha(T1).interval()[1] == 1.0


def test_krippendorffs_examples_a_and_b():
    a = np.array([[int(c) for c in "0100000010"], [int(c) for c in "1110010000"]]).T
    b = np.array([list("aabbdcccedda"), list("babbbccceddd")]).T
    assert krippendorff_alpha(a).value == pytest.approx(0.095238, abs=5e-7)
    assert krippendorff_alpha(b).value == pytest.approx(0.691964, abs=5e-7)


def test_three_coders_with_many_gaps():
    expected = {"nominal": 0.691358, "ordinal": 0.806721, "interval": 0.810845, "ratio": 0.808944}
    for metric, alpha in expected.items():
        assert krippendorff_alpha(T3, metric=metric).value == pytest.approx(alpha, abs=5e-7)


def test_hayes_and_krippendorff():
    expected = {"nominal": 0.476510, "ordinal": 0.759829, "interval": 0.757378}
    for metric, alpha in expected.items():
        assert krippendorff_alpha(T4, metric=metric).value == pytest.approx(alpha, abs=5e-7)


def test_gwets_five_observers():
    first, values = T4[:15], [0.0, 1.0, 2.0, 3.0]
    check(gwet_ac1(first, values=values), 0.49662, 0.12197, 0.235)
    check(fleiss_kappa(first), 0.45762, 0.12045, 0.199)
    check(conger_kappa(first), 0.46927, 0.11666, 0.219)
    check(brennan_prediger(first, values=values), 0.48741, 0.12089, 0.228)
    check(percent_agreement(first), 0.61556, 0.09067)
    check(gwet_ac2(first, values=values, weights="ordinal"), 0.78534, 0.06819, 0.639)


def test_fleiss_1971():
    ratings = ratings_from_counts(T6)
    assert fleiss_kappa(ratings).value == pytest.approx(0.4302445, abs=5e-8)
    for value, kappa in enumerate([0.245, 0.245, 0.520, 0.471, 0.566]):
        assert fleiss_kappa(ratings == value).value == pytest.approx(kappa, abs=5.1e-4)


def test_raw_psychiatric_diagnoses():
    assert conger_kappa(T6_RAW).value == pytest.approx(0.4418085, abs=5e-8)
    assert light_kappa(T6_RAW).value == pytest.approx(0.4594121, abs=5e-8)
    assert fleiss_kappa(T6_RAW[:, :4]).value == pytest.approx(0.4893319, abs=5e-8)
    assert cohen_kappa(T6_RAW[:, 1:3]).value == pytest.approx(0.6311475, abs=5e-8)


def test_gwets_six_raters():
    ratings, values = ratings_from_counts(T6[:15]), [0, 1, 2, 3, 4]
    check(fleiss_kappa(ratings), 0.41393, 0.08119)
    check(gwet_ac1(ratings, values=values), 0.44480, 0.08419)
    check(brennan_prediger(ratings, values=values), 0.43889, 0.08312)
    # as krippen.alpha.raw (R, and irrCAC 0.4.4 run on these ratings). R's krippen.alpha.dist prints
    # .08243 for the same ratings as counts: it takes (1 - alpha) times the chance term where all
    # of Gwet's other errors, and the raw one, take 2 (1 - alpha). That is a slip of that function.
    check(krippendorff_alpha(ratings), 0.42044, 0.08119)
    check(percent_agreement(ratings), 0.55111, 0.06650)


def test_fourteen_raters():
    ratings = ratings_from_counts(T8)
    assert fleiss_kappa(ratings).value == pytest.approx(0.209931, abs=5e-7)
    free = brennan_prediger(ratings, values=[0, 1, 2, 3, 4])
    assert free.value == pytest.approx(0.222527, abs=5e-7)


@pytest.mark.parametrize(
    ("table", "cohen", "scott", "bp", "ac1", "alpha", "percent"),
    [
        (
            [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
            (0.79641, 0.05891), (0.79624, 0.05905), (0.83500, 0.04693), (0.84933, 0.04322),
            0.79726, 0.89,
        ),
        (
            [[40, 6, 4, 15], [4, 25, 1, 5], [4, 2, 21, 9], [17, 13, 12, 45]],
            (0.43150, 0.04597), (0.43034, 0.04623), (0.44993, 0.04396), (0.45616, 0.04345),
            0.43162, 0.58744,
        ),
        (
            [[80, 7], [8, 5]],
            (0.31444, 0.13540), (0.31429,), (0.70000,), (0.80800, 0.05213), 0.31771, 0.85,
        ),
        (
            [[20, 10], [20, 50]],
            (0.34783, 0.09501), (0.34066,), (0.40000,), (0.44954,), 0.34396, 0.70,
        ),
        (
            [[46, 0, 0], [6, 32, 6], [0, 0, 10]],
            (0.80132, 0.05197), (0.79953,), (0.82000,), (0.82874,), 0.80053, 0.88,
        ),
    ],
)  # fmt: skip
def test_tables_of_two_coders(table, cohen, scott, bp, ac1, alpha, percent):
    ratings, values = ratings_from_crosstab(table), list(range(len(table)))
    n = len(ratings)

    def by_n(found):
        # for cross tables irrCAC divides the variance by n, for raw ratings by n - 1
        return dataclasses.replace(found, se=found.se * math.sqrt((n - 1) / n))

    check(by_n(cohen_kappa(ratings)), *cohen)
    check(by_n(scott_pi(ratings)), *scott)
    check(by_n(brennan_prediger(ratings, values=values)), *bp)
    check(by_n(gwet_ac1(ratings, values=values)), *ac1)
    check(krippendorff_alpha(ratings), alpha)
    check(percent_agreement(ratings), percent)


def test_twelve_units_in_letters():
    ratings = np.array(
        [list("aabbdcccedda"), [None if c == "*" else c for c in "babbbccce*dd"]], dtype=object
    ).T
    check(krippendorff_alpha(ratings), 0.66489, 0.18007)
    check(gwet_ac1(ratings, values=list("abcde")), 0.66144, 0.18396)
    check(fleiss_kappa(ratings), 0.64935, 0.19130)
    check(conger_kappa(ratings), 0.65714, 0.17943)
    check(brennan_prediger(ratings, values=list("abcde")), 0.65909, 0.18527)


def test_sets_of_codes():
    pairs = [("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC")]
    pairs += [("ABC", "ABC"), ("C", "AC"), ("C", "AC")]
    ratings = [[set(a), set(b)] for a, b in pairs]
    jaccard = krippendorff_alpha(ratings, metric="jaccard")
    masi = krippendorff_alpha(ratings, metric="masi")
    assert jaccard.value == pytest.approx(0.315620, abs=5e-7)
    assert 1 - jaccard.observed == pytest.approx(0.462963, abs=5e-7)
    assert 1 - jaccard.expected == pytest.approx(0.676471, abs=5e-7)
    assert masi.value == pytest.approx(0.273081, abs=5e-7)
    assert 1 - masi.observed == pytest.approx(0.543210, abs=5e-7)
    assert 1 - masi.expected == pytest.approx(0.747277, abs=5e-7)


def test_single_masi_distances():
    def apart(a, b):  # what is observed in a single unit is the distance of its two values
        return 1 - krippendorff_alpha([[set(a), set(b)]], metric="masi").observed

    found = [apart("AB", other) for other in ("A", "AC", "ABC")]
    assert found == pytest.approx([0.6667, 0.8889, 0.5556], abs=5e-5)
    assert apart("A", "ABC") == pytest.approx(0.7778, abs=5e-5)
    assert apart("", "") == 0.0
    assert apart("", "A") == 1.0


class TestUndefined:
    """Never 1, never NaN without a reason."""

    @pytest.mark.parametrize("ratings", [[[1, 1], [1, 1]], [[0, 0, 0]] * 5])
    def test_one_value_only(self, ratings):
        for found in (
            krippendorff_alpha(ratings),
            fleiss_kappa(ratings),
            conger_kappa(ratings),
            light_kappa(ratings),
            gwet_ac1(ratings, values=[0, 1]),
        ):
            assert math.isnan(found.value), found.name
            assert "same" in found.why
            assert math.isnan(found.interval()[0])

    def test_no_unit_with_two_values(self):
        ratings = [[1, np.nan], [np.nan, 2], [np.nan, np.nan]]
        for found in (
            krippendorff_alpha(ratings),
            percent_agreement(ratings),
            fleiss_kappa(ratings),
            conger_kappa(ratings),
            cohen_kappa(ratings),
            scott_pi(ratings),
            brennan_prediger(ratings, values=[1, 2]),
            gwet_ac1(ratings, values=[1, 2]),
        ):
            assert math.isnan(found.value), found.name
            assert "two coders" in found.why

    def test_one_coder(self):
        assert "one coder" in krippendorff_alpha([[1], [2]]).why
        assert "one coder" in fleiss_kappa([[1], [2]]).why

    def test_nothing_at_all(self):
        empty = np.empty((0, 2))
        for found in (krippendorff_alpha(empty), fleiss_kappa(empty), conger_kappa(empty)):
            assert math.isnan(found.value)
            assert found.why

    def test_a_coder_without_values(self):
        found = conger_kappa([[1, 1, np.nan], [2, 2, np.nan], [1, 2, np.nan]])
        assert "no value at all" in found.why


class TestWrongInput:
    def test_three_coders_for_cohen_names_the_alternatives(self):
        with pytest.raises(TableError, match="conger_kappa or light_kappa"):
            cohen_kappa(T1)

    def test_a_value_that_is_not_possible_is_named_with_its_place(self):
        with pytest.raises(TableError, match='row 1, column 0 holds "3"'):
            brennan_prediger([[1, 1], [3, 1]], values=[1, 2])

    def test_letters_have_no_intervals(self):
        with pytest.raises(TableError, match="needs numbers"):
            krippendorff_alpha([["a", "b"], ["b", "b"]], metric="interval")

    def test_a_metric_that_is_not_known_gets_a_near_match(self):
        with pytest.raises(ArgumentError, match='Did you mean "ordinal"'):
            krippendorff_alpha(T1, metric="ordinale")

    def test_a_flat_list_is_refused(self):
        with pytest.raises(TableError, match="two dimensions"):
            krippendorff_alpha([1, 2, 3])


def test_letters_with_an_order_are_ordinal():
    words = np.array([["low", "low"], ["mid", "high"], ["high", "high"], ["low", "mid"]])
    numbers = np.array([[0, 0], [1, 2], [2, 2], [0, 1]])
    order = ["low", "mid", "high"]
    assert krippendorff_alpha(words, metric="ordinal", values=order).value == pytest.approx(
        krippendorff_alpha(numbers, metric="ordinal").value, abs=1e-14
    )
