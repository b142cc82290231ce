"""Hospitals, schools and homes without a cue word: *Furness General*, *at Holy Family*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from practicelearn.language.names import (
    CALENDAR,
    COUNTRIES,
    FUNCTION,
    NOT_NAMES,
    TITLES,
    hospitals,
    listed,
    places,
    surname_words,
    surnames,
)
from practicelearn.pseudonyms.cue_words import GENERIC, NAMING
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.speech import Speech

__all__ = ["find_institutions"]

_ENDS = listed("general royal infirmary memorial")
_CROWNED = listed("royal queen king prince princess duke duchess")
_NOT_CROWNED = listed(
    """
    college mail society navy marines family assent commission borough wedding charles's counsel
    speech bee size of charming assembly air force
    """
)
_IN_WELSH = listed("ysgol coleg ysbyty canolfan meithrinfa capel heol llys")
_WHERE = listed("at in into to from near outside past behind opposite through via by")
# what a council says with capitals, and what is no place
_BUREAU = listed(
    """
    act acts agency agenda area assistant authority award bank board bill bureau business cabinet
    care
    case centre chief child children children's client code college commission committee common
    complaints conference contact core corporate council county court courts day days department
    deputy desk director directorate district diversity door duty early edge education emergency
    english equality estates executive family finance form forum front fund governance government
    group guidance head health help high history home housing human inclusion independent
    inspection integrated joint justice law lead leadership learning legal licence local management
    manager mental ministry month national newly office officer officers order orders outreach
    panel parent parents partnership people people's performance personal plan planning police
    policy power practice principal private programme project protection public quality reception
    referral regional registration resources response review reviewing rights safeguarding safety
    scheme section secretary senior service services signs social special staff standards state
    strategic strategy street support system systems team teams term together town training
    transitions transport trust tuesday union unit week welfare well-being women's work worker
    workers working workforce world year years young youth adults adult assessment fostering
    adoption commissioning the a word windows internet
    """
)
_SCHOOL_CUES = frozenset(
    {
        ("goes", "to"), ("went", "to"), ("going", "to"), ("roll", "at"), ("excluded", "from"),
        ("head", "at"), ("deputy", "at"), ("teacher", "at"), ("senco", "at"), ("place", "at"),
        ("started", "at"), ("starts", "at"), ("lead", "at"), ("governor", "at"), ("pupil", "at"),
        ("taf", "at"), ("nurse", "at"), ("doctors", "at"), ("staff", "at"), ("ward", "at"),
        ("born", "at"), ("midwife", "at"), ("team", "at"), ("baby", "at"), ("discharged", "from"),
        ("admitted", "to"), ("her", "to"), ("him", "to"), ("them", "to"), ("him", "into"),
        ("her", "into"), ("went", "into"), ("lad", "at"), ("moved", "to"), ("placed", "at"),
        ("placement", "at"), ("unit", "at"), ("consultant", "at"), ("visit", "at"),
        ("meeting", "at"), ("he's", "at"), ("she's", "at"), ("hes", "at"), ("shes", "at"),
        ("he's", "in"), ("she's", "in"), ("hes", "in"), ("shes", "in"), ("been", "at"),
        ("been", "in"), ("lives", "at"), ("live", "at"), ("living", "at"), ("up", "to"),
    }
)  # fmt: skip


def find_institutions(speech: Speech) -> Iterator[Hit]:
    """Yield what stands where a hospital, a school or a home is named."""
    for n, token in enumerate(speech.tokens):
        span = _called(speech, n) or _general(speech, n)
        span = span or _crowned(speech, n) or _welsh(speech, n)
        if span is None and token.lower in _WHERE:
            span = _said_where(speech, n) if speech.lowered else _written_where(speech, n)
        if span is not None:
            first, last = span
            end = speech.tokens[last].end
            yield Hit(speech.tokens[first].start, end, "building", "where somebody is")


def _called(speech: Speech, n: int) -> tuple[int, int] | None:
    """A hospital of the list, or a school of a saint's feast: ``Alder Hey``, ``sacred heart``."""
    if speech.lower(n) not in _heads():
        return None
    match = _known().match(speech.text, speech.tokens[n].start)
    if match is None:
        return None
    end = match.end()
    last = n
    while last + 1 < len(speech.tokens) and speech.tokens[last + 1].start < end:
        last += 1
    if speech.lowered:
        one = last == n
        there = speech.lower(n - 1) in _WHERE or speech.lower(n - 1) == "the" or not one
        return (n, last) if there else None
    named = speech.tokens[n].capital and speech.tokens[last].capital
    return (n, last) if named else None


@cache
def _known() -> re.Pattern[str]:
    longest = sorted(hospitals() | _FEASTS, key=len, reverse=True)
    said = "|".join(map(re.escape, longest)).replace("'", "['’]")
    return re.compile(rf"(?:{said})(?!\w)", re.IGNORECASE)


@cache
def _heads() -> frozenset[str]:
    """First words of what is known, as tokens have them."""
    first = (name.split()[0].split("-")[0] for name in hospitals() | _FEASTS)
    return frozenset(word.removesuffix("'s").rstrip("'") for word in first)


_FEASTS = frozenset(
    {
        "christ the king", "our lady", "sacred heart", "holy family", "holy trinity", "all saints",
        "all souls", "corpus christi", "blessed sacrament", "immaculate conception", "holy rood",
        "good shepherd", "english martyrs", "holy rosary", "blessed trinity", "holy cross",
        "st thomas more", "all hallows", "holy name", "holy child", "holy spirit",
    }
)  # fmt: skip


def _general(speech: Speech, n: int) -> tuple[int, int] | None:
    """``Furness General``, ``calderdale royal``."""
    if speech.lower(n) not in _ENDS or not speech.beside(n - 1):
        return None
    before = speech.lower(n - 1)
    if before in GENERIC or before in FUNCTION or before in {"attorney", "director", "secretary"}:
        return None
    if speech.lowered:
        return (n - 1, n) if _namely(speech, before) else None
    if not (speech.tokens[n].capital and speech.tokens[n - 1].capital):
        return None
    return (n - 1, n)


def _crowned(speech: Speech, n: int) -> tuple[int, int] | None:
    """``the Royal Oldham``, ``Prince Charles``, ``princess of wales``."""
    if speech.lower(n) not in _CROWNED or n + 1 >= len(speech.tokens):
        return None
    if not speech.beside(n, over_possessive=True):
        return None
    of = speech.lower(n + 1) == "of" and n + 2 < len(speech.tokens)
    last = n + 2 if of else n + 1
    word = speech.lower(last)
    if word in _NOT_CROWNED or word in FUNCTION or (of and speech.lower(n) == "king"):
        return None
    if not speech.lowered:
        named = speech.tokens[n].capital and speech.tokens[last].capital
        return (n, last) if named and not word.isdigit() else None
    there = speech.lower(n - 1) in _WHERE | {"the"} or n == 0
    known = speech.words.first(word) or word in places() or (of and word in COUNTRIES)
    return (n, last) if there and known else None


def _welsh(speech: Speech, n: int) -> tuple[int, int] | None:
    """``Ysgol Glan Clwyd``: the word that says what it is stands in front."""
    if speech.lower(n) not in _IN_WELSH:
        return None
    last = n
    while last - n < 3 and speech.beside(last):
        token = speech.tokens[last + 1]
        plain = token.lower in FUNCTION - {"y", "yr"} or speech.words.ordinary(token.lower)
        if plain if speech.lowered else not (token.capital or token.lower in {"y", "yr"}):
            break
        last += 1
    return (n, last) if last > n else None


def _written_where(speech: Speech, n: int) -> tuple[int, int] | None:
    """``at Holy Family``: capitals after a preposition, one of which is made for names."""
    first = n + 1
    if not speech.beside(n):
        return None
    if speech.lower(first) == "the":
        first += 1
    last = first - 1
    while (
        last + 1 < len(speech.tokens)
        and last - first < 3
        and speech.tokens[last + 1].capital
        and speech.beside(last, over_possessive=last >= first)
    ):
        last += 1
    inside = [speech.tokens[k] for k in range(first, last + 1)]
    if not inside or any(t.word.isupper() or t.lower in _NO_PART for t in inside):
        return None
    if len(inside) == 1:
        word = inside[0].lower
        alone = (word in NAMING or word in surname_words()) and word not in _NO_NAME
        return (first, last) if alone and first == n + 1 and word not in GENERIC else None
    if speech.words.first(inside[0].lower):
        return None  # "from Sadia Rahman"
    return (first, last) if any(_namely(speech, t.lower) for t in inside) else None


def _said_where(speech: Speech, n: int) -> tuple[int, int] | None:
    """The same without capitals, where the words before say that a school or a home follows."""
    if (speech.lower(n - 1), speech.lower(n)) not in _SCHOOL_CUES or not speech.beside(n):
        return None
    first = n + 1
    last = n
    while last - n < 3 and speech.beside(last, over_possessive=last > n):
        word = speech.lower(last + 1)
        if word in FUNCTION or word in _NEVER or word in TITLES or word[:1].isdigit():
            break
        last += 1
    # up to the last word that such names are made of
    while last >= first and not (
        _namely(speech, speech.lower(last)) or speech.lower(last) in _LASTS
    ):
        last -= 1
    inside = [speech.lower(k) for k in range(first, last + 1)]
    person = bool(inside) and speech.words.first(inside[0])
    if len(inside) < 2 or person or not any(_namely(speech, word) for word in inside):
        return None
    return first, last


_LASTS = listed("family trinity redeemer saints saviour mead way end green tots angels souls cross")
_NO_NAME = FUNCTION | listed(
    """
    north south east west northern southern eastern western central french german dutch spanish
    italian russian greek black white brown green grey gray red blue
    """
)
_NEVER = (_BUREAU - {"family"}) | NOT_NAMES | CALENDAR | COUNTRIES


def _namely(speech: Speech, word: str) -> bool:
    """Whether a word is one that names are made of."""
    if word in FUNCTION or word in GENERIC:
        return False
    words = speech.words
    if speech.lowered:
        known = words.surname(word) or words.place(word)
    else:
        known = word in surnames() or word in places()
    return word in NAMING or known or words.first(word) or words.unknown(word)


_NO_PART = _NEVER | TITLES | listed("minister senator sir madam mayor")
