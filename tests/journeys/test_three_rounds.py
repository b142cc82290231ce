"""Study A: what is counted and what is left out, held against the answer key."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pandas as pd
import pytest

from planned_before import planned
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import open_study
from practicelearn.themes.extent import heard_of
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years

from . import answers as key
from .three_rounds import OTHER, run
from .waiting import rounds_in_order

CASES = list(itertools.product(key.THEMES, key.ORDER))


@pytest.fixture(scope="module")
def themes(three: Path) -> Themes:
    return planned(study_themes(open_study(three)), ["supervision", "desks", "pay"])


@pytest.fixture(scope="module")
def change(themes: Themes, three: Path) -> pd.DataFrame:
    study = open_study(three)
    return compare_years(themes, guide=study.guide())


@rounds_in_order
def test_a_round_is_added_behind_those_that_are_there(rounds_as_added: str) -> None:
    assert 'rounds = ["Round 9", "Round 10", "Round 11"]' in rounds_as_added


def test_every_file_came_in_and_nothing_else(three: Path) -> None:
    corpus = open_study(three).corpus()
    assert len(corpus.sessions) == key.N_SESSIONS
    assert not [s for s in corpus.sessions.index if "~" in s or "attendance" in s]
    there = corpus.attendance[corpus.attendance["role"] != "facilitator"]
    year = there["session_id"].map(corpus.sessions["year"])
    assert there.groupby(year)["person_id"].nunique().to_dict() == key.LISTED


@rounds_in_order
def test_rounds_stand_in_the_order_of_the_study(three: Path) -> None:
    study = open_study(three)
    assert list(study.settings.rounds) == key.ORDER
    assert list(study.corpus().years) == key.ORDER


@pytest.mark.parametrize(("theme", "year"), CASES)
def test_how_far_a_theme_reaches(themes: Themes, theme: str, year: str) -> None:
    wanted = key.THEMES[theme][year]
    rows = themes.extent.set_index(["theme_id", "year"])
    if not wanted["known"]:
        assert (theme, year) not in rows.index, "nothing is known, which is no nought"
        return
    row = rows.loc[(theme, year)]
    names = ["n_groups", "n_groups_raised", "n_people", "n_people_raised", "n_passages"]
    asked = ["known", "raised_in", "people", "raised", "passages"]
    assert row[names].astype(int).to_list() == [wanted[name] for name in asked]
    shares = wanted["shares"]
    assert row["share_people"] == pytest.approx(sum(shares) / len(shares))


@pytest.mark.parametrize(("theme", "year"), CASES)
def test_the_share_of_each_group(themes: Themes, theme: str, year: str) -> None:
    own = themes.scores[(themes.scores["theme_id"] == theme) & (themes.scores["year"] == year)]
    own = own.sort_values("group")
    wanted = key.THEMES[theme][year]
    assert own["score"].dropna().to_list() == pytest.approx(wanted["shares"])
    missing = own[own["score"].isna()].set_index("group")["left_out"]
    assert missing.to_dict() == wanted["left_out"]


@pytest.mark.parametrize(("theme", "year"), CASES)
def test_the_account_names_everybody_left_out(themes: Themes, theme: str, year: str) -> None:
    account = themes.account
    own = account[(account["theme_id"] == theme) & (account["year"] == year)]
    wanted = key.THEMES[theme][year]
    groups = own[own["what"] == "groups"]
    left = {g: r.reason for r in groups.itertuples() if r.reason != "counted" for g in r.where}
    assert left == wanted["left_out"]
    people = own[own["what"] == "people"].set_index("reason")["n"]
    assert people.get("counted", 0) == wanted["people"]
    assert people.sum() == key.LISTED[year]
    passages = own[own["what"] == "passages"].set_index("reason")["n"]
    assert passages.get("counted", 0) == wanted["counted"]
    assert passages.sum() == wanted["passages"]


def test_the_account_adds_up_for_everything(themes: Themes) -> None:
    account = themes.account
    totals = account.groupby(["theme_id", "year", "what"]).agg(n=("n", "sum"), of=("of", "first"))
    assert (totals["n"] == totals["of"]).all()
    n_turns = dict.fromkeys(key.ORDER, 0)
    turns = themes.corpus.turns
    counts = turns[turns["role"] != "facilitator"]
    n_turns |= counts.groupby(counts["session_id"].map(themes.corpus.sessions["year"])).size()
    for theme, year in CASES:
        assert totals.loc[(theme, year, "turns"), "of"] == n_turns[year]
        assert totals.loc[(theme, year, "groups"), "of"] == (7 if year == key.R11 else 6)


def test_every_coding_that_does_not_count_is_named(themes: Themes) -> None:
    account = themes.account
    rows = account[(account["theme_id"] == "") & (account["what"] == "passages")]
    n = rows.set_index("reason")["n"]
    assert set(rows["of"]) == {key.CODINGS["all"]}
    left_out = {reason: int(n[reason]) for reason in n.index if n[reason] and reason != "counted"}
    assert sum(left_out.values()) == 5 + 2
    introduced = "said by somebody who introduces and does not raise"
    assert left_out[introduced] == key.CODINGS[introduced]
    assert n["counted"] == sum(t[y]["passages"] for t in key.THEMES.values() for y in key.ORDER)
    of_another = rows[rows["reason"] == "of another coder's reading"].iloc[0]
    assert (of_another["n"], of_another["where"]) == (5, [OTHER])
    for n_left_out in (5, 2):
        assert any(f"{n_left_out} of 112 codings" in note for note in themes.notes)


def test_never_more_people_raised_it_than_were_there(themes: Themes) -> None:
    extent = themes.extent
    assert (extent["n_people_raised"] <= extent["n_people"]).all()
    scores = themes.scores[themes.scores["score"].notna()]
    assert scores["score"].between(0, 1).all()


def test_who_is_left_out_is_said_in_words(themes: Themes) -> None:
    said = "\n".join(themes.notes)
    for group in ("Ash", "Birch", "Cedar", "Damson"):
        assert group in said
    assert "complete the list" in said


@rounds_in_order
def test_what_recurs(themes: Themes) -> None:
    assert themes.table["years_recurring"].to_dict() == key.RECURS


@rounds_in_order
@pytest.mark.parametrize(("theme", "before", "after"), list(key.VERDICTS))
def test_what_changed(change: pd.DataFrame, theme: str, before: str, after: str) -> None:
    row = one(change, theme, before, after)
    assert row["verdict"] in key.VERDICTS[theme, before, after], row["why"]


@rounds_in_order
@pytest.mark.parametrize(("theme", "before", "after"), list(key.MEANS))
def test_from_where_to_where(change: pd.DataFrame, theme: str, before: str, after: str) -> None:
    row = one(change, theme, before, after)
    means = key.MEANS[theme, before, after]
    assert (row["mean_before"], row["mean_after"]) == pytest.approx(means, abs=1e-4)
    assert row["difference"] == pytest.approx(means[1] - means[0], abs=1e-4)
    units = [len(key.THEMES[theme][year]["shares"]) for year in (before, after)]
    assert [row["n_before"], row["n_after"]] == units


@rounds_in_order
def test_only_rounds_that_follow_each_other_are_compared(change: pd.DataFrame) -> None:
    pairs = change[["year_before", "year_after"]].drop_duplicates()
    assert list(pairs.itertuples(index=False, name=None)) == key.COMPARED


def test_what_nobody_could_have_said_has_no_verdict(change: pd.DataFrame) -> None:
    own = change[change["theme_id"] == "parking"]
    assert not own["verdict"].str.contains("heard|worthwhile").any()
    assert own["difference"].isna().all()


@rounds_in_order
def test_the_sentence_beside_a_verdict_is_true_of_the_groups(change: pd.DataFrame) -> None:
    """Two groups of Round 11 raised pay, and neither has a share of people."""
    row = one(change, "pay", key.R10, key.R11)
    assert "nobody raised it in the later round" not in row["why"]


@rounds_in_order
def test_theme_says_the_same_figures(three: Path, themes: Themes) -> None:
    said = run("theme", three).splitlines()
    for theme, rounds in key.THEMES.items():
        wanted = rounds[key.R11]
        row = themes.table.loc[theme]
        assert (row["n_groups"], row["n_people"]) == (wanted["raised_in"], wanted["raised"])
        assert row["n_passages"] == wanted["passages"]
        printed = next(line for line in said if re.search(rf"^\W*{theme}\b", line))
        assert re.search(rf"\b{wanted['raised_in']}\b\W+{wanted['raised']}\b", printed), printed


@rounds_in_order
@pytest.mark.parametrize(
    ("theme", "before", "after"),
    [pytest.param(*case) for case in key.SIZES],
)
def test_how_large_the_groups_were_is_said_of_the_groups_compared(
    change: pd.DataFrame, theme: str, before: str, after: str
) -> None:
    row = one(change, theme, before, after)
    sizes = key.SIZES[theme, before, after]
    assert (row["size_before"], row["size_after"]) == pytest.approx(sizes)


def test_how_recurrence_hangs_on_its_numbers_counts_everybody_once(themes: Themes) -> None:
    """Three people raised parking in Round 11, one of them in two groups."""
    counts = heard_of(themes.scores, themes.evidence, themes.corpus)
    for theme, rounds in key.THEMES.items():
        wanted = rounds[key.R11]
        assert counts.loc[(theme, key.R11), "n_groups"] == wanted["raised_in"]
        assert counts.loc[(theme, key.R11), "n_people"] == wanted["raised"]


def one(change: pd.DataFrame, theme: str, before: str, after: str) -> pd.Series:
    rows = change[
        (change["theme_id"] == theme)
        & (change["year_before"] == before)
        & (change["year_after"] == after)
    ]
    assert len(rows) == 1
    return rows.iloc[0]
