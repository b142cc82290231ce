"""Clubs and homes that no cue word gives away: by what people do there, and by their trees."""

from __future__ import annotations

from collections.abc import Iterator

from practicelearn.language.names import CALENDAR, FUNCTION, NOT_NAMES, listed
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.speech import Speech

__all__ = ["MASCOTS", "find_clubs"]

MASCOTS = listed(
    """
    juniors colts swifts knights warriors raiders archers dragons eagles hawks wolves bears sharks
    bulls rhinos saints spartans vikings giants devils rebels jets rockets dynamos dynamo
    corinthians amateurs academicals wasps falcons ravens foxes badgers kestrels magpies robins
    cougars jaguars bulldogs terriers stags rams gladiators crusaders trojans titans pirates
    buccaneers phoenix panthers lions tigers hornets harriers striders wheelers majorettes
    cubs brownies guides beavers scouts cadets explorers boys girls ladies lads minors colts
    """
)
"""What clubs call those who play; as a word, each is somebody or something else too."""

# after these a club follows, with or without "the"
_PLAYS = frozenset(
    {
        ("plays", "for"), ("played", "for"), ("play", "for"), ("playing", "for"),
        ("trains", "with"), ("trains", "at"), ("train", "with"), ("train", "at"),
        ("trained", "with"), ("trained", "at"), ("training", "with"), ("signed", "for"),
("picked", "for"), ("trial", "with"), ("trials", "with"),
        ("trial", "at"), ("trials", "at"), ("coach", "at"), ("coach", "for"), ("coach", "of"),
        ("coaches", "at"), ("coaches", "for"), ("captain", "of"), ("captains", "for"),
        ("boxes", "at"), ("boxes", "for"), ("swims", "for"), ("swims", "with"), ("runs", "with"),
        ("dances", "with"), ("dances", "at"), ("goalie", "for"), ("scored", "for"),
        ("turns", "out"), ("who", "runs"), ("that", "runs"),
    }
)  # fmt: skip
_ENDS = frozenset(last for _, last in _PLAYS)
_PLACE_OF_PLAY = listed(
    """
    club fc afc rfc academy school team town city united athletic albion rovers rangers
    wanderers villa football rugby netball hockey tennis squash cricket boxing judo karate
    gymnastics swimming dance drama sea air army netball youth
    """
)
# Homes for old people are called after what grows in front of them.
_PLANTS = listed(
    """
    limes laurels beeches elms oaks willows poplars firs pines cedars hollies larches birches
    maples hawthorns chestnuts sycamores hazels rowans lilacs acacias cypresses yews brambles
    heathers lindens magnolias wisterias gables orchards evergreens conifers
    """
)
_OLD = listed("rectory vicarage parsonage manor priory grange schoolhouse convent deanery")
_AT = listed("in at into to from of near by")


def find_clubs(speech: Speech) -> Iterator[Hit]:
    """Yield clubs and homes: *plays for Methley Archers*, *into the Limes*, *the Old Rectory*."""
    before = ""
    for n, token in enumerate(speech.tokens):
        word = token.lower
        if word in MASCOTS:
            first = _mascots(speech, n)
            if first is not None:
                yield _hit(speech, first, n, "team")
        elif word in _ENDS and (before, word) in _PLAYS:
            span = _played_for(speech, n + 1)
            if span is not None:
                yield _hit(speech, *span, "team")
        elif word in _PLANTS and before == "the" and _after_the(speech, n):
            yield _hit(speech, n, n, "building")
        elif word in _OLD and before == "old" and _after_the(speech, n - 1):
            yield _hit(speech, n - 1, n, "building")
        before = word


def _hit(speech: Speech, first: int, last: int, kind: str) -> Hit:
    rule = "club" if kind == "team" else "home"
    return Hit(speech.tokens[first].start, speech.tokens[last].end, kind, rule)


def _mascots(speech: Speech, n: int) -> int | None:
    """Return where the name of a club begins that ends in a mascot; None if none does."""
    first = n
    while first > 0 and n - first < 3 and speech.beside(first - 1):
        if not _of_a_name(speech, first - 1):
            break
        first -= 1
    if speech.lowered:
        sure = any(_rare(speech, k) for k in range(first, n))
        return first if sure else None
    if not speech.tokens[n].capital:
        return None
    while first < n and (speech.starts_sentence(first) or speech.lower(first) in FUNCTION):
        opens = speech.starts_sentence(first)
        if opens and _rare(speech, first):
            break
        first += 1
    return first if first < n else None


def _of_a_name(speech: Speech, n: int) -> bool:
    """Whether a token may be a part of a club's name in front of its mascot."""
    if not speech.lowered:
        return speech.tokens[n].capital
    return _rare(speech, n) or (
        _rare(speech, n - 1) and speech.beside(n - 1) and speech.lower(n) not in FUNCTION
    )


def _played_for(speech: Speech, n: int) -> tuple[int, int] | None:
    """Return the first and last token of what somebody plays for; None if it has no name."""
    if speech.lower(n) == "the":
        n += 1
    last = n - 1
    while last + 1 < len(speech.tokens) and last - n < 3:
        word, token = speech.lower(last + 1), speech.tokens[last + 1]
        if word in FUNCTION or word in NOT_NAMES or (word in CALENDAR and not token.capital):
            break
        if not speech.lowered and not (token.capital or _team_word(word)):
            break
        last += 1
        if not speech.beside(last):
            break
    if last < n:
        return None
    if not speech.lowered:
        named = any(speech.tokens[k].capital for k in range(n, last + 1))
        return (n, last) if named else None
    # without capitals: up to the last word that a club's name is made of, and a rare one in it
    while last >= n and not (_clubby(speech, last) or _rare(speech, last)):
        last -= 1
    return (n, last) if any(_rare(speech, k) for k in range(n, last + 1)) else None


def _clubby(speech: Speech, n: int) -> bool:
    return _team_word(speech.lower(n))


def _team_word(word: str) -> bool:
    return word in MASCOTS or word in _PLACE_OF_PLAY or word.startswith("under-")


def _rare(speech: Speech, n: int) -> bool:
    word, words = speech.lower(n), speech.words
    if not word or word in FUNCTION or word in NOT_NAMES or word in CALENDAR:
        return False
    return words.surname(word) or words.place(word) or words.unknown(word)


def _after_the(speech: Speech, n: int) -> bool:
    """``in the Limes``: behind a preposition, and with a capital where capitals are written."""
    written = speech.lowered or speech.tokens[n].capital
    return written and speech.lower(n - 1) == "the" and speech.lower(n - 2) in _AT
