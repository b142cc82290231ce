"""From bytes to text: byte order mark, UTF-8, UTF-16 by its zero bytes, else Windows-1252."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Decoded", "decode", "line_starts"]

# the five bytes it leaves open become the control characters of the same number
_CP1252 = "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in range(256))
_HEAD = 65_536
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Decoded:
    """A file's text, the encoding it was read as, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(raw: bytes) -> Decoded:
    """Return the text of a file.

    Notes
    -----
    In order: a byte order mark; UTF-8 if every byte fits; UTF-16 if every other byte is mostly
    zero; else cp1252, in which every byte is a character (the five it leaves open become the
    control characters of the same number), so that nothing is lost.
    """
    # every reader's content test asks for the text of the same first bytes of a file
    return _decode_head(raw) if len(raw) <= _HEAD else _decode(raw)


def _decode(raw: bytes) -> Decoded:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if raw.startswith(mark):
            body = raw[len(mark) :]
            return Decoded(body.decode(encoding, errors="replace"), f"{encoding} with a mark")
    wide = _utf16(raw)
    if wide is not None:
        return Decoded(raw.decode(wide, errors="replace"), wide, guessed=True)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(_cp1252(raw), "cp1252", guessed=True)


_decode_head = lru_cache(maxsize=1)(_decode)


def line_starts(text: str) -> list[tuple[int, int]]:
    """Return start and end (without its line end) of each line.

    Only CR LF, LF and CR end a line: ``str.splitlines`` also breaks at characters such as U+0085,
    which is an ellipsis in a file decoded the wrong way.
    """
    lines, at = [], 0
    if "\r" not in text:
        for line in text.split("\n"):
            lines.append((at, at + len(line)))
            at += len(line) + 1
        return lines
    for match in _LINE_END.finditer(text):
        lines.append((at, match.start()))
        at = match.end()
    lines.append((at, len(text)))
    return lines


def _utf16(raw: bytes) -> str | None:
    head = raw[:4096]
    if len(head) < 4:
        return None
    odd, even = head[1::2].count(0) / len(head[1::2]), head[0::2].count(0) / len(head[0::2])
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _cp1252(raw: bytes) -> str:
    return codecs.charmap_decode(raw, "strict", _CP1252)[0]
