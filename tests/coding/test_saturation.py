"""Figures of saturation against vegan's, the published examples, and every order of the groups."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import practicelearn as prac
from practicelearn.coding.saturation import (
    code_accumulation,
    could_have_missed,
    groups_needed,
    new_codes_ahead,
    new_information,
    saturation,
)
from practicelearn.coding.saturation.estimates import (
    chao2,
    lognormal_limits,
    sample_coverage,
    unseen,
)
from practicelearn.coding.saturation.incidence import incidence
from practicelearn.errors import CodingError, PracticelearnError, TableError

from .test_queries import CODINGS, CORPUS

TOY = pd.DataFrame(
    [[int(x) for x in row] for row in
     ("11100000", "11010000", "10101000", "11000100", "11100010", "10110001")],
    index=[f"g{n}" for n in range(1, 7)], columns=list("abcdefgh"),
)  # fmt: skip

# vegan's dune meadows: in how many of the 20 plots each of the 30 species stands
DUNE = np.array(
    [7, 10, 2, 8, 6, 6, 5, 1, 1, 2, 5, 6, 1, 3, 5, 4, 12, 7, 14, 13,
     6, 5, 7, 3, 18, 3, 16, 3, 15, 3]
)  # fmt: skip
DUNE_CURVE = [
    9.85, 15.1105, 18.5105, 20.9375, 22.7543, 24.1496, 25.2396, 26.1036, 26.7982, 27.3650,
    27.8340, 28.2276, 28.5620, 28.8496, 29.0996, 29.3191, 29.5140, 29.6895, 29.85, 30,
]  # fmt: skip


def table_of(per_code, n_groups):
    """A table in which so many groups raised each code."""
    rows = [[int(g < y) for y in per_code] for g in range(n_groups)]
    return pd.DataFrame(rows)


# the trees of Barro Colorado Island: how many species stand in 1, 2 ... 50 of the 50 plots
BCI = np.repeat(
    np.arange(1, 51),
    [21, 19, 10, 5, 6, 3, 5, 7, 6, 5, 3, 6, 4, 4, 2, 5, 4, 8, 5, 2, 3, 3, 4, 1, 2,
     3, 4, 4, 0, 3, 5, 4, 2, 2, 4, 2, 3, 2, 3, 2, 2, 1, 3, 3, 4, 4, 3, 7, 5, 7],
)  # fmt: skip


def value(table, measure, column="value"):
    return float(table.loc[measure, column])


def test_the_toy_table_of_six_groups():
    out = saturation(TOY)
    assert value(out, "n_codes") == 8
    assert (value(out, "n_once"), value(out, "n_twice")) == (4, 1)
    assert value(out, "chao2") == pytest.approx(14.66667, abs=5e-6)
    assert value(out, "chao2", "se") == pytest.approx(9.775252, abs=5e-7)
    assert value(out, "chao2", "low") == pytest.approx(8.8168, abs=5e-5)
    assert value(out, "jackknife1") == pytest.approx(11.33333, abs=5e-6)
    assert value(out, "jackknife1", "se") == pytest.approx(1.666667, abs=5e-7)
    assert value(out, "jackknife2") == pytest.approx(13.46667, abs=5e-6)
    assert value(out, "bootstrap") == pytest.approx(9.430127, abs=5e-7)


def test_the_toy_tables_curve_over_all_orders_and_in_the_order_held():
    curve = code_accumulation(TOY)
    assert curve["n_codes"].tolist() == [3, 4, 5, 6, 7, 8]
    assert curve["n_new"].tolist() == [3, 1, 1, 1, 1, 1]
    assert curve["group"].tolist() == TOY.index.tolist()
    expected = [3.333333, 4.8, 5.8, 6.6, 7.333333, 8]
    assert curve["mean_codes"].tolist() == pytest.approx(expected, abs=5e-7)


def test_mean_and_spread_are_those_of_all_720_orders():
    values = TOY.to_numpy(dtype=bool)
    orders = [np.logical_or.accumulate(values[list(o)]).sum(axis=1)
              for o in itertools.permutations(range(6))]  # fmt: skip
    curve = code_accumulation(TOY)
    assert curve["mean_codes"].tolist() == pytest.approx(np.mean(orders, axis=0).tolist())
    assert curve["sd_codes"].tolist() == pytest.approx(np.std(orders, axis=0).tolist(), abs=1e-7)


def test_dune_meadows():
    dune = table_of(DUNE, 20)
    assert (len(DUNE), DUNE.sum()) == (30, 197)
    # two of the printed figures were rounded twice: 26.10355 to 26.1036
    assert code_accumulation(dune)["mean_codes"].tolist() == pytest.approx(DUNE_CURVE, abs=5.5e-5)
    out = saturation(dune)
    assert value(out, "chao2") == pytest.approx(32.1375, abs=5e-5)
    assert value(out, "chao2", "se") == pytest.approx(3.2425, abs=5e-5)
    assert value(out, "chao2", "low") == pytest.approx(30.2510, abs=5e-5)
    assert value(out, "sample_coverage") == pytest.approx(0.98577, abs=5e-6)
    assert value(out, "jackknife1") == pytest.approx(32.85, abs=5e-6)
    assert value(out, "jackknife2") == pytest.approx(33.84474, abs=5e-6)
    assert value(out, "bootstrap") == pytest.approx(31.5404, abs=5e-5)


def test_barro_colorado_island_():
    assert (len(BCI), BCI.sum()) == (225, 4539)
    estimate, se, low = chao2(BCI, 50)
    assert estimate == pytest.approx(236.3732, abs=5e-5)
    assert se == pytest.approx(6.5436, abs=5e-5)
    assert low == pytest.approx(228.9874, abs=5e-5)
    assert sample_coverage(BCI, 50) == pytest.approx(0.99554, abs=5e-6)
    out = saturation(table_of(BCI, 50))
    assert value(out, "jackknife1") == pytest.approx(245.58, abs=5e-6)
    assert value(out, "jackknife2") == pytest.approx(247.8722, abs=5e-5)
    assert value(out, "bootstrap") == pytest.approx(235.6862, abs=5e-5)


@pytest.mark.parametrize(
    ("per_code", "n", "high"), [(DUNE, 20, 48.2029), (BCI, 50, 257.4391), (None, 6, 62.4134)]
)
def test_the_upper_limit_is_computed_and_never_printed(per_code, n, high):
    counts = TOY.sum().to_numpy() if per_code is None else per_code
    _, se, _ = chao2(counts, n)
    limits = lognormal_limits(len(counts), unseen(counts, n), se**2)
    assert limits[1] == pytest.approx(high, abs=5e-5)
    out = saturation(table_of(counts, n))
    assert set(out.columns) == {"value", "se", "low", "reading", "why"}
    assert not (abs(out[["value", "se", "low"]] - limits[1]) < 1e-6).any(axis=None)
    assert not out["reading"].str.contains("95|interval").any()


def test_without_codes_raised_twice_the_bias_corrected_form_is_used():
    table = pd.DataFrame([[1, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]])
    out = saturation(table)
    assert value(out, "chao2") == pytest.approx(4 + 2 / 3 * 3 * 2 / 2)
    variance = 2 / 3 * 3 + (2 / 3) ** 2 * 3 * 25 / 4 - (2 / 3) ** 2 * 81 / (4 * 6)
    assert value(out, "chao2", "se") == pytest.approx(math.sqrt(variance))


def test_when_every_code_was_raised_often_nothing_is_missing():
    out = saturation(pd.DataFrame(np.ones((4, 3), dtype=int)))
    assert value(out, "sample_coverage") == 1.0
    assert value(out, "chao2") == value(out, "chao2", "low") == 3
    assert value(out, "new_codes_next_group") == 0


def test_one_group_or_no_code_has_no_figure_and_says_why():
    single = saturation(pd.DataFrame([[1, 0]]))
    assert math.isnan(value(single, "chao2"))
    assert single.loc["chao2", "why"] == "one group says nothing about the next"
    none = saturation(pd.DataFrame([[0, 0], [0, 0]]))
    assert math.isnan(value(none, "sample_coverage"))
    assert none.loc["sample_coverage", "why"] == "no group raised any code"
    assert value(none, "n_codes") == 0


def test_new_codes_ahead_start_at_one_group_and_never_pass_chao2():
    ahead = new_codes_ahead(TOY, further=200)
    missing = 14.666667 - 8
    first = missing * (1 - (1 - 4 / (4 + 6 * missing)))
    assert ahead.loc[1, "expected_new"] == pytest.approx(first, abs=1e-5)
    assert value(saturation(TOY), "new_codes_next_group") == pytest.approx(first, abs=1e-5)
    assert ahead["expected_codes"].is_monotonic_increasing
    assert ahead["expected_codes"].iloc[-1] <= 14.66667
    assert ahead["expected_codes"].iloc[-1] == pytest.approx(14.66667, abs=1e-3)
    assert ahead.loc[2, "expected_new_in_group"] < ahead.loc[1, "expected_new_in_group"]


def first_raised(new_in_group):
    """Each code is raised once, in the group where it is new."""
    rows = [[int(g == own) for g, n in enumerate(new_in_group) for _ in range(n)]
            for own in range(len(new_in_group))]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_worked_example_of_base_run_and_threshold():
    # 37 codes in the base of four; then new codes that fit the published shares: 4 in the first
    # run of two (11 %), 1 in the run that stops it (3 %), "6+2" and "7+3"
    table = first_raised([20, 9, 5, 3, 1, 3, 1, 0, 1, 0])
    out = new_information(table, base=4, run=(2, 3), threshold=0.05, n_orders=50)
    assert out["n_base_codes"].tolist() == [37, 37]
    assert out["label"].tolist() == ["6+2", "7+3"]
    assert out["share_new"].tolist() == pytest.approx([1 / 37, 1 / 37])
    assert out["reached_at"].tolist() == [6, 7]


def test_the_toy_table_is_not_saturated_by_that_rule():
    out = new_information(TOY, base=4, run=2, threshold=0.05, n_orders=720).iloc[0]
    assert out["n_base_codes"] == 6
    assert out["share_new"] == pytest.approx(1 / 3)
    assert pd.isna(out["reached_at"])
    assert "not reached" in out["why"]
    assert 0 <= out["share_orders_reached"] < 1


def test_the_share_of_orders_is_that_of_all_orders():
    table = first_raised([3, 0, 1, 0])
    orders = list(itertools.permutations(range(4)))
    reached = [
        new_information(table.iloc[list(o)], base=2, run=1, threshold=0.0, n_orders=0)
        .loc[0, "label"] is not None for o in orders
    ]  # fmt: skip
    estimate = new_information(table, base=2, run=1, threshold=0.0, n_orders=4000)
    assert estimate.loc[0, "share_orders_reached"] == pytest.approx(np.mean(reached), abs=0.03)


def test_five_percent_of_twenty_is_one_code_whatever_binary_fractions_say():
    table = first_raised([20, 1, 0])
    assert (
        new_information(table, base=1, run=1, threshold=0.05, n_orders=1).loc[0, "label"] == "1+1"
    )


def test_too_few_groups_for_base_and_run_are_named():
    out = new_information(TOY.iloc[:4], base=4, run=2, threshold=0.05).iloc[0]
    assert out["why"] == "6 groups are needed, 4 were held"
    assert math.isnan(out["share_orders_reached"])
    with pytest.raises(PracticelearnError, match="base=0: expected a whole number of at least 1"):
        new_information(TOY, base=0)


def test_what_could_have_been_missed():
    out = could_have_missed(8, shares=(0.3, 0.5))
    assert out["is_bound"].tolist() == [True, False, False]
    assert out.loc[0, "share"] == pytest.approx(1 - 0.05 ** (1 / 8))
    assert out.loc[0, "p_missed"] == pytest.approx(0.05)
    assert out.loc[1, "p_missed"] == pytest.approx(0.7**8)


def test_drawn_from_a_known_number_of_teams_it_is_hypergeometric():
    out = could_have_missed(6, shares=(0.25, 1.0), n_teams=12)
    assert out["n_teams_raising"].tolist()[1:] == [3, 12]
    assert out.loc[1, "p_missed"] == pytest.approx(
        9 * 8 * 7 * 6 * 5 * 4 / (12 * 11 * 10 * 9 * 8 * 7)
    )
    assert out.loc[2, "p_missed"] == 0
    bound = int(out.loc[0, "n_teams_raising"])
    assert out.loc[0, "p_missed"] >= 0.05
    assert could_have_missed(6, shares=((bound + 1) / 12,), n_teams=12).loc[1, "p_missed"] < 0.05
    everyone = could_have_missed(12, n_teams=12)
    assert everyone.loc[0, "share"] == 0


@pytest.mark.parametrize(
    ("n", "options"), [(0, {}), (5, {"n_teams": 4}), (5, {"shares": (1.2,)}), (5, {"chance": 0})]
)
def test_impossible_draws_are_refused(n, options):
    with pytest.raises(PracticelearnError):
        could_have_missed(n, **options)


@pytest.mark.parametrize(
    ("share", "times", "power", "expected"),
    [(0.1, 2, 0.8, 29), (0.1, 1, 0.8, 16), (0.1, 3, 0.8, 42), (0.05, 1, 0.8, 32),
     (0.05, 2, 0.8, 59), (0.3, 1, 0.9, 7), (0.5, 1, 0.95, 5)],
)  # fmt: skip
def test_groups_needed_are_those_published(share, times, power, expected):
    assert groups_needed(share, times=times, power=power) == expected


def test_unread_groups_and_codes_are_left_out_and_named():
    gappy = TOY.astype("Int64")
    gappy.loc["g2"] = pd.NA
    gappy.loc["g5", "c"] = pd.NA
    out = saturation(gappy)
    assert out.attrs["left_out"] == [
        "group g2: not read", "code c: some groups were not read for it"
    ]  # fmt: skip
    assert value(out, "n_groups") == 5
    same = saturation(TOY.drop(index="g2", columns="c"))
    assert out["value"].tolist() == same["value"].tolist()


@pytest.mark.parametrize("cell", [2, "yes", -1])
def test_a_cell_that_is_neither_zero_nor_one_is_named(cell):
    table = TOY.astype(object)
    table.loc["g3", "d"] = cell
    with pytest.raises(TableError, match='group "g3", code "d"'):
        saturation(table)


def test_nothing_to_count_is_an_error():
    with pytest.raises(TableError, match="nothing is left"):
        saturation(pd.DataFrame())
    with pytest.raises(TableError, match="nothing is left"):
        saturation(TOY.astype("Int64").mask(TOY >= 0))


zeros_and_ones = arrays(
    np.int64, st.tuples(st.integers(1, 7), st.integers(1, 9)), elements=st.integers(0, 1)
)


@settings(deadline=None)
@given(zeros_and_ones)
def test_accumulation_rises_and_ends_at_all_codes(values):
    curve = code_accumulation(pd.DataFrame(values))
    total = int(values.any(axis=0).sum())
    assert curve["n_codes"].is_monotonic_increasing
    assert curve["n_new"].sum() == total
    assert curve["mean_codes"].iloc[-1] == pytest.approx(total)
    steps = np.diff(curve["mean_codes"], prepend=0)
    assert (steps >= -1e-9).all()
    assert (np.diff(steps) <= 1e-9).all()  # on average each further group adds less
    assert curve["sd_codes"].iloc[-1] == pytest.approx(0, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(zeros_and_ones, st.randoms(use_true_random=False))
def test_order_of_groups_and_codes_changes_no_estimate(values, rnd):
    table = pd.DataFrame(values)
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    rnd.shuffle(rows)
    rnd.shuffle(columns)
    moved = table.iloc[rows, columns]
    numbers = ["value", "se", "low"]
    pd.testing.assert_frame_equal(saturation(table)[numbers], saturation(moved)[numbers])
    assert code_accumulation(table)["mean_codes"].tolist() == pytest.approx(
        code_accumulation(moved)["mean_codes"].tolist()
    )


@pytest.fixture(scope="module")
def study():
    opened = prac.open_study(prac.sample_path())
    return opened.corpus(), opened.codings()


def test_the_sample_study_in_its_first_round(study):
    corpus, codings = study[0].where(year="2023-24"), prac.merge_codings(study[1])
    curve = code_accumulation(codings, corpus)
    assert len(curve) == 8
    dates = corpus.sessions.sort_values("date")
    assert curve["group"].tolist() == ("2023-24 " + dates["group"]).tolist()
    assert curve["n_codes"].iloc[-1] == value(saturation(codings, corpus), "n_codes") <= 9


def test_a_group_read_in_part_is_left_out_not_poor(study):
    corpus, codings = study[0].where(year="2023-24"), prac.merge_codings(study[1])
    half = codings.read[codings.read["turn_id"] != "2023-north:00004"]
    out = saturation(replace(codings, read=half), corpus)
    turn = corpus.turns.loc["2023-north:00004"]
    assert turn["role"] == "participant"
    said = "group 2023-24 north: not read whole; at least 6 codes heard in it"
    assert out.attrs["left_out"] == [said]
    assert value(out, "n_groups") == 7


def test_codings_need_their_corpus_and_one_reading(study):
    with pytest.raises(CodingError, match="need their corpus"):
        saturation(study[1])
    with pytest.raises(CodingError, match="merge_codings"):
        saturation(study[1], study[0])


def test_a_branch_of_the_frame_is_no_code_beside_its_codes():
    folder = prac.sample_path("table-study")
    study = prac.read_coded_table(
        folder / "comments.csv", folder / "codebook.csv", sessions=folder / "groups.csv",
        people=folder / "participants.csv", quotes=folder / "coded-quotes.csv",
    )  # fmt: skip
    corpus, frame = study.corpus, study.frame
    hand = prac.merge_codings(study.codings.mark_read("AK", corpus), prefer="AK")
    assert (len(frame), hand.spans["code"].nunique()) == (39, 18)
    named = prac.case_codes(hand, corpus, codes=frame.lowest)
    for source in ((hand, corpus), (prac.case_codes(hand, corpus),), (named,)):
        assert value(saturation(*source), "n_codes") == 18
        assert value(saturation(*source), "chao2") == value(saturation(named), "chao2")
        assert code_accumulation(*source)["n_codes"].iloc[-1] == 18
    # a passage that bears a branch itself makes it a code
    branch = frame.codes[0].id
    spans = hand.spans.assign(
        code=hand.spans["code"].where(hand.spans["coding_id"] != hand.spans["coding_id"][0], branch)
    )
    assert value(saturation(replace(hand, spans=spans), corpus), "n_codes") == 19


def test_what_a_group_that_was_not_read_whole_held_is_an_at_least():
    part = replace(CODINGS, read=CODINGS.read[CODINGS.read["turn_id"].str.startswith("n1")])
    held = incidence(part, CORPUS)
    assert held.groups == ["2025 north"]
    said = "group 2025 south: not read whole; at least 3 codes heard in it"
    assert held.left_out == [said, "group 2025 east: not read"]
    said_by = CORPUS.turns.loc[part.spans["turn_id"], "role"].eq("participant").to_numpy()
    plain = set(part.spans.loc[said_by, "code"])  # not "work": "desks", which is of it, is one
    assert len(plain & {"desks", "work"}) == 1
    assert held.n_codes_at_least == len(plain)
    assert code_accumulation(part, CORPUS).attrs["n_codes_at_least"] == held.n_codes_at_least
