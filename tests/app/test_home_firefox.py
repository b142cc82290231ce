"""The home in Firefox: the start page, a form, a job, the years page; by keys."""

import shutil
from contextlib import closing

import pytest
from app_browser import TOKEN, entered_at_will, served_app
from page_hand import driver_of

import practicelearn as prac
from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_HEAD = "() => document.querySelector('h1')?.textContent ?? ''"
_AT = """() => { const e = document.activeElement;
    return e.getAttribute('aria-label') || [...(e.labels ?? [])].map((l) => l.textContent).join()
        || e.textContent.trim().slice(0, 60); }"""
# A Firefox without a screen gives the focus to no window.
_LOOK = """() => { const s = getComputedStyle(document.activeElement);
    if (!document.activeElement.matches(':focus')) return true;
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; }"""


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


def to(fox, name):
    """Press Tab until something of this name has the focus, and is seen to have it."""
    passed = []
    for _ in range(200):
        at = fox.evaluate(_AT)
        if at == name:
            return
        fox.key("Tab")
        passed.append(at)
        if fox.evaluate("() => document.activeElement !== document.body"):
            assert fox.evaluate(_LOOK), f"nobody sees that {fox.evaluate(_AT)!r} has the focus"
    raise AssertionError(f"never {name!r}: {passed[:40]}")


def press(fox, name, then, seconds=60):
    to(fox, name)
    fox.key("Enter")
    fox.until(_HEAD, then, seconds=seconds)
    fox.until("() => document.readyState", "complete", seconds=seconds)


def test_the_start_page_a_form_and_what_is_wrong_with_it(fox, home, tmp_path):
    fox.until(_HEAD, "Your health checks", seconds=20)
    for _ in range(2):
        press(fox, "New study", "A new study")
        to(fox, "What is it called?")
        fox.type("Health check")
        to(fox, "Make the study")
        fox.key("Enter")
        if not (tmp_path / "Documents" / "Health check").is_dir():
            fox.until(_HEAD, "Health check", seconds=60)
            press(fox, "Other studies", "Your health checks")
    fox.until("() => document.activeElement.className", "problem", seconds=20)


def test_a_job_is_seen_to_go_on_and_leads_to_what_it_made(fox, home):
    fox.goto(f"{home}/people/verify")
    to(fox, "Look at everything")
    fox.key("Enter")
    fox.until("() => /What was found/.test(document.body.textContent)", wanted=True, seconds=120)


def test_the_years_page_by_arrows(fox, home):
    fox.goto(f"{home}/understand/years")
    if fox.evaluate("() => !!document.querySelector('button[value=nobody], input[value=nobody]')"):
        to(fox, "Nobody who is looking has still to code")
        fox.key("Enter")
        fox.until("() => !!document.querySelector('.years')", wanted=True, seconds=120)
    first = fox.evaluate("() => location.search + document.querySelector('main').textContent")
    fox.key("ArrowRight")
    fox.until(
        "was => location.search + document.querySelector('main').textContent !== was",
        wanted=True, arg=first, seconds=60,
    )  # fmt: skip
    fox.key("ArrowLeft")
    fox.until(
        "was => document.querySelector('main').textContent === was.slice(was.indexOf('\\n') + 1) "
        "|| was.endsWith(document.querySelector('main').textContent)",
        wanted=True, arg=first, seconds=60,
    )  # fmt: skip
