"""What was promised, in the home: the page is the sheet, and a status is never written over."""

import datetime as dt
import re
import shutil

import docx
import openpyxl
import pytest
from home_helpers import Window, flat, problem, typed_in
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.jobs.acting import change_promises, promises, quarter_sheet
from practicelearn.jobs.sheets import read_sheets
from practicelearn.study.displays import displayed_pairs

ROOMS, INTERPRETERS = 2, 12
TODAY = f"{dt.date.today():%d/%m/%Y}"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """One group, three rounds."""
    place = tmp_path_factory.mktemp("small") / "study"
    return part_of_sample(place)


@pytest.fixture
def study(small, tmp_path):
    return shutil.copytree(small, tmp_path / "study")


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def here(window, study):
    return f"/study/{window.house.open(study)}/act/promises"


def cells(study):
    table = read_sheets(study, ["actions"])["actions"]
    return dict(zip(table.attrs["rows"], table.to_dict("records"), strict=True))


def test_overdue_comes_first_and_what_is_lacking_is_named(window, here):
    said = flat(window.page(here))
    assert (
        "6 of 11 rows open; 5 overdue; 1 without a promise, an owner, a date or a measure" in said
    )
    order = ["Every head of service spends", "Look at the interpreters", "Move every team to the"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert re.search(r"Overdue by \d+ days\. Every head of service", said)
    assert "No owner, no due date, no measure. Look at the interpreters' contract" in said


def test_a_cell_is_written_where_it_stands_and_a_status_is_a_further_line(window, here, study):
    before = cells(study)
    values = typed_in(window.page(here), here)
    values[f"c:actions:{INTERPRETERS}:who"] = "Head of access"
    values[f"c:actions:{INTERPRETERS}:by_when"] = "June 2027"
    values[f"c:actions:{ROOMS}:status"] = "stalled"
    values["day"] = TODAY
    after = window.page(window.goes(here, values))
    assert "Saved: 3 cells changed." in flat(after)
    now = cells(study)
    today = f"{dt.date.today().day} {dt.date.today():%B %Y}"
    old = before[ROOMS]["status"]
    assert old == "doing 10 February 2025; done 18 August 2025"
    assert now[ROOMS]["status"] == f"{old}; stalled {today}"
    assert f"Done, 18 August 2025 Stalled, {today}" in flat(after)
    changed = {
        (row, column)
        for row, own in now.items()
        for column, text in own.items()
        if str(text) != str(before[row][column])
    }
    assert changed == {(ROOMS, "status"), (INTERPRETERS, "who"), (INTERPRETERS, "by_when")}
    book = openpyxl.load_workbook(study / "actions.xlsx")
    kept = openpyxl.load_workbook(prac.sample_path() / "actions.xlsx")
    assert book.sheetnames == kept.sheetnames
    assert [w.width for w in book.worksheets[0].column_dimensions.values()] == [
        w.width for w in kept.worksheets[0].column_dimensions.values()
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"day": "1/1/2020", f"c:actions:{ROOMS}:status": "done"}, "stands there already"),
        ({"day": "1/1/2199", f"c:actions:{ROOMS}:status": "done"}, "is still to come"),
        ({"day": "soon", f"c:actions:{ROOMS}:status": "done"}, '"soon" is no date'),
        ({f"c:actions:{INTERPRETERS}:by_when": "when we can"}, '"when we can" is no date'),
    ],
)
def test_what_cannot_be_so_is_told_and_nothing_written(window, here, study, typed, says):
    kept = (study / "actions.xlsx").read_bytes()
    page = window.page(here)
    answer = window.send(here, {**typed_in(page, here), **typed})
    assert answer.status == 422
    assert says in problem(answer.body.decode())
    assert (study / "actions.xlsx").read_bytes() == kept
    for text in typed.values():
        assert text in answer.body.decode(), "what was typed stays"


def test_a_sheet_that_is_open_in_excel_is_told_here_and_for_new_rows(window, here, study):
    values = typed_in(window.page(here), here)
    (study / "~$actions.xlsx").touch()
    kept = (study / "actions.xlsx").read_bytes()
    values[f"c:actions:{INTERPRETERS}:note"] = "Agreed."
    for sent in (values, {"do": "begin", "about": values["about"]}):
        answer = window.send(here, sent)
        assert "actions.xlsx is open in Excel or LibreOffice" in problem(answer.body.decode())
    assert (study / "actions.xlsx").read_bytes() == kept


def test_a_sheet_that_changed_meanwhile_is_told_with_what_was_typed(window, here, study):
    values = typed_in(window.page(here), here)
    change_promises(study, {"note": {INTERPRETERS: "From Excel."}}, {}, day="")
    values[f"c:actions:{INTERPRETERS}:note"] = "From the page."
    answer = window.send(here, values)
    assert answer.status == 409
    said = flat(answer.body.decode())
    assert "you had “From the page.”, there stands “From Excel.”" in said
    assert cells(study)[INTERPRETERS]["note"] == "From Excel."


def test_what_is_heard_now_is_shown_once_nobody_who_looks_has_still_to_code(window, here):
    asked = f"{here}?heard=now"
    waits = flat(window.page(asked))
    assert "to code what others have coded" in waits
    assert "nearer to the target" not in waits
    assert window.goes(here, {"do": "nobody", "about": typed_in(window.page(here), here)["about"]})
    shown = flat(window.page(asked))
    assert "Team only." in shown
    assert "Average caseload: from 21 to 19.5 (target 17): nearer to the target." in shown
    assert "nearer to the target" not in flat(window.page(here)), "it is asked for each time"


def test_what_is_heard_now_opens_no_comparison_that_is_not_open(window, here, study):
    for log in (study / "decisions").glob("*.jsonl"):
        kept = [n for n in log.read_bytes().splitlines(keepends=True)
                if not re.search(rb'"kind": ?"(plan|compared)"', n)]  # fmt: skip
        log.write_bytes(b"".join(kept))
    assert "which is not open yet" in flat(window.page(f"{here}?heard=now"))
    assert not displayed_pairs(study)


def test_a_board_reads_on_paper_what_is_overdue_and_no_name(window, here, study):
    person = prac.open_study(study).corpus().attendance["person_id"].dropna().iloc[0]
    change_promises(study, {"note": {INTERPRETERS: f"{person} will look."}}, {}, day="")
    answer = window.get(here.replace("promises", "quarter"))
    assert answer.status == 200
    assert answer.headers["content-disposition"].endswith('.docx"'), answer.headers
    word = docx.Document(quarter_sheet(study, on="2026-05-03"))
    told = " ".join(p.text for p in word.paragraphs)
    assert "6 of 10 promises still open; 5 overdue; 1 without an owner, a date" in told
    late, still, over = word.tables
    assert [len(t.rows) for t in (late, still, over)] == [6, 2, 5]
    assert late.rows[1].cells[0].text == "Nobody from the top floor comes to see the work."
    assert over.rows[1].cells[5].text == "Under way, 10 February 2025\nDone, 18 August 2025"
    every = " ".join(c.text for t in word.tables for r in t.rows for c in r.cells)
    assert person not in every


def test_a_row_that_says_no_is_over_and_one_that_says_nothing_is_not(study):
    rows = {p.row: p for p in promises(study, on="2026-05-03")}
    assert rows[8].is_closed
    change_promises(study, {"response": {8: ""}}, {}, day="")
    again = {p.row: p for p in promises(study, on="2026-05-03")}[8]
    assert (again.is_closed, again.lacks) == (False, "no promise yet")
    assert rows[4].you_said == rows[3].you_said, "an empty cell goes on with the row above"
