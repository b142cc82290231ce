"""A file cut into cues at its time lines, as WebVTT and SubRip have them.

Most cues look as the formats ask for: perhaps an id, a time line, lines of words, a blank line.
These are found by one pattern. What stands between them, and the cue before it, is read with care,
line by line: ids that are words, times that cannot be read, blank lines inside a cue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from practicelearn.transcripts.decode import line_starts
from practicelearn.transcripts.labels import many_seconds, seconds
from practicelearn.transcripts.tiles import Kind, Problem, Tiler

__all__ = ["ARROW", "NOTE", "TIMES", "Cue", "cut_into_cues"]

ARROW = "-->"
_TIME = r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
TIMES = re.compile(rf"\s*({_TIME})\s*-->\s*({_TIME})(?:\s|$)")
# what was a time before it was damaged: one word, with a digit or without a letter
_NEARLY_TIME = re.compile(r"\s*(?:\S*\d\S*|[^\w\s]*)\s*")
_CLOCK = re.compile(r"\s*\d{1,3}:\d")
# Teams on the web writes 0:0:3.40 for three seconds and forty thousandths
_UNPADDED = re.compile(r"^\s*\d+:(?:\d:\d{1,2}|\d{2}:\d)[.,]\d{1,3}\s*-->", re.MULTILINE)
# an arrow that was typed or garbled; the line is still a time line
_BENT = re.compile(
    r"\s*(\d{1,2}:\d{2}:\d{2}[.,]\d+)\s*[^\w\s]{1,8}\s*(\d{1,2}:\d{2}:\d{2}[.,]\d+)\s*$"
)
_VOICE_ID = re.compile(r'(?:\d+\s+)?"(?P<name>.*)"\s*\(\d+\)')
_UNFINISHED = re.compile(r"[\d:.,>\s-]*")
NOTE = "these are notes in the file and no turns"
_STAMP = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}"
# a line of words is not empty, and no time line that was damaged
_WORDS = r"(?!\d+:\d)\S[^\r\n]*+(?<!\s)"
_REGULAR = re.compile(
    r"(?:(?<=\n\n)|(?<=\n\r\n))(?:(?P<id>(?!WEBVTT)(?:\d+|[\w{}-]{8,}+(?:/\d+-\d+)?))\r?\n)?"
    rf"(?P<time>(?P<start>{_STAMP}) --> (?P<end>{_STAMP})(?: [^\r\n]*+(?<!\s))?)\r?\n"
    rf"(?P<words>(?!NOTE\b|STYLE\b|REGION\b){_WORDS}(?:\r?\n{_WORDS})*+)\r?\n(?:\r?\n)++"
)
_FIRST = 4_000
# groups of the pattern by number: by name each of thousands of matches would look them up anew
_ID, _TIMED, _START, _END, _SAID = (
    _REGULAR.groupindex[name] for name in ("id", "time", "start", "end", "words")
)
_CLAIMED: tuple[tuple[int, Kind], ...] = ((_ID, "syntax"), (_TIMED, "time"))


@dataclass(slots=True)
class Cue:
    """A cue: its time line's number, its id, and where its lines of words stand."""

    line: int
    id: str = ""
    voice: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    lines: list[tuple[int, int]] = field(default_factory=list)


_TO_COME = Cue(0)


def cut_into_cues(text: str, tiler: Tiler, problems: list[Problem]) -> list[Cue]:
    """Return the cues; ids, times and what stands before the first cue are claimed.

    Parameters
    ----------
    text : str
    tiler : Tiler
    problems : list of Problem
        What a person should know is added here.
    """
    cues: list[Cue] = []
    regular: list[tuple[int, int, re.Match[str]]] = []  # place among the cues, line, match
    at, line = 0, 1
    held: re.Match[str] | None = None  # to be taken when nothing but a cue follows it
    for match in _regular_cues(text):
        start = match.start()
        if held is not None and held.end() == start:
            regular.append((len(cues), line, held))
            cues.append(_TO_COME)
        elif start > at:
            cues += _line_by_line(text[:start], at, line, tiler, problems, ends=False)
        line += text.count("\n", at, start)
        at, held = start, match
    cues += _line_by_line(text, at, line, tiler, problems, ends=True)
    if regular:
        _fill(cues, regular, tiler)
    return cues


def _regular_cues(text: str) -> list[re.Match[str]]:
    if text.count("\r") != text.count("\r\n"):  # a lone CR ends a line too
        return []
    if _unpadded(text):
        return []
    found = list(_REGULAR.finditer(text))
    if text.count(ARROW) > len(found):  # in a line of words it may be a time line that was damaged
        found = [m for m in found if ARROW not in m["words"]]
    return found


def _fill(cues: list[Cue], regular: list[tuple[int, int, re.Match[str]]], tiler: Tiler) -> None:
    """Put regular cues into their places; claim their ids and time lines."""
    matches = [match for _, _, match in regular]
    starts = many_seconds([m[_START] for m in matches])
    ends = many_seconds([m[_END] for m in matches])
    for (place, line, match), start_s, end_s in zip(regular, starts, ends, strict=True):
        span, words, own = match.span(_SAID), match[_SAID], match[_ID]
        lines = [span]
        if "\n" in words:
            lines = [(span[0] + x, span[0] + y) for x, y in line_starts(words)]
        if own is not None:
            line += 1
        cues[place] = Cue(line, own or "", None, start_s, end_s, lines)
    for group, kind in _CLAIMED:
        tiler.add_many([m.start(group) for m in matches], [m.end(group) for m in matches], kind)


def _line_by_line(
    text: str, start: int, first: int, tiler: Tiler, problems: list[Problem], *, ends: bool
) -> list[Cue]:
    """Split a stretch at its time lines; the line before one, if it reads like an id, is its id.

    ``first`` is the number of its first line; ``ends`` says that the file ends with it.
    """
    lines = [(start + a, start + b) for a, b in line_starts(text[start:])]
    timed = [n for n, (a, b) in enumerate(lines) if _is_timed(text[a:b])]
    cues: list[Cue] = []
    opened = timed[0] if timed else len(lines)
    _preamble(
        text, lines[: opened - 1 if _is_id(text, lines, opened - 1) else opened], tiler, problems
    )
    for at, n in enumerate(timed):
        cue = Cue(first + n)
        if _is_id(text, lines, n - 1):
            _id(text, lines[n - 1], cue, tiler)
        _time(text, lines[n], cue, tiler, problems)
        stop = timed[at + 1] if at + 1 < len(timed) else len(lines)
        if at + 1 < len(timed) and _is_id(text, lines, stop - 1):
            stop -= 1
        if at + 1 == len(timed) and ends:
            stop = _unfinished(text, lines, n + 1, first, tiler, problems)
        _body(text, lines[n + 1 : stop], first + n + 1, cue, tiler, problems)
        cues.append(cue)
    return cues


def _is_timed(words: str) -> bool:
    """Whether a line is a time line, damaged or not; an arrow between words is somebody's."""
    if ARROW in words:
        before, after = words.split(ARROW, 1)
        return _NEARLY_TIME.fullmatch(before) is not None or bool(_CLOCK.match(after))
    return bool(":" in words and _BENT.match(words))


def _id(text: str, line: tuple[int, int], cue: Cue, tiler: Tiler) -> None:
    """Claim the line before a time line; Webex names the speaker in it."""
    a, b = tiler.trimmed(*line)
    cue.id = text[a:b]
    voice = _VOICE_ID.fullmatch(cue.id)
    if voice is None:
        tiler.add(a, b, "syntax")
        return
    cue.voice = voice["name"].replace('""', '"').strip() or None
    start, stop = a + voice.start("name"), a + voice.end("name")
    tiler.add(a, start, "syntax")
    tiler.add(start, stop, "label")
    tiler.add(stop, b, "syntax")


def _unfinished(
    text: str,
    lines: list[tuple[int, int]],
    after: int,
    first: int,
    tiler: Tiler,
    problems: list[Problem],
) -> int:
    """The line after the last cue: a file cut off in an id or a time ends in half a cue."""
    full = [n for n in range(after, len(lines)) if text[slice(*lines[n])].strip()]
    tail = [n for n in full[-2:] if _UNFINISHED.fullmatch(text[slice(*lines[n])])]
    if not tail or tail[-1] != full[-1] or tail[0] == after:
        return len(lines)
    if text[slice(*lines[tail[0] - 1])].strip():
        return len(lines)
    message = "the file ends inside a cue; is the rest of it missing?"
    for n in tail:
        problems.append(Problem("warning", first + n, message, text[slice(*lines[n])]))
        tiler.add(*tiler.trimmed(*lines[n]), "issue")
    return tail[0]


def _is_id(text: str, lines: list[tuple[int, int]], n: int) -> bool:
    """Whether line n, just before a time line, is a cue's id and not its predecessor's words."""
    if n < 0:
        return False
    words = text[slice(*lines[n])].strip()
    blank_before = n == 0 or not text[slice(*lines[n - 1])].strip()
    return bool(words) and not words.startswith("WEBVTT") and ARROW not in words and (
        bool(re.fullmatch(r"\d+|[\w{}-]{8,}(?:/\d+-\d+)?", words))
        or bool(_VOICE_ID.fullmatch(words))
        or (blank_before and bool(re.fullmatch(r"\S+", words)))
    )  # fmt: skip


def _time(
    text: str, line: tuple[int, int], cue: Cue, tiler: Tiler, problems: list[Problem]
) -> None:
    words = text[slice(*line)]
    match = TIMES.match(words) or _BENT.match(words)
    if match:
        cue.start_s, cue.end_s = (_seconds(match[n], text) for n in (1, 2))
        tiler.add(*tiler.trimmed(*line), "time")
        return
    message = "this time cannot be read; the words of the cue are kept without one"
    problems.append(Problem("warning", cue.line, message, words))
    tiler.add(*tiler.trimmed(*line), "issue")


def _unpadded(text: str) -> bool:
    """Whether times stand without leading zeros; the first of them show it."""
    return _UNPADDED.search(text[:_FIRST]) is not None


def _seconds(stamp: str, text: str) -> float:
    """Seconds of a time; in a file without leading zeros what follows the dot is thousandths."""
    whole, _, part = stamp.replace(",", ".").partition(".")
    if part and len(part) < 3 and _unpadded(text):
        return seconds(whole) + int(part) / 1000
    return seconds(stamp)


def _body(
    text: str,
    lines: list[tuple[int, int]],
    first: int,
    cue: Cue,
    tiler: Tiler,
    problems: list[Problem],
) -> None:
    blank, note = False, False
    for number, line in enumerate(lines, start=first):
        words = text[slice(*line)].strip()
        if not words:
            blank, note = blank or bool(cue.lines), False
            continue
        if (blank or not cue.lines) and re.match(r"(?:NOTE|STYLE|REGION)\b", words):
            note = True
        if note:
            tiler.add(*tiler.trimmed(*line), "preamble")
            problems.append(Problem("note", number, NOTE, words))
            continue
        if blank:
            message = "a blank line stands inside this cue; the words after it are kept with it"
            problems.append(Problem("note", number, message, words))
            blank = False
        cue.lines.append(line)


def _preamble(
    text: str, lines: list[tuple[int, int]], tiler: Tiler, problems: list[Problem]
) -> None:
    front: list[str] = []
    for line in lines:
        words = text[slice(*line)].strip("\ufeff \t")
        tiler.add(*tiler.trimmed(*line), "syntax" if words == "WEBVTT" else "preamble")
        if words and words != "WEBVTT":
            front.append(words)
    if front:
        message = "this stands before the first cue and is no turn"
        problems.append(Problem("note", 1, message, "\n".join(front)))
