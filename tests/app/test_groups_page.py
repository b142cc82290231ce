"""Before the groups meet: what is printed, and how many groups there are to be."""

import html
import io
import re

import pytest
from docx import Document
from home_helpers import Window, flat, problem
from openpyxl import load_workbook

from practicelearn.jobs.opening import new_study


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A first year: a study before any group has met."""
    place = tmp_path_factory.mktemp("first")
    made = new_study(place, "Health check")
    window = Window(place / "own")
    key = window.house.open(made.path)
    yield window, f"/study/{key}/before", made.path
    window.house.close()


def test_the_templates_are_word_files_to_take_away(home):
    window, before, _ = home
    page = window.page(f"{before}/groups")
    assert "No group has met yet" in flat(page)
    for name in ("topic-guide", "information-and-consent", "attendance"):
        assert f'href="{before}/groups/{name}.docx"' in page
        answer = window.get(f"{before}/groups/{name}.docx")
        assert f'filename="{name}.docx"' in answer.headers["content-disposition"]
        assert Document(io.BytesIO(answer.body)).paragraphs


def test_what_is_missing_is_written_and_what_people_changed_stays(home):
    window, before, folder = home
    (folder / "planning" / "attendance.docx").unlink()
    (folder / "planning" / "topic-guide.docx").write_bytes(b"ours")
    page = window.page(f"{before}/groups")
    assert "attendance.docx" not in page
    about = re.search(r'name="about" value="(\w+)"', page)[1]
    assert window.goes(f"{before}/groups", {"about": about}) == f"{before}/groups"
    assert "attendance.docx" in window.page(f"{before}/groups")
    assert (folder / "planning" / "topic-guide.docx").read_bytes() == b"ours"


@pytest.mark.parametrize("name", ["..%2Fstudy.toml", "report-template.docx", "no.docx"])
def test_nothing_else_of_the_study_is_given_away(home, name):
    window, before, _ = home
    assert window.get(f"{before}/groups/{name}").status == 404
    assert window.get(f"{before}/how-many/{name}").status == 404


def test_how_many_groups_is_worked_out_with_its_table_and_picture(home):
    window, before, folder = home
    here = f"{before}/how-many"
    assert window.follow(window.goes(here, {"groups": "4, 8", "attendees": "6"})) == here
    page = window.page(here)
    rows = re.findall(r'<th scope="row">(\d+)</th><td>(.*?)</td>', page)
    assert [n for n, _ in rows] == ["4", "8"]
    assert "Nothing is taken from an earlier round" in flat(page)
    assert '<img src="data:image/png;base64,' in page
    book = load_workbook(io.BytesIO(window.get(f"{here}/how-many-groups.xlsx").body))
    assert book.worksheets[0].max_row == 3
    assert (folder / "outputs" / "how-many-groups.png").is_file()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"groups": "many"}, "expected whole numbers"),
        ({"groups": "8", "attendees": "six"}, '"six" is no whole number'),
        ({"groups": "8", "change": "much"}, '"much" is no share of people'),
    ],
)
def test_what_is_no_number_is_told_and_stays_typed(home, wrong, told):
    window, before, _ = home
    answer = window.send(f"{before}/how-many", wrong)
    assert answer.status == 422
    assert told in problem(answer.body.decode())
    assert html.escape(list(wrong.values())[-1]) in answer.body.decode()
