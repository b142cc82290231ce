"""The themes in the home: looked at by the team, and decided about one at a time."""

import re
import shutil

import pytest
from home_helpers import Window, flat, problem, typed_in

import practicelearn as prac


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("themes")
    shutil.copytree(
        prac.sample_path(), folder / "sample", ignore=shutil.ignore_patterns("originals")
    )
    window = Window(folder / "own")
    key = window.house.open(folder / "sample")
    address = f"/study/{key}/understand/themes"
    waits = window.page(address)
    assert "Who is looking?" in waits
    assert "of 50" not in waits
    assert window.goes(address, typed_in(waits, address)) == address
    yield window, address, folder / "sample"
    window.house.close()


def test_the_list_says_how_far_each_theme_reaches_and_who_spoke_for_and_against(home):
    window, address, _ = home
    said = flat(window.page(address))
    assert "Team only." in said
    assert re.search(
        r"Supervision Supervision helps when it leaves room to think; [^.]*\. "
        r"8 of 8 groups 25 of 50 10 10 5", said,
    )  # fmt: skip
    assert "not read by a person yet" in said


@pytest.mark.slow
def test_a_sentence_a_name_a_merge_and_a_split_go_on_record_by_whom(home):
    window, address, folder = home
    one = f"{address}?theme=partners"
    page = window.page(one)
    assert "Not yet put into a sentence." in flat(page)
    about = typed_in(page, one)["about"]
    given = {"do": "statement", "theme": "partners", "statement": "Health answers late.",
             "by": "jo", "about": about}  # fmt: skip
    assert window.goes(one, given) == one
    page = window.page(one)
    assert "Health answers late." in flat(page)
    assert window.send(one, {**given, "statement": "Other."}).status == 409, "it has changed since"
    about = typed_in(page, one)["about"]
    given = {"do": "name", "theme": "partners", "name": "Other services", "by": "jo"}
    window.goes(one, {**given, "about": about})
    page = window.page(one)
    assert "<h1>Other services</h1>" in page
    merged = {"do": "merge", "theme": "partners", "with": ["training"], "by": "jo"}
    window.goes(one, {**merged, "about": typed_in(page, one)["about"]})
    page = window.page(one)
    assert "These codes leave it" in page
    split = {"do": "split", "theme": "partners", "codes": ["training"], "into": "training",
             "into_name": "Learning", "by": "jo"}  # fmt: skip
    window.goes(one, {**split, "about": typed_in(page, one)["about"]})
    themes = prac.open_study(folder).themes().table
    assert themes.loc["partners", "statement"] == "Health answers late."
    assert themes.loc["training", "name"] == "Learning"
    decided = prac.open_study(folder).decisions()
    mine = decided[(decided["who"] == "jo") & (decided["theme_id"] != "training")]
    assert list(mine.loc[mine["kind"] != "drop", "kind"])[:4] == [
        "statement", "name", "merge", "split",
    ]  # fmt: skip


@pytest.mark.slow
def test_what_is_left_out_says_why_and_can_be_taken_in_again(home):
    window, address, folder = home
    one = f"{address}?theme=managers"
    page = window.page(one)
    given = {"do": "drop", "theme": "managers", "by": "jo", "about": typed_in(page, one)["about"]}
    answer = window.send(one, given)
    assert answer.status == 422
    assert "Say why it is left out" in problem(answer.body.decode())
    window.goes(one, {**given, "reason": "It is asked of another body."})
    page = window.page(one)
    assert "It was left out" in page
    window.goes(one, {**given, "do": "keep", "about": typed_in(page, one)["about"]})
    assert prac.open_study(folder).themes().table.loc["managers", "status"] == "candidate"


def test_a_sentence_makes_a_theme_and_says_who_decided(home):
    window, address, folder = home
    one = f"{address}?theme=training"
    about = typed_in(window.page(one), one)["about"]
    given = {"do": "statement", "theme": "training", "statement": "Learning comes too late.",
             "by": "", "about": about}  # fmt: skip
    answer = window.send(one, given)
    assert answer.status == 422
    assert "who does it" in problem(answer.body.decode())
    assert window.goes(one, {**given, "by": "jo"}) == one
    assert "Learning comes too late." in flat(window.page(one))
    last = prac.open_study(folder).decisions().iloc[-1]
    assert (last["who"], last["statement"]) == ("jo", "Learning comes too late.")
    assert window.send(one, {**given, "by": "jo"}).status == 409, "it has changed since"
    assert window.get(f"{address}?theme=nothing").status == 404
