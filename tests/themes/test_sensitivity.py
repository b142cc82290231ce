"""Recurring is a matter of two numbers: which themes depend on them."""

from dataclasses import replace

import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.themes.finding import find_themes
from practicelearn.themes.sensitivity import sensitivity

A, B = "2023-24", "2024-25"


def test_each_theme_recurs_exactly_where_the_counts_reach_both_numbers(study_of):
    made = study_of(
        {"desks": {A: [2, 1, 1, 0], B: [0, 0, 0, 0]}, "chairs": {A: [3, 1, 1, 0], B: [0, 0, 0, 0]}}
    )
    table = sensitivity(find_themes(*reversed(made)))
    desks = table[(table["theme_id"] == "desks") & (table["year"] == A)]
    recurs = desks.set_index(["min_groups", "min_people"])["recurring"]
    assert len(recurs) == 12
    assert set(recurs.index[recurs]) == {(2, 3), (2, 4), (3, 3), (3, 4)}
    assert desks.set_index(["min_groups", "min_people"])["why"][(4, 3)] == "fewer than 4 groups"
    assert desks.set_index(["min_groups", "min_people"])["why"][(2, 5)] == "fewer than 5 people"
    assert not table.loc[table["year"] == B, "recurring"].any()


def test_a_loud_group_never_makes_a_theme_at_any_numbers(study_of):
    table = sensitivity(find_themes(*reversed(study_of({"chairs": {A: [4, 1, 1, 1]}}))))
    enough = table[(table["min_groups"] <= 4) & (table["min_people"] <= 6)]
    assert set(enough["why"]) == {"one group gives more than half of the people"}


def test_it_agrees_with_find_themes_at_every_pair_of_numbers(study_of):
    made = study_of({"desks": {A: [2, 1, 1, 0]}, "chairs": {A: [1, 1, 1, 1]}})
    for m in (2, 3, 4):
        for k in (3, 4, 5):
            themes = find_themes(*reversed(made), min_groups=m, min_people=k)
            table = sensitivity(themes, groups=[m], people=[k]).set_index("theme_id")
            assert table["recurring"].to_dict() == themes.table["recurring"].to_dict()


def test_notes_make_a_group_and_no_people(study_of):
    corpus, codings = study_of({"desks": {A: [2, 2, 1]}})
    notes = corpus.turns["session_id"] == f"{A}-g2"
    corpus = replace(corpus, turns=corpus.turns.assign(verbatim=~notes))
    row = sensitivity(find_themes(codings, corpus), groups=[3], people=[4]).iloc[0]
    assert (row["n_groups"], row["n_people"], row["recurring"]) == (3, 4, True)


def test_numbers_below_one_are_refused(study_of):
    themes = find_themes(*reversed(study_of({"desks": {A: [1]}})))
    with pytest.raises(PracticelearnError, match=r"groups=\[0\]"):
        sensitivity(themes, groups=[0])
    with pytest.raises(PracticelearnError, match="people"):
        sensitivity(themes, people=[])
