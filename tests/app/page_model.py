"""What the coding page must do, told in plain Python: nothing here has seen the page's script.

Places are (turn, letter), both counted from 0, letters in code points of the frozen text. Each
method is one thing a hand does; what it returns says whether the page must refuse it visibly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

Place = tuple[int, int]
Part = tuple[int, int, int]  # turn, first letter, past the last letter

# A letter may carry an accent of its own; an apostrophe inside keeps a word together.
_LETTERS = "(?:[^\\W_]\u0301?)+"
_WORD = re.compile(f"{_LETTERS}(?:['’]{_LETTERS})*")
# A comma or the like after the marks goes on with the sentence: "(again!); Rosa".
_SENTENCE = re.compile(r".+?(?:[.!?]++[”’\")]*+\s*+(?![,;:–—-])|$)")
_AFTER = re.compile(r"[.,;:!?…”’\")\]]*")
_CARRIED = {"\u0301", "\u200d", "\ufe0f"} | {chr(n) for n in range(0x1F3FB, 0x1F400)}

STANCES: Final = {"+": "for", "-": "against", "=": "mixed"}
ANY: Final = object()  # which coding is current is left open by the contract


def words_of(text: str) -> list[tuple[int, int]]:
    """First letter and end of each word."""
    return [m.span() for m in _WORD.finditer(text)]


def sentences_of(text: str) -> list[tuple[int, int]]:
    """First letter and end of each sentence, the blank after it included."""
    return [m.span() for m in _SENTENCE.finditer(text) if m.group()]


def letter_edges(text: str) -> list[int]:
    """The places between letters as a reader counts them: no accent, no half of an emoji."""
    inside = {i for i, c in enumerate(text) if i and (c in _CARRIED or text[i - 1] == "\u200d")}
    return [i for i in range(len(text) + 1) if i not in inside]


@dataclass(frozen=True)
class Coded:
    """One coding as it must stand on disk."""

    id: int
    code: str
    parts: tuple[Part, ...]
    stance: str | None = None
    strength: int | None = None
    matters: bool = False
    quotable: bool = False

    @property
    def size(self) -> int:
        return sum(end - start for _, start, end in self.parts)


@dataclass(frozen=True)
class Act:
    """What one step did to one session."""

    session: str
    before: tuple[Coded, ...]
    after: tuple[Coded, ...]


def slug(name: str) -> str:
    """The id of a code that is made on the page."""
    return name.lower().replace(" ", "-")


class PageModel:
    """One window on a study of some sessions, in which nothing has been coded yet."""

    def __init__(self, texts: dict[str, list[str]], codes: list[str]) -> None:
        self.texts, self.order, self.codes = texts, list(texts), codes
        self.coded: dict[str, tuple[Coded, ...]] = dict.fromkeys(texts, ())
        self.done: list[Act] = []
        self.undone: list[Act] = []
        self.made = 0
        self.took_back = False  # whether ever something was undone
        self.new_codes: list[str] = []
        self.open(self.order[0])

    # --- what can be asked of it -------------------------------------------------------------

    @property
    def turns(self) -> list[str]:
        return self.texts[self.session]

    @property
    def here(self) -> tuple[Coded, ...]:
        return self.coded[self.session]

    @property
    def ends(self) -> tuple[Place, Place]:
        """The selection's ends in the order of the text."""
        return min(self.anchor, self.caret), max(self.anchor, self.caret)

    @property
    def empty(self) -> bool:
        return self.anchor == self.caret

    def parts(self, ends: tuple[Place, Place] | None = None) -> tuple[Part, ...]:
        """What is coded of a selection: in each turn the words, without blanks at the ends."""
        (first, start), (last, end) = ends or self.ends
        found = []
        for n in range(first, last + 1):
            text = self.turns[n]
            a, b = start if n == first else 0, end if n == last else len(text)
            while a < b and text[a].isspace():
                a += 1
            while a < b and text[b - 1].isspace():
                b -= 1
            if a < b:
                found.append((n, a, b))
        return tuple(found)

    def wanted(self) -> tuple[Part, ...]:
        """What a code goes to: the words selected; straight after coding, the same words again."""
        given = next((c for c in self.here if self.given and c.id == self.given[0]), None)
        return given.parts if given and self.empty else self.parts()

    def words(self, parts: tuple[Part, ...] | None = None) -> str:
        """The words of some parts, with one blank wherever there is any."""
        said = [self.turns[n][a:b] for n, a, b in (self.parts() if parts is None else parts)]
        return " ".join(" ".join(said).split())

    def whole(self) -> bool:
        """Whether the selection holds so much that the page must ask first."""
        parts = self.wanted()
        n_turns = len(parts)
        all_of_it = ((0, 0), (len(self.turns) - 1, len(self.turns[-1])))
        return n_turns > 20 or (len(parts) > 1 and parts == self.parts(all_of_it))

    def possible(self) -> set[int | None]:
        """Ids of the codings that may be current; None for none."""
        ids = {c.id for c in self.here}
        return (
            {None, *ids} if self.current is ANY else {c for c in self.current if c in {None, *ids}}
        )

    def now(self) -> Coded | None:
        """The current coding; only where there is no doubt which."""
        (only,) = self.possible()
        return next((c for c in self.here if c.id == only), None)

    # --- the pointer -------------------------------------------------------------------------

    def drag(self, pressed: Place, released: Place) -> None:
        """Words dragged over, in either direction: both ends go outwards to whole words."""
        self.given = None
        if pressed == released:
            return self.click(pressed)
        self.anchor, self.caret = pressed, released
        self._snap()
        self.current = ANY
        return None

    def click(self, at: Place) -> None:
        self.given = None
        self.anchor = self.caret = at
        over = self._over(at)
        least = min((c.size for c in over), default=0)
        self.current = {c.id for c in over if c.size == least} or {None}

    def shift_click(self, at: Place) -> None:
        """The selection goes from where it began to here."""
        self.given = None
        self.caret = at
        if self.empty:
            return self.click(at)
        self._snap()
        self.current = ANY
        return None

    def double_click(self, at: Place) -> None:
        self.given = None
        n, letter = at
        start, end = next((a, b) for a, b in words_of(self.turns[n]) if a <= letter < b)
        self.anchor, self.caret, self.current = (n, start), (n, end), ANY

    def triple_click(self, at: Place) -> None:
        self.given = None
        n, _ = at
        self.anchor, self.caret, self.current = (n, 0), (n, len(self.turns[n])), ANY

    def _snap(self) -> None:
        forwards = self.anchor < self.caret
        (a, start), (b, end) = self.ends
        if b > a and end == 0:  # of that turn nothing is selected: it ends with the one before
            b, end = b - 1, len(self.turns[b - 1])
        start = next((x for x, y in words_of(self.turns[a]) if x < start < y), start)
        end = next((y for x, y in words_of(self.turns[b]) if x < end < y), end)
        first, last = (a, start), (b, end)
        self.anchor, self.caret = (first, last) if forwards else (last, first)

    def _over(self, at: Place) -> list[Coded]:
        n, letter = at
        return [c for c in self.here if any(t == n and a <= letter < b for t, a, b in c.parts)]

    # --- codes -------------------------------------------------------------------------------

    def code(self, code: str) -> bool:
        """Give the words selected a code.

        Then nothing is selected, so that the code is seen; the caret is at the passage's end, and
        while it stays there the coding is current and its words can be given another code.
        """
        parts = self.wanted()
        if not parts:
            return False
        if any(c.code == code and c.parts == parts for c in self.here):
            return False
        self.made += 1
        self._write((*self.here, Coded(self.made, code, parts)))
        self.current = {self.made}
        first, last = (parts[0][0], parts[0][1]), (parts[-1][0], parts[-1][2])
        self.anchor = self.caret = last
        self.given: tuple[int, Place, Place] | None = (self.made, first, last)
        return True

    def new_code(self, name: str) -> bool:
        """Make a code; where words are selected, they get it."""
        self._write(self.here)
        self.new_codes.append(name)
        if self.wanted():
            self.code(slug(name))
        return True

    def stance(self, stance: str) -> bool:
        was = self.now()
        return self._alter(stance="none" if was and was.stance == stance else stance)

    def strength(self) -> bool:
        was = self.now()
        after = {None: 1, 1: 2, 2: 3, 3: 0, 0: None}
        return self._alter(strength=after[was.strength] if was else None)

    def flip(self, flag: str) -> bool:
        was = self.now()
        return self._alter(**{flag: bool(was and not getattr(was, flag))})

    def remove(self) -> bool:
        was = self.now()
        if was is None:
            return False
        self._write(tuple(c for c in self.here if c.id != was.id))
        self.current = ANY
        self._taken_back()
        return True

    def _taken_back(self) -> None:
        """A coding just given is gone again: its words are selected, for another code."""
        if self.given and self.given[0] not in {c.id for c in self.here}:
            _, self.anchor, self.caret = self.given
            self.given = None

    def stretched(self, key: str) -> tuple[Part, ...]:
        """The current coding's parts with one end a word further; empty where that cannot be."""
        was = self.now()
        if was is None:
            return ()
        (a, start, _), (b, _, end) = was.parts[0], was.parts[-1]
        first, last = (a, start), (b, end)
        step = 1 if key in ".>" else -1
        moved = self._edge(first if key in "<>" else last, step, starts=key in "<>")
        if moved is None:
            return ()
        first, last = (moved, last) if key in "<>" else (first, moved)
        return self.parts((first, last)) if first < last else ()

    def stretch(self, key: str) -> bool:
        parts = self.stretched(key)
        return bool(parts) and self._alter(parts=parts)

    def _edge(self, at: Place, step: int, *, starts: bool) -> Place | None:
        """The next place where a word starts, or ends with the marks after it."""
        n, letter = at
        while 0 <= n < len(self.turns):
            text = self.turns[n]
            edges = [
                a if starts else b + len(_AFTER.match(text[b:]).group()) for a, b in words_of(text)
            ]
            beyond = [x for x in edges if (x - letter) * step > 0]
            if beyond:
                return n, beyond[0] if step > 0 else beyond[-1]
            n += step
            letter = -1 if step > 0 else 10**9
        return None

    def _alter(self, **what: object) -> bool:
        was = self.now()
        if was is None:
            return False
        self._write(tuple(replace(c, **what) if c.id == was.id else c for c in self.here))
        self.current = {was.id}
        return True

    def _write(self, after: tuple[Coded, ...]) -> None:
        self.done.append(Act(self.session, self.here, after))
        self.undone.clear()
        self.coded[self.session] = after

    def undo(self, *, redo: bool = False) -> bool:
        """Take back what this window did last, or do it again, in whichever session it was."""
        take, give = (self.undone, self.done) if redo else (self.done, self.undone)
        if not take:
            return False
        act = take.pop()
        self.took_back = True
        give.append(act)
        self.coded[act.session] = act.after if redo else act.before
        if act.session != self.session:
            self.open(act.session)
        self.current = ANY
        self._taken_back()
        return True

    # --- moving about ------------------------------------------------------------------------

    def open(self, session: str) -> None:
        self.session = session
        self.anchor = self.caret = (0, 0)
        self.current: object = ANY
        self.given = None

    def step_session(self, step: int) -> bool:
        to = self.order.index(self.session) + step
        if not 0 <= to < len(self.order):
            return False
        self.open(self.order[to])
        return True

    def step_turn(self, step: int) -> bool:
        to = self.caret[0] + step
        return 0 <= to < len(self.turns) and self._stand((to, 0))

    def step_sentence(self, step: int) -> bool:
        n, letter = self.ends[0]
        while 0 <= n < len(self.turns):
            starts = [a for a, _ in sentences_of(self.turns[n])]
            beyond = [a for a in starts if (a - letter) * step > 0]
            if beyond:
                return self._stand((n, beyond[0] if step > 0 else beyond[-1]))
            n += step
            letter = -1 if step > 0 else 10**9
        return False

    def grow(self, unit: str) -> bool:
        """Select the word, sentence or turn at the caret; once more: one more of them."""
        (_, _), (n, at) = self.ends
        if self.empty:
            pieces = self._pieces(unit, n)
            if not pieces:
                return False
            a, b = next(((a, b) for a, b in pieces if at < b), pieces[-1])
            return self._take((n, a), (n, b))
        while n < len(self.turns):
            beyond = [b for _, b in self._pieces(unit, n) if b > at]
            if beyond:
                return self._take(self.ends[0], (n, beyond[0]))
            n, at = n + 1, -1
        return False

    def shrink(self, unit: str) -> bool:
        """One word, sentence or turn less; nothing where no more is left."""
        (first, start), (n, limit) = self.ends
        if self.empty:
            return False
        while n >= first:
            ends = [b for _, b in self._pieces(unit, n) if b < limit and (n, b) > (first, start)]
            if ends:
                return self._take((first, start), (n, ends[-1]))
            n, limit = n - 1, 10**9
        return self._stand((first, start))

    def escape(self) -> None:
        """Select nothing: the caret stays where it was."""
        if not self.empty:
            self.anchor = self.caret
            self.current = ANY

    def find(self, wanted: str) -> list[tuple[Place, Place]]:
        """Where a word stands, in the order of the text."""
        return [
            ((n, a), (n, b))
            for n, text in enumerate(self.turns)
            for a, b in words_of(text)
            if text[a:b].lower() == wanted
        ]

    def take(self, ends: tuple[Place, Place]) -> None:
        """Words that the page itself has selected, such as a place found."""
        self._take(*ends)

    def _pieces(self, unit: str, n: int) -> list[tuple[int, int]]:
        text = self.turns[n]
        if unit == "turn":
            return [(0, len(text))]
        return words_of(text) if unit == "word" else sentences_of(text)

    def _take(self, anchor: Place, caret: Place) -> bool:
        self.given = None
        self.anchor, self.caret, self.current = anchor, caret, ANY
        return True

    def _stand(self, at: Place) -> bool:
        self.given = None
        self.anchor = self.caret = at
        self.current = {c.id for c in self._over(at)} or {None}
        return True

    # --- keys --------------------------------------------------------------------------------

    def key(self, key: str) -> bool:
        """One key pressed in the text: whether it could do what it does."""
        units = {"w": "word", "s": "sentence", "t": "turn"}
        if key.isdigit():
            n, codes = int(key) - 1, [*self.codes, *map(slug, self.new_codes)]
            return n < len(codes) and self.code(codes[n])
        if key.lower() in units:
            return (self.grow if key.islower() else self.shrink)(units[key.lower()])
        if key in STANCES:
            return self.stance(STANCES[key])
        if key in {",", ".", "<", ">"}:
            return self.stretch(key)
        if key == "Escape":
            self.escape()
            return True
        return {
            "j": lambda: self.step_turn(1),
            "k": lambda: self.step_turn(-1),
            "e": lambda: self.step_sentence(1),
            "E": lambda: self.step_sentence(-1),
            "}": lambda: self.step_session(1),
            "{": lambda: self.step_session(-1),
            "v": self.strength,
            "*": lambda: self.flip("matters"),
            '"': lambda: self.flip("quotable"),
            "Delete": self.remove,
            "Backspace": self.remove,
            "u": self.undo,
            "Control+z": self.undo,
            "U": lambda: self.undo(redo=True),
            "Control+y": lambda: self.undo(redo=True),
        }[key]()
