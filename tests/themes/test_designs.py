"""compare_years with strata, people's weight, coder drift, the guide, and what it refuses."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planned_before import planned
from practicelearn.errors import PracticelearnError
from practicelearn.themes.drift import coder_drift, corrected
from practicelearn.themes.finding import find_themes
from practicelearn.themes.inference import welch_difference
from practicelearn.themes.regression import recheck_chosen, shrunken, shrunken_difference
from practicelearn.themes.whose_reading import SAME_ONE
from practicelearn.themes.years import compare_years

A, B = "2023-24", "2024-25"
X1, N1 = [2, 3, 1, 4, 2, 3, 1, 2], [5, 7, 6, 8, 6, 9, 5, 8]
X2, N2 = [4, 5, 3, 2, 6, 4, 3, 5], [6, 8, 5, 7, 9, 5, 6, 7]
SIZES = {A: N1, B: N2}


@pytest.fixture
def t13(study_of):
    return study_of({"desks": {A: X1, B: X2}}, present=SIZES)


def one(made, **options):
    themes = planned(find_themes(*reversed(made)), ["desks"])
    return compare_years(themes, **options).set_index("theme_id").loc["desks"]


def with_column(made, **columns):
    corpus, codings = made
    return replace(corpus, sessions=corpus.sessions.assign(**columns)), codings


@pytest.mark.parametrize("unit", ["turn", "turns", "utterance", "passage", "person", "words"])
def test_anything_below_a_group_is_refused_with_the_reason(t13, unit):
    with pytest.raises(PracticelearnError, match="people in one group answer each other"):
        one(t13, unit=unit)


def test_a_misspelt_unit_or_weight_names_the_nearest(t13):
    with pytest.raises(PracticelearnError, match='Did you mean "team"'):
        one(t13, unit="teem")
    with pytest.raises(PracticelearnError, match='Did you mean "attendees"'):
        one(t13, weights="attendee")


def test_people_can_be_given_equal_weight_by_name(t13):
    row = one(t13, weights="attendees")
    assert row["difference"] == pytest.approx(0.270440, abs=1e-6)
    assert row["mean_before"] == pytest.approx(sum(X1) / sum(N1))
    assert row["weights"] == "attendees"
    assert row["verdict"] == "heard more"
    assert one(t13)["weights"] == "groups"


def test_strata_are_compared_within_and_say_how_many_splits_are_left(t13):
    sites = ["a", "a", "b", "b", "a", "b", "a", "b"] * 2
    row = one(with_column(t13, site=sites), strata="site")
    assert row["design"] == "stratified"
    assert row["n_splits"] == 4900
    assert any("rests on 4,900 ways of exchanging" in c for c in row["cautions"])
    assert row["p"] <= 0.01


def test_a_stratum_with_one_group_leaves_no_test(t13):
    row = one(with_column(t13, site=["a"] * 7 + ["b"] + ["a"] * 6 + ["b"] * 2), strata="site")
    assert row["verdict"] == "no verdict"
    assert row["why"] == f'no test: the stratum "b" has 1 groups in {A}, at least 2 are needed'
    assert np.isnan(row["p"])
    assert np.isnan(row["difference"])


def test_few_splits_leave_no_test(study_of):
    made = study_of({"desks": {A: [0, 1, 0, 1], B: [4, 5, 4, 5]}})
    row = one(with_column(made, site=list("aabb") * 2), strata="site")
    assert row["why"] == "no test: the strata leave 36 splits, at least 40 are needed"
    assert row["difference"] == pytest.approx(0.8)


def test_strata_that_do_not_fit_are_refused(t13):
    with pytest.raises(PracticelearnError, match='Did you mean "site"'):
        one(t13, strata="sight")
    with pytest.raises(PracticelearnError, match="cannot be asked for together"):
        one(t13, strata="site", weights="attendees")


def test_a_round_whose_teams_are_not_named_cannot_be_told(t13):
    row = one(with_column(t13, team=[f"t{k}" for k in range(8)] + [None] * 8), unit="team")
    assert (row["n_before"], row["n_after"]) == (8, 0)
    assert row["verdict"] == "no verdict"
    assert row["why"] == (
        f"no test: no team of {B} has a share that could be counted, at least 4 are needed"
    )
    assert np.isnan(row["minutes_after"])


def test_pairs_are_finer_than_strata_and_can_weigh_people(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present=SIZES, teams=True)
    row = one(with_column(made, site=list("aabbaabb") * 2), strata="site")
    assert (row["design"], row["n_splits"]) == ("paired", 256)
    row = one(made, weights="attendees")
    assert row["difference"] == pytest.approx(0.270440, abs=1e-6)
    assert row["n_splits"] == 256


def read_twice(made, extra):
    """This year's coder reads last year's sessions too, and sees one more person in some."""
    corpus, codings = made
    last = codings.spans["turn_id"].str.startswith(A)
    in_last = codings.read["turn_id"].str.startswith(A)
    new = codings.spans[last].assign(coder="lee")
    own_words = corpus.turns[corpus.turns["role"] == "participant"]
    more = []
    for k in extra:
        of_group = own_words[own_words["session_id"] == f"{A}-g{k}"]
        silent = of_group[~of_group["person_id"].isin(
            of_group.loc[of_group.index.isin(codings.spans["turn_id"]), "person_id"]
        )].iloc[0]  # fmt: skip
        more.append(
            {"coding_id": f"n{k}", "part": 1, "turn_id": silent.name, "start": 0,
             "end": len(silent["text"]), "quote": silent["text"], "code": "desks", "coder": "lee",
             "origin": "human"}
        )  # fmt: skip
    spans = pd.concat([new, pd.DataFrame(more)], ignore_index=True)
    return replace(codings, spans=spans, read=codings.read[in_last].assign(coder="lee"))


def test_drift_is_the_mean_difference_on_sessions_read_by_both(t13):
    corpus, codings = t13
    table = coder_drift(read_twice(t13, [0, 3, 5]), codings, corpus)
    row = table.set_index(["theme_id", "year"]).loc[("desks", A)]
    d = np.array([1 / 5, 0, 0, 1 / 8, 0, 1 / 9, 0, 0])
    assert row["n_sessions"] == 8
    assert row["shift"] == pytest.approx(d.mean())
    assert row["spread"] == pytest.approx(d.std(ddof=1))
    assert row["low"] < row["shift"] < row["high"]
    old = np.array(X1) / N1
    assert row["widening"] == pytest.approx((old + d).std() / old.std())


def test_a_coder_who_sets_groups_further_apart_is_named(t13):
    corpus, codings = t13
    table = coder_drift(read_twice(t13, [0, 3, 5]), codings, corpus).assign(widening=1.4)
    assert "groups differ 1.4 times as far" in one(t13, drift=table)["cautions"][0]


def test_the_shift_is_taken_off_and_the_interval_widened(t13):
    corpus, codings = t13
    table = coder_drift(read_twice(t13, [0, 3, 5]), codings, corpus)
    plain, row = one(t13), one(t13, drift=table)
    shift, spread = table["shift"].iloc[0], table["spread"].iloc[0]
    assert row["difference"] == pytest.approx(plain["difference"] - shift)
    assert row["high"] - row["low"] > plain["high"] - plain["low"]
    assert np.isnan(row["p"])
    assert np.isnan(row["p_adjusted"])
    assert row["cautions"][0].startswith("corrected by +5 points for how the later coder")
    first, second = np.array(X1) / N1, np.array(X2) / N2
    own = corrected(welch_difference(first, second), first, second, shift, spread, 8)
    assert (row["low"], row["high"]) == pytest.approx(own.interval())
    assert row["verdict"] == "heard more"


def test_drift_on_few_sessions_is_not_estimable_and_without_any_not_checked(t13):
    corpus, codings = t13
    again = read_twice(t13, [0])
    few = again.read["turn_id"].str.match(rf"{A}-g[012]:")
    table = coder_drift(replace(again, read=again.read[few]), codings, corpus)
    row = one(t13, drift=table)
    assert row["cautions"][0].startswith("how far the coders read alike cannot be told: 3 sessions")
    assert row["p"] * 12870 == pytest.approx(30)
    none = coder_drift(replace(again, read=again.read[:0], spans=again.spans[:0]), codings, corpus)
    assert none.empty
    assert one(t13, drift=none)["cautions"][0] == SAME_ONE


def test_coders_who_differ_alike_everywhere_give_no_spread(t13):
    corpus, codings = t13
    table = coder_drift(read_twice(t13, []), codings, corpus)
    assert table["shift"].iloc[0] == 0
    assert "spread is unknown" in table["why"].iloc[0]
    row = one(t13, drift=table)
    assert row["verdict"] == "heard more"  # no shift at all, and the permutation p is .002
    shifted = table.assign(shift=0.1)
    assert one(t13, drift=shifted)["verdict"] == "cannot tell"


def test_drift_is_between_two_people(t13):
    corpus, codings = t13
    both = replace(
        codings, spans=pd.concat([codings.spans, read_twice(t13, []).spans], ignore_index=True)
    )
    with pytest.raises(PracticelearnError, match="kim, lee"):
        coder_drift(both, codings, corpus)


GUIDE = pd.DataFrame(
    {"question_id": ["q1", "q2", "q2"], "wording": ["How are desks?", "Chairs?", "And chairs?"],
     "version": ["1", "1", "2"], "codes": ["desks", "chairs", "chairs"]}
)  # fmt: skip


def test_a_question_that_changed_is_said_beside_its_theme_only(study_of):
    made = study_of({"desks": {A: X1, B: X2}, "chairs": {A: X1, B: X2}}, present=SIZES)
    made = with_column(made, guide_version=["1"] * 8 + ["2"] * 8)
    themes = planned(find_themes(*reversed(made)), ["desks", "chairs"])
    said = compare_years(themes, guide=GUIDE).set_index("theme_id")["cautions"]
    asked = f"not asked the same way (Chairs): “Chairs?” in {A}, “And chairs?” in {B}"
    assert asked in said["chairs"]
    assert not any("not asked" in caution for caution in said["desks"])


def test_a_group_of_which_there_are_only_notes_stops_no_test_of_the_others(t13):
    corpus, codings = t13
    first = corpus.sessions.index[0]
    noted = replace(
        corpus,
        turns=corpus.turns.assign(verbatim=corpus.turns["session_id"] != first),
        attendance=corpus.attendance[corpus.attendance["session_id"] != first],
    )
    row = one((noted, codings))
    assert "attendance list" not in str(row["why"])
    assert row["n_before"] == one(t13)["n_before"] - 1
    assert row["p"] == row["p"]  # tested


def test_without_a_guide_version_it_is_not_known_how_it_was_asked(t13):
    assert any("not known" in caution for caution in one(t13, guide=GUIDE)["cautions"])


def test_with_guide_versions_named_and_no_guide_it_is_not_known_how_it_was_asked(study_of):
    made = study_of({"desks": {A: X1, B: X2}}, present=SIZES)
    made = with_column(made, guide_version=["1"] * 8 + ["2"] * 8)
    [said] = compare_years(planned(find_themes(*reversed(made)), ["desks"]), guide=GUIDE.iloc[:0])[
        "cautions"
    ]
    assert any("there is no topic guide" in caution for caution in said)


def test_what_was_chosen_for_its_level_is_drawn_to_the_mean_of_all():
    baseline, kept = shrunken(np.array([0.2, 0.3, 0.4, 0.9]), np.array([0.1, 0.1, 0.1, 0.1]))
    assert 0.45 < baseline[3] < 0.9
    assert kept == pytest.approx(np.full(4, 1 - 0.01 / np.var([0.2, 0.3, 0.4, 0.9], ddof=1)))
    alike, kept = shrunken(np.array([0.4, 0.41, 0.39, 0.4]), np.full(4, 0.1))
    assert alike == pytest.approx(np.full(4, 0.4))
    assert (kept == 0).all()


def test_a_baseline_that_is_drawn_in_is_that_much_surer():
    before, after = np.array(X1) / N1, np.array(X2) / N2
    difference = shrunken_difference(before, after, 0.3, 0.25)
    assert difference.value == pytest.approx(after.mean() - 0.3)
    own = 0.25 * before.var(ddof=1) / 8 + after.var(ddof=1) / 8
    assert difference.se == pytest.approx(np.sqrt(own))


def test_a_recheck_starts_from_the_fairer_baseline(study_of):
    raised = {f"t{k}": {A: [k, 1, k, 0], B: [1, 1, 2, 0]} for k in range(5)}
    themes = find_themes(*reversed(study_of(raised)))
    row = recheck_chosen(themes, ["t4"], (A, B)).iloc[0]
    assert row["shrunken_before"] < row["mean_before"]
    assert row["difference"] == pytest.approx(row["mean_after"] - row["shrunken_before"])
    assert row["low"] < row["difference"] < row["high"]
    before = [np.mean([k, 1, k, 0]) / 5 for k in range(4)]
    assert row["change_of_others"] == pytest.approx(0.2 - np.mean(before))
    with pytest.raises(PracticelearnError, match='"t9"'):
        recheck_chosen(themes, ["t9"], (A, B))
