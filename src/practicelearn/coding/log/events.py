"""The event log: what a person did, one line an action, appended and never rewritten.

A log is a file of JSON lines, written by one person for one session. The truth of a folder is the
union, by event id, of the events in all of its files: a synced folder's "conflicted copy" adds
nothing twice and loses nothing. Undo is an event that names the event it takes back; undoing an
undo is redo. A line that is no event, or that a later version wrote, is set aside as a fault.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from practicelearn._called import COMMAND
from practicelearn._collector import no_collector
from practicelearn._disk import make_folder, open_private
from practicelearn._journal import sync_folder
from practicelearn._lock import MARK, locked, study_above
from practicelearn._states import KeptFiles
from practicelearn._tables import in_cell
from practicelearn.coding.log.entries import FORMAT
from practicelearn.coding.log.kinds import KINDS
from practicelearn.coding.log.schema import is_later, newest_format, unfit, unwritable
from practicelearn.coding.log.texts import says_gone
from practicelearn.errors import StudyError

__all__ = [
    "FORMAT",
    "Event",
    "EventLog",
    "Fault",
    "check_event",
    "events_in",
    "later_of",
    "lines_of",
    "live",
    "read_events",
]

_FIELDS = (
    "v", "id", "seq", "parent", "who", "device", "at", "kind", "session_id", "coding_id",
    "text_hash", "frame_version", "payload",
)  # fmt: skip
_KNOWN = frozenset(_FIELDS)
_KEPT: KeptFiles[tuple[list[Event], list[Fault]]] = KeptFiles(8 * 2**20)
"""What logs held that were read last: an event put down in one of them makes no other to be read
again. In memory it weighs ten times as much, so of a large study little is kept."""


@dataclass(frozen=True)
class Event:
    """One action of one person.

    Parameters
    ----------
    kind : str
        One of ``practicelearn.coding.log.kinds.KINDS``; ``docs/study-folder.md`` lists them.
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
        """Return the event of a line, be it of a later kind.

        Raises
        ------
        ValueError
            The line is no event.
        """
        return cls.from_values(_values(line))

    @classmethod
    def from_values(cls, values: Any) -> Event:
        """Return the event of the values of a line; raises as :meth:`from_line`."""
        if not isinstance(values, dict):
            raise ValueError("it is no event")
        wrong = unfit(values)
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

    @property
    def later(self) -> bool:
        """Whether it is of a kind or format that this version does not know: it cannot count."""
        return is_later({"kind": self.kind, "v": self.v})

    def _repr_html_(self) -> str:
        where = f", {self.session_id}" if self.session_id else ""
        return in_cell(f"Event: {self.kind}, by {self.who}{where}, {self.at}")


# A field that is made anew for each event has no default on the class; a line may lack these two.
Event.at = Event.device = ""


@dataclass(frozen=True)
class Fault:
    """A line of a log that does not count: torn, damaged, or written by a later version.

    Parameters
    ----------
    file : Path
    line : int
    text : str
        The line as it stands.
    torn : bool
        Whether it is a last line that was not written to its end.
    wrong : str
        What is wrong with it, in words that give nothing of it away.
    later : Event or None
        The event, where a later version wrote it.
    """

    file: Path
    line: int
    text: str
    torn: bool
    wrong: str = ""
    later: Event | None = None


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
            An event is not what its kind must be, or the folder cannot be written to. Nothing was
            written.
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
            known, faults = read_events(
                self.path.parent.glob(f"{self.path.stem}*{self.path.suffix}")
            )
            self._seq = max((e.seq for e in [*known, *later_of(faults)]), default=0)
            self._last = known[-1].id if known else None
        out, seq, last = [], self._seq, self._last
        for event in events:
            check_event(event, self.path)
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


def check_event(event: Event, path: Path) -> None:
    """Refuse an event that could not be played back, or that the study's format does not know.

    Parameters
    ----------
    event : Event
    path : Path
        The log it is for.

    Raises
    ------
    StudyError
        It says what is wrong. Nothing was written.
    """
    values = {name: getattr(event, name) for name in _FIELDS}
    values["v"] = FORMAT  # it is written in the format of its kind
    wrong = unwritable(values)
    if wrong is None:
        needs = KINDS[event.kind].since
        found = FORMAT if needs == FORMAT else _format_at(study_above(path))
        if needs <= found and _sound(event.to_line()):
            return
        wrong = (
            f"it needs a study of format {needs}, and this one has format {found}. Upgrade it: "
            f"{COMMAND} upgrade STUDY"
            if needs > found
            else "it holds half a character"
        )
    raise StudyError(
        f'an event "{event.kind}" was not written: {wrong.rstrip(".")}. docs/study-folder.md lists '
        "what each kind holds."
    )


def read_events(files: Iterable[Path]) -> tuple[list[Event], list[Fault]]:
    """Return the union of the files' events by id, in order, and the lines that do not count.

    Where two files have one event in two versions, words were taken out of one of them since: that
    one counts, wherever it stands.
    """
    events: dict[str, Event] = {}
    faults: list[Fault] = []
    known = (newest_format(), frozenset(KINDS))  # of another version a line may be no event
    with no_collector():
        # a copy that a synced folder made has the longer name: the log itself comes first
        for path in sorted(files, key=lambda p: (p.parent, len(p.name), p.name)):
            if path.exists() and not path.name.startswith("._"):  # macOS's own beside a file
                found, broken = _KEPT.once(path, partial(events_in, path=path), by=known)
                for event in found:
                    held = events.setdefault(event.id, event)
                    if held is not event and _rewritten(held, event):
                        events[event.id] = event
                faults += broken
        union = list(events.values())
        if any(a.seq >= b.seq for a, b in pairwise(union)):  # a single log is in order as it is
            union.sort(key=lambda e: (e.seq, e.at, e.id))
    return union, faults


def later_of(faults: Iterable[Fault]) -> list[Event]:
    """Return the events that later versions wrote, each once."""
    return list({f.later.id: f.later for f in faults if f.later is not None}.values())


def events_in(whole: bytes, path: Path) -> tuple[list[Event], list[Fault]]:
    """Return the events of a log's content, and the lines that do not count."""
    try:  # all lines at once: five times as fast as one by one
        text = whole.decode("utf-8").rstrip("\n")  # no line feed stands inside an event
        rows = _values(f"[{text.replace(chr(10), ',')}]")
        if len(rows) == (text.count("\n") + 1 if text else 0):
            events = [Event.from_values(values) for values in rows]
            newest = newest_format()
            if all(e.v <= newest and e.kind in KINDS for e in events):
                return events, []
    except (ValueError, TypeError):
        pass
    lines = whole.split(b"\n")
    events = []
    faults: list[Fault] = []
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            event = Event.from_line(raw.decode("utf-8"))
        except (ValueError, TypeError) as error:
            unread = isinstance(error, json.JSONDecodeError | UnicodeError)
            torn = unread and number == len(lines)
            wrong = "" if unread else str(error)
            faults.append(Fault(path, number, raw.decode("utf-8", "replace"), torn, wrong))
        else:
            if event.later:
                text = raw.decode("utf-8")
                faults.append(Fault(path, number, text, torn=False, later=event))
            else:
                events.append(event)
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
    return Event(**{**values, "seq": seq, "parent": parent, "v": KINDS[event.kind].since})


def _values(text: str) -> Any:
    """What a text of JSON says.

    Raises
    ------
    ValueError
        It is no JSON, nested too deeply, or holds half a character.
    """
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if ("\\ud" in text or "\\uD" in text) and not _sound(json.dumps(found, ensure_ascii=False)):
        raise ValueError("it holds half a character")
    return found


def _sound(text: str) -> bool:
    """Whether a text can be written: half of a character of two halves cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rewritten(held: Event, event: Event) -> bool:
    """Whether words were taken out of one version of an event, and not of the one that is held."""
    return held != event and says_gone(event.to_line()) and not says_gone(held.to_line())


def _format_at(folder: Path) -> int:
    """The format of a study; 1 where there is none."""
    try:
        found = tomllib.loads((folder / MARK).read_text(encoding="utf-8-sig")).get("format")
    except (OSError, ValueError):
        return FORMAT
    return found if type(found) is int and found <= newest_format() else FORMAT


def _ends_with_line_feed(file: Any, size: int) -> bool:
    file.seek(size - 1)
    return bool(file.read(1) == b"\n")
