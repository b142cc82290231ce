"""A person's rights over what they said: see it, take it back; and what a round leaves behind.

``withdraw``, ``redact`` and ``purge`` are the only ways in which a study loses words. Each leaves a
record of date and scope, without words and without the person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event, read_events
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.pseudonyms.key_file import drop_drafts, forget_round, overwrite, read_key
from practicelearn.study.change import Change
from practicelearn.study.files import edited_sheet
from practicelearn.study.folder import Study
from practicelearn.study.forgetting import Forgotten, drop_rows, forget, sheet_of
from practicelearn.study.going import Going
from practicelearn.study.left import FEW_WORDS, where_left
from practicelearn.study.rewrite import Replacement, Rewriting, Rewritten, hits_table, rewrite
from practicelearn.study.stored import check_name
from practicelearn.study.transaction import transaction

__all__ = [
    "PersonRecord",
    "Preview",
    "close_round",
    "person",
    "preview_redaction",
    "preview_withdrawal",
    "purge",
    "redact",
    "withdraw",
]

WITHDRAWN = "[withdrawn]"
_OF_OTHERS = ("sessions/", "coding/", "decisions/")


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
    """
    check_name(by)
    with transaction(study.path) as change:
        held = person(study, person_id)
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
    """
    held = person(study, person_id)
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
    """
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
    """
    work = _redaction(study, turn_id, start, end, "passage", "")
    found = rewrite(Change(study.path), work)
    spans = study.codings().spans
    own = (spans["turn_id"] == turn_id) & (spans["start"] < end) & (spans["end"] > start)
    return _preview([turn_id], spans[own], found)


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
    return purge_with_traces(study, year, by=by)[0]


def purge_with_traces(study: Study, year: str, *, by: str) -> tuple[int, list[str]]:
    """Delete a round; return how many sessions are gone, and where words of it may still stand.

    Other rounds' sessions and logs, which say many of the same words, are not among the places.
    Damaged lines of decisions that show nothing of the round stay, and are.
    """
    check_name(by)
    with transaction(study.path) as change:
        corpus = study.corpus()
        ids = [str(sid) for sid in corpus.sessions.index[corpus.sessions["year"] == year]]
        if not ids:
            raise StudyError(
                f'no session belongs to the round "{year}".{near_match(year, corpus.year_labels)}'
            )
        codings: set[str] = set()
        for log in sorted(study.path.glob("coding/**/*.jsonl*")):
            events, _ = read_events([log])
            # a synced folder names its copies as it likes: what is in them says whose they are
            own = {e.session_id for e in events} & set(ids)
            if own or (not events and log.name.split(".")[0] in ids):
                codings |= {e.coding_id for e in events if e.coding_id}
                change.remove(_place(study, log))
        said = corpus.turns.loc[corpus.turns["session_id"].isin(ids), "text"]
        going = Going(runs=Going.of(said).runs)
        of_round = _OfRound(year, frozenset(ids), frozenset(codings), going)
        unread: list[str] = []
        for decisions in sorted(study.path.glob("decisions/*.jsonl*")):
            unread += _drop_lines(change, _place(study, decisions), of_round)
        for sid in ids:
            change.remove(f"sessions/{sid}.csv")
            change.remove(f"sessions/{sid}.json")
        present = sheet_of(study.path / "attendance.xlsx")
        drop_rows(change, "people.xlsx", "person_id", _only_in(present, ids))
        drop_rows(change, "attendance.xlsx", "session_id", ids)
        drop_rows(change, "sessions.xlsx", "session_id", ids)
        change.forget_outputs()
        _record(change, by, "purge", year=year, n_sessions=len(ids))
    study.__dict__.pop("session_ids", None)
    places = where_left(study.path, going)
    return len(ids), [*(p for p in places if not p.startswith(_OF_OTHERS)), *unread]


def close_round(study: Study, year: str, key_file: str | Path, *, by: str) -> str:
    """Destroy the key of a round, so that nobody can say again who was who.

    A key that serves other rounds too loses the rows of this one; any other file is overwritten and
    deleted. Drafts of a key that a killed program left beside it go too. That the round is closed
    goes on record first; a program that is stopped in between leaves a key that is closed again.

    Returns
    -------
    str
        What was done, and what is beyond it.

    Raises
    ------
    StudyError
        The key is not there, cannot be written to, or lies inside the study: nothing was closed.
        Or it could not be destroyed: that stands in the sentence.
    """
    check_name(by)
    key = Path(key_file)
    if not key.is_file():
        drafts = drop_drafts(key)  # of a key that a stopped program was closing
        too = f" {len(drafts)} drafts of it, left by a stopped program, were." if drafts else ""
        raise StudyError(f"{key}: there is no key file. Nothing was closed.{too}")
    if key.resolve().is_relative_to(study.path.resolve()):
        raise StudyError(f"{key}: a key never lies inside the study. Move it out first.")
    _check_writable(key)
    # first the record: no key goes without one, whenever the program is stopped
    with transaction(study.path) as change:
        _record(change, by, "close-round", year=year)
    try:
        done = _destroyed(key, year)
    except (OSError, PracticelearnError) as error:
        raise StudyError(
            f"{key}: {getattr(error, 'strerror', None) or error} That the round is closed is on "
            "record, and its key is not destroyed yet: close the file where it is open, and close "
            "the round again."
        ) from error
    return (
        f"{done}. Copies that a backup, a synced drive or a mail holds are beyond this program: "
        "delete them, and the roster, yourself."
    )


def _check_writable(key: Path) -> None:
    """Refuse to close a round whose key could not be destroyed."""
    try:
        with key.open("r+b"):
            pass
    except OSError as error:
        raise StudyError(
            f"{key}: {error.strerror or error}. Nothing was closed: the key must be a file that "
            "you may write to and that nobody has open."
        ) from error


def _destroyed(key: Path, year: str) -> str:
    """Destroy what a key holds of a round, and say what was done."""
    if _holds_other_rounds(key, year):
        n = forget_round(key, year)
        done = f"{n} rows of {year} are gone from {key}, which serves other rounds and stays"
    else:
        overwrite(key)
        key.unlink()
        done = f"{key} was overwritten and deleted"
    drafts = drop_drafts(key)
    if drafts:
        done += f"; so were {', '.join(str(draft) for draft in drafts)}, left by a stopped program"
    return done


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


def _place(study: Study, path: Path) -> str:
    return path.relative_to(study.path).as_posix()


def _holds_other_rounds(key: Path, year: str) -> bool:
    try:
        rows = read_key(key)
    except PracticelearnError:
        return False  # no key of ours: all of it goes
    return any(row.original and row.round not in {year, "people"} for row in rows)


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


@dataclass(frozen=True)
class _OfRound:
    """What makes a decision one of a round that goes: its name, sessions, codings and words."""

    year: str
    sessions: frozenset[str]
    codings: frozenset[str]
    going: Going

    def is_of(self, event: Event) -> bool:
        """Whether a decision is the round's reply or summary, or on a session or coding of it."""
        if event.kind in {"reply", "summary"} and event.payload.get("year") == self.year:
            return True
        named = {event.coding_id, event.payload.get("coding_id")}
        return event.session_id in self.sessions or bool(named & self.codings)

    def shows_in(self, line: str) -> bool:
        """Whether a line that is no event any more names anything of the round, or says it."""
        ids = {f'"{self.year}"', *self.sessions, *self.codings}
        return any(name in line for name in ids) or self.going.within(line)


def _drop_lines(change: Change, place: str, of_round: _OfRound) -> list[str]:
    """Take out decisions of a round, and return the damaged lines that stay.

    A damaged line goes where it shows anything of the round. One that does not is kept as it is:
    it may be what somebody said of another.
    """
    before = change.read(place) or b""
    kept, unread = [], []
    for line in before.splitlines(keepends=True):
        text = line.decode("utf-8", "replace")
        try:
            event = Event.from_line(text)
        except (ValueError, TypeError):
            if text.strip() and not of_round.shows_in(text):
                kept.append(line)
                unread.append(f"{place}, line {len(kept)} (damaged: whose it is cannot be told)")
            continue
        later = event.later and of_round.shows_in(text)  # its entries are not known
        if not later and not of_round.is_of(event):
            kept.append(line)
    if b"".join(kept) != before:
        change.write(place, b"".join(kept))
    return unread


def _only_in(attendance: pd.DataFrame, session_ids: Sequence[str]) -> list[str]:
    if not {"session_id", "person_id"} <= set(attendance.columns):
        return []
    own = set(attendance.loc[attendance["session_id"].isin(session_ids), "person_id"].dropna())
    others = set(attendance.loc[~attendance["session_id"].isin(session_ids), "person_id"].dropna())
    return sorted(own - others)
