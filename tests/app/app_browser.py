"""A real Chromium on a real server: keys are pressed and the mouse is dragged."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from practicelearn.app.desk import Desk
from practicelearn.app.server import Guard, make_app
from practicelearn.coding.log.events import Event, live, read_events
from practicelearn.study.folder import Study

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for the pages of a window and none in store, none for a graphics card: starting
    # them is a third of what a test of the page takes.
    "--renderer-process-limit=1",
    "--process-per-site",
    "--disable-site-isolation-trials",
    "--in-process-gpu",
]
TOKEN = "a-token-for-tests"


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(study: Study, coder: str, port: int = 0) -> Iterator[tuple[int, uvicorn.Server]]:
    """The coding page, served from a thread."""
    with served_app(
        lambda n: entered_at_will(make_app(Desk(study, coder), token=TOKEN, port=n)), port
    ) as running:
        yield running


@contextmanager
def served_app(make: Callable[[int], Any], port: int = 0) -> Iterator[tuple[int, uvicorn.Server]]:
    """An application made for the port that it gets, served from a thread."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.listen(64)  # a page that asks before the server's thread runs waits, and is not refused
    number = door.getsockname()[1]
    app = make(number)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    try:
        yield number, server
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(5)
        door.close()


def entered_at_will(app: Guard) -> Any:
    """The page, entered by one address as often as a test likes: each time with a fresh code."""

    async def enter(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("query_string") == f"token={TOKEN}".encode():
            scope = {**scope, "query_string": f"token={app.code()}".encode()}
        await app(scope, receive, send)

    return enter


_SIZE = {"width": 1440, "height": 900}


class KeptWindow:
    """One window for the tests of a file, empty again before each: a new one costs a second.

    What a test changes for good (the speed of the processor, windows beside it) ends with the
    window: such a test closes it, or leaves another one open in it.
    """

    def __init__(self, chrome: Any) -> None:
        self._chrome, self._page = chrome, None

    def empty(self) -> Any:
        """The page, on which nothing is open."""
        if self._page is None or self._page.is_closed():
            self._page = self._chrome.new_context(viewport=_SIZE).new_page()
        return self._page

    def leave(self, tab: Tab) -> None:
        """Let go of keys and buttons, of what was set, and of whom it was let in as."""
        page = self._page
        if page is None or page.is_closed():
            return
        if len(page.context.pages) > 1:
            page.context.close()
            return
        page.unroute_all(behavior="ignoreErrors")
        page.goto("about:blank")
        page.mouse.up()
        page.mouse.move(0, 0)
        for key in ("Shift", "Control", "Alt"):
            page.keyboard.up(key)
        page.set_viewport_size(_SIZE)
        page.emulate_media(media="null", color_scheme="null", forced_colors="null")
        page.context.clear_cookies()
        tab.stop_listening()

    def close(self) -> None:
        """The end of the file."""
        if self._page is not None and not self._page.is_closed():
            self._page.context.close()


class Tab:
    """One window on the page, as a person uses it."""

    def __init__(self, page: Any, study: Study, coder: str) -> None:
        self.page, self.study, self.coder = page, study, coder
        self.errors: list[str] = []
        self.heard: list[str] = []  # what the browser says of it, for a test that fails
        self._ears: dict[str, Callable[[Any], Any]] = {
            "pageerror": lambda e: self.errors.append(str(e)),
            "console": lambda m: self.heard.append(f"{m.type}: {m.text}"),
            "requestfailed": lambda r: self.heard.append(f"failed: {r.url} {r.failure}"),
            "dialog": lambda d: d.accept(),
        }
        for what, ear in self._ears.items():
            page.on(what, ear)

    def stop_listening(self) -> None:
        """Hear nothing more of this page, which is somebody else's now."""
        for what, ear in self._ears.items():
            self.page.remove_listener(what, ear)

    def open(self, port: int, where: str = "code/north") -> Tab:
        """Open the page with the token, as the command line does."""
        self.page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}#{where}")
        self.drawn(where)
        return self

    def drawn(self, where: str) -> None:
        """Wait until a view stands there whole; what a view has in it is not asked."""
        from playwright.sync_api import TimeoutError as TooLateError

        try:
            self.page.wait_for_selector(".view:not([aria-busy]) > *", timeout=15_000)
        except TooLateError:
            text = self.page.evaluate("() => document.body?.innerText.slice(0, 1500)")
            busy = self.page.evaluate("() => document.querySelector('.view')?.ariaBusy")
            said = f"errors {self.errors}; heard {self.heard}; it reads: {text!r}"
            raise AssertionError(f"{where} was never drawn (busy: {busy}): {said}") from None

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def drag(self, n: int, words: str) -> None:
        """Drag the mouse over words of a turn."""
        box = self.page.evaluate(
            """([n, words]) => {
                const node = document.querySelectorAll('.turn')[n - 1].firstChild;
                const at = node.data.indexOf(words), r = document.createRange();
                r.setStart(node, at); r.setEnd(node, at + words.length);
                const boxes = [...r.getClientRects()], a = boxes[0], b = boxes[boxes.length - 1];
                return [a.left, a.top + a.height / 2, b.right, b.top + b.height / 2];
            }""",
            [n, words],
        )
        mouse = self.page.mouse
        mouse.move(box[0] + 0.5, box[1])
        mouse.down()
        mouse.move((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, steps=4)
        mouse.move(box[2] - 0.2, box[3], steps=4)
        mouse.up()

    def caret(self, n: int, words: str = "") -> None:
        """Put the caret before words of a turn, by the mouse."""
        box = self.page.evaluate(
            """async ([n, words]) => {
                const row = document.querySelectorAll('.turn')[n - 1], node = row.firstChild;
                row.scrollIntoView({block: 'center'});
                // No hand presses in the frame of a scroll; Chromium 156 can crash then.
                const frame = () => new Promise((done) => requestAnimationFrame(done));
                await frame();
                await frame();
                const at = Math.max(0, node.data.indexOf(words)), r = document.createRange();
                r.setStart(node, at); r.setEnd(node, at + 1);
                const a = r.getBoundingClientRect();
                return [a.left + 0.5, a.top + a.height / 2];
            }""",
            [n, words],
        )
        self.page.mouse.click(*box)

    def selected(self) -> str:
        """The words selected."""
        return str(self.page.evaluate("getSelection().toString()"))

    def hears(self, text: str) -> None:
        """Wait until the screen reader is told something that reads like this."""
        self.sees("[aria-live=polite]", text)

    def counts(self, what: str, n: int) -> None:
        """Wait until there are so many of something on the page."""
        from playwright.sync_api import expect

        expect(self.page.locator(what)).to_have_count(n, timeout=15000)

    def at_once(self, *keys: str) -> None:
        """Press keys as quickly as a hand never could: nothing runs between one and the next."""
        self.page.evaluate(
            """keys => { for (const key of keys) document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})); }""",
            list(keys),
        )

    def saved(self) -> None:
        """Wait until the page says that everything is on disk."""
        self.sees(".status", r"^Saved")

    def sees(self, what: str, text: str, seconds: float = 15) -> None:
        """Wait until something on the page reads like this."""
        from playwright.sync_api import expect

        expect(self.page.locator(what).first).to_have_text(re.compile(text), timeout=1000 * seconds)

    def selects(self, words: str) -> None:
        """Wait until these words are selected."""
        self.page.wait_for_function("w => getSelection().toString() === w", arg=words)

    def events(self, session: str = "north", coder: str | None = None) -> list[Event]:
        """What stands in the log on disk."""
        self.saved()
        path = self.study.path / "coding" / (coder or self.coder) / f"{session}.jsonl"
        return live(read_events([path])[0])

    def quotes(self) -> list[tuple[str, str]]:
        """Code and words of each coding on disk, as the study reads them."""
        self.saved()
        spans = self.study.codings().spans
        return list(zip(spans["code"], spans["quote"], strict=True))


_AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter(a => a.effect.getComputedTiming().iterations < Infinity).map(a => a.finished))"""
"""What still fades in has less contrast than it will have."""


def violations_of(page: Any) -> list[dict[str, Any]]:
    """What axe finds wrong on a page, and nothing of what it finds right.

    What is right is far more: listing it takes as long again, and bringing it over longer still.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(_AT_REST)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return list(found.response["violations"])


def wait_until(true: Any, seconds: float = 5) -> None:
    """Wait until something on this side is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
