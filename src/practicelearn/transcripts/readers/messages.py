"""Written chat: what is copied from Teams, Zoom's saved chat, WhatsApp's export.

A message opens with its time and its writer and lasts until the next. Times are those of the clock
and are counted from the first message. A message to one person only is said: it was not meant for
the group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from practicelearn.errors import counted
from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.readers.checks import check_units, close_tiles, duration
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.tiles import Problem, Reading, Tiler, Unit

__all__ = ["read", "sniff"]

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[\s\u202f]?[AaPp]\.?[Mm]\.?)?"
_DAY = (
    r"(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?|[A-Za-z]{3,9} \d{1,2}(?:,? \d{4})?|[A-Za-z]{3,9}"
    r"|\d{1,2} [A-Za-z]{3,9}(?: \d{4})?)"
)
_WHEN = rf"(?:{_DAY},?[ \u202f]+)?{_CLOCK}"
_NAME = r"(?P<name>[^:\t\n]{1,60}?)"
# 14:05:07 From Kay to Everyone: text
_ZOOM = (
    rf"\s*(?P<when>\d{{1,2}}:\d{{2}}:\d{{2}})\s+From\s+{_NAME}"
    r"(?:\s+to\s+(?P<to>[^:\n]{1,80}?))?\s*:(?P<text>.*)$"
)
# 14:05:07<TAB>Kay:<TAB>text
_ZOOM_SIDECAR = rf"\s*(?P<when>\d{{1,2}}:\d{{2}}:\d{{2}})\t\s*{_NAME}\s*:\t(?P<text>.*)$"
# [14:05] Kay, [Tuesday 14:05] Kay; the text follows below
_TEAMS = rf"\s*\[(?P<when>{_WHEN})\]\s+{_NAME}(?P<text>)\s*$"
# 03/05/2025, 14:05 - Kay: text; [03/05/2025, 14:05:07] Kay: text
_WHATSAPP = (
    rf"[\s\u200e]*\[?(?P<when>{_DAY},\s*{_CLOCK})(?:\]\s*|\s+-\s+){_NAME}\s*:(?P<text>\s.*|)$"
)
_CLOCK_IN = re.compile(r"\d:\d\d")
_HEADS = tuple(re.compile(p) for p in (_ZOOM, _ZOOM_SIDECAR, _TEAMS, _WHATSAPP))
_HEAD_LIKE = re.compile(
    r"\s*\[?[\dxX]{1,2}:[\dxX]{2}\b.{0,80}$|\s*\[[^\]\n]{0,40}[\d:][^\]\n]{0,40}\]\s"
)
_PARTS = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[\s\u202f]?([AaPp])\.?[Mm])?")
_TO_ALL = re.compile(r"(?i)\b(everyone|all|alle|tous|group)\b")
_ONE_DAY = 86_400.0
_WIDEST = 80
# Kay Lane, and on the line below 03/06/2025 14:05
_WHEN_BELOW = re.compile(rf"\s*\[?(?P<when>{_DAY},?[ \u202f]+(?:at )?{_CLOCK})\]?\s*$")
_NAME_ABOVE = re.compile(r"\s*(?P<name>[^\W\d_][^:\t\n.?!,]{0,58}?)\s*$")


@dataclass
class _Head:
    when: tuple[int, int]
    name: tuple[int, int]
    text: int
    to: str | None


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are a chat: two heads at least, the first by the clock."""
    text = decode(head).text
    if not _CLOCK_IN.search(text):
        return 0.0
    lines = line_starts(text)
    if len(_named_above(text, lines)) > 1:
        return 0.65
    heads = (h for a, b in lines if (h := _head(text, a, b)))
    first_two = list(islice(heads, 2))
    if len(first_two) < 2:
        return 0.0
    first = text[slice(*first_two[0].when)]
    by_clock = bool(re.search(r"[A-Za-z/.-]", first)) or int(first.split(":")[0]) >= 6
    return 0.65 if by_clock else 0.0


def read(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of a chat: one a message."""
    text = decode(raw).text
    tiler = Tiler(text)
    units: list[Unit] = []
    problems: list[Problem] = []
    front: list[str] = []
    private = 0
    blank = False
    lines = line_starts(text)
    above = _named_above(text, lines)
    whens = {n + 1 for n in above}
    for number, (start, stop) in enumerate(lines, 1):
        words = text[start:stop].strip("\ufeff \t\x00")
        if not words:
            blank = True
            continue
        if number - 1 in whens:
            blank = False
            continue
        head = above.get(number - 1) or _head(text, start, stop)
        if head is not None:
            units.append(_open(text, tiler, head, number, (start, stop)))
            private += head.to is not None and not _TO_ALL.search(head.to)
        elif not units:
            front.append(words)
            tiler.add(*tiler.trimmed(start, stop), "preamble")
        else:
            if _HEAD_LIKE.match(words):
                message = "this looks like the head of a message but cannot be read as one; kept"
                problems.append(Problem("warning", number, f"{message} with the one above", words))
            gap = "\n\n" if blank and units[-1].pieces else "\n"
            units[-1].pieces += tiler.speech(start, stop, before=gap)
        blank = False
    if front:
        message = "this stands before the first message and is no turn"
        problems.append(Problem("note", 1, message, "\n".join(front)))
    if private:
        message = (
            f"{counted(private, 'message')} to one person, not to everyone. May that be used? If "
            "not, remove it from the file"
        )
        problems.append(Problem("warning", None, message))
    _from_first(units)
    problems += [
        Problem("note", u.number, "this message has no words") for u in units if not u.pieces
    ]
    units = [u for u in units if u.pieces]
    problems += check_units(units, "messages")
    tiles, unclaimed = close_tiles(tiler)
    problems += unclaimed
    meta = {"source_kind": "chat", **duration(units)}
    return Reading("chat-log", text, tiles, units, problems, joiner="\n", meta=meta)


def _named_above(text: str, lines: Sequence[tuple[int, int]]) -> dict[int, _Head]:
    """Heads of two lines, the name above the day and time, by the line of the name."""
    out: dict[int, _Head] = {}
    for n, ((a, b), (c, d)) in enumerate(pairwise(lines)):
        when = _WHEN_BELOW.match(text[c:d]) if 0 < d - c < _WIDEST else None
        name = _NAME_ABOVE.match(text[a:b]) if when is not None and b - a < _WIDEST else None
        if when is not None and name is not None:
            x, y = when.span("when")
            i, j = name.span("name")
            out[n] = _Head((c + x, c + y), (a + i, a + j), b, None)
    return out if len(out) > 1 else {}


def _head(text: str, start: int, stop: int) -> _Head | None:
    if stop - start > 20_000 or not _CLOCK_IN.search(text, start, stop):
        return None
    for pattern in _HEADS:
        match = pattern.match(text[start:stop])
        if match is not None:
            groups = match.groupdict()
            when, name = match.span("when"), match.span("name")
            return _Head(
                (start + when[0], start + when[1]),
                (start + name[0], start + name[1]),
                start + match.start("text"),
                groups.get("to"),
            )
    return None


def _open(text: str, tiler: Tiler, head: _Head, number: int, line: tuple[int, int]) -> Unit:
    tiler.add(*head.when, "time")
    label = tiler.trimmed(*head.name)
    tiler.add(*label, "label")
    at = line[0]
    line = (line[0], max(line[1], head.when[1]))
    spans = [head.when, label, *([(head.text, line[1])] if head.text >= head.when[1] else [])]
    for a, b in sorted(spans):
        tiler.add(*tiler.trimmed(at, a), "syntax")
        at = b
    unit = Unit(text[slice(*label)] or None, [], source_loc=f"line {number}")
    unit.pieces = tiler.speech(head.text, line[1]) if head.text >= head.when[1] else []
    match = _PARTS.search(text, *head.when)
    if match is not None:
        hour = int(match[1])
        if match[4]:
            hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
        unit.start_s = float(hour * 3600 + int(match[2]) * 60 + int(match[3] or 0))
    return unit


def _from_first(units: list[Unit]) -> None:
    """Count from the first message; a jump back by most of a day is midnight."""
    first: float | None = None
    days, last = 0.0, 0.0
    for unit in units:
        if unit.start_s is None:
            continue
        if first is None:
            first = last = unit.start_s
        if unit.start_s < last - _ONE_DAY / 2:
            days += _ONE_DAY
        last = unit.start_s
        unit.start_s = unit.start_s + days - first
