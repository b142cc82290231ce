"""Whether a turn can be read by itself, or leans on what was said before: no model is needed."""

from __future__ import annotations

import re

from practicelearn.language.vocabulary import FUNCTION_WORDS
from practicelearn.language.words import words

__all__ = ["leans_on_others"]

# of the words of a turn that stands by itself at most this share point elsewhere
MOST_POINTING = 0.12
_POINTING = frozenset(
    {
        "it", "its", "that", "this", "these", "those", "they", "them", "their", "he", "him",
        "his", "she", "her",
    }
)  # fmt: skip
_MAY_NAME = frozenset(
    {
        "that", "this", "these", "those",
    }
)  # fmt: skip
_OPENERS = frozenset(
    {
        "and", "but", "so", "well", "oh", "ah", "um", "er", "erm", "uh", "okay", "ok", "right",
        "look", "anyway", "or", "because", "cos", "then", "also", "now", "plus",
    }
)  # fmt: skip
_REPLIES = frozenset(
    {
        "yes", "yeah", "yea", "yep", "yup", "ya", "aye", "mm", "mhm", "hmm", "hm", "exactly",
        "absolutely", "agreed", "definitely", "true", "same", "ditto", "nope", "nah", "thanks",
        "thank", "sorry",
    }
)  # fmt: skip
_AGREEING = frozenset({"same", "agree", "agreed"})
_FIRST_WORDS = 5
_BARE_NO = re.compile(r"(?:no|none|neither|never|me|us|me too|us too)\s*(?:[,.;:!?…–—-]|$)")
_BROKEN = re.compile(r"[\s\"'“‘(]*(?:\.\.|…|[-–—])")
_ASKS = re.compile(r"\?[\s\"'”’)\]]*$")
_NOT_SAID = re.compile(r"\[[^\]]*\]")


def leans_on_others(text: str) -> bool:
    """Return whether a turn can hardly be understood without what was said before it.

    It begins with an answer (*yeah*, *no*, *I'd say the same*) or with a word that points back
    (*it*, *they*, *that's*), small words such as *and* and *well* before it left out; or it ends in
    a question; or more than 12 % of its words point elsewhere. What stands in square brackets is
    not read.

    Examples
    --------
    >>> leans_on_others("Well, it never worked.")
    True
    >>> leans_on_others("So that laptop never worked at night.")
    False
    """
    text = _NOT_SAID.sub(" ", text).replace("’", "'").lower()
    said = words(text)
    opening = said
    while opening and opening[0] in _OPENERS:
        opening = opening[1:]
    if not opening or _BROKEN.match(text) or _ASKS.search(text):
        return True
    if (
        _AGREEING & set(opening[:_FIRST_WORDS])
        or opening[0] in _REPLIES
        or _BARE_NO.match(text[_place_of(text, said, len(opening)) :])
    ):
        return True
    first, joined, _ = opening[0].partition("'")
    if first in _POINTING:
        following = opening[1].partition("'")[0] if len(opening) > 1 else ""
        if joined or first not in _MAY_NAME or not following or following in FUNCTION_WORDS:
            return True
    pointing = sum(word.partition("'")[0] in _POINTING - _MAY_NAME for word in said)
    return pointing > MOST_POINTING * len(said)


def _place_of(text: str, said: list[str], n_left: int) -> int:
    """Where the last so many words begin."""
    place = 0
    for word in said[: len(said) - n_left]:
        place = text.index(word, place) + len(word)
    return text.index(said[len(said) - n_left], place)
