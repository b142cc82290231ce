"""Search, progress, jump list and comments, as a person uses them: one window for all."""

import pytest
from app_browser import Tab, served, violations_of
from app_helpers import Hand
from playwright.sync_api import expect

from practicelearn.app.desk import Desk
from practicelearn.study.folder import open_study

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def opened(chrome, study):
    toml = study.path / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("pseudonymised = false", "pseudonymised = true"), encoding="utf-8")
    study = open_study(study.path)
    lee = Hand(Desk(study, "lee"))
    lee.code("supervision", 3, "cancelled supervision", "l1")
    part = {"turn_id": "north:00003", "start": 14, "end": 23}
    lee.act({"kind": "comment", "payload": {"parts": [part], "comment": "Or Cancelled?"}})
    lee.read()
    with served(study, "kim") as (port, _):
        # axe is put in by the test: the page's own policy would rightly not let it run
        context = chrome.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        tab = Tab(context.new_page(), study, "kim").open(port)
        yield tab
        context.close()
        assert tab.errors == []


def test_a_place_found_opens_in_code_and_a_code_goes_to_all_and_comes_back(opened):
    tab, page = opened, opened.page
    tab.press("R")
    page.wait_for_selector(".asks [name=text]:focus")
    page.keyboard.type("third")
    page.keyboard.press("Enter")
    tab.counts(".hit", 2)
    tab.sees(".found .hint", "2 places, in 2 of 2 sessions")
    page.locator("h1").click()
    tab.press("j", "j", "Enter")  # the second place is in the south
    tab.sees(".top h1", "south")
    tab.selects("third")
    tab.press("R")
    tab.counts(".hit", 2)
    page.get_by_role("button", name="Choose all").click()
    barriers = violations_of(page)
    assert [v["id"] for v in barriers if v["impact"] in {"serious", "critical"}] == []
    page.locator(".chosen select").select_option("heard")
    page.get_by_role("button", name="Give the code").click()
    tab.sees(".toast", "Being heard: 2 passages in 2 sessions. u takes it back.")
    assert [q for _, q in tab.quotes() if q.startswith("It was")] == ["It was the third time."] * 2
    page.locator("h1").click()
    tab.press("u")
    tab.sees(".toast", "Undone: 2 codings in 2 sessions.")
    assert [c for c, _ in tab.quotes()] == ["supervision"]
    tab.press("U")
    tab.sees(".toast", "Done again: 2 codings in 2 sessions.")
    with page.expect_download() as load:
        page.get_by_role("button", name="Excel").click()
    assert load.value.suggested_filename.startswith("invented-study-third-20")
    page.reload()  # another day: the window knows nothing of what was done in it
    page.goto(page.url.split("#")[0] + "#code/north")
    tab.sees(".top h1", "north")
    tab.press("u")
    tab.sees(".toast", "Undone: 2 codings in 2 sessions.")
    assert [c for c, _ in tab.quotes()] == ["supervision"]


def test_comments_are_the_writers_own_until_both_have_finished(opened):
    tab, page = opened, opened.page
    assert "Or Cancelled" not in page.content()
    tab.press("J")
    page.keyboard.type("supervision")
    tab.counts(".jumps button", 1)
    page.keyboard.press("Enter")
    tab.counts("dialog", 0)
    page.wait_for_function("practicelearn.show.text.selection()?.caret.turn === 2")
    tab.press("s", "C")
    page.wait_for_selector("dialog textarea:focus")
    assert page.locator(".talk .memo").count() == 0, "blind"
    page.keyboard.type("Which code is it?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".names .name", has_text="kim: Which code")).to_have_count(1)
    tab.saved()
    tab.press("Shift+Enter")
    tab.saved()
    page.locator(".names .name", has_text="kim: Which code").click()
    page.wait_for_selector("dialog textarea:focus")
    tab.sees(".talk", "kim: Which code is it")
    expect(page.locator(".talk .memo")).to_have_count(2)
    page.locator(".talk .memo", has_text="Or Cancelled").get_by_role("button", name="Reply").click()
    page.keyboard.type("Yes, that.")
    page.keyboard.press("Control+Enter")
    tab.saved()
    kinds = [e for e in tab.events() if e.kind == "comment"]
    assert [bool(e.payload.get("reply_to")) for e in kinds] == [False, True]
    page.evaluate("practicelearn.go('settle', 'north')")
    tab.sees(".acts", "lee: Or Cancelled")
    page.evaluate("practicelearn.go('progress')")
    tab.sees("tbody tr", "read, 0 codings.*read, 1 coding.*1 difference open")
