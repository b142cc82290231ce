"""A person at the home in a real browser: presses, fills in, drops files, reads what stands there.

Only what somebody can see and reach is used: buttons and fields by their names, words by the mouse.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

__all__ = ["Person"]

_LONG = 400_000  # a job may take this long on a busy computer, in milliseconds
_PICTURES = os.environ.get("WALK_PICTURES", "")
"""A folder for a picture of each page on the way; by default none is taken."""

_AT_WORDS = """([words, row]) => {
    const all = [...document.querySelectorAll('.said .turn')]
        .filter((t) => t.textContent.includes(words));
    const turn = all[row], node = turn?.firstChild; if (!node) return null;
    turn.scrollIntoView({block: 'center'});
    const at = node.data.indexOf(words), r = document.createRange();
    r.setStart(node, at); r.setEnd(node, at + words.length);
    const boxes = [...r.getClientRects()], a = boxes[0], b = boxes.at(-1);
    return [a.left + 0.5, a.top + a.height / 2, b.right - 0.3, b.top + b.height / 2];
}"""
_CODE = """(name) => {
    const row = [...document.querySelectorAll('.codes li')]
        .find((c) => c.textContent.includes(name));
    if (!row) return null;
    row.scrollIntoView({block: 'nearest'});
    const r = row.getBoundingClientRect();
    return [r.left + Math.min(60, r.width / 2), r.top + r.height / 2];
}"""


class Person:
    """Somebody at one window."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.wrong: list[str] = []
        self._n = 0
        page.on("pageerror", lambda e: self.wrong.append(f"script: {e}"))
        page.on("response", self._answered)
        page.on("dialog", lambda d: d.accept())

    def _answered(self, answer: Any) -> None:
        if answer.status >= 400:
            self.wrong.append(f"{answer.status} {answer.request.method} {answer.url}")

    # --- what a person does ------------------------------------------------------------------

    def press(self, name: str, *, within: str = "", wait: bool = True) -> None:
        """Press a button or a link by what is written on it; the next page is waited for."""
        found = self._named(name, within)
        if not wait:
            found.click()
            return
        with self.page.expect_navigation(timeout=_LONG):
            found.click()
        self.settled()

    def _named(self, name: str, within: str) -> Any:
        where = self.page.locator(within) if within else self.page
        for role in ("button", "link"):
            found = where.get_by_role(role, name=name, exact=True)
            if found.count():
                return found.first
        raise AssertionError(f'nothing here to press called "{name}":\n{self.reads()[:3000]}')

    def settled(self) -> None:
        """Wait while a page only says how far a job is."""
        self.page.wait_for_load_state("domcontentloaded")
        self.page.wait_for_function(
            "() => !document.querySelector('[data-job]') && document.querySelector('h1')",
            timeout=_LONG,
        )
        self.page.wait_for_load_state("domcontentloaded")

    def fill(self, label: str, value: str) -> None:
        """Type into the field with this name, in the place of what stands there."""
        self.page.get_by_label(label, exact=True).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).first.select_option(option)

    def chosen(self, label: str) -> str:
        """Return what stands chosen in a list, or typed in a field."""
        return str(self.page.get_by_label(label, exact=True).first.input_value())

    def open(self, summary: str) -> None:
        """Open what is folded."""
        self.page.locator("summary", has_text=summary).first.click()

    def drop(self, files: list[Path]) -> None:
        """Choose files, as a drop on the field does."""
        self.page.set_input_files("input[type=file]", files)

    def takes(self, name: str, into: Path) -> Path:
        """Press what downloads a file, and return where it was put."""
        with self.page.expect_download(timeout=_LONG) as coming:
            self._named(name, "").click()
        path = into / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    # --- what a person sees ------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether there is a button or a link of this name."""
        return any(
            self.page.get_by_role(role, name=name, exact=True).count()
            for role in ("button", "link")
        )

    def reads(self) -> str:
        """Return the words of the page as they are seen, each blank one blank."""
        self.page.wait_for_selector("body")
        return " ".join(str(self.page.inner_text("body")).split())

    def heading(self) -> str:
        return str(self.page.inner_text("h1"))

    def sees(self, words: str) -> None:
        """It must stand on the page, in one line or over several."""
        told = self.reads()
        assert words in told, f'"{words}" does not stand here:\n{told[:4000]}'

    def does_not_see(self, words: str) -> None:
        assert words not in self.reads(), f'"{words}" stands here'

    def picture(self, name: str) -> None:
        """Keep how the page looks, where somebody wants to look at it."""
        if _PICTURES:
            self._n += 1
            folder = Path(_PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    # --- the coding page ---------------------------------------------------------------------

    def comes(self, what: str, seconds: float = 60) -> None:
        """Wait until there is such a thing on the coding page."""
        self.page.wait_for_selector(what, timeout=1000 * seconds)

    def drawn(self) -> None:
        """Wait until a view of the coding page stands there whole."""
        self.comes(".view:not([aria-busy]) > *")

    def says_who(self, name: str) -> None:
        """Answer the coding page's question who codes, by pressing a known name or typing one."""
        self.comes("main.who")
        known = self.page.locator("main.who button.press", has_text=re.compile(f"^{name}$"))
        if known.count():
            known.click()
        else:
            self.page.locator("main.who input").fill(name)
            self.page.get_by_role("button", name="Begin").click()
        self.page.wait_for_selector("main.who", state="detached", timeout=60_000)
        self.drawn()

    def opens_session(self, group: str, year: str) -> None:
        """Choose a session on the coding page by its group, in the list of its round."""
        row = self.page.locator(f".sessions h2:text-is('{year}') + ul button", has_text=group)
        row.first.click()
        self.page.wait_for_function(
            "t => document.querySelector('.top h1')?.textContent === t", arg=f"{group}, {year}"
        )
        self.drawn()

    def view(self, name: str) -> None:
        """Go to another view of the coding page."""
        self.page.locator(".tabs button", has_text=re.compile(f"^{name}$")).click()
        self.drawn()

    def push(self, where: str, label: str) -> None:
        """Click a button on the coding page by how its words begin, its key left aside."""
        found = self.page.locator(where).filter(
            has_text=re.compile(rf"^\S{{0,7}}\s*{re.escape(label)}")
        )
        found.first.click()

    def marks_all_read(self) -> None:
        """Click into the last turn, and press Mark read."""
        last = self.page.locator(".said .turn").last
        last.scroll_into_view_if_needed()
        self.page.wait_for_timeout(60)
        box = last.bounding_box()
        self.page.mouse.click(box["x"] + 12, box["y"] + 10)
        self.push(".tools button", "Mark read")
        self.saved()

    def drag(self, words: str, nth: int = 0) -> None:
        """Drag the mouse over words of what was said."""
        self.page.wait_for_function(
            f"a => ({_AT_WORDS})(a) !== null", arg=[words, nth], timeout=8000
        )
        at = self._still(words, nth)
        mouse = self.page.mouse
        mouse.move(at[0], at[1])
        mouse.down()
        mouse.move((at[0] + at[2]) / 2, (at[1] + at[3]) / 2, steps=3)
        mouse.move(at[2], at[3], steps=3)
        mouse.up()

    def _still(self, words: str, nth: int) -> list[float]:
        """Where words stand once nothing scrolls any more."""
        before: list[float] = []
        for _ in range(40):
            at = self.page.evaluate(_AT_WORDS, [words, nth])
            if at == before:
                return list(at)
            before = at
            self.page.wait_for_timeout(30)
        raise AssertionError(f"{words} never stands still")

    def click_code(self, name: str) -> None:
        """Click a code in the list."""
        at = self.page.evaluate(_CODE, name)
        assert at, f"no code {name} to click"
        self.page.mouse.click(*at)

    def saved(self) -> None:
        self.page.wait_for_function(
            "() => /^Saved/.test(document.querySelector('.status')?.textContent ?? '')",
            timeout=20_000,
        )
