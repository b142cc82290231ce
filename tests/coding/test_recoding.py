"""Codes put together, codings made anywhere, and turns marked as read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import CodingError, TableError

FOLDER = Path(__file__).parents[2] / "data" / "table-study"


@pytest.fixture(scope="module")
def hand(table_study):
    return table_study.codings.of(coder="AK").mark_read("AK", table_study.corpus)


def raw_quotes() -> pd.DataFrame:
    quotes = pd.read_csv(FOLDER / "coded-quotes.csv", dtype=str).drop_duplicates()
    return quotes[quotes["Coder"] == "AK"]


def test_recoded_counts_are_those_of_replace_in_pandas(hand, table_study):
    names = {c.name: c.id for c in table_study.frame.codes}
    to = {"Thanked": "Good", "Confidence grows": "Good", "A career here": "Good",
          "Afraid of mistakes": "Thinking of leaving"}  # fmt: skip
    made = hand.recode({names[old]: new for old, new in to.items()})
    quotes = raw_quotes().assign(code=lambda q: q["Initial code"].replace(to))
    wanted = quotes.drop_duplicates(["Quote", "code"]).groupby("code").size()
    name_of = {c.id: c.name for c in made.frame.codes}
    assert made.spans["code"].map(name_of).value_counts().to_dict() == wanted.to_dict()
    people = quotes.drop_duplicates(["Participant", "code"]).groupby("code").size()
    counts = prac.code_counts(made, table_study.corpus, "year", codes=["good"])
    assert counts["n_people_raised"].tolist() == [people["Good"]]
    assert counts["n_people"].tolist() == [28]


def test_the_frame_holds_the_new_code_where_the_old_ones_were(hand):
    made = hand.recode({("caseload-too-high", "caseload-protected"): "Numbers of cases"})
    assert made.frame["numbers-of-cases"].parent == "caseload"
    assert made.frame["numbers-of-cases"].was == ("caseload-too-high", "caseload-protected")
    assert "caseload-too-high" not in made.frame
    assert hand.frame.ids != made.frame.ids


def test_left_out_codes_are_gone_and_their_children_move_up(hand):
    made = hand.recode({"peer-talk": None})
    assert made.frame["corridor-talk"].parent == "learning-from-peers"
    assert "peer-talk" not in made.spans["code"].tolist()
    gone = hand.recode({"corridor-talk": None})
    assert "corridor-talk" not in {*gone.spans["code"], *gone.frame.ids}


def test_a_turn_read_for_one_half_was_not_read_for_the_whole(table_study):
    corpus = table_study.corpus
    some = table_study.codings.of(coder="AK").mark_read("AK", corpus, codes=["thanked"])
    made = some.recode({("thanked", "no-desk"): "Worth"})
    alone = some.recode({"thanked": "Worth"})
    why = prac.code_counts(made, corpus, "site", codes=["worth"])["why"]
    assert why.str.startswith("no group was read whole").all()
    assert prac.code_counts(alone, corpus, "site", codes=["worth"])["why"].isna().all()


def test_a_new_code_may_be_given_whole(hand):
    code = Code("worth-2", "Being worth something", parent="staying", definition="Seen, thanked.")
    made = hand.recode({"Thanked": code})
    assert made.frame["worth-2"].definition == "Seen, thanked."
    assert made.frame["worth-2"].parent == "staying"


def test_agreement_by_level_is_that_of_the_codes_above(table_study):
    """Cohen's kappa of the sample's two coders on the four categories, by scikit-learn."""
    from sklearn.metrics import cohen_kappa_score

    corpus = table_study.corpus.where(group=["FG1", "FG3"])
    both = table_study.codings
    for coder in ("AK", "BM"):
        both = both.mark_read(coder, corpus)
    table = prac.agreement(both, corpus, measure="cohen", level=1)
    quotes = pd.read_csv(FOLDER / "coded-quotes.csv", dtype=str)
    quotes = quotes.merge(pd.read_csv(FOLDER / "codebook.csv", dtype=str), on="Initial code")
    turn_of = both.spans.drop_duplicates("quote").set_index("quote")["turn_id"]
    quotes["turn"] = quotes["Quote"].map(turn_of)
    for code in ("learning-the-work", "conditions", "staying"):
        own = quotes[quotes["Category"] == both.frame[code].name]
        rated = [
            corpus.turns.index.isin(own.loc[own["Coder"] == coder, "turn"])
            for coder in ("AK", "BM")
        ]
        wanted = cohen_kappa_score(*rated)
        assert table.loc[code, "cohen"] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"thankd": "x"}, 'no code "thankd".*Did you mean "[tT]hanked"'),
        ({"thanked": "x", ("no-desk", "Thanked"): "y"}, 'recode: "Thanked" is named twice'),
    ],
)
def test_a_slip_in_the_mapping_is_named(hand, mapping, said):
    with pytest.raises(CodingError, match=said):
        hand.recode(mapping)


def test_a_wide_table_and_what_case_codes_gives_are_the_same_codings(hand, table_study):
    corpus = table_study.corpus
    wide = prac.case_codes(hand, corpus, by="turn", with_children=False)
    back = prac.Codings.from_table(wide, corpus, table_study.frame, coder="AK")
    again = prac.case_codes(back, corpus, by="turn", with_children=False)
    assert again.equals(wide)
    assert back.coders == ["AK"]


def test_a_long_table_takes_the_turn_or_its_words(table_study):
    corpus = table_study.corpus
    turn = corpus.turns.index[1]
    text = corpus.turns["text"].iloc[1]
    table = pd.DataFrame(
        {"unit": [turn, turn, turn], "label": ["Thanked", "no-desk", "No desk"],
         "quote": [None, text[:5], None], "start": [None, None, 2], "end": [None, None, 4]}
    )  # fmt: skip
    made = prac.Codings.from_table(
        table, corpus, table_study.frame, columns={"turn_id": "unit", "code": "label"}
    )
    assert made.spans["quote"].tolist() == [text, text[:5], text[2:4]]
    assert made.spans["code"].tolist() == ["thanked", "no-desk", "no-desk"]
    assert made.read.empty
    assert made.spans["origin"].unique().tolist() == ["imported"]


def test_what_a_program_coded_is_no_person(table_study):
    corpus = table_study.corpus
    table = pd.DataFrame({"turn_id": corpus.turns.index, "Pay": 1})
    made = prac.Codings.from_table(table, corpus, coder="suggested", origin="suggested")
    assert len(made.of_kind("person")) == 0


@pytest.mark.parametrize(
    ("table", "more", "error", "said"),
    [
        ({"turn": ["a"]}, {}, TableError, 'columns={"turn_id": "my column"}'),
        ({"turn_id": ["a:00001"], "code": ["x"]}, {}, CodingError, 'the turn "a:00001"'),
        ({"turn_id": ["T"], "code": ["thnked"]}, {}, CodingError, 'Did you mean "thanked"'),
        ({"turn_id": ["T"], "thanked": [3]}, {}, TableError, 'column "thanked" holds "3"'),
        ({"turn_id": ["T"], "code": ["thanked"], "quote": ["not said"]}, {}, CodingError,
         '"not said" is not there'),
        ({"turn_id": ["T"], "code": ["thanked"], "start": [5], "end": [2]}, {}, CodingError,
         "5 to 2 is no stretch"),
        ({"turn_id": ["T"], "code": ["thanked"]}, {"origin": "people"}, CodingError,
         'origin="people"'),
    ],
)  # fmt: skip
def test_a_table_that_does_not_fit_says_why(table_study, table, more, error, said):
    frame = pd.DataFrame(table).replace("T", table_study.corpus.turns.index[1])
    with pytest.raises(error, match=said):
        prac.Codings.from_table(frame, table_study.corpus, table_study.frame, **more)


def test_mark_read_takes_turns_and_no_text(hand):
    with pytest.raises(CodingError, match="found the text"):
        hand.mark_read("AK", "comments-fg1")
    with pytest.raises(CodingError, match='no code "thankd"'):
        hand.mark_read("AK", ["x:00001"], codes=["thankd"])


def test_codings_without_a_frame_can_be_recoded(table_study):
    corpus = table_study.corpus
    table = pd.DataFrame({"turn_id": corpus.turns.index[:2], "code": ["a", "b"]})
    frame = CodingFrame("f", "1", (Code("a", "A"), Code("b", "B")))
    made = prac.Codings.from_table(table, corpus, frame).recode({"b": "a"})
    assert made.spans["code"].tolist() == ["a", "a"]
    assert made.frame.ids == ["a"]
