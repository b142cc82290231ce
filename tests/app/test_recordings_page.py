"""Recordings noted with their deletion dates: on a page, in the sheet, and until they are gone."""

import re

import openpyxl
import pytest
from home_helpers import Window, flat, problem, typed_in
from part_of_sample import part_of_sample

from practicelearn.study.folder import open_study
from practicelearn.study.leaving import project_of
from practicelearn.study.recordings import COLUMNS


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """One group, three rounds."""
    place = tmp_path_factory.mktemp("small") / "study"
    return part_of_sample(place)


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    opened = Window(tmp_path_factory.mktemp("person") / "own")
    yield opened
    opened.house.close()


@pytest.fixture(scope="module")
def at(window, study):
    return f"/study/{window.house.open(study)}"


def test_a_recording_is_noted_told_when_it_is_due_and_vanishes_once_deleted(window, at, study):
    here = f"{at}/hear/recordings"
    assert "recording" not in flat(window.page(at)).lower()
    assert f'href="{here}"' in window.page(f"{at}/hear")
    values = typed_in(window.page(here), here)
    row = next(k for k in values if k.endswith(":recording_at")).split(":")[2]
    cell = f"c:sessions:{row}:recording_"
    wrong = window.send(here, values | {f"{cell}until": "in spring"})
    assert '"in spring" is no date. Write it as 31/3/2030.' in problem(wrong.body.decode())
    assert "recording_until" not in open_study(study).corpus().sessions
    noted = {f"{cell}at": "=the safe, tape 4", f"{cell}until": "31/3/2024"}
    assert "Saved: 2 cells changed." in window.page(window.goes(here, values | noted))

    book = openpyxl.load_workbook(study / "sessions.xlsx").worksheets[0]
    heads = [c.value for c in book[1]]
    kept = dict(zip(heads, [c.value for c in book[int(row)]], strict=True))
    assert kept["recording_until"] == "2024-03-31"
    assert kept["recording_at"] == "'=the safe, tape 4"  # no spreadsheet runs it
    session = kept["session_id"]

    due = (
        f"The recording of {session} was to be deleted by 31 March 2024. Delete it, then say when."
    )
    start = window.page(at)
    assert due in flat(start)
    item = next(li for li in re.findall(r"<li>.*?</li>", start, re.DOTALL) if "recording of" in li)
    assert f'href="{here}"' in item
    keeping = flat(window.page(f"{at}/act/keeping"))
    assert f"The recording of {session} was to be deleted by 31 March 2024" in keeping
    assert f"1 recording is noted and not deleted: {session}." in keeping
    year = open_study(study).corpus().sessions["year"][session]
    assert "goes with the round" in flat(window.page(f"{at}/act/purge?round={year}"))

    # where it lies leaves with no export
    opened = open_study(study)
    project = project_of(opened, opened.corpus(), opened.codings())
    assert not set(COLUMNS) & set(project.corpus.sessions)

    values = typed_in(window.page(here), here)
    window.goes(here, values | {f"{cell}deleted": "1 April 2024"})
    assert "recording" not in flat(window.page(at)).lower()
    assert "was to be deleted" not in flat(window.page(f"{at}/act/keeping"))
