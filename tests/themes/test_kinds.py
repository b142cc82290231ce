"""Kinds of group within one round: the figures of a comparison of rounds, in other words."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from planned_before import planned
from practicelearn.themes.finding import find_themes
from practicelearn.themes.plan import NO_PLAN
from practicelearn.themes.planned import ADDED

A, B = "managers", "practitioners"
X1, N1 = [2, 3, 1, 4, 2, 3, 1, 2], [5, 7, 6, 8, 6, 9, 5, 8]
X2, N2 = [4, 5, 3, 2, 6, 4, 3, 5], [6, 8, 5, 7, 9, 5, 6, 7]


def within(themes, headline, kinds="group_type", **design):
    """Themes of which a plan named the headlines, and that these kinds would be compared."""
    return planned(themes, headline, kinds=kinds, **design)


def kinds_of(made, column="group_type"):
    """A study of two rounds as one round of two kinds of group."""
    corpus, codings = made
    sessions = corpus.sessions
    sessions = sessions.assign(**{column: sessions["year"], "year": "2026"})
    return replace(corpus, sessions=sessions, rounds=("2026",)), codings


@pytest.fixture(scope="module")
def t13(study_of):
    return study_of({"desks": {A: X1, B: X2}, "chairs": {A: X2, B: X1}}, present={A: N1, B: N2})


def test_every_figure_is_that_of_two_rounds(t13):
    years = prac.compare_years(planned(find_themes(*reversed(t13)), ["desks"]), pairs=[(A, B)])
    kinds = prac.compare_groups(within(find_themes(*reversed(kinds_of(t13))), ["desks"]))
    assert kinds["first"].tolist() == years["year_before"].tolist()
    assert kinds["second"].tolist() == years["year_after"].tolist()
    assert kinds["year"].tolist() == ["2026", "2026"]
    numbers = years.select_dtypes("number")
    other = {c: c.replace("_before", "_first").replace("_after", "_second") for c in numbers}
    found = kinds[list(other.values())].to_numpy(dtype=float)
    assert found == pytest.approx(numbers.to_numpy(dtype=float), nan_ok=True)
    row = kinds.set_index("theme_id").loc["desks"]
    assert row["verdict"] == "heard more"
    assert row["p"] * 12870 == pytest.approx(30)


def test_kinds_that_no_plan_names_are_exploratory(t13):
    """Within a round nothing is earlier, but column and themes can be chosen by looking (§16)."""
    themes = find_themes(*reversed(kinds_of(t13)))
    bare = prac.compare_groups(themes.declare(["desks"])).set_index("theme_id")
    with_it = prac.compare_groups(within(themes, ["desks"])).set_index("theme_id")
    assert bare.loc["desks", ["verdict", "why"]].tolist() == ["no verdict", NO_PLAN]
    figures = ["difference", "low", "high", "p", "p_adjusted"]
    assert bare.loc["desks", figures].tolist() == with_it.loc["desks", figures].tolist()
    other = prac.compare_groups(planned(themes, ["desks"])).set_index("theme_id").loc["desks"]
    assert other["verdict"] == "no verdict"
    assert other["why"] == f"{NO_PLAN}: the plan of 2026 names no comparison by group_type"
    chairs = prac.compare_groups(within(themes, ["desks"]).declare(
        ["chairs"], plan=within(themes, ["desks"]).plan
    )).set_index("theme_id").loc["chairs"]  # fmt: skip
    assert (chairs["verdict"], chairs["why"]) == ("no verdict", ADDED)


def test_a_plan_says_what_difference_between_kinds_would_matter(t13):
    themes = within(find_themes(*reversed(kinds_of(t13))), ["desks"], smallest_worthwhile=0.02)
    own = prac.compare_groups(themes).set_index("theme_id").loc["desks"]
    assert own["smallest_worthwhile"] == 0.02
    assert own["verdict"] == "heard more by a worthwhile amount"
    other = prac.compare_groups(themes, smallest_worthwhile=0.3).set_index("theme_id").loc["desks"]
    assert other["why"].startswith("not as planned (smallest worthwhile difference 0.3")


def test_a_group_of_no_known_kind_is_in_neither_and_is_named(t13):
    corpus, codings = kinds_of(t13)
    sessions = corpus.sessions
    lost = sessions["group"].iloc[0]
    sessions = sessions.assign(group_type=sessions["group_type"].mask(sessions["group"] == lost))
    themes = find_themes(codings, replace(corpus, sessions=sessions)).declare(["desks"])
    with pytest.warns(UserWarning, match=f"1 group, which is in no comparison: {lost}"):
        table = prac.compare_groups(themes)
    whole = prac.compare_groups(find_themes(codings, corpus).declare(["desks"]))
    row, all_of_it = (t.set_index("theme_id").loc["desks"] for t in (table, whole))
    assert row["n_first"] + row["n_second"] == all_of_it["n_first"] + all_of_it["n_second"] - 1


def test_two_groups_a_side_are_refused_with_the_reason(table_study):
    corpus = table_study.corpus
    hand = table_study.codings.of(coder="AK").mark_read("AK", corpus)
    themes = find_themes(hand, corpus, level=1, min_groups=1, min_people=1)
    with pytest.warns(UserWarning, match=r"Use compare_groups\(unit=\"facilitator\"\)"):
        table = prac.compare_groups(themes.declare(["staying"])).set_index("theme_id")
    row = table.loc["staying"]
    assert row["verdict"] == "no verdict"
    assert np.isnan(row["p"])
    assert row["why"] == (
        "no test: 2 groups in newly qualified, at least 4 are needed; 2 and 2 can be shared out "
        "in 6 ways, so even the largest difference comes about by luck with a chance of 0.33 "
        "or more"
    )
    raised = pd.read_csv(Path(__file__).parents[2] / "data/table-study/participants.csv")
    present = raised[raised["Role"] == "participant"].groupby("Focus group").size()
    assert row["size_first"] == present[["FG1", "FG2"]].mean()


def test_no_word_speaks_of_rounds(study_of):
    """Every verdict and caution there is, over many studies."""
    first = ([0] * 5, [1] * 5, [1, 2, 0, 3, 1], [0, 0, 0, 0, 2], [5] * 5)
    second = ([4, 5, 4, 3, 5], [0] * 5, [1] * 5)
    pairs = list(itertools.product(first, second))
    raised = {f"c{n}": {A: x, B: y} for n, (x, y) in enumerate(pairs)}
    said = []
    ways: list[tuple[list[str] | None, list[list[str]]]] = [
        (None, [["c0"], ["c4"], list(raised)[6:]]), ([A], [["c0"]]),
    ]  # fmt: skip
    for listed, choices in ways:
        own = {code: raised[code] for code in {c for some in choices for c in some}}
        themes = find_themes(*reversed(kinds_of(study_of(own, present=6, attendance=listed))))
        for some in choices:
            table = prac.compare_groups(within(themes, some))
            said += [*table["why"], *table["verdict"], *itertools.chain(*table["cautions"])]
    assert {"heard more", "heard in more groups", "cannot tell"} <= set(said)
    for text in set(said):
        assert not re.search(r"\b(rounds?|years?|earlier|later|changes?)\b", text), text


def test_readers_of_one_kind_only_are_named(t13):
    corpus, codings = kinds_of(t13)
    theirs = codings.read["turn_id"].str.startswith(A)
    read = codings.read.assign(coder=np.where(theirs, "kim", "lee"))
    spans = codings.spans.assign(
        coder=np.where(codings.spans["turn_id"].str.startswith(A), "kim", "lee")
    )
    themes = find_themes(replace(codings, spans=spans, read=read), corpus).declare(["desks"])
    cautions = prac.compare_groups(themes)["cautions"].iloc[0]
    assert cautions[0] == (
        f"different people read the two kinds ({A}: kim; {B}: lee): a difference may be theirs"
    )


def test_sites_and_strata_and_three_kinds(t13):
    corpus, codings = kinds_of(t13, "site")
    sites = [*["x", "y"] * 4, *["x", "y"] * 4]
    corpus = replace(corpus, sessions=corpus.sessions.assign(kind=sites))
    themes = find_themes(codings, corpus).declare(["desks"])
    row = prac.compare_groups(themes, "site", strata="kind").set_index("theme_id").loc["desks"]
    assert row["design"] == "stratified"
    third = corpus.sessions.assign(site=[*["a"] * 5, *["b"] * 5, *["c"] * 6])
    themes = find_themes(codings, replace(corpus, sessions=third)).declare(["desks"])
    table = prac.compare_groups(themes, "site")
    pairs = table.loc[table["theme_id"] == "desks", ["first", "second"]]
    assert pairs.to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    own = table[table["theme_id"] == "desks"]
    assert own["level"].dropna().unique().tolist() == pytest.approx([1 - 0.05 / 3])


@pytest.fixture(scope="module")
def survey(sample):
    made = prac.read_coded_table(sample.parent / "table-study" / "survey.csv")
    themes = find_themes(made.codings, made.corpus, min_groups=1)
    return themes.declare(["thanked", "joint-visits"])


def test_written_answers_are_compared_by_who_answered(survey, sample):
    table = prac.compare_groups(survey, "gender", unit="person").set_index("theme_id")
    raw = pd.read_csv(sample.parent / "table-study" / "survey.csv")
    people = raw.groupby("Respondent").agg({"Gender": "first", "Thanked": "max"})
    sides = {g: own["Thanked"].to_numpy() for g, own in people.groupby("Gender")}
    row = table.loc["thanked"]
    assert (row["n_first"], row["n_second"]) == (len(sides["man"]), len(sides["woman"]))
    assert row["mean_first"] == pytest.approx(sides["man"].mean())
    assert row["mean_second"] == pytest.approx(sides["woman"].mean())
    assert row["measure"] == "share of people who answered"
    assert any(c.startswith("written answers have no minutes of talk") for c in row["cautions"])
    assert not any("words are compared" in c for c in row["cautions"])


def test_two_waves_of_a_survey_are_compared_by_who_answered(tmp_path):
    rows = [
        {"Respondent": f"{wave}-{n}", "Wave": wave, "Question": "What helps?",
         "Answer": f"An answer of number {n}, for {wave}.", "Pay": int(n % 10 < share)}
        for wave, share in (("2024", 3), ("2025", 7)) for n in range(40)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(tmp_path / "survey.csv", index=False)
    made = prac.read_coded_table(tmp_path / "survey.csv", columns={"session": "Wave"})
    themes = find_themes(made.codings, made.corpus, min_groups=1).declare(["pay"])
    row = prac.compare_years(planned(themes, ["pay"]), unit="person").iloc[0]
    assert (row["n_before"], row["n_after"]) == (40, 40)
    assert (row["mean_before"], row["mean_after"]) == pytest.approx((0.3, 0.7))
    assert row["verdict"] == "heard more"
    assert any(c.startswith("written answers have no minutes of talk") for c in row["cautions"])
    whole = prac.compare_years(themes).iloc[0]
    assert whole["why"].startswith("no test: 1 group in 2024")


def test_people_in_groups_are_no_units(t13):
    themes = find_themes(*reversed(kinds_of(t13))).declare(["desks"])
    with pytest.raises(
        prac.errors.PracticelearnError, match=r"unit=\"person\"\) is refused: people in"
    ):
        prac.compare_groups(themes, unit="person")
    with pytest.raises(
        prac.errors.PracticelearnError, match=r"compare_groups\(unit=\"turn\"\) is refus"
    ):
        prac.compare_groups(themes, unit="turn")


def test_an_attribute_of_people_is_refused_for_groups(table_study):
    hand = table_study.codings.of(coder="AK").mark_read("AK", table_study.corpus)
    themes = find_themes(hand, table_study.corpus, min_groups=1, min_people=1)
    with pytest.raises(prac.errors.PracticelearnError, match=r"known of people.*code_counts"):
        prac.compare_groups(themes, "gender")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": "group_tipe"}, 'Did you mean "group_type"'),
        ({"by": "guide_version"}, 'at least two kinds in "guide_version" and found none'),
        ({"year": "2027"}, 'no round "2027"'),
        ({"pairs": [(A, "manager")]}, 'has no "manager".*Did you mean "managers"'),
        ({"pairs": (A, B)}, "expected a list of pairs"),
        ({"pairs": "each"}, 'expected a list of pairs .* or "all"'),
        ({"smallest_worthwhile": 15}, "write smallest_worthwhile=0.15"),
        ({"weights": "people"}, "expected one of groups, attendees"),
        ({"strata": "group_type"}, "within itself"),
    ],
)
def test_slips_are_named(t13, more, said):
    themes = find_themes(*reversed(kinds_of(t13))).declare(["desks"])
    with pytest.raises(prac.errors.PracticelearnError, match=said):
        prac.compare_groups(themes, **more)


def test_the_round_must_be_said_where_there_are_several(t13):
    themes = find_themes(*reversed(t13))
    with pytest.raises(prac.errors.PracticelearnError, match=f'Say which: year="{B}"'):
        prac.compare_groups(themes, "site")


def test_rounds_of_written_answers_are_not_refused_for_their_words(study_of):
    corpus, codings = study_of({"desks": {A: X1, B: X2}}, present={A: N1, B: N2},
                               minutes={A: 60.0, B: 20.0})  # fmt: skip
    talk = find_themes(codings, corpus).declare(["desks"])
    assert "minutes of talk differ" in prac.compare_years(talk, pairs=[(A, B)])["why"].iloc[0]
    sessions = corpus.sessions.assign(source_kind="written")
    written = planned(find_themes(codings, replace(corpus, sessions=sessions)), ["desks"])
    row = prac.compare_years(written, pairs=[(A, B)]).iloc[0]
    assert row["verdict"] == "heard more"
    assert any(c.startswith("written answers have no minutes of talk") for c in row["cautions"])
