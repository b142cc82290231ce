"""What stands before a label on line after line: the number of a turn, or when it began.

``[T001] Moderator:``, ``#1``, ``12<TAB>``, ``#00:00:03.000#``, ``[00:00:03.000 --> 00:00:07.000]``.
Found by recurring over the whole file, and taken off before labels are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.tiles import Kind

__all__ = ["Leads", "find_leads"]

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_NUMBER = re.compile(
    r"[ \t\ufeff]*(?:\[(?:[A-Za-z]{1,4} ?)?(\d{1,5})\]|\((?:[A-Za-z] ?)?(\d{1,5})\)"
    r"|#(\d{1,5})[.:)]?|(?:T|L|Turn |Line )?(\d{1,5})[.)]?)(?=[ \t]|$)(?!\s*:)"
)
_SPAN = re.compile(
    rf"[ \t\ufeff]*[\[(]?(?P<start>{_CLOCK})\s*(?:-+>|[-–—]+)\s*(?P<end>{_CLOCK})[\])]:?(?=[ \t])"
)
_HASH = re.compile(rf"[ \t\ufeff]*#(?P<start>{_CLOCK})(?:-\d+)?#(?=[ \t])")
_PLAIN = re.compile(
    rf"[ \t\ufeff]*(?:[\[(](?P<start>{_CLOCK})[\])]|(?P<bare>{_CLOCK}))(?=[ \t]+\S)"
)
_FEWEST = 5
_SHARE = 0.7
_TIMED_SHARE = 0.5
_FEWEST_TIMES = 2
_LOOKED_AT = 60

Span = tuple[int, int]


@dataclass
class Leads:
    """Lines without what stood before them, the stretches taken off, and the times among these.

    ``times`` holds start and end in seconds by line, counted from 0.
    """

    lines: list[Span]
    aside: list[tuple[int, int, Kind]] = field(default_factory=list)
    times: dict[int, tuple[float, float | None]] = field(default_factory=dict)


def find_leads(text: str, lines: Sequence[Span], *, plain_times: bool = False) -> Leads:
    """Return the lines of a text without the numbers and times they begin with.

    Parameters
    ----------
    text : str
    lines : sequence of (start, end)
    plain_times : bool
        Whether a plain time counts too; only where no label is found behind it.
    """
    leads = Leads(list(lines))
    full = [n for n, (a, b) in enumerate(lines) if text[a:b].strip()]
    _numbers(text, leads, full)
    for pattern in (_SPAN, _HASH, *((_PLAIN,) if plain_times else ())):
        if _times(text, leads, full, pattern):
            break
    return leads


def _numbers(text: str, leads: Leads, full: Sequence[int]) -> None:
    """Numbers that count up over the whole file; a speaker called ``1`` is none of them."""
    if not _likely(text, leads, full, _NUMBER, _SHARE):
        return
    found = {}
    for n in full:
        match = _NUMBER.match(text, *leads.lines[n])
        if match:
            value = next(int(g) for g in match.groups() if g)
            found[n] = (value, match.end())
    rising = sum(y[0] > x[0] for x, y in pairwise(found.values()))
    enough = max(_FEWEST, _SHARE * len(full))
    if len(found) < enough or rising != len(found) - 1:
        return
    for n, (_, end) in found.items():
        _take_off(text, leads, n, end, "syntax")


def _times(text: str, leads: Leads, full: Sequence[int], pattern: re.Pattern[str]) -> bool:
    if not _likely(text, leads, full, pattern, _TIMED_SHARE):
        return False
    found = {n: m for n in full if (m := pattern.match(text, *leads.lines[n]))}
    if len(found) < max(_FEWEST_TIMES, _TIMED_SHARE * len(full)):
        return False
    for n, match in found.items():
        groups = match.groupdict()
        start = groups.get("start") or groups.get("bare") or "0:00"
        end = groups.get("end")
        leads.times[n] = (seconds(start), seconds(end) if end else None)
        _take_off(text, leads, n, match.end(), "time")
    return True


def _likely(
    text: str, leads: Leads, full: Sequence[int], pattern: re.Pattern[str], share: float
) -> bool:
    """Whether so many of some lines begin so that it is worth looking at them all."""
    some = full[:: max(1, len(full) // _LOOKED_AT)]
    hits = sum(pattern.match(text, *leads.lines[n]) is not None for n in some)
    return hits >= share / 2 * len(some)


def _take_off(text: str, leads: Leads, n: int, end: int, kind: Kind) -> None:
    a, b = leads.lines[n]
    leads.aside.append((a, end, kind))
    rest = text[end:b]
    leads.lines[n] = (end + len(rest) - len(rest.lstrip(" \t")), b)
