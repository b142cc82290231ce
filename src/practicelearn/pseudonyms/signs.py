"""Weak signs of a name, for a person to read: a capital, and in lower case the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practicelearn.language.names import (
    CALENDAR,
    FUNCTION,
    NOT_NAMES,
    listed,
    places,
    surname_words,
)
from practicelearn.pseudonyms.cue_words import GENERIC
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.letters import OFFICES, lone_letter
from practicelearn.pseudonyms.said import read_out
from practicelearn.pseudonyms.speech import Speech

__all__ = ["weak_signs"]

_KIN = listed(
    """
    mum dad mam brother sister cousin colleague manager worker partner husband wife friend carer
    nan gran auntie uncle called named judge son daughter boyfriend girlfriend stepdad neighbour
    teacher guardian solicitor supervisor lad girl boy baby
    """
)
_DOES = listed(
    """
    said says had has was came went rang told asked thought left got moved wanted is goes comes
    """
)
_SAYS = listed("said says rang told asked thought texted emailed reckons chaired phoned")
_WENT = listed(
    "moved lives live lived living placed born works worked based over back up down house nan mum"
)
_TO = listed("to in at near from")
_DRAWN_TOGETHER = re.compile(r"(?:'(?:m|d|ve|ll|re|s))+$")
_ARTICLES = listed("the a an this that my your our his her their some any no every")


def weak_signs(speech: Speech) -> Iterator[Hit]:
    """Yield what may be a name and is not sure enough to be replaced; most of it names nobody."""
    yield from read_out(speech)
    yield from (_lower_signs(speech) if speech.lowered else _capitals(speech))


def _capitals(speech: Speech) -> Iterator[Hit]:
    """Yield words with a capital that no sentence's beginning explains."""
    for n, token in enumerate(speech.tokens):
        if (
            token.capital
            and not token.word.isupper()
            and not _names_nobody(token.lower)
            and not speech.starts_sentence(n)
        ):
            yield Hit(token.start, token.end, "unknown", "a capital inside a sentence")


def _names_nobody(word: str) -> bool:
    """A day, a word of grammar, or one drawn together with another: *I'm*, *You've*, *Isn't*."""
    stem = _DRAWN_TOGETHER.sub("", word)
    return word in CALENDAR | NOT_NAMES or stem in FUNCTION or word.endswith("n't")


def _lower_signs(speech: Speech) -> Iterator[Hit]:
    """Yield words that stand where a person or a place is named, in speech without capitals."""
    for n, token in enumerate(speech.tokens):
        word = token.lower
        if lone_letter(speech, n):
            yield Hit(token.start, token.end, "person", "a letter by itself")
        if len(word) < 3 or word in FUNCTION or word in NOT_NAMES or word in CALENDAR:
            continue
        if word in GENERIC or word in OFFICES or not word[0].isalpha():
            continue
        if speech.lower(n - 1) in _KIN and speech.beside(n - 1) and speech.lower(n + 1) in _DOES:
            yield Hit(token.start, token.end, "person", "a word where a name stands")
        elif _like_a_place(speech, n):
            yield Hit(token.start, token.end, "place", "a word where a place stands")
        elif speech.lower(n + 1) in _SAYS and _also_a_name(speech, n):
            yield Hit(token.start, token.end, "person", "a word that says something")


def _like_a_place(speech: Speech, n: int) -> bool:
    """``moved to battle``: a word that is a place or a surname too, behind a way to it."""
    word = speech.lower(n)
    if speech.lower(n - 1) not in _TO or not speech.beside(n - 1):
        return False
    known = word in places() or word in surname_words() or speech.words.letters(word)
    return known and speech.lower(n - 2) in _WENT


def _also_a_name(speech: Speech, n: int) -> bool:
    word = speech.lower(n)
    known = word in surname_words() or speech.words.also_word(word)
    return known and speech.lower(n - 1) not in _ARTICLES
