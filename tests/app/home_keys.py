"""A person at the home who has no mouse: every press is a key's, and the focus is always seen."""

from __future__ import annotations

from typing import Any

_AT = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const labels = [...(e.labels ?? [])].map((l) => l.textContent.trim()).join(' ');
    const said = e.getAttribute('aria-label') || labels || e.textContent.trim() || e.id;
    const box = e.getBoundingClientRect(), look = getComputedStyle(e);
    return { name: said.replace(/\\s+/g, ' '), tag: e.tagName, type: e.type ?? '',
        seen: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        value: e.value ?? '' };
}"""
_PRESSABLE = """() => [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((e) => e.checkVisibility() && !e.disabled)
    .filter((e) => !e.closest('details:not([open]) > :not(summary)'))
    .filter((e) => e.type !== 'radio' || e.checked
        || !document.querySelector(`[name="${e.name}"]:checked`))
    .length"""
_NUMBER = """() => document.activeElement === document.body ? -1
    : [...document.querySelectorAll('*')].indexOf(document.activeElement)"""
_MOST = 400


class Keys:
    """The keyboard of one window.

    Parameters
    ----------
    page : playwright page
    """

    def __init__(self, page: Any) -> None:
        self.page = page

    def at(self) -> dict[str, Any] | None:
        """What has the focus."""
        return self.page.evaluate(_AT)

    def tab(self, *, back: bool = False) -> dict[str, Any] | None:
        """Press Tab once; what has the focus then must be seen to have it."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        now = self.at()
        if now is not None:
            assert now["seen"], f"nobody sees that {now} has the focus on {self.page.url}"
            assert now["inside"], f"{now} has the focus outside the window on {self.page.url}"
        return now

    def to(self, name: str, *, whole: bool = True) -> dict[str, Any]:
        """Press Tab until something of this name has the focus."""
        passed = []
        for _ in range(_MOST):
            now = self.at()
            if now is not None and (now["name"] == name or (not whole and name in now["name"])):
                return now
            passed.append((self.tab() or {}).get("name", "(the page)"))
        raise AssertionError(f"Tab never comes to {name!r} on {self.page.url}: {passed[:60]}")

    def press(self, name: str, key: str = "Enter", *, whole: bool = True) -> None:
        """Go to something and press it; the next page is there afterwards."""
        self.to(name, whole=whole)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.page.wait_for_load_state("load")

    def write(self, name: str, text: str) -> None:
        """Go to a field and type in the place of what stands there."""
        self.to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, letters: str) -> str:
        """Go to a list and choose by the first letters; return what is chosen."""
        self.to(name)
        self.page.keyboard.type(letters)
        return str(self.at()["value"])

    def round(self) -> int:
        """Press Tab once through the whole page; return how many things had the focus."""
        self.page.evaluate("() => document.activeElement.blur()")
        came: list[int] = []
        while len(came) < _MOST:
            now, mark = self.tab(), self.page.evaluate(_NUMBER)
            if now is None or mark in came[:1]:
                return len(came)
            came.append(mark)
        raise AssertionError(f"Tab does not come round on {self.page.url}")

    def all_by_keys(self) -> None:
        """Everything that can be pressed with a mouse is come to by Tab."""
        wanted, came = self.page.evaluate(_PRESSABLE), self.round()
        assert came >= wanted, f"{wanted - came} of {wanted} not come to on {self.page.url}"
