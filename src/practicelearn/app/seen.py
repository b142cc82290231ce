"""What one person may see of others' coding: a session's, once both have read the whole of it.

Whatever shows codings, comments or figures of several people asks here and nowhere else. Until then
of others there is only whether they have begun or finished.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from practicelearn.app.logs import CoderLog
from practicelearn.app.shelf import Shelf
from practicelearn.coding.anchored import place_of
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.log.events import Event, live
from practicelearn.coding.replayed import live_codings, turns_read
from practicelearn.corpus import Corpus
from practicelearn.study.folder import Study
from practicelearn.study.late import without_late
from practicelearn.study.listing import coder_folders

__all__ = ["MINE", "Reading", "Seen", "referred_in"]

MINE = ""
"""Stands for whoever sits at the desk, where a reading is chosen."""


@dataclass(frozen=True)
class Reading:
    """One person's reading of one session, on the text as it stands.

    Parameters
    ----------
    coder : str
        ``_agreed`` for what was settled.
    n_turns : int
        Of the session.
    codings : mapping
        Coding id to code, parts (those whose words have a place), stance and so on.
    read : frozenset of str
        Turns.
    comments : sequence of Event
        What they said to other coders.
    by_turn : mapping
        Turn to (coding id, start, end) of each part in it.
    at : str
        When they last marked something as read.
    """

    coder: str
    n_turns: int
    codings: Mapping[str, Mapping[str, Any]]
    read: frozenset[str]
    comments: tuple[Event, ...] = ()
    at: str = ""
    by_turn: Mapping[str, list[tuple[str, int, int]]] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the whole session is marked as read."""
        return len(self.read) >= self.n_turns > 0

    @property
    def begun(self) -> bool:
        """Whether anything was read or coded."""
        return bool(self.read or self.codings)


class Seen:
    """Everybody's readings, and which of them one person may see.

    Parameters
    ----------
    study : Study
    shelf : Shelf
    who : str
    """

    def __init__(self, study: Study, shelf: Shelf, who: str) -> None:
        self.study, self.shelf, self.who = study, shelf, who
        self._logs: dict[tuple[str, str, bool], CoderLog] = {}
        self._now: dict[tuple[str, str, bool], Reading] = {}
        self._names: list[str] | None = None
        self._settlers: list[str] | None = None
        self._kept: dict[tuple[str, str, bool], tuple[list[Event], Corpus, Reading]] = {}

    def look_up(self) -> None:
        """Look at the logs anew: done once a question, so that within one nothing changes."""
        self._now, self._names, self._settlers = {}, None, None

    def mine(self, session_id: str) -> Reading:
        """Return this person's own reading."""
        return self._reading(self.who, session_id)

    def others(self, session_id: str) -> list[Reading]:
        """Return the readings of others that may be seen: of those who have finished, by who has.

        Raises
        ------
        CodingError
            There is no such session.
        """
        if not self.mine(session_id).finished:
            return []
        return [r for r in self._others(session_id) if r.finished]

    def settled(self, session_id: str) -> Reading | None:
        """Return what was settled, to those who have finished the session and who code nothing."""
        if not self.mine(session_id).finished and self.who in self._coders():
            return None
        found = [r for r in self._settlings(session_id) if r.begun]
        return max(found, key=lambda r: (r.finished, r.at)) if found else None

    def one(self, session_id: str, coder: str) -> Reading | None:
        """Return the reading of a coder, of oneself (``MINE``) or what was settled, if it is seen.

        ``*`` is one reading of each session: what was settled, else one's own.
        """
        mine = self.mine(session_id)
        if coder in (MINE, self.who):
            return mine
        if coder == SETTLED:
            return self.settled(session_id)
        if coder == "*":
            settled = self.settled(session_id)
            return mine if settled is None else settled
        return next((r for r in self.others(session_id) if r.coder == coder), None)

    def all_of(self, session_id: str) -> list[Reading]:
        """Return every reading of a session that may be seen, one's own first."""
        settled = self.settled(session_id)
        found = [self.mine(session_id), *self.others(session_id)]
        return found if settled is None else [*found, settled]

    def how_far(self, session_id: str) -> dict[str, str]:
        """Return each other coder to ``not begun``, ``started`` or ``finished``: no more than that.

        A comment or memo alone is no beginning.
        """
        out = {}
        for name in self._coders():
            if name != self.who:
                own = self._reading(name, session_id)
                out[name] = "finished" if own.finished else "started" if own.begun else "not begun"
        return out

    def referred(self, session_id: str) -> dict[str, list[tuple[int, int]]]:
        """Return turn to the places that anybody refers on: no words of them leave the study."""
        every = [self._reading(name, session_id) for name in {*self._coders(), self.who}]
        return referred_in([*every, *self._settlings(session_id)])

    def _settlings(self, session_id: str) -> list[Reading]:
        if self._settlers is None:
            folders = (self.study.path / "coding" / SETTLED).glob("*/")
            self._settlers = sorted(p.name for p in folders)
        return [self._reading(name, session_id, settled=True) for name in self._settlers]

    def _others(self, session_id: str) -> list[Reading]:
        return [self._reading(n, session_id) for n in self._coders() if n != self.who]

    def _coders(self) -> list[str]:
        if self._names is None:
            self._names = [n for n in coder_folders(self.study.path) if n != SETTLED]
        return self._names

    def _reading(self, coder: str, session_id: str, *, settled: bool = False) -> Reading:
        key = (coder, session_id, settled)
        if key in self._now:
            return self._now[key]
        if key not in self._logs:
            self._logs[key] = CoderLog(self.study, coder, session_id, settled=settled)
        events, corpus = self._logs[key].events(), self.shelf.session(session_id)
        kept = self._kept.get(key)
        if kept is None or kept[0] is not events or kept[1] is not corpus:
            name = SETTLED if settled else coder
            kept = (events, corpus, _reading_of(events, corpus, name))
            self._kept[key] = kept
        self._now[key] = kept[2]
        return kept[2]


def referred_in(readings: Iterable[Reading]) -> dict[str, list[tuple[int, int]]]:
    """Return turn to the places that some readings refer on."""
    out: dict[str, list[tuple[int, int]]] = {}
    for reading in readings:
        for coding in reading.codings.values():
            for part in coding["parts"] if coding.get("refer_on") else ():
                out.setdefault(part["turn_id"], []).append((part["start"], part["end"]))
    return out


def _reading_of(events: list[Event], corpus: Corpus, coder: str) -> Reading:
    texts = corpus.turns["text"].to_dict()
    events = without_late(events, texts)
    codings, by_turn = {}, dict[str, list[tuple[str, int, int]]]()
    for coding_id, kept in live_codings(events).items():
        parts = _placed(kept["parts"], texts)
        if parts:
            codings[coding_id] = {**kept, "parts": parts}
            for part in parts:
                place = (coding_id, part["start"], part["end"])
                by_turn.setdefault(part["turn_id"], []).append(place)
    standing = live(events)
    read = turns_read(events) & texts.keys()
    at = max((e.at for e in standing if e.kind == "read"), default="")
    comments = tuple(e for e in standing if e.kind == "comment")
    return Reading(coder, len(texts), codings, read, comments, at, by_turn)


def _placed(parts: list[dict[str, Any]], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parts whose words have a place, there."""
    out = []
    for part in parts:
        at = place_of(texts.get(part["turn_id"]), part["start"], part["end"], part["quote"])
        if at is not None:
            out.append({**part, "start": at, "end": at + len(part["quote"])})
    return out
