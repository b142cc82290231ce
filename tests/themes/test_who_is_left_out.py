"""What a comparison leaves out is named, and figures said to differ are printed so that they do."""

from dataclasses import replace

import numpy as np
import pytest

from planned_before import planned
from practicelearn.themes.cautions import differ_by_a_third
from practicelearn.themes.finding import find_themes
from practicelearn.themes.years import compare_years

A, B = "2023-24", "2024-25"
X1, X2 = [2, 3, 1, 4, 2, 3, 1, 2], [4, 4, 3, 2, 4, 4, 3, 5]


@pytest.fixture
def made(study_of):
    return study_of({"desks": {A: X1, B: X2}})


def one(made, **options):
    return compare_years(planned(find_themes(*reversed(made)), ["desks"]), **options).iloc[0]


def with_column(made, **columns):
    corpus, codings = made
    return replace(corpus, sessions=corpus.sessions.assign(**columns)), codings


def test_groups_without_a_team_are_counted_and_named_where_teams_are_the_unit(made):
    teams = [f"t{k}" for k in range(8)] + [f"t{k}" for k in range(6)] + [None, None]
    said = one(with_column(made, team=teams), unit="team")["cautions"]
    left = "2 groups without a team are left out: g6-2024-25 in 2024-25, g7-2024-25 in 2024-25"
    assert left in said
    assert not any("left out" in c for c in one(with_column(made, team=teams))["cautions"])


def test_teams_that_pairing_leaves_out_are_named(made):
    teams = [f"t{k}" for k in range(8)] + [f"t{k}" for k in range(7)] + ["new"]
    row = one(with_column(made, team=teams))
    assert row["design"] == "unpaired"  # 7 of 9 is too few
    made_of = [f"t{k}" for k in range(8)] + [f"t{k}" for k in range(8)]
    row = one(with_column(made, team=made_of))
    assert row["design"] == "paired"
    assert not any("left out" in c for c in row["cautions"])


def test_a_ninth_team_that_met_once_is_named_beside_eight_pairs(study_of):
    made = study_of({"desks": {A: X1, B: [*X2, 3]}})
    teams = [f"t{k}" for k in range(8)] * 2 + ["new"]
    row = one(with_column(made, team=teams))
    assert (row["design"], row["n_after"]) == ("paired", 8)
    assert "1 team met in one round only and is left out: new" in row["cautions"]


def test_recorded_minutes_and_words_are_never_mixed(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, minutes={A: 90.0, B: 30.0})
    assert "minutes of talk differ by a third" in one(made)["why"]
    seconds = made[0].sessions["duration_s"].to_numpy().copy()
    seconds[0] = np.nan
    row = one(with_column(made, duration_s=seconds))
    assert row["verdict"] != "no verdict"  # as many words were said in both rounds
    assert np.isnan(row["minutes_before"])
    assert row["words_before"] > 0
    said = "recorded minutes are not known for 1 of 16 groups: participants' words are compared"
    assert any(c.startswith(said) for c in row["cautions"])


def test_half_the_words_leave_no_verdict_where_no_length_is_known(study_of):
    corpus, codings = study_of({"desks": {A: X1, B: X2}})
    early = corpus.turns["session_id"].str.startswith(A)
    more = corpus.turns["text"].where(~early, corpus.turns["text"] + " And so on." * 10)
    longer = corpus.with_turns(corpus.turns.assign(text=more))
    longer = replace(longer, sessions=longer.sessions.assign(duration_s=np.nan))
    row = one((longer, codings))
    assert row["verdict"] == "no verdict"
    assert row["why"].startswith("no verdict: words of participants differ by a third or more")


def test_figures_that_differ_are_printed_so():
    said = differ_by_a_third({A: 1.4, B: 0.9}, "minutes of talk")
    assert said == f"no verdict: minutes of talk differ by a third or more (1.4 in {A}, 0.9 in {B})"
    assert differ_by_a_third({A: 60.0, B: 41.0}, "minutes") == ""


def test_who_led_in_one_round_is_said_only_where_people_are_known_in_both(made):
    said = one(made)["cautions"]
    assert not any("have led in one round only" in c for c in said)
    assert any("people are not followed from one round to the next" in c for c in said)
    corpus, codings = made
    same = corpus.attendance["person_id"].str.replace(r"^.*-g0-F$", "Robin", regex=True)
    linked = replace(corpus, attendance=corpus.attendance.assign(person_id=same))
    said = one((linked, codings))["cautions"]
    assert any(c.startswith("14 of 15 facilitators are known to have led in one") for c in said)
