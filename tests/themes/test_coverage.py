"""Who was invited, came, stayed away and spoke: an account that adds up, or says where not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from practicelearn.themes.coverage import coverage_of, missing_groups
from practicelearn.themes.finding import find_themes
from practicelearn.themes.plan import Invited, Plan
from practicelearn.transcripts.loader import read_transcripts

TALK = "F: How is it?\nP1: Fine.\nP2: No.\nP1: Well.\nF: Why?\nP2: It is late.\n"
SESSIONS = [
    "file,year,group,group_type,team,held,reason",
    "north,2025-26,north,practitioners,North,,",
    "south,2025-26,south,managers,South,,",
    ",2025-26,night,practitioners,Night,no,nobody to lead it",
]
ATTENDANCE = [
    "file,session_id,person_id,speaker,role,team,job_role,came,reason,year",
    "north,,n1,P1,participant,North,social worker,,,",
    "north,,n2,P2,participant,North,manager,,,",
    "north,,n3,,participant,North,social worker,,,",
    "north,,f,F,facilitator,,,,,",
    "south,,s1,P1,participant,South,social worker,,,",
    "south,,s2,P2,participant,South,,,,",
    "south,,n9,F,facilitator,North,social worker,,,",
    "north,,n4,,,North,social worker,no,Off sick,",
    "south,,n4,,,North,social worker,no,,",  # invited twice, away twice: one person
    "south,,n1,,,North,social worker,no,duty,",  # came to the other group
    "south,,s3,,,South,manager,no,,",
    ",,x1,,,Night,social worker,no,off sick,2025-26",
]
PEOPLE = ["person_id,length_of_service", "n1,0-2 years", "n2,3 and more", "n4,0-2 years"]
PLAN = Plan(
    round="2025-26", groups=4,
    invited=(
        Invited(5, team="North", job_role="social worker"),
        Invited(2, team="North", job_role="manager"),
        Invited(6, team="South"), Invited(3, team="Night"),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("coverage")
    for name in ("north", "south"):
        (folder / f"{name}.txt").write_text(TALK)
    for name, rows in (("sessions", SESSIONS), ("attendance", ATTENDANCE), ("people", PEOPLE)):
        (folder / f"{name}.csv").write_text("\n".join(rows))
    return read_transcripts(folder)


def row(table, by: str, value: str = ""):
    own = table[(table["by"] == by) & (table["value"] == value)]
    assert len(own) == 1, table
    return own.iloc[0]


def test_the_account_adds_up_to_who_was_invited(corpus):
    table = coverage_of(corpus, PLAN)
    own = row(table, "all")
    assert (own["year"], own["n_invited"], own["n_came"], own["n_spoke"]) == ("2025-26", 16, 5, 4)
    assert (own["n_away"], own["n_not_known"]) == (2, 9)
    assert own["reasons"] == "off sick 2"
    assert own["share_came"] == pytest.approx(5 / 16)
    assert (own["n_groups_planned"], own["n_groups_held"]) == (4, 2)
    known = table[table["n_not_known"].notna()]
    assert (known["n_invited"] == known["n_came"] + known["n_away"] + known["n_not_known"]).all()


def test_by_team_role_service_and_kind_of_group(corpus):
    table = coverage_of(corpus, PLAN)
    north = row(table, "team", "North")
    assert (north["n_invited"], north["n_came"], north["n_away"]) == (7, 3, 1)
    assert (row(table, "team", "Night")["n_came"], row(table, "team", "Night")["n_away"]) == (0, 1)
    workers = row(table, "job_role", "social worker")
    assert (workers["n_invited"], workers["n_came"]) == (5, 3)
    assert row(table, "job_role", "not recorded")["n_came"] == 1
    assert row(table, "length_of_service", "0-2 years")["n_came"] == 1
    managers = row(table, "group_type", "managers")
    assert (managers["n_groups_planned"], managers["n_groups_held"], managers["n_came"]) == (
        1,
        1,
        2,
    )
    practitioners = row(table, "group_type", "practitioners")
    assert (practitioners["n_groups_planned"], practitioners["n_groups_held"]) == (2, 1)


def test_what_does_not_add_up_is_named(corpus):
    few = Plan(
        round="2025-26",
        groups=1,
        invited=(Invited(4, team="North"), Invited(3, job_role="manager")),
    )
    table = coverage_of(corpus, few)
    said = row(table, "all")["why"]
    assert "by team the invited add up to 4, by job_role to 3" in said
    assert "5 came and 2 more stayed away, of 4 who were invited" in said
    assert "2 groups were held and 1 planned" in said
    assert row(table, "all")["n_not_known"] is not None
    assert row(table, "all")[["n_not_known"]].isna().all()
    assert "South" in set(table["value"])
    assert row(table, "team", "South")["why"] == "the plan invites nobody of these"


def test_one_total_beside_its_parts_is_not_counted_twice(corpus):
    parts = (Invited(16), Invited(7, team="North"), Invited(6, team="South"))
    own = row(coverage_of(corpus, Plan(round="2025-26", invited=parts)), "all")
    assert (own["n_invited"], own["why"]) == (16, "")


def test_the_plan_of_a_round_before_still_says_who_was_invited_to_it(corpus):
    later = Plan(round="2026-27", invited=(Invited(3),), earlier=(PLAN,))
    own = row(coverage_of(corpus, later), "all")
    assert (own["n_invited"], own["n_groups_planned"], own["invited_by"]) == (16, 4, "plan")


def test_without_a_plan_the_lists_say_who_was_invited_and_without_either_nobody_knows(corpus):
    own = row(coverage_of(corpus), "all")
    assert (own["n_invited"], own["n_groups_planned"], own["invited_by"]) == (8, 3, "lists")
    assert (own["n_away"], own["n_not_known"]) == (2, 1)
    bare = replace(corpus, away=corpus.away.iloc[:0], not_held=corpus.not_held.iloc[:0])
    none = row(coverage_of(bare), "all")
    assert none[["n_invited", "share_came", "n_not_known", "n_groups_planned"]].isna().all()
    assert none["n_came"] == 5


def test_who_did_not_come_changes_no_other_figure(corpus):
    bare = replace(corpus, away=corpus.away.iloc[:0], not_held=corpus.not_held.iloc[:0])
    with_them, without = coverage_of(corpus, PLAN), coverage_of(bare, PLAN)
    assert row(with_them, "all")["n_came"] == row(without, "all")["n_came"]
    assert row(with_them, "all")["n_spoke"] == row(without, "all")["n_spoke"]


def test_bounds_for_groups_that_were_not_held(study_of):
    corpus, codings = study_of({"pay": {"2025-26": [2, 3, 0]}})
    themes = find_themes(codings, corpus).declare(["pay"])
    themes = replace(themes, plan=Plan(round="2025-26", groups=5))
    [own] = missing_groups(themes).to_dict("records")
    # shares .4, .6, 0: their sum is 1; two groups are missing
    assert (own["n_groups"], own["n_missing"]) == (3, 2)
    assert (own["low"], own["share"], own["high"]) == pytest.approx((1 / 5, 1 / 3, 3 / 5))
    assert missing_groups(replace(themes, plan=None)).empty


def test_the_sample_has_its_coverage(tmp_path: Path):
    import practicelearn as prac

    study = prac.open_study(prac.sample_path())
    table = coverage_of(study.corpus())
    assert table[table["by"] == "all"]["n_came"].tolist() == [50, 50, 50]
