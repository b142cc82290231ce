"""Where quoted words stand, also when somebody tidied the quote: the place, and how sure it is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from practicelearn.corpus import Corpus

__all__ = ["Finder", "Found"]

_WORD = re.compile(r"\w+")
_CUT = re.compile(r"\s*[\[(]?(?:\.{3}|…)[\])]?\s*")
_MOST_PLACES = 4_000
_LONGEST = 600
_TRIED = 8


@dataclass(frozen=True)
class Found:
    """Where a quote stands.

    Parameters
    ----------
    parts : tuple of (turn_id, start, end)
        Empty where nothing is like it.
    score : float
        0 to 1: twice the words that match in order, over the words of the quote and of the place;
        1 for the exact words.
    n_places : int
        Places with this score; more than one means that the quote alone does not tell.
    """

    parts: tuple[tuple[str, int, int], ...] = ()
    score: float = 0.0
    n_places: int = 0


@dataclass(frozen=True)
class _Word:
    word: str
    turn_id: str
    start: int
    end: int


class Finder:
    """Looks for quotes in a corpus; each session's words are listed once."""

    def __init__(self, corpus: Corpus) -> None:
        self._texts: dict[str, dict[str, str]] = {}
        for session, part in corpus.turns.groupby("session_id", sort=False):
            self._texts[str(session)] = dict(zip(part.index, part["text"], strict=True))
        self._words: dict[str, list[_Word]] = {}
        self._places: dict[str, dict[str, list[int]]] = {}

    def find(
        self,
        quote: str,
        *,
        session: str | None = None,
        among: Collection[str] | None = None,
    ) -> Found:
        """Return the place of a quote.

        Parameters
        ----------
        quote : str
            ``...`` or ``[…]`` stands for words left out.
        session : str, optional
            Where to look; by default everywhere.
        among : collection of str, optional
            Only in these turns.
        """
        quote = quote.strip()
        sessions = [session] if session is not None else list(self._texts)
        if among is not None:
            own = {turn.rsplit(":", 1)[0] for turn in among}
            sessions = [s for s in sessions if s in own]
        exact = self._exact(quote, sessions, among)
        if exact.n_places:
            return exact
        pieces = [p for p in _CUT.split(quote) if _WORD.search(p)]
        if len(pieces) > 1:
            whole = self._pieces(pieces, sessions, among)
            if whole.n_places:
                return whole
        return self._best(quote, sessions, among)

    def _exact(self, quote: str, sessions: list[str], among: Collection[str] | None) -> Found:
        found: list[tuple[str, int, int]] = []
        for turn_id, text in self._turns(sessions, among):
            at = text.find(quote) if quote else -1
            while at >= 0:
                found.append((turn_id, at, at + len(quote)))
                at = text.find(quote, at + 1)
        return Found(tuple(found[:1]), 1.0 if found else 0.0, len(found))

    def _turns(self, sessions: list[str], among: Collection[str] | None) -> list[tuple[str, str]]:
        every = [pair for s in sessions for pair in self._texts.get(s, {}).items()]
        return [pair for pair in every if among is None or pair[0] in among]

    def _pieces(
        self, pieces: list[str], sessions: list[str], among: Collection[str] | None
    ) -> Found:
        """The stretch from the first piece to the last, all of one session and in order."""
        for session in sessions:
            found = [self.find(p, session=session, among=among) for p in pieces]
            if not all(f.n_places == 1 for f in found):
                continue
            ends = [p for f in found for p in f.parts]
            if ends == sorted(ends) and len({t for t, _, _ in ends}) == 1:
                score = min(f.score for f in found)
                return Found(((ends[0][0], ends[0][1], ends[-1][2]),), score, 1)
        return Found()

    def _best(self, quote: str, sessions: list[str], among: Collection[str] | None) -> Found:
        wanted = [w.casefold() for w in _WORD.findall(quote)][:_LONGEST]
        hits: dict[tuple[tuple[str, int, int], ...], float] = {}
        voted = [(n, s, place) for s in sessions for place, n in self._voted(wanted, s)]
        for _, session, place in sorted(voted, key=lambda v: -v[0])[:_TRIED]:
            words = self._words[session]
            low = max(0, place - 6)
            high = min(len(words), place + int(len(wanted) * 1.4) + 10)
            hit = _matched(wanted, [w.word for w in words[low:high]])
            if hit is None:
                continue
            parts = self._parts(words[low + hit[0] : low + hit[1] + 1], session, quote)
            if among is None or all(p[0] in among for p in parts):
                hits[parts] = max(hit[2], hits.get(parts, 0.0))
        if not hits:
            return Found()
        top = max(hits.values())
        best = [parts for parts, score in hits.items() if score > top - 1e-9]
        return Found(best[0], min(top, 0.99) if top < 1 else top, len(best))

    def _voted(self, wanted: list[str], session: str) -> list[tuple[int, int]]:
        """Where in a session the quote could begin, and how many of its words say so."""
        self._listed(session)
        places = self._places[session]
        votes: Counter[int] = Counter()
        spent = 0
        rare_first = sorted(range(len(wanted)), key=lambda q: len(places.get(wanted[q], ())))
        for q in rare_first:
            own = places.get(wanted[q], ())
            spent += len(own)
            if spent > _MOST_PLACES and votes:
                break
            votes.update((p - q) // 4 for p in own)
        return [(bucket * 4, n) for bucket, n in votes.most_common(_TRIED)]

    def _listed(self, session: str) -> None:
        if session not in self._words:
            words = [
                _Word(m[0].casefold(), turn_id, m.start(), m.end())
                for turn_id, text in self._texts.get(session, {}).items()
                for m in _WORD.finditer(text)
            ]
            places: dict[str, list[int]] = defaultdict(list)
            for n, word in enumerate(words):
                places[word.word].append(n)
            self._words[session], self._places[session] = words, places

    def _parts(
        self, words: list[_Word], session: str, quote: str
    ) -> tuple[tuple[str, int, int], ...]:
        ends: dict[str, tuple[int, int]] = {}
        for word in words:
            start, _ = ends.get(word.turn_id, (word.start, 0))
            ends[word.turn_id] = (start, word.end)
        last = words[-1].turn_id
        text, (start, end) = self._texts[session][last], ends[last]
        if quote[-1:] in ".?!" and text[end : end + 1] in {".", "?", "!"}:
            end += 1  # the full stop belongs to what was quoted
        ends[last] = (start, end)
        for turn_id, (start, end) in ends.items():  # what runs on takes signs at the seam along
            text = self._texts[session][turn_id]
            whole = turn_id != last and not _WORD.search(text, end)
            begins = turn_id != words[0].turn_id and not _WORD.search(text[:start])
            ends[turn_id] = (0 if begins else start, len(text) if whole else end)
        return tuple((turn_id, a, b) for turn_id, (a, b) in ends.items())


def _matched(wanted: list[str], words: list[str]) -> tuple[int, int, float] | None:
    """First and last matching word of the best stretch, and its score."""
    matcher = SequenceMatcher(None, wanted, words, autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size][:24]
    best: tuple[int, int, float] | None = None
    for i in range(len(blocks)):
        size = 0
        for block in blocks[i:]:
            size += block.size
            first, last = blocks[i].b, block.b + block.size - 1
            score = 2 * size / (len(wanted) + last - first + 1)
            if best is None or score > best[2]:
                best = (first, last, score)
    return best
