"""The home in Firefox: the start page, a form, a job, the years page.

Without a screen no window of Firefox has the focus, and no key presses a button: the pointer does.
"""

import shutil
from contextlib import closing

import pytest
from app_browser import TOKEN, entered_at_will, served_app
from page_hand import BUTTON, driver_of

import practicelearn as prac
from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_THERE = """label => [...document.querySelectorAll('main a, main button')]
    .some((b) => b.textContent.trim().startsWith(label))"""
_TITLE = """() => { const b = document.querySelector('#f-title').getBoundingClientRect();
    return [b.left + 9, b.top + 9]; }"""
_OTHER = """was => { const h = document.querySelector('body.years h1');
    return !!h && h.textContent !== was; }"""
_HEAD = "() => document.querySelector('h1')?.textContent ?? ''"


@pytest.fixture(scope="module")
def fox():
    with driver_of("firefox") as driver:
        yield driver


@pytest.fixture
def home(fox, tmp_path, monkeypatch):
    """Firefox on the start page of somebody who has opened the sample before."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "Documents").mkdir()
    sample = tmp_path / "sample"
    shutil.copytree(prac.sample_path(), sample, ignore=shutil.ignore_patterns("originals"))
    with (
        closing(House(tmp_path / "own")) as house,
        served_app(lambda n: entered_at_will(make_home(house, token=TOKEN, port=n))) as (port, _),
    ):
        key = house.open(sample)
        fox.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
        yield f"http://127.0.0.1:{port}/study/{key}"
        fox.goto("about:blank")
    assert fox.errors == []


def press(fox, label):
    """Click what bears this label, once it is there; another page comes."""
    fox.until(_THERE, wanted=True, arg=label, seconds=60)
    fox.evaluate("() => { window.before = true; return 1; }")
    fox.forget_clicks()
    fox.click(*fox.evaluate(BUTTON, ["main a, main button", label]))
    fox.until(
        "() => !window.before && document.readyState === 'complete'", wanted=True, seconds=120
    )


def test_the_start_page_a_form_and_what_is_wrong_with_it(fox, home, tmp_path):
    fox.until(_HEAD, "Your health checks", seconds=20)
    for again in (False, True):
        press(fox, "New study")
        fox.click(*fox.evaluate(_TITLE))
        fox.type("Health check")
        press(fox, "Make the study")
        assert (tmp_path / "Documents" / "Health check").is_dir()
        if not again:
            fox.goto(home.partition("/study")[0])
    assert fox.evaluate("() => document.activeElement.className") == "problem"


def test_a_job_is_seen_to_go_on_and_leads_to_what_it_made(fox, home):
    fox.goto(f"{home}/people/verify")
    press(fox, "Look at everything")
    told = "() => /What was found/.test(document.body?.textContent)"
    fox.until(told, wanted=True, seconds=180)


def test_the_years_page_by_arrows(fox, home):
    fox.goto(f"{home}/understand/years")
    if fox.evaluate(_THERE, "Nobody who is looking"):
        press(fox, "Nobody who is looking")
    shown = "() => document.querySelector('body.years h1')?.textContent ?? ''"
    first = fox.evaluate(shown)
    assert first
    for key, differs in (("ArrowRight", True), ("ArrowLeft", False)):
        fox.until(
            "() => document.readyState", "complete", seconds=60
        )  # before that no key is heard
        fox.key(key)
        fox.until(_OTHER, wanted=differs, arg=first, seconds=60)
