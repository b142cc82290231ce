"""A study of one's own for each test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from app_browser import ARGUMENTS, KeptWindow, Tab, chromium, served
from app_helpers import FRAME, SAID, Hand, corpus_of
from page_hand import BROWSERS, PageHand, Program, driver_of
from page_player import invented

from practicelearn.app.desk import Desk
from practicelearn.study.folder import Study, create_study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two sessions of six turns, and a frame with a code that would be a script as HTML."""
    return create_study(
        tmp_path / "study", corpus_of(north=SAID, south=SAID), FRAME, title="Invented study"
    )


@pytest.fixture
def kim(study: Study) -> Desk:
    """Kim's desk."""
    return Desk(study, "kim")


@pytest.fixture
def hand(kim: Desk) -> Hand:
    """Kim's hand."""
    return Hand(kim)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search of all sessions takes as long as it takes, on however busy a computer."""
    monkeypatch.setattr("practicelearn.app.seeking.LONGEST_S", 600.0)


_RUNNING: list[tuple[Any, Any]] = []
"""Playwright and its Chromium, while there are tests for it."""
_FILES: set[Path] = set()
"""Those whose tests are in it."""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """Chromium, started once for the files one after the other that need it.

    Its event loop bars every other one while it runs.
    """
    where = chromium()
    if where is None:
        assert not os.environ.get("CI"), "Chromium must be there in CI"
        pytest.skip("Chromium is not installed: the coding page's browser tests need it")
    from playwright.sync_api import sync_playwright

    if not (_RUNNING and _RUNNING[0][1].is_connected()):
        _stop()
        playwright = sync_playwright().start()
        started = playwright.chromium.launch(executable_path=where, args=ARGUMENTS)
        _RUNNING.append((playwright, started))
    yield _RUNNING[0][1]
    for context in list(_RUNNING[0][1].contexts):
        context.close()


def _stop() -> None:
    while _RUNNING:
        playwright, started = _RUNNING.pop()
        started.close()
        playwright.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """Where the next test is in no file that needs it, Chromium goes."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.path not in _FILES:
            _stop()


@pytest.fixture
def nothing_left_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test opened in the browser is closed: a window left open asks on and on."""
    chrome = request.getfixturevalue("chrome")
    before = list(chrome.contexts)
    yield
    for context in [c for c in chrome.contexts if c not in before]:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that names the browser closes what it opened in it; its fixtures close theirs."""
    for item in items:
        names = getattr(item, "fixturenames", [])
        if {"chrome", "window"} & set(names):
            _FILES.add(item.path)
        ours = Path(__file__).parent in item.path.parents and "chrome" in names
        if ours and "nothing_left_open" not in names:
            names.append("nothing_left_open")


@pytest.fixture(scope="module")
def kept(chrome: Any) -> Iterator[KeptWindow]:
    """The window that ``tab`` is in, test after test."""
    window = KeptWindow(chrome)
    yield window
    window.close()


@pytest.fixture
def tab(kept: KeptWindow, study: Study) -> Iterator[Tab]:
    """Kim's window on the session "north"."""
    with served(study, "kim") as (port, _):
        opened = Tab(kept.empty(), study, "kim").open(port)
        yield opened
        errors = list(opened.errors)
        kept.leave(opened)
        assert errors == []


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that nobody has coded, to be copied by each test of a hand on the page."""
    return invented(tmp_path_factory.mktemp("invented") / "template")


@pytest.fixture(scope="module", params=BROWSERS)
def window(request: pytest.FixtureRequest) -> Iterator[PageHand]:
    """A hand on the page, in each browser, started once a file."""
    chrome = request.getfixturevalue("chrome") if request.param == "chromium" else None
    with Program().running() as program, driver_of(request.param, chrome) as driver:
        yield PageHand(driver, program)


@pytest.fixture
def opened(window: PageHand, template: Path, tmp_path: Path) -> Iterator[PageHand]:
    """A window just opened on a study that nobody has coded; at the end nothing went wrong."""
    window.program.fresh(template, tmp_path / "study")
    window.open("alder")
    yield window
    window.driver.up()
    window.saved()
    assert window.driver.errors == []
