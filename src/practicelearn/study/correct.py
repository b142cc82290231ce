"""A corrected transcript: its words are frozen, and every coding moves to where they now stand.

Logs are never rewritten: each gets one more event that says where everything in it stands now.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.coding.codings import REFERRED_ON, live_codings, turns_read
from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.moves import known_parts
from practicelearn.coding.moving import carried_part, move_event, read_as
from practicelearn.corpus import Corpus, make_turn_id, text_hash
from practicelearn.errors import StudyError
from practicelearn.pseudonyms import pseudonymise
from practicelearn.pseudonyms.key_file import read_key
from practicelearn.study.change import Change
from practicelearn.study.files import frozen_rows, issues_of_reading, read_frozen, session_files
from practicelearn.study.folder import Study
from practicelearn.study.stored import check_name
from practicelearn.study.transaction import transaction
from practicelearn.transcripts.alignment import TurnAlignment, align_turns
from practicelearn.transcripts.loader import read_transcript

__all__ = ["Correction", "correct_session"]

_TAKEN_OUT = re.compile(r"\[withdrawn\]|\[redacted: [^\]]*\]")
_MOVED = ("coder", "code", "coding_id", "turn_id", "new_turn_id", "change", "quote", "words_now")


@dataclass(frozen=True, repr=False, eq=False)
class Correction:
    """What a corrected transcript changed.

    Parameters
    ----------
    session_id, before, after : str
        The session, and the hashes of its text. The same twice: no word was changed.
    edits : DataFrame
        One row a stretch that was replaced: turn_id, start, end (before), replacement, kind
        "correction", new_turn_id.
    turns : DataFrame
        Which turn became which: turn_id, new_turn_id, change (same, edited, split, merged, added,
        removed), speaker, new_speaker, relabelled.
    codings : DataFrame
        One row a part of every coding that stood: coder, code, coding_id, turn_id, new_turn_id,
        change (same words, words changed, lost), quote, words_now. What is *lost* stays in the
        coder's log and in the study's issues, with its words.
    unread : DataFrame
        Turns that a coder who had read the session has to read again or for the first time: coder,
        turn_id.
    issues : DataFrame
        What could not be understood in the corrected file.
    """

    session_id: str
    before: str
    after: str
    edits: pd.DataFrame
    turns: pd.DataFrame
    codings: pd.DataFrame
    unread: pd.DataFrame
    issues: pd.DataFrame

    @property
    def lost(self) -> pd.DataFrame:
        """The codings that could not be moved."""
        return self.codings[self.codings["change"] == "lost"]

    def __repr__(self) -> str:
        turns = self.turns["change"].value_counts()
        said = ", ".join(f"{n} {name}" for name, n in turns.items())
        moved = self.codings["change"].value_counts()
        return (
            f"Correction: {self.session_id}; turns: {said or 'none'}; passages: "
            f"{moved.get('same words', 0)} with the same words, "
            f"{moved.get('words changed', 0)} with changed words, {moved.get('lost', 0)} lost; "
            f"{self.unread['turn_id'].nunique()} turns to be read"
        )

    def _repr_html_(self) -> str:
        shown = self.codings[self.codings["change"] != "same words"]
        return f"<p>{self!r}</p>{shown.drop(columns='coding_id').to_html(index=False)}"


def correct_session(
    study: Study,
    session_id: str,
    path: str | Path,
    *,
    by: str,
    key_file: str | Path | None = None,
    roster: str | Path | None = None,
    no_names: bool = False,
    keep: bool = True,
) -> Correction:
    """Put a corrected transcript in the place of a frozen session; what points into it moves.

    Parameters
    ----------
    study : Study
    session_id : str
    path : str or Path
        The corrected file, in any format the loader reads.
    by : str
        Who corrected: goes on record.
    key_file, roster : str or Path, optional
        The key the names of this study were replaced with, and who was there; the corrected file's
        names get the same replacements.
    no_names : bool
        Names were replaced in the corrected file already.
    keep : bool
        False only shows what would happen. Nothing is written then, but for new names in the key.

    Returns
    -------
    Correction
        What changed, and what could not be moved.

    Raises
    ------
    StudyError
        There is no such session; it is not said what is to become of names; or the file brings
        back words that were withdrawn or redacted.
    TranscriptError
        The file cannot be read.

    Notes
    -----
    The earlier text is not kept: it may be wrong in ways that matter to somebody. What was coded of
    it stays in the logs. Codings keep their ids, so whatever names a coding (what may be quoted,
    charts, settled differences) needs no moving.
    """
    check_name(by)
    if not keep:
        return _correct(
            Change(study.path), study, session_id, Path(path), by, key_file, roster, no_names
        )
    with transaction(study.path) as change:
        return _correct(change, study, session_id, Path(path), by, key_file, roster, no_names)


def _correct(
    change: Change,
    study: Study,
    session_id: str,
    path: Path,
    by: str,
    key_file: str | Path | None,
    roster: str | Path | None,
    no_names: bool,
) -> Correction:
    frozen = study.corpus([session_id])
    before = frozen.turns
    if study.settings.pseudonymised and (key_file is None) != no_names:
        raise StudyError(
            f"{session_id}: names were replaced in this study, so say what is to become of those "
            "in the corrected file: name the key they were replaced with (key_file, --key), or say "
            "that it holds none (no_names, --no-names)."
        )
    corpus = _read(path, frozen, session_id, key_file, roster)
    aligned = align_turns(before, corpus.turns)
    after = corpus.turns.assign(question_id=_questions(before, corpus.turns, aligned))
    _check_taken_out(session_id, before, after)
    old_hash, new_hash = text_hash(before), text_hash(after)
    logs = _logs(study, session_id)
    # Who begins a log only now, in a window opened before, finds the way here.
    logs.setdefault(f"decisions/{by}.jsonl", [])
    found = Correction(
        session_id,
        old_hash,
        new_hash,
        aligned.edits,
        aligned.turns,
        _codings(logs, aligned),
        _unread(logs, aligned),
        corpus.issues,
    )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    _, meta = read_frozen(study.path / "sessions", session_id)
    step = {"from": old_hash, "to": new_hash, "at": now}
    session = corpus.sessions.iloc[0]
    meta |= {
        "format": session["format"],
        "duration_s": None if pd.isna(session["duration_s"]) else session["duration_s"],
        "source_map": corpus.source_map.to_numpy().tolist(),
        "issues": issues_of_reading(corpus, session_id),
        "corrections": [*meta.get("corrections", []), {**step, "by": by, "file": session["file"]}],
    }
    moves = []
    if old_hash != new_hash:
        moves = [
            (
                log,
                move_event(
                    aligned, events, session_id=session_id, who=by, name=log,
                    before=old_hash, after=new_hash, at=now,
                ),
            )
            for log, events in logs.items()
        ]  # fmt: skip
    record = {
        **step,
        "n_moved": int((found.codings["change"] != "lost").sum()),
        "n_lost": len(found.lost),
        "session_id": session_id,
    }
    decision = Event(kind="correct", who=by, at=now, payload=record)
    moves.append((f"decisions/{by}.jsonl", decision))
    for place, content in session_files(session_id, frozen_rows(after), meta).items():
        change.write(place, content)
    for log, event in moves:
        change.append(log, event)
    change.forget_outputs()  # they show the words as they were
    return found


def _read(
    path: Path,
    frozen: Corpus,
    session_id: str,
    key_file: str | Path | None,
    roster: str | Path | None,
) -> Corpus:
    own = frozen.sessions.iloc[0]
    kind = own["source_kind"]
    corpus = read_transcript(
        path, session_id=session_id, source_kind=None if pd.isna(kind) else kind
    )
    if len(corpus.sessions) != 1:
        raise StudyError(
            f"{path.name}: holds {len(corpus.sessions)} sessions; a correction is of one."
        )
    # names are replaced within a round
    corpus = replace(corpus, sessions=corpus.sessions.assign(year=own["year"]))
    if key_file is None:
        return corpus
    linked = any(row.round == "all rounds" for row in read_key(Path(key_file)))
    safe = pseudonymise(corpus, key_file=key_file, roster=roster, link_rounds=linked)
    turns = safe.turns.reset_index()
    turns["session_id"] = session_id
    turns["turn_id"] = [make_turn_id(session_id, n) for n in turns["n"]]
    ids = dict(zip(safe.turns.index, turns["turn_id"], strict=True))
    return replace(
        safe,
        turns=turns.set_index("turn_id"),
        sessions=safe.sessions.rename(index=lambda _: session_id),
        source_map=safe.source_map.assign(turn_id=safe.source_map["turn_id"].map(ids)),
        edits=safe.edits.assign(turn_id=safe.edits["turn_id"].map(ids)),
        attendance=safe.attendance.iloc[:0],
        issues=safe.issues.assign(session_id=session_id),
    )


def _questions(before: pd.DataFrame, after: pd.DataFrame, aligned: TurnAlignment) -> list[Any]:
    """Each turn's guide question: its own, or that of the turn most of its words come from."""
    was = before["question_id"].to_dict()
    out = []
    for turn_id, own in after["question_id"].items():
        first = aligned.sources[str(turn_id)].most_common(1)
        out.append(own if not pd.isna(own) else was[first[0][0]] if first else None)
    return out


def _check_taken_out(session_id: str, before: pd.DataFrame, after: pd.DataFrame) -> None:
    def marks(turns: pd.DataFrame) -> Counter[str]:
        return Counter(m for text in turns["text"] for m in _TAKEN_OUT.findall(text))

    missing = marks(before) - marks(after)
    if missing:
        said = ", ".join(f'"{mark}" ({n} times)' for mark, n in missing.items())
        where = [t for t, text in before["text"].items() if _TAKEN_OUT.search(text)]
        raise StudyError(
            f"{session_id}: words were withdrawn or redacted here ({', '.join(where[:5])}), and "
            f"the corrected file would bring them back: it lacks {said}. Write these marks into "
            "the file in the place of the words. Nothing was changed."
        )


def _logs(study: Study, session_id: str) -> dict[str, list[Event]]:
    """Each log that says anything of the session, below the study's folder, and its events."""
    found: dict[str, list[Path]] = {}
    for file in sorted(study.path.glob(f"coding/**/{session_id}*.jsonl")):
        folder = file.parent.relative_to(study.path).as_posix()
        found.setdefault(f"{folder}/{session_id}.jsonl", []).append(file)
    for file in sorted(study.path.glob("decisions/*.jsonl")):
        found[file.relative_to(study.path).as_posix()] = [file]
    out: dict[str, list[Event]] = {}
    for log, files in found.items():
        events = [e for e in read_events(files)[0] if e.session_id == session_id]
        of_places = known_parts(events) or any(e.kind == "question" for e in events)
        if log.startswith("decisions/") and not of_places:
            continue  # it points at codings, if at anything: they keep their ids
        if events:
            out[log] = events
    return out


def _coder(log: str) -> str:
    return log.split("/")[1]


def _codings(logs: dict[str, list[Event]], aligned: TurnAlignment) -> pd.DataFrame:
    rows = []
    for log, events in logs.items():
        for coding_id, coding in live_codings(events).items():
            for part in coding["parts"]:
                carried = carried_part(aligned, part)
                now = carried.parts or [{"turn_id": None, "quote": None}]
                words = " ".join(p["quote"] for p in now) if carried.parts else None
                hidden = bool(coding.get("refer_on"))
                rows.append(
                    {
                        "coder": _coder(log),
                        "code": coding["code"],
                        "coding_id": coding_id,
                        "turn_id": part["turn_id"],
                        "new_turn_id": now[0]["turn_id"],
                        "change": carried.change,
                        "quote": REFERRED_ON if hidden else part["quote"],
                        "words_now": REFERRED_ON if hidden and carried.parts else words,
                    }
                )
    return pd.DataFrame(rows, columns=list(_MOVED), dtype=object)


def _unread(logs: dict[str, list[Event]], aligned: TurnAlignment) -> pd.DataFrame:
    """What each coder has to read in the corrected session, who had read all of the earlier one."""
    was = set(aligned.turns["turn_id"].dropna())
    known = {n for first, last, *_ in read_as(aligned) for n in range(first, last + 1)}
    rows = []
    for log, events in logs.items():
        read = turns_read(events)
        if not log.startswith("coding/") or not was or not was <= read:
            continue
        rows += [
            {"coder": _coder(log), "turn_id": turn}
            for turn in aligned.sources
            if int(turn.rpartition(":")[2]) not in known
        ]
    return pd.DataFrame(rows, columns=["coder", "turn_id"], dtype=object)
