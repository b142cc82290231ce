"""Places: towns by a list, saints' names, and villages of several words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from practicelearn.language.names import FUNCTION, NOT_NAMES, listed, places
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.speech import Speech

__all__ = ["find_places", "is_place"]

_BEFORE = listed(
    """
    great little much nether upper lower high low north south east west long old new market kings
    king's bishops bishop's abbots castle chapel temple black white middle stoke royal nr over
    church saint st kirk hinton thorpe sutton burton ashby brampton hooton newton aston weston
    cold stony steeple
    """
)
_BEHIND = listed(
    """
    bay bridge cross green moor common heath hill hills head side sands island isle vale valley
    dale forest harbour haven port spa abbas regis magna parva mandeville bassett fitzpaine
    """
)
_SUFFIX = re.compile(
    r".{2,}(?:ton|ham|ley|leigh|by|ford|wick|wich|thorpe|worth|bury|borough|burgh|brough|field|"
    r"combe|stead|minster|mouth|holme|hulme|dale|shaw|bourne|hurst|stone|stow|stoke|wold|well|"
    r"cester|chester|caster|ness|pool|bridge|gate|hithe|sett|throp|toft|beck|rigg)"
)
_COMPOUND = re.compile(r"(?:[^\W\d_]+-)+(?:on|upon|under|le|in|by|the|next)-[^\W\d_-]+(?:-\w+)*")
# words of which the first says nothing by itself: only behind a preposition
_PLAIN = listed(
    "great little much high low north south east west long old new black white middle over"
)
_LIVES = listed(
    "live lives lived living work works worked office placed school based born nan mum up over "
    "down out"
)
_TO = listed("in at to from near of over through around towards by outside into for")


def find_places(speech: Speech) -> Iterator[Hit]:
    """Yield places of two words or more, saints' churches and schools, and villages."""
    for n, token in enumerate(speech.tokens):
        looks = _ODD if "-" in token.word or token.word[0].isdigit() else _USUAL
        for look in looks:
            span = look(speech, n)
            if span is not None:
                end = speech.tokens[span[1]].end
                if look is _saint and speech.possessive(span[1]):
                    end += 2  # "St Bede's" is the school's whole name
                rule = "list of places" if look is _listed else "name of a place"
                yield Hit(speech.tokens[n].start, end, "place", rule)
                break


def is_place(speech: Speech, n: int) -> bool:
    """Whether one token is a place by the list, as it is written here."""
    word, token = speech.lower(n), speech.tokens[n]
    if word not in places():
        return False
    if token.capital and not speech.lowered:
        return not speech.starts_sentence(n) or speech.words.place(word)
    if speech.words.place(word):
        return speech.lowered or not speech.words.surname(word)
    return speech.lowered and _went_there(speech, n)


def _went_there(speech: Speech, n: int) -> bool:
    """``all the way to reading and``: a place that is also a word, after a way to it."""
    before = [speech.lower(k) for k in (n - 1, n - 2)]
    if before[0] in _TO and not speech.words.english(speech.lower(n)):
        return True
    if before[0] == "in" and before[1] in _LIVES:
        return True
    if before[0] == "from":
        return speech.lower(n) not in {"reading", "deal", "bath", "sale"} or before[1] != "tired"
    return before[0] == "to" and before[1] in {"up", "over", "down", "way", "moved", "across"}


def _listed(speech: Speech, n: int) -> tuple[int, int] | None:
    if speech.lower(n) not in _heads():
        return None
    for size in (4, 3, 2):
        last = n + size - 1
        if last >= len(speech.tokens) or not all(speech.beside(k) for k in range(n, last)):
            continue
        if " ".join(t.lower for t in speech.tokens[n : last + 1]) in places():
            return n, last
    return None


@cache
def _heads() -> frozenset[str]:
    """First words of places of several words."""
    return frozenset(name.split()[0] for name in places() if " " in name)


def _saint(speech: Speech, n: int) -> tuple[int, int] | None:
    """``St Bede's``, ``Our Lady of Lourdes``."""
    word, token = speech.lower(n), speech.tokens[n]
    if word == "our" and speech.lower(n + 1) == "lady":
        of = speech.lower(n + 2) == "of" and n + 3 < len(speech.tokens)
        return (n, n + 3) if of else (n, n + 1)
    if word not in {"st", "saint"} or not speech.beside(n):
        return None
    after = speech.tokens[n + 1]
    if after.lower in FUNCTION or len(after.word) < 3:
        return None
    if speech.lowered:
        saint = speech.words.first(after.lower) or speech.words.first(after.lower.removesuffix("s"))
        return (n, n + 1) if saint or speech.possessive(n + 1) else None
    return (n, n + 1) if token.capital and after.capital else None


def _village(speech: Speech, n: int) -> tuple[int, int] | None:
    """``Great Smeaton``, ``Robin Hood's Bay``: two parts of which one says that it is a place."""
    last = n + 1
    if last >= len(speech.tokens) or not speech.beside(n, over_possessive=True):
        return None
    one, other = speech.tokens[n], speech.tokens[last]
    if other.lower in NOT_NAMES or one.lower in NOT_NAMES:
        return None
    if speech.lowered:
        return _village_said(speech, n)
    if not (one.capital and other.capital) or speech.starts_sentence(n):
        return None
    named = bool(_SUFFIX.fullmatch(other.lower)) or speech.words.unknown(other.lower)
    if one.lower in _BEFORE and (named or other.lower in places()):
        return n, last
    if other.lower in _BEHIND and one.lower not in FUNCTION:
        first = n - 1 if n and speech.beside(n - 1) and speech.tokens[n - 1].capital else n
        return (first, last) if not speech.starts_sentence(first) else (n, last)
    return None


def _village_said(speech: Speech, n: int) -> tuple[int, int] | None:
    """The same without capitals: ``out at nether haddon``, ``from robin hood's bay``."""
    one, other = speech.lower(n), speech.lower(n + 1)
    words = speech.words
    # a comma before it sets it apart: "a small place, high melton"
    behind = speech.lower(n - 1) in _TO or (n > 0 and not speech.beside(n - 1))
    if one in _BEFORE:
        rare = other in places() or words.surname(other) or not words.ordinary(other)
        rare = rare and not words.first(other) and len(other) > 3
        return (n, n + 1) if rare and (behind or one not in _PLAIN) else None
    if other in _BEHIND and (words.surname(one) or words.place(one) or words.unknown(one)):
        return (n, n + 1) if speech.lower(n - 1) in _TO else None
    return None


def _hyphened(speech: Speech, n: int) -> tuple[int, int] | None:
    """``Stow-on-the-Wold``."""
    token = speech.tokens[n]
    named = _COMPOUND.fullmatch(token.word) and (token.capital or speech.lowered)
    first = token.lower.split("-", 1)[0]
    rare = first in places() or not speech.words.ordinary(first)
    return (
        (n, n) if named and (rare or token.word[-1:].isupper() or _capitals(token.word)) else None
    )


def _numbered(speech: Speech, n: int) -> tuple[int, int] | None:
    """``12 The Butts``: a street that is called by no more than its article."""
    last = n + 2
    if last >= len(speech.tokens) or not speech.tokens[n].word.isdigit():
        return None
    the, name = speech.tokens[n + 1], speech.tokens[last]
    written = the.word == "The" and name.capital and len(speech.tokens[n].word) < 4
    return (n, last) if written and speech.beside(n) and speech.beside(n + 1) else None


_USUAL = (_listed, _saint, _village)
_ODD = (*_USUAL, _hyphened, _numbered)


def _capitals(word: str) -> bool:
    parts = word.split("-")
    return parts[0][:1].isupper() and parts[-1][:1].isupper()
