"""Plain text and Markdown in every "label text" shape; also the paragraphs of Word files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.labels import Opening, accepted_labels, find_opening
from practicelearn.transcripts.tiles import Problem, Reading, Tiler, Unit

__all__ = ["Hints", "read", "read_lines", "sniff"]

_FURNITURE = re.compile(
    r"Transcri(?:bed|ption (?:is )?provided) by https?://|Transcription ended after"
)
_SYNTAX_ONLY = re.compile(r"[\s*_#>=\-]+$")


@dataclass(frozen=True)
class Hints:
    """What the caller knows: labels of the attendance sheet, columns of a table.

    ``split_words`` asks to part a segment where its words change speaker.
    """

    labels: Collection[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    split_words: bool = False


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are readable text: a little, so that any other reader wins."""
    text = decode(head).text
    if not text.strip():
        return 0.0
    strange = sum(ord(c) < 32 and c not in "\t\n\r\f\v\x00\x1f" for c in text)
    if strange > 0.02 * len(text) or text.count("\x00") > 0.3 * len(text):
        return 0.0
    return 0.2 if name.endswith((".txt", ".md", ".text", ".markdown")) else 0.15


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a text or Markdown file."""
    return read_lines(decode(raw).text, hints, format="text")


def read_lines(
    text: str,
    hints: Hints,
    *,
    format: str,
    place: str = "line",
    numbers: Sequence[int] | None = None,
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

    Notes
    -----
    A label on its own line, or with a time stamp on its line, opens a unit that lasts until the
    next label. A label before its words opens a unit of one paragraph: what follows without a
    label, after a blank line, is an unlabelled unit. It is never given to the speaker before it:
    unknown is not "the same person".
    """
    lines = line_starts(text)
    openings = [find_opening(text[a:b]) if b - a < 20_000 else None for a, b in lines]
    labels = accepted_labels([o for o in openings if o is not None], hints.labels)
    stamps = sum(o is not None and o.label is None for o in openings)
    scribe = _Scribe(Tiler(text), labels, place, any_label=bool(labels) or stamps > 1)
    numbers = numbers if numbers is not None else range(1, len(lines) + 1)
    for number, line, opening in zip(numbers, lines, openings, strict=True):
        scribe.take(number, line, opening)
    return scribe.reading(format)


class _Scribe:
    """Goes down the lines and keeps the unit that is open."""

    def __init__(self, tiler: Tiler, labels: set[str], place: str, any_label: bool) -> None:
        self.tiler = tiler
        self.labels = labels
        self.place = place
        self.any_label = any_label
        self.units: list[Unit] = []
        self.problems: list[Problem] = []
        self.until_next_label = False
        self.blank = True
        self.front: list[tuple[int, str]] = []

    def take(self, number: int, line: tuple[int, int], opening: Opening | None) -> None:
        words = self.tiler.text[slice(*line)].strip("\ufeff \t\r\x00")
        if not words:
            self.blank = True
            return
        if opening is not None and self._opens(opening):
            self.blank = self._open(number, line, opening)
            return
        if not self.units and self.any_label:
            self.front.append((number, words))
            self.tiler.add(*self.tiler.trimmed(*line), "preamble")
        elif _FURNITURE.search(words) or _SYNTAX_ONLY.match(words):
            self.tiler.add(
                *self.tiler.trimmed(*line), "preamble" if words.strip("*_#>=- ") else "syntax"
            )
        else:
            if opening is not None and opening.label and not opening.stamped and self.any_label:
                self._doubt(number, opening.label)
            self._continue(number, line)
        self.blank = False

    def _opens(self, opening: Opening) -> bool:
        if opening.label is None:
            return self.any_label
        return opening.label in self.labels

    def _open(self, number: int, line: tuple[int, int], opening: Opening) -> bool:
        """Open a unit; return whether the next line starts a paragraph of the unit before."""
        start, stop = line
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
        unit = Unit(opening.label, [], opening.time_s, None, f"{self.place} {number}")
        unit.pieces = self.tiler.speech(start + opening.text_at, stop)
        self.units.append(unit)
        self.until_next_label = opening.own_line or opening.stamped
        return False

    def _continue(self, number: int, line: tuple[int, int]) -> None:
        if self.units and (self.until_next_label or not self.blank):
            unit = self.units[-1]
            before = "\n" if self.blank else " "
            unit.pieces += self.tiler.speech(*line, before=before)
            return
        unit = Unit(None, self.tiler.speech(*line), None, None, f"{self.place} {number}")
        self.units.append(unit)

    def _doubt(self, number: int, label: str) -> None:
        message = (
            f'"{label}:" occurs once and is taken as speech; if it is a speaker, '
            "name the label in the attendance sheet"
        )
        self.problems.append(Problem("note", number, message, label))

    def reading(self, format: str) -> Reading:
        units = [u for u in self.units if u.pieces or u.speaker]
        if self.front:
            message = "this stands before the first speaker and is no turn"
            front = "\n".join(words for _, words in self.front)
            self.problems.insert(0, Problem("note", self.front[0][0], message, front))
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
        tiles, unclaimed = self.tiler.close()
        text = self.tiler.text
        self.problems += [
            Problem("warning", None, "these words have no owner", text[t.start : t.end])
            for t in unclaimed
        ]
        return Reading(format, text, tiles, units, self.problems, joiner="\n", place=self.place)


def _number(unit: Unit) -> int:
    return int(unit.source_loc.rsplit(" ", 1)[-1])


def _wordless(unit: Unit) -> Problem:
    return Problem("note", _number(unit), f'the label "{unit.speaker}" has no words after it')


def _untagged(unit: Unit) -> Problem:
    message = "no speaker is named here; it is a turn of an unknown speaker"
    return Problem(
        "warning", _number(unit), message, unit.pieces[0].text[:80] if unit.pieces else ""
    )
