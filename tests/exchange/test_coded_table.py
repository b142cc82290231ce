"""A table with text and codes in its rows: equal to plain pandas on the raw file, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac

FOLDER = Path(__file__).parents[2] / "data" / "table-study"


def raw(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def by_comment():
    return prac.read_coded_table(
        FOLDER / "coded-comments.csv", FOLDER / "codebook.csv", sessions=FOLDER / "groups.csv",
        people=FOLDER / "participants.csv",
    )  # fmt: skip


@pytest.fixture(scope="module")
def survey():
    return prac.read_coded_table(FOLDER / "survey.csv")


def written(folder: Path, rows: list[dict[str, object]], name: str = "all.csv") -> Path:
    pd.DataFrame(rows).to_csv(folder / name, index=False)
    return folder / name


def test_rows_stay_rows_with_their_words_and_speakers(by_comment):
    table, turns = raw("coded-comments.csv"), by_comment.corpus.turns
    assert turns["text"].tolist() == table["Comment"].tolist()
    assert turns["speaker"].tolist() == table["Participant"].tolist()
    assert turns["source_loc"].tolist() == [f"row {n + 2}" for n in table.index]
    groups = by_comment.corpus.sessions["group"].loc[turns["session_id"]]
    assert groups.tolist() == table["Focus group"].tolist()


def test_codes_of_both_coders_stand_at_their_rows(by_comment):
    table, names = raw("coded-comments.csv"), {c.id: c.name for c in by_comment.frame.codes}
    wanted = {
        (f"row {n + 2}", coder, code)
        for coder in ("Coder 1", "Coder 2")
        for n, cell in table[coder].items()
        for code in cell.split("; ")
        if code
    }
    spans = by_comment.codings.spans
    places = by_comment.corpus.turns["source_loc"].loc[spans["turn_id"]]
    found = set(zip(places, spans["coder"], spans["code"].map(names), strict=True))
    assert found == wanted
    assert by_comment.codings.read.empty  # an empty cell is not said to have been read


def test_levels_of_the_codebook_are_levels_of_the_frame(by_comment):
    book, frame = raw("codebook.csv"), by_comment.frame
    assert len(frame) == sum(book[c].nunique() for c in list(book)[:4])
    for row in book.to_dict("records"):
        code = next(c for c in frame.codes if c.name == row["Initial code"])
        assert code.definition == row["Definition"]
        assert frame[frame[frame[code.parent].parent].parent].name == row["Category"]


def test_people_and_groups_are_those_of_the_sheets(by_comment):
    people, corpus = raw("participants.csv"), by_comment.corpus
    there = corpus.attendance.join(corpus.people, on="person_id")
    own = there.assign(group=corpus.sessions["group"].loc[there["session_id"]].to_numpy())
    found = own[["pseudonym", "group", "gender", "role"]].sort_values(["group", "pseudonym"])
    wanted = people[["Participant", "Focus group", "Gender", "Role"]]
    wanted = wanted.sort_values(["Focus group", "Participant"])
    assert found.to_numpy().tolist() == wanted.to_numpy().tolist()
    assert (own["speaker"].isna()).sum() == 2  # listed, and said nothing
    kinds = raw("groups.csv").set_index("Focus group")["Kind of group"]
    assert corpus.sessions.set_index("group")["group_type"].to_dict() == kinds.to_dict()
    assert corpus.sessions["date"].tolist() == raw("groups.csv")["Date"].tolist()


def test_quotes_of_a_further_table_stand_in_the_turn_of_who_said_them(table_study):
    table, spans = raw("coded-quotes.csv"), table_study.codings.spans
    assert spans["quote"].tolist() == table.drop_duplicates()["Quote"].tolist()
    assert not (table_study.losses["severity"] != "note").any()
    speakers = table_study.corpus.turns["speaker"].loc[spans["turn_id"]]
    assert speakers.tolist() == table.drop_duplicates()["Participant"].tolist()


def test_written_answers_are_placed_by_respondent_and_question(survey):
    table, turns = raw("survey.csv"), survey.corpus.turns
    assert turns["text"].tolist() == table["Answer"].tolist()
    assert turns["speaker"].tolist() == table["Respondent"].tolist()
    asked = dict(zip(table["Question"], turns["question_id"], strict=True))
    assert turns["question_id"].tolist() == table["Question"].map(asked).tolist()
    assert len(set(asked.values())) == 2
    people = survey.corpus.people
    wanted = table.drop_duplicates("Respondent").set_index("Respondent")
    assert people.set_index("pseudonym")["gender"].to_dict() == wanted["Gender"].to_dict()
    assert people.set_index("pseudonym")["setting"].to_dict() == wanted["Setting"].to_dict()
    assert survey.corpus.sessions["source_kind"].tolist() == ["written"]
    assert survey.losses.empty
    assert survey.corpus.issues.empty


def test_one_and_nought_say_that_a_row_was_read_and_people_are_counted_as_in_pandas(survey):
    table = pd.read_csv(FOLDER / "survey.csv")
    counts = prac.code_counts(survey.codings, survey.corpus, "gender")
    counts = counts.set_index(["code", "gender"])
    for code in survey.frame.codes:
        raised = table.groupby(["Respondent", "Gender"])[code.name].max().groupby("Gender")
        for gender in ("man", "woman"):
            row = counts.loc[(code.id, gender)]
            assert row["n_people_raised"] == raised.sum()[gender]
            assert row["n_people"] == raised.size()[gender]
    assert counts["why"].isna().all()


def test_a_code_that_nobody_ticked_is_a_code_with_zeros(tmp_path):
    rows = [{"Respondent": f"R{n}", "Answer": f"Answer number {n} is this one.", "Pay": n % 2,
             "Desks": 0} for n in range(6)]  # fmt: skip
    made = prac.read_coded_table(written(tmp_path, rows))
    table = prac.code_counts(made.codings, made.corpus, "session_id").set_index("code")
    assert table["n_people_raised"].to_dict() == {"pay": 3, "desks": 0}


def test_an_empty_cell_of_a_column_a_code_leaves_its_row_unread(tmp_path):
    rows = [{"Respondent": f"R{n}", "Answer": f"Answer number {n} is this one.",
             "Pay": "" if n == 5 else n % 2} for n in range(6)]  # fmt: skip
    made = prac.read_coded_table(written(tmp_path, rows))
    assert len(made.codings.read) == 5


def test_columns_of_the_table_itself_describe_people_and_sessions(tmp_path):
    rows = [
        {"Session": s, "Site": f"site of {s}", "Participant": p, "Age": a,
         "Comment": f"{p} says in {s} what is said, {n}.", "Code": "Pay"}
        for s in ("one", "two") for n in range(2) for p, a in (("Ann", 30), ("Ben", 40))
    ]  # fmt: skip
    made = prac.read_coded_table(written(tmp_path, rows), read="all", same_label="one person")
    assert made.corpus.sessions["site"].tolist() == ["site of one", "site of two"]
    assert made.corpus.people["age"].tolist() == ["30", "40"]
    assert made.corpus.attendance["person_id"].tolist() == ["ann", "ben", "ann", "ben"]
    assert len(made.codings.read) == len(rows)


def test_a_quote_column_beside_the_comment_narrows_the_code_to_its_words(tmp_path):
    rows = [{"Participant": "A", "Comment": "Well. The pay is low. So.", "Quote": "The pay is low.",
             "Code": "Pay"},
            {"Participant": "B", "Comment": "No pay at all, I say.", "Code": "Pay"},
            {"Participant": "A", "Comment": "Something else now."}]  # fmt: skip
    path = written(tmp_path, rows)
    made = prac.read_coded_table(path, columns={"text": "Comment", "quote": "Quote"})
    assert made.codings.spans["quote"].tolist() == ["The pay is low.", "No pay at all, I say."]


def test_a_question_a_column_is_an_answer_each(tmp_path):
    rows = [{"Respondent": f"R{n % 4}", "What helps most here?": f"The team helps me, case {n}.",
             "What should change first?": f"The laptops should be new, {n}."}
            for n in range(8)]  # fmt: skip
    quotes = [{"quote": "The team helps me, case 3.", "code": "Peers"}]
    made = prac.read_coded_table(written(tmp_path, rows), quotes=written(tmp_path, quotes, "q.csv"))
    assert made.corpus.turns["question_id"].nunique() == 2
    assert made.corpus.turns["question_id"].loc[made.codings.spans["turn_id"].iloc[0]] == (
        "what-helps-most-here"
    )


def test_codes_of_a_question_a_column_go_to_that_answer(tmp_path):
    rows = [
        {"Respondent": f"R{n % 4}", "What helps?": f"The team helps me, case {n}.",
         "What helps? codes": "Peers; Time" if n % 2 else "Peers",
         "What should change?": f"The laptops should be new, number {n}.",
         "What should change?: Laptops": 1, "What should change?: Desks": n % 2}
        for n in range(8)
    ]  # fmt: skip
    made = prac.read_coded_table(written(tmp_path, rows))
    spans = made.codings.spans
    asked = made.corpus.turns["question_id"].loc[spans["turn_id"]]
    counts = pd.crosstab(spans["code"].to_numpy(), asked.to_numpy())
    assert counts["what-helps"].to_dict() == {"desks": 0, "laptops": 0, "peers": 8, "time": 4}
    assert counts["what-should-change"].to_dict() == {
        "desks": 4, "laptops": 8, "peers": 0, "time": 0,
    }  # fmt: skip
    read = made.corpus.turns["question_id"].loc[made.codings.read["turn_id"]]
    assert read.unique().tolist() == ["what-should-change"]
    assert len(made.corpus.people) == 4


def test_codes_that_may_be_of_either_answer_are_refused(tmp_path):
    rows = [{"Respondent": f"R{n}", "What helps most here?": f"The team helps me, case {n}.",
             "What should change first?": f"The laptops should be new, {n}.", "Pay": n % 2}
            for n in range(8)]  # fmt: skip
    with pytest.raises(prac.errors.TableError, match="nothing says which answer"):
        prac.read_coded_table(written(tmp_path, rows))


def test_a_comment_that_comes_again_for_each_coder_is_one_turn(tmp_path, by_comment):
    table = raw("coded-comments.csv")
    long = table.melt(["Focus group", "Row", "Participant", "Comment"], ["Coder 1", "Coder 2"],
                      var_name="Coder", value_name="Code")  # fmt: skip
    path = tmp_path / "coded-comments.csv"
    long.to_csv(path, index=False)
    made = prac.read_coded_table(path, FOLDER / "codebook.csv")
    assert made.corpus.turns["text"].tolist() == by_comment.corpus.turns["text"].tolist()
    assert made.corpus.turns.index.equals(by_comment.corpus.turns.index)
    keys = ["coder", "turn_id", "code"]
    found, wanted = (p.codings.spans[keys].sort_values(keys) for p in (made, by_comment))
    assert found.to_numpy().tolist() == wanted.to_numpy().tolist()
    assert made.losses["message"].str.contains("says the words of row").sum() == len(table)


def test_a_comment_that_comes_again_right_below_with_another_code_is_one_turn(tmp_path):
    words = "The pay is low, and the desks are gone."
    rows = [{"Participant": "A", "Comment": words, "Code": "Pay"},
            {"Participant": "A", "Comment": words, "Code": "Desks"},
            {"Participant": "B", "Comment": "Yes.", "Code": "Pay"},
            {"Participant": "B", "Comment": "Yes.", "Code": "Desks"},
            {"Participant": "A", "Comment": words, "Code": "Pay"}]  # fmt: skip
    made = prac.read_coded_table(written(tmp_path, rows))
    assert made.corpus.turns["text"].tolist() == [words, "Yes.", "Yes.", words]
    assert made.corpus.turns.index.tolist() == [f"all:0000{n}" for n in (1, 2, 3, 4)]
    assert made.codings.spans["code"].tolist() == ["pay", "desks", "pay", "desks", "pay"]


def of_labels(folder, sheet=None):
    """Two groups with a P1 and a P2 each, and what a sheet says of them."""
    rows = [
        {"Group": f"FG{g}", "Participant": f"P{p}", "Comment": f"P{p} of {g} says this, {n}.",
         "Code": "Pay"}
        for g in (1, 2) for n in range(3) for p in (1, 2)
    ]  # fmt: skip
    path = written(folder, rows)
    people = written(folder, sheet, "people.csv") if sheet is not None else None
    columns = {"session": "Group"}
    return prac.read_coded_table(path, people=people, columns=columns, read="all").corpus


def test_a_label_in_another_case_is_no_further_person(tmp_path):
    rows = [
        {"Group": group, "Participant": who, "Comment": f"{n} desks are not enough.", "Code": code}
        for n, (group, who, code) in enumerate([
            ("A", "Mod", ""), ("A", "P1", "Desks"), ("A", "p1", ""), ("A", "P2 ", ""),
            ("B", "Mod", ""), ("B", "p1", ""), ("B", "P1", "Desks"), ("B", "P1", ""),
        ])
    ]  # fmt: skip
    people = [("A", "P1", "woman"), ("A", "P2", "man"), ("B", "P1", "man")]
    sheet = pd.DataFrame(people, columns=["Group", "Participant", "Gender"])
    sheet.to_csv(tmp_path / "people.csv", index=False)
    coded = prac.read_coded_table(
        written(tmp_path, rows), people=tmp_path / "people.csv", read="all"
    )
    present = coded.corpus.attendance
    assert (present["role"] == "participant").sum() == len(sheet)
    assert set(present["person_id"]) == set(coded.corpus.turns["person_id"])
    table = prac.code_counts(coded.codings, coded.corpus, "gender").set_index("gender")
    assert table["n_people"].to_dict() == {"man": 2, "woman": 1}
    assert table["n_people_raised"].to_dict() == {"man": 1, "woman": 1}
    issues = coded.corpus.issues
    assert not issues["message"].str.contains("no row for them").any()  # nobody describes who led
    assert issues.loc[issues["message"].str.contains("is taken for"), "severity"].eq("note").all()


def test_slips_in_labels_are_put_right_as_in_transcripts(tmp_path):
    rows = [
        {"Participant": who, "Comment": f"{n} desks are not enough.", "Code": "Desks"}
        for n, who in enumerate(["Moderator", "P1", "P1", "P-1", "P2", "P2"])
    ]
    path = written(tmp_path, rows)
    coded = prac.read_coded_table(path, fix_labels={"P-1": "P1"})
    assert coded.corpus.attendance["speaker"].tolist() == ["Moderator", "P1", "P2"]


def test_the_same_label_in_two_groups_is_two_people_unless_the_sheet_says_otherwise(tmp_path):
    assert len(of_labels(tmp_path).people) == 4
    one_row = [{"Participant": f"P{p}", "Gender": "woman"} for p in (1, 2)]
    assert of_labels(tmp_path, one_row).people["gender"].tolist() == ["woman"] * 2
    differ = [{"Participant": f"P{p}", "Group": f"FG{g}", "Age": str(30 + g)} for g in (1, 2)
              for p in (1, 2, 3)]  # fmt: skip
    corpus = of_labels(tmp_path, differ)
    assert len(corpus.people) == 6  # P3 was there twice, and said nothing
    assert corpus.attendance["speaker"].isna().sum() == 2
    joined = corpus.attendance.join(corpus.people, on="person_id")
    group = corpus.sessions["group"].loc[joined["session_id"]].to_numpy()
    assert joined["age"].tolist() == ["31" if g == "FG1" else "32" for g in group]
    assert not len(corpus.issues[corpus.issues["severity"] != "note"])
    led = [row | {"Role": "facilitator" if row["Participant"] == "P1" else ""} for row in differ]
    assert not of_labels(tmp_path, led).issues["message"].str.contains("known to have led").any()
    alike = [row | {"Age": "40"} for row in differ]
    assert len(of_labels(tmp_path, alike).people) == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"columns": {"speeker": "Participant"}}, 'Did you mean "speaker"'),
        ({"columns": {"question": "Prompt"}}, 'no column "Prompt" to be "question"'),
        ({"columns": {"code": "Kode"}}, 'no column "Kode" to be "code"'),
        ({"read": "every"}, "expected one of said, all"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(more, said):
    with pytest.raises(prac.errors.PracticelearnError, match=said):
        prac.read_coded_table(FOLDER / "coded-comments.csv", **more)


def test_a_table_without_codes_says_so():
    with pytest.raises(prac.errors.TableError, match='no column is known to be "code"'):
        prac.read_coded_table(FOLDER / "comments.csv")


def test_several_sheets_are_refused_by_name(tmp_path):
    with pd.ExcelWriter(tmp_path / "b.xlsx") as book:
        for title in ("north", "south"):
            raw("coded-comments.csv").to_excel(book, sheet_name=title, index=False)
    with pytest.raises(prac.errors.TableError, match='2 sheets \\("north", "south"\\)'):
        prac.read_coded_table(tmp_path / "b.xlsx")


def test_an_excel_file_gives_what_the_csv_gives(tmp_path, by_comment):
    raw("coded-comments.csv").to_excel(tmp_path / "coded-comments.xlsx", index=False)
    made = prac.read_coded_table(tmp_path / "coded-comments.xlsx", FOLDER / "codebook.csv")
    keys = ["turn_id", "code", "coder"]
    assert made.codings.spans[keys].equals(by_comment.codings.spans[keys])
    assert made.corpus.turns["text"].equals(by_comment.corpus.turns["text"])
