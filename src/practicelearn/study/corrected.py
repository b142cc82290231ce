"""What both ways of correcting share: turns take the place of frozen ones, and all follows them.

Logs are never rewritten: each gets one more event that says where everything in it stands now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import in_cell
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.moves import known_parts
from practicelearn.coding.moving import carried_part, move_event, read_as
from practicelearn.coding.replayed import live_codings, turns_read
from practicelearn.corpus import text_hash
from practicelearn.errors import StudyError
from practicelearn.study.change import Change
from practicelearn.study.files import frozen_rows, read_frozen, session_files
from practicelearn.study.folder import Study
from practicelearn.transcripts.alignment import TurnAlignment

__all__ = ["Correction", "check_taken_out", "put_corrected"]

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
    >>> study.correct_turns(
    ...     "2025-north", 2, 2, now, by="kim", reason="left out", keep=False
    ... )
    Correction: 2025-north; turns: 107 same, 1 edited; passages: 0 with the ...
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
        """The codings that could not be moved.

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
        ...     "2025-north", 2, 2, now, by="kim", reason="left out", keep=False
        ... )
        >>> len(done.lost)
        0
        """
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
        counts = self.codings.groupby(["change", "code", "coder"]).size().rename("n")
        return in_cell(repr(self), counts.reset_index(), index=False)


def put_corrected(
    change: Change,
    study: Study,
    session_id: str,
    aligned: TurnAlignment,
    after: pd.DataFrame,
    *,
    by: str,
    meta: Mapping[str, Any],
    step: Mapping[str, Any],
    record: Mapping[str, Any],
    issues: pd.DataFrame,
) -> Correction:
    """Put corrected turns into a change, with one move for each log; return what that comes to.

    Parameters
    ----------
    change : Change
    study : Study
    session_id : str
    aligned : TurnAlignment
        Where the words of the frozen turns stand in the corrected ones.
    after : DataFrame
        The corrected turns.
    by : str
    meta : mapping
        What of the session's ``.json`` is another one now.
    step, record : mapping
        What is kept of the correction with the session, and in the decisions, beside who, when and
        which texts: no words of people in the first.
    issues : DataFrame
    """
    before = aligned.before
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
        issues,
    )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    _, kept = read_frozen(study.path / "sessions", session_id)
    way = {"from": old_hash, "to": new_hash, "at": now}
    corrections = [*kept.get("corrections", []), {**way, "by": by, **step}]
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
    payload = {
        **way,
        "n_moved": int((found.codings["change"] != "lost").sum()),
        "n_lost": len(found.lost),
        "session_id": session_id,
        **record,
    }
    moves.append((f"decisions/{by}.jsonl", Event(kind="correct", who=by, at=now, payload=payload)))
    whole = {**kept, **meta, "corrections": corrections}
    for place, content in session_files(session_id, frozen_rows(after), whole).items():
        change.write(place, content)
    for log, event in moves:
        change.append(log, event)
    change.forget_outputs()  # they show the words as they were
    return found


def check_taken_out(session_id: str, before: pd.DataFrame, after: pd.DataFrame, what: str) -> None:
    """Raise where words that were withdrawn or redacted would come back.

    ``what`` would bring them: the corrected file, the corrected turn.

    Raises
    ------
    StudyError
        A mark that stands for such words is missing.
    """

    def marks(turns: pd.DataFrame) -> Counter[str]:
        return Counter(m for text in turns["text"] for m in _TAKEN_OUT.findall(text))

    missing = marks(before) - marks(after)
    if missing:
        said = ", ".join(f'"{mark}" ({n} times)' for mark, n in missing.items())
        where = [t for t, text in before["text"].items() if _TAKEN_OUT.search(text)]
        raise StudyError(
            f"{session_id}: words were withdrawn or redacted here ({', '.join(where[:5])}), and "
            f"{what} would bring them back: it lacks {said}. Write these marks into it in the "
            "place of the words. Nothing was changed."
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
