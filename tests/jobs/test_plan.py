"""``plan``: a sheet for people with Excel, what it puts on record, and what that is worth."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.coding.log.events import Event, EventLog
from practicelearn.errors import PracticelearnError, StudyError, TableError
from practicelearn.jobs.plan import keep_plan, plan_lines, reason_for, what_it_is, write_plan_sheet
from practicelearn.study.plans import plan_faults
from practicelearn.themes.plan import Plan


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("small") / "study"
    return part_of_sample(place)


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "study"))


@pytest.fixture(scope="module")
def with_sheet(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with the sheet of its next round."""
    place = tmp_path_factory.mktemp("with-sheet") / "study"
    return write_plan_sheet(shutil.copytree(small, place))


@pytest.fixture
def path(with_sheet: Path, tmp_path: Path) -> Path:
    """The sheet, in a study of one's own."""
    return shutil.copytree(with_sheet.parent, tmp_path / "study") / with_sheet.name


def fill(path: Path, sheet: str, cell: str, value: object) -> None:
    book = load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_the_sheet_is_of_the_next_round_and_offers_how_we_will_know(folder):
    path = write_plan_sheet(folder)
    assert path.name == "plan-2026-27.xlsx"
    book = load_workbook(path)
    offered = list(book["headlines"].iter_rows(min_row=2, max_col=4, values_only=True))
    assert ("Systems and equipment", "less") in [r[:2] for r in offered]
    assert all(str(r[3]).startswith("How we will know, 2025-26: ") for r in offered)
    lists = {str(v.sqref): v.formula1 for v in book["headlines"].data_validations.dataValidation}
    assert lists["A2:A30"].startswith("themes!")
    assert lists["B2:B30"] == '"more,less,either"'
    settled = dict(book["plan"].iter_rows(min_row=2, values_only=True))
    assert settled["Smallest worthwhile change"] == "15%"
    assert settled["Groups"] == "8"
    teams = {r[0] for r in book["invited"].iter_rows(min_row=2, values_only=True)}
    assert "Family safeguarding West" in teams
    assert (
        "a list by team and another by role are the same people"
        in book["invited"]["F1"].value.lower()
    )


def test_a_sheet_that_is_there_is_not_written_over(path):
    fill(path, "plan", "B2", "kept")
    assert write_plan_sheet(path.parent) == path
    assert load_workbook(path)["plan"]["B2"].value == "kept"


def test_what_the_sheet_says_goes_on_record(path):
    fill(path, "headlines", "C2", "yes")
    fill(path, "plan", "B3", "10%")
    fill(path, "plan", "B7", 12)
    fill(path, "plan", "B8", "kim, lee")
    fill(path, "invited", "D2", 20)
    folder = path.parent
    plan = keep_plan(folder, by="sam")
    assert plan.made_before
    assert plan.balance == plan.themes[:1]
    assert (plan.smallest_worthwhile, plan.groups, plan.coders) == (0.1, 12, ("kim", "lee"))
    assert plan.n_invited == 20
    assert prac.open_study(folder).plan("2026-27").hash == plan.hash
    assert what_it_is(plan).endswith("by sam, before anything was coded. 2 headline themes will "
                                     "be tested.")  # fmt: skip


@pytest.mark.parametrize(("groups", "said"), [(3, "But 3 groups are planned"), (4, "")])
def test_a_plan_of_fewer_groups_than_a_test_needs_says_so(path, groups, said):
    fill(path, "plan", "B7", groups)
    told = what_it_is(keep_plan(path.parent, by="sam"))
    assert "2 headline themes will be tested." in told
    assert said in told
    assert ("a test needs at least 4 in each of the two rounds" in told) == bool(said)


def test_a_cell_that_says_nothing_known_is_named(path):
    fill(path, "headlines", "A2", "Tool")
    with pytest.raises(TableError, match=r"plan-2026-27\.xlsx, sheet headlines, row 2: there is"):
        keep_plan(path.parent, by="sam")
    fill(path, "headlines", "A2", "tools")
    fill(path, "plan", "B7", "many")
    with pytest.raises(TableError, match=r'sheet plan, row 7: "many" is no number'):
        keep_plan(path.parent, by="sam")


def test_nobody_named_and_no_sheet_are_refused(folder):
    with pytest.raises(PracticelearnError, match="say who plans: --by NAME"):
        keep_plan(folder, by=" ")
    with pytest.raises(StudyError, match="there is no such sheet"):
        keep_plan(folder, by="sam")


def test_an_amendment_must_say_why_and_is_called_one(folder):
    write_plan_sheet(folder, "2025-26")
    with pytest.raises(PracticelearnError, match=r"this is an amendment\. Say why"):
        keep_plan(folder, "2025-26", by="sam")
    made = keep_plan(folder, "2025-26", by="sam", why="the move is over")
    assert what_it_is(made).startswith("On record as an amendment")
    shown = "\n".join(words for _, words in plan_lines(folder))
    assert "Planned on 15 September 2025 by sam" in shown
    assert "by sam: the move is over" in shown


def test_a_reason_changes_no_plan(folder):
    before = prac.open_study(folder).plan()
    reason_for(folder, None, "groups", by="sam", why="flu")
    plan = prac.open_study(folder).plan()
    assert plan.hash == before.hash
    assert [(p.about, p.why) for p in plan.amendments] == [("groups", "flu")]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "says"),
    [
        ("headlines", "C2", "perhaps", 'for and against too is "perhaps"'),
        ("headlines", "A2", None, "row 2: it names no theme"),
        ("plan", "B2", "2027-28", 'it is the sheet of the round "2027-28"'),
        ("plan", "A3", "Smalest worthwhile change", "nothing that a plan settles"),
        ("plan", "B3", "nan", 'the smallest worthwhile change is "nan"'),
    ],
)
def test_no_cell_is_passed_over_in_silence(path, sheet, cell, value, says):
    fill(path, sheet, cell, value)
    with pytest.raises(TableError, match=says):
        keep_plan(path.parent, by="sam")


def test_strata_that_no_session_has_are_refused(path):
    fill(path, "plan", "B5", "sites")
    with pytest.raises(StudyError, match=r'no column "sites".*site'):
        keep_plan(path.parent, by="sam")


@pytest.mark.parametrize("content", [b"", b"Theme,Good news", b"PK\x03\x04torn"])
def test_a_sheet_that_is_no_workbook_is_named(path, content):
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"plan-2026-27\.xlsx: it cannot be read as an Excel"):
        keep_plan(path.parent, by="sam")


def test_a_sheet_that_is_open_in_excel_or_of_a_round_with_marks_in_its_name(folder):
    path = write_plan_sheet(folder, "2026/27: autumn?")
    assert path.name == "plan-2026-27- autumn-.xlsx"
    path.with_name(f"~${path.name}").write_bytes(b"\x03sam")
    assert keep_plan(folder, "2026/27: autumn?", by="sam").round == "2026/27: autumn?"


def test_a_clock_that_ran_ahead_is_told_when_the_plan_is_made(folder):
    study = prac.open_study(folder)
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat(timespec="milliseconds")
    event = Event("quotable", "zoe", at=ahead, payload={"coding_id": "c", "quotable": False})
    EventLog(folder / "decisions" / "zoe.jsonl").append(event)
    plan = study.record_plan(Plan(round="2026-27", headlines=("tools",)), by="zoe")
    assert "1 headline theme will be tested. By the record it was made on" in what_it_is(plan)
    write_plan_sheet(folder)
    assert "By the record" not in what_it_is(keep_plan(folder, by="sam"))


def test_of_two_who_planned_at_the_same_time_the_later_one_stands_and_the_other_is_told(folder):
    """A synced folder brings both: each follows the same event, and neither was edited."""
    other = Path(shutil.copytree(folder, folder.parent / "other"))
    prac.open_study(folder).record_plan(Plan(round="2026-27", headlines=("tools",)), by="sam")
    prac.open_study(other).record_plan(Plan(round="2026-27", headlines=("desks",)), by="sam")
    copy = folder / "decisions" / "sam (conflicted copy 2026-01-01).jsonl"
    shutil.copy(other / "decisions" / "sam.jsonl", copy)
    study = prac.open_study(folder)
    assert plan_faults(study) == []
    plan = study.plan("2026-27")
    assert [plan.themes, *(d.themes for d in plan.drafts)] == [("desks",), ("tools",)]
    assert any("tools" in words for _, words in plan_lines(folder, "2026-27"))
