"""Dates that can be somebody's birthday: in digits, with a month's name, or said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practicelearn.pseudonyms.hits import Hit

__all__ = ["find_dates"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|oh[ -](?:one|two|three|four|five|six|seven|eight|nine))"
)
_BELOW_100 = rf"(?:{_TENS}(?:[ -]{_ONES})?|{_TEENS}|{_ONES})"
_YEAR_SAID = (
    rf"(?:two thousand(?: and)?(?: {_BELOW_100})?"
    rf"|(?:nineteen|twenty)[ -](?:hundred(?: and {_BELOW_100})?|{_TEENS}|{_TENS}(?:[ -]{_ONES})?))"
)
_DAY_SAID = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    r"|nineteenth|twentieth|thirtieth"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:(?:19|20)\d{2})"
_ORDINAL = rf"(?:{_DAY}(?:st|nd|rd|th)?|{_DAY_SAID})"
_ANY_YEAR = rf"(?:{_YEAR}|{_YEAR_SAID})"
_MONTH_NUMBER = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|1st|2nd|3rd|[4-9]th|1[0-2]th)"
)
_FULL_DATE = (
    rf"(?:the )?{_ORDINAL} of the {_MONTH_NUMBER},? {_ANY_YEAR}|"
    rf"(?:the )?{_ORDINAL}(?: day)?(?: of)?,? {_MONTH},? {_ANY_YEAR}"
    rf"|{_MONTH},? (?:the )?{_ORDINAL},? {_ANY_YEAR}"
    rf"|{_DAY}[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:{_YEAR}|\d{{2}})"
    rf"|{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
)
_SHORT_DATE = (
    rf"(?:the )?{_ORDINAL}(?: of)? {_MONTH}\b|{_MONTH},? (?:the )?{_ORDINAL}"
    rf"|(?:the )?{_ORDINAL} of the {_MONTH_NUMBER}\b"
)
_BORN = r"\b(?:born|birthday|birth|d\.?o\.?b\.?)\b[^.?!\n]{0,25}?"
_FULL = re.compile(rf"\b(?:{_FULL_DATE})(?!\w)", re.IGNORECASE)
_SHORT = re.compile(rf"{_BORN}\b(?P<date>{_SHORT_DATE})", re.IGNORECASE)
# nearly every turn has neither, and is not looked at twice
_MAY_HOLD = re.compile(
    rf"\d[/.\-]\d|\b{_MONTH}\b|(?:st|nd|rd|th) of the {_MONTH_NUMBER}", re.IGNORECASE
)


def find_dates(text: str) -> Iterator[Hit]:
    """Yield full dates; day and month alone after *born* or *birthday*.

    Overlaps are for :func:`settled` to settle.
    """
    if not _MAY_HOLD.search(text):
        return
    yield from (Hit(*m.span(), "date of birth", "pattern") for m in _FULL.finditer(text))
    for m in _SHORT.finditer(text):
        yield Hit(*m.span("date"), "date of birth", "pattern")
