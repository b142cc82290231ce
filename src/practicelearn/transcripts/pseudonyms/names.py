"""Names that nobody listed: from lists of names, titles, contexts and spaCy's entities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from practicelearn.transcripts.pseudonyms.hits import FILLER, Hit
from practicelearn.transcripts.pseudonyms.speech import Speech
from practicelearn.transcripts.pseudonyms.words import (
    CALENDAR,
    FUNCTION,
    NOT_NAMES,
    TITLES,
    listed,
    places,
    surnames,
)

__all__ = ["entity_hits", "find_names", "named_by_context", "ordinary_use"]

_FAMILY = listed(
    """
    family families children kids siblings twins boys girls household brothers sisters lot case
    baby parents review conference file
    """
)
_INTRODUCES = listed(
    """
    called named mum dad mam brother sister son daughter cousin colleague manager worker officer
    partner husband wife friend carer nurse visitor teacher head lad girl boy auntie aunt uncle
    client facilitator chair thanks hi hello hiya cheers sorry ask asked tell told email emailed
    rang ring meet met saw see with from to by about for and like than has is's was what when
    only over except plus
    """
)
_SAYS = listed(
    """
    said says was is has had did does went goes came comes thought thinks told asked asks rang
    left got gets made took started chaired signed wrote knew knows wants wanted wasn't isn't
    didn't doesn't hadn't hasn't walked moved became feels felt used works worked sat looked
    """
)
_ADDRESSES = listed(
    """
    called named ask asked tell told email emailed rang ring thanks hi hello hiya cheers
    colleague manager mum dad mam sister brother cousin carer facilitator nurse worker auntie
    uncle
    """
)
_BEFORE_WILL = listed("to with from by about for than like")  # no modal verb stands there
_BEFORE_WORD = listed(
    """
    the a an any no some much many every this that these those our my your his her their its i
    we you they he she it who which there really just still also always never don't didn't can't
    won't in of more less last next all good great real false little lot each such so too very
    would could should might must i'd we'd you'd they'd i'll we'll same whole since during
    """
)
_AFTER_WORD = listed(
    """
    you we they it i he she that so be have not never always also probably the a an this there
    people of period than more less to for up down out on off
    """
)
_INITIALS_AFTER = listed(
    """
    child children baby boy girl little young client mum dad mother father sibling twin twins
    brother sister case re service-user patient lad family person
    """
)
_NOT_INITIALS = NOT_NAMES | listed(
    """
    ok am pm no so it is in on at be we he me my us up or if as an do go by to of oh ah eh uh er
    um tv cv uk id pa ba ma md ed ii iii iv vi ix a i bit who she and the was had did has for
    but got not you our her him his out all any one two six ten day way new old see say too
    """
)
_LETTERS = re.compile(r"[A-Za-z]{1,3}$")
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
_COUNTRIES = listed(
    """
    afghanistan albania algeria angola australia austria bangladesh belgium brazil bulgaria
    canada china congo croatia cyprus denmark egypt eritrea estonia ethiopia finland france
    gambia germany ghana greece hungary india iran iraq ireland israel italy jamaica japan kenya
    kosovo kurdistan latvia lebanon libya lithuania malawi malta morocco mexico nepal
    netherlands nigeria norway pakistan palestine philippines poland portugal romania russia
    rwanda scotland senegal serbia slovakia slovenia somalia spain sudan sweden switzerland
    syria tanzania tunisia turkey uganda uk ukraine us usa vietnam wales yemen zambia zimbabwe
    england britain europe africa asia america
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
    yield from _several_words(speech)
    n = 0
    while n < len(tokens):
        last = _person(speech, n, learned)
        if last is not None:
            yield Hit(tokens[n].start, tokens[last].end, "person", "name")
            n = last + 1
            continue
        if _is_place(speech, n):
            yield Hit(tokens[n].start, tokens[n].end, "place", "list of places")
        n += 1
    yield from _initials(speech)


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
        if not inside or len(inside) > 5:
            continue
        if all(t.lower in _COUNTRIES or t.lower in TITLES for _, t in inside):
            continue
        if len(inside) > 1 and all(_plain_english(speech, t.lower) for _, t in inside):
            continue
        if len(inside) == 1 and _weak_entity(speech, inside[0][0]):
            continue
        yield Hit(inside[0][1].start, inside[-1][1].end, kind, f"entity: {label}")


def named_by_context(speech: Speech, n: int) -> bool:
    """Whether the words around token ``n`` are those that stand around a person's name."""
    if speech.lower(n - 1) in _ADDRESSES:  # a comma may stand between: "my manager, Grace"
        return True
    before, after = _beside(speech, n)
    if before in _BEFORE_WORD or after in _AFTER_WORD:
        return False
    if speech.possessive(n):
        return True
    if speech.lower(n) == "will" and before in _BEFORE_WILL:
        return True
    return (before in _INTRODUCES and not speech.lowered) or after in _SAYS


def ordinary_use(speech: Speech, n: int) -> bool:
    """Whether a word that is also a name (*will*, *hope*) is plainly used as a word here."""
    if speech.lower(n - 1) in _ADDRESSES or speech.possessive(n):
        return False
    before, after = _beside(speech, n)
    return before in _BEFORE_WORD or after in _AFTER_WORD


def _beside(speech: Speech, n: int) -> tuple[str, str]:
    """Return the words before and after token ``n``, empty where more than a space is between."""
    before = speech.lower(n - 1) if speech.beside(n - 1) else ""
    return before, speech.lower(n + 1) if speech.beside(n) else ""


def _person(speech: Speech, n: int, learned: Collection[str]) -> int | None:
    """Return the last token of a person's name that begins at token ``n``; None if none does."""
    token = speech.tokens[n]
    if token.lower in TITLES and (token.capital or speech.lowered) and speech.beside(n):
        after = speech.tokens[n + 1]
        if _after_title(speech, n, after.lower):
            return _extended(speech, n + 1)
    if token.lower in FUNCTION and not speech.words.also_word(token.lower):
        return None
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


def _after_title(speech: Speech, n: int, word: str) -> bool:
    title, after = speech.tokens[n], speech.tokens[n + 1]
    if not speech.lowered:
        return after.capital and word not in CALENDAR | FUNCTION
    words = speech.words
    if title.lower in {"mr", "mrs", "ms", "dr"}:
        return word not in FUNCTION
    if title.lower == "miss" and speech.lower(n - 1) in _BEFORE_WORD | {"to"}:
        return False
    if title.lower == "miss" and word in surnames():
        return True
    return words.first(word) or words.surname(word) or words.unknown(word)


def _capital_name(speech: Speech, n: int) -> bool:
    """Whether a capitalised token is a name, or the first of one."""
    word = speech.lower(n)
    words = speech.words
    opening = speech.starts_sentence(n)
    if speech.tokens[n].word.isupper() and len(word) > 1:
        return words.first(word) and len(word) > 3
    if words.first(word):
        return True
    if words.place(word) and not words.surname(word):
        return False
    follows = speech.beside(n) and speech.tokens[n + 1].capital and not _dull(speech, n + 1)
    if words.also_word(word):
        if word in _COUNTRIES:
            return follows
        if opening:
            return follows or (named_by_context(speech, n) and word not in CALENDAR)
        return True
    if speech.lower(n + 1) in _FAMILY and speech.lower(n - 1) in {"the", "of", "those", "these"}:
        return not opening and word not in FUNCTION and (word in surnames() or not _dull(speech, n))
    if words.unknown(word):
        return not _brand(speech.tokens[n].word)
    if word in surnames() and not opening:
        return words.surname(word) and not words.place(word)
    return False


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
    if words.unknown(word) and not words.place(word):
        return True
    if words.surname(word) and not words.place(word):
        return True
    if words.also_word(word):
        surname = speech.beside(n) and words.surname(speech.lower(n + 1))
        return surname or (named_by_context(speech, n) and word not in CALENDAR)
    return False


def _extended(speech: Speech, n: int) -> int:
    """Return the last token of the name that token ``n`` begins."""
    last = n
    while last - n < 3 and speech.beside(last):
        nxt = speech.tokens[last + 1]
        if speech.lowered:
            if not _may_follow(speech, nxt.lower):
                break
        elif nxt.lower in _PARTICLES and not nxt.capital:
            after = last + 2
            if not (speech.beside(last + 1) and speech.tokens[after].capital):
                break
        elif not nxt.capital or _dull(speech, last + 1):
            break
        last += 1
    return last


def _may_follow(speech: Speech, word: str) -> bool:
    """Whether a word without a capital may be the surname after a first name."""
    if word in FUNCTION or word in _NOT_AFTER_FIRST or any(c.isdigit() for c in word):
        return False
    words = speech.words
    short = words.knows_english and 1 < len(word) < 4 and not words.ordinary(word)
    return word in surnames() or words.unknown(word) or short


def _dull(speech: Speech, n: int) -> bool:
    """Whether a capitalised token is certainly no part of a name."""
    word = speech.lower(n)
    return (
        word in CALENDAR
        or word in NOT_NAMES
        or (word in FUNCTION and word not in {"will", "may"})
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


def _is_place(speech: Speech, n: int) -> bool:
    word, token = speech.lower(n), speech.tokens[n]
    if word not in places():
        return False
    if token.capital and not speech.lowered:
        return not speech.starts_sentence(n) or speech.words.place(word)
    return speech.words.place(word) and (speech.lowered or word not in surnames())


def _several_words(speech: Speech) -> Iterator[Hit]:
    """Yield places of two words or more, such as Milton Keynes."""
    for n, token in enumerate(speech.tokens):
        for size in (4, 3, 2):
            if n + size > len(speech.tokens) or not all(
                speech.beside(k) for k in range(n, n + size - 1)
            ):
                continue
            name = " ".join(t.lower for t in speech.tokens[n : n + size])
            if name in places():
                yield Hit(token.start, speech.tokens[n + size - 1].end, "place", "list of places")
                break


def _initials(speech: Speech) -> Iterator[Hit]:
    """Yield letters that stand for a person: ``Child K``, ``little JT``, ``a child, M,``."""
    for n, token in enumerate(speech.tokens[1:], start=1):
        before = speech.tokens[n - 1]
        if before.lower not in _INITIALS_AFTER or not _LETTERS.fullmatch(token.word):
            continue
        gap = speech.text[before.end : token.start]
        apposed = gap == ", " and speech.text[token.end : token.end + 1] == ","
        if not (gap == " " or apposed):
            continue
        if token.word.isupper() and not speech.lowered:
            if token.lower not in _NOT_INITIALS - {"a"} and (token.lower != "a" or before.capital):
                yield Hit(token.start, token.end, "person", "initials")
        elif (
            speech.lowered
            and token.lower not in FUNCTION | _NOT_INITIALS
            and (len(token.word) < 3 or not speech.words.english(token.lower))
        ):
            yield Hit(token.start, token.end, "person", "initials")
