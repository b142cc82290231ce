"""For and against: five cells that add up to attendees, and the balance as a declared contrast."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from planned_before import planned
from practicelearn.errors import PracticelearnError
from practicelearn.themes.finding import find_themes
from practicelearn.themes.inference import max_t, relabellings, split_statistics, welch_difference
from practicelearn.themes.stances import stance_by_year
from practicelearn.themes.verdicts import level_of
from practicelearn.themes.years import balance_beside, compare_balance, compare_years

A, B = "2023-24", "2024-25"
RAISED = [4, 3, 5, 4, 2, 4, 5, 3]


def with_stances(made, stance_of):
    """A stance on each passage: ``stance_of(session, k)``, k the speaker's number."""
    corpus, codings = made
    spans = codings.spans
    sessions = spans["turn_id"].str.rsplit(":", n=1).str[0]
    people = corpus.turns.loc[spans["turn_id"], "speaker"].str[1:].astype(int).to_numpy()
    stances = [stance_of(s, k) for s, k in zip(sessions, people, strict=True)]
    frames = {"1": codings.frame}
    return find_themes(replace(codings, spans=spans.assign(stance=stances), frames=frames), corpus)


@pytest.fixture
def made(study_of):
    return study_of({"desks": {A: RAISED, B: RAISED}, "chairs": {A: RAISED, B: RAISED}})


def turned(session, k):
    """Before, the first of each group is for it and the others against; after, the reverse."""
    early, first = session.startswith(A), k == 0
    if session.endswith("g7") and k == 2:
        return "none"
    return "for" if first == early else "against"


def test_the_five_cells_add_up_to_those_who_were_there(made):
    cells = ["for", "against", "mixed", None, "none"]
    table = stance_by_year(with_stances(made, lambda _, k: cells[k]))
    row = table.set_index(["theme_id", "year"]).loc[("desks", A)]
    assert (row["n_for"], row["n_against"], row["n_mixed"]) == (8, 8, 7)
    assert row["n_no_stance"] == 5 + 2
    assert row["n_people"] == 40
    assert row["n_not_raised"] == 40 - 30
    parts = table[["n_for", "n_against", "n_mixed", "n_no_stance", "n_not_raised"]].sum(axis=1)
    assert (parts == table["n_people"]).all()


def test_somebody_for_it_here_and_against_it_there_is_mixed(made):
    themes = with_stances(made, lambda _, k: "for")
    first = themes.evidence.iloc[:1].assign(stance="against", coding_id="other")
    both = replace(themes, evidence=pd.concat([themes.evidence, first], ignore_index=True))
    counts = (
        stance_by_year(both).set_index(["theme_id", "year"]).loc[(first["theme_id"].iloc[0], A)]
    )
    assert (counts["n_mixed"], counts["n_for"]) == (1, 29)


def test_groups_that_were_not_read_are_left_out_and_counted(study_of):
    made = study_of({"desks": {A: RAISED, B: RAISED}}, unread=[f"{A}-g0"])
    row = stance_by_year(with_stances(made, lambda *_: "for")).iloc[0]
    assert (row["n_groups"], row["n_left_out"], row["n_people"]) == (7, 1, 35)


def test_a_balance_that_turned_is_found_and_its_interval_is_welchs(made):
    themes = planned(with_stances(made, turned), ["desks", "chairs"], balance=["desks"])
    row = compare_balance(themes).iloc[0]
    assert row["measure"] == "balance: for less against, of attendees"
    early = np.array([1 - (x - 1) for x in RAISED]) / 5
    early[7] = 0 / 5  # the third person of g7 takes no side: one for, one against
    late = np.array([x - 2 for x in RAISED]) / 5
    late[7] = 0.0
    difference = welch_difference(early, -early)
    assert row["difference"] == pytest.approx(difference.value) == pytest.approx(late.mean() * 2)
    assert row["level"] == pytest.approx(level_of(3))
    assert row["low"] == pytest.approx(difference.interval(level_of(3))[0])
    assert row["verdict"] == "balance moved towards for"
    assert np.isnan(row["smallest_worthwhile"])


def test_a_declared_balance_counts_among_the_headline_themes(made):
    themes = with_stances(made, turned)
    plain = compare_years(planned(themes, ["desks", "chairs"])).set_index("theme_id")
    more = compare_years(planned(themes, ["desks", "chairs"], balance=["desks"]))
    assert len(more) == 2
    more = more.set_index("theme_id")
    assert plain.loc["desks", "level"] == pytest.approx(level_of(2))
    assert more.loc["desks", "level"] == pytest.approx(level_of(3))


def test_shares_and_balances_are_tested_over_the_same_splits(made):
    themes = planned(with_stances(made, turned), ["desks"], balance=["desks"])
    shares = np.array(RAISED + RAISED) / 5
    early = np.array([2 - x for x in RAISED]) / 5
    early[7] = 0.0
    both = np.column_stack([shares, np.concatenate([early, -early])])
    expected = max_t(split_statistics(both, relabellings(8, 8)))
    assert compare_years(themes)["p_adjusted"].iloc[0] == pytest.approx(expected[0])
    assert compare_balance(themes)["p_adjusted"].iloc[0] == pytest.approx(expected[1])


def test_a_balance_without_stances_has_no_verdict_and_counts_nowhere(made):
    themes = with_stances(made, lambda s, k: turned(s, k) if s.startswith(A) else None)
    declared = planned(themes, ["desks", "chairs"], balance=["desks"])
    row = compare_balance(declared).iloc[0]
    assert row["verdict"] == "no verdict"
    assert "stance is coded for 0 of 30 passages in 2024-25" in row["why"]
    assert compare_years(declared)["level"].iloc[0] == pytest.approx(level_of(2))


def test_as_many_for_as_against_in_all_groups_has_no_spread_and_no_verdict(made):
    themes = planned(
        with_stances(made, lambda s, k: "for" if k % 2 else "none"), ["desks"], balance=["desks"]
    )
    none = planned(with_stances(made, lambda *_: "none"), ["desks"], balance=["desks"])
    assert compare_balance(none).iloc[0]["verdict"] == "cannot tell"
    assert "have the same balance" in compare_balance(none).iloc[0]["why"]
    assert "ruled out" in compare_balance(themes).iloc[0]["why"]


def test_a_balance_is_declared_of_a_headline_theme_and_before_it_is_looked_at(made):
    themes = with_stances(made, turned)
    with pytest.raises(PracticelearnError, match="belongs to a headline theme"):
        themes.declare(["desks"], balance=["chairs"])
    with pytest.raises(PracticelearnError, match="no balance was declared"):
        compare_balance(planned(themes, ["desks"]))
    declared = themes.declare(["desks"], balance=["desks"])
    assert declared.declared_hash != themes.declare(["desks"]).declared_hash
    assert declared.merge(["chairs"], into="desks").balance == ()


def test_they_are_public():
    assert prac.Themes.stance_by_year is stance_by_year
    assert prac.compare_balance is compare_balance


def test_a_balance_beside_shares_within_strata_is_compared_within_the_same(made):
    corpus, codings = made
    site = ["a" if n % 2 else "b" for n in range(len(corpus.sessions))]
    placed = (replace(corpus, sessions=corpus.sessions.assign(site=site)), codings)
    themes = planned(with_stances(placed, turned), ["desks"], balance=["desks"])
    change = compare_years(themes, strata="site")
    assert change["design"].iloc[0] == "stratified"
    row = balance_beside(themes, change).iloc[0]
    assert row["design"] == "stratified"
    assert row["verdict"] == "balance moved towards for"
    assert row["p"] == compare_balance(themes, strata="site")["p"].iloc[0]
    change.attrs.clear()  # as after a file
    kept = balance_beside(themes, change).iloc[0]
    assert kept["verdict"] == "no verdict"
    assert "does not say which" in kept["why"]
