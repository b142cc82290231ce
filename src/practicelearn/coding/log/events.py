"""The event log: what a person did, one line an action, appended and never rewritten.

A log is a file of JSON lines, written by one person for one session. The truth of a folder is the
union, by event id, of the events in all of its files: a synced folder's "conflicted copy" adds
nothing twice and loses nothing. Undo is an event that names the event it takes back; undoing an
undo is redo.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from practicelearn._collector import no_collector
from practicelearn._disk import make_folder, open_private
from practicelearn._journal import sync_folder
from practicelearn._lock import locked, study_above
from practicelearn.coding.log.payloads import unfit
from practicelearn.errors import StudyError

__all__ = ["FORMAT", "Event", "EventLog", "Fault", "events_in", "lines_of", "live", "read_events"]

FORMAT = 1
_FIELDS = (
    "v", "id", "seq", "parent", "who", "device", "at", "kind", "session_id", "coding_id",
    "text_hash", "frame_version", "payload",
)  # fmt: skip
_NEEDED = {"id", "seq", "kind", "who", "v"}
_KNOWN = frozenset(_FIELDS)


@dataclass(frozen=True)
class Event:
    """One action of one person.

    Parameters
    ----------
    kind : str
        ``code``, ``change``, ``remove``, ``read``, ``unread``, ``memo``, ``new_code``, ``refuse``,
        ``undo``, ``move`` in coding logs; ``settle``, ``override`` beside them in logs of what was
        settled; ``statement``, ``quotable``, ``question``, ``declare``, ``reply``, ``summary``,
        ``seen``, ``waive``, ``release`` in decisions.
    who : str
        The person.
    session_id : str or None
        The session it concerns; None for decisions about the whole study.
    seq : int
        One more than the largest number seen when it was written: a Lamport clock, so that order
        does not depend on a laptop's time.
    payload : dict
        What the kind needs; see ``docs/study-folder.md``.
    """

    kind: str
    who: str
    session_id: str | None = None
    seq: int = 0
    coding_id: str | None = None
    parent: str | None = None
    text_hash: str | None = None
    frame_version: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    device: str = field(default_factory=platform.node)
    v: int = FORMAT

    def to_line(self) -> str:
        """Return the event as one line of JSON, without the line feed."""
        values = {name: getattr(self, name) for name in _FIELDS}
        return json.dumps(
            {k: v for k, v in values.items() if v not in (None, {})}, ensure_ascii=False
        )

    @classmethod
    def from_line(cls, line: str) -> Event:
        """Return the event of a line.

        Raises
        ------
        StudyError
            The event was written by a newer format: it is refused, never guessed.
        ValueError
            The line is no event.
        """
        return cls.from_values(json.loads(line))

    @classmethod
    def from_values(cls, values: Any) -> Event:
        """Return the event of the values of a line; raises as :meth:`from_line`."""
        if not isinstance(values, dict) or not values.keys() >= _NEEDED:
            raise ValueError("not an event")
        if values["v"] > FORMAT:
            raise StudyError(
                f"an event of format {values['v']} was found; this version of practicelearn reads "
                f"format {FORMAT}. Install a newer practicelearn to open this study."
            )
        wrong = unfit(values["kind"], values.get("payload") or {})
        if wrong is not None:
            raise ValueError(wrong)
        known = values if values.keys() <= _KNOWN else {k: values[k] for k in values if k in _KNOWN}
        event = cls.__new__(cls)
        # Past the frozen __setattr__: a study may hold a hundred thousand of them. What a line
        # leaves out is found on the class.
        object.__setattr__(event, "__dict__", known)
        if "payload" not in known:
            known["payload"] = {}
        return event


# A field that is made anew for each event has no default on the class; a line may lack these two.
Event.at = Event.device = ""


@dataclass(frozen=True)
class Fault:
    """A line of a log that is no event: a torn last line, or damage."""

    file: Path
    line: int
    text: str
    torn: bool


class EventLog:
    """One log file, open for appending.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made at the first event.

    Notes
    -----
    An event is acknowledged (:meth:`append` returns) only after lock, append, flush and fsync; of a
    new log also its folder's. The lock is the study's, which whoever rewrites logs holds too, and
    the file is opened under it. The cost of an append does not grow with the log: it is read again
    only when somebody else has changed it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None  # which file it was, and how long
        self._seq = 0
        self._last: str | None = None

    def append(self, *events: Event) -> list[Event]:
        """Write events, numbered after everything seen in the log's folder; return them.

        Raises
        ------
        StudyError
            The folder cannot be written to.
        """
        try:
            make_folder(self.path.parent)
            with locked(study_above(self.path)):
                return self._append(events)
        except OSError as error:
            self._seen = None  # nobody knows how much of it is on disk
            raise StudyError(
                f"{self.path}: nothing was written ({error.strerror}). Check that the folder can "
                "be written to and try again."
            ) from error

    def numbered(self, events: Iterable[Event]) -> list[Event]:
        """Return events with their numbers and what each follows, as :meth:`append` writes them.

        The study's lock must be held until they are written.
        """
        if self._seen is None or self._seen != self._now():
            # what a synced folder made of this log counts too; of a neighbour it does no harm
            known, _ = read_events(self.path.parent.glob(f"{self.path.stem}*{self.path.suffix}"))
            self._seq = max((e.seq for e in known), default=0)
            self._last = known[-1].id if known else None
        out, seq, last = [], self._seq, self._last
        for event in events:
            seq += 1
            out.append(_numbered(event, seq, last))
            last = out[-1].id
        return out

    def _append(self, events: Iterable[Event]) -> list[Event]:
        new = not self.path.exists()
        written = self.numbered(events)
        lines = lines_of(written)
        with open_private(self.path, "a+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size and not _ends_with_line_feed(file, size):
                lines = b"\n" + lines  # a torn line stays a line of its own
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync_folder(self.path.parent)
        if written:
            self._seq, self._last = written[-1].seq, written[-1].id
        self._seen = self._now()
        return written

    def _now(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return (0, 0)
        return (found.st_ino, found.st_size)


def lines_of(events: Iterable[Event]) -> bytes:
    """Return events as the lines of a log."""
    return "".join(event.to_line() + "\n" for event in events).encode()


def read_events(files: Iterable[Path]) -> tuple[list[Event], list[Fault]]:
    """Return the union of the files' events by id, in order, and the lines that are no events.

    Raises
    ------
    StudyError
        A file holds an event of a newer format; the file and line are named.
    """
    events: dict[str, Event] = {}
    faults: list[Fault] = []
    with no_collector():
        for path in sorted(files):
            if path.exists():
                found, broken = events_in(path.read_bytes(), path)
                for event in found:
                    events.setdefault(event.id, event)
                faults += broken
        union = list(events.values())
        if any(a.seq >= b.seq for a, b in pairwise(union)):  # a single log is in order as it is
            union.sort(key=lambda e: (e.seq, e.at, e.id))
    return union, faults


def events_in(whole: bytes, path: Path) -> tuple[list[Event], list[Fault]]:
    """Return the events of a log's content, and the lines that are no events."""
    try:  # all lines at once: five times as fast as one by one
        text = whole.decode("utf-8").rstrip("\n")  # no line feed stands inside an event
        rows = json.loads(f"[{text.replace(chr(10), ',')}]")
        if len(rows) == (text.count("\n") + 1 if text else 0):
            return [Event.from_values(values) for values in rows], []
    except (ValueError, TypeError, StudyError):
        pass
    lines = whole.split(b"\n")
    events: list[Event] = []
    faults: list[Fault] = []
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            events.append(Event.from_line(raw.decode("utf-8")))
        except StudyError as error:
            raise StudyError(f"{path}, line {number}: {error}") from error
        except (ValueError, TypeError):
            faults.append(
                Fault(path, number, raw.decode("utf-8", "replace"), torn=number == len(lines))
            )
    return events, faults


def live(events: list[Event]) -> list[Event]:
    """Return the events that still stand, in order: undone ones are out, and the undos with them.

    Walking backwards, an undo that stands takes out its target; so undoing an undo brings the
    target back.
    """
    gone: set[str] = set()
    kept = []
    for event in reversed(events):
        if event.id in gone:
            continue
        if event.kind == "undo":
            gone.add(event.payload["target"])
        else:
            kept.append(event)
    return kept[::-1]


def _numbered(event: Event, seq: int, parent: str | None) -> Event:
    values = {name: getattr(event, name) for name in _FIELDS}
    return Event(**{**values, "seq": seq, "parent": parent})


def _ends_with_line_feed(file: Any, size: int) -> bool:
    file.seek(size - 1)
    return bool(file.read(1) == b"\n")
