"""WebVTT as Zoom, Teams and Webex write it.

Zoom puts ``Name: text`` into a cue, Teams ``<v Name>text</v>``, splits an utterance into fragments
with ids ``GUID/n-m``, and interleaves the cues of people who talk at once; Webex puts the name into
the id line, ``1 "Name" (4711)``. Damaged files keep their words: a cue with a bad time has none,
text after a blank line belongs to the cue above it. The reader of SRT shares the cues.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.labels import Opening, accepted_labels, find_opening, seconds
from practicelearn.transcripts.readers.text import Hints
from practicelearn.transcripts.tiles import Piece, Problem, Reading, Tiler, Unit

__all__ = ["read", "read_cues", "sniff"]

FindOpening = Callable[[str], Opening | None]

_ARROW = "-->"
_TIMES = re.compile(
    r"\s*((?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)(?:\s|$)"
)
# an arrow that was typed or garbled; the line is still a time line
_BENT = re.compile(
    r"\s*(\d{1,2}:\d{2}:\d{2}[.,]\d+)\s*[^\w\s]{1,8}\s*(\d{1,2}:\d{2}:\d{2}[.,]\d+)\s*$"
)
# only WebVTT's and SRT's own tags are syntax: a typist's <inaudible> is speech
_TAG = re.compile(
    r"<(/?)(v|c|i|b|u|s|ruby|rt|lang|font|)(?=[\s.\d=/>])([^<>\n]*)>|(&#?\w{2,8};)|\{\\[^{}\n]*\}"
)
_TAG_TIME = re.compile(r"[\d:.]*")
_VOICE_ID = re.compile(r'(?:\d+\s+)?"(?P<name>.*)"\s*\(\d+\)')
_UNFINISHED = re.compile(r"[\d:.,>\s-]*")
_FRAGMENT = re.compile(r"^(.*?/)?(\d+)-(\d+)$")
_LABELLED_SHARE = 0.6
_NOTE = "these are notes in the file and no turns"


@dataclass
class _Cue:
    line: int
    id: str = ""
    voice: str | None = None
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
    return read_cues(decode(raw).text, hints, format="vtt", opening=find_opening)


def read_cues(text: str, hints: Hints, *, format: str, opening: FindOpening) -> Reading:
    """Return the units of a file of cues.

    Parameters
    ----------
    text : str
    hints : Hints
    format : str
        What to call the format.
    opening : callable
        Finds the label a line may open with.
    """
    opening = cache(opening)  # a line is asked for more than once
    tiler = Tiler(text)
    problems: list[Problem] = []
    cues = _cues(text, tiler, problems)
    notes = [p for p in problems if p.message == _NOTE]
    if len(notes) > 1:  # Stream writes some for every cue
        problems = [p for p in problems if p.message != _NOTE]
        words = "\n".join(p.text for p in notes)
        problems.append(Problem("note", notes[0].line, _NOTE, words))
    labels = _cue_labels(text, cues, hints, opening)
    units: list[tuple[tuple[float, int], Unit]] = []
    merged: dict[tuple[str, str, str | None], Unit] = {}
    for order, cue in enumerate(cues):
        for unit in _units(text, tiler, cue, labels, opening):
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
    problems += _backwards(cues)
    problems += _nameless(text, found, cues, labels, opening)
    tiles, unclaimed = tiler.close()
    problems += [
        Problem("warning", None, "this text stands outside of every cue", text[t.start : t.end])
        for t in unclaimed
    ]
    ends = [u.end_s for u in found if u.end_s is not None]
    meta = {"duration_s": max(ends)} if ends else {}
    return Reading(format, text, tiles, found, problems, meta=meta)


def _cues(text: str, tiler: Tiler, problems: list[Problem]) -> list[_Cue]:
    """Split the file at its time lines; the line before one, if it reads like an id, is its id."""
    lines = line_starts(text)
    timed = [n for n, (a, b) in enumerate(lines) if _is_timed(text[a:b])]
    cues: list[_Cue] = []
    opened = timed[0] if timed else len(lines)
    _preamble(
        text, lines[: opened - 1 if _is_id(text, lines, opened - 1) else opened], tiler, problems
    )
    for at, n in enumerate(timed):
        cue = _Cue(line=n + 1)
        if _is_id(text, lines, n - 1):
            _id(text, lines[n - 1], cue, tiler)
        _time(text, lines[n], cue, tiler, problems)
        stop = timed[at + 1] if at + 1 < len(timed) else len(lines)
        if at + 1 < len(timed) and _is_id(text, lines, stop - 1):
            stop -= 1
        if at + 1 == len(timed):
            stop = _unfinished(text, lines, n + 1, tiler, problems)
        _body(text, lines[n + 1 : stop], n + 2, cue, tiler, problems)
        cues.append(cue)
    return cues


def _is_timed(words: str) -> bool:
    return _ARROW in words or bool(":" in words and _BENT.match(words))


def _id(text: str, line: tuple[int, int], cue: _Cue, tiler: Tiler) -> None:
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
    text: str, lines: list[tuple[int, int]], first: int, tiler: Tiler, problems: list[Problem]
) -> int:
    """The line after the last cue: a file cut off in an id or a time ends in half a cue."""
    full = [n for n in range(first, len(lines)) if text[slice(*lines[n])].strip()]
    tail = [n for n in full[-2:] if _UNFINISHED.fullmatch(text[slice(*lines[n])])]
    if not tail or tail[-1] != full[-1] or tail[0] == first:
        return len(lines)
    if text[slice(*lines[tail[0] - 1])].strip():
        return len(lines)
    message = "the file ends inside a cue; is the rest of it missing?"
    for n in tail:
        problems.append(Problem("warning", n + 1, message, text[slice(*lines[n])]))
        tiler.add(*tiler.trimmed(*lines[n]), "issue")
    return tail[0]


def _is_id(text: str, lines: list[tuple[int, int]], n: int) -> bool:
    """Whether line n, just before a time line, is a cue's id and not its predecessor's words."""
    if n < 0:
        return False
    words = text[slice(*lines[n])].strip()
    blank_before = n == 0 or not text[slice(*lines[n - 1])].strip()
    return bool(words) and not words.startswith("WEBVTT") and _ARROW not in words and (
        bool(re.fullmatch(r"\d+|[\w{}-]{8,}(?:/\d+-\d+)?", words))
        or bool(_VOICE_ID.fullmatch(words))
        or (blank_before and bool(re.fullmatch(r"\S+", words)))
    )  # fmt: skip


def _time(
    text: str, line: tuple[int, int], cue: _Cue, tiler: Tiler, problems: list[Problem]
) -> None:
    words = text[slice(*line)]
    match = _TIMES.match(words) or _BENT.match(words)
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
            problems.append(Problem("note", number, _NOTE, words))
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


def _cue_labels(text: str, cues: list[_Cue], hints: Hints, opening: FindOpening) -> set[str]:
    """Labels of the shape ``Name: text``, learned from the first line of each cue.

    Where most cues carry a recurring label the file is of that shape, and a name that occurs once
    is a name too.
    """
    first = [text[slice(*cue.lines[0])] for cue in cues if cue.lines]
    openings: list[Opening] = []
    for line in first:
        found = opening(line)
        if found is not None and found.label and found.time_s is None:
            openings.append(found)
    accepted = accepted_labels(openings, hints.labels)
    labelled = sum(o.label in accepted for o in openings)
    if first and labelled >= _LABELLED_SHARE * len(first):
        accepted |= {str(o.label) for o in openings}
    return accepted


def _units(
    text: str, tiler: Tiler, cue: _Cue, labels: set[str], opening: FindOpening
) -> list[Unit]:
    """The cue's words, one unit a voice."""
    place = f"line {cue.line}"
    units = [Unit(cue.voice, [], cue.start_s, cue.end_s, place)]
    for start, stop in cue.lines:
        found = opening(text[start:stop])
        if found is None or found.label not in labels or found.time_s is not None:
            _tagged(text, tiler, (start, stop), cue, units)
            continue
        if units[-1].pieces:
            units.append(Unit(None, [], cue.start_s, cue.end_s, place))
        units[-1].speaker = found.label
        a, b = (start + offset for offset in found.label_span)
        tiler.add(*tiler.trimmed(start, a), "syntax")
        tiler.add(a, b, "label")
        tiler.add(b, start + found.text_at, "syntax")
        _tagged(text, tiler, (start + found.text_at, stop), cue, units)
    return units


def _tagged(text: str, tiler: Tiler, line: tuple[int, int], cue: _Cue, units: list[Unit]) -> None:
    """Take a line apart at its tags and entities."""
    at, stop = line
    joined = False
    for match in _TAG.finditer(text, *line):
        if match[2] == "" and not _TAG_TIME.fullmatch(match[3]):
            continue  # brackets that no subtitle format knows: somebody's words
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


def _backwards(cues: list[_Cue]) -> list[Problem]:
    """Cues that start before the one above them, where ids do not explain it.

    Teams interleaves the fragments of people who talk at once; anything else was moved by hand.
    """
    out: list[Problem] = []
    last = None
    for cue in cues:
        if cue.start_s is None or _FRAGMENT.match(cue.id):
            continue
        if last is not None and cue.start_s < last:
            message = "this cue starts before the one above it; are the cues in their order?"
            out.append(Problem("note", cue.line, message))
        last = cue.start_s
    return out


def _nameless(
    text: str, units: list[Unit], cues: list[_Cue], labels: set[str], opening: FindOpening
) -> list[Problem]:
    """What to know about cues without a speaker, and about words that may be a speaker's label."""
    out: list[Problem] = []
    nobody = sum(u.speaker is None for u in units)
    if units and nobody == len(units):
        message = "no speaker is named in any cue; every cue is a turn of an unknown speaker"
        out.append(Problem("warning", None, message))
    elif nobody:
        message = f"{nobody} of {len(units)} cues name no speaker: turns of an unknown speaker"
        out.append(Problem("note", None, message))
    for cue in cues:
        found = opening(text[slice(*cue.lines[0])]) if cue.lines and not cue.voice else None
        if found is None or not found.label or found.label in labels or "<" in found.label:
            continue
        message = (
            f'"{found.label}:" is taken as speech; if it is a speaker, '
            "name the label in the attendance sheet"
        )
        out.append(Problem("note", cue.line + 1, message, found.label))
    return out
