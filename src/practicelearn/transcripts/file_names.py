"""What a file's name says of its session: round, date, team, site. A guess, to be checked."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

__all__ = ["guessed_from_name"]

_ROUND = re.compile(r"(?<!\d)(?:(20\d{2})\s?[-_/–]\s?(?:20)?(\d{2})|FY\s?(\d{2})[-_](\d{2}))(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[-_.](0?[1-9]|1[0-2])[-_.](20\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_TEAM = re.compile(r"\b([a-z]+(?: [a-z]+)?) team\b|\bteam ([a-z0-9]+)\b")
_SITE = re.compile(
    r"\b([a-z]+) (?:office|hub|centre|center|house|site|locality|area)\b|\bsite ([a-z0-9]+)\b"
    r"|\b(north|south|east|west|central)\b"
)
_NO_NAMES = frozenset({
    "focus", "group", "session", "transcript", "recording", "teams", "zoom", "meeting", "the", "of",
    "notes", "final", "fg", "health", "check", "peer", "led",
})  # fmt: skip


def guessed_from_name(name: str) -> dict[str, str]:
    """Return the columns of the sessions sheet that a file's name states.

    Parameters
    ----------
    name : str
        A file's name; its folder plays no part.

    Returns
    -------
    dict of str to str
        Some of year (``2024-25``, or ``2024``), date (ISO, read day first), team, site.

    Examples
    --------
    >>> guessed_from_name("2024-25 duty team - Leeside office.docx")
    {'year': '2024-25', 'team': 'duty', 'site': 'leeside'}
    >>> guessed_from_name("FG3_03-11-2025_north.vtt")
    {'year': '2025', 'date': '2025-11-03', 'site': 'north'}
    >>> guessed_from_name("East and West West.xlsx")
    {}
    """
    stem = Path(name).stem
    out: dict[str, str] = {}
    date, rest = _date(stem)
    round_, rest = _round(rest)
    year = round_ or (date[:4] if date else None)
    if year is None:
        alone = _YEAR.search(rest)
        year = alone[1] if alone else None
    if year:
        out["year"] = year
    if date:
        out["date"] = date
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", rest.lower()).split())
    team = _TEAM.search(words)
    if team:
        named = [w for w in (team[1] or team[2]).split() if w not in _NO_NAMES]
        if named:
            out["team"] = " ".join(named)
    sites = {part for match in _SITE.finditer(words) for part in match.groups() if part}
    if len(sites) == 1:  # "East and West": of two, neither
        out["site"] = sites.pop()
    return out


def _date(stem: str) -> tuple[str | None, str]:
    """The one date of a name, and the name without it."""
    for pattern, order in ((_ISO_DATE, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        match = pattern.search(stem)
        if match is None:
            continue
        year, month, day = (int(match[n]) for n in order)
        try:
            date = dt.date(year, month, day).isoformat()
        except ValueError:
            continue
        return date, f"{stem[: match.start()]} {stem[match.end() :]}"
    return None, stem


def _round(stem: str) -> tuple[str | None, str]:
    """A round such as 2024-25: two years that follow each other."""
    for match in _ROUND.finditer(stem):
        first, second = (match[1][2:], match[2]) if match[1] else (match[3], match[4])
        if int(second) == (int(first) + 1) % 100:
            return f"20{first}-{second}", f"{stem[: match.start()]} {stem[match.end() :]}"
    return None, stem
