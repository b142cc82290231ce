"""WebVTT as Zoom, Teams and Webex write it.

Zoom puts ``Name: text`` into a cue, Teams ``<v Name>text</v>``, splits an utterance into fragments
with ids ``GUID/n-m``, and interleaves the cues of people who talk at once; Webex puts the name into
the id line, ``1 "Name" (4711)``. Damaged files keep their words: a cue with a bad time has none,
text after a blank line belongs to the cue above it. The reader of SRT shares the cues.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.label_example import openings_like
from practicelearn.transcripts.labels import (
    Opening,
    accepted_labels,
    is_sentence_opening,
    names_of_all,
)
from practicelearn.transcripts.readers.cue_openings import cue_opening
from practicelearn.transcripts.readers.cues import ARROW, NOTE, TIMES, Cue, cut_into_cues
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.noscribe import (
    cues_apart,
    named_voices,
    stretches,
    voices_in,
    voices_within,
)
from practicelearn.transcripts.readers.rolling import without_repeats
from practicelearn.transcripts.tiles import Piece, Problem, Reading, Tiler, Unit

__all__ = ["read", "read_cues", "sniff"]

FindOpening = Callable[[str], Opening | None]
CutIntoCues = Callable[[str, Tiler, list[Problem]], list[Cue]]

# only WebVTT's and SRT's own tags are syntax: a typist's <inaudible> is speech
_TAG = re.compile(
    r"<(/?)(v|c|i|b|u|s|ruby|rt|lang|font|)(?=[\s.\d=/>])([^<>\n]*)>|(&#?\w{2,8};)|\{\\[^{}\n]*\}"
)
_MARKED = re.compile(r"[<&{]")
_TAG_TIME = re.compile(r"[\d:.]*")
# Teams numbers fragments GUID/n-m, OneDrive gives each utterance a GUID and numbers GUID-m
_FRAGMENT = re.compile(
    r"^(?:(?P<of>.*?/)?(?P<n>\d+)|(?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}))-\d+$"
)
_LABELLED_SHARE = 0.6


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are WebVTT."""
    text = decode(head).text.lstrip("\ufeff \r\n")
    if text.startswith("WEBVTT"):
        return 1.0
    return 0.7 if ARROW in text and TIMES.search(text) and name.endswith(".vtt") else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a WebVTT file."""
    return read_cues(decode(raw).text, hints, format="vtt", opening=cue_opening)


def read_cues(
    text: str, hints: Hints, *, format: str, opening: FindOpening, cut: CutIntoCues = cut_into_cues
) -> Reading:
    """Return the units of a file of cues.

    Parameters
    ----------
    text : str
    hints : Hints
    format : str
        What to call the format.
    opening : callable
        Finds the label a line may open with.
    cut : callable
        Cuts the text into cues, claims what is no speech, and adds what a person should know.
    """
    opening = openings_like(hints.labels_like) if hints.labels_like else opening
    tiler = Tiler(text)
    problems: list[Problem] = []
    cues = cut(text, tiler, problems)
    notes = [p for p in problems if p.message == NOTE]
    if len(notes) > 1:  # Stream writes some for every cue
        problems = [p for p in problems if p.message != NOTE]
        words = "\n".join(p.text for p in notes)
        problems.append(Problem("note", notes[0].line, NOTE, words))
    cues, rolled = without_repeats(text, cues, tiler)
    problems += rolled
    apart = cues_apart(text, cues, tiler)
    cues = [cue for n, cue in enumerate(cues) if n not in apart.cues]
    begins = [cue.lines[0] if cue.lines else None for cue in cues]
    openings = [opening(text[line[0] : line[1]]) if line else None for line in begins]
    labels = _cue_labels(cues, openings, hints)
    if hints.labels_like:
        labels = {o.label for o in openings if o is not None and o.label}
    found = [u for u in _all_units(text, tiler, cues, openings, labels, opening) if u.pieces]
    named_voices(found, apart.names)
    problems += _once_only(found)
    problems += _backwards(cues)
    problems += _nameless(found, cues, openings, labels)
    tiles, unclaimed = tiler.close()
    problems += [
        Problem("warning", None, "this text stands outside of every cue", text[t.start : t.end])
        for t in unclaimed
    ]
    ends = [u.end_s for u in found if u.end_s is not None]
    meta = {"duration_s": max(ends)} if ends else {}
    return Reading(format, text, tiles, found, problems, meta=meta)


def _cue_labels(cues: list[Cue], first: Sequence[Opening | None], hints: Hints) -> set[str]:
    """Labels of the shape ``Name: text``, learned from the first line of each cue.

    Where most cues carry a recurring label the file is of that shape, and a name that occurs once
    is a name too, whatever it looks like; ``Remember:`` is not.
    """
    openings = [o for o in first if o is not None and o.label and o.time_s is None]
    accepted = accepted_labels(openings, hints.labels)
    labelled = sum([o.label in accepted for o in openings])
    filled = sum([bool(cue.lines) for cue in cues])
    if filled and labelled >= _LABELLED_SHARE * filled:
        once = {str(o.label) for o in openings} - accepted
        accepted |= {label for label in once if not is_sentence_opening(label)}
    return accepted | names_of_all([o for o, cue in zip(first, cues, strict=True) if cue.lines])


def _all_units(
    text: str,
    tiler: Tiler,
    cues: list[Cue],
    openings: Sequence[Opening | None],
    labels: set[str],
    opening: FindOpening,
) -> list[Unit]:
    """The units of all cues; fragments of one utterance are one, in order of time."""
    plain = _Plain(text, tiler, labels)
    marked = any(sign in text for sign in "<&{")
    over = voices_within(text, voices_in(text)) if marked else None
    units: list[Unit] = []
    merged: dict[tuple[str, str, str | None], Unit] = {}
    for cue, first in zip(cues, openings, strict=True):
        if len(cue.lines) == 1 and not (marked and _MARKED.search(text, *cue.lines[0])):
            unit = plain.unit(cue, first)
            if "-" not in cue.id:
                units.append(unit)
                continue
            own = [unit]
        else:
            own = _units(text, tiler, cue, labels, opening, over)
        fragment = _FRAGMENT.match(cue.id) if "-" in cue.id else None
        if fragment is None:
            units += own
            continue
        for unit in own:
            key = (fragment["of"] or "", fragment["n"] or fragment["guid"], unit.speaker)
            if key in merged:
                merged[key].pieces += unit.pieces
                merged[key].end_s = unit.end_s
            else:
                merged[key] = unit
                units.append(unit)
    plain.claim()
    if merged:  # only Teams numbers fragments, and writes them out of order
        units.sort(key=lambda u: u.start_s if u.start_s is not None else -1.0)
    return units


class _Plain:
    """Cues of one line without a tag or an entity, which most are; claimed all at once."""

    def __init__(self, text: str, tiler: Tiler, labels: set[str]) -> None:
        self.text = text
        self.tiler = tiler
        self.labels = labels
        self._speech: list[int] = []  # start and end of each stretch
        self._label: list[int] = []  # start and end of each label, and where its words begin

    def unit(self, cue: Cue, found: Opening | None) -> Unit:
        at, stop = cue.lines[0]
        speaker = cue.voice
        if found is not None and found.label in self.labels and found.time_s is None:
            speaker = found.label
            start, end = found.label_span
            if start:
                self.tiler.add(*self.tiler.trimmed(at, at + start), "syntax")
            self._label += (at + start, at + end, at + found.text_at)
            at += found.text_at
        words = self.text[at:stop].lstrip()
        start = stop - len(words)
        words = words.rstrip()
        pieces = []
        if words:
            end = start + len(words)
            self._speech += (start, end)
            pieces.append(Piece(words, start, end))
        return Unit(speaker, pieces, cue.start_s, cue.end_s, f"line {cue.line}")

    def claim(self) -> None:
        speech = np.array(self._speech, np.int64)
        self.tiler.add_many(speech[::2], speech[1::2], "speech")
        label = np.array(self._label, np.int64)
        self.tiler.add_many(label[::3], label[1::3], "label")
        self.tiler.add_many(label[1::3], label[2::3], "syntax")


def _units(
    text: str,
    tiler: Tiler,
    cue: Cue,
    labels: set[str],
    opening: FindOpening,
    over: re.Pattern[str] | None,
) -> list[Unit]:
    """The cue's words, one unit a voice."""
    place = f"line {cue.line}"
    units = [Unit(cue.voice, [], cue.start_s, cue.end_s, place)]
    for start, stop in cue.lines:
        found = opening(text[start:stop])
        if found is None or found.label not in labels or found.time_s is not None:
            _with_others(text, tiler, (start, stop), cue, units, over)
            continue
        if units[-1].pieces:
            units.append(Unit(None, [], cue.start_s, cue.end_s, place))
        units[-1].speaker = found.label
        a, b = (start + offset for offset in found.label_span)
        tiler.add(*tiler.trimmed(start, a), "syntax")
        tiler.add(a, b, "label")
        tiler.add(b, start + found.text_at, "syntax")
        _with_others(text, tiler, (start + found.text_at, stop), cue, units, over)
    return units


def _with_others(
    text: str,
    tiler: Tiler,
    line: tuple[int, int],
    cue: Cue,
    units: list[Unit],
    over: re.Pattern[str] | None,
) -> None:
    """A line's words, and those of another that noScribe puts between them."""
    place, speaker = f"line {cue.line}", None
    for n, (voice, start, stop) in enumerate(stretches(over, tiler, line)):
        if voice is not None:
            speaker = units[-1].speaker
        if n:
            units.append(Unit(voice or speaker, [], cue.start_s, cue.end_s, place))
        _tagged(text, tiler, (start, stop), cue, units)


def _tagged(text: str, tiler: Tiler, line: tuple[int, int], cue: Cue, units: list[Unit]) -> None:
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
    count = Counter([unit.speaker for unit in units if unit.speaker])
    if len(count) < 2:
        return []
    return [
        Problem("note", None, f'the label "{label}" occurs once; is it a person, or a misspelling?')
        for label, n in count.items()
        if n == 1
    ]


def _backwards(cues: list[Cue]) -> list[Problem]:
    """Cues that start before the one above them, where ids do not explain it.

    Teams interleaves the fragments of people who talk at once; anything else was moved by hand.
    """
    out: list[Problem] = []
    last = None
    for cue in cues:
        if cue.start_s is None or ("-" in cue.id and _FRAGMENT.match(cue.id)):
            continue
        if last is not None and cue.start_s < last:
            message = "this cue starts before the one above it; are the cues in their order?"
            out.append(Problem("note", cue.line, message))
        last = cue.start_s
    return out


def _nameless(
    units: list[Unit], cues: list[Cue], openings: Sequence[Opening | None], labels: set[str]
) -> list[Problem]:
    """What to know about cues without a speaker, and about words that may be a speaker's label."""
    out: list[Problem] = []
    nobody = sum(u.speaker is None for u in units)
    if units and nobody == len(units):
        message = "no speaker is named in any cue; every cue is a turn of an unknown speaker"
        out.append(Problem("warning", None, message))
    elif nobody:
        verb = "names" if nobody == 1 else "name"
        message = f"{nobody} of {len(units)} cues {verb} no speaker: turns of an unknown speaker"
        out.append(Problem("note", None, message))
    for cue, found in zip(cues, openings, strict=True):
        if (
            found is None
            or cue.voice
            or not found.label
            or found.label in labels
            or "<" in found.label
        ):
            continue
        message = (
            f'"{found.label}:" is taken as speech; if it is a speaker, '
            "name the label in the attendance sheet"
        )
        out.append(Problem("note", cue.line + 1, message, found.label))
    return out
