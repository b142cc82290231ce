"""Letters that stand for a person: ``Child K``, ``little JT``, ``J and T``, ``KD was here``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practicelearn.language.names import FUNCTION, JARGON, NOT_NAMES, listed
from practicelearn.pseudonyms.cue_words import HOUSEHOLD
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.speech import Speech

__all__ = ["OFFICES", "find_initials", "lone_letter"]

_AFTER = listed(
    """
    child children baby boy girl little young client mum dad mother father sibling twin twins
    brother sister case re service-user patient lad family person youngest eldest oldest middle
    """
)
_NOT_INITIALS = NOT_NAMES | listed(
    """
    ok am pm no so it is in on at be we he me my us up or if as an do go by to of oh ah eh uh er
    um tv cv uk id pa ba ma md ed ii iii iv vi ix a i bit who she and the was had did has for
    but got not you our her him his out all any one two six ten day way new old see say too
    """
)
OFFICES = listed(
    """
    tm dm sm pm ap ad sp ht dht sm gm ceo dcs adcs cs ss qa sw ta pa la lo ro rm po ps pc dc ds di
    eh mp vc vp ot pt nt it cp cv cin la lac ce rc fc u pb pr fs fgc lp up uk tv hv ep ea fw yp da
    mh ic dr mr ms st qc kc uc cc cd dj jd id ip ir oc pd pe pp re nz eu un ms tb ux wc xl
    """
)
"""Offices and things that are called by two letters in such talk."""

_NO_PAIR = _NOT_INITIALS | OFFICES
# what is counted by letters: a letter behind it names a part or a rank
_LETTERED = listed(
    """
    section form band grade level plan unit block vitamin class type option tier schedule appendix
    annex part reg regulation group stage hepatitis hep category year question letter room floor
    zone gate exhibit column row box tab drive set point version series list team key step sub
    a an the capital double silent not no
    """
)
_BEHIND_LETTER = listed(
    """
    level levels shirt shirts ray rays factor turn turns number numbers plate plates form forms
    grade grades bomb word list road class star stars minor major section team side wing
    """
)
# "b and b": things, not two people
_PAIRED = frozenset(
    tuple(pair.split("-"))
    for pair in listed("a-e b-b q-a r-r p-o h-s d-g l-d r-d s-m n-v h-m r-b t-e p-l w-a m-a i-o")
)
_DOES = listed(
    """
    was is has had wasn't isn't hasn't hadn't said says came went turned told thought moved lived
    started stopped wanted needed felt knew ran got rang asked didn't couldn't wouldn't won't left
    kicked stayed hated loved refused ended disclosed absconded settled cried smashed punched
    lives goes comes wants needs hates loves likes gets keeps kept used threw hit took made
    """
)
_SURE_LEAD = listed(
    """
    with told asked tell ask moved placed about met saw visit visited rang took knew supporting
    seeing visiting between brought
    """
)
_LIFE = listed(
    """
    mum dad mam mother father nan nana gran grandma grandad granddad brother sister carer carers
    school phone case file placement plan worker review room foster bag birthday statement aunt
    auntie uncle siblings family stepdad stepmum partner parents chronology voice social home
    """
)
_PRONOUNS = listed("i you he she it we they there that this who what where here how let")
_I_DO = listed(
    """
    was am had have think thought said did do know knew just never would could can couldn't don't
    didn't always really felt went saw got used wanted mean still worked
    """
)
_BROKEN_OFF = frozenset("&/+-–—…_")
_LETTERS = re.compile(r"[A-Za-z]{1,3}$")
_CONSONANTS = re.compile(r"[b-hj-np-tv-z]{1,2}$")


def find_initials(speech: Speech) -> Iterator[Hit]:
    """Yield letters that stand for somebody.

    One letter alone is nearly always a person, unless it counts something (*Plan B*) or is half of
    a thing (*B and B*). Two letters are an office or a form as often, and need somebody's company:
    *child*, *told*, *with*; what a person does; a mum, a school. Where one person is called by two
    letters, the other letters of the speech are taken for people too.
    """
    tokens = speech.tokens
    short = [n for n, token in enumerate(tokens) if len(token.word) < 4]
    found = {n for n in short if _one_letter(speech, n) or _after_a_word(speech, n)}
    pairs = {n for n in short if n not in found and _two_letters(speech, n)}
    sure = found | pairs
    alike = {n for n in short if sure and n not in sure and _alike(speech, n)}
    for n in sorted(found | pairs | alike):
        yield Hit(tokens[n].start, tokens[n].end, "person", "initials")


def lone_letter(speech: Speech, n: int) -> bool:
    """Whether a consonant stands by itself and nothing says what it is."""
    plain = len(speech.tokens[n].word) == 1 and bool(_CONSONANTS.fullmatch(speech.lower(n)))
    return plain and _may_be(speech, n) and not _cut_off(speech, n)


def _one_letter(speech: Speech, n: int) -> bool:
    """Whether one letter by itself is somebody."""
    token = speech.tokens[n]
    if not _may_be(speech, n):
        return False
    vowel = token.lower in "aeou"
    if speech.lowered:
        return not vowel and not _cut_off(speech, n) and _in_company(speech, n)
    if token.lower == "a":
        return speech.possessive(n) or speech.lower(n + 1) in _DOES - {"was", "is", "has"}
    return not (vowel and speech.starts_sentence(n) and not speech.possessive(n))


def _may_be(speech: Speech, n: int) -> bool:
    """Whether one letter may be somebody: it counts nothing, and is no part of something."""
    token = speech.tokens[n]
    if len(token.word) != 1 or not token.word.isalpha() or token.lower == "i":
        return False
    if not (speech.lowered or token.capital) or _spelled(speech, n):
        return False
    before, after = speech.lower(n - 1), speech.lower(n + 1)
    if _a_pair(speech, n) or after in _BEHIND_LETTER or before[-1:].isdigit():
        return False
    if before in _LETTERED and not (before == "the" and after in HOUSEHOLD):
        return False
    beside = speech.text[max(0, token.start - 1) : token.start], speech.text[token.end :][:1]
    return not (_BROKEN_OFF.intersection(beside) or _stammer(speech, n))


def _stammer(speech: Speech, n: int) -> bool:
    """Whether the letter begins the word that follows, or repeats the one before: *c c could*."""
    own, before, after = (speech.lower(k) for k in (n, n - 1, n + 1))
    if speech.possessive(n) or after in _DOES:
        return False
    return before == own or (speech.beside(n) and after.startswith(own) and after not in _LIFE)


def _in_company(speech: Speech, n: int) -> bool:
    """Whether the words around a letter without a capital are those around a person."""
    before, after = speech.lower(n - 1), speech.lower(n + 1)
    if speech.possessive(n):
        return True
    if before in {"and", "or"} and len(speech.lower(n - 2)) == 1:
        return speech.lower(n - 2) not in {"a", "i"}
    if after in {"and", "or"} and len(speech.lower(n + 2)) == 1:
        return speech.lower(n + 2) not in {"a", "i"}
    if after in _DOES or after in HOUSEHOLD or before in _SURE_LEAD or before in _AFTER:
        return True
    set_off = not speech.beside(n) and not speech.beside(n - 1)
    return before in {"had", "to", "for", "it's", "was", "got", "that", "when", "then"} or set_off


def _spelled(speech: Speech, n: int) -> bool:
    """Whether the letter stands beside another: part of something read out."""
    near = (speech.lower(n - 1) if speech.beside(n - 1) else "", speech.lower(n + 1))
    if near[1] == "i" and speech.beside(n):  # "at T I and", not "with J I never"
        return speech.lower(n + 2) not in _I_DO
    return any(len(w) == 1 and w.isalpha() and w != "i" for w in near) and (
        speech.beside(n) or len(near[0]) == 1
    )


def _a_pair(speech: Speech, n: int) -> bool:
    """Whether the letter is half of a thing, such as *B and B*."""
    own = speech.lower(n)
    if speech.lower(n + 1) in {"and", "or", "n"} and (own, speech.lower(n + 2)) in _PAIRED:
        return not speech.possessive(n + 2)
    return speech.lower(n - 1) in {"and", "or", "n"} and (speech.lower(n - 2), own) in _PAIRED


def _cut_off(speech: Speech, n: int) -> bool:
    """Whether the letter is the rest of a contraction: *don t*, *it s*, *i d*."""
    own, before = speech.lower(n), speech.lower(n - 1)
    if own not in "dlmst" or not speech.beside(n - 1) or speech.tokens[n].capital:
        return False
    return before + own in JARGON or (own != "t" and before in _PRONOUNS)


def _after_a_word(speech: Speech, n: int) -> bool:
    before, token = speech.tokens[n - 1] if n else speech.tokens[n], speech.tokens[n]
    if n == 0 or before.lower not in _AFTER or not _LETTERS.fullmatch(token.word):
        return False
    gap = speech.text[before.end : token.start]
    apposed = gap == ", " and speech.text[token.end : token.end + 1] == ","
    if not (gap == " " or apposed):
        return False
    if token.word.isupper() and not speech.lowered:
        return token.lower not in _NOT_INITIALS - {"a"} and (token.lower != "a" or before.capital)
    return (
        speech.lowered
        and token.lower not in FUNCTION | _NOT_INITIALS
        and (len(token.word) < 3 or not speech.words.english(token.lower))
        and not _cut_off(speech, n)
    )


def _two_letters(speech: Speech, n: int) -> bool:
    """Whether two letters do what a person does, or have what a person has."""
    token = speech.tokens[n]
    if len(token.word) != 2 or not token.word.isalpha() or token.lower in _NO_PAIR:
        return False
    if speech.lowered:
        plain = not _CONSONANTS.fullmatch(token.lower) and speech.words.english(token.lower)
        if token.lower in FUNCTION or plain:
            return False
    elif not token.word.isupper():
        return False
    before = speech.lower(n - 1) if speech.beside(n - 1) or speech.lowered else ""
    after = speech.lower(n + 1) if speech.beside(n) or speech.possessive(n) else ""
    if speech.possessive(n):
        return after in _LIFE
    if after in HOUSEHOLD:
        return before in {"the", "those", "these"}
    return (after in _DOES and before not in {"the", "a", "our", "my"}) or before in _SURE_LEAD


def _alike(speech: Speech, n: int) -> bool:
    """Whether a token is letters too, in a speech in which letters stand for somebody."""
    token = speech.tokens[n]
    if token.lower in _NO_PAIR or len(token.word) > 2 or _cut_off(speech, n):
        return False
    if len(token.word) == 1 and not _may_be(speech, n):
        return False
    if speech.lowered:
        return bool(_CONSONANTS.fullmatch(token.lower))
    return token.word.isalpha() and token.word.isupper()
