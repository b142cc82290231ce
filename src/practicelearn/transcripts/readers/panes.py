"""The transcript pane of Teams, selected with the mouse and copied.

Screen readers are told ``0 minutes 3 seconds``; a copy holds that beside the clock, with the name
above it once or twice, or on the same line. How the pieces are parted differs by version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from practicelearn.transcripts.labels import seconds

__all__ = ["PaneLine", "pane_lines"]

_SPOKEN = re.compile(
    r"\s*(?P<name>.*?)\s*(?:(?P<h>\d+) hours?,? )?(?P<m>\d+) minutes?,? (?P<s>\d+) seconds?\s*"
    r"(?P<clock>(?:\d{1,2}:)?\d{1,2}:\d{2})?\s*(?P<after>[^\d\s].*)?$"
)
_CLOCK = re.compile(r"\s*(?:\d{1,2}:)?\d{1,2}:\d{2}\s*$")
_BESIDE = re.compile(r"\s*[(\[|].*$")
_LONGEST = 60


class PaneLine(NamedTuple):
    """A name's line, when its speech began, and the other lines of the head."""

    name: int
    label: str
    start_s: float
    times: tuple[int, ...]
    again: tuple[int, ...]


def pane_lines(text: str, lines: Sequence[tuple[int, int]]) -> list[PaneLine]:
    """Return the heads of a copied pane, in order; none where the text is none."""
    if " minutes " not in text and " minute " not in text:
        return []
    full = [n for n, (a, b) in enumerate(lines) if text[a:b].strip()]
    at = {n: i for i, n in enumerate(full)}
    words = {n: text[slice(*lines[n])].strip() for n in full}
    heads: list[PaneLine] = []
    for n in full:
        match = _SPOKEN.match(words[n])
        if match is None or len(match["name"]) > _LONGEST or match["after"]:
            continue
        hours, minutes, rest = (int(match[g] or 0) for g in "hms")
        clock = match["clock"]
        start = seconds(clock) if clock else 3600.0 * hours + 60.0 * minutes + rest
        i = at[n]
        times = [n]
        if i + 1 < len(full) and _CLOCK.match(words[full[i + 1]]):
            times.append(full[i + 1])
        if match["name"]:
            heads.append(PaneLine(n, match["name"], start, tuple(times[1:]), ()))
            continue
        above = full[i - 1] if i else None
        if above is None or len(words[above]) > _LONGEST:
            continue
        first = above
        again: tuple[int, ...] = ()
        if i > 1 and _is_same(words[full[i - 2]], words[above]):
            first, again = full[i - 2], (above,)
        heads.append(PaneLine(first, words[first], start, tuple(times), again))
    return heads if len(heads) > 1 else []


def _is_same(long: str, short: str) -> bool:
    """Whether a line is a name and the next the same again, perhaps without what is beside it."""
    return long == short or long.startswith(short) or _BESIDE.sub("", long) == short
