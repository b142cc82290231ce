import pandas as pd
import pytest

from practicelearn._tables import RECHECKS, conform, empty_table
from practicelearn.themes.cycle.summary import (
    MOVED,
    delivered_by_moved,
    moved,
    open_actions,
    outcome,
    you_said,
)

NOT_KNOWN = "heard more or less; whether better not known"
UNMOVED = "no worthwhile change (tested)"
ROW = {"You said": "Too much.", "We will": "Less of it.", "Theme": "work", "Round": "2024-25",
       "Measure": "heard less", "Who": "Director", "By when": "1/9/2025"}  # fmt: skip


def recheck_row(action="a", **values):
    base = {"action_id": action, "kind": "theme", "name": "Work", "verdict": "cannot tell",
            "why": "few groups", "reading": "not read", "delivered": "yes"}  # fmt: skip
    return conform(pd.DataFrame([base | values], dtype=object), RECHECKS).assign(
        **{c: pd.to_numeric(pd.Series([values.get(c)])) for c in ("before", "after", "difference",
                                                                  "target")})  # fmt: skip


def test_overdue_comes_first_and_what_lacks_is_named(cycle_of):
    cycle = cycle_of(
        {**ROW, "You said": "A", "By when": "1/9/2026"},
        {**ROW, "You said": "B", "Status": "stalled"},
        {**ROW, "You said": "C", "Who": "", "Measure": "", "By when": ""},
        {**ROW, "You said": "D", "Status": "done"},
        {**ROW, "You said": "E", "Status": "dropped"},
    )
    table = open_actions(cycle, on="2025-09-11")
    assert table["you_said"].tolist() == ["B", "A", "C"]
    assert table["days_over"].tolist() == [10, 0, 0]
    assert table["lacks"].tolist() == ["", "", "no owner, no due date, no measure"]
    assert table["status"].tolist() == ["stalled", "not known", "not known"]


def test_nothing_open_is_an_empty_table(cycle_of):
    assert open_actions(cycle_of({**ROW, "Status": "done"})).empty


def test_each_answer_has_its_row_and_what_was_not_done_its_reason(cycle_of):
    cycle = cycle_of(
        {**ROW, "Response": "part", "Reason": "No money", "Status": "dropped", "Note": "No room"},
        {"You said": "Keep it", "We will": "", "Response": "reject", "Reason": "It ended",
         "Round": "2025-26"},
    )  # fmt: skip
    rechecks = recheck_row(cycle.actions.index[0])
    table = you_said(cycle, rechecks)
    assert table["year"].tolist() == ["2025-26", "2024-25"]
    assert table["not_done_and_why"].tolist() == [
        "Not accepted: It ended.", "Accepted in part: No money. Dropped: No room"]  # fmt: skip
    assert table["did_it_help"].tolist() == [None, "Work: cannot tell (few groups)."]
    later = you_said(cycle, empty_table(RECHECKS))
    assert later["did_it_help"].tolist()[1] == "To be looked at in the next round."


@pytest.mark.parametrize(
    ("values", "category"),
    [
        ({"reading": "improved", "verdict": "heard less"}, "improved (tested)"),
        ({"reading": "not tested", "verdict": "heard less"}, NOT_KNOWN),
        ({"reading": "worse", "verdict": "heard more"}, "worse (tested)"),
        ({"reading": "no worthwhile change", "verdict": "heard less"}, UNMOVED),
        ({"reading": "not read", "verdict": "no worthwhile change"}, UNMOVED),
        ({"reading": "not read", "verdict": "heard less"}, NOT_KNOWN),
        ({"reading": "cannot tell", "verdict": "heard less"}, "cannot tell"),
        ({"reading": "not read", "verdict": "not re-asked"}, "cannot tell"),
        ({"reading": "not read", "verdict": "frame changed"}, "cannot tell"),
        ({"reading": "target met", "verdict": "lower"}, "target reached"),
        (
            {"reading": "nearer to the target", "verdict": "lower"},
            "nearer to the target, not reached",
        ),
        ({"reading": "further from the target", "verdict": "higher"}, "further from the target"),
        ({"reading": "unchanged", "verdict": "unchanged"}, "figure as before"),
        ({"reading": "not read", "verdict": "unchanged"}, "figure as before"),
        ({"reading": "not read", "verdict": "lower"}, "figure higher or lower, no target set"),
    ],
)
def test_what_moved_has_one_category(values, category):
    assert moved(values) == category
    assert category in MOVED


def test_a_figure_that_stayed_is_said_once():
    row = recheck_row(kind="figure", name="Caseload", before=21.0, after=21.0, difference=0.0,
                      target=17.0, reading="unchanged", verdict="unchanged")  # fmt: skip
    assert outcome(next(row.itertuples())) == "Caseload: 21 as before (target 17)."


def test_delivered_and_moved_are_counted_apart_and_every_action_once():
    rows = pd.concat(
        [
            recheck_row("a", reading="improved", verdict="heard less", delivered="no"),
            recheck_row("b", delivered="yes"),
            recheck_row("b", reading="worse", verdict="heard more", delivered="yes"),
        ],
        ignore_index=True,
    )
    table = delivered_by_moved(rows)
    assert list(table.columns) == list(MOVED)
    assert table.loc["no", "improved (tested)"] == 1
    assert table.loc["yes", "worse (tested)"] == 1
    assert table.to_numpy().sum() == 2
    assert delivered_by_moved(empty_table(RECHECKS)).to_numpy().sum() == 0


def test_outcomes_never_say_because():
    rows = [
        recheck_row(reading="improved", reading_why="fewer people spoke critically of it",
                    verdict="heard less"),
        recheck_row(kind="figure", name="Caseload", before=21.0, after=19.5, difference=-1.5,
                    target=17.0, reading="nearer to the target", verdict="lower"),
        recheck_row(reading="cannot tell", verdict="heard less"),
    ]  # fmt: skip
    said = [outcome(next(row.itertuples())) for row in rows]
    assert said == [
        "Work: heard less; improved: fewer people spoke critically of it.",
        "Caseload: from 21 to 19.5 (target 17): nearer to the target.",
        "Work: heard less; whether that is better cannot be told.",
    ]
    assert not any("because" in words for words in said)
