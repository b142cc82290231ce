"""Turns corrected where they stand: a wrong speaker, a misheard word, one turn that is two.

All else stays as it is, and so do the codings of it. What is corrected is known exactly, so that no
word of another turn, however alike, is taken for one of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn.coding.log.texts import GONE, says_gone
from practicelearn.corpus import make_turn_id
from practicelearn.errors import StudyError
from practicelearn.study.change import Change
from practicelearn.study.corrected import Correction, check_taken_out, put_corrected
from practicelearn.study.folder import Study
from practicelearn.study.sheets import appended_sheet, edited_sheet
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name
from practicelearn.transcripts.alignment import Replaced, TurnAlignment, align_turns
from practicelearn.transcripts.kinds import NOTE_KINDS
from practicelearn.transcripts.marks import find_marks
from practicelearn.transcripts.speakers import person_of_label

__all__ = ["Attending", "Spoken", "correct_turns", "same_label", "without_label"]

MOST_TURNS = 3
"""So many turns may be replaced at once, or stand in their place: more is a corrected file."""
LONGEST_LABEL = 60
_OURS = re.compile(r"withdrawn(?: \d+)?", re.IGNORECASE)


class Spoken(NamedTuple):
    """Who says a turn, as the transcript labels them (None: nobody is named), and what.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.Spoken("P2", "There is no desk by noon.").speaker
    'P2'
    """

    speaker: str | None
    text: str


class Attending(NamedTuple):
    """Whom a label that is new to a session stands for.

    ``person_id`` is of somebody on the attendance list who has no label there; None is somebody who
    was there and is on no list: a row is added, so one person more was present.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.Attending("2025-north-p7", role="participant").role
    'participant'
    """

    person_id: str | None
    role: Literal["participant", "facilitator", "note-taker", "observer"] | None = None


def correct_turns(
    study: Study,
    session_id: str,
    first: int,
    last: int,
    now: Sequence[Spoken],
    *,
    by: str,
    reason: str,
    attending: Attending | None = None,
    text_hash: str | None = None,
    keep: bool = True,
) -> Correction:
    """Put what was really said, and by whom, in the place of frozen turns.

    Parameters
    ----------
    study : Study
    session_id : str
    first, last : int
        The turns, from 1: the same twice for one turn, two of them to join them.
    now : sequence of Spoken
        What stands there instead: one turn, or two where another voice begins in the middle.
    by, reason : str
        Who corrects and why, without the words themselves: both go on record.
    attending : Attending, optional
        Whom a new label stands for; without it, it stands for nobody until the attendance list
        says who it is.
    text_hash : str, optional
        Of the text that was looked at: a text that is another one by now is not corrected.
    keep : bool
        False only shows what would happen.

    Returns
    -------
    Correction
        What changed, and what could not be moved.

    Raises
    ------
    StudyError
        There are no such turns, they were withdrawn, nothing changed, the text is another one by
        now, marks of words that were taken out are missing or made up, or a new label does not fit
        the attendance list. Nothing was changed then.

    Notes
    -----
    The earlier text is not kept; see :func:`correct_session`. Times: the first turn begins and the
    last one ends when the replaced ones did; a turn split off has no time that anybody knows.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> turn = study.corpus().turns.loc["2025-north:00002"]
    >>> now = [prac.Spoken(turn["speaker"], turn["text"] + " Yes.")]
    >>> done = study.correct_turns(
    ...     "2025-north", 2, 2, now, by="kim", reason="left out"
    ... )
    >>> done.turns["change"].value_counts().to_dict()
    {'same': 107, 'edited': 1}
    """
    check_arguments(correct_turns, locals(), first=AT_LEAST_1, last=AT_LEAST_1)
    check_name(by)
    asked = _Asked(session_id, first, last, tuple(_clean(s) for s in now), by, reason.strip())
    if not keep:
        return _correct(Change(study.path), study, asked, attending, text_hash)
    with transaction(study.path) as change:
        return _correct(change, study, asked, attending, text_hash)


def without_label(attendance: pd.DataFrame, session_id: str) -> pd.DataFrame:
    """Return a session's rows of attendance without a label: whom a new one can stand for."""
    own = attendance[attendance["session_id"] == session_id]
    return own[own["speaker"].isna() & ~own["person_id"].fillna("").str.match(_OURS)]


def same_label(a: Any, b: Any) -> bool:
    """Whether two labels are one, as the attendance list joins them."""
    return _key(a) == _key(b)


class _Asked(NamedTuple):
    session_id: str
    first: int
    last: int
    now: tuple[Spoken, ...]
    by: str
    reason: str


def _correct(
    change: Change,
    study: Study,
    asked: _Asked,
    attending: Attending | None,
    text_hash: str | None,
) -> Correction:
    sid = asked.session_id
    frozen = study.corpus([sid])
    before = frozen.turns
    if text_hash is not None and text_hash != frozen.sessions["text_hash"][sid]:
        raise StudyError(
            f"{sid}: somebody has corrected this session meanwhile. Nothing was changed. Look at "
            "it as it stands now, and correct it again if that is still needed."
        )
    asked = asked._replace(now=tuple(_as_spelled(s, frozen.attendance, before) for s in asked.now))
    _check(before, asked)
    kind = frozen.sessions["source_kind"][sid]
    after = _after(before, asked, gestures=kind in NOTE_KINDS)
    only = Replaced(asked.first, asked.last, len(asked.now))
    aligned = align_turns(before, after, only=only)
    check_taken_out(sid, before, after, "the corrected turn")
    _attend(change, frozen.attendance, before, asked, attending)
    was = before.iloc[asked.first - 1 : asked.last]
    record = {
        "reason": asked.reason,
        "turn": asked.first,
        "n_turns": asked.last - asked.first + 1,
        "n_now": len(asked.now),
        "words": " ".join(was["text"]).split() != " ".join(s.text for s in asked.now).split(),
        "speaker": [_key(s) for s in was["speaker"]] != [_key(s.speaker) for s in asked.now],
    }
    return put_corrected(
        change, study, sid, aligned, after, by=asked.by,
        meta={"source_map": _origins(frozen.source_map, aligned, only)},
        step={"turn": asked.first}, record=record, issues=frozen.issues.iloc[:0],
    )  # fmt: skip


def _clean(spoken: Spoken) -> Spoken:
    text = unicodedata.normalize("NFC", spoken.text.replace("\r\n", "\n").replace("\r", "\n"))
    label = unicodedata.normalize("NFC", " ".join((spoken.speaker or "").split())) or None
    shown = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    return Spoken(label, shown.strip())


def _as_spelled(spoken: Spoken, attendance: pd.DataFrame, before: pd.DataFrame) -> Spoken:
    """A label that differs in its capitals only is the one that is there."""
    labels = [*attendance["speaker"].dropna(), *before["speaker"].dropna()]
    there = {_key(label): str(label) for label in labels}
    return spoken._replace(speaker=there.get(_key(spoken.speaker), spoken.speaker))


def _check(before: pd.DataFrame, asked: _Asked) -> None:
    sid, first, last, now, _, reason = asked
    if not 1 <= first <= last <= len(before):
        raise StudyError(f"{sid}: there are no turns {first} to {last}; it has {len(before)}.")
    if last - first >= MOST_TURNS or not 1 <= len(now) <= MOST_TURNS:
        raise StudyError(
            f"{sid}: at most {MOST_TURNS} turns at a time; where more is wrong, correct the "
            "transcript and bring in the file (correct STUDY SESSION FILE)."
        )
    was = before.iloc[first - 1 : last]
    if any(text.strip() == GONE[0] for text in was["text"]):
        raise StudyError(f"{sid}, turn {first}: these words were withdrawn. They stay as they are.")
    if not all(spoken.text for spoken in now):
        raise StudyError(
            f"{sid}, turn {first}: a turn needs words. Where nobody said anything, bring in the "
            "corrected transcript as a file (correct STUDY SESSION FILE)."
        )
    if not reason:
        raise StudyError(f"{sid}, turn {first}: say why it is corrected; it goes on record.")
    _check_labels(asked)
    own = [Spoken(None if pd.isna(w) else w, t) for w, t in was[["speaker", "text"]].to_numpy()]
    if own == list(now):
        raise StudyError(f"{sid}, turn {first}: nothing is different.")
    _check_marks(was, asked)


def _check_labels(asked: _Asked) -> None:
    sid, first = asked.session_id, asked.first
    for spoken in asked.now:
        label = spoken.speaker or ""
        if len(label) > LONGEST_LABEL or ":" in label:
            raise StudyError(
                f"{sid}, turn {first}: who speaks is a label such as P4, of at most "
                f"{LONGEST_LABEL} characters and without a colon."
            )
        if _OURS.fullmatch(label):
            raise StudyError(
                f'{sid}, turn {first}: "{label}" stands for somebody who has withdrawn; nobody '
                "else can have that label."
            )


def _check_marks(was: pd.DataFrame, asked: _Asked) -> None:
    sid, first, now = asked.session_id, asked.first, asked.now
    for mark in GONE:
        if sum(s.text.count(mark) for s in now) > sum(t.count(mark) for t in was["text"]):
            raise StudyError(
                f"{sid}, turn {first}: {mark} is only written where words are taken out "
                "(withdraw, redact)."
            )
    if any(says_gone(t) for t in was["text"]) and [_key(w) for w in was["speaker"]] != [
        _key(s.speaker) for s in now
    ]:
        raise StudyError(
            f"{sid}, turn {first}: words were redacted here. Who said the turn, and where it "
            "begins and ends, stays as it is."
        )


def _after(before: pd.DataFrame, asked: _Asked, *, gestures: bool) -> pd.DataFrame:
    sid, first, last, now = asked[:4]
    rows = before.drop(columns=["person_id", "role"]).to_dict("records")
    was = rows[first - 1 : last]
    made = []
    one_to_one = len(was) == len(now)
    for n, spoken in enumerate(now):
        row = dict(was[min(n, len(was) - 1)])
        if not one_to_one:
            row["start_s"] = was[0]["start_s"] if n == 0 else None
            row["end_s"] = was[-1]["end_s"] if n == len(now) - 1 else None
            verbatim = [r["verbatim"] for r in was]
            row["verbatim"] = False if any(v is False for v in verbatim) else verbatim[0]
            row["overlap"] = was[0]["overlap"] if n == 0 else None
        row["speaker"], row["text"] = spoken
        row["marks"] = _marks(spoken.text, was, gestures=gestures)
        made.append(row)
    whole = [*rows[: first - 1], *made, *rows[last:]]
    for n, row in enumerate(whole, start=1):
        row["n"] = n
    turns = pd.DataFrame(whole, columns=before.columns)
    turns.index = pd.Index([make_turn_id(sid, n) for n in turns["n"]], name="turn_id")
    number = {"start_s": "float64", "end_s": "float64"}
    yes_no = {"verbatim": "boolean", "overlap": "boolean"}
    return turns.astype({**number, **yes_no})


def _marks(text: str, was: Sequence[dict[str, Any]], *, gestures: bool) -> list[Any]:
    """What is no speech: as a reader finds it, and the pseudonyms that stood there before."""
    found = find_marks(text, gestures=gestures)
    names = {r["text"][m[0] : m[1]]: m for r in was for m in r["marks"] if m[2] == "redaction"}
    for name, mark in names.items():
        for hit in re.finditer(re.escape(name), text) if name else ():
            if not any(m.start < hit.end() and hit.start() < m.end for m in found):
                found.append(type(mark)(hit.start(), hit.end(), "redaction"))
    return sorted(found)


def _origins(table: pd.DataFrame, aligned: TurnAlignment, only: Replaced) -> list[list[Any]]:
    """Where the words that stayed stand in the file that was read; new ones stand in none."""
    same: dict[str, list[Any]] = {}
    for was, now in aligned.same_stretches:
        same.setdefault(was.turn_id, []).append((was, now))
    out: list[list[Any]] = []
    shift = only.n_now - (only.last - only.first + 1)
    for turn_id, start, end, source_start, source_end in table.itertuples(index=False):
        session, _, number = str(turn_id).rpartition(":")
        n = int(number)
        if not only.first <= n <= only.last:
            turn = make_turn_id(session, n + (shift if n > only.last else 0))
            out.append([turn, start, end, source_start, source_end])
            continue
        exact = end - start == source_end - source_start
        for was, now in same.get(str(turn_id), ()):
            a, b = max(start, was.start), min(end, was.end)
            if a >= b:
                continue
            where = [source_start + a - start, source_start + b - start]
            place = [now.turn_id, now.start + a - was.start, now.start + b - was.start]
            out.append([*place, *(where if exact else [source_start, source_end])])
    return sorted(out, key=lambda row: (row[0], row[1]))


def _attend(
    change: Change,
    attendance: pd.DataFrame,
    before: pd.DataFrame,
    asked: _Asked,
    attending: Attending | None,
) -> None:
    """Write into the attendance list whom a new label stands for."""
    if attending is None:
        return
    sid = asked.session_id
    own = attendance[attendance["session_id"] == sid]
    known = {_key(label) for label in [*before["speaker"].dropna(), *own["speaker"].dropna()]}
    said = [s.speaker for s in asked.now if s.speaker]
    fresh = [label for label in dict.fromkeys(said) if _key(label) not in known]
    sheet = change.read("attendance.xlsx")
    if len(fresh) != 1:
        raise StudyError(f"{sid}: say whom a label stands for only where exactly one is new.")
    if sheet is None or own.empty:
        raise StudyError(
            f"{sid}: the attendance list has no row of this session, so nobody is counted by it. "
            "Leave open who it is, or write down everybody who was there first."
        )
    [label] = fresh
    if attending.person_id is None:
        if attending.role is None:
            raise StudyError(f'{sid}: say in which role "{label}" was there.')
        used = {str(p) for p in attendance["person_id"].dropna()}
        row = {
            "session_id": sid,
            "person_id": person_of_label(sid, label, used),
            "speaker": label,
            "role": attending.role,
        }
        change.write("attendance.xlsx", appended_sheet(sheet, pd.DataFrame([row]), "attendance"))
        return
    free = without_label(attendance, sid)
    if attending.person_id not in set(free["person_id"]):
        raise StudyError(
            f'{sid}: nobody called "{attending.person_id}" is on the attendance list without a '
            "label. Look at attendance.xlsx."
        )

    def edit(row: dict[str, str]) -> dict[str, str]:
        mine = _key(row.get("session_id")) == _key(sid)
        mine = mine and row.get("person_id", "").strip() == attending.person_id
        return {"speaker": label} if mine and not row.get("speaker") else {}

    change.write("attendance.xlsx", edited_sheet(sheet, edit))


def _key(label: Any) -> str:
    return "" if pd.isna(label) else " ".join(str(label).split()).casefold()
