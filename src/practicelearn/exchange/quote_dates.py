"""Dates of a column as programs write them: ISO out, the day first unless the column says other."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["iso_date", "months_first"]

_NUMBERS = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?)?",
    re.IGNORECASE,
)


def months_first(cells: Iterable[str], *, otherwise: bool) -> bool:
    """Return whether a column writes the month first: a thirteenth month is none.

    Parameters
    ----------
    cells : iterable of str
    otherwise : bool
        What holds where no cell decides.
    """
    pairs = [(int(m[1]), int(m[2])) for c in cells if (m := _NUMBERS.fullmatch(c.strip()))]
    if any(first > 12 for first, _ in pairs):
        return False
    return any(second > 12 for _, second in pairs) or otherwise


def iso_date(cell: str, *, month_first: bool) -> str:
    """Return a date as ISO; one that is written in another way stays as it is.

    Examples
    --------
    >>> iso_date("05/11/2025 10:33", month_first=False)
    '2025-11-05T10:33:00'
    >>> iso_date("11/5/25 1:02 PM", month_first=True)
    '2025-11-05T13:02:00'
    """
    found = _NUMBERS.fullmatch(cell.strip())
    if found is None:
        return cell
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    month, day = (one, two) if month_first else (two, one)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return cell
    date = f"{year + 2000 if year < 100 else year:04d}-{month:02d}-{day:02d}"
    if found[4] is None:
        return date
    hour = int(found[4]) % 12 + 12 * (found[7].lower() == "pm") if found[7] else int(found[4])
    return f"{date}T{hour:02d}:{found[5]}:{found[6] or '00'}"
