"""One facilitator or team with several groups: what it does to the error rate, and what is said."""

import warnings
from dataclasses import replace

import pytest

import practicelearn as prac
from practicelearn.output.report.figures import caution_said
from practicelearn.themes.finding import find_themes
from practicelearn.themes.shared_leaders import LOOKS_CHANGED, by_chance
from practicelearn.themes.years import compare_years
from validity_power import LEADERS, shared

A, B = "2024-25", "2025-26"
X1, N1 = [2, 3, 1, 4, 2, 3, 1, 2], [5, 7, 6, 8, 6, 9, 5, 8]
X2, N2 = [4, 5, 3, 2, 6, 4, 3, 5], [6, 8, 5, 7, 9, 5, 6, 7]


def themes_led(study_of, leaders, column):
    """Who held each group: a letter a group, the same letters in both rounds; "-" nobody named."""
    corpus, codings = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2})
    sessions = corpus.sessions.copy()
    by = {
        f"{year}-g{k}": None if who == "-" else f"{year}{who}"
        for year, own in leaders.items()
        for k, who in enumerate(own)
    }
    if column == "facilitator":
        there = corpus.attendance
        led = there["role"] == "facilitator"
        there = there[~led | there["session_id"].map(by).notna()]
        led = there["role"] == "facilitator"
        there = there.assign(person_id=there["session_id"].map(by).where(led, there["person_id"]))
        corpus = replace(corpus, attendance=there)
    else:
        corpus = replace(corpus, sessions=sessions.assign(team=sessions.index.map(by)))
    return find_themes(codings, corpus).declare(["desks"])


def cautions(themes, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return " ".join(compare_years(themes, **more)["cautions"].iloc[0])


@pytest.mark.parametrize("column", ["facilitator", "team"])
def test_who_held_several_groups_and_what_it_costs_stands_beside_the_comparison(study_of, column):
    themes = themes_led(study_of, {A: "abcdefgh", B: "aaabbcde"}, column)
    said = cautions(themes)
    assert f"two {column}s held five of the eight groups of {B}" in said
    assert f"of {A}" not in said.partition("; if groups")[0].partition(f"two {column}s")[2]
    assert (
        f"if groups of the same {column} are alike, chance alone may look like a change in 1 of "
    ) in said
    assert "such studies, not in 1 of 20" in said
    assert "held five" not in cautions(themes, unit=column)


def test_both_rounds_are_named_where_both_have_it(study_of):
    said = cautions(themes_led(study_of, {A: "aabbccdd", B: "aaaabbbb"}, "facilitator"))
    assert f"four facilitators held all eight groups of {A}" in said
    assert f"two held all eight of {B}" in said


def test_where_everybody_held_one_group_or_nobody_is_named_nothing_is_said(study_of):
    for letters in ("abcdefgh", "--------", "ab-c-def"):
        said = cautions(themes_led(study_of, {A: letters, B: letters}, "team"))
        assert "are alike" not in said


def test_readers_learn_no_number_of_facilitators(study_of):
    themes = themes_led(study_of, {A: "abcdefgh", B: "aaabbcde"}, "facilitator")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = compare_years(themes)["cautions"].iloc[0]
    said = [caution_said(c) for c in own]
    assert any(
        c.startswith("some facilitators held several groups; if groups of the same facilitator")
        for c in said
    )
    assert not any("two facilitators" in c or "five of" in c for c in said)


def test_the_chance_grows_with_the_groups_that_one_held_and_is_that_of_the_table():
    assert by_chance([1] * 8) == pytest.approx(0.05)
    assert by_chance([4, 4]) == pytest.approx(LOOKS_CHANGED[4.0])
    assert 0.05 < by_chance([2, 1, 1, 1, 1, 1, 1]) < by_chance([3, 2, 1, 1, 1]) < by_chance([5, 3])
    assert by_chance([8]) == pytest.approx(max(LOOKS_CHANGED.values()))


@pytest.mark.slow
@pytest.mark.parametrize("sizes", LEADERS)
def test_the_figures_are_those_of_the_simulation(sizes):
    found = shared(sizes, 3000, of_leader=0.8)
    assert by_chance(sizes) == pytest.approx(found.value, abs=0.015 + 2 * found.error)


def test_groups_of_one_facilitator_as_units_err_as_often_as_is_said():
    found = shared((4, 4), 150, of_leader=0.8)
    assert found.value == pytest.approx(by_chance([4, 4]), abs=3 * found.error)


def test_the_sample_has_no_such_facilitator():
    themes = prac.open_study(prac.sample_path()).themes()
    assert "are alike" not in cautions(themes)
