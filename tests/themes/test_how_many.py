"""How many groups? From a number of groups to what could be found, ruled out and said."""

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.errors import ArgumentError, PracticelearnError
from practicelearn.themes.alike import alike_in
from practicelearn.themes.finding import find_themes
from practicelearn.themes.how_many import how_many_groups
from practicelearn.themes.invented import counts_of
from practicelearn.themes.planned_in_words import in_years
from practicelearn.themes.power import WAYS

A, B = "2024-25", "2025-26"


@pytest.fixture(scope="module")
def few():
    """Four, eight and twenty groups of seven, one headline, a rise of 36 points."""
    return how_many_groups((3, 4, 8, 20), headlines=1, change=0.36, n_studies=100).set_index(
        "n_after"
    )


def test_more_groups_find_smaller_changes_and_rule_out_more(few):
    assert few.loc[8, "finds"] > few.loc[20, "finds"] > 0.12
    assert few.loc[4, "rules_out"] > few.loc[8, "rules_out"] > few.loc[20, "rules_out"]
    assert few.loc[4, "found"] < few.loc[8, "found"] < few.loc[20, "found"]


def test_figures_are_those_the_rules_were_chosen_by(few):
    assert few.loc[8, "rules_out"] == pytest.approx(0.30, abs=0.03)
    assert few.loc[8, "unchanged_no_change"] == pytest.approx(0.015, abs=0.03)
    assert few.loc[20, "unchanged_no_change"] == pytest.approx(0.384, abs=0.10)
    assert few.loc[8, "finds"] == pytest.approx(0.34, abs=0.05)


def test_chances_of_the_verdicts_add_up_and_four_of_them_are_found(few):
    row = few.loc[8]
    assert sum(row[f"changed_{way}"] for way in WAYS) == pytest.approx(1)
    assert sum(row[f"unchanged_{way}"] for way in WAYS[:-1]) == pytest.approx(1)
    first = ("worthwhile", "heard", "small", "in_groups")
    assert row["found"] == pytest.approx(sum(row[f"changed_{way}"] for way in first))
    assert 0.05 < row["error"] < 0.11  # a hundred studies


def test_three_groups_have_no_verdict_and_say_so(few):
    assert few.loc[3, "says"] == "With 3 groups there is no verdict: at least 4 are needed."
    assert np.isnan(few.loc[3, "finds"]) and np.isnan(few.loc[3, "found"])


def test_the_sentence_says_what_the_row_says(few):
    row = few.loc[8]
    assert row["says"].startswith(
        "With 8 groups of about 7 people and one headline, a rise from 40 to 76 in a hundred would "
        f"be found in {in_years(row['found'])}, and called worthwhile in "
        f"{in_years(row['changed_worthwhile'])}; one to {100 * (0.4 + row['finds']):.0f} would be "
        "found in 8 of 10."
    )
    assert f"changes of more than {100 * row['rules_out']:.0f} points could be" in row["says"]
    assert row["says"].endswith(f"would be said in {in_years(row['unchanged_no_change'])}.")


def test_the_same_is_asked_twice_and_answered_alike():
    once, again = (how_many_groups(6, headlines=2, n_studies=20, random_state=4) for _ in range(2))
    assert once.equals(again)


def test_groups_of_two_never_give_a_worthwhile_change():
    two = how_many_groups(12, attendees=2, headlines=1, share=0.2, change=0.7, n_studies=60)
    assert two["found"][0] > 0.8
    assert two["changed_worthwhile"][0] == 0


def test_a_fall_is_looked_for_where_a_fall_is_asked_for():
    fall = how_many_groups(8, headlines=1, share=0.6, change=-0.3, n_studies=40)
    assert fall["finds"][0] < 0
    assert "a fall from 60 to 30" in fall["says"][0]


@pytest.mark.parametrize("change", [0.6, -0.4])
def test_a_change_beyond_all_or_nobody_is_refused(change):
    with pytest.raises(ArgumentError, match="expected 1 to 98"):
        how_many_groups(8, change=change)


def test_what_is_not_given_is_that_of_the_last_round():
    study = prac.open_study(prac.sample_path())
    themes = study.themes().declare(study.settings.headline)
    table = how_many_groups(6, themes=themes, n_studies=20)
    row = table.iloc[0]
    last = themes.scores[themes.scores["year"] == "2025-26"]
    own = last[last["theme_id"].isin(themes.declared)]
    assert row["n_before"] == last["group"].nunique() == 8
    assert row["headlines"] == len(themes.declared)
    assert row["pairs"] == 3  # so many there will be with the round to come
    assert row["share"] == pytest.approx(own.groupby("theme_id")["score"].mean().mean())
    assert row["alike"] == table.attrs["alike"].value
    assert "6 groups of about" in row["says"] and "after 8 groups" in row["says"]


def test_without_four_groups_whose_people_are_counted_it_says_what_to_give(study_of):
    made = study_of({"desks": {A: [1, 2, 1]}})
    with pytest.raises(PracticelearnError, match="at least four groups"):
        how_many_groups(8, themes=find_themes(*reversed(made)))


def test_how_alike_people_of_a_group_are_by_hand(study_of):
    """Two groups all for it, two not at all; and four groups that are halves."""
    made = study_of({"desks": {A: [4, 4, 0, 0]}, "pay": {A: [2, 2, 2, 2]}}, present=4)
    scores = find_themes(*reversed(made)).scores
    assert alike_in(scores, ["desks"]).value == 1
    assert alike_in(scores, ["pay"]).value == 0  # they differ less than by chance
    # MSB 4 * 4 * .25 / 3 and 0, MSW 0 and 4 / 12; size 4: (4/3 - 1/3) / (4/3 + 3 * 1/3)
    both = alike_in(scores, ["desks", "pay"])
    assert both.value == pytest.approx(3 / 7)
    assert both.n_groups == 4


def test_the_estimate_is_near_what_groups_were_invented_with(study_of):
    rng = np.random.default_rng(5)
    counts = counts_of((0.4, 0.4), np.full((1, 400), 8), 200, 1, rng, rho=0.1)[0, 0, :200]

    scores = pd.DataFrame(
        {"theme_id": "desks", "group": [f"g{k}" for k in range(200)],
         "n_raised": counts[:, 0], "n_people": counts[:, 1]}
    )  # fmt: skip
    alike = alike_in(scores, ["desks"])
    assert alike.low < 0.1 < alike.high
    assert alike.value == pytest.approx(0.1, abs=0.05)


def test_one_headline_changes_among_others_and_is_found_less_often_than_alone():
    alone, among = (
        how_many_groups(8, headlines=k, change=0.36, n_studies=100).iloc[0] for k in (1, 10)
    )
    assert among["found"] < alone["found"] - 0.1
    assert among["rules_out"] > alone["rules_out"]
