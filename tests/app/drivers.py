"""One small interface to a window on the page, whichever browser it is.

A driver moves a real pointer and presses real keys; it knows nothing of the page.
"""

from __future__ import annotations

import time
from typing import Any

SHIFTED = set('ABCDEFGHIJKLMNOPQRSTUVWXYZ~!@#$%^&*()_+{}|:"<>?')


class Driver:
    """What every driver can do."""

    name = ""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._at = (0.0, 0.0)

    def close(self) -> None: ...
    def size(self, width: int, height: int) -> None:
        raise NotImplementedError

    def goto(self, url: str) -> None:
        raise NotImplementedError

    def evaluate(self, function: str, arg: Any = None) -> Any:
        """Call a function of JavaScript with one argument; its answer."""
        raise NotImplementedError

    def move(self, x: float, y: float, steps: int = 1) -> None:
        raise NotImplementedError

    def down(self, button: int = 0) -> None:
        raise NotImplementedError

    def up(self, button: int = 0) -> None:
        raise NotImplementedError

    def click(self, x: float, y: float, count: int = 1, button: int = 0) -> None:
        """Press and release so often, as quickly as for a double click."""
        raise NotImplementedError

    def forget_clicks(self) -> None:
        """The next press is the first one, however soon it comes."""

    def key_down(self, name: str) -> None:
        raise NotImplementedError

    def key_up(self, name: str) -> None:
        raise NotImplementedError

    def key(self, *names: str) -> None:
        """Press keys, one after the other; Shift is held for what needs it."""
        raise NotImplementedError

    def type(self, text: str) -> None:
        raise NotImplementedError

    def at_once(self, *keys: str) -> None:
        """Press keys as quickly as a hand never could: nothing runs between one and the next."""
        self.evaluate(
            """keys => { for (const key of keys) document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})); }""",
            list(keys),
        )

    def until(self, function: str, wanted: Any, arg: Any = None, seconds: float = 5) -> None:
        """Wait until a function of JavaScript answers what is wanted."""
        end, pause = time.monotonic() + seconds, 0.005
        while (seen := self.evaluate(function, arg)) != wanted:
            if time.monotonic() > end:
                raise AssertionError(f"wanted {wanted!r}\nbut seen {seen!r}")
            time.sleep(pause)
            pause = min(2 * pause, 0.04)  # each look takes time of the page's own

    def _way(self, x: float, y: float, steps: int) -> list[tuple[float, float]]:
        a, b = self._at
        self._at = (x, y)
        return [(a + (x - a) * n / steps, b + (y - b) * n / steps) for n in range(1, steps + 1)]

    @staticmethod
    def _named(name: str) -> list[str]:
        """Keys to hold, then the key: "Shift+Enter", "Control+z", "W", "+"."""
        before, last = (name[:-1], "+") if name.endswith("+") else name.rpartition("+")[::2]
        held = [key for key in before.split("+") if key]
        if last in SHIFTED and "Shift" not in held:
            held.append("Shift")
        return [*held, last]


class Chromium(Driver):
    """A window that Playwright opened."""

    name = "chromium"
    _BUTTONS = ("left", "middle", "right")

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.page = page
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("dialog", lambda d: d.accept())

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def goto(self, url: str) -> None:
        self.page.goto(url)

    def evaluate(self, function: str, arg: Any = None) -> Any:
        return self.page.evaluate(function, arg)

    def move(self, x: float, y: float, steps: int = 1) -> None:
        for a, b in self._way(x, y, steps):
            self.page.mouse.move(a, b)

    def down(self, button: int = 0) -> None:
        self.page.mouse.down(button=self._BUTTONS[button])

    def up(self, button: int = 0) -> None:
        self.page.mouse.up(button=self._BUTTONS[button])

    def click(self, x: float, y: float, count: int = 1, button: int = 0) -> None:
        self.move(x, y)
        for n in range(1, count + 1):
            self.page.mouse.down(button=self._BUTTONS[button], click_count=n)
            self.page.mouse.up(button=self._BUTTONS[button], click_count=n)

    def key_down(self, name: str) -> None:
        self.page.keyboard.down(name)

    def key_up(self, name: str) -> None:
        self.page.keyboard.up(name)

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press("+".join(self._named(name)))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
