"""A study of one's own for each test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from app_browser import ARGUMENTS, Tab, chromium, served
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


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """Chromium, started once a file: its event loop bars every other one while it runs."""
    where = chromium()
    if where is None:
        assert not os.environ.get("CI"), "Chromium must be there in CI"
        pytest.skip("Chromium is not installed: the coding page's browser tests need it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=where, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def tab(chrome: Any, study: Study) -> Iterator[Tab]:
    """Kim's window on the session "north"."""
    with served(study, "kim") as (port, _):
        context = chrome.new_context(viewport={"width": 1440, "height": 900})
        opened = Tab(context.new_page(), study, "kim").open(port)
        yield opened
        context.close()
        assert opened.errors == []


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
