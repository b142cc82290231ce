"""Plain text and Markdown in every "label text" shape; also the paragraphs of Word files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.labels import Opening, seconds
from practicelearn.transcripts.readers.checks import close_tiles, declared
from practicelearn.transcripts.readers.continued import continue_speech
from practicelearn.transcripts.readers.front import roles_of_front
from practicelearn.transcripts.readers.heading import facts_of_heading
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.leads import Leads, find_leads
from practicelearn.transcripts.readers.machine import (
    MACHINE,
    is_summary,
    read_summary,
)
from practicelearn.transcripts.readers.noscribe import stretches, voices_within
from practicelearn.transcripts.readers.shapes import Shapes, find_shapes
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Tiler, Unit

__all__ = ["read", "read_lines", "sniff"]

_FURNITURE = re.compile(
    r"Transcri(?:bed|ption (?:is )?provided) by https?://|Transcription ended after"
    r"|This editable transcript was computer generated|\S.{0,60} (?:started|stopped) transcription$"
)
_ENDED = re.compile(
    r"\W*(?:(?:end|start|beginning) of (?:the )?(?:transcript(?:ion)?|recording|interview|audio|"
    r"tape|focus group|session|meeting|discussion|file)"
    r"|(?:transcript|recording|interview|audio|tape)"
    r" (?:ends?|ended|begins?|starts?|started|stops?|stopped|paused|resumed))(?: here)?\W*$",
    re.IGNORECASE,
)
END = "this stands behind the talk, under a line that ends it, and is no turn"
# control characters, but for white space, NUL (damage) and 0x1f (Word's optional hyphen)
_STRANGE = re.compile(r"[\x01-\x08\x0e-\x1e]")
_HEADING = re.compile(r"#{1,6} +\S.{0,120}$")
_SEGMENT = re.compile(r"[ \t]*(?P<time>\[(?P<clock>(?:\d{1,2}:)?\d{1,2}:\d{2})\])\s+-\s+(?=\S)")
_SYNTAX_ONLY = re.compile(r"[\s*_#>=\-]+$")


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are readable text: a little, so that any other reader wins."""
    text = decode(head).text
    if not text.strip():
        return 0.0
    strange = len(_STRANGE.findall(text))
    if strange > 0.02 * len(text) or text.count("\x00") > 0.3 * len(text):
        return 0.0
    return 0.2 if name.endswith((".txt", ".md", ".text", ".markdown")) else 0.15


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a text or Markdown file."""
    from practicelearn.transcripts.readers.notes import is_notes, read_notes

    text = decode(raw).text
    if is_notes(hints):
        return read_notes(text, hints, format="text")
    if is_summary(text):
        return read_summary(text, format="text")
    return read_lines(text, hints, format="text")


def read_lines(
    text: str,
    hints: Hints,
    *,
    format: str,
    place: str = "line",
    numbers: Sequence[int] | None = None,
    lines: Sequence[tuple[int, int]] | None = None,
    aside: Sequence[tuple[int, int, Kind]] = (),
    breaks: Collection[int] = (),
    bold: Mapping[int, int] | None = None,
) -> Reading:
    """Return units of text whose speakers are marked by labels.

    Parameters
    ----------
    text : str
        A line a paragraph, or paragraphs of several lines with blank lines between.
    hints : Hints
    format, place : str
        What to call the format, and a line's place.
    numbers : sequence of int, optional
        The number each line goes by, such as that of its paragraph; by default from 1.
    lines : sequence of (start, end), optional
        The lines to read, where not all are; ``aside`` says what becomes of the rest.
    breaks : collection of int
        Lines, counted from 0, that begin a paragraph although no blank line stands before them.
    bold : mapping of int to int, optional
        Line, counted from 0 -> how many characters at its beginning are in bold.

    Notes
    -----
    A label on its own line, or with a time stamp on its line, opens a unit that lasts until the
    next label. A label before its words opens a unit of one paragraph: what follows without a
    label, after a blank line, is an unlabelled unit. See :mod:`.continued` for when it goes on with
    the speaker above it; a time without a name never does: unknown is not "the same person".
    """
    lines = lines if lines is not None else line_starts(text)
    leads = find_leads(text, lines) if not hints.labels_like else Leads(list(lines))
    shapes = find_shapes(text, leads.lines, hints.labels, bold, hints.labels_like)
    if not shapes.any_label and not hints.labels_like:
        timed = find_leads(text, lines, plain_times=True)
        if len(timed.times) > len(leads.times):
            leads, shapes = timed, find_shapes(text, timed.lines, hints.labels, bold)
    lines = leads.lines
    scribe = _Scribe(Tiler(text), shapes, place, hints, leads.times)
    for start, stop, kind in [*aside, *leads.aside]:
        scribe.tiler.add(*scribe.tiler.trimmed(start, stop), kind)
    numbers = numbers if numbers is not None else range(1, len(lines) + 1)
    for n, (number, line) in enumerate(zip(numbers, lines, strict=True)):
        if line[0] == line[1]:  # every second line of a document
            scribe.blank = True
            continue
        scribe.blank = scribe.blank or n in breaks or n in leads.times
        scribe.take(n, number, line)
    return scribe.reading(format)


class _Scribe:
    """Goes down the lines and keeps the unit that is open."""

    def __init__(
        self,
        tiler: Tiler,
        shapes: Shapes,
        place: str,
        hints: Hints,
        times: Mapping[int, tuple[float, float | None]] = MappingProxyType({}),
    ) -> None:
        self.tiler = tiler
        self.shapes = shapes
        self.labels = shapes.labels
        self.any_label = shapes.any_label
        self.over = voices_within(tiler.text, shapes.labels)
        self.place = place
        self.fix_labels = hints.fix_labels
        self.may_continue = hints.unlabelled == "exception"
        self.units: list[Unit] = []
        self.untagged: set[int] = set()
        self.doubted = False
        self.problems: list[Problem] = []
        self.until_next_label = False
        self.blank = True
        self.front: list[tuple[int, str]] = []
        self.end: list[tuple[int, str]] = []
        self.machine: list[tuple[int, str]] = []
        self.block: tuple[float, float | None] | None = None
        self.times = times
        # as most files are: no line stands apart, and one with a label is what its label says
        self.only_labels = not (
            times or shapes.bare or shapes.machine or shapes.stamps or shapes.blocks or shapes.ends
        )
        self.ended_s: float | None = None
        # where labels start and end and what is said begins; claimed all at once
        self.opened: list[int] = []

    def take(self, n: int, number: int, line: tuple[int, int]) -> None:
        if self.only_labels and self.shapes.first <= n < self.shapes.last:
            opening = self.shapes.openings[n]
            if opening is not None and self._opens(opening):
                self.blank = self._open(number, line, opening)
                return
        words = self.tiler.text[line[0] : line[1]].strip("\ufeff \t\r\x00")
        if not words:
            self.blank = True
            return
        opening = self._opening(n, number)
        if n < self.shapes.first:
            self._preamble(number, line, words)
        elif n >= self.shapes.last or n in self.shapes.machine:
            self._after(n, number, line, words)
        elif n in self.shapes.stamps:
            self.tiler.add(*self.tiler.trimmed(*line), self.shapes.stamps[n])
        elif n in self.shapes.blocks:
            self.tiler.add(*self.tiler.trimmed(*line), "time")
            self.block = self.shapes.blocks[n]
            self.blank = True
        elif n in self.shapes.ends:
            at, end_s = self.shapes.ends[n]
            self.tiler.add(*self.tiler.trimmed(at, line[1]), "time")
            self._line(number, (line[0], at), opening, words)
            self._ends(end_s)
        else:
            before = len(self.units)
            self._line(number, line, opening, words)
            if n in self.times and len(self.units) > before and self.units[-1].start_s is None:
                self.units[-1].start_s, self.units[-1].end_s = self.times[n]

    def _line(
        self, number: int, line: tuple[int, int], opening: Opening | None, words: str
    ) -> None:
        if opening is not None and self._opens(opening):
            self.blank = self._open(number, line, opening)
            return
        if not self.units and self.any_label:
            self._preamble(number, line, words)
        elif self.any_label and _HEADING.match(words):
            self.tiler.add(*self.tiler.trimmed(*line), "preamble")
            message = "a heading between what is said; it is no turn, and kept here"
            self.problems.append(Problem("note", number, message, words))
            self.blank = True
            return
        elif _FURNITURE.search(words) or _ENDED.match(words) or _SYNTAX_ONLY.match(words):
            self.tiler.add(
                *self.tiler.trimmed(*line), "preamble" if words.strip("*_#>=- ") else "syntax"
            )
        else:
            if opening is not None and opening.label and not opening.stamped and self.any_label:
                self._doubt(number, opening.label)
                # perhaps somebody else speaks: nobody's words rather than the wrong person's
                self.blank = self.doubted = True
            self._continue(number, line)
            self.doubted = False
        self.blank = False

    def _after(self, n: int, number: int, line: tuple[int, int], words: str) -> None:
        """What stands behind the talk, or what a machine put into it."""
        self.tiler.add(*self.tiler.trimmed(*line), "preamble")
        (self.end if n >= self.shapes.last else self.machine).append((number, words))
        self.blank = True

    def _opening(self, n: int, number: int) -> Opening | None:
        """What the line opens; a known label without its colon counts only when asked for."""
        bare = self.shapes.bare.get(n) if self.shapes.bare else None
        if bare is None or n < self.shapes.first or (not self.units and not self.fix_labels):
            return self.shapes.openings[n]
        if self.fix_labels:
            message = f'"{bare.label}" without a colon was read as the label, as asked'
            self.problems.append(Problem("note", number, message))
            return bare
        message = (
            f'this line begins with the label "{bare.label}" but has no colon, so it is not taken '
            f'as one; write "{bare.label}:", or say "all" for fix_labels'
        )
        self.problems.append(Problem("warning", number, message))
        return self.shapes.openings[n]

    def _preamble(self, number: int, line: tuple[int, int], words: str) -> None:
        self.front.append((number, words))
        self.tiler.add(*self.tiler.trimmed(*line), "preamble")

    def _ends(self, end_s: float) -> None:
        """A time at the end of a paragraph ends it; it began when the one before ended."""
        if self.units:
            unit = self.units[-1]
            unit.end_s = end_s
            if unit.start_s is None:
                unit.start_s = self.ended_s
        self.ended_s = end_s

    def _opens(self, opening: Opening) -> bool:
        if opening.label is None:
            return self.any_label
        return opening.label in self.labels

    def _open(self, number: int, line: tuple[int, int], opening: Opening) -> bool:
        """Open a unit; return whether the next line starts a paragraph of the unit before."""
        start = line[0]
        if opening.label_span[0] == 0 and opening.time_s is None and opening.label is not None:
            self.opened += (start, start + opening.label_span[1], start + opening.text_at)
            self._begin(number, line, opening)
            return False
        spans = [(opening.label_span, "label"), (opening.time_span, "time")]
        at = start
        for span, kind in sorted(spans):
            if span[1] > span[0]:
                self.tiler.add(*self.tiler.trimmed(at, start + span[0]), "syntax")
                self.tiler.add(
                    start + span[0], start + span[1], "label" if kind == "label" else "time"
                )
                at = start + span[1]
        self.tiler.add(*self.tiler.trimmed(at, start + opening.text_at), "syntax")
        bare = opening.label is None and opening.own_line
        if bare and self.units and self.tiler.text[slice(*line)].strip().startswith("("):
            # Rev's "(00:01:02):" opens a further paragraph of the same turn
            self.until_next_label = True
            return True
        self._begin(number, line, opening)
        return False

    def _begin(self, number: int, line: tuple[int, int], opening: Opening) -> None:
        unit = Unit(opening.label, [], opening.time_s, None, f"{self.place} {number}")
        if self.block is not None and unit.start_s is None:
            unit.start_s, unit.end_s = self.block
            self.block = None
        words = (line[0] + opening.text_at, line[1])
        if self.over is None:
            unit.pieces = self.tiler.speech(*words)
            self.units.append(unit)
        else:
            self._with_others(unit, words)
        self.until_next_label = opening.own_line or opening.stamped

    def _with_others(self, unit: Unit, words: tuple[int, int]) -> None:
        """A paragraph's words, and those of another that noScribe puts between them."""
        before = len(self.units)
        for voice, start, stop in stretches(self.over, self.tiler, words):
            pieces = self.tiler.speech(start, stop)
            if pieces:
                self.units.append(replace(unit, speaker=voice or unit.speaker, pieces=pieces))
        if len(self.units) == before:
            self.units.append(unit)

    def _continue(self, number: int, line: tuple[int, int]) -> None:
        if self.units and (self.until_next_label or not self.blank):
            unit = self.units[-1]
            line = self._inner_time(unit, line)
            before = "\n" if self.blank else " "
            unit.pieces += self.tiler.speech(*line, before=before)
            return
        unit = Unit(None, self.tiler.speech(*line), None, None, f"{self.place} {number}")
        self.units.append(unit)
        if not self.doubted:
            self.untagged.add(id(unit))

    def _inner_time(self, unit: Unit, line: tuple[int, int]) -> tuple[int, int]:
        """aTrain: below a name each segment begins ``[00:00:03] - ``; the first starts the turn."""
        match = _SEGMENT.match(self.tiler.text, *line)
        if match is None or not self.until_next_label:
            return line
        self.tiler.add(*match.span("time"), "time")
        self.tiler.add(*self.tiler.trimmed(match.end("time"), match.end()), "syntax")
        if unit.start_s is None and not unit.pieces:
            unit.start_s = seconds(match["clock"])
        return match.end(), line[1]

    def _doubt(self, number: int, label: str) -> None:
        message = (
            f'"{label}:" occurs once and is taken as speech; if it is a speaker, '
            "name the label in the attendance sheet"
        )
        self.problems.append(Problem("note", number, message, label))

    def reading(self, format: str) -> Reading:
        self.tiler.add_many(self.opened[::3], self.opened[1::3], "label")
        self.tiler.add_many(self.opened[1::3], self.opened[2::3], "syntax")
        units = [u for u in self.units if u.pieces or u.speaker]
        if self.tiler.text.count("\t") > self.tiler.text.count(" "):
            for unit in units:  # a PDF's words were pasted with tabs between them
                unit.pieces = [p._replace(text=p.text.replace("\t", " ")) for p in unit.pieces]
        if self.front:
            message = "this stands before the first speaker and is no turn"
            front = "\n".join(words for _, words in self.front)
            self.problems.insert(0, Problem("note", self.front[0][0], message, front))
        for lines, message in ((self.end, END), (self.machine, MACHINE)):
            if lines:
                words = "\n".join(words for _, words in lines)
                severity = "note" if lines is self.end else "warning"
                self.problems.append(Problem(severity, lines[0][0], message, words))
        if self.any_label and self.may_continue:
            self.problems += continue_speech(units, self.untagged, self.tiler.text)
        unlabelled = [u for u in units if u.speaker is None]
        if units and not self.any_label:
            message = (
                "no speaker labels were found; every paragraph is a turn of an unknown speaker. "
                'Write "P1: " before what each person says, or list labels in the attendance sheet'
            )
            self.problems.append(Problem("warning", None, message))
        else:
            self.problems += [_untagged(u) for u in unlabelled]
            self.problems += [_wordless(u) for u in units if not u.pieces]
        tiles, unclaimed = close_tiles(self.tiler)
        text = self.tiler.text
        self.problems += unclaimed
        roles, told = declared(
            roles_of_front(self.shapes.people, {u.speaker for u in units if u.speaker}), units
        )
        self.problems += told
        meta = {**facts_of_heading([words for _, words in self.front]), "roles": roles}
        return Reading(
            format, text, tiles, units, self.problems, joiner="\n", place=self.place, meta=meta
        )


def _wordless(unit: Unit) -> Problem:
    return Problem("note", unit.number, f'the label "{unit.speaker}" has no words after it')


def _untagged(unit: Unit) -> Problem:
    message = "no speaker is named here; it is a turn of an unknown speaker"
    return Problem("warning", unit.number, message, unit.pieces[0].text[:80] if unit.pieces else "")
