"""One form in which words are compared, and characters that nobody sees.

A soft hyphen, a zero-width space or a mark of direction inside a name makes another text of it, and
the same name to whoever reads it. Texts are kept without such characters, and compared without.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

__all__ = ["UNSEEN", "Folded", "folded", "name_form", "normal_form", "without_unseen"]

_UNSEEN = "\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"
_JOINERS = "\u200c\u200d"
UNSEEN = "\u00ad\u200b\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
"""Characters that nobody sees and that part no words; joiners are another matter."""
_ANY = re.compile(f"[{_UNSEEN}{_JOINERS}]")
_SIGNS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\uff07`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
)
_NEVER_JOINED = ("LATIN", "GREEK", "CYRILLIC")


class Folded(NamedTuple):
    """A text in another form, and where each of its characters stands in the text it is of.

    ``places`` has one entry more than ``text`` has characters; the last is the end.
    """

    text: str
    places: Sequence[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch, end exclusive, stands in the text it is of."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


def without_unseen(text: str) -> str:
    """Return the text without characters that nobody sees and that part no words.

    Joiners (U+200C, U+200D) stay behind an emoji, and behind a letter of a script that is written
    with them: there they can be seen.

    Examples
    --------
    >>> without_unseen("Sio\u00adbh\u200ban"), without_unseen("\U0001f469\u200d\u2695\ufe0f")
    ('Siobhan', '👩\u200d⚕️')
    """
    if text.isascii() or not _ANY.search(text):
        return text
    return "".join(c for n, c in enumerate(text) if not _is_unseen(text, n))


def normal_form(text: str) -> str:
    """Return the form in which words are compared.

    NFC, without case, typographic apostrophes and hyphens as those of a keyboard, nothing unseen.

    Examples
    --------
    >>> normal_form("O\u2019Nei\u200bll") == normal_form("o'neill")
    True
    """
    seen = _ANY.sub("", text) if not text.isascii() else text
    # case folding may take a character apart again
    return unicodedata.normalize(
        "NFC", unicodedata.normalize("NFC", seen).casefold().translate(_SIGNS)
    )


def name_form(text: str) -> str:
    """Return the form in which names that people type are compared.

    Without case, one blank between words.

    Examples
    --------
    >>> name_form(" Hot  Desks ") == name_form("hot desks")
    True
    """
    return " ".join(text.casefold().split())


def folded(text: str, *, case: bool = True) -> Folded:
    """Return the text in its normal form, and where each character of it comes from.

    Parameters
    ----------
    text : str
    case : bool, default True
        Without case and with the keyboard's signs, as :func:`normal_form`; else composed and
        without what is unseen only.
    """
    if text.isascii():
        return Folded(text.lower() if case else text, range(len(text) + 1))
    if not case and unicodedata.is_normalized("NFC", text) and not _ANY.search(text):
        return Folded(text, range(len(text) + 1))
    out: list[str] = []
    places: list[int] = []
    for match in _letters().finditer(text):
        part = match[0]
        if part.isascii():
            out.append(part.lower() if case else part)
            places += range(match.start(), match.end())
            continue
        made = normal_form(part) if case else unicodedata.normalize("NFC", _ANY.sub("", part))
        out.append(made)
        places += [match.start()] * len(made)
    return Folded("".join(out), [*places, len(text)])


@cache
def _letters() -> re.Pattern[str]:
    """A letter and what is put above or below it go together, unseen characters between them too.

    Made when a text needs it: all of Unicode is looked through for signs above letters.
    """
    above = "".join(
        re.escape(chr(n)) for n in range(0x300, 0x20000) if unicodedata.combining(chr(n))
    )
    more = f"[{above}{_UNSEEN}{_JOINERS}]"
    return re.compile(f"[\\x00-\\x7f]+(?!{more})|.{more}*", re.DOTALL)


def _is_unseen(text: str, n: int) -> bool:
    """Whether the character at a place is seen by nobody."""
    char = text[n]
    if char not in _JOINERS:
        return _ANY.match(char) is not None
    before = n - 1
    while before >= 0 and unicodedata.category(text[before]) in {"Mn", "Mc", "Me", "Sk"}:
        before -= 1  # signs above letters, colours of skin
    if before < 0:
        return True
    kind, name = unicodedata.category(text[before]), unicodedata.name(text[before], "")
    if kind[0] == "L":
        return name.startswith(_NEVER_JOINED)
    return kind != "So"
