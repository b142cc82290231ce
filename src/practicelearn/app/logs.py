"""One coder's log of one session, as the page reads it and adds to it.

The page sends what a person did; nothing is acknowledged before it is on disk. Words are taken
from the frozen text here, never from the page.
"""

from __future__ import annotations

import heapq
import re
import secrets
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn.app.listed import logs_of
from practicelearn.coding.codings import MACHINES, SETTLED
from practicelearn.coding.log.events import (
    Event,
    EventLog,
    Fault,
    check_event,
    live,
    read_events,
)
from practicelearn.coding.log.moves import MARK, brought_up, moves_of, ways_in
from practicelearn.coding.replayed import live_codings, lost_codings
from practicelearn.errors import CodingError, PracticelearnError, StudyError
from practicelearn.study.folder import Study

__all__ = ["CoderLog", "StaleError", "check_coder"]

_ID = re.compile(r"[0-9a-f]{8,32}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ENTRIES = {"code", "parts", "stance", "strength", "memo", "matters", "refer_on", "batch"}
_OFFERED = {"origin", "accepted_by"}
_NEEDS_PRESENT = {"change", "remove", "undo", "quotable"}


class StaleError(PracticelearnError):
    """The log or the text is not what the page knows: nothing was done, it must look again."""


def check_coder(name: str) -> str:
    """Return the name, when a folder can bear it.

    Raises
    ------
    CodingError
        It is no such name, or one kept for settled codings and machines.
    """
    if not _NAME.fullmatch(name) or name in {SETTLED, *MACHINES}:
        raise CodingError(
            f'"{name}" cannot be a coder\'s name: use a to z, 0 to 9 and hyphens, such as "kim".'
        )
    return name


class CoderLog:
    """What one coder did in one session: codings, reading, notes, and what may be quoted.

    Parameters
    ----------
    study : Study
    coder : str
    session_id : str
    settled : bool, default False
        The log of what this person settled, instead of their own coding.

    Notes
    -----
    Two files make one list: the session's coding log, and those events of the person's decisions
    that flag a passage of this session as quotable, set a question in it, or note something about
    the study. Each keeps its own order; between the two the clock decides.
    """

    def __init__(self, study: Study, coder: str, session_id: str, *, settled: bool = False) -> None:
        self.coder, self.session_id = coder, session_id
        self._log = study.log(coder, session_id, settled=settled)
        self._decisions = EventLog(study.path / "decisions" / f"{coder}.jsonl")
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._events: list[Event] = []
        self._flags: set[str] = set()
        self._moves: list[Event] = []
        self.faults: list[Fault] = []

    def events(self) -> list[Event]:
        """Return every event, in order; files are read again only when their size has changed."""
        files = self._files()
        seen = _sizes([*files, self._decisions.path])
        if seen != self._seen:
            own, faults = read_events(files)
            own = [e for e in own if e.session_id == self.session_id]
            decisions, _ = read_events([self._decisions.path])
            flags = [e for e in decisions if e.session_id == self.session_id or _of_study(e)]
            self._flags = {e.id for e in flags}
            self._moves = [e for e in own if e.kind == "move"]
            merged = heapq.merge(own, flags, key=lambda e: e.at)
            ways = ways_in(self._decisions.path.parent.glob("*.jsonl")) if own else []
            self._events = brought_up(_none_before_its_own(list(merged)), ways)
            self.faults, self._seen = faults, seen
        return self._events

    def knows_way(self, before: str, after: str | None) -> bool:
        """Whether corrections alone lead from one text to another.

        Where words were withdrawn or redacted since, none do: a page that still shows them must not
        write them back.
        """
        at = before
        for event in self._ways():
            if event.payload["from"] == at:
                at = event.payload["to"]
        return at != before and at == after

    def _ways(self) -> list[Event]:
        """The session's corrections: this log's own, or those on record from before it began."""
        self.events()
        if self._moves:
            return self._moves
        everybodys, _ = read_events(self._decisions.path.parent.glob("*.jsonl"))
        moves = moves_of(e for e in everybodys if e.session_id == self.session_id)
        return [move.events[0] for move in moves.get(self.session_id, [])]

    def append(
        self, wanted: Sequence[Mapping[str, Any]], *, have: int, context: Context
    ) -> list[Event]:
        """Write what the page asks for, and return the events as written.

        Parameters
        ----------
        wanted : sequence of mapping
            ``id``, ``kind``, ``coding_id``, ``payload``. An id that is already in the log is
            acknowledged and not written twice, so that a page may send again.
        have : int
            How many events the page knows; -1 where it shows an earlier text.
        context : Context
            The session's text and codes, to hold the request against.

        Raises
        ------
        StaleError
            The page lacks events, and asks to change, remove or undo something.
        CodingError
            The request does not fit the text, the frame or the log.
        """
        known = self.events()
        by_id = {e.id: e for e in known}
        fresh = [w for w in wanted if w.get("id") not in by_id]
        if have < len(known) and any(w.get("kind") in _NEEDS_PRESENT for w in fresh):
            raise StaleError("This session was changed in another window. It has been refreshed.")
        own: list[Event] = []
        if context.corrected and not self._moves:
            own += [replace(e, id=f"{e.id[:8]}{secrets.token_hex(4)}") for e in self._ways()]
        flags: list[Event] = []
        for request in fresh:
            event = context.check(request, [*known, *own, *flags], self)
            of_flags = event.kind in {"quotable", "question"} or _of_study(event)
            if event.kind == "undo" and event.payload["target"] in self._flags:
                of_flags = True
                if _of_study(next(e for e in known if e.id == event.payload["target"])):
                    event = replace(event, session_id=None)
            (flags if of_flags else own).append(event)
        written = [*(self._log.append(*own) if own else [])]
        if flags:
            noted = self._decisions.append(*flags)
            self._flags |= {e.id for e in noted}
            written += noted
        if have >= len(known) and self._seen is not None:
            now = _sizes([*self._files(), self._decisions.path])
            own_bytes = sum(len(e.to_line().encode()) + 1 for e in written)
            # Where another program wrote meanwhile, everything is read again at the next question.
            if sum(n for _, n in now) == sum(n for _, n in self._seen) + own_bytes:
                self._events, self._seen = [*known, *written], now
        return [by_id[w["id"]] for w in wanted if w.get("id") in by_id] + written

    def _files(self) -> list[Path]:
        """The log and what a synced folder made of it."""
        return logs_of(self.session_id, self._log.path.parent)


class Context:
    """A session's text and codes, against which requests are held.

    Parameters
    ----------
    texts : mapping
        Turn id to frozen text.
    codes : set of str
        Ids of the frame and of codes made since.
    text_hash, frame_version : str or None
        Written with every event.
    questions : set of str
        Ids of the guide's questions.
    retired : set of str
        Codes that keep their codings and are given no more.
    corrected : bool, default False
        ``text_hash`` is of an earlier text, which is not kept: what was done on it is moved by the
        log's own account of the correction, and its words are taken from the page.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        codes: set[str],
        *,
        text_hash: str | None,
        frame_version: str | None,
        questions: Collection[str] = (),
        retired: Collection[str] = (),
        corrected: bool = False,
    ) -> None:
        self.texts, self.codes, self.questions = texts, codes, questions
        self.retired = retired
        self.text_hash, self.frame_version = text_hash, frame_version
        self.corrected = corrected

    def check(self, request: Mapping[str, Any], known: list[Event], log: CoderLog) -> Event:
        """Return the event of a request.

        Raises
        ------
        CodingError
            It does not fit.
        """
        kind, payload = request.get("kind"), request.get("payload") or {}
        if not isinstance(payload, dict):
            raise CodingError("the page sent an action without entries.")
        payload = dict(payload)
        step = getattr(self, f"_{kind}", None) if kind in _KINDS else None
        if step is None or not _ID.fullmatch(str(request.get("id"))):
            raise CodingError(f'the page asked for something this program does not know: "{kind}".')
        coding_id = request.get("coding_id")
        if kind in {"change", "remove", "quotable"}:
            about = payload.get("coding_id") if kind == "quotable" else coding_id
            gone = lost_codings(known) if kind == "remove" else {}
            if about not in live_codings(known) and about not in gone:
                raise CodingError("That coding is no longer there.")
        if kind == "code" and payload.get("accepted_by") not in (None, log.coder):
            raise CodingError("An offer is accepted by the person who codes.")
        event = Event(
            kind=str(kind),
            who=log.coder,
            session_id=log.session_id,
            coding_id=None if coding_id is None else str(coding_id),
            id=str(request["id"]),
            text_hash=self.text_hash,
            frame_version=self.frame_version,
            payload=step(payload, known),
        )
        if _of_study(event):
            event = replace(event, session_id=None, text_hash=None)
        try:
            check_event(event, Path(log.session_id))
        except StudyError as error:
            raise CodingError(str(error)) from error
        return event

    def _code(self, payload: dict[str, Any], known: list[Event]) -> dict[str, Any]:
        if "code" not in payload or not payload.get("parts"):
            raise CodingError("A coding needs a code and words.")
        offered = {k: payload.pop(k) for k in _OFFERED & set(payload)}
        whole = set(offered) == _OFFERED and offered["accepted_by"] is not None
        if offered and not (whole and offered["origin"] in MACHINES):
            raise CodingError("An accepted offer names its origin and who accepted it.")
        return {**self._change(payload, known), **offered}

    def _refuse(self, payload: dict[str, Any], known: list[Event]) -> dict[str, Any]:
        if payload.get("origin") not in MACHINES:
            raise CodingError("Only an offer can be refused.")
        offer = {k: payload.get(k) for k in ("code", "parts")}
        return {**self._code(offer, known), "origin": payload["origin"]}

    def _question(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        turn, question = payload.get("turn"), payload.get("question")
        if not self._has(turn):
            raise CodingError(f"there is no turn {turn} in this session.")
        if question is not None and question not in self.questions:
            raise CodingError(f'the guide has no question "{question}".')
        return {"turn": turn, "question": question}

    def _change(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        unknown = set(payload) - _ENTRIES
        if unknown:
            raise CodingError(f'a coding has no entry "{sorted(unknown)[0]}".')
        if "code" in payload and str(payload["code"]) not in self.codes:
            raise CodingError(f'there is no code "{payload["code"]}".')
        if payload.get("code") in self.retired:
            raise CodingError("That code is retired: it keeps its codings, and is given no more.")
        if "parts" in payload:
            parts = payload["parts"]
            if not isinstance(parts, list) or not all(isinstance(p, dict) for p in parts):
                raise CodingError("the page sent no list of passages.")
            payload["parts"] = [self._part(part) for part in parts]
        return payload

    def _part(self, part: Mapping[str, Any]) -> dict[str, Any]:
        turn_id, start, end = part.get("turn_id"), part.get("start"), part.get("end")
        if self.corrected:
            return _part_as_sent(part)
        text = self.texts.get(str(turn_id))
        if text is None:
            raise CodingError(f'there is no turn "{turn_id}" in this session.')
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
            raise CodingError(f"{turn_id}: {start} to {end} are no places in its text.")
        quote = text[start:end]
        if part.get("quote", quote) != quote:
            raise CodingError(
                f"{turn_id}: the page's words are not those at {start} to {end}. Load it again."
            )
        return {"turn_id": turn_id, "start": start, "end": end, "quote": quote}

    def _remove(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        return {k: v for k, v in payload.items() if k == "batch"}

    def _read(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        first, last = payload.get("from", 0), payload.get("to", 0)
        if not (self._has(first) and self._has(last) and int(first) <= int(last)):
            raise CodingError(f"there are no turns {first} to {last} in this session.")
        return {"from": first, "to": last}

    _unread = _read

    def _has(self, turn: Any) -> bool:
        if type(turn) is not int or self.corrected:
            return type(turn) is int and turn > 0
        return any(int(t.rsplit(":", 1)[1]) == turn for t in self.texts)

    def _memo(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        about, text = payload.get("about"), payload.get("memo")
        if about not in {"session", "code", "study"} or not isinstance(text, str):
            raise CodingError("A memo is about the study, the session or a code.")
        code = payload.get("code")
        return {"about": about, "memo": text, **({"code": code} if about == "code" else {})}

    def _comment(self, payload: dict[str, Any], known: list[Event]) -> dict[str, Any]:
        text, reply = payload.get("comment"), payload.get("reply_to")
        if not isinstance(text, str) or not text.strip() or not payload.get("parts"):
            raise CodingError("A comment needs words to be about, and words of its own.")
        said = {**self._change({"parts": payload["parts"]}, known), "comment": text.strip()}
        return {**said, "reply_to": str(reply)} if reply else said

    def _quotable(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        return {"coding_id": payload["coding_id"], "quotable": bool(payload.get("quotable"))}

    def _new_code(self, payload: dict[str, Any], _: list[Event]) -> dict[str, Any]:
        name, parent = str(payload.get("name") or "").strip(), payload.get("parent")
        if not name:
            raise CodingError("A code needs a name.")
        if parent is not None and parent not in self.codes:
            raise CodingError(f'there is no code "{parent}" to put it under.')
        code_id = str(payload.get("id") or "")
        if not code_id or code_id in self.codes:
            raise CodingError(f'the code id "{code_id}" is empty or taken.')
        self.codes.add(code_id)
        made = {"id": code_id, "name": name, "definition": str(payload.get("definition") or "")}
        return {**made, "parent": parent} if parent else made

    def _undo(self, payload: dict[str, Any], known: list[Event]) -> dict[str, Any]:
        target = payload.get("target")
        if MARK in str(target):
            raise CodingError("That followed from a correction of the transcript, and stays.")
        standing = {e.id for e in live(known)} | {e.id for e in known if e.kind == "undo"}
        if target not in standing:
            raise CodingError("That has been undone already.")
        return {"target": target}


_KINDS = (
    "code", "change", "remove", "read", "unread", "memo", "quotable", "question", "new_code",
    "refuse", "comment", "undo",
)  # fmt: skip


def _part_as_sent(part: Mapping[str, Any]) -> dict[str, Any]:
    turn_id, start, end, quote = (part.get(k) for k in ("turn_id", "start", "end", "quote"))
    if not (
        isinstance(turn_id, str)
        and isinstance(quote, str)
        and type(start) is int
        and type(end) is int
        and 0 <= start < end == start + len(quote)
    ):
        raise CodingError("The text was corrected meanwhile. Load the page and code this again.")
    return {"turn_id": turn_id, "start": start, "end": end, "quote": quote}


def _none_before_its_own(events: list[Event]) -> list[Event]:
    """Hold a flag back until its coding is there, and an undo until what it takes back is."""
    there = {e.id for e in events} | {e.coding_id for e in events if e.kind == "code"}
    out: list[Event] = []
    seen: set[str | None] = set()
    held: dict[str, list[Event]] = {}
    coming = deque(events)
    while coming:
        event = coming.popleft()
        about = event.payload.get({"undo": "target", "quotable": "coding_id"}.get(event.kind, ""))
        if about in there and about not in seen:
            held.setdefault(str(about), []).append(event)
            continue
        out.append(event)
        names = [event.id, event.coding_id] if event.kind == "code" else [event.id]
        seen.update(names)
        coming.extendleft(reversed([e for n in names if n for e in held.pop(n, [])]))
    return out


def _of_study(event: Event) -> bool:
    """Whether it notes something about the study, or takes such a note back."""
    return event.payload.get("about") == "study" or (
        event.kind == "undo" and event.session_id is None
    )


def _sizes(files: Sequence[Path]) -> tuple[tuple[str, int], ...]:
    return tuple((p.name, p.stat().st_size) for p in files if p.exists())
