r"""Rich text (RTF), by a tokenizer of our own: f4, MAXQDA, older Word and TextEdit write it.

Bytes such as ``\'92`` are read in the file's code page, ``\u8217?`` as the character it names.
Deleted text of tracked changes is not read back: its length is recorded. Headers and footers are no
turns, annotations are comments; both are kept as issues.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from practicelearn.errors import PracticelearnError, counted
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.paragraphs import Paragraph, Rows, read_paragraphs
from practicelearn.transcripts.tiles import Problem, Reading

__all__ = ["read", "sniff"]

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})"
    r"|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_SKIPPED = frozenset({
    "fonttbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping",
    "datastore", "generator", "listtable", "listoverridetable", "rsidtbl", "xmlnstbl", "fldinst",
    "bkmkstart", "bkmkend", "filetbl", "revtbl", "latentstyles", "pgptbl", "mmathPr",
    "wgrffmtfilter", "nonshppict", "sp", "datafield", "formfield", "atnid", "atrfstart",
    "atrfend", "atnref", "atndate", "atnparent", "panose", "falt", "background",
})  # fmt: skip
_ASIDE = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    "footnote": "footnote", "annotation": "comment", "atnauthor": "author", "colortbl": "colours",
}  # fmt: skip
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SIGNS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}
_DEEPEST = 2_000


def sniff(head: bytes, _name: str) -> float:
    """Return how surely the bytes are RTF."""
    return 1.0 if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] == b"{\\rtf" else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of an RTF file: see :func:`~.paragraphs.read_paragraphs`."""
    scribe = _Scribe()
    scribe.go(raw.decode("latin-1"))
    reading = read_paragraphs(scribe.paragraphs, scribe.tables, hints, format="rtf")
    reading.problems = scribe.problems() + reading.problems
    return reading


@dataclass(frozen=True)
class _State:
    """What holds inside a pair of braces."""

    aside: str = ""  # the destination words go to; "" is the text itself, "skip" nowhere
    fallback: int = 1  # characters after \u that stand for it in old programs
    colour: int = 0
    deleted: bool = False
    heading: bool = False


@dataclass
class _Scribe:
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    asides: list[tuple[str, list[str]]] = field(default_factory=list)
    deleted: dict[int, int] = field(default_factory=dict)
    colours: list[str] = field(default_factory=list)
    length: int = 0
    codec: str = "cp1252"
    rows: Rows = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell_from: int = 0
    in_table: bool = False
    unclosed: bool = False

    def go(self, source: str) -> None:  # noqa: C901 -- one branch a kind of token
        state, stack, owed = _State(), [], 0
        pending = bytearray()
        at = 0
        while at < len(source):
            match = _TOKEN.match(source, at)
            if match is None:  # cannot be: every character fits one alternative
                raise PracticelearnError(f"its RTF cannot be understood at character {at}")
            at = match.end()
            if pending and not match["byte"]:
                self._add(self._decoded(pending), state)
                pending.clear()
            if match["byte"]:
                if owed:
                    owed -= 1
                else:
                    pending.append(int(match["byte"], 16))
            elif match["brace"] == "{":
                owed = 0
                stack.append(state)
                if len(stack) > _DEEPEST:
                    raise PracticelearnError(f"its braces nest deeper than {_DEEPEST}; refused")
            elif match["brace"] == "}":
                owed = 0
                state = stack.pop() if stack else _State()
            elif match["text"]:
                words = match["text"][owed:]
                owed = max(0, owed - len(match["text"]))
                self._add(self._decoded(words.encode("latin-1")), state)
            elif match["sign"]:
                state = self._sign(match["sign"], state)
            elif match["word"]:
                number = int(match["number"]) if match["number"] else None
                if match["word"] == "u" and number is not None:
                    self._add(chr(number & 0xFFFF), state)
                    owed = state.fallback
                elif match["word"] == "bin":
                    at += max(0, number or 0)
                else:
                    state = self._word(match["word"], number, state)
        if pending:
            self._add(self._decoded(pending), state)
        self.unclosed = len(stack) > 0
        if self.parts:
            self._paragraph(state)
        self._close_table()

    def _word(  # noqa: C901 -- one branch a control word
        self, word: str, number: int | None, state: _State
    ) -> _State:
        if word in _CHARACTERS:
            self._add(_CHARACTERS[word], state)
        elif word in {"par", "sect", "page"}:
            self._paragraph(state)
        elif word in {"cell", "nestcell"}:
            self._cell(state)
        elif word in {"row", "nestrow"}:
            self.rows.append(self.cells)
            self.cells = []
        elif word == "pard":
            self.in_table = False
            return replace(state, heading=False)
        elif word == "intbl":
            self.in_table = True
        elif word == "outlinelevel":
            return replace(state, heading=True)
        elif word == "ansicpg" and number:
            self.codec = _codec(number)
        elif word == "mac":
            self.codec = "mac-roman"
        elif word == "uc" and number is not None:
            return replace(state, fallback=number)
        elif word == "cf":
            return replace(state, colour=number or 0)
        elif word == "plain":
            return replace(state, colour=0, deleted=False)
        elif word == "deleted":
            return replace(state, deleted=number != 0)
        elif word in _SKIPPED:
            return replace(state, aside="skip")
        elif word in _ASIDE and state.aside != "skip":
            self.asides.append((_ASIDE[word], []))
            return replace(state, aside=_ASIDE[word])
        elif state.aside == "colours":
            self._colour(word, number)
        elif state.aside == "unknown":
            return replace(state, aside="skip")
        return state

    def _sign(self, sign: str, state: _State) -> _State:
        if sign == "*":  # what follows may be left out by a program that does not know it
            return replace(state, aside=state.aside if state.aside else "unknown")
        if sign in "\r\n":
            self._paragraph(state)
        elif sign in _SIGNS:
            self._add(_SIGNS[sign], state)
        return state

    def _colour(self, word: str, number: int | None) -> None:
        """One of red, green, blue of the colour in the making."""
        if word in {"red", "green", "blue"}:
            self.asides[-1][1].append(f"{min(255, max(0, number or 0)):02X}")

    def _decoded(self, raw: bytes | bytearray) -> str:
        try:
            return bytes(raw).decode(self.codec)
        except UnicodeDecodeError:
            return "".join(_one(b, self.codec) for b in raw)

    def _add(self, words: str, state: _State) -> None:
        if state.aside in {"skip", "unknown"}:
            return
        if state.aside:
            self.asides[-1][1].append(words)
            return
        if state.deleted:
            number = len(self.paragraphs) + 1
            self.deleted[number] = self.deleted.get(number, 0) + len(words)
            return
        self.spans.append((self.length, self.length + len(words), self._named(state.colour)))
        self.parts.append(words)
        self.length += len(words)

    def _named(self, index: int) -> str:
        if not self.colours:
            table = next((parts for kind, parts in self.asides if kind == "colours"), [])
            entries = "".join(table).split(";")
            self.colours = [e.strip() if len(e.strip()) == 6 else "auto" for e in entries]
        colour = self.colours[index] if 0 <= index < len(self.colours) else "auto"
        return "auto" if colour == "auto" or max(bytes.fromhex(colour)) < 60 else colour

    def _paragraph(self, state: _State) -> None:
        if state.aside:
            if self.asides and state.aside not in {"skip", "unknown"}:
                self.asides[-1][1].append("\n")
            return
        if not self.in_table:
            self._close_table()
        text = _paired("".join(self.parts))
        fits = len(text) == self.length
        spans = self.spans if fits else [(0, len(text), "auto")] if text else []
        self.paragraphs.append(Paragraph(text, spans, state.heading))
        self.parts, self.spans, self.length = [], [], 0
        if not self.in_table:
            self.cell_from = len(self.paragraphs)

    def _cell(self, state: _State) -> None:
        if state.aside:
            return
        self.in_table = True
        self._paragraph(state)
        words = [p.text for p in self.paragraphs[self.cell_from :]]
        self.cells.append("\n".join(words).strip())
        self.cell_from = len(self.paragraphs)

    def _close_table(self) -> None:
        if self.cells:
            self.rows.append(self.cells)
        if self.rows:
            self.tables.append(self.rows)
        self.rows, self.cells = [], []

    def problems(self) -> list[Problem]:
        said = [
            Problem(
                "note",
                n,
                f"{counted(length, 'character')} deleted here in tracked changes, not read",
            )
            for n, length in self.deleted.items()
        ]
        author = ""
        for kind, parts in self.asides:
            words = "".join(parts).strip()
            if kind == "author":
                author = words
            elif kind == "comment" and words:
                message = "a comment; it is no turn and is kept here"
                by = f"{author}: " if author else ""
                said.append(Problem("note", None, message, by + words))
            elif kind in {"header", "footer", "footnote"} and words:
                said.append(Problem("note", None, f"this is a {kind} and no turn", words))
        if self.unclosed:
            message = "the file ends in the middle of its RTF; words at its end may be missing"
            said.append(Problem("warning", None, message))
        return said


def _codec(number: int) -> str:
    for name in (f"cp{number}", {10000: "mac-roman", 65001: "utf-8"}.get(number, "cp1252")):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return "cp1252"


def _one(byte: int, codec: str) -> str:
    return bytes([byte]).decode(codec, errors="ignore") or chr(byte)


def _paired(text: str) -> str:
    """Surrogate pairs, which RTF writes as two characters, as the one they stand for."""
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
