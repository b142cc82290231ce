"""The mouse of a real screen: a headed Chromium under Xvfb, moved and pressed by xdotool."""

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from app_browser import ARGUMENTS, chromium
from drivers import Chromium
from page_hand import PageHand, Program
from page_player import invented

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Pointer(Chromium):
    """Chromium's window, with the pointer of the screen that it is shown on."""

    def __init__(self, page, screen):
        super().__init__(page)
        self._screen = {**os.environ, "DISPLAY": screen}
        self._do("mousemove", "600", "400")
        page.evaluate(
            """() => addEventListener('mousemove', (e) => {
                globalThis.offset = [e.screenX - e.clientX, e.screenY - e.clientY]; })"""
        )
        self._do("mousemove", "620", "420")
        page.wait_for_function("() => !!globalThis.offset")
        self._offset = page.evaluate("() => globalThis.offset")

    def _do(self, *words):
        subprocess.run(["xdotool", *words], env=self._screen, check=True)

    def move(self, x, y, steps=1):
        for a, b in self._way(x, y, steps):
            at = [str(round(c + o)) for c, o in zip((a, b), self._offset, strict=True)]
            self._do("mousemove", "--sync", *at)
        # The screen's pointer is ahead of the page: wait until the page has heard of it.
        self.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(1)))")

    def down(self, button=0):
        self._do("mousedown", str(button + 1))

    def up(self, button=0):
        self._do("mouseup", str(button + 1))

    def click(self, x, y, count=1, button=0):
        self.move(x, y)
        self._do("click", "--repeat", str(count), "--delay", "40", str(button + 1))


@contextmanager
def screen():
    """An X screen of its own; its name, such as ":99"."""
    read, write = os.pipe()
    words = ["Xvfb", "-screen", "0", "1500x1000x24", "-nolisten", "tcp", "-displayfd", str(write)]
    running = subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture(scope="module")
def screened():
    for needed in ("Xvfb", "xdotool"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed: the pointer of a real screen needs it")
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with screen() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            headless=False,
            args=[*ARGUMENTS, "--window-position=0,0", "--window-size=1480,980"],
            env={**os.environ, "DISPLAY": name},
        )
        yield browser, name
        browser.close()


@pytest.fixture
def hand(screened, tmp_path):
    browser, name = screened
    template = invented(tmp_path / "template")
    page = browser.new_context(no_viewport=True).new_page()
    with Program().running() as program:
        program.fresh(template, tmp_path / "study")
        page.goto("about:blank")
        hand = PageHand(Pointer(page, name), program)
        hand.open("alder")
        yield hand
        hand.saved()
        assert hand.driver.errors == []
        page.context.close()


@pytest.mark.parametrize("between", ["against", "matters", "search", "paper"])
def test_a_drag_after_a_click_beside_the_text_selects_its_own_words_only(hand, between):
    hand.over(0, "coming, everyone")
    hand.selects("coming, everyone")
    hand.code("Being heard")
    if between == "search":
        assert hand.push("input[role=combobox]")
        hand.focus("Search a code")
    elif between == "paper":
        hand.paper("beside")
    else:
        assert hand.push(".here .toggles button", between)
    start, end = hand.around(6, "manager cancelled")
    hand.drag((6, start[1] + 2), (6, end[1] - 2))  # it snaps
    hand.selects("manager cancelled")
    hand.code("Supervision")
    assert hand.push(".here .toggles button", "against")
    assert hand.quotes() == [("heard", "coming, everyone"), ("supervision", "manager cancelled")]
    assert hand.on_disk(["alder"])["alder"][1].stance == "against"


def test_a_drag_let_go_outside_of_the_window_is_over(hand):
    start, end = hand.around(2, "twice, and")
    hand.press(start)
    x, y, _ = hand.aim(end)
    hand.driver.move(x, y, steps=3)
    hand.selects("twice, and")
    hand.driver.move(1495, y)
    longer = "() => getSelection().toString().replace(/\\s+/g, ' ').trim().length > 10"
    hand.driver.until(longer, True)  # to the end of the line, wherever that is
    hand.driver.up()
    words = hand.driver.evaluate("() => getSelection().toString().trim()")
    hand.driver.move(x, y + 200, steps=2)  # the button is up: nothing more is selected
    hand.selects(words)
    hand.code("Being heard")
    assert hand.quotes() == [("heard", words)]


def test_double_and_triple_clicks_of_a_real_mouse(hand):
    hand.over(0, "coming, everyone")
    hand.code("Being heard")
    assert hand.push(".here .toggles button", "against")
    hand.click((6, hand.text(6).index("rota") + 1), 2)
    hand.selects("rota")
    hand.click((4, 30), 3)
    hand.selects(hand.text(4))
