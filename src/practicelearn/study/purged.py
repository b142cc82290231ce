"""What belongs to a round that was purged, wherever it comes back from.

A purge keeps the ids of the sessions that went, and nothing else of them. A synced drive may bring
their files back later, from a laptop that was off: whoever reads the study leaves out what is of
such a session, and the next change takes it out again (``late.py``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from practicelearn.coding.log.events import Event, Fault, events_in, later_of, read_events
from practicelearn.study.copies import copied_from, there

__all__ = ["OF_ROUND", "Purged", "kept_events", "late_logs", "late_texts", "purged"]

_SAID = re.compile(r'"session_id":\s*"([^"]*)"')

OF_ROUND = frozenset({"cards", "reply", "sorted", "summary"})
"""Decisions that are a round's own, and hold what was said in it."""


class Purged(NamedTuple):
    """What was purged from a study.

    Parameters
    ----------
    sessions : mapping
        Id of a session, small letters, to its id. Purges of earlier versions kept none.
    rounds : mapping
        Round to when it was purged last, ISO. One that is loaded again begins anew.
    """

    sessions: Mapping[str, str]
    rounds: Mapping[str, str]

    def holds(self, event: Event) -> bool:
        """Whether an event is of a session that went, or was said in its round before it went."""
        if event.session_id is not None and event.session_id.casefold() in self.sessions:
            return True
        when = self.rounds.get(str(event.payload.get("year"))) if event.kind in OF_ROUND else None
        return when is not None and event.at <= when

    def session_of(self, name: str) -> str | None:
        """Return the id of the session that a file bears the name of, or a copy of it does."""
        found = self.sessions.get(name.casefold())
        if found is not None:
            return found
        # its own file need not have come back with the copy
        of = copied_from(name, {name, *self.sessions.values()})
        return of if of in self.sessions.values() else None


def purged(folder: Path) -> Purged:
    """Return what the decisions say was purged; mostly nothing, which is found at once."""
    logs = [p for p in (folder / "decisions").glob("*.jsonl") if b'"purge"' in p.read_bytes()]
    sessions: dict[str, str] = {}
    rounds: dict[str, str] = {}
    for event in read_events(logs)[0] if logs else ():
        if event.kind == "purge":
            sessions |= {sid.casefold(): sid for sid in event.payload.get("sessions", ())}
            year = event.payload["year"]
            rounds[year] = max(event.at, rounds.get(year, ""))
    return Purged(sessions, rounds)


def kept_events(
    folder: Path, files: Iterable[Path], *, gone: Purged | None = None
) -> tuple[list[Event], list[Fault]]:
    """Return what ``read_events`` returns, without what belongs to a purged round.

    Parameters
    ----------
    folder : Path
        The study's.
    files : iterable of Path
        Logs.
    gone : Purged, optional
        What :func:`purged` says, where it was asked before.
    """
    events, faults = read_events(files)
    gone = purged(folder) if gone is None else gone
    if not gone.rounds:
        return events, faults
    kept = [event for event in events if not gone.holds(event)]
    return kept, [fault for fault in faults if not _of_purged(fault, gone)]


def late_texts(folder: Path, gone: Purged) -> dict[Path, str]:
    """Return the files in ``sessions`` that are of a session that went, with its id.

    A file says itself whose it is; its name counts where it says nothing.
    """
    if not gone.sessions:
        return {}
    out = {}
    for path in sorted((folder / "sessions").glob("*")):
        if path.suffix in {".csv", ".json"} and path.is_file() and path.name[0] != ".":
            said = _said_in(path)
            own = gone.sessions.get(said.casefold()) if said else gone.session_of(path.stem)
            if own is not None:
                out[path] = own
    return out


def late_logs(folder: Path, gone: Purged) -> dict[Path, set[str]]:
    """Return the logs of coders that hold anything of sessions that went, with their ids."""
    if not gone.sessions:
        return {}
    out = {}
    for path in sorted(folder.glob("coding/**/*.jsonl*")):
        if path.is_file() and not path.name.startswith("._"):
            own = _logged_in(path, gone)
            if own:
                out[path] = own
    return out


def _said_in(path: Path) -> str:
    """The session that a file says it is of; empty where it says none."""
    if not there(path):
        return ""
    try:
        if path.suffix == ".json":
            found = _SAID.search(path.read_text("utf-8"))
            return found[1] if found else ""
        with path.open(encoding="utf-8", newline="") as file:
            row = next(csv.DictReader(file), {})
    except (OSError, ValueError, csv.Error):
        return ""
    return str(row.get("turn_id") or "").rpartition(":")[0]


def _logged_in(path: Path, gone: Purged) -> set[str]:
    content = path.read_bytes()
    named = gone.session_of(path.name.partition(".jsonl")[0])
    if named is None and not any(sid.encode() in content for sid in gone.sessions.values()):
        return set()
    events, faults = events_in(content, path)
    every = [*events, *later_of(faults)]
    if not every:
        return {named} if named else set()
    found = {gone.sessions.get(str(e.session_id).casefold()) for e in every}
    return {sid for sid in found if sid is not None}


def _of_purged(fault: Fault, gone: Purged) -> bool:
    if fault.later is not None:
        return gone.holds(fault.later)
    return gone.session_of(fault.file.name.partition(".jsonl")[0]) is not None
