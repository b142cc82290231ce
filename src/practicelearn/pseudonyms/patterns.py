"""Identifiers with a shape of their own: NHS and insurance numbers, postcodes, phones, case ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from practicelearn.errors import PracticelearnError
from practicelearn.pseudonyms.hits import KINDS, Hit

__all__ = ["CASE_IDS", "compiled", "find_patterns", "is_nhs_number"]

_EMAIL = re.compile(r"\b[A-Z0-9][\w.+'-]*@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# read out: "j dot marsh at carrow dot gov dot uk"
_EMAIL_SAID = re.compile(
    r"\b[\w-]+(?: (?:dot|underscore|dash) [\w-]+)* at [\w-]+(?: dot [\w-]+)+", re.IGNORECASE
)
_NINO = re.compile(
    r"\b(?![DFIQUV])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-Z](?![DFIOQUV])[A-Z]"
    r"(?:[ -]?\d{2}){3}[ -]?[A-D]\b",
    re.IGNORECASE,
)
_NO_NINO = re.compile(r"[a-z]{2} ?\d{6} [a-z]$")  # "or 650000 a year"
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|(?:[A-PR-UWYZ]\d[A-HJKPSTUW\d]?|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY\d]?)"
    r"[ -]?(?!(?:1st|2nd|3rd|[04-9]th)\b)\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_NHS_CUE = re.compile(r"\bNHS\b[^.?!\n]{0,30}$", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)44[\s-]?(?:\(0\)[\s-]?)?|\(?0(?=\d))(?:[\s()-]{0,2}\d){8,10}(?!\d)"
)
_NUMBER = re.compile(r"(?<![\w£$€.,/-])\d{7,12}(?![\w/-]|[.,]\d)")

_SYSTEMS = r"case|cases|file|record|client|person|child|referral|reference|ref|id|mosaic|lcs|ics"
CASE_IDS: Mapping[str, str] = {
    "letters and digits": r"\b[A-Za-z]{1,5}[-/]?\d{5,10}(?:[-/]\d{1,4})?\b",
    "letters, year, digits": r"\b[A-Za-z]{1,5}[-/](?:(?:19|20)\d{2}|\d{2})[-/]\d{3,8}\b",
    "capitals, space, digits": r"\b[A-Z]{2,5} \d{5,10}\b",
    "capitals, digits in groups": r"\b[A-Z]{2,5}[ -]\d{3}[ -]\d{3,5}\b",
    "letters that are no word, digits": r"\b[b-df-hj-np-tv-z]{2,4} \d{3}[ -]?\d{3,6}\b",
    "letters that are no short word, six digits": (
        r"\b(?!(?:a|an|and|at|by|for|from|has|had|have|in|is|it|just|like|me|my|near|of|on|only|or|"
        r"over|paid|pay|plus|some|spend|than|that|the|then|they|to|up|us|was|we|with|you)\b)"
        r"[a-z]{2,4} \d{6,10}\b"
    ),
    "after a cue": (
        rf"(?i:\b(?:{_SYSTEMS})\b)\.?(?: (?i:number|no\.?|id|ref|reference))?[:#]?(?: is| was)? ?"
        r"(?:[A-Za-z]{0,4}[-/ ]?\d{5,10}(?:[-/]\d{1,4})?"
        r"|(?=(?:[ /-]?\d){5})\d{1,6}(?:[ /-]\d{1,6}){1,4})\b"
    ),
}
"""Name -> regular expression of what looks like the id of a case; ``patterns`` adds to these."""


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits keep the NHS number's check: weights 10 to 2, modulo 11.

    Examples
    --------
    >>> is_nhs_number("943 476 5919"), is_nhs_number("943 476 5918")
    (True, False)
    """
    plain = [int(c) for c in digits if c.isdigit()]
    if len(plain) != 10:
        return False
    check = 11 - sum(d * w for d, w in zip(plain, range(10, 1, -1), strict=False)) % 11
    return check != 10 and plain[9] == check % 11


def compiled(patterns: Mapping[str, str] | None = None) -> list[tuple[str, re.Pattern[str]]]:
    r"""Return the case-id patterns, the usual ones and a caller's, as (kind, pattern).

    Parameters
    ----------
    patterns : mapping of str to str, optional
        Kind -> regular expression, such as ``{"case": r"ALD-\d{4}"}``. A kind of your own, such as
        ``"court order"``, gives replacements such as ``[Court order 1]``.

    Raises
    ------
    PracticelearnError
        An expression cannot be compiled, or matches the empty string.
    """
    out = [("case", re.compile(pattern)) for pattern in CASE_IDS.values()]
    for kind, pattern in (patterns or {}).items():
        try:
            own = re.compile(pattern)
        except re.error as error:
            raise PracticelearnError(
                f'patterns: "{kind}" is no regular expression ({error}): {pattern}'
            ) from error
        if own.search(""):
            raise PracticelearnError(
                f'patterns: "{kind}" matches nothing at all, so it would match everywhere: '
                f"{pattern}. Ask for at least one character."
            )
        if not re.fullmatch(r"\w[\w \-]{0,40}", kind):
            raise PracticelearnError(
                f'patterns: "{kind}" cannot name a kind; use letters, digits, spaces and hyphens. '
                f"Known kinds: {', '.join(KINDS)}."
            )
        out.append((kind, own))
    return out


def find_patterns(text: str, case_ids: list[tuple[str, re.Pattern[str]]]) -> Iterator[Hit]:
    """Yield every structured identifier of a text. Overlaps are for :func:`settled` to settle."""
    for kind, pattern in case_ids:
        yield from (Hit(m.start(), m.end(), kind, "pattern") for m in pattern.finditer(text))
    if "@" in text or " at " in text:
        for pattern in (_EMAIL, _EMAIL_SAID):
            yield from (Hit(*m.span(), "e-mail", "pattern") for m in pattern.finditer(text))
    if not any(c.isdigit() for c in text):
        return
    for kind, pattern in (
        ("postcode", _POSTCODE),
        ("phone", _PHONE),
        ("number", _NUMBER),
    ):
        yield from (Hit(*m.span(), kind, "pattern") for m in pattern.finditer(text))
    for m in _NINO.finditer(text):
        if not _NO_NINO.match(m[0]):
            yield Hit(*m.span(), "national insurance number", "pattern")
    for m in _NHS.finditer(text):
        if is_nhs_number(m[0]) or _NHS_CUE.search(text[: m.start()]):
            yield Hit(*m.span(), "nhs number", "pattern")
