"""The words that go, and where people repeat them.

A passage of four words or more is known by every run of four of its words; a shorter one only as a
whole, word by word: "Ann" is in "Ann's" and not in "planning". What consists of nothing but words
that everybody says ("no", "yes, mm") is known by its place alone, and so is a whole turn of a
single word.

Fewer words than these are no proof that anybody repeats anybody: "on the duty desk" is everybody's.
Three words of a longer passage, two of them more than words of grammar, are therefore not taken
out: a person is told where they stand, and looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from practicelearn.language.forms import folded
from practicelearn.language.names import FUNCTION

__all__ = ["Going"]

RUN = 4
LOOSE, TELLING = 3, 2
"""Words of a run that is only told of, and how many of them must be more than grammar."""
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
    loose : frozenset of tuple of str
        What is told of and stays: runs of three words, and turns of one.
    """

    short: frozenset[tuple[str, ...]] = frozenset()
    runs: frozenset[tuple[str, ...]] = frozenset()
    loose: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, passages: Iterable[str], *, whole_turns: bool = False) -> Going:
        """Return what to seek for passages that go.

        Parameters
        ----------
        passages : iterable of str
        whole_turns : bool, default False
            Whether they are all that somebody said: then a single word is anybody's. A passage
            that a person has chosen for what it says, such as a name, is not.
        """
        short, runs, loose = (set[tuple[str, ...]]() for _ in range(3))
        for passage in passages:
            said = [word for word, _, _ in _words(passage)]
            if len(said) >= RUN:
                runs |= _runs(said, RUN)
                loose |= {run for run in _runs(said, LOOSE) if _telling(run) >= TELLING}
            elif _telling(said):
                (loose if whole_turns and len(said) == 1 else short).add(tuple(said))
        return cls(frozenset(short), frozenset(runs), frozenset(loose))

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
        return _stretches(found, self._hits([word for word, _, _ in found]))

    def loose_places(self, text: str) -> list[tuple[int, int]]:
        """Return where a text may repeat some of it, beyond :meth:`places`: a person has to look.

        Examples
        --------
        >>> going = Going.of(["my manager shouted at the duty desk"])
        >>> text = "One says that a manager shouted at her."
        >>> going.places(text), [text[a:b] for a, b in going.loose_places(text)]
        ([], ['manager shouted at'])
        """
        found = _words(text)
        said = [word for word, _, _ in found]
        gone = self._hits(said)
        loose = [False] * len(said)
        for n in {len(run) for run in self.loose}:
            for k in range(len(said) - n + 1):
                if tuple(said[k : k + n]) in self.loose and not all(gone[k : k + n]):
                    loose[k : k + n] = [True] * n
        return _stretches(found, loose)

    def _hits(self, said: list[str]) -> list[bool]:
        """Which words of a text are repeated."""
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
        return hit

    def within(self, text: str) -> bool:
        """Whether a text repeats any of it."""
        return bool(self.places(text))

    def loosely_within(self, text: str) -> bool:
        """Whether a text may repeat some of it."""
        return bool(self.loose_places(text))

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


def _runs(said: list[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(said[k : k + n]) for k in range(len(said) - n + 1)}


def _telling(said: Iterable[str]) -> int:
    """How many words are more than grammar and what everybody says."""
    return sum(word not in FUNCTION for word in said)


def _stretches(found: list[tuple[str, int, int]], hit: list[bool]) -> list[tuple[int, int]]:
    """Start and end of what is hit, words that follow each other together."""
    out: list[tuple[int, int]] = []
    for k, (_, start, end) in enumerate(found):
        if not hit[k]:
            continue
        if k and hit[k - 1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _words(text: str) -> list[tuple[str, int, int]]:
    """Each word folded, with its place; what makes an owner of it is left out.

    Letters are composed and what nobody sees is no part of a word: a name typed on another computer
    is the same name.
    """
    own = folded(text, case=False)
    out = []
    for match in _WORD.finditer(own.text):
        owner = _OWNER.search(match[0])
        end = match.end() - (len(owner[0]) if owner else 0)
        word = own.text[match.start() : end].casefold().replace("’", "'")
        # up to the next letter's place: a sign above the last one goes with it
        out.append((word, own.places[match.start()], own.places[end]))
    return out
