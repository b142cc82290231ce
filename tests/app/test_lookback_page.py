"""Look back: what the action sheet says, in words that a report may print."""

import re
import shutil

import pytest
from home_helpers import Window, flat
from openpyxl import load_workbook
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.jobs.looking_back import look_back


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    place = tmp_path_factory.mktemp("small") / "study"
    return part_of_sample(place)


@pytest.fixture
def home(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "study")
    window = Window(tmp_path / "own")
    key = window.house.open(folder)
    yield window, f"/study/{key}/before/look-back", folder
    window.house.close()


def test_last_years_promises_stand_with_owner_date_history_measure_and_reason(home):
    window, address, _ = home
    said = flat(window.page(f"{address}?round=2024-25"))
    assert re.search(r"2024-25: 3 of 6 promises done; 3 open, \d of them overdue\.", said)
    assert re.search(
        r"Count the work by its weight.* You said: The amount of work.* Head of service, by 30 "
        r"June 2025, [\d,]+ days ago\. Under way, 3 March 2025; stalled, 1 July 2025\. "
        r"How we will know: workload heard less\.", said,
    )  # fmt: skip
    assert "Average caseload: 21 then, 17 aimed at and 19.5 now." in said
    assert re.search(r"Not accepted, and why.*Keep the old case system.*The contract for", said)


def test_the_days_over_are_those_of_the_day(small):
    found = look_back(small, on="2025-07-10")
    late = {p.we_will[:14]: p.days_over for p in found.promises if p.stands == "overdue"}
    assert late["Count the work"] == 10
    assert not [p for p in found.promises if p.year == "2025-26" and p.stands == "overdue"]


def test_a_name_and_a_count_of_few_people_are_not_printed(home):
    window, address, folder = home
    named = prac.open_study(folder).corpus().people["pseudonym"].dropna().iloc[0]
    book = load_workbook(folder / "actions.xlsx")
    sheet = book.worksheets[0]
    heads = {c.value: c.column for c in sheet[1]}
    rows = [r for r in range(2, sheet.max_row + 1)
            if str(sheet.cell(r, heads["Round"]).value) == "2025-26"]  # fmt: skip
    sheet.cell(rows[0], heads["Note"], f"{named} asked for it")
    sheet.cell(rows[1], heads["Note"], "Three people asked for it")
    book.save(folder / "actions.xlsx")
    said = flat(window.page(address))
    assert f"{named} asked" not in said
    assert "Three people" not in said
    assert "Fewer than 5 people asked for it" in said


def test_a_study_without_a_promise_says_so_and_leads_on_to_the_plan(home):
    window, address, folder = home
    (folder / "actions.xlsx").unlink()
    page = window.page(address)
    assert "No promise is on record yet." in flat(page)
    assert f'href="{address.replace("look-back", "plan")}?round=2026-27"' in page
    assert window.get(f"{address}?round=1999").status == 200


def test_a_round_without_promises_is_no_page(home):
    window, address, _ = home
    assert window.get(f"{address}?round=1999").status == 404
