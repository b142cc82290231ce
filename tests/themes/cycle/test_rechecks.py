import dataclasses

import pandas as pd
import pytest
from answered_once import found_once

import practicelearn as prac
from planned_before import planned
from practicelearn._tables import RECHECKS, check_table
from practicelearn.themes.cycle.rechecks import recheck

YEARS = ("2024-25", "2025-26")
LEVELS = {"fell": ([4, 4, 5, 3, 4, 4, 5, 3], [0, 1, 0, 0, 1, 0, 0, 1]),
          "same": ([2, 3, 2, 2, 3, 2, 2, 3], [2, 3, 2, 2, 3, 2, 3, 2]),
          "low": ([1, 0, 1, 0, 1, 1, 0, 1], [1, 0, 1, 1, 0, 1, 0, 1]),
          "other": ([2, 1, 2, 1, 2, 1, 1, 2], [1, 2, 2, 1, 1, 2, 1, 2])}  # fmt: skip
SAID = {"You said": "Too much.", "We will": "Less of it.", "Theme": "fell", "Round": "2024-25",
        "Measure": "heard less", "Chosen because": "most people", "Who": "Director",
        "By when": "1/9/2025", "Status": "done 1/8/2025"}  # fmt: skip


@pytest.fixture(autouse=True)
def _compared_before(monkeypatch):
    """Finding and comparing have tests of their own; here it is about what becomes of them."""
    for name in ("find_themes", "compare_years"):
        monkeypatch.setattr(prac, name, found_once(getattr(prac, name)))


@pytest.fixture(scope="module")
def made(study_of):
    raised = {code: dict(zip(YEARS, own, strict=True)) for code, own in LEVELS.items()}
    return study_of(raised, present=5)


@pytest.fixture
def themes_of(made):
    """Themes with a stance on every passage, or the stances a test wants."""

    def make(stance="against", *, declared=("fell", "same"), versions=("1", "1"), balance=False):
        corpus, codings = made
        spans = codings.spans.assign(stance=stance)
        sessions = corpus.sessions.assign(
            guide_version=corpus.sessions["year"].map(dict(zip(YEARS, versions, strict=True))),
            date=corpus.sessions["year"].map({"2024-25": "2024-11-01", "2025-26": "2025-11-01"}),
        )
        corpus = dataclasses.replace(corpus, sessions=sessions)
        codings = dataclasses.replace(codings, spans=spans)
        chosen = list(declared)
        return planned(prac.find_themes(codings, corpus), chosen, balance=chosen if balance else [])

    return make


def row_of(cycle, themes, **more):
    table = check_table(recheck(cycle, themes, prac.compare_years(themes), **more), RECHECKS)
    assert len(table) == 1
    return table.iloc[0]


def test_a_fall_of_complaints_is_better_and_kept_apart_from_delivery(cycle_of, themes_of):
    row = row_of(cycle_of(SAID), themes_of(balance=True))
    assert row["verdict"] == "heard less by a worthwhile amount"
    assert row["reading"] == "improved"
    assert row["reading_why"] == "fewer people spoke critically of it"
    assert row["delivered"] == "yes"
    undone = row_of(cycle_of({**SAID, "Status": "stalled"}), themes_of(balance=True))
    assert (undone["delivered"], undone["reading"]) == ("not yet", row["reading"])


def test_without_a_declared_balance_nothing_is_called_better_and_the_counts_are_there(
    cycle_of, themes_of
):
    row = row_of(cycle_of(SAID), themes_of())
    assert row["verdict"] == "heard less by a worthwhile amount"
    assert row["reading"] == "not tested"
    counts = ["n_people_before", "n_against_before", "n_people_after", "n_against_after"]
    assert row[counts].tolist() == [40, 32, 40, 3]
    assert pd.isna(row["reading_low"])


def test_a_balance_is_tested_whatever_the_shares_do(cycle_of, made, themes_of):
    """As many raise it as before, and who spoke critically now speaks well of it."""
    codings = made[1]
    later = codings.spans["turn_id"].str.startswith("2025-26")
    themes = themes_of(
        later.map({True: "for", False: "against"}), declared=("same", "other"), balance=True
    )
    said = {**SAID, "Theme": "same", "Chosen because": "the law asks for it"}
    row = row_of(cycle_of(said), themes)
    assert row["verdict"] == "no worthwhile change", "as many raise it"
    assert row["reading"] == "improved"
    assert row["reading_why"] == "fewer people spoke critically of it"
    more = row_of(cycle_of({**said, "Measure": "heard more"}), themes)
    assert more["reading_why"] == "more people spoke well of it"


def test_a_fall_of_praise_where_more_was_wanted_is_worse(cycle_of, themes_of):
    row = row_of(cycle_of({**SAID, "Measure": "heard more"}), themes_of("for", balance=True))
    assert row["verdict"].startswith("heard less")
    assert row["reading"].startswith("worse")


def test_the_fair_baseline_is_drawn_towards_all_themes_only_where_chosen_for_its_level(
    cycle_of, themes_of
):
    themes = themes_of(balance=True)
    row = row_of(cycle_of(SAID), themes)
    assert row["before"] == pytest.approx(0.8)
    assert row["before"] > row["shrunk_before"] > 0.5
    assert row["shrunk_low"] - row["low"] == pytest.approx(row["before"] - row["shrunk_before"])
    other = row_of(cycle_of({**SAID, "Chosen because": "the law asks for it"}), themes)
    assert pd.isna(other["shrunk_before"])
    assert other["reading_before"] == pytest.approx(-0.8)
    unsaid = row_of(cycle_of({**SAID, "Chosen because": ""}), themes)
    assert unsaid["shrunk_before"] == row["shrunk_before"]
    assert any("nobody recorded why this was chosen" in c for c in unsaid["cautions"])


def test_the_change_of_themes_nobody_acted_on_stands_beside(cycle_of, themes_of):
    themes = themes_of()
    change = prac.compare_years(themes).set_index("theme_id")["difference"]
    row = row_of(cycle_of(SAID), themes)
    others = change.drop("fell")
    assert row["others_change"] == pytest.approx(others.median())
    assert row["others_low"] == pytest.approx(others.min())
    assert row["others_high"] == pytest.approx(others.max())
    assert row["n_others"] == len(others)


def test_a_theme_that_an_action_with_another_measure_answers_is_not_among_the_others(
    cycle_of, themes_of
):
    themes = themes_of()
    change = prac.compare_years(themes).set_index("theme_id")["difference"]
    other = {**SAID, "Theme": "Low", "Measure": "caseload", "Baseline": "18", "Target": "15"}
    table = recheck(cycle_of(SAID, other), themes, prac.compare_years(themes))
    own = table.set_index("measure").loc["fell", "others_change"]
    assert own == pytest.approx(change.drop(["fell", "low"]).median())


def test_without_stance_or_direction_nothing_is_called_better(cycle_of, themes_of):
    no_stance = row_of(cycle_of(SAID), themes_of(None))
    assert no_stance["verdict"].startswith("heard less")
    assert no_stance["reading"] == "not read"
    assert "stance is coded for 0 of" in no_stance["reading_why"]
    no_way = row_of(cycle_of({**SAID, "Measure": "fell"}), themes_of())
    assert (no_way["reading"], no_way["kind"]) == ("not read", "theme")
    assert "no direction" in no_way["reading_why"]


def test_opposite_directions_for_one_theme_are_not_read(cycle_of, themes_of):
    cycle = cycle_of(SAID, {**SAID, "We will": "More of it.", "Measure": "heard more"})
    themes = themes_of()
    table = recheck(cycle, themes, prac.compare_years(themes))
    assert table["reading"].tolist() == ["not read", "not read"]
    assert table["reading_why"].str.contains("opposite directions").all()


GUIDE = pd.DataFrame(
    {"question_id": ["q1", "q1"], "wording": ["What is in the way?", "And what is in the way now?"],
     "version": ["1", "2"], "codes": ["fell same", "fell"]}
)  # fmt: skip


def test_a_question_worded_differently_is_said_and_nothing_is_read_from_it(cycle_of, themes_of):
    row = row_of(cycle_of(SAID), themes_of(versions=("1", "2")), guide=GUIDE)
    assert row["verdict"] == "not asked the same way"
    assert row["why"] == "a question about it was worded differently"
    assert row["reading"] == "not read"
    alike = row_of(cycle_of(SAID), themes_of(versions=("2", "2")), guide=GUIDE)
    assert alike["verdict"].startswith("heard less")
    unknown = row_of(cycle_of(SAID), themes_of())
    assert any("no topic guide" in c for c in unknown["cautions"])


def test_an_untested_theme_a_gone_one_and_no_measure_cannot_be_told(cycle_of, themes_of):
    themes = themes_of()
    untested = row_of(cycle_of({**SAID, "Theme": "low"}), themes)
    assert (untested["verdict"], untested["reading"]) == ("cannot tell", "not read")
    assert "headline" in untested["why"]
    gone = row_of(cycle_of({**SAID, "Theme": "sames"}), themes)
    assert gone["verdict"] == "cannot tell"
    assert 'Did you mean "same"' in gone["why"]
    nothing = row_of(cycle_of({**SAID, "Measure": ""}), themes)
    assert "no measure" in nothing["why"]
    assert row_of(cycle_of({**SAID, "Round": "2019-20"}), themes)["why"].startswith("its round")


def test_what_was_done_after_the_groups_met_was_not_there_to_be_heard(cycle_of, themes_of):
    row = row_of(cycle_of({**SAID, "Status": "done 1/12/2025"}), themes_of())
    assert (row["status"], row["delivered"]) == ("done", "not yet")
    assert any("done on 2025-12-01" in c for c in row["cautions"])


def test_this_rounds_actions_have_no_recheck_yet(cycle_of, themes_of):
    themes = themes_of()
    table = recheck(cycle_of({**SAID, "Round": "2025-26"}), themes, prac.compare_years(themes))
    assert check_table(table, RECHECKS).empty


def test_unread_groups_are_not_re_asked_and_a_changed_frame_is_named(cycle_of, themes_of):
    themes = themes_of()
    change = prac.compare_years(themes)
    own = change["theme_id"] == "fell"
    unread = change.assign(n_after=change["n_after"].mask(own, 0))
    assert recheck(cycle_of(SAID), themes, unread)["verdict"].tolist() == ["not re-asked"]
    moved = change.assign(why=change["why"].mask(own, 'frame changed: code "fell" is new'))
    row = recheck(cycle_of(SAID), themes, moved).iloc[0]
    assert (row["verdict"], row["why"]) == ("frame changed", 'code "fell" is new')
    assert row["reading"] == "not read"


@pytest.mark.parametrize(
    ("baseline", "target", "result", "verdict", "reading"),
    [
        ("18", "15", "15", "lower", "target met"),
        ("18", "15", "16", "lower", "nearer to the target"),
        ("18", "15", "19", "higher", "further from the target"),
        ("18", "15", "18", "unchanged", "unchanged"),
        ("60", "75", "80", "higher", "target met"),
        ("18", "", "15", "lower", "not read"),
        ("18", "15", "", "not re-asked", "not read"),
        ("", "15", "16", "cannot tell", "not read"),
    ],
)
def test_an_outside_figure_is_held_against_baseline_and_target_only(
    cycle_of, themes_of, baseline, target, result, verdict, reading
):
    row = row_of(
        cycle_of({**SAID, "Measure": "caseload", "Baseline": baseline, "Target": target,
                  "Result": result}), themes_of(),
    )  # fmt: skip
    assert (row["kind"], row["verdict"], row["reading"]) == ("figure", verdict, reading)
    assert any("outside the groups" in c for c in row["cautions"])


def test_a_surveys_score_is_looked_up_by_standard_and_round(cycle_of, themes_of):
    survey = pd.DataFrame({"year": list(YEARS), "standard": ["Supervision"] * 2,
                           "score": [60.0, 70.0]})  # fmt: skip
    cycle = cycle_of({**SAID, "Measure": "survey: supervision", "Target": "75"})
    row = row_of(cycle, themes_of(), survey=survey)
    assert (row["before"], row["after"], row["reading"]) == (60, 70, "nearer to the target")
