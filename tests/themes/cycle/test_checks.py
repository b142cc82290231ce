import dataclasses

import pytest

import practicelearn as prac
from practicelearn.themes.cycle.checks import check_actions
from practicelearn.themes.cycle.naming import GiveAways, small_counts

WHOLE = {"You said": "Too much.", "We will": "Less of it.", "Theme": "work", "Round": "2024-25",
         "Measure": "heard less", "Chosen because": "most people", "Who": "Director",
         "By when": "1/9/2025", "Status": "done 1/8/2025"}  # fmt: skip


@pytest.fixture(scope="module")
def themes(study_of):
    raised = {"work": {"2024-25": [3, 2, 1, 0], "2025-26": [1, 1, 2, 2]},
              "night": {"2024-25": [0, 0, 0, 4], "2025-26": [0, 0, 0, 0]}}  # fmt: skip
    corpus, codings = study_of(raised)
    dates = corpus.sessions["year"].map({"2024-25": "2024-11-01", "2025-26": "2025-11-01"})
    sessions = corpus.sessions.assign(date=dates, team="North team")
    attendance = corpus.attendance.assign(job_role="senior social worker")
    return prac.find_themes(
        codings, dataclasses.replace(corpus, sessions=sessions, attendance=attendance)
    )


@pytest.fixture
def said(cycle_of, themes):
    """What is said of one row: (severity, message) pairs."""

    def check(**cells):
        issues = check_actions(cycle_of({**WHOLE, **cells}), themes, on="2026-03-01")
        assert issues["source_loc"].str.startswith("actions.csv, row 2").all()
        return [f"{i.severity}: {i.message}" for i in issues.itertuples()]

    return check


def test_a_whole_row_has_nothing_to_look_at(said):
    assert said() == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Theme": "night"}, "warning: raised in one group only"),
        ({"Theme": "night", "Round": "2025-26", "By when": "", "Status": ""},
         "error: without evidence: nobody raised night in 2025-26"),
        ({"Theme": "werk"}, 'error: there is no theme "werk" among the themes. Did'),
        ({"Theme": "", "Measure": "work heard less"}, "warning: no theme is named"),
        ({"Round": "2024-26"}, 'error: no session belongs to the round "2024-26". Did you mean'),
        ({"Who": "", "By when": "", "Measure": ""}, "warning: no owner, no due date, no measure"),
        ({"Who": ""}, "warning: no owner: nobody can say"),
        ({"Response": "reject"}, "warning: it was rejected without a reason"),
        ({"Response": "part"}, "warning: it was accepted in part"),
        ({"By when": "1/9/2024"}, "warning: it is due on 2024-09-01, before people said it"),
        ({"Status": "done 1/8/2025; doing 1/3/2025"}, "warning: its status dates are not in order"),
        ({"Status": "done 1/8/2024"}, "warning: its first status (2024-08-01) is before"),
        ({"Status": "done 1/8/2026"}, "warning: a status is dated 2026-08-01"),
        ({"Status": "dropped"}, "warning: it is dropped without a note"),
        ({"Measure": "caseload", "Target": "15"}, 'warning: "caseload" has no baseline'),
        ({"Measure": "caseload", "Baseline": "18"}, 'warning: "caseload" has no target'),
        ({"Measure": "wurk heard less"}, "error: its measure: there is no theme"),
        ({"Chosen because": ""}, "note: nobody said why it was chosen"),
        ({"Who": "Manager, North team"}, "warning: Who is not printed: it names a team"),
        ({"Note": "2024-25-g0-P1 asked"}, "warning: words are not printed: it names a person"),
        ({"You said": "The North team has one senior social worker."}, "a team together with a"),
        ({"You said": "Person 1 of group 0 says that work matters."}, "it repeats 6 words"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(said, cells, expected):
    found = said(**cells)
    assert any(expected in message for message in found), found


def test_a_lone_account_marked_by_a_person_needs_no_second_group(said):
    assert said(Theme="night", **{"Heard once": "yes"}) == []


def test_a_theme_merged_into_another_is_named(cycle_of, themes):
    merged = themes.merge(["night"], into="work")
    issues = check_actions(cycle_of({**WHOLE, "Theme": "night"}), merged, on="2026-03-01")
    assert 'theme "night" is part of "work" now' in issues["message"].tolist()


def test_two_actions_that_want_opposite_things(cycle_of, themes):
    cycle = cycle_of(WHOLE, {**WHOLE, "We will": "More.", "Measure": "heard more"})
    issues = check_actions(cycle, themes, on="2026-03-01")
    assert issues["message"].str.contains("opposite things").sum() == 2


def test_without_themes_only_the_sheet_itself_is_checked(cycle_of):
    cycle = cycle_of({**WHOLE, "Theme": "nothing", "Who": "", "Status": "finito"})
    found = check_actions(cycle, on="2026-03-01")["message"].tolist()
    assert len(found) == 2
    assert any("no owner" in m for m in found)
    assert any('"finito" is no status' in m for m in found)


def test_a_team_alone_or_a_role_alone_may_be_named(themes):
    give_away = GiveAways.of(themes.corpus)
    assert give_away.why("The North team moved.") == ""
    assert give_away.why("Every senior social worker gets a phone.") == ""
    assert give_away.why("Head of property", is_role=True) == ""
    assert give_away.why(None) == ""


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("Two colleagues said so", "Fewer than 5 colleagues said so"),
        ("raised by 3 of the social workers", "raised by fewer than 5 of the social workers"),
        ("one person", "fewer than 5 people"),
        ("raised by 14 people", "raised by 14 people"),
        ("four weeks", "four weeks"),
    ],
)
def test_small_counts_of_people_are_fewer_than_five(words, printed):
    assert small_counts(words) == printed
