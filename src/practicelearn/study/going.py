"""The words that go, and where people repeat them.

A passage of four words or more is known by every run of four of its words; a shorter one only as a
whole, word by word: "Ann" is in "Ann's" and not in "planning". What consists of nothing but words
that everybody says ("no", "yes, mm") is known by its place alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from practicelearn.language.names import FUNCTION

__all__ = ["Going"]

RUN = 4
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_OWNER = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class Going:
    """What is sought in texts.

    Parameters
    ----------
    short : frozenset of tuple of str
        Passages of fewer than four words, folded.
    runs : frozenset of tuple of str
        Every run of four words of longer ones.
    """

    short: frozenset[tuple[str, ...]] = frozenset()
    runs: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, passages: Iterable[str]) -> Going:
        """Return what to seek for passages that go."""
        short, runs = set(), set()
        for passage in passages:
            said = [word for word, _, _ in _words(passage)]
            if len(said) >= RUN:
                runs |= {tuple(said[n : n + RUN]) for n in range(len(said) - RUN + 1)}
            elif said and not set(said) <= FUNCTION:
                short.add(tuple(said))
        return cls(frozenset(short), frozenset(runs))

    def __bool__(self) -> bool:
        return bool(self.short or self.runs)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where a text repeats any of it, start and end, in order and apart.

        Examples
        --------
        >>> Going.of(["Ann"]).places("Planning with Ann, and Ann’s desk")
        [(14, 17), (23, 26)]
        >>> Going.of(["No."]).places("no, there is no desk")
        []
        """
        found = _words(text)
        said = [word for word, _, _ in found]
        hit = [False] * len(said)
        for passage in self.short:
            n = len(passage)
            for k in range(len(said) - n + 1):
                if tuple(said[k : k + n]) == passage:
                    hit[k : k + n] = [True] * n
        if self.runs:
            for k in range(len(said) - RUN + 1):
                if tuple(said[k : k + RUN]) in self.runs:
                    hit[k : k + RUN] = [True] * RUN
        out: list[tuple[int, int]] = []
        for k, (_, start, end) in enumerate(found):
            if not hit[k]:
                continue
            if k and hit[k - 1]:
                out[-1] = (out[-1][0], end)
            else:
                out.append((start, end))
        return out

    def within(self, text: str) -> bool:
        """Whether a text repeats any of it."""
        return bool(self.places(text))

    def without(self, text: str, note: str) -> str:
        """Return a text with a note in the place of what it repeats.

        Examples
        --------
        >>> Going.of(["Ann"]).without("ask Ann's manager", "[redacted: name]")
        "ask [redacted: name]'s manager"
        """
        found = self.places(text)
        if len(found) == 1 and not _WORD.search(text[: found[0][0]] + text[found[0][1] :]):
            return note  # nothing else was said
        for start, end in reversed(found):
            text = text[:start] + note + text[end:]
        return text


def _words(text: str) -> list[tuple[str, int, int]]:
    """Each word folded, with its place; what makes an owner of it is left out."""
    out = []
    for match in _WORD.finditer(text):
        word = match[0]
        owner = _OWNER.search(word)
        end = match.end() - (len(owner[0]) if owner else 0)
        out.append((text[match.start() : end].casefold().replace("’", "'"), match.start(), end))
    return out
