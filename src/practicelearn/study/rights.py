"""A person's rights over what they said: see it, take it back; and what a round leaves behind.

``withdraw``, ``redact`` and ``purge`` are the only ways in which a study loses words. Each leaves a
record of date and scope, without words and without the person.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event, read_events
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.pseudonyms.key_file import forget_round, read_key
from practicelearn.study.files import write_sheet
from practicelearn.study.folder import Study
from practicelearn.study.forgetting import Forgotten, drop_rows, forget, sheet_of
from practicelearn.study.rewrite import Replacement, Rewriting, rewrite

__all__ = ["PersonRecord", "close_round", "person", "purge", "redact", "withdraw"]

WITHDRAWN = "[withdrawn]"


@dataclass(frozen=True)
class PersonRecord:
    """Everything a study holds on one person.

    Parameters
    ----------
    people, attendance : DataFrame
        Their rows of the sheets.
    turns : DataFrame
        What they said: session_id, speaker, text.
    codings : DataFrame
        How it was coded, by everybody: the columns of spans.
    """

    person_id: str
    people: pd.DataFrame
    attendance: pd.DataFrame
    turns: pd.DataFrame
    codings: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"PersonRecord: {self.person_id}, present in {len(self.attendance)} sessions, "
            f"{len(self.turns)} turns, {self.codings['coding_id'].nunique()} codings of them"
        )


def person(study: Study, person_id: str) -> PersonRecord:
    """Return everything the study holds on one person.

    Raises
    ------
    StudyError
        Nobody of that id is in the attendance or people sheet.
    """
    corpus = study.corpus()
    attendance = corpus.attendance[corpus.attendance["person_id"] == person_id]
    people = corpus.people[corpus.people.index == person_id]
    if attendance.empty and people.empty:
        known = [*corpus.people.index, *corpus.attendance["person_id"].dropna()]
        raise StudyError(
            f'nobody is known as "{person_id}" in this study.{near_match(person_id, known)}'
        )
    turns = corpus.turns[corpus.turns["person_id"] == person_id]
    spans = study.codings().spans
    return PersonRecord(
        person_id,
        people,
        attendance,
        turns[["session_id", "speaker", "text", "start_s", "end_s"]],
        spans[spans["turn_id"].isin(turns.index)],
    )


def withdraw(
    study: Study, person_id: str, *, by: str, scope: Literal["words", "quotes"] = "words"
) -> list[str]:
    """Take back what a person said.

    Parameters
    ----------
    study : Study
    person_id : str
    by : str
        Who carries it out.
    scope : {"words", "quotes"}
        ``words``: their turns, every quote of them, memos and statements that repeat them, and
        their rows in the sheets are gone for good; ``[withdrawn]`` stands in their place, and the
        person no longer counts as having been there. ``quotes``: their words stay and count, and
        are never quoted.

    Returns
    -------
    list of str
        Files that still repeat some of the words, because somebody else said them too: read them.

    Notes
    -----
    Originals, roster and key lie outside of the study: delete them there. A copy that a synced
    drive keeps of older versions is beyond any program.
    """
    held = person(study, person_id)
    if scope == "quotes":
        _never_quote(study, person_id)
        _record(study, by, "withdraw", scope=scope, n_sessions=len(held.attendance))
        return []
    turns = {
        str(turn_id): [Replacement(0, len(text), WITHDRAWN)]
        for turn_id, text in held.turns["text"].items()
        if text and text != WITHDRAWN
    }
    placeholder = _placeholder(study)
    labels = dict.fromkeys(map(str, held.turns.index), placeholder)
    who = Forgotten(person_id, placeholder, by, len(turns), len(held.attendance))
    if turns:
        return rewrite(study.path, Rewriting(turns, WITHDRAWN, labels, who))
    forget(study.path, who)
    return []


def redact(
    study: Study, turn_id: str, start: int, end: int, *, kind: str, reason: str, by: str
) -> list[str]:
    """Take a passage out of a turn, everywhere it is repeated: ``[redacted: KIND]`` stands there.

    Parameters
    ----------
    turn_id : str
    start, end : int
        Code points of the turn's text, end exclusive.
    kind : str
        What it was, in a word or two: name, place, school.
    reason : str
        Why, without the words themselves.
    by : str

    Returns
    -------
    list of str
        Files that still repeat the passage.

    Raises
    ------
    StudyError
        There is no such turn or passage, or kind or reason repeat it.
    """
    session = turn_id.rsplit(":", 1)[0]
    text = study.corpus([session]).turns["text"].get(turn_id)
    if text is None or not 0 <= start < end <= len(text):
        raise StudyError(
            f"{turn_id}: no passage from {start} to {end}"
            + (f"; the turn has {len(text)} characters." if text is not None else ".")
        )
    said = text[start:end].strip().casefold()
    if not kind.strip() or (said and said in f"{kind} {reason}".casefold()):
        raise StudyError(
            "say what kind of thing it was, such as name or place, and why, without the words "
            "that go: kind and reason are kept."
        )
    new = f"[redacted: {kind}]"
    left = rewrite(study.path, Rewriting({turn_id: [Replacement(start, end, new)]}, new))
    _record(study, by, "redact", session_id=session, what=kind, reason=reason)
    return left


def purge(study: Study, year: str, *, by: str) -> int:
    """Delete a round: sessions, logs, rows of the sheets, decisions on its codings, outputs.

    Returns
    -------
    int
        How many sessions are gone.

    Raises
    ------
    StudyError
        The study has no such round.
    """
    corpus = study.corpus()
    ids = list(corpus.sessions.index[corpus.sessions["year"] == year])
    # a purge that was stopped left rows of sessions whose text is gone already
    listed = sheet_of(study.path / "sessions.xlsx")
    if {"session_id", "year"} <= set(listed.columns):
        own = listed.loc[listed["year"] == year, "session_id"].dropna()
        ids = list(dict.fromkeys([*ids, *own]))
    if not ids:
        raise StudyError(
            f'no session belongs to the round "{year}".{near_match(year, corpus.years)}'
        )
    codings: set[str] = set()
    for sid in ids:
        for log in list(study.path.glob(f"coding/**/{sid}*.jsonl*")):
            events, _ = read_events([log])
            # a synced folder names its copies as it likes: what is in them says whose they are
            if {e.session_id for e in events} == {sid} or log.name.split(".")[0] == sid:
                codings |= {e.coding_id for e in events if e.coding_id}
                log.unlink()
    for decisions in study.path.glob("decisions/*.jsonl*"):
        _drop_lines(decisions, codings, year, ids)
    n_there = sum((study.path / "sessions" / f"{sid}.csv").exists() for sid in ids)
    for sid in ids:
        (study.path / "sessions" / f"{sid}.csv").unlink(missing_ok=True)
        (study.path / "sessions" / f"{sid}.json").unlink(missing_ok=True)
    present = sheet_of(study.path / "attendance.xlsx")
    people = _only_in(present, ids) if len(present) else []
    drop_rows(study.path / "people.xlsx", "person_id", people)
    drop_rows(study.path / "attendance.xlsx", "session_id", ids)
    # last: by it a purge that was stopped finds what is still to go
    drop_rows(study.path / "sessions.xlsx", "session_id", ids)
    for name in (".cache", "outputs"):
        shutil.rmtree(study.path / name, ignore_errors=True)
    study.__dict__.pop("session_ids", None)
    _record(study, by, "purge", year=year, n_sessions=n_there)
    return n_there


def close_round(study: Study, year: str, key_file: str | Path, *, by: str) -> None:
    """Destroy the key of a round, so that nobody can say again who was who.

    A key that serves other rounds too loses the rows of this one; any other file is overwritten and
    deleted.

    Raises
    ------
    StudyError
        The key is not there, or lies inside the study.
    """
    key = Path(key_file)
    if not key.is_file():
        raise StudyError(f"{key}: there is no key file. Nothing was closed.")
    if key.resolve().is_relative_to(study.path.resolve()):
        raise StudyError(f"{key}: a key never lies inside the study. Move it out first.")
    if _holds_other_rounds(key, year):
        forget_round(key, year)
    else:
        with key.open("r+b") as file:
            file.write(b"\0" * key.stat().st_size)
        key.unlink()
    _record(study, by, "close-round", year=year)


def _holds_other_rounds(key: Path, year: str) -> bool:
    try:
        rows = read_key(key)
    except PracticelearnError:
        return False  # no key of ours: all of it goes
    return any(row.original and row.round not in {year, "people"} for row in rows)


def _record(study: Study, by: str, kind: str, **payload: Any) -> Event:
    return study.record(by, kind, payload=payload)


def _never_quote(study: Study, person_id: str) -> None:
    path = study.path / "attendance.xlsx"
    sheet = sheet_of(path)
    sheet.loc[sheet["person_id"] == person_id, "consent_quote"] = "no"
    write_sheet(sheet, path)


def _placeholder(study: Study) -> str:
    """A label nobody has yet: it stands for somebody who has withdrawn."""
    sheet = sheet_of(study.path / "attendance.xlsx")
    said = set(sheet["speaker"].dropna()) if "speaker" in sheet.columns else set()
    return next(label for n in count(1) if (label := f"Withdrawn {n}") not in said)


def _drop_lines(path: Path, codings: set[str], year: str, sessions: Sequence[str]) -> None:
    """Decisions on codings and sessions that are gone, the round's replies and summaries go."""
    kept = []
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        try:
            event = Event.from_line(line)
        except (ValueError, TypeError):
            continue
        if event.kind in {"reply", "summary"} and event.payload.get("year") == year:
            continue
        if event.session_id in sessions:
            continue
        if event.coding_id not in codings and event.payload.get("coding_id") not in codings:
            kept.append(line)
    path.write_text("".join(kept), encoding="utf-8")


def _only_in(attendance: pd.DataFrame, session_ids: Sequence[str]) -> list[str]:
    own = set(attendance.loc[attendance["session_id"].isin(session_ids), "person_id"].dropna())
    others = set(attendance.loc[~attendance["session_id"].isin(session_ids), "person_id"].dropna())
    return sorted(own - others)
