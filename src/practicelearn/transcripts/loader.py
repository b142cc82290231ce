"""Files in, a corpus out: decode, read, merge, find marks, join the sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._collector import no_collector
from practicelearn._tables import (
    ATTENDANCE,
    ISSUES,
    SOURCE_MAP,
    conform,
    empty_table,
)
from practicelearn.corpus import Corpus, hash_of_texts, make_turn_id
from practicelearn.errors import TranscriptError
from practicelearn.transcripts.folder import (
    WHAT_IS_READ,
    gather,
    session_slug,
    unused,
)
from practicelearn.transcripts.kinds import as_paraphrase, guessed_kind, kind_of_source
from practicelearn.transcripts.label_checks import FixLabels
from practicelearn.transcripts.many_files import Asked, Listed, note_guessed_kind, read_files
from practicelearn.transcripts.one_file import SessionRead, read_sessions
from practicelearn.transcripts.read_as import ReadAs
from practicelearn.transcripts.sheets.files import file_key
from practicelearn.transcripts.sheets.joined import read_sheets, with_issues
from practicelearn.transcripts.sheets.listed import (
    listed_kinds,
    listed_labels,
    listed_ways,
    named_sessions,
)
from practicelearn.transcripts.sheets.rounds import with_rounds
from practicelearn.transcripts.speakers import PUT_RIGHT, declared_attendance, with_people
from practicelearn.transcripts.tiles import Problem

__all__ = ["read_transcript", "read_transcripts"]


@no_collector()
def read_transcript(
    path: str | Path,
    *,
    format: str | None = None,
    strict: bool = False,
    session_id: str | None = None,
    columns: Mapping[str, str] | None = None,
    split_words: bool = False,
    unlabelled: Literal["exception", "unknown", "continue"] = "exception",
    source_kind: str | None = None,
    fix_labels: FixLabels = False,
    rows: Literal["merge", "keep"] = "merge",
    labels_look_like: str | None = None,
    said: ReadAs | None = None,
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
        For tables: which column is ``text``, ``speaker``, ``start``, ``end``, ``session``.
    split_words : bool
        For JSON of speech recognisers: part a segment where its words change speaker.
    unlabelled : {"exception", "unknown", "continue"}
        Whose words are those without a label? Unknown is not "the same person", so they are
        nobody's. But a *paragraph* without a label, in a document where fewer than one in ten is
        so, goes on with the speaker above it, and is an issue. "unknown": always nobody's.
        "continue": all of them go on with the speaker before, where you know that to be so.
    source_kind : {"transcript", "notes", "flip chart", "chat", "written"}, optional
        By default transcript, or what an unmistakable word in the file's name says. The words of
        notes and flip charts are no quotes, but for those in quotation marks.
    fix_labels : bool or mapping of str to str
        Apply every suggested correction of a label (True), or these:
        ``{"Particpant": "Participant"}``.
    rows : {"merge", "keep"}
        Whether neighbouring rows of a table with the same speaker are one turn, or each row stays
        a turn of its own, so that what was coded by row joins back by ``source_loc``.
    labels_look_like : str, optional
        One label as it stands in the file, such as ``"[T001] Moderator:"``, where what was taken
        for labels is not what they are.
    said : ReadAs, optional
        The same in the words of the command line and the sessions sheet; kept in the sessions
        table.

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

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.read_transcript(prac.sample_path() / "originals" / "2025-north.docx")
    Corpus: 1 session, 108 turns, 1,846 words (no rounds named); 0 attendances, 1 issue
    """
    check_arguments(read_transcript, locals())
    path = Path(path)
    given = session_id is not None
    session_id = session_id or session_slug(path.name)
    said = (said or ReadAs()).over(ReadAs(labels_look_like=labels_look_like or ""))
    asked = Asked(columns or {}, split_words, unlabelled, fix_labels, rows, said)
    kind = kind_of_source(source_kind or guessed_kind(path.name) or "transcript")
    hints, fix = asked.hints(said, kind, ())
    sessions = read_sessions(path, hints, format=format, strict=strict, fix_labels=fix)
    used: set[str] = set()
    for n, session in enumerate(sessions):
        own = session_slug(session.file)
        wanted = own if n or (session.within and not given) else session_id
        session.session_id = unused(wanted, used)
        used.add(session.session_id)
        if source_kind is None:
            note_guessed_kind(session)
    corpus = _keep_said(_assemble(sessions, people=True), dict.fromkeys(used, said))
    if strict:
        _raise_doubted_roles(corpus, path)
    return corpus


def read_transcripts(
    folder_or_paths: str | Path | Iterable[str | Path],
    *,
    sessions: str | Path | None = None,
    people: str | Path | None = None,
    attendance: str | Path | None = None,
    rounds: Iterable[str] = (),
    strict: bool = False,
    split_words: bool = False,
    unlabelled: Literal["exception", "unknown", "continue"] = "exception",
    fix_labels: FixLabels = False,
    rows: Literal["merge", "keep"] = "merge",
    labels_look_like: str | None = None,
    columns: Mapping[str, str] | None = None,
    said: ReadAs | None = None,
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
    rounds : iterable of str
        The rounds in their order, the earliest first, where neither the dates of the sessions nor
        the years in the labels give it: ``["Round 9", "Round 10"]``.
    strict : bool
        Raise at the first thing that could not be understood.
    split_words : bool
        For JSON of speech recognisers: part a segment where its words change speaker.
    unlabelled : {"exception", "unknown", "continue"}
        Whose words are those without a label? Unknown is not "the same person", so they are
        nobody's. But a *paragraph* without a label, in a document where fewer than one in ten is
        so, goes on with the speaker above it, and is an issue. "unknown": always nobody's.
        "continue": all of them go on with the speaker before, where you know that to be so.
    fix_labels : bool or mapping of str to str
        As in :func:`read_transcript`, for every file that has the label.
    rows : {"merge", "keep"}
        As in :func:`read_transcript`, for every table.
    labels_look_like, columns, said
        As in :func:`read_transcript`, for every file of which the sessions sheet says nothing else.
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

    Examples
    --------
    >>> import practicelearn as prac
    >>> originals = prac.sample_path() / "originals"
    >>> prac.read_transcripts([originals / "2025-north.docx", originals / "2025-duty.csv"])
    Corpus: 2 sessions, 231 turns, 3,596 words (no rounds named); 0 attendances, 1 issue
    """
    check_arguments(read_transcripts, locals())
    paths, beside = gather(folder_or_paths)
    given = {"sessions": sessions, "people": people, "attendance": attendance}
    sheets = {name: Path(p) if p is not None else beside.get(name) for name, p in given.items()}
    taken = {p.resolve() for p in sheets.values() if p is not None}
    paths = [p for p in paths if p.resolve() not in taken]
    if not paths:
        raise TranscriptError(
            Path(str(folder_or_paths)), None, f"no transcript was found. Name some: {WHAT_IS_READ}"
        )
    ids, order = named_sessions(sheets["sessions"])
    listed = Listed(
        ids,
        listed_labels(sheets["attendance"]),
        listed_kinds(sheets["sessions"]),
        listed_ways(sheets["sessions"]),
    )
    said = (said or ReadAs()).over(ReadAs(labels_look_like=labels_look_like or ""))
    asked = Asked(columns or {}, split_words, unlabelled, fix_labels, rows, said)
    paths.sort(key=lambda p: (order.get(file_key(p), len(order)), p.name))
    read, failed, ways_used = read_files(paths, listed, asked, strict=strict, progress=progress)
    if progress is not None:
        progress(len(paths), len(paths), "")
    if not read:
        raise _none_read(paths, failed)
    corpus = with_issues(_assemble(read), failed)
    described = read_sheets(
        corpus,
        sessions=sheets["sessions"],
        people=sheets["people"],
        attendance=sheets["attendance"],
    )
    described = _keep_said(described, ways_used)
    if strict:
        _raise_doubted_roles(described, paths[0])
    return with_rounds(described, rounds)


def _none_read(paths: list[Path], failed: list[dict[str, Any]]) -> TranscriptError:
    first, why = failed[0]["source_loc"], str(failed[0]["message"])
    if len(failed) == 1:
        return TranscriptError(first, None, why)
    why = f"none of the {len(failed)} files can be read; {first}: {why}"
    return TranscriptError(paths[0].parent, None, why)


def _keep_said(corpus: Corpus, ways: Mapping[str, ReadAs]) -> Corpus:
    """The corpus with how each session was read in its row, so that a study keeps it."""
    table = corpus.sessions
    for session_id, way in ways.items():
        for column, cell in way.cells().items():
            if column not in table:
                table = table.assign(**{column: pd.Series(None, table.index, dtype=object)})
            table.loc[session_id, column] = cell
    return corpus if table is corpus.sessions else replace(corpus, sessions=table)


def _raise_doubted_roles(corpus: Corpus, path: Path) -> None:
    """With ``strict``: roles are known only when the sheets are joined."""
    for issue in corpus.issues.itertuples():
        if issue.severity == "warning" and str(issue.message).endswith(PUT_RIGHT):
            file = corpus.sessions["file"].get(issue.session_id)
            raise TranscriptError(path.with_name(str(file)) if file else path, None, issue.message)


@no_collector()
def _assemble(sessions: list[SessionRead], *, people: bool = False) -> Corpus:
    """The corpus of what was read: tables made a column at a time, which is cheapest.

    With ``people`` persons and roles are joined at once, where no sheet will say more of them: a
    corpus made once is held to its contract once.
    """
    names = [s.session_id for s in sessions for _ in s.turns]
    ids = [make_turn_id(s.session_id, n) for s in sessions for n in range(1, len(s.turns) + 1)]
    turns = [turn for s in sessions for turn in s.turns]
    index = pd.Index(ids, name="turn_id")
    nobody = pd.Series([None] * len(turns), index, dtype=object)
    frame = pd.DataFrame(
        {
            "session_id": names,
            "n": [n for s in sessions for n in range(1, len(s.turns) + 1)],
            "speaker": pd.Series([t.speaker for t in turns], index, dtype=object),
            "person_id": nobody,
            "role": nobody,
            "start_s": np.array([t.start_s for t in turns], np.float64),
            "end_s": np.array([t.end_s for t in turns], np.float64),
            "text": [t.text for t in turns],
            "marks": [own for s in sessions for own in s.marks],
            "question_id": nobody,
            "verbatim": pd.array(np.ones(len(turns), bool), dtype="boolean"),
            "overlap": pd.array([t.overlap for t in turns], dtype="boolean"),
            "source_loc": [t.source_loc for t in turns],
        },
        index,
    )
    origins = np.array([place for t in turns for place in t.origins], np.int64).reshape(-1, 4)
    source_map = dict(zip(SOURCE_MAP.names[1:], origins.T, strict=True))
    issues = [_session_issue(s, problem) for s in sessions for problem in s.problems]
    present = [
        row
        for s in sessions
        for row in declared_attendance(
            s.session_id, [t.speaker for t in s.turns if t.speaker is not None], s.roles
        )
    ]
    hashes, at = [], 0
    for s in sessions:
        own = slice(at, at + len(s.turns))
        hashes.append(hash_of_texts(ids[own], [t.text for t in s.turns]))
        at = own.stop
    table = pd.DataFrame(
        {
            "date": [s.date for s in sessions],
            "source_kind": [s.source_kind for s in sessions],
            "duration_s": np.array([s.duration_s for s in sessions], np.float64),
            "file": [s.file for s in sessions],
            "format": [s.format for s in sessions],
            "text_hash": hashes,
            "encoding": [s.encoding for s in sessions],
        },
        pd.Index([s.session_id for s in sessions], name="session_id"),
    )
    attendance = (
        conform(pd.DataFrame(present, dtype=object), ATTENDANCE)
        if present
        else empty_table(ATTENDANCE)
    )
    if people:
        frame, misfits = with_people(as_paraphrase(frame, table), attendance)
        issues += [{**dict.fromkeys(ISSUES.names), **row} for row in misfits]
    return Corpus(
        turns=frame,
        sessions=table,
        attendance=attendance,
        source_map=pd.DataFrame(
            {"turn_id": index.repeat([len(t.origins) for t in turns]), **source_map}
        ),
        issues=pd.DataFrame(issues, columns=ISSUES.names, dtype=object)
        if issues
        else empty_table(ISSUES),
    )


def _session_issue(session: SessionRead, problem: Problem) -> dict[str, Any]:
    place = f"{session.place} {problem.line}" if problem.line is not None else session.file
    return {
        "session_id": session.session_id,
        "severity": problem.severity,
        "source_loc": place,
        "message": problem.message,
        "text": problem.text or None,
    }
