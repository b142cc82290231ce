import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn._tables import (
    ATTENDANCE,
    SESSIONS,
    TURNS,
    check_table,
    conform,
    empty_table,
    near_match,
    optional_import,
)

TALK = {"turn_id": ["a:00001"], "session_id": ["a"], "n": [1], "text": ["yes"]}


def test_missing_columns_are_added_and_further_ones_kept():
    turns = conform(pd.DataFrame({**TALK, "mood": ["cross"]}), TURNS)
    assert list(turns.columns) == [*TURNS.names, "mood"]
    assert turns["marks"].iloc[0] == []
    assert turns.index.name == "turn_id"


def test_a_missing_column_is_named_with_the_near_match():
    with pytest.raises(errors.TableError, match=r'"text".*Did you mean "texts"'):
        conform(
            pd.DataFrame({"turn_id": ["a"], "session_id": ["a"], "n": [1], "texts": ["x"]}), TURNS
        )


def test_the_wrong_kind_of_value_is_refused():
    with pytest.raises(errors.TableError, match='"n" must hold int'):
        conform(pd.DataFrame({**TALK, "n": ["one"]}), TURNS)
    with pytest.raises(errors.TableError, match='"text" must hold text'):
        conform(pd.DataFrame({**TALK, "text": [3]}), TURNS)


def test_a_repeated_identifier_is_refused():
    twice = pd.DataFrame({name: values * 2 for name, values in TALK.items()})
    with pytest.raises(errors.TableError, match='turn_id "a:00001" occurs more than once'):
        conform(twice, TURNS)


@pytest.mark.parametrize("dtype", [object, "string", "str"])
def test_text_is_text_in_every_pandas_dtype(dtype):
    frame = pd.DataFrame({"session_id": pd.Series(["a"], dtype=dtype), "person_id": ["p"]})
    assert len(conform(frame, ATTENDANCE)) == 1


def test_what_is_no_table_is_refused():
    with pytest.raises(errors.TableError, match="expected a pandas DataFrame, found list"):
        check_table([], TURNS)


@pytest.mark.parametrize("table", [TURNS, SESSIONS, ATTENDANCE])
def test_an_empty_table_keeps_its_contract(table):
    assert list(check_table(empty_table(table), table).columns) == table.names


@given(st.text(max_size=20))
def test_a_near_match_is_a_known_word_or_nothing(word):
    said = near_match(word, ["speaker", "text"])
    assert said == "" or '"speaker"' in said or '"text"' in said


def test_a_package_that_is_not_there_names_its_extra():
    with pytest.raises(errors.PracticelearnError, match=r"practicelearn\[neural\]"):
        optional_import("no_such_package_at_all", extra="neural", purpose="That")


def test_the_places_of_rows_stay_with_their_sheet():
    """Pandas copies what a table carries for each row that is looked at: a square of the rows."""
    import practicelearn as prac

    corpus = prac.open_study(prac.sample_path()).corpus()
    assert len(corpus.people) > 100
    carried = [t.attrs for t in (corpus.people, corpus.attendance, corpus.sessions)]
    assert carried == [{}] * 3
