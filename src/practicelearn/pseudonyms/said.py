"""What is read out: names letter by letter, numbers digit by digit, postcodes in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practicelearn.language.names import FUNCTION, NOT_NAMES, listed
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.letters import OFFICES
from practicelearn.pseudonyms.speech import Speech

__all__ = ["NUMBER_WORDS", "find_said", "read_out"]

_SPELLED = re.compile(
    r"(?<![\w'’])[a-z]"
    r"(?:(?:[ .-]|, ?| - |\. )(?:(?:double|capital|then|and then) )?[a-z](?![\w'’])){2,}",
    re.IGNORECASE,
)
_SPELLS = re.compile(r"\b(?:spel[lt]\w*|name's|name is|called|it's|that's)\W{0,3}$", re.IGNORECASE)
_ONE = r"(?:oh|o|zero|nought|naught|nil|one|two|three|four|five|six|seven|eight|nine|\d{1,5})"
_DIGIT = rf"(?:(?:double|treble|triple) {_ONE}|{_ONE}(?: hundred| thousand)?)"
_DIGITS = re.compile(
    rf"(?<![\w-]){_DIGIT}(?:(?:, ?| - | |-)(?:and )?{_DIGIT}){{2,}}(?![\w-])", re.I
)
_WORDS = re.compile(r"[a-z]+", re.IGNORECASE)
_ASCENDING = re.compile(
    r"(?:one )?two,? three,? four(?:,? five(?:,? six(?:,? seven(?:,? eight(?:,? nine)?)?)?)?)?$",
    re.I,
)
_CASE = re.compile(
    r"\b(?:case|cases|file|record|client|person|referral|reference|ref|id|mosaic|lcs|ics|system|"
    r"number|under|it's|its)\b[^.?!\n]{0,25}$",
    re.IGNORECASE,
)
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_NUMBER = rf"(?:{_TENS}(?:[ -]{_ONE})?|{_TEENS}|{_ONE})"
_POSTCODE = re.compile(
    r"\b(?P<area>[a-z]{1,2}|[a-z] [a-z]) "
    rf"{_NUMBER}\b(?: ?[a-z]\b)?,? {_ONE}\b ?(?P<end>[abd-hjlnp-uw-z] ?[abd-hjlnp-uw-z])\b",
    re.IGNORECASE,
)
_AREAS = listed(
    """
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec
    eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls
    lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp
    sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze
    """
)
NUMBER_WORDS = listed(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    """
)
"""Numbers below a thousand, as the number of a house is said."""


_INITIALS = re.compile(
    r"\binitials?(?:'s)?(?: are| were| is| was)?:? (?P<own>[a-z](?:[ .]{1,2}[a-z]){1,3})\b", re.I
)


def find_said(speech: Speech) -> Iterator[Hit]:
    """Yield names that are spelled, and phone numbers, case ids and postcodes said in words."""
    text = speech.text
    for match in _SPELLED.finditer(text):
        if _is_name(speech, match.start(), match[0]):
            yield Hit(*match.span(), "person", "spelled")
    if "nitial" in text:
        for match in _INITIALS.finditer(text):
            yield Hit(*match.span("own"), "person", "initials")
    for match in _DIGITS.finditer(text):
        kind = _kind_of_digits(match[0], text[: match.start()])
        if kind:
            yield Hit(*match.span(), kind, "digits in words")
    for match in _POSTCODE.finditer(text):
        area, end = match["area"].lower().replace(" ", ""), match["end"].lower()
        if area in _AREAS and not (end in FUNCTION or speech.words.english(end)):
            yield Hit(*match.span(), "postcode", "postcode in words")


def read_out(speech: Speech) -> Iterator[Hit]:
    """Yield letters and digits that are read out, whatever they may be: for a person to look at."""
    for match in _SPELLED.finditer(speech.text):
        own = {w.lower() for w in _WORDS.findall(match[0]) if len(w) == 1}
        joined = "".join(w.lower() for w in _WORDS.findall(match[0]))
        if len(own - {"i", "a"}) > 1 and joined not in NOT_NAMES:
            yield Hit(*match.span(), "person", "letters read out")
    for match in _DIGITS.finditer(speech.text):
        if len(_WORDS.findall(match[0])) > 3 and not _ASCENDING.fullmatch(match[0]):
            yield Hit(*match.span(), "number", "digits in words")


def _is_name(speech: Speech, start: int, letters: str) -> bool:
    """Whether letters that are read out are a name, not an office or a stammer.

    Five letters and more are; three or four where the name is known or somebody says that it is
    spelled.
    """
    own = [w.lower() for w in _WORDS.findall(letters) if len(w) == 1]
    joined = "".join(own)
    stammer = set(own) <= {"i", "a"} or len(set(own)) == 1
    if stammer or joined in NOT_NAMES | OFFICES or joined in "abcdefghijklmnopqrstuvwxyz":
        return False
    if not set(own) & set("aeiouy"):
        return False
    words = speech.words
    known = words.first(joined) or words.surname(joined) or words.also_word(joined)
    return len(own) > 4 or (known and len(own) > 3) or bool(_SPELLS.search(speech.text[:start]))


def _kind_of_digits(said: str, before: str) -> str:
    """Return what digits in words are; an empty string for a mere count."""
    words = _WORDS.findall(said.lower())
    if not words or _ASCENDING.fullmatch(said):
        return ""
    size = sum(
        {"double": 1, "treble": 2, "triple": 2, "hundred": 2, "thousand": 3}.get(w, 1)
        for w in words
    )
    size += sum(len(digits) for digits in re.findall(r"\d+", said))
    if size >= 9 and re.match(r"oh|o\b|zero|nought|0|double|plus", said, re.IGNORECASE):
        return "phone"
    if size >= 6 and len(words) > 3:
        return "number" if not _CASE.search(before) else "case"
    return "case" if size >= 4 and _CASE.search(before) and len(words) >= 4 else ""
