"""What the lines above a transcript say of the session: its date, and how long it lasted.

A date is taken only when the heading names exactly one; day first, as in the sheets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from practicelearn.transcripts.dates import iso_date
from practicelearn.transcripts.labels import seconds

__all__ = ["facts_of_heading"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATES = (
    re.compile(r"\b(\d{4}-\d{2}-\d{2})\b"),
    re.compile(r"\b(\d{1,2}[/.]\d{1,2}[/.]\d{4})\b"),
    re.compile(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?({_MONTH})[ ,-]+(\d{{4}})\b", re.IGNORECASE
    ),
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE)
_LASTED = re.compile(
    r"\b(?:(\d{1,2})\s?h(?:ours?|rs?)?[ ,]{0,2})?(\d{1,3})\s?m(?:in(?:ute)?s?)?"
    r"(?:[ ,]{0,2}(\d{1,2})\s?s(?:ec(?:ond)?s?)?)?\b"
)
# after a word that says so, minutes alone and a clock say how long it lasted too
_LENGTH = re.compile(
    r"(?:\w+ )?(?:duration|length)(?: of [\w ]+)?\s*[:\t]\s*"
    r"(?:(?P<minutes>\d{1,3})\s?(?:m|mins?|minutes?)"
    r"|(?P<clock>(?:\d{1,2}:)?\d{1,3}:\d{2}))\s*$",
    re.IGNORECASE,
)
_MOST_LINES = 60


def facts_of_heading(lines: Sequence[str]) -> dict[str, Any]:
    """Return ``date`` (ISO) and ``duration_s`` as far as the heading states them.

    Examples
    --------
    >>> facts_of_heading(["12-May-2023 - 10:36 - 1h09m31s - Ana"])
    {'date': '2023-05-12', 'duration_s': 4171.0}
    >>> facts_of_heading(["Date: 3 June 2025", "Duration: 48 minutes"])
    {'date': '2025-06-03', 'duration_s': 2880.0}
    """
    out: dict[str, Any] = {}
    dates: set[str] = set()
    lasted: set[float] = set()
    for line in lines[:_MOST_LINES]:
        for pattern in _DATES:
            for match in pattern.finditer(line):
                dates |= _as_date(" ".join(match.groups()))
        for match in _MONTH_FIRST.finditer(line):
            dates |= _as_date(f"{match[2]} {match[1]} {match[3]}")
        length = _LENGTH.match(line)
        if length and length["minutes"]:
            lasted.add(60.0 * int(length["minutes"]))
        elif length:
            lasted.add(seconds(length["clock"]))
        for match in _LASTED.finditer(line):
            if match[1] or match[3]:
                hours, minutes, rest = (int(part or 0) for part in match.groups())
                lasted.add(float(hours * 3600 + minutes * 60 + rest))
    if len(dates) == 1:
        out["date"] = dates.pop()
    if len(lasted) == 1:
        out["duration_s"] = lasted.pop()
    return out


def _as_date(words: str) -> set[str]:
    parts = words.split()
    if len(parts) == 3:
        words = f"{parts[0]} {parts[1][:3]} {parts[2]}"
    try:
        found = iso_date(words)
    except ValueError:
        return set()
    return {found} if found else set()
