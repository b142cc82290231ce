"""Plan a round: the sheet that Excel opens, filled in on a page, put on record, and held to."""

import html
import re
import shutil

import pytest
from home_helpers import Window, flat, problem, typed_in
from openpyxl import load_workbook
from part_of_sample import part_of_sample

from practicelearn.jobs.opening import new_study
from practicelearn.jobs.plan import plan_of
from practicelearn.jobs.year import year


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """One group, three rounds, read by kim; the sheet of the next round begun on its page."""
    place = tmp_path_factory.mktemp("small")
    folder = place / "study"
    part_of_sample(folder)
    window = Window(place / "own")
    key = window.house.open(folder)
    here = f"/study/{key}/before/plan"
    page = window.page(f"{here}?round=2026-27")
    assert not list(folder.glob("plan-*")), "looking writes nothing"
    assert "Begin the plan" in flat(page)
    values = {**typed_in(page, here), "do": "begin"}
    assert window.goes(here, values) == f"{here}?round=2026-27"
    window.house.close()
    return folder


@pytest.fixture
def home(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "study")
    window = Window(tmp_path / "own")
    key = window.house.open(folder)
    yield window, f"/study/{key}/before/plan", folder
    window.house.close()


def cells(folder, sheet):
    book = load_workbook(folder / "plan-2026-27.xlsx")
    return [[c or "" for c in row] for row in book[sheet].iter_rows(min_row=2, values_only=True)]


def asked(window, here, **more):
    """The form of the next round's sheet, as it stands, with what a person types."""
    return {**typed_in(window.page(f"{here}?round=2026-27"), here), **more}


def test_what_promises_are_to_be_known_by_is_offered_with_where_it_comes_from(home):
    window, here, _ = home
    page = window.page(f"{here}?round=2026-27")
    values = typed_in(page, here)
    assert values["c:headlines:2:Theme"] == "Systems and equipment"
    assert values["c:headlines:2:Good news"] == "less"
    assert values["c:headlines:2:Why"].startswith("How we will know, 2025-26: ")
    assert values["c:plan:3:Planned"] == "15%"
    assert values["c:plan:7:Planned"] == "8"
    assert "At most 10; each one more makes a change harder to find." in flat(page)


def test_what_is_typed_goes_into_the_sheet_and_the_rest_of_the_workbook_stays(home):
    window, here, folder = home
    path = folder / "plan-2026-27.xlsx"
    book = load_workbook(path)
    book.create_sheet("our notes")["B7"] = "ask HR"
    book.save(path)
    before = cells(folder, "headlines")
    values = asked(window, here, do="save")
    values |= {"c:plan:7:Planned": "12", "c:headlines:2:For and against too": "yes",
               "c:headlines:4:Theme": "Peer support", "c:headlines:4:Good news": "more",
               "c:invited:2:Invited": "20"}  # fmt: skip
    assert window.goes(here, values) == f"{here}?round=2026-27"
    assert cells(folder, "plan")[5] == ["Groups", "12"]
    now = cells(folder, "headlines")
    assert now[0][2] == "yes"
    assert now[2][:2] == ["Peer support", "more"]
    assert [row[3] for row in now[:2]] == [row[3] for row in before[:2]]
    assert cells(folder, "invited")[0][3] == "20"
    book = load_workbook(path)
    assert book["our notes"]["B7"].value == "ask HR"
    assert book["headlines"].data_validations.dataValidation, "Excel still offers its choices"


def test_a_wrong_cell_is_told_in_its_row_and_nothing_goes_on_record(home):
    window, here, folder = home
    values = asked(window, here, do="record", by="sam")
    values |= {"c:plan:7:Planned": "many", "c:plan:3:Planned": "much"}
    answer = window.send(here, values)
    page = answer.body.decode()
    assert answer.status == 422
    assert problem(page).startswith("2 things in the sheet to put right first")
    rows = dict(re.findall(r'name="c:plan:(\d+):Planned".*?</td>', page, re.DOTALL) and [
        (m[1], m[0]) for m in re.finditer(r'name="c:plan:(\d+):Planned".*?</td>', page, re.DOTALL)
    ])  # fmt: skip
    assert "“many”" in html.unescape(rows["7"]) or '"many" is no number' in html.unescape(rows["7"])
    assert "expected a share of people such as 15%" in rows["3"]
    assert "needs" not in rows["8"]
    assert plan_of(folder, "2026-27") is None


def test_the_plan_goes_on_record_with_who_and_what_it_is(home):
    window, here, folder = home
    nobody = window.send(here, asked(window, here, do="record", by=""))
    assert "It goes on record who does it" in problem(nobody.body.decode())
    values = asked(window, here, do="record", by="sam")
    values["c:plan:8:Planned"] = "kim, lee"
    where = window.goes(here, values)
    plan = plan_of(folder, "2026-27")
    assert (plan.by, plan.made_before, plan.coders) == ("sam", True, ("kim", "lee"))
    page = window.page(where)
    assert re.search(
        r"Planned on \d+ \w+ \d{4} by sam, before anything was coded\. 2 headline themes will be",
        flat(page),
    )
    assert "Put the plan on record" not in flat(page)
    step = next(s for s in year(folder).steps if s.key == "plan")
    assert (step.state, step.who) == ("done", "sam")
    assert window.send(here, values).status == 409, "sent twice, it is recorded once"
    assert window.house.who(here.split("/")[2]) == "sam"


def test_a_sheet_open_in_excel_is_told_and_never_written(home):
    window, here, folder = home
    (folder / "~$plan-2026-27.xlsx").write_bytes(b"kim")
    before = (folder / "plan-2026-27.xlsx").read_bytes()
    assert "plan-2026-27.xlsx is open in Excel" in flat(window.page(f"{here}?round=2026-27"))
    values = asked(window, here, do="save")
    answer = window.send(here, values | {"c:plan:7:Planned": "12"})
    assert answer.status == 422
    assert "is open in Excel" in problem(answer.body.decode())
    assert (folder / "plan-2026-27.xlsx").read_bytes() == before


def test_what_was_changed_in_excel_since_is_not_written_over(home):
    window, here, folder = home
    values = asked(window, here, do="save")
    path = folder / "plan-2026-27.xlsx"
    book = load_workbook(path)
    book["plan"]["B7"] = 9
    book.save(path)
    answer = window.send(here, values | {"c:plan:7:Planned": "12"})
    assert answer.status == 409
    assert "you had “12”, there stands “9”" in flat(answer.body.decode())
    assert cells(folder, "plan")[5] == ["Groups", 9]


@pytest.mark.slow  # tests/jobs/test_plan.py amends, the test above has the form
def test_a_plan_of_a_round_that_was_coded_is_amended_with_a_reason(home):
    window, here, _ = home
    page = window.page(here)
    assert "Planned on 15 September 2025 by sam" in flat(page)
    change = f"{here}?round=2025-26&change=1"
    begin = {**typed_in(window.page(change), here), "do": "begin"}
    assert window.goes(here, begin) == change
    values = typed_in(window.page(change), here)
    names = [v for k, v in values.items() if k.startswith("c:headlines") and k.endswith(":Theme")]
    assert names[:2] == ["Workload and time", "Supervision"], "begun from the plan on record"
    told = window.send(here, {**values, "do": "record", "by": "sam"})
    assert "this is an amendment. Say why" in problem(told.body.decode())
    window.goes(here, {**values, "do": "record", "by": "sam", "why": "two groups fell ill"})
    said = flat(window.page(f"{here}?round=2025-26"))
    assert re.search(r"It was amended on \d+ \w+ \d{4} by sam\. two groups fell ill", said)


def test_what_was_done_otherwise_is_given_its_reason(home):
    window, here, folder = home
    page = window.page(here)
    assert "Groups: planned 8 groups; done: 1 held." in flat(page)
    values = {"do": "reason", "round": "2025-26", "about_what": "groups", "why": "seven fell ill",
              "by": "sam", "about": typed_in(page, here)["about"]}  # fmt: skip
    assert "Say why" in problem(window.send(here, {**values, "why": ""}).body.decode())
    window.goes(here, values)
    assert plan_of(folder, "2025-26").amendments[-1].about == "groups"
    said = flat(window.page(here))
    assert "Groups: planned 8 groups; done: 1 held. seven fell ill" in said


def test_a_first_year_plans_without_headlines_before_any_group_has_met(tmp_path):
    made = new_study(tmp_path, "Health check", frame="lga-employer-standards-2020")
    window = Window(tmp_path / "own")
    here = f"/study/{window.house.open(made.path)}/before/plan"
    page = window.page(here)
    assert "A first year declares no headline themes" in flat(page)
    values = {**typed_in(page, here), "do": "begin", "round": "../x"}
    assert "letters, digits and hyphens" in problem(window.send(here, values).body.decode())
    where = window.goes(here, {**values, "round": "2026-27"})
    page = window.page(where)
    assert "Headline themes" not in flat(page)
    assert window.page(here) == page or "plan-2026-27.xlsx" in window.page(here)
    values = {**typed_in(page, here), "do": "record", "by": "sam", "c:plan:7:Planned": "6"}
    said = flat(window.page(window.goes(here, values)))
    assert "No theme will be tested." in said
    found = year(made.path)
    assert found.round == "2026-27"
    states = {s.key: (s.state, s.why) for s in found.steps}
    assert states["plan"][0] == "done"
    assert states["groups"] == ("now", "6 groups planned.")
    window.house.close()
