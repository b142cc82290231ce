"""The home in a real browser: from the start page to two messy files heard and frozen, by mouse."""

import re
from contextlib import closing

import pytest
from app_browser import TOKEN, entered_at_will, served_app, violations_of
from test_bringing import FILES

from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home
from practicelearn.study.folder import open_study

pytestmark = pytest.mark.browser
SERIOUS = {"serious", "critical"}


@pytest.fixture
def person(tmp_path, monkeypatch):
    """Somebody's own folders, and two files on their desktop."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("Documents", "Desktop"):
        (tmp_path / name).mkdir()
    for name, content in FILES.items():
        (tmp_path / "Desktop" / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def page(chrome, person):
    """A window on the start page, entered by the address that lets in."""
    errors = []
    with (
        closing(House(person / "own")) as house,
        served_app(lambda n: entered_at_will(make_home(house, token=TOKEN, port=n))) as (port, _),
    ):
        # axe is put in by the test: the page's own policy would rightly not let it run
        context = chrome.new_context(
            viewport={"width": 1280, "height": 720}, bypass_csp=True, reduced_motion="reduce"
        )
        opened = context.new_page()
        opened.on("pageerror", lambda e: errors.append(str(e)))
        opened.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
        yield opened
        context.close()
    assert errors == []


def fit(page):
    """No serious barrier, no page wider than its window, one filled button."""
    found = violations_of(page)
    worst = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in SERIOUS]
    assert worst == [], page.url
    assert page.locator(".main").count() <= 1, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.slow
def test_from_the_start_page_to_two_messy_files_frozen_by_mouse(page, person):
    def press(name, role="button"):
        with page.expect_navigation():
            page.get_by_role(role, name=name, exact=True).first.click()

    fit(page)
    press("Open the sample", "link")
    press("Documents", "link")
    fit(page)
    press("Copy the sample here")
    page.get_by_role("heading", level=1, name=re.compile("Aldermere")).wait_for()
    fit(page)

    press("Other studies", "link")
    fit(page)
    press("New study", "link")
    page.get_by_label("What is it called?").fill("Health check")
    fit(page)
    press("Make the study")
    press("Hear", "link")
    fit(page)
    press("Bring in files", "link")
    desktop = person / "Desktop"
    page.set_input_files("input[type=file]", [desktop / name for name in FILES])
    fit(page)
    press("Bring them in")
    page.get_by_role("heading", name="What was heard").wait_for(timeout=60_000)
    fit(page)
    page.get_by_label("Role: Ruth Adeyemi in north").select_option("facilitator")
    page.get_by_label("May be quoted: Sam Okafor in north").select_option("yes")
    press("Save, go on to names")
    page.get_by_role("heading", name="Names", exact=True).wait_for(timeout=60_000)
    fit(page)
    replace = page.get_by_role("button", name=re.compile("^Replace "))
    while replace.count():  # one decision a name: there is no other way
        left = page.locator(".lead").inner_text()
        replace.first.click()
        page.wait_for_function("t => document.querySelector('.lead')?.innerText !== t", arg=left)
    press("Go on: where the key lies, then freeze", "link")
    page.get_by_role("heading", name="Replace names, then freeze").wait_for(timeout=60_000)
    fit(page)
    page.get_by_label("Which round is this?").fill("2026-27")
    page.get_by_label("Who does it?").fill("kim")
    press("Replace names and freeze")
    page.get_by_text("2 sessions came into the study").wait_for(timeout=120_000)
    fit(page)

    study = open_study(person / "Documents" / "Health check")
    assert study.settings.rounds == ("2026-27",)
    came = study.corpus().attendance
    assert came["consent_quote"].fillna(value=False).sum() == 1
    assert (came["role"] == "facilitator").sum() == 1
    assert not [p for p in (person / "own" / "brought").rglob("*.vtt") if p.is_file()]
    page.set_viewport_size({"width": 320, "height": 640})  # as at 400 % of 1280
    for name in ("Hear", "Code"):
        press(name, "link")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
