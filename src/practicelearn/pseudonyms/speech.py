"""One stretch of speech as the rules see it: its tokens, its case, where sentences begin."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import NamedTuple

from practicelearn.language.forms import folded
from practicelearn.language.names import Words
from practicelearn.pseudonyms.hits import Hit, hidden

__all__ = ["Speech", "Token"]

_TOKEN = re.compile(r"[^\W_]+(?:[’'\-/&][^\W_]+)*")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_ENDS = re.compile(r"(?:[.?!:;…\n]|[-–—]\s|[\"“‘(*])[\s\"“‘(*]*$")


class Token(NamedTuple):
    """A word or number: where it stands, as written and in lower case without possessive."""

    start: int
    end: int
    word: str
    lower: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.word[:1].isupper()


class Speech:
    """A text prepared for the rules; square brackets are filled and invisible.

    Parameters
    ----------
    text : str
        Rules see it composed (NFC) and without characters that nobody sees; :meth:`back` tells
        where a hit is in the text itself.
    words : Words
        What is known of single words.
    """

    def __init__(self, text: str, words: Words) -> None:
        bare = folded(text, case=False)
        # hyphens that Word puts in are hyphens; one for one, so that places stay
        self.text = hidden(bare.text).translate(_HYPHENS)
        self.words = words
        self._bare = bare if bare.text != text else None

    def back(self, hit: Hit) -> Hit:
        """Return a hit with its place in the text that was given, where it is another one."""
        if self._bare is None:
            return hit
        start, end = self._bare.back(hit.start, hit.end)
        return hit._replace(start=start, end=end)

    @cached_property
    def tokens(self) -> list[Token]:
        """Words and numbers, in order; the possessive ending is no part of a token."""
        out = []
        for match in _TOKEN.finditer(self.text):
            word = match[0]
            if word[-2:].lower() in {"'s", "’s"}:
                word = word[:-2]
            out.append(Token(match.start(), match.start() + len(word), word, _lower(word)))
        return out

    @cached_property
    def lowered(self) -> bool:
        """Whether case says nothing: no capital but ``I``, or capitals only."""
        letters = re.sub(r"\bI\b", "", self.text)
        has_upper = any(c.isupper() for c in letters)
        has_lower = any(c.islower() for c in letters)
        many = sum(c.isupper() for c in letters) > 12
        return not has_upper or (not has_lower and many)

    def starts_sentence(self, n: int) -> bool:
        """Whether the capital of token ``n`` may be there only because a sentence begins."""
        if n == 0:
            return True
        start = self.tokens[n].start
        # no further back: a long turn is otherwise read again for each of its words
        return bool(_ENDS.search(self.text[max(self.tokens[n - 1].end, start - 12) : start]))

    def beside(self, n: int, *, over_possessive: bool = False) -> bool:
        """Whether nothing but one space (or ``St. ``) stands between token ``n`` and the next.

        A possessive ending parts two names (*Sam's Whitmore*) but belongs to a school's own
        (*St Mary's Primary*): ``over_possessive`` reads on.
        """
        if not 0 <= n < len(self.tokens) - 1:
            return False
        one, other = self.tokens[n], self.tokens[n + 1]
        gap = self.text[one.end : other.start]
        if over_possessive and gap.lower() in {"'s ", "’s ", "' ", "’ "}:
            return True
        return gap == " " or (gap == ". " and one.lower in {"st", "mt", "dr", "mr", "mrs", "ms"})

    def lower(self, n: int) -> str:
        """Token ``n`` in lower case; an empty string outside the text."""
        return self.tokens[n].lower if 0 <= n < len(self.tokens) else ""

    def possessive(self, n: int) -> bool:
        """Whether token ``n`` is followed by ``'s``."""
        end = self.tokens[n].end
        return self.text[end : end + 2].lower() in {"'s", "’s"}


def _lower(word: str) -> str:
    """Return a word as the lists have it: lower case, without accents."""
    lower = word.lower().replace("’", "'")
    if lower.isascii():
        return lower
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in apart if not unicodedata.combining(c))
