"""A hand at the coding page: it aims at letters, presses and drags, and looks at what is there.

It knows the page as it is seen (text, codes, buttons, boxes), and what is on disk; what must be
there is said by `page_model.py`.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from app_browser import TOKEN, entered_at_will, served_app
from bidi import Firefox, firefox
from drivers import Chromium, Driver
from page_model import Coded, PageModel, Part, Place

from practicelearn.app.desk import Desk
from practicelearn.app.logs import CoderLog
from practicelearn.app.server import make_app
from practicelearn.coding.log.events import live
from practicelearn.study.folder import Study, open_study

# Where a letter is, and which place the browser itself makes of that point: [turn, unit] or null.
_AIM = """([n, unit, middle]) => {
    const rows = document.querySelectorAll('.said .turn'), row = rows[n], node = row.firstChild;
    const box = row.closest('.paper').getBoundingClientRect(), r = document.createRange();
    const at = Math.min(unit, node.length - 1);
    const wide = /[\\ud800-\\udbff]/.test(node.data[at]) ? 2 : 1;
    const rect = () => { r.setStart(node, at); r.setEnd(node, Math.min(at + wide, node.length));
        const all = [...r.getClientRects()]; return unit < node.length ? all[0] : all.at(-1); };
    let b = rect(), scrolled = false;
    if (b.top < box.top + 4 || b.bottom > Math.min(box.bottom, innerHeight) - 4) {
        row.closest('.paper').scrollTop += b.top - box.top - 200; b = rect(); scrolled = true; }
    const x = middle ? b.left + b.width * .3 : unit < node.length ? b.left + .4 : b.right - .4;
    let seen = null, covered = null, y = 0;
    for (const part of [.5, .3, .7, .15, .85]) {
        y = b.top + b.height * part;
        const hit = document.elementFromPoint(x, y);
        if (!hit?.closest('.said')) {
            covered = hit?.closest('.atwords') ? 'the bar' : hit?.className ?? 'nothing';
            continue; }
        const c = document.caretPositionFromPoint(x, y), at = c?.offsetNode.parentNode;
        seen = c && at.matches?.('.turn') ? [[...rows].indexOf(at), c.offset] : null;
        covered = null; break; }
    return {x, y, seen, covered, scrolled};
}"""
_BAR = """() => { const r = document.querySelector('.atwords').getBoundingClientRect();
    return [(r.left + r.right) / 2, (r.top + r.bottom) / 2]; }"""
# The ends of what is selected, as [turn, unit] each; null where it is not in the text.
_ENDS = """() => {
    const s = getSelection(), rows = [...document.querySelectorAll('.said .turn')];
    const place = (node, offset) => {
        const row = (node?.nodeType === 3 ? node.parentNode : node)?.closest?.('.turn');
        const length = (row) => row.textContent.length;
        if (row) return [rows.indexOf(row), node.nodeType === 3 || !offset ? offset : length(row)];
        if (!node?.matches?.('.said')) return null;
        return offset < rows.length ? [offset, 0] : [rows.length - 1, length(rows.at(-1))]; };
    const ends = [place(s.anchorNode, s.anchorOffset), place(s.focusNode, s.focusOffset)];
    return ends.includes(null) ? null : ends;
}"""
BUTTON = """([where, label]) => {
    const b = [...document.querySelectorAll(where)].find((b) => {
        const c = b.cloneNode(true); for (const k of c.querySelectorAll('kbd')) k.remove();
        return c.textContent.trim().startsWith(label); });
    if (!b) return null;
    b.scrollIntoView({block: 'nearest'});
    const r = b.getBoundingClientRect();
    return [r.left + r.width / 2, r.top + r.height / 2];
}"""
_FOCUS = """() => { const e = document.activeElement;
    if (e.matches('.said')) return 'text';
    return e.matches('input') ? e.getAttribute('aria-label') : e.tagName; }"""
_TEXT = "what => document.querySelector(what)?.textContent ?? null"
ROUND = ", 2025-26"  # a session's title is its group and its round
_TOAST = """() => { const t = document.querySelector('.toast');
    return t.hidden ? '' : t.textContent; }"""
_READS = """([what, wanted]) => { const t = document.querySelector(what);
    const so = t && !t.hidden && new RegExp(wanted).test(t.textContent);
    return so ? wanted : t?.textContent ?? null; }"""
_SHOWN = """() => { const q = document.querySelector('.here blockquote');
    const words = [...document.querySelector('.here h2')?.childNodes ?? []]
        .filter((n) => n.nodeType === 3).map((n) => n.data).join('');
    return q ? [words, q.textContent] : null; }"""
_FRAMES = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"""
_MANY = """what => [...document.querySelectorAll(what)].filter((e) => e.checkVisibility()).length"""


class Program:
    """The program behind the page: its study can be changed, its answers can be kept back."""

    def __init__(self, coder: str = "kim") -> None:
        self.coder = coder
        self.gates: dict[str, threading.Event] = {}
        self.answered: list[str] = []

    def take(self, study: Study) -> None:
        """From now on this study is served."""
        program = self

        class Waiting(Desk):
            def ask(self, op: str, args: Any = None) -> Any:
                gate = program.gates.get(op)
                assert gate is None or gate.wait(30), f"{op} was never let go"
                answer = super().ask(op, args)
                program.answered.append(op)
                return answer

        self.study = study
        self._app = entered_at_will(
            make_app(Waiting(study, self.coder), token=TOKEN, port=self.port)
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)

    @contextmanager
    def running(self) -> Iterator[Program]:
        """Serve, as long as the block runs."""
        with served_app(lambda port: self._at(port)) as (_, server):
            self.server: uvicorn.Server = server
            yield self

    def _at(self, port: int) -> Program:
        self.port = port
        return self

    def hold(self, op: str) -> None:
        """Answer this question only when it is let go."""
        self.gates[op] = threading.Event()

    def let_go(self, op: str) -> None:
        self.gates.pop(op).set()

    def fresh(self, template: Path, place: Path) -> None:
        """Serve a copy of a study that nobody has touched."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(template, place)
        self.take(open_study(place))


class PageHand:
    """A hand and its eyes, at one window."""

    def __init__(self, driver: Driver, program: Program) -> None:
        self.driver, self.program = driver, program
        self._said: list[str] = []

    def open(self, session: str) -> None:
        """Load the page at a session."""
        address = f"http://127.0.0.1:{self.program.port}/?token={TOKEN}#code/{session}"
        self.driver.goto(address)
        self.driver.until("() => document.activeElement?.className ?? null", "said", seconds=20)
        self._said = []

    # --- the pointer -------------------------------------------------------------------------

    def aim(self, place: Place, *, middle: bool = False) -> tuple[float, float, Place]:
        """Where to press for a place, and which place the browser makes of it."""
        n, letter = place
        unit = units(self.text(n)[:letter])
        seen = self.driver.evaluate(_AIM, [n, unit, middle])
        end = time.monotonic() + 3
        if seen["covered"] == "the bar":  # it makes way for who comes and goes elsewhere
            self.driver.move(*self.driver.evaluate(_BAR))
            self.driver.move(6, 6)
            self.gone(".atwords")
            seen = self.driver.evaluate(_AIM, [n, unit, middle])
        # What has just come into sight is laid out with the next frames: nobody presses before.
        while seen["scrolled"] or (seen["seen"] is None and seen["covered"] is None):
            before = seen
            self.driver.evaluate(_FRAMES)
            seen = self.driver.evaluate(_AIM, [n, unit, middle])
            moved = (before["x"], before["y"]) != (seen["x"], seen["y"])
            seen["scrolled"] = seen["scrolled"] or moved
            assert time.monotonic() < end, f"the letter at {place} does not come to rest"
        assert seen["covered"] is None, f"{seen['covered']} lies over the letter at {place}"
        assert seen["seen"] is not None, f"nothing to press at {place}"
        turn, at = seen["seen"]
        return seen["x"], seen["y"], (turn, points(self.text(turn), at))

    def text(self, n: int) -> str:
        """What is said in a turn of the session last opened."""
        if not self._said:
            self._said = self.driver.evaluate(
                "() => [...document.querySelectorAll('.said .turn')].map((t) => t.textContent)"
            )
        return self._said[n]

    def press(self, place: Place) -> Place:
        """Move to a place and press there."""
        x, y, at = self.aim(place)
        self.driver.forget_clicks()
        self.driver.move(x, y)
        self.driver.down()
        return at

    def drag(self, start: Place, end: Place) -> tuple[Place, Place]:
        """Drag from one place to another; which places the browser made of them."""
        self.aim(end)  # a turn below may have to be laid out first
        pressed = self.press(start)
        x, y, released = self.aim(end)
        self.driver.move(x, y, steps=3)
        self.driver.up()
        return pressed, released

    def around(self, n: int, words: str) -> tuple[Place, Place]:
        """Where words stand in a turn (the first is 0)."""
        at = self.text(n).index(words)
        return (n, at), (n, at + len(words))

    def over(self, n: int, words: str) -> None:
        """Drag over words of a turn."""
        self.drag(*self.around(n, words))

    def selects(self, words: str) -> None:
        """Wait until these words are selected, blanks and the ends of turns taken as one blank."""
        told = "() => getSelection().toString().replace(/\\s+/g, ' ').trim()"
        self.driver.until(told, " ".join(words.split()), seconds=3)

    def click(self, place: Place, count: int = 1, *, shift: bool = False) -> Place:
        x, y, at = self.aim(place, middle=count > 1)
        self.driver.forget_clicks()
        if shift:
            self.driver.key_down("Shift")
        self.driver.click(x, y, count)
        if shift:
            self.driver.key_up("Shift")
        return at

    def push(self, where: str, label: str = "") -> bool:
        """Click a button (or a code, a box); whether there is one."""
        at = self.driver.evaluate(BUTTON, [where, label])
        if at is not None:
            self.driver.forget_clicks()
            self.driver.click(*at)
        return at is not None

    def code(self, name: str) -> bool:
        return self.push(".codes li", name)

    def paper(self, where: str) -> None:
        """Click on the blank paper, below the text or beside it."""
        x, y = self.driver.evaluate(
            """where => { const p = document.querySelector('.paper').getBoundingClientRect();
                const s = document.querySelector('.said').getBoundingClientRect();
                return where === 'below' ? [s.left + 60, Math.min(s.bottom + 60, p.bottom - 30)]
                    : [p.right - 14, p.top + 90]; }""",
            where,
        )
        inside = """([x, y]) => { const e = document.elementFromPoint(x, y);
            return !!e.closest('.paper') && !e.closest('.said'); }"""
        assert self.driver.evaluate(inside, [x, y]), "no blank paper there"
        self.driver.forget_clicks()
        self.driver.click(x, y)

    # --- the eyes ----------------------------------------------------------------------------

    def selection(self) -> tuple[Place, Place] | None:
        """Where the selection begins and where it was ended."""
        ends = self.driver.evaluate(_ENDS)
        if ends is None:
            return None
        (a, start), (b, end) = ends
        return (a, points(self.text(a), start)), (b, points(self.text(b), end))

    def sees_selected(self, model: PageModel) -> None:
        """Wait until the words selected are the model's, and no others."""
        self.selects(model.words())
        seen = self.selection()
        assert seen is not None, "nothing is selected in the text, and the caret is not there"
        if model.empty:
            assert seen == (model.anchor, model.caret)
        else:
            assert model.parts((min(seen), max(seen))) == model.parts()

    def focus(self, wanted: str) -> None:
        """Wait until the focus is there: "text", or a box by its label."""
        self.driver.until(_FOCUS, wanted)

    def shown(self) -> tuple[str, str] | None:
        """Name and words of the coding that is shown as the current one."""
        seen = self.driver.evaluate(_SHOWN)
        return None if seen is None else (seen[0], seen[1])

    def toast(self) -> str:
        return str(self.driver.evaluate(_TOAST))

    def clear_toast(self) -> None:
        """Take away what was said before, so that what is said next is seen to be new."""
        self.driver.evaluate("() => { document.querySelector('.toast').textContent = ''; }")

    def reads(self, what: str, wanted: str, seconds: float = 5) -> None:
        """Wait until something on the page reads like this (a regular expression)."""
        self.driver.until(_READS, wanted, [what, wanted], seconds)

    def title(self, session: str) -> None:
        """Wait until this session is open."""
        self.driver.until(_TEXT, f"{session}{ROUND}", ".top h1")
        self._said = []

    def gone(self, what: str) -> None:
        """Wait until there is no such thing on the page, or it is hidden."""
        self.driver.until(_MANY, 0, what)

    def comes(self, what: str) -> None:
        """Wait until there is such a thing to be seen."""
        self.driver.until(f"what => ({_MANY})(what) > 0", True, what)

    # --- the disk ----------------------------------------------------------------------------

    def quotes(self, session: str = "alder") -> list[tuple[str, str]]:
        """Code and words of each coding on disk, in the order of making."""
        texts = self.program.study.corpus([session]).turns["text"].tolist()
        return [
            (c.code, " | ".join(texts[n][a:b] for n, a, b in c.parts))
            for c in self.on_disk([session])[session]
        ]

    def saved(self) -> None:
        self.reads(".status", "^Saved")

    def on_disk(self, sessions: list[str]) -> dict[str, list[Coded]]:
        """What stands in each session's log, read anew; ids in the order of making."""
        self.saved()
        return {sid: coded_on_disk(self.program.study, self.program.coder, sid) for sid in sessions}


def coded_on_disk(study: Study, coder: str, session: str) -> list[Coded]:
    """The codings in a log, in the order in which they were made; each id is 0."""
    found: dict[str | None, Coded] = {}
    for event in live(CoderLog(study, coder, session).events()):
        payload, key = dict(event.payload), event.coding_id
        if event.kind == "code":
            found[key] = Coded(0, payload["code"], ())
        elif event.kind == "remove":
            found.pop(key, None)
        elif event.kind == "quotable" and payload["coding_id"] in found:
            key = payload["coding_id"]
            found[key] = _with(found[key], quotable=payload["quotable"])
        if event.kind in {"code", "change"} and key in found:
            known = {k: payload[k] for k in ("stance", "strength", "matters") if k in payload}
            if "parts" in payload:
                known["parts"] = tuple(_part(p) for p in payload["parts"])
            found[key] = _with(found[key], **known)
    return list(found.values())


def _with(coded: Coded, **what: Any) -> Coded:
    from dataclasses import replace

    return replace(coded, **what)


def _part(part: dict[str, Any]) -> Part:
    return int(part["turn_id"].rsplit(":", 1)[1]) - 1, part["start"], part["end"]


def units(text: str) -> int:
    """How long a text is to a browser."""
    return len(text.encode("utf-16-le")) // 2


def points(text: str, unit: int) -> int:
    """The code point at a browser's offset."""
    return len(text.encode("utf-16-le")[: 2 * unit].decode("utf-16-le", errors="ignore"))


@contextmanager
def driver_of(browser: str, chrome: Any = None) -> Iterator[Driver]:
    """A window in one of the browsers; the test is skipped where it is not installed."""
    if browser == "chromium":
        context = chrome.new_context(viewport={"width": 1440, "height": 1300})
        yield Chromium(context.new_page())
        context.close()
        return
    where = firefox()
    if where is None:
        pytest.skip("Firefox is not installed: the coding page is tested in it too")
    driver = Firefox(where)
    driver.size(1440, 1300)
    yield driver
    driver.close()


@contextmanager
def counted(driver: Driver) -> Iterator[dict[str, int]]:
    """How often a mouse button went down, and how many keys were pressed."""
    did = {"presses": 0, "keys": 0}
    down, click, key = driver.down, driver.click, driver.key

    def counting(what: str, act: Any) -> Any:
        def done(*given: Any, **more: Any) -> None:
            did[what] += 1
            act(*given, **more)

        return done

    driver.down = counting("presses", down)
    driver.click = counting("presses", click)
    driver.key = counting("keys", key)
    try:
        yield did
    finally:
        del driver.down, driver.click, driver.key


BROWSERS = ["chromium", pytest.param("firefox", marks=pytest.mark.slow)]
