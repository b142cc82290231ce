"""From scores to verdicts: the unit, the design, and every reason not to test."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planned_before import planned
from practicelearn._tables import EVIDENCE, SCORES, THEMES, conform, empty_table
from practicelearn.errors import PracticelearnError
from practicelearn.themes.contrast import Contrast, scores_by_unit
from practicelearn.themes.finding import find_themes
from practicelearn.themes.inference import welch_difference
from practicelearn.themes.themes import Themes
from practicelearn.themes.whose_reading import SAME_ONE
from practicelearn.themes.years import compare_years

A, B, C = "2023-24", "2024-25", "2025-26"
# table T13: people who raised it, and people there
X1, N1 = [2, 3, 1, 4, 2, 3, 1, 2], [5, 7, 6, 8, 6, 9, 5, 8]
X2, N2 = [4, 5, 3, 2, 6, 4, 3, 5], [6, 8, 5, 7, 9, 5, 6, 7]


def compared(made, headline, **options):
    themes = planned(find_themes(*reversed(made)), headline)
    return compare_years(themes, **options).set_index("theme_id")


def test_table_t13_from_talk_to_verdict(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2})
    row = compared(made, ["desks"]).loc["desks"]
    assert row["difference"] == pytest.approx(0.280804, abs=1e-6)
    assert row["low"] == pytest.approx(0.132248, abs=1e-6)
    assert row["high"] == pytest.approx(0.429359, abs=1e-6)
    assert row["p"] * 12870 == pytest.approx(30)
    assert row["n_splits"] == 12870
    assert row["smallest_detectable"] == pytest.approx(0.208356, abs=1e-6)
    assert row["verdict"] == "heard more"
    assert row["unit"] == "group"
    assert row["design"] == "unpaired"


def test_fewer_than_four_groups_are_not_tested_and_it_says_so(study_of):
    made = study_of({"desks": {A: [1, 1, 1], B: [5, 5, 5, 5]}})
    row = compared(made, ["desks"]).loc["desks"]
    assert np.isnan(row["p"])
    assert row["verdict"] == "no verdict"
    assert row["why"] == f"no test: 3 groups in {A}, at least 4 are needed"


def test_a_theme_that_was_not_declared_has_an_interval_and_no_verdict(study_of):
    made = study_of({"desks": {A: X1, B: X2}, "chairs": {A: X1, B: X2}}, present={A: N1, B: N2})
    rows = compared(made, ["desks"])
    assert rows.loc["chairs", "verdict"] == "not tested"
    assert "exploratory" in rows.loc["chairs", "why"]
    assert np.isnan(rows.loc["chairs", "p"])
    assert rows.loc["chairs", "low"] == pytest.approx(0.132248, abs=1e-6)


def test_the_family_is_every_declared_theme_in_every_contrast(study_of):
    raised = {
        "desks": {A: X1, B: X2, C: X2},
        "chairs": {A: X1, B: X1[::-1], C: X1},
    }
    made = study_of(raised, present={A: N1, B: N2, C: N2})
    alone = compared(made, ["desks"]).set_index("year_before", append=True)
    both = compared(made, ["desks", "chairs"]).set_index("year_before", append=True)
    first = ("desks", A)
    assert alone.loc[first, "p_adjusted"] == pytest.approx(2 * alone.loc[first, "p"])
    assert both.loc[first, "p_adjusted"] > alone.loc[first, "p_adjusted"]


def test_teams_that_met_in_both_rounds_are_paired(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2}, teams=True)
    row = compared(made, ["desks"]).loc["desks"]
    assert row["design"] == "paired"
    assert row["p"] * 256 == pytest.approx(6)
    assert row["n_splits"] == 256


def test_a_round_without_a_list_is_not_tested_against_one_that_has_it(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2}, attendance=[B])
    row = compared(made, ["desks"]).loc["desks"]
    assert row["verdict"] == "no verdict"
    assert "attendance list" in row["why"]
    assert np.isnan(row["p"])


@pytest.mark.parametrize("minutes", [50.0, 60.0])
def test_no_verdict_when_the_groups_had_a_third_less_time_or_more(study_of, minutes):
    times = {A: 90.0, B: minutes}
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2}, minutes=times)
    row = compared(made, ["desks"]).loc["desks"]
    assert row["verdict"] == "no verdict"
    assert "minutes of talk differ by a third or more" in row["why"]


def test_a_little_less_than_a_third_is_compared(study_of):
    times = {A: 90.0, B: 61.0}
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2}, minutes=times)
    assert compared(made, ["desks"]).loc["desks", "verdict"] == "heard more"


def test_groups_that_were_not_read_are_left_out_not_counted_as_silent(study_of):
    made = study_of(
        {"desks": {A: X1, B: X2}},
        present={A: N1, B: N2},
        unread=[f"{B}-g{k}" for k in range(3)],
    )
    row = compared(made, ["desks"]).loc["desks"]
    left = welch_difference(np.array(X1) / N1, np.array(X2[3:]) / N2[3:])
    assert row["n_after"] == 5
    assert row["difference"] == pytest.approx(left.value)


def test_cautions_name_what_was_not_checked(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2})
    said = compared(made, ["desks"]).loc["desks", "cautions"]
    assert said[0] == SAME_ONE
    assert said[1].startswith("people are not followed from one round to the next")
    assert len(said) == 2


def counted_words(made):
    corpus, codings = made
    spans = codings.spans.assign(origin="keyword", coder="keyword")
    read = codings.read.assign(coder="keyword")
    themes = find_themes(replace(codings, spans=spans, read=read), corpus, origin="keyword")
    return planned(themes, ["desks"])


def test_word_counts_are_said_to_be_no_coding_and_not_checked(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2})
    themes = counted_words(made)
    said = compare_years(themes)["cautions"].iloc[0]
    assert said[0] == "word counts, not coding: cues not checked against hand coding"
    assert repr(themes).endswith("from keyword: word counts, not coding")


def test_word_counts_carry_the_cues_sensitivity_and_specificity_in_both_rounds(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2})
    themes = counted_words(made)
    cues = pd.DataFrame(
        {"code": "desks", "year": [A, B, C], "n_turns": [200, 300, 0], "n_coded": [40, 0, 0],
         "sensitivity": [0.25, np.nan, np.nan], "specificity": [0.975, 0.9, np.nan]}
    )  # fmt: skip
    said = compare_years(themes, cues=cues)["cautions"].iloc[0]
    assert said[0] == (
        "word counts, not coding: cues against hand coding: "
        f"desks in {A} sensitivity 0.25 (of 40 turns), specificity 0.97 (of 160 turns); "
        f"desks in {B} sensitivity not known, no such turn, specificity 0.90 (of 300 turns)"
    )
    half = compare_years(themes, cues=cues[cues["year"] != B])["cautions"].iloc[0]
    assert half[0].endswith(f"desks in {B} not checked against hand coding")


def test_a_declared_topic_is_compared_by_its_share_of_words(study_of):
    rng = np.random.default_rng(3)
    share = {A: rng.uniform(0.02, 0.06, 8), B: rng.uniform(0.10, 0.16, 8)}
    themes = topic_with(share, study_of({"x": {A: [1], B: [1]}})[0])
    row = compare_years(planned(themes, ["t1"])).set_index("theme_id").loc["t1"]
    assert row["difference"] == pytest.approx(welch_difference(share[A], share[B]).value)
    assert row["p"] == pytest.approx(2 / 12870)
    assert row["verdict"] == "heard more"
    assert np.isnan(row["smallest_worthwhile"])
    assert any("share of participants' words" in caution for caution in row["cautions"])


def topic_with(share, corpus):
    """Themes of a single topic with these shares of words in each round's groups."""
    rows = [
        {"theme_id": "t1", "year": year, "group": f"{year} {k}", "score": score,
         "measure": "share of words", "n_people": 6, "n_raised": 3, "minutes": 60.0}
        for year, scores in share.items()
        for k, score in enumerate(scores)
    ]  # fmt: skip
    table = pd.DataFrame(
        {"name": "parking, bus", "status": "candidate", "origin": "topic"},
        index=pd.Index(["t1"], name="theme_id"),
    )
    scores = conform(pd.DataFrame(rows), SCORES)
    return Themes(conform(table, THEMES), empty_table(EVIDENCE), scores, corpus, origin="topic")


def test_one_round_cannot_be_compared(study_of):
    themes = planned(find_themes(*reversed(study_of({"desks": {A: [1, 1]}}))), ["desks"])
    with pytest.raises(PracticelearnError, match='one round \\("2023-24"\\)'):
        compare_years(themes)


def test_an_unknown_round_or_unit_is_named(study_of):
    themes = planned(find_themes(*reversed(study_of({"desks": {A: [1, 1], B: [1, 1]}}))), ["desks"])
    with pytest.raises(PracticelearnError, match='there is no round "1999"'):
        compare_years(themes, pairs=[("1999", B)])
    with pytest.raises(PracticelearnError, match="no session names its team"):
        compare_years(themes, unit="team")


def test_two_groups_of_one_team_ask_for_the_team_as_unit(study_of):
    corpus, codings = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2}, teams=True)
    halves = corpus.sessions["team"].map(lambda t: f"team{int(t[-1]) // 2}")
    corpus = replace(corpus, sessions=corpus.sessions.assign(team=halves))
    themes = planned(find_themes(codings, corpus), ["desks"])
    with pytest.warns(UserWarning, match="holds 2 groups"):
        compare_years(themes)
    row = compare_years(themes, unit="team").set_index("theme_id").loc["desks"]
    scores = np.array(X1) / N1
    assert row["n_before"] == 4
    assert row["mean_before"] == pytest.approx(scores.reshape(4, 2).mean(axis=1).mean())


def test_a_code_that_was_widened_between_the_rounds_has_no_verdict(study_of):
    corpus, codings = study_of(
        {"desks": {A: X1, B: X2}, "chairs": {A: X1, B: X2}},
        present={A: N1, B: N2},
        held={v: frozenset({"desks", "chairs"}) for v in ("1", "2")},
        version_of={f"{B}-g{k}": "2" for k in range(8)},
    )
    frame = codings.frame
    wider = frame.change("desks", definition="Desks and lockers.", scope="wider").release("2", "2")
    codings = replace(codings, frames={"1": frame, "2": wider})
    themes = planned(find_themes(codings, corpus), ["desks", "chairs"])
    rows = compare_years(themes).set_index("theme_id")
    assert rows.loc["desks", "verdict"] == "no verdict"
    assert 'code "desks" between versions 1 and 2 is widened' in rows.loc["desks", "why"]
    assert rows.loc["chairs", "verdict"] == "heard more"
    assert rows.loc["chairs", "p"] == pytest.approx(rows.loc["chairs", "p_adjusted"])


def test_twice_a_round_has_four_times_its_variance(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2})
    contrast = Contrast.of(
        scores_by_unit(find_themes(*reversed(made)), "group"), (A, B), "group", "groups"
    )
    before, after = contrast.scores("desks")
    doubled, halved = contrast.doubled("desks")
    for found, one, other in ((doubled, before, after), (halved, after, before)):
        v = np.array([4 * one.var(ddof=1) / one.size, other.var(ddof=1) / other.size])
        assert found.value == pytest.approx(other.mean() - 2 * one.mean())
        assert found.se == pytest.approx(v.sum() ** 0.5)
        df = v.sum() ** 2 / (v**2 / (np.array([one.size, other.size]) - 1)).sum()
        assert found.df == pytest.approx(df)


SMALL_1, SMALL_2 = [0, 0, 1, 0, 0, 0, 0, 0], [2, 2, 2, 2, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("sizes", "worthwhile"),
    [([2] * 8, False), ([2] * 7 + [9], False), ([2] * 7 + [10], True), ([3] * 8, True)],
)
def test_a_worthwhile_amount_needs_three_attendees_a_group_on_average(study_of, sizes, worthwhile):
    """2.875 people a group are too few, 3 are enough, whether groups are alike or not."""
    raised = {
        A: SMALL_1,
        B: SMALL_2 if max(sizes) > 3 or sizes[0] == 2 else [3, 3, 3, 3, 1, 3, 3, 3],
    }
    if max(sizes) > 3:
        raised[B] = [*SMALL_2[:7], sizes[-1]]
    row = compared(study_of({"desks": raised}, present={A: sizes, B: sizes}), ["desks"]).iloc[0]
    assert row["size_before"] == row["size_after"] == np.mean(sizes)
    assert row["low"] > 0.15
    assert row["verdict"] == ("heard more by a worthwhile amount" if worthwhile else "heard more")
    if not worthwhile:
        assert "fewer than 3 people a group, so no amount is called worthwhile" in row["why"]


def test_teams_that_pairing_leaves_out_lend_their_people_to_no_verdict(study_of):
    """Eight teams of two met twice; a ninth of twenty met once, another in each round."""
    sizes = [2] * 8 + [20]
    corpus, codings = study_of(
        {"desks": {A: [*SMALL_1, 5], B: [*SMALL_2, 5]}}, present={A: sizes, B: sizes}, teams=True
    )
    team = corpus.sessions["team"].where(corpus.sessions.index != f"{B}-g8", "new team")
    corpus = replace(corpus, sessions=corpus.sessions.assign(team=team))
    row = compared((corpus, codings), ["desks"]).iloc[0]
    assert (row["design"], row["n_before"]) == ("paired", 8)
    assert row["size_before"] == row["size_after"] == 2
    assert row["low"] > 0.15
    assert row["verdict"] == "heard more"
