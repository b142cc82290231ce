"""From a source's text to turns, and from a range of the text to the words of turns.

The transcript readers tile the text; what they leave out of the turns (a header, a label) becomes a
turn of nobody where somebody has coded it: coded words are never lost to the layout.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._tables import SESSIONS, SOURCE_MAP, TURNS, conform, empty_table
from practicelearn._tables.parts import rows_by
from practicelearn.corpus import Corpus, make_turn_id, text_hash
from practicelearn.errors import PracticelearnError
from practicelearn.exchange.flat_captions import read_flat_captions
from practicelearn.exchange.words import fate_of_words
from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.label_checks import FixLabels
from practicelearn.transcripts.marks import find_marks
from practicelearn.transcripts.merge import Turn, merge_units
from practicelearn.transcripts.one_file import settle_reading
from practicelearn.transcripts.readers import Hints, best_reader
from practicelearn.transcripts.readers.text import read_lines
from practicelearn.transcripts.tiles import Piece, Problem, Reading, Tile, Unit

__all__ = [
    "Left",
    "Part",
    "Place",
    "Source",
    "corpus_of",
    "decode_source",
    "lay_out",
    "left_out",
    "read_source",
]

_HEAD = 65_536
_OF_TEXT = {"vtt", "srt", "sbv", "chat-log", "f4", "zoom-captions", "text"}
_NO_TURN = {
    "label": ("note", "words of speakers' labels"),
    "time": ("note", "times that stand in the text"),
    "mark": ("note", "marks that stand outside of what is said"),
    "syntax": ("note", "words of the file's own notation"),
    "preamble": ("warning", "words outside of the talk (a heading, names), which are no turn"),
    "issue": ("warning", "words that could not be understood as speech and are no turn"),
    "apart": ("note", "words written in one with a label or a time, or parted in the text"),
}  # fmt: skip


class Part(NamedTuple):
    """Words of one turn: code points of its text, end exclusive."""

    turn_id: str
    start: int
    end: int


class Left(NamedTuple):
    """What of a source is in no turn, or a person should look at; ``n`` counts its words."""

    severity: str
    what: str
    message: str
    text: str
    n: int


class Place(NamedTuple):
    """Where a range stands: its parts, and the words of it that no turn holds."""

    parts: list[Part]
    outside: str


@dataclass
class Source:
    """A source with its turns.

    ``rows`` are (n of turn from 0, start, end, source_start, source_end), in order of the source.
    """

    session_id: str
    text: str
    turns: list[dict[str, Any]]
    rows: list[tuple[int, int, int, int, int]]
    format: str = "text"
    file: str = ""
    problems: list[Problem] = field(default_factory=list)
    place_word: str = "line"
    tiles: Sequence[Tile] = ()

    def __post_init__(self) -> None:
        """Keep the rows in order of the source, for searching."""
        self.rows = sorted(self.rows, key=lambda r: (r[3], r[4]))
        self._starts = [r[3] for r in self.rows]
        self._ends = [r[4] for r in self.rows]

    def place(self, start: int, end: int) -> Place:
        """Return where code points ``start`` to ``end`` of the source stand in its turns."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        found: dict[int, tuple[int, int]] = {}
        at, outside = start, []
        for n, a, b, s, e in self.rows[first:last]:
            outside.append(self.text[at : max(at, s)])
            at = max(at, e)
            x, y = self._within(n, a, b, s, e, max(start, s), min(end, e))
            if n in found:
                found[n] = (min(found[n][0], x), max(found[n][1], y))
            elif y > x:
                found[n] = (x, y)
        outside.append(self.text[at:end])
        parts = [Part(str(self.turns[n]["turn_id"]), a, b) for n, (a, b) in sorted(found.items())]
        return Place(parts, " ".join("".join(outside).split()))

    def _within(
        self, n: int, a: int, b: int, s: int, e: int, start: int, end: int
    ) -> tuple[int, int]:
        if (start, end) == (s, e):
            return a, b
        if b - a == e - s and unicodedata.is_normalized("NFC", self.text[s:e]):
            return a + start - s, a + end - s
        whole = str(self.turns[n]["text"])
        if _normal(self.text[s:e]) == whole[a:b]:
            return a + len(_normal(self.text[s:start])), a + len(_normal(self.text[s:end]))
        words = _normal(self.text[start:end])
        if words and whole[a:b].count(words) == 1:
            found = whole.index(words, a, b)
            return found, found + len(words)
        return a, b


def decode_source(raw: bytes) -> tuple[str, bool]:
    """Return a source's text and whether a byte order mark stood before it.

    UTF-8 as the standard asks for; what is not, is decoded like any transcript.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(raw).text, True
    marked = raw.startswith(b"\xef\xbb\xbf")
    body = raw[3:] if marked else raw
    try:
        return body.decode("utf-8"), marked
    except UnicodeDecodeError:
        return decode(raw).text, marked


def read_source(
    text: str,
    session_id: str,
    *,
    ranges: Sequence[tuple[int, int]] = (),
    speakers: bool = True,
    file: str = "",
    hints: Hints | None = None,
    fix_labels: FixLabels = False,
    paragraphs: bool = False,
) -> Source:
    """Return a source's turns as the transcript readers see them.

    Parameters
    ----------
    text : str
        The source as decoded.
    session_id : str
    ranges : sequence of (int, int)
        What was coded: a range of which no word is speech becomes a turn of nobody.
    speakers : bool, default True
        Whether labels part the text into turns; False takes each paragraph, label and all, as a
        turn of an unknown speaker.
    file : str
        The source's name.
    hints, fix_labels
        What a person says of the document, as of a file.
    paragraphs : bool, default False
        Each line is a paragraph, as on a page or in Word: one without a label is not the speaker's
        above it, but for exceptions.
    """
    hints = hints or Hints()
    reading = _as_a_file(text, file, hints, paragraphs) if speakers else _paragraphs(text)
    if reading.text == text:
        reading = _with_coded(reading, ranges)
    turns = settle_reading(reading, hints, fix_labels=fix_labels) if speakers else None
    return lay_out(session_id, reading, turns or merge_units(reading), file=file)


def _as_a_file(text: str, file: str, hints: Hints, paragraphs: bool) -> Reading:
    """The text as the readers of files see it, by whichever of them keeps every character."""
    flat = read_flat_captions(text)
    if flat is not None:
        return flat
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:  # half a character of UTF-16: in no file, and yet in a project
        return read_lines(text, hints, format="text")
    reader = best_reader(raw[:_HEAD], f"{file}.txt")
    reading = None
    if reader is not None and reader.name in _OF_TEXT:
        try:
            reading = reader.read(raw, hints)
        except PracticelearnError:
            reading = None
    if reading is None or reading.text != text or not reading.units:
        reading = read_lines(text, hints, format="text")
    labelled = any(u.speaker for u in reading.units)
    if reading.format != "text" or (not paragraphs and (labelled or _is_wrapped(text))):
        return reading
    every = range(len(line_starts(text)))  # a line is a paragraph; without any label, a turn
    return read_lines(text, hints, format="text", breaks=every)


def _is_wrapped(text: str) -> bool:
    """Whether lines end where the page did: many of nearly one length, none much longer."""
    lengths = [len(line) for line in text.splitlines() if line.strip()]
    longest = max(lengths, default=0)
    full = sum(n >= 0.75 * longest for n in lengths)
    return 40 <= longest <= 100 and len(lengths) > 3 and full >= 0.5 * len(lengths)


def lay_out(session_id: str, reading: Reading, turns: Sequence[Turn], *, file: str = "") -> Source:
    """Return turns that were read as a :class:`Source`."""
    rows: list[dict[str, Any]] = []
    origins: list[tuple[int, int, int, int, int]] = []
    for n, turn in enumerate(turns):
        rows.append(
            {
                "turn_id": make_turn_id(session_id, n + 1),
                "session_id": session_id,
                "n": n + 1,
                "speaker": turn.speaker,
                "start_s": turn.start_s,
                "end_s": turn.end_s,
                "text": turn.text,
                "marks": find_marks(turn.text),
                "verbatim": True,
                "overlap": turn.overlap,
                "source_loc": turn.source_loc,
            }
        )
        origins += [(n, *place) for place in turn.origins]
    return Source(
        session_id,
        reading.text,
        rows,
        origins,
        reading.format,
        file,
        list(reading.problems),
        reading.place,
        reading.tiles,
    )


def left_out(source: Source) -> list[Left]:
    """Return what of a source is in no turn, by what it is instead; and what reading met.

    Every word is accounted for: a reader that loses one leaves it unexplained.
    """
    texts = [str(turn["text"]) for turn in source.turns]
    fate = fate_of_words(source.text, source.tiles, source.rows, texts)
    out: list[Left] = []
    for kind, n in fate.items():
        if kind in _NO_TURN:
            severity, message = _NO_TURN[kind]
            words = _words_of(source, kind) if severity == "warning" else ""
            out.append(Left(severity, "words", message, words, n))
    told = {_plain(left.text) for left in out if left.text}
    out += [
        Left(p.severity, "transcript", f"{source.place_word} {p.line}: {p.message}" if p.line
             else p.message, p.text, 0)
        for p in source.problems
        if _plain(p.text) not in told or not p.text
    ]  # fmt: skip
    return out


def _words_of(source: Source, kind: str) -> str:
    return "\n".join(
        source.text[t.start : t.end].strip() for t in source.tiles if t.kind == kind
    ).strip()


def _plain(text: str) -> str:
    return " ".join(text.split())


def corpus_of(sources: Sequence[Source], sessions: pd.DataFrame | None = None) -> Corpus:
    """Return sources as a corpus; ``sessions`` adds columns by session."""
    rows = [row for source in sources for row in source.turns]
    turns = conform(pd.DataFrame(rows, dtype=object), TURNS) if rows else empty_table(TURNS)
    kinds = {"n": "int64", "start_s": "float64", "end_s": "float64"}
    turns = turns.astype({**kinds, "verbatim": "boolean", "overlap": "boolean"})
    for column in TURNS.columns:
        if column.kind == "text":
            cells = turns[column.name].astype(object)
            turns[column.name] = cells.where(cells.notna(), None)
    own = rows_by(turns, "session_id")
    hashes = {source.session_id: text_hash(own(source.session_id)) for source in sources}
    table = pd.DataFrame(
        {
            "source_kind": "transcript",
            "file": [s.file or None for s in sources],
            "format": [s.format for s in sources],
            "text_hash": [hashes[s.session_id] for s in sources],
        },
        index=pd.Index([s.session_id for s in sources], name="session_id", dtype=object),
    )
    if sessions is not None:
        for name in sessions.columns:
            table[name] = sessions[name].reindex(table.index)
    origins = [
        (source.turns[n]["turn_id"], a, b, s, e)
        for source in sources
        for n, a, b, s, e in source.rows
    ]
    issues = [
        {
            "session_id": source.session_id,
            "severity": p.severity,
            "source_loc": f"{source.place_word} {p.line}" if p.line else source.file,
            "message": p.message,
            "text": p.text or None,
        }
        for source in sources
        for p in source.problems
    ]
    corpus = Corpus(
        turns=turns,
        sessions=conform(table, SESSIONS),
        source_map=pd.DataFrame(origins, columns=SOURCE_MAP.names)
        if origins
        else empty_table(SOURCE_MAP),
    )
    return replace(corpus, issues=pd.DataFrame(issues, dtype=object)) if issues else corpus


def _paragraphs(text: str) -> Reading:
    from practicelearn.transcripts.decode import line_starts
    from practicelearn.transcripts.tiles import Tiler

    tiler = Tiler(text)
    units = []
    for number, (a, b) in enumerate(line_starts(text), start=1):
        pieces = tiler.speech(a, b)
        if pieces:
            units.append(Unit(None, pieces, None, None, f"line {number}"))
    tiles, _ = tiler.close()
    return Reading("text", text, tiles, units, joiner="\n")


def _with_coded(reading: Reading, ranges: Sequence[tuple[int, int]]) -> Reading:
    """The reading, with tiles that are no speech but were coded as units of nobody."""
    speech = sorted((p.start, p.end) for u in reading.units for p in u.pieces)
    starts, ends = [a for a, _ in speech], [b for _, b in speech]
    all_tiles = list(reading.tiles)
    others = [t for t in all_tiles if t.kind in {"preamble", "issue", "mark"}]
    own = [t.start for t in others]
    wanted: set[int] = set()
    for a, b in ranges:
        hits = range(bisect_right([t.end for t in others], a) if others else 0, bisect_left(own, b))
        for k in hits:
            tile = others[k]
            shares = reading.text[max(a, tile.start) : min(b, tile.end)].strip()
            if tile.kind == "preamble" or bisect_right(ends, a) >= bisect_left(starts, b):
                wanted |= {k} if shares else set()
    if not wanted:
        return reading
    units, problems = list(reading.units), list(reading.problems)
    for k in sorted(wanted):
        tile = others[k]
        line = reading.text.count("\n", 0, tile.start) + 1
        words = reading.text[tile.start : tile.end]
        units.append(Unit(None, [Piece(words, tile.start, tile.end)], None, None, f"line {line}"))
        problems.append(
            Problem("note", line, "this was coded, so it is a turn of an unknown speaker", words)
        )
    units.sort(key=lambda u: u.pieces[0].start if u.pieces else _line_at(reading.text, u))
    tiles = [t._replace(kind="speech") if _is_in(t, others, wanted) else t for t in all_tiles]
    return replace(reading, units=units, problems=problems, tiles=tiles)


def _is_in(tile: Any, others: Sequence[Any], wanted: set[int]) -> bool:
    k = bisect_left([t.start for t in others], tile.start)
    return k in wanted and k < len(others) and others[k] is tile


def _line_at(text: str, unit: Unit) -> int:
    """Where the line of a unit without words begins."""
    at = 0
    for _ in range((unit.number or 1) - 1):
        at = text.find("\n", at) + 1
    return at


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
