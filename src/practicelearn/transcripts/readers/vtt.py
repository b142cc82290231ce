"""WebVTT as Zoom, Teams and Webex write it.

Zoom puts ``Name: text`` into a cue, Teams ``<v Name>text</v>``, splits an utterance into fragments
with ids ``GUID/n-m``, and interleaves the cues of people who talk at once. Damaged files keep their
words: a cue with a bad time has none, text after a blank line belongs to the cue above it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.labels import Opening, accepted_labels, find_opening, seconds
from practicelearn.transcripts.readers.text import Hints
from practicelearn.transcripts.tiles import Piece, Problem, Reading, Tiler, Unit

__all__ = ["read", "sniff"]

_ARROW = "-->"
_TIMES = re.compile(
    r"\s*((?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)(?:\s|$)"
)
_TAG = re.compile(r"<(/?)(\w*)([^<>\n]*)>|(&#?\w{2,8};)")
_FRAGMENT = re.compile(r"^(.*?/)?(\d+)-(\d+)$")
_LABELLED_SHARE = 0.6


@dataclass
class _Cue:
    line: int
    id: str = ""
    start_s: float | None = None
    end_s: float | None = None
    lines: list[tuple[int, int]] = field(default_factory=list)


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are WebVTT."""
    text = decode(head).text.lstrip("\ufeff \r\n")
    if text.startswith("WEBVTT"):
        return 1.0
    return 0.7 if _ARROW in text and _TIMES.search(text) and name.endswith(".vtt") else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a WebVTT file."""
    text = decode(raw).text
    tiler = Tiler(text)
    problems: list[Problem] = []
    cues = _cues(text, tiler, problems)
    labels = _zoom_labels(text, cues, hints)
    units: list[tuple[tuple[float, int], Unit]] = []
    merged: dict[tuple[str, str, str | None], Unit] = {}
    for order, cue in enumerate(cues):
        for unit in _units(text, tiler, cue, labels):
            fragment = _FRAGMENT.match(cue.id)
            key = (fragment[1] or "", fragment[2], unit.speaker) if fragment else None
            if key is not None and key in merged:
                merged[key].pieces += unit.pieces
                merged[key].end_s = unit.end_s
                continue
            if key is not None:
                merged[key] = unit
            at = unit.start_s if unit.start_s is not None else -1.0
            units.append(((at, order), unit))
    if merged:  # only Teams numbers fragments, and writes them out of order
        units.sort(key=lambda entry: entry[0])
    found = [unit for _, unit in units if unit.pieces]
    problems += _once_only(found)
    tiles, unclaimed = tiler.close()
    problems += [
        Problem("warning", None, "this text stands outside of every cue", text[t.start : t.end])
        for t in unclaimed
    ]
    ends = [u.end_s for u in found if u.end_s is not None]
    meta = {"duration_s": max(ends)} if ends else {}
    return Reading("vtt", text, tiles, found, problems, meta=meta)


def _cues(text: str, tiler: Tiler, problems: list[Problem]) -> list[_Cue]:
    """Split the file at its time lines; the line before one, if it reads like an id, is its id."""
    lines = line_starts(text)
    timed = [n for n, (a, b) in enumerate(lines) if _ARROW in text[a:b]]
    cues: list[_Cue] = []
    opened = timed[0] if timed else len(lines)
    _preamble(text, lines[: opened - 1 if _is_id(text, lines, opened - 1) else opened], tiler)
    for at, n in enumerate(timed):
        cue = _Cue(line=n + 1)
        if _is_id(text, lines, n - 1):
            cue.id = text[slice(*lines[n - 1])].strip()
            tiler.add(*tiler.trimmed(*lines[n - 1]), "syntax")
        _time(text, lines[n], cue, tiler, problems)
        stop = timed[at + 1] if at + 1 < len(timed) else len(lines)
        if at + 1 < len(timed) and _is_id(text, lines, stop - 1):
            stop -= 1
        _body(text, lines[n + 1 : stop], n + 2, cue, tiler, problems)
        cues.append(cue)
    return cues


def _is_id(text: str, lines: list[tuple[int, int]], n: int) -> bool:
    """Whether line n, just before a time line, is a cue's id and not its predecessor's words."""
    if n < 0:
        return False
    words = text[slice(*lines[n])].strip()
    blank_before = n == 0 or not text[slice(*lines[n - 1])].strip()
    return bool(words) and not words.startswith("WEBVTT") and _ARROW not in words and (
        bool(re.fullmatch(r"\d+|[\w{}-]{8,}(?:/\d+-\d+)?", words))
        or (blank_before and bool(re.fullmatch(r'"[^"]*" \(\d+\)|\S+', words)))
    )  # fmt: skip


def _time(
    text: str, line: tuple[int, int], cue: _Cue, tiler: Tiler, problems: list[Problem]
) -> None:
    words = text[slice(*line)]
    match = _TIMES.match(words)
    if match:
        cue.start_s, cue.end_s = seconds(match[1]), seconds(match[2])
        tiler.add(*tiler.trimmed(*line), "time")
        return
    message = "this time cannot be read; the words of the cue are kept without one"
    problems.append(Problem("warning", cue.line, message, words))
    tiler.add(*tiler.trimmed(*line), "issue")


def _body(
    text: str,
    lines: list[tuple[int, int]],
    first: int,
    cue: _Cue,
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
            continue
        if blank:
            message = "a blank line stands inside this cue; the words after it are kept with it"
            problems.append(Problem("note", number, message, words))
            blank = False
        cue.lines.append(line)


def _preamble(text: str, lines: list[tuple[int, int]], tiler: Tiler) -> None:
    for line in lines:
        words = text[slice(*line)].strip("\ufeff \t")
        tiler.add(*tiler.trimmed(*line), "syntax" if words == "WEBVTT" else "preamble")


def _zoom_labels(text: str, cues: list[_Cue], hints: Hints) -> set[str]:
    """Labels of the shape ``Name: text``, learned from the first line of each cue.

    Where most cues carry a recurring label the file is of that shape, and a name that occurs once
    is a name too.
    """
    first = [text[slice(*cue.lines[0])] for cue in cues if cue.lines]
    openings: list[Opening] = []
    for line in first:
        opening = find_opening(line)
        if opening is not None and opening.label and opening.time_s is None:
            openings.append(opening)
    accepted = accepted_labels(openings, hints.labels)
    labelled = sum(o.label in accepted for o in openings)
    if first and labelled >= _LABELLED_SHARE * len(first):
        accepted |= {str(o.label) for o in openings}
    return accepted


def _units(text: str, tiler: Tiler, cue: _Cue, labels: set[str]) -> list[Unit]:
    """The cue's words, one unit a voice."""
    units = [Unit(None, [], cue.start_s, cue.end_s, f"line {cue.line}")]
    if cue.lines:
        opening = find_opening(text[slice(*cue.lines[0])])
        if opening is not None and opening.label in labels and opening.time_s is None:
            start = cue.lines[0][0]
            units[0].speaker = opening.label
            a, b = (start + offset for offset in opening.label_span)
            tiler.add(a, b, "label")
            tiler.add(b, start + opening.text_at, "syntax")
            cue.lines[0] = (start + opening.text_at, cue.lines[0][1])
    for line in cue.lines:
        _tagged(text, tiler, line, cue, units)
    return units


def _tagged(text: str, tiler: Tiler, line: tuple[int, int], cue: _Cue, units: list[Unit]) -> None:
    """Take a line apart at its tags and entities."""
    at, stop = line
    joined = False
    for match in _TAG.finditer(text, *line):
        joined = _plain(tiler, units[-1], at, match.start(), joined)
        if match[4]:
            decoded = html.unescape(match[4])
            tiler.add(match.start(), match.end(), "speech")
            units[-1].pieces.append(
                Piece(decoded, match.start(), match.end(), "" if joined else " ")
            )
            joined = True
        elif match[2] == "v" and not match[1]:
            name = match[3].lstrip(".").strip()
            a = match.start(3) + match[3].find(name)
            tiler.add(match.start(), a, "syntax")
            tiler.add(a, a + len(name), "label")
            tiler.add(a + len(name), match.end(), "syntax")
            speaker = html.unescape(name) or None
            if units[-1].pieces or units[-1].speaker:
                units.append(Unit(speaker, [], cue.start_s, cue.end_s, f"line {cue.line}"))
            else:
                units[-1].speaker = speaker
        else:
            tiler.add(match.start(), match.end(), "syntax")
        at = match.end()
    _plain(tiler, units[-1], at, stop, joined)


def _plain(tiler: Tiler, unit: Unit, start: int, end: int, joined: bool) -> bool:
    """Claim plain words; return whether the next piece follows them without a space."""
    if end <= start:
        return joined
    a, b = tiler.trimmed(start, end)
    if b <= a:
        return False
    tiler.add(a, b, "speech")
    unit.pieces.append(Piece(tiler.text[a:b], a, b, "" if joined and a == start else " "))
    return b == end


def _once_only(units: list[Unit]) -> list[Problem]:
    count: dict[str, int] = {}
    for unit in units:
        if unit.speaker:
            count[unit.speaker] = count.get(unit.speaker, 0) + 1
    if len(count) < 2:
        return []
    return [
        Problem("note", None, f'the label "{label}" occurs once; is it a person, or a misspelling?')
        for label, n in count.items()
        if n == 1
    ]
