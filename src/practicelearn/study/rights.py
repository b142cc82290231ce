"""A person's rights over what they said: see it, take it back.

``withdraw``, ``redact`` and ``purge`` (``purging.py``) are the only ways in which a study loses
words. Each leaves a record of date and scope, without words and without the person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import AT_LEAST_0, AT_LEAST_1, check_arguments, check_known
from practicelearn._tables import in_cell, near_match
from practicelearn.coding.log.events import Event
from practicelearn.corpus import make_turn_id
from practicelearn.errors import StudyError, counted
from practicelearn.study.change import Change
from practicelearn.study.folder import Study
from practicelearn.study.forgetting import Forgotten, forget, sheet_of
from practicelearn.study.going import Going
from practicelearn.study.left import FEW_WORDS, where_left
from practicelearn.study.rewrite import Replacement, Rewriting, Rewritten, hits_table, rewrite
from practicelearn.study.sheets import edited_sheet
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = [
    "PersonRecord",
    "Preview",
    "person_record",
    "preview_redaction",
    "preview_withdrawal",
    "redact",
    "withdraw",
]

WITHDRAWN = "[withdrawn]"


@dataclass(frozen=True)
class PersonRecord:
    """Everything a study holds on one person.

    Parameters
    ----------
    people, attendance, away : DataFrame
        Their rows of the sheets; ``away``: groups they were invited to and did not come to.
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
    away: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        stayed = f", invited and away {counted(len(self.away), 'time')}" if len(self.away) else ""
        return (
            f"PersonRecord: {self.person_id}, present in "
            f"{counted(len(self.attendance), 'session')}{stayed}, "
            f"{counted(len(self.turns), 'turn')}, "
            f"{counted(self.codings['coding_id'].nunique(), 'coding')} of them"
        )

    def _repr_html_(self) -> str:
        return in_cell(repr(self))


@dataclass(frozen=True)
class Preview:
    """What would change, before anything is written.

    Parameters
    ----------
    n_turns, n_codings : int
        Turns that lose words, and codings whose quotes do.
    texts : DataFrame
        Texts of the team, and of sheets and the frame, that repeat some of the words: place (what
        ``leave`` is told), text, after (what would stand there).
    loose : DataFrame
        Texts that share only a few words in a row with what goes: place, text, after. These words
        stay; a person looks whether they are somebody's.
    """

    n_turns: int
    n_codings: int
    texts: pd.DataFrame
    loose: pd.DataFrame

    def _repr_html_(self) -> str:
        return in_cell(
            f"Preview: {self.n_turns} turns would lose words, and {self.n_codings} codings; "
            f"{len(self.texts)} further texts, and {len(self.loose)} to look at",
            self.texts[["place"]],
            index=False,
        )


def person_record(study: Study, person_id: str) -> PersonRecord:
    """Return everything the study holds on one person.

    Raises
    ------
    StudyError
        Nobody of that id is in the attendance or people sheet.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.person_record("2025-north-p1")
    PersonRecord: 2025-north-p1, present in 1 session, 18 turns, 7 codings of them
    """
    check_arguments(person_record, locals())
    corpus = study.corpus()
    attendance = corpus.attendance[corpus.attendance["person_id"] == person_id]
    people = corpus.people[corpus.people.index == person_id]
    away = corpus.away[corpus.away["person_id"] == person_id]
    if attendance.empty and people.empty and away.empty:
        listed = [*corpus.attendance["person_id"].dropna(), *corpus.away["person_id"]]
        known = [*corpus.people.index, *listed]
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
        away,
    )


def withdraw(
    study: Study,
    person_id: str,
    *,
    by: str,
    scope: Literal["words", "quotes"] = "words",
    leave: Collection[str] = (),
) -> list[str]:
    """Take back what a person said.

    Parameters
    ----------
    study : Study
    person_id : str
    by : str
        Who carries it out.
    scope : {"words", "quotes"}
        ``words``: their turns, every quote of them, and their rows in the sheets are gone for good;
        ``[withdrawn]`` stands in their place, also where memos, statements and other texts of the
        team repeat their words, and the person no longer counts as having been there. ``quotes``:
        their words stay and count, and are never quoted.
    leave : collection of str
        Texts of the team that merely share words with them and are to stay: places as
        :func:`preview_withdrawal` lists them.

    Returns
    -------
    list of str
        Where some of the words may still stand, which this program may not change: read them.

    Raises
    ------
    StudyError
        Nobody is known by that id, or nothing could be written. Nothing was changed then.

    Notes
    -----
    Originals, roster and key lie outside of the study: delete them there. A copy that a synced
    drive keeps of older versions is beyond any program.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> left = study.withdraw("2025-north-p1", by="sam")
    >>> bool(study.corpus().turns["text"].eq("[withdrawn]").any())
    True
    """
    check_arguments(withdraw, locals())
    check_name(by)
    with transaction(study.path) as change:
        held = person_record(study, person_id)
        if scope == "quotes":
            _never_quote(change, person_id)
            _record(change, by, "withdraw", scope=scope, n_sessions=len(held.attendance))
            return []
        work, who = _withdrawal(study, held, by)
        done = rewrite(change, work, leave=leave)
        forget(change, who)
    return _left_of(study, done)


def preview_withdrawal(study: Study, person_id: str) -> Preview:
    """Return what a withdrawal would change, before anything is written.

    Raises
    ------
    StudyError
        Nobody is known by that id.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.preview_withdrawal("2025-north-p1").n_turns
    18
    """
    check_arguments(preview_withdrawal, locals())
    held = person_record(study, person_id)
    change = Change(study.path)
    found = rewrite(change, _withdrawal(study, held, "nobody")[0])
    return _preview(held.turns.index, held.codings, found)


def redact(
    study: Study,
    turn_id: str,
    start: int,
    end: int,
    *,
    kind: str,
    reason: str,
    by: str,
    leave: Collection[str] = (),
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
    leave : collection of str
        Texts of the team that are to stay, as :func:`preview_redaction` lists them.

    Returns
    -------
    list of str
        Where the passage may still stand, which this program may not change.

    Raises
    ------
    StudyError
        There is no such turn or passage, or kind or reason repeat it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> why = {"kind": "place", "reason": "names a street", "by": "sam"}
    >>> study.redact("2025-north:00005", 0, 10, **why)
    []
    """
    check_arguments(redact, locals(), start=AT_LEAST_0, end=AT_LEAST_1)
    check_name(by)
    with transaction(study.path) as change:
        work = _redaction(study, turn_id, start, end, kind, reason)
        done = rewrite(change, work, leave=leave)
        session = turn_id.rsplit(":", 1)[0]
        _record(change, by, "redact", session_id=session, what=kind, reason=reason)
    return _left_of(study, done)


def preview_redaction(study: Study, turn_id: str, start: int, end: int) -> Preview:
    """Return what a redaction would change, before anything is written.

    Raises
    ------
    StudyError
        There is no such turn or passage.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.preview_redaction("2025-north:00005", 0, 10).n_turns
    1
    """
    check_arguments(preview_redaction, locals(), start=AT_LEAST_0, end=AT_LEAST_1)
    work = _redaction(study, turn_id, start, end, "passage", "")
    found = rewrite(Change(study.path), work)
    spans = study.codings().spans
    own = (spans["turn_id"] == turn_id) & (spans["start"] < end) & (spans["end"] > start)
    return _preview([turn_id], spans[own], found)


def _withdrawal(study: Study, held: PersonRecord, by: str) -> tuple[Rewriting, Forgotten]:
    turns = {
        str(turn_id): [Replacement(0, len(text), WITHDRAWN)]
        for turn_id, text in held.turns["text"].items()
        if text and text != WITHDRAWN
    }
    placeholder = _placeholder(study)
    labels = dict.fromkeys(map(str, held.turns.index), placeholder)
    who = Forgotten(held.person_id, placeholder, by, len(turns), len(held.attendance))
    return Rewriting(turns, WITHDRAWN, labels, whole_turns=True), who


def _redaction(
    study: Study, turn_id: str, start: int, end: int, kind: str, reason: str
) -> Rewriting:
    session = turn_id.rsplit(":", 1)[0]
    check_known("turn_id", session, study.session_ids, noun="session", error=StudyError)
    if ":" not in turn_id:
        raise StudyError(
            f'"{turn_id}" is a session; a turn of it is named such as "{make_turn_id(session, 1)}".'
        )
    text = study.corpus([session]).turns["text"].get(turn_id)
    if text is None or not 0 <= start < end <= len(text):
        raise StudyError(
            f"{turn_id}: no passage from {start} to {end}"
            + (f"; the turn has {len(text)} characters." if text is not None else ".")
        )
    said = text[start:end].strip()
    if not kind.strip() or (said and Going.of([said]).within(f"{kind} {reason}")):
        raise StudyError(
            "say what kind of thing it was, such as name or place, and why, without the words "
            "that go: kind and reason are kept."
        )
    new = f"[redacted: {kind}]"
    return Rewriting({turn_id: [Replacement(int(start), int(end), new)]}, new)


def _preview(turns: Collection[str], codings: pd.DataFrame, found: Rewritten) -> Preview:
    n = int(codings["coding_id"].nunique())
    return Preview(len(turns), n, hits_table(found.hits), hits_table(found.loose))


def _left_of(study: Study, done: Rewritten) -> list[str]:
    """Where words may still stand: whole files, and texts that people wrote."""
    texts = [f"{hit.place} ({FEW_WORDS})" for hit in done.loose]
    return [*where_left(study.path, done.going), *texts]


def _record(change: Change, by: str, kind: str, **payload: Any) -> None:
    change.append(f"decisions/{by}.jsonl", Event(kind=kind, who=by, payload=payload))


def _never_quote(change: Change, person_id: str) -> None:
    before = change.read("attendance.xlsx")
    if before is not None:
        no, same = {"consent_quote": "no"}, dict[str, str]()
        change.write(
            "attendance.xlsx",
            edited_sheet(before, lambda row: no if row.get("person_id") == person_id else same),
        )


def _placeholder(study: Study) -> str:
    """A label nobody has yet: it stands for somebody who has withdrawn."""
    sheet = sheet_of(study.path / "attendance.xlsx")
    said = set(sheet["speaker"].dropna()) if "speaker" in sheet.columns else set()
    return next(label for n in count(1) if (label := f"Withdrawn {n}") not in said)
