"""One file, to the sessions in it: bytes, reader, tiles checked, labels checked, turns merged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from practicelearn._collector import no_collector
from practicelearn._disk import in_words
from practicelearn._tables import Mark, near_match
from practicelearn.errors import PracticelearnError, TranscriptError, counted
from practicelearn.language.forms import without_unseen
from practicelearn.language.words import LONGEST_TURN
from practicelearn.transcripts.decode import Decoded, decode
from practicelearn.transcripts.directions import without_directions
from practicelearn.transcripts.doubts import doubts
from practicelearn.transcripts.folder import session_slug
from practicelearn.transcripts.kinds import NOTE_KINDS
from practicelearn.transcripts.label_checks import FixLabels, check_labels
from practicelearn.transcripts.marks import find_marks, has_brackets
from practicelearn.transcripts.merge import Turn, merge_units
from practicelearn.transcripts.readers import READERS, Hints, Reader, best_reader
from practicelearn.transcripts.tiles import Part, Problem, Reading, check_tiles

__all__ = [
    "SessionRead",
    "bytes_or_why",
    "read_or_why",
    "read_sessions",
    "sessions_of",
    "settle_reading",
]

_HEAD = 65_536
_LARGEST = 300 * 2**20
_NOT_YET = (
    (
        re.compile(rb"\s*(?:<\?xml|<[A-Za-z!])"),
        "XML",
        "save or export it as text or Word from the program it comes from",
    ),
    (
        re.compile(rb"\xd0\xcf\x11\xe0"),
        "old Word or Excel",
        "open it there and save it as .docx or .xlsx",
    ),
    (
        re.compile(
            rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|BM.{4}\x00{4}|RIFF.{4}WEBP"
            rb"|.{4}ftyp(?:hei|mif|avi)",
            re.DOTALL,
        ),
        "a picture",
        "type what it shows, or save it as text with a program that reads pictures",
    ),
    (
        re.compile(
            rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]|RIFF.{4}(?:WAVE|AVI )|OggS\x00|fLaC\x00"
            rb"|.{4}ftyp|\x1aE\xdf\xa3|0&\xb2u",
            re.DOTALL,
        ),
        "a recording",
        "have it transcribed first, by a person or a program, and give the transcript",
    ),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MOST_NO_TEXT = 0.01
# packed, or the encoding is declared inside
_OWN_ENCODING = {
    "docx", "xlsx", "odt", "rtf", "pdf", "qdpx", "elan", "exmaralda", "tei", "trs", "html",
}  # fmt: skip
_OFFER_FROM = 0.1
_PLAIN = {"text", "csv"}  # readers that any text would fit


class SessionRead:
    """One file, or one of several transcripts in it, that was read."""

    def __init__(
        self,
        file: str,
        encoding: str,
        reading: Reading,
        turns: list[Turn],
        source_kind: str,
        *,
        within: bool = False,
    ) -> None:
        self.file = file
        self.session_id = session_slug(file)
        self.encoding = encoding
        self.format = reading.format
        self.place = reading.place
        self.problems = list(reading.problems)
        self.duration_s = reading.meta.get("duration_s")
        self.date = reading.meta.get("date")
        self.roles: dict[str, str] = dict(reading.meta.get("roles", {}))
        # a reader knows a chat for a chat; what a person or a file's name says goes before
        of_reader = str(reading.meta.get("source_kind", "transcript"))
        self.source_kind = source_kind if source_kind != "transcript" else of_reader
        self.turns = turns
        self.marks = _marks(turns, gestures=self.source_kind in NOTE_KINDS)
        self.within = within


def _marks(turns: Sequence[Turn], *, gestures: bool) -> list[list[Mark]]:
    """The marks of each turn; words without a bracket, as most files are, are asked once."""
    if not gestures and not has_brackets("".join([turn.text for turn in turns])):
        return [[] for _ in turns]
    return [find_marks(turn.text, gestures=gestures) for turn in turns]


@no_collector()
def read_sessions(
    path: Path, hints: Hints, *, format: str | None, strict: bool, fix_labels: FixLabels
) -> list[SessionRead]:
    """Return the sessions a file holds: one, or for packed projects and corpora several.

    Raises
    ------
    TranscriptError
        The file is missing, empty, or no transcript; with ``strict`` also the first warning.
    """
    return _sessions(path, bytes_of(path), hints, format, strict, fix_labels)


@no_collector()
def read_or_why(
    path: Path,
    raw: bytes | PracticelearnError,
    hints: Hints,
    strict: bool,
    fix_labels: FixLabels,
) -> list[SessionRead] | PracticelearnError:
    """Return what :func:`read_sessions` does, of a file's bytes, or why it could not be read.

    A task of its own (:mod:`practicelearn._shared_out`): the bytes travel, so that the file need
    not be where it is read.
    """
    if isinstance(raw, PracticelearnError):
        return raw
    try:
        return _sessions(path, raw, hints, None, strict, fix_labels)
    except PracticelearnError as error:
        return error


def bytes_or_why(path: Path) -> bytes | PracticelearnError:
    """Return a file's bytes, or why they are not to be had."""
    try:
        return bytes_of(path)
    except PracticelearnError as error:
        return error


def _sessions(
    path: Path,
    raw: bytes,
    hints: Hints,
    format: str | None,
    strict: bool,
    fix_labels: FixLabels,
) -> list[SessionRead]:
    reader = _reader(path, raw, format)
    try:
        sessions = sessions_of(path, raw, reader, hints, strict=strict, fix_labels=fix_labels)
    except TranscriptError:
        raise
    except PracticelearnError as error:
        raise TranscriptError(path, getattr(error, "line", None), str(error)) from error
    except Exception as error:
        what = (
            f"its reader ({reader.name}) met something it does not know ({type(error).__name__}: "
            f"{str(error)[:200]}), so nothing of it was read. Save it again from the program it "
            "comes from, or as plain text; and please report this, without the file"
        )
        raise TranscriptError(path, None, what) from error
    found = [s for s in sessions if s.turns]
    if not found:
        what = (
            "no speech was found in it. If what people said is there, save it as plain text or Word"
        )
        raise TranscriptError(path, None, what)
    for session in sessions:
        if not session.turns:
            message = f'"{session.file}" holds no speech and is no session'
            found[0].problems += [Problem("warning", None, message), *session.problems]
    return found


def sessions_of(
    path: Path,
    raw: bytes,
    reader: Reader,
    hints: Hints,
    *,
    strict: bool = False,
    fix_labels: FixLabels = False,
) -> list[SessionRead]:
    """Return what a reader makes of a file's bytes, whether or not there is speech in it."""
    if reader.parts is not None:
        parts = reader.parts(raw, hints)
    else:
        parts = [Part(path.name, reader.read(raw, hints))]
    if len(parts) == 1:
        parts = [Part(path.name, parts[0].reading)]
    parts = [
        replace(part, name=f"{path.stem} {part.name}{path.suffix}") if part.within else part
        for part in parts
    ]
    # the whole of it, as the readers do: a head cut inside a character is no UTF-8
    decoded = decode(raw) if reader.name not in _OWN_ENCODING else None
    return [_session(path, part, decoded, hints, strict, fix_labels) for part in parts]


def _session(
    path: Path,
    part: Part,
    decoded: Decoded | None,
    hints: Hints,
    strict: bool,
    fix_labels: FixLabels,
) -> SessionRead:
    reading = part.reading
    turns = settle_reading(reading, hints, fix_labels=fix_labels, decoded=decoded)
    if strict:
        _raise_first(path, reading)
    encoding = decoded.encoding if decoded else "utf-8"
    return SessionRead(part.name, encoding, reading, turns, hints.source_kind, within=part.within)


def settle_reading(
    reading: Reading, hints: Hints, *, fix_labels: FixLabels, decoded: Decoded | None = None
) -> list[Turn]:
    """Return a reading's turns, its labels checked; what a person should look at goes into it."""
    check_tiles(reading.text, reading.tiles)
    _seen_labels(reading)
    asked = fix_labels if isinstance(fix_labels, Mapping) else ()
    reading.problems += without_directions(reading, asked)
    reading.problems += check_labels(reading, fix_labels)
    reading.problems += _without_label(reading, hints)
    if decoded is not None and decoded.guessed:
        reading.problems.insert(0, _guessed(decoded))
    turns = merge_units(reading)
    reading.problems += [*doubts(reading.units), *_oddities(reading, turns)]
    return turns


def _guessed(decoded: Decoded) -> Problem:
    """That the encoding was guessed; a warning where what came out can be no text."""
    said = f"the file names no encoding; it was read as {decoded.encoding}."
    wrong = len(_NO_TEXT.findall(decoded.text))
    if wrong <= _MOST_NO_TEXT * len(decoded.text):
        return Problem("note", None, f"{said} Check its accents and quotes")
    message = (
        f"{said} That is wrong: {wrong:,} of its {len(decoded.text):,} signs stand in no text. "
        "Open it in the program it comes from and save it as UTF-8"
    )
    return Problem("warning", None, message)


def _seen_labels(reading: Reading) -> None:
    """Take out of labels what nobody sees: else one person would be two speakers."""
    for unit in reading.units:
        if unit.speaker is not None and not unit.speaker.isascii():
            unit.speaker = without_unseen(unit.speaker).strip() or None
    if reading.meta.get("roles"):
        reading.meta["roles"] = {
            without_unseen(label): role for label, role in reading.meta["roles"].items()
        }


def _without_label(reading: Reading, hints: Hints) -> list[Problem]:
    """Give what has no label to the speaker before it, where that was asked for; else offer it."""
    speaker, given = None, 0
    for unit in reading.units:
        if unit.speaker is None and speaker is not None and hints.unlabelled == "continue":
            unit.speaker, given = speaker, given + 1
        speaker = unit.speaker or speaker
    if given:
        verb = "goes" if given == 1 else "go"
        without = f"{counted(given, 'stretch')} without a label {verb} on"
        message = f"{without} with the speaker before, as asked"
        return [Problem("note", None, message)]
    nobody = sum(u.speaker is None for u in reading.units)
    if len(reading.units) > nobody >= _OFFER_FROM * len(reading.units):
        message = (
            f"no speaker is named by {nobody} of {counted(len(reading.units), 'stretch')}. If each "
            'goes on with the speaker above it, say "goes on" for unlabelled'
        )
        return [Problem("note", None, message)]
    return []


def _oddities(reading: Reading, turns: list[Turn]) -> list[Problem]:
    """What no reader would find odd, and a person should."""
    found = []
    if "\x00" in reading.text:
        line = reading.text.count("\n", 0, reading.text.index("\x00")) + 1
        message = "NUL characters stand in the file; it was damaged on its way. Check the words"
        found.append(Problem("warning", line, message))
    for turn in turns:
        if len(turn.text) > LONGEST_TURN:
            message = (
                f"a turn of {len(turn.text):,} characters: nobody speaks for days. Is this a "
                f"transcript, and where do its turns end? At most {LONGEST_TURN:,} are analysed"
            )
            found.append(Problem("warning", None, message))
    return found


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file that could be a transcript."""
    try:
        if path.stat().st_size > _LARGEST:
            raise TranscriptError(
                path, None, f"it is larger than {_LARGEST >> 20} MB; no transcript is"
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        near = near_match(
            path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        )
        raise TranscriptError(path, None, f"there is no such file.{near}") from None
    except OSError as error:
        raise TranscriptError(path, None, in_words(error)) from error
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        what = "the file is empty. Copy it again, or export it again from the program it comes from"
        raise TranscriptError(path, None, what)
    return raw


def _reader(path: Path, raw: bytes, format: str | None) -> Reader:
    if format is not None:
        if format not in READERS:
            near = near_match(format, READERS)
            raise PracticelearnError(f'format "{format}" is not one of {", ".join(READERS)}.{near}')
        return READERS[format]
    head = raw[:512].removeprefix(b"\xef\xbb\xbf")
    reader = best_reader(raw[:_HEAD], path.name)
    for pattern, name, step in _NOT_YET if reader is None or reader.name in _PLAIN else ():
        if pattern.match(head) and (name != "XML" or b"</" in raw or b"<?xml" in head):
            what = f"this looks like {name}, which is not read; {step}"
            raise TranscriptError(path, None, what)
    if reader is None:
        what = (
            "it is not a transcript: its bytes are no text. Save it as text, Word or CSV from the "
            "program it comes from"
        )
        raise TranscriptError(path, None, what)
    return reader


def _raise_first(path: Path, reading: Reading) -> None:
    for problem in reading.problems:
        if problem.severity != "note":
            raise TranscriptError(path, problem.line, problem.message, problem.text)
