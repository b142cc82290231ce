"""Many files, to their sessions: each read wherever there is room, then named in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from practicelearn._shared_out import each
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.folder import session_slug, unused
from practicelearn.transcripts.kinds import NOTE_KINDS, guessed_kind
from practicelearn.transcripts.label_checks import FixLabels
from practicelearn.transcripts.one_file import SessionRead, bytes_or_why, read_or_why
from practicelearn.transcripts.read_as import ReadAs
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.sheets.files import file_key
from practicelearn.transcripts.sheets.listed import way_of
from practicelearn.transcripts.tiles import Problem

__all__ = ["Asked", "Listed", "note_guessed_kind", "read_files"]

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What a caller asked for; what the sheet or the command line says goes before it."""

    columns: Mapping[str, str]
    split_words: bool
    unlabelled: str
    fix_labels: FixLabels
    rows: str
    said: ReadAs

    def hints(self, way: ReadAs, kind: str, labels: Collection[str]) -> tuple[Hints, FixLabels]:
        """What the readers are told of one file, and which labels are corrected."""
        fix = way.corrections() or self.fix_labels
        hints = Hints(
            labels,
            columns={**self.columns, **way.columns()},
            split_words=way.splits_words() or self.split_words,
            unlabelled=ReadAs(unlabelled=way.unlabelled or self.unlabelled).whose_without_label(),
            source_kind=kind,
            fix_labels=fix is True,
            rows="keep" if way.keeps_rows() else self.rows,
            labels_like=way.labels_look_like,
        )
        return hints, fix


@dataclass(frozen=True)
class Listed:
    """What the sheets say of files, by the key of a file or by session id."""

    ids: Mapping[str, str]
    labels: Mapping[str, set[str]]
    kinds: Mapping[str, str]
    ways: list[tuple[str, ReadAs]]

    def wanted(self, file: str | Path) -> str:
        """The id that a file's session is to have."""
        name = file if isinstance(file, str) else file.name
        return self.ids.get(file_key(file)) or session_slug(name)


@dataclass(frozen=True)
class _Told:
    """What the reader of a file is told, how that was said, and what the sheet says it is."""

    hints: Hints
    fix: FixLabels
    way: ReadAs
    kind: str | None


def read_files(
    paths: list[Path],
    listed: Listed,
    asked: Asked,
    *,
    strict: bool,
    progress: Callable[[int, int, str], None] | None,
) -> tuple[list[SessionRead], list[dict[str, Any]], dict[str, ReadAs]]:
    """Return sessions in the order of the files, what could not be read, and how each was read.

    Raises
    ------
    PracticelearnError
        With ``strict``, or where there is one file only, what was wrong with it.
    """
    wanted_ids = [listed.wanted(path) for path in paths]
    told = [
        _told(*one, listed, asked)
        for one in zip(paths, wanted_ids, _one_each(wanted_ids), strict=True)
    ]
    tasks = (_task(path, own, strict) for path, own in zip(paths, told, strict=True))
    shared = each(read_or_why, tasks, n=len(paths))
    read: list[SessionRead] = []
    failed: list[dict[str, Any]] = []
    ways: dict[str, ReadAs] = {}
    used: set[str] = set()
    for n, (path, wanted, expected) in enumerate(zip(paths, wanted_ids, told, strict=True)):
        if progress is not None:
            progress(n, len(paths), path.name)
        found = next(shared)
        own = _told(path, wanted, unused(wanted, used), listed, asked)
        if isinstance(own, _Told) and own != expected:
            # the file before it holds several sessions, or none, and its id is another one
            found = read_or_why(*_task(path, own, strict))
        try:
            sessions, as_told = _there(found), _there(own)
        except PracticelearnError as error:
            if strict or len(paths) == 1:
                raise
            failed.append(_file_issue(path.name, error))
            continue
        for session in sessions:
            _name(session, listed.wanted(session.file) if len(sessions) > 1 else wanted, used)
            ways[session.session_id] = as_told.way
            if as_told.kind is None:
                note_guessed_kind(session)
        read += sessions
    return read, failed, ways


def _there(found: T | PracticelearnError) -> T:
    """What was found; why there is none is raised where it can be answered."""
    if isinstance(found, PracticelearnError):
        raise found
    return found


def _one_each(wanted: Iterable[str]) -> list[str]:
    """The ids that sessions will have if each file holds one."""
    out: dict[str, None] = {}
    for session_id in wanted:
        out[unused(session_id, out)] = None
    return list(out)


def _told(
    path: Path, wanted: str, first: str, listed: Listed, asked: Asked
) -> _Told | PracticelearnError:
    """What the reader of one file is told, where its first session will have the id ``first``."""
    kind = listed.kinds.get(file_key(path)) or listed.kinds.get(first)
    labels = listed.labels.get(first, set()) | listed.labels.get(file_key(path), set())
    try:
        way = way_of(path.name, wanted, listed.ways).over(asked.said)
        hints, fix = asked.hints(way, kind or guessed_kind(path.name) or "transcript", labels)
    except PracticelearnError as error:
        return error
    return _Told(hints, fix, way, kind)


def _task(path: Path, told: _Told | PracticelearnError, strict: bool) -> tuple[Any, ...]:
    if isinstance(told, PracticelearnError):
        return path, told, Hints(), strict, False
    return path, bytes_or_why(path), told.hints, strict, told.fix


def _name(session: SessionRead, wanted: str, used: set[str]) -> None:
    session.session_id = unused(wanted, used)
    if session.session_id != wanted:
        message = f'two files would be session "{wanted}"; this one is "{session.session_id}"'
        session.problems.append(Problem("warning", None, message))
    used.add(session.session_id)


def note_guessed_kind(session: SessionRead) -> None:
    """Say that a file's name made notes of it."""
    if session.source_kind in NOTE_KINDS and guessed_kind(
        session.file
    ):  # a chat is told by its content, and is its writers' own
        message = (
            f"its name says {session.source_kind}, so its words are taken as somebody's notes and "
            "never quoted; if it is a transcript, say so in the column source_kind of the sheet"
        )
        session.problems.append(Problem("note", None, message))


def _file_issue(file: str, error: PracticelearnError) -> dict[str, Any]:
    line = getattr(error, "line", None)
    return {
        "session_id": None,
        "severity": "error",
        "source_loc": f"{file}, line {line}" if line else file,
        "message": getattr(error, "what", str(error)),
    }
