import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn._tables import ACTIONS, RECOMMENDATIONS, STATUSES, check_table
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.themes.cycle.cells import due_date, measure_of, number_of, statuses_of
from practicelearn.themes.cycle.sheet import read_actions

PROMISE = {
    "You said": "Nowhere private to speak.", "We will": "Open two quiet rooms",
    "Who": "Head of property", "By when": "30/6/2025", "How we will know": "desks heard less",
    "Status": "doing 1/3/2025; done 28/5/2025", "Note": "Opened in May", "Theme": "desks",
    "Round": "2024-25", "Chosen because": "raised by most people",
}  # fmt: skip


def test_a_row_becomes_recommendation_action_and_status_history(cycle_of):
    cycle = cycle_of(PROMISE)
    for table, contract in ((cycle.recommendations, RECOMMENDATIONS), (cycle.actions, ACTIONS),
                            (cycle.statuses, STATUSES)):  # fmt: skip
        check_table(table, contract)
    said, action = cycle.recommendations.iloc[0], cycle.actions.iloc[0]
    assert (said["response"], said["themes"], said["year"]) == ("accept", ["desks"], "2024-25")
    assert (action["due"], action["owner"], action["kind"], action["measure"],
            action["direction"], action["chosen_for"]) == (
        "2025-06-30", "Head of property", "theme", "desks", "less", "level")  # fmt: skip
    assert cycle.statuses[["date", "status"]].to_numpy().tolist() == [
        ["2025-03-01", "doing"], ["2025-05-28", "done"]]  # fmt: skip
    assert cycle.statuses["note"].tolist() == [None, "Opened in May"]
    assert cycle.status.tolist() == ["done"]
    assert cycle.issues.empty


def test_rows_below_a_merged_cell_answer_the_same_thing(cycle_of):
    cycle = cycle_of(PROMISE, {"You said": "", "We will": "Ask again in spring"})
    assert len(cycle.recommendations) == 1
    assert cycle.actions["recommendation_id"].nunique() == 1
    assert cycle.actions["year"].tolist() == ["2024-25", "2024-25"]


def test_ids_hold_when_rows_move(cycle_of):
    other = {**PROMISE, "You said": "Too much work.", "We will": "Count it anew"}
    first, second = cycle_of(PROMISE, other), cycle_of(other, PROMISE)
    assert set(first.actions.index) == set(second.actions.index)
    assert first.actions.index[0] == second.actions.index[1]


def test_what_cannot_be_read_is_said_with_its_row_and_the_rest_is_kept(cycle_of):
    cycle = cycle_of(
        PROMISE,
        {"You said": "B", "We will": "C", "By when": "31/2/2025", "Status": "nearly dun",
         "Response": "perhaps", "Baseline": "many", "Round": "2024-25"},
    )  # fmt: skip
    said = " ".join(cycle.issues["source_loc"] + " " + cycle.issues["message"])
    assert "row 3" in said
    for words in ('"31/2/2025" cannot be read', '"nearly dun" is no status', '"perhaps" is no',
                  '"many" cannot be read'):  # fmt: skip
        assert words in said
    assert cycle.actions["due"].tolist() == ["2025-06-30", None]


def test_a_row_without_a_round_takes_the_one_asked_for_and_says_so(cycle_of):
    row = {k: v for k, v in PROMISE.items() if k != "Round"}
    cycle = cycle_of(row, year="2025-26")
    assert cycle.actions["year"].tolist() == ["2025-26"]
    assert "Round" in cycle.issues["message"].iloc[0]


def test_an_action_before_anything_was_said_is_named(cycle_of):
    cycle = cycle_of({"You said": "", "We will": "Something"})
    assert cycle.actions.empty
    assert cycle.issues["severity"].tolist() == ["error"]
    assert cycle.issues["text"].tolist() == ["Something"]


def test_an_unknown_column_is_named_with_the_near_one(cycle_of):
    cycle = cycle_of({**PROMISE, "Bassline": "3"})
    assert 'Did you mean "Baseline"' in cycle.issues["message"].iloc[0]


def test_a_sheet_without_promises_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("You said,Who\nx,y\n")
    with pytest.raises(TableError, match="we_will"):
        read_actions(path)
    with pytest.raises(PracticelearnError, match="no such file"):
        read_actions(tmp_path / "none.xlsx")


def test_excel_cells_read_as_text_ones_do(tmp_path, cycle_of):
    book = openpyxl.Workbook()
    book.active.append(list(PROMISE))
    book.active.append(list(PROMISE.values()))
    book.save(tmp_path / "actions.xlsx")
    cycle = read_actions(tmp_path / "actions.xlsx")
    assert cycle.actions.index.equals(cycle_of(PROMISE).actions.index)
    assert cycle.statuses["status"].tolist() == ["doing", "done"]


@pytest.mark.parametrize(
    ("measure", "known_by", "expected"),
    [
        ("heard less", None, ("theme", "tools", "less")),
        ("peers: more", None, ("theme", "peers", "more")),
        (None, "tools heard less often", ("theme", "tools", "less")),
        ("Survey: Supervision", None, ("survey", "Supervision", None)),
        ("vacancies", None, ("figure", "vacancies", None)),
        ("tools", None, ("theme", "tools", None)),
        (None, "People will be happier and complain less", (None, None, None)),
        (None, None, (None, None, None)),
    ],
)  # fmt: skip
def test_how_we_will_know_is_a_theme_a_figure_a_survey_or_nothing(measure, known_by, expected):
    assert measure_of(measure, known_by, ["tools"])[:3] == expected


@given(st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 2)))
def test_numbers_survive_thousands_and_percent(x):
    assert number_of(f"{x:,.2f}%") == (x, "%")


@given(st.text(max_size=30))
def test_cells_are_read_or_refused_never_crashed_over(text):
    for read in (statuses_of, due_date, number_of):
        try:
            read(text)
        except ValueError:
            continue
