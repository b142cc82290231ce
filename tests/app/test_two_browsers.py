"""Two people in two browsers, each with a program of their own, on one study's sheets."""

from contextlib import ExitStack, closing

import pytest
from app_browser import TOKEN, entered_at_will, served_app
from app_helpers import FRAME, SAID, corpus_of

from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home
from practicelearn.jobs.sheets import read_sheets
from practicelearn.study.folder import create_study

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITE = 'select[name$=":site"], input[name$=":site"]'


def test_the_one_who_saves_second_is_told_and_nothing_is_written_over(chrome, tmp_path):
    folder = tmp_path / "study"
    create_study(folder, corpus_of(north=SAID), FRAME, title="Invented study")
    with ExitStack() as open_:
        windows = []
        for who in ("kim", "lee"):
            house = open_.enter_context(closing(House(tmp_path / who)))
            key = house.open(folder)
            port, _ = open_.enter_context(served_app(
                lambda n, h=house: entered_at_will(make_home(h, token=TOKEN, port=n))
            ))  # fmt: skip
            context = chrome.new_context()
            open_.callback(context.close)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
            page.goto(f"http://127.0.0.1:{port}/study/{key}/hear/sheets")
            windows.append(page)
        one, other = windows
        for page, site in ((one, "East House"), (other, "West House")):
            page.locator(SITE).first.fill(site)
        with one.expect_navigation():
            one.locator("main form .main").first.click()
        other.get_by_text("changed").first.wait_for(timeout=30_000)
        with other.expect_navigation():
            other.locator("main form .main").first.click()
        assert "Nothing was written" in other.locator("main").inner_text()
    assert read_sheets(folder, ["sessions"])["sessions"]["site"].tolist() == ["East House"]
