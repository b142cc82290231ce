"""The coding logs of a study as codings: every coder's, and what was settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import ISSUES, RECORD, conform, empty_table
from practicelearn.coding.anchored import lost_issue
from practicelearn.coding.codings import REFERRED_ON, SETTLED, Codings
from practicelearn.coding.counting import uncounted_events
from practicelearn.coding.log.events import Event, Fault, later_of, live, read_events
from practicelearn.coding.log.moves import brought_up
from practicelearn.coding.played import Order, PlayedLogs
from practicelearn.coding.replayed import gather, held_by_scopes
from practicelearn.corpus import Corpus
from practicelearn.study.copies import copied_from

__all__ = ["fault_issue", "read_logs", "record_of", "turn_ids_of"]


Read = Callable[[Iterable[Path]], tuple[list[Event], list[Fault]]]
"""How logs are read: ``read_events``, or what leaves out more."""
Ids = Callable[[str], Mapping[str, str]]


def read_logs(
    folders: Mapping[str, Sequence[Path]],
    *,
    read: Read = read_events,
    at: str | None = None,
    ways: Sequence[Event] = (),
    ids: Ids | None = None,
) -> Codings:
    """Return what the logs amount to, before it is held against the text.

    Parameters
    ----------
    folders : mapping
        Coder to the folders of their logs.
    read : callable
        How a log is read.
    at : str, optional
        A past moment, ISO: events from then on are left out.
    ways : sequence of Event
        Corrections on record, for logs that were elsewhere meanwhile.
    ids : callable, optional
        Called with a session: its turn ids, as they are held elsewhere already.

    Notes
    -----
    Where several people settled one session, that of who finished last counts, and a note says so:
    both together would count each passage twice.
    """
    spans, readings, hashes = [], [], {}
    held: dict[str, frozenset[str]] = {}
    uncounted: list[str] = []
    issues: list[dict[str, Any]] = []
    for name, own in folders.items():
        found = _of_coder(name, own, read, at, ways, ids)
        issues += [fault_issue(fault) for fault in found.faults]
        later = [e for e in later_of(found.faults) if at is None or e.at < at]
        uncounted += uncounted_events(later, _whose(name))
        issues += found.notes
        for _, coding in found.lost:
            issues += [
                lost_issue(
                    p["turn_id"], name, REFERRED_ON if coding.get("refer_on") else p["quote"]
                )
                for p in coding["lost"]
            ]
        spans.append(found.spans)
        readings.append(found.read)
        held |= found.held
        hashes.update(found.hashes)
    none = Codings()
    return Codings(
        spans=_stack(spans, none.spans),
        read=_stack(readings, none.read),
        text_hash=hashes,
        held=held,
        issues=conform(pd.DataFrame(issues), ISSUES) if issues else none.issues,
        uncounted=tuple(uncounted),
    )


def record_of(decisions: Sequence[Event], *, at: str | None = None) -> pd.DataFrame:
    """Return where imported coding came from, and what was said of its reading.

    Parameters
    ----------
    decisions : sequence of Event
        Those without a session.
    at : str, optional
        A past moment, ISO.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.RECORD``; an import has a row for each coder.
    """
    rows: list[dict[str, Any]] = []
    for e in live(list(decisions)):
        if at is not None and e.at >= at:
            continue
        said = {"at": e.at, "by": e.who, "frame_version": e.frame_version}
        if e.kind == "import":
            own = {k: e.payload[k] for k in ("program", "auto_coding", "sessions")}
            rows += [
                {"kind": "import", "coder": c, **said, **own, "codes": []}
                for c in e.payload["coders"]
            ]
        elif e.kind == "scope":
            scope = {"coder": e.payload["coder"], "sessions": e.payload["sessions"]}
            rows.append({"kind": "scope", **said, **scope, "codes": e.payload.get("codes") or []})
    rows.sort(key=lambda row: str(row["at"]))
    return conform(pd.DataFrame(rows), RECORD) if rows else empty_table(RECORD)


def fault_issue(fault: Fault) -> dict[str, Any]:
    """Return the row of ``issues`` for a line of a log that does not count."""
    text: str | None = fault.text[:200]
    if fault.later is not None:
        text = None
        message = (
            f'an event "{fault.later.kind}" of format {fault.later.v}, by {fault.later.who}, was '
            "written by a newer practicelearn; it is kept, and counts once that is installed"
        )
    elif fault.torn:
        message = "the last line is torn (the program was stopped while writing); the rest is kept"
    else:
        wrong = f" ({fault.wrong})" if fault.wrong else ""
        message = f"this line is no event{wrong}; it is left as it is and the rest is kept"
    return {
        "session_id": None,
        "severity": "warning" if fault.torn else "error",
        "source_loc": f"{fault.file.name}, line {fault.line}",
        "message": message,
        "text": text,
    }


def _whose(name: str) -> str:
    return "what was settled" if name == SETTLED else f"the log of {name}"


def turn_ids_of(corpus: Corpus) -> Ids:
    """Return what gives a session's turn ids as the corpus holds them: no id is held twice."""
    own = corpus.turns.groupby("session_id", sort=False).indices
    index = corpus.turns.index

    def of(session: str) -> Mapping[str, str]:
        return {t: t for t in index[own[session]]} if session in own else {}

    return of


class _OfCoder:
    """What the logs of one coder amount to; each session's are read, played and let go."""

    def __init__(self, name: str) -> None:
        self.faults: list[Fault] = []
        self.notes: list[dict[str, Any]] = []
        self.lost: list[tuple[Order, dict[str, Any]]] = []
        self.held: dict[str, frozenset[str]] = {}
        self.hashes: dict[str, str] = {}
        self.gathered = PlayedLogs(name)

    def take(self, events: Sequence[Event], ids: Mapping[str, str] | None) -> None:
        self.lost += gather(self.gathered, events, ids=ids)
        self.held |= held_by_scopes(events)
        self.hashes.update(
            {e.session_id: e.text_hash for e in events if e.session_id and e.text_hash}
        )

    def end(self, *, several: bool) -> _OfCoder:
        if several:  # as if all logs had been read as one
            self.lost.sort(key=lambda own: own[0])
            self.faults.sort(key=lambda f: (f.file.parent, len(f.file.name), f.file.name))
        self.spans, self.read = self.gathered.tables(sort=several)
        return self


def _of_coder(
    name: str, folders: Sequence[Path], read: Read, at: str | None, ways: Sequence[Event],
    ids: Ids | None,
) -> _OfCoder:  # fmt: skip
    by_session = _logs_by_session(folders) if name != SETTLED else {}
    found = _OfCoder(name)
    for session, logs in by_session.items():
        events, faults = _events(logs, read, at, ways)
        if any(e.session_id not in (None, session) for e in events):
            break  # a file that is not what its name says: they are read as one
        found.faults += faults
        found.take(events, None if ids is None else ids(session))
    else:
        if by_session:
            return found.end(several=len(by_session) > 1)
    found = _OfCoder(name)
    logs = [log for folder in folders for log in folder.rglob("*.jsonl")]
    events, found.faults = _events(logs, read, at, ways)
    if name == SETTLED:
        events, found.notes = _one_adjudicator(folders, read, at, ways)
    found.take(events, None)
    return found.end(several=False)


def _logs_by_session(folders: Sequence[Path]) -> dict[str, list[Path]]:
    """Session to its logs, copies that a synced folder made among them."""
    logs = [log for folder in folders for log in folder.rglob("*.jsonl")]
    stems = {log.stem for log in logs}
    out: dict[str, list[Path]] = {}
    for log in logs:
        out.setdefault(copied_from(log.stem, stems) or log.stem, []).append(log)
    return out


def _events(
    logs: Iterable[Path], read: Read, at: str | None, ways: Sequence[Event]
) -> tuple[list[Event], list[Fault]]:
    events, faults = read(logs)
    # where the words stand now says nothing about when they were coded
    events = brought_up(events, ways)
    return (events if at is None else [e for e in events if e.at < at]), faults


def _one_adjudicator(
    folders: Sequence[Path], read: Read, at: str | None, ways: Sequence[Event]
) -> tuple[list[Event], list[dict[str, Any]]]:
    """For each session the events of one person, and a note where there were more."""
    by_session: dict[str, dict[str, list[Event]]] = {}
    for who in sorted(p for folder in folders for p in folder.glob("*") if p.is_dir()):
        for event in _events(who.rglob("*.jsonl"), read, at, ways)[0]:
            by_session.setdefault(str(event.session_id), {}).setdefault(who.name, []).append(event)
    events: list[Event] = []
    notes: list[dict[str, Any]] = []
    for session_id, people in by_session.items():
        last = max(people, key=lambda who: (_finished(people[who]), who))
        events += people[last]
        if len(people) > 1:
            notes.append(
                {
                    "session_id": session_id,
                    "severity": "note",
                    "source_loc": f"coding/{SETTLED}",
                    "message": (
                        f"{session_id} was settled by {' and by '.join(people)}; what {last} "
                        "settled, who finished last, counts"
                    ),
                    "text": None,
                }
            )
    return events, notes


def _finished(events: Sequence[Event]) -> tuple[bool, str]:
    """Whether somebody finished, and when; or else when they did something last."""
    standing = live(list(events))
    reading = [e.at for e in standing if e.kind == "read"]
    return bool(reading), max(reading or [e.at for e in events])


def _stack(tables: list[pd.DataFrame], empty: pd.DataFrame) -> pd.DataFrame:
    """One table of all; columns that are of several kinds are made one by ``Codings``."""
    full = [t for t in tables if len(t)]
    if not full:
        return empty
    odd = {c for t in full for c, kind in t.dtypes.items() if kind != full[0].dtypes.get(c)}
    alike = [t.astype({c: object for c in t if c in odd}) for t in full]
    return pd.concat(alike, ignore_index=True)
