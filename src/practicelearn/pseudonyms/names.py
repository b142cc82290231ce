"""Names that nobody listed: from lists of names, titles, contexts and spaCy's entities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from practicelearn.language.names import (
    CALENDAR,
    COUNTRIES,
    FUNCTION,
    NOT_NAMES,
    TITLES,
    first_names,
    listed,
    places,
    surname_words,
    surnames,
)
from practicelearn.pseudonyms.cue_words import GENERIC
from practicelearn.pseudonyms.cue_words import HOUSEHOLD as _HOUSEHOLD
from practicelearn.pseudonyms.hits import FILLER, Hit
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.whereabouts import is_place
from practicelearn.pseudonyms.word_names import (
    BEFORE_WORD,
    called,
    named_by_context,
    ordinary_use,
    speaks,
)

__all__ = ["could_name", "entity_hits", "find_names"]

_MEANT_AS_LETTERS = listed("ayse")  # of ASYE, the first year in practice; Ayse is a name
_FAMILY = listed(
    """
    family families children kids siblings twins boys girls household brothers sisters lot case
    baby parents review conference file
    """
)
_BEFORE_FAMILY = listed("the those these them three four five both")
_SURNAME_IS = listed("is was surname surnames name")
_HAVE = listed("have has had was were is are said says and")
_ARE = listed("are were have had came moved live lived got went never always all keep kept")
# surnames that say of a family what it is like, not who
_NO_SURNAME = listed(
    """
    young new old long large small little white black brown gray grey rich poor wise short strong
    sweet wild early free good low sharp smart quick simple silver english french irish welsh
    scott church school house child case care foster court street first last other wee big major
    whole same senior tall true loud bright light fair french german holiday day rich real close
    """
)
_NOT_A_FAMILY = _NO_SURNAME | GENERIC
_MOST_TOKENS = 5
"""A longer entity is no name."""
_CALLS = listed("call calls called calling nickname nicknamed")
_OBJECTS = listed("him her them me us")
_KNOWN_AS = {
    ("known", "as"), ("goes", "by"), ("went", "by"), ("nickname", "is"), ("nickname", "was"),
    ("short", "for"), ("answers", "to"),
}  # fmt: skip
_PARTICLES = listed(
    """
    de la van der von al el bin bint ibn da dos du di le o mac ap ferch
    """
)
_NOT_AFTER_FIRST = listed(
    "may will best long little day days read reading love hope head low short case place want keen "
    "dad child children young early late law court house school church church's dear major senior "
    "judge page price's power hunt rush wait hurt cope drew cross light new more true quick wise"
)
_DIRECTIONS = listed(
    """
    north south east west northern southern eastern western central
    """
)


def find_names(speech: Speech, learned: Collection[str] = ()) -> Iterator[Hit]:
    """Yield people and places that lists of names, titles and contexts give away.

    Parameters
    ----------
    speech : Speech
    learned : collection of str
        Lower-cased names found elsewhere in the corpus with more certainty; sought in any case.
    """
    tokens = speech.tokens
    n = 0
    while n < len(tokens):
        last = _person(speech, n, learned)
        if last is not None:
            yield Hit(tokens[n].start, tokens[last].end, "person", "name")
            n = last + 1
            continue
        if is_place(speech, n):
            yield Hit(tokens[n].start, tokens[n].end, "place", "list of places")
        n += 1


def entity_hits(speech: Speech, entities: Iterable[tuple[int, int, str]]) -> Iterator[Hit]:
    """Yield those of spaCy's entities that are worth believing.

    An entity of ordinary words only, in lower case, or across a bracket is not; nor are countries,
    languages, numbers, dates and organisations (they are left to ``names_left``).
    """
    for start, end, label in entities:
        kind = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}.get(label)
        inside = [(n, t) for n, t in enumerate(speech.tokens) if t.start >= start and t.end <= end]
        if kind is None or speech.lowered or FILLER in speech.text[start:end]:
            continue
        while inside and (not inside[0][1].capital or _dull(speech, inside[0][0])):
            inside = inside[1:]
        while inside and (not inside[-1][1].capital or _dull(speech, inside[-1][0])):
            inside = inside[:-1]
        if inside and _believable(speech, inside[0][0], inside[-1][0]):
            yield Hit(inside[0][1].start, inside[-1][1].end, kind, f"entity: {label}")


def could_name(speech: Speech) -> bool:
    """Whether there are words of which :func:`entity_hits` would believe that they are a name."""
    capitals = [n for n, t in enumerate(speech.tokens) if t.capital and not _dull(speech, n)]
    return any(
        _believable(speech, first, last)
        for k, first in enumerate(capitals)
        for last in capitals[k : k + _MOST_TOKENS]
    )


def _believable(speech: Speech, first: int, last: int) -> bool:
    """Whether tokens that the model takes for a name may be one."""
    inside = speech.tokens[first : last + 1]
    if len(inside) > _MOST_TOKENS:
        return False
    if all(t.lower in COUNTRIES or t.lower in TITLES for t in inside):
        return False
    if len(inside) > 1:
        return not all(_plain_english(speech, t.lower) for t in inside)
    return not _weak_entity(speech, first)


def _person(speech: Speech, n: int, learned: Collection[str]) -> int | None:
    """Return the last token of a person's name that begins at token ``n``; None if none does."""
    token = speech.tokens[n]
    if token.lower in TITLES and (token.capital or speech.lowered) and speech.beside(n):
        after = speech.tokens[n + 1]
        if _after_title(speech, n, after.lower):
            return _extended(speech, n + 1)
    if _nicknamed(speech, n) or _family(speech, n) or _by_surname(speech, n):
        return n
    if token.lower in FUNCTION and not speech.words.also_word(token.lower):
        return None
    month = token.lower in CALENDAR and token.lower in first_names()
    may = month and token.lower == "may" and speaks(speech, n)
    if may or (month and called(speech, n)):
        return _extended(speech, n)
    if token.lower in CALENDAR or token.lower in NOT_NAMES:
        return None
    if token.lower == "eve" and speech.lower(n - 1) in CALENDAR | {"year", "year's"}:
        return None
    if token.lower in learned:
        named = token.capital and not speech.lowered and not speech.starts_sentence(n)
        if named or not speech.words.ordinary(token.lower):
            return _extended(speech, n)
    if token.capital and not speech.lowered:
        return _extended(speech, n) if _capital_name(speech, n) else None
    return _extended(speech, n) if _plain_name(speech, n) else None


def _nicknamed(speech: Speech, n: int) -> bool:
    """``they call him Gaz``, ``known as Titch``: what follows is a name, whatever it looks like."""
    before, two_before = speech.lower(n - 1), speech.lower(n - 2)
    called = (before in _OBJECTS and two_before in _CALLS) or (two_before, before) in _KNOWN_AS
    word = speech.lower(n)
    if not called or word in FUNCTION or word in CALENDAR or word in NOT_NAMES:
        return False
    if not speech.lowered:
        return speech.tokens[n].capital
    return not speech.words.english(word) or speech.words.also_word(word)


def _family(speech: Speech, n: int) -> bool:
    """``the marsh family``, ``those banks boys``, ``the Frosts``: a surname, though also a word."""
    word, before = speech.lower(n), speech.lower(n - 1)
    if before not in _BEFORE_FAMILY or word in _NOT_A_FAMILY or not _letters(word):
        return False
    if speech.beside(n) and speech.lower(n + 1) in _HOUSEHOLD:
        if word in NOT_NAMES or word in FUNCTION:
            return False
        rare = not speech.words.english(word) and len(word) > 2
        written = speech.lowered or speech.tokens[n].capital
        return written and (
            word in surnames() or word in surname_words() or rare or not speech.lowered
        )
    one = word.removesuffix("es") if word.endswith(("shes", "ches", "xes")) else word[:-1]
    many = (
        word.endswith("s")
        and (one in surnames() or one in surname_words())
        and word not in NOT_NAMES
    )
    if speech.lowered:
        # "the maliks were": a surname by itself, and what a family does
        rare = speech.words.unknown(word) and before == "the" and word.endswith("s")
        if rare and speech.lower(n + 1) in _ARE:
            return True
        after = speech.lower(n + 1)
        sure = speech.words.surname(one) and before != "and"
        return many and sure and (after in _ARE or speech.lower(n + 2) == "the")
    return many and speech.tokens[n].capital


def _by_surname(speech: Speech, n: int) -> bool:
    """``their surname's Mazurek``, ``his second name is bird``."""
    at = n - 1
    if speech.lower(at) not in _SURNAME_IS:
        return False
    if speech.lower(at) in {"is", "was"}:
        at -= 1
    called = speech.lower(at) in {"surname", "surnames"} or (
        speech.lower(at) == "name" and speech.lower(at - 1) in {"second", "last", "family"}
    )
    said = at < n - 1 or (at >= 0 and (speech.possessive(at) or speech.lower(at) == "surnames"))
    return called and said and speech.lower(n) not in FUNCTION and _letters(speech.lower(n))


def _letters(word: str) -> bool:
    return word.replace("'", "").isalpha()  # o'neills


def _after_title(speech: Speech, n: int, word: str) -> bool:
    title, after = speech.tokens[n], speech.tokens[n + 1]
    if not speech.lowered:
        return after.capital and word not in CALENDAR | FUNCTION
    words = speech.words
    if title.lower in {"mr", "mrs", "ms", "dr"}:
        return word not in FUNCTION
    if title.lower in {"judge", "councillor", "cllr"} and word in surname_words():
        return True
    if title.lower == "miss" and speech.lower(n - 1) in BEFORE_WORD | {"to"}:
        return False
    if title.lower == "miss" and word in surnames():
        return True
    rare = words.letters(word) and not words.ordinary(word)
    return words.first(word) or words.surname(word) or words.unknown(word) or rare


def _capital_name(speech: Speech, n: int) -> bool:
    """Whether a capitalised token is a name, or the first of one."""
    word = speech.lower(n)
    words = speech.words
    opening = speech.starts_sentence(n)
    if speech.tokens[n].word.isupper() and len(word) > 1:
        return words.first(word) and len(word) > 3 and word not in _MEANT_AS_LETTERS
    if words.first(word):
        return True
    if words.place(word) and not words.surname(word):
        return False
    follows = speech.beside(n) and speech.tokens[n + 1].capital and not _dull(speech, n + 1)
    if words.also_word(word):
        if word in COUNTRIES:
            return follows
        if opening:
            return follows or (named_by_context(speech, n) and word not in CALENDAR)
        return True
    if speech.lower(n + 1) in _FAMILY and speech.lower(n - 1) in {"the", "of", "those", "these"}:
        return not opening and word not in FUNCTION and (word in surnames() or not _dull(speech, n))
    if len(word) in {2, 3} and set(word) & set("aeiouy") and word.isalpha():
        return not words.ordinary(word) or (len(word) == 2 and word in surnames())  # "Li"
    if words.unknown(word) or words.letters(word):  # nobody writes an office as "Xhosa"
        return not words.ordinary(word) and not _brand(speech.tokens[n].word)
    if word in surnames() and not opening and not words.place(word):
        return words.surname(word) or _only_a_name(speech, n)
    return False


def _only_a_name(speech: Speech, n: int) -> bool:
    """Whether a capital inside a sentence makes a surname of a word: ``I took over Booth``.

    Not beside another capital (a title of something), nor after an article (*the Court*).
    """
    word, before = speech.lower(n), speech.lower(n - 1)
    alone = speech.beside(n - 1) and not speech.tokens[n - 1].capital
    followed = speech.beside(n) and speech.tokens[n + 1].capital
    return (
        alone
        and not followed
        and speech.lower(n + 1) != "of"
        and not speech.tokens[n].word.isupper()
        and word not in _NO_SURNAME | _DIRECTIONS
        and (before not in BEFORE_WORD or before in {"of", "in"})
        and before not in {"in", "at", "as", "on", "and", "or"}
    )


def _plain_name(speech: Speech, n: int) -> bool:
    """Whether a token without a capital is a name."""
    word = speech.lower(n)
    words = speech.words
    if any(c.isdigit() for c in word):
        return False
    if words.first(word):
        return True
    if not speech.lowered:
        return False
    end = speech.tokens[n].end
    if words.unknown(word) and not words.place(word):
        return speech.text[end : end + 1] not in {"-", "–", "—", "…"}  # broken off: "charac-"
    if words.surname(word) and not words.place(word):
        return True
    if words.also_word(word):
        surname = speech.beside(n) and (words.surname(speech.lower(n + 1)) or _apposed(speech, n))
        return surname or (named_by_context(speech, n) and word not in CALENDAR)
    return False


def _apposed(speech: Speech, n: int) -> bool:
    """``my manager, grace banks, said``: two words that may be a name, between two commas."""
    before, after = speech.tokens[n].start, speech.tokens[n + 1].end
    return (
        speech.lower(n + 1) in surnames()
        and speech.text[max(0, before - 2) : before] == ", "
        and speech.text[after : after + 1] in {",", ".", "?"}
    )


def _extended(speech: Speech, n: int) -> int:
    """Return the last token of the name that token ``n`` begins."""
    last = n
    while last - n < 3 and speech.beside(last):
        nxt = speech.tokens[last + 1]
        if speech.lowered:
            then = speech.lower(last + 2) if speech.beside(last + 1) else ""
            if not _may_follow(speech, nxt.lower, then):
                break
        elif nxt.lower in _PARTICLES and not nxt.capital:
            after = last + 2
            if not (speech.beside(last + 1) and speech.tokens[after].capital):
                break
        elif not nxt.capital or _dull(speech, last + 1):
            break
        last += 1
    return last


def _may_follow(speech: Speech, word: str, nxt: str = "then") -> bool:
    """Whether a word without a capital may be the surname after a first name."""
    if word in FUNCTION or word in _NOT_AFTER_FIRST or any(c.isdigit() for c in word):
        return False
    words = speech.words
    odd = 1 < len(word) < 4 or words.letters(word)  # "onoh" after a first name is no office
    short = words.knows_english and odd and not words.ordinary(word)
    if word in surnames() or words.unknown(word) or short or _two_surnames(word):
        return True
    return word in surname_words() and (nxt in _HAVE or not nxt)


def _two_surnames(word: str) -> bool:
    """Whether a word with a hyphen may be a surname: ``costa-lima``, not ``part-time``."""
    parts = word.split("-")
    return (
        len(parts) == 2
        and all(len(p) > 2 and p.isalpha() and p not in FUNCTION for p in parts)
        and not parts[1].endswith(("ed", "ing", "time", "term", "line", "wide", "up", "based"))
    )


_SAID_FIRST = listed(
    "ah bye cheers hello hey hi nope ok okay ooh oops sorry ta thank thanks wow yep yup"
)
"""What begins a sentence, and ends no name: *Owen Thanks for that*."""


def _dull(speech: Speech, n: int) -> bool:
    """Whether a capitalised token is certainly no part of a name."""
    word = speech.lower(n)
    return (
        word in CALENDAR
        or word in NOT_NAMES
        or (word in FUNCTION and word not in {"will", "may"})
        or word in _SAID_FIRST
        or word.split("'")[0] == "i"
        or any(c.isdigit() for c in word)
    )


def _brand(word: str) -> bool:
    """Whether a capital inside the word makes it a product's name, such as CareBook."""
    inner = re.sub(r"^(?:Mac|Mc|O['’]|De|Di|Du|La|Le|Van|Fitz)", "", word)
    return "-" not in word and any(c.isupper() for c in inner[1:])


def _weak_entity(speech: Speech, n: int) -> bool:
    """Whether one word is too ordinary to be believed on the model's word alone."""
    word = speech.lower(n)
    if speech.tokens[n].word.isupper() or word in _DIRECTIONS:
        return True
    known_name = speech.words.also_word(word) or word in surnames() or word in places()
    if known_name:
        return speech.starts_sentence(n) and ordinary_use(speech, n)
    return speech.words.english(word) or _brand(speech.tokens[n].word)


def _plain_english(speech: Speech, word: str) -> bool:
    """Whether a word is English and in no list of names."""
    words = speech.words
    known = words.first(word) or words.also_word(word) or words.surname(word) or words.place(word)
    return len(word) < 2 or (not known and words.english(word))
