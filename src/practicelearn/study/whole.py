"""The frozen sessions of a study as a corpus, and what makes a reading of them another one.

A reading is kept for as long as the files that it takes are as they were (``kept.py``): of the
whole corpus neither a coding nor a statement makes another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from practicelearn._tables import near_match
from practicelearn.coding.log.events import live
from practicelearn.coding.log.moves import brought_up
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import StudyError
from practicelearn.study.asked import asked_in, guide_if_readable, sought_by_words
from practicelearn.study.copies import there
from practicelearn.study.files import thaw
from practicelearn.study.kept import KeptReads
from practicelearn.study.listing import session_files_of, stranger_issues, strangers
from practicelearn.study.purged import kept_events, purged
from practicelearn.study.recorder import Recorder
from practicelearn.study.settings import StudySettings
from practicelearn.transcripts.sheets.joined import read_sheets, with_issues
from practicelearn.transcripts.sheets.rounds import with_rounds

__all__ = ["part_of_corpus", "questions_set_in", "whole_corpus"]

_SHEETS_OF_SESSIONS = frozenset({"sessions.xlsx", "people.xlsx", "attendance.xlsx"})
_BESIDE_CORPUS = frozenset({"coding", "decisions", "frame", "actions.xlsx", "survey.xlsx",
                            "survey.csv"})  # fmt: skip


def whole_corpus(path: Path, settings: StudySettings, *, own: bool = True) -> Corpus:
    """Return all sessions of a study, read anew only where they are others.

    Parameters
    ----------
    path : Path
        The study's folder.
    settings : StudySettings
    own : bool, default True
        Whether its tables are the caller's own; else they are everybody's, and nobody may write
        into them.
    """
    # of the decisions it takes what was set and what was purged, of the logs their names
    asked, gone = questions_set_in(path), purged(path)
    said = (tuple(asked.items()), tuple(gone.sessions.items()))
    counts = None if gone.sessions else _in_corpus
    kept = KeptReads.of(path, settings)
    return kept.once(
        ("corpus", said), lambda: _read_whole(path, settings, asked), counts=counts, own=own
    )


def part_of_corpus(path: Path, settings: StudySettings, sessions: Sequence[str]) -> Corpus:
    """Return some sessions as they stand in the whole; others are read only to find questions.

    Raises
    ------
    StudyError
        One of them is not there.
    """
    ids = sorted(session_files_of(path))
    for sid in sessions:
        if sid not in ids:
            _say_what_is_missing(path, sid, ids)
    wanted = [sid for sid in ids if sid in sessions]
    described = _described(path, settings, wanted)
    held = with_rounds(described, settings.rounds)
    guide, unread = guide_if_readable(path)
    if sought_by_words(held, guide):
        with suppress(StudyError):  # another session is damaged: these alone can be read
            return whole_corpus(path, settings).where(session_id=wanted)
    made = asked_in(with_issues(held, unread), guide, questions_set_in(path))
    # the sheets speak of every session: what they say of the others is of no part
    return made.where(session_id=wanted)


def questions_set_in(path: Path) -> dict[str, str | None]:
    """Return turn id to the question a person has set from there on, the newest standing."""
    events, _ = kept_events(path, (path / "decisions").glob("*.jsonl"))
    return {
        make_turn_id(str(e.session_id), e.payload["turn"]): e.payload["question"]
        for e in sorted(live(brought_up(events)), key=lambda e: e.at)
        if e.kind == "question"
    }


def _read_whole(path: Path, settings: StudySettings, asked: Mapping[str, str | None]) -> Corpus:
    beside = strangers(path)
    wanted = sorted(session_files_of(path))
    # it stays as it is where only a file has come or gone beside
    described = KeptReads.of(path, settings).once(
        ("described", tuple(wanted)),
        lambda: _described(path, settings, wanted),
        counts=_in_description,
    )
    held = with_rounds(with_issues(described, stranger_issues(beside)), settings.rounds)
    guide, unread = guide_if_readable(path)
    made = asked_in(with_issues(held, unread), guide, asked)
    object.__setattr__(made, "_described", described)  # held as long as what was made of it
    return made


def _described(path: Path, settings: StudySettings, wanted: Sequence[str]) -> Corpus:
    """The frozen sessions, and what the sheets say of them."""
    whole = replace(
        thaw(path / "sessions", wanted),
        pseudonymised=settings.pseudonymised,
        displayed=Recorder(path),
    )
    return read_sheets(
        whole,
        sessions=_if_there(path / "sessions.xlsx"),
        people=_if_there(path / "people.xlsx"),
        attendance=_if_there(path / "attendance.xlsx"),
    )


def _in_corpus(name: str) -> bool:
    """Whether a file makes another corpus by what it holds; a file that came or went always may."""
    return name not in _BESIDE_CORPUS


def _in_description(name: str) -> bool | None:
    return True if name == "sessions" or name in _SHEETS_OF_SESSIONS else None


def _say_what_is_missing(path: Path, session_id: str, ids: Sequence[str]) -> None:
    files = {f"sessions/{session_id}.csv", f"sessions/{session_id}.json"}
    for found in strangers(path):
        if found.place in files and found.severity == "error":
            raise StudyError(f"{path / found.place}: {found.what}. What to do: {found.remedy}.")
    raise StudyError(f'{path}: no session "{session_id}".{near_match(session_id, ids)}')


def _if_there(path: Path) -> Path | None:
    return path if there(path) else None
