"""Notes, flip charts and post-its: what somebody wrote down about what was said.

Every bullet or paragraph is a note of its own. A heading is no note: it is kept, listed, and named
in the place of the notes below it. A label before a note says whom it is about; the words are the
note-taker's all the same, so a note is no quote unless the whole of it stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from practicelearn.transcripts.decode import line_starts
from practicelearn.transcripts.kinds import NOTE_KINDS
from practicelearn.transcripts.labels import Opening, accepted_labels, find_opening
from practicelearn.transcripts.readers.checks import close_tiles
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Tiler, Unit

__all__ = ["is_notes", "read_note_rows", "read_notes"]

"""Kinds of source whose words are a paraphrase."""

_BULLET = re.compile(r"\s*(?:[-*•·●▪◦‣–—o]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\[[ xX]?\])\s+")
_HEADING = re.compile(r"\s*(?:#{1,6}\s+\S|(?:\*\*|__)[^*_]+(?:\*\*|__):?\s*$|[=_*\-]{3,}\s*$)")
_SIGNS_ONLY = re.compile(r"[\s*_#>=\-•·●]+$")


def is_notes(hints: Hints) -> bool:
    """Whether the caller says that the file holds notes."""
    return hints.source_kind in NOTE_KINDS


def read_notes(
    text: str,
    hints: Hints,
    *,
    format: str,
    place: str = "line",
    numbers: Sequence[int] | None = None,
    headings: Collection[int] = (),
    lines: Sequence[tuple[int, int]] | None = None,
    aside: Sequence[tuple[int, int, Kind]] = (),
) -> Reading:
    """Return the units of notes: one a bullet or paragraph.

    Parameters
    ----------
    text : str
    hints : Hints
    format, place : str
    numbers : sequence of int, optional
        The number each line goes by.
    headings : collection of int
        Numbers of the lines that are headings by their style.
    lines, aside
        As in :func:`~.text.read_lines`.

    Notes
    -----
    Where a file has bullets, a line without one right below a bullet continues it. A line is a
    heading by its style, its ``#``, its bold type, or when it ends with a colon or question mark
    and a bullet comes next.
    """
    lines = lines if lines is not None else line_starts(text)
    numbers = numbers if numbers is not None else range(1, len(lines) + 1)
    bullets = [bool(_BULLET.match(text[a:b])) for a, b in lines]
    openings = [_opening(text, line, bullets[n]) for n, line in enumerate(lines)]
    labels = accepted_labels([o for _, o in openings if o is not None], hints.labels)
    tiler = Tiler(text)
    for start, stop, kind in aside:
        tiler.add(*tiler.trimmed(start, stop), kind)
    units: list[Unit] = []
    above: list[tuple[int, str]] = []
    follows = False
    for n, (number, (start, stop)) in enumerate(zip(numbers, lines, strict=True)):
        words = text[start:stop].strip("\ufeff \t\r\x00")
        if not words or _SIGNS_ONLY.match(words):
            tiler.add(*tiler.trimmed(start, stop), "syntax")
            follows = False
        elif number in headings or _is_heading(words, _next_is_bullet(text, lines, bullets, n)):
            above.append((number, words.strip("#*_:= \t")))
            tiler.add(*tiler.trimmed(start, stop), "preamble")
            follows = False
        elif follows and not bullets[n] and any(bullets):
            units[-1].pieces += tiler.speech(start, stop)
        else:
            at, opening = openings[n]
            where = f"{place} {number}" + (f" (under: {above[-1][1]})" if above else "")
            unit = Unit(None, [], None, None, where)
            if opening is not None and opening.label in labels and opening.time_s is None:
                unit.speaker = opening.label
                a, b = opening.label_span
                tiler.add(*tiler.trimmed(start, at + a), "syntax")
                tiler.add(at + a, at + b, "label")
                tiler.add(*tiler.trimmed(at + b, at + opening.text_at), "syntax")
                at += opening.text_at
            else:
                tiler.add(*tiler.trimmed(start, at), "syntax")
            unit.pieces = tiler.speech(at, stop)
            if unit.pieces:
                units.append(unit)
                follows = True
    problems = _headings(above)
    tiles, unclaimed = close_tiles(tiler)
    problems += unclaimed
    return Reading(format, text, tiles, units, problems, joiner="\n", place=place, merge=False)


def read_note_rows(  # noqa: C901 -- two shapes of a table share their scan
    rows: Sequence[Sequence[str]],
    hints: Hints,
    *,
    format: str,
    numbers: Sequence[int] | None = None,
) -> Reading | None:
    """Return the units of notes in a table; None when it has no words.

    Two shapes: a column named for notes (``note``, ``post-it``, ``text``) with a row a note, or a
    wall of post-its, where the first row names what each column is about. ``numbers``: which row
    of the file each one is; by default they count from 1.
    """
    parts: list[str] = []
    cells: list[list[tuple[int, int]]] = []
    at = 0
    for own in rows:
        spans: list[tuple[int, int]] = []
        for cell in own:
            spans.append((at, at + len(cell)))
            parts += [cell, "\t"]
            at += len(cell) + 1
        parts.append("\n")
        at += 1
        cells.append(spans)
    text = "".join(parts)
    header = next((n for n, row in enumerate(cells) if any(b > a for a, b in row)), None)
    if header is None:
        return None
    names = [text[a:b].strip() for a, b in cells[header]]
    lowered = [name.lower() for name in names]
    wanted = hints.columns.get("text", "").lower()
    speech = next(
        (n for n, c in enumerate(lowered) if c and (c == wanted or c in _NOTE_COLUMNS)), None
    )
    speaker = next((n for n, c in enumerate(lowered) if c in _SPEAKER_COLUMNS), None)
    tiler = Tiler(text)
    for span in cells[header]:
        tiler.add(*tiler.trimmed(*span), "preamble")
    units: list[Unit] = []
    counted = numbers or range(1, len(cells) + 1)
    columns = [speech] if speech is not None else [n for n in range(len(names)) if n != speaker]
    for column in columns:
        for number, row in list(zip(counted, cells, strict=True))[header + 1 :]:
            if column >= len(row):
                continue
            where = f"row {number}" + (
                f" (under: {names[column]})" if speech is None and names[column] else ""
            )
            unit = Unit(None, tiler.speech(*row[column]), None, None, where)
            if speaker is not None and speaker < len(row):
                a, b = tiler.trimmed(*row[speaker])
                unit.speaker = text[a:b] or None
            if unit.pieces:
                units.append(unit)
    for row in cells[header + 1 :]:
        for n, span in enumerate(row):
            if n not in columns:
                tiler.add(*tiler.trimmed(*span), "label" if n == speaker else "preamble")
    tiles, problems = close_tiles(tiler)
    return Reading(format, text, tiles, units, problems, joiner="\n", place="row", merge=False)


_NOTE_COLUMNS = frozenset({
    "note", "notes", "post-it", "post it", "postit", "post-its", "sticky", "sticky note", "text",
    "comment", "comments", "point", "points", "response", "contribution", "what was said", "words",
})  # fmt: skip
_SPEAKER_COLUMNS = frozenset({"speaker", "who", "participant", "person", "said by"})


def _opening(text: str, line: tuple[int, int], bullet: bool) -> tuple[int, Opening | None]:
    """Where a note's words or label begin, past its bullet."""
    start, stop = line
    match = _BULLET.match(text, start, stop) if bullet else None
    at = match.end() if match else start
    return at, find_opening(text[at:stop]) if stop - at < 20_000 else None


def _is_heading(words: str, bullet_next: bool) -> bool:
    if _HEADING.match(words):
        return True
    return bullet_next and not _BULLET.match(words) and words.endswith((":", "?"))


def _next_is_bullet(
    text: str, lines: Sequence[tuple[int, int]], bullets: list[bool], n: int
) -> bool:
    for m in range(n + 1, len(lines)):
        if text[slice(*lines[m])].strip():
            return bullets[m]
    return False


def _headings(above: list[tuple[int, str]]) -> list[Problem]:
    if not above:
        return []
    message = "headings are no notes; each is named in the place of the notes below it"
    return [Problem("note", above[0][0], message, "\n".join(words for _, words in above))]
