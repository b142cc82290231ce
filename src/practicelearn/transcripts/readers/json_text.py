"""JSON that remembers where each value stands, so that every character of the file has an owner.

A file that was cut off keeps what was read of it, and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from practicelearn.transcripts.readers.checks import ReadError, plain_words
from practicelearn.transcripts.tiles import Kind, Piece, Problem, Tile

__all__ = ["LARGEST", "JsonFile", "Number", "Text", "parse", "text_of"]

LARGEST = 64 * 2**20
"""JSON longer than this is refused (characters): an hour with a time a word has two million."""

_DEEPEST = 60
_TOKEN = re.compile(
    r"[ \t\r\n\x00\ufeff]*(?:(?P<mark>[{}\[\],:])"
    r'|"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)"'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])"
    r"|(?P<word>true|false|null|NaN|-?Infinity)(?!\w))",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False}
_SPACE = " \t\r\n\x00\ufeff"


class Text(str):
    """A string value and where it stands, without its quotation marks."""

    __slots__ = ("end", "start")
    start: int
    end: int


class Number(float):
    """A number and where it stands."""

    __slots__ = ("end", "start")
    start: int
    end: int


@dataclass
class JsonFile:
    """A parsed file: ``values`` are (key, value) in file order, ``cut_at`` where it broke off."""

    text: str
    root: Any = None
    values: list[tuple[str, Text | Number]] = field(default_factory=list)
    cut_at: int | None = None
    _owned: dict[int, Tile] = field(default_factory=dict)

    def own(self, value: Any, kind: Kind) -> None:
        """Claim a value; what is no value of this file, such as a missing key, is passed over."""
        if isinstance(value, Text | Number) and value.end > value.start:
            self._owned.setdefault(value.start, Tile(value.start, value.end, kind))

    def speech(self, value: Any, before: str = " ") -> list[Piece]:
        """Claim a string as speech; return it as pieces, without white space at its ends."""
        if not isinstance(value, Text) or not value.strip():
            return []
        start, end = value.start, value.end
        if len(value) == end - start:  # no escapes: the words can be placed exactly
            start += len(value) - len(value.lstrip())
            end = start + len(value.strip())
        self._owned.setdefault(start, Tile(start, end, "speech"))
        return [Piece(str(value.strip()), start, end, before)]

    def tiles(
        self, repeats: Collection[str], quiet: Collection[str] = ()
    ) -> tuple[list[Tile], list[Problem]]:
        """Return the tiles of the file, and what stands in it that is no turn.

        Parameters
        ----------
        repeats : collection of str
            Keys whose strings say again what was claimed as speech. They are syntax; a word there
            that nobody spoke is a problem.
        quiet : collection of str
            Keys whose strings are the format's own: times, ids, kinds. They are syntax too.
        """
        spoken = {w for t in self._owned.values() if t.kind == "speech" for w in self._words(t)}
        spans = sorted((t.start, t.end) for t in self._owned.values())
        starts = {a for a, _ in spans}
        loose: list[str] = []
        front: list[str] = []
        covered = iter([*spans, (len(self.text), len(self.text))])
        a, b = next(covered)
        for key, value in self.values:
            while b <= value.start and b < len(self.text):
                a, b = next(covered)
            if value.start in starts or (a < value.end and value.start < b):
                continue
            if not isinstance(value, Text) or not value.strip() or key in quiet:
                continue
            if key in repeats:
                missing = [w for w in plain_words(value) if w not in spoken]
                if missing:
                    loose.append(" ".join(missing))
            else:
                front.append(f"{key}: {value}")
                self.own(value, "preamble")
        return list(self._closed()), self._problems(loose, front)

    def _words(self, tile: Tile) -> list[str]:
        part = self.text[tile.start : tile.end]
        return plain_words(text_of(part) if "\\" in part else part)

    def _closed(self) -> Iterator[Tile]:
        end = len(self.text) if self.cut_at is None else self.cut_at
        at = 0
        for tile in sorted(self._owned.values(), key=lambda t: t.start):
            if tile.start > at:
                yield Tile(at, tile.start, "syntax")
            yield tile
            at = tile.end
        if end > at:
            yield Tile(at, end, "syntax")
        if len(self.text) > max(at, end):
            yield Tile(max(at, end), len(self.text), "issue")

    def _problems(self, loose: list[str], front: list[str]) -> list[Problem]:
        out: list[Problem] = []
        if self.cut_at is not None:
            message = "the file breaks off in the middle; what comes after is missing"
            out.append(Problem("warning", None, message, self.text[self.cut_at :]))
        if loose:
            message = "these words stand in a second copy of the speech only and are no turn"
            out.append(Problem("warning", None, message, " ".join(loose)))
        if front:
            message = "these fields of the file are no turns"
            out.append(Problem("note", None, message, "\n".join(front)))
        return out


def parse(text: str) -> JsonFile:
    """Return the file's values with their places.

    Raises
    ------
    ReadError
        Something stands where JSON allows no such thing, before the end of the file; the file is
        too long, or lists stand in lists more than 60 deep.
    """
    if len(text) > LARGEST:
        message = f"it holds {len(text) >> 20} million characters of JSON; at most {LARGEST >> 20}"
        raise ReadError(f"{message} are read. Cut the recording into parts")
    out = JsonFile(text)
    _Parser(out).run()
    return out


def text_of(raw: str) -> str:
    r"""Return the words of a JSON string; escapes that mean nothing are kept as they stand.

    Examples
    --------
    >>> text_of(r"caf\u00e9"), text_of(r"\q")
    ('café', '\\q')
    """
    if "\\" not in raw:
        return raw
    try:
        words = str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw
    # half a surrogate pair is no character: it could not be written to any file
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Parser:
    """Goes through the tokens with a stack instead of recursion: depth is no danger."""

    def __init__(self, out: JsonFile) -> None:
        self.out = out
        self.stack: list[Any] = []
        self.keys: list[str] = []
        self.key: str | None = None
        self.done = False

    def run(self) -> None:
        text, at = self.out.text, 0
        expects = "value"  # value, key, colon or comma
        match_token: Callable[[str, int], re.Match[str] | None] = _TOKEN.match
        while not self.done:
            token = match_token(text, at)
            if token is None:
                self._broken(at)
                return
            kind = token.lastgroup
            if kind == "mark":
                expects = self._mark(token["mark"], expects, at)
            elif kind == "string" and expects == "key":
                self.key = text_of(token["string"])
                expects = "colon"
            elif expects in {"value", "first"}:
                self._add(self._value(token))
                expects = "comma"
            else:
                self._fail(token.start() + len(token[0]) - len(token[0].lstrip(_SPACE)))
            at = token.end()
        if text[at:].strip(_SPACE):
            self._fail(at)

    def _mark(self, mark: str, expects: str, at: int) -> str:
        if mark in "{[" and expects in {"value", "first"}:
            if len(self.stack) >= _DEEPEST:
                raise ReadError(
                    f"its lists are nested more than {_DEEPEST} deep; no transcript's are"
                )
            holder: Any = {} if mark == "{" else []
            self._add(holder)
            self.stack.append(holder)
            self.keys.append(self.key or (self.keys[-1] if self.keys else ""))
            self.done = False
            return "key" if mark == "{" else "first"
        if mark in "}]" and self._closes(mark, expects):
            self.stack.pop()
            self.key = self.keys.pop()
            self.done = not self.stack
            return "comma"
        if mark == "," and expects == "comma" and self.stack:
            return "key" if isinstance(self.stack[-1], dict) else "value"
        if mark == ":" and expects == "colon":
            return "value"
        self._fail(at)
        return ""  # pragma: no cover  _fail raises

    def _closes(self, mark: str, expects: str) -> bool:
        if not self.stack or isinstance(self.stack[-1], dict) != (mark == "}"):
            return False
        return expects == "comma" or (not self.stack[-1] and expects in {"key", "first"})

    def _value(self, token: re.Match[str]) -> Any:
        kind = token.lastgroup
        if kind == "word":
            return _WORDS.get(token["word"])
        value: Text | Number
        value = Text(text_of(token["string"])) if kind == "string" else Number(token["number"])
        value.start, value.end = token.span(str(kind))
        key = (
            self.key
            if self.stack and isinstance(self.stack[-1], dict)
            else self.keys[-1]
            if self.keys
            else ""
        )
        self.out.values.append((key or "", value))
        return value

    def _add(self, value: Any) -> None:
        if not self.stack:
            self.out.root = value
            self.done = not isinstance(value, dict | list)
        elif isinstance(self.stack[-1], dict):
            self.stack[-1][self.key] = value
        else:
            self.stack[-1].append(value)

    def _broken(self, at: int) -> None:
        """Nothing fits at this place: fine at the end of the file, where it was cut off."""
        rest = self.out.text[at:].lstrip(_SPACE)
        open_string = rest.startswith('"')  # no closing quotation mark follows, or it would fit
        if not rest or open_string or re.fullmatch(r"-?[\d.eE+-]*|[a-zA-Z]{1,8}", rest):
            self.out.cut_at = len(self.out.text) - len(rest)
            return
        self._fail(len(self.out.text) - len(rest))

    def _fail(self, at: int) -> None:
        text = self.out.text
        line = text.count("\n", 0, at) + 1
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        raise ReadError(
            f"its JSON is damaged at character {column} of the line; export the file again", line
        )
