"""Candidates, what recurs, and what a person does with them."""

import pytest

from practicelearn.coding.codings import Codings
from practicelearn.errors import PracticelearnError
from practicelearn.themes.finding import find_themes

A, B = "2023-24", "2024-25"


def test_a_theme_recurs_with_enough_groups_and_people_in_one_round(study_of):
    themes = find_themes(
        *reversed(
            study_of(
                {
                    "everywhere": {A: [2, 2, 2, 2], B: [2, 2, 2, 2]},
                    "two groups": {A: [2, 2, 0, 0], B: [0, 0, 2, 2]},
                    "three people": {A: [1, 1, 1, 0], B: [0, 0, 0, 0]},
                }
            )
        )
    )
    assert themes.table["recurring"].to_dict() == {
        "everywhere": True, "two groups": False, "three people": False,
    }  # fmt: skip
    assert themes.table.loc["everywhere", "years_recurring"] == [A, B]
    assert "carried over: recurring in 2 rounds" in themes.table.loc["everywhere", "flags"]


def test_one_group_that_gives_most_of_the_people_is_flagged_and_does_not_recur(study_of):
    themes = find_themes(*reversed(study_of({"loud": {A: [5, 1, 1]}})))
    assert not themes.table.loc["loud", "recurring"]
    assert themes.table.loc["loud", "flags"] == [
        f"one group gives more than half of the people in {A}"
    ]


def test_a_theme_of_a_single_group_says_so(study_of):
    themes = find_themes(*reversed(study_of({"corner": {A: [3, 0, 0]}})))
    assert "one group only" in themes.table.loc["corner", "flags"]


def test_a_code_nobody_used_is_a_candidate_with_zeros(study_of):
    themes = find_themes(*reversed(study_of({"said": {A: [2, 2]}, "silent": {A: [0, 0]}})))
    assert themes.table.loc["silent", "n_people"] == 0
    assert themes.extent.set_index("theme_id").loc["silent", "share_people"] == 0.0


def test_the_definition_can_be_chosen(study_of):
    made = study_of({"pair": {A: [1, 1, 0]}})
    assert not find_themes(*reversed(made)).table.loc["pair", "recurring"]
    assert find_themes(*reversed(made), min_groups=2, min_people=2).table.loc["pair", "recurring"]


def test_merging_counts_people_once_and_keeps_names_and_statements(study_of):
    themes = find_themes(*reversed(study_of({"desks": {A: [2, 1, 1]}, "chairs": {A: [3, 1, 0]}})))
    themes = themes.state("desks", "There is nowhere to sit.").rename("desks", "Places")
    merged = themes.merge(["chairs"], into="desks")
    assert list(merged.table.index) == ["desks"]
    assert merged.table.loc["desks", "n_people"] == 5
    assert merged.table.loc["desks", "n_passages"] == 8
    assert merged.table.loc["desks", "statement"] == "There is nowhere to sit."
    assert list(themes.table.index) == ["desks", "chairs"], "the themes before are unchanged"


def test_stating_makes_a_theme_and_an_empty_statement_is_refused(study_of):
    themes = find_themes(*reversed(study_of({"desks": {A: [2, 2, 2]}})))
    assert themes.table.loc["desks", "status"] == "candidate"
    assert themes.state("desks", " Sit where? ").table.loc["desks", "status"] == "theme"
    assert themes.drop("desks").table.loc["desks", "status"] == "dropped"
    with pytest.raises(PracticelearnError, match="statement is empty"):
        themes.state("desks", "  ")


def test_declaring_keeps_time_and_a_hash_of_what_was_declared(study_of):
    themes = find_themes(*reversed(study_of({f"c{k}": {A: [1, 1, 1]} for k in range(12)})))
    declared = themes.declare(["c1", "c0", "c1"])
    assert declared.declared == ("c1", "c0")
    assert declared.declared_hash == themes.declare(["c1", "c0"]).declared_hash
    assert declared.declared_hash != themes.declare(["c1", "c2"]).declared_hash
    with pytest.raises(PracticelearnError, match="at most 10"):
        themes.declare(list(themes.table.index))
    with pytest.raises(PracticelearnError, match=r'there is no theme "c00".*Did you mean "c0"'):
        themes.declare(["c00"])


def test_nothing_to_find_themes_in(study_of):
    corpus, _ = study_of({"desks": {A: [1]}})
    with pytest.raises(PracticelearnError, match="or a topic model, or both"):
        find_themes(Codings(), corpus)


def test_origins_are_never_mixed(study_of):
    corpus, codings = study_of({"desks": {A: [2, 2]}})
    with pytest.raises(PracticelearnError, match='codings of origin "keyword"'):
        find_themes(codings, corpus, origin="keyword")
