"""Files in, a corpus out: decode, read, merge, find marks, join the sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import (
    ISSUES,
    SESSIONS,
    SOURCE_MAP,
    TURNS,
    conform,
    empty_table,
    near_match,
)
from practicelearn.corpus import Corpus, make_turn_id, text_hash
from practicelearn.errors import PracticelearnError, TranscriptError
from practicelearn.language.words import LONGEST_TURN
from practicelearn.transcripts.decode import Decoded, decode
from practicelearn.transcripts.folder import (
    KNOWN_FORMATS,
    gather,
    listed_labels,
    named_sessions,
    session_slug,
    unused,
)
from practicelearn.transcripts.marks import find_marks
from practicelearn.transcripts.merge import Turn, merge_units
from practicelearn.transcripts.readers import READERS, Hints, Reader, best_reader
from practicelearn.transcripts.sheets import file_key, read_sheets, with_issues
from practicelearn.transcripts.tiles import Part, Problem, Reading, check_tiles

__all__ = ["read_transcript", "read_transcripts"]

_HEAD = 65_536
_LARGEST = 300 * 2**20
_NOT_YET = (
    (re.compile(rb"%PDF"), "PDF"),
    (re.compile(rb"\{\\rtf"), "RTF"),
    (re.compile(rb"\s*(?:<\?xml|<[A-Za-z!])"), "XML"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "old Word or Excel"),
)
_OWN_ENCODING = {"docx", "xlsx", "qdpx", "elan", "exmaralda", "tei"}  # packed, or it is declared
_PLAIN = {"text", "csv"}  # readers that any text would fit


def read_transcript(
    path: str | Path,
    *,
    format: str | None = None,
    strict: bool = False,
    session_id: str | None = None,
    columns: Mapping[str, str] | None = None,
    split_words: bool = False,
) -> Corpus:
    """Return one transcript as a corpus of one session (of several, if the file holds several).

    Parameters
    ----------
    path : str or Path
        WebVTT (Zoom, Teams, Webex), SRT, text or Markdown with speakers' labels, Word, CSV or Excel
        with one row a turn or sentence, JSON of a speech recogniser, CHAT, TextGrid, ELAN,
        EXMARaLDA, TEI, a copied chat, ConvoKit's utterances.jsonl or a REFI-QDA project. Told by
        content; the suffix settles what content leaves open.
    format : str, optional
        Read as this format, whatever the content looks like: a key of ``readers.READERS``, such as
        "vtt", "srt", "text", "docx", "csv", "xlsx", "json", "chat", "textgrid", "elan", "tei".
    strict : bool
        Raise at the first thing that could not be understood, instead of keeping it as an issue.
    session_id : str, optional
        By default made from the file's name.
    columns : mapping of str to str, optional
        For tables: which column is ``text``, ``speaker``, ``start``, ``end``.
    split_words : bool
        For JSON of speech recognisers: part a segment where its words change speaker.

    Returns
    -------
    Corpus
        ``corpus.turns`` one row a turn; ``corpus.issues`` what a person should look at.

    Raises
    ------
    TranscriptError
        The file is missing, empty, or no transcript; with ``strict`` also the first warning.

    Notes
    -----
    No character is lost: each is speech, label, time, mark, preamble, issue or syntax, and this is
    checked on every read. Neighbouring units with the same label are one turn. A unit without a
    label never joins another.
    """
    path = Path(path)
    session_id = session_id or session_slug(path.name)
    hints = Hints(columns=columns or {}, split_words=split_words)
    sessions = _sessions(path, hints, format=format, strict=strict)
    used: set[str] = set()
    for n, session in enumerate(sessions):
        wanted = session_id if not n else session_slug(session.file)
        session.session_id = unused(wanted, used)
        used.add(session.session_id)
    return read_sheets(_assemble(sessions))


def read_transcripts(
    folder_or_paths: str | Path | Iterable[str | Path],
    *,
    sessions: str | Path | None = None,
    people: str | Path | None = None,
    attendance: str | Path | None = None,
    strict: bool = False,
    split_words: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Corpus:
    """Return a folder of transcripts, or a list of files, as one corpus.

    Parameters
    ----------
    folder_or_paths : str, Path, or iterable of these
        A folder (its own files, not those of folders inside it), one file, or files.
    sessions, people, attendance : str or Path, optional
        Sheets (.xlsx or .csv). By default the files of these names in the folder; they are never
        read as transcripts.
    strict : bool
        Raise at the first thing that could not be understood.
    split_words : bool
        For JSON of speech recognisers: part a segment where its words change speaker.
    progress : callable, optional
        Called with files done, files in all, and the name of the file that is next.

    Returns
    -------
    Corpus
        Sessions in the order of the sheet, else by file name. A file that cannot be read is an
        issue of severity error.

    Raises
    ------
    TranscriptError
        There is no file to read, or none could be read; with ``strict``, the first problem.
    TableError
        A sheet lacks a column it needs.
    """
    paths, beside = gather(folder_or_paths)
    given = {"sessions": sessions, "people": people, "attendance": attendance}
    sheets = {name: Path(p) if p is not None else beside.get(name) for name, p in given.items()}
    taken = {p.resolve() for p in sheets.values() if p is not None}
    paths = [p for p in paths if p.resolve() not in taken]
    if not paths:
        raise TranscriptError(
            Path(str(folder_or_paths)), None, f"no transcript was found; expected {KNOWN_FORMATS}"
        )
    ids, order = named_sessions(sheets["sessions"])
    labels = listed_labels(sheets["attendance"])
    paths.sort(key=lambda p: (order.get(file_key(p), len(order)), p.name))
    read: list[_Session] = []
    failed: list[dict[str, Any]] = []
    used: set[str] = set()
    for n, path in enumerate(paths):
        if progress is not None:
            progress(n, len(paths), path.name)
        wanted = ids.get(file_key(path)) or session_slug(path.name)
        known = labels.get(unused(wanted, used), set()) | labels.get(file_key(path), set())
        hints = Hints(known, split_words=split_words)
        try:
            sessions_read = _sessions(path, hints, format=None, strict=strict)
        except TranscriptError as error:
            if strict:
                raise
            failed.append(_file_issue(path.name, "error", error.what, error.line))
            continue
        for session in sessions_read:
            if len(sessions_read) > 1:
                wanted = ids.get(file_key(session.file)) or session_slug(session.file)
            session.session_id = unused(wanted, used)
            if session.session_id != wanted:
                message = (
                    f'two files would be session "{wanted}"; this one is "{session.session_id}"'
                )
                session.problems.append(Problem("warning", None, message))
            used.add(session.session_id)
            read.append(session)
    if progress is not None:
        progress(len(paths), len(paths), "")
    if not read:
        first = failed[0]
        raise TranscriptError(first["source_loc"], None, str(first["message"]))
    corpus = with_issues(_assemble(read), failed)
    return read_sheets(
        corpus,
        sessions=sheets["sessions"],
        people=sheets["people"],
        attendance=sheets["attendance"],
    )


class _Session:
    """One file, or one of several transcripts in it, that was read."""

    def __init__(self, file: str, encoding: str, reading: Reading, turns: list[Turn]) -> None:
        self.file = file
        self.session_id = session_slug(file)
        self.encoding = encoding
        self.format = reading.format
        self.place = reading.place
        self.problems = list(reading.problems)
        self.duration_s = reading.meta.get("duration_s")
        self.source_kind = str(reading.meta.get("source_kind", "transcript"))
        self.turns = turns


def _sessions(path: Path, hints: Hints, *, format: str | None, strict: bool) -> list[_Session]:
    """The sessions a file holds: one, or for packed projects and corpora several."""
    raw = _bytes(path)
    reader = _reader(path, raw, format)
    try:
        if reader.parts is not None:
            parts = reader.parts(raw, hints)
        else:
            parts = [Part(path.name, reader.read(raw, hints))]
    except TranscriptError:
        raise
    except PracticelearnError as error:
        raise TranscriptError(path, getattr(error, "line", None), str(error)) from error
    if len(parts) == 1:
        parts = [Part(path.name, parts[0].reading)]
    decoded = decode(raw[:_HEAD]) if reader.name not in _OWN_ENCODING else None
    sessions = [_session(path, part, decoded, strict=strict) for part in parts]
    found = [s for s in sessions if s.turns]
    if not found:
        raise TranscriptError(path, None, f"no speech was found in it; expected {KNOWN_FORMATS}")
    for session in sessions:
        if not session.turns:
            message = f'"{session.file}" holds no speech and is no session'
            found[0].problems += [Problem("warning", None, message), *session.problems]
    return found


def _session(path: Path, part: Part, decoded: Decoded | None, *, strict: bool) -> _Session:
    reading = part.reading
    check_tiles(reading.text, reading.tiles)
    if decoded is not None and decoded.guessed:
        message = (
            f"the file names no encoding; it was read as {decoded.encoding}. "
            "Check its accents and quotes"
        )
        reading.problems.insert(0, Problem("note", None, message))
    turns = merge_units(reading)
    reading.problems += _oddities(reading, turns)
    if strict:
        _raise_first(path, reading)
    encoding = decoded.encoding if decoded else "utf-8"
    return _Session(part.name, encoding, reading, turns)


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


def _bytes(path: Path) -> bytes:
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
        raise TranscriptError(path, None, f"it cannot be opened ({error.strerror})") from error
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TranscriptError(path, None, f"the file is empty; expected {KNOWN_FORMATS}")
    return raw


def _reader(path: Path, raw: bytes, format: str | None) -> Reader:
    if format is not None:
        if format not in READERS:
            near = near_match(format, READERS)
            raise PracticelearnError(f'format "{format}" is not one of {", ".join(READERS)}.{near}')
        return READERS[format]
    head = raw[:512].removeprefix(b"\xef\xbb\xbf")
    reader = best_reader(raw[:_HEAD], path.name)
    for pattern, name in _NOT_YET if reader is None or reader.name in _PLAIN else ():
        if pattern.match(head):
            what = f"this looks like {name}, which is not read; save it as one of {KNOWN_FORMATS}"
            raise TranscriptError(path, None, what)
    if reader is None:
        raise TranscriptError(
            path, None, f"it is not a transcript: its bytes are no text. Expected {KNOWN_FORMATS}"
        )
    return reader


def _raise_first(path: Path, reading: Reading) -> None:
    for problem in reading.problems:
        if problem.severity != "note":
            raise TranscriptError(path, problem.line, problem.message, problem.text)


def _assemble(sessions: list[_Session]) -> Corpus:
    turns: list[dict[str, Any]] = []
    origins: list[tuple[str, int, int, int, int]] = []
    issues: list[dict[str, Any]] = []
    for session in sessions:
        for n, turn in enumerate(session.turns, start=1):
            turn_id = make_turn_id(session.session_id, n)
            turns.append(
                {
                    "turn_id": turn_id,
                    "session_id": session.session_id,
                    "n": n,
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
            origins += [(turn_id, *place) for place in turn.origins]
        issues += [_session_issue(session, problem) for problem in session.problems]
    frame = pd.DataFrame(turns)
    frame = frame.astype(
        {"start_s": "float64", "end_s": "float64", "verbatim": "boolean", "overlap": "boolean"}
    )
    frame["speaker"] = frame["speaker"].astype(object).where(frame["speaker"].notna(), None)
    frame = conform(frame, TURNS)
    hashes = {str(sid): text_hash(part) for sid, part in frame.groupby("session_id", sort=False)}
    table = pd.DataFrame(
        [
            {
                "session_id": s.session_id,
                "source_kind": s.source_kind,
                "duration_s": s.duration_s,
                "file": s.file,
                "format": s.format,
                "text_hash": hashes[s.session_id],
                "encoding": s.encoding,
            }
            for s in sessions
        ]
    ).astype({"duration_s": "float64"})
    return Corpus(
        turns=frame,
        sessions=conform(table, SESSIONS),
        source_map=pd.DataFrame(origins, columns=SOURCE_MAP.names),
        issues=pd.DataFrame(issues, columns=ISSUES.names, dtype=object)
        if issues
        else empty_table(ISSUES),
    )


def _session_issue(session: _Session, problem: Problem) -> dict[str, Any]:
    place = f"{session.place} {problem.line}" if problem.line is not None else session.file
    return {
        "session_id": session.session_id,
        "severity": problem.severity,
        "source_loc": place,
        "message": problem.message,
        "text": problem.text or None,
    }


def _file_issue(file: str, severity: str, message: str, line: int | None = None) -> dict[str, Any]:
    place = f"{file}, line {line}" if line else file
    return {"session_id": None, "severity": severity, "source_loc": place, "message": message}
