"""Letters that stand for a person: ``Child K``, ``little JT``, ``KD was the youngest``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practicelearn.language.names import FUNCTION, NOT_NAMES, listed
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.speech import Speech

__all__ = ["find_initials"]

_AFTER = listed(
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
# offices and things that are called by two letters in such talk
_OFFICES = listed(
    """
    tm dm sm pm ap ad sp ht dht sm gm ceo dcs adcs cs ss qa sw ta pa la lo ro rm po ps pc dc ds di
    eh mp vc vp ot pt nt it cp cv cin la lac ce rc fc u pb pr fs fgc lp up uk tv
    """
)
_DOES = listed(
    """
    was is has had wasn't isn't hasn't hadn't said says came went turned told thought moved lived
    started stopped wanted needed felt knew ran got rang asked didn't couldn't wouldn't won't left
    """
)
_LETTERS = re.compile(r"[A-Za-z]{1,3}$")
_CONSONANTS = re.compile(r"[b-hj-np-tv-z]{1,2}$")


def find_initials(speech: Speech) -> Iterator[Hit]:
    """Yield initials: after *child*, *baby* and the like, and others in the same speech.

    Where one person is called by letters, the other letters of the speech are taken for people
    too. Without such a word, one or two capitals count only where they do something a person does.
    """
    found = [n for n in range(1, len(speech.tokens)) if _after_a_word(speech, n)]
    yield from (_hit(speech, n) for n in found)
    for n in range(len(speech.tokens)):
        if n not in found and (_alike(speech, n) if found else _does(speech, n)):
            yield _hit(speech, n)


def _hit(speech: Speech, n: int) -> Hit:
    return Hit(speech.tokens[n].start, speech.tokens[n].end, "person", "initials")


def _after_a_word(speech: Speech, n: int) -> bool:
    before, token = speech.tokens[n - 1], speech.tokens[n]
    if before.lower not in _AFTER or not _LETTERS.fullmatch(token.word):
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
    )


def _alike(speech: Speech, n: int) -> bool:
    """Whether a token is letters too, in a speech in which letters stand for somebody."""
    token = speech.tokens[n]
    if token.lower in _NOT_INITIALS | _OFFICES or len(token.word) > 2:
        return False
    if speech.lowered:
        return bool(_CONSONANTS.fullmatch(token.lower))
    return token.word.isalpha() and token.word.isupper()


def _does(speech: Speech, n: int) -> bool:
    """Whether one or two capital letters do what a person does: ``Then KD turned fifteen``."""
    token = speech.tokens[n]
    if not 0 < len(token.word) < 3 or not speech.beside(n) or speech.lower(n + 1) not in _DOES:
        return False
    if token.lower in _NOT_INITIALS | _OFFICES or not token.word.isalpha():
        return False
    if speech.lowered:
        plain = len(token.word) == 1 or speech.lower(n - 1) in {"then", "when", "because", "and"}
        return bool(_CONSONANTS.fullmatch(token.lower)) and plain
    return token.word.isupper()
