"""Plays actions on the page and on the model of it, and compares the two after each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from app_helpers import corpus_of
from page_hand import ROUND, PageHand, points, units
from page_model import STANCES, Coded, PageModel, Place, letter_edges, slug, words_of

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.study.folder import create_study

# Invented. No word that is looked for stands in it in another form.
TEXTS = {
    "alder": """
Thank you for coming, everyone. What has the winter been like?

Honestly? It's been a re-ablement winter: eighty-seven calls before nine o’clock struck, and
nobody'd slept. We carried on, didn't we. People at the day centre kept asking, “Who is looking
after you?” and I hadn't an answer; I still haven't one, to be fair! Then the boiler went. Then
the lift.

At the cafe\u0301 nobody listened. 👩🏽‍⚕️ We said so twice, and the team lead wrote nothing down.

Mm.

“Not now”, she said (again!); Rosa Okonjo-Bell's diary was full — till May.

…

My manager cancelled my supervision. It was the third time, 3 weeks running, and the rota said
otherwise: half past two, room 14. Nobody rang to say why. I waited by the vending machine with a
cold tea, reading the fire notice, and went home.

Anything that helps?

The team, and the biscuits. The team again, honestly.
""",
    "birch": """
Shall we begin where we left off?

We left off at the rota. It isn't fair, and it wasn't fair in May either.

Résumé: too few hands, too many forms.

Who reads the forms? Not the team, not the naïve newcomer, nobody.

Right.
""",
    "cedar": """
Last one, then.

The winter ends; the forms don't.

Thank you, everyone.
""",
}
TEXTS = {
    sid: [" ".join(turn.split()) for turn in said.split("\n\n")] for sid, said in TEXTS.items()
}
FRAME = CodingFrame(
    name="Invented frame",
    version="1",
    date="2026-01-05",
    codes=(
        Code("heard", "Being heard", definition="Whether anybody listens."),
        Code("supervision", "Supervision", definition="Sessions with one's own manager."),
        Code("cancelled", "Cancelled", parent="supervision"),
        Code("peers", "Peer support"),
        Code("workload", "Workload"),
        Code("rota", "Rotas and shifts"),
    ),
)
NAMES = {c.id: c.name for c in FRAME.codes}


def invented(place: Path) -> Path:
    """A study of the invented sessions, to be copied."""
    said = {
        sid: tuple((f"P{n}", "participant", text) for n, text in enumerate(turns))
        for sid, turns in TEXTS.items()
    }
    create_study(place, corpus_of(**said), FRAME, title="Invented study")
    return place


class Player:
    """Does one thing after another with hand and model."""

    def __init__(self, hand: PageHand) -> None:
        self.hand, self.driver = hand, hand.driver
        self.model = PageModel(TEXTS, list(NAMES))
        self.told: list[str] = []
        self.hand.open("alder")

    def play(self, action: tuple[Any, ...]) -> None:
        """Do one thing, and look whether the page did the same."""
        kind, *what = action
        wrote = len(self.model.done) + len(self.model.undone), self.model.coded.copy()
        getattr(self, f"_{kind}")(*what)
        self.hand.sees_selected(self.model)
        if self.model.coded != wrote[1]:
            self.check_disk()

    def check_disk(self) -> None:
        """Every coding on disk is the model's, and none is missing."""
        seen = self.hand.on_disk(list(TEXTS))
        assert seen == {
            sid: [replace(c, id=0) for c in sorted(coded, key=lambda c: c.id)]
            for sid, coded in self.model.coded.items()
        }

    # --- pointer -----------------------------------------------------------------------------

    def place(self, spot: tuple[int, int]) -> Place:
        """A place between two letters of this session, whatever two numbers are given."""
        n = spot[0] % len(self.model.turns)
        edges = letter_edges(self.model.turns[n])
        return n, edges[spot[1] % len(edges)]

    def _drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.model.drag(*self.hand.drag(self.place(start), self.place(end)))

    def _drag_out(self, start: tuple[int, int], end: tuple[int, int], where: str) -> None:
        """Drag, and let go outside of the text: what the browser has selected by then counts."""
        self.hand.aim(self.place(end))
        pressed = self.hand.press(self.place(start))
        x, y, _ = self.hand.aim(self.place(end))
        self.driver.move(x, y, steps=2)
        far = {"frame": (1300, y), "head": (x, 20), "list": (30, y), "window": (-20, y)}
        if self.driver.name == "firefox":
            far["window"] = (0, 0)
        self.driver.move(*far[where], steps=2)
        held = self.hand.selection()
        self.driver.up()
        assert held is not None, "dragging out of the text lost the selection"
        assert held[0] == pressed
        self.model.drag(*held)

    def _click(self, spot: tuple[int, int]) -> None:
        self.model.click(self.hand.click(self.place(spot)))

    def _shift(self, spot: tuple[int, int]) -> None:
        self.model.shift_click(self.hand.click(self.place(spot), shift=True))

    def _double(self, spot: tuple[int, int]) -> None:
        n, _ = self.place(spot)
        words = words_of(self.model.turns[n])
        if words:
            start, end = words[spot[1] % len(words)]
            at = (n, start + spot[1] % (end - start))
            if at[1] in letter_edges(self.model.turns[n]):
                self.hand.click(at, 2)
                self.model.double_click(at)

    def _triple(self, spot: tuple[int, int]) -> None:
        n, letter = self.place(spot)
        at = (n, min(letter, max(0, len(self.model.turns[n]) - 2)))
        if at[1] in letter_edges(self.model.turns[n]):
            self.hand.click(at, 3)
            self.model.triple_click(at)

    def _paper(self, where: str) -> None:
        self.hand.paper(where)
        self.hand.focus("text")

    def _wrong_button(self, spot: tuple[int, int], button: int) -> None:
        """The middle and the right button select nothing; the menu of the right one is left."""
        x, y, _ = self.hand.aim(self.place(spot))
        self.driver.click(x, y, button=button)
        if button == 2:
            self._left_menu()

    def _menu(self, key: str) -> None:
        """Look at the menu by key, and leave it: nothing has changed."""
        self.driver.key(key)
        self._left_menu()

    def _left_menu(self) -> None:
        self.hand.comes(".menu")
        self.driver.key("ArrowDown", "Escape")
        self.hand.gone(".menu")
        self.hand.focus("text")

    def _bar(self, start: tuple[int, int], end: tuple[int, int], n: int, yes: bool) -> None:
        """Drag, and press one of the codes in the bar, if there is any."""
        self._drag(start, end)
        if self.model.empty:
            return
        self.hand.comes(".atwords")
        names = self.driver.evaluate(
            "() => [...document.querySelectorAll('.atwords .code span')].map((s) => s.textContent)"
        )
        if names:
            name = names[n % len(names)]
            code = next((c for c, known in NAMES.items() if known == name), slug(name))
            ask = self.model.whole()
            assert self.hand.push(".atwords .code", name)
            self._given(code, ask, yes)

    # --- buttons -----------------------------------------------------------------------------

    def _code(self, n: int, yes: bool) -> None:
        code = list(NAMES)[n % len(NAMES)]
        ask = self.model.whole()
        assert self.hand.code(NAMES[code]), f"no code {NAMES[code]} to click on"
        self._given(code, ask, yes)

    def _given(self, code: str, ask: bool, yes: bool) -> None:
        if ask:
            self._asked(yes)
        if yes or not ask:
            self.model.code(code)

    def _asked(self, yes: bool) -> None:
        self.hand.reads("dialog", "as one coding")
        self.check_disk()
        if yes:
            assert self.hand.push("dialog button", "Code them")
        else:
            self.driver.key("Escape")
        self.driver.until("() => document.querySelector('dialog')", None)

    def _stance(self, key: str) -> None:
        self._button(STANCES[key], lambda: self.model.stance(STANCES[key]))

    def _toggle(self, label: str) -> None:
        act = {
            "strength": self.model.strength,
            "remove": self.model.remove,
        }.get(label, lambda: self.model.flip(label))
        self._button(label, act)

    def _button(self, label: str, act: Any) -> None:
        """A button of the coding shown: it alone is changed."""
        if self._look() is not None:
            where = self.driver.evaluate("() => document.querySelector('.paper').scrollTop")
            assert self.hand.push(".here .toggles button", label), f"no button {label}"
            act()
            assert self.driver.evaluate("() => document.querySelector('.paper').scrollTop") == where

    def _look(self) -> Coded | None:
        """Which coding the page shows as the current one; the model must find it possible."""
        shown = self.hand.shown()
        possible, here = self.model.possible(), {c.id: c for c in self.model.here}
        if shown is None:
            assert None in possible, "the page shows no coding as the current one"
            self.model.current = {None}
            return None
        name, words = shown
        fits = {
            i
            for i in possible - {None}
            if self._name(here[i].code) == name and self._quote(here[i]) == words
        }
        assert fits, f"the page shows {shown}, which cannot be the current coding"
        self.model.current = fits if len(fits) == 1 else {None}
        return here[min(fits)] if len(fits) == 1 else None

    def _name(self, code: str) -> str:
        return NAMES.get(code) or next(n for n in self.model.new_codes if slug(n) == code)

    def _quote(self, coded: Coded) -> str:
        return shortened(" … ".join(self.model.turns[n][a:b] for n, a, b in coded.parts), 160)

    # --- keys --------------------------------------------------------------------------------

    def _keys(self, *keys: str) -> None:
        for key in keys:
            self._key(key)
            self.hand.sees_selected(self.model)

    def _key(self, key: str) -> None:
        if key in '+-=v*",.<>' or key in {"Delete", "Backspace"}:
            self._look()
            if len(self.model.possible()) != 1 or self._twice(key):
                return
        if key.isdigit() and (self._unnumbered(key) or self._asks(key)):
            return
        was = self.model.session
        self.hand.clear_toast()
        self.driver.key(key)
        if self.model.key(key):
            if self.model.session != was:
                self._came_to(key)
        elif key not in "wstWST":  # a selection may be as small, or as large, as it can be
            assert getattr(self, "toast_ok", 0) or self.hand.toast(), (
                f"{key} could not be done, and the page does not say so"
            )

    def _unnumbered(self, key: str) -> bool:
        """Whether it is left open if the number is a code's: one that was made and taken back."""
        model = self.model
        return int(key) > len(NAMES) and bool(model.new_codes) and model.took_back

    def _asks(self, key: str) -> bool:
        """A number over the whole session: the page asks, and is told no."""
        ask = self.model.whole() and int(key) <= len(NAMES) + len(self.model.new_codes)
        if ask:
            self.driver.key(key)
            self._asked(False)
        return ask

    def _twice(self, key: str) -> bool:
        """Whether an end moved would make a coding that is there already: left open."""
        now = self.model.now()
        if now is None or key not in ",.<>":
            return False
        parts = self.model.stretched(key)
        return any(c.code == now.code and c.parts == parts for c in self.model.here)

    def _came_to(self, key: str) -> None:
        """Another session was opened; the caret is where the page put it."""
        self.hand.title(self.model.session)
        self.driver.until("() => location.hash", f"#code/{self.model.session}")
        self.hand.focus("text")
        if key not in "{}":
            self.hand.reads(".toast", f"^(Und|D)one.* in {self.model.session}{ROUND}: ")
        place = self.hand.selection()
        assert place is not None
        self.model.anchor, self.model.caret = place

    def _burst(self, *keys: str) -> None:
        """Keys without a pause; those left out for which the model would have to look."""
        pressed = []
        for key in keys:
            unsure = key in '+-=v*"' or key in {"Delete", "Backspace"}
            if unsure and len(self.model.possible()) != 1:
                continue
            if key.isdigit() and self.model.whole():
                continue
            if key in "uU" and self._leaves(key):
                continue
            pressed.append(key)
            self.model.key(key)
        self.driver.at_once(*pressed)

    def _leaves(self, key: str) -> bool:
        """Whether undo or redo would open another session."""
        acts = self.model.done if key == "u" else self.model.undone
        return bool(acts) and acts[-1].session != self.model.session

    def _help(self) -> None:
        """Look at the keys; the focus goes back to where it was, a button or the text."""
        focused = "() => document.activeElement.className"
        before = self.driver.evaluate(focused)
        self.driver.key("?")
        self.hand.reads("dialog h2", "Keys")
        self.driver.key("3", "Escape")  # a number is not heard while it is open
        self.driver.until("() => document.querySelector('dialog')", None)
        self.driver.until(focused, before)

    # --- boxes -------------------------------------------------------------------------------

    def _search(self, n: int, by: str, leave: str, spot: tuple[int, int]) -> None:
        """Search a code, and give it or go back."""
        code = list(NAMES)[n % len(NAMES)]
        if leave == "Enter" and self.model.whole():
            return
        if by == "/":
            self.driver.key("/")
        else:
            assert self.hand.push("input[role=combobox]")
        self.hand.focus("Search a code")
        self.driver.type(NAMES[code])
        self.driver.until(
            "() => document.querySelector('.codes [aria-selected=true]')?.id", f"pl-code-{code}"
        )
        if leave == "Enter":
            self.driver.key("Enter")
            self.model.code(code)
        elif leave == "Escape":
            self.driver.key("Escape")
        elif leave == "paper":
            self.hand.paper("below")
        else:
            self._drag(spot, (spot[0], spot[1] + 9))
        self.hand.focus("text")
        if leave in {"paper", "press"}:  # what was typed still stands there
            self.hand.sees_selected(self.model)
            self.driver.key("/")
            self.hand.focus("Search a code")
            self.driver.key("Escape")
            self.hand.focus("text")

    def _find(self, word: str, leave: str, spot: tuple[int, int]) -> None:
        """Find a word, go on in the box, and come back with the place held."""
        self.driver.key("f")
        self.hand.focus("Find in this session")
        self.driver.type(word)
        if leave == "Escape":
            self.driver.key("Escape")
            self.hand.focus("text")
            return
        places = self.model.find(word)
        self.hand.clear_toast()
        self.driver.key("Enter")
        n = len(places)
        if not places:
            self.driver.until(
                """() => /nothing|no place|0 places/i.test(
                    document.querySelector('.toast').textContent
                    + document.querySelector('.seek').textContent)""",
                True,
                seconds=60,
            )
        else:
            self.hand.reads(".seek", f"1 of {n}", seconds=60)  # the language model is loaded first
        self.hand.focus("Find in this session")
        nth = 0
        if leave == "next" and places:
            self.driver.key("Enter")
            nth = 1 % n
            self.hand.reads(".seek", f"{nth + 1} of {n}")
            self.hand.focus("Find in this session")
        if leave == "press":
            self._drag(spot, (spot[0], spot[1] + 9))
            self.hand.focus("text")
            self.hand.sees_selected(self.model)
            self.driver.key("f")
            self.hand.focus("Find in this session")
            self.driver.key("Escape")
            self.hand.focus("text")
            return
        self.driver.key("Escape")
        self.hand.focus("text")
        if places:
            self.model.take(places[nth])

    def _new(self, number: int) -> None:
        """Make a code of one's own from the words selected."""
        if self.model.whole():
            return
        name = f"Invented {len(self.model.new_codes)} of {number}"
        self.driver.key("n")
        self.hand.reads("dialog h2", "New code")
        self.driver.type(name)
        self.driver.key("Enter")
        self.driver.until("() => document.querySelector('dialog')", None)
        self.model.new_code(name)
        self.hand.focus("text")


def shortened(text: str, n: int) -> str:
    """A text of no more than so many of a browser's units, and that there is more."""
    return text if units(text) <= n else f"{text[: points(text, n)]} …"
