"""Cue words: School, Road, Team, House ... and the name in front of them."""

from __future__ import annotations

from collections.abc import Iterator

from practicelearn.language.names import CALENDAR, FUNCTION, NOT_NAMES, TITLES
from practicelearn.pseudonyms.cue_words import (
    ALONG,
    BESIDE,
    DESCRIBES,
    GENERIC,
    GROUNDS,
    IN_FRONT,
    KIN,
    LEADS,
    LINK,
    LONGEST,
    NAMING,
    NEEDS_BEFORE,
    NEEDS_CAPITAL,
    NEEDS_ON,
    OF_CUE,
    SPORT,
    STREET,
    STREET_SURE,
    STRONG,
    SURE,
    WEAK,
)
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.said import NUMBER_WORDS
from practicelearn.pseudonyms.speech import Speech

__all__ = ["find_cues"]


def find_cues(speech: Speech) -> Iterator[Hit]:
    """Yield schools, streets with their number, teams and buildings that a cue word gives away.

    With capitals, the capitalised words before the cue are the name, unless every one of them only
    says what it is (*Duty Team*, *High School*). Without capitals, rare words, names and words of
    which such names are usually made stand in for capitals.
    """
    tokens = speech.tokens
    n = 0
    while n < len(tokens):
        kind = OF_CUE.get(tokens[n].lower)
        if kind is None:
            n += 1
            continue
        last = n
        while (
            _joined(speech, last) and OF_CUE.get(speech.lower(last + 1)) and _same(speech, n, last)
        ):
            last += 1
        first = _first_rare(speech, n, last) if speech.lowered else _first_capital(speech, n)
        if first is None and _led_by_a_cue(speech, n, last):
            first = n
        if first is not None and _fits(speech, first, last):
            # the last cue says what it is: "Castle Hill Primary School", "Mill Lane Centre"
            kind = OF_CUE[tokens[last].lower]
            yield _hit(speech, first, last, kind)
        n = last + 1


def _led_by_a_cue(speech: Speech, n: int, last: int) -> bool:
    """Whether the first of several cue words is the name: ``Church Lane``, ``Park View``."""
    lead, cue = speech.lower(n), speech.lower(last)
    if last == n or lead in SPORT or (lead in GENERIC and lead not in NAMING):
        return False
    if not speech.lowered:
        return speech.tokens[n].capital and speech.tokens[last].capital
    # "church lane" is a street in any case; "park view" only where one goes
    school = OF_CUE[cue] == "school" and (last - n > 1 or lead in GROUNDS)
    sure = cue in SURE or school or speech.lower(n - 1) in ALONG
    sure = sure or (cue == "court" and speech.lower(n - 1) not in {"a", "the", "no"})
    return lead in {"park", "grange", "manor", "priory"} or (lead in LEADS and sure)


def _fits(speech: Speech, first: int, last: int) -> bool:
    """Whether a cue word that is often something else has what makes it one here."""
    cue = speech.lower(last)
    needed = NEEDS_BEFORE.get(cue)
    if needed is not None and speech.lower(last - 1) not in needed:
        return False
    if not speech.lowered and cue in NEEDS_CAPITAL and not speech.tokens[last].capital:
        return cue == "practice" and speech.lower(first) in TITLES
    if cue in NEEDS_ON:
        before = speech.lower(first - 1)
        return before in IN_FRONT or _numbered(speech, first - 1)
    return True


def _same(speech: Speech, n: int, last: int) -> bool:
    """Whether the next cue word is written like this one."""
    return speech.tokens[last + 1].capital == speech.tokens[n].capital


def _hit(speech: Speech, first: int, last: int, kind: str) -> Hit:
    if kind in {"address", "building"}:
        first = _from_number(speech, first)
    start = speech.tokens[first].start
    return Hit(start, speech.tokens[last].end, kind, f"cue: {speech.lower(last)}")


def _from_number(speech: Speech, first: int) -> int:
    """Return where an address begins with its number: ``14``, ``3b, ``, ``forty one``."""
    at = first
    while at > 0 and first - at < 3:
        word, gap = speech.lower(at - 1), speech.text[speech.tokens[at - 1].end :]
        number = (word[:1].isdigit() and len(word) < 6) or word in NUMBER_WORDS
        if not number or not gap.startswith((" ", ", ")) or not gap[1:3].strip(" "):
            break
        at -= 1
    said = speech.lower(at) in NUMBER_WORDS
    if said and not _numbered(speech, first - 1):
        return first  # "two Beech Courts"
    return at


def _numbered(speech: Speech, n: int) -> bool:
    """Whether token ``n`` is the number of a house: ``14``, ``number twelve``, ``forty six``."""
    word, before = speech.lower(n), speech.lower(n - 1)
    if word[:1].isdigit():
        return True
    named = before in {"number", "flat", "at", "no"} or before in NUMBER_WORDS
    return word in NUMBER_WORDS and named


def _first_capital(speech: Speech, n: int) -> int | None:
    """Return the first token of a capitalised name that ends before cue ``n``; None if none."""
    tokens = speech.tokens
    first = n
    while first > 0 and n - first < LONGEST and _joined(speech, first - 1):
        if tokens[first - 1].capital:
            first -= 1
        elif (
            tokens[first - 1].lower in LINK
            and first > 1
            and _joined(speech, first - 2)
            and tokens[first - 2].capital
            and tokens[first - 2].lower not in OF_CUE  # "Larch School on Mill Lane" are two
            and not speech.starts_sentence(first - 2)
        ):
            first -= 2
        else:
            break
    if n - first == 1 and _plain_street(speech, n):
        return first
    # the capital of "The" is a sentence's at its beginning, and part of the name inside it
    while first < n and tokens[first].lower in FUNCTION | CALENDAR:
        if tokens[first].lower == "our" and speech.lower(first + 1) == "lady":
            break
        # "Five Towns Hub"; "The" of a name inside the sentence
        if tokens[first].lower not in CALENDAR and not speech.starts_sentence(first):
            break
        first += 1
    if not tokens[n].capital and first < n and speech.starts_sentence(first):
        first += 1  # "Whitmore road" says where; at the head of a sentence it may not
    if _just_the(speech, n):
        return n - 1
    names = [
        t
        for t in tokens[first:n]
        if (t.lower not in GENERIC or t.lower in NAMING) and t.lower not in NOT_NAMES
    ]
    return first if any(t.lower not in FUNCTION for t in names) else None


def _plain_street(speech: Speech, n: int) -> bool:
    """``14 Back Lane``, ``Long Street is``: a word that describes, and yet a street's name."""
    lead = speech.lower(n - 1)
    return (
        n > 0
        and speech.tokens[n].capital
        and speech.tokens[n - 1].capital
        and _joined(speech, n - 1)
        and lead in DESCRIBES
        and speech.lower(n) in STREET_SURE
    )


def _just_the(speech: Speech, n: int) -> bool:
    """``on The Crescent``: a street without another name; ``on the crescent`` in lower case."""
    if speech.lowered:
        return (
            speech.lower(n - 1) == "the"
            and speech.lower(n) in {"crescent", "avenue", "parade", "mews"}
            and speech.lower(n - 2) in ALONG
        )
    the, cue = speech.tokens[n - 1], speech.tokens[n]
    return (
        n > 0
        and the.word == "The"
        and cue.capital
        and cue.lower in STREET
        and _joined(speech, n - 1)
        and not speech.starts_sentence(n - 1)
    )


def _first_rare(speech: Speech, n: int, last: int) -> int | None:
    """Return where a name without capitals begins that ends before cue ``n``; None if none."""
    if _just_the(speech, n):
        return n - 1
    first = n
    found = False
    while first > 0 and n - first <= LONGEST and _joined(speech, first - 1):
        word = speech.lower(first - 1)
        if _street_inside(speech, first - 1, n):
            return first - 2  # "marsh lane community centre"
        if word == "e" and speech.lower(first - 3) == "c":  # "c of e"
            first -= 3
            continue
        namely = _namely(speech, word) or _of_saint(speech, first - 1)
        if namely and (found or n != first or word not in OF_CUE):
            found = True
        elif word not in GENERIC or word in FUNCTION or n - first > 3:
            break
        first -= 1
    if found:
        while not (_namely(speech, speech.lower(first)) or _of_saint(speech, first)):
            first += 1
        return _from_preposition(speech, first)
    cue = speech.lower(last)
    if cue in SPORT or cue in STRONG or speech.lower(n - 1) in NEEDS_BEFORE.get(cue, ()):
        return _odd_word(speech, n)
    return _behind_preposition(speech, n, last)


def _from_preposition(speech: Speech, first: int) -> int:
    """``at calder vale fc``: an odd word between a preposition and the name is its first."""
    for at in (first - 1, first - 2):
        if at < 0 or not _joined(speech, at):
            return first
        word = speech.lower(at)
        if word in KIN:
            return at
        if word in FUNCTION or word in IN_FRONT or word in GENERIC or word in OF_CUE:
            return first
        if speech.lower(at - 1) in IN_FRONT | {"for", "with"} and _joined(speech, at - 1):
            return at
    return first


def _street_inside(speech: Speech, n: int, cue: int) -> bool:
    """Whether a street's name stands at token ``n`` and before it, inside a longer name."""
    return (
        0 < n < cue - 1
        and speech.lower(n) in {"road", "street", "lane", "avenue", "park", "hill"}
        and _joined(speech, n - 1)
        and speech.lower(n - 1) not in FUNCTION | GENERIC
    )


def _odd_word(speech: Speech, n: int) -> int | None:
    """Return the word before a cue that needs no more, but for those that describe it."""
    first = n - 1
    while first >= 0 and speech.lower(first) in GENERIC and speech.lower(first) not in FUNCTION:
        first -= 1
    if first > 0 and _namely(speech, speech.lower(first - 1)) and _joined(speech, first - 1):
        first -= 1
    elif first >= 0 and speech.lower(first) not in FUNCTION | IN_FRONT:
        first = _from_preposition(speech, first)
    word, before = speech.lower(first), speech.lower(first - 1)
    if (
        first < 0
        or word in FUNCTION
        or word in IN_FRONT
        or not all(_joined(speech, k) for k in range(first, n))
    ):
        return None
    return first if before not in {"a", "an", "any", "another", "this", "that"} else None


def _of_saint(speech: Speech, n: int) -> bool:
    """Whether a word belongs to ``st columba's``."""
    return speech.lower(n - 1) in {"st", "saint"} and speech.beside(n - 1)


def _behind_preposition(speech: Speech, n: int, last: int) -> int | None:
    """``on cromwell parade street``: no article after the preposition, so it is a name."""
    cue = speech.lower(last)
    where = IN_FRONT
    if cue in WEAK:
        where = BESIDE if cue in STREET else frozenset()
    lead, before = speech.lower(n - 1), speech.lower(n - 2)
    if lead in DESCRIBES and cue in STREET_SURE and _joined(speech, n - 1):
        return n - 1 if before in ALONG or before[:1].isdigit() or before in NUMBER_WORDS else None
    for size in (1, 2):
        first = n - size
        if first == 0 and cue in SURE and cue in STREET and size == 1:
            # "clarence road has got": a sentence begins with where it is
            word = speech.lower(0)
            plain = word in GENERIC or word in FUNCTION or word in DESCRIBES
            return None if plain else 0
        if first < 1 or not all(_joined(speech, k) for k in range(first - 1, n)):
            return None
        inside = [speech.lower(k) for k in range(first, n)]
        if size == 2 and inside[0] in KIN:
            inside = inside[1:]
        if any(w in GENERIC or w in FUNCTION or w in IN_FRONT for w in inside):
            return None
        before = speech.lower(first - 1)
        if before in where or (cue in STREET and _numbered(speech, first - 1)):
            return first
    return None


def _joined(speech: Speech, n: int) -> bool:
    return speech.beside(n, over_possessive=True)


def _namely(speech: Speech, word: str) -> bool:
    if word in NAMING:
        return True
    if word in FUNCTION or word in GENERIC:
        return False
    words = speech.words
    return words.first(word) or words.surname(word) or words.place(word) or words.unknown(word)
