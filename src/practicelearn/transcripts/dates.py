"""Dates as people write them, day first."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["iso_date", "long_date"]

_DATE_FORMATS = (
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d %B %Y",
    "%d %b %Y",
    "%d %B %y",
    "%d %b %y",
    "%d-%b-%Y",
    "%d-%B-%Y",
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$")


def iso_date(cell: str | None) -> str | None:
    """Return a date as ISO, read day first; None for an empty cell.

    Raises
    ------
    ValueError
        It is no date, or one that does not exist.

    Examples
    --------
    >>> iso_date("3/11/2025"), iso_date("2025-11-03 00:00:00")
    ('2025-11-03', '2025-11-03')
    >>> iso_date("3.11.25"), iso_date("3rd November 2025")
    ('2025-11-03', '2025-11-03')
    """
    if not cell:
        return None
    iso = _ISO.match(cell.strip())
    written = _ORDINAL.sub("", cell.strip())
    for form in ("%Y-%m-%d",) if iso else _DATE_FORMATS:
        try:
            return dt.datetime.strptime(iso[1] if iso else written, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(cell)


def long_date(iso: str) -> str:
    """Return an ISO date as it is written in a letter; :func:`iso_date` reads it back.

    Examples
    --------
    >>> long_date("2025-03-04")
    '4 March 2025'
    """
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
