"""What is known of people is asked as what is known of sessions: equal to plain pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac

FOLDER = Path(__file__).parents[2] / "data" / "table-study"


def raw(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def hand(table_study):
    """AK's reading: every comment."""
    own = table_study.codings.of(coder="AK")
    return own.declare_read(table_study.corpus, sessions="all")


@pytest.fixture(scope="module")
def quotes():
    """AK's quotes with their path of codes and what is known of who said them, by plain pandas."""
    quotes = raw("coded-quotes.csv").query("Coder == 'AK'").drop_duplicates()
    people = raw("participants.csv").query("Role == 'participant'")
    groups = raw("groups.csv")
    return (
        quotes.merge(raw("codebook.csv"), on="Initial code")
        .merge(people, on=["Participant", "Focus group"])
        .merge(groups, on="Focus group")
    )


def people() -> pd.DataFrame:
    there = raw("participants.csv").query("Role == 'participant'")
    return there.merge(raw("groups.csv"), on="Focus group")


def test_counts_by_gender_are_those_of_pandas_on_every_level(hand, table_study, quotes):
    names = {c.id: c.name for c in table_study.frame.codes}
    for level, column in enumerate(["Category", "Subcategory", "Axial code", "Initial code"], 1):
        table = prac.code_counts(hand, table_study.corpus, "gender", table="people", level=level)
        table = table[table["code"].map(names).isin(set(raw("codebook.csv")[column]))]
        raised = quotes.drop_duplicates([column, "Participant"]).groupby([column, "Gender"]).size()
        passages = quotes.drop_duplicates([column, "Quote"]).groupby([column, "Gender"]).size()
        heads = people().groupby("Gender").size()
        for row in table.to_dict("records"):
            key = (names[row["code"]], row["gender"])
            assert row["n_people_raised"] == raised.get(key, 0)
            assert row["n_people"] == heads[row["gender"]]
            assert row["share_people"] == pytest.approx(raised.get(key, 0) / heads[row["gender"]])
            if level in (1, 4):
                assert row["n_passages"] >= passages.get(key, 0)


def test_two_at_once_are_a_crosstab(hand, table_study, quotes):
    table = prac.code_counts(hand, table_study.corpus, ["group_type", "gender"], level=1)
    keys = ["Category", "Kind of group", "Gender"]
    raised = quotes.drop_duplicates([*keys, "Participant"]).groupby(keys).size()
    heads = people().groupby(["Kind of group", "Gender"]).size()
    names = {c.id: c.name for c in table_study.frame.codes}
    assert len(table) == 3 * 2 * 3  # every combination, also where nobody is of that kind
    for row in table.to_dict("records"):
        pair = (row["group_type"], row["gender"])
        if pair not in heads:
            assert row["why"] == "nobody was there and nothing was said"
            continue
        assert row["n_people"] == heads[pair]
        assert row["n_people_raised"] == raised.get((names[row["code"]], *pair), 0)


def test_missing_values_have_a_row_of_their_own_and_add_up(hand, table_study):
    table = prac.code_counts(hand, table_study.corpus, "hours", codes=["thanked"])
    assert table["hours"].tolist()[:2] == ["full time", "part time"]
    assert pd.isna(table["hours"].iloc[2])
    assert table["n_people"].tolist() == [
        (people()["Hours"] == value).sum() for value in ("full time", "part time", "")
    ]


def test_numbers_stand_by_size(hand, table_study):
    table = prac.code_counts(hand, table_study.corpus, "years_qualified", codes=["thanked"])
    years = [int(v) for v in table["years_qualified"]]
    assert years == sorted(years)


@pytest.mark.parametrize(
    ("by", "value", "said"),
    [
        ("gender", "man", "3 people in all"),
        ("gender", "woman", None),
        ("hours", "part time", "people in all"),
    ],
)
def test_small_counts_are_marked(hand, table_study, by, value, said):
    table = prac.code_counts(hand, table_study.corpus, by, codes=["thanked"], level=4)
    mark = table.set_index(by)["small"][value]
    assert mark is None or said is None or said in mark
    assert (mark is None) == (said is None)


def test_where_keeps_these_people_their_words_and_every_session(table_study):
    corpus = table_study.corpus
    part = corpus.where(gender="woman")
    women = set(raw("participants.csv").query("Gender == 'woman'")["Participant"])
    said = raw("comments.csv")
    assert part.turns["text"].tolist() == said[said["Participant"].isin(women)]["Comment"].tolist()
    assert set(part.people["pseudonym"]) == women
    assert len(part.sessions) == 4
    silent = part.attendance[part.attendance["speaker"].isna()]
    assert len(silent) == sum(p in women for p in ("P15", "P28"))
    both = part.where(group_type="newly qualified", role="participant")
    assert both.turns["session_id"].nunique() == 2


def test_themes_of_some_people_have_their_denominators(hand, table_study, quotes):
    themes = prac.find_themes(
        hand, table_study.corpus.where(gender="woman"), level=1, min_groups=1, min_people=1
    )
    raised = quotes[quotes["Gender"] == "woman"].drop_duplicates(["Category", "Participant"])
    women = people().query("Gender == 'woman'").groupby("Focus group").size()
    for row in themes.scores.to_dict("records"):
        name = themes.table.loc[row["theme_id"], "name"]
        own = raised[(raised["Category"] == name) & (raised["Focus group"] == row["group"])]
        assert (row["n_raised"], row["n_people"]) == (len(own), women[row["group"]])


def test_where_on_what_the_attendance_list_says(sample):
    corpus = prac.open_study(sample).corpus()
    sheet = pd.read_excel(sample / "attendance.xlsx")
    part = corpus.where(job_role="senior social worker")
    assert len(part.attendance) == (sheet["job_role"] == "senior social worker").sum()
    assert set(part.turns["person_id"]) <= set(part.attendance["person_id"])


def test_case_codes_by_a_column_of_people(hand, table_study, quotes):
    table = prac.case_codes(hand, table_study.corpus, by="gender", level=1)
    names = {c.id: c.name for c in table_study.frame.codes}
    for gender, row in table.iterrows():
        held = set(quotes.loc[quotes["Gender"] == gender, "Category"])
        assert {names[c] for c in row.index[row == 1]} == held


def test_quotes_bear_what_is_known_of_who_said_them(hand, table_study, quotes):
    table = prac.coded_quotes(hand, table_study.corpus)
    found = table.groupby("quote")["person_gender"].first()
    wanted = quotes.groupby("Quote")["Gender"].first()
    assert found.to_dict() == wanted.to_dict()


def test_a_word_that_is_nowhere_is_named(hand, table_study):
    with pytest.raises(prac.errors.TableError, match=r'has gender="wman"; .* Did you mean "woman"'):
        table_study.corpus.where(gender="wman")
    with pytest.raises(prac.errors.TableError, match='Did you mean "gender"'):
        table_study.corpus.where(gendre="woman")
    with pytest.raises(
        prac.errors.TableError, match='"gendre" is no column of sessions, people or'
    ):
        prac.code_counts(hand, table_study.corpus, "gendre")
    with pytest.raises(
        prac.errors.ArgumentError, match=r'table="attendence".*Did you mean "attendance"'
    ):
        prac.code_counts(hand, table_study.corpus, "gender", table="attendence")
    with pytest.raises(prac.errors.TableError, match="several different ones"):
        prac.code_counts(hand, table_study.corpus, ["gender", "gender"])


def test_a_standard_column_in_which_nobody_wrote_is_no_rival_of_one_that_says_it(tmp_path):
    rows = [
        {"Focus group": group, "Participant": who, "Comment": f"{n} desks are not enough.",
         "Code": code}
        for n, (group, who, code) in enumerate(
            [("A", "P1", "Desks"), ("A", "P2", ""), ("B", "P3", "Desks"), ("B", "P4", "")])
    ]  # fmt: skip
    people = {"Participant": ["P1", "P2", "P3", "P4"], "Job role": ["lead", "lead", "aide", "lead"],
              "Gender": ["w", "m", "w", "m"], "Team": ["x", "y", "y", "y"]}  # fmt: skip
    pd.DataFrame(rows).to_csv(tmp_path / "all.csv", index=False)
    pd.DataFrame(people).to_csv(tmp_path / "people.csv", index=False)
    made = prac.read_coded_table(tmp_path / "all.csv", people=tmp_path / "people.csv", read="all")
    corpus, codings = made.corpus, made.codings
    both = prac.code_counts(codings, corpus, ["gender", "job_role"])
    raised = both.set_index(["gender", "job_role"])["n_people_raised"].dropna()
    assert raised[raised > 0].to_dict() == {("w", "lead"): 1, ("w", "aide"): 1}
    by_team = prac.code_counts(codings, corpus, "team").set_index("team")
    assert by_team["n_people"].to_dict() == {"x": 1, "y": 3}
    assert corpus.where(team="x").attendance["speaker"].tolist() == ["P1"]


@pytest.mark.parametrize("head", ["Kind of group", "Type of group"])
def test_a_head_of_the_readers_own_sheet_is_known_by_it(hand, table_study, head):
    corpus = table_study.corpus
    themes = prac.find_themes(hand, corpus, level=1)
    for ask in (
        lambda: prac.code_counts(hand, corpus, head),
        lambda: prac.compare_groups(themes, head),
        lambda: prac.keyness(corpus, by=head, of="a", against="b"),
        lambda: corpus.where(**{head: "a"}),
    ):
        with pytest.raises(prac.errors.PracticelearnError, match='Did you mean "group_type"'):
            ask()


def test_numbers_of_a_sheet_are_numbers_to_a_model(hand, table_study):
    people = prac.find_themes(hand, table_study.corpus, level=1).person_table()
    years = people["person_years_qualified"]
    assert pd.api.types.is_numeric_dtype(years)
    plain = pd.to_numeric(raw("participants.csv").query("Role == 'participant'")["Years qualified"])
    one = people.reset_index().drop_duplicates("who")["person_years_qualified"]
    assert sorted(one.dropna()) == sorted(plain.dropna())
    assert not pd.api.types.is_numeric_dtype(people["person_gender"])
